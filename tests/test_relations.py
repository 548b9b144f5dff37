"""Facts that roles and commas state in passing."""

import pytest
import spacy
from spacy.tokens import Doc

from graphbuild.gazetteer import Gazetteer, Place
from graphbuild.model import EntityType, Mention, MentionKind
from graphbuild.offices import to_role
from graphbuild.relations import PersonRole, find_relations
from graphbuild.roles import RolePhrase

VOCAB = spacy.blank("en").vocab
UKRAINE = Place(
    geonames=1, name="Ukraine", population=40_000_000, country="UA", is_nation=True, is_region=True
)
KHERSON = Place(geonames=2, name="Kherson", population=280_000, country="UA")
TEXAS = Place(geonames=3, name="Texas", population=1_000_000, country="US", is_region=True)
PARIS = Place(geonames=4, name="Paris", population=25_000, country="US")
PLACES = Gazetteer((place.name, place) for place in (UKRAINE, KHERSON, TEXAS, PARIS))
TYPES = {"p": EntityType.PERSON, "o": EntityType.ORGANIZATION, "l": EntityType.LOCATION}


def relations(words: str, mentions: str, role: tuple[str, str] | None = None, nations=()):
    """Return (head, type, tail, time) for each relation; the id of an entity is its name.

    Mentions are "Peter Novak/p; NATO/o"; the role is (its words, the person's name).
    """
    doc = Doc(
        VOCAB,
        words=words.split(),
        spaces=[each != "," for each in [*words.split()[1:], ""]],
        sent_starts=[index == 0 for index in range(len(words.split()))],
    )
    named = [_mention(doc.text, *each.split("/")) for each in mentions.split("; ")]
    roles = [_role(doc, named, *role, dict(nations))] if role else []
    found = list(find_relations(doc, named, roles, PLACES))
    for each in found:
        ((start, end),) = each.evidence
        assert 0 <= start < end <= len(doc.text)
    return [(each.head, str(each.type), each.tail, each.time) for each in found]


def _mention(text: str, name: str, entity_type: str) -> Mention:
    return Mention(
        start=text.index(name),
        end=text.index(name) + len(name),
        type=TYPES[entity_type],
        kind=MentionKind.NAME,
        entity=name,
        rule="same-name",
        score=1,
    )


def _role(
    doc: Doc, named: list[Mention], title: str, person: str, nations: dict[str, str] | None = None
) -> PersonRole:
    start = doc.text.index(title)
    tokens = doc.char_span(start, start + len(title))
    phrase = RolePhrase(
        title=title, start=start, end=start + len(title), first=tokens.start, last=tokens.end
    )
    mention = next(each for each in named if each.entity == person)
    role = to_role(doc, phrase, named, nations or {}, "a")
    return PersonRole(entity=person, phrase=phrase, mention=mention, role=role)


def test_a_role_that_names_its_body():
    assert relations(
        "NATO chief Peter Novak spoke", "NATO/o; Peter Novak/p", ("NATO chief", "Peter Novak")
    ) == [("Peter Novak", "affiliation", "NATO", None)]


@pytest.mark.parametrize("past", ["Former", "Ex", "Then"])
def test_a_past_affiliation_is_marked_and_so_not_asserted(past):
    assert relations(
        f"{past} NATO chief Peter Novak spoke",
        "NATO/o; Peter Novak/p",
        (f"{past} NATO chief", "Peter Novak"),
    ) == [("Peter Novak", "affiliation", "NATO", "past")]


@pytest.mark.parametrize(
    ("words", "is_modal"),
    [
        ("NATO chief Peter Novak spoke .", False),
        ("The alleged NATO chief Peter Novak spoke .", True),
        ("If elected , NATO chief Peter Novak would leave .", True),
        ("Was NATO chief Peter Novak a spy ?", True),
        ("This is not NATO chief Peter Novak .", True),
    ],
)
def test_an_affiliation_in_doubt_is_modal_and_so_not_asserted(words, is_modal):
    doc = Doc(VOCAB, words=words.split(), sent_starts=[i == 0 for i in range(len(words.split()))])
    named = [_mention(doc.text, "NATO", "o"), _mention(doc.text, "Peter Novak", "p")]
    role = _role(doc, named, "NATO chief", "Peter Novak")
    (found,) = find_relations(doc, named, [role], PLACES)
    assert found.modal is is_modal
    assert found.is_asserted is not is_modal


def test_a_role_with_a_demonym_of_a_state_the_article_names():
    assert relations(
        "Ukrainian minister Peter Novak left Ukraine",
        "Peter Novak/p; Ukraine/l",
        ("Ukrainian minister", "Peter Novak"),
        nations={"UA": "Ukraine"},
    ) == [("Peter Novak", "affiliation", "Ukraine", None)]


def test_a_demonym_of_a_state_the_article_does_not_name():
    assert (
        relations(
            "Ukrainian minister Peter Novak spoke",
            "Peter Novak/p",
            ("Ukrainian minister", "Peter Novak"),
        )
        == []
    )


def test_a_person_named_in_a_role_is_no_body():
    assert (
        relations(
            "Maria Keller adviser Peter Novak spoke",
            "Maria Keller/p; Peter Novak/p",
            ("Maria Keller adviser", "Peter Novak"),
        )
        == []
    )


@pytest.mark.parametrize(
    ("words", "mentions", "expected"),
    [
        (
            "a fire in Kherson , Ukraine today",
            "Kherson/l; Ukraine/l",
            [("Kherson", "located_in", "Ukraine", None)],
        ),
        ("a fire in Paris , Texas", "Paris/l; Texas/l", [("Paris", "located_in", "Texas", None)]),
        ("a fire in Kherson and Ukraine", "Kherson/l; Ukraine/l", []),
        ("a fire in Kherson , Texas", "Kherson/l; Texas/l", []),
        ("a fire in Ukraine , Kherson", "Ukraine/l; Kherson/l", []),
        ("a fire in Elsewhere , Ukraine", "Elsewhere/l; Ukraine/l", []),
        ("Kherson , Ukraine", "Kherson/p; Ukraine/l", []),
    ],
)
def test_a_place_and_the_one_it_lies_in(words, mentions, expected):
    assert relations(words, mentions) == expected


def test_no_mentions_no_relations():
    assert list(find_relations(Doc(VOCAB), [], [], PLACES)) == []
