"""Groups whose names are alike: how probably two are one."""

import pytest
from test_resolve import clusters, extraction, graph_of

from graphbuild.graph import KnowledgeGraph
from graphbuild.judgements import Doubt
from graphbuild.resolve import resolve_entities


def rules(graph: KnowledgeGraph) -> dict[str, tuple[str, ...]]:
    """Return the rule by which each entity is merged, and the evidence: "b1" to ("surname", …)."""
    return {
        f"{each.article}{each.local.removeprefix('e')}": (each.rule, *each.evidence)
        for each in graph.merges
    }


def doubts(graph: KnowledgeGraph) -> list[tuple[str, str, bool, str]]:
    """Return the doubts: both entities, whether they are one, and by what rule they may be."""

    def shown(local: tuple[str, str]) -> str:
        return f"{local[0]}{local[1].removeprefix('e')}"

    return [(shown(each.one), shown(each.other), each.same, each.rule) for each in graph.doubts]


@pytest.mark.parametrize(
    ("one", "other", "rule"),
    [
        ("Bill Novak", "William Novak", "pet-form"),
        ("Vladimir Sadko", "Volodymyr Sadko", "transliteration"),
        ("Yevgeny Orlov", "Evgeny Orlov", "transliteration"),
        ("Omar Gaddari", "Omar Qaddari", "transliteration"),
        ("P. Novak", "Peter Novak", "initials"),
        # Before and after she married; with one of two surnames.
        ("Maria Kellermann", "Maria Kellermann Novak", "other-surname"),
        ("Peter Lewandorf", "Peter Lewandort", "misspelt"),
    ],
)
def test_people_in_one_company_whose_names_are_alike(one, other, rule):
    graph = graph_of(f"{one}/p; NATO/o", f"{other}/p; NATO/o; Sweden/l")
    assert len(graph.entities) == 3
    assert rules(graph)["b1"][0] == rule or rules(graph)["a1"][0] == rule
    apart = graph_of(f"{one}/p; NATO/o", f"{other}/p; Sweden/l")
    assert len(apart.entities) == 4
    assert doubts(apart) == [("a1", "b1", False, rule)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("John Novak", "Jane Novak"),
        ("Daniel Novak", "Danielle Novak"),
        ("Peter Novak", "Paul Novak"),
        ("Peter Keller", "Peter Kepler"),
    ],
)
def test_other_people_stay_apart_in_one_company(one, other):
    graph = graph_of(f"{one}/p; NATO/o", f"{other}/p; NATO/o")
    assert len(graph.entities) == 3
    assert not graph.doubts


def test_initials_that_two_may_have_are_nobodys():
    graph = graph_of("P. Novak/p; NATO/o", "Peter Novak/p; NATO/o", "Paula Novak/p; NATO/o")
    assert len(graph.entities) == 4
    assert doubts(graph) == [("a1", "b1", False, "initials"), ("a1", "c1", False, "initials")]


def test_who_is_named_beside_another_in_an_article_is_not_the_other():
    assert len(graph_of("P. Novak/p; Peter Novak/p; NATO/o", "NATO/o").entities) == 3


def test_the_company_is_the_evidence():
    graph = graph_of("Peter Novak/p; NATO/o; Kyiv/l", "Novak/p; NATO/o; Kyiv/l")
    assert rules(graph)["b1"] == ("surname", "name novak", "with NATO, Kyiv")


def test_a_surname_is_the_prominent_one_s():
    articles = ["Peter Novak/p; NATO/o"] * 6 + ["Maria Novak/p; NATO/o", "Novak/p; NATO/o"]
    graph = graph_of(*articles)
    assert rules(graph)["h1"][0] == "surname"
    assert {(each.same, each.rule) for each in graph.doubts} == {
        (True, "surname"),
        (False, "surname"),
    }


@pytest.mark.parametrize(
    ("articles", "number"),
    [
        # The acronym's only full name in one company.
        (["EBD/o; Oslo/l; Peter Novak/p", "Eastern Board of Dykes/o; Peter Novak/p"], 3),
        # In strange company, or with two full names, it stays alone.
        (["EBD/o; Oslo/l", "Eastern Board of Dykes/o; Peter Novak/p"], 4),
        (
            [
                "EBD/o; Peter Novak/p",
                "Eastern Board of Dykes/o; Peter Novak/p",
                "Eastern Bank of Dublin/o; Peter Novak/p",
            ],
            4,
        ),
    ],
)
def test_acronyms(articles, number):
    assert len(graph_of(*articles).entities) == number


def test_what_most_articles_take_for_a_body_is_one():
    graph = graph_of("Red Gate/o", "Red Gate/o", "Red Gate/l")
    (entity,) = graph.entities.values()
    assert entity.type == "organization"
    assert {mention.type for _, mention in graph.mentions} == {"organization"}
    assert rules(graph)["c1"][0] == "other-type"


def test_one_word_may_name_things_of_several_types():
    assert (
        len(graph_of("Washington/p", "Washington/l", "Washington/l", "Washington/o").entities) == 3
    )


def test_what_has_different_links_is_never_one():
    graph = graph_of("Bill Novak/p@Q1; NATO/o", "William Novak/p@Q2; NATO/o")
    assert len(graph.entities) == 3
    assert not graph.doubts


def test_doubts_come_by_weight_and_say_what_the_graph_holds():
    graph = graph_of(
        "Peter Novak/p; NATO/o", "Novak/p; NATO/o", "Bill Keller/p", "William Keller/p"
    )
    assert all(isinstance(each, Doubt) for each in graph.doubts)
    weights = [each.weight for each in graph.doubts]
    assert weights == sorted(weights, reverse=True)
    assert set(doubts(graph)) == {
        ("a1", "b1", True, "surname"),
        ("c1", "d1", False, "pet-form"),
    }


def test_what_is_decided_is_no_doubt():
    articles = [extraction("a", "Bill Novak/p"), extraction("b", "William Novak/p")]
    pair = (("a", "e1"), ("b", "e1"))
    same, different = (
        resolve_entities(articles, same=[pair]),
        resolve_entities(articles, different=[pair]),
    )
    assert clusters(same) == {frozenset(pair)}
    assert {each.rule for each in same.merges} == {"only", "decision"}
    assert len(clusters(different)) == 2
    assert not same.doubts
    assert not different.doubts
