"""What a knowledge base states about people, organizations and places, and the table that holds it.

A table is JSON Lines in xz: first a line that names the columns, then one line for each fact, the
cells in the order of the columns, empty ones at the end left out.
"""

import json
import lzma
from collections.abc import Iterable, Iterator
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
    except ValueError:
        header = None
    if header != HEADER:
        raise KnowledgeError(
            f"{path}:1: not the first line of a knowledge base of this version. "
            "Make one with: graphbuild kb build DUMP -o KB"
        )


def to_fact(line: str, where: str) -> Fact:
    """Return the fact on a *line* of a table."""
    try:
        return _from_row(json.loads(line))
    except (KeyError, TypeError, ValueError) as error:
        raise KnowledgeError(
            f"{where}: not a fact: {error!r}. Expected a list of cells; make the table again."
        ) from error


def _from_row(row: list[Any]) -> Fact:
    cells = dict(zip(COLUMNS, row, strict=False))
    positions = cells.pop("positions", None) or ()
    present: dict[str, Any] = {name: value for name, value in cells.items() if value is not None}
    present |= {
        "id": f"Q{int(cells['id'])}",
        "type": _LETTERS[cells["type"]],
        "aliases": tuple(cells.get("aliases") or ()),
        "positions": tuple(_position(*each) for each in positions),
    }
    days = [cells.get(name) for name in DATES]
    days += [day for each in present["positions"] for day in (each.start, each.end)]
    if not all(day is None or is_reduced_date(day) for day in days):
        raise ValueError("a date that is none")
    if cells.get("wikipedia") == "":
        present["wikipedia"] = cells["name"]
    return Fact(**present)


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
