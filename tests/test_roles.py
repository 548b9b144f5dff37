"""Titles and offices, before and after names."""

import pytest
import spacy
from spacy.tokens import Doc

from graphbuild.model import EntityType
from graphbuild.name_types import Name
from graphbuild.roles import find_roles

VOCAB = spacy.blank("en").vocab
POS = {"of": "ADP", "for": "ADP", "to": "ADP", "in": "ADP", "the": "DET", "a": "DET", "an": "DET"}
POS |= {"and": "CCONJ", ",": "PUNCT", ".": "PUNCT", "'s": "PART"}
VERBS = {"said", "spoke", "met"}


def roles(marked: str, entity_type: EntityType = EntityType.PERSON) -> list[str]:
    """Return the roles of the name in square brackets: "the minister [Peter Novak] spoke"."""
    words = marked.replace("[", "[ ").replace("]", " ]").split()
    first, last = words.index("["), words.index("]") - 1
    words = [word for word in words if word not in "[]"]
    pos = [
        POS.get(word) or ("VERB" if word in VERBS else "PROPN" if word.istitle() else "NOUN")
        for word in words
    ]
    doc = Doc(VOCAB, words=words, pos=pos, lemmas=[word.lower() for word in words])
    span = doc[first:last]
    name = Name(
        start=span.start_char,
        end=span.end_char,
        first=first,
        last=last,
        text=span.text,
        type=entity_type,
    )
    found = list(find_roles(doc, name))
    for phrase in found:
        assert " ".join(doc.text[phrase.start : phrase.end].split()) == phrase.title
        assert doc[phrase.first].idx == phrase.start
    return [phrase.title for phrase in found]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("Turkish president [Peter Novak] spoke", ["Turkish president"]),
        ("the minister [Peter Novak] spoke", ["minister"]),
        ("Gen. [Peter Novak] spoke", ["Gen."]),
        ("[Peter Novak] , the minister , spoke", ["minister"]),
        ("[Peter Novak] , a spokesman for the ministry , spoke", ["spokesman for the ministry"]),
        (
            "the Chief of Staff , General [Peter Novak] , spoke",
            ["Chief of Staff", "General"],
        ),
        ("an adviser to President [Peter Novak] spoke", ["President"]),
        (
            "Mayor [Peter Novak] , chairman of the council , spoke",
            ["Mayor", "chairman of the council"],
        ),
    ],
)
def test_roles_before_and_after_a_name(marked, expected):
    assert roles(marked) == expected


@pytest.mark.parametrize(
    "marked",
    [
        "[Peter Novak] spoke",
        "farmer [Peter Novak] spoke",
        "[Peter Novak] , the minister said , spoke",
        "[Peter Novak] met the minister .",
        "he met , [Peter Novak]",
        "[Peter Novak]",
        "[Peter Novak] ,",
    ],
)
def test_what_is_no_role(marked):
    assert roles(marked) == []


@pytest.mark.parametrize("entity_type", [EntityType.ORGANIZATION, EntityType.LOCATION])
def test_only_people_have_roles(entity_type):
    assert roles("president [Xanthor] spoke", entity_type) == []


def test_a_role_is_one_line_of_text_though_the_page_breaks_it():
    doc = Doc(
        VOCAB,
        words=["Foreign", "\n", "minister", "Novak"],
        spaces=[False, False, True, False],
        pos=["PROPN", "NOUN", "NOUN", "PROPN"],
    )
    name = Name(start=17, end=22, first=3, last=4, text="Novak", type=EntityType.PERSON)
    assert [phrase.title for phrase in find_roles(doc, name)] == ["Foreign minister"]
