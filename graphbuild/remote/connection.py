"""HTTP to a SPARQL server: the login, what is tried again, limits, and errors that say what to do.

A redirect isn't followed: neither the login nor the data go to a host that nobody named.
"""

import time
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from math import inf
from typing import Self

import httpx

from graphbuild.errors import RemoteError

WAITS = (0.5, 1, 2, 4, 8)  # seconds before what failed in passing is tried again
_LONGEST_WAIT = 60.0  # seconds that a server may ask for by Retry-After
_IN_PASSING = {429, 502, 503, 504}
_SHOWN = 300
_MOST_DIGITS = 18
_CONNECT_SECONDS = 10.0
_ADVICE = {
    400: "The server's own message says why",
    401: "Give --user, and the password in GRAPHBUILD_PASSWORD or by --password-file; "
    "or a token in GRAPHBUILD_TOKEN",
    403: "This login may not do that here. Grant it the right to, or give another by --user",
    404: "Check the address",
    405: "Check the address",
    413: "One statement is larger than the server takes. Raise its limit",
    429: "The server is busy: try again later",
}
_LATER = "Look into the server's log"

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """Who asks: a name with a password, or a token, or neither."""

    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server answered.

    Attributes:
        url: Whom it was asked of.
        status: Of HTTP.
        media_type: Without parameters, in lower case.
        body: Whole, decompressed.
        wait: Seconds after which the server asks to be asked again, 0 if it doesn't say.
        most_rows: That an answer of this server may have; only Virtuoso says so.
        location: Where it redirects to.
    """

    url: str
    status: int
    media_type: str
    body: bytes
    wait: float = 0.0
    most_rows: int | None = None
    location: str = ""

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300

    @property
    def is_in_passing(self) -> bool:
        """Whether the same request may be answered well a little later."""
        is_deadlock = self.status == 500 and b"deadlock" in self.body[:2000].lower()
        return is_deadlock or self.status in _IN_PASSING

    def error(self) -> RemoteError:
        """Return what to raise when the answer isn't what was expected."""
        advice = _ADVICE.get(self.status, _LATER)
        if self.location:
            advice = f"It redirects to {self.location}, which isn't followed. Give that address"
        return RemoteError(f"{self.url}: HTTP status {self.status}{self._said()}. {advice}.")

    def _said(self) -> str:
        """Return the first line of the body that isn't mark-up."""
        is_page = self.media_type in ("text/html", "application/xhtml+xml")
        lines = (line.strip() for line in self.body[:5000].decode(errors="replace").splitlines())
        found = next((line for line in lines if line and not (is_page and line[0] == "<")), "")
        return f": {found[:_SHOWN].rstrip('.')}" if found else ""


class Connection:
    """Keeps connections to a server open; may be used by several threads.

    Args:
        login: Sent to whoever asks for it among the addresses that are asked.
        seconds: What a request may take, with its answer.
        size: Bytes that an answer may have.
        waits: Seconds to wait before each further try.

    Raises:
        RemoteError: The token can't be sent.
    """

    def __init__(
        self,
        login: Login | None = None,
        *,
        seconds: float = 600,
        size: float = inf,
        waits: Sequence[float] = WAITS,
    ) -> None:
        login = login or Login()
        if not (login.token.isascii() and login.token.isprintable()):
            raise RemoteError(
                "GRAPHBUILD_TOKEN: not a token that can be sent. Check its characters."
            )
        headers = {"Authorization": f"Bearer {login.token}"} if login.token else {}
        self._client = httpx.Client(
            auth=_Challenged(login) if login.user else None,
            headers={"User-Agent": "graphbuild", **headers},
            timeout=httpx.Timeout(seconds, connect=min(_CONNECT_SECONDS, seconds)),
        )
        self._seconds, self._size, self._waits = seconds, size, waits

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def send(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        form: Pairs = (),
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        is_patient: bool = True,
    ) -> Answer:
        """Return the answer to a request, of whatever status.

        Args:
            method: Of HTTP.
            url: Whom to ask.
            params: Written at the end of the address.
            form: Fields of a form; they make the body.
            content: The body, where there is no form.
            headers: Of the request.
            is_patient: Whether to try again what failed in passing.

        Raises:
            RemoteError: The server can't be reached, or its answer is too slow or too large.
        """
        body = str(httpx.QueryParams(list(form))).encode() if form else content
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if form else {}
        try:
            request = self._client.build_request(
                method, url, params=params, content=body, headers={**(headers or {}), **kind}
            )
        except httpx.InvalidURL as error:
            raise RemoteError(f"{url}: not an address: {error}.") from error
        waits = iter(self._waits if is_patient else ())
        while True:
            found = self._tried(request)
            if isinstance(found, Answer) and not found.is_in_passing:
                return found
            wait = next(waits, None)
            if wait is None:
                raise found.error() if isinstance(found, Answer) else found
            time.sleep(max(wait, found.wait) if isinstance(found, Answer) else wait)

    def _tried(self, request: httpx.Request) -> Answer | RemoteError:
        """Return the answer, or why there is none that may come later."""
        url = _shown(request.url)
        try:
            return self._answer(request, url, time.monotonic() + self._seconds)
        except httpx.TimeoutException as error:
            if isinstance(error, httpx.ConnectTimeout):
                return _unreachable(url, "no connection in time")
            raise self._too_slow(url) from error
        except httpx.TransportError as error:
            return _unreachable(url, str(error) or type(error).__name__)
        except httpx.DecodingError as error:
            raise RemoteError(f"{url}: the answer can't be read: {error}.") from error

    def _answer(self, request: httpx.Request, url: str, deadline: float) -> Answer:
        response = self._client.send(request, stream=True)
        chunks, size = [], 0
        try:
            for chunk in response.iter_bytes():
                chunks.append(chunk)
                size += len(chunk)
                if size > self._size:
                    raise RemoteError(
                        f"{url}: the answer has more than {self._size:,} bytes. Add LIMIT"
                    )
                if time.monotonic() > deadline:
                    raise self._too_slow(url)
        finally:
            response.close()
        return Answer(
            url=url,
            status=response.status_code,
            media_type=response.headers.get("content-type", "").partition(";")[0].strip().lower(),
            body=b"".join(chunks),
            wait=_wait(response.headers.get("retry-after", "")),
            most_rows=_number(response.headers.get("x-sparql-maxrows", "")),
            location=response.headers.get("location", "") if response.has_redirect_location else "",
        )

    def _too_slow(self, url: str) -> RemoteError:
        return RemoteError(f"{url}: no whole answer within {self._seconds:g} seconds.")


class _Challenged(httpx.Auth):
    """Sends the login to who asks for it, in the scheme that was asked for."""

    def __init__(self, login: Login) -> None:
        self._basic = httpx.BasicAuth(login.user, login.password)
        self._digest = httpx.DigestAuth(login.user, login.password)
        self._known: dict[str, httpx.Auth] = {}

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        origin = str(request.url.copy_with(path="/", query=None))
        if origin not in self._known:
            response = yield request
            if response.status_code != 401:
                return
            asked = response.headers.get_list("www-authenticate")
            is_digest = any(each.lower().startswith("digest ") for each in asked)
            self._known[origin] = self._digest if is_digest else self._basic
        try:
            yield from self._known[origin].auth_flow(request)
        except (KeyError, httpx.ProtocolError, NotImplementedError) as error:
            raise RemoteError(
                f"{origin}: asks for a login in a way that isn't known: {error}."
            ) from error


def _unreachable(url: str, reason: str) -> RemoteError:
    return RemoteError(
        f"{url}: can't be reached: {reason}. Check the address, and that the server runs."
    )


def _shown(url: httpx.URL) -> str:
    """Return the address without parameters, which may be as long as a query."""
    return str(url.copy_with(query=None))


def _wait(retry_after: str) -> float:
    """Return the seconds that a Retry-After header asks for, 0 for none."""
    try:
        seconds = float(retry_after)
    except ValueError:
        try:
            seconds = parsedate_to_datetime(retry_after).timestamp() - time.time()
        except (OverflowError, TypeError, ValueError):
            seconds = 0.0
    return min(max(seconds, 0.0), _LONGEST_WAIT)


def _number(text: str) -> int | None:
    is_number = text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
    return int(text) if is_number else None
