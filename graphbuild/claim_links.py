"""Claims that agree, that contradict each other, and what one speaker said before and says now.

Two claims are held against each other sentence by sentence. What both are about must weigh enough;
then the negations and the numbers decide. Questions, hopes, demands and refusals hold nothing to
be so. Of two clusters of claims the likest pair is linked, so that ten reprints make one link.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp

from graphbuild.claim_likeness import (
    Likeness,
    Weights,
    compare,
    find_pairs,
    longest_run,
    shared_spans,
)
from graphbuild.claim_numbers import Match, match_numbers
from graphbuild.claim_words import ENTITY, NUMBER, STATE, Sentence, Statement, stem, to_statements
from graphbuild.judgements import ClaimCluster, ClaimLink, ClaimLinkKind
from graphbuild.model import Attitude, Certainty, Extraction, Polarity, Span, Spans

THRESHOLD = 0.5
# Numbers that differ contradict each other within so many days; later ones are news.
SAME_NEWS = 1
# What is said of one matter so many days apart is hardly of the same events.
STALE = 30
# So many words behind a negation are what it negates.
AIMED = 2
# A denial that only points to what another said stands at most so many characters behind it.
FARTHEST, MOST_POINTING, POINTED = 400, 6, 0.8
CHARGES = frozenset(
    stem(word)
    for word in (
        *("accusation", "accusations", "allegation", "allegations", "charge", "charges", "claim"),
        *("claims", "report", "reports", "suggestion", "assertion", "assertions", "statement"),
        *("statements", "rumour", "rumours", "rumor", "rumors", "story", "stories", "remarks"),
        *("involvement", "responsibility", "wrongdoing", "comments"),
    )
)
FALSE = frozenset(
    stem(word)
    for word in (
        *("false", "untrue", "nonsense", "lie", "lies", "baseless", "unfounded", "groundless"),
        *(
            "absurd",
            "fabrication",
            "fabricated",
            "hoax",
            "fake",
            "ridiculous",
            "wrong",
            "incorrect",
        ),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Meeting:
    """Two sentences of two claims that have words in common."""

    one: Statement
    other: Statement
    mine: Sentence
    theirs: Sentence
    likeness: Likeness
    run: int

    @property
    def days(self) -> int | None:
        """How many days after one the other was published; None where a date is unknown."""
        if self.one.day is None or self.other.day is None:
            return None
        return self.other.day - self.one.day


def find_claim_links(
    extractions: Iterable[Extraction], clusters: Iterable[ClaimCluster]
) -> tuple[ClaimLink, ...]:
    """Return which claims agree, contradict each other or changed, by kind and claims.

    Args:
        extractions: Entity ids global.
        clusters: From :func:`find_claim_clusters` on the same extractions.
    """
    statements = sorted(
        (each for extraction in extractions for each in to_statements(extraction)),
        key=lambda each: each.order,
    )
    cluster_of = {
        appearance.claim: cluster.id for cluster in clusters for appearance in cluster.appearances
    }
    best: dict[tuple[str, str, str], ClaimLink] = {}
    for link in (*_links(statements, cluster_of), *_denials(statements)):
        ends = sorted(cluster_of.get(each, each) for each in (link.one, link.other))
        key = (str(link.kind), ends[0], ends[1])
        if key not in best or _rank(link) > _rank(best[key]):
            best[key] = link
    return tuple(sorted(best.values(), key=lambda each: (each.kind, each.one, each.other)))


# ------------------------------------------------------------------ denials of what was just said
def _denials(statements: Iterable[Statement]) -> Iterator[ClaimLink]:
    """Yield the links of denials that only point to what another said right before them.

    "Ann Lee said that the dam was mined. The ministry denied the accusation."
    """
    by_article: dict[str, list[Statement]] = defaultdict(list)
    for statement in statements:
        by_article[statement.article.id].append(statement)
    for found in by_article.values():
        ordered = sorted(found, key=lambda each: (each.claim.cue, each.claim.id))
        for position, denial in enumerate(ordered):
            if _is_pointing(denial):
                yield from _denial_of(ordered[:position], denial)


def _is_pointing(statement: Statement) -> bool:
    """Whether a claim says that something is wrong, without saying what: "denied the charge"."""
    claim = statement.claim
    keys = {word.key for sentence in statement.sentences for word in sentence.words}
    plain = {key for key in keys if not key.startswith((STATE, ENTITY))}
    text = statement.article.text
    length = sum(len(text[start:end].split()) for start, end in claim.content)
    if length > MOST_POINTING:
        return False
    if claim.attitude is Attitude.DENIAL and claim.polarity is Polarity.NEGATIVE:
        return plain <= (CHARGES | FALSE) and bool(plain or length <= 2)
    return claim.attitude is Attitude.STATEMENT and bool(plain & FALSE) and plain <= CHARGES | FALSE


def _denial_of(before: Sequence[Statement], denial: Statement) -> Iterator[ClaimLink]:
    """Yield the link to the nearest claim before *denial* that another speaker made."""
    start = denial.claim.cue[0][0]
    near = [
        each
        for each in before
        if start - FARTHEST < each.claim.cue[0][0]
        and each.is_asserting
        and each.voice.key
        and not _is_same_voice(each, denial)
    ]
    if not near or not denial.voice.key:
        return
    one, words = near[-1], denial.claim.cue + denial.claim.content
    first, second = sorted((one, denial), key=lambda each: each.order)
    spans = {one.claim.id: one.claim.content, denial.claim.id: words}
    yield ClaimLink(
        kind=ClaimLinkKind.CONTRADICTION,
        one=first.claim.id,
        other=second.claim.id,
        rule="denial-of-claim",
        score=POINTED,
        one_words=spans[first.claim.id],
        other_words=spans[second.claim.id],
    )


def _rank(link: ClaimLink) -> tuple[float, str, str]:
    return link.score, link.one, link.other


def _links(statements: Sequence[Statement], cluster_of: Mapping[str, str]) -> Iterator[ClaimLink]:
    weights = Weights(statements)
    for first, second in find_pairs(statements, weights):
        one, other = statements[first], statements[second]
        if not _may_meet(one, other, cluster_of):
            continue
        found = [link for each in _meetings(one, other, weights) for link in _judge(each)]
        if found:
            yield max(found, key=lambda each: (each.score, each.rule))


def _may_meet(one: Statement, other: Statement, cluster_of: Mapping[str, str]) -> bool:
    if not (one.is_asserting and other.is_asserting and one.voice.key and other.voice.key):
        return False
    mine, theirs = cluster_of.get(one.claim.id), cluster_of.get(other.claim.id)
    return mine is None or mine != theirs


def _meetings(one: Statement, other: Statement, weights: Weights) -> Iterator[_Meeting]:
    for mine in one.sentences:
        for theirs in other.sentences:
            if mine.is_conditional or theirs.is_conditional:
                continue
            likeness = compare(_plain(mine), _plain(theirs), weights)
            if len(likeness.shared) >= 2:
                yield _Meeting(
                    one=one,
                    other=other,
                    mine=mine,
                    theirs=theirs,
                    likeness=likeness,
                    run=longest_run(mine.run, theirs.run),
                )


def _plain(sentence: Sentence) -> frozenset[str]:
    return frozenset(key for key in sentence.keys if not key.startswith(NUMBER))


# ------------------------------------------------------------------ judging
def _judge(meeting: _Meeting) -> Iterator[ClaimLink]:
    """Yield what the two sentences are to each other, where it is likely enough."""
    numbers = match_numbers(meeting.one, meeting.mine, meeting.other, meeting.theirs)
    conflicts = [each for each in numbers if each.is_conflict]
    same_voice = _is_same_voice(meeting.one, meeting.other)
    if conflicts:
        yield from _on_numbers(meeting, conflicts, same_voice=same_voice)
    elif not (meeting.one.is_clause and meeting.other.is_clause):
        return
    elif meeting.mine.is_negative != meeting.theirs.is_negative:
        yield from _on_polarity(meeting, same_voice=same_voice)
    elif not same_voice and _are_known(meeting) and not _has_other_numbers(meeting):
        yield from _on_agreement(meeting, numbers)


def _has_other_numbers(meeting: _Meeting) -> bool:
    """Whether both have numbers, and none in common."""
    mine, theirs = (
        {key for key in sentence.keys if key.startswith(NUMBER)}
        for sentence in (meeting.mine, meeting.theirs)
    )
    return bool(mine and theirs and not mine & theirs)


def _is_same_voice(one: Statement, other: Statement) -> bool:
    mine, theirs = one.voice, other.voice
    return mine.key == theirs.key or bool(mine.surname and mine.surname == theirs.surname)


def _are_known(meeting: _Meeting) -> bool:
    return meeting.one.voice.is_known and meeting.other.voice.is_known


def _on_numbers(
    meeting: _Meeting, conflicts: Sequence[Match], *, same_voice: bool
) -> Iterator[ClaimLink]:
    days = meeting.days
    score = _probability(6 * meeting.likeness.common + 0.1 * meeting.likeness.weight - 3.0)
    one_words: Spans = tuple((each.one.start, each.one.end) for each in conflicts)
    other_words: Spans = tuple((each.other.start, each.other.end) for each in conflicts)
    if same_voice:
        if days:
            yield from _link(
                ClaimLinkKind.CHANGE, "other-number", score, meeting, one_words, other_words
            )
    elif days is not None and abs(days) <= SAME_NEWS:
        yield from _link(
            ClaimLinkKind.CONTRADICTION, "other-number", score, meeting, one_words, other_words
        )


def _on_polarity(meeting: _Meeting, *, same_voice: bool) -> Iterator[ClaimLink]:
    if _is_open(meeting) or (_is_own(meeting) and not same_voice):
        return
    days = meeting.days
    apart = min(abs(days), STALE) / 10 if days is not None else 0.5
    shared = meeting.likeness.shared
    aim = 0.7 if all(_is_aimed(each, shared) for each in (meeting.mine, meeting.theirs)) else -1.5
    score = _probability(
        8 * meeting.likeness.common + 0.1 * meeting.likeness.weight - 5.0 - apart + aim
    )
    denial = Attitude.DENIAL in {meeting.one.claim.attitude, meeting.other.claim.attitude}
    one_words, other_words = (
        (*sentence.negation, *shared_spans(sentence, meeting.likeness.shared))
        for sentence in (meeting.mine, meeting.theirs)
    )
    if not same_voice:
        rule = "denial" if denial else "negation"
        yield from _link(ClaimLinkKind.CONTRADICTION, rule, score, meeting, one_words, other_words)
    elif days:
        yield from _link(ClaimLinkKind.CHANGE, "negation", score, meeting, one_words, other_words)


def _is_aimed(sentence: Sentence, shared: frozenset[str]) -> bool:
    """Whether what is negated is what both are about: one of the two words behind the negation."""
    inside = [each for each in sentence.negation if sentence.span[0] <= each[0] < sentence.span[1]]
    if not inside:
        return True
    return any(
        word.key in shared
        for start, _ in inside
        for word in [each for each in sentence.words if each.span[0] > start][:AIMED]
    )


def _on_agreement(meeting: _Meeting, numbers: Sequence[Match]) -> Iterator[ClaimLink]:
    if _is_own(meeting):
        return
    likeness = meeting.likeness
    days = meeting.days
    apart = min(abs(days), STALE) / 10 if days is not None else 0.5
    equal = sum(each.is_equal for each in numbers)
    score = _probability(9 * likeness.common + 0.1 * likeness.weight + 1.0 * equal - 6.0 - apart)
    one_words, other_words = (
        shared_spans(sentence, likeness.shared) for sentence in (meeting.mine, meeting.theirs)
    )
    rule = "same-number" if equal else "same-words"
    yield from _link(ClaimLinkKind.AGREEMENT, rule, score, meeting, one_words, other_words)


def _is_open(meeting: _Meeting) -> bool:
    """Whether one of them holds it to be possible only, so that both may be right."""
    return Certainty.POSSIBLE in {meeting.one.claim.certainty, meeting.other.claim.certainty}


def _is_own(meeting: _Meeting) -> bool:
    """Whether one is about who speaks, "we" or "I"."""
    return meeting.mine.is_own or meeting.theirs.is_own


def _link(
    kind: ClaimLinkKind,
    rule: str,
    score: float,
    meeting: _Meeting,
    one_words: Spans,
    other_words: Spans,
) -> Iterator[ClaimLink]:
    if score < THRESHOLD:
        return
    yield ClaimLink(
        kind=kind,
        one=meeting.one.claim.id,
        other=meeting.other.claim.id,
        rule=rule,
        score=round(score, 3),
        one_words=_in_order(one_words),
        other_words=_in_order(other_words),
    )


def _in_order(spans: Iterable[Span]) -> Spans:
    return tuple(sorted(set(spans)))


def _probability(log_odds: float) -> float:
    return 1 / (1 + exp(-log_odds))
