"""Dates that give their year, kept as values where they are plain."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from graphbuild.model import DateValue, Spans, is_reduced_date

if TYPE_CHECKING:  # the dates of datelines are read where no language is
    from spacy.tokens import Doc, Token

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
MONTH_NUMBERS = {name[:3]: number for number, name in enumerate(_MONTHS, start=1)}
MONTH = rf"(?:{'|'.join(_MONTHS)}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?)"
ORDINAL = "(?:[snrt][tdh])?"
YEAR = r"(?:1\d{3}|20\d\d|2100)"
# No part of a larger number, of a range such as 2022-23, or of 9/11/2022, which is ambiguous.
FIRST = r"(?<![\w.,:/])(?<!\d[-–])"
LAST = r"(?![\w%]|[.,:/–-]\d|['’]s\b)"
_NO_YEAR = r"(?![\s-]+(?:hour|day|night|week|month|year|decade)s?\b|\s+B\.?C)"
_DATE = re.compile(
    rf"""(?:
        {FIRST}(?P<iso>{YEAR}-\d\d-\d\d)
      | (?:{FIRST}(?P<day>\d{{1,2}}){ORDINAL}\s+(?:of\s+)?)?
        (?<!\w)(?P<month>{MONTH})(?:\s+(?P<day_after>\d{{1,2}}){ORDINAL})?,?\s+(?P<year>{YEAR})
      | (?:(?<!\w)(?P<preposition>(?i:in|since|by|until|before|after|during))\s+)?
        {FIRST}(?P<alone>{YEAR}){_NO_YEAR}
    ){LAST}""",
    re.VERBOSE,
)


def find_dates(doc: "Doc", content: Spans) -> tuple[DateValue, ...]:
    """Return the dates in *content* that give their year, as exactly as they are given.

    "Nov. 9, 2022" is 2022-11-09, "since 2014" is 2014; "Wednesday" and "9/11/2022" are left out.
    """
    return tuple(found for span in content for found in _in_span(doc, *span))


def _in_span(doc: "Doc", start: int, end: int) -> Iterator[DateValue]:
    tokens = doc.char_span(start, end, alignment_mode="expand")
    if tokens is None:
        return
    offset = tokens.start_char
    for match in _DATE.finditer(tokens.text, start - offset, end - offset):
        first, last = match.span("alone" if match["alone"] else 0)
        span = first + offset, last + offset
        if match["alone"] and not _is_year(doc, *span, follows=bool(match["preposition"])):
            continue
        if match["year"] and _counts(doc, match.start("year") + offset):
            continue  # "on March 3, 1500 soldiers left"
        if value := _value(match):
            yield DateValue(start=span[0], end=span[1], value=value)


def _is_year(doc: "Doc", start: int, end: int, *, follows: bool) -> bool:
    """Whether a number of four digits is a year, by the tagger or the preposition it *follows*."""
    tokens = doc.char_span(start, end, alignment_mode="expand")
    if tokens is None:
        return False
    number = tokens[0]
    if number.ent_type_ == "DATE":
        return not _is_count(number)
    return follows and number.dep_ != "nummod"


def _counts(doc: "Doc", start: int) -> bool:
    """Whether the number that begins at a character tells how many."""
    tokens = doc.char_span(start, start + 4, alignment_mode="expand")
    return tokens is not None and _is_count(tokens[0])


def _is_count(number: "Token") -> bool:
    """Whether a number tells how many: "2022 soldiers", but not "the 2022 elections"."""
    noun = number.head
    return (
        number.dep_ == "nummod"
        and noun.tag_ in {"NNS", "NNPS"}
        and not any(token.dep_ in {"det", "poss"} for token in noun.lefts)
    )


def _value(match: re.Match[str]) -> str | None:
    """Return what is matched in ISO 8601; None if the calendar has no such day."""
    if match["alone"] or match["iso"]:
        return _in_calendar(match["alone"] or match["iso"])
    month = f"{match['year']}-{MONTH_NUMBERS[match['month'][:3]]:02}"
    day = match["day"] or match["day_after"]
    return _in_calendar(f"{month}-{day.zfill(2)}" if day else month)


def _in_calendar(value: str) -> str | None:
    return value if is_reduced_date(value) else None
