"""What differs between two graphs: articles, entities, claims, and what is judged of them.

Scores and rules aren't compared, nor ids where the same words are meant.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum

from graphbuild.graph import KnowledgeGraph
from graphbuild.judgements import ClaimLink, ClaimLinkKind
from graphbuild.matching import Matches, corrected_articles, match, match_claims, match_entities
from graphbuild.model import Article, Claim, Entity, Relation


class Kind(StrEnum):
    """What a difference is, in the order in which differences are told."""

    BASE = "base changed"
    PIPELINE = "pipeline changed"
    DECISION_ADDED = "decisions added"
    DECISION_GONE = "decisions gone"
    ARTICLE_ADDED = "articles added"
    ARTICLE_GONE = "articles retracted"
    ARTICLE_CORRECTED = "articles corrected"
    ARTICLE_CHANGED = "articles with other particulars"
    REPRINT_ADDED = "reprints added"
    REPRINT_GONE = "reprints gone"
    ENTITY_ADDED = "entities added"
    ENTITY_GONE = "entities gone"
    ENTITY_MERGED = "entities merged into one"
    ENTITY_SPLIT = "entities split"
    ENTITY_RENAMED = "entities renamed"
    ENTITY_RETYPED = "entities of another type"
    ENTITY_RELINKED = "entities linked otherwise"
    ENTITY_MOVED = "entities placed otherwise"
    CLAIM_ADDED = "claims added"
    CLAIM_GONE = "claims gone"
    CLAIM_CHANGED = "claims changed"
    RELATION_ADDED = "relations added"
    RELATION_GONE = "relations gone"
    CONTRADICTION_ADDED = "contradictions added"
    CONTRADICTION_GONE = "contradictions gone"
    AGREEMENT_ADDED = "agreements added"
    AGREEMENT_GONE = "agreements gone"
    CHANGE_ADDED = "changes of statements added"
    CHANGE_GONE = "changes of statements gone"
    CLUSTER_ADDED = "claim clusters added"
    CLUSTER_GONE = "claim clusters gone"
    CLUSTER_CHANGED = "claim clusters with other claims"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that differs.

    Attributes:
        article: Id of the article that has it; of an entity, the first; None of what is of none.
        before: What the first graph has, in words; None if it has nothing.
        after: What the second has.
        before_id, after_id: Ids of what has one; of several things, with spaces between.
    """

    kind: Kind
    article: str | None = None
    before: str | None = None
    after: str | None = None
    before_id: str | None = None
    after_id: str | None = None


COLUMNS = tuple(each.name for each in fields(Difference))
_ORDER = {kind: number for number, kind in enumerate(Kind)}


def find_differences(before: KnowledgeGraph, after: KnowledgeGraph) -> tuple[Difference, ...]:
    """Return what differs, kind by kind and article by article."""
    entities, claims = match_entities(before, after), match_claims(before, after)
    found = (
        *_articles(before, after),
        *_reprints(before, after),
        *_entities(before, after, entities),
        *_claims(before, after, claims, entities),
        *_relations(before, after, entities),
        *_links(before, after, claims),
        *_clusters(before, after, claims),
    )
    return in_order(found)


def in_order(differences: Iterable[Difference]) -> tuple[Difference, ...]:
    """Return differences in the order of their kinds, then of articles and words."""
    return tuple(sorted(differences, key=_order))


def _order(each: Difference) -> tuple[int, tuple[str, ...]]:
    words = (each.article, each.before, each.after, each.before_id, each.after_id)
    return _ORDER[each.kind], tuple(word or "" for word in words)


def compare_sets(
    before: Iterable[str], after: Iterable[str], added: Kind, gone: Kind
) -> Iterator[Difference]:
    """Yield what only one of two sets of lines has."""
    old, new = set(before), set(after)
    yield from (Difference(kind=gone, before=each) for each in old - new)
    yield from (Difference(kind=added, after=each) for each in new - old)


# ------------------------------------------------------------------ articles
def _articles(before: KnowledgeGraph, after: KnowledgeGraph) -> Iterator[Difference]:
    old = {each.id: each for each in before.articles}
    new = {each.id: each for each in after.articles}
    for each in old.keys() - new.keys():
        yield Difference(kind=Kind.ARTICLE_GONE, article=each, before=_headline(old[each]))
    for each in new.keys() - old.keys():
        yield Difference(kind=Kind.ARTICLE_ADDED, article=each, after=_headline(new[each]))
    for each in corrected_articles(before, after):
        yield Difference(
            kind=Kind.ARTICLE_CORRECTED,
            article=each,
            before=_headline(old[each]),
            after=_headline(new[each]),
        )
    for each in old.keys() & new.keys():
        yield from _particulars(old[each], new[each])


def _particulars(old: Article, new: Article) -> Iterator[Difference]:
    for name in ("title", "publisher", "published", "url", "language"):
        one, other = getattr(old, name), getattr(new, name)
        if one != other:
            yield Difference(
                kind=Kind.ARTICLE_CHANGED,
                article=old.id,
                before=f"{name}: {one}",
                after=f"{name}: {other}",
            )


def _headline(article: Article) -> str:
    told = (article.title or article.text[:60], article.publisher, article.published_day)
    return ", ".join(" ".join(each.split()) for each in told if each)


def _reprints(before: KnowledgeGraph, after: KnowledgeGraph) -> Iterator[Difference]:
    old, new = (
        {(each.article, each.group) for each in graph.reprints.values()}
        for graph in (before, after)
    )
    for article, group in old - new:
        if article != group:
            yield Difference(kind=Kind.REPRINT_GONE, article=article, before=f"of {group}")
    for article, group in new - old:
        if article != group:
            yield Difference(kind=Kind.REPRINT_ADDED, article=article, after=f"of {group}")


# ------------------------------------------------------------------ entities
def _entities(
    before: KnowledgeGraph, after: KnowledgeGraph, matches: Matches
) -> Iterator[Difference]:
    for each in before.entities.keys() - matches.forward.keys():
        yield _entity(Kind.ENTITY_GONE, before, [each], after, [])
    for each in after.entities.keys() - matches.backward.keys():
        yield _entity(Kind.ENTITY_ADDED, before, [], after, [each])
    for several, one in matches.joined:
        yield _entity(Kind.ENTITY_MERGED, before, several, after, [one])
    for one, several in matches.parted:
        yield _entity(Kind.ENTITY_SPLIT, before, [one], after, several)
    for one, other in matches.pairs.items():
        for kind, told in _TOLD_OF_ENTITIES.items():
            if told(before.entities[one]) != told(after.entities[other]):
                shown = {} if kind is Kind.ENTITY_RENAMED else {"told": told}
                yield _entity(kind, before, [one], after, [other], **shown)


def _entity(
    kind: Kind,
    before: KnowledgeGraph,
    old: Iterable[str],
    after: KnowledgeGraph,
    new: Iterable[str],
    told: Callable[[Entity], str] = lambda entity: entity.type,
) -> Difference:
    olds, news = list(old), list(new)
    articles = [
        *(article for each in olds for article in before.articles_of(each)),
        *(article for each in news for article in after.articles_of(each)),
    ]
    return Difference(
        kind=kind,
        article=min(articles, default=None),
        before=_called(before, olds, told),
        after=_called(after, news, told),
        before_id=" ".join(olds) or None,
        after_id=" ".join(news) or None,
    )


def _called(
    graph: KnowledgeGraph, entities: Iterable[str], told: Callable[[Entity], str]
) -> str | None:
    names = []
    for each in entities:
        entity = graph.entities[each]
        names.append(f"{entity.name} ({told(entity)})")
    return " + ".join(names) or None


def _links_of(entity: Entity) -> str:
    return " ".join(sorted(entity.same_as)) or "no link"


def _coordinates(entity: Entity) -> str:
    return "no place" if entity.lat is None else f"{entity.lat}, {entity.lon}"


_TOLD_OF_ENTITIES: Mapping[Kind, Callable[[Entity], str]] = {
    Kind.ENTITY_RENAMED: lambda entity: entity.name,
    Kind.ENTITY_RETYPED: lambda entity: entity.type,
    Kind.ENTITY_RELINKED: _links_of,
    Kind.ENTITY_MOVED: _coordinates,
}


# ------------------------------------------------------------------ claims
def _claims(
    before: KnowledgeGraph, after: KnowledgeGraph, claims: Matches, entities: Matches
) -> Iterator[Difference]:
    pairs = claims.pairs
    for article, claim in before.claims:
        if claim.id not in pairs:
            yield _claim(Kind.CLAIM_GONE, article, (before, claim), None)
        else:
            _, other = after.claim(pairs[claim.id])
            if not _says_the_same((before, claim), (after, other), entities):
                yield _claim(Kind.CLAIM_CHANGED, article, (before, claim), (after, other))
    there = set(pairs.values())
    for article, claim in after.claims:
        if claim.id not in there:
            yield _claim(Kind.CLAIM_ADDED, article, None, (after, claim))


Told = tuple[KnowledgeGraph, Claim]


def _says_the_same(old: Told, new: Told, entities: Matches) -> bool:
    (before, one), (after, other) = old, new
    return (
        entities.are_near(one.speaker, other.speaker)
        and _words(before, one) == _words(after, other)
        and _perspective(one) == _perspective(other)
    )


def _claim(kind: Kind, article: Article, old: Told | None, new: Told | None) -> Difference:
    return Difference(
        kind=kind,
        article=article.id,
        before=_said(*old) if old else None,
        after=_said(*new) if new else None,
        before_id=old[1].id if old else None,
        after_id=new[1].id if new else None,
    )


def _said(graph: KnowledgeGraph, claim: Claim) -> str:
    speaker = graph.entities[claim.speaker].name if claim.speaker else "somebody"
    return f"{speaker}: {_words(graph, claim)} ({', '.join(_perspective(claim))})"


def _words(graph: KnowledgeGraph, claim: Claim) -> str:
    article, _ = graph.claim(claim.id)
    return " … ".join(" ".join(article.text[start:end].split()) for start, end in claim.content)


def _perspective(claim: Claim) -> tuple[str, ...]:
    return claim.attitude, claim.polarity, claim.certainty


# ------------------------------------------------------------------ relations
Related = tuple[str, Relation]


def _relations(
    before: KnowledgeGraph, after: KnowledgeGraph, entities: Matches
) -> Iterator[Difference]:
    old = [(article.id, relation) for article, relation in before.relations]
    new = [(article.id, relation) for article, relation in after.relations]
    for article, relation in _without(old, new, entities.are_near):
        told = _related(before, relation)
        yield Difference(kind=Kind.RELATION_GONE, article=article, before=told)
    for article, relation in _without(new, old, lambda one, other: entities.are_near(other, one)):
        told = _related(after, relation)
        yield Difference(kind=Kind.RELATION_ADDED, article=article, after=told)


def _without(
    some: Iterable[Related], others: Iterable[Related], are_near: Callable[[str, str], bool]
) -> Iterator[Related]:
    """Yield those of *some* that state what none of *others* does."""
    stated: dict[Hashable, list[Relation]] = defaultdict(list)
    for article, relation in others:
        stated[article, _status(relation)].append(relation)
    for article, relation in some:
        if not any(
            are_near(relation.head, each.head) and are_near(relation.tail, each.tail)
            for each in stated[article, _status(relation)]
        ):
            yield article, relation


def _status(relation: Relation) -> tuple[str, ...]:
    """Return the relation's type, and in what way it is stated."""
    told = {
        "negated": relation.negated,
        "modal": relation.modal,
        f"{relation.time}": relation.time is not None,
        "claimed": relation.claim is not None,
    }
    return relation.type, *(name for name, holds in told.items() if holds)


def _related(graph: KnowledgeGraph, relation: Relation) -> str:
    head, tail = (graph.entities[each].name for each in (relation.head, relation.tail))
    return f"{head}, {tail} ({', '.join(_status(relation))})"


# ------------------------------------------------------------------ judgements
_OF_LINKS = {
    ClaimLinkKind.CONTRADICTION: (Kind.CONTRADICTION_ADDED, Kind.CONTRADICTION_GONE),
    ClaimLinkKind.AGREEMENT: (Kind.AGREEMENT_ADDED, Kind.AGREEMENT_GONE),
    ClaimLinkKind.CHANGE: (Kind.CHANGE_ADDED, Kind.CHANGE_GONE),
}


def _links(before: KnowledgeGraph, after: KnowledgeGraph, claims: Matches) -> Iterator[Difference]:
    pairs = claims.pairs
    old = {
        (each.kind, pairs.get(each.one), pairs.get(each.other)): each for each in before.claim_links
    }
    new = {(each.kind, each.one, each.other): each for each in after.claim_links}
    for link in before.claim_links:
        if (link.kind, pairs.get(link.one), pairs.get(link.other)) not in new:
            yield _link(before, link, is_new=False)
    for key, link in new.items():
        if key not in old:
            yield _link(after, link, is_new=True)


def _link(graph: KnowledgeGraph, link: ClaimLink, *, is_new: bool) -> Difference:
    added, gone = _OF_LINKS[link.kind]
    (article, one), (_, other) = graph.claim(link.one), graph.claim(link.other)
    told = f"{_said(graph, one)} / {_said(graph, other)}"
    ids = f"{link.one} {link.other}"
    if is_new:
        return Difference(kind=added, article=article.id, after=told, after_id=ids)
    return Difference(kind=gone, article=article.id, before=told, before_id=ids)


def _clusters(
    before: KnowledgeGraph, after: KnowledgeGraph, claims: Matches
) -> Iterator[Difference]:
    pairs = claims.pairs
    old = {
        each.id: frozenset(pairs.get(one.claim, f"gone {one.claim}") for one in each.appearances)
        for each in before.clusters.values()
    }
    new = {
        each.id: frozenset(one.claim for one in each.appearances)
        for each in after.clusters.values()
    }
    same = match(_held(old), _held(new)).pairs
    for each in old.keys() - same.keys():
        yield _cluster(Kind.CLUSTER_GONE, before, each, after, None)
    for each in new.keys() - set(same.values()):
        yield _cluster(Kind.CLUSTER_ADDED, before, None, after, each)
    for one, other in same.items():
        if old[one] != new[other]:
            yield _cluster(Kind.CLUSTER_CHANGED, before, one, after, other)


def _held(clusters: Mapping[str, frozenset[str]]) -> Iterator[tuple[str, str]]:
    return ((claim, cluster) for cluster, claims in clusters.items() for claim in claims)


def _cluster(
    kind: Kind, before: KnowledgeGraph, old: str | None, after: KnowledgeGraph, new: str | None
) -> Difference:
    return Difference(
        kind=kind,
        before=_reported(before, old) if old else None,
        after=_reported(after, new) if new else None,
        before_id=old,
        after_id=new,
    )


def _reported(graph: KnowledgeGraph, cluster: str) -> str:
    found = graph.clusters[cluster]
    _, claim = graph.claim(found.appearances[0].claim)
    articles = sorted(graph.articles_of_cluster(found))
    return f"{_said(graph, claim)} in {', '.join(articles)}"
