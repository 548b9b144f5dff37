"""Which place of the gazetteer a name means, by the company it keeps in the article.

All places of an article are chosen together, for each is evidence for the others. A candidate's
score is a sum of what speaks for it, the weights of a log-linear model: how large it is (the
default sense of Leidner 2007, "Toponym Resolution in Text"), what names beside it contain it
("Paris, Texas"; Li et al. 2003), which states and regions the article speaks of, and how near it
is to the article's other places (spatial minimality; Leidner 2007, Lieberman and Samet 2012), and
whether it is of the kind of what is listed with it (comma groups; Lieberman et al. 2010). One
sense for a name in an article (Gale et al. 1992) comes with its cluster. A candidate beside them
stands for places that the gazetteer doesn't know.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from graphbuild.coreference import Cluster
from graphbuild.gazetteer import Gazetteer, Kind, NameKind, Place
from graphbuild.model import Container, Entity, EntityType, Link
from graphbuild.toponyms import CODE_OF_STATE, Candidate, Toponym, find_toponyms, spoken_of

# From which score a place gives its coordinates, and from which its identity. Below the first, more
# choices are wrong than right; above the second, 19 of 20 are right.
PROBABLE, SURE = 0.4, 0.8
# The first rounds are undecided, so that small places can speak for each other (annealing).
HEATS = (3.0, 2.0, 1.5, 1.0)
# Km at which the company of a place is worth 1/e of what it is there.
REACH_KM = 80.0
EARTH_KM = 6371.0
# Share of the company below which more of it doesn't matter; keeps one stray name from deciding.
FLOOR = 0.03
# Candidates with a smaller share are no evidence for others.
LIKELY = 0.005
FAMOUS = 150_000
WORLD_CITY = 8_000_000
# Where most news in English is from.
HOME = "US"
SMALL = frozenset({Kind.CITY, Kind.DISTRICT})
Direction = tuple[float, float, float]
# Weights of the model; set by hand, measured on articles of none of which they were learnt.
WEIGHTS = {
    "size": 0.7,
    "main-name": 1.2,
    "abbreviation": 1.0,
    "nation": 4.5,
    "region": 2.0,
    "world-city": 3.5,
    "home": 1.0,
    "container": 6.0,
    "contains": 4.0,
    "kind": 5.0,
    "other-kind": -2.0,
    "the": -6.0,
    "country": 1.5,
    "in-region": 1.2,
    "near": 1.2,
    "second": -7.0,
    "list": 4.0,
}
UNKNOWN = 7.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """The place that a name most likely means.

    Attributes:
        is_part: Whether it is a part of the place that is meant: "northern Iraq".
        part_of: What it lies in, the smallest first.
        rule: What speaks most for it.
        score: Probability, 0 to 1.
    """

    place: Place
    is_part: bool
    part_of: tuple[Container, ...]
    rule: str
    score: float

    @property
    def link(self) -> Link | None:
        """The judgement that the name means the place; None for a part, or where it has no id."""
        if self.is_part or self.place.iri is None:
            return None
        return Link(iri=self.place.iri, rule=self.rule, score=self.score)

    @property
    def counts_people(self) -> bool:
        """Whether the population known is that of the place itself."""
        return self.place.kind in {Kind.CITY, Kind.NATION} and not self.is_part


def link_places(
    text: str, clusters: Sequence[Cluster], gazetteer: Gazetteer
) -> list[Resolution | None]:
    """Return for each cluster the place that it most likely names, None where it names none."""
    positions = [
        position for position, cluster in enumerate(clusters) if cluster.type is EntityType.LOCATION
    ]
    toponyms = find_toponyms(text, clusters, positions, gazetteer)
    beliefs = _beliefs(toponyms, spoken_of(text, clusters, gazetteer))
    resolved: list[Resolution | None] = [None] * len(clusters)
    for toponym, shares in zip(toponyms, beliefs, strict=True):
        resolved[toponym.cluster] = _resolution(toponym, shares, gazetteer)
    return resolved


def with_place(entity: Entity, found: Resolution | None) -> Entity:
    """Return *entity* with what is known of its place, as far as the choice of it is sure."""
    if found is None:
        return entity
    place, link = found.place, found.link
    is_probable, is_sure = found.score >= PROBABLE, found.score >= SURE
    return replace(
        entity,
        links=(link,) if link else (),
        same_as=(link.iri,) if link and is_sure else (),
        lat=place.lat if is_probable else None,
        lon=place.lon if is_probable else None,
        part_of=found.part_of if is_sure else (),
        country=place.country or None if is_sure else None,
        population=place.population or None if is_sure and found.counts_people else None,
    )


def _resolution(
    toponym: Toponym, shares: Sequence[float], gazetteer: Gazetteer
) -> Resolution | None:
    if not shares:
        return _unknown_river(toponym)
    best = max(range(len(shares)), key=lambda number: shares[number])
    candidate = toponym.candidates[best]
    return Resolution(
        place=candidate.place,
        is_part=candidate.is_part,
        part_of=_part_of(candidate, gazetteer),
        rule=_rule(toponym, candidate),
        score=round(shares[best], 3),
    )


def _unknown_river(toponym: Toponym) -> Resolution | None:
    """Return a river that no gazetteer knows: not the town of its name, and without a place."""
    if toponym.kind is not Kind.WATER:
        return None
    place = Place(name=toponym.name, kind=Kind.WATER)
    return Resolution(place=place, is_part=False, part_of=(), rule="said-river", score=1.0)


def _part_of(candidate: Candidate, gazetteer: Gazetteer) -> tuple[Container, ...]:
    above = gazetteer.containers(candidate.place)
    chain = (candidate.place, *above)
    # What is called as what lies in it says nothing new: the city of Kyiv, in the region of Kyiv.
    around = [outer for inner, outer in pairwise(chain) if outer.name != inner.name]
    if candidate.is_part:
        around.insert(0, candidate.place)
    return tuple(Container(name=each.name, iri=each.iri) for each in around if each.iri)


def _rule(toponym: Toponym, candidate: Candidate) -> str:
    if candidate.place.is_nation:
        return "gazetteer-nation"
    if _lies_in(candidate.place, toponym.containers):
        return "gazetteer-container"
    return "gazetteer-context"


# ------------------------------------------------------------------ the joint choice
def _beliefs(toponyms: Sequence[Toponym], spoken: Mapping[str, float]) -> list[list[float]]:
    """Return the probability of each toponym's candidates, given those of all others."""
    own = [[_own_score(toponym, each) for each in toponym.candidates] for toponym in toponyms]
    beliefs = [_probabilities(scores, HEATS[0]) for scores in own]
    for heat in HEATS[1:]:
        companies = [_company(number, toponyms, beliefs, spoken) for number in range(len(toponyms))]
        beliefs = [
            _probabilities(
                [
                    score + company.score(each.place)
                    for score, each in zip(scores, toponym.candidates, strict=True)
                ],
                heat,
            )
            for toponym, scores, company in zip(toponyms, own, companies, strict=True)
        ]
    return beliefs


def _probabilities(scores: Sequence[float], heat: float) -> list[float]:
    """Return the share of each score's exponential, beside that of no place known."""
    top = max([*scores, UNKNOWN])
    powers = [math.exp((score - top) / heat) for score in scores]
    total = sum(powers) + math.exp((UNKNOWN - top) / heat)
    return [power / total for power in powers]


def _own_score(toponym: Toponym, candidate: Candidate) -> float:
    """Return what speaks for a candidate without the article's other places."""
    return sum(WEIGHTS[name] * value for name, value in _own_features(toponym, candidate))


def _own_features(toponym: Toponym, candidate: Candidate) -> Iterator[tuple[str, float]]:
    place = candidate.place
    yield "size", math.log(place.weight + 100)
    if candidate.name_kind is NameKind.ABBREVIATION:
        yield "abbreviation", 1
    elif candidate.name_kind is NameKind.MAIN or _is_famous(place):
        yield "main-name", 1
    # "Kherson" is the city, unless something says that it is short for Kherson Oblast.
    if place.kind is Kind.NATION or (
        place.kind is Kind.REGION and candidate.name_kind is not NameKind.ALIAS
    ):
        yield place.kind, 1
    yield (
        "world-city",
        place.is_capital or (place.kind is Kind.CITY and place.population >= WORLD_CITY),
    )
    yield "home", place.country == HOME
    yield "container", _lies_in(place, toponym.containers)
    yield "contains", (place.region or place.country) in toponym.parts and place.is_region
    yield "kind", toponym.kinds.get(place.kind, 0)
    if place.kind not in toponym.kinds:
        yield "other-kind", max(toponym.kinds.values(), default=0)
    yield "second", _is_second(place, toponym)
    if toponym.follows_the and place.kind is Kind.CITY:
        yield "the", 1


def _is_second(place: Place, toponym: Toponym) -> bool:
    """Whether *place* is named like another that the name means first, of which it is or is a part.

    "Kherson" is the city, whose oblast is called so for short, and Kyiv and its region are much the
    same; "Mexico" is the state, not its capital.
    """
    return any(_comes_before(each.place, place) for each in toponym.candidates)


def _comes_before(first: Place, second: Place) -> bool:
    if first.country != second.country:
        return False
    if first.kind is Kind.NATION:
        return second.kind is not Kind.NATION
    is_around = second.kind in {Kind.REGION, Kind.DISTRICT} and second.region == first.region
    is_most = 2 * first.weight > second.weight or 2 * first.population > second.population
    return first.kind is Kind.CITY and is_around and is_most


def _is_famous(place: Place) -> bool:
    """Whether *place* may have a name of its own in English, an alias in GeoNames: Mecca."""
    return not place.is_region and place.weight >= FAMOUS


def _lies_in(place: Place, codes: frozenset[str]) -> bool:
    if place.kind is Kind.NATION:
        return False
    return place.country in codes or (place.kind is not Kind.REGION and place.region in codes)


# ------------------------------------------------------------------ the company of a place
@dataclass(frozen=True, slots=True)
class _Company:
    """The other places of an article, as evidence for one of them.

    Attributes:
        codes: How much the article speaks of each state and region.
        points: Direction and count of the others that are small enough to be near to.
        kinds: Share of each kind among those that stand in a list with the place.
    """

    codes: Mapping[str, float]
    points: Sequence[tuple[Direction, float]]
    kinds: Mapping[Kind, float]

    def score(self, place: Place) -> float:
        """Return what the company says for *place*."""
        states = sum(count for code, count in self.codes.items() if len(code) == CODE_OF_STATE)
        score = WEIGHTS["near"] * _gain(self._near(place), sum(count for _, count in self.points))
        score += WEIGHTS["list"] * self.kinds.get(place.kind, 0)
        if place.country:
            score += WEIGHTS["country"] * _gain(self.codes.get(place.country, 0), states)
        # A region lies in its state, and a state's seat is spoken of where the state is.
        is_of_state = place.kind is Kind.REGION or place.is_capital
        finest = place.country if is_of_state else place.region or place.country
        if finest:
            score += WEIGHTS["in-region"] * _gain(self.codes.get(finest, 0), states)
        return score

    def _near(self, place: Place) -> float:
        """Return how many of the others are near *place*, farther ones for less."""
        if place.kind not in SMALL:
            return 0.0
        here = _direction(place)
        return sum(count * math.exp(-_km(here, there) / REACH_KM) for there, count in self.points)


def _company(
    number: int,
    toponyms: Sequence[Toponym],
    beliefs: Sequence[Sequence[float]],
    spoken: Mapping[str, float],
) -> _Company:
    """Return the company of toponym *number*: the others, each by how often it is named."""
    codes = defaultdict(float, spoken)
    points = []
    kinds: dict[Kind, float] = defaultdict(float)
    peers = toponyms[number].peers
    for other, (toponym, shares) in enumerate(zip(toponyms, beliefs, strict=True)):
        if other == number:
            continue
        for candidate, share in zip(toponym.candidates, shares, strict=True):
            if toponym.cluster in peers:
                kinds[candidate.place.kind] += share / len(peers)
            if share > LIKELY:
                count, place = share * (1 + math.log(toponym.count)), candidate.place
                for code in filter(None, (place.country, place.region)):
                    codes[code] += count
                if place.kind in SMALL:
                    points.append((_direction(place), count))
    return _Company(codes, points, kinds)


def _gain(part: float, whole: float) -> float:
    """Return how much more a share of the evidence says than none: 0 to 3.5."""
    return math.log((part / whole if whole else 0.0) + FLOOR) - math.log(FLOOR)


@lru_cache(maxsize=20_000)
def _direction(place: Place) -> Direction:
    """Return the unit vector from the centre of the earth to *place*."""
    lat, lon = math.radians(place.lat or 0), math.radians(place.lon or 0)
    return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)


def _km(left: Direction, right: Direction) -> float:
    cosine = sum(a * b for a, b in zip(left, right, strict=True))
    return EARTH_KM * math.acos(max(-1.0, min(1.0, cosine)))
