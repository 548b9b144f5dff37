"""Numbers in a claim's content, kept as values where they are plain."""

import re
from collections.abc import Iterator
from math import isfinite

from spacy.tokens import Doc
from spacy.tokens import Span as Tokens

from graphbuild.dates import find_dates
from graphbuild.model import PERCENT, Quantity, Spans

_FACTORS = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_FACTORS |= {"bn": _FACTORS["billion"], "tn": _FACTORS["trillion"]}
_WORDS = {
    "at least": "more than|over|above|at least|no less than|no fewer than|not less than",
    "at most": (
        "less than|fewer than|under|below|at most|up to|as many as|as much as|"
        "no more than|not more than"
    ),
    "about": "about|around|some|nearly|almost|roughly|approximately|close to|an estimated",
}
_BOUNDS = {words: bound for bound, each in _WORDS.items() for words in each.split("|")}
_BOUND = "|".join(_BOUNDS).replace(" ", r"\ ")
# No part of a name (F-16), a date (9/11) or a time (8:30).
_FIRST = r"(?<![\w.,])(?<![^\W\d_][-‑])(?<!\d[/:])"
_LAST = r"(?![\w]|[.,/:]\d)"
_NUMBER = re.compile(
    rf"""(?<!\w)(?P<bound>{_BOUND})?\s?
        {_FIRST}(?P<number>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)
        (?:{_LAST}(?:[ -](?P<factor>thousand|million|billion|trillion)\b)?|(?P<short>bn|tn)\b)
        (?P<percent>\s?(?:%|per\s?cent\b))?""",
    re.VERBOSE | re.IGNORECASE,
)
_NUMERIC_ENTITIES = frozenset({"CARDINAL", "MONEY", "ORDINAL", "PERCENT", "QUANTITY"})


def find_quantities(doc: Doc, content: Spans) -> tuple[Quantity, ...]:
    """Return the quantities in *content*; the numbers of dates, times and names are left out.

    "more than 100,000" is at least 100000; a bare number is ``exactly``.
    """
    return tuple(quantity for span in content for quantity in _in_span(doc, *span))


def _in_span(doc: Doc, start: int, end: int) -> Iterator[Quantity]:
    tokens = doc.char_span(start, end, alignment_mode="expand")
    if tokens is None:
        return
    skipped = _other_numbers(tokens)
    offset = tokens.start_char
    for match in _NUMBER.finditer(tokens.text, start - offset, end - offset):
        at = match.start("number") + offset
        value = _value(match)
        if not isfinite(value) or any(first <= at < last for first, last in skipped):
            continue
        bound = (match["bound"] or "").lower()
        yield Quantity(
            start=match.start("bound") + offset if bound else at,
            end=match.end() + offset,
            value=value,
            bound=_BOUNDS.get(bound, "exactly"),
            unit=PERCENT if match["percent"] else None,
        )


def _other_numbers(tokens: Tokens) -> Spans:
    """Return where numbers count nothing: in names, dates and times."""
    dates = find_dates(tokens.doc, ((tokens.start_char, tokens.end_char),))
    return (
        *((each.start, each.end) for each in dates),
        *(
            (ent.start_char, ent.end_char)
            for ent in tokens.ents
            if ent.label_ not in _NUMERIC_ENTITIES
        ),
    )


def _value(match: re.Match[str]) -> float:
    factor = match["factor"] or match["short"]
    number = float(match["number"].replace(",", ""))
    return number * _FACTORS[factor.lower()] if factor else number
