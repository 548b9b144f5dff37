"""What the page says of entities, claims, relations and articles, as JSON.

A passage is a list of text and role ("source", "cue", "content" or ""), so that the page needs no
offsets: ours count code points, JavaScript's UTF-16 units.
"""

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from graphbuild.export.passages import on_one_line, sentence_around, words
from graphbuild.graph import KnowledgeGraph
from graphbuild.model import (
    Article,
    Background,
    Certainty,
    Claim,
    Entity,
    Polarity,
    Position,
    Relation,
    Role,
    RoleKind,
    Spans,
)

Json = dict[str, Any]

SITES = {"www.wikidata.org": "Wikidata", "sws.geonames.org": "GeoNames"}


def entity_card(graph: KnowledgeGraph, entity: Entity) -> Json:
    """Return what the page says of *entity* beside its claims."""
    mentions = graph.mentions_of(entity.id)
    return {
        "name": on_one_line(entity.name) or entity.id,
        "type": str(entity.type),
        "aliases": _distinct(entity.aliases),
        "roles": _distinct(tuple(map(graph.role_text, filter(_tells, entity.roles)))),
        "links": [{"text": _site(iri), "url": iri} for iri in entity.same_as if _is_web(iri)],
        "place": ", ".join(on_one_line(each.name) for each in entity.part_of),
        "background": _background(entity.background) if entity.background else [],
        "mentions": len(mentions),
        "articles": len({article.id for article, _ in mentions}),
        "claims": len(graph.claims_by(entity.id)),
    }


def _tells(role: Role) -> bool:
    """Whether *role* says more of somebody than how to address them."""
    return role.kind is not RoleKind.HONORIFIC


def _background(known: Background) -> list[str]:
    """Return what a knowledge base states about an entity, each statement by itself."""
    dates = {
        "born": known.birth,
        "died": known.death,
        "founded": known.inception,
        "dissolved": known.dissolved,
    }
    offices = [_office(each) for each in known.positions]
    lines = [known.description, *offices, known.party, known.country]
    lines += [f"{word} {day}" for word, day in dates.items() if day]
    return _distinct(tuple(line for line in lines if line))


def _office(position: Position) -> str:
    if not position.start:
        return position.title
    return f"{position.title} ({position.start} – {position.end or ''})"


def claim_card(
    graph: KnowledgeGraph, numbers: Mapping[str, int], article: Article, claim: Claim
) -> Json:
    """Return who says what about whom; *numbers* has the place of each article's card."""
    marks = {"source": claim.source, "cue": claim.cue, "content": claim.content}
    return {
        "speaker": None if claim.speaker is None else _named(graph, claim.speaker),
        "source": words(article.text, claim.source),
        "about": [_named(graph, entity) for entity in dict.fromkeys(claim.about)],
        "tags": _claim_tags(article, claim),
        "passage": marked(article.text, marks),
        "article": numbers[article.id],
    }


def relation_card(
    graph: KnowledgeGraph, numbers: Mapping[str, int], article: Article, relation: Relation
) -> Json:
    """Return the relation with its evidence, and whether the graph asserts it."""
    tags = {
        "in a claim": relation.claim is not None,
        "negated": relation.negated,
        "not certain": relation.modal,
        relation.time or "": relation.time is not None,
    }
    return {
        "head": _named(graph, relation.head),
        "tail": _named(graph, relation.tail),
        "type": readable(relation.type),
        "tags": [tag for tag, holds in tags.items() if holds],
        "passage": marked(article.text, {"evidence": relation.evidence}),
        "article": numbers[article.id],
    }


def article_card(article: Article) -> Json:
    """Return where an article is from; its address only if it is one of the web."""
    return {
        "title": on_one_line(article.title or "") or article.id,
        "publisher": on_one_line(article.publisher or ""),
        "published": (article.published or "")[:10],
        "url": article.url if article.url and _is_web(article.url) else None,
    }


def marked(text: str, marks: Mapping[str, Spans]) -> list[tuple[str, str]]:
    """Return the sentences around all *marks* in pieces with their first role."""
    begin, end = sentence_around(text, tuple(span for spans in marks.values() for span in spans))
    bounds = {bound for spans in marks.values() for span in spans for bound in span}
    return [
        (re.sub(r"\s+", " ", text[start:stop]), _role(start, stop, marks))
        for start, stop in pairwise(sorted({begin, end} | bounds))
    ]


def readable(name: str) -> str:
    """Return a relation's type as words: "located_in" is "located in"."""
    return name.replace("_", " ")


def _role(start: int, stop: int, marks: Mapping[str, Spans]) -> str:
    for role, spans in marks.items():
        if any(first <= start and stop <= last for first, last in spans):
            return role
    return ""


def _claim_tags(article: Article, claim: Claim) -> list[str]:
    tags = [str(claim.attitude)]
    if claim.polarity is Polarity.NEGATIVE:
        tags.append(_shown_by("not so", article, claim.negation))
    if claim.certainty is not Certainty.UNKNOWN:
        tags.append(_shown_by(str(claim.certainty), article, claim.hedges))
    return tags


def _shown_by(tag: str, article: Article, spans: Spans) -> str:
    """Return *tag* with the words that show it: "possible (may)"."""
    shown = ", ".join(_distinct(tuple(article.text[start:end] for start, end in spans)))
    return f"{tag} ({shown})" if shown else tag


def _named(graph: KnowledgeGraph, entity: str) -> Json:
    return {"id": entity, "name": on_one_line(graph.entities[entity].name) or entity}


def _distinct(values: tuple[str, ...]) -> list[str]:
    return list(dict.fromkeys(on_one_line(value) for value in values))


def _is_web(url: str) -> bool:
    return url.lower().startswith(("https://", "http://"))


def _site(iri: str) -> str:
    host = iri.split("/")[2]
    return SITES.get(host, host)
