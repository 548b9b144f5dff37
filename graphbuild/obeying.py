"""Extractions as a person decided, before they become a graph.

Every decision is found in the extractions as they were made, so that neither the order of
decisions nor their number counts. What fits nothing is told, and kept for when it fits again.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TypeVar

from graphbuild.anchors import Anchors, folded, linked_entities
from graphbuild.decisions import (
    ClaimRight,
    ClaimWrong,
    Decision,
    Decisions,
    Different,
    EntityAnchor,
    NameAnchor,
    OfType,
    Same,
    Speaker,
    Tie,
    check_consistent,
    shown_anchor,
)
from graphbuild.errors import AnchorError, DecisionError
from graphbuild.facts import WIKIDATA
from graphbuild.judgements import Local
from graphbuild.model import Claim, Entity, EntityType, Extraction, Link, Mention

RULE, SCORE = "decision", 1.0

Node = Local | str
"""An article's entity, or a Wikidata id."""

ClaimKey = tuple[str, str]
"""An article's id, and that of a claim in it."""

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


@dataclass(frozen=True, slots=True, kw_only=True)
class Obeyed:
    """Extractions as a person decided, and what the resolver is to obey.

    Attributes:
        extractions: In the order of the articles' ids.
        same, different: Pairs of entities that are one, or aren't; the smaller first.
        typed: Entities whose type is decided, though it be the one that they had.
        claims: Those that something is decided on, by their article's id and their own.
        stale: A message for each decision that fits nothing, with its file and line.
    """

    extractions: tuple[Extraction, ...]
    same: tuple[tuple[Local, Local], ...] = ()
    different: tuple[tuple[Local, Local], ...] = ()
    typed: tuple[Local, ...] = ()
    claims: frozenset[ClaimKey] = frozenset()
    stale: tuple[str, ...] = ()


def obey(extractions: Iterable[Extraction], decisions: Decisions) -> Obeyed:
    """Return *extractions* as *decisions* say.

    Entities get the decided type, with their mentions. Claims are dropped, or get another
    speaker. An entity that is said to be the same as a Wikidata id is linked to it, one that is
    said to be different loses that link.

    Raises:
        DecisionError: Decisions contradict each other.
    """
    ordered = tuple(sorted(extractions, key=lambda each: each.article.id))
    if not decisions.entries:
        return Obeyed(extractions=ordered)
    found = _find(decisions, ordered)
    groups = _groups(found.same)
    linked = _with_links(ordered, found, groups)
    types = _types(linked, found, groups)
    typed = _with_types(linked, found, types)
    return Obeyed(
        extractions=tuple(_with_claims(each, found) for each in typed),
        same=_pairs_of_same(groups, linked),
        different=_pairs_of_different(found.different, linked),
        typed=tuple(sorted(types)),
        claims=frozenset(found.verdicts.keys() | found.speakers.keys()),
        stale=tuple(found.stale),
    )


# ------------------------------------------------------------------ what decisions mean
@dataclass(frozen=True, slots=True)
class _Found:
    """Decisions with what they mean in the extractions, each with its place in the file."""

    same: list[Tie[Node]] = field(default_factory=list)
    different: list[Tie[Node]] = field(default_factory=list)
    types: dict[Node, tuple[EntityType, str | None]] = field(default_factory=dict)
    named: dict[str, tuple[EntityType, str | None]] = field(default_factory=dict)
    verdicts: dict[ClaimKey, tuple[bool, str | None]] = field(default_factory=dict)
    speakers: dict[ClaimKey, tuple[str | None, str | None]] = field(default_factory=dict)
    stale: list[str] = field(default_factory=list)


def _find(decisions: Decisions, extractions: Sequence[Extraction]) -> _Found:
    anchors, found = Anchors(extractions), _Found()
    for decision in decisions.entries:
        try:
            _add(decision, anchors, found)
        except AnchorError as error:
            found.stale.append(f"{decision.where}: not obeyed, but kept: {error}.")
    check_consistent(found.same, found.different, shown=anchors.shown)
    return found


def _add(decision: Decision, anchors: Anchors, found: _Found) -> None:
    match decision:
        case Same(one=one, other=other, where=where):
            found.same.append((_node(one, anchors), _node(other, anchors), where))
        case Different(one=one, other=other, where=where):
            found.different.append((*_two_nodes(one, other, anchors), where))
        case OfType(entity=NameAnchor(article=None, title=None) as name, type=entity_type):
            _settle(found.named, _known_name(name, anchors), (entity_type, decision.where))
        case OfType(entity=entity, type=entity_type, where=where):
            _settle(found.types, _node(entity, anchors), (entity_type, where))
        case ClaimRight(claim=claim, where=where):
            _settle(found.verdicts, anchors.find_claim(claim), (True, where))
        case ClaimWrong(claim=claim, where=where):
            _settle(found.verdicts, anchors.find_claim(claim), (False, where))
        case Speaker(claim=claim, speaker=speaker, where=where):
            key = anchors.find_claim(claim)
            _settle(found.speakers, key, (_speaker(speaker, key[0], anchors), where))


def _speaker(speaker: NameAnchor | None, article: str, anchors: Anchors) -> str | None:
    if speaker is None:
        return None
    return anchors.find_entity(replace(speaker, article=article))[1]


def _known_name(anchor: NameAnchor, anchors: Anchors) -> str:
    if not anchors.has_name(anchor.name):
        raise AnchorError(f"no entity is called '{anchor.name}'")
    return folded(anchor.name)


def _node(anchor: EntityAnchor, anchors: Anchors) -> Node:
    return anchor if isinstance(anchor, str) else anchors.find_entity(anchor)


def _two_nodes(one: EntityAnchor, other: EntityAnchor, anchors: Anchors) -> tuple[Node, Node]:
    nodes = _node(one, anchors), _node(other, anchors)
    if nodes[0] == nodes[1]:
        raise AnchorError(
            f"{shown_anchor(one)} and {shown_anchor(other)} are one entity within the article, "
            "which can't be split"
        )
    return nodes


def _settle(settled: dict[K, tuple[V, str | None]], key: K, decided: tuple[V, str | None]) -> None:
    """Add what is *decided* on an entity or claim.

    Raises:
        DecisionError: Something else is decided on it elsewhere.
    """
    value, where = settled.setdefault(key, decided)
    if value != decided[0]:
        raise DecisionError(
            f"{decided[1]}: contradicts {where} on the same entity or claim. "
            "Delete one of these lines."
        )


# ------------------------------------------------------------------ groups
Groups = Mapping[Node, frozenset[Node]]
"""Everything that is decided to be the same as something, with all that it is the same as."""


def _groups(same: Iterable[Tie[Node]]) -> Groups:
    members: dict[Node, set[Node]] = {}
    for one, other, _ in same:
        smaller, larger = sorted((members.get(one, {one}), members.get(other, {other})), key=len)
        larger |= smaller
        members.update(dict.fromkeys(larger, larger))
    frozen = {id(each): frozenset(each) for each in members.values()}
    return {node: frozen[id(each)] for node, each in members.items()}


def _group(node: Node, groups: Groups) -> frozenset[Node]:
    return groups.get(node, frozenset({node}))


def _locals(group: Iterable[Node], linked: Mapping[str, Sequence[Local]]) -> list[Local]:
    """Return the articles' entities in *group*, with those linked to its Wikidata ids."""
    found: set[Local] = set()
    for node in group:
        found.update(linked.get(node, ()) if isinstance(node, str) else (node,))
    return sorted(found)


# ------------------------------------------------------------------ entities
def _with_links(
    extractions: Sequence[Extraction], found: _Found, groups: Groups
) -> tuple[Extraction, ...]:
    """Return *extractions* with links to what entities are said to be, without other links."""
    gained: dict[Local, set[str]] = defaultdict(set)
    lost: dict[Local, set[str]] = defaultdict(set)
    for group in groups.values():
        _link(group, group, gained)
    for one, other, _ in found.different:
        _link(_group(one, groups), _group(other, groups), lost)
        _link(_group(other, groups), _group(one, groups), lost)

    def decided(local: Local, entity: Entity) -> Entity:
        return _linked(_unlinked(entity, lost.get(local, ())), gained.get(local, ()))

    return _changed(extractions, gained.keys() | lost.keys(), decided)


def _link(group: Iterable[Node], others: Iterable[Node], links: dict[Local, set[str]]) -> None:
    ids = {each for each in others if isinstance(each, str)}
    for node in group:
        if ids and not isinstance(node, str):
            links[node] |= ids


def _linked(entity: Entity, ids: Iterable[str]) -> Entity:
    """Return *entity* linked to *ids*; what another link brought is gone."""
    iris = sorted(WIKIDATA + each for each in ids)
    if set(iris) <= set(entity.same_as):
        return entity
    others = tuple(link for link in entity.links if link.iri not in iris)
    links = tuple(Link(iri=iri, rule=RULE, score=SCORE) for iri in iris)
    return replace(_without_knowledge(entity), links=(*links, *others), same_as=tuple(iris))


def _unlinked(entity: Entity, ids: Iterable[str]) -> Entity:
    iris = {WIKIDATA + each for each in ids}
    others = tuple(link for link in entity.links if link.iri not in iris)
    if iris.isdisjoint(entity.same_as):
        return replace(entity, links=others)
    return replace(_without_knowledge(entity), links=others, same_as=())


def _without_knowledge(entity: Entity) -> Entity:
    """Return *entity* without what is known of the thing that it was linked to."""
    return replace(
        entity,
        lat=None,
        lon=None,
        part_of=(),
        country=None,
        population=None,
        background=None,
    )


def _types(
    extractions: Sequence[Extraction], found: _Found, groups: Groups
) -> dict[Local, tuple[EntityType, str | None]]:
    """Return the decided types, each with the place of the decision.

    What is decided on an article's entity goes before what is on all that are linked to an id,
    and that before what is on all that are called so; also for whatever is the same as it.

    Raises:
        DecisionError: What is said to be the same gets two types.
    """
    named, linked = _named_entities(extractions, found.named), linked_entities(extractions)
    types = {local: found.named[name] for name, called in named.items() for local in called}
    for node in sorted(found.types, key=lambda node: (not isinstance(node, str), node)):
        types.update(dict.fromkeys(_locals([node], linked), found.types[node]))
    for group in sorted(set(groups.values()), key=repr):
        decided = [found.types[node] for node in group if node in found.types]
        typed = [each for each in _locals(group, linked) if each in types]
        one_type = _only(decided or [types[each] for each in typed])
        types.update((each, one_type) for each in typed if one_type)
    return types


def _only(decided: Iterable[tuple[EntityType, str | None]]) -> tuple[EntityType, str | None] | None:
    settled: dict[str, tuple[EntityType, str | None]] = {}
    for each in sorted(decided, key=repr):
        _settle(settled, "type", each)
    return settled.get("type")


def _named_entities(
    extractions: Iterable[Extraction], names: Iterable[str]
) -> Mapping[str, list[Local]]:
    """Return the entities that are called so, in whatever article, by their folded names."""
    found: dict[str, list[Local]] = {name: [] for name in names}
    for each in extractions if found else ():
        for entity in each.entities:
            if (name := folded(entity.name)) in found:
                found[name].append((each.article.id, entity.id))
    return found


def _with_types(
    extractions: Sequence[Extraction],
    found: _Found,
    types: Mapping[Local, tuple[EntityType, str | None]],
) -> tuple[Extraction, ...]:
    """Return *extractions* with the decided types, without links made for another one.

    A link stays that somebody decided, or to an id whose type is decided.
    """

    def decided(local: Local, entity: Entity) -> Entity:
        entity_type = types[local][0]
        if entity.type is entity_type or _is_link_decided(entity, found):
            return replace(entity, type=entity_type)
        return replace(_without_knowledge(entity), type=entity_type, links=(), same_as=())

    return _changed(extractions, types, decided)


def _is_link_decided(entity: Entity, found: _Found) -> bool:
    linked = {link.iri for link in entity.links if link.rule == RULE}
    named = {f"{WIKIDATA}{node}" for node in found.types if isinstance(node, str)}
    return not linked.union(named).isdisjoint(entity.same_as)


def _changed(
    extractions: Iterable[Extraction],
    subjects: Iterable[Local],
    change: Callable[[Local, Entity], Entity],
) -> tuple[Extraction, ...]:
    """Return *extractions* with what *change* makes of the entities that are its *subjects*."""
    by_article: dict[str, set[str]] = defaultdict(set)
    for article, entity in subjects:
        by_article[article].add(entity)

    def changed(extraction: Extraction) -> Extraction:
        article = extraction.article.id
        if article not in by_article:
            return extraction
        entities = {
            each.id: change((article, each.id), each) if each.id in by_article[article] else each
            for each in extraction.entities
        }
        mentions = (_with_type_of(each, entities[each.entity]) for each in extraction.mentions)
        return replace(extraction, entities=tuple(entities.values()), mentions=tuple(mentions))

    return tuple(map(changed, extractions))


def _with_type_of(mention: Mention, entity: Entity) -> Mention:
    """Return *mention* with its entity's type; only places stand for those who act for them."""
    if mention.type is entity.type:
        return mention
    is_place = entity.type is EntityType.LOCATION
    return replace(mention, type=entity.type, metonymic=mention.metonymic and is_place)


# ------------------------------------------------------------------ claims
def _with_claims(extraction: Extraction, found: _Found) -> Extraction:
    """Return *extraction* without wrong claims and what they hold, and with the right speakers."""
    article = extraction.article.id
    keys = {each.id: (article, each.id) for each in extraction.claims}
    if not any(key in found.verdicts or key in found.speakers for key in keys.values()):
        return extraction
    wrong = {each for each, key in keys.items() if found.verdicts.get(key, (True,))[0] is False}
    return replace(
        extraction,
        claims=tuple(
            _decided_claim(each, keys[each.id], found)
            for each in extraction.claims
            if each.id not in wrong
        ),
        relations=tuple(each for each in extraction.relations if each.claim not in wrong),
    )


def _decided_claim(claim: Claim, key: ClaimKey, found: _Found) -> Claim:
    if key in found.speakers:
        return replace(claim, speaker=found.speakers[key][0], rule=RULE, score=SCORE)
    return replace(claim, rule=RULE, score=SCORE) if key in found.verdicts else claim


# ------------------------------------------------------------------ pairs for the resolver
def _pairs_of_same(
    groups: Groups, extractions: Iterable[Extraction]
) -> tuple[tuple[Local, Local], ...]:
    linked = linked_entities(extractions)
    members = (_locals(group, linked) for group in set(groups.values()))
    return tuple(sorted(pair for each in members for pair in pairwise(each)))


def _pairs_of_different(
    different: Iterable[Tie[Node]], extractions: Iterable[Extraction]
) -> tuple[tuple[Local, Local], ...]:
    linked = linked_entities(extractions)
    pairs = {
        (min(one, other), max(one, other))
        for first, second, _ in different
        for one in _locals([first], linked)
        for other in _locals([second], linked)
        if one != other
    }
    return tuple(sorted(pairs))


class Verdicts:
    """Which entities are decided to be one, or not, with all that follows from it.

    Args:
        same: Pairs that are one.
        different: Pairs that aren't; none of them is one by *same*.
    """

    def __init__(
        self, same: Iterable[tuple[Local, Local]], different: Iterable[tuple[Local, Local]]
    ) -> None:
        self._above: dict[Local, Local] = {}
        self._apart: dict[Local, set[Local]] = defaultdict(set)
        for one, other in same:
            self.join(one, other)
        for one, other in different:
            self.part(one, other)

    def verdict(self, one: Local, other: Local) -> bool | None:
        """Return whether the two are one; None where that isn't decided."""
        first, second = self._top(one), self._top(other)
        if first == second:
            return True
        return False if second in self._apart[first] else None

    def join(self, one: Local, other: Local) -> None:
        """Add that the two are one."""
        first, second = self._top(one), self._top(other)
        if first == second:
            return
        self._above[second] = first
        for each in self._apart.pop(second, set()):
            self._apart[each].discard(second)
            self.part(first, each)

    def part(self, one: Local, other: Local) -> None:
        """Add that the two aren't one."""
        first, second = self._top(one), self._top(other)
        self._apart[first].add(second)
        self._apart[second].add(first)

    def _top(self, local: Local) -> Local:
        """Return the entity that stands for all that *local* is one with."""
        top = local
        while top in self._above:
            top = self._above[top]
        if top != local:
            self._above[local] = top
        return top
