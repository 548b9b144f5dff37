"""The values that flow through the pipeline.

All offsets are half-open and count Unicode code points of ``Article.text``.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256

SCHEMA_VERSION = 4

# The one unit of a quantity that is told apart.
PERCENT = "percent"

Span = tuple[int, int]
Spans = tuple[Span, ...]


class EntityType(StrEnum):
    """What an entity is; one type for an entity."""

    PERSON = "person"
    ORGANIZATION = "organization"
    LOCATION = "location"


class MentionKind(StrEnum):
    """How a mention names its entity."""

    NAME = "name"
    NOMINAL = "nominal"
    PRONOUN = "pronoun"


class RoleKind(StrEnum):
    """What a role is.

    honorific: a form of address ("Mr", "Sir", "Dr").
    rank: of arms, police, church or nobility ("General", "Archbishop", "Queen").
    position: an office held in or for a body ("president", "spokeswoman").
    occupation: what somebody does, for whomever ("teacher", "striker").
    member: a party or team that somebody belongs to ("D-Calif.", "Labour").
    description: any other noun beside a name ("a private military company").
    """

    HONORIFIC = "honorific"
    RANK = "rank"
    POSITION = "position"
    OCCUPATION = "occupation"
    MEMBER = "member"
    DESCRIPTION = "description"


class Form(StrEnum):
    """How a claim's content is reported."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"


class Attitude(StrEnum):
    """What the source does with the content."""

    STATEMENT = "statement"
    ANNOUNCEMENT = "announcement"
    ESTIMATE = "estimate"
    BELIEF = "belief"
    FEAR = "fear"
    HOPE = "hope"
    INTENTION = "intention"
    DENIAL = "denial"
    QUESTION = "question"
    DEMAND = "demand"
    SUPPORT = "support"
    ACCUSATION = "accusation"
    REFUSAL = "refusal"


class Polarity(StrEnum):
    """Whether the source holds the content to be so."""

    POSITIVE = "positive"
    NEGATIVE = "negative"


class Certainty(StrEnum):
    """How sure the source is of the content, as the article words it."""

    CERTAIN = "certain"
    PROBABLE = "probable"
    POSSIBLE = "possible"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A news article; its text never changes once it is made.

    Attributes:
        id: Unique in a graph.
        text: What all offsets count in.
        published: ISO 8601 date, or date and time.
        boilerplate: Parts of the text that nothing is extracted from.
    """

    id: str
    text: str
    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    published: str | None = None
    language: str = "en"
    boilerplate: Spans = ()

    @property
    def published_day(self) -> str | None:
        """Day of publication by the publisher's own clock, as ISO 8601; None if it isn't known.

        >>> Article(id="a", text="…", published="2022-11-09T23:30:00-05:00").published_day
        '2022-11-09'
        """
        day = (self.published or "")[: len("2022-11-09")]
        return day if len(day) == len("2022-11-09") and is_reduced_date(day) else None

    @property
    def text_sha256(self) -> str:
        """Hexadecimal SHA-256 of the text in UTF-8."""
        return sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A stretch of text that refers to an entity.

    Attributes:
        entity: Id of the entity; local to the article until it is resolved.
        rule: What tied the mention to its entity; ``fullest-name`` for the name that the others
            were tied to.
        score: Confidence of that tie, 0 to 1; of the fullest name, that of its type.
        metonymic: A place's name that stands for those who act for it, its government or its
            team: "Kiev fears", "England beat France". The entity is the place all the same, but
            where its name stands for the team throughout (``Entity.team``).
    """

    start: int
    end: int
    type: EntityType
    kind: MentionKind
    entity: str
    rule: str
    score: float
    metonymic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A title or office that an article gives an entity: "the US Chief of Staff, General Milley".

    Attributes:
        article: Id of the article whose text the span counts in.
        title: The office without its body and country: "Chief of Staff", of "US Chief of Staff".
        start: First character of the title's words; end: one past the last.
        of: Id of the entity that it is held in or for, where the article names one; local to the
            article until it is resolved.
        country: ISO 3166-1 alpha-2 code of the state that the role names, by its name or by a
            demonym: "Turkish president" is of TR though Turkey be never named.
        former: It isn't held any more at the time of the article: "former", "ex-", "then-", "late".
    """

    article: str
    title: str
    start: int
    end: int
    kind: RoleKind = RoleKind.POSITION
    of: str | None = None
    country: str | None = None
    former: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A judgement that an entity is the one an identifier stands for."""

    iri: str
    rule: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """A place that another lies in, by the gazetteer; no entity of its own."""

    name: str
    iri: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """An office that a person held, as a knowledge base states it.

    Attributes:
        start: First day as an ISO 8601 date, month or year; None where unknown.
        end: Last day; None where unknown or not yet over.
    """

    title: str
    start: str | None = None
    end: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """What a knowledge base states about an entity that is linked to it; no article says it.

    Attributes:
        iri: What the statements are about, such as the Wikidata IRI.
        country: ISO 3166-1 alpha-2 code of the state that it belongs to or is.
        positions: Held at the time of the articles.
        birth, death, inception, dissolved: ISO 8601 dates, months or years.
    """

    iri: str
    description: str | None = None
    country: str | None = None
    positions: tuple[Position, ...] = ()
    party: str | None = None
    birth: str | None = None
    death: str | None = None
    inception: str | None = None
    dissolved: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A person, organization or location.

    Attributes:
        lat: Degrees north, lon: degrees east, where it is probable which place is meant.
        part_of: What a place surely lies in, the smallest first: Kherson Oblast, Ukraine.
        country: ISO 3166-1 alpha-2 code of the state that a place surely is or lies in.
        population: Inhabitants of a city or state, where known.
        team: A place's name that stands for the team that plays for it: no place then, so no link
            and no coordinates.
    """

    id: str
    type: EntityType
    name: str
    aliases: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()
    links: tuple[Link, ...] = ()
    same_as: tuple[str, ...] = ()
    lat: float | None = None
    lon: float | None = None
    part_of: tuple[Container, ...] = ()
    country: str | None = None
    population: int | None = None
    background: Background | None = None
    team: bool = False

    @property
    def best_link(self) -> Link | None:
        """The link with the highest score, of several the first."""
        return max(self.links, key=lambda link: link.score, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number in a claim's content: "more than 100,000" is at least 100000.

    Attributes:
        bound: "at least", "at most", "about" or "exactly".
        unit: "percent" if it is a share; other units are left to the text.
        counted: The words that say of what it is the number: "civilians", "dollars in aid".
    """

    start: int
    end: int
    value: float
    bound: str
    unit: str | None = None
    counted: Span | None = None


def is_country_code(code: str) -> bool:
    """Whether *code* has the form of an ISO 3166-1 alpha-2 code: TR."""
    return len(code) == 2 and code.isascii() and code.isalpha() and code.isupper()


def is_reduced_date(value: str) -> bool:
    """Whether *value* is a day, a month or a year of the calendar: 2022-11-09, 2022-11, 2022."""
    day = value + "0001-01-01"[len(value) :]
    try:
        return len(value) in {4, 7, 10} and date.fromisoformat(day).isoformat() == day
    except ValueError:
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class DateValue:
    """A date in the text: "Nov. 9, 2022" is 2022-11-09.

    Attributes:
        value: ISO 8601, as exactly as the text has it: "2022-11-09", "2022-11" or "2022".
        relative: It is reckoned from the day of publication: "on Wednesday", "last month".
    """

    start: int
    end: int
    value: str
    relative: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Who says, thinks, fears, denies … what; never asserted by the graph.

    Attributes:
        source: The whole noun phrase that stands for the speaker; may be empty.
        cue: The words that attribute, with auxiliaries and negation.
        content: What is attributed, with its quotation marks; may be split.
        speaker: Entity the source stands for, once coreference is resolved.
        about: Entities that the content mentions, by whatever kind of mention, in the order of
            the text.
        said: When the source said it, where words beside the cue tell: "said on Wednesday".
        negation: The words of source or cue that turn the polarity: "not", "denied".
        content_negation: The words of the content that negate what it says as a whole: "had
            never refused"; the polarity is that of source and cue and doesn't count them.
        hedges: The words that make it probable or possible: "may", "fears".
        rule: The grammar rule that found the claim.
        score: Confidence, 0 to 1.
    """

    id: str
    source: Spans
    cue: Spans
    content: Spans
    speaker: str | None
    about: tuple[str, ...]
    form: Form
    attitude: Attitude
    polarity: Polarity
    negation: Spans = ()
    content_negation: Spans = ()
    certainty: Certainty
    hedges: Spans = ()
    cue_lemma: str
    quantities: tuple[Quantity, ...] = ()
    dates: tuple[DateValue, ...] = ()
    said: DateValue | None = None
    rule: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A fact about two entities.

    In the article's own voice when ``claim`` is None, else only within that claim.
    """

    type: str
    head: str
    tail: str
    evidence: Spans
    negated: bool = False
    modal: bool = False
    time: str | None = None
    claim: str | None = None
    rule: str
    score: float

    @property
    def is_asserted(self) -> bool:
        """Whether the graph may state it as a direct triple."""
        return not (self.negated or self.modal or self.time == "past" or self.claim)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """All that is found in one article."""

    article: Article
    mentions: tuple[Mention, ...] = ()
    entities: tuple[Entity, ...] = ()
    claims: tuple[Claim, ...] = ()
    relations: tuple[Relation, ...] = ()
