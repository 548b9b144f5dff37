"""Places by any of their names: an index on disk, made once on a machine."""

import sqlite3
from collections.abc import Iterable, Sequence
from functools import lru_cache

from graphbuild.atlas import Kind, NamedPlace, NameKind, Place, atlas_version, read_atlas
from graphbuild.indexes import open_index
from graphbuild.names import fold

__all__ = ["Gazetteer", "Kind", "NameKind", "Place", "gazetteer_of", "load_gazetteer"]

MAX_ACRONYM = 4
# Levels of places that lie in each other; data that makes a ring ends here.
MAX_DEPTH = 6
# From how many inhabitants a name without a context is a place's.
KNOWN_CITY, KNOWN_DISTRICT, KNOWN_BY_ALIAS = 15_000, 100_000, 500_000
CACHED_NAMES = 20_000
MAPPED_BYTES = 1 << 30

_COLUMNS = (
    "geonames, place.name, place.kind, population, country, is_capital, within, region, "
    "subdivision, wikidata, lat, lon"
)
_FIELDS = tuple(column.removeprefix("place.") for column in _COLUMNS.split(", "))
_SCHEMA = """
CREATE TABLE place (geonames INTEGER, name TEXT, kind TEXT, population INTEGER, country TEXT,
    is_capital INTEGER, within INTEGER, region TEXT, subdivision TEXT, wikidata TEXT,
    lat REAL, lon REAL);
CREATE TABLE name (key TEXT, place INTEGER, kind INTEGER, PRIMARY KEY (key, place))
    WITHOUT ROWID;
"""
_BY_NAME = (
    f"SELECT name.kind, {_COLUMNS} FROM name "  # noqa: S608  # our own columns
    "JOIN place ON place.rowid = name.place WHERE name.key = ?"
)
_BY_NUMBER = f"SELECT {_COLUMNS} FROM place WHERE geonames = ?"  # noqa: S608  # our own columns
_INSERT = f"INSERT INTO place VALUES ({', '.join('?' * len(_FIELDS))})"  # noqa: S608  # marks alone


class Gazetteer:
    """Look-up of places by any of their names, spelling folded.

    Args:
        index: With the tables that ``index_places`` makes.
    """

    def __init__(self, index: sqlite3.Connection) -> None:
        # Mapped, so that processes share the pages, and forks share no position in the file.
        index.execute(f"PRAGMA mmap_size = {MAPPED_BYTES}")
        self._index = index
        self._named = lru_cache(CACHED_NAMES)(self._read_named)
        self._numbered = lru_cache(CACHED_NAMES)(self._read_numbered)
        self._known = lru_cache(CACHED_NAMES)(self._find_known)

    def find(self, name: str) -> Sequence[Place]:
        """Return the places that *name* means wherever it stands, the likeliest first.

        That is states and regions of the world, seas and rivers, and cities of some size: a name
        like theirs speaks for a place, while nearly every surname is some village's.
        Short capitals are acronyms, so only states go by them: "US", but not "UN" for Un in India.
        """
        return self._known(name)

    def candidates(self, name: str) -> Sequence[tuple[Place, NameKind]]:
        """Return every place called *name*, down to villages, and what the name is to it.

        For what is known to be a place. The likeliest come first.
        """
        return self._named(fold(name))

    def containers(self, place: Place) -> tuple[Place, ...]:
        """Return the places that *place* lies in, the smallest first: county, state, nation."""
        found: list[Place] = []
        while place.within is not None and len(found) < MAX_DEPTH:
            above = self._numbered(place.within)
            if above is None:
                break
            found.append(above)
            place = above
        return tuple(found)

    def _find_known(self, name: str) -> Sequence[Place]:
        is_acronym = name.isupper() and len(name) <= MAX_ACRONYM
        return tuple(
            place
            for place, kind in self.candidates(name)
            if _is_known(place, kind)
            if place.is_nation or not is_acronym
        )

    def _read_named(self, key: str) -> tuple[tuple[Place, NameKind], ...]:
        found = self._index.execute(_BY_NAME, (key,))
        places = [(_place(cells), NameKind(kind)) for kind, *cells in found]
        return tuple(sorted(places, key=_likeliest_first))

    def _read_numbered(self, geonames: int) -> Place | None:
        row = self._index.execute(_BY_NUMBER, (geonames,)).fetchone()
        return None if row is None else _place(row)


def _likeliest_first(named: tuple[Place, NameKind]) -> tuple[float, str]:
    """Return what sorts places of a name; other names mean a place less, as Oklahoma its City."""
    place, kind = named
    return -place.weight * (1 if kind is NameKind.MAIN else 0.5), str(place.geonames)


def _is_known(place: Place, kind: NameKind) -> bool:
    """Whether readers anywhere may know *place* by such a name, so that it alone means it."""
    if kind is NameKind.ABBREVIATION:
        return False
    if place.kind is Kind.CITY:
        return place.population >= (KNOWN_CITY if kind is NameKind.MAIN else KNOWN_BY_ALIAS)
    if place.kind is Kind.DISTRICT:
        return place.subdivision is not None and place.population >= KNOWN_DISTRICT
    return True


@lru_cache(maxsize=1)
def load_gazetteer() -> Gazetteer:
    """Open the gazetteer of the world, once for each process; make it on its first use."""

    def build(index: sqlite3.Connection) -> None:
        _write(index, read_atlas())

    return Gazetteer(open_index("places", atlas_version(), build))


def gazetteer_of(places: Iterable[tuple[str, Place]]) -> Gazetteer:
    """Return a gazetteer in memory of *places*, each with a name of it."""
    index = sqlite3.connect(":memory:", check_same_thread=False)
    named: dict[Place, dict[str, NameKind]] = {}
    for name, place in places:
        named.setdefault(place, {})[name] = NameKind.MAIN if name == place.name else NameKind.ALIAS
    _write(
        index,
        (
            NamedPlace(place=place, names=tuple(sorted(names.items())))
            for place, names in named.items()
        ),
    )
    return Gazetteer(index)


def _write(index: sqlite3.Connection, places: Iterable[NamedPlace]) -> None:
    """Make the tables of *places* in an empty database."""
    index.executescript(_SCHEMA)
    keys: dict[tuple[str, int], int] = {}
    for number, named in enumerate(places, start=1):
        index.execute(_INSERT, _cells(named.place))
        for name, kind in named.names:
            key = (fold(name), number)
            keys[key] = min(kind, keys.get(key, kind))
    # In their order, so that pages are filled one after the other.
    rows = ((key, number, keys[key, number]) for key, number in sorted(keys))
    index.executemany("INSERT INTO name VALUES (?, ?, ?)", rows)
    index.execute("CREATE INDEX by_number ON place (geonames)")


def _cells(place: Place) -> tuple[object, ...]:
    return tuple(getattr(place, column) for column in _FIELDS)


def _place(cells: Sequence[object]) -> Place:
    fields = dict(zip(_FIELDS, cells, strict=True))
    fields |= {"kind": Kind(str(fields["kind"])), "is_capital": bool(fields["is_capital"])}
    return Place(**fields)  # type: ignore[arg-type]  # a row is what _cells made of a place
