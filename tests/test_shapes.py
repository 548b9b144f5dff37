"""Shapes are read offline, and refused where they would leave this computer or mean nothing."""

import socket
from pathlib import Path

import pytest

from graphbuild.conformance import find_violations
from graphbuild.errors import ShapesError
from graphbuild.shapes import read_own_shapes, read_shapes
from graphbuild.store import load_memory_store

PREFIXES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix schema: <https://schema.org/> .
@prefix gb: <https://graphbuild.example/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
PERSON = "<urn:s> a sh:NodeShape ; sh:targetClass schema:Person ; "


@pytest.fixture
def shapes(tmp_path: Path):
    def read(text: str, name: str = "mine.ttl"):
        path = tmp_path / name
        path.write_text(text if name.endswith("jsonld") else PREFIXES + text)
        return read_shapes([path])

    return read


def refusal(shapes, text: str, name: str = "mine.ttl") -> str:
    with pytest.raises(ShapesError) as refused:
        shapes(text, name)
    return str(refused.value)


def test_own_shapes_are_read():
    own = read_own_shapes()
    assert own.name.endswith("shapes.ttl")
    assert own.imports == ()


def test_several_files_are_one_contract(tmp_path):
    for name in "ab":
        shape = PERSON.replace("urn:s", f"urn:{name}")
        (tmp_path / f"{name}.ttl").write_text(f"{PREFIXES}{shape}sh:nodeKind sh:IRI .")
    both = read_shapes([tmp_path / "a.ttl", tmp_path / "b.ttl"])
    assert both.name == f"{tmp_path}/a.ttl, {tmp_path}/b.ttl"
    assert len(both.rdf) == 6


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(ShapesError, match=r"none\.ttl: can't be read"):
        read_shapes([tmp_path / "none.ttl"])


def test_a_file_of_another_kind_is_told(shapes):
    assert "no RDF format has this suffix" in refusal(shapes, "", "mine.docx")


def test_a_slip_is_told_with_its_line(shapes):
    message = refusal(shapes, "\n<urn:s> a sh:NodeShape ;; nonsense")
    assert "mine.ttl: isn't RDF" in message
    assert "line 8" in message


@pytest.mark.parametrize("text", ["", "<urn:s> a sh:NodeShape ; sh:nodeKind sh:IRI ."])
def test_what_looks_at_nothing_is_refused(shapes, text):
    assert "no shape has a target" in refusal(shapes, text)


def test_a_class_that_is_a_shape_is_a_target(shapes):
    assert shapes("schema:Person a rdfs:Class, sh:NodeShape ; sh:nodeKind sh:IRI .").rdf


@pytest.mark.parametrize(
    "text",
    [
        'sh:js [ sh:jsFunctionName "f" ]',
        'sh:rule [ a sh:SPARQLRule ; sh:construct "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }" ]',
        'sh:target [ sh:select "SELECT ?this WHERE { ?this ?p ?o }" ]',
        "sh:expression [ sh:path schema:name ]",
    ],
)
def test_what_a_validator_would_skip_is_refused(shapes, text):
    assert "isn't run here" in refusal(shapes, f"{PERSON}{text} .")


QUERY = "SELECT $this WHERE {{ $this ?p ?o . {} }}"


@pytest.mark.parametrize(
    "where",
    [
        "SERVICE <http://127.0.0.1:9/> { ?s ?p ?o }",
        "service silent <http://127.0.0.1:9/> { ?s ?p ?o }",
        r"\\u0053ERVICE <http://127.0.0.1:9/> { ?s ?p ?o }",
    ],
)
def test_a_constraint_that_asks_elsewhere_is_refused(shapes, where):
    text = f'{PERSON} sh:sparql [ sh:select """{QUERY.format(where)}""" ] .'
    assert "SPARQL line 1: " in refusal(shapes, text)


@pytest.mark.parametrize("form", ["FROM <http://127.0.0.1:9/>", "FROM <file:///etc/passwd>"])
def test_a_constraint_that_loads_is_refused(shapes, form):
    text = f'{PERSON} sh:sparql [ sh:select "SELECT $this {form} WHERE {{ $this ?p ?o }}" ] .'
    assert "FROM" in refusal(shapes, text)


def test_a_component_that_asks_elsewhere_is_refused(shapes):
    text = """<urn:c> a sh:ConstraintComponent ; sh:parameter [ sh:path <urn:p> ] ;
      sh:validator [ a sh:SPARQLAskValidator ;
        sh:ask "ASK { SERVICE <http://127.0.0.1:9/> { $this $p $value } }" ] ."""
    assert "SERVICE" in refusal(shapes, f"{PERSON} <urn:p> 1 . {text}")


@pytest.mark.parametrize(
    ("prefix", "namespace"),
    [
        ("x: <urn:x> SELECT * { SERVICE <http://127.0.0.1:9/> {} } #", "urn:y"),
        ("x", "urn:y> SELECT * { SERVICE <http://127.0.0.1:9/> {} } #"),
        ("x\\nBASE", "urn:y"),
    ],
)
def test_a_prefix_hides_no_query(shapes, prefix, namespace):
    declared = f'<urn:o> sh:declare [ sh:prefix "{prefix}" ; sh:namespace "{namespace}" ] .'
    query = f'sh:sparql [ sh:prefixes <urn:o> ; sh:select "{QUERY.format("")}" ] .'
    assert "sh:declare has the prefix" in refusal(shapes, f"{declared} {PERSON}{query}")


def test_an_iri_hides_no_query(shapes):
    iri = r"<urn:y\u003E\u0020SERVICE>"
    assert "isn't RDF" in refusal(shapes, f"{PERSON} sh:property [ sh:path {iri} ] .")


def test_a_remote_context_is_not_fetched(shapes, monkeypatch):
    monkeypatch.setattr(socket, "socket", lambda *_, **__: pytest.fail("a socket"))
    text = '{"@context": "http://127.0.0.1:9/context.jsonld", "@id": "urn:s", "a": "b"}'
    assert "isn't RDF" in refusal(shapes, text, "mine.jsonld")


def test_imports_are_told_and_not_fetched(shapes, monkeypatch, small_graph):
    monkeypatch.setattr(socket, "socket", lambda *_, **__: pytest.fail("a socket"))
    read = shapes(f"<urn:o> owl:imports <http://127.0.0.1:9/x.ttl> . {PERSON}sh:nodeKind sh:IRI .")
    assert read.imports == ("http://127.0.0.1:9/x.ttl",)
    assert find_violations(load_memory_store(small_graph), read, {}) == ()
