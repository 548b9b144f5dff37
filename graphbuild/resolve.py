"""Across articles: which entities of which articles are one.

What has one identifier or one name is one (``groups``), and groups whose names are alike are one
where enough speaks for it (``likenesses``); a person's decisions go before both. The result doesn't
depend on the order of articles, and one more article costs only what it touches.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TypeVar

from graphbuild.blocks import Block, blocks_of
from graphbuild.errors import ArticleError
from graphbuild.global_ids import merged, with_global_ids, with_global_roles
from graphbuild.graph import KnowledgeGraph
from graphbuild.groups import (
    Bearers,
    Group,
    anchors,
    connected,
    may_change,
    part_different,
    split_namesakes,
)
from graphbuild.identities import Identity, Key, find_identities
from graphbuild.ids import entity_id, is_reserved, wikidata_id
from graphbuild.judgements import Doubt, Local, Merge
from graphbuild.likenesses import (
    JOINED,
    Likeness,
    Surroundings,
    find_likenesses,
    heaviest_first,
)
from graphbuild.model import Entity, EntityType, Extraction
from graphbuild.names import fold

Pair = tuple[Local, Local]
T = TypeVar("T")

DECISION = "decision"
SCORES = {"only": 1.0, "same-link": 0.95, "same-name": 0.9, "linked-name": 0.85, "name-form": 0.85}
# A merge below it is worth a look.
CERTAIN = 0.8


def resolve_entities(
    extractions: Iterable[Extraction], *, same: Iterable[Pair] = (), different: Iterable[Pair] = ()
) -> KnowledgeGraph:
    """Return the graph of *extractions*, each entity one node with an id of its own.

    Args:
        extractions: Entity ids are the articles' own; those of the graph are kept.
        same: Entities that somebody decided to be one.
        different: Entities that somebody decided not to be one.

    Raises:
        ArticleError: Two extractions have the same article id.
    """
    resolver = Resolver(same=same, different=different)
    for extraction in extractions:
        resolver.add(extraction)
    return resolver.graph()


@dataclass(frozen=True, slots=True)
class _Cluster:
    """Groups that are one entity, the one that gives it its type first."""

    groups: tuple[Group, ...]
    whys: Mapping[Group, Likeness]

    @property
    def type(self) -> EntityType:
        return self.groups[0].type

    @property
    def key(self) -> Local:
        return min(group.key for group in self.groups)

    @property
    def members(self) -> list[Identity]:
        found = chain.from_iterable(group.members for group in self.groups)
        return sorted(found, key=lambda each: each.local)


class Resolver:
    """Articles' entities on the way to becoming the graph's.

    Args:
        same: Entities that somebody decided to be one.
        different: Entities that somebody decided not to be one.
    """

    def __init__(self, *, same: Iterable[Pair] = (), different: Iterable[Pair] = ()) -> None:
        self._decisions = _Decisions(same, different)
        self._extractions: dict[str, Extraction] = {}
        self._identities: dict[Local, Identity] = {}
        self._company: dict[str, frozenset[Key]] = {}
        self._naming: defaultdict[Key, set[str]] = defaultdict(set)
        self._names: defaultdict[Key, Counter[str]] = defaultdict(Counter)
        self._bearers: defaultdict[Key, Bearers] = defaultdict(Bearers)
        # Those whose anchors depend on what other bearers of their names are linked to.
        self._undecided: defaultdict[Key, set[Local]] = defaultdict(set)
        self._new: list[Local] = []
        self._anchors: dict[Local, frozenset[Key]] = {}
        self._anchored: defaultdict[Key, set[Local]] = defaultdict(set)
        self._group_of: dict[Local, Group] = {}
        self._blocks: defaultdict[Block, set[Group]] = defaultdict(set)
        self._likenesses: dict[Block, list[Likeness]] = {}

    def add(self, extraction: Extraction) -> None:
        """Take in one more article.

        Raises:
            ArticleError: An article of this id is there.
        """
        article = extraction.article.id
        if article in self._extractions:
            raise ArticleError(f"two articles have the id '{article}'. Give each its own.")
        self._extractions[article] = extraction
        identities = find_identities(extraction)
        self._company[article] = frozenset(chain.from_iterable(map(_known_by, identities)))
        for key in self._company[article]:
            self._naming[key].add(article)
        for identity in identities:
            for key in _known_by(identity):
                self._names[key][identity.entity.name] += 1
            self._identities[identity.local] = identity
            self._new.append(identity.local)
            for key in identity.keys:
                self._bearers[key].add(identity, key)
                if may_change(identity):
                    self._undecided[key].add(identity.local)

    def graph(self) -> KnowledgeGraph:
        """Return the graph of all articles so far."""
        self._settle()
        clusters, likenesses = self._clusters()
        ids = _entity_ids(clusters)
        global_ids = {
            each.local: entity for entity, cluster in ids.items() for each in cluster.members
        }
        types = {entity: cluster.type for entity, cluster in ids.items()}
        return KnowledgeGraph(
            extractions=[
                with_global_ids(each, global_ids, types) for each in self._extractions.values()
            ],
            entities=[_entity(entity, cluster, global_ids) for entity, cluster in ids.items()],
            merges=[
                merge
                for entity, cluster in ids.items()
                for merge in _merges(entity, cluster, self._in_words)
            ],
            doubts=self._doubts(likenesses, global_ids),
        )

    # -------------------------------------------------------------- groups
    def _settle(self) -> None:
        """Group anew what the new articles touch, and judge the blocks that this changes."""
        touched = {key for local in self._new for key in self._identities[local].keys}
        touched |= {each for key in touched for each in self._bearers[key].other_names}
        undecided = {local for key in touched for local in self._undecided.get(key, ())}
        changed = {
            local: new
            for local in sorted(undecided.union(self._new))
            if (new := anchors(self._identities[local], self._bearers)) != self._anchors.get(local)
        }
        affected = set(chain.from_iterable(changed.values()))
        for local, new in changed.items():
            affected |= self._move(local, new)
        loose = {local for local, new in changed.items() if not new}
        members = loose | self._connected_to(affected)
        dirty = self._regroup(members)
        surroundings = Surroundings(
            self._company.__getitem__,
            lambda key: self._naming.get(key, frozenset()),
        )
        for block in dirty:
            groups = sorted(self._blocks[block], key=lambda group: group.key)
            self._likenesses[block] = (
                find_likenesses(block, groups, surroundings) if len(groups) > 1 else []
            )
        self._new.clear()

    def _move(self, local: Local, new: frozenset[Key]) -> frozenset[Key]:
        """Anchor an identity anew, and return what it was anchored to."""
        old = self._anchors.get(local, frozenset())
        for key in old:
            self._anchored[key].discard(local)
        for key in new:
            self._anchored[key].add(local)
        self._anchors[local] = new
        return old

    def _connected_to(self, keys: Iterable[Key]) -> set[Local]:
        """Return all that *keys* lead to, by way of others too."""
        reached: set[Local] = set()
        waiting, seen = list(keys), set(keys)
        while waiting:
            for local in self._anchored[waiting.pop()] - reached:
                reached.add(local)
                waiting += (fresh := self._anchors[local] - seen)
                seen |= fresh
        return reached

    def _regroup(self, members: set[Local]) -> set[Block]:
        """Group *members* anew and return the blocks in which that changes something."""
        dirty: set[Block] = set()
        for group in {self._group_of[local] for local in members if local in self._group_of}:
            for block in blocks_of(group):
                self._blocks[block].discard(group)
                dirty.add(block)
        for group in self._groups(members):
            self._group_of.update((each.local, group) for each in group.members)
            for block in blocks_of(group):
                self._blocks[block].add(group)
                dirty.add(block)
        return dirty

    def _groups(self, members: Iterable[Local]) -> Iterator[Group]:
        identities = [self._identities[local] for local in sorted(members)]
        for circle in connected(identities, lambda each: self._anchors[each.local]):
            for part in self._decisions.parts(circle):
                yield from split_namesakes(part, self._company.__getitem__)

    # -------------------------------------------------------------- clusters
    def _clusters(self) -> tuple[list[_Cluster], list[Likeness]]:
        """Return the groups joined where they are alike enough, and all judgements on them."""
        likenesses = sorted(
            chain(self._decided(), *self._likenesses.values()),
            key=lambda each: (-each.score, each.one.key, each.other.key, each.rule),
        )
        joining = _Joining(self._opponents())
        whys: dict[Group, Likeness] = {}
        for each in likenesses:
            if each.score >= JOINED and joining.join(each):
                for group in (each.one, each.other):
                    whys.setdefault(group, each)
        groups = dict.fromkeys(self._group_of.values())
        return [
            _Cluster(tuple(heaviest_first(together)), whys) for together in joining.sets(groups)
        ], likenesses

    def _decided(self) -> Iterator[Likeness]:
        for one, other in self._decisions.same:
            if one in self._group_of and other in self._group_of:
                left, right = self._group_of[one], self._group_of[other]
                if left is not right:
                    yield Likeness(left, right, DECISION, 1.0, ("somebody decided so",))

    def _opponents(self) -> Mapping[Group, set[Group]]:
        found: defaultdict[Group, set[Group]] = defaultdict(set)
        for one, other in self._decisions.different:
            if one in self._group_of and other in self._group_of:
                found[self._group_of[one]].add(self._group_of[other])
                found[self._group_of[other]].add(self._group_of[one])
        return found

    def _doubts(
        self, likenesses: Iterable[Likeness], global_ids: Mapping[Local, str]
    ) -> Iterator[Doubt]:
        """Yield what isn't certain and nobody has decided, each pair once, as it is likeliest."""
        decided = {
            frozenset((self._group_of[one], self._group_of[other]))
            for one, other in chain(self._decisions.same, self._decisions.different)
            if one in self._group_of and other in self._group_of
        }
        for each in likenesses:
            pair = frozenset((each.one, each.other))
            one, other = sorted(map(_weightiest_member, pair))
            same = global_ids[one] == global_ids[other]
            if pair not in decided and not (same and each.score >= CERTAIN):
                yield Doubt(
                    one=one,
                    other=other,
                    same=same,
                    rule=each.rule,
                    score=each.score,
                    evidence=self._in_words(each),
                    weight=min(each.one.weight, each.other.weight),
                )
            decided.add(pair)

    def _in_words(self, likeness: Likeness) -> tuple[str, ...]:
        """Return the evidence of a judgement, what both are named with by its usual names."""
        found = (self._names[key] for key in likeness.company)
        names = [min(each, key=lambda name: (-each[name], name)) for each in found]
        return (*likeness.evidence, *([f"with {', '.join(names)}"] if names else []))


class _Decisions:
    """What somebody decided, by the entities of the articles."""

    def __init__(self, same: Iterable[Pair], different: Iterable[Pair]) -> None:
        self.same = sorted({(min(pair), max(pair)) for pair in same})
        self.different = sorted({(min(pair), max(pair)) for pair in different})
        everyone = sorted({local for pair in (*self.same, *self.different) for local in pair})
        parents = {local: local for local in everyone}
        for one, other in self.same:
            roots = sorted((_root(parents, one), _root(parents, other)))
            parents[roots[1]] = roots[0]
        self._units = {local: _root(parents, local) for local in everyone}
        self._apart = {
            frozenset((self._units[one], self._units[other])) for one, other in self.different
        }

    def parts(self, members: Sequence[Identity]) -> list[list[Identity]]:
        """Return *members* in parts that keep apart what is decided to be different."""
        if not self._apart or not any(each.local in self._units for each in members):
            return [list(members)]
        return part_different(members, self._units, self._apart)


class _Joining:
    """Groups being joined: never two of different identifiers, nor what is decided to be two."""

    def __init__(self, opponents: Mapping[Group, set[Group]]) -> None:
        self._opponents = opponents
        self._parents: dict[Group, Group] = {}
        self._sets: dict[Group, set[Group]] = {}

    def join(self, likeness: Likeness) -> bool:
        """Join the two groups of *likeness*; return whether they are one then."""
        one, other = self._find(likeness.one), self._find(likeness.other)
        if one is other:
            return True
        left, right = self._set(one), self._set(other)
        if likeness.rule != DECISION and _are_linked_apart(left, right):
            return False
        if any(self._opponents.get(group, set()) & right for group in left):
            return False
        self._parents[other] = one
        self._sets[one] = left | right
        return True

    def sets(self, groups: Iterable[Group]) -> list[set[Group]]:
        """Return *groups* in sets of those that are one."""
        return [self._set(group) for group in groups if self._find(group) is group]

    def _set(self, root: Group) -> set[Group]:
        return self._sets.get(root, {root})

    def _find(self, group: Group) -> Group:
        return _root(self._parents, group)


def _root(parents: Mapping[T, T], member: T) -> T:
    while (parent := parents.get(member, member)) != member:
        member = parent
    return member


def _are_linked_apart(one: Iterable[Group], other: Iterable[Group]) -> bool:
    """Whether both have identifiers, and none in common."""
    left = {iri for group in one for iri in group.links}
    right = {iri for group in other for iri in group.links}
    return bool(left and right) and left.isdisjoint(right)


def _known_by(identity: Identity) -> Iterable[Key]:
    return [(identity.type, iri) for iri in identity.links] or identity.keys


def _weightiest_member(group: Group) -> Local:
    return min(group.members, key=lambda each: (-each.weight, each.local)).local


# ------------------------------------------------------------------ the graph's entities
def _entity_ids(clusters: Iterable[_Cluster]) -> dict[str, _Cluster]:
    """Return the clusters by the ids of their entities: that of Wikidata where linked.

    Where entities of several types have one link, the first of the types has its id. Of several
    that have a name in common, all but the first have the article in what their id is made of.
    """
    found: dict[str, _Cluster] = {}
    for cluster in sorted(clusters, key=lambda each: (each.type, each.key)):
        links = sorted(iri for group in cluster.groups for iri in group.links)
        known = next((known for iri in links if (known := _known_id(iri))), None)
        if known is None or known in found:
            name = links[0] if links else _smallest_name(cluster)
            known = entity_id(cluster.type, name)
            if known in found:
                known = entity_id(cluster.type, "@".join((name, *cluster.key)))
        found[known] = cluster
    return found


def _known_id(iri: str) -> str | None:
    """Return the id that an entity with this identifier has, whatever its names."""
    return iri if is_reserved(iri) else wikidata_id(iri)


def _smallest_name(cluster: _Cluster) -> str:
    names = {name for group in cluster.groups for _, name in group.keys}
    return min(names or {each.bare_name for each in cluster.members})


def _entity(entity: str, cluster: _Cluster, ids: Mapping[Local, str]) -> Entity:
    parts = [with_global_roles(each.entity, each.local[0], ids) for each in cluster.members]
    return merged(entity, cluster.type, parts)


def _merges(
    entity: str, cluster: _Cluster, in_words: Callable[[Likeness], tuple[str, ...]]
) -> Iterator[Merge]:
    for group in cluster.groups:
        why = cluster.whys.get(group) if group is not cluster.groups[0] else None
        common = _Common.of(group.members)
        for each in group.members:
            rule, evidence = _rule(each, common) if why is None else (why.rule, in_words(why))
            yield Merge(
                article=each.local[0],
                local=each.local[1],
                entity=entity,
                rule=rule,
                score=SCORES[rule] if why is None else why.score,
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
