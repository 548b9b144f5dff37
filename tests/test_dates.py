"""Dates in contents, as exactly as they are given."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc
from spacy.vocab import Vocab

from graphbuild.dates import find_dates

VOCAB = Vocab()


def dates(text: str, *, tagged: tuple[str, ...] = (), **annotations: list) -> list[tuple[str, str]]:
    """Return words and value of each date; the words *tagged* are those of DATE entities."""
    words = text.split(" ")
    ents = ["B-DATE" if word in tagged else "O" for word in words]
    spaces = [True] * (len(words) - 1) + [False]
    doc = Doc(VOCAB, words=words, spaces=spaces, ents=ents, **annotations)
    found = find_dates(doc, ((0, len(text)),))
    return [(text[each.start : each.end], each.value) for each in found]


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("left on 9 November 2022 at night", "9 November 2022", "2022-11-09"),
        ("on Wednesday, 09 November 2022", "09 November 2022", "2022-11-09"),
        ("on 9 November, 2022.", "9 November, 2022", "2022-11-09"),
        ("the 9th of November 2022", "9th of November 2022", "2022-11-09"),
        ("November 9, 2022, was cold", "November 9, 2022", "2022-11-09"),
        ("On November 23rd 2022", "November 23rd 2022", "2022-11-23"),
        ("Nov. 9, 2022", "Nov. 9, 2022", "2022-11-09"),
        ("9 Sept 2022", "9 Sept 2022", "2022-09-09"),
        ("2022-11-09", "2022-11-09", "2022-11-09"),
        ("29 February 2024", "29 February 2024", "2024-02-29"),
        ("in November 2022,", "November 2022", "2022-11"),
        ("since Feb. 2022", "Feb. 2022", "2022-02"),
        ("in May 2022", "May 2022", "2022-05"),
        ("9–11 November 2022", "November 2022", "2022-11"),
        ("In 2022 it fell", "2022", "2022"),
        ("held since 2014.", "2014", "2014"),
        ("by 2030", "2030", "2030"),
        ("until 2100", "2100", "2100"),
        ("during\n1066", "1066", "1066"),
    ],
)
def test_date(text, words, value):
    assert dates(text) == [(words, value)]


@pytest.mark.parametrize(
    "text",
    [
        "none at all",
        "on Wednesday",
        "on 9 November",
        "on November 9 2,022 soldiers left",
        "31 February 2022",
        "February 30, 2022",
        "29 February 2023",
        "2022-13-01",
        "on 9/11/2022",
        "on 09.11.2022",
        "in 2022/11/09",
        "in the 1990s",
        "in 1990s",
        "the 1990's",
        "lost 2022 soldiers",
        "in 2,022 cases",
        "by 2022.5 tonnes",
        "by 2000% at least",
        "before 2200",
        "in 999",
        "after 1000 days of war",
        "in 1500 BC",
        "in 2022-23",
        "within 2022",
        "they march 2022 miles",
        "in 20221109",
    ],
)
def test_what_is_no_plain_date(text):
    assert dates(text) == []


def test_a_year_is_one_where_the_tagger_says_so():
    assert dates("the spring of 2022", tagged=("2022",)) == [("2022", "2022")]
    assert dates("from mid-2014 to 2022", tagged=("mid-2014", "2022")) == [
        ("2014", "2014"),
        ("2022", "2022"),
    ]
    assert dates("the spring of 2022") == []


@pytest.mark.parametrize("tagged", [(), ("2022",)])
def test_a_number_that_counts_is_no_year(tagged):
    found = dates(
        "by 2022 soldiers",
        tagged=tagged,
        deps=["prep", "nummod", "pobj"],
        heads=[0, 2, 0],
        tags=["IN", "CD", "NNS"],
    )
    assert found == []


def test_a_year_tells_which():
    found = dates(
        "the 2022 elections",
        tagged=("2022",),
        deps=["det", "nummod", "ROOT"],
        heads=[2, 2, 2],
        tags=["DT", "CD", "NNS"],
    )
    assert found == [("2022", "2022")]


def test_several_in_the_order_of_the_text():
    assert [value for _, value in dates("in 2014 , 9 May 2015 and June 2016")] == [
        "2014",
        "2015-05-09",
        "2016-06",
    ]


def test_only_what_is_in_the_content():
    doc = Doc(VOCAB, words=["9", "May", "2015", "or", "in", "2016"])
    (found,) = find_dates(doc, ((14, 21),))
    assert (found.start, found.end, found.value) == (17, 21, "2016")
    (found,) = find_dates(doc, ((2, 10),))
    assert (found.start, found.end, found.value) == (2, 10, "2015-05")
    assert find_dates(doc, ()) == ()


PIECES = (
    *("2022", "November", "Nov.", "in ", "since\n", "9", "31", "th", "-", "–", "/", ",", ".", " "),
    *("days", "２０２２", "١", "%", "’s", "May", "09", "s", "BC"),
)


@given(st.lists(st.sampled_from(PIECES), min_size=1).map("".join) | st.text(min_size=1))
def test_spans_are_within_the_text_and_values_in_the_calendar(text):
    doc = Doc(VOCAB, words=[text], spaces=[False], ents=["B-DATE"])
    for found in find_dates(doc, ((0, len(text)),)):
        assert 0 <= found.start < found.end <= len(text)
        assert len(found.value) in {4, 7, 10}
        assert "1000" <= found.value[:4] <= "2100"
        assert found.value.replace("-", "").isascii()


@given(st.data())
def test_spans_lie_in_the_content(data):
    words = ["in", "2022", ",", "on", "9", "May", "2015", "and", "Nov.", "9", ",", "2014"]
    doc = Doc(VOCAB, words=words)
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    start, end = doc[first].idx, doc[last].idx + len(doc[last])
    assert all(start <= each.start < each.end <= end for each in find_dates(doc, ((start, end),)))
