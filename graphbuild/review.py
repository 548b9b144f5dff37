"""A person walks through what isn't certain, and each answer becomes a decision at once.

Pairs of entities come in the order of how much they matter, with their sentences side by side;
claims the weakest first. Whatever is shown comes from articles, so that it is made harmless first.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path
from textwrap import wrap

from graphbuild.anchors import claim_anchor, entity_anchor
from graphbuild.decision_file import append_decision
from graphbuild.decisions import (
    ClaimRight,
    ClaimWrong,
    Decision,
    Decisions,
    Different,
    NameAnchor,
    OfType,
    Same,
    Speaker,
)
from graphbuild.errors import DecisionError
from graphbuild.export.passages import entity_passages, on_one_line, sentence_around, words
from graphbuild.judgements import Doubt, Local
from graphbuild.model import Claim, Entity, EntityType, Extraction, Span, Spans
from graphbuild.obeying import Obeyed, Verdicts, obey

Ask = Callable[[str], str]
"""Show a question and return the answer; ``EOFError`` where there are no more, as ``input``."""
Tell = Callable[[str], None]

SENTENCES = 3
# Two columns of less would break most lines.
NARROWEST = 24
GAP = " │ "
PAIR_ANSWERS = ("same", "different", "type", "skip", "quit")
CLAIM_ANSWERS = ("right", "wrong", "speaker", "skip", "quit")
SCOPE = "article (this one) or everywhere (all that are called so)? "
# What begins as another answer does has a letter of its own.
SHORT = {"k": "skip", "": "skip"}


class Review:
    """What a person may decide on a graph.

    Args:
        doubts: Those of the graph, in the order in which they are asked.
        extractions: As they were made, entity ids local.
        decisions: All that is decided so far; new ones are added to the first of its files.

    Raises:
        DecisionError: Decisions contradict each other.
    """

    def __init__(
        self, doubts: Sequence[Doubt], extractions: Iterable[Extraction], decisions: Decisions
    ) -> None:
        self.doubts = doubts
        self.made: Mapping[str, Extraction] = {each.article.id: each for each in extractions}
        self.decisions = decisions
        self.path: Path = decisions.files[0]
        self.added = 0
        self._obey(decisions)

    def _obey(self, decisions: Decisions) -> None:
        obeyed: Obeyed = obey(self.made.values(), decisions)
        self.decisions, self.obeyed = decisions, obeyed
        self.verdicts = Verdicts(obeyed.same, obeyed.different)
        self._decided = {each.article.id: each for each in obeyed.extractions}

    def is_open(self, doubt: Doubt) -> bool:
        """Whether nothing is decided yet from which it follows."""
        return self.verdicts.verdict(doubt.one, doubt.other) is None

    def open_claims(self) -> list[tuple[Extraction, Claim]]:
        """Return the claims that nothing is decided on, the weakest first."""
        found = [
            (each, claim)
            for each in self.made.values()
            for claim in each.claims
            if (each.article.id, claim.id) not in self.obeyed.claims
        ]
        return sorted(found, key=lambda each: (each[1].score, each[0].article.id, each[1].content))

    def entity(self, local: Local) -> Entity:
        """Return an article's entity, of the type that is decided."""
        return next(each for each in self._decided[local[0]].entities if each.id == local[1])

    def anchor(self, local: Local) -> NameAnchor:
        """Return the words that find an article's entity again."""
        return entity_anchor(self.made[local[0]], local[1])

    def decide(self, decision: Decision) -> None:
        """Add a decision to the file, unless it can't stand beside those that are there.

        Raises:
            DecisionError: It contradicts another, or can't be written.
        """
        entries = (*self.decisions.entries, decision)
        self._obey(replace(self.decisions, entries=entries))
        append_decision(decision, self.path)
        self.added += 1


# ------------------------------------------------------------------ pairs
def review_pairs(review: Review, ask: Ask, tell: Tell, *, width: int) -> int:
    """Ask of each pair that isn't certain whether the two are one; return how many there were.

    Args:
        review: What there is to decide; gets the answers.
        ask: Returns an answer.
        tell: Shows lines.
        width: Columns of the screen.
    """
    pairs = [each for each in review.doubts if review.is_open(each)]
    with suppress(EOFError):
        for number, doubt in enumerate(pairs, start=1):
            # An answer to one pair may decide others.
            if review.is_open(doubt):
                _ask_pair(review, doubt, f"{number} of {len(pairs)}", ask, tell, width)
    return len(pairs)


def _ask_pair(review: Review, doubt: Doubt, place: str, ask: Ask, tell: Tell, width: int) -> None:
    while True:
        tell(pair_text(review, doubt, place, width))
        answer = _answer(PAIR_ANSWERS, ask, tell)
        if answer == "type":
            with_type = _asked_type(review, doubt, ask, tell)
            _decide(review, with_type, tell)
            continue
        if answer != "skip":
            kind = Same if answer == "same" else Different
            pair = kind(one=review.anchor(doubt.one), other=review.anchor(doubt.other))
            _decide(review, pair, tell)
        return


def _asked_type(review: Review, doubt: Doubt, ask: Ask, tell: Tell) -> OfType:
    sides = {"1": doubt.one, "2": doubt.other}
    tell(f"1 {_named(review.entity(doubt.one))}   2 {_named(review.entity(doubt.other))}")
    side = _answer(("1", "2"), ask, tell)
    entity_type = EntityType(_answer(tuple(EntityType), ask, tell))
    where = _answer(("article", "everywhere"), ask, tell, question=SCOPE)
    anchor = review.anchor(sides[side])
    if where == "everywhere":
        name = on_one_line(review.entity(sides[side]).name)
        return OfType(entity=NameAnchor(name=name), type=entity_type)
    return OfType(entity=anchor, type=entity_type)


def pair_text(review: Review, doubt: Doubt, place: str, width: int) -> str:
    """Return a pair as it is shown: why it isn't certain, and both sides with their sentences."""
    holds = "one" if doubt.same else "two"
    head = f"{place}: the graph holds them to be {holds} ({doubt.rule}, {doubt.score:.2f})"
    evidence = [harmless("; ".join(doubt.evidence))] if doubt.evidence else []
    sides = [_side(review, local) for local in (doubt.one, doubt.other)]
    return "\n".join(["", *_wrapped([head, *evidence], width), "", *_side_by_side(sides, width)])


def _side(review: Review, local: Local) -> list[str]:
    extraction = review.made[local[0]]
    text = extraction.article.text
    passages = entity_passages(extraction, local[1], SENTENCES)
    return [
        _named(review.entity(local)),
        *_origin(extraction),
        *(part for span, names in passages.items() for part in ("", _marked(text, span, names))),
    ]


def _named(entity: Entity) -> str:
    return f"{harmless(entity.name)} ({entity.type})"


def _origin(extraction: Extraction) -> list[str]:
    article = extraction.article
    published = (article.published or "")[:10]
    where = ", ".join(each for each in (article.publisher, published) if each)
    return [harmless(each) for each in (article.title, where or article.id) if each]


def _side_by_side(sides: Sequence[Sequence[str]], width: int) -> list[str]:
    """Return two columns, or one below the other where the screen is too narrow."""
    column = (width - len(GAP)) // 2
    if column < NARROWEST:
        return _wrapped([*sides[0], "", *sides[1]], width)
    first, second = (_wrapped(side, column) for side in sides)
    return [
        f"{one:<{column}}{GAP}{other}".rstrip()
        for one, other in zip_longest(first, second, fillvalue="")
    ]


# ------------------------------------------------------------------ claims
def review_claims(review: Review, ask: Ask, tell: Tell, *, width: int) -> int:
    """Ask of each claim whether it is right, the weakest first; return how many there were.

    Args:
        review: What there is to decide; gets the answers.
        ask: Returns an answer.
        tell: Shows lines.
        width: Columns of the screen.
    """
    claims = review.open_claims()
    with suppress(EOFError):
        for number, (extraction, claim) in enumerate(claims, start=1):
            tell(claim_text(review, extraction, claim, f"{number} of {len(claims)}", width))
            _ask_claim(review, extraction, claim, ask, tell)
    return len(claims)


def _ask_claim(review: Review, extraction: Extraction, claim: Claim, ask: Ask, tell: Tell) -> None:
    anchor = claim_anchor(extraction, claim)
    answer = _answer(CLAIM_ANSWERS, ask, tell)
    if answer == "right":
        _decide(review, ClaimRight(claim=anchor), tell)
    elif answer == "wrong":
        _decide(review, ClaimWrong(claim=anchor), tell)
    elif answer == "speaker":
        speaker = _asked_speaker(review, extraction, ask, tell)
        _decide(review, Speaker(claim=anchor, speaker=speaker), tell)


def _asked_speaker(
    review: Review, extraction: Extraction, ask: Ask, tell: Tell
) -> NameAnchor | None:
    """Return who speaks; their article is that of the claim, so that the anchor needs none."""
    for number, entity in enumerate(extraction.entities, start=1):
        tell(f"{number:>3} {_named(entity)}")
    numbers = [str(number) for number in range(len(extraction.entities) + 1)]
    chosen = int(_answer(numbers, ask, tell, question="Who speaks? The number, or 0 for nobody: "))
    if chosen == 0:
        return None
    anchor = review.anchor((extraction.article.id, extraction.entities[chosen - 1].id))
    return replace(anchor, article=None, title=None)


def claim_text(review: Review, extraction: Extraction, claim: Claim, place: str, width: int) -> str:
    """Return a claim as it is shown: its parts, and the sentence that they stand in."""
    text, spans = extraction.article.text, claim.source + claim.cue + claim.content
    speaker = (
        _named(review.entity((extraction.article.id, claim.speaker))) if claim.speaker else "nobody"
    )
    lines = [
        f"{place}: {claim.attitude}, {claim.score:.2f} ({harmless(claim.rule)})",
        *_origin(extraction),
        "",
        f"speaker: {speaker}",
        f"source:  {harmless(words(text, claim.source))}",
        f"cue:     {harmless(words(text, claim.cue))}",
        f"content: {harmless(words(text, claim.content))}",
        "",
        _marked(text, sentence_around(text, spans), claim.content),
    ]
    return "\n".join(["", *_wrapped(lines, width)])


# ------------------------------------------------------------------ asking
def _answer(answers: Sequence[str], ask: Ask, tell: Tell, *, question: str | None = None) -> str:
    """Return one of *answers*; the beginning of one is enough, "skip" may be no answer at all.

    Raises:
        EOFError: There are no more answers, or "quit" is one.
    """
    shown = question or f"{', '.join(answers[:-1])} or {answers[-1]}? "
    while True:
        given = ask(shown)
        chosen = _meant(given.strip().lower(), answers)
        if chosen == "quit":
            raise EOFError
        if chosen is not None:
            return chosen
        tell(f"{harmless(given.strip())!r} is none of: {', '.join(answers)}")


def _meant(given: str, answers: Sequence[str]) -> str | None:
    full = SHORT.get(given, given)
    if full in answers:
        return full
    return next((each for each in answers if full and each.startswith(full)), None)


def _decide(review: Review, decision: Decision, tell: Tell) -> None:
    try:
        review.decide(decision)
    except DecisionError as error:
        tell(f"not added: {harmless(str(error))}")


# ------------------------------------------------------------------ showing
def harmless(text: str) -> str:
    """Return *text* on one line, without characters that steer a terminal or turn its writing."""
    return "".join(char if char.isprintable() else "\ufffd" for char in on_one_line(text))


def _marked(text: str, around: Span, spans: Spans) -> str:
    """Return the text *around* some spans on one line, with asterisks about each of them."""
    parts, rest = [], around[0]
    for start, end in sorted(spans):
        if rest <= start and end <= around[1]:
            parts += [text[rest:start], "*", text[start:end], "*"]
            rest = end
    return harmless("".join([*parts, text[rest : around[1]]]))


def _wrapped(paragraphs: Iterable[str], width: int) -> list[str]:
    return [line for each in paragraphs for line in wrap(each, max(width, 1)) or [""]]
