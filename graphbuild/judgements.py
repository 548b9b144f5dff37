"""What is judged across articles: which entities, articles and claims belong together, and why.

A judgement is never a fact: each says which rule made it, with what score, and what decided.
"""

from dataclasses import dataclass
from enum import StrEnum

from graphbuild.model import Spans

Local = tuple[str, str]
"""An article's id, and the id of an entity within that article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """A judgement that an article's entity is one of the graph's entities.

    Attributes:
        article: Id of the article.
        local: Id of the entity within the article.
        entity: Id of the entity in the graph.
        rule: Why; score: how surely, 0 to 1.
        evidence: What decided, in words: "name sergei lavrov", "with Ukraine, Kherson".
    """

    article: str
    local: str
    entity: str
    rule: str
    score: float
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Entities of two articles of which it isn't certain whether they are one.

    Attributes:
        one, other: The entities; the smaller first.
        same: Whether the graph holds them to be one.
        rule: What speaks for it most; score: how probably they are one, 0 to 1.
        evidence: What speaks for and against, in words.
        weight: How many mentions and claims a wrong judgement puts in the wrong place.
    """

    one: Local
    other: Local
    same: bool
    rule: str
    score: float
    evidence: tuple[str, ...] = ()
    weight: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reprint:
    """A judgement that an article prints the same text as others do.

    Attributes:
        article: Id of the article.
        group: Id of the article that stands for all of them, the earliest that is known.
        rule: Why; score: what part of their word sequences is common to it and the nearest
            of the others (Jaccard's coefficient), 0 to 1.
    """

    article: str
    group: str
    rule: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Appearance:
    """A judgement that a claim is what a cluster of claims says.

    Attributes:
        claim: Id of the claim.
        rule: Why; score: how surely, 0 to 1.
        words: The words of the claim that it has in common with the others.
    """

    claim: str
    rule: str
    score: float
    words: Spans = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimCluster:
    """One claim as it appears in several places: the same speaker, the same content.

    Attributes:
        id: Depends on the claims alone.
        speaker: Id of the entity that says it, None where no appearance names one.
        appearances: In the order of dates and articles; two or more.
    """

    id: str
    speaker: str | None
    appearances: tuple[Appearance, ...]


class ClaimLinkKind(StrEnum):
    """How two claims relate.

    agreement: two speakers say the same.
    contradiction: both can't be so: one denies what the other says, or they give different
        numbers for one quantity.
    change: one speaker says something else than before on the same matter.
    """

    AGREEMENT = "agreement"
    CONTRADICTION = "contradiction"
    CHANGE = "change"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimLink:
    """A judgement on two claims.

    Attributes:
        one, other: Ids of the claims, the earlier first, of one day by id.
        rule: Why; score: how surely, 0 to 1.
        one_words, other_words: The words that decided, in each claim's article.
    """

    kind: ClaimLinkKind
    one: str
    other: str
    rule: str
    score: float
    one_words: Spans = ()
    other_words: Spans = ()
