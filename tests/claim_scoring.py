"""Score clusters and links of claims of the seed articles against `tests/gold/across/claims.json`.

    python tests/claim_scoring.py   print the figures, and what was missed

A claim of the gold is found in whichever claim's sentence holds its quote: the gold says what is
said, not where a content begins. Clusters count by pairs of claims, links by kind and pair.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

from graphbuild.articles import read_articles
from graphbuild.claim_clusters import find_claim_clusters
from graphbuild.claim_links import find_claim_links
from graphbuild.claim_words import statements_in_order
from graphbuild.extract import extract_all
from graphbuild.graph import KnowledgeGraph
from graphbuild.judgements import ClaimCluster, ClaimLink
from graphbuild.nlp import load_nlp
from graphbuild.resolve import resolve_entities

ROOT = Path(__file__).resolve().parent.parent
GOLD = ROOT / "tests" / "gold" / "across" / "claims.json"
Anchor = dict[str, str]


def read_gold() -> dict[str, Any]:
    """Return the gold: clusters with their appearances, links with kind and two claims."""
    return json.loads(GOLD.read_text(encoding="utf-8"))


class Anchored:
    """The claims of a graph, found by an article and a quote."""

    def __init__(self, graph: KnowledgeGraph) -> None:
        self.found = {each.article.text_sha256: each for each in graph.extractions.values()}

    def claims(self, anchor: Anchor) -> frozenset[str]:
        """Return the ids of the claims whose content shares words with the quote."""
        extraction = self.found[anchor["text_sha256"]]
        start = extraction.article.text.index(anchor["quote"])
        end = start + len(anchor["quote"])
        return frozenset(
            claim.id
            for claim in extraction.claims
            if any(first < end and start < last for first, last in claim.content)
        )


def cluster_figures(
    graph: KnowledgeGraph, clusters: Iterable[ClaimCluster]
) -> tuple[int, int, int, list[str]]:
    """Return how many pairs of the gold are found, how many there are, and pairs found in all."""
    anchored = Anchored(graph)
    together = {
        frozenset(pair)
        for cluster in clusters
        for pair in combinations([each.claim for each in cluster.appearances], 2)
    }
    right, gold, missed = 0, 0, []
    for cluster in read_gold()["clusters"]:
        for one, other in combinations(cluster["appearances"], 2):
            gold += 1
            if _are_together(anchored.claims(one), anchored.claims(other), together):
                right += 1
            else:
                missed.append(f"{one['quote']} | {other['quote']}")
    return right, gold, len(together), missed


def _are_together(one: Iterable[str], other: Iterable[str], together: set[frozenset[str]]) -> bool:
    return any(frozenset({mine, theirs}) in together for mine in one for theirs in other)


def link_figures(
    graph: KnowledgeGraph, clusters: Iterable[ClaimCluster], links: Iterable[ClaimLink]
) -> tuple[int, int, list[str], list[ClaimLink]]:
    """Return how many links of the gold are found, how many there are; missed and other ones.

    A link stands for all pairs of the clusters at its ends.
    """
    anchored, found = Anchored(graph), list(links)
    fellows = dict(_fellows(clusters))
    right, missed, used = 0, [], set()
    gold = read_gold()["links"]
    for each in gold:
        one, other = anchored.claims(each["one"]), anchored.claims(each["other"])
        hits = {
            link
            for link in found
            if link.kind == each["kind"] and _joins(link, one, other, fellows)
        }
        used |= hits
        right += bool(hits)
        if not hits:
            missed.append(f"{each['kind']}: {each['one']['quote']} | {each['other']['quote']}")
    return right, len(gold), missed, [link for link in found if link not in used]


def _fellows(clusters: Iterable[ClaimCluster]) -> Iterator[tuple[str, frozenset[str]]]:
    for cluster in clusters:
        together = frozenset(each.claim for each in cluster.appearances)
        yield from ((claim, together) for claim in together)


def _joins(
    link: ClaimLink,
    one: frozenset[str],
    other: frozenset[str],
    fellows: dict[str, frozenset[str]],
) -> bool:
    ends = [fellows.get(each, frozenset({each})) for each in (link.one, link.other)]
    return bool((ends[0] & one and ends[1] & other) or (ends[0] & other and ends[1] & one))


def main() -> None:
    """Write what is found of the gold."""
    extractions = extract_all(read_articles(ROOT / "seeds"), load_nlp())
    graph = resolve_entities(extractions)
    statements = statements_in_order(graph.extractions.values())
    clusters = find_claim_clusters(statements)
    right, gold, pairs, missed = cluster_figures(graph, clusters)
    lines = [f"clusters: {right} of {gold} pairs of the gold, {pairs} pairs found"]
    lines += [f"  missed {each}" for each in missed]
    links = find_claim_links(statements, clusters)
    right, gold, missed, others = link_figures(graph, clusters, links)
    lines += [f"links: {right} of {gold} of the gold, {len(others)} others found"]
    lines += [f"  missed {each}" for each in missed]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
