"""Places whose name stands for those who act for them."""

import pytest

from graphbuild.extract import extract
from graphbuild.lexicons import table, words
from graphbuild.model import Article, EntityType

pytestmark = pytest.mark.model


@pytest.fixture
def acting(nlp, gazetteer):
    """Return the names of places in a text that stand for those who act for them."""

    def marked(text: str) -> list[str]:
        found = extract(Article(id="a", text=text), nlp(text), gazetteer)
        assert all(each.type is EntityType.LOCATION for each in found.mentions if each.metonymic)
        return [text[each.start : each.end] for each in found.mentions if each.metonymic]

    return marked


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kiev fears an attack.", ["Kiev"]),
        ("The US has made it known that talks are possible.", ["US"]),
        ("Washington and Moscow agreed to talks.", ["Washington", "Moscow"]),
        ("Russia is ready to talk.", ["Russia"]),
        ("Turkey was accused of lying.", ["Turkey"]),
        ("The union urged Iran to stop.", ["Iran"]),
        ("The law was rejected by Poland.", ["Poland"]),
        ("Talks between Washington and Pyongyang stalled.", ["Washington", "Pyongyang"]),
        ("England beat France 2-1 in Paris.", ["England", "France"]),
        ("Oslo took measures against the strike.", ["Oslo"]),
    ],
)
def test_a_place_that_acts_is_marked(acting, text, expected):
    assert acting(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Norway is a country in Europe.",
        "Ukraine saw heavy fighting.",
        "He lives in Germany.",
        "Ukraine's president left Kyiv.",
        "Beijing's foreign ministry denied it.",
        "The US economy grew.",
        "The mayor of Springfield agreed.",
        "Peter Novak agreed.",
        "A clinic in Munich, Germany confirmed a case.",
    ],
)
def test_a_place_that_does_nothing_is_not(acting, text):
    assert acting(text) == []


def test_verbs_and_seats_are_listed_as_they_are_looked_up():
    assert not words("acts") & {"be", "have"}
    assert all(len(code) == 2 and code.isupper() for code in table("seats").values())
    assert table("seats")["downing street"] == "GB"
