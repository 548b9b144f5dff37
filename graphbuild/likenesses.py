"""How probably two groups are one whose names are alike, and what speaks for it.

What is in a block decides alone, so that a block is judged anew only when one of its groups has
changed.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

from graphbuild.blocks import (
    ACRONYMS,
    NAMESAKES,
    NEAR_NAMES,
    OTHER_TYPES,
    PUBLIC_BODIES,
    SURNAMES,
    Block,
    full_names,
    middle_names,
    own_acronyms,
)
from graphbuild.groups import Company, Group, contradict
from graphbuild.identities import Key
from graphbuild.model import EntityType
from graphbuild.names import fold
from graphbuild.variants import is_misspelt, may_be_transliterated, same_given

# From JOINED on two groups are held to be one; from DOUBTFUL on they are worth a look.
JOINED, DOUBTFUL = 0.6, 0.25
# So many places in common make two articles be on the same matter.
SAME_MATTER = 3
# Who has so many times the weight of all namesakes is meant by the bare surname.
PROMINENT = 5
# So many of the rivals for one name are worth a look, the weightiest.
MAX_RIVALS = 3
SHOWN = 4

# What a rule is worth where the groups keep company or hold one office, and where they don't.
SCORES = {
    "same-name": (0.85, 0.5),
    "pet-form": (0.85, 0.5),
    "transliteration": (0.85, 0.55),
    "misspelt": (0.75, 0.45),
    "initials": (0.75, 0.4),
    "other-surname": (0.7, 0.35),
    "acronym": (0.75, 0.4),
    "public-body": (0.5, 0.3),
    "surname": (0.75, 0.35),
}
BARE_NAME, UNKNOWN_NAME, PROMINENT_SURNAME, RIVAL = 0.7, 0.5, 0.7, 0.5
NAMESAKE, OTHER_STATE = 0.6, 0.3
OTHER_TYPE, UNSURE_TYPE = 0.7, 0.5


@dataclass(frozen=True, eq=False)
class Likeness:
    """A judgement on two groups.

    Attributes:
        score: How probably they are one.
        evidence: What speaks for it and against, in words.
        company: What both are named with, those that tell most first.
    """

    one: Group
    other: Group
    rule: str
    score: float
    evidence: tuple[str, ...]
    company: tuple[Key, ...] = ()


@dataclass(frozen=True, slots=True)
class Support:
    """What two groups have in common beside their names: offices, and whom they are named with."""

    offices: tuple[str, ...]
    company: tuple[Key, ...]

    def __bool__(self) -> bool:
        return bool(self.offices or self.company)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What groups are named together with.

    Attributes:
        company: An article's id to what it names, each by all its keys.
        naming: A key to the ids of the articles that name it.
    """

    company: Company
    naming: Callable[[Key], Collection[str]]

    def shared(self, one: Group, other: Group) -> tuple[Key, ...]:
        """Return what both are named with, people and bodies before places.

        Nothing unless a person or body is among them, or several places: only then are their
        articles on one matter.
        """
        few, many = sorted((one, other), key=lambda group: (len(group.articles), group.key))
        own = one.keys | other.keys | _link_keys(one) | _link_keys(other)
        named = {keys for article in few.articles for keys in self.company(article)}
        found = {min(keys) for keys in named if keys.isdisjoint(own) and self._name(many, keys)}
        actors = sorted(key for key in found if key[0] is not EntityType.LOCATION)
        places = sorted(key for key in found if key[0] is EntityType.LOCATION)
        return (*actors, *places) if actors or len(places) >= SAME_MATTER else ()

    def _name(self, group: Group, keys: Iterable[Key]) -> bool:
        """Whether articles that name *group* name what has these keys."""
        return any(not group.articles.isdisjoint(self.naming(key)) for key in keys)

    def support(self, one: Group, other: Group) -> Support:
        """Return what two groups have in common beside their names."""
        offices = tuple(f"both {title}" for title in sorted(one.offices & other.offices))
        return Support(offices[:1], self.shared(one, other)[:SHOWN])


def find_likenesses(
    block: Block, groups: Sequence[Group], surroundings: Surroundings
) -> list[Likeness]:
    """Return the judgements on the *groups* of a block, which come ordered by their keys."""
    judge = _JUDGES[block[0]]
    return [each for each in judge(groups, surroundings) if each.score >= DOUBTFUL]


def _may_be_one(one: Group, other: Group) -> bool:
    """Whether no state, and no article that tells them apart, is against it."""
    return one.articles.isdisjoint(other.articles) and not contradict(one.states, other.states)


def _link_keys(group: Group) -> set[Key]:
    return {(group.type, iri) for iri in group.links}


def _judged(one: Group, other: Group, rule: str, support: Support, rivals: int = 1) -> Likeness:
    """Return the judgement by *rule*, with so many rivals that as much speaks for."""
    supported, bare = SCORES[rule]
    score = supported if support else bare
    return Likeness(
        one,
        other,
        rule,
        score if rivals == 1 else round(RIVAL / rivals, 3),
        (f"name {_name(one)}", *support.offices),
        support.company,
    )


# ------------------------------------------------------------------ people
def _namesakes(groups: Sequence[Group], _: Surroundings) -> Iterator[Likeness]:
    """Yield for people of one name, of several states: who is of none is the weightiest."""
    main = _weightiest(groups)
    for other in groups:
        if other is not main:
            is_parted = contradict(main.states, other.states)
            states = (f"states {', '.join(sorted(each.states))}" for each in (main, other))
            yield Likeness(
                main,
                other,
                "same-name",
                OTHER_STATE if is_parted else NAMESAKE,
                ("same name", *(states if is_parted else ["strange company"])),
            )


def _surnames(groups: Sequence[Group], surroundings: Surroundings) -> Iterator[Likeness]:
    """Yield for people known by one word whose full name it may be part of.

    With no full name anywhere, equal bare names in one company are one person. Of several people
    with that name it is the one in whose company it is, or who is far more spoken of.
    """
    bare = [group for group in groups if group.is_bare]
    owners = [group for group in groups if not group.is_bare]
    if not owners:
        for one, other in pairwise(bare):
            support = surroundings.support(one, other)
            score = BARE_NAME if support else UNKNOWN_NAME
            evidence = ("no full name anywhere", *support.offices)
            yield Likeness(one, other, "surname", score, evidence, support.company)
        return
    for group in bare:
        possible = [owner for owner in owners if _may_be_one(group, owner)]
        yield from _owner_of(group, possible, surroundings)


def _owner_of(
    bare: Group, owners: Sequence[Group], surroundings: Surroundings
) -> Iterator[Likeness]:
    supports = {owner: surroundings.support(bare, owner) for owner in owners}
    supported = [owner for owner in owners if supports[owner]]
    if not supported:
        yield from (
            _judged(bare, owner, "surname", supports[owner]) for owner in owners if len(owners) == 1
        )
        return
    main, *rest = heaviest_first(supported)
    for owner in (main, *rest[: MAX_RIVALS - 1]):
        judged = _judged(bare, owner, "surname", supports[owner], len(supported))
        if rest and owner is main and main.weight >= PROMINENT * sum(each.weight for each in rest):
            judged = replace(judged, score=PROMINENT_SURNAME)
        yield judged


def _near_names(groups: Sequence[Group], surroundings: Surroundings) -> Iterator[Likeness]:
    """Yield for people whose names differ in spelling, by a pet form or by initials."""
    pairs = [
        (one, other, rule, surroundings.support(one, other))
        for one, other in combinations(groups, 2)
        if not (one.links and other.links) and _may_be_one(one, other)
        if (rule := _nearness(one, other))
    ]
    # Whom the same initials may stand for.
    meant = Counter(
        group
        for one, other, rule, support in pairs
        for group in (one, other)
        if rule == "initials" and support and _has_initials(group)
    )
    for one, other, rule, support in pairs:
        rivals = max(meant[one], meant[other], 1) if rule == "initials" else 1
        yield _judged(one, other, rule, support, rivals)


def _nearness(one: Group, other: Group) -> str | None:
    """Return how two full names are alike, the closest way; None if they aren't."""
    pairs = [(left, right) for left in full_names(one) for right in full_names(other)]
    found = {rule for left, right in pairs if (rule := _likeness(left, right))}
    if found:
        return next(rule for rule in SCORES if rule in found)
    has_other = middle_names(one) & set(full_names(other)) or middle_names(other) & set(
        full_names(one)
    )
    return "other-surname" if has_other else None


def _likeness(left: tuple[str, str], right: tuple[str, str]) -> str | None:
    (given, surname), (second, last) = left, right
    if surname != last:
        is_given = given == second or may_be_transliterated(given, second)
        if is_given and may_be_transliterated(surname, last):
            return "transliteration"
        return "misspelt" if given == second and is_misspelt(surname, last) else None
    if given == second:
        return "same-name"
    if min(len(given), len(second)) == 1:
        return "initials" if given[0] == second[0] else None
    if same_given(given, second):
        return "pet-form"
    return "transliteration" if may_be_transliterated(given, second) else None


def _has_initials(group: Group) -> bool:
    return any(len(given) == 1 for given, _ in full_names(group))


# ------------------------------------------------------------------ bodies
def _acronyms(groups: Sequence[Group], surroundings: Surroundings) -> Iterator[Likeness]:
    """Yield for bodies that go by an acronym only, and those whose names have its initials."""
    short = [group for group in groups if own_acronyms(group)]
    long = [group for group in groups if not own_acronyms(group)]
    for group in short:
        yield from _only_one(group, long, "acronym", surroundings)


def _public_bodies(groups: Sequence[Group], surroundings: Surroundings) -> Iterator[Likeness]:
    """Yield for public bodies whose state isn't told, and those of known states."""
    unknown = [group for group in groups if not group.links and not group.states]
    known = [group for group in groups if group.states]
    for group in unknown:
        yield from _only_one(group, known, "public-body", surroundings)


def _only_one(
    group: Group, others: Sequence[Group], rule: str, surroundings: Surroundings
) -> Iterator[Likeness]:
    """Yield that *group* is the only one of the others in whose company it is."""
    possible = [other for other in others if not (group.links and other.links)]
    possible = [other for other in possible if _may_be_one(group, other)]
    supports = {other: surroundings.support(group, other) for other in possible}
    chosen = [other for other in possible if supports[other]] or possible
    for other in chosen:
        yield _judged(group, other, rule, supports[other], len(chosen))


# ------------------------------------------------------------------ types
def _other_types(groups: Sequence[Group], _: Surroundings) -> Iterator[Likeness]:
    """Yield for groups of one name that articles take for different sorts of things."""
    main = _weightiest(groups)
    for other in groups:
        if other.type is not main.type and not other.links and _may_be_one(main, other):
            is_sure = bool(main.links) or len(main.members) >= 2 * len(other.members)
            yield Likeness(
                main,
                other,
                "other-type",
                OTHER_TYPE if is_sure else UNSURE_TYPE,
                (f"name {_name(other)}", f"{main.type} in {len(main.members)} of the articles"),
            )


def _weightiest(groups: Sequence[Group]) -> Group:
    return heaviest_first(groups)[0]


def heaviest_first(groups: Collection[Group]) -> list[Group]:
    """Return *groups* by how many articles name them, whether they are linked, and their weight."""
    return sorted(groups, key=lambda each: (*_rank(each), each.key))


def _rank(group: Group) -> tuple[int, bool, int]:
    return -len(group.members), not group.links, -group.weight


def _name(group: Group) -> str:
    return fold(min(group.names))


_JUDGES: Mapping[str, Callable[[Sequence[Group], Surroundings], Iterator[Likeness]]] = {
    NAMESAKES: _namesakes,
    OTHER_TYPES: _other_types,
    SURNAMES: _surnames,
    NEAR_NAMES: _near_names,
    ACRONYMS: _acronyms,
    PUBLIC_BODIES: _public_bodies,
}
