"""Across articles: which entities of which articles are one.

What has one identifier or one name is one (``groups``), and groups whose names are alike are one
where enough speaks for it (``likenesses``); a person's decisions go before both. The result doesn't
depend on the order of articles, and one more article costs only what it touches.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from graphbuild.assembly import Assembler
from graphbuild.blocks import Block, blocks_of
from graphbuild.clusters import DECISION, Cluster, join_groups
from graphbuild.errors import ArticleError
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
from graphbuild.judgements import Doubt, Local
from graphbuild.likenesses import (
    Likeness,
    Surroundings,
    find_likenesses,
)
from graphbuild.model import Extraction

Pair = tuple[Local, Local]

# A merge below it is worth a look.
CERTAIN = 0.8


def resolve_entities(
    extractions: Iterable[Extraction],
    *,
    same: Iterable[Pair] = (),
    different: Iterable[Pair] = (),
    typed: Iterable[Local] = (),
) -> KnowledgeGraph:
    """Return the graph of *extractions*, each entity one node with an id of its own.

    Args:
        extractions: Entity ids are the articles' own; those of the graph are kept.
        same: Entities that somebody decided to be one.
        different: Entities that somebody decided not to be one.
        typed: Entities whose type somebody decided; they join none of another type unless that is
            decided too, and it then has theirs.

    Raises:
        ArticleError: Two extractions have the same article id.
    """
    resolver = Resolver(same=same, different=different, typed=typed)
    for extraction in extractions:
        resolver.add(extraction)
    return resolver.graph()


class Resolver:
    """Articles' entities on the way to becoming the graph's.

    Args:
        same: Entities that somebody decided to be one.
        different: Entities that somebody decided not to be one.
        typed: Entities whose type somebody decided.
    """

    def __init__(
        self,
        *,
        same: Iterable[Pair] = (),
        different: Iterable[Pair] = (),
        typed: Iterable[Local] = (),
    ) -> None:
        self._decisions = _Decisions(same, different)
        self._typed = frozenset(typed)
        self._extractions: dict[str, Extraction] = {}
        self._identities: dict[Local, Identity] = {}
        self._company: dict[str, tuple[frozenset[Key], ...]] = {}
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
        self._alone: dict[Group, Cluster] = {}
        self._assembler = Assembler()

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
        named = (_known_by(each) for each in identities if not each.is_reporter)
        self._company[article] = tuple(filter(None, named))
        for key in chain.from_iterable(self._company[article]):
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
        likenesses = sorted(
            chain(self._decided(), *self._likenesses.values()),
            key=lambda each: (-each.score, each.one.key, each.other.key, each.rule),
        )
        groups = dict.fromkeys(self._group_of.values())
        typed = {self._group_of[local] for local in self._typed if local in self._group_of}
        clusters = join_groups(groups, likenesses, self._opponents(), typed, self._alone)
        self._alone = {each.groups[0]: each for each in clusters if len(each.groups) == 1}
        made = self._assembler.assemble(clusters, self._extractions.values(), self._in_words)
        return KnowledgeGraph(
            made.extractions,
            made.entities,
            made.merges,
            doubts=self._doubts(likenesses, made.ids),
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
        shown = ", ".join(dict.fromkeys(names))
        return (*likeness.evidence, *([f"with {shown}"] if names else []))


def _root(parents: Mapping[Local, Local], member: Local) -> Local:
    while (parent := parents.get(member, member)) != member:
        member = parent
    return member


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


def _known_by(identity: Identity) -> frozenset[Key]:
    return frozenset((identity.type, iri) for iri in identity.links) or identity.keys


def _weightiest_member(group: Group) -> Local:
    return min(group.members, key=lambda each: (-each.weight, each.local)).local
