"""One type for a name throughout a document."""

import pytest
import spacy
from spacy.tokens import Doc

from graphbuild.facts import Fact
from graphbuild.name_features import TYPES
from graphbuild.name_types import Name, agree_on_types

VOCAB = spacy.blank("en").vocab
PERSON, ORGANIZATION, LOCATION = TYPES
UNDECIDED = (0.34, 0.33, 0.33)


def check_types(
    gazetteer, words: str, *names: tuple[str, tuple[float, ...]], expected: str
) -> None:
    """Check the type and the score of the last of *names*, each a text with the tagger's shares."""
    doc = Doc(VOCAB, words=words.split())
    marked = []
    for text, shares in names:
        start = doc.text.index(text, marked[-1].end if marked else 0)
        span = doc.char_span(start, start + len(text))
        marked.append(
            Name(
                start=start,
                end=start + len(text),
                first=span.start,
                last=span.end,
                text=text,
                type=PERSON,
                shares=shares,
            )
        )
    found = list(agree_on_types(doc, marked, gazetteer))
    assert str(found[-1].type) == expected
    assert 1 / 3 <= found[-1].score <= 1


@pytest.mark.parametrize(
    ("words", "name", "expected"),
    [
        ("they left Xanthor Ministry", "Xanthor Ministry", "organization"),
        ("they swam in Lake Xanthor", "Lake Xanthor", "location"),
        ("they met in Xanthor today", "Xanthor", "location"),
        ("they like the Xanthor much", "Xanthor", "organization"),
        ("they like the Xanthor administration", "Xanthor", "person"),
        ("they left Norway today", "Norway", "location"),
        ("they left Kharkiv today", "Kharkiv", "location"),
        ("they saw Kremlin bells", "Kremlin", "organization"),
        ("they saw Xanthor today", "Xanthor", "person"),
    ],
)
def test_each_kind_of_evidence(gazetteer, words, name, expected):
    check_types(gazetteer, words, (name, UNDECIDED), expected=expected)


def test_the_mentions_decide_together(gazetteer):
    check_types(
        gazetteer,
        "Xanthor and Xanthor and Xanthor",
        ("Xanthor", (0.1, 0.8, 0.1)),
        ("Xanthor", (0.1, 0.8, 0.1)),
        ("Xanthor", (0.4, 0.3, 0.3)),
        expected="organization",
    )


def test_a_surname_is_the_persons_of_the_full_name(gazetteer):
    check_types(
        gazetteer,
        "Ann Xanthor left and Xanthor spoke",
        ("Ann Xanthor", (0.9, 0.05, 0.05)),
        ("Xanthor", (0.2, 0.6, 0.2)),
        expected="person",
    )


@pytest.mark.parametrize(
    ("text", "known_as", "expected"),
    [
        ("Harbour Union Trust", ORGANIZATION, ORGANIZATION),
        ("Xanthor Moe", PERSON, PERSON),
        ("Xanthor", PERSON, LOCATION),  # a lone name may be anybody's
    ],
)
def test_what_the_knowledge_base_knows_by_a_name(gazetteer, knowledge, text, known_as, expected):
    kb = knowledge(Fact(id="Q1", type=known_as, name=text))
    doc = Doc(VOCAB, words=text.split())
    name = Name(
        start=0,
        end=len(text),
        first=0,
        last=len(doc),
        text=text,
        type=PERSON,
        shares=(0.3, 0.3, 0.4),
    )
    (found,) = agree_on_types(doc, [name], gazetteer, kb)
    assert found.type is expected


def test_equal_names_have_one_type_whatever_their_case(gazetteer):
    doc = Doc(VOCAB, words=["XANTHOR", "WINS", "as", "Xanthor", "won"])
    names = [
        Name(start=0, end=7, first=0, last=1, text="XANTHOR", type=PERSON, shares=(0.2, 0.5, 0.3)),
        Name(
            start=16, end=23, first=3, last=4, text="Xanthor", type=PERSON, shares=(0.9, 0.1, 0.0)
        ),
    ]
    assert {found.type for found in agree_on_types(doc, names, gazetteer)} == {PERSON}
