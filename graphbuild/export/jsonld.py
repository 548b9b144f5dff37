"""JSON-LD, compacted by our own context, which the file carries: nothing is fetched to read it."""

import json
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any, NamedTuple

from pyoxigraph import Literal, NamedNode, Quad

from graphbuild.ontology import read_ontology_file
from graphbuild.vocabulary import RDF, XSD, prefixes


class _Term(NamedTuple):
    """A key of the context: its name, the type its values are read as, and if they are a list."""

    name: str
    type: str | None = None
    is_set: bool = False


def to_json_ld(quads: Iterable[Quad], *, base: str) -> bytes:
    """Return the quads as JSON-LD, in their order; each named graph's must come together."""
    context = json.loads(read_ontology_file("context.jsonld"))["@context"]
    names = prefixes(base)
    context |= {"entity": names["entity"], "article": names["article"]}
    compactor = _Compactor(context, names)
    graphs = [
        {"@id": compactor.iri(name), "@graph": compactor.nodes(group)}
        for name, group in groupby(quads, key=lambda quad: quad.graph_name)
    ]
    document = {"@context": context, "@graph": graphs}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


class _Compactor:
    """Spells IRIs and values as a context lets them be spelt."""

    def __init__(self, context: Mapping[str, Any], names: Mapping[str, str]) -> None:
        self._names = names
        definitions = (
            (name, {"@id": value} if isinstance(value, str) else value)
            for name, value in context.items()
            if name not in names
        )
        self._terms = {
            value["@id"]: _Term(name, value.get("@type"), "@container" in value)
            for name, value in definitions
        }

    def iri(self, node: NamedNode) -> str:
        """Return ``prefix:rest`` where a prefix fits, else the whole IRI."""
        for prefix, namespace in self._names.items():
            if node.value.startswith(namespace):
                return f"{prefix}:{node.value[len(namespace) :]}"
        return node.value

    def nodes(self, quads: Iterable[Quad]) -> list[dict[str, Any]]:
        """Return a JSON object for each subject."""
        return [
            {"@id": self.iri(subject)} | self._properties(group)
            for subject, group in groupby(quads, key=lambda quad: quad.subject)
        ]

    def _properties(self, quads: Iterable[Quad]) -> dict[str, Any]:
        values: dict[_Term, list[Any]] = {}
        for quad in quads:
            term = self._term(quad.predicate)
            values.setdefault(term, []).append(self._value(quad.object, term))
        return {
            term.name: each if term.is_set or len(each) > 1 else each[0]
            for term, each in values.items()
        }

    def _term(self, predicate: NamedNode) -> _Term:
        if predicate == RDF.type:
            return _Term("@type", "@vocab")
        iri = self.iri(predicate)
        return self._terms.get(iri, _Term(iri))

    def _value(self, node: Any, term: _Term) -> Any:
        if isinstance(node, Literal):
            return self._literal(node, term)
        iri = self.iri(node)
        if term.type == "@vocab":
            return self._terms.get(iri, _Term(iri)).name
        return iri if term.type == "@id" else {"@id": iri}

    def _literal(self, literal: Literal, term: _Term) -> Any:
        datatype = None if literal.datatype == XSD.string else self.iri(literal.datatype)
        value = _to_json(literal)
        if datatype == term.type:
            return value
        return {"@value": value, "@type": datatype} if datatype else {"@value": value}


def _to_json(literal: Literal) -> str | int | bool:
    """Return numbers and truth values as JSON's own; decimals as strings, which lose nothing."""
    if literal.datatype == XSD.boolean:
        return literal.value == "true"
    if literal.datatype in (XSD.integer, XSD.nonNegativeInteger):
        return int(literal.value)
    return literal.value
