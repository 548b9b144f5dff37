"""Which place of the gazetteer a name means, by the company it keeps in the article."""

from collections import Counter
from collections.abc import Sequence

from graphbuild.coreference import Cluster
from graphbuild.gazetteer import Gazetteer, Place
from graphbuild.model import EntityType, Link

# A city is of a state that the article names, or known the world over; else the link is weak.
METROPOLIS = 1_000_000
IN_CONTEXT, FAMOUS, STRANGE = 1.0, 0.9, 0.5
CONTEXT_WEIGHT = 50


def link_places(
    text: str, clusters: Sequence[Cluster], gazetteer: Gazetteer
) -> list[tuple[Place, Link] | None]:
    """Return for each cluster the place that it most likely names, None where it names none.

    The score is the place's share of the weight of all places of its name, where places in
    states that the article names weigh more; halved for a small city of a state that it doesn't.
    A name that mostly follows "the" is no city: "the Dnipro" is the river.
    """
    countries = [
        _countries(cluster, gazetteer) if cluster.type is EntityType.LOCATION else frozenset()
        for cluster in clusters
    ]
    named = Counter(country for found in countries for country in found)
    linked = []
    for cluster, own in zip(clusters, countries, strict=True):
        # A place is no evidence for itself.
        context = frozenset(each for each in named if named[each] > (each in own))
        is_place = cluster.type is EntityType.LOCATION
        linked.append(_link(text, cluster, gazetteer, context) if is_place else None)
    return linked


def _countries(cluster: Cluster, gazetteer: Gazetteer) -> frozenset[str]:
    """Return the ISO 3166-1 code of the state that a place is or surely lies in."""
    return frozenset(
        place.country
        for place in gazetteer.find(cluster.name)[:1]
        if place.is_nation or place.population > METROPOLIS
    )


def _link(
    text: str, cluster: Cluster, gazetteer: Gazetteer, context: frozenset[str]
) -> tuple[Place, Link] | None:
    def weight(place: Place) -> int:
        return place.weight * (CONTEXT_WEIGHT if place.country in context else 1)

    places = gazetteer.find(cluster.name)
    if not places:
        return None
    best = max(places, key=weight)
    if not best.is_nation and _mostly_follows_the(text, cluster):
        return None
    share = weight(best) / sum(map(weight, places))
    rule, trust = _trust(best, context)
    return best, Link(iri=best.iri, rule=rule, score=round(share * trust, 3))


def _trust(place: Place, context: frozenset[str]) -> tuple[str, float]:
    if place.is_nation:
        return "gazetteer-nation", IN_CONTEXT
    if place.country in context:
        return "gazetteer-in-context", IN_CONTEXT
    if place.population > METROPOLIS:
        return "gazetteer-famous", FAMOUS
    return "gazetteer-out-of-context", STRANGE


def _mostly_follows_the(text: str, cluster: Cluster) -> bool:
    starts = [name.start for name, _, _ in cluster.names]
    after_the = sum(text[max(start - 4, 0) : start].lower() == "the " for start in starts)
    return 2 * after_the > len(starts)
