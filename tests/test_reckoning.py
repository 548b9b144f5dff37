"""What day, month or year relative dates mean, on Wednesday, 9 November 2022 unless said."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphbuild.model import is_reduced_date
from graphbuild.reckoning import Tense, find_phrases

WEDNESDAY = date(2022, 11, 9)
PAST, PRESENT, FUTURE = Tense.PAST, Tense.PRESENT, Tense.FUTURE


def reckon(text: str, tense: Tense | None = PAST, day: date = WEDNESDAY) -> list[tuple]:
    found = sorted(find_phrases(text, 0, len(text)), key=lambda each: each.start)
    return [(text[each.start : each.end], each.value(day, tense)) for each in found]


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("left yesterday", "yesterday", "2022-11-08"),
        ("the day before yesterday", "the day before yesterday", "2022-11-07"),
        ("Today he left", "Today", "2022-11-09"),
        ("left this morning", "this morning", "2022-11-09"),
        ("left last\nnight", "last\nnight", "2022-11-08"),
        ("leaves tomorrow", "tomorrow", "2022-11-10"),
        ("the day after tomorrow", "the day after tomorrow", "2022-11-11"),
        ("on Monday evening", "Monday", "2022-11-07"),
        ("on Wednesday", "Wednesday", "2022-11-09"),
        ("on Thursday", "Thursday", "2022-11-03"),
        ("on Thurs. he", "Thurs.", "2022-11-03"),
        ("on Monday last week", "Monday last week", "2022-10-31"),
        ("Friday of next week", "Friday of next week", "2022-11-18"),
        ("last Friday", "last Friday", "2022-11-04"),
        ("this past Friday", "this past Friday", "2022-11-04"),
        ("this coming Friday", "this coming Friday", "2022-11-11"),
        ("on November 7", "November 7", "2022-11-07"),
        ("on the 7th of November", "7th of November", "2022-11-07"),
        ("on Nov. 10", "Nov. 10", "2021-11-10"),
        ("on Monday, November 7", "Monday, November 7", "2022-11-07"),
        ("on Monday, 7 November, he", "Monday, 7 November", "2022-11-07"),
        ("in October", "October", "2022-10"),
        ("in November", "November", "2022-11"),
        ("in December", "December", "2021-12"),
        ("last November", "last November", "2021-11"),
        ("this March", "this March", "2022-03"),
        ("next March", "next March", "2023-03"),
        ("in May of last year", "May of last year", "2021-05"),
        ("last year", "last year", "2021"),
        ("this year's", "this year", "2022"),
        ("next month", "next month", "2022-12"),
        ("earlier this month", "this month", "2022-11"),
        ("this week", "this week", "2022-11"),
        ("two days ago", "two days ago", "2022-11-07"),
        ("a month ago", "a month ago", "2022-10"),
        ("3 years ago", "3 years ago", "2019"),
        ("two weeks ago", "two weeks ago", "2022-10"),
    ],
)
def test_what_is_past(text, words, value):
    assert reckon(text) == [(words, value)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("on Thursday", "2022-11-10"),
        ("on Monday", "2022-11-14"),
        ("on Tuesday", None),
        ("on Wednesday", None),
        ("on November 10", "2022-11-10"),
        ("on November 8", "2023-11-08"),
        ("in December", "2022-12"),
        ("in October", "2023-10"),
        ("in November", "2022-11"),
    ],
)
@pytest.mark.parametrize("tense", [FUTURE, PRESENT])
def test_what_is_to_come(text, value, tense):
    assert [found for _, found in reckon(text, tense)] == [value]


@pytest.mark.parametrize("text", ["on Thursday", "on March 8", "in February", "today"])
def test_what_no_tense_tells_is_left_out(text):
    assert [found for _, found in reckon(text, None)] == [None]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("until December 1", "2022-12-01"),
        ("until October 31", "2022-10-31"),
        ("until Wednesday, November 30", "2022-11-30"),
        ("until January", "2023-01"),
        ("until September", "2022-09"),
    ],
)
def test_without_a_tense_what_is_near_is_meant(text, value):
    assert [found for _, found in reckon(text, None)] == [value]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("last Monday", "two days ago or nine"),
        ("next Friday", "in two days or nine"),
        ("on Monday, November 8", "that was a Tuesday"),
        ("on February 30", "no such day"),
        ("on February 29", "neither this year nor last"),
        ("20 years ago", "a round number"),
    ],
)
def test_what_is_uncertain_is_left_out(text, why):
    assert {found for _, found in reckon(text)} == {None}, why


@pytest.mark.parametrize(
    "text",
    [
        "on Mondays",
        "over the last year",
        "on the last night",
        "about two years ago",
        "more than a week ago",
        "twenty-one days ago",
        "1,000 days ago",
        "May 9–11",
        "a days ago",
    ],
)
def test_what_is_no_date(text):
    assert [words for words, value in reckon(text) if value and words != "a days ago"] == []


def test_a_date_with_its_year_is_not_relative():
    assert reckon("on November 7, 2022, 7 November 2022 and in November 2022") == []


def test_a_week_is_of_the_month_that_all_of_it_lies_in():
    assert reckon("last week") == [("last week", None)]
    assert reckon("last week", day=date(2022, 11, 23)) == [("last week", "2022-11")]


def test_weekdays_that_all_understand_alike():
    monday, sunday = date(2022, 11, 7), date(2022, 11, 13)
    assert reckon("last Friday", day=monday) == [("last Friday", "2022-11-04")]
    assert reckon("next Wednesday", day=sunday) == [("next Wednesday", "2022-11-16")]
    assert reckon("last Monday", day=monday) == [("last Monday", "2022-10-31")]


def test_years_before_the_first_are_left_out():
    assert reckon("last year", day=date(1, 1, 1)) == [("last year", None)]
    assert reckon("yesterday", day=date(1, 1, 1)) == [("yesterday", None)]
    assert reckon("on Monday", day=date(1, 1, 1)) == [("Monday", "0001-01-01")]
    assert reckon("tomorrow", day=date(9999, 12, 31)) == [("tomorrow", None)]


PIECES = (
    *("last ", "this ", "next ", "past ", "the ", "two ", "999 ", "Monday", "Fri.", "May", "Nov."),
    *(" 9", "31 ", "th", ", ", "yesterday", "today", "tonight", " ago", "days", "week", "year"),
    *("month", " of ", "2022", "–", "'s", "\n", "İ"),
)


@given(
    st.lists(st.sampled_from(PIECES), min_size=1).map("".join) | st.text(),
    st.dates(),
    st.sampled_from([*Tense, None]),
)
def test_values_are_in_the_calendar_and_words_apart(text, day, tense):
    end = 0
    for each in sorted(find_phrases(text, 0, len(text)), key=lambda each: each.start):
        assert end <= each.start < each.end <= len(text)
        end = each.end
        value = each.value(day, tense)
        assert value is None or is_reduced_date(value)
