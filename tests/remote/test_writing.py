"""What is written arrives letter by letter, in requests that servers take."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse, serialize

from graphbuild.errors import RemoteError
from graphbuild.remote.addresses import Addresses
from graphbuild.remote.connection import Connection
from graphbuild.remote.endpoint import Endpoint
from graphbuild.remote.writing import (
    PART_BYTES,
    UPDATE_TRIPLES,
    GraphStore,
    Updates,
    _parts,
    _sparql,
    find_writer,
)

pytestmark = pytest.mark.slow

GRAPH = "https://news.example/article/a%22%3E%20b"
LIST = "https://news.example/graph/pushed"
PREDICATE = NamedNode("https://news.example/says")
HOSTILE = {
    "quotes": '"one" \'two\' """three""" \\" \\',
    "lines": "a\nb\r\nc\rd\te\u2028f\u2029g\x85h\x0bi\x0cj",
    "control": "".join(map(chr, range(1, 32))) + "\x7f\x80\x9f",
    "nul": "a\0b",
    "direction": "\u202eabc\u202c \u2066x\u2069 \u200f\u200e\ufeff",
    "no character": "\ufffd\ufffe\uffff",
    "astral": "😀 𝒳 e\u0301 é",
    "spaces": "  two  ",
    "empty": "",
    "ends its string": '\\u0022 . } } ; DROP ALL ; # \\U00000022 \\\\u0022 " . } } ; DROP ALL',
    "markup": "<a href='x'>&amp;&lt;]]></a><!-- -->",
    "template": "%s {0} ${x} ?x $y @en ^^<a>",
    "long": "“Long,” she said.\n" * 60_000,
    "long and plain": "x" * 1_000_000,
}
TRIPLES = [
    Triple(NamedNode(f"https://news.example/{number}"), PREDICATE, value)
    for number, text in enumerate(HOSTILE.values())
    for value in (Literal(text), Literal(text, language="en"))
]


def lines_of(triples: list[Triple]) -> list[bytes]:
    return serialize(triples, format=RdfFormat.N_TRIPLES).splitlines(keepends=True)


def held(endpoint: Endpoint, graph: str) -> set[Triple]:
    found = endpoint.select(f"SELECT ?s ?p ?o {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
    return {Triple(*row) for row in found.terms}


def writer_by(kind: type, server) -> GraphStore | Updates:
    where, endpoint = server.where, server.endpoint()
    if kind is Updates:
        url = where.updates(endpoint.url)[0]
        where = Addresses(url=server.url, update=url)
    writer = find_writer(endpoint, where, LIST, [])
    assert isinstance(writer, kind)
    return writer


@pytest.mark.parametrize("kind", [GraphStore, Updates])
def test_any_text_arrives_letter_by_letter(server, kind):
    writer = writer_by(kind, server)
    assert writer.put(GRAPH, lines_of(TRIPLES)).is_success
    assert held(server.endpoint(), GRAPH) == set(TRIPLES)


@pytest.mark.parametrize("kind", [GraphStore, Updates])
def test_put_replaces_add_adds_delete_leaves_nothing(server, kind):
    writer = writer_by(kind, server)
    one, two, three = lines_of(TRIPLES[:3])
    writer.put(GRAPH, [one])
    writer.put(GRAPH, [two])
    assert held(server.endpoint(), GRAPH) == {TRIPLES[1]}
    writer.add(GRAPH, [three])
    assert held(server.endpoint(), GRAPH) == set(TRIPLES[1:3])
    writer.put(GRAPH, [])
    assert held(server.endpoint(), GRAPH) == set()
    assert writer.delete(GRAPH).is_success
    assert writer.delete(GRAPH).is_success


@pytest.mark.parametrize("kind", [GraphStore, Updates])
def test_a_large_graph_arrives_in_parts(server, kind):
    number = 2 * UPDATE_TRIPLES + 1
    triples = [
        Triple(NamedNode(f"https://news.example/{each}"), PREDICATE, Literal(f"{each} " * 99))
        for each in range(number)
    ]
    assert writer_by(kind, server).put(GRAPH, lines_of(triples)).is_success
    assert held(server.endpoint(), GRAPH) == set(triples)


@given(st.lists(st.integers(1, 700_000), max_size=12), st.integers(1, 4))
def test_parts_are_all_of_it_and_none_is_too_large(sizes, most):
    lines = [b"x" * (size - 1) + b"\n" for size in sizes]
    parts = list(_parts(lines, most))
    assert [line for part in parts for line in part] == lines
    for part in parts:
        assert len(part) <= most
        assert len(part) == 1 or sum(map(len, part)) <= PART_BYTES


def test_a_server_may_take_even_less(told):
    held: list[bytes] = []

    def reply(asked):
        if len(asked.body) > 300:
            return 413, {}, b"too large"
        held.extend(asked.body.splitlines(keepends=True))
        return 204, {}, b""

    server = told(reply)
    lines = [b"line %d\n" % number for number in range(100)]
    with Connection() as connection:
        assert GraphStore(connection, server.url).put(GRAPH, lines).is_success
    assert held == lines
    taken = [each.method for each in server.asked if len(each.body) <= 300]
    assert taken == ["PUT", *["POST"] * (len(taken) - 1)]


def test_one_statement_that_is_too_large_is_told(told):
    server = told(lambda _: (413, {}, b""))
    with Connection() as connection:
        answer = GraphStore(connection, server.url).put(GRAPH, [b"one\n", b"two\n"])
    assert "One statement is larger" in str(answer.error())


def test_a_graphs_name_stays_a_parameter(told):
    server = told(lambda _: (204, {}, b""))
    with Connection() as connection:
        GraphStore(connection, f"{server.url}/store").put(f"{GRAPH}&default#x", [])
    parts = urlsplit(server.asked[0].path)
    assert parts.path == "/store"
    assert parse_qs(parts.query) == {"graph": [f"{GRAPH}&default#x"]}


@pytest.mark.parametrize("graph", ["a> { } } ; DROP ALL #", "no iri"])
def test_an_update_names_no_graph_that_is_no_iri(told, graph):
    server = told(lambda _: (204, {}, b""))
    with Connection() as connection, pytest.raises(ValueError, match="IRI"):
        Updates(connection, server.url).delete(graph)
    assert server.asked == []


@given(st.text(alphabet='\\uU0"27 aé\n', max_size=20))
def test_what_decodes_escapes_first_reads_the_same(text):
    """SPARQL decodes ``\\u`` anywhere before it reads: a text can't end its own string by one."""
    triple = Triple(NamedNode("https://news.example/s"), PREDICATE, Literal(text))
    line = _sparql(serialize([triple], format=RdfFormat.N_TRIPLES))
    decoded = re.sub(r"\\u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), line.decode())
    assert [quad.triple for quad in parse(line, format=RdfFormat.N_TRIPLES)] == [triple]
    assert [quad.triple for quad in parse(decoded, format=RdfFormat.N_TRIPLES)] == [triple]


def test_a_server_that_cannot_be_written_to_is_told(server):
    where = Addresses(
        url=server.url, graph_store=f"{server.url}/nothing", update=f"{server.url}/no"
    )
    with pytest.raises(RemoteError, match="--graph-store-url or --update-url"):
        find_writer(server.endpoint(), where, LIST, [])


@pytest.mark.slow
def test_a_login_that_is_missing_is_told(virtuoso):
    with Connection() as connection, pytest.raises(RemoteError, match="HTTP status 401"):
        find_writer(virtuoso.endpoint(connection), virtuoso.where, LIST, [])
    assert virtuoso.quads() == set()


def test_the_way_that_works_is_found(server):
    writer = writer_by(GraphStore, server)
    assert writer.put(GRAPH, lines_of(TRIPLES[:1])).is_success
    assert server.quads() == {Quad(*TRIPLES[0], NamedNode(GRAPH))}
