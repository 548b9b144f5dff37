"""The graph as RDF: which named graph holds what, in which order.

An article's graph holds its text, mentions, claims, relations, roles and merges; the graph of
entities holds their names, types, links, coordinates, when they are seen and what a knowledge base
states of them; the graph of judgements holds what is judged across articles. So an article's graph
can be taken out by itself. Triples come grouped by subject and none comes twice within a graph, so
that what is written needs no sorting to be the same each time.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator

from pyoxigraph import NamedNode, Quad

from graphbuild.graph import KnowledgeGraph
from graphbuild.iris import DEFAULT_BASE, Iris
from graphbuild.judgements import Merge
from graphbuild.model import Entity, Role
from graphbuild.statements.articles import Page, article_statements
from graphbuild.statements.basics import Statement
from graphbuild.statements.entities import entity_statements
from graphbuild.statements.judgements import judgement_statements


def to_quads(graph: KnowledgeGraph, *, base: str = DEFAULT_BASE) -> Iterator[Quad]:
    """Yield the graph's quads: the graphs of entities and judgements, each article's by id."""
    yield from shared_quads(graph, base=base)
    yield from article_quads(graph, graph.extractions.keys(), base=base)


def shared_quads(graph: KnowledgeGraph, *, base: str = DEFAULT_BASE) -> Iterator[Quad]:
    """Yield the quads of the graphs that belong to no article: of entities, and of judgements."""
    iris = Iris(base)
    yield from _in_graph(iris.entities_graph, entity_statements(graph, iris))
    yield from _in_graph(iris.judgements_graph, judgement_statements(graph, iris))


def article_quads(
    graph: KnowledgeGraph, articles: Container[str], *, base: str = DEFAULT_BASE
) -> Iterator[Quad]:
    """Yield the quads of the graphs of the *articles* with these ids, in the order of ids."""
    iris = Iris(base)
    for page in to_pages(graph, iris):
        if page.article.id in articles:
            yield from _in_graph(iris.article(page.article.id), article_statements(page))


def to_pages(graph: KnowledgeGraph, iris: Iris) -> Iterator[Page]:
    """Yield what each article's graph is made from, in the order of ids."""
    roles: dict[str, list[tuple[Entity, Role]]] = defaultdict(list)
    merges: dict[str, list[Merge]] = defaultdict(list)
    for entity in graph.entities.values():
        for role in entity.roles:
            roles[role.article].append((entity, role))
    for merge in graph.merges:
        merges[merge.article].append(merge)
    for article, extraction in graph.extractions.items():
        yield Page(iris, extraction, roles[article], merges[article])


def _in_graph(name: str, statements: Iterable[Statement]) -> Iterator[Quad]:
    """Yield each statement once, those of a subject together, subjects as they first come."""
    subjects: dict[NamedNode, dict[Statement, None]] = defaultdict(dict)
    for statement in statements:
        subjects[statement[0]][statement] = None
    graph_name = NamedNode(name)
    for group in subjects.values():
        for subject, predicate, value in group:
            yield Quad(subject, predicate, value, graph_name)
