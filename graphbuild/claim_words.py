"""What a claim says, as words that can be compared with those of other articles.

Inflections are folded together; names are the graph's entities, whatever they are called; states
are one with their people and with the capitals that stand for them; numbers are values.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from snowballstemmer import stemmer

from graphbuild.lexicons import demonym_states, words
from graphbuild.model import (
    Article,
    Attitude,
    Claim,
    Entity,
    EntityType,
    Extraction,
    Mention,
    Polarity,
    Quantity,
    Span,
    Spans,
)
from graphbuild.names import fold, person_tokens

STATE, ENTITY, NUMBER = "state:", "entity:", "number:"
# Where a sentence ends within a content; abbreviations end none.
_SENTENCE_END = re.compile(r"""(?<![A-Z])(?<!\b(?:Mr|Ms|Dr|St))[.!?;]["'”’)]*\s+|:\s+(?=["“A-Z])""")
_WORD = re.compile(r"[^\W_]+(?:[.,](?=\d)\d+)*(?:['’](?!s\b)[^\W_]+)?")
_NUMERAL = re.compile(r"\d[\d.,]*")
# Nothing is affirmed under a condition.
CONDITIONS = frozenset({"if", "unless", "whether"})
FIRST_PERSON = frozenset(
    {"i", "me", "my", "mine", "myself", "we", "us", "our", "ours", "ourselves"}
)
# What "it", "this", "he" or "they" are about stands elsewhere.
POINTING = frozenset({"it", "this", "that", "these", "those", "he", "she", "they", "them", "him"})
ASSERTING = frozenset(
    {
        *(Attitude.STATEMENT, Attitude.ANNOUNCEMENT, Attitude.ESTIMATE, Attitude.BELIEF),
        *(Attitude.ACCUSATION, Attitude.INTENTION, Attitude.DENIAL),
    }
)
# How a content that says something by itself hangs on its cue; others name what it is about.
CLAUSES = frozenset(
    {
        *("clause", "quotation", "preposed", "parenthesis", "adverb", "label", "loose clause"),
        *("adjective-clause", "noun-clause", "noun", "noun-copula", "noun is", "beside"),
        *("passive", "raising"),
    }
)
# Those that say something by what their source did or does: "claimed to have won".
PHRASES = frozenset({"infinitive", "gerund", "object+infinitive", "about:of", "object"})
PHRASED = frozenset({Attitude.ACCUSATION, Attitude.DENIAL})
# Attitudes whose negation says that the content isn't so; who "did not say" it says nothing.
TURNING = frozenset({Attitude.DENIAL, Attitude.BELIEF, Attitude.ESTIMATE, Attitude.INTENTION})


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a content: what it is compared by, and where it stands."""

    key: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence of a claim's content.

    Attributes:
        words: Those that tell something; run: all words, function words too.
        negation: The words that negate it, of cue and content.
        is_negative: Whether the source says that it isn't so.
        quantities: The numbers in it.
        is_conditional: It depends on an "if", or asks.
        is_own: It is about who speaks: "we", "I".
    """

    span: Span
    words: tuple[Word, ...]
    run: tuple[Word, ...]
    negation: Spans
    is_negative: bool
    quantities: tuple[Quantity, ...]
    is_conditional: bool
    is_own: bool

    @property
    def keys(self) -> frozenset[str]:
        """What its words are compared by."""
        return frozenset(word.key for word in self.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """Who says a claim.

    Attributes:
        key: Equal where the speaker is the same; empty where nothing tells who speaks.
        surname: The last word of a person's name.
        is_known: Whether the speaker is an entity, not just words.
    """

    key: str
    surname: str
    is_known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A claim as it is compared.

    Attributes:
        day: Of publication, as a number of days; None where it is unknown.
        sentences: Those that have words to compare.
    """

    article: Article
    claim: Claim
    voice: Voice
    day: int | None
    sentences: tuple[Sentence, ...]

    @property
    def order(self) -> tuple[str, str, str]:
        """The order of dates, then of articles and ids."""
        return self.article.published or "", self.article.id, self.claim.id

    @property
    def is_clause(self) -> bool:
        """Whether its content says something, and doesn't only name a matter."""
        rule, attitude = self.claim.rule, self.claim.attitude
        return rule in CLAUSES or (rule in PHRASES and attitude in PHRASED) or rule == "infinitive"

    @property
    def is_asserting(self) -> bool:
        """Whether its source holds something to be so or not so."""
        turned = self.claim.polarity is Polarity.NEGATIVE
        attitude = self.claim.attitude
        return attitude in ASSERTING and (not turned or attitude in TURNING)


def to_statements(extraction: Extraction) -> Iterator[Statement]:
    """Yield the claims of *extraction* in a form to compare, in the order of the text."""
    reader = _Reader(extraction)
    for claim in extraction.claims:
        sentences = tuple(each for each in reader.sentences(claim) if each.words)
        yield Statement(
            article=extraction.article,
            claim=claim,
            voice=reader.voice(claim),
            day=_day(extraction.article),
            sentences=sentences,
        )


def _day(article: Article) -> int | None:
    try:
        return date.fromisoformat((article.published or "")[:10]).toordinal()
    except ValueError:
        return None


@cache
def stem(word: str) -> str:
    """Return *word*, in lower case, without its inflection.

    >>> stem("withdrawals")
    'withdraw'
    """
    return str(_stemmer().stemWord(fold(word)))


@cache
def _stemmer() -> Any:  # the library has no types
    return stemmer("english")


class _Reader:
    """Reads the claims of one article."""

    def __init__(self, extraction: Extraction) -> None:
        self.text = extraction.article.text
        self.entities: Mapping[str, Entity] = {each.id: each for each in extraction.entities}
        self.mentions = extraction.mentions

    # -------------------------------------------------------------- who speaks
    def voice(self, claim: Claim) -> Voice:
        """Return who says *claim*: an entity, else the words of the source."""
        entity = self.entities.get(claim.speaker or "")
        if entity is not None:
            names = person_tokens(entity.name) if entity.type is EntityType.PERSON else ()
            surname = names[-1] if names else ""
            return Voice(key=entity_key(entity), surname=surname, is_known=True)
        found = (match[0].lower() for span in claim.source for match in self._words(span))
        stems = sorted({stem(word) for word in found} - words("function_words"))
        return Voice(key=" ".join(stems), surname="", is_known=False)

    # -------------------------------------------------------------- what is said
    def sentences(self, claim: Claim) -> Iterator[Sentence]:
        """Yield the sentences of the claim's content."""
        inside = self._mentions_in(claim.content)
        for pieces in self._pieces(claim.content):
            yield self._sentence(claim, pieces, inside)

    def _mentions_in(self, spans: Spans) -> list[Mention]:
        return [
            mention
            for mention in self.mentions
            if any(start <= mention.start and mention.end <= end for start, end in spans)
            and self.text[mention.start : mention.end].lower() not in FIRST_PERSON
        ]

    def _pieces(self, content: Spans) -> Iterator[Spans]:
        """Yield the sentences of *content*; one that is interrupted goes on in the next span."""
        open_pieces: list[Span] = []
        for start, end in content:
            for first, last, is_end in self._split(start, end):
                begins = self.text[first:last].lstrip("\"'“‘”„ ")[:1].isupper()
                if open_pieces and begins and not is_end:
                    yield tuple(open_pieces)
                    open_pieces = []
                open_pieces.append((first, last))
                if is_end:
                    yield tuple(open_pieces)
                    open_pieces = []
        if open_pieces:
            yield tuple(open_pieces)

    def _split(self, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
        """Yield the parts of a span, and whether a sentence ends with each."""
        for match in _SENTENCE_END.finditer(self.text, start, end):
            yield start, match.end(), True
            start = match.end()
        if start < end:
            closes = self.text[start:end].rstrip("\"'”’“ )")[-1:] in {".", "!", "?"}
            yield start, end, closes

    def _sentence(self, claim: Claim, pieces: Spans, mentions: Sequence[Mention]) -> Sentence:
        run = tuple(self._run(claim, pieces, mentions))
        lower = {match[0].lower() for span in pieces for match in self._words(span)}
        negation = tuple(each for each in claim.content_negation if _is_within(each, pieces))
        turned = claim.polarity is Polarity.NEGATIVE
        asks = self.text[pieces[-1][0] : pieces[-1][1]].rstrip("\"'”’ ").endswith("?")
        return Sentence(
            span=(pieces[0][0], pieces[-1][1]),
            words=tuple(word for word in run if word.key and not _is_function(word.key)),
            run=run,
            negation=(*claim.negation, *negation) if turned else negation,
            is_negative=turned != bool(negation),
            quantities=tuple(
                each for each in claim.quantities if _is_within((each.start, each.end), pieces)
            ),
            is_conditional=asks or bool(lower & CONDITIONS),
            is_own=bool(lower & FIRST_PERSON),
        )

    def _run(self, claim: Claim, pieces: Spans, mentions: Sequence[Mention]) -> Iterator[Word]:
        """Yield the words of *pieces* in order; names and numbers are one word each."""
        for start, end in pieces:
            fixed = sorted(
                [
                    *self._entity_words(mentions, start, end),
                    *_number_words(claim.quantities, start, end),
                ],
                key=lambda word: (word.span[0], -word.span[1]),
            )
            position = start
            for word in fixed:
                if word.span[0] >= position:
                    yield from self._plain((position, word.span[0]))
                    yield word
                    position = word.span[1]
            yield from self._plain((position, end))

    def _entity_words(self, mentions: Sequence[Mention], start: int, end: int) -> Iterator[Word]:
        for mention in mentions:
            if start <= mention.start and mention.end <= end:
                entity = self.entities[mention.entity]
                yield Word(
                    entity_key(entity, stands=mention.metonymic), (mention.start, mention.end)
                )

    def _plain(self, span: Span) -> Iterator[Word]:
        for match in self._words(span):
            yield Word(_plain_key(match[0]), match.span())

    def _words(self, span: Span) -> Iterator[re.Match[str]]:
        return _WORD.finditer(self.text, *span)


def entity_key(entity: Entity, *, stands: bool = True) -> str:
    """Return what *entity* is compared by: a state, or its government, by the state's code.

    Args:
        entity: A person, body or place.
        stands: Whether a capital or other place stands for those who govern from it.
    """
    if entity.type is EntityType.LOCATION and entity.country and (stands or not entity.part_of):
        return STATE + entity.country
    return ENTITY + entity.id


def _number_words(quantities: Sequence[Quantity], start: int, end: int) -> Iterator[Word]:
    for each in quantities:
        if start <= each.start and each.end <= end:
            yield Word(f"{NUMBER}{each.value:g}", (each.start, each.end))


def _plain_key(word: str) -> str:
    if _NUMERAL.fullmatch(word):
        return NUMBER + word.replace(",", "")
    states = demonym_states([fold(word)]) if word[:1].isupper() else frozenset[str]()
    return STATE + min(states) if len(states) == 1 else stem(word)


@cache
def _function_stems() -> frozenset[str]:
    return frozenset(stem(word) for word in words("function_words"))


def _is_function(key: str) -> bool:
    return key in _function_stems()


def _is_within(span: Span, pieces: Spans) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in pieces)
