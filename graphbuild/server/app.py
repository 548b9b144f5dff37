"""The ASGI application: which address leads where."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from graphbuild.server.explorer import Explorer
from graphbuild.server.graph_store import GraphStore
from graphbuild.server.guards import HostGuard, SafeHeaders, own_names
from graphbuild.server.page import Page
from graphbuild.server.protocol import SparqlEndpoint
from graphbuild.server.reloading import Stamp, follow_builds
from graphbuild.server.workers import Workers


def make_app(workers: Workers, folder: Path, served: Stamp, *, host: str) -> Starlette:
    """Return the application.

    Args:
        workers: Who answers queries.
        folder: That ``graphbuild build`` wrote.
        served: Of the build that *workers* have loaded.
        host: That the server listens on.
    """
    page, explorer = Page(workers), Explorer(folder)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        following = asyncio.create_task(follow_builds(workers, folder, served))
        yield
        following.cancel()
        await explorer.stop()
        workers.holder.close()

    return Starlette(
        routes=[
            Route("/", page.index),
            Route("/page.json", page.knowledge),
            Route("/questions/{name}", page.question),
            Route("/static/{name}", page.static),
            Route("/explorer", explorer.answer),
            Route("/sparql", SparqlEndpoint(workers)),
            Route("/store", GraphStore(workers)),
        ],
        middleware=[Middleware(SafeHeaders), Middleware(HostGuard, names=own_names(host))],
        exception_handlers={HTTPException: _refused, ClientDisconnect: _left},
        lifespan=lifespan,
    )


async def _refused(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101  # what it is registered for
    return PlainTextResponse(
        f"{error.detail}\n", error.status_code, headers=dict(error.headers or {})
    )


async def _left(_request: Request, _error: Exception) -> Response:
    """Answer nobody: the client has left before all of its query had come."""
    return Response(status_code=HTTPStatus.BAD_REQUEST)
