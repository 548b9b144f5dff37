"""Where a graph isn't what shapes say, and that each constraint of our own can say so."""

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pyshacl
import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, Quad, Store
from rdflib.namespace import RDF, SH, XSD
from typer.testing import CliRunner, Result

from graphbuild.cli import app
from graphbuild.cli.checking import SHOWN_MESSAGES
from graphbuild.conformance import Violation, find_violations
from graphbuild.dataset import STORE_FOLDER
from graphbuild.errors import QueryError, ShapesError
from graphbuild.export.rdf import to_term
from graphbuild.graph import KnowledgeGraph
from graphbuild.iris import DEFAULT_BASE, ONTOLOGY, Iris
from graphbuild.quads import to_quads
from graphbuild.shapes import Shapes, read_own_shapes, read_shapes
from graphbuild.store import load_memory_store
from graphbuild.vocabulary import GB, NIF, SCHEMA, prefixes
from tests.folders_by_hand import small_extractions, write_by_hand

pytestmark = pytest.mark.slow

OWN = read_own_shapes()
NAMES = prefixes(DEFAULT_BASE)
NOWHERE = rdflib.URIRef("https://elsewhere.example/nowhere")
HEADER = """
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix schema: <https://schema.org/> .
@prefix gb: <https://graphbuild.example/ontology#> .
"""


def violations(store: Store, text: str | None = None, folder: Path | None = None):
    if text is None or folder is None:
        return find_violations(store, OWN, NAMES)
    (folder / "mine.ttl").write_text(HEADER + text)
    return find_violations(store, read_shapes([folder / "mine.ttl"]), NAMES)


@pytest.fixture
def store(judged_graph) -> Store:
    return load_memory_store(judged_graph)


def change(store: Store, subject: NamedNode, predicate: NamedNode, value) -> None:
    for quad in list(store.quads_for_pattern(subject, predicate, None)):
        store.remove(quad)
        store.add(Quad(subject, predicate, value, quad.graph_name))


def test_a_sound_graph_has_no_violation(store):
    assert violations(store) == ()


def test_a_graph_of_nothing_has_no_violation():
    assert violations(load_memory_store(KnowledgeGraph([], []))) == ()


def test_a_violation_tells_article_words_path_and_value(store):
    quads = store.quads_for_pattern(None, GB.cueLemma, Literal("deny"))
    claim = min((quad.subject for quad in quads), key=str)
    change(store, claim, GB.confidence, Literal(7))
    size, datatype = violations(store)
    assert size == Violation(
        article="courier-1",
        words="that the army was leaving Kherson",
        focus=f"article:{claim.value.removeprefix(f'{DEFAULT_BASE}article/')}",
        path="gb:confidence",
        value='"7"',
        message=size.message,
        severity="Violation",
    )
    assert str(size).startswith(
        "article 'courier-1' “that the army was leaving Kherson”: article:c"
    )
    assert 'gb:confidence = "7"\n  Value is not <= Literal' in str(size)
    assert "datatype" in datatype.message


def test_a_span_is_told_by_its_words(store):
    mention = NamedNode(Iris().mention("courier-1", (5, 21)))
    change(store, mention, NIF.anchorOf, Literal("Sergei Surovikyn"))
    (found,) = violations(store)
    assert (found.article, found.words) == ("courier-1", "Sergei Surovikyn")
    assert found.message == "The words of a span are not what stands there in the article's text."


def test_an_entity_is_told_with_the_first_article_that_names_it(store):
    kherson = next(store.quads_for_pattern(None, SCHEMA.name, Literal("Kherson"))).subject
    change(store, kherson, GB.countryCode, Literal("Ukraine"))
    (found,) = violations(store)
    assert (found.article, found.words) == ("courier-1", "Kherson")


def test_a_judgement_is_told_with_an_article_it_is_on(store):
    doubt = next(store.quads_for_pattern(None, GB.weight, None)).subject
    change(store, doubt, GB.weight, Literal("much"))
    assert {each.article for each in violations(store)} <= {
        "courier-1",
        "herald-3",
        "lantern/2022 11",
    }


def test_a_node_of_no_article_comes_last(store, tmp_path):
    text = """<urn:s> a sh:NodeShape ; sh:targetNode <urn:nobody> ; sh:targetClass schema:Person ;
      sh:property [ sh:path schema:birthDate ; sh:minCount 1 ] ."""
    found = violations(store, text, tmp_path)
    assert len(found) > 1
    assert [each.article is None for each in found] == [False] * (len(found) - 1) + [True]
    assert str(found[-1]).startswith("no article: <urn:nobody> schema:birthDate\n  Less than 1")


def test_paths_are_shown_as_sparql_writes_them(store, tmp_path):
    text = """<urn:s> a sh:NodeShape ; sh:targetClass gb:ClaimCluster ;
      sh:property [ sh:path ( [ sh:inversePath gb:x ] [ sh:inversePath [ sh:inversePath gb:z ] ]
        [ sh:zeroOrMorePath gb:y ]
        [ sh:alternativePath ( gb:a [ sh:oneOrMorePath gb:b ] [ sh:zeroOrOnePath gb:c ] ) ] ) ;
        sh:minCount 100 ] ."""
    found = violations(store, text, tmp_path)
    assert {each.path for each in found} == {"^gb:x/^(^gb:z)/(gb:y)*/(gb:a|(gb:b)+|(gb:c)?)"}


def test_severities_are_told(store, tmp_path):
    text = """<urn:s> a sh:NodeShape ; sh:targetClass gb:ClaimCluster ; sh:severity sh:Info ;
      sh:message "Look at this." ; sh:hasValue <urn:x> ."""
    (found,) = {each.severity: each for each in violations(store, text, tmp_path)}.values()
    assert str(found).endswith("\n  info: Look at this.")


def test_it_is_the_same_each_time(store, tmp_path):
    text = """<urn:s> a sh:NodeShape ; sh:targetClass gb:Claim ; sh:property [ sh:path gb:source ;
      sh:or ( [ sh:class gb:Q ] [ sh:class gb:R ] ) ] , [ sh:path gb:form ; sh:in ( 1 2 ) ] ."""
    first = violations(store, text, tmp_path)
    assert len(first) > 5
    assert violations(store, text, tmp_path) == first


@pytest.mark.parametrize(
    "text",
    [
        "sh:property [ sh:minCount 1 ]",
        'sh:property [ sh:path schema:name ; sh:minCount "one" ]',
        "sh:or schema:name",
        'sh:property [ sh:path gb:rule ; sh:pattern "(" ]',
        "sh:node <urn:s>",
        "sh:property [ sh:path _:l ; sh:minCount 1 ] . _:l rdf:first gb:rule ; rdf:rest _:l",
    ],
)
def test_what_is_no_shacl_is_told(store, tmp_path, text, capfd):
    with pytest.raises(ShapesError, match=r"mine\.ttl: not SHACL: "):
        violations(store, f"<urn:s> a sh:NodeShape ; sh:targetClass gb:Claim ; {text} .", tmp_path)
    assert capfd.readouterr() == ("", "")


# --- Our own shapes: each constraint can fail


def property_shapes() -> Iterator[tuple[rdflib.URIRef, rdflib.term.Node]]:
    for shape in sorted(OWN.rdf.subjects(RDF.type, SH.NodeShape)):
        for each in OWN.rdf.objects(shape, SH.property):
            if isinstance(OWN.rdf.value(each, SH.path), rdflib.URIRef):
                yield shape, each


def wrong(term: rdflib.URIRef, limit: rdflib.term.Node) -> Callable | None:
    """Return what a constraint must find after it, from the values that are there."""
    if term == SH.minCount:
        return lambda _: []
    if term == SH.maxCount:
        return lambda values: [*values, rdflib.Literal("one more"), NOWHERE]
    literal = {
        SH.datatype: rdflib.Literal("x", datatype=XSD.token),
        SH.pattern: rdflib.Literal("?"),
        SH.minLength: rdflib.Literal(""),
        SH.minInclusive: rdflib.Literal(-1000),
        SH.maxInclusive: rdflib.Literal(1000),
        SH.lessThan: rdflib.Literal(1_000_000),
        SH.lessThanOrEquals: rdflib.Literal(1_000_000),
        SH.nodeKind: rdflib.Literal("no node"),
        SH.hasValue: NOWHERE,
        SH["class"]: NOWHERE,
        SH["in"]: NOWHERE,
        SH.node: NOWHERE,
        SH["or"]: NOWHERE,
        SH.disjoint: None,
        SH.qualifiedValueShape: NOWHERE,
    }.get(term, limit)
    return None if literal in (None, limit) else lambda _: [literal]


def constraints() -> list:
    told = {SH.path, SH.message, SH.qualifiedMinCount, SH.qualifiedMaxCount, SH.disjoint}
    return [
        pytest.param(
            shape, each, term, id=f"{shape.fragment}-{path.fragment or path}-{term.fragment}"
        )
        for shape, each in property_shapes()
        for path in [OWN.rdf.value(each, SH.path)]
        for term in sorted(set(OWN.rdf.predicates(each)) - told)
    ]


@pytest.fixture(scope="module")
def target_of():
    """Return a function from a shape to a node that it is about."""

    def find(rdf: rdflib.Graph, shape: rdflib.URIRef, path: rdflib.URIRef) -> rdflib.URIRef:
        classes = list(OWN.rdf.objects(shape, SH.targetClass))
        nodes = {node for each in classes for node in rdf.subjects(RDF.type, each)}
        if not nodes:
            nodes = set(rdf.subjects(path))
        having = nodes & set(rdf.subjects(path))
        return min(having or nodes)

    return find


@pytest.fixture
def union(judged_graph) -> rdflib.Graph:
    rdf = rdflib.Graph()
    for quad in to_quads(judged_graph):
        rdf.add((to_term(quad.subject), to_term(quad.predicate), to_term(quad.object)))
    return rdf


@pytest.mark.parametrize(("shape", "property_shape", "term"), constraints())
def test_every_constraint_of_our_shapes_can_fail(union, target_of, shape, property_shape, term):
    path = OWN.rdf.value(property_shape, SH.path)
    make = wrong(term, OWN.rdf.value(property_shape, term))
    assert make is not None, f"say how sh:{term.fragment} fails"
    focus = target_of(union, shape, path)
    values = list(union.objects(focus, path))
    union.remove((focus, path, None))
    for value in make(values):
        union.add((focus, path, value))
    used = [str(shape), f"{ONTOLOGY}ReferenceShape"]
    _, report, _ = pyshacl.validate(
        union, shacl_graph=OWN.rdf, use_shapes=used, focus_nodes=[str(focus)], inplace=True
    )
    found = {
        str(report.value(each, SH.sourceConstraintComponent)).rpartition("#")[2].casefold()
        for each in report.subjects(SH.resultPath, path)
    }
    name = {"qualifiedValueShape": "qualifiedMinCount"}.get(term.fragment, term.fragment)
    assert f"{name}ConstraintComponent".casefold() in found


def test_every_class_we_write_has_a_shape(judged_graph):
    written = {
        quad.object.value
        for quad in to_quads(judged_graph)
        if quad.predicate.value == str(RDF.type)
    }
    shaped = {str(each) for each in OWN.rdf.objects(None, SH.targetClass)}
    demanded = {str(each) for each in OWN.rdf.objects(None, SH["class"])}
    beside = {"http://www.w3.org/2003/01/geo/wgs84_pos#SpatialThing"}  # a place with coordinates
    assert written - beside <= shaped | demanded
    assert {each.value for name, each in vars(GB).items() if name[:1].isupper()} <= shaped


def test_every_property_we_write_has_a_shape(judged_graph):
    written = {quad.predicate.value for quad in to_quads(judged_graph)}
    terms = (SH.path, SH.targetSubjectsOf, RDF.first)
    shaped = {str(each) for term in terms for each in OWN.rdf.objects(None, term)}
    assert written <= shaped | {GB.schemaVersion.value, str(RDF.type)}


# --- On the command line


@pytest.fixture(scope="module")
def out(tmp_path_factory) -> Path:
    return write_by_hand(small_extractions(), tmp_path_factory.mktemp("built") / "out")


def validate(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["validate", *map(str, arguments)])


def test_every_folder_conforms(out):
    done = validate(out)
    assert (done.exit_code, done.stdout) == (0, f"{out}: conforms to the shapes of graphbuild\n")


def test_a_users_shapes_are_asked(out, tmp_path):
    path = tmp_path / "mine.ttl"
    shape = "<urn:s> a sh:NodeShape ; sh:targetClass gb:Mention ; sh:property [ sh:path {} ] ."
    path.write_text(HEADER + shape.format('gb:rule ; sh:minCount 2 ; sh:message "One\\u001b[2J."'))
    done = validate(out, "--shapes", path)
    lines = done.stderr.splitlines()
    assert done.exit_code == 1
    assert lines[0].startswith(f"{out}: ")
    assert lines[0].endswith(" violations")
    assert lines[1].startswith("article 'courier-1' “")
    assert lines[2] == "  One\ufffd[2J."
    assert len(lines) in {2 * int(lines[0].split()[-2]) + 1, 2 * SHOWN_MESSAGES + 2}
    path.write_text(HEADER + shape.format("gb:rule ; sh:minCount 1"))
    assert validate(out, "--shapes", path).stdout == f"{out}: conforms to {path}\n"


def test_what_is_planted_in_the_store_is_found(out, tmp_path):
    copy = Path(shutil.copytree(out, tmp_path / "out"))
    store = Store(str(copy / STORE_FOLDER))
    quad = min(store.quads_for_pattern(None, GB.polarity, None), key=str)
    store.remove(quad)
    del store
    done = validate(copy)
    assert done.exit_code == 1
    assert "gb:polarity" in done.stderr


def test_a_damaged_store_is_told_not_thrown(out, tmp_path):
    copy = Path(shutil.copytree(out, tmp_path / "out"))
    for path in (copy / STORE_FOLDER).glob("*.sst"):
        content = path.read_bytes()
        path.write_bytes(content[:99] + bytes([content[99] ^ 1]) + content[100:])
    done = validate(copy)
    assert done.exit_code == 1
    assert "checksum mismatch" in done.stderr


def test_imports_are_warned_of(out, tmp_path):
    path = tmp_path / "mine.ttl"
    path.write_text(
        f"{HEADER} <urn:o> <http://www.w3.org/2002/07/owl#imports> <http://127.0.0.1:9/> ."
        "<urn:s> a sh:NodeShape ; sh:targetClass gb:Claim ; sh:nodeKind sh:IRI ."
    )
    done = validate(out, "--shapes", path)
    assert done.exit_code == 0
    assert "its import http://127.0.0.1:9/ isn't fetched" in done.stderr


def test_a_missing_validator_is_told(out, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyshacl", None)
    done = validate(out)
    assert done.exit_code == 1
    assert "pip install 'graphbuild[shacl]'" in done.stderr


@pytest.mark.parametrize("word", ["SERVICE", r"\\u0053ERVICE"])
def test_a_query_of_shapes_fetches_nothing_at_run_time_either(store, word):
    text = f"SELECT $this WHERE {{ $this ?p ?o . {word} <http://127.0.0.1:9/> {{ ?s ?q ?r }} }}"
    shape = f'<urn:s> a sh:NodeShape ; sh:targetClass gb:Claim ; sh:sparql [ sh:select "{text}" ] .'
    unchecked = Shapes(name="f", rdf=rdflib.Graph().parse(data=HEADER + shape), imports=())
    with pytest.raises((QueryError, ShapesError), match="SERVICE"):
        find_violations(store, unchecked, NAMES)
