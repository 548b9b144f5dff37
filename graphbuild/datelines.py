"""The day of publication that a text begins with: a line of its own, or a dateline."""

import re
from datetime import date
from itertools import islice

from graphbuild.dates import MONTH, MONTH_NUMBERS, ORDINAL, YEAR
from graphbuild.reckoning import WEEKDAYS

# A title, a standfirst and a byline may stand above it.
_DEPTH = 4
_DAY = rf"""(?:(?P<weekday>{"|".join(WEEKDAYS)}),?\s+)?
    (?:(?P<iso>{YEAR}-\d\d-\d\d)
      |(?:(?P<day>\d{{1,2}}){ORDINAL}\s+(?:of\s+)?(?P<month>{MONTH})
         |(?P<month_first>{MONTH})\s+(?P<day_after>\d{{1,2}}){ORDINAL}),?\s+(?P<year>{YEAR}))"""
_TIME = r"\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:\s*[ap]\.?m\.?)?(?:\s*\(?[A-Z]{2,5}\)?)?"
_STAMP = re.compile(
    rf"(?:(?i:(?:first\s+)?(?:published|posted)(?:\s+on)?):?\s+)?{_DAY}(?:,?\s+(?:at\s+)?{_TIME})?\.?",
    re.VERBOSE,
)
# "NORTHPORT, Nov. 9, 2022 (Coast Agency) — The ferry …"
_DATELINE = re.compile(
    rf"""(?-x:[^\W\d_a-z][\w .,'’/-]{{1,60}}?)[,(]\s*{_DAY}\)?\s*
    (?:\([^()\n]{{1,40}}\)\s*)?[–—-]{{1,2}}\s""",
    re.VERBOSE,
)
_LINE = re.compile(r"[^\n]+")


def find_dateline(text: str) -> str | None:
    """Return the day that one of the first lines of *text* gives, in ISO 8601.

    The line holds nothing else, or it begins with a place and that day. A day without its year,
    one that the calendar hasn't, or one of another weekday than is given, is none.

    >>> find_dateline("Ferry sinks" + chr(10) + "Wednesday, November 9, 2022")
    '2022-11-09'
    """
    lines = (match.group().strip() for match in _LINE.finditer(text))
    for line in islice(filter(None, lines), _DEPTH):
        if match := _STAMP.fullmatch(line) or _DATELINE.match(line):
            return _day(match)
    return None


def _day(match: re.Match[str]) -> str | None:
    try:
        found = _date(match)
    except ValueError:
        return None  # the calendar has no such day
    is_right = match["weekday"] in {None, WEEKDAYS[found.weekday()]}
    return found.isoformat() if is_right else None


def _date(match: re.Match[str]) -> date:
    if match["iso"]:
        return date.fromisoformat(match["iso"])
    month = MONTH_NUMBERS[(match["month"] or match["month_first"])[:3]]
    return date(int(match["year"]), month, int(match["day"] or match["day_after"]))
