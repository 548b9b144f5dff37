"""Which names of an article name the same entity: by spelling, acronym, part and title."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from graphbuild.gazetteer import Gazetteer, Kind
from graphbuild.lexicons import table, words
from graphbuild.model import EntityType
from graphbuild.name_types import Name
from graphbuild.names import fold, is_acronym_of
from graphbuild.place_kinds import is_river_only, is_with_kind
from graphbuild.variants import (
    HONORIFICS,
    gender_of,
    is_misspelt_surname,
    is_short_organization,
    may_be_same_organization,
    may_be_same_person,
    may_be_same_place,
    may_be_short_for,
)

PERSON, ORGANIZATION, LOCATION = EntityType.PERSON, EntityType.ORGANIZATION, EntityType.LOCATION
SCORES = {
    "same-name": 1.0,
    "same-place": 0.95,
    "acronym": 0.95,
    "defined": 0.9,
    "variant": 0.9,
    "part-of-name": 0.9,
    "head-of-name": 0.7,
    "misspelt": 0.7,
    "part-of-name-recent": 0.6,
}
_WORD_BEFORE = re.compile(r"(\w+)\.?[ \u00a0]*$")
_MAX_TITLE = 12


class Cluster:
    """The names of one entity, as they are being joined.

    Attributes:
        names: Each with the rule that joined it and its score.
        gender: ``m`` or ``f`` where a title before one of the names tells, else None.
        kind: Of a region or river that shares its name with another place, else None.
    """

    def __init__(self, first: Name, gender: str | None = None) -> None:
        self.type: EntityType = first.type
        self.names: list[tuple[Name, str, float]] = []
        self.gender: str | None = None
        self.kind: Kind | None = None
        self._counts: Counter[str] = Counter()
        self.add(first, "fullest-name", first.score, gender)

    @property
    def forms(self) -> list[str]:
        """The different texts of the names, the most frequent first."""
        return sorted(self._counts, key=lambda text: (-self._counts[text], text))

    @property
    def name(self) -> str:
        """The fullest form of a person's or organization's name, a place's most frequent."""
        if self.type is LOCATION:
            return self.forms[0]
        return max(self.forms, key=lambda text: (len(fold(text).split()), not text.isupper()))

    def add(self, name: Name, rule: str, score: float, gender: str | None = None) -> None:
        """Join *name* to the others."""
        self.names.append((name, rule, score))
        self.gender = self.gender or gender
        self.kind = self.kind or name.kind
        self._counts[name.text] += 1


def join_names(names: Iterable[Name], gazetteer: Gazetteer, text: str = "") -> list[Cluster]:
    """Join *names* into one cluster for each entity, in the order of their first names.

    A surname goes to the only person of that name whom the title before it fits ("Mrs Keller"),
    or to the one named last before it.

    Args:
        names: Names of one article.
        gazetteer: Knows the names of places.
        text: What the names stand in; its words tell genders, its brackets acronyms.
    """
    joiner = _Joiner(list(names), gazetteer, text)
    for cluster in joiner.clusters:
        cluster.names.sort(key=lambda joined: joined[0].start)
    return sorted(joiner.clusters, key=lambda cluster: cluster.names[0][0].start)


def _honorifics(names: Iterable[Name], text: str) -> Iterator[tuple[int, str]]:
    """Yield the gender that the title before a person's name tells, with the name's start."""
    for name in names:
        before = _WORD_BEFORE.search(text[max(name.start - _MAX_TITLE, 0) : name.start])
        words = (before.group(1) if before else "", *name.text.split()[:1])
        for word in words:
            if name.type is PERSON and fold(word) in HONORIFICS:
                yield name.start, HONORIFICS[fold(word)]


def _defined(names: Sequence[Name], text: str) -> Mapping[int, Name]:
    """Return the long form that stands before each acronym in brackets, by its start.

    "the Christian Democratic Union (CDU)", "the Justice and Development Party (AKP)"
    """
    ordered = sorted(names, key=lambda name: name.start)
    return {
        short.start: long
        for long, short in pairwise(ordered)
        if short.type is long.type is ORGANIZATION
        and text[long.end : short.start] == " ("
        and text[short.end : short.end + 1] == ")"
        and short.text.replace("-", "").isupper()
        and " " in long.text
    }


class _Joiner:
    """Joins the names of one article, the fullest first.

    So that a surname in the headline finds its person too.
    """

    def __init__(self, names: Sequence[Name], gazetteer: Gazetteer, text: str) -> None:
        self.clusters: list[Cluster] = []
        self._gazetteer = gazetteer
        self._genders = dict(_honorifics(names, text))
        self._defined = _defined(names, text)
        # The cluster that names of a key go to, where all of them go to one.
        self._settled: dict[tuple[EntityType, Kind | None, str], tuple[Cluster, str]] = {}
        for name in sorted(names, key=lambda name: (-len(name.key.split()), name.start)):
            self._join(name)

    def _join(self, name: Name) -> None:
        gender = self._genders.get(name.start)
        found = self._cluster_for(name, gender)
        if found is None:
            self.clusters.append(Cluster(name, gender))
        else:
            cluster, rule = found
            cluster.add(name, rule, SCORES[rule], gender)
            if rule != "same-name":
                self._settle(name, cluster, rule)

    def _settle(self, name: Name, cluster: Cluster, rule: str) -> None:
        """Remember where *name* went, unless each name of its key is decided on its own."""
        if rule not in {"part-of-name-recent", "defined"}:
            self._settled.setdefault((name.type, name.kind, name.key), (cluster, rule))

    def _cluster_for(self, name: Name, gender: str | None) -> tuple[Cluster, str] | None:
        settled = self._settled.get((name.type, name.kind, name.key))
        if settled is not None and _fits(settled[0], gender):
            return settled[0], "same-name"
        alike = [each for each in self.clusters if each.type is name.type and _fits(each, gender)]
        if name.type is LOCATION:
            alike = [each for each in alike if _is_of_kind(name, each, self._gazetteer)]
        for cluster in alike:
            rule = self._same_entity(name, cluster)
            if rule is not None:
                return cluster, rule
        if name.type is LOCATION:
            return None
        return self._partial(name, alike) or _misspelt(name, alike)

    def _same_entity(self, name: Name, cluster: Cluster) -> str | None:
        """Return the rule by which *name* names the entity of *cluster* for certain."""
        long = self._defined.get(name.start)
        if long is not None and any(each is long for each, _, _ in cluster.names):
            return "defined"
        if name.kind is not None and cluster.kind is None:
            return "same-place"
        is_ambiguous = name.type is PERSON and len(name.key.split()) == 1
        for form in cluster.forms:
            if fold(form) == name.key and not (is_ambiguous and len(cluster.forms) > 1):
                return "same-name"
            rule = _same_by_form(name, form, self._gazetteer)
            if rule is not None:
                return rule
        return None

    def _partial(self, name: Name, alike: Sequence[Cluster]) -> tuple[Cluster, str] | None:
        """Return whose name *name* is a part of."""
        partial = [cluster for cluster in alike if _is_short_form(name, cluster)]
        if name.type is PERSON and len(partial) > 1:
            return (_most_named(partial) or [_named_last(name, partial)])[0], "part-of-name-recent"
        if name.type is ORGANIZATION and len(partial) > 1:
            partial = _most_named(partial)
        if len(partial) != 1:
            return None
        is_head = words("organization_heads").issuperset(name.key.split())
        return partial[0], "head-of-name" if is_head else "part-of-name"


def _is_of_kind(name: Name, cluster: Cluster, gazetteer: Gazetteer) -> bool:
    """Whether both may be one of two places of a name: "Dnipro" is not "the Dnipro"."""
    if name.kind is cluster.kind:
        return True
    if cluster.kind is None:
        return any(
            is_with_kind(name, form) or is_river_only(form, name.text, gazetteer)
            for form in cluster.forms
        )
    return any(is_river_only(name.text, form, gazetteer) for form in cluster.forms)


def _fits(cluster: Cluster, gender: str | None) -> bool:
    """Whether nothing tells that a person of *gender* isn't the cluster's."""
    return gender is None or _known_gender(cluster) in {None, gender}


def _known_gender(cluster: Cluster) -> str | None:
    if cluster.gender is not None or cluster.type is not PERSON:
        return cluster.gender
    genders = (gender_of(form) for form in cluster.forms if " " in form)
    return next((gender for gender in genders if gender is not None), None)


def _same_by_form(name: Name, form: str, gazetteer: Gazetteer) -> str | None:
    if name.type is PERSON:
        return "variant" if may_be_same_person(form, name.text) else None
    if name.type is LOCATION:
        if _same_place(form, name.text, gazetteer):
            return "same-place"
        return "variant" if may_be_same_place(form, name.text, gazetteer) else None
    if is_acronym_of(name.text, form) or is_acronym_of(form, name.text):
        return "acronym"
    return "variant" if may_be_same_organization(form, name.text) else None


def _same_place(left: str, right: str, gazetteer: Gazetteer) -> bool:
    places, others = gazetteer.find(left)[:1], gazetteer.find(right)[:1]
    return bool(places) and places == others


def _is_short_form(name: Name, cluster: Cluster) -> bool:
    if name.type is PERSON:
        return any(may_be_short_for(name.text, form) for form in cluster.forms)
    fulls = [form for form in cluster.forms if is_short_organization(name.text, form)]
    is_general = words("organization_heads").issuperset(name.key.split())
    if is_general or all(_is_of_state(name, form) for form in fulls):
        # "the Council" only after "the Council of Europe", "the Foreign Ministry" only after
        # "the Turkish Foreign Ministry": before, it is another's.
        return bool(fulls) and cluster.names[0][0].start < name.start
    return bool(fulls)


def _is_of_state(name: Name, form: str) -> bool:
    """Whether *form* is *name* after the adjective of a state."""
    first, _, rest = fold(form).partition(" ")
    return rest == name.key and first in table("demonyms")


def _misspelt(name: Name, alike: Sequence[Cluster]) -> tuple[Cluster, str] | None:
    if name.type is not PERSON:
        return None
    near = [
        cluster
        for cluster in alike
        if any(is_misspelt_surname(name.text, form) for form in cluster.forms)
    ]
    return (near[0], "misspelt") if len(near) == 1 else None


def _most_named(clusters: Sequence[Cluster]) -> list[Cluster]:
    """Return the cluster of twice the names of any other, if there is one."""
    ranked = sorted(clusters, key=lambda cluster: -len(cluster.names))
    return ranked[:1] if len(ranked[0].names) >= 2 * len(ranked[1].names) else []


def _named_last(name: Name, clusters: Sequence[Cluster]) -> Cluster:
    """Return the cluster with the full name nearest before *name*, else nearest after it."""

    def distance(cluster: Cluster) -> tuple[bool, int]:
        starts = [each.start for each, _, _ in cluster.names if len(each.key.split()) > 1]
        before = [name.start - start for start in starts if start < name.start]
        return (not before, min(before, default=min(starts, default=0)))

    return min(clusters, key=distance)
