"""Identities that have the same identifier or the same name: which of them are one.

A name goes with the identifier that most of its bearers have. People of one name who act for
different states are two, unless somebody has to do with both.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

from graphbuild.identities import Identity, Key
from graphbuild.judgements import Local
from graphbuild.model import EntityType

# From so many thousandths a link is sure, whatever other articles hold.
SURE = 900
# Such a share of its bearers' links makes a name that of one thing.
AGREED = 0.75

Company = Callable[[str], tuple[frozenset[Key], ...]]
"""An article's id to what it names but for the media, each by all its keys."""


@dataclass(frozen=True, eq=False)
class Group:
    """Identities of one type that are one by their links or names; compared as objects.

    Attributes:
        members: In the order of their articles.
    """

    members: tuple[Identity, ...]

    @cached_property
    def type(self) -> EntityType:
        """The type of all members."""
        return self.members[0].type

    @cached_property
    def key(self) -> Local:
        """The first of its members."""
        return self.members[0].local

    @cached_property
    def articles(self) -> frozenset[str]:
        """The ids of the articles that name it."""
        return frozenset(each.local[0] for each in self.members)

    @cached_property
    def links(self) -> frozenset[str]:
        """The identifiers that its articles give it."""
        return _all(each.links for each in self.members)

    @cached_property
    def states(self) -> frozenset[str]:
        """The states that its articles have it be of."""
        return _all(each.states for each in self.members)

    @cached_property
    def offices(self) -> frozenset[str]:
        """The titles that its articles give it."""
        return _all(each.offices for each in self.members)

    @cached_property
    def keys(self) -> frozenset[Key]:
        """All names of its members that tell it apart."""
        return frozenset(key for each in self.members for key in each.keys)

    @cached_property
    def names(self) -> frozenset[str]:
        """The names that its articles give it first."""
        return frozenset(each.entity.name for each in self.members)

    @cached_property
    def weight(self) -> int:
        """How many mentions and claims hang on it."""
        return sum(each.weight for each in self.members)

    @cached_property
    def is_bare(self) -> bool:
        """Whether it is a person whom no article of it gives a full name."""
        return all(each.is_bare for each in self.members)


def contradict(one: Set[str], other: Set[str]) -> bool:
    """Whether two sets of states are known and have none in common."""
    return bool(one and other) and one.isdisjoint(other)


def _all(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset(value for each in sets for value in each)


# ------------------------------------------------------------------ links
class Bearers:
    """What the bearers of one name are linked to; grows as articles come.

    Attributes:
        links: Identifiers that some bearer has, to the sureness of such bearers added up.
        states: Such identifiers to the states that those who have them are of.
        other_names: Other names of those without link, to how many have them.
    """

    def __init__(self) -> None:
        self.links: Counter[frozenset[str]] = Counter()
        self.states: defaultdict[frozenset[str], set[str]] = defaultdict(set)
        self.other_names: Counter[Key] = Counter()

    def add(self, identity: Identity, name: Key) -> None:
        """Count one more bearer of *name*."""
        if identity.links:
            self.links[identity.links] += max(identity.sureness, 1)
            self.states[identity.links] |= identity.states
        else:
            self.other_names.update(identity.keys - {name})


def anchors(identity: Identity, bearers: Mapping[Key, Bearers]) -> frozenset[Key]:
    """Return what *identity* is one with all others by: identifiers, else its names.

    A name without link takes the identifier that nearly all its bearers have, and a body's
    doubtful link yields to the one that its name mostly has, unless that belongs to another state.
    """
    own = frozenset((identity.type, iri) for iri in identity.links) or identity.keys
    if not may_change(identity):
        return own
    links, states = _links_of(identity.keys, bearers)
    if not links:
        return own
    best = _agreeing(links)
    share = sum(links[each] for each in best) / links.total()
    their = {state for each in best for state in states[each]}
    if contradict(their, identity.states) or (not identity.links and share < AGREED):
        return own
    return frozenset((identity.type, iri) for each in best for iri in each)


def _links_of(
    names: frozenset[Key], bearers: Mapping[Key, Bearers]
) -> tuple[Counter[frozenset[str]], Mapping[frozenset[str], set[str]]]:
    """Return what bearers of *names* are linked to, or of names that others bear beside them."""
    links: Counter[frozenset[str]] = Counter()
    states: defaultdict[frozenset[str], set[str]] = defaultdict(set)
    beside: Counter[Key] = Counter()
    for name in names:
        links.update(bearers[name].links)
        beside.update(bearers[name].other_names)
        for iris, found in bearers[name].states.items():
            states[iris] |= found
    for name in beside.keys() - names:
        known, number = bearers[name], beside[name]
        for iris in _agreeing(known.links) if known.links else ():
            links[iris] += number * SURE
            states[iris] |= known.states[iris]
    return links, states


def _agreeing(links: Counter[frozenset[str]]) -> set[frozenset[str]]:
    """Return the weightiest identifiers, with those that share one with them."""
    best = min(links, key=lambda iris: (-links[iris], sorted(iris)))
    found, known = {best}, set(best)
    while more := {iris for iris in links if iris not in found and not known.isdisjoint(iris)}:
        found |= more
        known.update(*more)
    return found


def may_change(identity: Identity) -> bool:
    """Whether what other bearers of its names are linked to may decide what it is."""
    is_doubtful = identity.type is EntityType.ORGANIZATION and identity.sureness < SURE
    return not identity.links or is_doubtful


# ------------------------------------------------------------------ namesakes
def part_different(
    members: Sequence[Identity], units: Mapping[Local, Local], different: Set[frozenset[Local]]
) -> list[list[Identity]]:
    """Return *members* in as few parts as keep apart what somebody decided to be different.

    Those of whom nothing is decided stay with the first part.

    Args:
        members: In the order of their articles.
        units: To each member of a decision the one that stands for those decided to be the same.
        different: Pairs of such units.
    """
    parts: list[set[Local]] = [set()]
    number_of: dict[Local, int] = {}
    for unit in dict.fromkeys(units[each.local] for each in members if each.local in units):
        fits = (
            number
            for number, part in enumerate(parts)
            if all(frozenset({unit, other}) not in different for other in part)
        )
        number_of[unit] = next(fits, len(parts))
        parts.extend([set()] if number_of[unit] == len(parts) else [])
        parts[number_of[unit]].add(unit)
    found: list[list[Identity]] = [[] for _ in parts]
    for each in members:
        found[number_of.get(units.get(each.local, each.local), 0)].append(each)
    return found


def split_namesakes(members: Sequence[Identity], company: Company) -> list[Group]:
    """Return the people that *members*, who share names, are.

    Those in common company or of one state are one. Where that leaves people of different
    states, they are different people; else all are one.

    Args:
        members: Of one type, connected by what they are anchored to.
        company: What each article names.
    """
    if members[0].type is not EntityType.PERSON or any(each.links for each in members):
        return [Group(tuple(members))]
    if len({state for each in members for state in each.states}) < 2:
        return [Group(tuple(members))]
    own = {key for each in members for key in each.keys}
    circles = connected(members, lambda each: _acquaintance(each, company) - own)
    groups = [Group(tuple(circle)) for circle in circles]
    is_parted = sum(bool(group.states) for group in groups) > 1
    return groups if is_parted else [Group(tuple(members))]


def _acquaintance(identity: Identity, company: Company) -> set[Key]:
    """Return the states, people and bodies that *identity* has to do with in its article."""
    named = (key for keys in company(identity.local[0]) for key in keys)
    known = {key for key in named if key[0] is not EntityType.LOCATION}
    return known | {(EntityType.LOCATION, state) for state in identity.states}


def connected(
    members: Iterable[Identity], keys: Callable[[Identity], Iterable[Key]]
) -> list[list[Identity]]:
    """Return *members* in lists of those whose keys connect them, each in the order given."""
    at: dict[Key, int] = {}
    roots: list[int] = []
    for number, member in enumerate(ordered := list(members)):
        roots.append(number)
        for key in keys(member):
            roots[_root(roots, number)] = _root(roots, at.setdefault(key, number))
    circles: defaultdict[int, list[Identity]] = defaultdict(list)
    for number, member in enumerate(ordered):
        circles[_root(roots, number)].append(member)
    return list(circles.values())


def _root(roots: list[int], number: int) -> int:
    while roots[number] != number:
        roots[number] = roots[roots[number]]
        number = roots[number]
    return number
