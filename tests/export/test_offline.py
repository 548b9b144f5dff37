"""What people query with rdflib fetches nothing, and a view of the store changes nothing."""

import warnings

import pytest
import rdflib
from rdflib.plugins.sparql import prepareQuery, prepareUpdate

from graphbuild.errors import QueryError
from graphbuild.export.rdf import to_rdf, to_rdf_view, write_rdf
from graphbuild.store import load_memory_store
from graphbuild.vocabulary import GB, SCHEMA

NAME = rdflib.URIRef(SCHEMA.name.value)
CLAIM = rdflib.URIRef(GB.Claim.value)
NOWHERE = "http://127.0.0.1:9/"

pytestmark = pytest.mark.filterwarnings(
    r"ignore:(Dataset\.\w+|ConjunctiveGraph) is deprecated:DeprecationWarning"
)


@pytest.fixture(params=["copy", "view"])
def rdf(request, small_graph) -> rdflib.Dataset:
    if request.param == "copy":
        return to_rdf(small_graph)
    return to_rdf_view(load_memory_store(small_graph))


@pytest.fixture
def view(small_graph) -> rdflib.Dataset:
    return to_rdf_view(load_memory_store(small_graph))


FETCHING = [
    f"SELECT * {{ SERVICE <{NOWHERE}> {{ ?s ?p ?o }} }}",
    f"SELECT * {{ SERVICE SILENT <{NOWHERE}> {{ ?s ?p ?o }} }}",
    f"SELECT * {{ \\u0053ERVICE <{NOWHERE}> {{ ?s ?p ?o }} }}",
    f"ASK {{ ?s ?p ?o FILTER EXISTS {{ SERVICE <{NOWHERE}> {{ ?s ?p ?o }} }} }}",
    f"ASK {{ {{ SELECT * {{ OPTIONAL {{ SERVICE <{NOWHERE}> {{ ?s ?p ?o }} }} }} }} }}",
    f"SELECT * FROM <{NOWHERE}> {{ ?s ?p ?o }}",
    "SELECT * FROM NAMED <file:///etc/passwd> { GRAPH ?g { ?s ?p ?o } }",
    f"CONSTRUCT {{ ?s ?p ?o }} FROM <{NOWHERE}> WHERE {{ ?s ?p ?o }}",
    f"DESCRIBE <http://a/b> FROM <{NOWHERE}>",
]


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a request was made")

    monkeypatch.setattr("rdflib.plugins.sparql.evaluate.urlopen", refuse)
    monkeypatch.setattr("rdflib.parser._urlopen", refuse)


@pytest.mark.parametrize("query", FETCHING)
def test_no_query_fetches(rdf, query):
    for graph in (rdf, rdf.graph(rdflib.URIRef("http://a/b"))):
        with pytest.raises(QueryError, match=r"refused|well formed"):
            list(graph.query(query))


@pytest.mark.parametrize("query", [query for query in FETCHING if "u0053" not in query])
def test_no_prepared_query_fetches(rdf, query):
    with pytest.raises(QueryError, match="refused"):
        list(rdf.query(prepareQuery(query)))


@pytest.mark.parametrize(
    "update",
    [
        f"LOAD <{NOWHERE}>",
        "LOAD SILENT <file:///etc/passwd> INTO GRAPH <http://a/b>",
        f"INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE <{NOWHERE}> {{ ?s ?p ?o }} }}",
        f"DELETE {{ ?s ?p ?o }} USING <{NOWHERE}> WHERE {{ ?s ?p ?o }}",
        f"INSERT DATA {{ <http://a/b> a <http://a/c> }} ; LOAD <{NOWHERE}>",
    ],
)
def test_no_update_of_a_copy_fetches(small_graph, update):
    rdf = to_rdf(small_graph)
    for each in (update, prepareUpdate(update)):
        with pytest.raises(QueryError, match="refused"):
            rdf.update(each)


def test_a_copy_can_be_changed(small_graph):
    rdf = to_rdf(small_graph)
    rdf.update("INSERT DATA { GRAPH <http://a/g> { <http://a/b> a <http://a/c> } }")
    assert rdf.query("ASK { <http://a/b> a <http://a/c> }").askAnswer


def test_words_that_look_like_keywords_are_fine(rdf):
    found = rdf.query("SELECT ?from { ?service schema:name ?from FILTER(?from != 'SERVICE FROM') }")
    assert len(found) > 3


def test_both_know_the_prefixes_and_see_the_union(rdf):
    named = [str(row.name) for row in rdf.query("SELECT ?name { entity:Q1899 schema:name ?name }")]
    assert named == ["Kyiv"]
    assert len(rdf.query("SELECT ?c { GRAPH article:courier-1 { ?c a gb:Claim } }")) == 4


def test_a_view_holds_what_the_copy_does(small_graph, view):
    def triples(rdf: rdflib.Dataset) -> set[tuple[str, ...]]:
        found = rdf.triples((None, None, None))  # rdflib spells some values of a view its own way
        return {tuple(str(node.toPython()) for node in triple) for triple in found}

    copy = to_rdf(small_graph)
    assert triples(view) == triples(copy)
    assert len(view) == len(triples(copy))
    assert len(list(view.subjects(rdflib.RDF.type, CLAIM))) == 6
    assert (None, NAME, rdflib.Literal("Kyiv")) in view


@pytest.mark.parametrize(
    "change",
    [
        lambda view: view.add((NAME, NAME, NAME)),
        lambda view: view.addN([(NAME, NAME, NAME, view.graph(NAME))]),
        lambda view: view.remove((None, None, None)),
        lambda view: view.update("DROP ALL"),
        lambda view: view.parse(data="<a:a> <a:b> <a:c> .", format="turtle"),
        lambda view: view.remove_graph(view.graph(NAME)),
        lambda view: view.graph(NAME).add((NAME, NAME, NAME)),
    ],
)
def test_a_view_changes_nothing(view, change):
    before = len(view)
    with pytest.raises(QueryError, match="read-only"):
        change(view)
    assert len(view) == before


def test_a_view_of_a_graph_that_is_not_there_is_empty(view):
    assert len(list(view.graph(NAME))) == 0
    assert NAME not in {graph.identifier for graph in view.graphs()}


def test_a_query_with_bindings_is_answered(view):
    found = view.query(
        "SELECT ?x { ?x schema:name ?n }", initBindings={"n": rdflib.Literal("Kyiv")}
    )
    assert len(found) == 1


def test_writing_json_ld_fetches_no_context(small_graph, tmp_path):
    write_rdf(small_graph, tmp_path / "graph.jsonld")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        rdf = rdflib.Dataset().parse(tmp_path / "graph.jsonld")
    assert any(rdf.quads((None, NAME, None, None)))
