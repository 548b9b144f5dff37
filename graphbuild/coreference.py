"""Which names of an article name the same entity: by spelling, acronym and part."""

from collections import Counter
from collections.abc import Iterable, Sequence

from graphbuild.gazetteer import Gazetteer
from graphbuild.lexicons import words
from graphbuild.model import EntityType
from graphbuild.name_types import Name
from graphbuild.names import fold, is_acronym_of, is_part_of, person_tokens, same_person

SCORES = {"same-name": 1.0, "same-place": 0.95, "acronym": 0.95, "part-of-name": 0.9}
SCORE_RECENT = 0.6


class Cluster:
    """The names of one entity, as they are being joined.

    Attributes:
        names: Each with the rule that joined it and its score.
    """

    def __init__(self, first: Name) -> None:
        self.type: EntityType = first.type
        self.names: list[tuple[Name, str, float]] = []
        self._counts: Counter[str] = Counter()
        self.add(first, "fullest-name", first.score)

    @property
    def forms(self) -> list[str]:
        """The different texts of the names, the most frequent first."""
        return sorted(self._counts, key=lambda text: (-self._counts[text], text))

    @property
    def name(self) -> str:
        """The fullest form of a person's or organization's name, a place's most frequent."""
        if self.type is EntityType.LOCATION:
            return self.forms[0]
        return max(self.forms, key=lambda text: (len(fold(text).split()), not text.isupper()))

    def add(self, name: Name, rule: str, score: float) -> None:
        """Join *name* to the others."""
        self.names.append((name, rule, score))
        self._counts[name.text] += 1


def join_names(names: Iterable[Name], gazetteer: Gazetteer) -> list[Cluster]:
    """Join *names* into one cluster for each entity, in the order of their first names.

    A surname goes to the only person of that name, or to the one named last before it.
    """
    ordered = list(names)
    clusters: list[Cluster] = []
    # Full names first, so that a surname in the headline finds its person too.
    for name in sorted(ordered, key=lambda name: (-len(name.key.split()), name.start)):
        found = _cluster_for(name, clusters, gazetteer)
        if found is None:
            clusters.append(Cluster(name))
        else:
            cluster, rule, score = found
            cluster.add(name, rule, score)
    for cluster in clusters:
        cluster.names.sort(key=lambda joined: joined[0].start)
    return sorted(clusters, key=lambda cluster: cluster.names[0][0].start)


def _cluster_for(
    name: Name, clusters: list[Cluster], gazetteer: Gazetteer
) -> tuple[Cluster, str, float] | None:
    alike = [cluster for cluster in clusters if cluster.type is name.type]
    for cluster in alike:
        rule = _same_entity(name, cluster, gazetteer)
        if rule is not None:
            return cluster, rule, SCORES[rule]
    if name.type is EntityType.LOCATION:
        return None
    partial = [cluster for cluster in alike if _is_short_form(name, cluster)]
    if len(partial) == 1:
        return partial[0], "part-of-name", SCORES["part-of-name"]
    if partial and name.type is EntityType.PERSON:
        return _named_last(name, partial), "part-of-name-recent", SCORE_RECENT
    return None


def _same_entity(name: Name, cluster: Cluster, gazetteer: Gazetteer) -> str | None:
    """Return the rule by which *name* names the entity of *cluster* for certain."""
    for form in cluster.forms:
        if fold(form) == name.key:
            return "same-name"
        if name.type is EntityType.PERSON and same_person(
            person_tokens(form), person_tokens(name.text)
        ):
            return "same-name"
        if name.type is EntityType.ORGANIZATION and is_acronym_of(name.text, form):
            return "acronym"
        if name.type is EntityType.LOCATION and _same_place(form, name.text, gazetteer):
            return "same-place"
    return None


def _same_place(left: str, right: str, gazetteer: Gazetteer) -> bool:
    places, others = gazetteer.find(left)[:1], gazetteer.find(right)[:1]
    return bool(places) and places == others


def _is_short_form(name: Name, cluster: Cluster) -> bool:
    if name.type is EntityType.PERSON:
        tokens = person_tokens(name.text)
        return any(is_part_of(tokens, person_tokens(form)) for form in cluster.forms)
    tokens = tuple(name.key.split())
    fulls = [tuple(fold(form).split()) for form in cluster.forms]
    return any(
        is_part_of(tokens, full)
        and (full[: len(tokens)] == tokens or full[-len(tokens) :] == tokens)
        for full in fulls
    ) and not words("organization_heads").issuperset(tokens)


def _named_last(name: Name, clusters: Sequence[Cluster]) -> Cluster:
    """Return the cluster with the full name nearest before *name*, else nearest after it."""

    def distance(cluster: Cluster) -> tuple[bool, int]:
        starts = [each.start for each, _, _ in cluster.names if len(each.key.split()) > 1]
        before = [name.start - start for start in starts if start < name.start]
        return (not before, min(before, default=min(starts, default=0)))

    return min(clusters, key=distance)
