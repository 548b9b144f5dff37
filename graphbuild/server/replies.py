"""A job's reply, sent over HTTP; a client that leaves ends its query."""

import asyncio
from collections.abc import Coroutine
from contextlib import AsyncExitStack, suppress
from http import HTTPStatus

from starlette.types import Message, Receive, Scope, Send

from graphbuild.server.jobs import Head, Job
from graphbuild.server.workers import Reply, Workers

SECONDS_WITHOUT_READING = 30.0
"""A client that takes nothing for so long is given up, since its query's process waits for it."""
SECONDS_OF_READING = 600.0
"""A client that takes longer for all of an answer is given up too."""
_CHUNK = 1 << 16


async def send_reply(
    workers: Workers, job: Job, scope: Scope, receive: Receive, send: Send
) -> None:
    """Answer a job to the client, whose request has been read."""

    async def answer() -> None:
        async with AsyncExitStack() as resources:
            reply = await workers.ask(job, resources)
            async with asyncio.timeout(SECONDS_OF_READING):
                await _send(reply, send, has_body=scope["method"] != "HEAD")

    # An answer that breaks off is told by its length, and the connection is closed.
    with suppress(TimeoutError, asyncio.IncompleteReadError):
        await _unless_gone(answer(), receive)


async def _unless_gone(work: Coroutine[None, None, None], receive: Receive) -> None:
    """Do the work, but end it when the client leaves."""
    task, gone = asyncio.ensure_future(work), asyncio.ensure_future(_wait_until_gone(receive))
    try:
        await asyncio.wait((task, gone), return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            await task
    finally:
        for each in (task, gone):
            each.cancel()
        await asyncio.gather(task, gone, return_exceptions=True)


async def _wait_until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _send(reply: Reply, send: Send, *, has_body: bool) -> None:
    await send(_start(reply.head))
    sent = reply.first if has_body else b""
    if reply.rest is not None and has_body:
        await _send_in_time(send, sent, more=True)
        rest = reply.head.length - len(sent)
        while rest:
            sent = await reply.rest.readexactly(min(rest, _CHUNK))
            rest -= len(sent)
            await _send_in_time(send, sent, more=True)
        sent = b""
    await _send_in_time(send, sent, more=False)


async def _send_in_time(send: Send, content: bytes, *, more: bool) -> None:
    async with asyncio.timeout(SECONDS_WITHOUT_READING):
        await send({"type": "http.response.body", "body": content, "more_body": more})


def _start(head: Head) -> Message:
    headers = {
        "content-type": head.media_type,
        "content-length": str(head.length),
        "cache-control": "no-store",
        "vary": "accept",
    }
    if head.status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["retry-after"] = "2"
    return {
        "type": "http.response.start",
        "status": head.status,
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
