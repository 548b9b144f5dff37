"""Fixtures: the servers that tests push to, ask, and are answered by."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from servers import (
    Asked,
    Reply,
    Server,
    ToldServer,
    oxigraph_server,
    running,
    virtuoso_server,
)

from graphbuild.dataset import write_dataset
from graphbuild.graph import KnowledgeGraph
from graphbuild.iris import DEFAULT_BASE
from graphbuild.model import SCHEMA_VERSION
from graphbuild.remote.pushing import push
from graphbuild.store import load_memory_store


@pytest.fixture(scope="session")
def _oxigraph(tmp_path_factory) -> Iterator[Server]:
    with running(oxigraph_server(tmp_path_factory.mktemp("oxigraph"))) as server:
        yield server


@pytest.fixture(scope="session")
def _virtuoso(tmp_path_factory) -> Iterator[Server]:
    with running(virtuoso_server(tmp_path_factory.mktemp("virtuoso"))) as server:
        yield server


@pytest.fixture
def oxigraph(_oxigraph) -> Iterator[Server]:
    _oxigraph.clear()
    yield _oxigraph
    _oxigraph.close()


@pytest.fixture
def virtuoso(_virtuoso) -> Iterator[Server]:
    _virtuoso.clear()
    yield _virtuoso
    _virtuoso.close()


SERVERS = ["oxigraph", pytest.param("virtuoso", marks=pytest.mark.slow)]


@pytest.fixture(params=SERVERS)
def server(request) -> Server:
    """Each server, empty."""
    return request.getfixturevalue(request.param)


@pytest.fixture(params=SERVERS)
def pushed(request, judged_graph) -> Iterator[Server]:
    """Each server, with the graph of three articles; to be read only."""
    server = request.getfixturevalue(f"_{request.param}")
    store = load_memory_store(judged_graph)
    push(store, server.endpoint(), server.where)
    yield server
    server.close()


@pytest.fixture
def folder(tmp_path) -> Callable[[KnowledgeGraph], Path]:
    """Write a graph to a folder that commands take."""

    def write(graph: KnowledgeGraph, base: str = DEFAULT_BASE) -> Path:
        out = tmp_path / "out"
        out.mkdir(exist_ok=True)
        made = {"schema": SCHEMA_VERSION, "pipeline": "by hand", "base": base}
        (out / "build.json").write_text(json.dumps(made))
        write_dataset(graph, out, base=base)
        return out

    return write


@pytest.fixture
def told() -> Iterator[Callable[[Callable[[Asked], Reply]], ToldServer]]:
    """Start servers that answer what a test tells them to."""
    servers: list[ToldServer] = []

    def start(reply: Callable[[Asked], Reply]) -> ToldServer:
        servers.append(ToldServer(reply))
        return servers[-1]

    yield start
    for each in servers:
        each.close()
