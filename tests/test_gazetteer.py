"""Places looked up by any of their names."""

import sqlite3

import pytest

from graphbuild.gazetteer import Gazetteer, Kind, NameKind, Place, gazetteer_of


def place(number: int, name: str, **fields) -> Place:
    return Place(geonames=number, name=name, **{"country": "XX", **fields})


SMALL = place(1, "Brookford", population=20_000, country="US")
LARGE = place(2, "Brookford", population=900_000, country="GB")
NATION = place(3, "Brookford", population=5, country="BF", kind=Kind.NATION)
REGION = place(4, "Brookshire", population=40_000, within=3, kind=Kind.REGION, country="BF")
HAMLET = place(5, "Wilson", population=600, within=4, country="BF")
LAKE = Place(name="Lake Brook", kind=Kind.WATER, wikidata="Q7")


def names_of(*places: Place) -> Gazetteer:
    return gazetteer_of((each.name, each) for each in places)


def test_the_likeliest_place_comes_first_whatever_the_order():
    assert names_of(SMALL, NATION, LARGE).find("Brookford") == (NATION, LARGE, SMALL)
    assert names_of(LARGE, SMALL, NATION).find("Brookford") == (NATION, LARGE, SMALL)


def test_places_of_equal_weight_come_in_the_order_of_their_ids():
    twin = place(6, "Brookford", population=20_000, country="CA")
    assert names_of(twin, SMALL).find("Brookford") == (SMALL, twin)


def test_a_place_given_twice_is_one():
    assert names_of(SMALL, SMALL).find("Brookford") == (SMALL,)


def test_spelling_is_folded():
    zurich = place(7, "Zürich", population=400_000)
    assert names_of(zurich).find("ZURICH") == (zurich,)


def test_an_unknown_name_is_no_place():
    assert names_of(SMALL).find("Nowhere") == ()


def test_a_village_is_only_a_candidate_for_what_is_known_to_be_a_place():
    known = names_of(HAMLET)
    assert known.find("Wilson") == ()
    assert known.candidates("Wilson") == ((HAMLET, NameKind.MAIN),)


def test_what_a_name_is_to_its_place():
    known = gazetteer_of([("Brookford", LARGE), ("Old Brook", LARGE)])
    assert known.candidates("old brook") == ((LARGE, NameKind.ALIAS),)


def test_a_place_lies_in_all_that_its_container_lies_in():
    assert names_of(HAMLET, REGION, NATION).containers(HAMLET) == (REGION, NATION)
    assert names_of(HAMLET, NATION).containers(HAMLET) == ()


def test_places_that_lie_in_each_other_end():
    first, second = place(8, "First", within=9), place(9, "Second", within=8)
    assert len(names_of(first, second).containers(first)) < 10


def test_iris_are_those_of_geonames_else_of_wikidata():
    assert SMALL.iri == "https://sws.geonames.org/1/"
    assert LAKE.iri == "http://www.wikidata.org/entity/Q7"
    assert Place(name="Brook").iri is None


def test_all_fields_of_a_place_come_back():
    full = Place(
        geonames=10,
        name="Brook",
        kind=Kind.REGION,
        population=3,
        country="BF",
        is_capital=True,
        within=3,
        region="BF.01",
        subdivision="BF-B",
        wikidata="Q8",
        lat=1.5,
        lon=-2.5,
    )
    assert names_of(full).find("Brook") == (full,)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Kiev", "Kyiv"),
        ("Britain", "United Kingdom"),
        ("US", "United States"),
        ("U.S.", "America"),
        ("Holland", "The Netherlands"),
        ("Türkiye", "Turkey"),
        ("Burma", "Myanmar"),
        ("Mississippi", "State of Mississippi"),
        ("Volga", "Volga River"),
    ],
)
def test_two_names_of_one_place(gazetteer, name, other):
    assert gazetteer.find(name)[0] == gazetteer.find(other)[0]


@pytest.mark.parametrize(
    ("name", "country", "kind"),
    [
        ("Norway", "NO", "nation"),
        ("Ukraine", "UA", "nation"),
        ("Kherson", "UA", "city"),
        ("Kherson Oblast", "UA", "region"),
        ("Vienna", "AT", "city"),
        ("Paris", "FR", "city"),
        ("New York", "US", "city"),
        ("Washington", "US", "city"),
        ("Georgia", "GE", "nation"),
        ("California", "US", "region"),
        ("Black Sea", "", "water"),
        ("Dnipro River", "", "water"),
        ("Middle East", "", "area"),
        ("Himalayas", "", "mountain"),
    ],
)
def test_places_of_the_world(gazetteer, name, country, kind):
    found = gazetteer.find(name)[0]
    assert (found.country, found.kind) == (country, kind)


@pytest.mark.parametrize(
    ("name", "around"),
    [
        ("Kherson", ["Kherson Oblast", "Ukraine"]),
        ("Kherson Oblast", ["Ukraine"]),
        ("San Diego", ["California", "United States"]),
        ("Norway", []),
        ("West Bank", ["Palestinian Territory"]),
    ],
)
def test_what_places_lie_in(gazetteer, name, around):
    containers = gazetteer.containers(gazetteer.find(name)[0])
    assert [each.name for each in containers] == around


@pytest.mark.parametrize(
    ("abbreviation", "name"),
    [("Conn.", "Connecticut"), ("W.Va.", "West Virginia"), ("Calif.", "California")],
)
def test_abbreviations_of_news_are_candidates_only(gazetteer, abbreviation, name):
    assert gazetteer.candidates(abbreviation)[0][0].name == name
    assert name not in [each.name for each in gazetteer.find(abbreviation)]


@pytest.mark.parametrize(
    ("name", "lat", "lon"), [("Vienna", 48, 16), ("Japan", 36, 138), ("Texas", 31, -99)]
)
def test_places_have_coordinates(gazetteer, name, lat, lon):
    found = gazetteer.find(name)[0]
    assert (round(found.lat), round(found.lon)) == (lat, lon)


@pytest.mark.parametrize("word", ["said", "they", "winter", "", "—", "UN", "Conn"])
def test_common_words_and_acronyms_are_no_places(gazetteer, word):
    assert gazetteer.find(word) == ()


def test_every_state_and_region_of_the_world_has_coordinates(gazetteer):
    """Against states that the hand-made table forgot, or a table whose columns moved."""
    index = sqlite3.connect(":memory:")
    gazetteer._index.backup(index)
    without = index.execute("SELECT name FROM place WHERE lat IS NULL ORDER BY name").fetchall()
    assert without == [("Netherlands Antilles",), ("Serbia and Montenegro",)]  # dissolved
    wrong = index.execute("SELECT name FROM place WHERE abs(lat) > 90 OR abs(lon) > 180").fetchall()
    assert wrong == []
