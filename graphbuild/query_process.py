"""Queries in a process of their own: it ends at its deadline and can do nothing but answer.

Oxigraph's ``query`` can't be cancelled and ignores signals. So a child process is forked for each
query, over the store that is loaded, and killed when its time is up.
"""

import gc
import os
import pickle
import resource
import selectors
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass

from pyoxigraph import Store

from graphbuild.errors import QueryError
from graphbuild.results import QueryResult
from graphbuild.store import run_query

_CHUNK = 1 << 20
_RESULT, _ERROR = b"r", b"e"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a query may take.

    Attributes:
        seconds: From its start until its answer is complete.
        rows: Of its result; None for any number.
        memory: In bytes, beyond what the store takes already; None for any amount.
    """

    seconds: float
    rows: int | None = None
    memory: int | None = None


def answer(open_store: Callable[[], Store], sparql: str, limits: Limits) -> QueryResult:
    """Return what a SPARQL query finds, within limits.

    Args:
        open_store: Called in the child: returns what is loaded, or opens a store on disk.
        sparql: Text of the query.
        limits: What it may take.

    Raises:
        QueryError: The query is malformed, isn't allowed, or goes beyond a limit.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        _answer_parent(open_store, sparql, limits, writer)
    os.close(writer)
    try:
        said = _read_until(reader, time.monotonic() + limits.seconds)
    finally:
        os.close(reader)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    if said is None:
        raise QueryError(f"the query took longer than {limits.seconds:g} seconds and was ended")
    if said[:1] == _ERROR:
        raise QueryError(said[1:].decode())
    if said[:1] != _RESULT:
        raise QueryError("the query was ended")
    result: QueryResult = pickle.loads(said[1:])  # noqa: S301  # our own child wrote it
    return result


def confine(limits: Limits) -> None:
    """Let this process open no file and no socket from here on, and take no more than *limits*."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def _answer_parent(
    open_store: Callable[[], Store], sparql: str, limits: Limits, writer: int
) -> None:
    try:
        gc.disable()
        said = _said(open_store, sparql, limits)
        while said:
            said = said[os.write(writer, said) :]
    finally:
        os._exit(0)


def _said(open_store: Callable[[], Store], sparql: str, limits: Limits) -> bytes:
    try:
        store = open_store()
        found = run_query(store, sparql)
        confine(limits)
    except QueryError as error:
        return _ERROR + str(error).encode()
    if limits.rows is not None and len(found.terms) > limits.rows:
        return _ERROR + f"the result has more than {limits.rows} rows. Add LIMIT".encode()
    return _RESULT + pickle.dumps(found)


def _read_until(reader: int, deadline: float) -> bytes | None:
    """Return all that is written to a pipe, or None if it isn't closed by the deadline."""
    chunks: list[bytes] = []
    with selectors.DefaultSelector() as selector:
        selector.register(reader, selectors.EVENT_READ)
        while selector.select(max(0.0, deadline - time.monotonic())):
            chunk = os.read(reader, _CHUNK)
            if not chunk:
                return b"".join(chunks)
            chunks.append(chunk)
    return None
