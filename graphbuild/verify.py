"""Checks that stored spans, hashes and references agree with the texts they point to."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from graphbuild import ids
from graphbuild.errors import ExtractionError
from graphbuild.extraction_file import StoredExtraction, from_line, read_lines
from graphbuild.model import Claim, Entity, Extraction, Role, Span, Spans


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


@dataclass(slots=True)
class _Elsewhere:
    """What one article says and only another one can confirm.

    A global entity's name and roles may come from other articles than the one they stand in.

    Attributes:
        lengths: Length of the text of each article, by id.
        names: Folded texts of the mentions of each global entity.
        pending: What is still unconfirmed, with the fault it is if it remains so.
    """

    lengths: dict[str, int] = field(default_factory=dict)
    names: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    pending: list[tuple[Role | Entity, Fault]] = field(default_factory=list)

    def faults(self) -> Iterator[Fault]:
        for item, fault in self.pending:
            if isinstance(item, Entity):
                is_confirmed = _folded(item.name) in self.names[item.id]
            else:
                length = self.lengths.get(item.article)
                is_confirmed = length is not None and 0 <= item.start < item.end <= length
            if not is_confirmed:
                yield fault


def verify_file(path: str | Path) -> Iterator[Fault]:
    """Yield every fault in an extraction file; a broken line doesn't hide those of the others.

    Raises:
        ExtractionError: The file can't be read at all.
    """
    unreadable: list[Fault] = []
    yield from find_faults(_readable(path, unreadable))
    yield from unreadable


def _readable(path: str | Path, unreadable: list[Fault]) -> Iterator[StoredExtraction]:
    for where, line in read_lines(path):
        try:
            yield from_line(line, where)
        except ExtractionError as error:
            message = str(error).removeprefix(f"{where}: ")
            unreadable.append(Fault(where=where, article=None, message=message))


def find_faults(stored: Iterable[StoredExtraction]) -> Iterator[Fault]:
    """Yield where stored extractions disagree with their texts or among themselves.

    Every span lies within its text and isn't empty; mentions neither begin nor end in white space
    and differ in place; the stored hash is that of the text; ids are unique and references have a
    referent; a claim has a cue and content, and its quantities lie in the content; an entity's
    name is the text of one of its mentions, but for letter case and white space.

    Args:
        stored: All that belongs together; each is looked at once, in order.
    """
    elsewhere = _Elsewhere()
    for each in stored:
        article = each.extraction.article.id
        if article in elsewhere.lengths:
            yield Fault(where=each.where, article=article, message="this id is used before")
        elsewhere.lengths[article] = len(each.extraction.article.text)
        for message in _messages(each):
            yield Fault(where=each.where, article=article, message=message)
        _defer(each, elsewhere)
    yield from elsewhere.faults()


def _messages(stored: StoredExtraction) -> Iterator[str]:
    """Yield the faults that show within one article."""
    extraction = stored.extraction
    if stored.text_sha256 != extraction.article.text_sha256:
        yield "the text isn't the one that was extracted from: its hash differs from the stored one"
    yield from _span_messages(extraction)
    yield from _mention_messages(extraction)
    yield from _id_messages(extraction)
    yield from _reference_messages(extraction)
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
        own = [role for role in entity.roles if role.article == extraction.article.id]
        yield from _named(f"a role of '{entity.id}'", tuple((each.start, each.end) for each in own))
    for claim in extraction.claims:
        yield from _claim_spans(claim)
    for relation in extraction.relations:
        yield from _named(f"the evidence of a '{relation.type}' relation", relation.evidence)


def _claim_spans(claim: Claim) -> Iterator[tuple[str, Span]]:
    yield from _named(f"the source of '{claim.id}'", claim.source)
    yield from _named(f"the cue of '{claim.id}'", claim.cue)
    yield from _named(f"the content of '{claim.id}'", claim.content)


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
    for relation in extraction.relations:
        yield f"the head of a '{relation.type}' relation", relation.head
        yield f"the tail of a '{relation.type}' relation", relation.tail


def _claim_messages(claim: Claim) -> Iterator[str]:
    if not claim.cue or not claim.content:
        yield f"'{claim.id}' lacks a cue or content"
    for quantity in claim.quantities:
        start, end = quantity.start, quantity.end
        if not any(first <= start < end <= last for first, last in claim.content):
            yield f"a quantity of '{claim.id}' at {start}–{end} lies outside its content"


def _defer(stored: StoredExtraction, elsewhere: _Elsewhere) -> None:
    """Note the names and roles that this article can't confirm, and the names it can."""
    extraction = stored.extraction
    names = _names(extraction)
    for entity in extraction.entities:
        if ids.is_reserved(entity.id):
            elsewhere.names[entity.id] |= names[entity.id]
        for item, message in _unconfirmed(entity, names[entity.id], extraction.article.id):
            fault = Fault(where=stored.where, article=extraction.article.id, message=message)
            elsewhere.pending.append((item, fault))


def _names(extraction: Extraction) -> defaultdict[str, set[str]]:
    names: defaultdict[str, set[str]] = defaultdict(set)
    for mention in extraction.mentions:
        names[mention.entity].add(_folded(extraction.article.text[mention.start : mention.end]))
    return names


def _folded(name: str) -> str:
    """Return *name* without what a dateline ("KYIV") or a line break changes in it."""
    return " ".join(name.casefold().split())


def _unconfirmed(
    entity: Entity, names: set[str], article: str
) -> Iterator[tuple[Role | Entity, str]]:
    if _folded(entity.name) not in names:
        yield entity, f"'{entity.id}' is called '{entity.name}', but no mention of it is"
    for role in entity.roles:
        if role.article != article:
            place = f"article '{role.article}' at {role.start}–{role.end}"
            yield role, f"a role of '{entity.id}' points to {place}, which isn't there"


def _shown(span: Span) -> str:
    return f"{span[0]}–{span[1]}"
