"""Which place a name means, by the company it keeps."""

import re
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphbuild.coreference import Cluster
from graphbuild.gazetteer import Kind, Place, gazetteer_of
from graphbuild.model import Container, Entity, EntityType
from graphbuild.name_types import Name
from graphbuild.places import SURE, Resolution, link_places, with_place


def place(number: int, name: str, population: int, country: str, **fields) -> Place:
    return Place(geonames=number, name=name, population=population, country=country, **fields)


NORTHLAND = place(1, "Northland", 3_000_000, "NL", kind=Kind.NATION)
SOUTHLAND = place(2, "Southland", 4_000_000, "SL", kind=Kind.NATION)
MILLTON_NORTH = place(3, "Millton", 50_000, "NL", within=1, lat=60.0, lon=10.0)
MILLTON_SOUTH = place(4, "Millton", 400_000, "SL", within=2, lat=-40.0, lon=10.0)
CAPITAL = place(5, "Grandville", 8_000_000, "SL", within=2, lat=-41.0, lon=12.0)
HAMLET = place(6, "Hamlet", 16_000, "SL", within=2, lat=-42.0, lon=15.0)
OAKLAND = place(7, "Oakland", 900_000, "NL", kind=Kind.REGION, region="NL.01", within=1)
OAKLAND_TOWN = place(8, "Oakland", 30_000, "SL", within=2, lat=-43.0, lon=12.0)
OAK_MILLTON = place(
    9, "Millton", 2_000, "NL", region="NL.01", within=7, lat=65.0, lon=20.0, is_capital=False
)
BROOK_COUNTY = place(
    10, "Brook County", 9_000, "NL", kind=Kind.DISTRICT, region="NL.01", within=7, lat=65.2, lon=20
)
RIVER = Place(name="Brook", kind=Kind.WATER, lat=3.0, lon=4.0)
BROOK = place(11, "Brook", 90_000, "SL", within=2, lat=-44.0, lon=12.0)
PLACES = (
    *(NORTHLAND, SOUTHLAND, MILLTON_NORTH, MILLTON_SOUTH, CAPITAL, HAMLET, OAKLAND),
    *(OAKLAND_TOWN, OAK_MILLTON, BROOK_COUNTY, RIVER, BROOK),
)
GAZETTEER = gazetteer_of(
    [*((each.name, each) for each in PLACES), ("Brook", BROOK_COUNTY), ("Oakl.", OAKLAND)]
)


def clusters_of(text: str, names, entity_type: EntityType = EntityType.LOCATION) -> list[Cluster]:
    """Return a cluster for each name, of all its occurrences in *text*."""
    clusters = []
    for words in names:
        found = [
            Name(
                start=match.start(), end=match.end(), first=0, last=1, text=words, type=entity_type
            )
            for match in re.finditer(rf"\b{re.escape(words)}", text)
        ]
        clusters.append(Cluster(found[0]))
        for name in found[1:]:
            clusters[-1].add(name, "same-name", 1.0)
    return clusters


def link(text: str, *names: str, gazetteer=GAZETTEER) -> list[Resolution | None]:
    """Return what each of *names* means in *text*."""
    return link_places(text, clusters_of(text, names), gazetteer)


def meant(text: str, *names: str, gazetteer=GAZETTEER) -> list[Place | None]:
    return [each and each.place for each in link(text, *names, gazetteer=gazetteer)]


def test_a_state_is_sure():
    (found,) = link("Northland votes.", "Northland")
    assert (found.place, found.rule) == (NORTHLAND, "gazetteer-nation")
    assert found.score > SURE


def test_the_larger_of_two_towns_is_likelier_but_not_sure():
    (found,) = link("A fire in Millton.", "Millton")
    assert found.place == MILLTON_SOUTH
    assert found.score < SURE


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Northland: a fire in Millton.", ("Millton", "Northland")),
        ("A fire in Millton, Northland.", ("Millton",)),
        ("A fire in Millton, in northern Northland.", ("Millton",)),
        ("A fire in Millton, a town in Northland.", ("Millton",)),
        ("A fire in Millton (Northland).", ("Millton",)),
        ("A fire in Northland's Millton.", ("Millton",)),
        ("The Northland Post reports a fire in Millton.", ("Millton",)),
    ],
)
def test_the_town_of_a_state_in_the_article_is_likelier_than_a_larger_one(text, names):
    assert meant(text, *names)[0] == MILLTON_NORTH


@pytest.mark.parametrize(
    "text",
    [
        "A fire in Millton, Oakland.",
        "MILLTON, Oakl. — A fire. In Millton, Oakl., it burns.",
        "A fire in Millton, Brook County.",
    ],
)
def test_a_region_beside_a_name_contains_it(text):
    (found,) = link(text, "Millton")
    assert (found.place, found.rule) == (OAK_MILLTON, "gazetteer-container")


def test_what_is_said_to_contain_a_town_is_where_such_a_town_is():
    assert meant("A fire in Millton, Oakland.", "Millton", "Oakland") == [OAK_MILLTON, OAKLAND]


def test_a_list_of_regions_is_no_containment():
    elm = place(21, "Elm", 900_000, "NL", kind=Kind.REGION, region="NL.02", within=1)
    town = place(22, "Elm", 3_000, "NL", region="NL.01", within=7)
    gazetteer = gazetteer_of((each.name, each) for each in (elm, town, OAKLAND, NORTHLAND))
    names = ("Elm", "Oakland")
    (found, _) = link("Voters in Elm, Oakland.", *names, gazetteer=gazetteer)
    assert found.rule == "gazetteer-context"
    (found, _) = link("Voters in Elm, Northland.", "Elm", "Northland", gazetteer=gazetteer)
    assert found.rule == "gazetteer-container"


def test_what_is_listed_together_is_of_one_kind():
    regions = [
        place(51 + number, name, 50_000, "NL", kind=Kind.REGION, region=f"NL.{number}", within=1)
        for number, name in enumerate(("Ash", "Elm", "Fir"))
    ]
    town = place(61, "Fir", 110_000, "NL", region="NL.1", within=52)
    gazetteer = gazetteer_of((each.name, each) for each in (*regions, town))
    assert meant("Rain in Fir.", "Fir", gazetteer=gazetteer) == [town]
    assert meant("Rain in Ash, Elm and Fir.", "Ash", "Elm", "Fir", gazetteer=gazetteer) == regions


def test_the_people_of_a_state_are_evidence_for_it():
    turkish = place(31, "Millton", 50_000, "TR", lat=38.0, lon=43.0)
    gazetteer = gazetteer_of([("Millton", turkish), ("Millton", MILLTON_SOUTH)])
    assert meant("The Turkish army left Millton.", "Millton", gazetteer=gazetteer) == [turkish]
    assert meant("The Turkish town of Millton.", "Millton", gazetteer=gazetteer) == [turkish]
    assert meant("The army left Millton.", "Millton", gazetteer=gazetteer) == [MILLTON_SOUTH]


def test_small_places_near_each_other_speak_for_each_other():
    near = place(41, "Ash", 900, "NL", lat=60.1, lon=10.1)
    far = place(42, "Ash", 40_000, "SL", lat=-20.0, lon=40.0)
    elm = place(43, "Elm", 800, "NL", lat=60.2, lon=10.0)
    other = place(44, "Elm", 30_000, "SL", lat=10.0, lon=50.0)
    fir = place(45, "Fir", 700, "NL", lat=60.0, lon=10.2)
    gazetteer = gazetteer_of((each.name, each) for each in (near, far, elm, other, fir))
    text = "From Ash by Elm to Fir."
    assert meant(text, "Ash", "Elm", "Fir", gazetteer=gazetteer) == [near, elm, fir]


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("They crossed the Brook.", "Brook", RIVER),
        ("They fished in the Brook river.", "Brook", RIVER),
        ("The town of Brook burns.", "Brook", BROOK),
        ("Floods in Brook County.", "Brook", BROOK_COUNTY),
        ("Floods in Brook County.", "Brook County", BROOK_COUNTY),
    ],
)
def test_words_beside_a_name_say_what_the_place_is(text, name, expected):
    assert meant(text, name) == [expected]


def test_a_part_of_a_place_has_its_coordinates_but_is_not_it():
    (found,) = link("Rain in northern Northland. Northland votes.", "northern Northland")
    assert found.is_part
    assert found.link is None
    assert found.part_of == (Container(name="Northland", iri=NORTHLAND.iri),)


def test_a_place_has_what_it_lies_in():
    (found,) = link("Rain in Millton, Oakland.", "Millton")
    assert [each.name for each in found.part_of] == ["Oakland", "Northland"]


def test_an_unknown_place_or_one_of_another_type_means_none():
    assert meant("Rain in Elsewhere.", "Elsewhere") == [None]
    people = clusters_of("Hamlet said.", ["Hamlet"], EntityType.PERSON)
    assert link_places("Hamlet said.", people, GAZETTEER) == [None]


NAMES = ("Northland", "Southland", "Millton", "Grandville", "Hamlet", "Oakland", "Brook")


@given(st.permutations(NAMES))
def test_the_order_of_the_clusters_changes_nothing(names):
    text = "Northland and Southland: Millton, Grandville, Hamlet, Oakland or Brook?"
    found = dict(zip(names, link(text, *names), strict=True))
    assert found == dict(zip(NAMES, link(text, *NAMES), strict=True))


@given(st.sets(st.sampled_from(PLACES), min_size=1), st.randoms())
def test_the_order_of_the_gazetteer_changes_nothing(places, random):
    shuffled = sorted(places, key=lambda _: random.random())
    text = "Northland and Southland: Millton, Grandville, Hamlet, Oakland or Brook?"
    ordered = gazetteer_of((each.name, each) for each in PLACES if each in places)
    other = gazetteer_of((each.name, each) for each in shuffled)
    assert link(text, *NAMES, gazetteer=other) == link(text, *NAMES, gazetteer=ordered)


@given(st.lists(st.sampled_from([*NAMES, "the", ",", "in", "of", "County", "'s", "(", "Oakl."])))
def test_scores_are_probabilities(words):
    text = " ".join(words)
    for found in link(text, *(name for name in NAMES if name in words)):
        assert found is not None
        assert 0 <= found.score <= 1


def test_an_article_before_changes_nothing():
    """What the look-ups remember is no evidence."""
    text = "A fire in Millton."
    before = link(text, "Millton")
    link("Northland: a fire in Millton, Northland.", "Millton", "Northland")
    assert link(text, "Millton") == before


@pytest.mark.parametrize("order", list(permutations(range(3)))[:4])
def test_real_places(gazetteer, order):
    text = (
        "Officials in Kherson, in southern Ukraine, spoke. The mayor of Paris, Texas, was in "
        "Springfield, Ill., with the sheriff of Harlan County, Ky."
    )
    names = ["Kherson", "Paris", "Springfield"]
    found = link(text, *(names[each] for each in order), gazetteer=gazetteer)
    regions = [found[order.index(each)].part_of[0].name for each in range(3)]
    assert regions == ["Kherson Oblast", "Texas", "Illinois"]


def resolution(score: float, place: Place = MILLTON_NORTH) -> Resolution:
    around = (Container(name="Northland", iri=NORTHLAND.iri),)
    return Resolution(place=place, is_part=False, part_of=around, rule="rule", score=score)


@pytest.mark.parametrize(
    ("score", "has_coordinates", "is_same"),
    [(0.9, True, True), (0.5, True, False), (0.1, 0, 0)],
)
def test_the_surer_the_choice_the_more_is_said(score, has_coordinates, is_same):
    bare = Entity(id="e1", type=EntityType.LOCATION, name="Millton")
    entity = with_place(bare, resolution(score))
    assert (entity.lat is not None) == has_coordinates
    assert bool(entity.same_as) == bool(entity.part_of) == (entity.country == "NL") == is_same
    assert (entity.population == 50_000) == is_same
    assert [each.score for each in entity.links] == [score]


def test_an_area_without_an_id_has_coordinates_and_no_link():
    bare = Entity(id="e1", type=EntityType.LOCATION, name="Brook")
    entity = with_place(bare, resolution(0.9, RIVER))
    assert (entity.lat, entity.lon, entity.links, entity.country) == (3.0, 4.0, (), None)
    assert with_place(bare, None) == bare
