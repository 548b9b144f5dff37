"""Numbers in contents, and their bounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc
from spacy.vocab import Vocab

from graphbuild.quantities import find_quantities

VOCAB = Vocab()


def quantities(text: str, *, dates: tuple[str, ...] = ()) -> list[tuple[str, float, str]]:
    words = text.split(" ")
    ents = ["B-DATE" if word in dates else "O" for word in words]
    doc = Doc(VOCAB, words=words, spaces=[True] * (len(words) - 1) + [False], ents=ents)
    found = find_quantities(doc, ((0, len(text)),))
    return [(text[each.start : each.end], each.value, each.bound) for each in found]


@pytest.mark.parametrize(
    ("text", "words", "value", "bound"),
    [
        ("lost 300 men", "300", 300, "exactly"),
        ("more than 100,000 men", "more than 100,000", 100_000, "at least"),
        ("Over 1,234,567.5 tonnes", "Over 1,234,567.5", 1_234_567.5, "at least"),
        ("at least 7 of them", "at least 7", 7, "at least"),
        ("fewer than 20 stayed", "fewer than 20", 20, "at most"),
        ("up to 2.5 million people", "up to 2.5 million", 2_500_000, "at most"),
        ("around 40 thousand men", "around 40 thousand", 40_000, "about"),
        ("nearly 3 billion euros", "nearly 3 billion", 3e9, "about"),
        ("some 12 trucks", "some 12", 12, "about"),
        ("above 100,000", "above 100,000", 100_000, "at least"),
        ("close to 40,000 men", "close to 40,000", 40_000, "about"),
        ("a turnover 5 times as large", "5", 5, "exactly"),
        ("moreover 300 fled", "300", 300, "exactly"),
        ("$3 million spent", "3 million", 3e6, "exactly"),
        ("£2.5bn lost", "2.5bn", 2.5e9, "exactly"),
        ("up to 3TN euros", "up to 3TN", 3e12, "at most"),
        ("no more than 50 came", "no more than 50", 50, "at most"),
        ("No fewer than 50 came", "No fewer than 50", 50, "at least"),
        ("as many as 200 ships", "as many as 200", 200, "at most"),
        ("an estimated 100,000 men", "an estimated 100,000", 100_000, "about"),
        ("60 km/h", "60", 60, "exactly"),
    ],
)
def test_quantity(text, words, value, bound):
    assert quantities(text) == [(words, value, bound)]


@pytest.mark.parametrize(
    "text",
    [
        *("none at all", "the T-72B3 tank", "on route M14a", "at 192.168.0.1", "v1.2.3"),
        *("an F-16", "COVID-19", "after 9/11", "at 8:30", "on 9/11/2022"),
    ],
)
def test_what_is_no_quantity(text):
    assert quantities(text) == []


@pytest.mark.parametrize(
    ("text", "words", "unit"),
    [
        ("80% left", "80%", "percent"),
        ("42 percent of them", "42 percent", "percent"),
        ("more than 4.5 per cent", "more than 4.5 per cent", "percent"),
        ("5 percentage points", "5", None),
        ("42 people", "42", None),
    ],
)
def test_a_share_is_in_percent(text, words, unit):
    (quantity,) = find_quantities(Doc(VOCAB, words=[text], spaces=[False]), ((0, len(text)),))
    assert (text[quantity.start : quantity.end], quantity.unit) == (words, unit)


def test_dates_are_left_out():
    assert quantities("in 2021 it lost 5 men", dates=("2021",)) == [("5", 5, "exactly")]
    assert quantities("on 9 May 2022 it lost 5 men by 2023") == [("5", 5, "exactly")]


def test_numbers_of_names_are_left_out():
    doc = Doc(
        VOCAB, words=["Boeing", "737", "with", "5"], ents=["B-PRODUCT", "I-PRODUCT", "O", "O"]
    )
    (quantity,) = find_quantities(doc, ((0, len(doc.text)),))
    assert quantity.value == 5


def test_several_in_the_order_of_the_text():
    assert [value for _, value, _ in quantities("2 of 10 and 1 more")] == [2, 10, 1]


def test_only_what_is_in_the_content():
    doc = Doc(VOCAB, words=["5", "men", "and", "6", "dogs"])
    (quantity,) = find_quantities(doc, ((6, 16),))
    assert (quantity.start, quantity.value) == (10, 6)
    assert find_quantities(doc, ()) == ()


def test_a_number_too_large_to_store_is_left_out():
    assert quantities(f"lost {'9' * 400} men and 1{'0' * 300} trillion more and 5 dogs") == [
        ("5", 5, "exactly")
    ]


@given(st.text(st.sampled_from("0123456789,. -%$milonthusad"), min_size=1))
def test_spans_are_within_the_text_and_values_are_finite(text):
    doc = Doc(VOCAB, words=[text], spaces=[False])
    for quantity in find_quantities(doc, ((0, len(text)),)):
        assert 0 <= quantity.start < quantity.end <= len(text)
        assert quantity.value < float("inf")


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("sixty-three bodies", "sixty-three", 63),
        ("two hundred ships", "two hundred", 200),
        ("at least five trucks", "at least five", 5),
        ("a hundred houses", "a hundred", 100),
        ("Twelve boats", "Twelve", 12),
    ],
)
def test_numbers_in_words(text, words, value):
    assert [each[:2] for each in quantities(text)] == [(words, value)]


@pytest.mark.parametrize("text", ["no one", "one of them", "two-thirds of it", "a ten-year-old"])
def test_number_words_that_count_nothing(text):
    assert quantities(text) == []


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("The storm killed 12 people in the valley.", "people"),
        ("Some 40,000 angry farmers marched.", "angry farmers"),
        ("They promised $60 million in aid.", "aid"),
        ("It saw a turnout of 99%.", "turnout"),
        ("The toll rose to 34.", "toll"),
        ("The flood damaged 60 tonnes of grain.", "tonnes of grain"),
        ("It is closer to 40,000.", None),
    ],
)
def test_what_a_number_counts(nlp, text, counted):
    (quantity,) = find_quantities(nlp(text), ((0, len(text)),))
    assert (quantity.counted and text[slice(*quantity.counted)]) == counted
