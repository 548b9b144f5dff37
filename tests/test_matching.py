"""What is one thing in two graphs is told by what it shares."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from graphbuild.graph import KnowledgeGraph
from graphbuild.matching import corrected_articles, match, match_claims, match_entities

HOLDINGS = st.sets(st.tuples(st.integers(0, 12), st.sampled_from("abcdef")), max_size=25)


def test_what_shares_most_is_one():
    found = match([(1, "a"), (2, "a"), (3, "b")], [(1, "x"), (2, "x"), (3, "y")])
    assert found.pairs == {"a": "x", "b": "y"}
    assert list(found.joined) == []
    assert list(found.parted) == []


def test_the_same_id_decides_between_equals():
    before, after = [(1, "b"), (2, "b")], [(1, "a"), (2, "b")]
    assert match(before, after).pairs == {"b": "b"}


def test_what_shares_nothing_is_one_by_its_id():
    assert match([], [], ["a"]).pairs == {"a": "a"}
    assert match([(1, "a")], [(1, "b")], ["a"]).pairs == {"a": "b"}


def test_what_is_joined_and_parted():
    two, one = [(1, "a"), (2, "a"), (3, "b")], [(1, "x"), (2, "x"), (3, "x")]
    assert list(match(two, one).joined) == [(("a", "b"), "x")]
    assert list(match(one, two).parted) == [("x", ("a", "b"))]
    assert match(two, one).are_near("b", "x")
    assert not match(two, one).is_pair("b", "x")


def test_nothing_is_near_to_nothing_only():
    found = match([(1, "a")], [(1, "a")])
    assert found.are_near(None, None)
    assert not found.are_near(None, "a")
    assert not found.are_near("a", None)


@given(HOLDINGS, HOLDINGS)
def test_it_is_the_same_from_both_sides(before, after):
    there, back = match(before, after), match(after, before)
    assert (there.forward, there.backward) == (back.backward, back.forward)
    assert {other: one for one, other in there.pairs.items()} == back.pairs
    assert sorted(there.joined) == sorted((parts, whole) for whole, parts in back.parted)


@given(HOLDINGS)
def test_a_graph_matches_itself(holdings):
    found = match(holdings, holdings)
    assert all(one == other for one, other in found.pairs.items())
    assert set(found.forward) == {owner for _, owner in holdings}


def test_an_entity_is_found_under_another_id(small_graph):
    other = renamed_ids(small_graph)
    found = match_entities(small_graph, other)
    assert found.pairs == {each: f"{each}x" for each in small_graph.entities}


def renamed_ids(graph: KnowledgeGraph) -> KnowledgeGraph:
    extractions = [
        replace(
            each,
            mentions=tuple(replace(one, entity=f"{one.entity}x") for one in each.mentions),
            entities=tuple(replace(one, id=f"{one.id}x") for one in each.entities),
            claims=(),
            relations=(),
        )
        for each in graph.extractions.values()
    ]
    entities = [replace(each, id=f"{each.id}x") for each in graph.entities.values()]
    return KnowledgeGraph(extractions, entities)


def test_a_corrected_text_is_matched_by_its_words(small_graph):
    extraction = small_graph.extractions["lantern/2022 11"]
    text = f"Correction. {extraction.article.text}"
    moved = replace(extraction.article, text=text)
    mentions = tuple(
        replace(one, start=one.start + 12, end=one.end + 12) for one in extraction.mentions
    )
    claims = tuple(
        replace(
            one,
            id=f"{one.id}x",
            cue=tuple((start + 12, end + 12) for start, end in one.cue),
            content=tuple((start + 12, end + 12) for start, end in one.content),
        )
        for one in extraction.claims
    )
    other = replace(extraction, article=moved, mentions=mentions, claims=claims)
    rest = [each for key, each in small_graph.extractions.items() if key != "lantern/2022 11"]
    after = KnowledgeGraph([*rest, other], small_graph.entities.values())
    assert corrected_articles(small_graph, after) == {"lantern/2022 11"}
    pairs = match_claims(small_graph, after).pairs
    assert {pairs[one.id] for one in extraction.claims} == {one.id for one in claims}
    assert all(one == two for one, two in match_entities(small_graph, after).pairs.items())
