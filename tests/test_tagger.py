"""The tagger of names: its network and what it puts into a Doc."""

import numpy as np
import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc

from graphbuild.tagger import (
    LABELS,
    NAMES,
    OUTSIDE,
    PROBABILITIES,
    begin,
    inside,
    load_tagger,
    name_tagger,
    type_probabilities,
)

ROWS = st.lists(st.lists(st.floats(-9, 9), min_size=LABELS, max_size=LABELS), min_size=1)


@given(rows=ROWS)
def test_labels_are_a_possible_sequence(rows):
    labels = load_tagger().labels(np.array(rows, np.float32))
    assert len(labels) == len(rows)
    for before, label in zip([OUTSIDE, *labels], labels, strict=False):
        if label != OUTSIDE and label % 2 == 0:
            assert before in {label, label - 1}


@given(rows=ROWS)
def test_probabilities_add_up(rows):
    found = type_probabilities(np.array(rows, np.float32))
    assert sum(found) == pytest.approx(1, abs=0.001)
    assert all(each >= 0 for each in found)


def test_probabilities_follow_the_scores():
    scores = np.zeros((2, LABELS), np.float32)
    scores[0, begin(2)] = scores[1, inside(2)] = 5
    assert np.argmax(type_probabilities(scores)) == 2


def test_a_text_without_words_has_no_names():
    doc = name_tagger(Doc(spacy.blank("en").vocab))
    assert len(doc.spans[NAMES]) == 0


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dr Anneke Zwartveld flew from Lusaka to Bergen.", "Anneke Zwartveld, Lusaka, Bergen"),
        ("The Harbour Workers Union of Odesa went on strike.", "Harbour Workers Union of Odesa"),
        ("nothing happened on the ninth of the month.", ""),
        ("Rano Tuvalieva , 41 , sells melons in Khujand .", "Rano Tuvalieva, Khujand"),
    ],
)
def test_names_of_news(nlp, text, expected):
    doc = nlp(text)
    found = [span.text.removeprefix("The ") for span in doc.spans[NAMES]]
    assert ", ".join(found) == expected
    assert len(doc.spans[NAMES].attrs[PROBABILITIES]) == len(found)


@pytest.mark.model
def test_the_same_text_has_the_same_names(nlp):
    text = "Lindqvist Holdings said in Oslo that Ms Lindqvist would leave."
    first, second = nlp(text), nlp(text)
    assert [(span.text, span.label_) for span in first.spans[NAMES]] == [
        (span.text, span.label_) for span in second.spans[NAMES]
    ]
    assert first.spans[NAMES].attrs == second.spans[NAMES].attrs
