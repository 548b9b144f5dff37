"""Names of bodies that every state has."""

import pytest

from graphbuild.model import Article, Entity, EntityType, Extraction, Mention, MentionKind
from graphbuild.public_bodies import Setting, body_name, body_tokens

PLACES = {"Ankara": "TR", "Madrid": "ES", "Spain": "ES", "Oslo": "NO"}


def setting(text: str, *names: str) -> tuple[Setting, dict[str, Entity]]:
    """Return the setting of an article whose names are found in it in turn, and its entities."""
    entities, mentions, at = {}, [], 0
    for name in names:
        at = text.index(name, at)
        kind = EntityType.LOCATION if name in PLACES else EntityType.ORGANIZATION
        entities.setdefault(name, Entity(id=name, type=kind, name=name, country=PLACES.get(name)))
        mentions.append(
            Mention(
                start=at,
                end=at + len(name),
                type=kind,
                kind=MentionKind.NAME,
                entity=name,
                rule="same-name",
                score=1.0,
            )
        )
        at += len(name)
    found = Extraction(
        article=Article(id="a", text=text),
        entities=tuple(entities.values()),
        mentions=tuple(mentions),
    )
    return Setting(found), entities


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Russian Ministry of Defence", "XX defense ministry"),
        ("Defence Ministry", "XX defense ministry"),
        ("Ministry of Defence of Ukraine", "XX defense ministry"),
        ("U.S. Senate", "XX senate"),
        ("World Health Organization", "world health organization"),
        ("Council of Europe", "council europe"),
        ("New York Police Department", "new york police department"),
    ],
)
def test_a_public_body_has_one_name_whatever_order_its_words_are_in(name, expected):
    assert body_name(body_tokens(name), "XX") == expected


def test_a_body_is_of_the_state_that_its_name_names():
    found, entities = setting("The Turkish Foreign Ministry in Madrid.", "Turkish Foreign Ministry")
    assert found.states_of(entities["Turkish Foreign Ministry"]) == {"TR"}


def test_else_of_the_state_last_spoken_of_in_its_sentence():
    text = "Spain, Madrid, Spain. In Ankara, the Foreign Ministry was silent."
    found, entities = setting(text, "Spain", "Madrid", "Spain", "Ankara", "Foreign Ministry")
    assert found.states_of(entities["Foreign Ministry"]) == {"TR"}


def test_else_of_the_state_that_the_article_is_about():
    text = "Spain, Madrid and Ankara. The Senate was silent."
    found, entities = setting(text, "Spain", "Madrid", "Ankara", "Senate")
    assert found.states_of(entities["Senate"]) == {"ES"}


def test_else_of_none():
    text = "Madrid, Ankara, Oslo. The Senate was silent."
    found, entities = setting(text, "Madrid", "Ankara", "Oslo", "Senate")
    assert found.states_of(entities["Senate"]) == set()


def test_the_kremlin_is_of_its_state():
    found, entities = setting("The Kremlin was silent.", "Kremlin")
    assert found.states_of(entities["Kremlin"]) == {"RU"}
