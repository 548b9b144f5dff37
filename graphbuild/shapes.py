"""SHACL shapes from files: nothing in them is fetched or run that leaves this computer.

Files are read by Oxigraph, which takes no ill-formed IRI and loads no remote context. What a
validator would skip without a word is refused, since "conforms" would then mean less than it says.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import rdflib
from pyoxigraph import RdfFormat, parse
from rdflib.namespace import OWL, RDF, RDFS, SH

from graphbuild.errors import QueryError, ShapesError
from graphbuild.export.rdf import to_term
from graphbuild.ontology import ontologies_folder
from graphbuild.query_guard import check_query

OWN_SHAPES = "shapes.ttl"

_QUERIES = (SH.select, SH.ask, SH.construct, SH.update)
_TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
_NOT_RUN = (SH.js, SH.target, SH.rule, SH.expression)
_PREFIX = re.compile(r"(?:[^\W\d_](?:[\w.-]*[\w-])?)?")
_NAMESPACE = re.compile(r"[^\x00-\x20<>\"{}|^`\\]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shapes:
    """What a graph is to conform to.

    Attributes:
        name: The files, as they were given.
        rdf: All their triples.
        imports: IRIs of what they import; none is fetched.
    """

    name: str
    rdf: rdflib.Graph
    imports: tuple[str, ...]


def read_own_shapes() -> Shapes:
    """Return the contract of every graphbuild graph."""
    return read_shapes([ontologies_folder() / OWN_SHAPES])


def read_shapes(paths: Sequence[Path]) -> Shapes:
    """Return the shapes in several files, one contract.

    Raises:
        ShapesError: A file can't be read, or isn't RDF; with its line.
        ShapesError: They have no target, would leave this computer, or need what isn't run.
    """
    name, rdf = ", ".join(map(str, paths)), rdflib.Graph()
    for path in paths:
        _load(path, rdf)
    _check_targets(rdf, name)
    _check_run(rdf, name)
    _check_queries(rdf, name)
    imports = sorted({str(each) for each in rdf.objects(None, OWL.imports)})
    return Shapes(name=name, rdf=rdf, imports=tuple(imports))


def _load(path: Path, rdf: rdflib.Graph) -> None:
    form = RdfFormat.from_extension(path.suffix.removeprefix("."))
    if form is None:
        raise ShapesError(f"{path}: no RDF format has this suffix. Shapes are in .ttl, .nt or .rdf")
    try:
        for quad in parse(path=str(path), format=form, rename_blank_nodes=True):
            rdf.add((to_term(quad.subject), to_term(quad.predicate), to_term(quad.object)))
    except OSError as error:
        raise ShapesError(f"{path}: can't be read: {error.strerror or error}.") from error
    except (SyntaxError, ValueError) as error:
        raise ShapesError(f"{path}: isn't RDF as its suffix says: {error}") from error


def _check_targets(rdf: rdflib.Graph, name: str) -> None:
    """Raise ShapesError where nothing would be looked at, and so anything would conform."""
    implicit = set(rdf.subjects(RDF.type, SH.NodeShape)) & set(rdf.subjects(RDF.type, RDFS.Class))
    if not implicit and not any(True for each in _TARGETS for _ in rdf.subject_objects(each)):
        raise ShapesError(
            f"{name}: no shape has a target, so every graph would conform. Give one a "
            "sh:targetClass, sh:targetNode, sh:targetSubjectsOf or sh:targetObjectsOf."
        )


def _check_run(rdf: rdflib.Graph, name: str) -> None:
    for term in _NOT_RUN:
        if any(rdf.subjects(term)):
            raise ShapesError(
                f"{name}: sh:{term.rpartition('#')[2]} isn't run here, only SHACL Core and SPARQL "
                "constraints. Say it with these."
            )


def _check_queries(rdf: rdflib.Graph, name: str) -> None:
    """Raise ShapesError where a query would leave the graph, in whatever its text is made of."""
    prefixes = dict(_declared(rdf, name))
    for term in _QUERIES:
        for query in rdf.objects(None, term):
            try:
                check_query(str(query), prefixes)
            except QueryError as error:
                raise ShapesError(f"{name}: a constraint's {error}") from error


def _declared(rdf: rdflib.Graph, name: str) -> Iterator[tuple[str, str]]:
    """Yield prefix and namespace; the validator writes both before a query, so both are hostile."""
    for node in rdf.objects(None, SH.declare):
        prefix, namespace = str(rdf.value(node, SH.prefix)), str(rdf.value(node, SH.namespace))
        if not (_PREFIX.fullmatch(prefix) and _NAMESPACE.fullmatch(namespace)):
            raise ShapesError(
                f"{name}: sh:declare has the prefix {prefix!r} for {namespace!r}. "
                "A prefix is a word, a namespace an IRI."
            )
        yield prefix, namespace
