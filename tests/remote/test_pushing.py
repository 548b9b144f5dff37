"""A server holds what the build holds: sent once, whole, and gone on with when interrupted."""

import os
import re
import signal
import subprocess
import sys

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store
from servers import CountingConnection, Server, oxigraph_server, running, virtuoso_server
from typer.testing import CliRunner

from graphbuild.cli import app
from graphbuild.errors import RemoteError
from graphbuild.graph import KnowledgeGraph
from graphbuild.iris import DEFAULT_BASE, Iris
from graphbuild.model import Article, Extraction
from graphbuild.quads import to_quads
from graphbuild.remote.pushing import Pushed, push
from graphbuild.store import load_memory_store
from graphbuild.vocabulary import GB

pytestmark = pytest.mark.slow

IRIS = Iris(DEFAULT_BASE)
COURIER, LANTERN = IRIS.article("courier-1"), IRIS.article("lantern/2022 11")
ENTITIES, LIST = IRIS.entities_graph, IRIS.pushed_graph
STRANGERS = (
    "https://other.example/graph",
    "https://graphbuild.example/notes",
    "https://graphbuild.example/article/notes-of-mine",
)
MANY = 250  # articles: several batches
PROGRAM = "from graphbuild.cli import app; app()"


def stored(graph: KnowledgeGraph, *, base: str = DEFAULT_BASE) -> Store:
    return load_memory_store(graph, base=base)


def pushed(store: Store, server: Server, **options: object) -> tuple[Pushed, CountingConnection]:
    connection = server.connection()
    endpoint = server.endpoint(connection)
    return push(store, endpoint, server.where, **options), connection


def held(server: Server) -> set[Quad]:
    """Return what a server holds of the graph itself."""
    return {quad for quad in server.quads() if quad.graph_name.value != LIST}


def many_articles(text: str = "Rain fell on {} that day.", number: int = MANY) -> KnowledgeGraph:
    articles = [Article(id=f"n{each:03}", text=text.format(each)) for each in range(number)]
    return KnowledgeGraph([Extraction(article=each) for each in articles], [])


def part(graph: KnowledgeGraph, *articles: str) -> KnowledgeGraph:
    """Return the graph of some of its articles, with all entities."""
    kept = [graph.extractions[each] for each in articles]
    merges = [each for each in graph.merges if each.article in articles]
    return KnowledgeGraph(kept, graph.entities.values(), merges)


def test_a_server_holds_what_the_build_holds(server, judged_graph):
    store = stored(judged_graph)
    done, _ = pushed(store, server)
    assert done == Pushed(sent=len(list(store.named_graphs())), removed=0, unchanged=0)
    assert held(server) == set(store)


def test_what_was_pushed_stands_in_a_graph_of_its_own(server, small_graph):
    store = stored(small_graph)
    pushed(store, server)
    listed = [quad for quad in server.quads() if quad.graph_name.value == LIST]
    assert {quad.subject for quad in listed} == set(store.named_graphs())
    assert {quad.predicate for quad in listed} == {GB.graphSha256}


def test_the_same_again_sends_nothing(server, judged_graph):
    pushed(stored(judged_graph), server)
    before = server.quads()
    done, connection = pushed(stored(judged_graph), server)
    assert (done.sent, done.removed) == (0, 0)
    assert connection.writes == []
    assert connection.queries < 10
    assert server.quads() == before


def test_only_what_changed_is_sent(server, small_graph):
    pushed(stored(small_graph), server)
    store = stored(small_graph)
    changed = Quad(NamedNode(COURIER), GB.rule, Literal("other"), NamedNode(COURIER))
    store.add(changed)
    done, connection = pushed(store, server)
    assert done.sent == 1
    assert connection.writes == [f"PUT {LIST}", f"PUT {COURIER}", f"POST {LIST}"]
    assert held(server) == set(store)


def test_a_change_that_leaves_the_count_is_sent(server):
    pushed(stored(many_articles("It is {}.", 3)), server)
    done, _ = pushed(stored(many_articles("It was {}.", 3)), server)
    assert done.sent == 3
    assert held(server) == set(stored(many_articles("It was {}.", 3)))


def test_a_retracted_article_leaves_nothing(server, judged_graph):
    pushed(stored(judged_graph), server)
    rest = stored(part(judged_graph, "courier-1"))
    done, _ = pushed(rest, server)
    assert done.removed > 0
    assert held(server) == set(rest)
    assert not any("lantern" in str(quad) for quad in server.quads())


def test_a_graph_of_somebody_else_stays(server, small_graph):
    for graph in STRANGERS:
        server.update(f"INSERT DATA {{ GRAPH <{graph}> {{ <{graph}> <a:says> 'mine' }} }}")
    pushed(stored(small_graph), server)
    pushed(stored(KnowledgeGraph([], [])), server)
    assert {quad.graph_name.value for quad in held(server)} == {*STRANGERS, ENTITIES}


def test_a_graph_that_somebody_else_lists_as_ours_stays(server, small_graph):
    (graph, *_) = STRANGERS
    listed = f"GRAPH <{LIST}> {{ <{graph}> <{GB.graphSha256.value}> '0' }}"
    server.update(f"INSERT DATA {{ GRAPH <{graph}> {{ <a:s> <a:says> 'mine' }} }}")
    server.update(f"INSERT DATA {{ {listed} }}")
    pushed(stored(small_graph), server)
    assert {quad for quad in held(server) if quad.graph_name.value == graph}
    assert pushed(stored(small_graph), server)[1].writes == []


def test_graphs_of_another_base_stay(server, small_graph):
    base = "https://news.example/"
    other = set(to_quads(small_graph, base=base))
    endpoint = server.endpoint()
    push(stored(small_graph, base=base), endpoint, server.where)
    pushed(stored(small_graph), server)
    pushed(stored(KnowledgeGraph([], [])), server)
    graphs = {quad.graph_name for quad in server.quads()}
    assert {quad.graph_name for quad in other} <= graphs
    assert NamedNode(COURIER) not in graphs


def test_a_statement_that_is_missing_there_is_noticed(server, small_graph):
    store = stored(small_graph)
    pushed(store, server)
    (lost, *_) = store.quads_for_pattern(NamedNode(COURIER), GB.textSha256, None)
    server.update(f"DELETE DATA {{ GRAPH <{COURIER}> {{ {lost.triple} }} }}")
    assert held(server) == set(store) - {lost}
    done, _ = pushed(store, server)
    assert done.sent == 1
    assert held(server) == set(store)


def test_a_retraction_holds_although_a_stranger_took_what_says_it_is_ours(server, small_graph):
    store = stored(small_graph)
    pushed(store, server)
    (lost, *_) = store.quads_for_pattern(NamedNode(LANTERN), GB.textSha256, None)
    server.update(f"DELETE DATA {{ GRAPH <{LANTERN}> {{ {lost.triple} }} }}")
    rest = stored(part(small_graph, "courier-1"))
    pushed(rest, server)
    assert held(server) == set(rest)


class Meddling(CountingConnection):
    """A connection beside which somebody takes a statement out, after each time a graph is put."""

    def __init__(self, server: Server, times: int) -> None:
        super().__init__(server.login)
        self.server, self.times = server, times
        server.connections.append(self)

    def send(self, method, url, **request):
        answer = super().send(method, url, **request)
        if method == "PUT" and request["params"]["graph"] == COURIER and self.times:
            self.times -= 1
            graph = f"GRAPH <{COURIER}> {{ <{COURIER}> <{GB.textSha256.value}> ?hash }}"
            self.server.update(f"DELETE {{ {graph} }} WHERE {{ {graph} }}")
        return answer


def test_what_did_not_arrive_whole_is_sent_again(server, small_graph):
    said: list[str] = []
    endpoint = server.endpoint(Meddling(server, 1))
    store = stored(small_graph)
    push(store, endpoint, server.where, tell=said.append)
    assert any("1 graphs didn't arrive whole" in each for each in said)
    assert held(server) == set(store)


def test_what_does_not_arrive_whole_twice_is_an_error(server, small_graph):
    endpoint = server.endpoint(Meddling(server, 2))
    with pytest.raises(RemoteError, match=rf"holds \d+ statements of {COURIER}, not \d+"):
        push(stored(small_graph), endpoint, server.where)
    done, _ = pushed(stored(small_graph), server)
    assert done.sent == 1
    assert held(server) == set(stored(small_graph))


# --- Interruptions


def test_a_push_that_is_killed_is_gone_on_with(server, folder):
    graph = many_articles()
    command = [sys.executable, "-c", PROGRAM, "push", str(folder(graph)), "--to", server.url]
    login = ["--user", server.login.user] if server.login.user else []
    process = subprocess.Popen(
        [*command, *login],
        env={**os.environ, "GRAPHBUILD_PASSWORD": server.login.password},
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        assert re.match(r"100 of 251 graphs sent", process.stderr.readline())
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    done, _ = pushed(stored(graph), server)
    assert done.unchanged >= 100
    assert done.sent > 0
    assert held(server) == set(stored(graph))


def test_a_server_that_dies_is_told_and_the_push_gone_on_with(tmp_path):
    graph = many_articles()
    with running(oxigraph_server(tmp_path, "--location", "data")) as server:
        said: list[str] = []

        def kill_when_begun(message: str) -> None:
            said.append(message)
            server.kill()

        with pytest.raises(RemoteError, match="can't be reached"):
            pushed(stored(graph), server, tell=kill_when_begun)
        assert said == ["100 of 251 graphs sent"]
        server.start()
        done, _ = pushed(stored(graph), server)
        assert (done.sent, done.unchanged) == (151, 100)
        assert held(server) == set(stored(graph))


def test_a_retraction_outlives_an_interruption(server):
    """What was sent before its hash was stated is known as ours all the same."""
    graph = many_articles(number=3)
    pushed(stored(graph), server)
    server.update(f"DROP SILENT GRAPH <{LIST}>")
    rest = stored(part(graph, "n001"))
    done, _ = pushed(rest, server)
    assert done.removed == 2
    assert held(server) == set(rest)


@pytest.mark.slow
@pytest.mark.parametrize("base", [DEFAULT_BASE, "https://news.example/é/"])
def test_a_server_may_give_few_rows_at_a_time(tmp_path, base):
    with running(virtuoso_server(tmp_path, rows=70)) as server:
        assert pushed(stored(many_articles(), base=base), server)[0].sent == MANY + 1
        fewer = stored(many_articles(number=200), base=base)
        done, _ = pushed(fewer, server)
        assert done == Pushed(sent=0, removed=50, unchanged=201)
        assert pushed(fewer, server)[1].writes == []


@pytest.mark.slow
def test_rows_that_a_server_may_have_left_out_are_told(tmp_path):
    sparql = "SELECT ?text { ?article nif:isString ?text }"
    with running(virtuoso_server(tmp_path, rows=70)) as server:
        pushed(stored(many_articles()), server)
        said: list[str] = []
        endpoint = server.endpoint(tell=said.append)
        assert len(endpoint.ask(f"{sparql} LIMIT 69").rows) == 69
        assert said == []
        assert len(endpoint.ask(sparql).rows) == 70
        assert "at most 70 rows" in said[0]


# --- The command line


def run(*arguments: object, **environment: str):
    return CliRunner(env=environment).invoke(app, [str(each) for each in arguments])


def login_of(server: Server) -> tuple[list[str], dict[str, str]]:
    if not server.login.user:
        return [], {}
    return ["--user", server.login.user], {"GRAPHBUILD_PASSWORD": server.login.password}


def test_the_command_pushes_and_asks(server, folder, judged_graph):
    out, (options, environment) = folder(judged_graph), login_of(server)
    result = run("push", out, "--to", server.url, *options, **environment)
    assert result.exit_code == 0, result.output
    assert result.stdout.endswith("graphs sent, 0 removed, 0 were there already\n")
    assert "5 of 5 graphs sent" in result.stderr
    asked = ("--name", "claims-about-entity", "--entity", "Kherson", "--format", "json")
    there = run("query", "--endpoint", server.url, *asked)
    assert there.exit_code == 0, there.output
    assert "Surovikin" in there.stdout
    assert sorted(there.stdout.split()) == sorted(run("query", out, *asked).stdout.split())


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "name the folder"),
        (("--endpoint", "http://127.0.0.1:1", "ASK {}", "--since", "2022"), "go with a folder"),
        (("out", "ASK {}", "--user", "ann"), "go with --endpoint"),
        (("out", "ASK {}", "--base", "https://a.example/"), "go with --endpoint"),
        (("--endpoint", "http://127.0.0.1:1", "ASK {}", "more"), "parameters go with --name"),
    ],
)
def test_options_that_do_not_go_together_are_told(options, said):
    result = run("query", *options)
    assert result.exit_code == 2
    assert said in " ".join(result.stderr.replace("│", " ").split())


@pytest.mark.slow
def test_a_password_may_stand_in_a_file(virtuoso, folder, small_graph, tmp_path):
    (tmp_path / "password").write_text("dba\n")
    login = ("--user", "dba", "--password-file", tmp_path / "password")
    result = run("push", folder(small_graph), "--to", virtuoso.url, *login)
    assert result.exit_code == 0, result.output
    assert held(virtuoso) == set(stored(small_graph))


@pytest.mark.slow
def test_a_wrong_password_is_told(virtuoso, folder, small_graph):
    out = folder(small_graph)
    result = run("push", out, "--to", virtuoso.url, "--user", "dba", GRAPHBUILD_PASSWORD="wrong")
    assert result.exit_code == 1
    assert "HTTP status 401" in result.stderr
    assert "GRAPHBUILD_PASSWORD" in result.stderr
    assert held(virtuoso) == set()


def test_a_missing_password_is_told(folder, small_graph):
    result = run("push", folder(small_graph), "--to", "http://127.0.0.1:1", "--user", "ann")
    assert result.exit_code == 1
    assert "no password for 'ann'" in result.stderr
    missing = ("--user", "ann", "--password-file", "/nothing")
    result = run("query", "--endpoint", "http://127.0.0.1:1", "ASK {}", *missing)
    assert "/nothing: no password can be read" in result.stderr


def test_a_server_that_is_not_there_is_told(folder, small_graph):
    for command in (["push", folder(small_graph), "--to"], ["query", "ASK {}", "--endpoint"]):
        result = run(*command, "http://127.0.0.1:1")
        assert result.exit_code == 1
        assert "http://127.0.0.1:1" in result.stderr
        assert "can't be reached" in result.stderr
