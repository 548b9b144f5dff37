"""What the page says of a thing."""

from dataclasses import replace

import pytest

from graphbuild.export.cards import Shown, article_card, claim_card, entity_card
from graphbuild.model import RoleKind


@pytest.fixture
def card(judged_graph):
    """Make the card of a claim, where every claim and article has one."""
    claims = list(judged_graph.claims)
    shown = Shown(
        articles={article: number for number, article in enumerate(judged_graph.extractions)},
        claims={claim.id: number for number, (_, claim) in enumerate(claims)},
    )

    def make(claim, where=shown):
        return claim_card(judged_graph, where, *judged_graph.claim(claim))

    return make


def ties(card):
    return [(tie["how"], (tie["speaker"] or {}).get("name"), tie["own"]) for tie in card["ties"]]


def test_what_a_knowledge_base_states_stands_apart(small_graph):
    zelenskyy = next(each for each in small_graph.entities.values() if each.background)
    card = entity_card(small_graph, zelenskyy)
    assert card["background"] == [
        "president of a country",
        "President (2019-05-20 – )",
        "Member of a board (2019 – 2023-01)",
        "Patron",
        "Servants",
        "UA",
        "born 1978-01-25",
        "died 2099-01",
    ]
    assert card["roles"] == ["president (UA)"]


def test_of_an_entity_without_a_link_nothing_is_known(small_graph):
    entity = replace(next(iter(small_graph.entities.values())), background=None)
    assert entity_card(small_graph, entity)["background"] == []


def test_a_form_of_address_is_no_role_to_show(small_graph):
    entity = next(each for each in small_graph.entities.values() if each.background)
    address = replace(entity.roles[0], kind=RoleKind.HONORIFIC, title="Mr", country=None)
    card = entity_card(small_graph, replace(entity, roles=(address, *entity.roles)))
    assert card["roles"] == ["president (UA)"]


def test_a_claim_that_others_report_says_where(judged_graph, card):
    first, again = (each.claim for each in judged_graph.clusters["cluster-0"].appearances)
    found = card(first)
    assert (found["articles"], found["independent"]) == (2, 1)
    (tie,) = found["ties"]
    assert (tie["how"], tie["where"]) == ("also reported by", "Coast Herald, 2022-11-12")
    assert ("no longer be supplied", "decided") in tie["passage"]
    assert tie["own"] == "no longer be supplied"
    (back,) = card(again)["ties"]
    assert back["where"] == "Harbour Courier, 2022-11-09"
    assert back["why"] == tie["why"] == "same-words, 0.90"


def test_a_claim_says_what_it_is_held_against_from_both_sides(judged_graph, card):
    agreement, change, contradiction = judged_graph.claim_links
    assert ties(card(contradiction.one)) == [
        ("contradicted by", "Amnesty International", "denied … the army was leaving")
    ]
    assert ties(card(contradiction.other)) == [
        ("contradicts", "Volodymyr Zelenskyy", "the army was leaving")
    ]
    assert ties(card(change.one))[0][0] == "changed to"
    assert ties(card(change.other))[0][0] == "changed from"
    assert ("agrees with", "Kherson City Council", "mines might remain") in ties(
        card(agreement.one)
    )


def test_a_tie_leads_to_the_other_claim_where_that_is_shown(judged_graph, card):
    link = judged_graph.claim_links[1]
    place = [claim.id for _, claim in judged_graph.claims].index(link.other)
    assert card(link.one)["ties"][0]["claim"] == place
    article, _ = judged_graph.claim(link.one)
    alone = Shown(articles={article.id: 0}, claims={link.one: 0})
    assert card(link.one, alone)["ties"][0]["claim"] is None


def test_a_claim_alone_has_no_ties(judged_graph, card):
    quote = judged_graph.extractions["courier-1"].claims[1]
    found = card(quote.id)
    assert (found["ties"], found["articles"], found["independent"]) == ([], 1, 1)


def test_an_entity_says_when_it_is_seen_and_why_it_is_one(judged_graph):
    kherson = entity_card(judged_graph, judged_graph.entities["Q156732"])
    assert kherson["seen"] == ["2022-11-09", "2022-11-12"]
    assert (kherson["articles"], kherson["independent"]) == (3, 2)
    assert kherson["merges"] == ["same-name: name kherson (3)"]
    assert entity_card(judged_graph, judged_graph.entities["Q1899"])["merges"] == []


def test_a_reprint_says_whose_text_it_prints(judged_graph):
    cards = {
        article.id: article_card(judged_graph, article)["reprint"]
        for article in judged_graph.articles
    }
    assert cards == {
        "courier-1": "",
        "herald-3": "Harbour Courier, 2022-11-09",
        "lantern/2022 11": "",
    }


def test_a_team_is_told_from_a_place(small_graph):
    place = next(each for each in small_graph.entities.values() if each.lat is not None)
    assert not entity_card(small_graph, place)["team"]
    assert entity_card(small_graph, replace(place, team=True))["team"]
