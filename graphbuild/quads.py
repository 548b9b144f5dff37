"""The graph as RDF: the one place that decides which triples stand for what.

An article's graph holds its text, mentions, claims, relations, roles and merges; the graph of
entities holds their names, types, links, coordinates and what a knowledge base states of them.
Triples come grouped by subject and none comes twice within a graph, so that what is written needs
no sorting to be the same each time.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from pyoxigraph import Literal, NamedNode, Quad

from graphbuild.graph import KnowledgeGraph
from graphbuild.iris import DEFAULT_BASE, Iris
from graphbuild.judgements import Merge
from graphbuild.model import (
    SCHEMA_VERSION,
    Article,
    Background,
    Claim,
    DateValue,
    Entity,
    Extraction,
    Link,
    Mention,
    Position,
    Quantity,
    Relation,
    Role,
    RoleKind,
    Span,
    Spans,
)
from graphbuild.vocabulary import (
    ENTITY_CLASSES,
    GB,
    GEO,
    ITSRDF,
    NIF,
    PROV,
    RDF,
    RELATION_PROPERTIES,
    SCHEMA,
    SKOS,
    XSD,
    concept,
)

Value = NamedNode | Literal
Statement = tuple[NamedNode, NamedNode, Value]

# Roles whose title is also what schema.org calls a job title, while they are held.
JOBS = frozenset({RoleKind.POSITION, RoleKind.OCCUPATION})

_SURROGATE = re.compile("[\ud800-\udfff]")
_LENGTH_OF_DATE = len("2022-11-11")
_DATE_TYPES = {4: XSD.gYear, 7: XSD.gYearMonth, _LENGTH_OF_DATE: XSD.date}


@dataclass(frozen=True)
class _Page:
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

    def span(self, span: Span) -> NamedNode:
        return NamedNode(self.iris.span(self.article.id, span))

    def entity(self, entity: str) -> NamedNode:
        return NamedNode(self.iris.entity(entity))

    def claim(self, claim: str) -> NamedNode:
        return NamedNode(self.iris.claim(self.article.id, claim))

    def words(self, span: Span) -> str:
        return self.article.text[span[0] : span[1]]

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


def to_quads(graph: KnowledgeGraph, *, base: str = DEFAULT_BASE) -> Iterator[Quad]:
    """Yield the graph's quads: the entities' graph, then each article's by id."""
    iris = Iris(base)
    yield from _in_graph(iris.entities_graph, _entities(graph, iris))
    for page in _pages(graph, iris):
        yield from _in_graph(iris.article(page.article.id), _page(page))


def _pages(graph: KnowledgeGraph, iris: Iris) -> Iterator[_Page]:
    roles: dict[str, list[tuple[Entity, Role]]] = defaultdict(list)
    merges: dict[str, list[Merge]] = defaultdict(list)
    for entity in graph.entities.values():
        for role in entity.roles:
            roles[role.article].append((entity, role))
    for merge in graph.merges:
        merges[merge.article].append(merge)
    for article, extraction in graph.extractions.items():
        yield _Page(iris, extraction, roles[article], merges[article])


def _in_graph(name: str, statements: Iterable[Statement]) -> Iterator[Quad]:
    """Yield each statement once, those of a subject together, subjects as they first come."""
    subjects: dict[NamedNode, dict[Statement, None]] = defaultdict(dict)
    for statement in statements:
        subjects[statement[0]][statement] = None
    graph_name = NamedNode(name)
    for group in subjects.values():
        for subject, predicate, value in group:
            yield Quad(subject, predicate, value, graph_name)


# --- Entities


def _entities(graph: KnowledgeGraph, iris: Iris) -> Iterator[Statement]:
    yield NamedNode(iris.entities_graph), GB.schemaVersion, _integer(SCHEMA_VERSION)
    for entity in graph.entities.values():
        yield from _entity(entity, iris)


def _entity(entity: Entity, iris: Iris) -> Iterator[Statement]:
    node = NamedNode(iris.entity(entity.id))
    yield node, RDF.type, ENTITY_CLASSES[entity.type]
    yield from _coordinates(node, entity)
    yield from _containment(node, entity, iris)
    yield node, SCHEMA.name, _text(entity.name)
    for alias in entity.aliases:
        yield node, SCHEMA.alternateName, _text(alias)
    for iri in entity.same_as:
        yield node, SCHEMA.sameAs, NamedNode(iris.external(iri))
    for number, link in enumerate(entity.links):
        yield from _link(entity, link, number, iris)
    if entity.background is not None:
        yield from _background(entity, entity.background, iris)


def _background(entity: Entity, known: Background, iris: Iris) -> Iterator[Statement]:
    """Yield what a knowledge base states, of a node of its own: no article says it."""
    node = NamedNode(iris.background(entity.id))
    yield NamedNode(iris.entity(entity.id)), GB.background, node
    yield node, RDF.type, GB.Background
    yield node, PROV.wasDerivedFrom, NamedNode(iris.external(known.iri))
    texts = {
        SCHEMA.description: known.description,
        GB.country: known.country,
        GB.party: known.party,
    }
    yield from ((node, term, _text(value)) for term, value in texts.items() if value)
    dates = {
        SCHEMA.birthDate: known.birth,
        SCHEMA.deathDate: known.death,
        SCHEMA.foundingDate: known.inception,
        SCHEMA.dissolutionDate: known.dissolved,
    }
    yield from ((node, term, _reduced_date(value)) for term, value in dates.items() if value)
    for number, position in enumerate(known.positions):
        yield from _position(entity, position, number, iris)


def _position(entity: Entity, position: Position, number: int, iris: Iris) -> Iterator[Statement]:
    node = NamedNode(iris.position(entity.id, number))
    yield NamedNode(iris.background(entity.id)), GB.position, node
    yield node, RDF.type, GB.Position
    yield node, SCHEMA.roleName, _text(position.title)
    if position.start:
        yield node, SCHEMA.startDate, _reduced_date(position.start)
    if position.end:
        yield node, SCHEMA.endDate, _reduced_date(position.end)


def _coordinates(node: NamedNode, entity: Entity) -> Iterator[Statement]:
    if entity.lat is not None and entity.lon is not None:
        yield node, RDF.type, GEO.SpatialThing
        yield node, GEO.lat, _decimal(entity.lat)
        yield node, GEO.long, _decimal(entity.lon)


def _containment(node: NamedNode, entity: Entity, iris: Iris) -> Iterator[Statement]:
    """Yield what a place lies in, each with what that lies in; these are no entities of ours."""
    if entity.country is not None:
        yield node, GB.countryCode, _text(entity.country)
    if entity.population is not None:
        yield node, GB.population, _integer(entity.population)
    for container in entity.part_of:
        outer = NamedNode(iris.external(container.iri))
        yield node, SCHEMA.containedInPlace, outer
        yield outer, RDF.type, SCHEMA.AdministrativeArea
        yield outer, SCHEMA.name, _text(container.name)
        node = outer


def _link(entity: Entity, link: Link, number: int, iris: Iris) -> Iterator[Statement]:
    node = NamedNode(iris.entity(entity.id))
    judgement = NamedNode(iris.link(entity.id, number))
    target = NamedNode(iris.external(link.iri))
    if link.iri not in entity.same_as:
        yield node, SKOS.closeMatch, target
    yield node, GB.link, judgement
    yield judgement, RDF.type, GB.Link
    yield judgement, GB.linkTarget, target
    yield from _judged(judgement, link.rule, link.score)


# --- Articles


def _page(page: _Page) -> Iterator[Statement]:
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


def _article(page: _Page) -> Iterator[Statement]:
    node, article = page.node, page.article
    yield node, RDF.type, SCHEMA.NewsArticle
    yield node, RDF.type, NIF.Context
    yield node, SCHEMA.identifier, _text(article.id)
    yield from _publication(node, article)
    yield node, SCHEMA.inLanguage, _text(article.language)
    yield node, GB.textSha256, _text(article.text_sha256)
    yield node, NIF.beginIndex, _offset(0)
    yield node, NIF.endIndex, _offset(len(article.text))
    yield node, NIF.isString, _text(article.text)
    yield from _spans(page, node, GB.boilerplateSpan, article.boilerplate)


def _publication(node: NamedNode, article: Article) -> Iterator[Statement]:
    if article.title is not None:
        yield node, SCHEMA.headline, _text(article.title)
    if article.url is not None:
        yield node, SCHEMA.url, Literal(_text(article.url).value, datatype=XSD.anyURI)
    if article.publisher is not None:
        yield node, SCHEMA.publisher, _text(article.publisher)
    if article.published is not None:
        yield node, SCHEMA.datePublished, _date(article.published)


def _string(page: _Page, node: NamedNode, span: Span) -> Iterator[Statement]:
    """Yield what anchors *node* to a stretch of the article's text."""
    yield node, RDF.type, NIF.OffsetBasedString
    yield node, NIF.referenceContext, page.node
    yield node, NIF.beginIndex, _offset(span[0])
    yield node, NIF.endIndex, _offset(span[1])
    yield node, NIF.anchorOf, _text(page.words(span))


def _spans(page: _Page, node: NamedNode, predicate: NamedNode, spans: Spans) -> Iterator[Statement]:
    """Yield links from *node* to stretches of text, and what these are."""
    for span in spans:
        yield node, predicate, page.span(span)
        yield from _string(page, page.span(span), span)


def _judged(node: NamedNode, rule: str, score: float) -> Iterator[Statement]:
    yield node, GB.rule, _text(rule)
    yield node, GB.confidence, _decimal(score)


def _mention(page: _Page, mention: Mention) -> Iterator[Statement]:
    node, entity = page.mention(mention), page.entity(mention.entity)
    yield page.node, SCHEMA.mentions, entity
    yield node, RDF.type, GB.Mention
    yield from _string(page, node, (mention.start, mention.end))
    yield node, GB.kind, concept(mention.kind)
    yield node, ITSRDF.taIdentRef, entity
    yield node, ITSRDF.taClassRef, ENTITY_CLASSES[mention.type]
    yield node, ITSRDF.taConfidence, _decimal(mention.score)
    yield node, GB.rule, _text(mention.rule)
    if mention.metonymic:
        yield node, GB.metonymic, Literal(mention.metonymic)


def _claim(page: _Page, claim: Claim) -> Iterator[Statement]:
    node = page.claim(claim.id)
    yield node, RDF.type, GB.Claim
    yield node, RDF.type, SCHEMA.Claim
    yield node, SCHEMA.appearance, page.node
    yield node, SCHEMA.text, _text(" … ".join(map(page.words, claim.content)))
    yield from _speaker(page, node, claim)
    for entity in claim.about:
        yield node, SCHEMA.about, page.entity(entity)
    yield from _perspective(node, claim)
    yield from _judged(node, claim.rule, claim.score)
    yield from _spans(page, node, GB.sourceSpan, claim.source)
    yield from _spans(page, node, GB.cueSpan, claim.cue)
    yield from _spans(page, node, GB.contentSpan, claim.content)
    yield from _spans(page, node, GB.negationSpan, claim.negation)
    yield from _spans(page, node, GB.hedgeSpan, claim.hedges)
    for number, quantity in enumerate(claim.quantities):
        yield from _quantity(page, claim, quantity, number)
    for number, value in enumerate(claim.dates):
        yield from _date_value(page, claim, value, number)


def _speaker(page: _Page, node: NamedNode, claim: Claim) -> Iterator[Statement]:
    if claim.speaker is not None:
        yield node, GB.source, page.entity(claim.speaker)
        for mention in page.mentions_within(claim.source, claim.speaker):
            yield node, GB.sourceMention, page.mention(mention)


def _perspective(node: NamedNode, claim: Claim) -> Iterator[Statement]:
    yield node, GB.form, concept(claim.form)
    yield node, GB.attitude, concept(claim.attitude)
    yield node, GB.polarity, concept(claim.polarity)
    yield node, GB.certainty, concept(claim.certainty)
    yield node, GB.cueLemma, _text(claim.cue_lemma)


def _quantity(page: _Page, claim: Claim, quantity: Quantity, number: int) -> Iterator[Statement]:
    node = NamedNode(page.iris.quantity(page.article.id, claim.id, number))
    yield page.claim(claim.id), GB.quantity, node
    yield node, RDF.type, GB.Quantity
    yield node, GB.value, _decimal(quantity.value)
    yield node, GB.bound, _text(quantity.bound)
    if quantity.unit is not None:
        yield node, SCHEMA.unitText, _text(quantity.unit)
    yield from _spans(page, node, GB.quantitySpan, ((quantity.start, quantity.end),))


def _date_value(page: _Page, claim: Claim, value: DateValue, number: int) -> Iterator[Statement]:
    node = NamedNode(page.iris.date(page.article.id, claim.id, number))
    yield page.claim(claim.id), GB.date, node
    yield node, RDF.type, GB.DateValue
    yield node, GB.dateValue, _reduced_date(value.value)
    yield from _spans(page, node, GB.dateSpan, ((value.start, value.end),))


def _relation(page: _Page, relation: Relation, number: int) -> Iterator[Statement]:
    node = NamedNode(page.iris.relation(page.article.id, number))
    head, tail = page.entity(relation.head), page.entity(relation.tail)
    yield node, RDF.type, GB.Relation
    yield node, GB.relationType, _text(relation.type)
    yield node, GB.head, head
    yield node, GB.tail, tail
    yield from _relation_status(page, node, relation)
    yield from _judged(node, relation.rule, relation.score)
    yield from _spans(page, node, GB.evidenceSpan, relation.evidence)
    if predicate := RELATION_PROPERTIES.get(relation.type):
        yield node, RDF.predicate, predicate
        if relation.is_asserted:
            yield head, predicate, tail


def _relation_status(page: _Page, node: NamedNode, relation: Relation) -> Iterator[Statement]:
    yield node, GB.negated, Literal(relation.negated)
    yield node, GB.modal, Literal(relation.modal)
    if relation.time is not None:
        yield node, GB.time, _text(relation.time)
    if relation.claim is not None:
        yield node, GB.withinClaim, page.claim(relation.claim)


def _role(page: _Page, entity: Entity, role: Role) -> Iterator[Statement]:
    span = (role.start, role.end)
    node = NamedNode(page.iris.role(page.article.id, entity.id, span))
    yield page.entity(entity.id), GB.role, node
    if role.kind in JOBS and not role.former:
        yield page.entity(entity.id), SCHEMA.jobTitle, _text(role.title)
    yield node, RDF.type, GB.Role
    yield node, GB.roleKind, concept(role.kind)
    yield node, SCHEMA.roleName, _text(role.title)
    if role.of is not None:
        yield node, GB.heldIn, page.entity(role.of)
    if role.country is not None:
        yield node, GB.country, _text(role.country)
    yield node, GB.former, Literal(role.former)
    yield from _spans(page, node, GB.roleSpan, (span,))


def _merge(page: _Page, merge: Merge) -> Iterator[Statement]:
    node = NamedNode(page.iris.merge(page.article.id, merge.local))
    yield node, RDF.type, GB.Merge
    yield node, GB.localId, _text(merge.local)
    yield node, GB.mergedInto, page.entity(merge.entity)
    yield from _judged(node, merge.rule, merge.score)


# --- Literals


def _text(value: str) -> Literal:
    """Return a string; a lone surrogate, which RDF can't hold, is one replacement character."""
    return Literal(_SURROGATE.sub("\ufffd", value))


def _decimal(value: float) -> Literal:
    """Return a decimal as Oxigraph spells it, so that a store and a file hold the same."""
    return Literal(f"{Decimal(repr(value)).normalize():f}", datatype=XSD.decimal)


def _integer(value: int) -> Literal:
    return Literal(str(value), datatype=XSD.integer)


def _offset(value: int) -> Literal:
    return Literal(str(value), datatype=XSD.nonNegativeInteger)


def _date(value: str) -> Literal:
    """Return an ISO 8601 date, or date and time, as such; anything else as a string."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return _text(value)
    if len(value) <= _LENGTH_OF_DATE:
        return Literal(moment.date().isoformat(), datatype=XSD.date)
    lexical = moment.isoformat().replace("+00:00", "Z")
    return Literal(lexical, datatype=XSD.dateTime)


def _reduced_date(value: str) -> Literal:
    """Return an ISO 8601 date, month or year with its type."""
    return Literal(value, datatype=_DATE_TYPES[len(value)])
