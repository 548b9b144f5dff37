import pytest

from graphbuild.export.passages import (
    sentence,
    sentence_around,
    sentence_starts,
    words,
)

TEXT = "Mr. Kim spoke.\n“Stay calm,” he said. It was late\n\nA new paragraph"


def test_abbreviations_end_no_sentence():
    assert [TEXT[start : start + 5] for start in sentence_starts(TEXT)] == [
        "Mr. K",
        "“Stay",
        "It wa",
        "A new",
    ]


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        ((4, 7), "Mr. Kim spoke."),
        ((15, 26), "“Stay calm,” he said."),
        ((8, 20), "Mr. Kim spoke. “Stay calm,” he said."),
        ((len(TEXT) - 9, len(TEXT)), "A new paragraph"),
    ],
)
def test_sentence_is_whole(span, expected):
    assert sentence(TEXT, (span,)) == expected


def test_no_spans_have_no_sentence():
    assert sentence_around(TEXT, ()) == (0, 0)


def test_text_without_full_stops_is_cut():
    start, end = sentence_around("word " * 1000, ((2500, 2504),))
    assert start < 2500 < 2504 < end
    assert end - start < 1000


def test_split_spans_are_joined():
    assert words(TEXT, ((0, 3), (8, 13))) == "Mr. … spoke"
