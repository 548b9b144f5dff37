"""A server answers as a store here does: the same queries, prefixes and rows."""

from collections import Counter

import pytest

from graphbuild.errors import QueryError, RemoteError
from graphbuild.ontology import bind_parameters, named_queries, query_parameters, read_named_query
from graphbuild.remote.addresses import Addresses
from graphbuild.remote.connection import Connection
from graphbuild.remote.endpoint import Endpoint, find_endpoint
from graphbuild.remote.pushing import push
from graphbuild.results import Iri, QueryResult, format_result
from graphbuild.store import load_memory_store, run_query

pytestmark = pytest.mark.slow

BASE = "https://news.example/"
EXAMPLES = {
    "about": "Kherson",
    "around": "Ukraine",
    "attitude": "denial",
    "entity": "Kherson",
    "first": "2022-11-09",
    "last": "2022-11",
    "speaker": "Sergei Surovikin",
}


def rows(result: QueryResult) -> Counter:
    """Return rows without their order, as queries leave ties open; nor that of joined words.

    Where there is nothing to join, Virtuoso leaves the variable unbound.
    """
    return Counter(tuple(map(parts, row)) for row in result.terms)


def parts(term: object) -> object:
    return tuple(sorted(str(term or "").strip('"').split("; ")))


def variants(name: str) -> list[str]:
    """Return a named query as it stands, and with each of its parameters given."""
    sparql = read_named_query(name)
    given = [{parameter: EXAMPLES[parameter]} for parameter in query_parameters(sparql)]
    return [sparql, *(bind_parameters(sparql, each) for each in given)]


def test_every_named_query_finds_the_same_rows(pushed, judged_graph):
    store, endpoint = load_memory_store(judged_graph), pushed.endpoint()
    found = 0
    for sparql in [each for name in named_queries() for each in variants(name)]:
        here, there = run_query(store, sparql), endpoint.ask(sparql)
        assert there.columns == here.columns, sparql
        assert rows(there) == rows(here), sparql
        found += len(here.terms)
    assert found > 150


def test_a_query_sees_each_graph_by_its_name(pushed):
    found = pushed.endpoint().ask("SELECT ?c { GRAPH article:courier-1 { ?c a gb:Claim } }")
    assert len(found.rows) == 4


def test_the_standards_way_to_see_the_union_finds_the_same(pushed):
    endpoint = pushed.endpoint()
    sparql = """
        PREFIX gb: <https://graphbuild.example/ontology#> PREFIX s: <https://schema.org/>
        SELECT ?claim ?name { GRAPH ?graph { ?claim gb:source ?who } ?who s:name ?name }
    """
    found = endpoint.select(sparql, endpoint.named_dataset)
    assert rows(found) == rows(endpoint.ask(sparql))
    assert found.terms


def test_prefixes_are_known_as_they_are_here(pushed):
    sparql = "SELECT ?name { entity:Q156732 schema:name ?name }"
    found = pushed.endpoint().ask(sparql)
    assert found.rows == [("Kherson",)]
    shown = format_result(pushed.endpoint().ask("SELECT ?e { ?e schema:name 'Kherson' }"), "table")
    assert "entity:Q156732" in shown


def test_a_query_may_declare_prefixes_itself(pushed):
    sparql = (
        "prefix\n schema: <https://schema.org/>\nPREFIX e: <https://graphbuild.example/entity/>\n"
    )
    assert pushed.endpoint().ask(sparql + "ASK { e:Q156732 schema:name ?name }").boolean is True


def test_a_prefix_may_mean_something_else(pushed):
    sparql = "PREFIX schema: <https://other.example/> SELECT ?s { ?s schema:name ?name }"
    assert pushed.endpoint().ask(sparql).rows == []


def test_lines_keep_their_number(pushed):
    with pytest.raises(QueryError, match=r"^SPARQL line 2"):
        pushed.endpoint().ask("SELECT ?x {\n DROP gb:x }")


def test_constructed_triples_come_in_order_and_once(pushed, judged_graph):
    sparql = "CONSTRUCT { ?a schema:about ?who } { ?a schema:appearance ?x ; gb:source ?who }"
    there = pushed.endpoint().ask(sparql)
    assert there == run_query(load_memory_store(judged_graph), sparql)
    assert there.is_graph
    assert format_result(there, "turtle").count("schema:about") > 2


def test_an_entity_is_described(pushed):
    found = pushed.endpoint().ask("DESCRIBE entity:Q156732")
    assert any(Iri("https://graphbuild.example/entity/Q156732") in row for row in found.rows)


def test_truth_values_are_written_as_here(pushed):
    found = pushed.endpoint().ask("SELECT DISTINCT ?m { ?relation gb:modal ?m } ORDER BY ?m")
    assert found.rows == [(False,), (True,)]
    assert "false" in format_result(found, "csv")


def test_a_base_is_asked_of_the_server_or_told(server, small_graph):
    push(load_memory_store(small_graph, base=BASE), server.endpoint(), server.where)
    sparql = "ASK { GRAPH article:courier-1 { ?claim a gb:Claim } }"
    assert server.endpoint().ask(sparql).boolean is True
    assert server.endpoint(base=BASE).ask(sparql).boolean is True
    assert server.endpoint(base="https://other.example/").ask(sparql).boolean is False


def test_a_server_without_a_graph_of_ours_answers_too(server):
    server.update(
        "INSERT DATA { GRAPH <http://a.example/g> { <http://a.example/s> a <http://a> } }"
    )
    assert server.endpoint().ask("ASK { GRAPH ?g { <http://a.example/s> a ?o } }").boolean is True


@pytest.mark.parametrize(
    "sparql",
    [
        "DROP ALL",
        "DELETE WHERE { ?s ?p ?o }",
        "INSERT DATA { <a:a> <a:a> <a:a> }",
        "ASK { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "ASK { \\u0053ERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "ASK FROM <http://127.0.0.1:1/> { ?s ?p ?o }",
    ],
)
def test_what_is_refused_here_is_not_sent(server, sparql):
    connection = server.connection()
    endpoint = server.endpoint(connection)
    endpoint.ask("ASK {}")
    before = connection.queries
    with pytest.raises(QueryError, match="refused"):
        endpoint.ask(sparql)
    assert connection.queries == before


def test_what_the_server_refuses_is_told(told):
    server = told(lambda _: (400, {"Content-Type": "text/plain"}, b"line 1: no"))
    refused = pytest.raises(RemoteError, match=r"/sparql: HTTP status 400: line 1: no\.")
    with Connection() as connection, refused:
        Endpoint(connection, f"{server.url}/sparql").ask("ASK {}")


def test_a_redirect_is_told(told):
    server = told(lambda _: (301, {"Location": "https://other.example/sparql"}, b""))
    refused = pytest.raises(RemoteError, match=r"redirects to https://other\.example/sparql")
    with Connection() as connection, refused:
        find_endpoint(connection, Addresses(url=server.url))


def test_names_are_found_in_any_letters(server):
    text = '"Zoë" , "Київ" , "😀 x"'
    server.update(f"INSERT DATA {{ GRAPH <http://a.example/é> {{ <http://a> <a:name> {text} }} }}")
    for name in ("ZOË", "київ", "😀 X"):
        sparql = f'ASK {{ GRAPH ?g {{ ?s <a:name> ?o }} FILTER(LCASE(?o) = LCASE("{name}")) }}'
        assert server.endpoint().ask(sparql).boolean is True, name


def test_a_page_is_no_endpoint(told):
    server = told(lambda _: (200, {"Content-Type": "text/html"}, b"<html>true</html>"))
    with Connection() as connection, pytest.raises(RemoteError, match="no address here answers"):
        find_endpoint(connection, Addresses(url=server.url))


@pytest.mark.parametrize("body", [b"", b"{", b'{"head": {}}', b"\xff", b'{"boolean": 3}'])
def test_a_broken_answer_is_told(told, body):
    kind = {"Content-Type": "application/sparql-results+json"}
    server = told(lambda _: (200, kind, body))
    with Connection() as connection, pytest.raises(RemoteError, match="the answer can't be read"):
        Endpoint(connection, server.url).select("SELECT * { ?s ?p ?o }")


def test_who_may_not_ask_is_told_so(told):
    server = told(lambda _: (401, {"WWW-Authenticate": "Basic"}, b""))
    with Connection() as connection, pytest.raises(RemoteError, match="--user"):
        find_endpoint(connection, Addresses(url=server.url))


def test_an_answer_to_another_question_is_told(told):
    body = b'{"head": {"vars": ["s", "p", "o"]}, "results": {"bindings": [{}]}}'
    server = told(lambda _: (200, {"Content-Type": "application/sparql-results+json"}, body))
    with Connection() as connection, pytest.raises(RemoteError, match="other columns"):
        Endpoint(connection, server.url).ask("SELECT ?s { ?s ?p ?o }")
