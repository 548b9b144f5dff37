"""Which things of two graphs are the same thing, told by what they share, not by their ids.

An entity's id changes when its smallest key does, and a claim's when one of its words does. What
stays is where they stand: the same words of the same article.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from graphbuild.graph import KnowledgeGraph
from graphbuild.model import Article, Claim, MentionKind, Spans

Unit = Hashable
Holdings = Iterable[tuple[Unit, str]]
"""Pairs of something that can be shared and the id of what has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matches:
    """What in one graph is what in another.

    Attributes:
        forward: To each id of the first graph, the id of the second that shares most with it.
        backward: The other way round.
    """

    forward: Mapping[str, str]
    backward: Mapping[str, str]

    @property
    def pairs(self) -> dict[str, str]:
        """What is one thing: each shares most with the other."""
        return {one: other for one, other in self.forward.items() if self.is_pair(one, other)}

    def is_pair(self, one: str, other: str) -> bool:
        """Whether both share most with each other."""
        return self.forward.get(one) == other and self.backward.get(other) == one

    def are_near(self, one: str | None, other: str | None) -> bool:
        """Whether they are one thing, or one is a part of the other; nothing is near to nothing."""
        if one is None or other is None:
            return one is other
        return self.forward.get(one) == other or self.backward.get(other) == one

    @property
    def joined(self) -> Iterator[tuple[tuple[str, ...], str]]:
        """What of the first graph went into one thing of the second: two or more of them."""
        return _gathered(self.forward, self.backward)

    @property
    def parted(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """What of the first graph became two things or more of the second."""
        return ((one, others) for others, one in _gathered(self.backward, self.forward))


def _gathered(
    there: Mapping[str, str], back: Mapping[str, str]
) -> Iterator[tuple[tuple[str, ...], str]]:
    parts: dict[str, set[str]] = defaultdict(set)
    for part, whole in there.items():
        parts[whole] |= {part, back[whole]}
    return (
        (tuple(sorted(found)), whole) for whole, found in sorted(parts.items()) if len(found) > 1
    )


def match(before: Holdings, after: Holdings, known: Iterable[str] = ()) -> Matches:
    """Return what shares most.

    Args:
        before: What the first graph's things have.
        after: What the second's have.
        known: Ids of both graphs; things that share nothing are one if they have one id.
    """
    shared = Counter(_common(before, after))
    forward, backward = _best(shared), _best({(b, a): n for (a, b), n in shared.items()})
    alone = {each: each for each in known if each not in forward and each not in backward}
    return Matches(forward=forward | alone, backward=backward | alone)


def _common(before: Holdings, after: Holdings) -> Iterator[tuple[str, str]]:
    owners: dict[Unit, set[str]] = defaultdict(set)
    for unit, owner in before:
        owners[unit].add(owner)
    for unit, other in set(after):
        yield from ((owner, other) for owner in owners.get(unit, ()))


def _best(shared: Mapping[tuple[str, str], int]) -> dict[str, str]:
    """Return the other that shares most with each, of several the one with its id, else the last.

    The order is the same whichever of the two graphs is the first.
    """
    ranked = sorted(shared.items(), key=lambda item: (item[1], item[0][0] == item[0][1], item[0]))
    return {one: other for (one, other), _ in ranked}


# ------------------------------------------------------------------ what is shared
def match_entities(before: KnowledgeGraph, after: KnowledgeGraph) -> Matches:
    """Return which entities are one: those that the same names in the same articles mean."""
    corrected = corrected_articles(before, after)
    return match(
        _names(before, corrected),
        _names(after, corrected),
        before.entities.keys() & after.entities.keys(),
    )


def _names(graph: KnowledgeGraph, corrected: frozenset[str]) -> Iterator[tuple[Unit, str]]:
    for article, mention in graph.mentions:
        if mention.kind is MentionKind.NAME:
            spans = ((mention.start, mention.end),)
            yield (article.id, _place(article, spans, corrected)), mention.entity


def match_claims(before: KnowledgeGraph, after: KnowledgeGraph) -> Matches:
    """Return which claims are one: those with the same cue or the same content."""
    corrected = corrected_articles(before, after)
    return match(_parts(before, corrected), _parts(after, corrected))


def _parts(graph: KnowledgeGraph, corrected: frozenset[str]) -> Iterator[tuple[Unit, str]]:
    for article, claim in graph.claims:
        yield claim.id, claim.id
        for name, spans in _told_by(claim):
            yield (article.id, name, _place(article, spans, corrected)), claim.id


def _told_by(claim: Claim) -> tuple[tuple[str, Spans], ...]:
    """Return cue and content; in two claims of one cue, it is the content that tells."""
    return (("content", claim.content), ("cue", claim.cue))


def _place(article: Article, spans: Spans, corrected: frozenset[str]) -> Unit:
    """Return where spans are; in an article whose text changed, what they say."""
    if article.id in corrected:
        return " … ".join(" ".join(article.text[start:end].split()) for start, end in spans)
    return spans


def corrected_articles(before: KnowledgeGraph, after: KnowledgeGraph) -> frozenset[str]:
    """Return the ids of articles that both graphs have, with different texts."""
    common = before.extractions.keys() & after.extractions.keys()
    return frozenset(
        each
        for each in common
        if before.extractions[each].article.text != after.extractions[each].article.text
    )
