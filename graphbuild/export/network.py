"""The graph as a networkx graph, and its files: GraphML, GEXF and node-link JSON.

Offsets are called ``char_start`` and ``char_end`` here: GEXF takes ``start`` and ``end`` for times.
For the same reason a relation's type is ``relation``, and each edge's ``id`` is its key.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Container, Iterator, Mapping, Sequence
from io import BytesIO
from itertools import combinations
from pathlib import Path

import networkx as nx
from networkx.readwrite.gexf import GEXFWriter

from graphbuild.errors import OutputError
from graphbuild.export.passages import on_one_line, sentence, sentence_around, words
from graphbuild.graph import KnowledgeGraph
from graphbuild.judgements import ClaimCluster, ClaimLink, ClaimLinkKind
from graphbuild.model import Article, Claim, Entity, Mention, Relation, Spans

Attributes = dict[str, str | int | float | bool]

WEIGHTS: Mapping[str, float] = {
    "claims": 3.0,
    "relations": 3.0,
    "topics": 1.0,
    "sentences": 1.0,
    "articles": 0.1,
}
"""What one of each adds to the weight of two entities' edge in the projection."""

PAIRED_PER_ARTICLE = 40
"""Only an article's most mentioned entities are paired: pairs grow with the square."""

LINK_KINDS: Mapping[ClaimLinkKind, str] = {
    ClaimLinkKind.AGREEMENT: "agrees",
    ClaimLinkKind.CONTRADICTION: "contradicts",
    ClaimLinkKind.CHANGE: "changes",
}
"""What an edge is called for each way in which two claims relate."""

_CONTROLS = {code: 0x2400 + code for code in range(32) if chr(code) not in "\t\n"} | {127: 0x2421}
_NOT_IN_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")


def to_networkx(graph: KnowledgeGraph) -> nx.MultiDiGraph:
    """Return *graph* as nodes and edges that each say which text proves them.

    Node keys are the ids of entities, claims and articles, told apart by ``kind``. An edge's
    ``kind`` is "mentions" (article to entity), "says" (speaker to claim), "about" (claim to
    entity), "in" (claim to article), "relation" (entity to entity), or one of two claims:
    "agrees", "contradicts" and "changes" (the earlier to the later), and "repeats" (a claim to the
    first of its cluster). Attributes are strings, numbers and booleans; what is unknown is left
    out. The text of spans is on one line.

    Raises:
        OutputError: An article's id is also that of an entity or a claim.
    """
    net = nx.MultiDiGraph()
    for article in graph.articles:
        net.add_node(article.id, **_article_attributes(graph, article))
    for entity in graph.entities.values():
        _add_new(net, entity.id, _entity_attributes(graph, entity))
    for article, claim in graph.claims:
        _add_new(net, claim.id, _claim_attributes(graph, article, claim))
    for source, target, attributes in _edges(graph):
        net.add_edge(source, target, key=attributes["id"], **attributes)
    return net


def project_entities(graph: KnowledgeGraph, *, entities: Collection[str] | None = None) -> nx.Graph:
    """Return the entities alone, or only those in *entities*, tied by what they have in common.

    An edge counts ``claims`` of one about the other, ``relations``, ``topics`` (claims about
    both), ``sentences`` and ``articles`` that mention both; its ``weight`` is their sum, weighted
    by ``WEIGHTS``. Of each article the ``PAIRED_PER_ARTICLE`` most mentioned entities are paired.
    """
    net = nx.Graph()
    for entity in graph.entities.values():
        if entities is None or entity.id in entities:
            net.add_node(entity.id, **_entity_attributes(graph, entity))
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for one, other, reason in _ties(graph, net):
        if one != other and one in net and other in net:
            counts[min(one, other), max(one, other)][reason] += 1
    for (one, other), reasons in sorted(counts.items()):
        weight = sum(WEIGHTS[reason] * count for reason, count in reasons.items())
        net.add_edge(one, other, weight=round(weight, 6), **dict(sorted(reasons.items())))
    return net


def write_network(graph: KnowledgeGraph, path: Path) -> None:
    """Write *graph* as GraphML, GEXF or node-link JSON, by the suffix of *path*.

    networkx reads each back as an equal graph. XML can't hold control characters and lone
    surrogates: the former become their pictures (U+0007 is ␇), the latter U+FFFD.

    Raises:
        OutputError: The format can't tell two ids apart.
    """
    path.write_bytes(_ENCODERS[path.suffix.lower()](to_networkx(graph)))


def _add_new(net: nx.MultiDiGraph, key: str, attributes: Attributes) -> None:
    if key in net:
        raise OutputError(
            f"Article {key!r} has the id of an entity or a claim. Ids must differ: rename it."
        )
    net.add_node(key, **attributes)


def _article_attributes(graph: KnowledgeGraph, article: Article) -> Attributes:
    reprint = graph.reprints.get(article.id)
    return _known(
        kind="article",
        type="article",
        label=on_one_line(article.title or "") or article.id,
        article=article.id,
        char_start=0,
        char_end=len(article.text),
        publisher=article.publisher,
        published=article.published,
        url=article.url,
        language=article.language,
        text_sha256=article.text_sha256,
        reprint_group=reprint.group if reprint else None,
        reprint_rule=reprint.rule if reprint else None,
        reprint_score=float(reprint.score) if reprint else None,
    )


def _entity_attributes(graph: KnowledgeGraph, entity: Entity) -> Attributes:
    mentions = graph.mentions_of(entity.id)
    best = entity.best_link
    return _known(
        kind="entity",
        type=str(entity.type),
        label=on_one_line(entity.name) or entity.id,
        aliases=" | ".join(map(on_one_line, entity.aliases)),
        roles=" | ".join(dict.fromkeys(map(on_one_line, map(graph.role_text, entity.roles)))),
        same_as=" ".join(entity.same_as),
        link=best.iri if best else None,
        link_rule=best.rule if best else None,
        link_score=float(best.score) if best else None,
        lat=entity.lat,
        lon=entity.lon,
        mentions=len(mentions),
        **_sources(graph, graph.articles_of(entity.id)),
        **(_mention_proof(*mentions[0]) if mentions else {}),
    )


def _sources(graph: KnowledgeGraph, articles: Sequence[str]) -> Attributes:
    """Return how many articles something is found in, raw and independent, and since when."""
    days = graph.days_of(articles)
    return _known(
        articles=len(articles),
        independent_sources=graph.independent_sources(articles),
        first_seen=days[0] if days else None,
        last_seen=days[1] if days else None,
    )


def _claim_attributes(graph: KnowledgeGraph, article: Article, claim: Claim) -> Attributes:
    found = graph.cluster_of(claim.id)
    return _known(
        kind="claim",
        type=str(claim.attitude),
        label=words(article.text, claim.content) or claim.id,
        source=words(article.text, claim.source),
        cue=words(article.text, claim.cue),
        cue_lemma=claim.cue_lemma,
        form=str(claim.form),
        polarity=str(claim.polarity),
        negation=words(article.text, claim.negation),
        content_negation=words(article.text, claim.content_negation),
        certainty=str(claim.certainty),
        hedges=words(article.text, claim.hedges),
        said=claim.said.value if claim.said else None,
        source_spans=_offsets(claim.source),
        cue_spans=_offsets(claim.cue),
        content_spans=_offsets(claim.content),
        negation_spans=_offsets(claim.negation),
        content_negation_spans=_offsets(claim.content_negation),
        hedge_spans=_offsets(claim.hedges),
        cluster=found[0].id if found else None,
        **_sources(graph, graph.articles_saying(claim.id)),
        rule=claim.rule,
        score=float(claim.score),
        **_proof(article, claim.source + claim.cue + claim.content),
    )


def _edges(graph: KnowledgeGraph) -> Iterator[tuple[str, str, Attributes]]:
    """Yield source, target and attributes of each edge, in the order of articles and text."""
    for article, extraction in ((each.article, each) for each in graph.extractions.values()):
        yield from _mention_edges(article, extraction.mentions)
        for claim in extraction.claims:
            yield from _claim_edges(article, claim)
        for number, relation in enumerate(extraction.relations):
            yield _relation_edge(article, relation, number)
    for cluster in graph.clusters.values():
        yield from _repeat_edges(graph, cluster)
    for link in graph.claim_links:
        yield _claim_link_edge(graph, link)


def _mention_edges(
    article: Article, mentions: tuple[Mention, ...]
) -> Iterator[tuple[str, str, Attributes]]:
    counts = Counter(mention.entity for mention in mentions)
    first = {mention.entity: mention for mention in reversed(mentions)}
    for entity, count in counts.items():
        yield (
            article.id,
            entity,
            _known(
                id=f"mentions:{article.id}:{entity}",
                kind="mentions",
                count=count,
                rule=first[entity].rule,
                score=float(first[entity].score),
                **_mention_proof(article, first[entity]),
            ),
        )


def _claim_edges(article: Article, claim: Claim) -> Iterator[tuple[str, str, Attributes]]:
    def edge(kind: str, spans: Spans, target: str = "") -> Attributes:
        key = ":".join(filter(None, (claim.id, kind, target)))
        made = _known(id=key, kind=kind, rule=claim.rule, score=float(claim.score))
        return made | {"article": article.id} | _ends(spans)

    if claim.speaker is not None:
        yield claim.speaker, claim.id, edge("says", claim.source + claim.cue)
    for entity in dict.fromkeys(claim.about):
        yield claim.id, entity, edge("about", claim.content, entity)
    yield claim.id, article.id, edge("in", claim.source + claim.cue + claim.content)


def _relation_edge(
    article: Article, relation: Relation, number: int
) -> tuple[str, str, Attributes]:
    attributes = _known(
        id=f"relation:{article.id}:{number}",
        kind="relation",
        relation=relation.type,
        label=relation.type,
        asserted=relation.is_asserted,
        negated=relation.negated,
        modal=relation.modal,
        time=relation.time,
        claim=relation.claim,
        evidence=words(article.text, relation.evidence),
        rule=relation.rule,
        score=float(relation.score),
        **_proof(article, relation.evidence),
    )
    return relation.head, relation.tail, attributes


def _repeat_edges(
    graph: KnowledgeGraph, cluster: ClaimCluster
) -> Iterator[tuple[str, str, Attributes]]:
    """Yield an edge from each appearance to the first; what it has in common is in its words."""
    first, *others = cluster.appearances
    for each in others:
        article, claim = graph.claim(each.claim)
        attributes = _known(
            id=f"repeats:{cluster.id}:{each.claim}",
            kind="repeats",
            cluster=cluster.id,
            words=words(article.text, each.words),
            word_spans=_offsets(each.words),
            rule=each.rule,
            score=float(each.score),
            article=article.id,
        )
        yield each.claim, first.claim, attributes | _ends(each.words or claim.content)


def _claim_link_edge(graph: KnowledgeGraph, link: ClaimLink) -> tuple[str, str, Attributes]:
    (one, claim), (other, _) = graph.claim(link.one), graph.claim(link.other)
    kind = LINK_KINDS[link.kind]
    attributes = _known(
        id=f"{kind}:{link.one}:{link.other}:{link.rule}",
        kind=kind,
        words=words(one.text, link.one_words),
        word_spans=_offsets(link.one_words),
        other_words=words(other.text, link.other_words),
        other_word_spans=_offsets(link.other_words),
        other_article=other.id,
        rule=link.rule,
        score=float(link.score),
        article=one.id,
    )
    return link.one, link.other, attributes | _ends(link.one_words or claim.content)


def _mention_proof(article: Article, mention: Mention) -> Attributes:
    return _proof(article, ((mention.start, mention.end),))


def _proof(article: Article, spans: Spans) -> Attributes:
    """Return where *spans* are and the sentence around them."""
    where: Attributes = {"article": article.id, "sentence": sentence(article.text, spans)}
    return where | _ends(spans)


def _ends(spans: Spans) -> Attributes:
    if not spans:
        return {}
    return {
        "char_start": min(start for start, _ in spans),
        "char_end": max(end for _, end in spans),
    }


def _offsets(spans: Spans) -> str:
    return " ".join(f"{start}-{end}" for start, end in spans)


def _known(**attributes: str | int | float | bool | None) -> Attributes:
    """Return the attributes that have a value: GraphML has neither None nor empty strings."""
    return {name: value for name, value in attributes.items() if value not in (None, "")}


def _ties(graph: KnowledgeGraph, wanted: Container[str]) -> Iterator[tuple[str, str, str]]:
    """Yield two entities and what they share, once for each time they share it."""
    for _, claim in graph.claims:
        about = list(dict.fromkeys(claim.about))
        for entity in about if claim.speaker else ():
            yield claim.speaker or "", entity, "claims"
        for one, other in combinations(about, 2):
            yield one, other, "topics"
    for _, relation in graph.relations:
        yield relation.head, relation.tail, "relations"
    for extraction in graph.extractions.values():
        mentions = [mention for mention in extraction.mentions if mention.entity in wanted]
        yield from _mentioned_together(extraction.article, mentions)


def _mentioned_together(
    article: Article, mentions: Sequence[Mention]
) -> Iterator[tuple[str, str, str]]:
    counts = Counter(mention.entity for mention in mentions)
    frequent = {entity for entity, _ in counts.most_common(PAIRED_PER_ARTICLE)}
    sentences: dict[int, dict[str, None]] = defaultdict(dict)
    for mention in mentions:
        if mention.entity in frequent:
            start, _ = sentence_around(article.text, ((mention.start, mention.end),))
            sentences[start][mention.entity] = None
    for together in sentences.values():
        for one, other in combinations(together, 2):
            yield one, other, "sentences"
    for one, other in combinations(sorted(frequent), 2):
        yield one, other, "articles"


def _to_json(net: nx.MultiDiGraph) -> bytes:
    return json.dumps(nx.node_link_data(net, edges="edges"), indent=1).encode()


def _to_graphml(net: nx.MultiDiGraph) -> bytes:
    stream = BytesIO()
    # The writer that takes lxml where it is installed refuses what this one writes.
    nx.write_graphml_xml(_for_xml(net), stream)
    return stream.getvalue()


def _to_gexf(net: nx.MultiDiGraph) -> bytes:
    writer = GEXFWriter(encoding="utf-8", prettyprint=True, version="1.2draft")
    for meta in writer.xml.findall("meta"):
        writer.xml.remove(meta)  # today's date and networkx's version
    writer.add_graph(_for_xml(net))
    stream = BytesIO()
    writer.write(stream)
    return stream.getvalue()


def _for_xml(net: nx.MultiDiGraph) -> nx.MultiDiGraph:
    """Return a copy of *net* with every string in characters that XML can hold."""
    copy = nx.MultiDiGraph()
    copy.add_nodes_from((_legal(key), _legal_values(data)) for key, data in net.nodes(data=True))
    for source, target, key, data in net.edges(keys=True, data=True):
        copy.add_edge(_legal(source), _legal(target), _legal(key), **_legal_values(data))
    if len(copy) < len(net):
        raise OutputError(
            "Two ids differ only in control characters, which XML can't hold. Write .json instead."
        )
    return copy


def _legal_values(attributes: Attributes) -> Attributes:
    return {
        name: _legal(value) if isinstance(value, str) else value
        for name, value in attributes.items()
    }


def _legal(text: str) -> str:
    return _NOT_IN_XML.sub("\ufffd", text.translate(_CONTROLS))


_ENCODERS: Mapping[str, Callable[[nx.MultiDiGraph], bytes]] = {
    ".graphml": _to_graphml,
    ".gexf": _to_gexf,
    ".json": _to_json,
}
SUFFIXES = tuple(_ENCODERS)
