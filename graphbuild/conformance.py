"""Does a graph conform to SHACL shapes, and where doesn't it: in which article, at which words."""

import logging
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import rdflib
from pyoxigraph import Literal, NamedNode, Store
from rdflib.namespace import RDF, SH

from graphbuild.errors import OutputError, ShapesError
from graphbuild.export.offline import OfflineMemory
from graphbuild.export.rdf import to_term
from graphbuild.shapes import Shapes
from graphbuild.vocabulary import NIF, SCHEMA, in_short

if TYPE_CHECKING:
    from rdflib.term import Node

_SHOWN = 80
_IRI = re.compile(r"<([^<>\s]+)>")
_REPEATED = {SH.zeroOrMorePath: "*", SH.oneOrMorePath: "+", SH.zeroOrOnePath: "?"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """A node that isn't what a shape says.

    Attributes:
        article: Id of the article that the node stands in, or, of an entity or a judgement, the
            first that has to do with it; None where no article has.
        words: The words of the article that the node or the value is anchored to, else its name.
        focus: The node; prefixed, where a prefix is known.
        path: From the node to what is wrong with it; None if it is the node itself.
        value: What is there; None if it is that something lacks.
        severity: "Violation", "Warning" or "Info".
    """

    article: str | None
    words: str | None
    focus: str
    path: str | None
    value: str | None
    message: str
    severity: str

    def __str__(self) -> str:
        where = f"article '{self.article}'" if self.article is not None else "no article"
        words = f" “{self.words}”" if self.words else ""
        path = f" {self.path}" if self.path else ""
        value = f" = {self.value}" if self.value and self.value != self.focus else ""
        severity = f"{self.severity.lower()}: " if self.severity != "Violation" else ""
        return f"{where}{words}: {self.focus}{path}{value}\n  {severity}{self.message}"


def find_violations(
    store: Store, shapes: Shapes, prefixes: Mapping[str, str]
) -> tuple[Violation, ...]:
    """Return where the union of a store's graphs doesn't conform to *shapes*.

    They are in the order of articles, those of no article last. Nothing is inferred, not even
    sub-classes that the shapes' file states.

    Raises:
        ShapesError: The shapes aren't SHACL, or the validator isn't installed.
        OutputError: The store is damaged.
    """
    try:
        report = _report(_to_union(store), shapes)
        finder = _Finder(store, report, prefixes)
        return tuple(sorted(set(map(finder.violation, _results(report))), key=_order))
    except (OSError, RuntimeError) as error:
        raise OutputError(f"the store is damaged: {error}. Build the graph again") from error


def _order(violation: Violation) -> tuple[bool, str, str, str, str, str]:
    return (
        violation.article is None,
        violation.article or "",
        violation.focus,
        violation.path or "",
        violation.value or "",
        violation.message,
    )


def _to_union(store: Store) -> rdflib.Graph:
    rdf = rdflib.Graph(OfflineMemory())
    for quad in store:
        rdf.add((to_term(quad.subject), to_term(quad.predicate), to_term(quad.object)))
    return rdf


def _report(rdf: rdflib.Graph, shapes: Shapes) -> rdflib.Graph:
    """Return the validator's report, as RDF."""
    try:
        from pyshacl import validate
        from pyshacl.errors import ReportableRuntimeError, ShapeRecursionWarning
    except ImportError as error:
        raise ShapesError(
            "the validator isn't installed. Install it with: pip install 'graphbuild[shacl]'"
        ) from error
    # It logs what it raises, too.
    logging.getLogger("pyshacl-validate").disabled = True
    try:
        with warnings.catch_warnings():
            # What a shape within itself means isn't defined, and deep ones would end somewhere.
            warnings.simplefilter("error", ShapeRecursionWarning)
            _, report, text = validate(rdf, shacl_graph=shapes.rdf, inplace=True)
    except (ReportableRuntimeError, ShapeRecursionWarning, ValueError, re.error) as error:
        reason = str(error).partition("\nFor reference")[0]
        raise ShapesError(f"{shapes.name}: not SHACL: {reason}") from error
    if not isinstance(report, rdflib.Graph):
        raise ShapesError(f"{shapes.name}: can't be validated with: {text}")
    return report


def _results(report: rdflib.Graph) -> Iterator["Node"]:
    """Yield the results but for the details of others."""
    for head in report.subjects(RDF.type, SH.ValidationReport):
        yield from report.objects(head, SH.result)


class _Finder:
    """Tells of a result in a report where in the store it stands."""

    def __init__(self, store: Store, report: rdflib.Graph, prefixes: Mapping[str, str]) -> None:
        self._store, self._report, self._prefixes = store, report, prefixes

    def violation(self, result: "Node") -> Violation:
        focus, value = (self._report.value(result, term) for term in (SH.focusNode, SH.value))
        path = self._report.value(result, SH.resultPath)
        messages = sorted(map(str, self._report.objects(result, SH.resultMessage)))
        severity = str(self._report.value(result, SH.resultSeverity))
        return Violation(
            article=self._article(focus),
            words=self._words(value) or self._words(focus),
            focus=self._shown(focus),
            path=None if path is None else self._path(path),
            value=None if value is None else self._shown(value),
            message=_IRI.sub(lambda iri: self._shown(rdflib.URIRef(iri[1])), "; ".join(messages)),
            severity=severity.rpartition("#")[2],
        )

    def _article(self, focus: "Node | None") -> str | None:
        """Return the article that says something of *focus*, that names it, or that it names."""
        if not isinstance(focus, rdflib.URIRef):
            return None
        node = NamedNode(str(focus))
        quads = self._store.quads_for_pattern
        said = {quad.graph_name for quad in quads(node, None, None)}
        named = {quad.graph_name for quad in quads(None, None, node)}
        names = {quad.object for quad in quads(node, None, None)}
        beyond = {
            each.graph_name
            for name in names
            if isinstance(name, NamedNode)
            for each in quads(name, None, None)
        }
        for graphs in (said, named, names, beyond):
            if found := sorted(self._ids(graphs)):
                return found[0]
        return None

    def _ids(self, graphs: Iterable[object]) -> Iterator[str]:
        for graph in graphs:
            if isinstance(graph, NamedNode):
                for quad in self._store.quads_for_pattern(graph, SCHEMA.identifier, None, graph):
                    yield str(getattr(quad.object, "value", ""))

    def _words(self, node: "Node | None") -> str | None:
        if isinstance(node, rdflib.URIRef):
            for term in (NIF.anchorOf, SCHEMA.text, SCHEMA.name, SCHEMA.headline):
                for quad in self._store.quads_for_pattern(NamedNode(str(node)), term, None):
                    if isinstance(quad.object, Literal):
                        return _cut(quad.object.value)
        return None

    def _shown(self, node: "Node | None") -> str:
        if isinstance(node, rdflib.BNode):
            return "a blank node"
        if not isinstance(node, rdflib.URIRef):
            return f'"{_cut(str(node))}"'
        return in_short(node, self._prefixes) or f"<{node}>"

    def _path(self, node: "Node") -> str:
        """Return a property path as SPARQL writes it."""
        if isinstance(node, rdflib.URIRef):
            return self._shown(node)
        report = self._report
        if (inverse := report.value(node, SH.inversePath)) is not None:
            path = self._path(inverse)
            return f"^{path}" if isinstance(inverse, rdflib.URIRef) else f"^({path})"
        if (several := report.value(node, SH.alternativePath)) is not None:
            return f"({'|'.join(map(self._path, report.items(several)))})"
        for term, sign in _REPEATED.items():
            if (repeated := report.value(node, term)) is not None:
                return f"({self._path(repeated)}){sign}"
        return "/".join(map(self._path, report.items(node)))


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 2]} …"
