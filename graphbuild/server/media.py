"""Media types, and which of them a client takes best."""

import re
from collections.abc import Mapping, Sequence

from graphbuild import results

_TYPES = results.MEDIA_TYPES | {
    "jsonld": "application/ld+json",
    "rdfxml": "application/rdf+xml",
    "html": "text/html",
}
MEDIA_TYPES: Mapping[str, str] = {
    form: f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
    for form, media_type in _TYPES.items()
}
"""What an answer's form is called in HTTP."""

ROW_FORMS: Mapping[str, str] = {
    "application/sparql-results+json": "json",
    "application/json": "json",
    "application/sparql-results+xml": "xml",
    "application/xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    "text/html": "html",
}
"""Media type to form of rows; where a client takes several as gladly, the first."""

GRAPH_FORMS: Mapping[str, str] = {
    "text/turtle": "turtle",
    "application/n-triples": "ntriples",
    "text/plain": "ntriples",
    "application/ld+json": "jsonld",
    "application/rdf+xml": "rdfxml",
    "text/html": "html",
}
"""Media type to form of triples, ordered likewise."""

_RANGE = re.compile(r"\s*([!#$%&'*+.^_`|~\w-]+)/([!#$%&'*+.^_`|~\w-]+)\s*((?:;[^,]*)?)")
_QUALITY = re.compile(r";\s*[qQ]\s*=\s*([01](?:\.\d{0,3})?)\s*(?:;|$)")


def accepted_forms(accept: str | None, offered: Mapping[str, str]) -> tuple[str, ...]:
    """Return the forms that a client takes, the best first.

    >>> accepted_forms("text/csv;q=0.5, application/xml", ROW_FORMS)
    ('xml', 'csv')

    Args:
        accept: The header of that name; None if there is none, which takes anything.
        offered: Media type to form, the best first.
    """
    ranges = _ranges(accept) if accept and accept.strip() else [("*/*", 1.0)]
    by_form: dict[str, float] = {}
    for media_type, form in offered.items():
        by_form[form] = max(by_form.get(form, 0.0), _quality(media_type, ranges))
    taken = [form for form, quality in by_form.items() if quality > 0]
    return tuple(sorted(taken, key=lambda form: -by_form[form]))


def _ranges(accept: str) -> list[tuple[str, float]]:
    found = []
    for part in accept.split(","):
        if match := _RANGE.fullmatch(part):
            quality = _QUALITY.search(match[3])
            found.append((f"{match[1]}/{match[2]}".lower(), float(quality[1]) if quality else 1.0))
    return found


def _quality(media_type: str, ranges: Sequence[tuple[str, float]]) -> float:
    """Return how gladly a media type is taken: the most specific range decides."""
    kind = f"{media_type.partition('/')[0]}/*"
    for wanted in (media_type, kind, "*/*"):
        qualities = [quality for each, quality in ranges if each == wanted]
        if qualities:
            return max(qualities)
    return 0.0
