"""What a request to the endpoint says, or why it can't be taken."""

import asyncio
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request

MOST_BYTES_OF_BODY = 1 << 20
SECONDS_OF_BODY = 30.0
MOST_BYTES_OF_ADDRESS = 1 << 15
_MOST_PARAMETERS = 1000
_FORM, _QUERY, _UPDATE = (
    "application/x-www-form-urlencoded",
    "application/sparql-query",
    "application/sparql-update",
)
_READ_ONLY = "this store is read-only: it takes queries, no updates"


@dataclass(frozen=True, slots=True)
class Parameters:
    """Names and values from an address or form, in their order."""

    pairs: tuple[tuple[str, str], ...]

    def all(self, name: str) -> tuple[str, ...]:
        return tuple(value for each, value in self.pairs if each == name)

    def one(self, name: str) -> str | None:
        """Return the value of *name*, None if it isn't given.

        Raises:
            HTTPException: It is given more than once.
        """
        values = self.all(name)
        if len(values) > 1:
            raise HTTPException(HTTPStatus.BAD_REQUEST, f"{name!r} is given {len(values)} times")
        return values[0] if values else None


def address_parameters(request: Request) -> Parameters:
    """Return what stands after "?" in the request's address.

    Raises:
        HTTPException: It is too long, or isn't well formed.
    """
    address: bytes = request.scope["query_string"]
    if len(address) > MOST_BYTES_OF_ADDRESS:
        raise HTTPException(
            HTTPStatus.REQUEST_URI_TOO_LONG, "the address is too long. Send the query by POST"
        )
    return _parsed(address)


async def query_parameters(request: Request) -> Parameters:
    """Return the parameters of a query by GET or POST; its text is the parameter ``query``.

    Raises:
        HTTPException: The request updates, or isn't as SPARQL 1.1 Protocol has it.
    """
    parameters = address_parameters(request)
    if request.method == "POST":
        parameters = await _posted(request, parameters)
    if parameters.all("update"):
        raise HTTPException(HTTPStatus.FORBIDDEN, _READ_ONLY)
    return parameters


async def _posted(request: Request, in_address: Parameters) -> Parameters:
    kind, _, rest = request.headers.get("content-type", "").partition(";")
    kind = kind.strip().lower()
    if kind == _UPDATE:
        raise HTTPException(HTTPStatus.FORBIDDEN, _READ_ONLY)
    if kind not in (_FORM, _QUERY) or not _is_plain_utf8(request, rest):
        raise HTTPException(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            f"send the query as {_FORM} or {_QUERY}, in UTF-8 and not compressed",
        )
    body = await _body(request)
    if kind == _FORM:
        return Parameters(in_address.pairs + _parsed(body).pairs)
    return Parameters((*in_address.pairs, ("query", _decoded(body))))


def _is_plain_utf8(request: Request, type_parameters: str) -> bool:
    name, _, charset = type_parameters.strip().lower().partition("=")
    is_utf8 = name.strip() != "charset" or charset.strip().strip('"') in ("utf-8", "utf8")
    return is_utf8 and request.headers.get("content-encoding", "identity") == "identity"


async def _body(request: Request) -> bytes:
    if int(request.headers.get("content-length", 0)) > MOST_BYTES_OF_BODY:
        raise _too_long()
    body = bytearray()
    try:
        async with asyncio.timeout(SECONDS_OF_BODY):
            async for chunk in request.stream():
                body += chunk
                if len(body) > MOST_BYTES_OF_BODY:
                    raise _too_long()
    except TimeoutError as error:
        raise HTTPException(
            HTTPStatus.REQUEST_TIMEOUT, f"the query didn't come within {SECONDS_OF_BODY:g} seconds"
        ) from error
    return bytes(body)


def _too_long() -> HTTPException:
    return HTTPException(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        f"the query is longer than {MOST_BYTES_OF_BODY:,} bytes",
    )


def _parsed(content: bytes) -> Parameters:
    try:
        pairs = parse_qsl(
            _decoded(content),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=_MOST_PARAMETERS,
        )
    except ValueError as error:
        raise HTTPException(
            HTTPStatus.BAD_REQUEST, f"the parameters can't be read: {error}"
        ) from error
    return Parameters(tuple(pairs))


def _decoded(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise HTTPException(HTTPStatus.BAD_REQUEST, f"the query isn't UTF-8: {error}") from error
