"""What is judged across articles as triples: reprints, doubts, clusters and links of claims.

Each judgement is a node with rule and confidence; what it comes to is a triple besides. The words
that decided are told in full, so that the graph of an article says nothing of other articles.
"""

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode

from graphbuild.graph import KnowledgeGraph
from graphbuild.iris import Iris
from graphbuild.judgements import (
    Appearance,
    ClaimCluster,
    ClaimLink,
    ClaimLinkKind,
    Doubt,
    Local,
    Reprint,
)
from graphbuild.model import Spans
from graphbuild.statements.basics import Statement, content_of, judged, sources_of, spans_of
from graphbuild.statements.literals import integer, text
from graphbuild.vocabulary import CLAIM_LINK_PROPERTIES, GB, PROV, RDF, SCHEMA


def judgement_statements(graph: KnowledgeGraph, iris: Iris) -> Iterator[Statement]:
    """Yield what is judged across the graph's articles."""
    for reprint in graph.reprints.values():
        yield from _reprint(reprint, iris)
    for doubt in graph.doubts:
        yield from _doubt(doubt, iris)
    for cluster in graph.clusters.values():
        yield from _cluster(graph, cluster, iris)
    for link in graph.claim_links:
        yield from _claim_link(graph, link, iris)


def _reprint(reprint: Reprint, iris: Iris) -> Iterator[Statement]:
    node = NamedNode(iris.reprint(reprint.article))
    article, original = (NamedNode(iris.article(each)) for each in (reprint.article, reprint.group))
    yield node, RDF.type, GB.Reprint
    yield node, GB.article, article
    yield node, GB.original, original
    yield from judged(node, reprint.rule, reprint.score)
    if article != original:
        yield article, GB.reprintOf, original


def _doubt(doubt: Doubt, iris: Iris) -> Iterator[Statement]:
    node = NamedNode(iris.doubt(doubt.one, doubt.other))
    yield node, RDF.type, GB.Doubt
    yield node, GB.firstMerge, _merge(doubt.one, iris)
    yield node, GB.secondMerge, _merge(doubt.other, iris)
    yield node, GB.same, Literal(doubt.same)
    yield node, GB.weight, integer(doubt.weight)
    yield from judged(node, doubt.rule, doubt.score)
    for reason in doubt.evidence:
        yield node, GB.evidence, text(reason)


def _merge(local: Local, iris: Iris) -> NamedNode:
    return NamedNode(iris.merge(*local))


def _cluster(graph: KnowledgeGraph, cluster: ClaimCluster, iris: Iris) -> Iterator[Statement]:
    node = NamedNode(iris.claim_cluster(cluster.id))
    yield node, RDF.type, GB.ClaimCluster
    yield node, SCHEMA.identifier, text(cluster.id)
    yield node, SCHEMA.text, content_of(*graph.claim(cluster.appearances[0].claim))
    if cluster.speaker is not None:
        yield node, PROV.wasAttributedTo, NamedNode(iris.entity(cluster.speaker))
    yield from sources_of(node, graph, graph.articles_of_cluster(cluster))
    for appearance in cluster.appearances:
        yield from _appearance(graph, cluster, appearance, iris)


def _appearance(
    graph: KnowledgeGraph, cluster: ClaimCluster, appearance: Appearance, iris: Iris
) -> Iterator[Statement]:
    node = NamedNode(iris.appearance(cluster.id, appearance.claim))
    claim = _claim(graph, appearance.claim, iris)
    yield NamedNode(iris.claim_cluster(cluster.id)), PROV.hadMember, claim
    yield NamedNode(iris.claim_cluster(cluster.id)), GB.appearance, node
    yield node, RDF.type, GB.Appearance
    yield node, GB.claim, claim
    yield from judged(node, appearance.rule, appearance.score)
    yield from _words(graph, node, GB.commonSpan, appearance.claim, appearance.words, iris)


def _claim_link(graph: KnowledgeGraph, link: ClaimLink, iris: Iris) -> Iterator[Statement]:
    node, predicate = NamedNode(iris.claim_link(link)), CLAIM_LINK_PROPERTIES[link.kind]
    one, other = (_claim(graph, each, iris) for each in (link.one, link.other))
    yield one, predicate, other
    if link.kind is not ClaimLinkKind.CHANGE:
        # Who asks for the one must not have to know which of the two is the earlier.
        yield other, predicate, one
    yield node, RDF.type, GB.ClaimLink
    yield node, RDF.predicate, predicate
    yield node, GB.firstClaim, one
    yield node, GB.secondClaim, other
    yield from judged(node, link.rule, link.score)
    yield from _words(graph, node, GB.firstSpan, link.one, link.one_words, iris)
    yield from _words(graph, node, GB.secondSpan, link.other, link.other_words, iris)


def _claim(graph: KnowledgeGraph, claim: str, iris: Iris) -> NamedNode:
    article, _ = graph.claim(claim)
    return NamedNode(iris.claim(article.id, claim))


def _words(
    graph: KnowledgeGraph,
    node: NamedNode,
    predicate: NamedNode,
    claim: str,
    spans: Spans,
    iris: Iris,
) -> Iterator[Statement]:
    article, _ = graph.claim(claim)
    return spans_of(iris, article, node, predicate, spans)
