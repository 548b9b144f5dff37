"""The server's end of the query processes: how many run at once, and for how long."""

import asyncio
import json
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

from graphbuild.errors import OutputError
from graphbuild.query_process import Limits
from graphbuild.server.jobs import (
    MOST_BYTES_OF_HEAD,
    Answer,
    Head,
    Job,
    decode_head,
    encode_job,
    overdue,
    refusal,
    too_large,
)

MOST_BYTES_HELD = 4 << 20
"""An answer up to this size is read at once, so that a slow client keeps no process."""
MOST_WAITING = 64
# Of large pages a fork copies a 500th as many entries: half the processor time of a short query.
_LARGE_PAGES = {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}
AT_ONCE = 2 * (os.cpu_count() or 1)


class Holder:
    """The process with the store, as the server sees it.

    Attributes:
        quads: Number of quads in the store.
        base: IRI that the store's IRIs begin with.
    """

    def __init__(
        self, process: subprocess.Popen[bytes], control: socket.socket, said: dict[str, Any]
    ) -> None:
        self.quads: int = said["quads"]
        self.base: str = said["base"]
        self._process, self._control = process, control

    @property
    def has_ended(self) -> bool:
        return self._process.poll() is not None

    def submit(self) -> socket.socket:
        """Return the server's end of a new query's socket; to close it ends the query.

        Raises:
            OSError: The process has ended.
        """
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(self._control, [b"q"], [theirs.fileno()])
            except OSError:
                ours.close()
                raise
        return ours

    def close(self) -> None:
        """Let the process end when its last query has."""
        self._control.close()

    def wait(self) -> None:
        """Return when the process has ended, which must have been closed."""
        self._process.wait()


def start_holder(folder: Path) -> Holder:
    """Return a process that has loaded the store in an output folder.

    Raises:
        OutputError: There is no store, or it can't be loaded.
    """
    process, control = _spawn(folder)
    return _to_holder(process, control, _first_line(control))


async def restart_holder(folder: Path) -> Holder:
    """Do as :func:`start_holder` while the server goes on.

    The process is started in this thread, as it ends with the thread that it was started in.
    """
    process, control = _spawn(folder)
    return _to_holder(process, control, await asyncio.to_thread(_first_line, control))


def _spawn(folder: Path) -> tuple[subprocess.Popen[bytes], socket.socket]:
    ours, theirs = socket.socketpair()
    with theirs:
        descriptor = theirs.fileno()
        command = [sys.executable, "-P", "-m", "graphbuild.server.holder", str(folder)]
        process = subprocess.Popen(  # noqa: S603  # our own module
            [*command, str(descriptor)],
            pass_fds=[descriptor],
            stdin=subprocess.DEVNULL,
            env=_LARGE_PAGES | os.environ,
        )
    return process, ours


def _first_line(control: socket.socket) -> dict[str, Any]:
    with control.makefile("rb") as lines:
        line = lines.readline()
    # A process that is killed as it speaks has said nothing.
    said: dict[str, Any] = json.loads(line) if line.endswith(b"\n") else {}
    return said


def _to_holder(
    process: subprocess.Popen[bytes], control: socket.socket, said: dict[str, Any]
) -> Holder:
    if "quads" in said:
        return Holder(process, control, said)
    control.close()
    process.wait()
    raise OutputError(said.get("error", "the process that loads the store ended: out of memory?"))


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer that may still be on its way.

    Attributes:
        head: Status, type and length.
        first: The first bytes, mostly all.
        rest: Where the others come from, if there are any.
    """

    head: Head
    first: bytes
    rest: asyncio.StreamReader | None = None


class Workers:
    """Answers jobs by processes, of which a few run at once and the rest wait.

    Args:
        holder: The process that forks them.
        limits: Of each query; its time counts from when it came in.
        at_once: How many run at once.
    """

    def __init__(self, holder: Holder, limits: Limits, *, at_once: int = AT_ONCE) -> None:
        self.holder = holder
        self.limits = limits
        self._slots = asyncio.Semaphore(at_once)
        self._waiting = 0

    async def ask(self, job: Job, resources: AsyncExitStack) -> Reply:
        """Return the reply to a job.

        Args:
            job: What to answer.
            resources: Gets what has to stay until all of the reply is read: closing it ends the
                query's process.
        """
        end = asyncio.get_running_loop().time() + job.limits.seconds
        async with AsyncExitStack() as own:
            if not await self._wait_for_slot(end):
                return _reply(_busy())
            own.callback(self._slots.release)
            try:
                async with asyncio.timeout_at(end):
                    reply = await self._begin(job, own)
            except TimeoutError:
                return _reply(overdue())
            if reply.rest is not None:
                await resources.enter_async_context(own.pop_all())
            return reply

    async def _wait_for_slot(self, end: float) -> bool:
        if self._slots.locked() and self._waiting >= MOST_WAITING:
            return False
        self._waiting += 1
        try:
            async with asyncio.timeout_at(end):
                return await self._slots.acquire()
        except TimeoutError:
            return False
        finally:
            self._waiting -= 1

    async def _begin(self, job: Job, own: AsyncExitStack) -> Reply:
        """Return the reply as soon as it begins, and as much of it as may be held."""
        holder = self.holder
        try:
            reader = await own.enter_async_context(_connected(holder, job))
            head = decode_head(await reader.readuntil(b"\n"))
            first = await reader.readexactly(min(head.length, MOST_BYTES_HELD))
        except (OSError, asyncio.IncompleteReadError):
            return _reply(_restarting() if holder.has_ended else too_large())
        return Reply(head, first, reader if len(first) < head.length else None)


@asynccontextmanager
async def _connected(holder: Holder, job: Job) -> AsyncIterator[asyncio.StreamReader]:
    """Send a job and yield where its answer comes from; the query ends with this."""
    reader, writer = await asyncio.open_connection(sock=holder.submit(), limit=MOST_BYTES_OF_HEAD)
    try:
        writer.write(encode_job(job))
        await writer.drain()
        yield reader
    finally:
        writer.transport.abort()
        with suppress(OSError):
            await writer.wait_closed()


def _reply(answer: Answer) -> Reply:
    return Reply(answer.head, answer.body)


def _busy() -> Answer:
    return refusal(
        HTTPStatus.SERVICE_UNAVAILABLE, "too many queries are waiting. Try again in a while"
    )


def _restarting() -> Answer:
    return refusal(
        HTTPStatus.SERVICE_UNAVAILABLE, "the store is being loaded. Try again in a while"
    )
