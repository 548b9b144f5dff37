"""Entities and claims found again by their words."""

import pytest
from articles_by_hand import drawn
from hypothesis import given
from hypothesis import strategies as st

from graphbuild.anchors import Anchors, claim_anchor, entity_anchor, linked_entities
from graphbuild.decisions import ClaimAnchor, NameAnchor
from graphbuild.errors import AnchorError

RALLY = drawn(
    "rally",
    "[Maria Keller|e1/p] met [Washington|e2/p] in [Washington|e3/l]. [Keller|e1/p] "
    "{said|that the old bridge would be closed in spring|e1}. [Washington|e2/p] "
    "{denied|that the old bridge would be closed in spring|e2} and "
    "{said|that it rained|e2}. Nobody {said|that it rained|}.",
    title="A  Rally",
)
OTHERS = [drawn("x", "[Peter Novak|e1/p] slept.", title="Two"), drawn("y", "Rain.", title="two")]
ANCHORS = Anchors([RALLY, *OTHERS])


def entity(name: str, at: int | None = None, **where: str) -> NameAnchor:
    return NameAnchor(name=name, at=at, **(where or {"article": "rally"}))


def content(words: str, cue: str | None = None, at: int | None = None) -> ClaimAnchor:
    return ClaimAnchor(article="rally", content=words, cue=cue, at=at)


@pytest.mark.parametrize(
    ("anchor", "local"),
    [
        (entity("Maria Keller"), ("rally", "e1")),
        (entity("KELLER"), ("rally", "e1")),
        (entity("maria\n keller", at=9999), ("rally", "e1")),
        (entity("Washington", at=0), ("rally", "e2")),
        (entity("Washington", at=33), ("rally", "e3")),
        (entity("Keller", title="a rally"), ("rally", "e1")),
        (entity("Keller", article="gone", title="A Rally"), ("rally", "e1")),
        (entity("Peter Novak", article="x", title="A Rally"), ("x", "e1")),
    ],
)
def test_an_entity_is_found_by_its_words(anchor, local):
    assert ANCHORS.find_entity(anchor) == local


@pytest.mark.parametrize(
    ("anchor", "said"),
    [
        (entity("Kell"), "no mention is 'Kell' of article 'rally'"),
        (
            entity("Washington"),
            r"names several entities: add one of 'at: 17' \(person\)",
        ),
        (entity("Keller", article="gone"), "there is no article 'gone'"),
        (entity("Keller", title="gone"), "there is no article 'gone'"),
        (entity("Peter Novak", title="two"), "several articles have the title 'two': 'x', 'y'"),
    ],
)
def test_an_entity_that_is_not_found(anchor, said):
    with pytest.raises(AnchorError, match=said):
        ANCHORS.find_entity(anchor)


def cue_and_content(anchor: ClaimAnchor) -> str:
    article, found = ANCHORS.find_claim(anchor)
    (claim,) = (each for each in RALLY.claims if each.id == found)
    assert article == "rally"
    return RALLY.article.text[claim.cue[0][0] : claim.content[0][1]]


BRIDGE = "that the old bridge would be closed in spring"


@pytest.mark.parametrize(
    ("anchor", "found"),
    [
        (content(BRIDGE, cue="said"), f"said {BRIDGE}"),
        (content(BRIDGE, cue="has denied"), f"denied {BRIDGE}"),
        (content("“THAT the old bridge would be closed in spring”", cue="said"), f"said {BRIDGE}"),
        (content("that the old bridges will be closed in spring", cue="said"), f"said {BRIDGE}"),
        (content("the old bridge would", cue="said"), f"said {BRIDGE}"),
        (content(BRIDGE + " or in June", cue="denied"), f"denied {BRIDGE}"),
        (content("that it rained", at=0), "said that it rained"),
    ],
)
def test_a_claim_is_found_by_its_words(anchor, found):
    assert cue_and_content(anchor) == found


def test_of_two_claims_alike_the_offset_tells():
    starts = {ANCHORS.find_claim(content("that it rained", at=at))[1] for at in (0, 9999)}
    assert len(starts) == 2


@pytest.mark.parametrize(
    ("anchor", "said"),
    [
        (content("that it rained"), "several claims have these words: add one of 'at: "),
        (content(BRIDGE), "several claims have these words"),
        (content(BRIDGE, cue="hoped"), "no claim of article 'rally' has such words"),
        (content("bridge"), "no claim of article 'rally' has such words"),
        (content("that the new road may be opened"), "no claim of article"),
    ],
)
def test_a_claim_that_is_not_found(anchor, said):
    with pytest.raises(AnchorError, match=said):
        ANCHORS.find_claim(anchor)


def test_what_is_linked_is_found_by_wikidata_id():
    linked = drawn("z", "[Peter Novak|e1/p@Q5] and [Oslo|e2/l@Q6] and [Novak|e3/p@Q5]")
    assert linked_entities([RALLY, linked]) == {
        "Q5": [("z", "e1"), ("z", "e3")],
        "Q6": [("z", "e2")],
    }


# ------------------------------------------------------------------ there and back
def test_an_anchor_has_an_offset_only_where_it_needs_one():
    assert entity_anchor(RALLY, "e1") == NameAnchor(
        article="rally", title="A Rally", name="Maria Keller"
    )
    assert entity_anchor(RALLY, "e3") == NameAnchor(
        article="rally", title="A Rally", name="Washington", at=31
    )
    assert [claim_anchor(RALLY, each).at is None for each in RALLY.claims] == [
        True,
        True,
        False,
        False,
    ]


def test_every_entity_and_claim_is_found_by_its_anchor():
    for each in RALLY.entities:
        assert ANCHORS.find_entity(entity_anchor(RALLY, each.id)) == ("rally", each.id)
    for each in RALLY.claims:
        assert ANCHORS.find_claim(claim_anchor(RALLY, each)) == ("rally", each.id)


@given(before=st.text("abc. ", max_size=40), after=st.text("abc. ", max_size=40))
def test_a_text_that_is_corrected_elsewhere_has_the_same_entities(before, after):
    marked = "[Maria Keller|e1/p] {said|that it rained hard|e1}. [Novak|e2/p] slept."
    was, now = drawn("a", marked), drawn("a", f"{before} {marked} {after}")
    found = Anchors([now])
    for each in was.entities:
        assert found.find_entity(entity_anchor(was, each.id)) == ("a", each.id)
    assert found.find_claim(claim_anchor(was, was.claims[0])) == ("a", now.claims[0].id)
