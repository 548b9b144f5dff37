"""The part of a graph that was published in a period of time."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from graphbuild.errors import PeriodError
from graphbuild.graph import KnowledgeGraph
from graphbuild.judgements import ClaimCluster, Reprint
from graphbuild.model import Entity, Extraction, is_reduced_date


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From when to when, both included; None where it has no bound.

    A bound is a day, a month or a year in ISO 8601: until "2022-11" is until the end of November.

    Raises:
        PeriodError: A bound isn't a date, or the period ends before it begins.
    """

    since: str | None = None
    until: str | None = None

    def __post_init__(self) -> None:
        for name, bound in (("since", self.since), ("until", self.until)):
            if bound is not None and not is_reduced_date(bound):
                raise PeriodError(
                    f"'{name}' is {bound!r}. Expected a day, a month or a year of the calendar, "
                    "such as 2022-11-09, 2022-11 or 2022."
                )
        if self.since and self.until and not self.since[: len(self.until)] <= self.until:
            raise PeriodError(
                f"'since' is {self.since}, which is after 'until', {self.until}. "
                "Expected a period that begins before it ends: exchange the two."
            )

    def __contains__(self, day: str) -> bool:
        """Whether a day, in ISO 8601, lies in the period."""
        is_after = self.since is None or day[: len(self.since)] >= self.since
        return is_after and (self.until is None or day[: len(self.until)] <= self.until)


def to_period_graph(graph: KnowledgeGraph, period: Period) -> KnowledgeGraph:
    """Return the graph of the articles that were published in *period*.

    It has what they say, and what is judged on them: an entity with the names and roles that they
    give it, merges, doubts and links of claims whose both sides they hold, reprints and clusters
    of which they hold two or more. Who is one entity was judged on all articles, so ids are those
    of *graph*. What has no date of publication is left out (``graph.undated``).

    Args:
        graph: Not changed.
        period: By the day of publication, as each publisher's own clock had it.
    """
    kept = {
        article: extraction
        for article, extraction in graph.extractions.items()
        if (day := extraction.article.published_day) is not None and day in period
    }
    claims = {claim.id: claim.speaker for each in kept.values() for claim in each.claims}
    return KnowledgeGraph(
        kept.values(),
        _entities(graph, kept),
        (each for each in graph.merges if each.article in kept),
        doubts=(each for each in graph.doubts if each.one[0] in kept and each.other[0] in kept),
        reprints=_reprints(graph, kept),
        clusters=_clusters(graph, claims),
        claim_links=(
            each for each in graph.claim_links if each.one in claims and each.other in claims
        ),
    )


def _entities(graph: KnowledgeGraph, kept: Mapping[str, Extraction]) -> Iterator[Entity]:
    names: dict[str, set[str]] = defaultdict(set)
    for extraction in kept.values():
        for entity in extraction.entities:
            names[entity.id].update((entity.name, *entity.aliases))
    for name, forms in names.items():
        whole = graph.entities[name]
        yield replace(
            whole,
            aliases=tuple(alias for alias in whole.aliases if alias in forms),
            roles=tuple(role for role in whole.roles if role.article in kept),
        )


def _reprints(graph: KnowledgeGraph, kept: Mapping[str, Extraction]) -> Iterator[Reprint]:
    """Yield the reprints of which another is left, under the earliest that is."""
    groups: dict[str, list[Reprint]] = defaultdict(list)
    for reprint in graph.reprints.values():
        if reprint.article in kept:
            groups[reprint.group].append(reprint)
    for group, reprints in groups.items():
        articles = [each.article for each in reprints]
        first = min(articles, key=lambda each: (kept[each].article.published_day or "", each))
        if len(reprints) > 1:
            yield from (
                replace(each, group=group if group in articles else first) for each in reprints
            )


def _clusters(graph: KnowledgeGraph, claims: Mapping[str, str | None]) -> Iterator[ClaimCluster]:
    """Yield the clusters of which two appearances are left, under their ids in the whole graph."""
    for cluster in graph.clusters.values():
        appearances = tuple(each for each in cluster.appearances if each.claim in claims)
        if len(appearances) > 1:
            is_named = any(claims[each.claim] == cluster.speaker for each in appearances)
            speaker = cluster.speaker if is_named else None
            yield replace(cluster, speaker=speaker, appearances=appearances)
