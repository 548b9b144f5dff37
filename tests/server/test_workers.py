"""Queries run in processes that end: when they are done, late, too large, or nobody waits."""

import os
import signal
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from urllib.parse import quote

import httpx
import pytest
from served import (
    ENDLESS,
    children,
    is_running,
    open_files,
    serving,
    started,
    wait_until,
    write_folder,
)

from graphbuild.graph import KnowledgeGraph
from graphbuild.server.workers import AT_ONCE, MOST_BYTES_HELD, MOST_WAITING

pytestmark = pytest.mark.slow

SELECT = "SELECT ?name { ?person a schema:Person ; schema:name ?name } ORDER BY ?name"
GROWING = (
    "SELECT ?x { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i BIND(CONCAT(STR(?a), STR(?d), STR(?g)) AS ?x) }"
)


@pytest.fixture
def served(small_graph, tmp_path):
    with serving(small_graph, tmp_path) as served:
        yield served


@contextmanager
def left_open(served, query: str) -> Iterator[socket.socket]:
    """Yield a connection on which a query runs, and that nobody reads."""
    address = (served.client.base_url.host, served.client.base_url.port)
    with socket.create_connection(address) as connection:
        connection.sendall(
            f"GET /sparql?query={quote(query)} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
        )
        wait_until(lambda: bool(served.queries))
        yield connection


def leave(served, query: str) -> None:
    """Ask, and hang up as soon as the query runs."""
    with left_open(served, query):
        pass


def test_a_query_that_takes_too_long_is_ended(small_graph, tmp_path):
    with serving(small_graph, tmp_path, seconds=0.5) as served:
        response = served.client.get("/sparql", params={"query": ENDLESS})
        assert response.status_code == 504
        assert "longer" in response.text
        wait_until(lambda: not served.queries)
        assert served.client.get("/sparql", params={"query": "ASK {}"}).status_code == 200


def test_a_client_that_leaves_ends_its_query(served):
    leave(served, ENDLESS)
    wait_until(lambda: not served.queries)
    assert served.client.get("/sparql", params={"query": "ASK {}"}).status_code == 200


def test_those_who_leave_while_they_wait_take_no_place(served):
    for _ in range(AT_ONCE + 3):
        leave(served, ENDLESS)
    wait_until(lambda: not served.queries)
    assert served.client.get("/sparql", params={"query": "ASK {}"}).status_code == 200


def test_too_many_rows_are_refused(small_graph, tmp_path):
    with serving(small_graph, tmp_path, rows=10) as served:
        response = served.client.get("/sparql", params={"query": "SELECT * { ?s ?p ?o }"})
        assert response.status_code == 400
        assert "10" in response.text
        limited = {"query": "SELECT * { ?s ?p ?o } LIMIT 10"}
        assert served.client.get("/sparql", params=limited).status_code == 200


def test_too_much_memory_is_refused(small_graph, tmp_path):
    with serving(small_graph, tmp_path, memory=1 << 26, rows=1 << 40) as served:
        response = served.client.get("/sparql", params={"query": GROWING})
        assert response.status_code == 422
        assert "memory" in response.text
        assert served.client.get("/sparql", params={"query": "ASK {}"}).status_code == 200


def test_a_query_nested_too_deeply_is_refused(served):
    nested = "ASK " + "{" * 40_000 + "}" * 40_000
    response = served.client.post("/sparql", data={"query": nested})
    assert response.status_code in (400, 422)
    assert "nested" in response.text
    assert served.client.get("/sparql", params={"query": "ASK {}"}).status_code == 200


def test_when_too_many_wait_the_next_is_sent_away(small_graph, tmp_path):
    with serving(small_graph, tmp_path, seconds=4) as served:
        limits = httpx.Limits(max_connections=None)
        with (
            httpx.Client(base_url=served.client.base_url, timeout=60, limits=limits) as client,
            ThreadPoolExecutor(AT_ONCE + MOST_WAITING + 20) as pool,
        ):
            many = [
                pool.submit(client.get, "/sparql", params={"query": ENDLESS})
                for _ in range(AT_ONCE + MOST_WAITING + 20)
            ]
            answers = [each.result() for each in many]
        statuses = [each.status_code for each in answers]
        assert set(statuses) == {503, 504}
        assert all("retry-after" in each.headers for each in answers if each.status_code == 503)
        wait_until(lambda: not served.queries)
        assert served.client.get("/sparql", params={"query": "ASK {}"}).status_code == 200


def test_many_clients_at_once_get_their_own_answers(served):
    def ask(number: int) -> str:
        query = f"SELECT ({number} AS ?n) {{ ?x a schema:Person }} LIMIT 1"
        response = httpx.get(
            served.client.base_url.join("/sparql"), params={"query": query}, timeout=60
        )
        return response.json()["results"]["bindings"][0]["n"]["value"]

    with ThreadPoolExecutor(32) as pool:
        assert list(pool.map(ask, range(200))) == [str(number) for number in range(200)]


@pytest.mark.slow
def test_thousands_of_queries_leave_nothing_behind(small_graph, tmp_path):
    with serving(small_graph, tmp_path, rows=20) as served:
        queries = ["ASK {}", SELECT, "SELECT * { ?s ?p ?o }", "SELECT bad", "DROP ALL"]
        for query in queries:
            served.client.get("/sparql", params={"query": query})
        before = open_files(served.process.pid), open_files(served.holder)
        with ThreadPoolExecutor(8) as pool:
            list(
                pool.map(
                    lambda number: (
                        served.client.get(
                            "/sparql", params={"query": queries[number % len(queries)]}
                        ).status_code
                    ),
                    range(3000),
                )
            )
        for _ in range(20):
            leave(served, ENDLESS)
        wait_until(lambda: not served.queries)
        after = open_files(served.process.pid), open_files(served.holder)
        assert after[1] <= before[1]
        assert after[0] <= before[0] + 10  # connections that the client keeps


def test_a_large_answer_comes_whole_to_a_slow_reader(small_graph, tmp_path):
    text = "x" * 1000
    query = f'SELECT ("{text}" AS ?x) {{ ?s ?p ?o . ?a a schema:Person }} LIMIT 9000'
    with serving(small_graph, tmp_path, rows=10_000) as served:
        with served.client.stream("GET", "/sparql", params={"query": query}) as response:
            size = 0
            for chunk in response.iter_bytes():
                size += len(chunk)
                time.sleep(0.001)
        assert size == int(response.headers["content-length"])
    assert size > 0


def test_a_large_answer_that_nobody_reads_ends_with_its_client(small_graph, tmp_path):
    text = "x" * 20_000
    query = f'SELECT ("{text}" AS ?x) {{ ?s ?p ?o . ?a a schema:Person }} LIMIT 900'
    with serving(small_graph, tmp_path) as served:
        with served.client.stream("GET", "/sparql", params={"query": query}) as response:
            assert int(response.headers["content-length"]) > 2 * MOST_BYTES_HELD
            assert served.queries
        wait_until(lambda: not served.queries)


def test_a_killed_server_leaves_no_process(small_graph, tmp_path):
    write_folder(small_graph, tmp_path)
    with started(tmp_path) as served:
        holder = served.holder
        with left_open(served, ENDLESS):
            left = [holder, *served.queries]
            os.kill(served.process.pid, signal.SIGKILL)
            wait_until(lambda: not any(map(is_running, left)))
            assert [process for process in left if is_running(process)] == []


def test_a_killed_holder_takes_its_queries_along_and_is_replaced(served):
    holder = served.holder
    with left_open(served, ENDLESS) as connection:
        queries = served.queries
        os.kill(holder, signal.SIGKILL)
        wait_until(lambda: not any(map(is_running, queries)))
        assert b"503" in connection.recv(100)
    wait_until(lambda: served.client.get("/sparql?query=ASK{}").status_code == 200)
    assert served.holder != holder


def test_a_server_that_is_stopped_ends_its_queries_soon(small_graph, tmp_path):
    write_folder(small_graph, tmp_path)
    with started(tmp_path) as served, left_open(served, ENDLESS):
        queries = served.queries
        start = time.monotonic()
        served.process.send_signal(signal.SIGINT)
        served.process.wait(timeout=20)
        assert time.monotonic() - start < 10
        wait_until(lambda: not any(map(is_running, queries)))


def test_a_new_build_is_served_and_the_old_one_until_then(small_graph, judged_graph, tmp_path):
    counted = {"query": "SELECT (COUNT(DISTINCT ?a) AS ?n) { ?a a schema:NewsArticle }"}

    def articles() -> str:
        response = served.client.get("/sparql", params=counted)
        return response.json()["results"]["bindings"][0]["n"]["value"]

    with serving(small_graph, tmp_path) as served:
        assert articles() == "2"
        holder = served.holder
        write_folder(judged_graph, tmp_path)
        wait_until(lambda: articles() == "3")
        wait_until(lambda: not is_running(holder))
        (tmp_path / "store" / "CURRENT").unlink()
        (tmp_path / "store").rename(tmp_path / "away")
        (tmp_path / "store").mkdir()
        time.sleep(3)
        assert articles() == "3"
        assert len(children(served.process.pid)) == 1


def test_an_empty_graph_is_served(tmp_path):
    with serving(KnowledgeGraph([], []), tmp_path) as served:
        assert served.client.get("/sparql?query=ASK{?s ?p ?o}").status_code == 200
