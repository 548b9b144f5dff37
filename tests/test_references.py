"""Pronouns and titles, and whom they mean."""

import pytest

from graphbuild.coreference import Cluster, join_names
from graphbuild.mentions import Name, find_names
from graphbuild.model import EntityType, Mention, MentionKind
from graphbuild.profiles import profile
from graphbuild.references import find_references
from graphbuild.roles import RolePhrase, find_roles

PERSON, ORGANIZATION = EntityType.PERSON, EntityType.ORGANIZATION


def cluster(text: str, entity_type: EntityType = PERSON) -> Cluster:
    name = Name(start=0, end=len(text), first=0, last=1, text=text, type=entity_type)
    return Cluster(name)


def role(title: str) -> RolePhrase:
    return RolePhrase(title=title, start=0, end=len(title), first=0, last=1)


@pytest.mark.parametrize(
    ("name", "title", "gender"),
    [
        ("Maria Keller", None, "f"),
        ("Peter Novak", None, "m"),
        ("Xan Novak", None, None),
        ("Novak", None, None),
        ("Xan Novak", "spokeswoman", "f"),
        ("Xan Novak", "Mr", "m"),
        ("Xan Novak", "minister", None),
        ("Maria Keller", "Mr", "m"),
    ],
)
def test_gender(gazetteer, name, title, gender):
    roles = [role(title)] if title else []
    assert profile(cluster(name), roles, gazetteer).gender == gender


def test_bodies_have_no_gender(gazetteer):
    assert profile(cluster("Maria Foundation", ORGANIZATION), [], gazetteer).gender is None


def test_a_role_gives_its_words_their_full_forms_and_states(gazetteer):
    known = profile(cluster("Xan Novak"), [role("Turkish president"), role("Gen.")], gazetteer)
    assert {"president", "turkish", "general", "leader"} <= known.words
    assert known.states == {"TR"}


def test_a_body_is_known_by_the_words_of_its_name(gazetteer):
    known = profile(cluster("Ministry of Finance", ORGANIZATION), [], gazetteer)
    assert {"ministry", "finance"} <= known.words


# ------------------------------------------------------------------ in text
def references(nlp, gazetteer, text: str) -> list[Mention]:
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
    return list(find_references(doc, named, profiles, gazetteer))


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
            [("The president", "Maria Keller")],
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
def test_a_title_beside_a_name_is_no_reference_of_its_own(check_references):
    check_references("Gen. Peter Novak came. The general, Paul Keller, left.")
    check_references("Gen. Peter Novak came. The general Paul Keller left.")


@pytest.mark.model
def test_references_say_their_kind_rule_and_score(nlp, gazetteer):
    pronoun, title = references(
        nlp, gazetteer, "Gen. Peter Novak came. He slept. The general left."
    )
    assert (pronoun.kind, pronoun.rule, pronoun.score) == ("pronoun", "nearest-fitting", 0.7)
    assert (title.kind, title.rule, title.score) == ("nominal", "title-of-role", 0.6)
