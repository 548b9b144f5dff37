"""Claims that agree, contradict each other or changed."""

from dataclasses import replace

import pytest
from claim_makers import said
from hypothesis import given
from hypothesis import strategies as st

from graphbuild.claim_clusters import find_claim_clusters
from graphbuild.claim_links import find_claim_links
from graphbuild.claim_words import statements_in_order
from graphbuild.model import (
    Attitude,
    Certainty,
    Claim,
    Entity,
    EntityType,
    Extraction,
    Polarity,
    Spans,
)

DAM = "the dam of Mira Novak would flood the lower villages before winter"
OTHER = "lower villages would be flooded by Mira Novak's dam before the winter"
NOT = DAM.replace("would flood", "would ~not~ flood")
LATER = "2031-05-09"


def links(*extractions):
    statements = statements_in_order(extractions)
    return find_claim_links(statements, find_claim_clusters(statements))


def kinds(*extractions) -> list[str]:
    return [f"{each.kind} {each.rule}" for each in links(*extractions)]


def bob(content: str, **how):
    return said("b", content, by="Bob Stone", **how)


def toll(article: str, number: str, by: str, **how):
    return said(
        article, f"the storm killed [{number}|people] in the villages of Mira Novak", by=by, **how
    )


def test_two_speakers_who_say_the_same_agree():
    assert kinds(said("a", DAM), bob(OTHER)) == ["agreement same-words"]


def test_the_same_words_of_two_speakers_are_a_mistake_about_one():
    assert kinds(said("a", DAM), bob(DAM)) == []


def test_one_who_says_that_it_is_not_so_contradicts():
    assert kinds(said("a", DAM), bob(NOT)) == ["contradiction negation"]


def test_one_who_denies_it_contradicts():
    denied = {"cue": "denied", "attitude": Attitude.DENIAL, "polarity": Polarity.NEGATIVE}
    assert kinds(said("a", DAM), bob(DAM, **denied)) == ["contradiction denial"]
    assert kinds(said("a", NOT), bob(DAM, **denied)) == ["agreement same-words"]


def test_other_numbers_for_the_same_contradict():
    assert kinds(toll("a", "12", "Ann Lee"), toll("b", "30", "Bob Stone")) == [
        "contradiction other-number"
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [("12", "12"), ("at least 12", "30"), ("about 41", "40"), ("40,000", "39,500")],
)
def test_numbers_that_can_both_be_right_do_not(one, other):
    found = kinds(toll("a", one, "Ann Lee"), toll("b", other, "Bob Stone"))
    assert "contradiction other-number" not in found


def test_a_toll_that_grows_over_days_is_no_contradiction():
    assert kinds(toll("a", "12", "Ann Lee"), toll("b", "30", "Bob Stone", day=LATER)) == []


def test_numbers_of_other_things_are_not_compared():
    injured = said(
        "b", "the storm injured [30|people] in the villages of Mira Novak", by="Bob Stone"
    )
    assert "contradiction other-number" not in kinds(toll("a", "12", "Ann Lee"), injured)


def test_one_speaker_who_says_otherwise_later_changed():
    assert kinds(said("a", DAM), said("b", NOT, day=LATER)) == ["change negation"]
    assert kinds(toll("a", "12", "Ann Lee"), toll("b", "30", "Ann Lee", day=LATER)) == [
        "change other-number"
    ]


def test_one_speaker_on_one_day_did_not_change():
    assert kinds(said("a", DAM), said("b", NOT)) == []


@pytest.mark.parametrize(
    "attitude", [Attitude.QUESTION, Attitude.HOPE, Attitude.DEMAND, Attitude.REFUSAL]
)
def test_who_affirms_nothing_neither_agrees_nor_contradicts(attitude):
    assert kinds(said("a", DAM), bob(DAM, attitude=attitude)) == []
    assert kinds(said("a", DAM), bob(NOT, attitude=attitude)) == []


def test_what_is_only_possible_contradicts_nothing():
    assert kinds(said("a", DAM), bob(NOT, certainty=Certainty.POSSIBLE)) == []


def test_a_condition_affirms_nothing():
    assert kinds(said("a", DAM), bob(f"{NOT} if it held")) == []


def test_who_says_we_speaks_of_somebody_else():
    ours = "we would flood the lower villages of Mira Novak before winter"
    assert kinds(said("a", ours), bob(ours)) == []


def test_two_clusters_make_one_link():
    found = links(said("a", DAM), said("c", DAM), bob(OTHER), said("d", OTHER, by="Bob Stone"))
    assert len(found) == 1


def test_a_denial_that_points_to_what_was_just_said():
    one, denial = said("a", DAM), bob("the accusation", attitude=Attitude.DENIAL)
    assert kinds(one, denial) == []


CLAIMS = [
    *(said("a", DAM), bob(NOT), said("c", DAM, by="Mira Novak"), said("d", NOT, day=LATER)),
    *(toll("e", "12", "Ann Lee"), toll("f", "30", "Bob Stone"), toll("g", "31", "Ann Lee")),
]


@given(st.permutations(CLAIMS))
def test_the_order_of_articles_does_not_matter(ordered):
    assert links(*ordered) == links(*CLAIMS)


def test_the_words_that_decided_are_those_of_each_claim():
    claims = {claim.id: claim for each in CLAIMS for claim in each.claims}
    found = links(*CLAIMS)
    assert found
    for link in found:
        for claim, words in ((link.one, link.one_words), (link.other, link.other_words)):
            whole = [*claims[claim].content, *claims[claim].cue, *claims[claim].source]
            assert words
            for start, end in words:
                assert any(first <= start < end <= last for first, last in whole)


# ------------------------------------------------------------------ answers in one article
def together(*parts: Extraction) -> Extraction:
    """Return the extraction of one article whose text is that of *parts*, one after the other."""
    text, mentions, claims = "", [], []
    entities: dict[str, Entity] = {}
    for part in parts:
        at = len(text)
        text += part.article.text + " "
        entities |= {each.id: each for each in part.entities}
        mentions += [
            replace(each, start=each.start + at, end=each.end + at) for each in part.mentions
        ]
        claims += [_moved(each, at) for each in part.claims]
    article = replace(parts[0].article, text=text)
    return Extraction(
        article=article,
        entities=tuple(entities.values()),
        mentions=tuple(mentions),
        claims=tuple(claims),
    )


def _moved(claim: Claim, by: int) -> Claim:
    def moved(spans: Spans) -> Spans:
        return tuple((start + by, end + by) for start, end in spans)

    return replace(
        claim,
        id=f"{claim.id[:-4]}{by:04}",
        source=moved(claim.source),
        cue=moved(claim.cue),
        content=moved(claim.content),
        content_negation=moved(claim.content_negation),
    )


def of_states(extraction: Extraction) -> Extraction:
    """Return *extraction* with a mention of each state that its text names."""
    found = extraction
    for name, code in (("Norland", "NO"), ("Sudland", "SE")):
        at = found.article.text.find(name)
        if at >= 0:
            entity = Entity(id=code, type=EntityType.LOCATION, name=name, country=code)
            mention = replace(
                found.mentions[0], start=at, end=at + len(name), entity=code, type=entity.type
            )
            found = replace(
                found, entities=(*found.entities, entity), mentions=(*found.mentions, mention)
            )
    return found


CHARGE = {"cue": "accused", "attitude": Attitude.ACCUSATION}
SHELLED = "of having shelled the plant"


def test_who_names_another_culprit_contradicts():
    charge = of_states(said("a", f"Norland {SHELLED}", **CHARGE))
    answer = of_states(said("a", "that Sudland had shelled it", by="Bob Stone"))
    assert kinds(together(charge, answer)) == ["contradiction other-culprit"]
    same = of_states(said("a", "that Norland had shelled it", by="Bob Stone"))
    assert kinds(together(charge, same)) == ["agreement same-words"]
    own = of_states(said("a", "that Sudland had shelled it"))
    assert kinds(together(charge, own)) == []


def test_a_denial_points_to_what_was_said_before():
    denied = {"cue": "denied", "attitude": Attitude.DENIAL, "polarity": Polarity.NEGATIVE}
    answer = said("a", "the accusation", by="Bob Stone", rule="object", **denied)
    assert kinds(together(said("a", DAM), answer)) == ["contradiction denial-of-claim"]
    known = said("a", DAM, cue="knew")
    known = replace(known, claims=(replace(known.claims[0], cue_lemma="know"),))
    assert kinds(together(known, answer)) == []


def test_who_calls_it_otherwise_contradicts():
    one = said("a", "it an evacuation", cue="call", rule="object")
    other = said("a", "it deportation", cue="call", rule="object", by="Bob Stone")
    assert kinds(together(one, other)) == ["contradiction other-name"]
    again = said("a", "it an evacuation", cue="call", rule="object", by="Bob Stone")
    assert kinds(together(one, again)) == []


def test_a_decision_is_answered_by_no_denial():
    denied = {"cue": "denied", "attitude": Attitude.DENIAL, "polarity": Polarity.NEGATIVE}
    answer = said("a", "the accusation", by="Bob Stone", rule="object", **denied)
    decided = said("a", DAM, cue="ruled", attitude=Attitude.ANNOUNCEMENT)
    assert kinds(together(decided, answer)) == []
    ours = said("a", "we lost the dam of Mira Novak")
    assert kinds(together(ours, answer)) == []


def test_an_accusation_is_denied_rather_than_what_was_said_since():
    denied = {"cue": "denied", "attitude": Attitude.DENIAL, "polarity": Polarity.NEGATIVE}
    charge = said("a", "Bob Stone of having broken the dam", rule="object", **CHARGE)
    since = said("a", "the villages were afraid of winter", by="Mira Novak")
    answer = said("a", "the accusation", by="Bob Stone", rule="object", **denied)
    (link,) = links(together(charge, since, answer))
    assert charge.claims[0].content[0] in {*link.one_words, *link.other_words}


def test_who_admits_a_lie_calls_nothing_one():
    lied = said("a", "that she lied", by="Mira Novak", cue="admitted")
    assert kinds(together(said("a", DAM), lied)) == []
