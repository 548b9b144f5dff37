"""What every request has to pass, and every answer gets: no other site may use this one."""

import re
import socket
from collections.abc import Iterable
from ipaddress import ip_address

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

FRAMES = "frame-ancestors 'none'"
POLICY = f"default-src 'none'; base-uri 'none'; form-action 'self'; style-src 'self'; {FRAMES}"
_HEADERS = {
    "content-security-policy": POLICY,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^:\[\]]+)(?::\d+)?")


class HostGuard:
    """Lets a request pass only if it was made to a name of this server.

    Otherwise a page elsewhere could let its own name mean this machine, and read all there is. An
    address in digits can't be made to mean another machine, so any passes.

    Args:
        app: What comes behind.
        names: Names of this server.
    """

    def __init__(self, app: ASGIApp, names: Iterable[str]) -> None:
        self._app = app
        self._names = {name.lower() for name in names}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on, or refuse it."""
        refusal = self._refusal(Headers(scope=scope)) if scope["type"] == "http" else None
        if refusal is None:
            await self._app(scope, receive, send)
        else:
            await PlainTextResponse(f"{refusal}\n", 403)(scope, receive, send)

    def _refusal(self, headers: Headers) -> str | None:
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self._is_own(hosts[0]):
            return "this server isn't known by that name: use its address, or start it with --host"
        if headers.get("sec-fetch-site") == "cross-site" and not _is_link(headers):
            return "other sites may not ask this server"
        return None

    def _is_own(self, host: str) -> bool:
        match = _HOST.fullmatch(host.strip().lower())
        if match is None:
            return False
        name = match[1].rstrip(".")
        return name in self._names or _is_address(name.strip("[]"))


def _is_link(headers: Headers) -> bool:
    """Whether a person sees where the request leads: a hidden frame could ask on and on."""
    seen = ("navigate", "document")
    return (headers.get("sec-fetch-mode"), headers.get("sec-fetch-dest", "document")) == seen


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def is_loopback(host: str) -> bool:
    """Whether nobody but this machine can reach a server on *host*."""
    return host == "localhost" or (_is_address(host) and ip_address(host).is_loopback)


def own_names(host: str) -> frozenset[str]:
    """Return the names by which a server on *host* may be asked for, beside addresses."""
    if is_loopback(host):
        return frozenset({"localhost"})
    machine = socket.gethostname()
    return frozenset({"localhost", host, machine, f"{machine}.local", socket.getfqdn()})


class SafeHeaders:
    """Gives each answer the headers that keep it from being run, framed or read elsewhere.

    Args:
        app: What comes behind; what it sets itself stays.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on."""

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_safely)
