"""Numbers in a claim's content, kept as values where they are plain."""

import re
from collections.abc import Iterator
from math import isfinite

from spacy.tokens import Doc

from graphbuild.model import Quantity, Spans

_FACTORS = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_NUMBER = re.compile(
    r"""(?<!\w)(?P<bound>more\ than|over|at\ least|less\ than|fewer\ than|under|at\ most|up\ to|
        about|around|some|nearly|almost|roughly|approximately)?\s?
        (?<![\w.,])(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?![\w]|[.,]\d)
        (?:[ -](?P<factor>thousand|million|billion|trillion)\b)?""",
    re.VERBOSE | re.IGNORECASE,
)
_BOUNDS = {
    **dict.fromkeys(("more than", "over", "at least"), "at least"),
    **dict.fromkeys(("less than", "fewer than", "under", "at most", "up to"), "at most"),
    **dict.fromkeys(
        ("about", "around", "some", "nearly", "almost", "roughly", "approximately"), "about"
    ),
}
_SKIPPED_ENTITIES = frozenset({"DATE", "TIME"})


def find_quantities(doc: Doc, content: Spans) -> tuple[Quantity, ...]:
    """Return the quantities in *content*, dates and times left out.

    "more than 100,000" is at least 100000; a bare number is ``exactly``.
    """
    return tuple(quantity for span in content for quantity in _in_span(doc, *span))


def _in_span(doc: Doc, start: int, end: int) -> Iterator[Quantity]:
    tokens = doc.char_span(start, end, alignment_mode="expand")
    if tokens is None:
        return
    dates = [ent for ent in tokens.ents if ent.label_ in _SKIPPED_ENTITIES]
    offset = tokens.start_char
    for match in _NUMBER.finditer(tokens.text, start - offset, end - offset):
        at = match.start("number") + offset
        if any(ent.start_char <= at < ent.end_char for ent in dates):
            continue
        factor = _FACTORS.get((match.group("factor") or "").lower(), 1.0)
        value = float(match.group("number").replace(",", "")) * factor
        if not isfinite(value):
            continue
        bound = (match.group("bound") or "").lower()
        yield Quantity(
            start=match.start("bound") + offset if bound else at,
            end=match.end() + offset,
            value=value,
            bound=_BOUNDS.get(bound, "exactly"),
        )
