"""The server as a whole: from a folder to a socket that answers."""

import logging
import socket
from asyncio import CancelledError
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import uvicorn

from graphbuild.errors import ServerError
from graphbuild.query_process import Limits
from graphbuild.server import DEFAULT_HOST, DEFAULT_PORT, DEFAULT_SECONDS
from graphbuild.server.app import make_app
from graphbuild.server.reloading import build_stamp
from graphbuild.server.requests import MOST_BYTES_OF_ADDRESS
from graphbuild.server.workers import Workers, start_holder

DEFAULT_LIMITS = Limits(seconds=DEFAULT_SECONDS, rows=100_000, memory=1 << 30)
_MOST_CONNECTIONS = 500
_SECONDS_TO_FINISH = 1


def serve(
    folder: Path,
    *,
    host: str = DEFAULT_HOST,
    port: int = DEFAULT_PORT,
    limits: Limits = DEFAULT_LIMITS,
    on_ready: Callable[[str, int], object] = lambda *_: None,
) -> None:
    """Serve the build in a folder until interrupted.

    Args:
        folder: That ``graphbuild build`` wrote; what is built into it later is served too.
        host: Name or address to listen on.
        port: To listen on; 0 for any that is free.
        limits: Of each query.
        on_ready: Called with the server's address and the number of quads, once it listens.

    Raises:
        OutputError: There is no store in the folder.
        ServerError: The address can't be listened on.
    """
    listening = _listen(host, port)
    with listening:
        served = build_stamp(folder)
        workers = Workers(start_holder(folder), limits)
        on_ready(_address(host, listening), workers.holder.quads)
        app = make_app(workers, folder, served, host=host)
        config = _config(app)
        logging.getLogger("uvicorn.error").addFilter(_is_a_fault)
        uvicorn.Server(config).run(sockets=[listening])


def _config(app: Callable[..., Any]) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        loop="asyncio",
        http="h11",
        ws="none",
        log_level="error",
        access_log=False,  # a query may name people whom its author wants nobody to know of
        server_header=False,
        proxy_headers=False,
        limit_concurrency=_MOST_CONNECTIONS,
        timeout_graceful_shutdown=_SECONDS_TO_FINISH,
        h11_max_incomplete_event_size=2 * MOST_BYTES_OF_ADDRESS,
    )


def _is_a_fault(record: logging.LogRecord) -> bool:
    """Whether a log's record is none of the queries that an interrupt has ended."""
    error = record.exc_info[1] if record.exc_info else None
    return not isinstance(error, CancelledError)


def _listen(host: str, port: int) -> socket.socket:
    with ExitStack() as on_failure:
        try:
            family, kind, protocol, _, address = socket.getaddrinfo(
                host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
            )[0]
            listening = on_failure.enter_context(socket.socket(family, kind, protocol))
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(address)
            listening.listen()
        except (OSError, OverflowError) as error:
            raise ServerError(
                f"{host}, port {port}: can't be listened on: {error}. Choose another with --port"
            ) from error
        on_failure.pop_all()
        return listening


def _address(host: str, listening: socket.socket) -> str:
    name = f"[{host}]" if ":" in host else host
    return f"http://{name}:{listening.getsockname()[1]}/"
