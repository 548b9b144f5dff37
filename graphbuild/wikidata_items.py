"""Items of Wikidata as its dumps hold them: what one line states.

https://www.wikidata.org/wiki/Wikidata:Database_download, "JSON dumps".
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphbuild.facts import MAX_NUMBER, Fact, is_country, is_degree, is_name
from graphbuild.model import EntityType, is_reduced_date

INSTANCE_OF, SUBCLASS_OF = "P31", "P279"
COUNTRY, CITIZENSHIP, ISO_CODE = "P17", "P27", "P297"
POSITION, START, END, PARTY = "P39", "P580", "P582", "P102"
BIRTH, DEATH, INCEPTION, DISSOLVED = "P569", "P570", "P571", "P576"
GEONAMES_ID, COORDINATES, POPULATION = "P1566", "P625", "P1082"
LANGUAGES = ("en", "mul", "en-gb", "en-ca")
# How many letters of a time are known: to the year, the month, the day.
PRECISIONS = {9: 4, 10: 7, 11: 10}
_TIME = re.compile(r"\+(\d{4}-\d\d-\d\d)T")
# At most 19 digits: more are no number of 63 bits.
_ID = re.compile("Q([1-9][0-9]{0,18})")
_GEONAMES = re.compile("[1-9][0-9]{0,18}")
_AMOUNT = re.compile(r"\+?([0-9]{1,19})(?:\.0*)?")
# From so many Wikipedias on, a thing counts as one more source's worth of known.
KNOWN_FROM = (5, 20, 60, 120)

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What an item states, other items still by their numbers.

    Attributes:
        classes: It is an instance of.
        superclasses: It is a subclass of.
        iso: ISO 3166-1 alpha-2 code, of a state.
        countries: It belongs to, the likeliest first.
        positions: Held, each with its first and last day.
    """

    number: int
    label: str | None
    classes: tuple[int, ...] = ()
    superclasses: tuple[int, ...] = ()
    iso: str | None = None
    countries: tuple[int, ...] = ()
    positions: tuple[tuple[int, str | None, str | None], ...] = ()
    party: int | None = None


def to_item(data: Json) -> Item:
    """Return what the item *data* states about its kind and other items.

    Raises:
        KeyError, TypeError, ValueError: *data* is no item as Wikidata's dumps hold it.
    """
    number = item_number(data["id"])
    if number is None:
        raise ValueError(f"{data['id']!r:.60} is no id of an item")
    parties = [each for each in _current(data, PARTY) if _number(each) is not None]
    countries = [*_current(data, CITIZENSHIP), *_current(data, COUNTRY)]
    return Item(
        number=number,
        label=_text(data.get("labels")),
        classes=tuple(_numbers(data, INSTANCE_OF)),
        superclasses=tuple(_numbers(data, SUBCLASS_OF)),
        iso=next(filter(is_country, _strings(data, ISO_CODE)), None),
        countries=tuple(number for each in countries if (number := _number(each)) is not None),
        positions=tuple(_positions(data)),
        party=_number(parties[-1]) if parties else None,
    )


def item_number(wikidata: object) -> int | None:
    """Return the number in an id such as "Q5", None where it is none or has more than 63 bits."""
    found = _ID.fullmatch(wikidata) if isinstance(wikidata, str) else None
    return _fitting(found[1]) if found else None


def _fitting(digits: str) -> int | None:
    number = int(digits)
    return number if number <= MAX_NUMBER else None


def to_plain_fact(data: Json, entity_type: EntityType, label: str) -> Fact:
    """Return the fact on the item *data*, without what other items have to say.

    Values that no table can hold are left out.
    """
    page = ((data.get("sitelinks") or {}).get("enwiki") or {}).get("title")
    lat, lon = _coordinates(data)
    return Fact(
        id=data["id"],
        type=entity_type,
        name=label,
        aliases=tuple(_aliases(data, label)),
        description=_text(data.get("descriptions")) or "",
        sources=1 + sum(_wikipedias(data) >= number for number in KNOWN_FROM),
        wikipedia=page if is_name(page) else None,
        geonames=_geonames(data),
        birth=_day(data, BIRTH),
        death=_day(data, DEATH),
        inception=_day(data, INCEPTION),
        dissolved=_day(data, DISSOLVED),
        population=_population(data),
        lat=lat,
        lon=lon,
    )


# ------------------------------------------------------------------ texts
def _text(texts: Json | None) -> str | None:
    """Return the English one of *texts*, None where there is none or it is blank."""
    # An empty object is written as an empty list.
    known = texts or {}
    found = (known[each]["value"] for each in LANGUAGES if each in known)
    return next(filter(is_name, found), None)


def _aliases(data: Json, label: str) -> Iterator[str]:
    known = data.get("aliases") or {}
    names = [each["value"] for language in LANGUAGES for each in known.get(language, ())]
    yield from (name for name in dict.fromkeys(filter(is_name, names)) if name != label)


def _wikipedias(data: Json) -> int:
    return sum(site.endswith("wiki") for site in data.get("sitelinks") or ())


# ------------------------------------------------------------------ statements
def _statements(data: Json, wanted: str) -> Sequence[Json]:
    """Return the statements that hold: the preferred, else all that aren't deprecated."""
    found = (data.get("claims") or {}).get(wanted, ())
    known = [each for each in found if each["mainsnak"].get("snaktype") == "value"]
    preferred = [each for each in known if each.get("rank") == "preferred"]
    return preferred or [each for each in known if each.get("rank") != "deprecated"]


def _current(data: Json, wanted: str) -> Sequence[Json]:
    """Return the statements without an end, or all where each has one."""
    found = _statements(data, wanted)
    return [each for each in found if END not in (each.get("qualifiers") or {})] or found


def _value(statement: Json) -> Any:
    return statement["mainsnak"]["datavalue"]["value"]


def _number(statement: Json) -> int | None:
    """Return the number of the item that a statement names, None where it names another thing."""
    return item_number(_value(statement)["id"])


def _numbers(data: Json, wanted: str) -> Iterator[int]:
    for statement in _statements(data, wanted):
        number = _number(statement)
        if number is not None:
            yield number


def _strings(data: Json, wanted: str) -> Iterator[str]:
    yield from (str(_value(statement)) for statement in _statements(data, wanted))


def _positions(data: Json) -> Iterator[tuple[int, str | None, str | None]]:
    # The preferred one is only the present one.
    for statement in (data.get("claims") or {}).get(POSITION, ()):
        is_known = statement["mainsnak"].get("snaktype") == "value"
        number = _number(statement) if is_known and statement.get("rank") != "deprecated" else None
        if number is not None:
            yield number, _qualifier(statement, START), _qualifier(statement, END)


def _qualifier(statement: Json, wanted: str) -> str | None:
    for snak in (statement.get("qualifiers") or {}).get(wanted, ()):
        if snak.get("snaktype") == "value":
            return _reduced(snak["datavalue"]["value"])
    return None


def _day(data: Json, wanted: str) -> str | None:
    return next(
        (day for each in _statements(data, wanted) if (day := _reduced(_value(each)))), None
    )


def _reduced(value: Json) -> str | None:
    """Return a time as exactly as it is known: "1952-10-07", "1952-10" or "1952"."""
    found, length = _TIME.match(value["time"]), PRECISIONS.get(value["precision"])
    day = found[1][:length] if found and length else None
    return day if day and is_reduced_date(day) else None


def _geonames(data: Json) -> int | None:
    found = filter(_GEONAMES.fullmatch, _strings(data, GEONAMES_ID))
    return next((number for each in found if (number := _fitting(each))), None)


def _coordinates(data: Json) -> tuple[float | None, float | None]:
    """Return latitude and longitude; on other bodies than the Earth they have other ranges."""
    for statement in _statements(data, COORDINATES):
        value = _value(statement)
        lat, lon = value["latitude"], value["longitude"]
        if is_degree(lat, 90) and is_degree(lon, 180):
            return float(lat), float(lon)
    return None, None


def _population(data: Json) -> int | None:
    """Return the last number of inhabitants given that is one."""
    amounts = [str(_value(each)["amount"]) for each in _statements(data, POPULATION)]
    found = [_fitting(match[1]) for each in amounts if (match := _AMOUNT.fullmatch(each))]
    return next((number for number in reversed(found) if number is not None), None)
