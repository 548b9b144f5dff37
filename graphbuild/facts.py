"""What a knowledge base states about people, organizations and places, and the table that holds it.

A table is JSON Lines in xz: first a line that names the columns, then one line for each fact, the
cells in the order of the columns, empty ones at the end left out.
"""

import json
import lzma
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import log10
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

from graphbuild.errors import KnowledgeError
from graphbuild.model import EntityType, Position, is_reduced_date

WIKIDATA = "http://www.wikidata.org/entity/"
WIKIPEDIA = "https://en.wikipedia.org/wiki/"
GEONAMES = "https://sws.geonames.org/{}/"

COLUMNS = (
    "id",
    "type",
    "name",
    "aliases",
    "description",
    "country",
    "sources",
    "wikipedia",
    "geonames",
    "positions",
    "party",
    "birth",
    "death",
    "inception",
    "dissolved",
    "population",
    "lat",
    "lon",
)
DATES = ("birth", "death", "inception", "dissolved")
# States and their parts are as known as cities of 10,000,000 and 10,000 inhabitants.
NATION_PRIOR, REGION_PRIOR = 3.5, 2.0
HEADER = {"table": "graphbuild knowledge", "version": 1, "columns": list(COLUMNS)}
_REGIONS = frozenset(
    {"oblast", "prefecture", "province", "region", "state", "subdivision", "territory"}
    | {"county", "district"}
)
_LETTERS = {str(each)[0]: each for each in EntityType}
# Ids and numbers have to fit SQLite's integers.
MAX_NUMBER = 2**63 - 1
# A fact's rank is its sources and more, so that a wrong number must not outrank all.
MAX_SOURCES = 10_000
_COUNTRY = re.compile("[A-Z]{2}")
# The shipped table has the codes of states that few recognize, and of a few parts, as well.
_STATE_OR_PART = re.compile("[A-Z]{2}(-[A-Z0-9]{1,3})?|X-[A-Z]{2}")
# What neither SQLite nor RDF can hold.
_UNHELD = re.compile("[\0\ud800-\udfff]")
# Of strong xz, the part that counts here: a window that spans much of the table.
PRESET = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What a knowledge base states about one thing of the world.

    Attributes:
        id: Wikidata id, such as "Q7747".
        country: ISO 3166-1 alpha-2 code of the state that it belongs to or is.
        sources: Of how many sources it was put together.
        wikipedia: Title of its article in the English Wikipedia.
        geonames: GeoNames id.
        birth, death, inception, dissolved: ISO 8601 dates, months or years.
        population: Inhabitants.
    """

    id: str
    type: EntityType
    name: str
    aliases: tuple[str, ...] = ()
    description: str = ""
    country: str | None = None
    sources: int = 1
    wikipedia: str | None = None
    geonames: int | None = None
    positions: tuple[Position, ...] = ()
    party: str | None = None
    birth: str | None = None
    death: str | None = None
    inception: str | None = None
    dissolved: str | None = None
    population: int | None = None
    lat: float | None = None
    lon: float | None = None

    @property
    def iri(self) -> str:
        """The Wikidata IRI."""
        return f"{WIKIDATA}{self.id}"

    @property
    def same_as(self) -> tuple[str, ...]:
        """IRIs of the same thing elsewhere."""
        page = self.wikipedia and WIKIPEDIA + quote(self.wikipedia.replace(" ", "_"), safe="/:()',")
        place = self.geonames and GEONAMES.format(self.geonames)
        return tuple(iri for iri in (page, place) if iri)

    @property
    def names(self) -> tuple[str, ...]:
        """All its names, the usual one first."""
        return (self.name, *self.aliases)

    @property
    def prior(self) -> float:
        """How known it is, from 1 to about 12: a bare name means the best known of its name."""
        rank = NATION_PRIOR if self.is_nation else REGION_PRIOR if self.is_region else 0.0
        inhabitants = 0.5 * log10(1 + (self.population or 0))
        return self.sources + 2.0 * bool(self.wikipedia) + max(rank, inhabitants)

    @property
    def is_nation(self) -> bool:
        """Whether it is a state of the world, or a territory that counts as one."""
        return "country" in self._kind or self.description.startswith("territory in ")

    @property
    def is_region(self) -> bool:
        """Whether it is a part of a state, such as an oblast."""
        return bool(_REGIONS & self._kind) and not self.is_nation

    @property
    def _kind(self) -> frozenset[str]:
        """The words with which a description mostly says what a place is."""
        is_place = self.type is EntityType.LOCATION
        return frozenset(self.description.casefold().split()[:3] if is_place else ())

    def positions_at(self, day: str) -> tuple[Position, ...]:
        """Return the positions held on *day*, an ISO 8601 date.

        Without a start a position isn't known to have begun.
        """
        return tuple(each for each in self.positions if each.start and _holds(each, day))


def _holds(position: Position, day: str) -> bool:
    """Whether *day* is within the position; a year or month counts as the whole of it."""
    start, end = position.start or "", position.end or ""
    return start <= day and (not end or day[: len(end)] <= end)


# ------------------------------------------------------------------ values
def is_text(value: object) -> bool:
    """Whether *value* is text that can be stored: no NUL, no half of a character."""
    return isinstance(value, str) and not _UNHELD.search(value)


def is_name(value: object) -> bool:
    """Whether something can be called *value*: text that isn't blank."""
    return isinstance(value, str) and bool(value.strip()) and is_text(value)


def is_country(value: object) -> bool:
    """Whether *value* has the form of an ISO 3166-1 alpha-2 code."""
    return isinstance(value, str) and _COUNTRY.fullmatch(value) is not None


def _is_state_or_part(value: object) -> bool:
    return isinstance(value, str) and _STATE_OR_PART.fullmatch(value) is not None


def is_whole(value: object, least: int = 0, most: int = MAX_NUMBER) -> bool:
    """Whether *value* is a whole number of the range."""
    return type(value) is int and least <= value <= most


def is_degree(value: object, most: int) -> bool:
    """Whether *value* is a latitude (up to 90) or a longitude (up to 180)."""
    return type(value) in (int, float) and -most <= value <= most  # type: ignore[operator]


def _is_day(value: object) -> bool:
    return isinstance(value, str) and is_reduced_date(value)


def _is_position(value: object) -> bool:
    if not isinstance(value, list) or not 1 <= len(value) <= len(("title", "start", "end")):
        return False
    return is_name(value[0]) and all(not day or _is_day(day) for day in value[1:])


def _all(is_good: Callable[[object], bool]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, list) and all(map(is_good, value))


_Check = tuple[Callable[[object], bool], str]
_NAME: _Check = (is_name, "text that isn't blank and has no NUL")
_DAY: _Check = (_is_day, "a date such as 1952-10-07, 1952-10 or 1952")
# What each cell has to be, in words too.
_CHECKS: Mapping[str, _Check] = {
    "id": (lambda value: is_whole(value, 1), "the number of a Wikidata id, 1 to 2^63 - 1"),
    "type": (lambda value: isinstance(value, str) and value in _LETTERS, "p, o or l"),
    "name": _NAME,
    "aliases": (_all(is_name), "a list of names"),
    "description": (is_text, "text without NUL"),
    "country": (_is_state_or_part, "a code of ISO 3166 such as NO"),
    "sources": (lambda value: is_whole(value, 1, MAX_SOURCES), f"a number, 1 to {MAX_SOURCES}"),
    "wikipedia": (lambda value: value == "" or is_name(value), _NAME[1]),
    "geonames": (lambda value: is_whole(value, 1), "a GeoNames id, 1 to 2^63 - 1"),
    "positions": (_all(_is_position), "a list of [title, start, end]"),
    "party": _NAME,
    **dict.fromkeys(DATES, _DAY),
    "population": (is_whole, "a whole number, 0 to 2^63 - 1"),
    "lat": (lambda value: is_degree(value, 90), "degrees, -90 to 90"),
    "lon": (lambda value: is_degree(value, 180), "degrees, -180 to 180"),
}
REQUIRED = ("id", "type", "name")


# ------------------------------------------------------------------ tables
def read_facts(path: str | Path) -> Iterator[Fact]:
    """Yield the facts of the table in *path*.

    Raises:
        KnowledgeError: *path* is no such table; it names the line.
    """
    for number, line in read_rows(path):
        yield to_fact(line, f"{path}:{number}")


def read_rows(path: str | Path) -> Iterator[tuple[int, str]]:
    """Yield the table's lines after the first, with their numbers."""
    try:
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            _check_header(next(iter(lines), ""), path)
            yield from enumerate(lines, start=2)
    except (lzma.LZMAError, EOFError, UnicodeDecodeError) as error:
        raise KnowledgeError(
            f"{path}: not a whole knowledge base: {error}. "
            "Make one with: graphbuild kb build DUMP -o KB"
        ) from error
    except OSError as error:
        raise KnowledgeError(f"{path}: can't be read: {error.strerror}. Check the path.") from error


def _check_header(line: str, path: str | Path) -> None:
    try:
        header = json.loads(line)
    except (ValueError, RecursionError):
        header = None
    if header != HEADER:
        raise KnowledgeError(
            f"{path}:1: not the first line of a knowledge base of this version. "
            "Make one with: graphbuild kb build DUMP -o KB"
        )


def to_fact(line: str, where: str) -> Fact:
    """Return the fact on a *line* of a table.

    Raises:
        KnowledgeError: It isn't one; *where* it is and the cell are named.
    """
    try:
        return _from_row(json.loads(line))
    except (ValueError, RecursionError) as error:
        raise KnowledgeError(
            f"{where}: not a fact: {error}. Make the table again with: graphbuild kb build"
        ) from error


def _from_row(row: object) -> Fact:
    if not isinstance(row, list) or len(row) > len(COLUMNS):
        raise ValueError(f"expected a list of up to {len(COLUMNS)} cells")
    cells: dict[str, Any] = dict(zip(COLUMNS, row, strict=False))
    _check_cells(cells)
    positions = cells.pop("positions", None) or ()
    present: dict[str, Any] = {name: value for name, value in cells.items() if value is not None}
    present |= {
        "id": f"Q{cells['id']}",
        "type": _LETTERS[cells["type"]],
        "aliases": tuple(cells.get("aliases") or ()),
        "positions": tuple(_position(*each) for each in positions),
    }
    if cells.get("wikipedia") == "":
        present["wikipedia"] = cells["name"]
    return Fact(**present)


def _check_cells(cells: Mapping[str, object]) -> None:
    for name in REQUIRED:
        if cells.get(name) is None:
            raise ValueError(f"{name} is missing")
    for name, value in cells.items():
        is_good, expected = _CHECKS[name]
        if value is not None and not is_good(value):
            raise ValueError(f"{name} is {repr(value)[:60]}, expected {expected}")


def _position(title: str, start: str | None = None, end: str | None = None) -> Position:
    return Position(title=title, start=start or None, end=end or None)


def to_row(fact: Fact) -> str:
    """Return the line of a table that stands for *fact*."""
    cells: dict[str, Any] = {name: getattr(fact, name) for name in COLUMNS}
    cells |= {
        "id": int(fact.id.removeprefix("Q")),
        "type": str(fact.type)[0],
        # Most titles are the name itself, and then empty here.
        "wikipedia": "" if fact.wikipedia == fact.name else fact.wikipedia,
        "positions": [_trimmed([each.title, each.start, each.end]) for each in fact.positions],
    }
    row = _trimmed([_cell(name, value) for name, value in cells.items()])
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def _cell(name: str, value: Any) -> Any:
    return None if value in ("", ()) and name != "wikipedia" else value


def _trimmed(cells: list[Any]) -> list[Any]:
    while cells and (cells[-1] is None or cells[-1] == []):
        cells = cells[:-1]
    return cells


def write_facts(facts: Iterable[Fact], path: str | Path) -> int:
    """Write *facts* to the table *path* by ascending id, and return how many there were.

    The same facts make the same bytes.
    """
    ordered = sorted(facts, key=lambda fact: int(fact.id.removeprefix("Q")))
    with lzma.open(path, "wt", encoding="utf-8", preset=PRESET) as file:
        write_header(file)
        file.writelines(f"{to_row(fact)}\n" for fact in ordered)
    return len(ordered)


def write_header(file: IO[str]) -> None:
    """Write the first line of a table."""
    file.write(json.dumps(HEADER, separators=(",", ":")) + "\n")
