"""The knowledge graph in memory: data and look-ups, nothing else."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from graphbuild.judgements import Appearance, ClaimCluster, ClaimLink, Doubt, Merge, Reprint
from graphbuild.model import (
    Article,
    Claim,
    Entity,
    Extraction,
    Mention,
    Relation,
    Role,
)
from graphbuild.names import fold


class KnowledgeGraph:
    """Articles, entities, mentions, claims and relations, read-only and indexed.

    Args:
        extractions: One for each article, entity ids global.
        entities: Every entity that an extraction refers to.
        merges: One for each entity of each article.
        doubts: Which merges, made or not, aren't certain; those that matter most first.
        reprints: One for each article whose text others print too.
        clusters: Claims that appear in several places.
        claim_links: Which claims agree, contradict each other or changed.
    """

    def __init__(
        self,
        extractions: Iterable[Extraction],
        entities: Iterable[Entity],
        merges: Iterable[Merge] = (),
        *,
        doubts: Iterable[Doubt] = (),
        reprints: Iterable[Reprint] = (),
        clusters: Iterable[ClaimCluster] = (),
        claim_links: Iterable[ClaimLink] = (),
    ) -> None:
        ordered = sorted(extractions, key=lambda extraction: extraction.article.id)
        self.extractions: Mapping[str, Extraction] = {each.article.id: each for each in ordered}
        self.entities: Mapping[str, Entity] = {
            entity.id: entity for entity in sorted(entities, key=lambda entity: entity.id)
        }
        self.merges = tuple(sorted(merges, key=lambda merge: (merge.article, merge.local)))
        self.doubts = tuple(sorted(doubts, key=lambda each: (-each.weight, each.one, each.other)))
        self.reprints: Mapping[str, Reprint] = {
            each.article: each for each in sorted(reprints, key=lambda each: each.article)
        }
        self.clusters: Mapping[str, ClaimCluster] = {
            each.id: each for each in sorted(clusters, key=lambda each: each.id)
        }
        self.claim_links = tuple(
            sorted(claim_links, key=lambda each: (each.kind, each.one, each.other, each.rule))
        )

    @property
    def articles(self) -> Iterator[Article]:
        """Articles by id."""
        return (extraction.article for extraction in self.extractions.values())

    @property
    def claims(self) -> Iterator[tuple[Article, Claim]]:
        """Claims with their article, in the order of articles and text."""
        for extraction in self.extractions.values():
            for claim in extraction.claims:
                yield extraction.article, claim

    @property
    def mentions(self) -> Iterator[tuple[Article, Mention]]:
        """Mentions with their article, in the order of articles and text."""
        for extraction in self.extractions.values():
            for mention in extraction.mentions:
                yield extraction.article, mention

    @property
    def relations(self) -> Iterator[tuple[Article, Relation]]:
        """Relations with their article, in the order of articles and text."""
        for extraction in self.extractions.values():
            for relation in extraction.relations:
                yield extraction.article, relation

    def role_text(self, role: Role) -> str:
        """Return *role* with what it is held in, or else its country: "president (TR)"."""
        held = self.entities[role.of].name if role.of else role.country
        title = f"former {role.title}" if role.former else role.title
        return f"{title} ({held})" if held else title

    def mentions_of(self, entity: str) -> tuple[tuple[Article, Mention], ...]:
        """Mentions of the entity with this id."""
        return tuple(self._mentions_by_entity.get(entity, ()))

    def claims_by(self, entity: str) -> tuple[tuple[Article, Claim], ...]:
        """Claims whose speaker is the entity with this id."""
        return tuple(self._claims_by_speaker.get(entity, ()))

    def claims_about(self, entity: str) -> tuple[tuple[Article, Claim], ...]:
        """Claims whose content mentions the entity with this id."""
        return tuple(self._claims_by_topic.get(entity, ()))

    def merges_into(self, entity: str) -> tuple[Merge, ...]:
        """Why articles' entities are the entity with this id, in the order of articles."""
        return tuple(self._merges_by_entity.get(entity, ()))

    def claim(self, claim: str) -> tuple[Article, Claim]:
        """The claim with this id, with its article.

        Raises:
            KeyError: There is none.
        """
        return self._claims_by_id[claim]

    def cluster_of(self, claim: str) -> tuple[ClaimCluster, Appearance] | None:
        """The cluster that the claim with this id appears in, and as what; None for most."""
        return self._cluster_by_claim.get(claim)

    def links_of(self, claim: str) -> tuple[ClaimLink, ...]:
        """Judgements on the claim with this id and another."""
        return tuple(self._links_by_claim.get(claim, ()))

    def articles_of(self, entity: str) -> tuple[str, ...]:
        """Ids of the articles that mention the entity with this id, each once."""
        found = self._mentions_by_entity.get(entity, ())
        return tuple(dict.fromkeys(article.id for article, _ in found))

    def articles_saying(self, claim: str) -> tuple[str, ...]:
        """Ids of the articles that report the claim with this id or another of its cluster."""
        if found := self.cluster_of(claim):
            return self.articles_of_cluster(found[0])
        return (self.claim(claim)[0].id,)

    def articles_of_cluster(self, cluster: ClaimCluster) -> tuple[str, ...]:
        """Ids of the articles that a claim appears in, each once."""
        found = (self.claim(each.claim)[0].id for each in cluster.appearances)
        return tuple(dict.fromkeys(found))

    def independent_sources(self, articles: Iterable[str]) -> int:
        """Return how many independent publications the articles with these ids are.

        Reprints of one text count once, and so do the articles of one publisher, however its name
        is spelled. Both tie on: a reprint in a paper joins it to the other reprints' publishers.

        What it can't know: articles in different words that rest on one agency, press release or
        person count as independent, and so do two papers of one owner. It is an upper bound.

        Raises:
            KeyError: The graph has no article with one of these ids.
        """
        return _count_components(map(self._ties, set(articles)))

    def _ties(self, article: str) -> tuple[str, str]:
        """Return the text that an article prints and its publisher, as names of what ties it.

        Where the publisher isn't known, the text stands for it.
        """
        reprint, publisher = self.reprints.get(article), self.extractions[article].article.publisher
        text = f"text {reprint.group if reprint else article}"
        if publisher is None:
            return text, text
        return text, f"publisher {fold(publisher).removeprefix('the ') or publisher}"

    def days_of(self, articles: Iterable[str]) -> tuple[str, str] | None:
        """The first and the last day on which articles with these ids were published.

        Days are ISO 8601, by each publisher's own clock; None where no day is known.
        """
        found = (self.extractions[each].article.published_day for each in articles)
        return _ends(filter(None, found))

    def seen(self, entity: str) -> tuple[str, str] | None:
        """The first and the last day on which articles that mention an entity were published."""
        return self.days_of(self.articles_of(entity))

    def when(self, claim: str) -> str | None:
        """The day, month or year in which the claim with this id was said, in ISO 8601.

        Where the words beside it don't tell, that is the day of publication: it had been said
        by then.

        Raises:
            KeyError: There is no such claim.
        """
        article, found = self.claim(claim)
        return found.said.value if found.said else article.published_day

    def when_in_cluster(self, cluster: str) -> tuple[str, str] | None:
        """When the claim that is a cluster with this id was first and last said, like ``when``.

        Raises:
            KeyError: There is no such cluster.
        """
        appearances = self.clusters[cluster].appearances
        return _ends(filter(None, (self.when(each.claim) for each in appearances)))

    @property
    def undated(self) -> tuple[str, ...]:
        """Ids of the articles whose day of publication isn't known."""
        return tuple(each.id for each in self.articles if each.published_day is None)

    def __repr__(self) -> str:
        claims = sum(len(extraction.claims) for extraction in self.extractions.values())
        return (
            f"{type(self).__name__}({len(self.extractions)} articles, "
            f"{len(self.entities)} entities, {claims} claims)"
        )

    @cached_property
    def _merges_by_entity(self) -> Mapping[str, list[Merge]]:
        index: dict[str, list[Merge]] = defaultdict(list)
        for merge in self.merges:
            index[merge.entity].append(merge)
        return index

    @cached_property
    def _claims_by_id(self) -> Mapping[str, tuple[Article, Claim]]:
        return {claim.id: (article, claim) for article, claim in self.claims}

    @cached_property
    def _cluster_by_claim(self) -> Mapping[str, tuple[ClaimCluster, Appearance]]:
        return {
            appearance.claim: (cluster, appearance)
            for cluster in self.clusters.values()
            for appearance in cluster.appearances
        }

    @cached_property
    def _links_by_claim(self) -> Mapping[str, list[ClaimLink]]:
        index: dict[str, list[ClaimLink]] = defaultdict(list)
        for link in self.claim_links:
            index[link.one].append(link)
            index[link.other].append(link)
        return index

    @cached_property
    def _mentions_by_entity(self) -> Mapping[str, list[tuple[Article, Mention]]]:
        index: dict[str, list[tuple[Article, Mention]]] = defaultdict(list)
        for article, mention in self.mentions:
            index[mention.entity].append((article, mention))
        return index

    @cached_property
    def _claims_by_speaker(self) -> Mapping[str, list[tuple[Article, Claim]]]:
        index: dict[str, list[tuple[Article, Claim]]] = defaultdict(list)
        for article, claim in self.claims:
            if claim.speaker is not None:
                index[claim.speaker].append((article, claim))
        return index

    @cached_property
    def _claims_by_topic(self) -> Mapping[str, list[tuple[Article, Claim]]]:
        index: dict[str, list[tuple[Article, Claim]]] = defaultdict(list)
        for article, claim in self.claims:
            for entity in claim.about:
                index[entity].append((article, claim))
        return index


def _count_components(ties: Iterable[tuple[str, str]]) -> int:
    """Return into how many parts the ends of some ties fall, those tied being in one part."""
    above: dict[str, str] = {}

    def top(end: str) -> str:
        above.setdefault(end, end)
        while above[end] != end:
            above[end] = above[above[end]]  # so that the way is short next time
            end = above[end]
        return end

    for one, other in ties:
        above[top(one)] = top(other)
    return sum(end == upper for end, upper in above.items())


def _ends(dates: Iterable[str]) -> tuple[str, str] | None:
    """Return the first and the last of some dates; None if there is none."""
    ordered = sorted(dates)
    return (ordered[0], ordered[-1]) if ordered else None
