"""What people call on a graph in Python and in notebooks."""

import pytest

import graphbuild as gb
from graphbuild.errors import GraphbuildError, OutputError, PeriodError, QueryError
from graphbuild.export.tables import COLUMNS
from graphbuild.facade import Graph, build, open_graph
from graphbuild.graph import KnowledgeGraph
from graphbuild.model import Article
from graphbuild.pipeline import build_folder

ARTICLES = [
    Article(id="a", text="Maria Keller said that Norway would help Ukraine."),
    Article(id="b", text="Peter Novak denied that Norway would help."),
]


@pytest.fixture
def graph(small_graph) -> Graph:
    return Graph(small_graph)


def test_sparql(graph):
    result = graph.sparql("SELECT (COUNT(?c) AS ?n) WHERE { ?c a schema:Claim }")
    assert result.columns == ("n",)
    assert result.rows == [(6,)]


def test_ask(graph):
    assert graph.sparql("ASK { ?x a schema:Person }").boolean is True


def test_bad_sparql_says_where(graph):
    with pytest.raises(QueryError, match="line 1"):
        graph.sparql("SELECT ?x WHERE")


def test_a_query_cannot_leave_the_graph(graph):
    with pytest.raises(QueryError):
        graph.sparql("SELECT * { SERVICE <http://other.example/> { ?s ?p ?o } }")


def test_a_named_query_and_its_parameter(graph):
    everyone = graph.named_query("claims-by-entity")
    surovikin = graph.named_query("claims-by-entity", entity="Sergei Surovikin")
    assert len(surovikin.rows) == 2
    assert surovikin.columns == everyone.columns


def test_an_unknown_named_query_says_which_there_are(graph):
    with pytest.raises(QueryError, match=r"no query is called 'nothing'.*who-said-what"):
        graph.named_query("nothing")


def test_an_unknown_parameter(graph):
    with pytest.raises(QueryError, match="no parameter 'colour'"):
        graph.named_query("claims-by-entity", colour="red")


def test_a_parameter_is_a_value_and_nothing_else(graph):
    assert graph.named_query("claims-by-entity", entity='x" } . ?s ?p ?o . { "').rows == []


def test_a_period(graph):
    days = {article.id: article.published_day for article in graph.articles}
    (article,) = [each for each, day in days.items() if day == "2022-11-09"]
    part = graph.during("2022-11-09", "2022-11-09")
    assert isinstance(part, Graph)
    assert part.base == graph.base
    assert list(part.extractions) == [article]
    assert len(part.sparql("SELECT ?c { ?c a schema:Claim }").rows) == len(list(part.claims))
    assert graph.during(until="2021").tables()["articles"].empty


def test_a_period_that_is_none(graph):
    with pytest.raises(PeriodError, match="'since' is 'yesterday'"):
        graph.during("yesterday")


def test_tables(graph):
    tables = graph.tables()
    assert {"articles", "entities", "mentions", "claims", "relations"} <= set(tables)
    assert len(tables["articles"]) == 2
    assert len(tables["claims"]) == 6


def test_tables_without_rows_keep_their_columns():
    tables = Graph(KnowledgeGraph([], [])).tables()
    assert {name: tuple(table.columns) for name, table in tables.items()} == COLUMNS


def test_a_notebook_shows_it(graph):
    bundle = graph._repr_mimebundle_(include=None, exclude=None)
    assert bundle["text/plain"] == "Graph(2 articles, 7 entities, 6 claims)"
    assert bundle["image/svg+xml"].startswith("<svg")
    assert "<script" not in bundle["text/html"]


def test_an_empty_graph_can_be_asked_and_shown():
    empty = Graph(KnowledgeGraph([], []))
    assert empty.sparql("SELECT ?s { ?s a schema:Person }").rows == []
    assert empty._repr_mimebundle_()["text/plain"] == "Graph(0 articles, 0 entities, 0 claims)"
    assert all(len(table) == 0 for table in empty.tables().values())


@pytest.mark.model
def test_build_and_open_are_the_same_graph(nlp, tmp_path):
    built = build(ARTICLES, nlp=nlp)
    build_folder(ARTICLES, tmp_path / "out", nlp=nlp)
    opened = open_graph(tmp_path / "out")
    assert isinstance(opened, Graph)
    assert dict(opened.extractions) == dict(built.extractions)
    assert dict(opened.entities) == dict(built.entities)
    query = "SELECT ?name { ?person a schema:Person ; schema:name ?name } ORDER BY ?name"
    assert (
        opened.sparql(query).rows
        == built.sparql(query).rows
        == [("Maria Keller",), ("Peter Novak",)]
    )


@pytest.mark.model
def test_an_opened_graph_answers_with_its_base(nlp, tmp_path):
    base = "https://kg.news.example/"
    build_folder(ARTICLES[:1], tmp_path / "out", nlp=nlp, base=base)
    graph = open_graph(tmp_path / "out")
    ((iri,),) = graph.sparql("SELECT ?person { ?person a schema:Person }").rows
    assert iri.startswith(f"{base}entity/")
    assert any(str(subject) == iri for subject, *_ in gb.to_rdf(graph, base=base).quads())


@pytest.mark.model
def test_articles_with_the_same_id(nlp):
    with pytest.raises(GraphbuildError, match="have the id 'a'"):
        build([ARTICLES[0], ARTICLES[0]], nlp=nlp)


def test_open_what_is_no_graph(tmp_path):
    with pytest.raises(OutputError, match="no graph was built here"):
        open_graph(tmp_path)


def test_the_package_offers_the_same_verbs():
    assert gb.build is build
    assert gb.open_graph is open_graph


QUERIES = {
    "SELECT ?who { ?c gb:source/schema:name ?who } ORDER BY ?who": ["who"],
    "ASK { ?x a gb:Claim }": ["answer"],
    "CONSTRUCT { ?x a gb:Claim } WHERE { ?x a gb:Claim }": ["subject", "predicate", "object"],
    "DESCRIBE entity:Q1899": ["subject", "predicate", "object"],
}


@pytest.mark.parametrize("query", QUERIES)
def test_each_kind_of_query_makes_a_data_frame_with_and_without_a_time_limit(graph, query):
    within, without = graph.sparql(query, timeout=60), graph.sparql(query)
    assert within == without
    frame = within.to_pandas()
    assert list(frame.columns) == QUERIES[query]
    assert len(frame) >= 1


def test_a_query_that_takes_too_long_is_ended(graph):
    with pytest.raises(QueryError, match=r"longer than 0\.2 s"):
        graph.sparql("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", timeout=0.2)
    assert graph.sparql("ASK {}", timeout=60).boolean


@pytest.mark.filterwarnings(r"ignore:Dataset\.\w+ is deprecated:DeprecationWarning")
def test_rdflib_reads_the_store_without_a_copy(graph):
    (row,) = graph.to_rdf_view().query("SELECT ?name { entity:Q1899 schema:name ?name }")
    assert str(row.name) == "Kyiv"
