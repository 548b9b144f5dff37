"""Items of a dump: ranks, qualifiers, precisions, and what is missing."""

import pytest
from dumps import item, statement, time, value_of

from graphbuild.facts import Fact
from graphbuild.model import EntityType
from graphbuild.wikidata_items import Item, to_item, to_plain_fact

PERSON = EntityType.PERSON


def plain(**claims) -> Fact:
    return to_plain_fact(item(7, "Ann Velda", **claims), PERSON, "Ann Velda")


def test_an_item_with_all_that_is_read():
    data = item(
        7,
        "Ann Velda",
        aliases=["A. Velda", "Ann Velda", "A. Velda"],
        description="harbour master",
        sites={"enwiki": "Ann Velda (sailor)", "dewiki": "Ann Velda", "commonswiki": "x"},
        P31=[statement("Q5")],
        P27=[statement("Q30"), statement("Q20", END=time("2001-00-00", 9))],
        P39=[statement("Q40", START=time("2010-05-00", 10), END=time("2014-06-07", 11))],
        P102=[statement("Q50", END=time("2001-00-00", 9)), statement("Q51")],
        P569=[time("1970-02-03", 11)],
        P1566=[value_of("123")],
        P625=[value_of({"latitude": 60, "longitude": 5.5})],
        P1082=[value_of({"amount": "+12"})],
    )
    assert to_item(data) == Item(
        number=7,
        label="Ann Velda",
        classes=(5,),
        countries=(30,),
        positions=((40, "2010-05", "2014-06-07"),),
        party=51,
    )
    assert to_plain_fact(data, PERSON, "Ann Velda") == Fact(
        id="Q7",
        type=PERSON,
        name="Ann Velda",
        aliases=("A. Velda",),
        description="harbour master",
        wikipedia="Ann Velda (sailor)",
        geonames=123,
        birth="1970-02-03",
        population=12,
        lat=60.0,
        lon=5.5,
    )


def test_an_empty_item_is_an_item():
    data = {"id": "Q7", "labels": [], "descriptions": [], "aliases": [], "claims": []}
    assert to_item(data) == Item(number=7, label=None)
    assert to_plain_fact(data, PERSON, "A") == Fact(id="Q7", type=PERSON, name="A")


@pytest.mark.parametrize(
    ("day", "precision", "birth"),
    [
        ("1970-02-03", 11, "1970-02-03"),
        ("1970-02-00", 10, "1970-02"),
        ("1970-00-00", 9, "1970"),
        ("1970-00-00", 8, None),
        ("1970-02-30", 11, None),
    ],
)
def test_a_date_is_as_exact_as_it_is_known(day, precision, birth):
    assert plain(P569=[time(day, precision)]).birth == birth


def test_a_date_before_our_era_is_left_out():
    assert plain(P569=[value_of({"time": "-0043-03-15T00:00:00Z", "precision": 11})]).birth is None


def test_the_preferred_holds_and_the_deprecated_never():
    first, second = time("1970-00-00", 9), time("1971-00-00", 9) | {"rank": "preferred"}
    assert plain(P569=[first, second]).birth == "1971"
    assert plain(P569=[first | {"rank": "deprecated"}]).birth is None


def test_a_position_that_is_not_preferred_was_held_all_the_same():
    held = [statement("Q1"), statement("Q2") | {"rank": "preferred"}]
    assert [number for number, _, _ in to_item(item(7, "A", P39=held)).positions] == [1, 2]


def test_unknown_values_are_left_out():
    unknown = {"rank": "normal", "mainsnak": {"snaktype": "somevalue"}}
    data = item(7, "A", P31=[unknown], P39=[unknown], P102=[unknown], P569=[unknown])
    assert to_item(data) == Item(number=7, label="A")
    assert plain(P569=[unknown]).birth is None


def test_other_kinds_of_english_will_do():
    data = {"id": "Q7", "labels": {"en-gb": {"value": "Harbour"}, "fr": {"value": "Port"}}}
    assert to_item(data).label == "Harbour"


def test_the_better_known_counts_for_more_sources():
    sites = {f"{number}wiki": "A" for number in range(25)}
    assert to_plain_fact(item(7, "A", sites=sites), PERSON, "A").sources == 3


@pytest.mark.parametrize("wikidata", ["Q", "Q0", "Q07", "Q-1", "Q\u0661", "Q9223372036854775808"])
def test_what_is_no_id_is_no_item(wikidata):
    with pytest.raises(ValueError, match="is no id of an item"):
        to_item({"id": wikidata})


def test_statements_that_name_no_item_are_left_out():
    claims = {"P31": [statement("Q\u0661"), statement("P5"), statement("Q5")]}
    assert to_item(item(7, "A", **claims)).classes == (5,)


@pytest.mark.parametrize("label", ["", " \n", None, 5, "A\0B", "\ud800 Party"])
def test_a_label_that_is_no_name_is_none(label):
    assert to_item(item(7, label)).label is None
    known = {"id": "Q7", "labels": {"en": {"value": label}, "en-gb": {"value": "Harbour"}}}
    assert to_item(known).label == "Harbour"


@pytest.mark.parametrize(
    ("iso", "kept"), [("NO", "NO"), ("no", None), ("NOR", None), ("\u041d\u041e", None), (7, None)]
)
def test_a_country_is_two_capital_letters(iso, kept):
    assert to_item(item(7, "A", P297=[value_of(iso)])).iso == kept


@pytest.mark.parametrize(
    ("amount", "population"),
    [
        ("+12", 12),
        ("12.0", 12),
        ("0", 0),
        ("-3", None),
        ("+1.5", None),
        ("+1e3", None),
        ("\u0661", None),
        ("9223372036854775808", None),
        ("9" * 5000, None),
        (None, None),
    ],
)
def test_a_population_is_a_whole_number(amount, population):
    assert plain(P1082=[value_of({"amount": amount})]).population == population


@pytest.mark.parametrize(
    ("place", "geonames"),
    [("77", 77), ("0", None), ("-1", None), ("\u00b2", None), ("9223372036854775808", None)],
)
def test_a_geonames_id_is_above_zero(place, geonames):
    assert plain(P1566=[value_of(place)]).geonames == geonames


def test_places_of_other_planets_have_no_coordinates():
    assert plain(P625=[value_of({"latitude": 10, "longitude": 320})]).lon is None


def test_texts_that_cannot_be_stored_are_left_out():
    data = item(7, "A", aliases=["", "B\0", ["x"], "C"], description="x\0", sites={"enwiki": ""})
    fact = to_plain_fact(data, PERSON, "A")
    assert (fact.aliases, fact.description, fact.wikipedia) == (("C",), "", None)
