"""Extractions as a person decided: whatever the order, as often as you like."""

from dataclasses import replace
from itertools import pairwise

import pytest
from articles_by_hand import WIKIDATA, drawn
from hypothesis import given
from hypothesis import strategies as st

from graphbuild.decision_file import parse_decisions
from graphbuild.decisions import Decisions
from graphbuild.errors import DecisionError
from graphbuild.extraction_file import StoredExtraction
from graphbuild.graph import KnowledgeGraph
from graphbuild.model import EntityType, Extraction, Link, Relation
from graphbuild.obeying import Obeyed, obey
from graphbuild.resolve import resolve_entities
from graphbuild.verify import find_faults

A = drawn(
    "a",
    "[Maria Keller|e1/p@Q5] met [Washington|e2/l@Q61] and [Keller|e1/p@Q5] "
    "{said|that the bridge would be closed|e1}. [Maria K.|e3/p] {denied|that it rained|e3}. "
    "[Washington|e2/l@Q61] {hoped|for better weather|}.",
)
B = drawn("b", "[Keller|e1/o] slept. [Washington|e2/p] {said|that she had slept well|e1}.")
C = drawn("c", "[Keller|e1/p@Q5] left. [Mary Keller|e2/p@Q5] stayed. [Keller|e3/p] wept.")
ARTICLES = (A, B, C)


def decisions(*lines: str) -> Decisions:
    """Return decisions whose anchors are drawn as ``a:Maria Keller``."""
    text = "".join(f"- {{{line}}}\n" for line in lines)
    return Decisions(entries=tuple(parse_decisions(text, "decisions.yaml")))


def name(drawn_name: str) -> str:
    article, _, words = drawn_name.partition(":")
    return f"{{article: {article}, name: {words}}}" if words else drawn_name


def same(one: str, other: str) -> str:
    return f"same: [{name(one)}, {name(other)}]"


def different(one: str, other: str) -> str:
    return f"different: [{name(one)}, {name(other)}]"


def of_type(entity_type: str, entity: str) -> str:
    return f"type: {entity_type}, entity: {name(entity)}"


def wrong(article: str, words: str) -> str:
    return f"wrong: {{article: {article}, content: {words}}}"


def right(article: str, words: str) -> str:
    return f"right: {{article: {article}, content: {words}}}"


def speaker(who: str, article: str, words: str) -> str:
    return f"speaker: {who}, claim: {{article: {article}, content: {words}}}"


def obeyed(*lines: str, articles: tuple[Extraction, ...] = ARTICLES) -> Obeyed:
    found = obey(articles, decisions(*lines))
    stored = (
        StoredExtraction(where="x", text_sha256=each.article.text_sha256, extraction=each)
        for each in found.extractions
    )
    assert list(find_faults(stored)) == []
    return found


def entities(found: Obeyed, article: str) -> dict:
    (extraction,) = (each for each in found.extractions if each.article.id == article)
    return {each.id: each for each in extraction.entities}


def claims(found: Obeyed, article: str) -> list[tuple[str, str | None, str, float]]:
    (extraction,) = (each for each in found.extractions if each.article.id == article)
    return [(each.cue_lemma, each.speaker, each.rule, each.score) for each in extraction.claims]


def test_without_decisions_nothing_changes():
    assert obeyed() == Obeyed(extractions=ARTICLES)


# ------------------------------------------------------------------ same, different
def test_same_and_different_are_pairs_for_the_resolver():
    found = obeyed(
        same("a:Maria Keller", "c:Mary Keller"), different("b:Washington", "a:Washington")
    )
    assert found.same == ((("a", "e1"), ("c", "e2")),)
    assert found.different == ((("a", "e2"), ("b", "e2")),)
    assert found.extractions == ARTICLES
    assert found.stale == ()


def test_what_is_the_same_as_one_thing_is_the_same():
    found = obeyed(same("c:Mary Keller", "a:Maria K."), same("a:Maria K.", "a:Keller"))
    assert found.same == ((("a", "e1"), ("a", "e3")), (("a", "e3"), ("c", "e2")))


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (
            [
                same("a:Maria Keller", "b:Keller"),
                different("a:Keller", "c:Mary Keller"),
                same("c:Mary Keller", "b:Keller"),
            ],
            (
                "decisions.yaml:2: 'Maria Keller' of article 'a' and 'Mary Keller' of article 'c' "
                "are said to be different here, but the same by decisions.yaml:1, "
                "decisions.yaml:3. Delete one of these lines."
            ),
        ),
        (
            [of_type("person", "a:Keller"), of_type("location", "a:Maria Keller")],
            (
                "decisions.yaml:2: contradicts decisions.yaml:1 on the same entity or claim. "
                "Delete one of these lines."
            ),
        ),
        (
            [
                of_type("person", "a:Keller"),
                same("a:Keller", "b:Keller"),
                of_type("location", "b:Keller"),
            ],
            "contradicts",
        ),
        ([wrong("a", "that it rained"), right("a", "that it rained")], "contradicts"),
        (
            [speaker("null", "a", "that it rained"), speaker("Keller", "a", "that it rained")],
            "contradicts",
        ),
    ],
)
def test_contradictions_are_told_with_their_lines(lines, said):
    with pytest.raises(DecisionError) as caught:
        obeyed(*lines)
    assert said in str(caught.value)


def test_one_entity_of_an_article_is_not_split():
    found = obeyed(different("a:Keller", "a:Maria Keller"))
    assert found.different == ()
    assert found.stale == (
        (
            "decisions.yaml:1: not obeyed, but kept: 'Keller' of article 'a' and 'Maria Keller' of "
            "article 'a' are one entity within the article, which can't be split."
        ),
    )


def test_what_fits_nothing_is_told_and_the_rest_obeyed():
    found = obeyed(
        same("a:Keller", "gone:Keller"), of_type("person", "a:Gone"), wrong("a", "that it rained")
    )
    assert [each.partition(" not")[0] for each in found.stale] == [
        "decisions.yaml:1:",
        "decisions.yaml:2:",
    ]
    assert len(claims(found, "a")) == 2


# ------------------------------------------------------------------ Wikidata ids
def test_an_entity_is_said_to_be_what_wikidata_has():
    found = obeyed(same("b:Washington", "Q23"))
    changed = entities(found, "b")["e2"]
    assert changed.same_as == (f"{WIKIDATA}Q23",)
    assert changed.links == (Link(iri=f"{WIKIDATA}Q23", rule="decision", score=1.0),)


def test_and_then_is_one_with_all_that_are_linked_to_it():
    found = obeyed(same("a:Maria K.", "Q5"))
    assert found.same == tuple(pairwise([("a", "e1"), ("a", "e3"), ("c", "e1"), ("c", "e2")]))


def test_an_entity_is_said_not_to_be_what_it_is_linked_to():
    found = obeyed(different("a:Washington", "Q61"))
    changed = entities(found, "a")["e2"]
    assert (changed.same_as, changed.links) == ((), ())
    assert found.different == ()


def test_then_it_differs_from_all_that_are_linked_to_it():
    found = obeyed(different("Q5", "c:Mary Keller"))
    assert entities(found, "c")["e2"].same_as == ()
    assert found.different == ((("a", "e1"), ("c", "e2")), (("c", "e1"), ("c", "e2")))


def test_what_is_the_same_loses_the_link_too():
    found = obeyed(same("a:Keller", "a:Maria K."), different("a:Maria K.", "Q5"))
    assert entities(found, "a")["e1"].same_as == ()


def test_what_differs_from_one_said_to_be_linked_loses_the_link():
    found = obeyed(same("b:Washington", "Q5"), different("a:Keller", "b:Washington"))
    assert entities(found, "a")["e1"].same_as == ()
    assert entities(found, "b")["e2"].same_as == (f"{WIKIDATA}Q5",)


# ------------------------------------------------------------------ types
def test_a_type_is_that_of_entity_and_mentions_and_takes_the_wrong_link_away():
    placed = replace(
        A,
        entities=tuple(
            replace(each, lat=38.9, lon=-77.0, country="US") if each.id == "e2" else each
            for each in A.entities
        ),
        mentions=tuple(replace(each, metonymic=each.entity == "e2") for each in A.mentions),
    )
    found = obeyed(of_type("person", "a:Washington"), articles=(placed,))
    changed = entities(found, "a")["e2"]
    assert (changed.type, changed.same_as, changed.links) == (EntityType.PERSON, (), ())
    assert (changed.lat, changed.lon, changed.country) == (None, None, None)
    mentions = [each for each in found.extractions[0].mentions if each.entity == "e2"]
    assert [(each.type, each.metonymic) for each in mentions] == [(EntityType.PERSON, False)] * 2


def test_a_type_that_it_has_changes_nothing():
    assert obeyed(of_type("location", "a:Washington")).extractions == ARTICLES


def test_the_type_of_what_wikidata_has_leaves_the_link():
    found = obeyed(of_type("organization", "Q5"), of_type("location", "c:Mary Keller"))
    assert entities(found, "a")["e1"].type is EntityType.ORGANIZATION
    assert entities(found, "a")["e1"].same_as == (f"{WIKIDATA}Q5",)
    assert entities(found, "c")["e1"].type is EntityType.ORGANIZATION
    assert entities(found, "c")["e2"].type is EntityType.LOCATION


def test_a_type_may_be_decided_on_all_that_are_called_so():
    weeping = "type: person, entity: {article: c, name: Keller, at: 99}"
    found = obeyed("type: organization, entity: {name: KELLER}", weeping)
    assert entities(found, "b")["e1"].type is EntityType.ORGANIZATION
    assert entities(found, "a")["e1"].type is EntityType.PERSON  # called Maria Keller
    assert entities(found, "c")["e1"].type is EntityType.ORGANIZATION
    assert entities(found, "c")["e3"].type is EntityType.PERSON
    assert found.typed == (("b", "e1"), ("c", "e1"), ("c", "e3"))


def test_a_name_that_nothing_has():
    found = obeyed("type: organization, entity: {name: Kell}")
    assert found.stale == ("decisions.yaml:1: not obeyed, but kept: no entity is called 'Kell'.",)


PALACES = tuple(
    drawn(each, "[Amber Palace|e1/l] fell silent. [Maria Keller|e2/p] met [Novak|e3/p].")
    for each in ("a", "b", "c", "d")
)


@pytest.mark.parametrize("palace", ["a:Amber Palace", "d:Amber Palace"])
def test_a_decided_type_stands_whatever_other_articles_say(palace):
    graph = graph_of(of_type("organization", palace), articles=PALACES)
    types = {each.type for each in graph.entities.values() if each.name == "Amber Palace"}
    assert types == {EntityType.LOCATION, EntityType.ORGANIZATION}
    lines = of_type("organization", palace), same("b:Amber Palace", palace)
    joined = graph_of(*lines, articles=PALACES)
    found = [each.type for each in joined.entities.values() if each.name == "Amber Palace"]
    assert found == [EntityType.ORGANIZATION]
    assert {each.type for each in joined.extractions["c"].mentions if each.start == 0} == set(found)


# ------------------------------------------------------------------ claims
def test_a_wrong_claim_is_dropped_with_the_relations_in_it():
    relation = Relation(
        type="affiliation",
        head="e1",
        tail="e2",
        evidence=((0, 5),),
        claim=A.claims[0].id,
        rule="r",
        score=0.5,
    )
    articles = (replace(A, relations=(relation, replace(relation, claim=None))),)
    found = obeyed(wrong("a", "that the bridge would be closed"), articles=articles)
    assert [each[1] for each in claims(found, "a")] == ["e3", None]
    assert [each.claim for each in found.extractions[0].relations] == [None]


@pytest.mark.parametrize(
    ("who", "entity"),
    [
        ("Maria K.", "e3"),
        ("Washington", "e2"),
        ("{name: Washington}", "e2"),
        ("{article: a, name: Washington}", "e2"),
        ("null", None),
        ("none", None),
        ("", None),
    ],
)
def test_another_speaker(who, entity):
    found = obeyed(speaker(who, "a", "that the bridge would be closed"))
    assert claims(found, "a")[0] == ("say", entity, "decision", 1.0)
    assert claims(found, "a")[1:] == claims(obeyed(), "a")[1:]


def test_a_speaker_that_the_article_does_not_name():
    found = obeyed(speaker("Novak", "a", "that it rained"))
    assert found.extractions == ARTICLES
    assert "no mention is 'Novak' of article 'a'" in found.stale[0]


def test_a_claim_that_is_right_is_sure():
    found = obeyed(right("a", "that it rained"))
    assert claims(found, "a")[1] == ("say", "e3", "decision", 1.0)


def test_a_wrong_claim_is_wrong_whoever_its_speaker_is():
    lines = speaker("Keller", "a", "that it rained"), wrong("a", "that it rained")
    assert len(claims(obeyed(*lines), "a")) == 2


# ------------------------------------------------------------------ properties
LINES = [
    same("a:Maria Keller", "c:Mary Keller"),
    same("b:Keller", "a:Keller"),
    same("a:Maria K.", "a:Keller"),
    same("b:Washington", "Q23"),
    different("b:Washington", "a:Washington"),
    different("a:Washington", "Q61"),
    different("a:Keller", "b:Washington"),
    of_type("person", "a:Washington"),
    of_type("organization", "b:Keller"),
    of_type("location", "Q5"),
    "type: organization, entity: {name: Mary Keller}",
    wrong("a", "that it rained"),
    speaker("Washington", "a", "that the bridge would be closed"),
    speaker("null", "b", "that she had slept well"),
    right("a", "for better weather"),
    same("gone:Keller", "a:Keller"),
]


def graph_of(*lines: str, articles: tuple[Extraction, ...] = ARTICLES) -> KnowledgeGraph:
    found = obeyed(*lines, articles=articles)
    return resolve_entities(
        found.extractions, same=found.same, different=found.different, typed=found.typed
    )


def content(graph: KnowledgeGraph) -> tuple[object, ...]:
    return dict(graph.extractions), dict(graph.entities), graph.merges, graph.doubts


def test_the_graph_is_as_decided():
    graph = graph_of(
        same("a:Maria K.", "a:Keller"), same("b:Keller", "Q5"), different("c:Mary Keller", "Q5")
    )
    home = {(each.article, each.local): each for each in graph.merges}
    assert home["a", "e1"].entity == home["a", "e3"].entity == home["b", "e1"].entity == "Q5"
    assert home["c", "e2"].entity != "Q5"
    assert home["a", "e3"].rule == "decision" or home["a", "e1"].rule == "decision"
    assert graph.entities["Q5"].type is EntityType.PERSON
    assert {each.entity for each in graph.extractions["a"].mentions} == {"Q5", "Q61"}


some_lines = st.lists(st.sampled_from(LINES), unique=True, max_size=6)


@given(lines=some_lines, data=st.data())
def test_neither_the_order_of_decisions_nor_of_articles_counts(lines, data):
    found = obeyed(*lines)
    shuffled = obeyed(
        *data.draw(st.permutations(lines)), articles=tuple(data.draw(st.permutations(ARTICLES)))
    )
    assert replace(shuffled, stale=()) == replace(found, stale=())
    assert len(shuffled.stale) == len(found.stale)


@given(lines=some_lines)
def test_a_decision_obeyed_twice_is_obeyed_once(lines):
    found = obeyed(*lines)
    assert replace(obeyed(*lines, *lines), stale=()) == replace(found, stale=())
    again = obeyed(*lines, articles=found.extractions)
    # A claim that is gone isn't found again.
    assert replace(again, stale=(), claims=found.claims) == replace(found, stale=())


@given(lines=some_lines)
def test_more_articles_change_nothing_in_the_others(lines):
    new = drawn("aa", "[Maria Keller|e1/p] {said|that it rained|e1} in [Washington|e2/l].")
    found, more = obeyed(*lines), obeyed(*lines, articles=(*ARTICLES, new))
    assert set(found.extractions) < set(more.extractions)
    assert (found.same, found.different) == (more.same, more.different)


@given(lines=some_lines, data=st.data())
def test_the_graph_holds_what_is_decided_and_nothing_of_what_is_not(lines, data):
    found, graph = obeyed(*lines), graph_of(*lines)
    home = {(each.article, each.local): each.entity for each in graph.merges}
    assert all(home[one] == home[other] for one, other in found.same)
    assert all(home[one] != home[other] for one, other in found.different)
    types = {(a.article.id, e.id): e.type for a in found.extractions for e in a.entities}
    assert all(graph.entities[home[each]].type is types[each] for each in found.typed)
    decided = {frozenset(pair) for pair in (*found.same, *found.different)}
    assert not [each for each in graph.doubts if frozenset((each.one, each.other)) in decided]
    again = graph_of(
        *data.draw(st.permutations(lines)), articles=tuple(data.draw(st.permutations(ARTICLES)))
    )
    assert content(again) == content(graph)
