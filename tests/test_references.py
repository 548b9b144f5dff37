"""Pronouns and titles, and whom they mean."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphbuild.anaphors import Anaphor
from graphbuild.antecedents import Candidate
from graphbuild.coreference import join_names
from graphbuild.mentions import find_names
from graphbuild.model import Mention, MentionKind
from graphbuild.profiles import profile
from graphbuild.references import THRESHOLDS, Ranker, Said, find_references
from graphbuild.roles import find_roles


# ------------------------------------------------------------------ in text
def references(nlp, gazetteer, text: str, said: Said = ()) -> list[Mention]:
    """Return the references in *text*; the id of an entity is its name."""
    doc = nlp(text)
    clusters = join_names(find_names(doc, gazetteer), gazetteer)
    profiles = {
        each.name: profile(
            each, [found for name, _, _ in each.names for found in find_roles(doc, name)], gazetteer
        )
        for each in clusters
    }
    named = [
        Mention(
            start=name.start,
            end=name.end,
            type=each.type,
            kind=MentionKind.NAME,
            entity=each.name,
            rule=rule,
            score=score,
        )
        for each in clusters
        for name, rule, score in each.names
    ]
    named.sort(key=lambda mention: mention.start)
    return list(find_references(doc, named, profiles, gazetteer, said))


@pytest.fixture
def check_references(nlp, gazetteer):
    """Check which words refer to whom: ``check(text, ("She", "Maria Keller"))``."""

    def check(text: str, *expected: tuple[str, str]) -> None:
        found = references(nlp, gazetteer, text)
        assert [(text[each.start : each.end], each.entity) for each in found] == list(expected)

    return check


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Maria Keller came. She left.", [("She", "Maria Keller")]),
        ("Maria Keller came. He left.", []),
        ("Peter Novak met Maria Keller. She left.", [("She", "Maria Keller")]),
        (
            "Peter Novak met Maria Keller. She thanked him.",
            [("She", "Maria Keller"), ("him", "Peter Novak")],
        ),
        ("Peter Novak met Paul Keller. He left.", [("He", "Peter Novak")]),
        ("Peter Novak lost his keys.", [("his", "Peter Novak")]),
        ("He left. Nobody stayed.", []),
        ("Norway warned Sweden. They left.", []),
    ],
)
def test_pronouns(check_references, text, expected):
    check_references(text, *expected)


@pytest.mark.model
def test_a_pronoun_does_not_reach_far_back(check_references):
    check_references("Maria Keller came. " + "The rain fell on the roofs. " * 6 + "She left.")


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Austrian president Maria Keller came to Prague. The president left.",
            [("The president", "Maria Keller")],
        ),
        (
            "Maria Keller, the Austrian president, came to Prague. The president left.",
            [("the Austrian president", "Maria Keller"), ("The president", "Maria Keller")],
        ),
        (
            (
                "French president Peter Novak met Austrian president Maria Keller. "
                "The French president left."
            ),
            [("The French president", "Peter Novak")],
        ),
        (
            "Austrian president Maria Keller came to Prague. The leader left.",
            [("The leader", "Maria Keller")],
        ),
        ("Gen. Peter Novak came. The general left.", [("The general", "Peter Novak")]),
        (
            "The Ministry of Finance knew. The ministry was silent.",
            [("The ministry", "Ministry of Finance")],
        ),
        ("Gen. Peter Novak came. A general left.", []),
        ("Gen. Peter Novak came. The admiral left.", []),
        ("Gen. Peter Novak came. The generals left.", []),
        ("French president Peter Novak came to Prague. The Austrian president left.", []),
    ],
)
def test_titles(check_references, text, expected):
    check_references(text, *expected)


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Maria Keller voted against the plan. The senator left.",
            [("The senator", "Maria Keller")],
        ),
        ("President Maria Keller voted against the plan. The senator left.", []),
        ("Maria Keller voted against the plan. The spokesman left.", []),
        ("Maria Keller voted against the plan. Her lawyer left.", [("Her", "Maria Keller")]),
    ],
)
def test_a_title_that_varies_a_name(check_references, text, expected):
    check_references(text, *expected)


@pytest.mark.model
def test_who_speaks_is_named_outside_of_what_is_said(check_references):
    check_references(
        "Peter Novak came. “Paul Meyer lost the vote,” the man said. He left.",
        ("He", "Peter Novak"),
    )


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Maria Keller, a teacher from Leeds, left.", [("a teacher from Leeds", "Maria Keller")]),
        ("The general, Paul Keller, left.", [("The general", "Paul Keller")]),
        ("Maria Keller was a good painter.", [("a good painter", "Maria Keller")]),
        ("The general Paul Keller left.", []),
        ("Maria Keller, her mother, left.", [("her", "Maria Keller")]),
    ],
)
def test_what_stands_beside_a_name_or_is_said_of_it(check_references, text, expected):
    check_references(text, *expected)


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "word", "entity"),
    [
        ("Peter Novak met Maria Keller. He told him.", "him", None),
        ("Norway voted. It will send its ships.", "its", "Norway"),
        ("Maria Keller hurt herself.", "herself", "Maria Keller"),
        ("It rained in Norway.", "It", None),
        ("Prague voted on Monday. The city has a new mayor.", "The city", "Prague"),
        ("Maria Keller came. “Paul Meyer lost,” she said.", "she", "Maria Keller"),
    ],
)
def test_what_a_word_means(nlp, gazetteer, text, word, entity):
    meant = {text[m.start : m.end]: m.entity for m in references(nlp, gazetteer, text)}
    assert meant.get(word) == entity


@pytest.mark.model
def test_who_says_i_is_who_speaks(nlp, gazetteer):
    text = "Maria Keller met Ann Roe. “I lost my keys,” said Keller."
    source, content = (text.rindex("Keller"), len(text) - 1), (text.index("“"), text.index("said"))
    found = references(nlp, gazetteer, text, [((source,), (content,))])
    meant = {text[m.start : m.end]: m.entity for m in found}
    assert (meant["I"], meant["my"]) == ("Maria Keller", "Maria Keller")


@pytest.mark.model
def test_references_say_their_kind_rule_and_score(nlp, gazetteer):
    pronoun, title = references(
        nlp, gazetteer, "Gen. Peter Novak came. He slept. The general left."
    )
    assert (pronoun.kind, pronoun.rule) == ("pronoun", "ranked-pronoun")
    assert THRESHOLDS["he"] <= pronoun.score <= 1
    assert (title.kind, title.rule, title.score) == ("nominal", "title-of-role", 0.6)


WORDS = ["Maria Keller", "Peter Novak", "Norway", "he", "she", "her", "it", "I", "the city"]
VERBS = ["came", "left", "said", "saw", "was a teacher", ".", ",", "“", "”", "\n\n"]


@pytest.mark.model
@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from([*WORDS, *VERBS]), max_size=30))
def test_any_text_has_references_inside_it_and_always_the_same(nlp, gazetteer, parts):
    text = " ".join(parts)
    found = references(nlp, gazetteer, text)
    assert found == references(nlp, gazetteer, text)
    assert all(0 <= each.start < each.end <= len(text) for each in found)
    assert all(0 < each.score <= 1 for each in found)
    spans = [(each.start, each.end) for each in found]
    assert spans == sorted(set(spans))


@pytest.mark.model
def test_a_pronoun_right_after_a_name_takes_it_up(nlp, gazetteer):
    text = "Peter Novak met the envoy Jan Brekke. The minister Novak he explained the delay."
    (he,) = (
        each for each in references(nlp, gazetteer, text) if text[each.start : each.end] == "he"
    )
    assert (he.entity, he.rule) == ("Peter Novak", "taken-up")


# ------------------------------------------------------------------ ranking
ANAPHOR = Anaphor(head=0, first=0, last=1, group="he", kind=MentionKind.PRONOUN)


def test_the_heaviest_candidate_wins_with_its_share():
    ranker = Ranker([("he", "near", 2.0), ("*", "far", -2.0)])
    candidates = [Candidate("e1", ("near",)), Candidate("e2", ("far",)), Candidate(None, ())]
    assert ranker.choose(ANAPHOR, candidates) == ("e1", pytest.approx(0.867, abs=0.001))


def test_nobody_is_meant_where_nobody_is_likely():
    ranker = Ranker([("*", "none", 3.0), ("she", "near", 9.0)])
    # Those who are called "she" are weighed as those who are called "he".
    assert ranker.choose(ANAPHOR, [Candidate("e1", ("near",)), Candidate(None, ("none",))]) is None
    assert ranker.choose(ANAPHOR, [Candidate(None, ())]) is None
