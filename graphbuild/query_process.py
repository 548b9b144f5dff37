"""Queries in a process of their own: it ends at its deadline and can do nothing but answer.

Oxigraph's ``query`` can't be cancelled and ignores signals. So a child process is forked for each
query, over the store that is loaded, and killed when its time is up. It says what it has to say
into a pipe and ends: a result, an error or, through its standard error, what it died of.

A child has but the thread that forked, so locks that others held are held for ever in it. It takes
none: it asks the store, to which nobody writes, and ends without running anything of its parent's.
Where threads write to the store meanwhile, fork from a process that has one thread.
"""

import gc
import os
import re
import selectors
import signal
import struct
import sys
import time
import traceback
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from fcntl import F_DUPFD, fcntl
from io import FileIO
from threading import Lock
from typing import NoReturn

from pyoxigraph import Store

from graphbuild import errors
from graphbuild.confinement import limit_memory, limit_time, refuse_files, refuse_network
from graphbuild.errors import GraphbuildError, QueryError
from graphbuild.query_guard import check_query
from graphbuild.results import QueryResult, from_message, to_message
from graphbuild.store import evaluate, known_prefixes

_CHUNK = 1 << 20
_LONGEST = 1_000_000  # seconds
_FORKING = Lock()
_GRACE = 5.0  # seconds after its deadline in which a child ends even if its parent is gone
_END = struct.Struct(">cQ")  # kind and length of what a child says, after it
_RESULT, _ERROR = b"r", b"e"
_NO_MEMORY = re.compile(rb"memory allocation of \d+ bytes failed|bad_alloc|MemoryError")
_MEGABYTE = 1 << 20
TOO_DEEP = "the query is nested too deeply, or too long, to be answered. Make it simpler"
LESS_AT_ONCE = "Ask for less at once: filter first, or order and group less"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a query may take.

    Attributes:
        seconds: From its start until its answer is complete.
        rows: Of its result; None for any number.
        memory: In bytes, beyond what the store takes already; None for any amount. Kept on Linux
            only.

    Raises:
        QueryError: No process can be given so many seconds.
    """

    seconds: float
    rows: int | None = None
    memory: int | None = None

    def __post_init__(self) -> None:
        if not 0 < self.seconds <= _LONGEST:
            raise QueryError(
                f"a query can't have {self.seconds:g} s. Give it more than 0, at most {_LONGEST:,}"
            )


def answer(open_store: Callable[[], Store], sparql: str, limits: Limits) -> QueryResult:
    """Return what a SPARQL query finds, within limits.

    Args:
        open_store: Called in the child: returns what is loaded, or opens a store on disk.
        sparql: Text of the query.
        limits: What it may take.

    Raises:
        QueryError: The query is malformed, isn't allowed, or goes beyond a limit.
        OutputError: *open_store* finds no store.
    """
    if not hasattr(os, "fork"):
        raise QueryError("this system can't fork, so a query here has no limits. Ask without them")
    said, status = _heard(open_store, sparql, limits)
    if said is None:
        raise QueryError(
            f"the query took longer than {limits.seconds:g} s and was ended. Ask for less, "
            "or give it more time"
        )
    return _to_result(said, status, limits)


def confine(limits: Limits) -> None:
    """Let this process open nothing, and take no more memory and time than *limits*, for good.

    What it has open stays open. It is for a child that will do no more than answer one query.
    """
    limit_time(limits.seconds + _GRACE)
    if limits.memory is not None:
        limit_memory(limits.memory)
    refuse_network()
    refuse_files()


def _heard(
    open_store: Callable[[], Store], sparql: str, limits: Limits
) -> tuple[bytes | None, int]:
    """Return what a child says, None if it isn't done in time, and the status it ends with."""
    deadline = time.monotonic() + limits.seconds
    reader, writer = os.pipe()
    with os.fdopen(reader, "rb", buffering=0) as pipe:
        # Ctrl-C is held back, so that no child runs on as its parent, nor without one.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
        try:
            child = _fork()
            if child == 0:
                _become_child(open_store, sparql, limits, writer)
        except BaseException:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
            raise
        finally:
            os.close(writer)
        try:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
            said = _read_until(pipe, deadline)
        finally:
            status = _end(child)
    return said, status


def _fork() -> int:
    try:
        with _FORKING, warnings.catch_warnings():
            # Python 3.12 warns of forking beside threads; see above why it's safe here.
            warnings.simplefilter("ignore", DeprecationWarning)
            return os.fork()
    except OSError as error:
        raise QueryError(f"no process can be started for the query: {error}") from error


def _become_child(
    open_store: Callable[[], Store], sparql: str, limits: Limits, writer: int
) -> NoReturn:
    """Answer and end, whatever happens: what runs above isn't for a child."""
    try:
        writer = _stand_alone(writer, limits)
        kind, said = _said(open_store, sparql, limits)
        _write(writer, said + _END.pack(kind, len(said)))
    finally:
        failed = sys.exc_info()[0] is not None
        if failed:
            os.write(2, traceback.format_exc().encode(errors="replace"))
        os._exit(failed)


def _stand_alone(writer: int, limits: Limits) -> int:
    """Leave all that belongs to the parent but the pipe, and end when the parent can't end this.

    Returns:
        The end of the pipe to write to.
    """
    gc.disable()  # which would touch, and so copy, all of the parent's memory
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM):
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    signal.setitimer(signal.ITIMER_REAL, limits.seconds + _GRACE)
    writer = fcntl(writer, F_DUPFD, 3)  # it has a lower number in a process without standard output
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor, source in ((0, nothing), (1, nothing), (2, writer)):
        os.dup2(source, descriptor)
    os.closerange(3, writer)
    os.closerange(writer + 1, os.sysconf("SC_OPEN_MAX"))
    return writer


def _said(open_store: Callable[[], Store], sparql: str, limits: Limits) -> tuple[bytes, bytes]:
    try:
        store = open_store()
        confine(limits)
        check_query(sparql, known_prefixes(store))
        return _RESULT, to_message(evaluate(store, sparql, rows=limits.rows))
    except GraphbuildError as error:
        return _ERROR, f"{type(error).__name__}\n{error}".encode(errors="replace")


def _write(writer: int, message: bytes) -> None:
    rest = memoryview(message)
    while rest:
        rest = rest[os.write(writer, rest) :]


def _read_until(pipe: FileIO, deadline: float) -> bytes | None:
    """Return all that is written to a pipe, or None if it isn't closed by the deadline."""
    chunks: list[bytes] = []
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while selector.select(max(0.0, deadline - time.monotonic())):
            chunk = pipe.read(_CHUNK)
            if not chunk:
                return b"".join(chunks)
            chunks.append(chunk)
    return None


def _end(child: int) -> int:
    """End a child, unless it has ended, and return the status that it ended with."""
    try:
        os.kill(child, signal.SIGKILL)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    except (ProcessLookupError, ChildProcessError):  # a parent that ignores SIGCHLD isn't told
        return 0


def _to_result(said: bytes, status: int, limits: Limits) -> QueryResult:
    kind, length = _END.unpack(said[-_END.size :]) if len(said) >= _END.size else (b"", 0)
    message = said[-_END.size - length : -_END.size]
    if status == 0 and kind == _RESULT:
        return from_message(message)
    if status == 0 and kind == _ERROR:
        name, _, text = message.decode().partition("\n")
        raise getattr(errors, name)(text)
    raise QueryError(_cause_of_death(said, status, limits))


def _cause_of_death(said: bytes, status: int, limits: Limits) -> str:
    if _NO_MEMORY.search(said):
        allowed = "there is"
        if limits.memory is not None:
            allowed = f"the {limits.memory // _MEGABYTE} megabytes that it may take"
        return f"the query needs more memory than {allowed}. {LESS_AT_ONCE}"
    if status == -signal.SIGSEGV:
        return TOO_DEEP
    if status < 0:
        return f"the query's process was ended by signal {-status} ({signal.strsignal(-status)})"
    last = said.decode(errors="replace").strip().rpartition("\n")[2]
    return f"the query's process failed: {last or 'it gave no reason'}"
