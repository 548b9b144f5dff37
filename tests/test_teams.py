"""Names of places that stand for the teams that play for them."""

import pytest

from graphbuild.extract import extract
from graphbuild.model import Article
from graphbuild.teams import is_on_sport

SPORT = (
    " The goalkeeper saved a penalty before half-time, and a late goal by the substitute striker"
    " decided the match in a full stadium. The coach praised his midfielders after the final."
)


@pytest.fixture
def found(nlp, gazetteer):
    """Return what is found in a text."""
    return lambda text: extract(Article(id="a", text=text), nlp(text), gazetteer)


@pytest.fixture
def teams(found):
    """Return the names of the teams in a text, in its order."""
    return lambda text: [each.name for each in found(text).entities if each.team]


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Norway beat Ghana 3-2 on Friday.", ["Norway", "Ghana"]),
        ("Norway lost to Ghana in Accra.", ["Norway", "Ghana"]),
        ("The Norway captain was hurt in Accra.", ["Norway"]),
        ("Brno are third after a draw with league leaders Plzen.", ["Brno", "Plzen"]),
        ("Results: Norway v Ghana and Chile v Peru.", ["Norway", "Ghana", "Chile", "Peru"]),
        ("He scored for Norway against Ghana.", ["Norway", "Ghana"]),
    ],
)
def test_who_plays_is_a_team(teams, text, expected):
    assert teams(text + SPORT) == expected


@pytest.mark.model
@pytest.mark.parametrize(
    "text",
    [
        "The tournament in Norway begins on Friday.",
        "The fans flew to Ghana and slept in Accra, Ghana.",
        "The prize was given by a bank from Norway.",
        "They met in the old stadium at Brno.",
    ],
)
def test_where_they_play_is_none(teams, text):
    assert teams(text + SPORT) == []


@pytest.mark.model
def test_a_state_that_wins_a_dispute_is_none(teams):
    text = (
        "Norway beat Ghana to the seat in the council, and Chile lost to Peru before the court. "
        "The minister called the vote a match without a referee, and peace the goal of all. "
        "Envoys spent the week in talks on grain, gas and the price of both, and a spokesman said "
        "that the draft of the treaty would be sent to the capitals before the end of the month."
    )
    assert teams(text) == []


@pytest.mark.model
def test_one_use_among_many_names_does_not_make_a_team(teams):
    text = (
        "The Norway striker signed a contract. A bank of Norway pays. The king of Norway came, "
        "and so did the prime minister of Norway."
    )
    assert teams(text + SPORT) == []


@pytest.mark.model
def test_a_team_is_no_place(found):
    extraction = found("Norway beat Ghana 3-2 in Accra, Ghana lost again." + SPORT)
    norway = next(each for each in extraction.entities if each.name == "Norway")
    accra = next(each for each in extraction.entities if each.name == "Accra")
    assert (norway.links, norway.same_as, norway.part_of) == ((), (), ())
    assert (norway.lat, norway.country, norway.background) == (None, None, None)
    assert accra.country == "GH"
    assert all(each.metonymic for each in extraction.mentions if each.entity == norway.id)
    assert not any(each.type == "located_in" for each in extraction.relations)


@pytest.mark.model
def test_a_name_in_a_place_s_use_is_not_marked(found):
    text = "Norway beat Ghana 3-2. Norway beat Chile. Rain fell in Norway."
    extraction = found(text + SPORT)
    marked = [
        extraction.article.text[each.start : each.end + 6]
        for each in extraction.mentions
        if not each.metonymic and each.kind == "name"
    ]
    assert marked == ["Norway. The "]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (SPORT, True),
        ("", False),
        ("The council met. " * 20 + "Its goal is a league of cities.", False),
        (
            "The coach and striker saw the goal and match. " + "It rained all day. " * 90,
            False,
        ),
    ],
)
def test_an_article_on_sport_has_many_of_its_words(text, expected):
    assert is_on_sport(text) is expected
