"""Clusters to the entities and merges of the graph, and extractions with its ids.

What hasn't changed since the last time is taken over, so that a graph with one article more is
made at once.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from graphbuild.clusters import Cluster
from graphbuild.global_ids import merged, with_global_ids, with_global_roles
from graphbuild.groups import Group
from graphbuild.identities import Identity, Key
from graphbuild.ids import entity_id, is_reserved, wikidata_id
from graphbuild.judgements import Local, Merge
from graphbuild.likenesses import Likeness
from graphbuild.model import Entity, EntityType, Extraction
from graphbuild.names import fold

Words = Callable[[Likeness], tuple[str, ...]]
"""A judgement to its evidence in words."""

SCORES = {"only": 1.0, "same-link": 0.95, "same-name": 0.9, "linked-name": 0.85, "name-form": 0.85}


@dataclass(frozen=True, slots=True)
class Assembly:
    """What a graph is made of.

    Attributes:
        ids: Of each entity of each article, in the graph.
    """

    extractions: Sequence[Extraction]
    entities: Sequence[Entity]
    merges: Sequence[Merge]
    ids: Mapping[Local, str]


@dataclass(slots=True)
class Assembler:
    """Makes what a graph is made of, and remembers it."""

    _extractions: dict[str, tuple[object, Extraction]] = field(default_factory=dict)
    _entities: dict[object, Entity] = field(default_factory=dict)
    _merges: dict[tuple[str, Group], list[Merge]] = field(default_factory=dict)

    def assemble(
        self, clusters: Iterable[Cluster], extractions: Iterable[Extraction], in_words: Words
    ) -> Assembly:
        """Return what the graph of *clusters* is made of."""
        entities = entity_ids(clusters)
        ids = {each.local: entity for entity, found in entities.items() for each in found.members}
        types = {entity: cluster.type for entity, cluster in entities.items()}
        return Assembly(
            extractions=[self._extraction(each, ids, types) for each in extractions],
            entities=self._all_entities(entities, ids),
            merges=self._all_merges(entities, in_words),
            ids=ids,
        )

    def _extraction(
        self, extraction: Extraction, ids: Mapping[Local, str], types: Mapping[str, EntityType]
    ) -> Extraction:
        article = extraction.article.id
        own = [ids[article, entity.id] for entity in extraction.entities]
        state = own, [types[entity] for entity in own]
        known = self._extractions.get(article)
        if known is None or known[0] != state:
            known = state, with_global_ids(extraction, ids, types)
            self._extractions[article] = known
        return known[1]

    def _all_entities(
        self, clusters: Mapping[str, Cluster], ids: Mapping[Local, str]
    ) -> list[Entity]:
        before, self._entities = self._entities, {}
        for entity, cluster in clusters.items():
            held_in = tuple(
                ids[each.local[0], role.of]
                for each in cluster.members
                for role in each.entity.roles
                if role.of is not None
            )
            state = entity, cluster.groups, held_in
            self._entities[state] = before.get(state) or _entity(entity, cluster, ids)
        return list(self._entities.values())

    def _all_merges(self, clusters: Mapping[str, Cluster], in_words: Words) -> list[Merge]:
        before, self._merges = self._merges, {}
        found: list[Merge] = []
        for entity, cluster in clusters.items():
            for group in cluster.groups:
                if why := cluster.whys.get(group):
                    found += _merges_by(entity, group, why, in_words(why))
                else:
                    known = before.get((entity, group)) or list(_merges(entity, group))
                    self._merges[entity, group] = known
                    found += known
        return found


# ------------------------------------------------------------------ ids
def entity_ids(clusters: Iterable[Cluster]) -> dict[str, Cluster]:
    """Return the clusters by the ids of their entities: that of Wikidata where linked.

    Where entities of several types have one link, the first of the types has its id. Of several
    that have a name in common, all but the first have the article in what their id is made of.
    """
    found: dict[str, Cluster] = {}
    for cluster in sorted(clusters, key=lambda each: (each.type, each.key)):
        known = next((known for iri in cluster.links if (known := _known_id(iri))), None)
        if known is None or known in found:
            name = cluster.links[0] if cluster.links else cluster.smallest_name
            known = entity_id(cluster.type, name)
            if known in found:
                known = entity_id(cluster.type, "@".join((name, *cluster.key)))
        found[known] = cluster
    return found


def _known_id(iri: str) -> str | None:
    """Return the id that an entity with this identifier has, whatever its names."""
    return iri if is_reserved(iri) else wikidata_id(iri)


# ------------------------------------------------------------------ entities and merges
def _entity(entity: str, cluster: Cluster, ids: Mapping[Local, str]) -> Entity:
    parts = [with_global_roles(each.entity, each.local[0], ids) for each in cluster.members]
    return merged(entity, cluster.type, parts)


def _merges_by(
    entity: str, group: Group, why: Likeness, evidence: tuple[str, ...]
) -> Iterator[Merge]:
    for each in group.members:
        article, local = each.local
        yield Merge(
            article=article,
            local=local,
            entity=entity,
            rule=why.rule,
            score=why.score,
            evidence=evidence,
        )


def _merges(entity: str, group: Group) -> Iterator[Merge]:
    common = _Common.of(group.members)
    for each in group.members:
        (article, local), (rule, evidence) = each.local, _rule(each, common)
        yield Merge(
            article=article,
            local=local,
            entity=entity,
            rule=rule,
            score=SCORES[rule],
            evidence=evidence,
        )


@dataclass(frozen=True, slots=True)
class _Common:
    """How many members of a group have each link, each name that tells, and each first name."""

    links: Counter[str]
    keys: Counter[Key]
    names: Counter[str]

    @classmethod
    def of(cls, members: Sequence[Identity]) -> "_Common":
        return cls(
            Counter(iri for each in members for iri in each.links),
            Counter(key for each in members for key in each.keys),
            Counter(fold(each.entity.name) for each in members),
        )


def _rule(identity: Identity, common: _Common) -> tuple[str, tuple[str, ...]]:
    """Return why *identity* is in its group, and what it has in common with others there."""
    shared = sorted(iri for iri in identity.links if common.links[iri] > 1)
    if shared:
        return "same-link", tuple(shared)
    names = sorted(key[1] for key in identity.keys if common.keys[key] > 1)
    if not names:
        return "only", ()
    if common.links and not identity.links:
        return "linked-name", (f"name {names[0]}",)
    is_first = common.names[fold(identity.entity.name)] > 1
    return "same-name" if is_first else "name-form", (f"name {names[0]}",)
