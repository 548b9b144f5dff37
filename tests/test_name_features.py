"""What the tagger of names gets to see."""

import numpy as np
import pytest
import spacy
from spacy.tokens import Doc

from graphbuild.name_features import BUCKETS, WIDTH, WIDTHS, bucket, describe, load_lexicon, plain

VOCAB = spacy.blank("en").vocab


def columns(doc: Doc, group: str) -> np.ndarray:
    start = sum(list(WIDTHS.values())[: list(WIDTHS).index(group)])
    return describe(doc).dense[:, start : start + WIDTHS[group]]


def doc_of(*words: str, ents: list[str] | None = None) -> Doc:
    pos = ["SPACE" if word.isspace() else "PROPN" if word[0].isupper() else "X" for word in words]
    return Doc(VOCAB, words=list(words), pos=pos, ents=ents)


def test_each_token_has_a_row_of_every_feature():
    features = describe(doc_of("Ann", "Lee", "spoke", "."))
    assert features.dense.shape == (4, WIDTH)
    assert features.suffix.shape == features.prefix.shape == (4,)
    assert np.isfinite(features.dense).all()


def test_words_are_alike_without_case_and_accents():
    assert plain("Łódź") == plain("łodz".replace("ł", "ł"))
    features = describe(doc_of("Erdoğan", "erdogan"))
    assert features.suffix[0] == features.suffix[1]


@pytest.mark.parametrize("letters", ["", "sson", "p\U0001f600", "\ud800"])
def test_a_bucket_is_a_row_of_the_table(letters):
    assert 0 <= bucket(letters) < BUCKETS


def test_the_lexicon_knows_where_words_stand_in_names():
    first, *_ = load_lexicon()["maria"]
    assert first == 3
    assert load_lexicon()["party"][4] == 3
    assert "the quick" not in load_lexicon()


def test_the_document_tells_how_else_a_word_is_used():
    doc = doc_of("Reid", "and", "reid", "Reid", ents=["B-PERSON", "O", "O", "O"])
    found = columns(doc, "document")
    assert found[0, 0] == pytest.approx(1 / 3)  # in lower case
    assert found[3, 2] == pytest.approx(1 / 3)  # tagged as a person


def test_the_last_word_of_a_longer_name_is_known_elsewhere():
    doc = doc_of("Ann", "Reid", "saw", "Reid", ents=["B-PERSON", "I-PERSON", "O", "O"])
    assert columns(doc, "document")[3, 5] == 0.5


def test_lines_in_capitals_are_told():
    found = columns(doc_of("REID", "WINS", "\n", "Reid", "won"), "line")
    assert found[0, 0] == 1
    assert found[4, 0] == 0
    assert found[3, 2] == 1  # first in its line
