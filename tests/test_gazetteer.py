"""Places looked up by any of their names."""

import pytest

from graphbuild.gazetteer import Gazetteer, Place


def place(number: int, name: str, *, population: int = 0, country: str = "XX", nation=False):
    return Place(
        geonames=number, name=name, population=population, country=country, is_nation=nation
    )


SMALL = place(1, "Brookford", population=20_000, country="US")
LARGE = place(2, "Brookford", population=900_000, country="GB")
NATION = place(3, "Brookford", population=5, country="BF", nation=True)


def names_of(*places: Place) -> Gazetteer:
    return Gazetteer((each.name, each) for each in places)


def test_the_likeliest_place_comes_first_whatever_the_order():
    assert names_of(SMALL, NATION, LARGE).find("Brookford") == [NATION, LARGE, SMALL]
    assert names_of(LARGE, SMALL, NATION).find("Brookford") == [NATION, LARGE, SMALL]


def test_places_of_equal_weight_come_in_the_order_of_their_ids():
    twin = place(4, "Brookford", population=20_000, country="CA")
    assert names_of(twin, SMALL).find("Brookford") == [SMALL, twin]


def test_a_place_given_twice_is_one():
    assert names_of(SMALL, SMALL).find("Brookford") == [SMALL]


def test_spelling_is_folded():
    zurich = place(5, "Zürich")
    assert names_of(zurich).find("ZURICH") == [zurich]


def test_an_unknown_name_is_no_place():
    assert names_of(SMALL).find("Nowhere") == ()


def test_iri_is_that_of_geonames():
    assert SMALL.iri == "https://sws.geonames.org/1/"


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
    ],
)
def test_two_names_of_one_place(gazetteer, name, other):
    assert gazetteer.find(name)[0] == gazetteer.find(other)[0]


@pytest.mark.parametrize(
    ("name", "country", "is_nation"),
    [
        ("Norway", "NO", True),
        ("Ukraine", "UA", True),
        ("Kherson", "UA", False),
        ("Vienna", "AT", False),
        ("Paris", "FR", False),
        ("Georgia", "GE", True),
        ("California", "US", False),
    ],
)
def test_places_of_the_world(gazetteer, name, country, is_nation):
    found = gazetteer.find(name)[0]
    assert (found.country, found.is_nation) == (country, is_nation)


def test_states_and_us_states_are_regions_and_cities_are_not(gazetteer):
    assert gazetteer.find("Norway")[0].is_region
    assert gazetteer.find("California")[0].is_region
    assert not gazetteer.find("Vienna")[0].is_region


def test_cities_have_coordinates(gazetteer):
    vienna = gazetteer.find("Vienna")[0]
    assert (round(vienna.lat), round(vienna.lon)) == (48, 16)


@pytest.mark.parametrize("word", ["said", "they", "winter", "", "—"])
def test_common_words_are_no_places(gazetteer, word):
    assert gazetteer.find(word) == ()
