"""One claim in several places: the same speaker, the same content, whatever the words.

Two claims are one where their words weigh alike, or a long stretch of both is the same, and where
no number and no negation tells them apart. Claims join one by one, the likest first; each new
pair of groups must be alike on the whole, so that no chain of likenesses leads astray.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from graphbuild.claim_likeness import (
    STALE,
    Likeness,
    Weights,
    closeness,
    compare,
    find_pairs,
    is_plain,
    longest_run,
    probability,
    shared_spans,
)
from graphbuild.claim_numbers import match_numbers
from graphbuild.claim_words import NUMBER, Statement
from graphbuild.ids import cluster_id
from graphbuild.judgements import Appearance, ClaimCluster
from graphbuild.model import Attitude

THRESHOLD = 0.5
# Without a common speaker only the same words tell that two claims are one.
LONG, ALMOST = 8, 0.8
# Claims are one where more speaks for it than for sentences' having to do with each other.
ONE = 0.2
# A stretch of so many words is a quotation, or a sentence taken over; what it speaks for.
FEWEST, RUN, CUT, CUT_BIAS = 6, 0.5, 4.0, 7.0
# Other words tell of the same where so many are in common that aren't said of everything.
TELLING, WHOLE = 2, 0.95
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


def find_claim_clusters(statements: Sequence[Statement]) -> tuple[ClaimCluster, ...]:
    """Return the claims that appear in several places, by id.

    Args:
        statements: Of all articles, in the order of dates; entity ids global.
    """
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
    if rule == "other-words" and not _says_enough(one, other, likeness):
        return None
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
    return (bool(mine.key) and mine.key == theirs.key) or mine.may_be(theirs)


def _keys(statement: Statement) -> frozenset[str]:
    """Return the words of all sentences, but for who speaks, which tells nothing of the content."""
    keys = frozenset[str]().union(*(each.keys for each in statement.sentences))
    return keys - {statement.voice.key}


def _longest_run(one: Statement, other: Statement) -> int:
    return max(
        longest_run(mine.run, theirs.run) for mine in one.sentences for theirs in other.sentences
    )


def _score(one: Statement, other: Statement, likeness: Likeness, run: int) -> tuple[float, str]:
    """Return how probably two claims are one, and what speaks for it most."""
    days = _days(one, other)
    mine, theirs = _names(one), _names(other)
    words = closeness(likeness, days=days, strangers=bool(mine - theirs and theirs - mine))
    cut = RUN * run + CUT * likeness.contained - CUT_BIAS - min(days or 0, STALE) / STALE
    rule = "same-words" if run >= min(FEWEST, _length(one), _length(other)) else "other-words"
    if run >= FEWEST and cut > words - ONE:
        return probability(cut), "same-quotation" if _quoted(one, other) else "same-words"
    return probability(words - ONE), rule


def _says_enough(one: Statement, other: Statement, likeness: Likeness) -> bool:
    """Whether more than a name or a turn of phrase tells that two contents are one."""
    named = any(not each.is_clause for each in (one, other))
    if named and one.claim.attitude is not other.claim.attitude:
        return False
    names = _names(one)
    telling = [key for key in likeness.shared if not is_plain(key) and key not in names]
    contained = likeness.contained >= WHOLE and names & likeness.shared
    return len(telling) >= TELLING or bool(telling and contained)


def _days(one: Statement, other: Statement) -> int | None:
    if one.article.id == other.article.id:
        return 0
    if one.day is None or other.day is None:
        return None
    return abs(one.day - other.day)


def _names(statement: Statement) -> frozenset[str]:
    return frozenset[str]().union(*(each.names for each in statement.sentences))


def _length(statement: Statement) -> int:
    return sum(len(each.run) for each in statement.sentences)


def _quoted(one: Statement, other: Statement) -> bool:
    return "indirect" not in {one.claim.form, other.claim.form}


def _differ(one: Statement, other: Statement, likeness: Likeness) -> bool:
    """Whether a number or a negation tells two alike claims apart."""
    for mine in one.sentences:
        theirs = max(other.sentences, key=lambda each: longest_run(mine.run, each.run))
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
