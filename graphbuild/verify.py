"""Checks that stored spans, hashes and references agree with the texts they point to."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from graphbuild.errors import ExtractionError
from graphbuild.extraction_file import StoredExtraction, from_line, read_lines
from graphbuild.model import Article, Claim, Entity, EntityType, Extraction, Span, Spans


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A disagreement between an extraction and its text.

    Attributes:
        where: File and line, or whatever the extraction came from.
        article: Id of the article, or None if the line can't be read that far.
    """

    where: str
    article: str | None
    message: str

    def __str__(self) -> str:
        subject = f"article '{self.article}': " if self.article is not None else ""
        return f"{self.where}: {subject}{self.message}"


def verify_file(path: str | Path) -> Iterator[Fault]:
    """Yield every fault in an extraction file; a broken line doesn't hide those of the others.

    Raises:
        ExtractionError: The file can't be read at all.
    """
    for _, faults in read_verified(path):
        yield from faults


def read_verified(path: str | Path) -> Iterator[tuple[Extraction | None, list[Fault]]]:
    """Yield what each line of an extraction file holds, if it can be read, and its faults.

    Raises:
        ExtractionError: The file can't be read at all.
    """
    seen: set[str] = set()
    for where, line in read_lines(path):
        try:
            stored = from_line(line, where)
        except ExtractionError as error:
            message = str(error).removeprefix(f"{where}: ")
            yield None, [Fault(where=where, article=None, message=message)]
        else:
            yield stored.extraction, list(_faults(stored, seen))


def find_faults(stored: Iterable[StoredExtraction]) -> Iterator[Fault]:
    """Yield where stored extractions disagree with their texts or among themselves.

    Every span lies within its text and isn't empty; mentions neither begin nor end in white space
    and differ in place; the stored hash is that of the text; ids are unique and references have a
    referent; a claim has a cue and content, and its quantities, dates, negation and hedges lie in
    its words; an entity's name is the text of one of its mentions, but for letter case and white
    space; a team has the type of the place that it is called by, and neither link nor place; and
    an entity's roles are in the same article, their titles the text of their spans.

    Args:
        stored: All that belongs together; each is looked at once, in order.
    """
    seen: set[str] = set()
    for each in stored:
        yield from _faults(each, seen)


def _faults(stored: StoredExtraction, seen: set[str]) -> Iterator[Fault]:
    """Yield the faults of one extraction, and add its article's id to those that were *seen*."""
    article = stored.extraction.article.id
    if article in seen:
        yield Fault(where=stored.where, article=article, message="this id is used before")
    seen.add(article)
    for message in _messages(stored):
        yield Fault(where=stored.where, article=article, message=message)


def _messages(stored: StoredExtraction) -> Iterator[str]:
    extraction = stored.extraction
    if stored.text_sha256 != extraction.article.text_sha256:
        yield "the text isn't the one that was extracted from: its hash differs from the stored one"
    yield from _span_messages(extraction)
    yield from _mention_messages(extraction)
    yield from _id_messages(extraction)
    yield from _reference_messages(extraction)
    yield from _entity_messages(extraction)
    for claim in extraction.claims:
        yield from _claim_messages(claim)


def _span_messages(extraction: Extraction) -> Iterator[str]:
    length = len(extraction.article.text)
    for subject, span in _spans(extraction):
        start, end = span
        if not 0 <= start < end <= length:
            yield f"{subject} has the span {_shown(span)}, which is empty or not within 0–{length}"


def _spans(extraction: Extraction) -> Iterator[tuple[str, Span]]:
    """Yield every span that counts in the article's text, with what it belongs to."""
    yield from _named("the boilerplate", extraction.article.boilerplate)
    for mention in extraction.mentions:
        yield f"a mention of '{mention.entity}'", (mention.start, mention.end)
    for entity in extraction.entities:
        roles = tuple((role.start, role.end) for role in entity.roles)
        yield from _named(f"a role of '{entity.id}'", roles)
    for claim in extraction.claims:
        yield from _claim_spans(claim)
    for relation in extraction.relations:
        yield from _named(f"the evidence of a '{relation.type}' relation", relation.evidence)


def _claim_spans(claim: Claim) -> Iterator[tuple[str, Span]]:
    yield from _named(f"the source of '{claim.id}'", claim.source)
    yield from _named(f"the cue of '{claim.id}'", claim.cue)
    yield from _named(f"the content of '{claim.id}'", claim.content)
    if claim.said is not None:
        yield f"when '{claim.id}' was said", (claim.said.start, claim.said.end)


def _named(subject: str, spans: Spans) -> Iterator[tuple[str, Span]]:
    return ((subject, span) for span in spans)


def _mention_messages(extraction: Extraction) -> Iterator[str]:
    seen: set[Span] = set()
    for mention in extraction.mentions:
        span = mention.start, mention.end
        text = extraction.article.text[max(mention.start, 0) : max(mention.end, 0)]
        if text != text.strip():
            yield f"the mention at {_shown(span)} begins or ends in white space"
        if span in seen:
            yield f"two mentions have the span {_shown(span)}"
        seen.add(span)


def _id_messages(extraction: Extraction) -> Iterator[str]:
    for kind, found in (
        ("entities", [entity.id for entity in extraction.entities]),
        ("claims", [claim.id for claim in extraction.claims]),
    ):
        for repeated in _repeated(found):
            yield f"two {kind} have the id '{repeated}'"


def _repeated(found: list[str]) -> list[str]:
    return [each for each, number in Counter(found).items() if number > 1]


def _reference_messages(extraction: Extraction) -> Iterator[str]:
    entities = {entity.id for entity in extraction.entities}
    for subject, entity in _references(extraction):
        if entity not in entities:
            yield f"{subject} is '{entity}', which isn't among the entities"
    claims = {claim.id for claim in extraction.claims}
    for relation in extraction.relations:
        if relation.claim is not None and relation.claim not in claims:
            yield f"the claim of a '{relation.type}' relation, '{relation.claim}', isn't there"


def _references(extraction: Extraction) -> Iterator[tuple[str, str]]:
    """Yield every id that should be an entity's, with what it is there for."""
    for mention in extraction.mentions:
        yield f"the entity of the mention at {mention.start}–{mention.end}", mention.entity
    for claim in extraction.claims:
        if claim.speaker is not None:
            yield f"the speaker of '{claim.id}'", claim.speaker
        for entity in claim.about:
            yield f"what '{claim.id}' is about", entity
    for bearer in extraction.entities:
        held_in = filter(None, (role.of for role in bearer.roles))
        yield from ((f"what a role of '{bearer.id}' is held in", entity) for entity in held_in)
    for relation in extraction.relations:
        yield f"the head of a '{relation.type}' relation", relation.head
        yield f"the tail of a '{relation.type}' relation", relation.tail


def _claim_messages(claim: Claim) -> Iterator[str]:
    if not claim.cue or not claim.content:
        yield f"'{claim.id}' lacks a cue or content"
    quantities = tuple((quantity.start, quantity.end) for quantity in claim.quantities)
    for span in _outside(quantities, claim.content):
        yield f"a quantity of '{claim.id}' at {_shown(span)} lies outside its content"
    dates = tuple((date.start, date.end) for date in claim.dates)
    for span in _outside(dates, claim.content):
        yield f"a date of '{claim.id}' at {_shown(span)} lies outside its content"
    for span in _outside(claim.negation, claim.source + claim.cue + claim.content):
        yield f"a negation of '{claim.id}' at {_shown(span)} lies outside source, cue and content"
    counted = tuple(quantity.counted for quantity in claim.quantities if quantity.counted)
    for span in _outside(counted, claim.content):
        yield f"what a quantity of '{claim.id}' counts, at {_shown(span)}, lies outside its content"
    for span in _outside(claim.content_negation, claim.content):
        yield f"a negation within '{claim.id}' at {_shown(span)} lies outside its content"
    for span in _outside(claim.hedges, claim.cue + claim.content):
        yield f"a hedge of '{claim.id}' at {_shown(span)} lies outside its cue and content"


def _outside(spans: Spans, whole: Spans) -> Iterator[Span]:
    """Yield the spans that don't lie in one of *whole*."""
    for start, end in spans:
        if not any(first <= start < end <= last for first, last in whole):
            yield start, end


def _entity_messages(extraction: Extraction) -> Iterator[str]:
    names = _names(extraction)
    for entity in extraction.entities:
        if _folded(entity.name) not in names[entity.id]:
            yield f"'{entity.id}' is called '{entity.name}', but no mention of it is"
        if entity.team and (entity.type is not EntityType.LOCATION or _is_placed(entity)):
            yield f"'{entity.id}' is a team, but not one that only bears the name of a place"
        yield from _role_messages(entity, extraction.article)


def _is_placed(entity: Entity) -> bool:
    return bool(entity.links or entity.part_of or entity.country or entity.lat is not None)


def _role_messages(entity: Entity, article: Article) -> Iterator[str]:
    for role in entity.roles:
        if role.article != article.id:
            yield f"a role of '{entity.id}' points to another article, '{role.article}'"
        elif role.title != " ".join(article.text[max(role.start, 0) : max(role.end, 0)].split()):
            span = role.start, role.end
            yield f"the role '{role.title}' of '{entity.id}' isn't what stands at {_shown(span)}"


def _names(extraction: Extraction) -> defaultdict[str, set[str]]:
    names: defaultdict[str, set[str]] = defaultdict(set)
    for mention in extraction.mentions:
        names[mention.entity].add(_folded(extraction.article.text[mention.start : mention.end]))
    return names


def _folded(name: str) -> str:
    """Return *name* without what a dateline ("KYIV") or a line break changes in it."""
    return " ".join(name.casefold().split())


def _shown(span: Span) -> str:
    return f"{span[0]}–{span[1]}"
