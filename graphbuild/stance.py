"""What a source does with a content: attitude, polarity and certainty, and the words that tell."""

from collections.abc import Iterator
from dataclasses import dataclass

from graphbuild.grammar.attribution import REPORTS, Attribution
from graphbuild.lexicons import table
from graphbuild.model import Attitude, Certainty, Polarity
from graphbuild.syntax import Syntax

POSSIBLE = frozenset({"may", "might", "could", "perhaps", "possibly", "possible", "maybe"})
PROBABLE = REPORTS | {"likely", "probably", "probable", "presumably", "apparently"}
# "May" and "Might" are names too.
HEDGES = frozenset({"ADJ", "ADV"})
NOBODY = frozenset({"nobody", "no", "none", "neither", "not"})
# Cues of those who hold or want the opposite.
CONTRARY = frozenset(
    {"doubt", "doubtful", "skeptical", "sceptical", "disagree"}
    | {"oppose", "opposed", "opposition", "object", "objection", "protest"}
)
# Cues that, negated, are no answer: "has not commented", "did not confirm".
ANSWERS = frozenset({"comment", "respond", "reply", "answer", "confirm", "disclose"})
# Relations by which asking is no question: "asked him to leave", "asked for help".
ASKED_TO_ACT = frozenset({"object+infinitive", "infinitive", "about:for"})
# A refusal is a negative answer; two negatives make a positive.
NEGATIVE = frozenset({Attitude.DENIAL, Attitude.REFUSAL})
USUAL_CERTAINTY = {
    **dict.fromkeys((Attitude.QUESTION, Attitude.DEMAND, Attitude.REFUSAL), Certainty.UNKNOWN),
    **dict.fromkeys((Attitude.INTENTION, Attitude.ESTIMATE, Attitude.BELIEF), Certainty.PROBABLE),
    **dict.fromkeys((Attitude.FEAR, Attitude.HOPE), Certainty.POSSIBLE),
}


DOUBTED = frozenset({Certainty.PROBABLE, Certainty.POSSIBLE})
# Verbs of the cue that say that nothing was said: "failed to say".
FAILING = frozenset({"fail"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Stance:
    """The stance of a claim's source.

    Attributes:
        negation: Tokens of cue or source that turn the polarity, the cue's own where it denies,
            refuses, doubts or opposes.
        hedges: Tokens that make it probable or possible, the cue's own if no other does.
    """

    attitude: Attitude
    polarity: Polarity
    certainty: Certainty
    negation: tuple[int, ...]
    hedges: tuple[int, ...]


def find_stance(syntax: Syntax, attribution: Attribution) -> Stance:
    """Return the stance that the words of *attribution* tell, else what its cue usually means."""
    own, negation = _own(syntax, attribution), tuple(_negation(syntax, attribution))
    attitude = _attitude(attribution)
    if negation and attribution.lemma in ANSWERS:
        attitude, is_contrary = Attitude.REFUSAL, False
    else:
        is_contrary = attitude in NEGATIVE or attribution.lemma in CONTRARY
    is_negative = bool(negation) != is_contrary
    certainty, hedges = _certainty(syntax, attribution, attitude)
    return Stance(
        attitude=attitude,
        polarity=Polarity.NEGATIVE if is_negative else Polarity.POSITIVE,
        certainty=certainty,
        negation=tuple(sorted({*negation, *(own if is_contrary else ())})),
        hedges=hedges or (own if certainty in DOUBTED else ()),
    )


def _own(syntax: Syntax, attribution: Attribution) -> tuple[int, ...]:
    """Return the words of the cue that carry its meaning: "ruled out" of "has not ruled out"."""
    head = attribution.head
    return tuple(
        index
        for index in sorted(attribution.cue)
        if index == head or (syntax.heads[index] == head and syntax.deps[index] == "prt")
    )


def _attitude(attribution: Attribution) -> Attitude:
    """Return the attitude of the cue, with its preposition if that makes another: "call for"."""
    attitudes = table("attitudes")
    if attribution.lemma == "ask" and attribution.relation in ASKED_TO_ACT:
        return Attitude.DEMAND
    _, _, preposition = attribution.relation.partition(":")
    known = attitudes.get(f"{attribution.lemma} {preposition}") or attitudes.get(attribution.lemma)
    return Attitude(known or Attitude.STATEMENT)


def _negation(syntax: Syntax, attribution: Attribution) -> Iterator[int]:
    """Yield the "not" or "no" of the cue, and the "nobody" or "none" that begins the source."""
    for index in sorted(attribution.cue):
        is_no = syntax.words[index] == "no" and syntax.deps[index] == "det"
        if is_no or syntax.deps[index] == "neg" or syntax.lemmas[index] in FAILING:
            yield index
    first = min(attribution.source, default=None)
    if first is not None and syntax.words[first] in NOBODY and not _is_number(syntax, first):
        yield first


def _is_number(syntax: Syntax, index: int) -> bool:
    """Whether a number follows: "No 10"."""
    return syntax.pos[index + 1 : index + 2] == ["NUM"]


def _certainty(
    syntax: Syntax, attribution: Attribution, attitude: Attitude
) -> tuple[Certainty, tuple[int, ...]]:
    usual = USUAL_CERTAINTY.get(attitude, Certainty.CERTAIN)
    if usual is Certainty.UNKNOWN:
        return usual, ()
    possible, probable = (
        tuple(_hedges(syntax, attribution, words)) for words in (POSSIBLE, PROBABLE)
    )
    if possible:
        return Certainty.POSSIBLE, possible
    if probable and usual is Certainty.CERTAIN:
        return Certainty.PROBABLE, probable
    return usual, ()


def _hedges(syntax: Syntax, attribution: Attribution, words: frozenset[str]) -> Iterator[int]:
    """Yield the hedges of the cue, and those of the content's own verb or noun, not deeper."""
    top = syntax.top(attribution.content)
    own = {index for index in syntax.children[top] if index in attribution.content}
    for index in sorted(own | {top} | attribution.cue):
        is_hedge = syntax.tags[index] == "MD" or syntax.pos[index] in HEDGES
        if is_hedge and syntax.words[index] in words:
            yield index
