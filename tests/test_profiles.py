"""What is known of an entity, which a pronoun or a noun must fit."""

import pytest

from graphbuild.coreference import Cluster
from graphbuild.mentions import Name
from graphbuild.model import EntityType
from graphbuild.profiles import profile
from graphbuild.roles import RolePhrase

PERSON, ORGANIZATION, LOCATION = (
    EntityType.PERSON,
    EntityType.ORGANIZATION,
    EntityType.LOCATION,
)


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


def test_the_given_name_of_the_fullest_form_tells(gazetteer):
    """ "Martin" is a surname here."""
    known = cluster("Ulrike Martin")
    name = Name(start=50, end=56, first=9, last=10, text="Martin", type=PERSON)
    known.add(name, "part-of-name", 0.9)
    assert profile(known, [], gazetteer).gender == "f"


@pytest.mark.parametrize(
    ("name", "heads"),
    [("Ministry of Finance", {"ministry"}), ("Northern Bank", {"northern", "bank"})],
)
def test_a_body_is_called_by_the_head_of_its_name(gazetteer, name, heads):
    assert profile(cluster(name, ORGANIZATION), [], gazetteer).heads == heads


def test_the_gazetteer_tells_what_sort_of_place_it_is(gazetteer):
    assert profile(cluster("Norway", LOCATION), [], gazetteer).sorts == {"country"}
    assert profile(cluster("Prague", LOCATION), [], gazetteer).sorts == {"city"}
    assert "water" in profile(cluster("Brook River", LOCATION), [], gazetteer).sorts


def test_the_noun_ministry_is_no_gender(gazetteer):
    known = profile(cluster("Xan Novak"), [role("Foreign Ministry spokeswoman")], gazetteer)
    assert known.gender == "f"
