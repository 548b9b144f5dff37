"""The store answers queries over all graphs, refuses what leaves it, and is swapped in whole."""

from decimal import Decimal

import pyoxigraph
import pytest

from graphbuild.dataset import write_dataset
from graphbuild.errors import OutputError, QueryError
from graphbuild.graph import KnowledgeGraph
from graphbuild.model import SCHEMA_VERSION
from graphbuild.quads import to_quads
from graphbuild.results import Iri
from graphbuild.store import (
    find_store_faults,
    load_memory_store,
    open_store,
    run_query,
)
from graphbuild.vocabulary import GB

EMPTY = KnowledgeGraph([], [])


@pytest.fixture
def store(small_graph):
    return load_memory_store(small_graph)


def test_a_store_on_disk_holds_the_same_as_a_file(small_graph, tmp_path):
    write_dataset(small_graph, tmp_path)
    file = {str(quad).replace("nonNegativeInteger", "integer") for quad in to_quads(small_graph)}
    assert {str(quad) for quad in open_store(tmp_path / "store")} == file


def test_a_query_sees_the_union_of_all_graphs(store):
    found = run_query(store, "SELECT ?name { ?claim gb:source/schema:name ?name } ORDER BY ?name")
    assert ("Volodymyr Zelenskyy",) in found.rows
    assert found.columns == ("name",)


def test_a_query_finds_the_words_that_show_a_stance(store):
    shown = "SELECT ?words { ?claim gb:%s/nif:anchorOf ?words } ORDER BY ?words"
    assert run_query(store, shown % "negationSpan").rows == [("denied",)]
    assert run_query(store, shown % "hedgeSpan").rows == [("may",), ("might",), ("reportedly",)]


def test_a_query_can_look_into_one_article(store):
    found = run_query(store, "SELECT ?claim { GRAPH article:courier-1 { ?claim a gb:Claim } }")
    assert len(found.rows) == 4


def test_values_are_python_values(store):
    found = run_query(store, "SELECT ?e ?lat (1 AS ?n) ?none { ?e geo:lat ?lat } ORDER BY ?lat")
    assert found.rows[0] == (
        Iri("https://graphbuild.example/entity/Q156732"),
        Decimal("46.65581"),
        1,
        None,
    )


def test_ask_and_construct(store):
    assert run_query(store, "ASK { ?x a gb:Claim }").boolean is True
    triples = run_query(store, "CONSTRUCT { ?x a gb:Claim } WHERE { ?x a gb:Claim }")
    assert triples.is_graph
    assert len(triples.rows) == 6


def test_prefixes_follow_the_base_of_the_store(small_graph):
    store = load_memory_store(small_graph, base="http://news.example/")
    assert run_query(store, "ASK { entity:Q1899 schema:name 'Kyiv' }").boolean


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
        "SELECT * { service silent <http://127.0.0.1/> { ?s ?p ?o } }",
        "SELECT * { VALUES ?x { <http://127.0.0.1/> } SERVICE ?x { ?s ?p ?o } }",
        "SELECT * { ?s ?p trueSERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
        "PREFIX : <http://127.0.0.1/> SELECT * { SERVICE:x { ?s ?p ?o } }",
        r"SELECT * { \u0053ERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
        r"SELECT * { \U00000053ERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
        "SELECT * { ?s ?p 'it\\'s' . SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
        "SELECT * { ?s ?p '''a'b''' . SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
        "SELECT * { ?s ?p ?o # '\n SERVICE <http://127.0.0.1/> { ?s ?p ?o } #'\n }",
        "SELECT * { ?s <http://a/#'> ?o . SERVICE <http://127.0.0.1/#'> { ?s ?p ?o } }",
        "SELECT * { ?s ?p gb:x\\' . SERVICE <http://127.0.0.1/> { ?s ?p ?o } #'\n }",
        "SELECT * { ?s ?p gb:.SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
        "SELECT * { ?s ?p gb:x.y.SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
        "SELECT * { ?s ?p gb:x..y.SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
        "SELECT * { ?s ?p ?o FILTER(?s<?o)SERVICE<http://127.0.0.1/>{?s ?p ?o} }",
        "SELECT * { FILTER EXISTS { SERVICE <http://127.0.0.1/> { ?s ?p ?o } } }",
        "SELECT * FROM <http://127.0.0.1/> { ?s ?p ?o }",
        "SELECT * FROM NAMED <file:///etc/passwd> { GRAPH ?g { ?s ?p ?o } }",
        "LOAD <http://127.0.0.1/>",
        "INSERT DATA { <http://a/> a <http://b/> }",
        "DELETE WHERE { ?s ?p ?o }",
        "DROP ALL",
    ],
)
def test_what_leaves_or_changes_the_store_is_refused(store, query):
    with pytest.raises(QueryError, match="refused"):
        run_query(store, query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?service ?from { ?service schema:name ?from }",
        "ASK { ?x schema:name 'SERVICE FROM LOAD' } # DROP",
        'ASK { ?x schema:name """a "SERVICE" b""" }',
        "ASK { ?x <http://a/SERVICE> gb:service }",
        "PREFIX add: <http://a/> ASK { ?x add:from 'x'@en }",
        "SELECT ?x { GRAPH article:2022.LOAD { ?x gb:source entity:a..SERVICE } }",
    ],
)
def test_words_that_only_look_like_keywords_are_allowed(store, query):
    assert run_query(store, query)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (
            "SELECT *\nWHERE {\n  ?x foo:bar ?y\n}",
            "line 3, column 13.*foo.*\\^|line 3.*PREFIX: gb, ",
        ),
        ("SELECT ?x\nWHERE { ?x a ", "line 2"),
        ("SELECT ?x (COUNT(?y) AS ?n) { ?x a ?y }", "GROUP BY"),
        ("ASK { ?x <not an iri> ?y }", "well formed"),
        ("", "line 1, column 1"),
    ],
)
def test_a_malformed_query_is_told_with_its_line(store, query, message):
    with pytest.raises(QueryError, match=f"(?s){message}"):
        run_query(store, query)


def test_an_opened_store_is_read_only(small_graph, tmp_path):
    write_dataset(small_graph, tmp_path)
    with pytest.raises(RuntimeError, match="read"):
        open_store(tmp_path / "store").clear()


def test_a_missing_store_is_told(tmp_path):
    with pytest.raises(OutputError, match="no store is here"):
        open_store(tmp_path / "store")


@pytest.mark.parametrize("version", [SCHEMA_VERSION - 1, SCHEMA_VERSION + 1])
def test_a_store_of_another_version_is_refused(tmp_path, version):
    node = pyoxigraph.NamedNode("http://a/graph/entities")
    other = pyoxigraph.Store(str(tmp_path / "store"))
    other.add(pyoxigraph.Quad(node, GB.schemaVersion, pyoxigraph.Literal(version), node))
    other.flush()
    del other
    message = f"version {version}; this graphbuild reads {SCHEMA_VERSION}. Build it"
    with pytest.raises(OutputError, match=message):
        open_store(tmp_path / "store")


def test_a_faithful_store_has_no_fault(small_graph, tmp_path):
    write_dataset(small_graph, tmp_path)
    assert not list(find_store_faults(tmp_path / "store", small_graph))


def test_faults_name_the_article(small_graph, tmp_path):
    extractions = list(small_graph.extractions.values())
    graph = KnowledgeGraph(extractions, ())
    other = KnowledgeGraph(extractions[1:], ())
    write_dataset(graph, tmp_path)
    (tmp_path / "other").mkdir()
    write_dataset(other, tmp_path / "other")
    (fault,) = find_store_faults(tmp_path / "other" / "store", graph)
    assert (fault.article, "lacks" in fault.message) == ("courier-1", True)
    (fault,) = find_store_faults(tmp_path / "store", other)
    assert "too many" in fault.message


def test_what_is_judged_across_articles_is_checked_too(judged_graph, tmp_path):
    unjudged = KnowledgeGraph(
        judged_graph.extractions.values(),
        judged_graph.entities.values(),
        judged_graph.merges,
        reprints=judged_graph.reprints.values(),
    )
    write_dataset(unjudged, tmp_path)
    (fault,) = find_store_faults(tmp_path / "store", judged_graph)
    assert "lacks" in fault.message


@pytest.mark.parametrize("name", ["a", "a.b", "a.b.c", "a·", "a\u200c", "、", "a.-"])
@pytest.mark.parametrize("escape", ["\\#", "\\'", '\\"'])
def test_an_escape_in_a_name_hides_no_keyword(store, name, escape):
    with pytest.raises(QueryError, match="refused"):
        run_query(
            store,
            f"ASK {{ OPTIONAL {{ ?s article:{name}{escape} ?o }} "
            "SERVICE SILENT <http://127.0.0.1:9/> { ?q ?w ?e }\n#'\"\n}",
        )
