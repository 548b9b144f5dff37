"""The graph as tables: articles, entities, mentions, roles, claims and relations."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from graphbuild.export.csv_file import Row, write_csv
from graphbuild.export.passages import on_one_line, sentence, words
from graphbuild.graph import KnowledgeGraph
from graphbuild.model import Article, Claim, Entity, Mention, Quantity, Relation, Role, Spans

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "articles": (
        *("id", "title", "publisher", "published", "url", "language"),
        *("characters", "mentions", "claims", "relations", "text_sha256"),
    ),
    "entities": (
        *("id", "type", "name", "aliases", "roles", "same_as", "link", "link_rule", "link_score"),
        *("description", "lat", "lon", "part_of", "country"),
        *("articles", "mentions", "claims_by", "claims_about"),
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
        *("content", "form", "attitude", "polarity", "negation", "certainty", "hedges"),
        *("quantities", "dates", "about", "about_ids", "start", "end", "rule", "score", "sentence"),
    ),
    "relations": (
        *("article", "publisher", "published", "head", "head_id", "type", "tail", "tail_id"),
        *("asserted", "negated", "modal", "time", "claim", "evidence", "start", "end"),
        *("rule", "score", "sentence"),
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
        "articles": len({article.id for article, _ in mentions}),
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
        "certainty": str(claim.certainty),
        "hedges": _words_of_each(article, claim.hedges),
        "quantities": _several(tuple(map(_quantity, claim.quantities))),
        "dates": _several(tuple(date.value for date in claim.dates)),
        "about": _several(tuple(_name(graph, entity) or "" for entity in claim.about)),
        "about_ids": _several(claim.about),
        **_extent(spans),
        "rule": claim.rule,
        "score": claim.score,
        "sentence": sentence(article.text, spans),
    }


def _quantity(quantity: Quantity) -> str:
    whole = quantity.value.is_integer()
    number = int(quantity.value) if whole else quantity.value
    return " ".join(filter(None, (quantity.bound, str(number), quantity.unit)))


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
