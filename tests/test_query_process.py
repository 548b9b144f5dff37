"""A query in its own process: ends at its deadline, can only answer, and leaves nothing behind."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

import graphbuild.query_process
from graphbuild.errors import OutputError, QueryError
from graphbuild.query_process import Limits, answer
from graphbuild.results import Iri
from graphbuild.store import load_memory_store, open_store, run_query
from graphbuild.vocabulary import SCHEMA

SOON = Limits(seconds=60)
DAYS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
LONG = "é" * 1000
MEGABYTE = 1 << 20


@pytest.fixture(scope="module")
def store() -> Store:
    """3,000 names of 1,000 characters."""
    store = Store()
    store.extend(
        Quad(NamedNode(f"http://a/{number}"), SCHEMA.name, Literal(f"{number}{LONG}"))
        for number in range(3000)
    )
    return store


@pytest.fixture
def disk(small_graph, tmp_path):
    stored = Store(str(tmp_path / "store"))
    stored.bulk_extend(load_memory_store(small_graph))
    del stored
    return lambda: open_store(tmp_path / "store")


@contextmanager
def web_server():
    """Yield the address of a server, and the requests that it gets."""
    requests: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            requests.append(self.path)
            self.send_error(500)

        do_POST = do_GET  # noqa: N815  # a name that http.server looks for

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/", requests
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?s ?name { ?s schema:name ?name } ORDER BY ?name",
        "SELECT ?s ?none { ?s a gb:Claim } ORDER BY ?s",
        "SELECT * {}",
        "SELECT ?none {}",
        "SELECT ?x { VALUES ?x { 1 01 1.50 'a\\tb\\n' 'x'@en true <http://a/b> UNDEF } }",
        "ASK { ?s a gb:Claim }",
        "ASK { ?s a gb:Nothing }",
        "CONSTRUCT { ?s schema:name ?name } WHERE { ?s schema:name ?name }",
        "CONSTRUCT { ?s a gb:Nothing } WHERE { ?s a gb:Nothing }",
        "DESCRIBE entity:Q1899",
    ],
)
def test_the_answer_is_that_of_the_store(small_graph, query):
    store = load_memory_store(small_graph)
    assert answer(lambda: store, query, SOON) == run_query(store, query)


def test_a_store_on_disk_answers_too(disk):
    found = answer(disk, "SELECT ?s { ?s schema:name 'Kyiv' }", SOON)
    assert found.rows == [(Iri("https://graphbuild.example/entity/Q1899"),)]


def test_a_query_of_days_ends_at_its_deadline(store):
    start = time.monotonic()
    with pytest.raises(QueryError, match=r"longer than 0\.5 s "):
        answer(lambda: store, DAYS, Limits(seconds=0.5))
    assert time.monotonic() - start < 5


def test_too_many_rows_are_told_and_never_cut(store):
    query = "SELECT ?s { ?s schema:name ?o }"
    assert len(answer(lambda: store, query, Limits(seconds=60, rows=3000)).terms) == 3000
    with pytest.raises(QueryError, match=r"more than 2,999 rows\..*add LIMIT 2999"):
        answer(lambda: store, query, Limits(seconds=60, rows=2999))


def test_triples_count_once_as_rows(store):
    query = "CONSTRUCT { <http://a/x> a <http://a/y> } WHERE { ?s schema:name ?o }"
    assert len(answer(lambda: store, query, Limits(seconds=60, rows=1)).terms) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux only")
@pytest.mark.parametrize(
    "query",
    [
        "SELECT (STRLEN(GROUP_CONCAT(?a)) AS ?n) { ?s ?p ?a . ?t ?q ?b }",
        "SELECT * { ?s ?p ?a . ?t ?q ?b } ORDER BY ?a ?b",
        "SELECT * { ?s ?p ?a . ?t ?q ?b }",
        "CONSTRUCT { ?s ?p ?b } WHERE { ?s ?p ?a . ?t ?q ?b }",
        "SELECT DISTINCT ?a ?b { ?s ?p ?a . ?t ?q ?b }",
    ],
)
def test_a_query_that_wants_too_much_memory_says_so(store, query):
    with pytest.raises(QueryError, match="more memory than the 100 megabytes"):
        answer(lambda: store, query, Limits(seconds=60, memory=100 * MEGABYTE))


def test_little_memory_is_enough_for_a_small_question(store, disk):
    narrow = Limits(seconds=60, memory=50 * MEGABYTE)
    assert answer(lambda: store, "SELECT ?s { ?s ?p ?o } LIMIT 10", narrow).terms
    assert answer(disk, "SELECT ?s { ?s ?p ?o } LIMIT 10", narrow).terms


def test_a_large_result_comes_through_the_pipe(store):
    found = answer(lambda: store, "SELECT ?s ?o { ?s schema:name ?o }", SOON)
    assert sum(len(row[1].value.encode()) for row in found.terms) > 5 * MEGABYTE


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT ?x WHERE", "line 1"),
        ("SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", "SERVICE is refused"),
        ("DROP ALL", "DROP is refused"),
        ("ASK { ?x schemma:name ?y }", "the nearest is schema:"),
        ("\ud800", "can't be read"),
        ("ASK { FILTER(" + "!" * 100_000 + "1) }", "nested too deeply"),
    ],
)
def test_what_is_wrong_with_a_query_is_told(store, query, message):
    with pytest.raises(QueryError, match=message):
        answer(lambda: store, query, SOON)


def test_a_missing_store_is_told(tmp_path):
    with pytest.raises(OutputError, match="no store is here"):
        answer(lambda: open_store(tmp_path), "ASK {}", SOON)


def test_what_fails_in_the_process_is_told():
    with pytest.raises(QueryError, match="failed: ZeroDivisionError"):
        answer(lambda: 1 // 0, "ASK {}", SOON)  # type: ignore[arg-type, return-value]


def test_a_process_that_is_killed_is_told():
    with pytest.raises(QueryError, match="ended by signal 9"):
        answer(lambda: os.kill(os.getpid(), signal.SIGKILL), "ASK {}", SOON)  # type: ignore[arg-type, return-value]


@pytest.mark.parametrize("place", ["memory", "disk"])
def test_past_the_guard_no_request_is_made(monkeypatch, small_graph, disk, place):
    store = load_memory_store(small_graph)
    open_it = disk if place == "disk" else lambda: store
    monkeypatch.setattr(graphbuild.query_process, "check_query", lambda *_: None)
    with web_server() as (address, requests):
        query = f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}"
        with pytest.raises(QueryError, match="can't be answered"):
            answer(open_it, query, SOON)
        assert not requests
        with pytest.raises(OSError, match="500"):  # so that the test could fail
            list(store.query(query))
        assert requests


def attempts() -> list[str]:
    """Return which of the doors of this process are open."""
    found = []
    for what, attempt in {
        "read": lambda: Path("/etc/passwd").read_text(encoding="utf-8"),
        "write": lambda: Path("left-behind").write_text("x", encoding="utf-8"),
        "socket": lambda: socket.socket().close(),
        "descriptor": lambda: os.close(os.dup(2)),
    }.items():
        try:
            attempt()
        except OSError:
            continue
        found.append(what)
    return found


def test_a_confined_process_has_no_open_door(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert attempts() == ["read", "write", "socket", "descriptor"]
    Path("left-behind").unlink()

    def look(*_: object, **__: object) -> None:
        raise QueryError(f"open: {attempts()}")

    monkeypatch.setattr(graphbuild.query_process, "evaluate", look)
    with pytest.raises(QueryError, match=r"open: \[\]"):
        answer(Store, "ASK {}", SOON)
    assert not Path("left-behind").exists()


def descriptors() -> int:
    return len(list(Path("/dev/fd").iterdir()))


def children() -> set[str]:
    """Return the process ids of our children, living or dead; none where there is no /proc."""
    tasks = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    return {child for task in tasks for child in task.read_text().split()}


@pytest.mark.slow
def test_many_queries_leave_nothing_behind(store, disk):
    before, others = descriptors(), children()
    for number in range(70):
        answer(lambda: store, f"SELECT ?s {{ ?s schema:name 'x{number}' }}", SOON)
        with pytest.raises(QueryError):
            answer(disk, "SELECT ?s {", SOON)
        with pytest.raises(QueryError, match="longer"):
            answer(lambda: store, DAYS, Limits(seconds=0.02))
    assert descriptors() == before
    assert children() == others


def test_queries_from_many_threads_at_once(store):
    found: list[object] = []

    def ask(number: int) -> None:
        query = f"SELECT ?s {{ ?s ?p ?o }} LIMIT {number}"
        found.append((number, len(answer(lambda: store, query, SOON).terms)))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(1, 13)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [(number, number) for number in range(1, 13)]


ASKING = """
import sys
from pyoxigraph import Literal, NamedNode, Quad, Store
from graphbuild.query_process import Limits, answer
node = NamedNode("http://a/b")
store = Store()
store.extend(Quad(node, node, Literal(number)) for number in range(1000))
answer(lambda: store, sys.argv[1], Limits(seconds=float(sys.argv[2])))
"""


def child_of(process: subprocess.Popen[bytes]) -> int:
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    while not (found := children.read_text(encoding="ascii").split()):
        assert process.poll() is None
        time.sleep(0.01)
    return int(found[0])


def has_ended(process: int, within: float) -> bool:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        try:
            state = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state.split()[0] == "Z":
            return True
        time.sleep(0.05)
    return False


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize(
    ("signal_", "seconds", "within"),
    [(signal.SIGINT, 600, 5), (signal.SIGTERM, 0.1, 30), (signal.SIGKILL, 0.1, 30)],
)
def test_no_query_outlives_who_asked(signal_, seconds, within, monkeypatch):
    """Ctrl-C ends it at once; if the asker is killed, the kernel does, soon after its deadline."""
    monkeypatch.delenv("PYTHONUNBUFFERED", raising=False)
    command = [sys.executable, "-c", ASKING, DAYS, str(max(seconds, 3))]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        child = child_of(process)
        process.send_signal(signal_)
        process.wait()
        assert has_ended(child, within)


def test_a_fork_that_fails_is_told_and_leaves_ctrl_c_alone(monkeypatch):
    def fail() -> int:
        raise BlockingIOError("too many processes")

    monkeypatch.setattr(os, "fork", fail)
    before = descriptors()
    with pytest.raises(QueryError, match=r"no process can be started.*too many"):
        answer(Store, "ASK {}", SOON)
    assert descriptors() == before
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


@pytest.mark.parametrize("seconds", [0, -1, float("inf"), float("nan"), 1e9])
def test_a_time_that_no_process_can_have_is_told(seconds):
    with pytest.raises(QueryError, match=r"more than 0, at most 1,000,000"):
        Limits(seconds=seconds)


def test_a_process_without_standard_output_asks_too():
    command = f'exec "{sys.executable}" -c "$0" "ASK {{}}" 60 0<&- 1>&- 2>&-'
    assert subprocess.run(["sh", "-c", command, ASKING], check=False).returncode == 0


def test_a_system_without_fork_is_told(monkeypatch):
    monkeypatch.delattr(os, "fork")
    with pytest.raises(QueryError, match="can't fork"):
        answer(Store, "ASK {}", SOON)


@pytest.mark.slow
def test_a_parent_that_ignores_its_children_gets_its_answers(store):
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        for _ in range(50):
            assert answer(lambda: store, "ASK {}", Limits(seconds=60)).boolean is True
    finally:
        signal.signal(signal.SIGCHLD, before)
