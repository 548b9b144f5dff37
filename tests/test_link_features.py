"""Each kind of evidence for a link speaks where it should, and no feature holds a word."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphbuild.candidates import Setting, Subject
from graphbuild.facts import Fact
from graphbuild.knowledge import KnowledgeBase
from graphbuild.link_features import describe_candidates
from graphbuild.model import EntityType, Position

PERSON, ORGANIZATION, LOCATION = EntityType.PERSON, EntityType.ORGANIZATION, EntityType.LOCATION
MAYOR = Fact(
    id="Q1",
    type=PERSON,
    name="Grigory Hugo Stone",
    aliases=("G. Stone",),
    description="mayor of Vellport",
    country="NO",
    positions=(Position(title="Mayor of Vellport", start="2010", end="2014"),),
    birth="1960",
)
MUELLER = Fact(id="Q4", type=PERSON, name="Jörg Müller")
WORKS = Fact(id="Q2", type=ORGANIZATION, name="Boat Works Inc.", aliases=("BW",), country="US")


def features(name: str, fact: Fact, *, others=(), setting=None, roles=(), forms=None) -> dict:
    subject = Subject(type=fact.type, name=name, forms=forms or (name,), roles=roles)
    found = describe_candidates(subject, [fact, *others], setting or Setting(), KnowledgeBase())
    return dict(found[0])


@pytest.mark.parametrize(
    ("name", "fact", "likeness"),
    [
        ("Grigory Hugo Stone", MAYOR, "same"),
        ("G. Stone", MAYOR, "alias"),
        ("grigory hugo stone", MAYOR, "folded"),
        ("Grigori Hugo Stone", MAYOR, "transliterated"),
        ("Grigory Stone", MAYOR, "first-and-last"),
        ("Grigory Hugo", MAYOR, "part"),
        ("Stone", MAYOR, "surname"),
        ("Joerg Mueller", MUELLER, "transliterated"),
        ("Ann Lee", MAYOR, "other"),
        ("BW", WORKS, "alias"),
        ("BOAT WORKS INC", WORKS, "folded"),
        ("Boat Works Ltd.", WORKS, "short"),
        ("Boat", WORKS, "part"),
        ("Ships", WORKS, "other"),
    ],
)
def test_likeness_of_names(name, fact, likeness):
    found = [each for each in features(name, fact) if each.startswith("name=")]
    assert found == [f"name={likeness}"]


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        (Setting(), {"country-unknown"}),
        (Setting(countries=Counter({"NO": 2})), {"country-share", "country-named"}),
        (Setting(countries=Counter({"SE": 2})), {"country-share", "country-strange"}),
    ],
)
def test_country(setting, told):
    found = features("Grigory Stone", MAYOR, setting=setting)
    assert {each for each in found if each.startswith("country-")} == told


@pytest.mark.parametrize(
    ("roles", "told"),
    [((), "role-none"), (("mayor",), "role-met"), (("dentist",), "role-missed")],
)
def test_roles(roles, told):
    assert told in features("Grigory Stone", MAYOR, roles=roles)


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (None, "date-unknown"),
        ("2012-01-01", "in-office"),
        ("1990-01-01", "not-yet-in-office"),
        ("2040-01-01", "long-out-of-office"),
        ("1950", "before-its-time"),
        ("2070", "long-dead"),
    ],
)
def test_dates(day, told):
    assert told in features("Grigory Stone", MAYOR, setting=Setting(day=day))


def test_rivals_and_the_words_around():
    known = Fact(id="Q3", type=PERSON, name="Grigory Stone", wikipedia="Grigory Stone")
    found = features(
        "Grigory Stone", MAYOR, others=[known], setting=Setting(words=frozenset({"vellport"}))
    )
    assert found["margin"] == -2.0
    assert found["context-share"] == 0.5
    assert found["named-share"] == 1.0
    assert "only" not in found
    assert "only" in features("Grigory Stone", MAYOR)


@pytest.mark.parametrize(
    ("name", "common", "told"),
    [
        ("House", (), {"generic"}),
        ("Duchess", ("duchess",), {"generic", "common-word"}),
        ("Orange", ("orange",), {"common-word"}),
        ("Boat Works", ("boat", "works"), set()),
    ],
)
def test_names_that_are_words(name, common, told):
    found = features(name, WORKS, setting=Setting(common=frozenset(common)))
    assert {each for each in found if each in {"generic", "common-word"}} == told


@given(st.text(min_size=1, max_size=20), st.text(max_size=20))
def test_no_feature_holds_a_word(name, role):
    plain = set(features("A", MAYOR)) | set(features("A", MAYOR, roles=("b",)))
    extra = {
        f"{prefix}name={kind}"
        for prefix in ("", "person:")
        for kind in (
            "same",
            "alias",
            "folded",
            "transliterated",
            "first-and-last",
            "part",
            "surname",
            "other",
        )
    }
    extra |= {"one-word", "person:one-word", "acronym", "person:acronym", "role-met", "role-missed"}
    extra |= {"role-share", "role-none", "generic", "person:generic"}
    assert set(features(name, MAYOR, roles=(role,) if role else ())) <= plain | extra
