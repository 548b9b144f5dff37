"""What the page says of entities, claims, relations and articles, as JSON.

A passage is a list of text and role ("source", "cue", "content" or ""; "decided" are the words of
another claim that a judgement rests on), so that the page needs no offsets: ours count code
points, JavaScript's UTF-16 units.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from graphbuild.export.passages import on_one_line, sentence_around, words
from graphbuild.graph import KnowledgeGraph
from graphbuild.judgements import Appearance, ClaimCluster, ClaimLink, ClaimLinkKind
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

HOW = {
    ClaimLinkKind.AGREEMENT: ("agrees with", "agrees with"),
    ClaimLinkKind.CONTRADICTION: ("contradicted by", "contradicts"),
    ClaimLinkKind.CHANGE: ("changed to", "changed from"),
}
"""What the earlier claim of a link is to the later, and the later to the earlier."""

SITES = {"www.wikidata.org": "Wikidata", "sws.geonames.org": "GeoNames"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What has a card on the page: the places of articles and of claims in their lists."""

    articles: Mapping[str, int]
    claims: Mapping[str, int]


def entity_card(graph: KnowledgeGraph, entity: Entity) -> Json:
    """Return what the page says of *entity* beside its claims."""
    mentions, articles = graph.mentions_of(entity.id), graph.articles_of(entity.id)
    return {
        "name": on_one_line(entity.name) or entity.id,
        "type": str(entity.type),
        "team": entity.team,
        "aliases": _distinct(entity.aliases),
        "roles": _distinct(tuple(map(graph.role_text, filter(_tells, entity.roles)))),
        "links": [{"text": _site(iri), "url": iri} for iri in entity.same_as if _is_web(iri)],
        "place": ", ".join(on_one_line(each.name) for each in entity.part_of),
        "background": _background(entity.background) if entity.background else [],
        "mentions": len(mentions),
        **_sources(graph, articles),
        "seen": list(graph.days_of(articles) or ()),
        "merges": _merges(graph, entity),
        "claims": len(graph.claims_by(entity.id)),
    }


def _sources(graph: KnowledgeGraph, articles: Sequence[str]) -> Json:
    return {"articles": len(articles), "independent": graph.independent_sources(articles)}


def _merges(graph: KnowledgeGraph, entity: Entity) -> list[str]:
    """Return why several articles' entities are this one, with how often each reason decided."""
    merges = graph.merges_into(entity.id)
    if len(merges) < 2:
        return []
    reasons = Counter(
        ": ".join(filter(None, (merge.rule, ", ".join(merge.evidence)))) for merge in merges
    )
    return [on_one_line(f"{reason} ({count})") for reason, count in reasons.most_common()]


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


def claim_card(graph: KnowledgeGraph, shown: Shown, article: Article, claim: Claim) -> Json:
    """Return who says what about whom, who else reports it, and what it is held against."""
    return {
        "speaker": None if claim.speaker is None else _named(graph, claim.speaker),
        "source": words(article.text, claim.source),
        "about": [_named(graph, entity) for entity in dict.fromkeys(claim.about)],
        "tags": _claim_tags(article, claim),
        "passage": marked(article.text, _marks(claim)),
        "article": shown.articles[article.id],
        **_sources(graph, graph.articles_saying(claim.id)),
        "ties": [*_repeats(graph, shown, claim), *_links(graph, shown, claim)],
    }


def _marks(claim: Claim) -> dict[str, Spans]:
    return {"source": claim.source, "cue": claim.cue, "content": claim.content}


def _repeats(graph: KnowledgeGraph, shown: Shown, claim: Claim) -> Iterator[Json]:
    """Yield the other appearances of a claim."""
    if found := graph.cluster_of(claim.id):
        cluster, own = found
        for other in cluster.appearances:
            if other.claim != claim.id:
                yield _repeat(graph, shown, cluster, own, other)


def _repeat(
    graph: KnowledgeGraph, shown: Shown, cluster: ClaimCluster, own: Appearance, other: Appearance
) -> Json:
    article, _ = graph.claim(own.claim)
    judged = own if other is cluster.appearances[0] else other
    why = _why(judged.rule, judged.score)
    tie = _tie(graph, shown, other.claim, other.words)
    return tie | {"how": "also reported by", "why": why, "own": words(article.text, own.words)}


def _links(graph: KnowledgeGraph, shown: Shown, claim: Claim) -> Iterator[Json]:
    """Yield the claims that a claim agrees with, contradicts, or is a change of."""
    for link in graph.links_of(claim.id):
        yield _link(graph, shown, link, is_earlier=link.one == claim.id)


def _link(graph: KnowledgeGraph, shown: Shown, link: ClaimLink, *, is_earlier: bool) -> Json:
    ends = ((link.one, link.one_words), (link.other, link.other_words))
    (own, own_words), (other, other_words) = ends if is_earlier else reversed(ends)
    article, _ = graph.claim(own)
    return _tie(graph, shown, other, other_words) | {
        "how": HOW[link.kind][0 if is_earlier else 1],
        "why": _why(link.rule, link.score),
        "own": words(article.text, own_words),
    }


def _tie(graph: KnowledgeGraph, shown: Shown, claim: str, decided: Spans) -> Json:
    """Return the other claim of a judgement, with the words that decided, and its place."""
    article, other = graph.claim(claim)
    return {
        "speaker": None if other.speaker is None else _named(graph, other.speaker),
        "source": words(article.text, other.source),
        "where": _where(article),
        "passage": marked(article.text, {"decided": decided, **_marks(other)}),
        "claim": shown.claims.get(claim),
    }


def _why(rule: str, score: float) -> str:
    return f"{rule}, {score:.2f}"


def _where(article: Article) -> str:
    """Return publisher and day of an article: "Harbour Courier, 2022-11-09"."""
    publisher = on_one_line(article.publisher or "") or article.id
    return ", ".join(filter(None, (publisher, (article.published or "")[:10])))


def relation_card(
    graph: KnowledgeGraph, shown: Shown, article: Article, relation: Relation
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
        "article": shown.articles[article.id],
    }


def article_card(graph: KnowledgeGraph, article: Article) -> Json:
    """Return where an article is from; its address only if it is one of the web."""
    reprint = graph.reprints.get(article.id)
    original = reprint.group if reprint and reprint.group != article.id else None
    return {
        "title": on_one_line(article.title or "") or article.id,
        "publisher": on_one_line(article.publisher or ""),
        "published": (article.published or "")[:10],
        "url": article.url if article.url and _is_web(article.url) else None,
        "reprint": _where(graph.extractions[original].article) if original else "",
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
