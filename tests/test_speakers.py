"""Whom a source stands for."""

import pytest
import spacy
from spacy.tokens import Doc

from graphbuild.model import EntityType, Mention, MentionKind
from graphbuild.speakers import MentionIndex, find_speaker

VOCAB = spacy.blank("en").vocab
TYPES = {"p": EntityType.PERSON, "o": EntityType.ORGANIZATION, "l": EntityType.LOCATION}


def speaker(drawing: str, source: str, *mentions: str) -> str | None:
    """Return whom *source* stands for in ``word/dep/head`` tokens; mentions are "NATO/o"."""
    rows = [token.split("/") for token in drawing.split()]
    words = [row[0] for row in rows]
    doc = Doc(
        VOCAB,
        words=words,
        lemmas=[word.lower() for word in words],
        deps=[dep for _, dep, _ in rows],
        heads=[words.index(head) for _, _, head in rows],
    )
    start = doc.text.index(source)
    named = [_mention(doc.text, *mention.split("/")) for mention in mentions]
    return find_speaker(doc, ((start, start + len(source)),), MentionIndex(named))


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


@pytest.mark.parametrize(
    ("drawing", "source", "mentions", "expected"),
    [
        ("NATO/nsubj/said said/ROOT/said", "NATO", ["NATO/o"], "NATO"),
        (
            "President/compound/Novak Novak/nsubj/said said/ROOT/said",
            "President Novak",
            ["Novak/p"],
            "Novak",
        ),
        (
            "the/det/minister minister/nsubj/said Novak/appos/minister said/ROOT/said",
            "the minister Novak",
            ["Novak/p"],
            "Novak",
        ),
        (
            "Keller/poss/lawyer 's/case/Keller lawyer/nsubj/said said/ROOT/said",
            "Keller 's lawyer",
            ["Keller/p"],
            None,
        ),
        (
            "a/det/spokesman spokesman/nsubj/said for/prep/spokesman NATO/pobj/for said/ROOT/said",
            "a spokesman for NATO",
            ["NATO/o"],
            "NATO",
        ),
        (
            (
                "a/det/spokesman spokesman/nsubj/said for/prep/spokesman Keller/pobj/for "
                "said/ROOT/said"
            ),
            "a spokesman for Keller",
            ["Keller/p"],
            None,
        ),
        (
            "a/det/report report/nsubj/said by/prep/report NATO/pobj/by said/ROOT/said",
            "a report by NATO",
            ["NATO/o"],
            "NATO",
        ),
        (
            "Novak/nsubj/left who/nsubj/said said/relcl/Novak left/ROOT/left",
            "who",
            ["Novak/p"],
            "Novak",
        ),
        ("experts/nsubj/said said/ROOT/said", "experts", [], None),
        (
            (
                "One/nummod/site site/nsubj/said ,/punct/site Kanal/appos/site ,/punct/site "
                "said/ROOT/said"
            ),
            "One site , Kanal",
            ["Kanal/o"],
            "Kanal",
        ),
        (
            "the/det/government Norway/compound/government government/nsubj/said said/ROOT/said",
            "the Norway government",
            ["Norway/l"],
            "Norway",
        ),
        (
            "the/det/baker Norway/compound/baker baker/nsubj/said said/ROOT/said",
            "the Norway baker",
            ["Norway/l"],
            None,
        ),
        (
            "Oslo/nsubj/said and/cc/Oslo Riga/conj/Oslo said/ROOT/said",
            "Oslo and Riga",
            ["Oslo/l", "Riga/l"],
            None,
        ),
        (
            "NATO/poss/report 's/case/NATO report/nsubj/said said/ROOT/said",
            "NATO 's report",
            ["NATO/o"],
            "NATO",
        ),
    ],
)
def test_the_head_of_the_source_decides(drawing, source, mentions, expected):
    assert speaker(drawing, source, *mentions) == expected


def test_no_source_no_speaker():
    assert find_speaker(Doc(VOCAB, words=["said"]), (), MentionIndex([])) is None


@pytest.mark.parametrize("word", ["spokesman", "spokeswoman", "spokesperson", "representative"])
def test_an_unnamed_spokesperson_speaks_for_the_body(word):
    drawing = f"a/det/{word} NATO/compound/{word} {word}/nsubj/said said/ROOT/said"
    assert speaker(drawing, f"a NATO {word}", "NATO/o") == "NATO"


def test_a_named_spokesperson_speaks_in_person():
    drawing = "NATO/compound/spokesman spokesman/compound/Novak Novak/nsubj/said said/ROOT/said"
    assert speaker(drawing, "NATO spokesman Novak", "NATO/o", "Novak/p") == "Novak"


def test_a_name_behind_a_long_title_is_the_speaker():
    doc = Doc(
        VOCAB,
        words=["envoy", "to", "the", "Union", "Ann", "Lee", "said"],
        pos=["NOUN", "ADP", "DET", "PROPN", "PROPN", "PROPN", "VERB"],
        deps=["nsubj", "prep", "det", "pobj", "dep", "dep", "ROOT"],
        heads=[6, 0, 3, 1, 3, 4, 6],
    )
    union, ann = _mention(doc.text, "Union", "o"), _mention(doc.text, "Ann Lee", "p")
    assert find_speaker(doc, ((0, 26),), MentionIndex([union, ann])) == "Ann Lee"
