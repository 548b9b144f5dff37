"""One claim in several places: the same speaker, the same content, whatever the words.

Two claims are one where their words weigh alike, or a long stretch of both is the same, and where
no number and no negation tells them apart. Claims join one by one, the likest first; each new
pair of groups must be alike on the whole, so that no chain of likenesses leads astray.
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
from graphbuild.claim_numbers import match_numbers
from graphbuild.claim_words import NUMBER, Statement, Voice, to_statements
from graphbuild.ids import cluster_id
from graphbuild.judgements import Appearance, ClaimCluster
from graphbuild.model import Attitude, Extraction

THRESHOLD = 0.5
# Without a common speaker only the same words tell that two claims are one.
LONG, ALMOST = 8, 0.8
# Of two groups at most so many claims each are compared before they join.
COMPARED = 5
# Attitudes whose claims can be one: who says, announces or thinks so holds it to be so.
HOLDING = frozenset(
    {
        *(Attitude.STATEMENT, Attitude.ANNOUNCEMENT, Attitude.ESTIMATE, Attitude.BELIEF),
        *(Attitude.ACCUSATION, Attitude.DENIAL, Attitude.INTENTION),
    }
)


@dataclass(frozen=True, slots=True)
class Likely:
    """How probably two claims are one, and why."""

    score: float
    rule: str
    shared: frozenset[str]


def find_claim_clusters(extractions: Iterable[Extraction]) -> tuple[ClaimCluster, ...]:
    """Return the claims that appear in several places, by id.

    Args:
        extractions: Entity ids global.
    """
    statements = sorted(
        (each for extraction in extractions for each in to_statements(extraction)),
        key=lambda each: each.order,
    )
    return tuple(sorted(cluster_statements(statements), key=lambda each: each.id))


def cluster_statements(statements: Sequence[Statement]) -> Iterator[ClaimCluster]:
    """Yield the clusters of *statements*, which are in the order of dates."""
    weights = Weights(statements)
    pairs: dict[tuple[int, int], Likely] = {}
    for one, other in find_pairs(statements, weights):
        found = judge_same(statements[one], statements[other], weights)
        if found is not None and found.score >= THRESHOLD:
            pairs[one, other] = found
    for members in _join(statements, pairs, weights):
        yield _cluster(statements, members, pairs)


# ------------------------------------------------------------------ two claims
def judge_same(one: Statement, other: Statement, weights: Weights) -> Likely | None:
    """Return how probably two claims are one, None where something tells them apart."""
    if not _may_be_one(one, other):
        return None
    likeness = compare(_keys(one), _keys(other), weights)
    run = _longest_run(one, other)
    if not _voices_agree(one, other) and not (run >= LONG and likeness.common >= ALMOST):
        return None
    score, rule = _score(one, other, likeness, run)
    if score < THRESHOLD or _differ(one, other, likeness):
        return None
    return Likely(score, rule, likeness.shared)


def _may_be_one(one: Statement, other: Statement) -> bool:
    if one.claim.id == other.claim.id or not one.sentences or not other.sentences:
        return False
    mine, theirs = one.claim.attitude, other.claim.attitude
    if mine is not theirs and not {mine, theirs} <= HOLDING:
        return False
    return not (one.voice.is_known and other.voice.is_known) or _voices_agree(one, other)


def _voices_agree(one: Statement, other: Statement) -> bool:
    """Whether both have the same speaker, or the same words for one."""
    mine, theirs = one.voice, other.voice
    return (bool(mine.key) and mine.key == theirs.key) or _is_namesake(mine, theirs)


def _is_namesake(one: Voice, other: Voice) -> bool:
    return bool(one.surname) and one.surname == other.surname


def _keys(statement: Statement) -> frozenset[str]:
    return frozenset[str]().union(*(each.keys for each in statement.sentences))


def _longest_run(one: Statement, other: Statement) -> int:
    return max(
        longest_run(mine.run, theirs.run) for mine in one.sentences for theirs in other.sentences
    )


def _score(one: Statement, other: Statement, likeness: Likeness, run: int) -> tuple[float, str]:
    """Return how probably two claims are one, and what speaks for it most."""
    days = abs(one.day - other.day) if one.day is not None and other.day is not None else 3
    apart = min(days, 60) / 15
    same_words = 9 * likeness.common + 0.12 * likeness.weight - 6.0 - apart
    cut = 0.5 * run + 4 * likeness.contained - 7.0 - apart
    if run >= 6 and cut > same_words:
        return _probability(cut), "same-quotation" if _quoted(one, other) else "same-words"
    return _probability(same_words), "other-words" if run < 6 else "same-words"


def _quoted(one: Statement, other: Statement) -> bool:
    return "indirect" not in {one.claim.form, other.claim.form}


def _probability(log_odds: float) -> float:
    return 1 / (1 + exp(-log_odds))


def _differ(one: Statement, other: Statement, likeness: Likeness) -> bool:
    """Whether a number or a negation tells two alike claims apart."""
    for mine in one.sentences:
        for theirs in other.sentences:
            shared = mine.keys & theirs.keys & likeness.shared
            if len(shared) * 2 < min(len(mine.keys), len(theirs.keys)):
                continue
            if mine.is_negative != theirs.is_negative:
                return True
            numbers = match_numbers(one, mine, other, theirs)
            if any(each.is_conflict for each in numbers):
                return True
            if not numbers and _other_numbers(mine.keys, theirs.keys):
                return True
    return False


def _other_numbers(one: frozenset[str], other: frozenset[str]) -> bool:
    mine, theirs = ({key for key in keys if key.startswith(NUMBER)} for keys in (one, other))
    return bool(mine and theirs and not mine & theirs)


# ------------------------------------------------------------------ groups
def _join(
    statements: Sequence[Statement],
    pairs: Mapping[tuple[int, int], Likely],
    weights: Weights,
) -> list[list[int]]:
    """Return the groups of claims that are one, each in the order of dates."""
    groups: dict[int, list[int]] = {}
    group_of: dict[int, int] = {}
    ordered = sorted(pairs, key=lambda pair: (-pairs[pair].score, pair))
    for one, other in ordered:
        for each in (one, other):
            groups.setdefault(group_of.setdefault(each, each), [each])
        mine, theirs = group_of[one], group_of[other]
        if mine != theirs and _fit(statements, groups[mine], groups[theirs], weights):
            groups[mine] = sorted(groups[mine] + groups.pop(theirs))
            group_of.update(dict.fromkeys(groups[mine], mine))
    return [members for members in groups.values() if len(members) > 1]


def _fit(
    statements: Sequence[Statement], one: Sequence[int], other: Sequence[int], weights: Weights
) -> bool:
    """Whether most claims of two groups are alike."""
    found = [
        judge_same(statements[mine], statements[theirs], weights)
        for mine in one[:COMPARED]
        for theirs in other[:COMPARED]
    ]
    return 2 * sum(each is not None for each in found) > len(found)


def _cluster(
    statements: Sequence[Statement],
    members: Sequence[int],
    pairs: Mapping[tuple[int, int], Likely],
) -> ClaimCluster:
    best: dict[int, Likely] = {}
    shared: dict[int, set[str]] = defaultdict(set)
    inside = set(members)
    for (one, other), found in pairs.items():
        if one in inside and other in inside:
            for each in (one, other):
                shared[each] |= found.shared
                if each not in best or found.score > best[each].score:
                    best[each] = found
    speakers = [statements[each].claim.speaker for each in members]
    return ClaimCluster(
        id=cluster_id(statements[each].claim.id for each in members),
        speaker=next((each for each in speakers if each), None),
        appearances=tuple(
            Appearance(
                claim=statements[each].claim.id,
                rule=best[each].rule,
                score=round(best[each].score, 3),
                words=tuple(
                    span
                    for sentence in statements[each].sentences
                    for span in shared_spans(sentence, frozenset(shared[each]))
                ),
            )
            for each in members
        ),
    )
