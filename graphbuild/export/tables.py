"""The graph as tables: what articles say, and what is judged across them."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from graphbuild.export.csv_file import Row, write_csv
from graphbuild.export.passages import on_one_line, sentence, words
from graphbuild.graph import KnowledgeGraph
from graphbuild.judgements import ClaimCluster, ClaimLink, Merge, Reprint
from graphbuild.model import Article, Claim, Entity, Mention, Quantity, Relation, Role, Spans

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "articles": (
        *("id", "title", "publisher", "published", "url", "language"),
        *("characters", "mentions", "claims", "relations", "reprint_group", "text_sha256"),
    ),
    "entities": (
        *("id", "type", "name", "aliases", "roles", "same_as", "link", "link_rule", "link_score"),
        *("description", "lat", "lon", "part_of", "country"),
        *("articles", "independent_sources", "first_seen", "last_seen"),
        *("mentions", "claims_by", "claims_about"),
    ),
    "mentions": (
        *("article", "publisher", "published", "entity", "name", "type", "kind", "text"),
        *("metonymic", "start", "end", "rule", "score", "sentence"),
    ),
    "roles": (
        *("article", "publisher", "published", "entity", "name", "kind", "title"),
        *("held_in", "held_in_id", "country", "former", "start", "end", "sentence"),
    ),
    "claims": (
        *("id", "article", "publisher", "published", "speaker", "speaker_id", "source", "cue"),
        *("content", "form", "attitude", "polarity", "negation", "content_negation"),
        *("certainty", "hedges", "quantities", "dates", "said", "about", "about_ids"),
        *("cluster", "cluster_rule", "cluster_score", "articles", "independent_sources"),
        *("start", "end", "rule", "score", "sentence"),
    ),
    "relations": (
        *("article", "publisher", "published", "head", "head_id", "type", "tail", "tail_id"),
        *("asserted", "negated", "modal", "time", "claim", "evidence", "start", "end"),
        *("rule", "score", "sentence"),
    ),
    "clusters": (
        *("id", "speaker", "speaker_id", "content", "claims", "articles", "independent_sources"),
        *("first_seen", "last_seen"),
    ),
    "claim_links": (
        *("kind", "one", "other", "one_speaker", "other_speaker", "one_content", "other_content"),
        *("one_article", "other_article", "one_published", "other_published"),
        *("one_words", "other_words", "rule", "score"),
    ),
    "reprints": (
        *("article", "publisher", "published", "title", "group", "group_title", "rule", "score"),
    ),
    "merges": (
        *("article", "publisher", "published", "local_id", "entity", "name", "rule", "score"),
        "evidence",
    ),
    "doubts": (
        *("weight", "one_name", "other_name", "same", "rule", "score", "evidence"),
        *("one_entity", "other_entity", "one_article", "other_article"),
        *("one_local_id", "other_local_id"),
    ),
}
"""The columns of each table, in order; a table without rows has them too."""


def to_tables(graph: KnowledgeGraph) -> dict[str, list[Row]]:
    """Return the rows of each table by its name; a row has all of ``COLUMNS[name]``, in order.

    Several values in a cell are separated by "; ". Offsets count code points of the article's
    text; the text of a span is on one line, " … " where the span is split.
    """
    return {
        "articles": [_article_row(graph, article) for article in graph.articles],
        "entities": [_entity_row(graph, entity) for entity in graph.entities.values()],
        "mentions": [_mention_row(graph, *found) for found in graph.mentions],
        "roles": [
            _role_row(graph, entity, role)
            for entity in graph.entities.values()
            for role in entity.roles
        ],
        "claims": [_claim_row(graph, *found) for found in graph.claims],
        "relations": [_relation_row(graph, *found) for found in graph.relations],
        "clusters": [_cluster_row(graph, cluster) for cluster in graph.clusters.values()],
        "claim_links": [_claim_link_row(graph, link) for link in graph.claim_links],
        "reprints": [_reprint_row(graph, reprint) for reprint in graph.reprints.values()],
        "merges": [_merge_row(graph, merge) for merge in graph.merges],
        "doubts": list(_doubt_rows(graph)),
    }


def write_tables(graph: KnowledgeGraph, path: Path) -> list[Path]:
    """Write a CSV file for each table beside *path* and return where.

    "news.csv" makes "news-articles.csv", "news-entities.csv" and so on; "news.csv" itself is not
    written.
    """
    return list(_write_each(to_tables(graph), path))


def _write_each(tables: Mapping[str, list[Row]], path: Path) -> Iterator[Path]:
    for name, rows in tables.items():
        target = path.with_name(f"{path.stem}-{name}{path.suffix}")
        write_csv(rows, COLUMNS[name], target)
        yield target


def _article_row(graph: KnowledgeGraph, article: Article) -> Row:
    extraction = graph.extractions[article.id]
    reprint = graph.reprints.get(article.id)
    return {
        "id": article.id,
        "title": on_one_line(article.title or "") or None,
        "publisher": article.publisher,
        "published": article.published,
        "url": article.url,
        "language": article.language,
        "characters": len(article.text),
        "mentions": len(extraction.mentions),
        "claims": len(extraction.claims),
        "relations": len(extraction.relations),
        "reprint_group": reprint.group if reprint else None,
        "text_sha256": article.text_sha256,
    }


def _entity_row(graph: KnowledgeGraph, entity: Entity) -> Row:
    best, known = entity.best_link, entity.background
    mentions = graph.mentions_of(entity.id)
    return {
        "id": entity.id,
        "type": str(entity.type),
        "name": on_one_line(entity.name),
        "aliases": _several(entity.aliases),
        "roles": _several(tuple(map(graph.role_text, entity.roles))),
        "same_as": _several(entity.same_as),
        "link": best.iri if best else None,
        "link_rule": best.rule if best else None,
        "link_score": best.score if best else None,
        "description": known.description if known else None,
        "lat": entity.lat,
        "lon": entity.lon,
        "part_of": _several(tuple(each.name for each in entity.part_of)),
        "country": entity.country or (known.country if known else None),
        **_sources(graph, graph.articles_of(entity.id)),
        "mentions": len(mentions),
        "claims_by": len(graph.claims_by(entity.id)),
        "claims_about": len(graph.claims_about(entity.id)),
    }


def _mention_row(graph: KnowledgeGraph, article: Article, mention: Mention) -> Row:
    return {
        **_origin(article),
        "entity": mention.entity,
        "name": _name(graph, mention.entity),
        "type": str(mention.type),
        "kind": str(mention.kind),
        "text": on_one_line(article.text[mention.start : mention.end]),
        "metonymic": mention.metonymic,
        "start": mention.start,
        "end": mention.end,
        "rule": mention.rule,
        "score": mention.score,
        "sentence": sentence(article.text, ((mention.start, mention.end),)),
    }


def _role_row(graph: KnowledgeGraph, entity: Entity, role: Role) -> Row:
    article = graph.extractions[role.article].article
    return {
        **_origin(article),
        "entity": entity.id,
        "name": on_one_line(entity.name),
        "kind": str(role.kind),
        "title": on_one_line(role.title),
        "held_in": _name(graph, role.of),
        "held_in_id": role.of,
        "country": role.country,
        "former": role.former,
        "start": role.start,
        "end": role.end,
        "sentence": sentence(article.text, ((role.start, role.end),)),
    }


def _claim_row(graph: KnowledgeGraph, article: Article, claim: Claim) -> Row:
    spans = claim.source + claim.cue + claim.content
    found = graph.cluster_of(claim.id)
    articles = graph.articles_saying(claim.id)
    return {
        "id": claim.id,
        **_origin(article),
        "speaker": _name(graph, claim.speaker),
        "speaker_id": claim.speaker,
        "source": words(article.text, claim.source),
        "cue": words(article.text, claim.cue),
        "content": words(article.text, claim.content),
        "form": str(claim.form),
        "attitude": str(claim.attitude),
        "polarity": str(claim.polarity),
        "negation": _words_of_each(article, claim.negation),
        "content_negation": _words_of_each(article, claim.content_negation),
        "certainty": str(claim.certainty),
        "hedges": _words_of_each(article, claim.hedges),
        "quantities": _several(tuple(_quantity(article, each) for each in claim.quantities)),
        "dates": _several(tuple(date.value for date in claim.dates)),
        "said": claim.said.value if claim.said else None,
        "about": _several(tuple(_name(graph, entity) or "" for entity in claim.about)),
        "about_ids": _several(claim.about),
        "cluster": found[0].id if found else None,
        "cluster_rule": found[1].rule if found else None,
        "cluster_score": found[1].score if found else None,
        "articles": len(articles),
        "independent_sources": graph.independent_sources(articles),
        **_extent(spans),
        "rule": claim.rule,
        "score": claim.score,
        "sentence": sentence(article.text, spans),
    }


def _quantity(article: Article, quantity: Quantity) -> str:
    whole = quantity.value.is_integer()
    number = int(quantity.value) if whole else quantity.value
    counted = words(article.text, (quantity.counted,)) if quantity.counted else None
    return " ".join(filter(None, (quantity.bound, str(number), quantity.unit, counted)))


def _relation_row(graph: KnowledgeGraph, article: Article, relation: Relation) -> Row:
    return {
        **_origin(article),
        "head": _name(graph, relation.head),
        "head_id": relation.head,
        "type": relation.type,
        "tail": _name(graph, relation.tail),
        "tail_id": relation.tail,
        "asserted": relation.is_asserted,
        "negated": relation.negated,
        "modal": relation.modal,
        "time": relation.time,
        "claim": relation.claim,
        "evidence": words(article.text, relation.evidence),
        **_extent(relation.evidence),
        "rule": relation.rule,
        "score": relation.score,
        "sentence": sentence(article.text, relation.evidence),
    }


def _cluster_row(graph: KnowledgeGraph, cluster: ClaimCluster) -> Row:
    article, claim = graph.claim(cluster.appearances[0].claim)
    return {
        "id": cluster.id,
        "speaker": _name(graph, cluster.speaker),
        "speaker_id": cluster.speaker,
        "content": words(article.text, claim.content),
        "claims": len(cluster.appearances),
        **_sources(graph, graph.articles_of_cluster(cluster)),
    }


def _claim_link_row(graph: KnowledgeGraph, link: ClaimLink) -> Row:
    (one, claim), (other, other_claim) = graph.claim(link.one), graph.claim(link.other)
    return {
        "kind": str(link.kind),
        "one": link.one,
        "other": link.other,
        "one_speaker": _speaker(graph, one, claim),
        "other_speaker": _speaker(graph, other, other_claim),
        "one_content": words(one.text, claim.content),
        "other_content": words(other.text, other_claim.content),
        "one_article": one.id,
        "other_article": other.id,
        "one_published": one.published,
        "other_published": other.published,
        "one_words": words(one.text, link.one_words),
        "other_words": words(other.text, link.other_words),
        "rule": link.rule,
        "score": link.score,
    }


def _speaker(graph: KnowledgeGraph, article: Article, claim: Claim) -> str | None:
    """Return who makes a claim: a known entity's name, else the words that stand for it."""
    return _name(graph, claim.speaker) or words(article.text, claim.source) or None


def _reprint_row(graph: KnowledgeGraph, reprint: Reprint) -> Row:
    return {
        **_origin(graph.extractions[reprint.article].article),
        "title": _title(graph, reprint.article),
        "group": reprint.group,
        "group_title": _title(graph, reprint.group),
        "rule": reprint.rule,
        "score": reprint.score,
    }


def _title(graph: KnowledgeGraph, article: str) -> str | None:
    return on_one_line(graph.extractions[article].article.title or "") or None


def _merge_row(graph: KnowledgeGraph, merge: Merge) -> Row:
    return {
        **_origin(graph.extractions[merge.article].article),
        "local_id": merge.local,
        "entity": merge.entity,
        "name": _name(graph, merge.entity),
        "rule": merge.rule,
        "score": merge.score,
        "evidence": _several(merge.evidence),
    }


def _doubt_rows(graph: KnowledgeGraph) -> Iterator[Row]:
    merged = {(each.article, each.local): each.entity for each in graph.merges}
    for doubt in graph.doubts:
        one, other = merged[doubt.one], merged[doubt.other]
        yield {
            "weight": doubt.weight,
            "one_name": _name(graph, one),
            "other_name": _name(graph, other),
            "same": doubt.same,
            "rule": doubt.rule,
            "score": doubt.score,
            "evidence": _several(doubt.evidence),
            "one_entity": one,
            "other_entity": other,
            "one_article": doubt.one[0],
            "other_article": doubt.other[0],
            "one_local_id": doubt.one[1],
            "other_local_id": doubt.other[1],
        }


def _sources(graph: KnowledgeGraph, articles: Sequence[str]) -> Row:
    """Return how many articles something is found in, raw and independent, and since when."""
    days = graph.days_of(articles)
    return {
        "articles": len(articles),
        "independent_sources": graph.independent_sources(articles),
        "first_seen": days[0] if days else None,
        "last_seen": days[1] if days else None,
    }


def _origin(article: Article) -> Row:
    return {
        "article": article.id,
        "publisher": article.publisher,
        "published": article.published,
    }


def _extent(spans: Spans) -> Row:
    return {
        "start": min((start for start, _ in spans), default=None),
        "end": max((end for _, end in spans), default=None),
    }


def _name(graph: KnowledgeGraph, entity: str | None) -> str | None:
    return on_one_line(graph.entities[entity].name) if entity is not None else None


def _words_of_each(article: Article, spans: Spans) -> str:
    return _several(tuple(article.text[start:end] for start, end in spans))


def _several(values: tuple[str, ...]) -> str:
    return "; ".join(dict.fromkeys(on_one_line(value) for value in values))
