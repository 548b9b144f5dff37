"""RDF files, and rdflib's view of the graph.

Turtle, TriG, N-Triples and N-Quads are written by Oxigraph, which takes 0.1 seconds for 100,000
quads where rdflib takes 10; JSON-LD by rdflib, which knows contexts. rdflib is also what people
get to work with: :func:`to_rdf`.
"""

import json
import warnings
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Any

import rdflib
from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Store,
    Triple,
    serialize,
)

from graphbuild.errors import OutputError
from graphbuild.export.offline import OfflineMemory, OxigraphView
from graphbuild.graph import KnowledgeGraph
from graphbuild.iris import DEFAULT_BASE
from graphbuild.ontology import read_ontology_file
from graphbuild.quads import to_quads
from graphbuild.vocabulary import XSD, prefixes

_FORMATS = {
    ".ttl": RdfFormat.TURTLE,
    ".nt": RdfFormat.N_TRIPLES,
    ".nq": RdfFormat.N_QUADS,
    ".trig": RdfFormat.TRIG,
}
_LINE_FORMATS = (RdfFormat.N_TRIPLES, RdfFormat.N_QUADS)
_JSON_LD = ".jsonld"
SUFFIXES = (*_FORMATS, _JSON_LD)


def to_rdf(graph: KnowledgeGraph, *, base: str = DEFAULT_BASE) -> rdflib.Dataset:
    """Return the graph as an rdflib dataset with a named graph for each article.

    A query without GRAPH sees the union of all. No query fetches anything.
    """
    rdf = _bound(rdflib.Dataset(OfflineMemory(), default_union=True), base)
    cached = cache(to_term)
    for name, quads in groupby(to_quads(graph, base=base), key=lambda quad: quad.graph_name):
        named = rdf.graph(cached(name))
        named.addN(
            (cached(quad.subject), cached(quad.predicate), cached(quad.object), named)
            for quad in quads
        )
    return rdf


def to_rdf_view(store: Store, *, base: str = DEFAULT_BASE) -> rdflib.Dataset:
    """Return a store as an rdflib dataset, without a copy: read-only, queries by Oxigraph.

    A query without GRAPH sees the union of all graphs. No query fetches anything.

    Args:
        store: As ``load_memory_store`` or ``open_store`` returns it.
        base: What the IRIs of articles and entities begin with.
    """
    return _bound(rdflib.Dataset(OxigraphView(store=store), default_union=True), base)


def write_rdf(graph: KnowledgeGraph, path: Path, *, base: str = DEFAULT_BASE) -> None:
    """Write the graph to *path*, the same bytes for the same graph.

    TriG, N-Quads and JSON-LD keep a named graph for each article; Turtle and N-Triples hold the
    union of all.

    Args:
        graph: What to write.
        path: Ends in one of ``SUFFIXES``.
        base: What the IRIs of articles and entities begin with.
    """
    suffix = path.suffix.lower()
    if suffix == _JSON_LD:
        content = _to_json_ld(to_rdf(graph, base=base))
    else:
        content = _to_bytes(to_quads(graph, base=base), suffix, base)
    path.write_bytes(content)


def _bound(rdf: rdflib.Dataset, base: str) -> rdflib.Dataset:
    for prefix, namespace in prefixes(base).items():
        rdf.bind(prefix, namespace, replace=True)
    return rdf


def to_term(
    node: NamedNode | BlankNode | Literal | Triple,
) -> rdflib.URIRef | rdflib.BNode | rdflib.Literal:
    """Return a node of Oxigraph as rdflib's.

    Raises:
        OutputError: It is a triple, which RDF 1.1 doesn't have as a node.
    """
    if isinstance(node, NamedNode):
        return rdflib.URIRef(node.value)
    if isinstance(node, BlankNode):
        return rdflib.BNode(node.value)
    if isinstance(node, Triple):
        raise OutputError(f"{node}: a triple as a node, which rdflib doesn't know")
    if node.language:
        return rdflib.Literal(node.value, lang=node.language)
    if node.datatype == XSD.string:
        return rdflib.Literal(node.value)
    return rdflib.Literal(node.value, datatype=node.datatype.value, normalize=False)


def _to_bytes(quads: Iterable[Quad], suffix: str, base: str) -> bytes:
    rdf_format = _FORMATS[suffix]
    statements = quads if rdf_format.supports_datasets else _union(quads)
    content = BytesIO()
    serialize(statements, content, rdf_format, prefixes=prefixes(base))
    return _sorted_lines(content) if rdf_format in _LINE_FORMATS else content.getvalue()


def _union(quads: Iterable[Quad]) -> Iterator[Triple]:
    """Yield each triple of any graph once, those of a subject together."""
    subjects: dict[object, dict[Triple, None]] = defaultdict(dict)
    for quad in quads:
        subjects[quad.subject][quad.triple] = None
    for triples in subjects.values():
        yield from triples


def _sorted_lines(content: BytesIO) -> bytes:
    content.seek(0)
    return b"".join(sorted(content))


def _to_json_ld(rdf: rdflib.Dataset) -> bytes:
    """Return JSON-LD compacted by our own context, which it carries, in a fixed order."""
    context = json.loads(read_ontology_file("context.jsonld"))["@context"]
    with warnings.catch_warnings():
        # rdflib's writer uses what rdflib deprecates.
        warnings.filterwarnings("ignore", r"Dataset\.\w+ is deprecated", DeprecationWarning)
        # Oxigraph's writer knows no context; rdflib's, which does, has no order.
        document = json.loads(rdf.serialize(format="json-ld", context=context))
    return (json.dumps(_in_order(document), ensure_ascii=False, indent=1) + "\n").encode()


def _in_order(value: Any) -> Any:
    """Return a JSON value with keys and array items sorted; no array of ours means an order."""
    if isinstance(value, dict):
        return {key: _in_order(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        return sorted(map(_in_order, value), key=json.dumps)
    return value
