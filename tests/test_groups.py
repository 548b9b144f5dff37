"""Identities of one identifier or name that are one."""

from dataclasses import replace

import pytest
from test_resolve import check_entities, clusters, extraction, graph_of

from graphbuild.judgements import Local
from graphbuild.model import Extraction, Link, Role
from graphbuild.resolve import resolve_entities


def of_state(article: str, name: str, state: str, others: str = "") -> Extraction:
    """Return the extraction of an article on a minister of a state, and *others*."""
    found = extraction(article, f"{name}/p" + (f"; {others}" if others else ""))
    role = Role(article=article, title="minister", start=0, end=1, country=state)
    first, *rest = found.entities
    return replace(found, entities=(replace(first, roles=(role,)), *rest))


def partition(*articles: Extraction) -> set[frozenset[Local]]:
    return {cluster for cluster in clusters(resolve_entities(articles)) if len(cluster) > 1}


@pytest.mark.parametrize(
    ("articles", "expected"),
    [
        # A name goes with the identifier that nearly all its bearers have.
        (["Kyiv/l@Q1"] * 4 + ["Kyiv/l@Q2", "Kyiv/l"], "a1 b1 c1 d1 f1; e1"),
        (["Kyiv/l@Q1", "Kyiv/l@Q2", "Kyiv/l"], "a1; b1; c1"),
        # By way of another name that bearers of the name have.
        (["Eastern Board = EBD/o", "Eastern Board/o@Q1", "EBD/o"], "a1 b1 c1"),
        # The beginning of a firm's name, its acronym, its legal form.
        (["Baltic Timber = Baltic Timber Holding/o", "Baltic Timber Ltd./o"], "a1 b1"),
        (["Ebro Board Dykes EBD = EBD/o", "EBD/o"], "a1 b1"),
        (["EBD Women = EBD/o", "EBD/o"], "a1; b1"),
        # Spellings of one name.
        (["Jörg Schäfer/p", "Jorg Schaefer/p"], "a1 b1"),
        (["German Minister Jorg Schaefer/p", "Jorg Schaefer/p"], "a1 b1"),
    ],
)
def test_names_and_identifiers(articles, expected):
    check_entities(articles, expected)


def test_a_doubtful_link_of_a_body_yields_to_that_of_its_name():
    articles = [
        extraction(name, f"Dyke Board/o@{wikidata}")
        for name, wikidata in (("a", "Q1"), ("b", "Q1"), ("c", "Q2"))
    ]

    def linked(each: Extraction, score: float) -> Extraction:
        (entity,) = each.entities
        link = Link(iri=entity.same_as[0], rule="knowledge-base", score=score)
        return replace(each, entities=(replace(entity, links=(link,)),))

    doubtful = [linked(each, 0.5) for each in articles]
    assert len(clusters(resolve_entities(doubtful))) == 1
    sure = [*doubtful[:2], linked(articles[2], 0.95)]
    assert len(clusters(resolve_entities(sure))) == 2


def test_people_of_one_name_who_act_for_different_states_are_two():
    articles = [
        of_state("a", "Ann Keller", "NO"),
        of_state("b", "Ann Keller", "NO"),
        of_state("c", "Ann Keller", "AU"),
    ]
    assert partition(*articles) == {frozenset({("a", "e1"), ("b", "e1")})}
    graph = resolve_entities(articles)
    assert len(graph.entities) == 2
    assert [(each.same, each.rule) for each in graph.doubts] == [(False, "same-name")]


def test_they_are_one_if_they_keep_company():
    articles = [
        of_state("a", "Ann Keller", "NO", "Dyke Board/o"),
        of_state("b", "Ann Keller", "AU", "Dyke Board/o"),
    ]
    assert frozenset({("a", "e1"), ("b", "e1")}) in partition(*articles)


def test_rivers_are_where_they_lie():
    def at(article: str, name: str, lat: float) -> Extraction:
        found = extraction(article, f"{name}/l")
        return replace(found, entities=(replace(found.entities[0], lat=lat, lon=32.5),))

    graph = resolve_entities(
        [at("a", "Dnieper", 49.0), at("b", "Dnipro", 49.0), at("c", "Dnipro", 1.0)]
    )
    assert len(graph.entities) == 2


def test_decisions_part_a_group():
    """What nothing is decided about stays with the first."""
    articles = [extraction(name, "Peter Novak/p") for name in "abc"]
    graph = resolve_entities(articles, different=[(("a", "e1"), ("c", "e1"))])
    assert clusters(graph) == {
        frozenset({("a", "e1"), ("b", "e1")}),
        frozenset({("c", "e1")}),
    }


def test_decisions_reach_what_is_decided_to_be_the_same():
    articles = [extraction(name, "Peter Novak/p") for name in "abc"]
    same, different = [(("b", "e1"), ("c", "e1"))], [(("a", "e1"), ("c", "e1"))]
    graph = resolve_entities(articles, same=same, different=different)
    assert clusters(graph) == {
        frozenset({("a", "e1")}),
        frozenset({("b", "e1"), ("c", "e1")}),
    }


def test_public_bodies_of_different_states_are_different():
    graph = graph_of(
        "Turkish Senate/o", "Spanish Senate/o", "Senate of Turkey/o", "Senate of Spain/o"
    )
    assert clusters(graph) == {
        frozenset({("a", "e1"), ("c", "e1")}),
        frozenset({("b", "e1"), ("d", "e1")}),
    }
