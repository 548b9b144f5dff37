"""The knowledge graph in memory: data and look-ups, nothing else."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from graphbuild.judgements import ClaimCluster, ClaimLink, Doubt, Merge, Reprint
from graphbuild.model import Article, Claim, Entity, Extraction, Mention, Relation, Role


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

    def __repr__(self) -> str:
        claims = sum(len(extraction.claims) for extraction in self.extractions.values())
        return (
            f"{type(self).__name__}({len(self.extractions)} articles, "
            f"{len(self.entities)} entities, {claims} claims)"
        )

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
