"""Triples in the forms of RDF that the server offers."""

from collections.abc import Iterable, Mapping

from pyoxigraph import RdfFormat, Triple, serialize

_FORMATS = {
    "turtle": RdfFormat.TURTLE,
    "ntriples": RdfFormat.N_TRIPLES,
    "jsonld": RdfFormat.JSON_LD,
    "rdfxml": RdfFormat.RDF_XML,
}


def to_rdf_bytes(triples: Iterable[Triple], form: str, prefixes: Mapping[str, str]) -> bytes:
    """Return triples as ``turtle``, ``ntriples``, ``jsonld`` or ``rdfxml``."""
    return serialize(triples, format=_FORMATS[form], prefixes=dict(prefixes)) or b""
