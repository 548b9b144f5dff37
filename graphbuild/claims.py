"""Claims: which attributions hold, and what each says of its source's stance.

The grammar of ``attributions`` proposes; counts of how often each cue attributes when its
content hangs on it in that way decide (``data/cues.tsv``). Of what remains, the outermost is
the claim. Quotation marks then widen contents the parse cut short.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from spacy.tokens import Doc

from graphbuild.attributions import (
    Attribution,
    Quoted,
    all_tokens,
    find_attributions,
    find_quoted,
    find_quoted_attributions,
)
from graphbuild.lexicons import rows, table
from graphbuild.model import Attitude, Certainty, Form, Polarity, Quantity, Span, Spans
from graphbuild.quantities import find_quantities

THRESHOLD = 0.4
PRIOR_CANDIDATES = 4.0
MAX_BETWEEN = 3
# Cues too rare, or too short, to be counted in the news of one country; by reading.
PRIORS = {
    ("for", "clause"): 0.7,
    ("in view", "clause"): 0.8,
    ("in opinion", "clause"): 0.8,
    (":", "quotation"): 0.6,
    ("rule out", "object"): 0.7,
    ("rule out", "clause"): 0.7,
    ("believe", "passive"): 0.6,
    ("vow", "object"): 0.6,
}
POSSIBLE = frozenset({"may", "might", "could", "perhaps", "possibly", "possible", "maybe"})
PROBABLE = frozenset({"likely", "probably", "probable", "presumably", "apparently", "should"})
# "May" and "Might" are names too.
HEDGES = frozenset({"ADJ", "ADV"})
NOBODY = frozenset({"nobody", "no-one", "none", "neither"})
# A refusal is a negative answer; two negatives make a positive.
NEGATIVE = frozenset({Attitude.DENIAL, Attitude.REFUSAL})
USUAL_CERTAINTY = {
    **dict.fromkeys((Attitude.QUESTION, Attitude.DEMAND, Attitude.REFUSAL), Certainty.UNKNOWN),
    **dict.fromkeys((Attitude.INTENTION, Attitude.ESTIMATE, Attitude.BELIEF), Certainty.PROBABLE),
    **dict.fromkeys((Attitude.FEAR, Attitude.HOPE), Certainty.POSSIBLE),
}
OPENING, CLOSING = frozenset("\"“”„«‘''``(["), frozenset("\"“”»’'')]%")


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundClaim:
    """A claim in the words of the text; who its speaker is remains to be resolved.

    Attributes:
        head: Token index of the cue's head.
    """

    head: int
    source: Spans
    cue: Spans
    content: Spans
    form: Form
    attitude: Attitude
    polarity: Polarity
    certainty: Certainty
    cue_lemma: str
    quantities: tuple[Quantity, ...]
    rule: str
    score: float


def find_claims(doc: Doc, *, skip: Spans = ()) -> tuple[FoundClaim, ...]:
    """Return the claims in *doc*, in the order of its cues.

    Args:
        doc: Tagged, lemmatised and parsed; ``doc.text`` is ``article.text``.
        skip: Parts of the text to leave out.
    """
    quoted = find_quoted(doc)
    candidates = [*find_attributions(doc), *find_quoted_attributions(doc, quoted)]
    best = _best_of_each_cue(_spoken_by_the_article(doc, candidates, quoted))
    widened = [_widen(each, quoted) for each in _outermost(best)]
    kept = _outermost(_continue_quotations(doc, widened, quoted))
    claims = (_claim(doc, attribution, quoted) for attribution in kept)
    return tuple(claim for claim in claims if claim.content and not _is_skipped(claim, skip))


# ------------------------------------------------------------------ deciding
def probability(attribution: Attribution) -> float:
    """Return how often a cue of this lemma attributes content that hangs on it so, 0 to 1.

    The counts are smoothed toward no attribution, as rare cues are less sure.
    """
    prior = PRIORS.get((attribution.lemma, attribution.relation))
    if prior is not None:
        return prior
    attributions, candidates = _counts().get((attribution.lemma, attribution.relation), (0, 0))
    return attributions / (candidates + PRIOR_CANDIDATES)


@cache
def _counts() -> dict[tuple[str, str], tuple[int, int]]:
    return {
        (lemma, relation): (int(attributions), int(candidates))
        for lemma, relation, attributions, candidates in rows("cues")
    }


def _best_of_each_cue(candidates: Iterable[Attribution]) -> list[Attribution]:
    """Return for each cue the likeliest of its candidates, those with a source first."""
    best: dict[int, Attribution] = {}
    for candidate in candidates:
        rival = best.get(candidate.head)
        if probability(candidate) >= THRESHOLD and (
            rival is None or _rank(candidate) > _rank(rival)
        ):
            best[candidate.head] = candidate
    return list(best.values())


def _rank(attribution: Attribution) -> tuple[bool, float]:
    return bool(attribution.source), probability(attribution)


def _outermost(attributions: list[Attribution]) -> list[Attribution]:
    """Return the attributions whose cue is in no other's content, in the order of the text."""
    kept: list[Attribution] = []
    for each in sorted(attributions, key=_seeming_last):
        if not any(_gives_way(each, other) for other in kept):
            kept = [other for other in kept if other.head not in each.content]
            kept.append(each)
    return sorted(kept, key=lambda each: each.head)


def _seeming_last(attribution: Attribution) -> tuple[bool, int, int]:
    return attribution.relation == "raising", -len(attribution.content), attribution.head


def _gives_way(each: Attribution, other: Attribution) -> bool:
    """Whether *each* is within *other*, or what merely seems so holds what *other* says."""
    if each.relation == "raising" and other.source and other.head in each.content:
        return True
    return each.head in other.content or each.content == other.content


# ------------------------------------------------------------------ quotation marks
def _spoken_by_the_article(
    doc: Doc, candidates: Iterable[Attribution], quoted: Sequence[Quoted]
) -> Iterator[Attribution]:
    """Yield the candidates that may be claims of the article.

    What a quoted cue attributes is said within the quotation; and no day says anything, as in
    "Monday saw a protest".
    """
    within = all_tokens(quoted)
    for each in candidates:
        is_dated = bool(each.source) and all(
            doc[i].ent_type_ in {"DATE", "TIME"} for i in each.source
        )
        if each.head not in within and not is_dated:
            yield each


def _widen(attribution: Attribution, quoted: Sequence[Quoted]) -> Attribution:
    """Take in the whole of each quotation that the content mostly lies in or begins.

    What is quoted is no part of cue and source, wherever the parse puts it.
    """
    content = attribution.content
    for each in quoted:
        shared = len(content & each.tokens)
        if shared and (2 * shared > len(each.tokens) or min(content) in each.tokens):
            content |= each.tokens
    taken = content - attribution.content
    cue, source = attribution.cue - taken, attribution.source - taken
    return replace(attribution, cue=cue, source=source, content=content - cue - source)


def _continue_quotations(
    doc: Doc, attributions: list[Attribution], quoted: Sequence[Quoted]
) -> list[Attribution]:
    """Give each quotation without a cue of its own to the claim it goes on from.

    News gives the speaker once: “…,” she said. “…” – and goes on in the next paragraph; or after
    the second paragraph of a quotation that the first left open.
    """
    attributions = list(attributions)
    for each in quoted:
        position = _speaker_before(doc, attributions, each)
        if position is not None and _is_only_inside(attributions, each.tokens):
            attributions[position] = _with(attributions[position], each)
    for each, following in reversed(list(pairwise(quoted))):
        if following.quotation.continues and _is_only_inside(attributions, each.tokens):
            for position, attribution in enumerate(attributions):
                if following.tokens <= attribution.content:
                    attributions[position] = _with(attribution, each)
    return attributions


def _with(attribution: Attribution, quoted: Quoted) -> Attribution:
    return replace(attribution, content=attribution.content | quoted.tokens)


def _is_only_inside(attributions: list[Attribution], quoted: frozenset[int]) -> bool:
    """Whether no cue outside the quotation *quoted* attributes anything in it."""
    return all(each.head in quoted for each in attributions if each.content & quoted)


def _speaker_before(doc: Doc, attributions: list[Attribution], quoted: Quoted) -> int | None:
    """Return the index of the claim that the quotation goes on from.

    That is the last claim before it, if it is quoted too and its sentence ends right before
    the quotation, in the same paragraph, or in the one before where the quotation opens its own.
    """
    first = min(quoted.tokens)
    before = [number for number, each in enumerate(attributions) if each.head < first]
    if not before:
        return None
    last = attributions[before[-1]]
    if not any(doc[i].text in OPENING for i in last.content):
        return None
    end = max(index for index in last.content | last.cue | last.source if index < first)
    end = max(end, min(doc[end].sent.end, first) - 1)
    between = doc[end + 1 : first].text
    return before[-1] if len(between.split()) <= MAX_BETWEEN else None


# ------------------------------------------------------------------ building
def _claim(doc: Doc, attribution: Attribution, quoted: Sequence[Quoted]) -> FoundClaim:
    content = _spans(doc, attribution.content, quoted)
    lemma = attribution.lemma
    attitude = Attitude(table("attitudes").get(lemma, Attitude.STATEMENT))
    return FoundClaim(
        head=attribution.head,
        source=_spans(doc, attribution.source, ())[:1],
        cue=tuple(_span(doc, run) for run in _runs(doc, attribution.cue)),
        content=content,
        form=_form(doc, attribution.content, quoted),
        attitude=attitude,
        polarity=_polarity(doc, attribution, attitude),
        certainty=_certainty(doc, attribution, attitude),
        cue_lemma=lemma,
        quantities=find_quantities(doc, content),
        rule=attribution.relation,
        score=round(probability(attribution), 3),
    )


def _spans(doc: Doc, indexes: Iterable[int], quoted: Sequence[Quoted]) -> Spans:
    """Return the stretches of text that the tokens make, without punctuation at their edges."""
    runs = (_trimmed(doc, run, quoted) for run in _runs(doc, indexes))
    return tuple(_span(doc, run) for run in runs if run)


def _span(doc: Doc, run: Sequence[int]) -> Span:
    return doc[run[0]].idx, doc[run[-1]].idx + len(doc[run[-1]])


def _runs(doc: Doc, indexes: Iterable[int]) -> Iterator[list[int]]:
    """Yield runs of neighbouring tokens; punctuation and line breaks between don't part them."""
    run: list[int] = []
    for index in sorted(indexes):
        if run and any(doc[i].pos_ not in {"PUNCT", "SPACE"} for i in range(run[-1] + 1, index)):
            yield run
            run = []
        run.append(index)
    if run:
        yield run


def _trimmed(doc: Doc, run: list[int], quoted: Sequence[Quoted]) -> list[int]:
    while run and _may_be_cut(doc, run[0]) and doc[run[0]].text not in OPENING:
        run = run[1:]
    while run and _may_be_cut(doc, run[-1]) and doc[run[-1]].text not in CLOSING:
        if doc[run[-1]].text in ".?!" and _is_in_open_quotation(run[-1], quoted):
            break
        run = run[:-1]
    return run


def _may_be_cut(doc: Doc, index: int) -> bool:
    return doc[index].is_punct or doc[index].is_space


def _is_in_open_quotation(index: int, quoted: Sequence[Quoted]) -> bool:
    return any(index in each.tokens for each in quoted if not each.quotation.is_closed)


def _form(doc: Doc, content: frozenset[int], quoted: Sequence[Quoted]) -> Form:
    within = all_tokens(quoted)
    if all(_may_be_cut(doc, i) for i in content - within):
        return Form.DIRECT
    return Form.MIXED if content & within else Form.INDIRECT


def _polarity(doc: Doc, attribution: Attribution, attitude: Attitude) -> Polarity:
    is_negated = any(doc[i].dep_ == "neg" for i in attribution.cue) or any(
        doc[i].lower_ in NOBODY for i in attribution.source
    )
    is_negative = is_negated != (attitude in NEGATIVE)
    return Polarity.NEGATIVE if is_negative else Polarity.POSITIVE


def _certainty(doc: Doc, attribution: Attribution, attitude: Attitude) -> Certainty:
    """Return what the words tell, else what is usual for the attitude."""
    usual = USUAL_CERTAINTY.get(attitude, Certainty.CERTAIN)
    tokens = (doc[i] for i in attribution.content | attribution.cue)
    found = {token.lower_ for token in tokens if token.tag_ == "MD" or token.pos_ in HEDGES}
    if usual is Certainty.UNKNOWN:
        return usual
    if found & POSSIBLE:
        return Certainty.POSSIBLE
    if found & PROBABLE and usual is Certainty.CERTAIN:
        return Certainty.PROBABLE
    return usual


def _is_skipped(claim: FoundClaim, skip: Spans) -> bool:
    return any(start <= claim.cue[0][0] < end for start, end in skip)
