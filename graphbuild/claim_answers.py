"""Claims that answer another in the same article: a denial, an accusation turned round.

What they answer stands near, so that a word that points to it is enough.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from graphbuild.claim_likeness import shared_spans
from graphbuild.claim_words import (
    ENTITY,
    FUNCTION,
    STATE,
    SURE,
    Sentence,
    Statement,
    are_two_voices,
    is_same_voice,
    word_key,
)
from graphbuild.judgements import ClaimLink, ClaimLinkKind
from graphbuild.model import Attitude, Polarity, Span, Spans

# A denial that only points to what another said stands at most so many characters behind it, and
# has at most so many words.
FARTHEST, MOST_WORDS, POINTED = 400, 6, 0.8
# Deeds of which one accuses another; that another state did it is the answer.
HARM = frozenset(
    word_key(word)
    for word in (
        *(
            "attack",
            "shell",
            "kill",
            "destroy",
            "bomb",
            "mine",
            "mined",
            "abuse",
            "poison",
            "blast",
        ),
        *("damage", "sabotage", "violate", "provoke", "invade", "hack", "shoot", "shot", "blame"),
    )
)
CULPRIT = 0.65
# Who calls something otherwise does so in so many characters behind the other.
NAMING = frozenset({"call", "label", "dub", "brand", "term", "name"})
BESIDE, NAMED = 120, 0.6
# So many characters at most are between an accusation and the denial that answers it.
NEAR = 1_000
# A sentence that begins so is about what stands before it; "that" alone begins a clause.
OPENERS = frozenset({"this", "these", "those", "such"})
# "Denied it" is of a claim, "rejected it" of a plan or an offer.
DISPUTING = frozenset({"deny", "refute", "dispute", "rebut", "contradict", "debunk", "denial"})
POINTERS = frozenset({"it", "this", "that", "them", "these", "those", "which"})
CHARGES = frozenset(
    word_key(word)
    for word in (
        *("accusation", "accusations", "allegation", "allegations", "charge", "charges", "claim"),
        *("claims", "report", "reports", "assertion", "assertions"),
        *("rumour", "rumours", "rumor", "rumors", "story", "stories", "such"),
    )
)
# What is known, seen or found is told as being so; it's no claim that somebody denies.
KNOWING = frozenset({"know", "see", "find", "learn", "realise", "realize", "discover", "remember"})
# Cues that put a word on what another said: "called the accusation a lie".
LABELLING = frozenset({"call", "describe", "label", "brand", "denounce", "term", "deem"})
# What is denied is held to be so; what somebody decided, planned or ordered can't be denied.
DENIABLE = frozenset({Attitude.STATEMENT, Attitude.BELIEF, Attitude.ESTIMATE, Attitude.ACCUSATION})
# What an accusation is called, and the cues of one.
GRAVE = frozenset(
    word_key(word)
    for word in ("accusation", "accusations", "allegation", "allegations", "charge", "charges")
)
CHARGING = frozenset({"allege", "allegation", "accuse", "accusation"})
FALSE = frozenset(
    word_key(word)
    for word in (
        *("false", "untrue", "nonsense", "lie", "lies", "baseless", "unfounded", "groundless"),
        *("absurd", "fabrication", "fabricated", "hoax", "fake", "ridiculous", "incorrect"),
    )
)


# ------------------------------------------------------------------ denials of what was just said
def find_denials(statements: Iterable[Statement]) -> Iterator[ClaimLink]:
    """Yield the links of denials that only point to what another said right before them.

    "Ann Lee said that the dam was mined. The ministry denied the accusation."
    """
    for found in _by_article(statements):
        ordered = sorted(found, key=lambda each: (each.claim.cue, each.claim.id))
        for position, denial in enumerate(ordered):
            if denial.voice.key and _points(denial):
                yield from _denial_of(ordered[:position], denial)


def _by_article(statements: Iterable[Statement]) -> Iterable[list[Statement]]:
    found: dict[str, list[Statement]] = defaultdict(list)
    for statement in statements:
        found[statement.article.id].append(statement)
    return found.values()


def _points(statement: Statement) -> bool:
    """Whether a claim says that something is wrong, without saying what: "denied the charge"."""
    claim, text = statement.claim, statement.article.text
    spoken = [word for start, end in claim.content for word in text[start:end].lower().split()]
    if len(spoken) > MOST_WORDS or claim.rule.startswith("passive"):
        return False
    keys = {word.key for sentence in statement.sentences for word in sentence.words}
    plain = {key for key in keys if not key.startswith((STATE, ENTITY))}
    if claim.attitude is Attitude.DENIAL and claim.polarity is Polarity.NEGATIVE:
        points = claim.cue_lemma in DISPUTING and bool(POINTERS & set(spoken))
        return plain <= CHARGES | FALSE and (bool(plain) or points)
    return claim.cue_lemma in LABELLING and bool(plain & FALSE) and plain <= CHARGES | FALSE


def _says_something(statement: Statement) -> bool:
    """Whether a sentence of it can be denied as it stands.

    Not "repeated the charge", "if it rains", "that made them angry", "we suffered".
    """
    return any(
        not sentence.keys <= CHARGES | FALSE
        and not (sentence.is_conditional or sentence.is_own)
        and sentence.run[0].key.removeprefix(FUNCTION) not in OPENERS
        for sentence in statement.sentences
    )


def _is_charge(statement: Statement) -> bool:
    """Whether its cue says that it's an accusation."""
    claim = statement.claim
    return claim.attitude is Attitude.ACCUSATION or claim.cue_lemma in CHARGING


def _denial_of(before: Sequence[Statement], denial: Statement) -> Iterator[ClaimLink]:
    """Yield the link to the nearest claim before *denial* that another speaker made.

    "Denied the charge" rather answers a charge than what was said since.
    """
    near = [each for each in reversed(before) if _may_be_denied(each, denial)]
    keys = {word.key for sentence in denial.sentences for word in sentence.words}
    charges = [each for each in near if _is_charge(each)] if keys & GRAVE else []
    if not near:
        return
    one = (charges or near)[0]
    words = {one.claim.id: one.claim.content, denial.claim.id: in_order(_denying(denial))}
    first, second = sorted((one, denial), key=lambda each: each.order)
    yield ClaimLink(
        kind=ClaimLinkKind.CONTRADICTION,
        one=first.claim.id,
        other=second.claim.id,
        rule="denial-of-claim",
        score=POINTED,
        one_words=words[first.claim.id],
        other_words=words[second.claim.id],
    )


def _denying(denial: Statement) -> Spans:
    return denial.claim.cue + denial.claim.content


def _may_be_denied(one: Statement, denial: Statement) -> bool:
    """Whether *one* is near enough, and by whom the denial says, where it says so."""
    if denial.claim.cue[0][0] - FARTHEST > one.claim.cue[0][0] or not one.is_asserting:
        return False
    if is_same_voice(one, denial) or not _says_something(one):
        return False
    if one.claim.attitude not in DENIABLE:
        return False
    if not one.is_clause and one.claim.attitude is not Attitude.ACCUSATION:
        return False
    if one.claim.cue_lemma in KNOWING:
        return False
    named = {name for each in denial.sentences for name in each.names} - {denial.voice.key}
    return one.claim.polarity is Polarity.POSITIVE and (not named or one.voice.key in named)


# ------------------------------------------------------------------ accusations turned round
def find_other_culprits(statements: Sequence[Statement]) -> Iterator[ClaimLink]:
    """Yield the links of accusations that another answers by naming another culprit.

    "Norland accused Sudland of shelling the plant. The operator said that Norland had shelled it."
    """
    for found in _by_article(statements):
        for charge in found:
            if charge.claim.attitude is Attitude.ACCUSATION and charge.claim.score >= SURE:
                yield from _turned_round(charge, found)


def _turned_round(charge: Statement, others: Iterable[Statement]) -> Iterator[ClaimLink]:
    for other in others:
        is_near = abs(other.claim.cue[0][0] - charge.claim.cue[0][0]) <= NEAR
        if not (is_near and other.is_asserting and other.is_clause and other.claim.score >= SURE):
            continue
        if other.claim.polarity is Polarity.NEGATIVE or not are_two_voices(charge, other):
            continue
        for mine, theirs in (
            (mine, theirs) for mine in charge.sentences for theirs in other.sentences
        ):
            deeds = mine.keys & theirs.keys & HARM
            if deeds and _states(mine) and _states(theirs) and not _states(mine) & _states(theirs):
                yield _culprits_link(charge, other, (mine, theirs), deeds)
                return


def _states(sentence: Sentence) -> frozenset[str]:
    return frozenset(key for key in sentence.keys if key.startswith(STATE))


def _culprits_link(
    charge: Statement,
    other: Statement,
    sentences: tuple[Sentence, Sentence],
    deeds: frozenset[str],
) -> ClaimLink:
    words = {
        each.claim.id: in_order(shared_spans(sentence, deeds | _states(sentence)))
        for each, sentence in zip((charge, other), sentences, strict=True)
    }
    first, second = sorted((charge, other), key=lambda each: each.order)
    return ClaimLink(
        kind=ClaimLinkKind.CONTRADICTION,
        one=first.claim.id,
        other=second.claim.id,
        rule="other-culprit",
        score=CULPRIT,
        one_words=words[first.claim.id],
        other_words=words[second.claim.id],
    )


def in_order(spans: Iterable[Span]) -> Spans:
    """Return *spans* once each, in the order of the text."""
    return tuple(sorted(set(spans)))


# ------------------------------------------------------------------ other names for one thing
def find_other_names(statements: Iterable[Statement]) -> Iterator[ClaimLink]:
    """Yield the links of claims that call one thing by different names.

    "Norland calls it an evacuation, Sudland calls it deportation."
    """
    ordered = sorted(
        (each for each in statements if each.claim.cue_lemma in NAMING and _pointed_at(each)),
        key=lambda each: (each.article.id, each.claim.cue, each.claim.id),
    )
    for one, other in pairwise(ordered):
        is_near = other.claim.cue[0][0] - one.claim.cue[0][0] <= BESIDE
        if one.article.id != other.article.id or not is_near or not are_two_voices(one, other):
            continue
        mine, theirs = (
            {word.key for each in side.sentences for word in each.words} for side in (one, other)
        )
        if mine and theirs and not mine & theirs and _pointed_at(one) == _pointed_at(other):
            yield ClaimLink(
                kind=ClaimLinkKind.CONTRADICTION,
                one=one.claim.id,
                other=other.claim.id,
                rule="other-name",
                score=NAMED,
                one_words=one.claim.content,
                other_words=other.claim.content,
            )


def _pointed_at(statement: Statement) -> str:
    """Return the pronoun that a content begins with, empty where it begins otherwise."""
    start, end = statement.claim.content[0]
    words = statement.article.text[start:end].lower().split(maxsplit=1)
    return words[0] if words and words[0] in POINTERS else ""
