"""Decisions with redacted names masked: those on others hold, those on the redacted are gone."""

from pathlib import Path

import pytest

from graphbuild.decision_masks import mask_decisions
from graphbuild.decisions import (
    ClaimAnchor,
    ClaimRight,
    ClaimWrong,
    Decisions,
    Different,
    NameAnchor,
    OfType,
    Same,
    Speaker,
)
from graphbuild.model import Article, EntityType
from graphbuild.redaction import redact_article, redact_names

ANNA = redact_names(
    ["Anna Lindqvist", "Lindqvist"], ["a"], EntityType.PERSON, "pepper", ids=["Q17"]
)
GONE = redact_article(Article(id="gone", text="Gone"), "pepper")
ARTICLES = [
    Article(id="a", text="Tom Berg said that Anna Lindqvist lied. Lindqvist: no.", title="Lies"),
    Article(id="b", text="Eva Lindqvist said it rained.", title="Rain"),
    Article(id="c-anna-lindqvist", text="Tom Berg slept.", title="Anna Lindqvist and others"),
    Article(id="gone", text="Gone", title="Gone"),
]

TOM = NameAnchor(article="a", name="Tom Berg")
EVA = NameAnchor(article="b", name="Eva Lindqvist")
HER = NameAnchor(article="a", name="Lindqvist")


def masked(*entries):
    decisions = Decisions(
        entries=(*entries, ANNA, GONE), inputs=(Path("news"), Path("../anna_lindqvist.txt"))
    )
    shown = mask_decisions(decisions, ARTICLES)
    assert shown.inputs == (Path("news"),)
    assert shown.redactions == decisions.redactions
    return shown.entries[:-2]


@pytest.mark.parametrize(
    "decision",
    [
        Same(one=TOM, other=EVA),
        Different(one=TOM, other="Q95"),
        OfType(entity=EVA, type=EntityType.PERSON),
        ClaimRight(claim=ClaimAnchor(article="b", content="it rained")),
        Speaker(
            claim=ClaimAnchor(article="b", content="it rained"),
            speaker=NameAnchor(name="Eva Lindqvist"),
        ),
    ],
)
def test_what_is_decided_on_others_holds(decision):
    assert masked(decision) == (decision,)


@pytest.mark.parametrize(
    "decision",
    [
        Same(one=HER, other=EVA),
        Same(one="Q17", other=EVA),
        Different(one=TOM, other=NameAnchor(title="Lies", name="Anna Lindqvist")),
        OfType(entity=HER, type=EntityType.PERSON),
        OfType(entity=NameAnchor(article="gone", name="Gone"), type=EntityType.PERSON),
        ClaimWrong(claim=ClaimAnchor(title="Gone", content="Gone")),
        Speaker(claim=ClaimAnchor(article="a", content="no"), speaker=NameAnchor(name="Lindqvist")),
    ],
)
def test_what_is_decided_on_the_redacted_is_dropped(decision):
    assert masked(decision) == ()


def test_names_are_masked_as_in_the_article():
    wrong = ClaimWrong(
        claim=ClaimAnchor(article="a", content="that Anna Lindqvist lied", cue="said", at=14)
    )
    assert masked(wrong) == (
        ClaimWrong(
            claim=ClaimAnchor(article="a", content="that ████ █████████ lied", cue="said", at=14)
        ),
    )


def test_ids_and_titles_are_those_that_are_shown():
    named = NameAnchor(article="c-anna-lindqvist", title="Anna Lindqvist and others", name="Tom")
    ((shown),) = masked(OfType(entity=named, type=EntityType.PERSON))
    assert isinstance(shown, OfType)
    assert isinstance(shown.entity, NameAnchor)
    assert str(shown.entity.article).startswith("redacted-")
    assert shown.entity.title == "████ █████████ and others"


def test_an_article_that_is_not_there_has_whole_names_masked():
    lost = NameAnchor(article="x", title="Of Anna Lindqvist", name="Tom Berg")
    ((shown),) = masked(OfType(entity=lost, type=EntityType.PERSON))
    assert shown.entity == NameAnchor(article="x", title="Of ████ █████████", name="Tom Berg")


def test_without_redactions_nothing_changes():
    decisions = Decisions(entries=(Same(one=HER, other=EVA),))
    assert mask_decisions(decisions, ARTICLES) is decisions
