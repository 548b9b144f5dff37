"""Names that mean a river or a region, not the town or state called so."""

import pytest

from graphbuild.extract import extract
from graphbuild.gazetteer import load_gazetteer
from graphbuild.model import Article

pytestmark = pytest.mark.model
CITY, OBLAST = "706448", "706442"


@pytest.fixture
def places(nlp):
    """Return the names of places in a text, each with its article's entity and its links."""

    def found(text: str) -> list[tuple[str, str, str | None]]:
        extraction = extract(Article(id="a", text=text), nlp(text), load_gazetteer())
        entities = {each.id: each for each in extraction.entities}
        return [
            (text[each.start : each.end], each.entity, _geonames(entities[each.entity].same_as))
            for each in extraction.mentions
            if each.type == "location" and each.kind == "name"
        ]

    return found


def _geonames(same_as: tuple[str, ...]) -> str | None:
    found = [iri.rstrip("/").rsplit("/", 1)[-1] for iri in same_as if "geonames" in iri]
    return found[0] if found else None


def ids(found: list[tuple[str, str, str | None]], name: str) -> list[str]:
    return [entity for text, entity, _ in found if text == name]


def test_a_city_and_its_region_are_two(places):
    found = places(
        "Workers in Kherson mended the pumps. Farmers of the Kherson region sold wheat. "
        "The mayor of Kherson spoke. Roads in Kherson oblast were closed."
    )
    kherson = [(entity, link) for text, entity, link in found if text == "Kherson"]
    assert kherson[0] == kherson[2]
    assert kherson[1] == kherson[3]
    assert [link for _, link in kherson[:2]] == [CITY, OBLAST]


def test_a_region_in_a_list_is_one_too(places):
    found = places("Snow fell in Ukraine, in the Kherson and Kharkiv regions.")
    assert {text: link for text, _, link in found} == {
        "Ukraine": "690791",
        "Kherson": OBLAST,
        "Kharkiv": "706482",
    }


def test_a_region_is_what_its_full_name_means(places):
    found = places("Kherson Oblast voted. The Kherson region is large. Kherson was quiet.")
    region, city = ids(found, "Kherson")
    assert region != city
    assert ids(found, "Kherson Oblast") == [region]


def test_a_region_of_one_name_needs_no_telling(places):
    found = places("The Tigray region is calm. Trucks reached Tigray, in Ethiopia.")
    assert len(set(ids(found, "Tigray"))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "The army held the left bank of the Dnipro near Kherson.",
        "They went across the Dnipro by boat, to Kherson.",
        "A new bridge over the Dnipro opened in Ukraine.",
        "Ships waited on the lower Dnipro. The Dnipro front is near Kherson.",
    ],
)
def test_a_river_is_not_the_city_of_its_name(places, text):
    (link,) = {link for name, _, link in places(text) if name == "Dnipro"}
    assert link is None


def test_a_river_and_a_city_are_two(places):
    found = places("The train left Dnipro in the morning. It crossed the Dnipro, then Ukraine.")
    city, river = ids(found, "Dnipro")
    assert city != river
    assert [link for name, _, link in found if name == "Dnipro"] == ["709930", None]


def test_a_river_of_two_names_is_one(places):
    found = places("Ferries on the Dnieper stopped. Ice covered the Dnipro. The Dnieper is wide.")
    assert len({entity for _, entity, _ in found}) == 1


@pytest.mark.parametrize(
    ("text", "is_state"),
    [
        ("Villages on the east bank of the Jordan were flooded.", False),
        ("Traders met at the Jordan border and spoke of Jordan.", True),
    ],
)
def test_the_article_of_another_noun_makes_no_river(places, text, is_state):
    links = {link for name, _, link in places(text) if name == "Jordan"}
    assert links == ({"248816"} if is_state else {None})
