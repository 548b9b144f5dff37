"""An article as triples: its text, and the mentions, claims, relations, roles and merges in it."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import Literal, NamedNode

from graphbuild.iris import Iris
from graphbuild.judgements import Merge
from graphbuild.model import (
    Article,
    Claim,
    DateValue,
    Entity,
    Extraction,
    Mention,
    Quantity,
    Relation,
    Role,
    RoleKind,
    Span,
    Spans,
)
from graphbuild.statements.basics import Statement, anchored, content_of, judged, spans_of
from graphbuild.statements.literals import date, decimal, offset, reduced_date, text
from graphbuild.vocabulary import (
    ENTITY_CLASSES,
    GB,
    ITSRDF,
    NIF,
    RDF,
    RELATION_PROPERTIES,
    SCHEMA,
    XSD,
    concept,
)

# Roles whose title is also what schema.org calls a job title, while they are held.
JOBS = frozenset({RoleKind.POSITION, RoleKind.OCCUPATION})


@dataclass(frozen=True)
class Page:
    """An article with all that is recorded about it, and the IRIs it is recorded under."""

    iris: Iris
    extraction: Extraction
    roles: list[tuple[Entity, Role]]
    merges: list[Merge]

    @property
    def article(self) -> Article:
        return self.extraction.article

    @property
    def node(self) -> NamedNode:
        return NamedNode(self.iris.article(self.article.id))

    def mention(self, mention: Mention) -> NamedNode:
        return NamedNode(self.iris.mention(self.article.id, (mention.start, mention.end)))

    def anchored(self, node: NamedNode, span: Span) -> Iterator[Statement]:
        return anchored(self.iris, self.article, node, span)

    def spans(self, node: NamedNode, predicate: NamedNode, spans: Spans) -> Iterator[Statement]:
        return spans_of(self.iris, self.article, node, predicate, spans)

    def entity(self, entity: str) -> NamedNode:
        return NamedNode(self.iris.entity(entity))

    def claim(self, claim: str) -> NamedNode:
        return NamedNode(self.iris.claim(self.article.id, claim))

    def mentions_within(self, spans: Spans, entity: str | None) -> Iterator[Mention]:
        """Yield the mentions of *entity* that lie in one of the spans."""
        for mention in self._mentions_by_entity.get(entity, ()):
            if any(start <= mention.start and mention.end <= end for start, end in spans):
                yield mention

    @cached_property
    def _mentions_by_entity(self) -> dict[str | None, list[Mention]]:
        index: dict[str | None, list[Mention]] = defaultdict(list)
        for mention in self.extraction.mentions:
            index[mention.entity].append(mention)
        return index


def article_statements(page: Page) -> Iterator[Statement]:
    """Yield the article's text, and what is found in it."""
    yield from _article(page)
    for mention in page.extraction.mentions:
        yield from _mention(page, mention)
    for claim in page.extraction.claims:
        yield from _claim(page, claim)
    for number, relation in enumerate(page.extraction.relations):
        yield from _relation(page, relation, number)
    for entity, role in page.roles:
        yield from _role(page, entity, role)
    for merge in page.merges:
        yield from _merge(page, merge)


def _article(page: Page) -> Iterator[Statement]:
    node, article = page.node, page.article
    yield node, RDF.type, SCHEMA.NewsArticle
    yield node, RDF.type, NIF.Context
    yield node, SCHEMA.identifier, text(article.id)
    yield from _publication(node, article)
    yield node, SCHEMA.inLanguage, text(article.language)
    yield node, GB.textSha256, text(article.text_sha256)
    yield node, NIF.beginIndex, offset(0)
    yield node, NIF.endIndex, offset(len(article.text))
    yield node, NIF.isString, text(article.text)
    yield from page.spans(node, GB.boilerplateSpan, article.boilerplate)


def _publication(node: NamedNode, article: Article) -> Iterator[Statement]:
    if article.title is not None:
        yield node, SCHEMA.headline, text(article.title)
    if article.url is not None:
        yield node, SCHEMA.url, Literal(text(article.url).value, datatype=XSD.anyURI)
    if article.publisher is not None:
        yield node, SCHEMA.publisher, text(article.publisher)
    if article.published is not None:
        yield node, SCHEMA.datePublished, date(article.published)


def _mention(page: Page, mention: Mention) -> Iterator[Statement]:
    node, entity = page.mention(mention), page.entity(mention.entity)
    yield page.node, SCHEMA.mentions, entity
    yield node, RDF.type, GB.Mention
    yield from page.anchored(node, (mention.start, mention.end))
    yield node, GB.kind, concept(mention.kind)
    yield node, ITSRDF.taIdentRef, entity
    yield node, ITSRDF.taClassRef, ENTITY_CLASSES[mention.type]
    yield node, ITSRDF.taConfidence, decimal(mention.score)
    yield node, GB.rule, text(mention.rule)
    if mention.metonymic:
        yield node, GB.metonymic, Literal(mention.metonymic)


def _claim(page: Page, claim: Claim) -> Iterator[Statement]:
    node = page.claim(claim.id)
    yield node, RDF.type, GB.Claim
    yield node, RDF.type, SCHEMA.Claim
    yield node, SCHEMA.appearance, page.node
    yield node, SCHEMA.text, content_of(page.article, claim)
    yield from _speaker(page, node, claim)
    for entity in claim.about:
        yield node, SCHEMA.about, page.entity(entity)
    yield from _perspective(node, claim)
    yield from judged(node, claim.rule, claim.score)
    yield from page.spans(node, GB.sourceSpan, claim.source)
    yield from page.spans(node, GB.cueSpan, claim.cue)
    yield from page.spans(node, GB.contentSpan, claim.content)
    yield from page.spans(node, GB.negationSpan, claim.negation)
    yield from page.spans(node, GB.contentNegationSpan, claim.content_negation)
    yield from page.spans(node, GB.hedgeSpan, claim.hedges)
    for number, quantity in enumerate(claim.quantities):
        yield from _quantity(page, claim, quantity, number)
    for number, value in enumerate(claim.dates):
        date_node = NamedNode(page.iris.date(page.article.id, claim.id, number))
        yield from _date_value(page, claim, GB.date, date_node, value)
    if claim.said is not None:
        said = NamedNode(page.iris.said(page.article.id, claim.id))
        yield from _date_value(page, claim, GB.said, said, claim.said)


def _speaker(page: Page, node: NamedNode, claim: Claim) -> Iterator[Statement]:
    if claim.speaker is not None:
        yield node, GB.source, page.entity(claim.speaker)
        for mention in page.mentions_within(claim.source, claim.speaker):
            yield node, GB.sourceMention, page.mention(mention)


def _perspective(node: NamedNode, claim: Claim) -> Iterator[Statement]:
    yield node, GB.form, concept(claim.form)
    yield node, GB.attitude, concept(claim.attitude)
    yield node, GB.polarity, concept(claim.polarity)
    yield node, GB.certainty, concept(claim.certainty)
    yield node, GB.cueLemma, text(claim.cue_lemma)


def _quantity(page: Page, claim: Claim, quantity: Quantity, number: int) -> Iterator[Statement]:
    node = NamedNode(page.iris.quantity(page.article.id, claim.id, number))
    yield page.claim(claim.id), GB.quantity, node
    yield node, RDF.type, GB.Quantity
    yield node, GB.value, decimal(quantity.value)
    yield node, GB.bound, text(quantity.bound)
    if quantity.unit is not None:
        yield node, SCHEMA.unitText, text(quantity.unit)
    yield from page.spans(node, GB.quantitySpan, ((quantity.start, quantity.end),))
    if quantity.counted is not None:
        yield from page.spans(node, GB.countedSpan, (quantity.counted,))


def _date_value(
    page: Page, claim: Claim, predicate: NamedNode, node: NamedNode, value: DateValue
) -> Iterator[Statement]:
    yield page.claim(claim.id), predicate, node
    yield node, RDF.type, GB.DateValue
    yield node, GB.dateValue, reduced_date(value.value)
    if value.relative:
        yield node, GB.relative, Literal(value.relative)
    yield from page.spans(node, GB.dateSpan, ((value.start, value.end),))


def _relation(page: Page, relation: Relation, number: int) -> Iterator[Statement]:
    node = NamedNode(page.iris.relation(page.article.id, number))
    head, tail = page.entity(relation.head), page.entity(relation.tail)
    yield node, RDF.type, GB.Relation
    yield node, GB.relationType, text(relation.type)
    yield node, GB.head, head
    yield node, GB.tail, tail
    yield from _relation_status(page, node, relation)
    yield from judged(node, relation.rule, relation.score)
    yield from page.spans(node, GB.evidenceSpan, relation.evidence)
    if predicate := RELATION_PROPERTIES.get(relation.type):
        yield node, RDF.predicate, predicate
        if relation.is_asserted:
            yield head, predicate, tail


def _relation_status(page: Page, node: NamedNode, relation: Relation) -> Iterator[Statement]:
    yield node, GB.negated, Literal(relation.negated)
    yield node, GB.modal, Literal(relation.modal)
    if relation.time is not None:
        yield node, GB.time, text(relation.time)
    if relation.claim is not None:
        yield node, GB.withinClaim, page.claim(relation.claim)


def _role(page: Page, entity: Entity, role: Role) -> Iterator[Statement]:
    span = (role.start, role.end)
    node = NamedNode(page.iris.role(page.article.id, entity.id, span))
    yield page.entity(entity.id), GB.role, node
    if role.kind in JOBS and not role.former:
        yield page.entity(entity.id), SCHEMA.jobTitle, text(role.title)
    yield node, RDF.type, GB.Role
    yield node, GB.roleKind, concept(role.kind)
    yield node, SCHEMA.roleName, text(role.title)
    if role.of is not None:
        yield node, GB.heldIn, page.entity(role.of)
    if role.country is not None:
        yield node, GB.country, text(role.country)
    yield node, GB.former, Literal(role.former)
    yield from page.spans(node, GB.roleSpan, (span,))


def _merge(page: Page, merge: Merge) -> Iterator[Statement]:
    node = NamedNode(page.iris.merge(page.article.id, merge.local))
    yield node, RDF.type, GB.Merge
    yield node, GB.article, page.node
    yield node, GB.localId, text(merge.local)
    yield node, GB.mergedInto, page.entity(merge.entity)
    yield from judged(node, merge.rule, merge.score)
    for reason in merge.evidence:
        yield node, GB.evidence, text(reason)
