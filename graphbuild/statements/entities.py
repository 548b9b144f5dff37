"""Entities as triples: names, types, links, coordinates, and what a knowledge base states."""

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode

from graphbuild.graph import KnowledgeGraph
from graphbuild.iris import Iris
from graphbuild.model import SCHEMA_VERSION, Background, Entity, Link, Position
from graphbuild.names import lookup_key
from graphbuild.statements.basics import Statement, judged, sources_of
from graphbuild.statements.literals import decimal, integer, reduced_date, text
from graphbuild.vocabulary import ENTITY_CLASSES, GB, GEO, PROV, RDF, SCHEMA, SKOS


def entity_statements(graph: KnowledgeGraph, iris: Iris) -> Iterator[Statement]:
    """Yield what is known of the graph's entities, and the version of our schema."""
    yield NamedNode(iris.entities_graph), GB.schemaVersion, integer(SCHEMA_VERSION)
    for entity in graph.entities.values():
        yield from _entity(entity, iris)
        yield from sources_of(
            NamedNode(iris.entity(entity.id)), graph, graph.articles_of(entity.id)
        )


def _entity(entity: Entity, iris: Iris) -> Iterator[Statement]:
    node = NamedNode(iris.entity(entity.id))
    yield node, RDF.type, ENTITY_CLASSES[entity.type]
    yield from _coordinates(node, entity)
    yield from _containment(node, entity, iris)
    yield node, SCHEMA.name, text(entity.name)
    if entity.team:
        yield node, GB.team, Literal(entity.team)
    for alias in entity.aliases:
        yield node, SCHEMA.alternateName, text(alias)
    yield from _lookup(node, entity.name, *entity.aliases)
    for iri in entity.same_as:
        yield node, SCHEMA.sameAs, NamedNode(iris.external(iri))
    for number, link in enumerate(entity.links):
        yield from _link(entity, link, number, iris)
    if entity.background is not None:
        yield from _background(entity, entity.background, iris)


def _lookup(node: NamedNode, *names: str) -> Iterator[Statement]:
    """Yield what queries find *node* by, whatever the case, accents and punctuation of its name.

    To compare each name of the graph with what is asked for takes a thousand times as long.
    """
    for key in dict.fromkeys(map(lookup_key, names)):
        yield node, SKOS.hiddenLabel, text(key)


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
    yield from ((node, term, text(value)) for term, value in texts.items() if value)
    dates = {
        SCHEMA.birthDate: known.birth,
        SCHEMA.deathDate: known.death,
        SCHEMA.foundingDate: known.inception,
        SCHEMA.dissolutionDate: known.dissolved,
    }
    yield from ((node, term, reduced_date(value)) for term, value in dates.items() if value)
    for number, position in enumerate(known.positions):
        yield from _position(entity, position, number, iris)


def _position(entity: Entity, position: Position, number: int, iris: Iris) -> Iterator[Statement]:
    node = NamedNode(iris.position(entity.id, number))
    yield NamedNode(iris.background(entity.id)), GB.position, node
    yield node, RDF.type, GB.Position
    yield node, SCHEMA.roleName, text(position.title)
    if position.start:
        yield node, SCHEMA.startDate, reduced_date(position.start)
    if position.end:
        yield node, SCHEMA.endDate, reduced_date(position.end)


def _coordinates(node: NamedNode, entity: Entity) -> Iterator[Statement]:
    if entity.lat is not None and entity.lon is not None:
        yield node, RDF.type, GEO.SpatialThing
        yield node, GEO.lat, decimal(entity.lat)
        yield node, GEO.long, decimal(entity.lon)


def _containment(node: NamedNode, entity: Entity, iris: Iris) -> Iterator[Statement]:
    """Yield what a place lies in, each with what that lies in; these are no entities of ours."""
    if entity.country is not None:
        yield node, GB.countryCode, text(entity.country)
    if entity.population is not None:
        yield node, GB.population, integer(entity.population)
    for container in entity.part_of:
        outer = NamedNode(iris.external(container.iri))
        yield node, SCHEMA.containedInPlace, outer
        yield outer, RDF.type, SCHEMA.AdministrativeArea
        yield outer, SCHEMA.name, text(container.name)
        yield from _lookup(outer, container.name)
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
    yield from judged(judgement, link.rule, link.score)
