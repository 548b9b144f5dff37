"""What a claim says, as words that can be compared with those of other articles.

Inflections are folded together; names are the graph's entities, whatever they are called; states
are one with their people and with the capitals that stand for them; numbers are values.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from snowballstemmer import stemmer

from graphbuild.lexicons import demonym_states, groups, rows, words
from graphbuild.model import (
    Article,
    Attitude,
    Claim,
    Entity,
    EntityType,
    Extraction,
    Mention,
    MentionKind,
    Polarity,
    Quantity,
    Span,
    Spans,
)
from graphbuild.names import fold, person_tokens

STATE, ENTITY, NUMBER = "state:", "entity:", "number:"
FUNCTION = "~"
# Where a sentence ends within a content; abbreviations end none.
_SENTENCE_END = re.compile(r"""(?<![A-Z])(?<!\b(?:Mr|Ms|Dr|St))[.!?;]["'”’)]*\s+|:\s+(?=["“A-Z])""")
_WORD = re.compile(r"[^\W_]+(?:[.,](?=\d)\d+)*(?:['’](?!s\b)[^\W_]+)?")
_NUMERAL = re.compile(r"\d[\d.,]*")
# Nothing is affirmed under a condition.
CONDITIONS = frozenset({"if", "unless", "whether"})
# What begins so names a matter and says nothing of it: "said why she had left".
ASKING = frozenset({"why", "how", "whether", "what", "who", "whom"})
# Sources that are a part of many, of whom others may say the contrary.
SHARES = frozenset({"some", "many", "most", "few", "others", "half", "percent", "cent", "third"})
SPEAKER = frozenset({"i", "me", "my", "mine", "myself"})
WE = frozenset({"we", "us", "our", "ours", "ourselves"})
# Claims less sure than this are too often cut wrongly to be judged.
SURE = 0.6
_PLURAL = re.compile(r"[a-z]{2}(?<!s)s$")
FIRST_PERSON = SPEAKER | WE
SPEAKER_KEYS = frozenset(FUNCTION + word for word in SPEAKER)
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
INFINITIVES = frozenset(
    {Attitude.STATEMENT, Attitude.BELIEF, Attitude.ACCUSATION, Attitude.DENIAL, Attitude.INTENTION}
)
PHRASES = frozenset({"gerund", "object+infinitive", "about:of", "object"})
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
        is_own: It is about a group that its speaker belongs to: "we".
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

    @property
    def names(self) -> frozenset[str]:
        """The keys of entities and states among them."""
        return frozenset(key for key in self.keys if key.startswith((ENTITY, STATE)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """Who says a claim.

    Attributes:
        key: Equal where the speaker is the same; empty where nothing tells who speaks.
        names: The words of a person's name.
        is_known: Whether the speaker is an entity, not just words.
        is_share: Whether it is a part of many: "14% of voters", "some analysts".
        named: Keys of the entities that the words of the source name.
        is_group: Whether it is several without a name: "American officials".
    """

    key: str
    names: tuple[str, ...]
    is_known: bool
    is_share: bool = False
    named: frozenset[str] = frozenset()
    is_group: bool = False

    def may_be(self, other: "Voice") -> bool:
        """Whether both are persons of one surname, of whom no two given names are known."""
        if self.is_known != other.is_known:
            named, unnamed = (self, other) if self.is_known else (other, self)
            return bool(named.names) and unnamed.key == stem(named.names[-1])
        if not self.names or not other.names or self.names[-1] != other.names[-1]:
            return False
        return self.names[0] == other.names[0] or 1 in {len(self.names), len(other.names)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A claim as it is compared.

    Attributes:
        day: Of publication, as a number of days; None where it is unknown.
        sentences: Those that have words to compare.
        company: The entities of the article, which tell what it is about.
    """

    article: Article
    claim: Claim
    voice: Voice
    day: int | None
    sentences: tuple[Sentence, ...]
    company: frozenset[str]

    @property
    def order(self) -> tuple[str, str, str]:
        """The order of dates, then of articles and ids."""
        return self.article.published or "", self.article.id, self.claim.id

    @property
    def is_clause(self) -> bool:
        """Whether its content says something, and doesn't only name a matter."""
        rule, attitude = self.claim.rule, self.claim.attitude
        if rule == "infinitive":
            return attitude in INFINITIVES
        return rule in CLAUSES or (rule in PHRASES and attitude in PHRASED)

    @property
    def is_asserting(self) -> bool:
        """Whether its source holds something to be so or not so."""
        turned = self.claim.polarity is Polarity.NEGATIVE
        attitude = self.claim.attitude
        return attitude in ASSERTING and (not turned or attitude in TURNING)


def is_same_voice(one: Statement, other: Statement) -> bool:
    """Whether two claims have one speaker, or persons of one name."""
    return one.voice.key == other.voice.key or one.voice.may_be(other.voice)


def are_two_voices(one: Statement, other: Statement) -> bool:
    """Whether two sources surely aren't one: each is named, and neither speaks for the other.

    "He" may be whoever said the same before, and a party's spokesman is the party; "American
    officials" are nobody who has a name.
    """
    voices = one.voice, other.voice
    return (
        all(each.key in each.named or each.is_group for each in voices)
        and any(each.is_known for each in voices)
        and not is_same_voice(one, other)
        and one.voice.key not in other.voice.named
        and other.voice.key not in one.voice.named
    )


def to_statements(extraction: Extraction) -> Iterator[Statement]:
    """Yield the claims of *extraction* in a form to compare, in the order of the text."""
    reader = _Reader(extraction)
    company = frozenset(entity_key(each) for each in extraction.entities)
    for claim in extraction.claims:
        sentences = tuple(each for each in reader.sentences(claim) if each.words)
        yield Statement(
            article=extraction.article,
            claim=claim,
            voice=reader.voice(claim),
            day=_day(extraction.article),
            sentences=sentences,
            company=company,
        )


def statements_in_order(extractions: Iterable[Extraction]) -> list[Statement]:
    """Return the claims of all *extractions* in a form to compare, in the order of dates."""
    found = (each for extraction in extractions for each in to_statements(extraction))
    return sorted(found, key=lambda each: each.order)


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
def word_key(word: str) -> str:
    """Return what *word*, in lower case, is compared by: its concept, else its stem.

    >>> word_key("troops") == word_key("soldier")
    True
    """
    return _concepts().get(word) or _concepts().get(stem(word)) or stem(word)


@cache
def _concepts() -> Mapping[str, str]:
    """Return the concept of each word that has one, and of its stem, by its first word's stem."""
    return {
        form: stem(group[0])
        for group in groups("concepts")
        for word in group
        for form in (word, stem(word))
    }


@cache
def opposites() -> frozenset[tuple[str, str]]:
    """Return the pairs of keys of which both can't be so, in both orders."""
    pairs = {(word_key(one), word_key(other)) for one, other in rows("opposites")}
    return frozenset(pairs | {(other, one) for one, other in pairs})


@cache
def _stemmer() -> Any:  # the library has no types
    return stemmer("english")


class _Reader:
    """Reads the claims of one article."""

    def __init__(self, extraction: Extraction) -> None:
        self.text = extraction.article.text
        self.entities: Mapping[str, Entity] = {each.id: each for each in extraction.entities}
        self.mentions = sorted(extraction.mentions, key=lambda each: (each.start, each.end))
        self.starts = [each.start for each in self.mentions]
        # A capital that stands for its government anywhere in an article mostly does.
        self.acting = frozenset(each.entity for each in extraction.mentions if each.metonymic)

    # -------------------------------------------------------------- who speaks
    def voice(self, claim: Claim) -> Voice:
        """Return who says *claim*: an entity, else the words of the source."""
        entity = self.entities.get(claim.speaker or "")
        named = self._named_in(claim.source)
        if entity is not None:
            names = person_tokens(entity.name) if entity.type is EntityType.PERSON else ()
            return Voice(key=entity_key(entity), names=names, is_known=True, named=named)
        found = {match[0].lower() for span in claim.source for match in self._words(span)}
        stems = sorted(stem(word) for word in found - words("function_words"))
        share = bool(found & SHARES) or any(char.isdigit() for word in found for char in word)
        last = " ".join(self.text[start:end] for start, end in claim.source).partition(" of ")[0]
        return Voice(
            key=" ".join(stems),
            names=(),
            is_known=False,
            is_share=share,
            named=named,
            is_group=_PLURAL.search(last) is not None,
        )

    def _named_in(self, source: Spans) -> frozenset[str]:
        return frozenset(
            entity_key(self.entities[mention.entity])
            for mention in self._mentions_within(source)
            if mention.kind is MentionKind.NAME
        )

    # -------------------------------------------------------------- what is said
    def sentences(self, claim: Claim) -> Iterator[Sentence]:
        """Yield the sentences of the claim's content."""
        inside = self._mentions_in(claim.content)
        for pieces in self._pieces(claim.content):
            yield self._sentence(claim, pieces, inside)

    def _mentions_in(self, spans: Spans) -> list[Mention]:
        return [
            mention
            for mention in self._mentions_within(spans)
            if self.text[mention.start : mention.end].lower() not in FIRST_PERSON
        ]

    def _mentions_within(self, spans: Spans) -> Iterator[Mention]:
        for start, end in spans:
            first, last = bisect_left(self.starts, start), bisect_left(self.starts, end)
            yield from (each for each in self.mentions[first:last] if each.end <= end)

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
        run = tuple(self._named(claim, self._run(claim, pieces, mentions)))
        lower = {_bare(match[0]) for span in pieces for match in self._words(span)}
        negation = tuple(each for each in claim.content_negation if _is_within(each, pieces))
        turned = claim.polarity is Polarity.NEGATIVE
        return Sentence(
            span=(pieces[0][0], pieces[-1][1]),
            words=tuple(word for word in run if not word.key.startswith(FUNCTION)),
            run=run,
            negation=(*claim.negation, *negation) if turned else negation,
            is_negative=turned != bool(negation),
            quantities=tuple(
                each for each in claim.quantities if _is_within((each.start, each.end), pieces)
            ),
            is_conditional=self._asks(run, pieces) or bool(lower & CONDITIONS),
            is_own=bool(lower & WE),
        )

    def _named(self, claim: Claim, run: Iterable[Word]) -> Iterator[Word]:
        """Yield the words, those of who speaks ("I", "my") as the speaker's name."""
        speaker = self.entities.get(claim.speaker or "")
        for word in run:
            is_speaker = word.key in SPEAKER_KEYS
            yield Word(entity_key(speaker), word.span) if speaker and is_speaker else word

    def _asks(self, run: Sequence[Word], pieces: Spans) -> bool:
        """Whether a sentence is a question, or names what somebody asks: "why she left"."""
        first = next((word.key for word in run if word.key != f"{FUNCTION}that"), "")
        ends = self.text[pieces[-1][0] : pieces[-1][1]].rstrip("\"'”’ ")
        return first.removeprefix(FUNCTION) in ASKING or ends.endswith("?")

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
                    entity_key(entity, stands=mention.entity in self.acting),
                    (mention.start, mention.end),
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


@cache
def _bare(word: str) -> str:
    """Return *word* in lower case without what is contracted with it: "i" of "I'm"."""
    return word.lower().replace("’", "'").partition("'")[0]


@cache
def _plain_key(word: str) -> str:
    if _bare(word) in words("function_words"):
        return FUNCTION + _bare(word)
    if _NUMERAL.fullmatch(word):
        return NUMBER + word.replace(",", "")
    states = demonym_states([fold(word)]) if word[:1].isupper() else frozenset[str]()
    return STATE + min(states) if len(states) == 1 else word_key(fold(word))


def _is_within(span: Span, pieces: Spans) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in pieces)
