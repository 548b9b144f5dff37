"""The process that holds the store, and forks one for each query.

It has one thread and no event loop, so that forking is safe, and does nothing else: it gets one end
of a socket for each query, forks, and the child reads the job from there and writes the answer. If
the other end is closed, because the client is gone, the time is up or the server has died, the
child is killed. So the server needs to know no process, and none outlives it.

    python -m graphbuild.server.holder FOLDER FILE_DESCRIPTOR
"""

import gc
import json
import os
import select
import signal
import socket
import sys
import traceback
import warnings
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from io import BufferedIOBase
from pathlib import Path
from typing import NoReturn

from pyoxigraph import Store

from graphbuild.dataset import STORE_FOLDER
from graphbuild.errors import GraphbuildError
from graphbuild.replacement import finish_replacing
from graphbuild.server.answering import answer_job
from graphbuild.server.jobs import LENGTH, Answer, decode_job, encode_head, obituary, refusal
from graphbuild.server.lifelines import die_with
from graphbuild.store import evaluate, open_store, store_base

OpenStore = Callable[[], Store]

_BYTES_IN_MEMORY = 4  # for each byte of a store on disk; measured 3
_MOST_OF_MEMORY = 0.5


def main() -> None:
    """Load the store of the folder in the first argument, then answer until the server is gone."""
    die_with(os.getppid())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which ends this
    server = socket.socket(fileno=int(sys.argv[2]))
    try:
        hold = load(Path(sys.argv[1]))
    except GraphbuildError as error:
        server.sendall(_line({"error": str(error)}))
        return
    _settle(hold())
    server.sendall(_line(_facts(hold())))
    gc.disable()  # which would touch, and so copy, all of the memory in each child
    # Python 3.12 warns of forking beside threads: those that opened the store are idle for good.
    warnings.simplefilter("ignore", DeprecationWarning)
    Holder(server, hold).run()


def load(folder: Path) -> OpenStore:
    """Return what opens the store of an output folder for a query.

    In memory queries are up to three times faster. A store too large for that is opened on disk by
    each query's process.

    Raises:
        OutputError: There is no store, or it has another version.
    """
    with suppress(OSError):  # a folder that can't be written has nothing to finish either
        finish_replacing(folder)
    store = folder / STORE_FOLDER
    on_disk = open_store(store)
    size = sum(file.stat().st_size for file in store.iterdir())
    if size * _BYTES_IN_MEMORY > _MOST_OF_MEMORY * _machine_memory():
        return lambda: open_store(store)
    in_memory = Store()
    in_memory.bulk_extend(on_disk)
    return lambda: in_memory


def _settle(store: Store) -> None:
    """Let the allocator put in order, once, what loading has freed.

    It does so when it is next asked for memory, and each child would touch, and so copy, a fifth of
    the store's memory for that: 0.1 s with half a million quads.
    """
    evaluate(store, "SELECT * { ?s ?p ?o } LIMIT 1000")
    bytearray(1 << 20)


def _facts(store: Store) -> dict[str, object]:
    return {"quads": len(store), "base": store_base(store)}


def _machine_memory() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


class Holder:
    """Forks a process for each socket that comes in, and ends those whose socket is closed.

    Args:
        server: Where sockets come from; its end means that no more will come.
        hold: Returns the store.
    """

    def __init__(self, server: socket.socket, hold: OpenStore) -> None:
        self._server, self._hold = server, hold
        self._children: dict[int, socket.socket] = {}  # by process id
        self._is_open = True
        self._poll = select.poll()
        self._woken, self._wake = socket.socketpair()

    def run(self) -> None:
        """Serve until the server is gone and the last query has ended."""
        self._woken.setblocking(False)
        self._wake.setblocking(False)
        signal.set_wakeup_fd(self._wake.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self._poll.register(self._woken, select.POLLIN)
        self._poll.register(self._server, select.POLLIN)
        while self._is_open or self._children:
            self._turn(dict(self._poll.poll()))

    def _turn(self, events: dict[int, int]) -> None:
        if self._woken.fileno() in events:
            with suppress(BlockingIOError):
                self._woken.recv(4096)
            self._reap()
        for process, job in self._children.items():
            if job.fileno() in events:  # hung up: no other event is asked for
                os.kill(process, signal.SIGKILL)
                self._poll.unregister(job)
        if self._server.fileno() in events:
            self._accept()

    def _accept(self) -> None:
        received, descriptors, *_ = socket.recv_fds(self._server, 1, 1)
        if not received:
            self._poll.unregister(self._server)
            self._is_open = False
        for descriptor in descriptors:
            job = socket.socket(fileno=descriptor)
            try:
                self._fork(job)
            except OSError as error:  # no process or memory is left
                _say(job, refusal(HTTPStatus.SERVICE_UNAVAILABLE, f"no process starts: {error}"))

    def _fork(self, job: socket.socket) -> None:
        parent = os.getpid()
        process = os.fork()
        if process == 0:
            self._become_child(job, parent)
        self._children[process] = job
        self._poll.register(job, 0)

    def _become_child(self, job: socket.socket, parent: int) -> NoReturn:
        """Answer the job and end, whatever happens: what runs above isn't for a child."""
        try:
            die_with(parent)
            signal.set_wakeup_fd(-1)
            for each in (self._server, self._woken, self._wake, *self._children.values()):
                each.close()
            _answer(job, self._hold)
        finally:
            failed = sys.exc_info()[0] is not None
            if failed:
                traceback.print_exc()
            os._exit(failed)

    def _reap(self) -> None:
        with suppress(ChildProcessError):
            while (ended := os.waitpid(-1, os.WNOHANG))[0]:
                job = self._children.pop(ended[0])
                with suppress(KeyError):
                    self._poll.unregister(job)
                _say(job, obituary(os.waitstatus_to_exitcode(ended[1])))


def _say(job: socket.socket, answer: Answer | None) -> None:
    """Close the job, with an answer that takes no time; who doesn't wait for it isn't told."""
    with job, suppress(OSError):
        if answer is not None:
            job.sendall(encode_head(answer.head) + answer.body, socket.MSG_DONTWAIT)


def _answer(job: socket.socket, hold: OpenStore) -> None:
    # A server that hangs up early, as its client has, is told nothing.
    with suppress(ConnectionError), job.makefile("rwb") as stream:
        (length,) = LENGTH.unpack(_read_all(stream, LENGTH.size))
        answer = answer_job(decode_job(_read_all(stream, length)), hold)
        stream.write(encode_head(answer.head))
        stream.write(answer.body)


def _read_all(stream: BufferedIOBase, size: int) -> bytes:
    content = stream.read(size)
    if len(content) < size:
        raise ConnectionResetError
    return content


def _line(data: dict[str, object]) -> bytes:
    return json.dumps(data).encode() + b"\n"


if __name__ == "__main__":
    main()
