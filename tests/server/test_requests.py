"""What a request says is read with patience, but not for ever."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

from graphbuild.server import requests
from graphbuild.server.requests import Parameters, query_parameters

Receive = Callable[[], Awaitable[dict]]


def posted(receive: Receive, **headers: str) -> Parameters:
    """Return what is read of a query that is posted."""
    given = {"content-type": "application/sparql-query"} | headers
    scope = {
        "type": "http",
        "method": "POST",
        "query_string": b"named-graph-uri=http://a.example/",
        "headers": [(name.encode(), value.encode()) for name, value in given.items()],
    }
    return asyncio.run(query_parameters(Request(scope, receive)))


def parts(*sent: dict) -> Receive:
    rest = iter(sent)

    async def receive() -> dict:
        return next(rest)

    return receive


def part(body: bytes, *, more: bool = False) -> dict:
    return {"type": "http.request", "body": body, "more_body": more}


def test_a_query_may_come_in_parts():
    found = posted(parts(part("ASK {} # 🕊".encode()[:11], more=True), part("🕊".encode()[2:])))
    assert found.one("query") == "ASK {} # 🕊"
    assert found.all("named-graph-uri") == ("http://a.example/",)


def test_a_query_that_says_it_is_too_long_isnt_read():
    with pytest.raises(HTTPException) as refusal:
        posted(parts(), **{"content-length": "99999999999"})
    assert refusal.value.status_code == 413


def test_a_query_that_doesnt_come_isnt_waited_for(monkeypatch):
    monkeypatch.setattr(requests, "SECONDS_OF_BODY", 0.05)

    async def receive() -> dict:
        await asyncio.sleep(60)
        return part(b"")

    with pytest.raises(HTTPException) as refusal:
        posted(receive)
    assert refusal.value.status_code == 408


def test_a_client_may_leave_while_it_asks():
    with pytest.raises(ClientDisconnect):
        posted(parts(part(b"ASK", more=True), {"type": "http.disconnect"}))


def test_a_parameter_that_is_given_twice_is_told():
    with pytest.raises(HTTPException, match="2 times"):
        Parameters((("query", "a"), ("query", "b"))).one("query")
