"""What the values tell of themselves."""

from dataclasses import replace

import pytest

from graphbuild.model import Article, Entity, EntityType, Link, Relation


def test_the_best_link_is_the_surest_and_of_several_the_first():
    links = tuple(
        Link(iri=iri, rule="r", score=score) for iri, score in (("a", 0.1), ("b", 0.9), ("c", 0.9))
    )
    entity = Entity(id="e", type=EntityType.PERSON, name="Ana")
    assert entity.best_link is None
    assert replace(entity, links=links).best_link == links[1]


def test_the_hash_is_that_of_the_text_in_utf_8():
    expected = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
    assert Article(id="a", text="hello").text_sha256 == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, True),
        ({"negated": True}, False),
        ({"modal": True}, False),
        ({"time": "past"}, False),
        ({"claim": "claim-1"}, False),
    ],
)
def test_a_relation_is_asserted_only_of_now_and_in_the_articles_own_voice(change, expected):
    relation = Relation(
        type="affiliation", head="a", tail="b", evidence=((0, 1),), rule="r", score=1.0
    )
    assert replace(relation, **change).is_asserted is expected
