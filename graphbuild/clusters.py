"""Groups joined to the entities of the graph, by what is judged of them."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from types import MappingProxyType

from graphbuild.groups import Group
from graphbuild.identities import Identity
from graphbuild.judgements import Local
from graphbuild.likenesses import JOINED, Likeness, heaviest_first
from graphbuild.model import EntityType

DECISION = "decision"


@dataclass(frozen=True, eq=False)
class Cluster:
    """Groups that are one entity.

    Attributes:
        groups: The one that gives the entity its type first.
        whys: To each other group the judgement that it is in by.
    """

    groups: tuple[Group, ...]
    whys: Mapping[Group, Likeness]

    @property
    def type(self) -> EntityType:
        """The type of the group that most articles name, or that somebody decided."""
        return self.groups[0].type

    @cached_property
    def key(self) -> Local:
        """The smallest of its members."""
        return min(group.key for group in self.groups)

    @cached_property
    def links(self) -> Sequence[str]:
        """Its identifiers, the smallest first."""
        return sorted(iri for group in self.groups for iri in group.links)

    @cached_property
    def smallest_name(self) -> str:
        """The smallest name that tells it, of who has none the smallest bare name."""
        names = {name for group in self.groups for _, name in group.keys}
        return min(names or {each.bare_name for each in self.members})

    @cached_property
    def members(self) -> Sequence[Identity]:
        """All identities, in the order of their articles."""
        if len(self.groups) == 1:
            return self.groups[0].members
        found = chain.from_iterable(group.members for group in self.groups)
        return sorted(found, key=lambda each: each.local)


def join_groups(
    groups: Iterable[Group],
    likenesses: Sequence[Likeness],
    opponents: Mapping[Group, set[Group]],
    typed: Set[Group] = frozenset(),
    alone: Mapping[Group, Cluster] = MappingProxyType({}),
) -> list[Cluster]:
    """Return *groups* joined by those judgements that are sure enough, the surest first.

    Args:
        groups: All groups.
        likenesses: Judgements on pairs of them, those of the highest score first.
        opponents: To a group those that somebody decided to be different.
        typed: Those whose type somebody decided.
        alone: Clusters of one group each that are known.
    """
    joining = _Joining(opponents, typed)
    whys: dict[Group, Likeness] = {}
    for each in likenesses:
        if each.score >= JOINED and joining.join(each):
            whys.setdefault(each.one, each)
            whys.setdefault(each.other, each)
    found = []
    for together in joining.sets(groups):
        if len(together) == 1:
            (group,) = together
            found.append(alone.get(group) or Cluster((group,), {}))
        else:
            ordered = sorted(heaviest_first(together), key=lambda each: each not in typed)
            found.append(Cluster(tuple(ordered), {group: whys[group] for group in ordered[1:]}))
    return found


class _Joining:
    """Groups being joined: never two of different identifiers, nor what is decided to be two.

    One whose type is decided joins those of this type alone, unless that is decided too.
    """

    def __init__(self, opponents: Mapping[Group, set[Group]], typed: Set[Group]) -> None:
        self._opponents = opponents
        self._typed = typed
        self._parents: dict[Group, Group] = {}
        self._sets: dict[Group, set[Group]] = {}

    def join(self, likeness: Likeness) -> bool:
        """Join the two groups of *likeness*; return whether they are one then."""
        one, other = self._find(likeness.one), self._find(likeness.other)
        if one is other:
            return True
        left, right = self._set(one), self._set(other)
        if likeness.rule != DECISION and (
            _are_linked_apart(left, right) or self._are_typed_apart(left, right)
        ):
            return False
        if any(self._opponents.get(group, set()) & right for group in left):
            return False
        self._parents[other] = one
        self._sets[one] = left | right
        return True

    def _are_typed_apart(self, one: Set[Group], other: Set[Group]) -> bool:
        """Whether somebody decided the type of one, and the other would bring another type."""
        left, right = ({group.type for group in groups} for groups in (one, other))
        is_mixed = not (left <= right or right <= left)
        return is_mixed and not self._typed.isdisjoint(one | other)

    def sets(self, groups: Iterable[Group]) -> list[set[Group]]:
        """Return *groups* in sets of those that are one."""
        return [self._set(group) for group in groups if self._find(group) is group]

    def _set(self, root: Group) -> set[Group]:
        return self._sets.get(root, {root})

    def _find(self, group: Group) -> Group:
        while (parent := self._parents.get(group, group)) is not group:
            group = parent
        return group


def _are_linked_apart(one: Iterable[Group], other: Iterable[Group]) -> bool:
    """Whether both have identifiers, and none in common."""
    left = {iri for group in one for iri in group.links}
    right = {iri for group in other for iri in group.links}
    return bool(left and right) and left.isdisjoint(right)
