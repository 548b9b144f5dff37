"""The ontology documents every term, the shapes catch broken graphs, the queries answer."""

import json
from collections.abc import Iterable
from enum import StrEnum

import pyshacl
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib.namespace import RDF, RDFS, SDO, SKOS

from graphbuild.errors import QueryError
from graphbuild.export.rdf import to_rdf
from graphbuild.graph import KnowledgeGraph
from graphbuild.iris import ONTOLOGY, Iris
from graphbuild.model import Attitude, EntityType
from graphbuild.names import lookup_key
from graphbuild.ontology import (
    bind_parameters,
    named_queries,
    optional_parameters,
    query_parameters,
    read_named_query,
    read_ontology_file,
)
from graphbuild.quads import to_quads
from graphbuild.results import format_result
from graphbuild.store import load_memory_store, run_query
from graphbuild.vocabulary import (
    CONCEPT_SCHEMES,
    ENTITY_CLASSES,
    GB,
    RELATION_PROPERTIES,
    concept,
)

GBN = rdflib.Namespace(ONTOLOGY)
NIF = rdflib.Namespace("http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#")
ITSRDF = rdflib.Namespace("http://www.w3.org/2005/11/its/rdf#")
GEO = rdflib.Namespace("http://www.w3.org/2003/01/geo/wgs84_pos#")
EMPTY = KnowledgeGraph([], [])
DAYS = ("2022-11-09", "2022-11-12")
WORDS = rdflib.Literal("other words")
TIES = (RDFS.subClassOf, RDFS.subPropertyOf, RDFS.seeAlso)


@pytest.fixture(scope="module")
def ontology() -> rdflib.Graph:
    return rdflib.Graph().parse(data=read_ontology_file("graphbuild.ttl"))


@pytest.fixture(scope="module")
def shapes() -> rdflib.Graph:
    return rdflib.Graph().parse(data=read_ontology_file("shapes.ttl"))


@pytest.fixture
def union(judged_graph) -> rdflib.Graph:
    graph = rdflib.Graph()
    for subject, predicate, value, _ in to_rdf(judged_graph).quads():
        graph.add((subject, predicate, value))
    return graph


def terms(ontology: rdflib.Graph) -> set[str]:
    kinds = ("Class", "ObjectProperty", "DatatypeProperty")
    return {str(term) for kind in kinds for term in ontology.subjects(RDF.type, rdflib.OWL[kind])}


def first(nodes: Iterable[rdflib.term.Node]) -> rdflib.term.Node:
    return min(nodes)


# --- The ontology


def test_every_term_is_documented_and_tied_to_a_reused_one(ontology):
    for term in map(rdflib.URIRef, terms(ontology)):
        assert ontology.value(term, RDFS.label), term
        assert str(ontology.value(term, RDFS.comment)).endswith("."), term
        assert any(ontology.value(term, tie) for tie in TIES), term


def test_code_and_ontology_have_the_same_terms(ontology):
    in_code = {f"{ONTOLOGY}{term}" for term in GB.__annotations__}
    only_super_terms = {f"{ONTOLOGY}Judgement", f"{ONTOLOGY}span"}
    assert in_code == terms(ontology) - only_super_terms


@pytest.mark.parametrize("values", CONCEPT_SCHEMES)
def test_every_value_is_a_concept_of_its_scheme(ontology, values: type[StrEnum]):
    scheme = rdflib.URIRef(f"{ONTOLOGY}{CONCEPT_SCHEMES[values]}-scheme")
    concepts = {
        str(ontology.value(node, SKOS.notation)): str(node)
        for node in ontology.subjects(SKOS.inScheme, scheme)
    }
    assert concepts == {value: concept(value).value for value in values}
    assert all(ontology.value(rdflib.URIRef(node), SKOS.definition) for node in concepts.values())


def test_every_attitude_has_an_example(ontology):
    for attitude in Attitude:
        definition = ontology.value(rdflib.URIRef(concept(attitude).value), SKOS.definition)
        assert str(definition).count('"') >= 2, attitude


def test_relation_types_are_the_notation_of_their_property(ontology):
    notations = {
        str(ontology.value(rdflib.URIRef(node.value), SKOS.notation)): node
        for node in RELATION_PROPERTIES.values()
    }
    assert notations == RELATION_PROPERTIES


def test_every_entity_type_has_a_class():
    assert set(ENTITY_CLASSES) == set(EntityType)


def test_context_names_every_predicate_we_write(judged_graph):
    context = json.loads(read_ontology_file("context.jsonld"))["@context"]
    ids = [value["@id"] if isinstance(value, dict) else value for value in context.values()]
    known = {expand(each, context) for each in ids}
    lives = {SDO.birthDate, SDO.deathDate, SDO.startDate, SDO.endDate}
    seen = {GBN.firstSeen, GBN.lastSeen}
    dates = {str(term) for term in (SDO.datePublished, GBN.dateValue, *lives, *seen)}
    without_a_fixed_type = {*dates, str(RDF.predicate), str(RDF.type)}
    written = {quad.predicate.value for quad in to_quads(judged_graph)}
    assert written - known == without_a_fixed_type


def expand(short: str, context: dict[str, str]) -> str:
    prefix, _, rest = short.partition(":")
    return f"{context[prefix]}{rest}" if prefix in context else short


# --- The shapes


def conforms(data: rdflib.Graph, shapes: rdflib.Graph) -> tuple[bool, str]:
    conforming, _, report = pyshacl.validate(data, shacl_graph=shapes)
    return conforming, report


def test_shapes_are_shacl(union, shapes):
    assert pyshacl.validate(union, shacl_graph=shapes, meta_shacl=True)[0]


def test_a_build_conforms(union, shapes):
    conforming, report = conforms(union, shapes)
    assert conforming, report


def claim(graph: rdflib.Graph) -> rdflib.term.Node:
    return first(graph.subjects(GBN.source))


def mention(graph: rdflib.Graph) -> rdflib.term.Node:
    return first(graph.subjects(RDF.type, GBN.Mention))


def article(graph: rdflib.Graph) -> rdflib.term.Node:
    return first(graph.subjects(RDF.type, SDO.NewsArticle))


def place(graph: rdflib.Graph) -> rdflib.term.Node:
    return first(graph.subjects(GEO.lat))


def relation(graph: rdflib.Graph) -> rdflib.term.Node:
    return first(graph.subjects(GBN.modal, rdflib.Literal(False)))


def quantity(graph: rdflib.Graph) -> rdflib.term.Node:
    return first(graph.subjects(SDO.unitText))


def date(graph: rdflib.Graph) -> rdflib.term.Node:
    return first(graph.subjects(RDF.type, GBN.DateValue))


def merge(graph: rdflib.Graph) -> rdflib.term.Node:
    return first(graph.subjects(RDF.type, GBN.Merge))


def link(graph: rdflib.Graph) -> rdflib.term.Node:
    return first(graph.subjects(RDF.type, GBN.Link))


def role(graph: rdflib.Graph) -> rdflib.term.Node:
    return first(graph.subjects(RDF.type, GBN.Role))


def said(graph: rdflib.Graph) -> rdflib.term.Node:
    return first(graph.subjects(GBN.said))


def doubt(graph: rdflib.Graph) -> rdflib.term.Node:
    return first(graph.subjects(RDF.type, GBN.Doubt))


def reprint(graph: rdflib.Graph) -> rdflib.term.Node:
    return first(graph.subjects(RDF.type, GBN.Reprint))


def cluster(graph: rdflib.Graph) -> rdflib.term.Node:
    return first(graph.subjects(RDF.type, GBN.ClaimCluster))


def appearance(graph: rdflib.Graph) -> rdflib.term.Node:
    return first(graph.subjects(RDF.type, GBN.Appearance))


def agreement(graph: rdflib.Graph) -> rdflib.term.Node:
    return first(graph.subjects(RDF.predicate, GBN.agreesWith))


def change(graph: rdflib.Graph) -> rdflib.term.Node:
    return first(graph.subjects(RDF.predicate, GBN.changedTo))


def agreeing(graph: rdflib.Graph) -> rdflib.term.Node:
    return graph.value(agreement(graph), GBN.firstClaim)


def changed(graph: rdflib.Graph) -> rdflib.term.Node:
    return graph.value(change(graph), GBN.firstClaim)


LACKING = [
    (merge, GBN.article),
    (place, GBN.articleCount),
    (place, GBN.independentCount),
    (reprint, GBN.article),
    (reprint, GBN.original),
    (reprint, GBN.rule),
    (doubt, GBN.firstMerge),
    (doubt, GBN.secondMerge),
    (doubt, GBN.same),
    (doubt, GBN.weight),
    (doubt, GBN.confidence),
    (cluster, SDO.text),
    (cluster, GBN.appearance),
    (cluster, GBN.articleCount),
    (cluster, GBN.independentCount),
    (appearance, GBN.claim),
    (appearance, GBN.rule),
    (agreement, RDF.predicate),
    (agreement, GBN.firstClaim),
    (agreement, GBN.secondClaim),
    (agreement, GBN.confidence),
    (agreeing, GBN.agreesWith),
    (changed, GBN.changedTo),
    (role, SDO.roleName),
    (role, GBN.roleKind),
    (role, GBN.roleSpan),
    (role, GBN.former),
    (article, GBN.textSha256),
    (article, NIF.isString),
    (article, SDO.identifier),
    (mention, NIF.beginIndex),
    (mention, NIF.endIndex),
    (mention, NIF.anchorOf),
    (mention, NIF.referenceContext),
    (mention, ITSRDF.taIdentRef),
    (mention, GBN.kind),
    (claim, GBN.cueSpan),
    (claim, GBN.contentSpan),
    (claim, GBN.form),
    (claim, GBN.attitude),
    (claim, GBN.polarity),
    (claim, GBN.certainty),
    (claim, GBN.rule),
    (claim, GBN.confidence),
    (claim, SDO.appearance),
    (quantity, GBN.value),
    (quantity, GBN.bound),
    (quantity, GBN.quantitySpan),
    (date, GBN.dateValue),
    (date, GBN.dateSpan),
    (place, SDO.name),
    (place, GEO.long),
    (place, RDF.type),
    (relation, GBN.evidenceSpan),
    (relation, GBN.negated),
    (merge, GBN.rule),
    (merge, GBN.confidence),
    (merge, GBN.mergedInto),
    (link, GBN.linkTarget),
    (link, GBN.confidence),
]
SECOND = [
    (said, GBN.said, GBN.nothing),
    (place, GBN.firstSeen, rdflib.Literal("1999-01-01", datatype=rdflib.XSD.date)),
    (cluster, GBN.independentCount, rdflib.Literal(2)),
    (agreeing, GBN.contradicts, rdflib.URIRef(Iris().claim("courier-1", "claim-x"))),
    (article, GBN.textSha256, rdflib.Literal("0" * 64)),
    (mention, NIF.anchorOf, WORDS),
    (mention, ITSRDF.taIdentRef, rdflib.URIRef(Iris().entity("Q1899"))),
    (claim, GBN.attitude, GBN["attitude-fear"]),
    (claim, GBN.polarity, GBN["polarity-negative"]),
    (claim, GBN.source, rdflib.URIRef(Iris().entity("Q1899"))),
    (quantity, SDO.unitText, WORDS),
    (date, GBN.dateValue, rdflib.Literal("2022", datatype=rdflib.XSD.gYear)),
    (place, RDF.type, SDO.Person),
    (place, SDO.name, WORDS),
    (place, GBN.locatedIn, rdflib.URIRef(Iris().entity("Q1899"))),
]
INSTEAD = [
    (said, GBN.said, WORDS),
    (said, GBN.contentNegationSpan, WORDS),
    (quantity, GBN.countedSpan, WORDS),
    (date, GBN.relative, WORDS),
    (place, GBN.independentCount, rdflib.Literal(99)),
    (place, GBN.lastSeen, WORDS),
    (article, GBN.reprintOf, rdflib.URIRef(Iris().entity("Q1899"))),
    (merge, GBN.article, rdflib.URIRef(Iris().entity("Q1899"))),
    (merge, GBN.evidence, rdflib.Literal(1)),
    (reprint, GBN.original, rdflib.URIRef(Iris().article("nowhere"))),
    (reprint, GBN.confidence, rdflib.Literal("1.5", datatype=rdflib.XSD.decimal)),
    (doubt, GBN.firstMerge, rdflib.URIRef(Iris().entity("Q1899"))),
    (doubt, GBN.weight, rdflib.Literal(-1)),
    (cluster, GBN.articleCount, rdflib.Literal(0)),
    (appearance, GBN.commonSpan, WORDS),
    (agreement, RDF.predicate, GBN.contradicts),
    (agreement, GBN.firstSpan, WORDS),
    (agreement, GBN.secondSpan, WORDS),
    (role, GBN.roleKind, GBN["kind-name"]),
    (role, GBN.heldIn, rdflib.URIRef(Iris().entity("nobody"))),
    (role, GBN.country, rdflib.Literal("Turkey")),
    (mention, GBN.metonymic, rdflib.Literal("yes")),
    (article, GBN.textSha256, rdflib.Literal("no hash")),
    (article, SDO.datePublished, rdflib.Literal("yesterday")),
    (mention, NIF.anchorOf, WORDS),
    (mention, NIF.beginIndex, rdflib.Literal(10_000, datatype=rdflib.XSD.nonNegativeInteger)),
    (mention, NIF.referenceContext, rdflib.URIRef("https://elsewhere.example/")),
    (mention, ITSRDF.taIdentRef, rdflib.URIRef(Iris().entity("nobody"))),
    (mention, GBN.kind, GBN["attitude-fear"]),
    (claim, GBN.attitude, rdflib.Literal("denial")),
    (claim, GBN.source, rdflib.Literal("Zelenskyy")),
    (claim, GBN.confidence, rdflib.Literal("1.01", datatype=rdflib.XSD.decimal)),
    (claim, GBN.confidence, rdflib.Literal("-0.1", datatype=rdflib.XSD.decimal)),
    (claim, GBN.contentSpan, WORDS),
    (claim, GBN.negationSpan, WORDS),
    (claim, GBN.hedgeSpan, WORDS),
    (claim, GBN.quantity, WORDS),
    (claim, GBN.date, WORDS),
    (quantity, SDO.unitText, rdflib.Literal("soldiers")),
    (date, GBN.dateValue, rdflib.Literal("2022")),
    (date, GBN.dateSpan, WORDS),
    (claim, SDO.about, rdflib.URIRef(Iris().entity("nobody"))),
    (place, GEO.lat, rdflib.Literal("91", datatype=rdflib.XSD.decimal)),
    (relation, GBN.modal, rdflib.Literal(True)),
    (relation, GBN.tail, rdflib.URIRef(Iris().entity("nobody"))),
    (merge, GBN.confidence, rdflib.Literal("2", datatype=rdflib.XSD.decimal)),
]


def local(value: object) -> str:
    return value.__name__ if callable(value) else str(value).rpartition("#")[2].rpartition("/")[2]


@pytest.mark.slow
@pytest.mark.parametrize(("find", "predicate"), LACKING, ids=local)
def test_shapes_catch_what_is_lacking(union, shapes, find, predicate):
    union.remove((find(union), predicate, None))
    assert not conforms(union, shapes)[0]


@pytest.mark.slow
@pytest.mark.parametrize(("find", "predicate", "value"), SECOND, ids=local)
def test_shapes_catch_a_second_value(union, shapes, find, predicate, value):
    union.add((find(union), predicate, value))
    assert not conforms(union, shapes)[0]


@pytest.mark.slow
@pytest.mark.parametrize(("find", "predicate", "value"), INSTEAD, ids=local)
def test_shapes_catch_a_wrong_value(union, shapes, find, predicate, value):
    union.set((find(union), predicate, value))
    assert not conforms(union, shapes)[0]


@pytest.mark.slow
def test_shapes_catch_a_doubt_that_the_merges_do_not_share(union, shapes):
    held = bool(union.value(doubt(union), GBN.same).value)
    union.set((doubt(union), GBN.same, rdflib.Literal(not held)))
    assert not conforms(union, shapes)[0]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("find", "predicate"),
    [(appearance, GBN.commonSpan), (agreement, GBN.firstSpan), (agreement, GBN.secondSpan)],
    ids=local,
)
def test_shapes_catch_deciding_words_of_another_article(union, shapes, find, predicate):
    span = union.value(find(union), predicate)
    here = union.value(span, NIF.referenceContext)
    elsewhere = first(each for each in union.subjects(RDF.type, SDO.NewsArticle) if each != here)
    union.add((find(union), predicate, first(union.subjects(NIF.referenceContext, elsewhere))))
    assert not conforms(union, shapes)[0]


@pytest.mark.slow
def test_shapes_catch_an_appearance_that_is_no_member(union, shapes):
    member = union.value(appearance(union), GBN.claim)
    union.remove((cluster(union), rdflib.PROV.hadMember, member))
    assert not conforms(union, shapes)[0]


@pytest.mark.parametrize(("value", "datatype"), [("2022-11", "gYearMonth"), ("2022", "gYear")])
def test_a_date_may_be_a_month_or_a_year(union, shapes, value, datatype):
    literal = rdflib.Literal(value, datatype=rdflib.XSD[datatype], normalize=False)
    union.set((date(union), GBN.dateValue, literal))
    conforming, report = conforms(union, shapes)
    assert conforming, report


@pytest.mark.slow
@pytest.mark.parametrize("predicate", [GBN.cueSpan, GBN.negationSpan, GBN.hedgeSpan], ids=local)
def test_shapes_catch_words_of_another_article(union, shapes, predicate):
    here = union.value(claim(union), SDO.appearance)
    elsewhere = first(article for article in union.objects(None, SDO.appearance) if article != here)
    union.add((claim(union), predicate, first(union.subjects(NIF.referenceContext, elsewhere))))
    assert not conforms(union, shapes)[0]


# --- The named queries


@pytest.fixture
def store(small_graph):
    return load_memory_store(small_graph)


@pytest.fixture
def judged_store(judged_graph):
    return load_memory_store(judged_graph)


def rows(store, name: str, *columns: str, **parameters: str) -> list[tuple]:
    found = run_query(store, bind_parameters(read_named_query(name), parameters))
    places = [found.columns.index(column) for column in columns]
    return [tuple(row[place] for place in places) for row in found.rows]


def test_every_query_has_a_description_and_finds_something(judged_store):
    assert len(named_queries()) >= 12
    for name, description in named_queries().items():
        assert len(description) > 20, name
        assert run_query(judged_store, read_named_query(name)).rows, name


def test_every_parameter_has_its_line():
    for name in named_queries():
        sparql = read_named_query(name)
        for parameter in query_parameters(sparql):
            assert '"x"' in bind_parameters(sparql, {parameter: "x"})


def test_who_said_what(store):
    assert ("Volodymyr Zelenskyy", "denial") in rows(store, "who-said-what", "who", "attitude")
    assert len(rows(store, "who-said-what", "what")) == 6
    assert ("officials", "statement") in rows(store, "who-said-what", "who", "attitude")


NAMES = ["Zelensky", "zelensky", "VOLODYMYR ZELENSKYY", "Zelénsky", " Volodymyr\tZelensky."]


@pytest.mark.parametrize("name", NAMES)
def test_claims_by_entity_takes_names_and_aliases_however_they_are_spelt(store, name):
    assert rows(store, "claims-by-entity", "what", entity=name) == [
        ("that the army was leaving Kherson",)
    ]


def test_every_name_and_alias_is_found_by_its_key(store):
    named = "SELECT DISTINCT ?it ?name { ?it schema:name|schema:alternateName ?name }"
    found = run_query(store, named).rows
    assert len(found) > 10
    for it, name in found:
        key = f"SELECT ?it {{ ?it skos:hiddenLabel {json.dumps(lookup_key(name))} }}"
        assert (it,) in run_query(store, key).rows


def test_a_name_of_signs_alone_is_found_and_is_not_every_name(store):
    assert rows(store, "claims-by-entity", "what", entity="?!") == []
    assert bind_parameters(read_named_query("claims-by-entity"), {"entity": "?!"}).count('"?!"')


def test_claims_about_entity(store):
    found = rows(store, "claims-about-entity", "who", "polarity", entity="kherson")
    assert found.count(("Volodymyr Zelenskyy", "negative")) == 1
    assert len(found) == 4
    about_the_fleet = rows(store, "claims-about-entity", "who", entity="Black Sea Fleet")
    assert about_the_fleet == [("officials",)]


def test_a_parameter_that_may_be_left_out_says_so():
    for name in named_queries():
        sparql = read_named_query(name)
        parameters, optional = query_parameters(sparql), optional_parameters(sparql)
        assert optional <= set(parameters)
        for parameter in parameters:
            assert ("left out, any" in parameters[parameter]) == (parameter in optional), name
            bound = bind_parameters(sparql, {parameter: "x"})
            assert optional_parameters(bound) == optional - {parameter}
            assert sparql.count("# if ") == bound.count("# if ")


def test_who_contradicts_whom(judged_store):
    pair = ("Volodymyr Zelenskyy", "deny", "Amnesty International", "say", "2022-11-09")
    columns = ("who", "cue", "contradicted_by", "their_cue", "day")
    for asked in ({}, {"about": "kherson"}, {"speaker": "Zelensky"}):
        assert rows(judged_store, "who-contradicts-whom", *columns, **asked) == [pair]
    assert rows(judged_store, "who-contradicts-whom", "who", about="Kyiv") == []
    assert rows(judged_store, "who-contradicts-whom", "who", speaker="Surovikin") == []


def test_who_agrees_with_whom(judged_store):
    columns = ("who", "agreed_by", "rule")
    pair = ("Amnesty International", "Kherson City Council", "same-content")
    assert rows(judged_store, "who-agrees-with-whom", *columns) == [pair]
    assert rows(judged_store, "who-agrees-with-whom", *columns, about="nothing") == []


def test_changes_of_statements(judged_store):
    columns = ("who", "day", "said_later", "later_day")
    change = (
        "Kherson City Council",
        "2022-11-09",
        "that about 45,000 people had never left the city",
        "2022-11-12",
    )
    asked = {"speaker": "kherson city council", "about": "Kherson"}
    assert rows(judged_store, "changes-of-statements", *columns, **asked) == [change]
    assert rows(judged_store, "changes-of-statements", *columns, speaker="Zelensky") == []


def test_most_corroborated_claims_come_first(judged_store):
    columns = ("who", "independent", "articles", "agreeing")
    assert rows(judged_store, "most-corroborated-claims", *columns) == [
        ("Amnesty International", 2, 2, 1)
    ]
    assert rows(judged_store, "most-corroborated-claims", "who", speaker="surovikin") == []


def test_claims_in_several_articles(judged_store):
    columns = ("who", "day", "publisher", "worded")
    assert rows(judged_store, "claims-in-several-articles", *columns, speaker="Surovikin") == [
        ("Sergei Surovikin", "2022-11-09", "Harbour Courier", words)
        if publisher == "Harbour Courier"
        else ("Sergei Surovikin", "2022-11-12", publisher, words)
        for publisher, words in (
            ("Harbour Courier", "that Kherson could no longer be supplied"),
            ("Coast Herald", "Kherson could no longer be supplied"),
        )
    ]


def test_claims_of_one_source_leave_out_what_two_report(judged_store):
    found = rows(judged_store, "claims-of-one-source", "who", "what", "day")
    assert len(found) == 11 - 2
    assert ("Sergei Surovikin", "Kherson could no longer be supplied", "2022-11-12") in found
    assert not [what for _, what, _ in found if "that mines might remain in" in what]
    assert len(rows(judged_store, "claims-of-one-source", "day", about="Black Sea Fleet")) == 1


def test_claims_within_a_period_go_by_the_day_they_were_said(judged_store):
    name, columns = "claims-within-period", ("day", "publisher")
    assert len(rows(judged_store, name, *columns)) == 11
    on_friday = {"first": "2022-11-11", "last": "2022-11-11"}
    assert rows(judged_store, name, *columns, **on_friday) == [
        ("2022-11-11", "Coast Herald"),
        ("2022-11-11", "Dnipro Lantern"),
        ("2022-11-11", "Dnipro Lantern"),
    ]
    assert len(rows(judged_store, name, "day", last="2022-11")) == 11
    assert rows(judged_store, name, "day", last="2022-10") == []
    assert len(rows(judged_store, name, "day", first="2022-11-12", speaker="Amnesty")) == 0
    assert len(rows(judged_store, name, "day", first="2022-11-12", about="Kherson")) == 4


def test_entities_over_time(judged_store):
    columns = ("entity_name", "type", "first", "last", "articles", "independent")
    found = {row[0]: row[1:] for row in rows(judged_store, "entities-over-time", *columns)}
    assert [str(each) for each in found["Kherson"]] == ["place", *DAYS, "3", "2"]


def test_reprints(judged_store):
    assert rows(judged_store, "reprints", "publisher", "original_title") == [
        ("Harbour Courier", "Russia orders a pullback from Kherson"),
        ("Coast Herald", "Russia orders a pullback from Kherson"),
    ]


def test_merges_to_check_begin_with_those_that_matter_most(judged_store):
    columns = ("weight", "one_name", "other_name", "held_to_be_one", "evidence")
    first, second = rows(judged_store, "merges-to-check", *columns)
    assert first[:4] == (5, "Sergei Surovikin", "Sergei Surovikin", True)
    assert sorted(first[4].split("; ")) == ["name sergei surovikin", "with Kherson"]
    assert second == (2, "Kherson City Council", "Black Sea Fleet", False, None)


def test_most_quoted_sources(store):
    assert rows(store, "most-quoted-sources", "who", "claims")[0] == ("Sergei Surovikin", 2)


def test_entities_seen_together(store):
    seen = rows(store, "entities-seen-together", "first_name", "second_name", "articles")
    assert seen[0] == ("Kherson", "Sergei Surovikin", 2)
    assert len(seen) == len({frozenset(row[:2]) for row in seen}) == 15
    columns = ("first_name", "second_name", "articles")
    with_kyiv = rows(store, "entities-seen-together", *columns, entity="KYIV")
    assert sorted(with_kyiv) == sorted(row for row in seen if "Kyiv" in row)
    assert len(with_kyiv) > 1


def test_places_with_coordinates(store):
    found = rows(store, "places-with-coordinates", "place_name", "articles")
    assert found == [("Kherson", 2), ("Kyiv", 1)]


def test_places_in(store):
    assert rows(store, "places-in", "place_name", "articles", around="ukraine") == [("Kherson", 2)]
    assert rows(store, "places-in", "place_name", around="Kherson oblast") == [("Kherson",)]
    assert rows(store, "places-in", "place_name", around="Norway") == []


def test_places_in_regions_of_one_name_are_told_apart_by_their_state():
    statements = "".join(
        f'<e:{state}> a schema:AdministrativeArea ; skos:hiddenLabel "georgia" .'
        f'<e:{place}> a schema:Place ; schema:name "{place}" ; gb:countryCode "{state}" ;'
        " gb:articleCount 1 ;"
        f" schema:containedInPlace <e:{state}> ."
        for state, place in (("GE", "Kutvel"), ("US", "Velton"))
    )
    prefixes = (
        "PREFIX schema: <https://schema.org/> PREFIX gb: <https://graphbuild.example/ontology#>"
        "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>"
    )
    store = load_memory_store(EMPTY)
    store.update(f"{prefixes} INSERT DATA {{ {statements} }}")
    found = rows(store, "places-in", "place_name", "country", around="georgia")
    assert found == [("Kutvel", "GE"), ("Velton", "US")]


def test_unattributed_claims(store):
    assert rows(store, "unattributed-claims", "source_words") == [("officials",)]


def test_claims_by_attitude(store):
    assert rows(store, "claims-by-attitude", "who", attitude="Fear") == [("Amnesty International",)]


def test_claims_by_attitude_knows_every_attitude():
    sparql = read_named_query("claims-by-attitude")
    for attitude in Attitude:
        assert f'("{attitude}" gb:attitude-{attitude})' in sparql
        assert attitude in query_parameters(sparql)["attitude"]


def test_articles_of_entity(store):
    assert rows(store, "articles-of-entity", "publisher", "mentions", entity="Kherson") == [
        ("Harbour Courier", 3),
        ("Dnipro Lantern", 1),
    ]


def test_roles_of_people(store):
    columns = ("person_name", "role_name", "kind", "of_name", "country", "former")
    assert rows(store, "roles-of-people", *columns) == [
        ("Sergei Surovikin", "Gen.", "rank", "Kherson", None, True),
        ("Volodymyr Zelenskyy", "president", "position", None, "UA", False),
    ]


def test_the_table_of_roles_breaks_no_word(store):
    found = run_query(store, read_named_query("roles-of-people"))
    shown = format_result(found, "table", width=80).splitlines()
    assert " ".join(shown[3].split()) == "Volodymyr Zelenskyy president position UA false 1"
    assert "https:" not in "".join(shown)


def test_timeline_of_claims(store):
    days = [str(day)[:10] for (day,) in rows(store, "timeline-of-claims", "published")]
    assert days == ["2022-11-09"] * 3 + ["2022-11-11"]


def test_relations_tell_how_they_are_meant(store):
    assert rows(store, "relations", "type", "status") == [
        ("located_in", "stated"),
        ("affiliation", "claimed"),
    ]


def test_links_to_check_begin_with_the_least_certain(store):
    assert rows(store, "links-to-check", "rule")[0] == ("same-surname",)


TWO_PARAMETERS = """# parameter entity: a name
# parameter place: another
SELECT ?entity_name ?place_name {
  VALUES ?entity_name { "x" }
  VALUES ?place_name { UNDEF }
}"""
VALUES = st.one_of(
    st.sampled_from(
        [
            *('"', "\\", '" } # ', "}", "$1 \\g<0>", "\n# parameter place: x", "a\r\tb\x00\x1f"),
            *(
                "\\u0022",
                "\\\\u0022",
                "\\U00000022",
                "\\\\\\u005C",
                "\\u0022 } SERVICE <x:y> { } #",
            ),
            *("VALUES ?place_name { UNDEF }", "VALUES ?entity_name { 1 }", "SERVICE FROM LOAD"),
        ]
    ),
    st.text(st.sampled_from("\\uU0025\"'\n{}#")),
    st.text(st.characters(codec="utf-8")),
)


@settings(deadline=None)
@given(VALUES, VALUES)
def test_bound_values_stay_literals(one, other):
    bound = bind_parameters(TWO_PARAMETERS, {"entity": one, "place": other})
    found = run_query(load_memory_store(EMPTY), bound)
    assert found.rows == [(one, other)]


@settings(deadline=None)
@given(VALUES)
def test_a_bound_value_is_the_same_to_tools_that_decode_escapes_first(value):
    bound = bind_parameters(TWO_PARAMETERS, {"entity": value})
    assert [row[0].toPython() for row in rdflib.Graph().query(bound)] == [value]


def test_an_unknown_query_is_told_with_the_known_ones():
    with pytest.raises(QueryError, match="who-said-what"):
        read_named_query("../shapes")


def test_an_unknown_parameter_is_told():
    with pytest.raises(QueryError, match="It has: entity"):
        bind_parameters(read_named_query("claims-by-entity"), {"person": "x"})


# --- What a knowledge base states


def test_what_a_knowledge_base_states_is_of_a_node_of_its_own(union):
    (node,) = union.objects(None, GBN.background)
    derived = rdflib.URIRef("http://www.w3.org/ns/prov#wasDerivedFrom")
    entity = union.value(None, GBN.background, node)
    assert union.value(node, derived) in set(union.objects(entity, SDO.sameAs))
    assert str(union.value(node, SDO.description)) == "president of a country"
    titles = {str(union.value(each, SDO.roleName)) for each in union.objects(node, GBN.position)}
    assert titles == {"President", "Member of a board", "Patron"}
    assert union.value(entity, SDO.description) is None
