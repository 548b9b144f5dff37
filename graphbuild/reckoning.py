"""What day, month or year a relative date means, reckoned from a day: pure, without a parse."""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta
from enum import StrEnum

from graphbuild.dates import FIRST, LAST, MONTH, MONTH_NUMBERS, ORDINAL, YEAR

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_NUMBERS = {name[:3]: number for number, name in enumerate(WEEKDAYS)}
# "Sun." and "Sat." are left out: they end sentences.
_WEEKDAY = rf"(?:{'|'.join(WEEKDAYS)}|(?:Mon|Tue|Tues|Wed|Thu|Thurs|Fri)\.)"
_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_COUNTS = {"a": 1, "an": 1} | {word: number for number, word in enumerate(_WORDS, start=1)}
_COUNT = rf"(?:{'|'.join(_COUNTS)}|\d{{1,3}})"
_RANK = r"(?i:last|this\ past|this\ coming|this|next)"
# From today: what "yesterday" and its like are.
_DAY_WORDS = {
    "the day before yesterday": -2,
    "yesterday": -1,
    "last night": -1,
    "today": 0,
    "tonight": 0,
    "this morning": 0,
    "this afternoon": 0,
    "this evening": 0,
    "tomorrow": 1,
    "the day after tomorrow": 2,
}
_ANY_DAY_WORD = "|".join(_DAY_WORDS).replace(" ", r"\s+")
# How far from the day that it names somebody may be who counts in weeks.
_WEEK_SLACK = 3
# From so many years on, people round.
_ROUND = 10
# A day or month so near is meant where no tense tells: the other is most of a year away.
_NEAR_DAYS, _NEAR_MONTHS = 60, 2
# A weekday nearer than this that is "next" or "last" may be this week's or another's.
_NEAR = 3


class Tense(StrEnum):
    """Of the verb that a date goes with: tells on which side of the day of telling it lies.

    What is told of a coming day stands in the present, too: "The talks begin on Friday".
    """

    PAST = "past"
    PRESENT = "present"
    FUTURE = "future"


class Kind(StrEnum):
    """What a relative date is made of."""

    DAY_WORD = "day word"
    WEEKDAY = "weekday"
    MONTH = "month"
    MONTH_DAY = "day of a month"
    PERIOD = "period"
    AGO = "ago"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that may be a relative date, and where they stand."""

    kind: Kind
    start: int
    end: int
    match: re.Match[str]

    def value(self, day: date, tense: Tense | None) -> str | None:
        """Return the date in ISO 8601 as exactly as it is told; None where it isn't certain.

        Args:
            day: What it is reckoned from, as a rule the day of publication.
            tense: Of its verb, None where that doesn't tell.
        """
        try:
            return _RULES[self.kind][1](self.match, day, tense)
        except (OverflowError, ValueError):
            return None  # before the year 1, or no day of the calendar


def find_phrases(text: str, start: int, end: int) -> Iterator[Phrase]:
    """Yield what may be a relative date between *start* and *end*; no two overlap."""
    taken = bytearray(end - start)
    for kind, (pattern, _) in _RULES.items():
        for match in pattern.finditer(text, start, end):
            first, last = match.start() - start, match.end() - start
            if not any(taken[first:last]):
                taken[first:last] = b"\1" * (last - first)
                yield Phrase(kind, match.start(), match.end(), match)


def _rank(match: re.Match[str]) -> str:
    return " ".join((match.groupdict().get("rank") or "").lower().split())


# ------------------------------------------------------------------ days
def _day_word(match: re.Match[str], day: date, tense: Tense | None) -> str | None:
    words = " ".join(match.group().lower().split())
    if words == "today" and tense in {Tense.PRESENT, None}:
        return None  # nowadays
    return (day + timedelta(days=_DAY_WORDS[words])).isoformat()


def _weekday(match: re.Match[str], day: date, tense: Tense | None) -> str | None:
    number, rank, week = _NUMBERS[match["weekday"][:3]], _rank(match), match["week"]
    if week:
        weeks = {"last": -1, "this": 0, "next": 1}[week.lower()]
        return (day + timedelta(days=number - day.weekday() + 7 * weeks)).isoformat()
    before = (day.weekday() - number) % 7
    after = (number - day.weekday()) % 7
    if rank == "this past":
        return (day - timedelta(days=before or 7)).isoformat()
    if rank == "this coming":
        return (day + timedelta(days=after or 7)).isoformat()
    if rank == "last":
        return _past_week(day, before)
    if rank == "next":
        return _coming_week(day, after)
    if tense is Tense.PAST:
        return (day - timedelta(days=before)).isoformat()
    # "Would … on Friday" is on a Friday today or in a week, on a Saturday yesterday or in six days.
    is_certain = tense is not None and 0 < after < 6
    return (day + timedelta(days=after)).isoformat() if is_certain else None


def _past_week(day: date, before: int) -> str | None:
    """Return "last Monday" where that is the latest and last week's, so that all agree."""
    is_this_week = 0 < before <= day.weekday()
    if is_this_week or 0 < before < _NEAR:
        return None
    return (day - timedelta(days=before or 7)).isoformat()


def _coming_week(day: date, after: int) -> str | None:
    """Return "next Monday" where that is the nearest and next week's, so that all agree."""
    is_this_week = 0 < after < 7 - day.weekday()
    if is_this_week or 0 < after < _NEAR:
        return None
    return (day + timedelta(days=after or 7)).isoformat()


def _month_day(match: re.Match[str], day: date, tense: Tense | None) -> str | None:
    month = MONTH_NUMBERS[(match["month"] or match["month_first"])[:3]]
    number = int(match["day"] or match["day_after"])
    years = range(day.year - 1, day.year + 2)
    dates = [found for year in years if (found := _date_of(year, month, number))]
    if tense is Tense.PAST:
        meant = [found for found in dates if found <= day][-1:]
    elif tense is not None:
        meant = [found for found in dates if found >= day][:1]
    else:
        meant = [found for found in dates if abs((found - day).days) <= _NEAR_DAYS]
    return next((found.isoformat() for found in meant if _fits_weekday(match, found)), None)


def _date_of(year: int, month: int, day: int) -> date | None:
    is_known = MINYEAR <= year <= MAXYEAR and 1 <= day <= monthrange(year, month)[1]
    return date(year, month, day) if is_known else None


def _fits_weekday(match: re.Match[str], found: date) -> bool:
    """Whether the weekday that is given with a date is its weekday; a wrong one leaves doubt."""
    return match["weekday"] is None or _NUMBERS[match["weekday"][:3]] == found.weekday()


# ------------------------------------------------------------------ months and years
def _month(match: re.Match[str], day: date, tense: Tense | None) -> str | None:
    month, rank = MONTH_NUMBERS[match["month"][:3]], _rank(match)
    if match["of_year"]:
        year = day.year + {"last": -1, "this": 0, "next": 1}[match["of_year"].lower()]
    elif rank in {"last", "this past"}:
        year = day.year - (month >= day.month)
    elif rank in {"next", "this coming"}:
        year = day.year + (month <= day.month)
    elif rank == "this":
        year = day.year
    elif tense is Tense.PAST:
        year = day.year - (month > day.month)
    elif tense is not None:
        year = day.year + (month < day.month)
    else:
        return next((each for each in _months_near(day) if int(each[-2:]) == month), None)
    return date(year, month, 1).isoformat()[:7]


def _months_near(day: date) -> tuple[str, ...]:
    """Return the months so near that no other year's is meant, whatever the tense."""
    return tuple(_months_from(day, steps) for steps in range(-_NEAR_MONTHS, _NEAR_MONTHS + 1))


def _period(match: re.Match[str], day: date, _tense: Tense | None) -> str | None:
    rank, unit = _rank(match), match["unit"].lower()
    steps = {"last": -1, "this past": -1, "this": 0, "past": -1, "next": 1, "this coming": 1}[rank]
    if unit == "year":
        return f"{day.year + steps:04}" if day.year + steps > 0 else None
    if unit == "month":
        return _months_from(day, steps)
    return _common(
        day + timedelta(days=7 * steps - day.weekday() - 1),
        day + timedelta(days=7 * steps - day.weekday() + 6),
    )


def _months_from(day: date, steps: int) -> str:
    year, month = divmod(day.year * 12 + day.month - 1 + steps, 12)
    return date(year, month + 1, 1).isoformat()[:7]


def _common(first: date, last: date) -> str | None:
    """Return the month that a period of some days lies in; None where it lies in two."""
    one, other = first.isoformat()[: len("2022-11")], last.isoformat()[: len("2022-11")]
    return one if one == other else None


def _ago(match: re.Match[str], day: date, _tense: Tense | None) -> str | None:
    word, unit = match["count"].lower(), match["unit"].lower()
    count = _COUNTS.get(word) or int(word)
    if unit == "day":
        return (day - timedelta(days=count)).isoformat()
    if unit == "week":
        then, slack = day - timedelta(days=7 * count), timedelta(days=_WEEK_SLACK)
        return _common(then - slack, then + slack)
    if unit == "month":
        return _months_from(day, -count)
    is_certain = count < _ROUND and day.year > count
    return f"{day.year - count:04}" if is_certain else None


_ROUGHLY = ("than", "about", "around", "almost", "nearly", "over", "some", "roughly", "under")
_EXACTLY = "".join(rf"(?<!{word}\s)" for word in _ROUGHLY)
_Resolve = Callable[[re.Match[str], date, Tense | None], str | None]
# What is longer is tried first: "Friday, November 11" before "Friday".
_RULES: dict[Kind, tuple[re.Pattern[str], _Resolve]] = {
    Kind.MONTH_DAY: (
        re.compile(
            rf"""(?:(?<!\w)(?P<weekday>{_WEEKDAY}),?\s+)?
            (?:{FIRST}(?P<day>\d{{1,2}}){ORDINAL}\s+(?:of\s+)?(?P<month>{MONTH})
              |(?<!\w)(?P<month_first>{MONTH})\s+(?P<day_after>\d{{1,2}}){ORDINAL}){LAST}
            (?!,?\s+(?:of\s+)?{YEAR}\b)(?!\s*[–-])(?!\s+(?:million|billion|percent|people)\b)""",
            re.VERBOSE,
        ),
        _month_day,
    ),
    Kind.MONTH: (
        re.compile(
            rf"""(?<!\w)(?:(?P<rank>{_RANK})\s+)?(?P<month>{MONTH})
            (?!\s*\d)(?!,?\s+(?:of\s+)?{YEAR}\b)(?!\w)
            (?:,?\s+(?:of\s+)?(?P<of_year>(?i:last|this|next))\s+year\b)?""",
            re.VERBOSE,
        ),
        _month,
    ),
    Kind.DAY_WORD: (
        re.compile(rf"(?<!\w)(?<!the\s)(?:{_ANY_DAY_WORD})(?!\w)", re.IGNORECASE),
        _day_word,
    ),
    Kind.WEEKDAY: (
        re.compile(
            rf"""(?<!\w)(?:(?P<rank>{_RANK})\s+)?(?P<weekday>{_WEEKDAY})(?!\w)
            (?:\s+(?:of\s+)?(?P<week>(?i:last|this|next))\s+week\b)?""",
            re.VERBOSE,
        ),
        _weekday,
    ),
    Kind.AGO: (
        re.compile(
            rf"{_EXACTLY}(?<!\w)(?<!\w[-–.,])(?P<count>{_COUNT})\s+"
            r"(?P<unit>day|week|month|year)s?\s+ago(?!\w)",
            re.IGNORECASE,
        ),
        _ago,
    ),
    Kind.PERIOD: (
        re.compile(
            r"""(?<!\w)(?:(?<!the\s)(?P<rank>last|this\ past|this\ coming|this|next)
            \s+(?P<unit>week|weekend|month|year))(?!\w)""",
            re.VERBOSE | re.IGNORECASE,
        ),
        _period,
    ),
}
