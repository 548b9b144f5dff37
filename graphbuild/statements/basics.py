"""What many nodes of our RDF have: the words they rest on, rule and confidence, sources."""

from collections.abc import Iterator, Sequence

from pyoxigraph import Literal, NamedNode

from graphbuild.graph import KnowledgeGraph
from graphbuild.iris import Iris
from graphbuild.model import Article, Claim, Span, Spans
from graphbuild.statements.literals import decimal, integer, offset, reduced_date, text
from graphbuild.vocabulary import GB, NIF, RDF

Value = NamedNode | Literal
Statement = tuple[NamedNode, NamedNode, Value]


def span_node(iris: Iris, article: Article, span: Span) -> NamedNode:
    """Return the node of a stretch of text that is no mention."""
    return NamedNode(iris.span(article.id, span))


def anchored(iris: Iris, article: Article, node: NamedNode, span: Span) -> Iterator[Statement]:
    """Yield what anchors *node* to a stretch of the article's text."""
    yield node, RDF.type, NIF.OffsetBasedString
    yield node, NIF.referenceContext, NamedNode(iris.article(article.id))
    yield node, NIF.beginIndex, offset(span[0])
    yield node, NIF.endIndex, offset(span[1])
    yield node, NIF.anchorOf, text(article.text[span[0] : span[1]])


def spans_of(
    iris: Iris, article: Article, node: NamedNode, predicate: NamedNode, spans: Spans
) -> Iterator[Statement]:
    """Yield links from *node* to stretches of the article's text, and what these are."""
    for span in spans:
        target = span_node(iris, article, span)
        yield node, predicate, target
        yield from anchored(iris, article, target, span)


def content_of(article: Article, claim: Claim) -> Literal:
    """Return what is claimed as the article words it, " … " where the words are apart."""
    return text(" … ".join(article.text[start:end] for start, end in claim.content))


def judged(node: NamedNode, rule: str, score: float) -> Iterator[Statement]:
    """Yield why something was judged so, and how surely."""
    yield node, GB.rule, text(rule)
    yield node, GB.confidence, decimal(score)


def sources_of(
    node: NamedNode, graph: KnowledgeGraph, articles: Sequence[str]
) -> Iterator[Statement]:
    """Yield in how many of *articles* something is found, raw and independent, and since when."""
    yield node, GB.articleCount, integer(len(articles))
    yield node, GB.independentCount, integer(graph.independent_sources(articles))
    if days := graph.days_of(articles):
        yield node, GB.firstSeen, reduced_date(days[0])
        yield node, GB.lastSeen, reduced_date(days[1])
