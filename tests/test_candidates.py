"""What an entity may be depends on its names, its type and what the article is about."""

from collections import Counter

import pytest

from graphbuild.candidates import (
    Setting,
    Subject,
    find_candidates,
    find_setting,
    is_contradicted,
    to_subject,
    wikidata_of_place,
)
from graphbuild.facts import Fact
from graphbuild.gazetteer import Kind, Place
from graphbuild.model import Article, Entity, EntityType, Position, Role

PERSON, ORGANIZATION, LOCATION = EntityType.PERSON, EntityType.ORGANIZATION, EntityType.LOCATION
NORWAY = Place(geonames=1, name="Norway", population=5_000_000, country="NO", kind=Kind.NATION)
VELLPORT = Place(geonames=2, name="Vellport", population=9_000, country="NO", lat=60.0, lon=5.0)
NORTHMARK = Place(geonames=3, name="Northmark", population=0, country="NO", kind=Kind.REGION)
ABOUT_NORWAY = Setting(countries=Counter({"NO": 3}))


def fact(number: int, name: str, kind: EntityType, **more) -> Fact:
    return Fact(id=f"Q{number}", type=kind, name=name, **more)


STATE = fact(1, "Norway", LOCATION, country="NO", description="country in Northern Europe")
TOWN = fact(2, "Vellport", LOCATION, country="NO", population=8_500, description="city")
REGION = fact(3, "Northmark", LOCATION, country="NO", description="territory")
COUNCIL = fact(4, "Norway Harbour Council", ORGANIZATION, country="NO")
MINISTER = fact(
    5,
    "Petra Novak",
    PERSON,
    country="NO",
    description="politician",
    positions=(Position(title="Minister of Canals", start="2020"),),
)
NAMESAKE = fact(6, "Jan Novak", PERSON, country="NO", description="singer")


@pytest.fixture
def kb(knowledge):
    return knowledge(STATE, TOWN, REGION, COUNCIL, MINISTER, NAMESAKE)


def subject(kind: EntityType, name: str, **more) -> Subject:
    return Subject(type=kind, name=name, forms=(name,), **more)


def test_an_entity_with_its_place_and_roles_is_a_subject():
    entity = Entity(
        id="e1",
        type=LOCATION,
        name="the port",
        aliases=("Vellport",),
        roles=(Role(article="a", title="capital", start=0, end=7),),
    )
    assert to_subject(entity, VELLPORT, 0.7) == Subject(
        type=LOCATION,
        name="the port",
        forms=("the port", "Vellport"),
        roles=("capital",),
        place=VELLPORT,
        place_score=0.7,
    )


@pytest.mark.parametrize(
    ("text", "published", "countries", "day"),
    [
        ("Norwegians met a Norwegian and North Koreans.", None, {"NO": 2, "KP": 1}, None),
        ("In 1999 and in 2003 it rained.", None, {}, "2003"),
        ("In 2030 it may rain.", "2021-05-06T10:00:00Z", {}, "2021-05-06"),
        ("", None, {}, None),
    ],
)
def test_what_an_article_is_about(text, published, countries, day):
    setting = find_setting(Article(id="a", text=text, published=published), [])
    assert (dict(setting.countries), setting.day) == (countries, day)


def test_places_count_for_their_states():
    setting = find_setting(Article(id="a", text="…"), [subject(LOCATION, "V", place=VELLPORT)])
    assert setting.countries == {"NO": 1}


@pytest.mark.parametrize(
    ("asked", "setting", "found"),
    [
        (subject(PERSON, "Petra Novak"), Setting(), [MINISTER]),
        (subject(ORGANIZATION, "Petra Novak"), Setting(), []),
        (subject(PERSON, "Vellport"), Setting(), []),
        (subject(ORGANIZATION, "Vellport"), Setting(), [TOWN]),
        (subject(PERSON, "Novak"), ABOUT_NORWAY, []),
        (subject(PERSON, "Novak", roles=("Canals minister",)), ABOUT_NORWAY, [MINISTER]),
        (subject(PERSON, "Novak", roles=("Min.",)), ABOUT_NORWAY, [MINISTER]),
        (subject(PERSON, "Novak", roles=("minister",)), Setting(), []),
        (subject(PERSON, "Novak", roles=("dentist",)), ABOUT_NORWAY, []),
        (subject(ORGANIZATION, "Harbour Council"), ABOUT_NORWAY, [COUNCIL]),
        (subject(ORGANIZATION, "Harbour Council"), Setting(), []),
    ],
)
def test_candidates(kb, asked, setting, found):
    assert find_candidates(asked, setting, kb) == found


@pytest.mark.parametrize(
    ("place", "found"),
    [
        (NORWAY, STATE),
        (VELLPORT, TOWN),
        (NORTHMARK, REGION),
        (Place(geonames=4, name="Vellport", population=500_000, country="NO"), None),
        (Place(geonames=5, name="Vellport", population=9_000, country="US"), None),
        (Place(geonames=6, name="Norway", population=3_000, country="NO"), None),
    ],
)
def test_the_wikidata_id_of_a_place(kb, place, found):
    assert wikidata_of_place(place, kb) == found


def test_two_equal_towns_are_none(knowledge):
    other = fact(7, "Vellport", LOCATION, country="NO", description="city")
    assert wikidata_of_place(VELLPORT, knowledge(TOWN, other)) is None


def test_what_a_town_lies_in_tells_it_from_its_namesakes(knowledge):
    north = fact(7, "Vellport", LOCATION, country="NO", description="town, Northmark, Norway")
    south = fact(8, "Vellport", LOCATION, country="NO", description="town, Southmark, Norway")
    kb = knowledge(north, south)
    assert wikidata_of_place(VELLPORT, kb, within=("Hill", "Southmark", "Norway")) == south
    assert wikidata_of_place(VELLPORT, kb, within=("Eastmark",)) is None


def test_a_geonames_id_decides(knowledge):
    other = fact(7, "Vellport harbour", LOCATION, country="NO", geonames=2)
    assert wikidata_of_place(VELLPORT, knowledge(TOWN, other)) == other


US_TOWN = fact(
    9, "Vellport", LOCATION, country="US", description="city or town, Ohio, United States"
)
ASSEMBLY = fact(11, "Congress of Norway", ORGANIZATION, country="NO", aliases=("Congress",))
LESSER = fact(
    12, "Jan Novak", PERSON, description="member of a board", wikipedia="Jan Novak (politician)"
)
IN_NORTHMARK = {"place": VELLPORT, "within": ("Northmark", "Norway")}
ABOUT_CHILE = Setting(countries=Counter({"CL": 3}), common=frozenset({"guild"}))
GUILD = fact(13, "Guild Records", ORGANIZATION, aliases=("Guild",))


@pytest.mark.parametrize(
    ("asked", "known", "setting", "expected"),
    [
        (subject(LOCATION, "Vellport", **IN_NORTHMARK), US_TOWN, ABOUT_NORWAY, True),
        (subject(LOCATION, "Vellport", **IN_NORTHMARK), TOWN, ABOUT_NORWAY, False),
        (subject(LOCATION, "Vellport"), US_TOWN, ABOUT_NORWAY, False),
        (subject(PERSON, "Jan Novak", occupations=("teacher",)), NAMESAKE, ABOUT_NORWAY, True),
        (subject(PERSON, "Jan Novak", roles=("the singer",)), NAMESAKE, ABOUT_NORWAY, False),
        (subject(PERSON, "Jan Novak"), NAMESAKE, ABOUT_NORWAY, False),
        (subject(PERSON, "Jan Novak"), LESSER, ABOUT_NORWAY, True),
        (subject(PERSON, "Jan Novak", roles=("board member",)), LESSER, ABOUT_NORWAY, False),
        (subject(ORGANIZATION, "Congress"), ASSEMBLY, ABOUT_CHILE, True),
        (subject(ORGANIZATION, "Congress"), ASSEMBLY, ABOUT_NORWAY, False),
        (subject(ORGANIZATION, "Congress of Norway"), ASSEMBLY, ABOUT_CHILE, False),
        (subject(ORGANIZATION, "Guild"), GUILD, ABOUT_CHILE, True),
        (subject(ORGANIZATION, "Guild Records"), GUILD, ABOUT_CHILE, False),
    ],
)
def test_what_the_article_says_can_contradict_a_fact(knowledge, asked, known, setting, expected):
    kb = knowledge(TOWN, US_TOWN, NAMESAKE, LESSER, ASSEMBLY, GUILD)
    assert is_contradicted(asked, known, setting, kb) is expected
