"""Claims that agree, that contradict each other, and what one speaker said before and says now.

Two claims are held against each other sentence by sentence. What both are about must weigh enough;
then negations, opposite words and numbers decide. Questions, hopes, demands and refusals hold
nothing to be so. Of two clusters of claims the likest pair is linked, so that ten reprints make
one link.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from graphbuild.claim_answers import (
    CHARGES,
    DISPUTING,
    NEAR,
    find_denials,
    find_other_culprits,
    find_other_names,
    in_order,
)
from graphbuild.claim_likeness import (
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
from graphbuild.claim_numbers import Match, match_numbers
from graphbuild.claim_words import (
    FUNCTION,
    NUMBER,
    SURE,
    Sentence,
    Statement,
    Word,
    are_two_voices,
    is_same_voice,
    opposites,
    word_key,
)
from graphbuild.judgements import ClaimCluster, ClaimLink, ClaimLinkKind
from graphbuild.model import Attitude, Certainty, Spans

THRESHOLD = 0.5
# Numbers that differ contradict each other within so many days; later ones are news.
SAME_NEWS = 1
# So many words behind a negation are what it negates.
AIMED = 2
# Numbers and opposite words, of which a sentence has one by chance, ask for surer likeness.
DIFFERING = 0.6
# So does a negation, which may be of another part of what is said.
NEGATING = 0.25
# So many words in a row that two speakers have in common are one's, wrongly given to the other.
COPIED, COPIED_PART = 9, 0.8
# Articles of one day that have this part of their entities in common tell one story.
STORY = 0.4
FEW = 2
# Sentences that have this part in common say the same in few words.
WHOLE = 0.75
# Sentences that name nobody in common say the same only if they have this part in common; that
# two say the same takes more than that their words are alike, in log odds.
HALF, DOUBT = 0.5, 0.9
# A sentence of which the other has this part says nothing else.
CONTAINED = 0.95
# Of two sentences that differ in one of these, one tells what ought to be, or may.
MODALS = frozenset({"should", "must", "ought", "could", "may", "might", "need"})
# What is said of some may be otherwise for others; what one knows how to do isn't done.
# Nor is it said by the source that another is told to say.
PARTIAL = frozenset(
    {"some", "many", "most", "several", "few", "enough", "how", "says", "said", "just", "really"}
)
SAYING = frozenset({"say", "said", "saying", "tell", "told", "mean", "ask", "asked"})
# What speaks for a denial's answering the accusation beside it.
ANSWERED = 5.0
# Words that turn a sentence as a "not" does, but not the whole of it.
TURNING = frozenset(
    word_key(word)
    for word in (
        *("fail", "failed", "failure", "unable", "ineligible", "without", "lack", "lacks", "wrong"),
        *("unlikely", "refuse", "deny", "denied", "doubt", "barely", "little", "false", "unaware"),
        *("instead", "avoid", "prevent", "reject", "impossible", "absence"),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Meeting:
    """Two sentences of two claims that have words in common.

    Attributes:
        run: How many words in a row both have.
    """

    one: Statement
    other: Statement
    mine: Sentence
    theirs: Sentence
    likeness: Likeness
    run: int

    @property
    def sentences(self) -> tuple[Sentence, Sentence]:
        """The sentence of each."""
        return self.mine, self.theirs

    @property
    def days(self) -> int | None:
        """How many days after one the other was published; None where a date is unknown."""
        if self.one.article.id == self.other.article.id:
            return 0
        if self.one.day is None or self.other.day is None:
            return None
        return self.other.day - self.one.day

    @property
    def telling(self) -> frozenset[str]:
        """The words in common that aren't said of everything, and aren't names."""
        names = self.mine.names
        return frozenset(
            key for key in self.likeness.shared if not is_plain(key) and key not in names
        )

    @property
    def says_enough(self) -> bool:
        """Whether more than names and a turn of phrase is common to both."""
        whole = self.likeness.common >= WHOLE and "label" not in {
            self.one.claim.rule,
            self.other.claim.rule,
        }
        return bool(self.telling) and (len(self.telling) >= FEW or whole or self.is_answer)

    @property
    def is_copied(self) -> bool:
        """Whether the same words are given to two speakers, one of them wrongly."""
        shorter = min(len(self.mine.run), len(self.theirs.run))
        return self.run >= COPIED or self.run >= COPIED_PART * shorter

    @property
    def is_contrary(self) -> bool:
        """Whether so much is common to both that a negation tells them apart and nothing else."""
        names = self.mine.names & self.theirs.names
        if self.is_answer:
            return bool(names)
        if len(self.telling) + len(names) > FEW:
            return len(self.telling) >= FEW
        return bool(names) and self.likeness.contained >= CONTAINED

    @property
    def is_same_voice(self) -> bool:
        """Whether both have one speaker."""
        return is_same_voice(self.one, self.other)

    @property
    def is_one_story(self) -> bool:
        """Whether they are about one matter: in one article, in articles on the same, or by name.

        Two shared words alone are a turn of phrase.
        """
        if self.mine.names & self.theirs.names:
            return True
        if len(self.likeness.shared) <= FEW:
            return False
        fewest = min(len(self.one.company), len(self.other.company))
        shared = len(self.one.company & self.other.company)
        is_news = self.days is None or abs(self.days) <= SAME_NEWS
        return is_news and shared >= STORY * fewest > 0

    @property
    def is_answer(self) -> bool:
        """Whether one denies what the other accuses somebody of, in one article."""
        attitudes = {self.one.claim.attitude, self.other.claim.attitude}
        return (
            attitudes == {Attitude.ACCUSATION, Attitude.DENIAL}
            and self.one.article.id == self.other.article.id
        )

    @property
    def closeness(self) -> float:
        """What speaks for their saying the same or the contrary, in log odds."""
        mine, theirs = self.mine.names, self.theirs.names
        strangers = bool(mine - theirs and theirs - mine) and not self.is_answer
        return closeness(self.likeness, days=self.days, strangers=strangers)


def find_claim_links(
    statements: Sequence[Statement], clusters: Iterable[ClaimCluster]
) -> tuple[ClaimLink, ...]:
    """Return which claims agree, contradict each other or changed, by kind and claims.

    Args:
        statements: Of all articles, in the order of dates; entity ids global.
        clusters: From :func:`find_claim_clusters` on the same statements.
    """
    cluster_of = {
        appearance.claim: cluster.id for cluster in clusters for appearance in cluster.appearances
    }
    best: dict[tuple[str, str, str], ClaimLink] = {}
    answers = (
        *find_denials(statements),
        *find_other_culprits(statements),
        *find_other_names(statements),
    )
    for link in (*_links(statements, cluster_of), *answers):
        ends = sorted(cluster_of.get(each, each) for each in (link.one, link.other))
        key = (str(link.kind), ends[0], ends[1])
        if key not in best or _rank(link) > _rank(best[key]):
            best[key] = link
    return tuple(sorted(best.values(), key=lambda each: (each.kind, each.one, each.other)))


def _rank(link: ClaimLink) -> tuple[float, str, str]:
    return link.score, link.one, link.other


# ------------------------------------------------------------------ which sentences meet
def _links(statements: Sequence[Statement], cluster_of: Mapping[str, str]) -> Iterator[ClaimLink]:
    weights = Weights(statements)
    for first, second in sorted({*find_pairs(statements, weights), *_answers(statements)}):
        one, other = statements[first], statements[second]
        if not _may_meet(one, other, cluster_of):
            continue
        found = [link for each in _meetings(one, other, weights) for link in _judge(each)]
        if found:
            yield max(found, key=lambda each: (each.score, each.rule))


def _answers(statements: Sequence[Statement]) -> Iterator[tuple[int, int]]:
    """Yield the accusations and denials that stand near each other in an article."""
    charges: dict[str, list[int]] = defaultdict(list)
    for number, statement in enumerate(statements):
        if statement.claim.attitude is Attitude.ACCUSATION:
            charges[statement.article.id].append(number)
    for number, statement in enumerate(statements):
        if statement.claim.attitude is Attitude.DENIAL:
            at = statement.claim.cue[0][0]
            for charge in charges[statement.article.id]:
                if abs(statements[charge].claim.cue[0][0] - at) <= NEAR:
                    yield min(charge, number), max(charge, number)


def _may_meet(one: Statement, other: Statement, cluster_of: Mapping[str, str]) -> bool:
    if not (one.is_asserting and other.is_asserting and one.voice.key and other.voice.key):
        return False
    if one.voice.is_share or other.voice.is_share:
        return False
    if min(one.claim.score, other.claim.score) < SURE or _is_declined(one) or _is_declined(other):
        return False
    mine, theirs = cluster_of.get(one.claim.id), cluster_of.get(other.claim.id)
    return mine is None or mine != theirs


def _is_declined(statement: Statement) -> bool:
    """Whether something is rejected that isn't said to be so: an offer, a plan, a call."""
    claim = statement.claim
    if claim.attitude is not Attitude.DENIAL or claim.rule not in {"object", "passive"}:
        return False
    keys = [word.key for sentence in statement.sentences for word in sentence.words]
    return claim.cue_lemma not in DISPUTING and not set(keys[:AIMED]) & CHARGES


def _meetings(one: Statement, other: Statement, weights: Weights) -> Iterator[_Meeting]:
    for mine in one.sentences:
        for theirs in other.sentences:
            if mine.is_conditional or theirs.is_conditional:
                continue
            likeness = compare(_plain(mine), _plain(theirs), weights)
            if len(likeness.shared) >= 2:
                meeting = _Meeting(
                    one=one,
                    other=other,
                    mine=mine,
                    theirs=theirs,
                    likeness=likeness,
                    run=longest_run(mine.run, theirs.run),
                )
                if meeting.is_one_story and meeting.says_enough:
                    yield meeting


def _plain(sentence: Sentence) -> frozenset[str]:
    return frozenset(key for key in sentence.keys if not key.startswith(NUMBER))


# ------------------------------------------------------------------ judging
def _judge(meeting: _Meeting) -> Iterator[ClaimLink]:
    """Yield what the two sentences are to each other, where it is likely enough."""
    numbers = match_numbers(meeting.one, meeting.mine, meeting.other, meeting.theirs)
    conflicts = [each for each in numbers if each.is_conflict]
    if conflicts:
        yield from _on_numbers(meeting, conflicts)
    elif not (meeting.one.is_clause and meeting.other.is_clause):
        return
    elif opposed := _opposed(meeting):
        yield from _on_opposites(meeting, opposed)
    elif meeting.mine.is_negative != meeting.theirs.is_negative:
        yield from _on_polarity(meeting)
    else:
        yield from _on_agreement(meeting, numbers)


def _on_numbers(meeting: _Meeting, conflicts: Sequence[Match]) -> Iterator[ClaimLink]:
    words = (
        tuple((each.one.start, each.one.end) for each in conflicts),
        tuple((each.other.start, each.other.end) for each in conflicts),
    )
    is_news = meeting.days is None or abs(meeting.days) > SAME_NEWS
    if meeting.is_same_voice or not is_news:
        yield from _against(meeting, "other-number", meeting.closeness - DIFFERING, words)


def _on_opposites(meeting: _Meeting, opposed: frozenset[tuple[str, str]]) -> Iterator[ClaimLink]:
    if meeting.mine.is_negative != meeting.theirs.is_negative or _is_open(meeting):
        return
    shared = meeting.likeness.shared
    words = (
        shared_spans(meeting.mine, shared | {one for one, _ in opposed}),
        shared_spans(meeting.theirs, shared | {other for _, other in opposed}),
    )
    yield from _against(meeting, "opposite-words", meeting.closeness - DIFFERING, words)


def _opposed(meeting: _Meeting) -> frozenset[tuple[str, str]]:
    """Return the pairs of opposite words of which each sentence has one."""
    mine, theirs = (each.keys - meeting.likeness.shared for each in meeting.sentences)
    return frozenset((one, other) for one, other in opposites() if one in mine and other in theirs)


def _on_polarity(meeting: _Meeting) -> Iterator[ClaimLink]:
    if _is_open(meeting) or _is_turned(meeting) or not meeting.is_contrary:
        return
    denies = Attitude.DENIAL in _attitudes(meeting)
    if not denies and _is_partial(meeting):
        return
    if not meeting.is_same_voice and Attitude.INTENTION in _attitudes(meeting):
        return
    if not meeting.is_same_voice and any(each.is_own for each in meeting.sentences):
        return
    shared = meeting.likeness.shared
    if not all(_is_aimed(each, meeting.telling) for each in meeting.sentences):
        return
    words = (
        (*meeting.mine.negation, *shared_spans(meeting.mine, shared)),
        (*meeting.theirs.negation, *shared_spans(meeting.theirs, shared)),
    )
    rule = "denial" if denies else "negation"
    score = meeting.closeness + (ANSWERED if meeting.is_answer else 0.0)
    score -= 0.0 if denies else NEGATING
    yield from _against(meeting, rule, score, words)


def _is_partial(meeting: _Meeting) -> bool:
    """Whether one is said of some only, or of what ought to be, so that both may be right."""
    mine, theirs = ({_spoken(word) for word in each.run} for each in meeting.sentences)
    if mine & MODALS != theirs & MODALS or (mine | theirs) & PARTIAL:
        return True
    return any(number.unit for each in meeting.sentences for number in each.quantities)


def _spoken(word: Word) -> str:
    return word.key.removeprefix(FUNCTION) if word.key.startswith(FUNCTION) else ""


def _attitudes(meeting: _Meeting) -> set[Attitude]:
    return {meeting.one.claim.attitude, meeting.other.claim.attitude}


def _is_aimed(sentence: Sentence, shared: frozenset[str]) -> bool:
    """Whether what is negated is what both are about: one of the two words behind the negation."""
    inside = [each for each in sentence.negation if sentence.span[0] <= each[0] < sentence.span[1]]
    if not inside:
        return True
    return any(_is_aimed_by(start, sentence, shared) for start, _ in inside)


def _is_aimed_by(start: int, sentence: Sentence, shared: frozenset[str]) -> bool:
    behind = [word for word in sentence.run if word.span[0] > start]
    if any(_spoken(word) in SAYING for word in behind[:AIMED]):
        return False
    telling = [word.key for word in behind if not word.key.startswith(FUNCTION)]
    return bool(shared & set(telling[:AIMED]))


def _is_turned(meeting: _Meeting) -> bool:
    """Whether one of them has a word, such as "ineligible", that the other answers with a "not"."""
    return any(
        word.key in TURNING and word.span not in sentence.negation
        for sentence in meeting.sentences
        for word in sentence.words
    )


def _is_open(meeting: _Meeting) -> bool:
    """Whether one of them holds it to be possible only, so that both may be right."""
    return Certainty.POSSIBLE in {meeting.one.claim.certainty, meeting.other.claim.certainty}


def _on_agreement(meeting: _Meeting, numbers: Sequence[Match]) -> Iterator[ClaimLink]:
    if not are_two_voices(meeting.one, meeting.other) or meeting.is_copied:
        return
    if any(each.is_own for each in meeting.sentences) or _has_other_numbers(meeting):
        return
    if not (_may_agree(meeting.one) and _may_agree(meeting.other)):
        return
    mine, theirs = ({_spoken(word) for word in each.run} for each in meeting.sentences)
    if mine & MODALS != theirs & MODALS:
        return
    if _accuses(meeting.one, meeting.other) or _accuses(meeting.other, meeting.one):
        return
    equal = any(each.is_equal for each in numbers)
    shared = meeting.likeness.shared | {
        word.key for word in meeting.mine.words if equal and word.key.startswith(NUMBER)
    }
    if not (meeting.mine.names & meeting.theirs.names or meeting.likeness.common >= HALF):
        return
    score = meeting.closeness + 1.0 * equal - DOUBT
    words = (shared_spans(meeting.mine, shared), shared_spans(meeting.theirs, shared))
    yield from _link(
        ClaimLinkKind.AGREEMENT, "same-number" if equal else "same-words", score, meeting, words
    )


def _accuses(one: Statement, other: Statement) -> bool:
    """Whether *one* accuses who says *other*, or condemns what *other* only speaks of."""
    if one.claim.attitude is not Attitude.ACCUSATION or one.claim.attitude is other.claim.attitude:
        return False
    names = {name for each in one.sentences for name in each.names}
    return one.claim.rule == "object" or other.voice.key in names


def _may_agree(statement: Statement) -> bool:
    """Whether its source says it: no headline or line of a transcript, no call to act."""
    rule, attitude = statement.claim.rule, statement.claim.attitude
    return rule != "label" and (rule != "infinitive" or attitude is Attitude.INTENTION)


def _has_other_numbers(meeting: _Meeting) -> bool:
    """Whether both have numbers, and none in common."""
    mine, theirs = (
        {key for key in sentence.keys if key.startswith(NUMBER)} for sentence in meeting.sentences
    )
    return bool(mine and theirs and not mine & theirs)


# ------------------------------------------------------------------ links
def _against(
    meeting: _Meeting, rule: str, log_odds: float, words: tuple[Spans, Spans]
) -> Iterator[ClaimLink]:
    """Yield the contradiction of two speakers, or the change of one from day to day."""
    if not meeting.is_same_voice:
        yield from _link(ClaimLinkKind.CONTRADICTION, rule, log_odds, meeting, words)
    elif meeting.days:
        yield from _link(ClaimLinkKind.CHANGE, rule, log_odds, meeting, words)


def _link(
    kind: ClaimLinkKind,
    rule: str,
    log_odds: float,
    meeting: _Meeting,
    words: tuple[Spans, Spans],
) -> Iterator[ClaimLink]:
    score = probability(log_odds)
    if score >= THRESHOLD:
        yield ClaimLink(
            kind=kind,
            one=meeting.one.claim.id,
            other=meeting.other.claim.id,
            rule=rule,
            score=round(score, 3),
            one_words=in_order(words[0]),
            other_words=in_order(words[1]),
        )
