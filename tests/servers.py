"""Real SPARQL servers on loopback, and one that answers what a test tells it to; for tests."""

import os
import shutil
import socket
import subprocess
import sysconfig
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from pyoxigraph import Quad

from graphbuild.remote.addresses import Addresses
from graphbuild.remote.connection import Connection, Login
from graphbuild.remote.endpoint import Endpoint, find_endpoint

DEADLINE = 60  # seconds for a server to start
QUICK = (0.05, 0.1)
VIRTUOSO_INI = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
FileExtend = 200
MaxCheckpointRemap = 2000
Striping = 0
TempStorage = TempDatabase

[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
MaxCheckpointRemap = 2000
Striping = 0

[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
ServerThreads = 10
CheckpointInterval = 0
CaseMode = 2
DirsAllowed = .
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000

[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = .
ServerThreads = 8
MaxClientConnections = 8
KeepAliveTimeout = 10
MaxKeepAlives = 10

[SPARQL]
ResultSetMaxRows = {rows}
"""


class CountingConnection(Connection):
    """A connection that keeps the method of each request."""

    def __init__(self, login: Login | None = None, **options: object) -> None:
        super().__init__(login, **{"waits": QUICK, **options})
        self.writes: list[str] = []
        self.queries = 0

    def send(self, method, url, **request):
        answer = super().send(method, url, **request)
        if request.get("form"):
            self.queries += 1
        else:
            self.writes.append(f"{method} {(request.get('params') or {}).get('graph', '')}")
        return answer


@dataclass
class Server:
    """A SPARQL server in a process of its own.

    Attributes:
        name: Of the program.
        url: What a user would push to.
        command: That starts it.
        folder: That it runs in.
        login: That may write.
    """

    name: str
    url: str
    command: list[str]
    folder: Path
    login: Login = field(default_factory=Login)
    process: subprocess.Popen | None = None
    connections: list[CountingConnection] = field(default_factory=list)

    def start(self) -> None:
        with (self.folder / "output").open("ab") as output:
            self.process = subprocess.Popen(
                self.command, cwd=self.folder, stdout=output, stderr=output
            )
        end = time.monotonic() + DEADLINE
        while time.monotonic() < end and self.process.poll() is None:
            with suppress(httpx.TransportError):
                httpx.get(self.url, timeout=5)
                return
            time.sleep(0.05)
        pytest.fail(f"{self.name} didn't start:\n{(self.folder / 'output').read_text()[-2000:]}")

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def connection(self) -> CountingConnection:
        """Return a new connection, closed when the test is over."""
        self.connections.append(CountingConnection(self.login))
        return self.connections[-1]

    def close(self) -> None:
        for each in self.connections:
            each.__exit__()
        self.connections.clear()

    def endpoint(self, connection: Connection | None = None, **options: object) -> Endpoint:
        """Return where it answers queries, over a new connection unless one is given."""
        return find_endpoint(connection or self.connection(), self.where, **options)

    @property
    def _own(self) -> Connection:
        """Return the test's own connection: servers keep few open at a time."""
        return self.connections[0] if self.connections else self.connection()

    @property
    def where(self) -> Addresses:
        return Addresses(url=self.url)

    def update(self, sparql: str) -> None:
        """Do what nobody but a stranger does: change the store by other ways than ours."""
        end = {"oxigraph": "/update", "virtuoso": "/sparql-auth"}[self.name]
        kind = {"Content-Type": "application/sparql-update"}
        url = f"{self.url}{end}"
        assert self._own.send("POST", url, content=sparql.encode(), headers=kind).is_success

    def quads(self) -> set[Quad]:
        """Return what it holds, but for what Virtuoso brings with it."""
        rows = self.endpoint(self._own).select("SELECT ?s ?p ?o ?g { GRAPH ?g { ?s ?p ?o } }").terms
        return {Quad(*row) for row in rows if ".example/" in row[3].value}

    def clear(self) -> None:
        for graph in {quad.graph_name.value for quad in self.quads()}:
            self.update(f"DROP SILENT GRAPH <{graph}>")


def free_port() -> int:
    with socket.socket() as some:
        some.bind(("127.0.0.1", 0))
        return some.getsockname()[1]


def oxigraph_server(folder: Path, *options: str) -> Server:
    port = free_port()
    program = Path(sysconfig.get_path("scripts")) / "oxigraph"
    command = [str(program), "serve", "--bind", f"127.0.0.1:{port}", *options]
    return Server("oxigraph", f"http://127.0.0.1:{port}", command, folder)


def virtuoso_server(folder: Path, rows: int = 0) -> Server:
    """Return a server with a database of its own.

    Args:
        folder: For the database.
        rows: That an answer has at most; what is more is left out without a word.
    """
    program = shutil.which("virtuoso-t")
    if program is None:
        complaint = "virtuoso-t isn't in PATH: pushing to Virtuoso isn't tested."
        (pytest.fail if os.environ.get("CI") else pytest.skip)(complaint)
    port = free_port()
    ini = VIRTUOSO_INI.format(sql=free_port(), http=port, rows=rows)
    (folder / "virtuoso.ini").write_text(ini)
    login = Login(user="dba", password="dba")
    command = [program, "+foreground", "+configfile", "virtuoso.ini"]
    return Server("virtuoso", f"http://127.0.0.1:{port}", command, folder, login)


@contextmanager
def running(server: Server) -> Iterator[Server]:
    server.start()
    try:
        yield server
    finally:
        server.close()
        server.kill()


@dataclass
class Asked:
    """A request that a told server got."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


Reply = tuple[int, dict[str, str], bytes | Iterator[bytes]]


class ToldServer:
    """An HTTP server that answers as a test says, and keeps what it was asked.

    Args:
        reply: Called with each request, under a lock.
    """

    def __init__(self, reply: Callable[[Asked], Reply]) -> None:
        self.asked: list[Asked] = []
        told, lock = self, threading.Lock()

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                headers = {name.lower(): value for name, value in self.headers.items()}
                asked = Asked(self.command, self.path, headers, body)
                with lock:
                    told.asked.append(asked)
                    status, headers, content = reply(asked)
                self.send_response(status)
                parts = [content] if isinstance(content, bytes) else content
                length = {"Content-Length": str(len(content))} if parts is not content else {}
                for name, value in {**length, **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                with suppress(ConnectionError):
                    for each in parts:
                        self.wfile.write(each)

            do_GET = do_POST = do_PUT = do_DELETE = answer  # noqa: N815  # names of the library

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
