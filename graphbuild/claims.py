"""Claims: which attributions hold, how far their contents reach, and what each says.

The grammar of ``attributions`` proposes. A linear model on counts, parse and punctuation tells
how likely each proposal is a claim, another where its content ends. Of what remains, the
outermost is the claim. Quotations that go on take their speaker along.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from spacy.tokens import Doc

from graphbuild.attributions import find_attributions
from graphbuild.content_negation import find_content_negation
from graphbuild.cues import load_cues, load_senses
from graphbuild.endings import find_endings, last_run
from graphbuild.features import Describer
from graphbuild.grammar.attribution import REPORTS, Attribution
from graphbuild.grammar.phrases import CLOSERS
from graphbuild.grammar.quoting import find_actor_beside, is_quoted_sentence
from graphbuild.linear import load_model
from graphbuild.model import (
    Attitude,
    Certainty,
    DateValue,
    Form,
    Polarity,
    Quantity,
    Span,
    Spans,
)
from graphbuild.quantities import find_quantities
from graphbuild.relative_dates import find_content_dates
from graphbuild.said import find_said
from graphbuild.stance import find_stance
from graphbuild.syntax import Syntax, Tokens

THRESHOLD = 0.45
# A quotation goes on from the one before it over this many stray words (marks, line breaks).
MAX_BETWEEN = 3
# How much more a place must speak for an ending than the parse's own.
ENDING_MARGIN = 0.25
# The share of its words in quotation marks from which a claim's content counts as quoted.
QUOTED_SHARE = 0.8
# No cue, so nothing for the weights to judge: believed, just.
BESIDE_SCORE = 0.5
# Cues that the counted articles, American politics, hardly have; by reading.
PRIORS = {
    ("for", "opinion"): 0.6,
    ("–", "quotation"): 0.7,
    ("per", "clause"): 0.6,
    ("rule out", "object"): 0.6,
    **{(word, "adverb"): 0.6 for word in REPORTS},
}
OPENING = frozenset({*"\"“”„«‘'`([", "''", "``"})
CLOSING = frozenset({*"\"“”»’')]%", "''", "``"})


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
    negation: Spans
    content_negation: Spans
    certainty: Certainty
    hedges: Spans
    cue_lemma: str
    quantities: tuple[Quantity, ...]
    dates: tuple[DateValue, ...]
    said: DateValue | None
    rule: str
    score: float


@dataclass(frozen=True, slots=True)
class _Scored:
    attribution: Attribution
    score: float


def find_claims(
    doc: Doc, *, skip: Spans = (), published: date | None = None
) -> tuple[FoundClaim, ...]:
    """Return the claims in *doc*, in the order of its cues.

    Args:
        doc: Tagged, lemmatised and parsed; ``doc.text`` is ``article.text``.
        skip: Parts of the text to leave out.
        published: What relative dates are reckoned from; without it they are left out.
    """
    syntax = Syntax(doc)
    likely = [_ending_well(syntax, each) for each in _likely(syntax)]
    kept = _outermost(_continue_quotations(syntax, _outermost(likely)))
    kept = sorted(_spoken_beside(syntax, kept), key=lambda each: each.attribution.head)
    claims = (_claim(syntax, each, published) for each in kept)
    return tuple(claim for claim in claims if claim.content and not _is_skipped(claim, skip))


# ------------------------------------------------------------------ deciding
def _likely(syntax: Syntax) -> list[_Scored]:
    """Return for each cue the likeliest of its candidates, if it is likely enough."""
    vocab = syntax.doc.vocab
    describer = Describer(syntax, load_cues(vocab), load_senses(vocab))
    model = load_model("claim_weights")
    best: dict[int, _Scored] = {}
    for candidate in find_attributions(syntax):
        prior = PRIORS.get((candidate.lemma, candidate.relation))
        score = prior or model.probability(describer.features(candidate))
        rival = best.get(candidate.head)
        if score >= THRESHOLD and (rival is None or score > rival.score):
            best[candidate.head] = _Scored(candidate, score)
    return list(best.values())


def _ending_well(syntax: Syntax, each: _Scored) -> _Scored:
    """Return the claim with its content ended where most speaks for an end."""
    run = last_run(syntax, each.attribution)
    if run is None:
        return each
    model = load_model("ending_weights")
    places = {
        ending.position: model.log_odds((name, 1.0) for name in ending.features)
        for ending in find_endings(syntax, each.attribution, run)
    }
    best = max(places, key=lambda place: (places[place], place))
    if places[best] < places[run[1]] + ENDING_MARGIN:
        return each
    return replace(each, attribution=_ended(each.attribution, run, best))


def _ended(each: Attribution, run: tuple[int, int], end: int) -> Attribution:
    """Return *each* with the last *run* of its content ended before token *end*."""
    before = {index for index in each.content if index < run[0]}
    content = before | set(range(run[0], end))
    return replace(each, content=frozenset(content) - each.cue - each.source)


def _outermost(found: Sequence[_Scored]) -> list[_Scored]:
    """Return the claims that are in no other's content, in the order of the text.

    A claim gives way to those in its content where these are more likely right, together, than
    it is; they are right only if it is wrong.
    """
    kept = set(range(len(found)))
    for number in sorted(kept, key=lambda number: _seeming_last(found[number])):
        if number not in kept:
            continue
        outer = found[number]
        inner = [
            other
            for other in sorted(kept - {number})
            if found[other].attribution.head in outer.attribution.content
        ]
        gain = sum(found[other].score for other in _topmost(found, inner))
        if outer.score < (1.0 - outer.score) * gain:
            kept.discard(number)
        else:
            kept -= set(inner) | _same_content(found, number, kept)
    return sorted((found[number] for number in kept), key=lambda each: each.attribution.head)


def _seeming_last(each: _Scored) -> tuple[bool, int, int]:
    attribution = each.attribution
    return attribution.relation == "raising", -len(attribution.content), attribution.head


def _topmost(found: Sequence[_Scored], among: Sequence[int]) -> list[int]:
    """Return those *among* the claims that are in no other's content."""
    return [
        each
        for each in among
        if not any(
            found[each].attribution.head in found[other].attribution.content
            for other in among
            if other != each
        )
    ]


def _same_content(found: Sequence[_Scored], number: int, kept: Iterable[int]) -> set[int]:
    """Return the claims of the same content that are less likely, or later, than one."""
    one = found[number]
    same = [other for other in kept if found[other].attribution.content == one.attribution.content]
    best = max(same, key=lambda other: (found[other].score, -found[other].attribution.head))
    return set(same) - {best}


# ------------------------------------------------------------------ quotations that go on
def _continue_quotations(syntax: Syntax, found: Sequence[_Scored]) -> list[_Scored]:
    """Give each quotation without a cue of its own to the claim it goes on from.

    News gives the speaker once: “…,” she said. “…” – and goes on in the next paragraph; or after
    the second paragraph of a quotation that the first left open.
    """
    found = list(found)
    quotations = [
        (quotation, frozenset(range(start, end))) for quotation, start, end in syntax.quotations
    ]
    for _, tokens in quotations:
        position = _speaker_before(syntax, found, tokens)
        if position is not None and _is_unattributed(found, tokens):
            found[position] = _with(found[position], tokens)
    for (_, tokens), (quotation, following) in reversed(list(pairwise(quotations))):
        if quotation.continues and _is_unattributed(found, tokens):
            found = [
                _with(each, tokens) if following <= each.attribution.content else each
                for each in found
            ]
    return found


def _with(each: _Scored, tokens: Tokens) -> _Scored:
    attribution = each.attribution
    content = (attribution.content | tokens) - attribution.cue - attribution.source
    return replace(each, attribution=replace(attribution, content=content))


def _is_unattributed(found: Sequence[_Scored], tokens: Tokens) -> bool:
    """Whether no cue outside the quotation attributes anything in it."""
    return all(
        each.attribution.head in tokens for each in found if each.attribution.content & tokens
    )


def _speaker_before(syntax: Syntax, found: Sequence[_Scored], tokens: Tokens) -> int | None:
    """Return the index of the claim that the quotation goes on from.

    That is the last claim before it, if it is quoted too and its sentence ends right before
    the quotation, in the same paragraph, or in the one before where the quotation opens its own.
    """
    first = min(tokens)
    before = [number for number, each in enumerate(found) if each.attribution.head < first]
    if not before:
        return None
    last = found[before[-1]].attribution
    if _quoted_share(syntax, last.content) < QUOTED_SHARE:
        return None
    end = max(index for index in last.content | last.cue | last.source if index < first)
    end = max(end, min(syntax.ends[end], first) - 1)
    between = syntax.doc[end + 1 : first].text
    return before[-1] if len(between.split()) <= MAX_BETWEEN else None


def _quoted_share(syntax: Syntax, content: Tokens) -> float:
    inside = [index for index in content if not syntax.is_punct(index)]
    return sum(syntax.quoted[index] >= 0 for index in inside) / max(len(inside), 1)


# ------------------------------------------------------------------ quotations without a cue
def _spoken_beside(syntax: Syntax, found: Sequence[_Scored]) -> list[_Scored]:
    """Give each quoted sentence that nothing attributes to who acts beside it.

    It goes on from what they said in the sentence before, or is a claim of its own: "The
    minister shook her head. “We never agreed to this.”" There the mark stands for the cue.
    """
    found = list(found)
    for _, start, end in syntax.quotations:
        content = frozenset(range(start, end))
        if not is_quoted_sentence(syntax, start, end) or any(
            content & each.attribution.content for each in found
        ):
            continue
        actor = find_actor_beside(syntax, start, end)
        if actor is None:
            continue
        position = _said_by(found, actor, start)
        if position is not None:
            found[position] = _with(found[position], content)
        else:
            found.append(_Scored(_beside(syntax, start, content, actor), BESIDE_SCORE))
    return found


def _said_by(found: Sequence[_Scored], actor: int, before: int) -> int | None:
    """Return the index of the last claim of *actor* that stands before a token."""
    said = [
        number
        for number, each in enumerate(found)
        if actor in each.attribution.source and each.attribution.head < before
    ]
    return max(said, key=lambda number: found[number].attribution.head, default=None)


def _beside(syntax: Syntax, mark: int, content: Tokens, actor: int) -> Attribution:
    return Attribution(
        head=mark,
        lemma="“",
        relation="beside",
        cue=frozenset({mark}),
        content=content - {mark},
        source=syntax.subtree(actor) - content,
    )


# ------------------------------------------------------------------ building
def _claim(syntax: Syntax, each: _Scored, published: date | None) -> FoundClaim:
    attribution = each.attribution
    content = _spans(syntax, attribution.content)
    stance = find_stance(syntax, attribution)
    said = find_said(syntax, attribution, published)
    return FoundClaim(
        head=attribution.head,
        source=_source_spans(syntax, attribution.source),
        cue=tuple(_span(syntax, run) for run in _runs(syntax, attribution.cue)),
        content=content,
        form=_form(syntax, attribution.content),
        attitude=stance.attitude,
        polarity=stance.polarity,
        negation=_words(syntax, stance.negation),
        content_negation=_words(syntax, find_content_negation(syntax, attribution.content)),
        certainty=stance.certainty,
        hedges=_words(syntax, stance.hedges),
        cue_lemma=attribution.lemma,
        quantities=find_quantities(syntax.doc, content),
        dates=find_content_dates(syntax, content, published, said),
        said=said,
        rule=attribution.relation,
        score=round(each.score, 3),
    )


def _source_spans(syntax: Syntax, source: Tokens) -> Spans:
    """Return the first stretch of the source; a comma that closes an apposition belongs to it."""
    for run in _runs(syntax, source):
        trimmed = _trimmed(syntax, run)
        if trimmed:
            words = [syntax.words[index] for index in run]
            closes = trimmed[-1] < run[-1] and words[-1] in CLOSERS and words.count(words[-1]) > 1
            return (_span(syntax, [trimmed[0], trimmed[-1] + closes]),)
    return ()


def _spans(syntax: Syntax, indexes: Iterable[int]) -> Spans:
    """Return the stretches of text that the tokens make, without punctuation at their edges."""
    runs = (_trimmed(syntax, run) for run in _runs(syntax, indexes))
    return tuple(_span(syntax, run) for run in runs if run)


def _words(syntax: Syntax, indexes: Iterable[int]) -> Spans:
    return tuple(_span(syntax, [index]) for index in indexes)


def _span(syntax: Syntax, run: Sequence[int]) -> Span:
    first, last = syntax.doc[run[0]], syntax.doc[run[-1]]
    return first.idx, last.idx + len(last)


def _runs(syntax: Syntax, indexes: Iterable[int]) -> Iterator[list[int]]:
    """Yield runs of neighbouring tokens; punctuation and line breaks between don't part them."""
    run: list[int] = []
    for index in sorted(indexes):
        if run and not all(syntax.is_punct(between) for between in range(run[-1] + 1, index)):
            yield run
            run = []
        run.append(index)
    if run:
        yield run


def _trimmed(syntax: Syntax, run: list[int]) -> list[int]:
    """Return the run without marks that part it from its sentence; quotation marks stay."""
    first, last = 0, len(run)
    while first < last and syntax.is_punct(run[first]) and syntax.words[run[first]] not in OPENING:
        first += 1
    while last > first and syntax.is_punct(run[last - 1]) and not _may_close(syntax, run[last - 1]):
        last -= 1
    return run[first:last]


def _may_close(syntax: Syntax, index: int) -> bool:
    """Whether a mark may be the last of a content: a quotation mark, or what ends an open one."""
    if syntax.words[index] in CLOSING:
        return True
    number = syntax.quoted[index]
    return (
        syntax.words[index] in {".", "?", "!"}
        and number >= 0
        and not syntax.quotations[number][0].is_closed
    )


def _form(syntax: Syntax, content: Tokens) -> Form:
    inside = [index for index in content if not syntax.is_punct(index)]
    quoted = sum(syntax.quoted[index] >= 0 for index in inside)
    if quoted == len(inside):
        return Form.DIRECT
    return Form.MIXED if quoted else Form.INDIRECT


def _is_skipped(claim: FoundClaim, skip: Spans) -> bool:
    return any(start <= claim.cue[0][0] < end for start, end in skip)
