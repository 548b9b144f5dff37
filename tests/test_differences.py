"""What changed between two graphs, by hand and from both sides."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphbuild.differences import Difference, Kind, find_differences, in_order
from graphbuild.graph import KnowledgeGraph
from graphbuild.judgements import ClaimLinkKind
from graphbuild.model import Attitude, Certainty, EntityType, Extraction, Polarity

OPPOSITE = {
    Kind.DECISION_ADDED: Kind.DECISION_GONE,
    Kind.ARTICLE_ADDED: Kind.ARTICLE_GONE,
    Kind.REPRINT_ADDED: Kind.REPRINT_GONE,
    Kind.ENTITY_ADDED: Kind.ENTITY_GONE,
    Kind.ENTITY_MERGED: Kind.ENTITY_SPLIT,
    Kind.CLAIM_ADDED: Kind.CLAIM_GONE,
    Kind.RELATION_ADDED: Kind.RELATION_GONE,
    Kind.CONTRADICTION_ADDED: Kind.CONTRADICTION_GONE,
    Kind.AGREEMENT_ADDED: Kind.AGREEMENT_GONE,
    Kind.CHANGE_ADDED: Kind.CHANGE_GONE,
    Kind.CLUSTER_ADDED: Kind.CLUSTER_GONE,
}
OPPOSITE |= {other: one for one, other in OPPOSITE.items()}


def mirrored(each: Difference) -> Difference:
    return replace(
        each,
        kind=OPPOSITE.get(each.kind, each.kind),
        before=each.after,
        after=each.before,
        before_id=each.after_id,
        after_id=each.before_id,
    )


def check(before: KnowledgeGraph, after: KnowledgeGraph) -> list[Difference]:
    """Return the differences, which must be the same from the other side."""
    found = find_differences(before, after)
    assert in_order(map(mirrored, found)) == find_differences(after, before)
    return list(found)


def rebuilt(graph: KnowledgeGraph, **changes) -> KnowledgeGraph:
    parts = {
        "extractions": graph.extractions.values(),
        "entities": graph.entities.values(),
        "merges": graph.merges,
        "doubts": graph.doubts,
        "reprints": graph.reprints.values(),
        "clusters": graph.clusters.values(),
        "claim_links": graph.claim_links,
    } | changes
    return KnowledgeGraph(
        parts.pop("extractions"), parts.pop("entities"), parts.pop("merges"), **parts
    )


def with_extraction(
    graph: KnowledgeGraph, article: str, change: Callable[[Extraction], Extraction]
) -> KnowledgeGraph:
    found = dict(graph.extractions)
    return rebuilt(graph, extractions=(found | {article: change(found[article])}).values())


def with_claim(graph: KnowledgeGraph, number: int, **changes) -> KnowledgeGraph:
    def change(extraction: Extraction) -> Extraction:
        claims = list(extraction.claims)
        claims[number] = replace(claims[number], **changes)
        return replace(extraction, claims=tuple(claims))

    return with_extraction(graph, "courier-1", change)


def with_entity(graph: KnowledgeGraph, entity: str, **changes) -> KnowledgeGraph:
    found = dict(graph.entities)
    return rebuilt(graph, entities=(found | {entity: replace(found[entity], **changes)}).values())


def named(graph: KnowledgeGraph, name: str) -> str:
    return next(each.id for each in graph.entities.values() if each.name == name)


def test_a_graph_is_as_it_is(judged_graph):
    assert check(judged_graph, judged_graph) == []


def test_an_article_that_is_gone_takes_its_own_with_it(judged_graph):
    after = part(judged_graph, frozenset({"courier-1", "herald-3"}))
    found = Counter(each.kind for each in check(judged_graph, after))
    gone = judged_graph.extractions["lantern/2022 11"]
    assert found[Kind.ARTICLE_GONE] == 1
    assert found[Kind.CLAIM_GONE] == len(gone.claims)
    assert found[Kind.ENTITY_GONE] == len(judged_graph.entities) - len(after.entities)
    assert {kind for kind in found if "added" in kind} == set()


def test_a_corrected_article_is_told_once(judged_graph):
    def correct(extraction: Extraction) -> Extraction:
        article = replace(extraction.article, text=f"{extraction.article.text} ", title="Corrected")
        return replace(extraction, article=article)

    found = check(judged_graph, with_extraction(judged_graph, "lantern/2022 11", correct))
    assert [each.kind for each in found] == [Kind.ARTICLE_CORRECTED, Kind.ARTICLE_CHANGED]
    assert (found[1].article, found[1].after) == ("lantern/2022 11", "title: Corrected")


@pytest.mark.parametrize(
    ("changes", "kind", "after"),
    [
        ({"name": "Cherson"}, Kind.ENTITY_RENAMED, "Cherson (location)"),
        ({"type": EntityType.ORGANIZATION}, Kind.ENTITY_RETYPED, "Kherson (organization)"),
        ({"same_as": ()}, Kind.ENTITY_RELINKED, "Kherson (no link)"),
        ({"lat": None, "lon": None}, Kind.ENTITY_MOVED, "Kherson (no place)"),
    ],
)
def test_a_changed_entity_is_told(judged_graph, changes, kind, after):
    kherson = named(judged_graph, "Kherson")
    (found,) = check(judged_graph, with_entity(judged_graph, kherson, **changes))
    assert (found.kind, found.after, found.after_id) == (kind, after, kherson)
    assert found.article == "courier-1"
    assert found.before.startswith("Kherson (")


def test_two_entities_that_became_one(judged_graph):
    one, other = named(judged_graph, "Kherson"), named(judged_graph, "Kyiv")

    def join(extraction: Extraction) -> Extraction:
        mentions = (
            replace(each, entity=one if each.entity == other else each.entity)
            for each in extraction.mentions
        )
        claims = (
            replace(each, about=tuple(one if it == other else it for it in each.about))
            for each in extraction.claims
        )
        return replace(extraction, mentions=tuple(mentions), claims=tuple(claims), relations=())

    extractions = [join(each) for each in judged_graph.extractions.values()]
    entities = [each for key, each in judged_graph.entities.items() if key != other]
    found = check(judged_graph, rebuilt(judged_graph, extractions=extractions, entities=entities))
    told = next(each for each in found if each.kind is Kind.ENTITY_MERGED)
    assert set(told.before.split(" + ")) == {"Kherson (location)", "Kyiv (location)"}
    assert told.after_id == one
    assert {each.kind for each in found} <= {Kind.ENTITY_MERGED, Kind.RELATION_GONE}


@pytest.mark.parametrize(
    "changes",
    [
        {"polarity": Polarity.NEGATIVE},
        {"certainty": Certainty.POSSIBLE},
        {"attitude": Attitude.HOPE},
        {"speaker": None},
    ],
)
def test_a_changed_claim_is_told(judged_graph, changes):
    (found,) = check(judged_graph, with_claim(judged_graph, 0, **changes))
    assert (found.kind, found.article) == (Kind.CLAIM_CHANGED, "courier-1")
    assert found.before != found.after


def test_a_claim_with_other_words_is_the_same_claim(judged_graph):
    claim = judged_graph.extractions["courier-1"].claims[0]
    start, end = claim.content[0]
    before = rebuilt(judged_graph, clusters=(), claim_links=())
    after = with_claim(before, 0, id="claim-x", content=((start, end - 1),))
    (found,) = check(before, after)
    assert (found.kind, found.after_id) == (Kind.CLAIM_CHANGED, "claim-x")


def test_scores_and_rules_are_no_difference(judged_graph):
    assert check(judged_graph, with_claim(judged_graph, 0, score=0.1, rule="other")) == []


@pytest.mark.parametrize("kind", ClaimLinkKind)
def test_a_link_of_claims_that_is_gone_is_told(judged_graph, kind):
    rest = [each for each in judged_graph.claim_links if each.kind is not kind]
    number = len(judged_graph.claim_links) - len(rest)
    found = check(judged_graph, rebuilt(judged_graph, claim_links=rest))
    assert number == len(found) > 0
    assert {each.kind.split(" ")[-1] for each in found} == {"gone"}
    assert " / " in found[0].before


def test_clusters_and_reprints(judged_graph):
    without = rebuilt(judged_graph, clusters=(), reprints=())
    kinds = Counter(each.kind for each in check(judged_graph, without))
    assert kinds == {
        Kind.CLUSTER_GONE: len(judged_graph.clusters),
        Kind.REPRINT_GONE: sum(
            each.article != each.group for each in judged_graph.reprints.values()
        ),
    }


def test_relations(judged_graph):
    bare = with_extraction(judged_graph, "courier-1", lambda each: replace(each, relations=()))
    number = len(judged_graph.extractions["courier-1"].relations)
    found = check(judged_graph, bare)
    assert [each.kind for each in found] == [Kind.RELATION_GONE] * number
    assert found[0].before.endswith("located_in)")


# --- Any two graphs


def part(graph: KnowledgeGraph, articles: frozenset[str]) -> KnowledgeGraph:
    """Return the graph of some articles, judgements that fit included."""
    extractions = [each for key, each in graph.extractions.items() if key in articles]
    mentioned = {one.entity for each in extractions for one in each.mentions}
    claims = {one.id for each in extractions for one in each.claims}
    kept = {one for each in extractions for one in (e.id for e in each.entities)} | mentioned
    return KnowledgeGraph(
        extractions,
        [each for key, each in graph.entities.items() if key in kept],
        reprints=[
            each for each in graph.reprints.values() if {each.article, each.group} <= articles
        ],
        clusters=[
            each
            for each in graph.clusters.values()
            if {one.claim for one in each.appearances} <= claims
        ],
        claim_links=[each for each in graph.claim_links if {each.one, each.other} <= claims],
    )


ARTICLES = st.frozensets(st.sampled_from(["courier-1", "herald-3", "lantern/2022 11"]))


@given(ARTICLES, ARTICLES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=64)
def test_sets_of_articles_explain_the_counts(judged_graph, some, others):
    before, after = part(judged_graph, some), part(judged_graph, others)
    found = Counter(each.kind for each in check(before, after))
    assert found[Kind.ARTICLE_ADDED] == len(others - some)
    assert found[Kind.ARTICLE_GONE] == len(some - others)
    for kind, articles in ((Kind.CLAIM_ADDED, others - some), (Kind.CLAIM_GONE, some - others)):
        claims = [one for each in articles for one in judged_graph.extractions[each].claims]
        assert found[kind] == len(claims)
    old, new = before.entities.keys(), after.entities.keys()
    assert found[Kind.ENTITY_ADDED] - found[Kind.ENTITY_GONE] == len(new) - len(old)
    told = {Kind.ENTITY_RENAMED, Kind.CLAIM_CHANGED, Kind.ENTITY_MERGED, Kind.ENTITY_SPLIT}
    assert not told & found.keys()
