"""RDF files parse back equal, are the same each time, and carry the contract of the shapes."""

from dataclasses import replace
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal

from graphbuild.errors import OutputError
from graphbuild.export.rdf import SUFFIXES, to_rdf, write_rdf
from graphbuild.graph import KnowledgeGraph
from graphbuild.iris import Iris
from graphbuild.judgements import (
    Appearance,
    ClaimCluster,
    ClaimLink,
    ClaimLinkKind,
    Doubt,
    Merge,
    Reprint,
)
from graphbuild.model import (
    Article,
    Attitude,
    Certainty,
    Claim,
    Entity,
    EntityType,
    Extraction,
    Form,
    Link,
    Mention,
    MentionKind,
    Polarity,
    Relation,
)
from graphbuild.quads import to_quads
from graphbuild.vocabulary import GB, NIF, PROV, RDF, SCHEMA, SKOS, XSD

DATASET_SUFFIXES = (".trig", ".nq", ".jsonld")
UNION_SUFFIXES = (".ttl", ".nt")
RDFLIB_WARNS_OF_ITSELF = (
    r"ignore:(Dataset\.default_context|ConjunctiveGraph) is deprecated:DeprecationWarning"
)
HOSTILE = (
    'quote " and \\ backslash',
    "line\nbreak\r\nand\ttab",
    "<script>alert('x')</script>",
    "> . <http://evil.example/> a <http://evil.example/",
    "}} GRAPH <x> {{ \u202e gnitirw",
    "\x00\x01\x0b\x0c\x1b[31m\x7f\x85\u2028\ufeff\uffff",
    "📍 é e\u0301 \U0010ffff",
    "..",
    "%2F#?/",
    "@id",
    "",
)
hostile_text = st.one_of(st.sampled_from(HOSTILE), st.text(st.characters(), max_size=12))


def hostile_graph(value: str) -> KnowledgeGraph:
    """A graph with *value* wherever a string can be given."""
    article = Article(
        id=value,
        text=f"Ana met {value}.",
        title=value,
        url=value,
        publisher=value,
        published=value,
        language=value,
    )
    span = (8, 8 + len(value))
    kind = MentionKind.NAME
    entity = Entity(
        id=value,
        type=EntityType.PERSON,
        name=value,
        aliases=(value,),
        links=(Link(iri=value, rule=value, score=0.5),),
        same_as=(f"https://e.example/{value}",),
    )
    mention = Mention(
        start=span[0],
        end=span[1],
        type=entity.type,
        kind=kind,
        entity=value,
        rule=value,
        score=1e-7,
    )
    relation = Relation(
        type=value, head=value, tail=value, evidence=(span,), time=value, rule=value, score=1
    )
    merge = Merge(article=value, local=value, entity=value, rule=value, score=1, evidence=(value,))
    claim = Claim(
        id=value,
        source=(),
        cue=((0, 3),),
        content=(span,),
        speaker=value,
        about=(value,),
        form=Form.DIRECT,
        attitude=Attitude.STATEMENT,
        polarity=Polarity.POSITIVE,
        certainty=Certainty.UNKNOWN,
        cue_lemma=value,
        rule=value,
        score=1,
    )
    here = (value, value)
    extraction = Extraction(
        article=article, mentions=(mention,), claims=(claim,), relations=(relation,)
    )
    return KnowledgeGraph(
        [extraction],
        [entity],
        [merge],
        doubts=[Doubt(one=here, other=here, same=True, rule=value, score=1, weight=1)],
        reprints=[Reprint(article=value, group=value, rule=value, score=1)],
        clusters=[
            ClaimCluster(
                id=value,
                speaker=value,
                appearances=(Appearance(claim=value, rule=value, score=1, words=(span,)),),
            )
        ],
        claim_links=[
            ClaimLink(kind=kind, one=value, other=value, rule=value, score=1, one_words=(span,))
            for kind in ClaimLinkKind
        ],
    )


def parse(path: Path) -> set[pyoxigraph.Quad]:
    return set(pyoxigraph.parse(path=path))


def union(quads: set[pyoxigraph.Quad]) -> set[pyoxigraph.Quad]:
    return {pyoxigraph.Quad(quad.subject, quad.predicate, quad.object) for quad in quads}


@pytest.mark.parametrize("suffix", DATASET_SUFFIXES)
def test_dataset_formats_keep_every_quad(judged_graph, suffix, tmp_path):
    path = tmp_path / f"graph{suffix}"
    write_rdf(judged_graph, path)
    assert parse(path) == set(to_quads(judged_graph))


@pytest.mark.parametrize("suffix", UNION_SUFFIXES)
def test_triple_formats_hold_the_union(judged_graph, suffix, tmp_path):
    path = tmp_path / f"graph{suffix}"
    write_rdf(judged_graph, path)
    assert parse(path) == union(set(to_quads(judged_graph)))


@pytest.mark.filterwarnings(RDFLIB_WARNS_OF_ITSELF)
@pytest.mark.parametrize(("suffix", "form"), [(".trig", "trig"), (".jsonld", "json-ld")])
def test_rdflib_reads_what_was_written(judged_graph, suffix, form, tmp_path, monkeypatch):
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)  # it would respell dates on reading
    path = tmp_path / f"graph{suffix}"
    write_rdf(judged_graph, path)
    assert set(rdflib.Dataset().parse(data=path.read_bytes(), format=form).quads()) == set(
        to_rdf(judged_graph).quads()
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(value=hostile_text)
@pytest.mark.parametrize("suffix", DATASET_SUFFIXES)
def test_hostile_strings_survive_the_round_trip(value, suffix, tmp_path):
    graph = hostile_graph(value)
    path = tmp_path / f"graph{suffix}"
    write_rdf(graph, path)
    assert parse(path) == set(to_quads(graph))


@pytest.mark.parametrize("value", HOSTILE)
def test_rdflib_reads_hostile_turtle(value, tmp_path):
    path = tmp_path / "graph.ttl"
    write_rdf(hostile_graph(value), path)
    triples = {quad[:3] for quad in to_rdf(hostile_graph(value)).quads()}
    assert set(rdflib.Graph().parse(data=path.read_bytes())) == triples


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_same_graph_same_bytes(judged_graph, suffix, tmp_path):
    first, second = tmp_path / f"first{suffix}", tmp_path / f"second{suffix}"
    backwards = KnowledgeGraph(
        reversed(list(judged_graph.extractions.values())),
        reversed(list(judged_graph.entities.values())),
        reversed(judged_graph.merges),
        doubts=reversed(judged_graph.doubts),
        reprints=reversed(list(judged_graph.reprints.values())),
        clusters=reversed(list(judged_graph.clusters.values())),
        claim_links=reversed(judged_graph.claim_links),
    )
    write_rdf(judged_graph, first)
    write_rdf(backwards, second)
    assert first.read_bytes() == second.read_bytes()


def test_turtle_has_prefixes_and_a_block_for_each_subject(small_graph, tmp_path):
    path = tmp_path / "graph.ttl"
    write_rdf(small_graph, path)
    turtle = path.read_text(encoding="utf-8")
    assert turtle.count('schema:name "Sergei Surovikin"') == 1
    assert turtle.count("\nentity:Q156732 ") == 1
    assert "<https://schema.org/name>" not in turtle


def test_no_blank_nodes(judged_graph):
    assert not any(
        "_:" in str(quad)[:2] or "_:" in str(quad.object)[:2] for quad in to_quads(judged_graph)
    )


def test_text_in_the_rdf_proves_every_span(judged_graph):
    values = {(quad.subject, quad.predicate): quad.object for quad in to_quads(judged_graph)}
    strings = [
        quad.subject for quad in to_quads(judged_graph) if quad.object == NIF.OffsetBasedString
    ]
    for node in strings:
        text = values[values[node, NIF.referenceContext], NIF.isString].value
        begin, end = (int(values[node, each].value) for each in (NIF.beginIndex, NIF.endIndex))
        assert text[begin:end] == values[node, NIF.anchorOf].value


def test_a_lone_surrogate_becomes_one_replacement_character():
    graph = hostile_graph("a\ud800b")
    words = [quad.object.value for quad in to_quads(graph) if quad.predicate == NIF.anchorOf]
    assert "a\ufffdb" in words


def test_only_asserted_relations_are_stated(small_graph):
    stated = [
        quad for quad in to_quads(small_graph) if quad.predicate in (GB.affiliation, GB.locatedIn)
    ]
    assert [quad.predicate for quad in stated] == [GB.locatedIn]
    relations = [quad for quad in to_quads(small_graph) if quad.object == GB.Relation]
    assert len(relations) == 2


@pytest.mark.parametrize(
    "change", [{"negated": True}, {"modal": True}, {"time": "past"}, {"claim": "claim-1"}]
)
def test_a_relation_that_is_not_asserted_is_never_a_triple(small_graph, change):
    extractions = [
        replace(each, relations=tuple(replace(relation, **change) for relation in each.relations))
        for each in small_graph.extractions.values()
    ]
    graph = KnowledgeGraph(extractions, small_graph.entities.values())
    assert not [quad for quad in to_quads(graph) if quad.predicate == GB.locatedIn]


def test_a_relation_of_unknown_type_is_only_evidence(small_graph):
    extractions = [
        replace(each, relations=tuple(replace(relation, type="met") for relation in each.relations))
        for each in small_graph.extractions.values()
    ]
    quads = set(to_quads(KnowledgeGraph(extractions, small_graph.entities.values())))
    assert {quad.object.value for quad in quads if quad.predicate == GB.relationType} == {"met"}
    assert not [quad for quad in quads if quad.predicate == GB.locatedIn]


@pytest.mark.parametrize(
    ("value", "datatype"),
    [
        ("2022-11-08", XSD.date),
        ("2022-11", XSD.gYearMonth),
        ("2022", XSD.gYear),
    ],
)
def test_a_date_has_the_type_of_its_precision(small_graph, value, datatype):
    extraction = small_graph.extractions["courier-1"]
    claim = extraction.claims[3]
    claim = replace(claim, dates=(replace(claim.dates[0], value=value),))
    graph = KnowledgeGraph([replace(extraction, claims=(claim,))], small_graph.entities.values())
    (found,) = [quad.object for quad in to_quads(graph) if quad.predicate == GB.dateValue]
    assert found == Literal(value, datatype=datatype)


def test_a_share_has_its_unit(small_graph):
    units = {
        quad.object.value for quad in to_quads(small_graph) if quad.predicate == SCHEMA.unitText
    }
    assert units == {"percent"}


def test_weak_links_are_close_matches_only(small_graph):
    quads = list(to_quads(small_graph))
    close = {quad.object.value for quad in quads if quad.predicate == SKOS.closeMatch}
    same = {quad.object.value for quad in quads if quad.predicate == SCHEMA.sameAs}
    assert close == {"http://www.wikidata.org/entity/Q4442778"}
    assert not close & same


@pytest.mark.filterwarnings(RDFLIB_WARNS_OF_ITSELF)
def test_a_query_on_the_dataset_sees_the_union(small_graph):
    rows = to_rdf(small_graph).query(
        "SELECT ?name { ?claim gb:attitude gb:attitude-denial ; gb:source/schema:name ?name }"
    )
    assert [str(row[0]) for row in rows] == ["Volodymyr Zelenskyy"]


def test_a_place_lies_in_named_places_that_are_no_entities(small_graph):
    geonames = "https://sws.geonames.org/"
    quads = list(to_quads(small_graph))
    contained = [quad for quad in quads if quad.predicate == SCHEMA.containedInPlace]
    assert [(quad.subject.value, quad.object.value) for quad in contained] == [
        (Iris().entity("Q156732"), f"{geonames}706442/"),
        (f"{geonames}706442/", f"{geonames}690791/"),
    ]
    areas = {quad.subject.value for quad in quads if quad.object == SCHEMA.AdministrativeArea}
    assert areas == {f"{geonames}706442/", f"{geonames}690791/"}
    assert [q.object.value for q in quads if q.predicate == GB.countryCode] == ["UA"]
    assert [q.object.value for q in quads if q.predicate == GB.population] == ["280000"]


def test_base_begins_every_iri_of_ours(judged_graph):
    base = "http://news.example:8080/kg/"
    subjects = {quad.subject.value for quad in to_quads(judged_graph, base=base)}
    around = {each.iri for entity in judged_graph.entities.values() for each in entity.part_of}
    assert all(subject.startswith(base) for subject in subjects - around)


@pytest.mark.parametrize(
    "base", ["news", "http://a b/", "http://a.example", "http://a.example/#", ""]
)
def test_a_base_that_makes_no_iris_is_refused(base):
    with pytest.raises(OutputError, match="base"):
        Iris(base)


# --- Across articles


def test_the_whole_is_as_it_was_agreed(judged_graph, golden, tmp_path):
    write_rdf(judged_graph, tmp_path / "judged.trig")
    golden("judged.trig", (tmp_path / "judged.trig").read_text("utf-8"))


def test_no_triple_comes_twice_in_a_graph(judged_graph):
    quads = list(to_quads(judged_graph))
    assert len(quads) == len(set(quads))


def test_an_article_s_graph_says_nothing_of_other_articles(judged_graph):
    nodes = {Iris().article(each): each for each in judged_graph.extractions}
    for quad in to_quads(judged_graph):
        if quad.graph_name.value in nodes:
            mentioned = {
                str(node.value).partition("#")[0]
                for node in (quad.subject, quad.object)
                if str(node.value).startswith(f"{Iris().base}article/")
            }
            assert mentioned <= {quad.graph_name.value}


def test_every_judgement_across_articles_is_in_a_graph_of_its_own(judged_graph):
    kinds = {GB.Reprint, GB.Doubt, GB.ClaimCluster, GB.Appearance, GB.ClaimLink}
    quads = [quad for quad in to_quads(judged_graph) if quad.object in kinds]
    assert {quad.object for quad in quads} == kinds
    assert {quad.graph_name.value for quad in quads} == {Iris().judgements_graph}
    counts = [[quad.object for quad in quads].count(kind) for kind in (GB.Reprint, GB.Doubt)]
    assert counts == [2, 2]


def test_claims_agree_both_ways_and_change_one_way(judged_graph):
    def pairs(predicate):
        return {
            (quad.subject, quad.object)
            for quad in to_quads(judged_graph)
            if quad.predicate == predicate
        }

    for predicate in (GB.agreesWith, GB.contradicts):
        assert len(pairs(predicate)) == 2
        assert {(other, one) for one, other in pairs(predicate)} == pairs(predicate)
    assert len(pairs(GB.changedTo)) == 1


def test_a_cluster_counts_its_sources_twice(judged_graph):
    values = {(quad.subject, quad.predicate): quad.object for quad in to_quads(judged_graph)}
    clusters = [node for (node, predicate), kind in values.items() if kind == GB.ClaimCluster]
    counts = [
        tuple(int(values[node, each].value) for each in (GB.articleCount, GB.independentCount))
        for node in clusters
    ]
    assert counts == [(2, 1), (2, 2)]
    assert values[clusters[0], PROV.wasAttributedTo].value.endswith(
        judged_graph.clusters["cluster-0"].speaker
    )
    assert values[clusters[0], RDF.type] == GB.ClaimCluster


def test_only_the_others_of_a_text_are_reprints(judged_graph):
    stated = [
        (quad.subject.value, quad.object.value)
        for quad in to_quads(judged_graph)
        if quad.predicate == GB.reprintOf
    ]
    assert stated == [(Iris().article("herald-3"), Iris().article("courier-1"))]


def test_a_team_says_that_it_is_one(small_graph):
    kherson = small_graph.entities["Q156732"]
    entities = {**small_graph.entities, kherson.id: replace(kherson, team=True)}
    teams = KnowledgeGraph(
        list(small_graph.extractions.values()), entities.values(), small_graph.merges
    )
    quads = list(to_quads(teams))
    assert [q.object.value for q in quads if q.predicate == GB.team] == ["true"]
