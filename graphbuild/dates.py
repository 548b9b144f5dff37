"""Dates in a claim's content, kept as values where they are plain."""

import re
from collections.abc import Iterator
from datetime import date

from spacy.tokens import Doc

from graphbuild.model import DateValue, Spans

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_MONTH = rf"(?:{'|'.join(_MONTHS)}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?)"
_YEAR = r"(?:1\d{3}|20\d\d|2100)"
_DAY = r"(?:\d{1,2})(?:st|nd|rd|th)?"
# What parts the numbers of ranges and of forms that are read one way here and another there.
_NO_NUMBER_BEFORE = r"(?<![\w.,:/])(?<!\d[-–])"
_NO_NUMBER_AFTER = r"(?![\w%]|[.,:/–-]\d|['’]s\b)"
_NO_COUNT_AFTER = r"(?![\s-]+(?:hour|day|night|week|month|year|decade)s?\b|\s+B\.?C)"
_DATE = re.compile(
    rf"""(?:
        {_NO_NUMBER_BEFORE}(?P<iso_year>{_YEAR})-(?P<iso_month>\d\d)-(?P<iso_day>\d\d)
      | (?:{_NO_NUMBER_BEFORE}(?P<day>{_DAY})\s+(?:of\s+)?)?
        (?<!\w)(?P<month>{_MONTH})(?:\s+(?P<day_after>{_DAY}))?,?\s+(?P<year>{_YEAR})
      | (?:(?<!\w)(?P<preposition>(?i:in|since|by|until|before|after|during))\s+)?
        {_NO_NUMBER_BEFORE}(?P<alone>{_YEAR}){_NO_COUNT_AFTER}
    ){_NO_NUMBER_AFTER}""",
    re.VERBOSE,
)
_NUMBERS = {name[:3]: number for number, name in enumerate(_MONTHS, start=1)}


def find_dates(doc: Doc, content: Spans) -> tuple[DateValue, ...]:
    """Return the dates in *content* that give their year, as exactly as they are given.

    "Nov. 9, 2022" is 2022-11-09, "since 2014" is 2014; "Wednesday" and "9/11/2022" are left out.
    """
    return tuple(found for span in content for found in _in_span(doc, *span))


def _in_span(doc: Doc, start: int, end: int) -> Iterator[DateValue]:
    tokens = doc.char_span(start, end, alignment_mode="expand")
    if tokens is None:
        return
    offset = tokens.start_char
    for match in _DATE.finditer(tokens.text, start - offset, end - offset):
        at = match.end("preposition") if match["preposition"] else match.start()
        at = match.start("alone") if match["alone"] else at
