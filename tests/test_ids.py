"""Ids follow from content and from nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphbuild.ids import article_id, canonical_url, claim_id, digest, entity_id, is_reserved
from graphbuild.model import EntityType


def test_ids_never_change_between_versions():
    """A changed id breaks every link to it; change these on purpose only."""
    assert digest("a", "b") == "facdde7abf1eac5b"
    assert entity_id(EntityType.PERSON, "maria keller") == "person-e7500a613c7e6803"
    assert claim_id("a", source=((0, 1),), cue=(), content=((2, 3),)) == "claim-f8d4ee519afb3b1f"
    assert article_id(url=None, publisher=None, title=None, text="x") == "9ad9c6cbe50157fa"


@given(st.lists(st.text()), st.lists(st.text()))
def test_digests_depend_on_where_each_part_ends(left, right):
    assert (digest(*left) == digest(*right)) == (left == right)


def test_half_a_surrogate_pair_has_a_digest_too():
    assert len(digest("\ud800")) == 16


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://News.Example/a/", "https://news.example/a"),
        ("HTTPS://news.example:443/a#top", "https://news.example/a"),
        ("http://news.example:80/a?id=1", "http://news.example/a?id=1"),
        (" https://news.example/A ", "https://news.example/A"),
        ("https://news.example", "https://news.example"),
    ],
)
def test_canonical_url(url, canonical):
    assert canonical_url(url) == canonical
    assert canonical_url(canonical) == canonical


def test_an_article_with_a_url_keeps_its_id_when_its_text_is_corrected():
    ids = {
        article_id(url=url, publisher="P", title="T", text=text)
        for url in ("https://news.example/a", "https://news.example/a/#more")
        for text in ("first", "corrected")
    }
    assert len(ids) == 1


def test_without_url_publisher_title_and_text_tell_articles_apart():
    variants = [
        ("P", "T", "x"),
        ("Q", "T", "x"),
        ("P", "U", "x"),
        ("P", "T", "y"),
        (None, "T", "x"),
    ]
    found = {article_id(url=None, publisher=p, title=t, text=x) for p, t, x in variants}
    assert len(found) == len(variants)


@pytest.mark.parametrize(
    ("article", "reserved"),
    [
        ("Q42", True),
        ("person-0123456789abcdef", True),
        ("claim-0123456789abcdef", True),
        ("Q42b", False),
        ("person-0123", False),
        ("courier-1", False),
    ],
)
def test_is_reserved(article, reserved):
    assert is_reserved(article) is reserved


@pytest.mark.parametrize("entity_type", EntityType)
def test_what_ids_are_made_is_reserved(entity_type):
    assert is_reserved(entity_id(entity_type, "x"))
    assert is_reserved(claim_id("a", source=(), cue=(), content=()))


def test_one_name_of_two_types_is_two_entities():
    assert len({entity_id(each, "washington") for each in EntityType}) == 3
