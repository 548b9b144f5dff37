"""Dates in contents, reckoned from the day of publication or of speaking."""

from datetime import date

import pytest

from graphbuild.claims import find_claims

pytestmark = pytest.mark.model
WEDNESDAY = date(2022, 11, 9)


@pytest.fixture
def dates(nlp):
    """Return the words and values of the dates in the only claim of a text."""

    def dates_of(text: str, published: date | None = WEDNESDAY) -> list[tuple[str, str, bool]]:
        (claim,) = find_claims(nlp(text), published=published)
        return [(text[each.start : each.end], each.value, each.relative) for each in claim.dates]

    return dates_of


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("Ann Lee said that the ferry sank on Monday.", "Monday", "2022-11-07"),
        ("Ann Lee said that the ferry will sail on Friday.", "Friday", "2022-11-11"),
        ("Ann Lee said that the ferry sank on October 30.", "October 30", "2022-10-30"),
        ("Ann Lee said that the ferry was sold last year.", "last year", "2021"),
        ("Ann Lee said that the ferry has been lost since August.", "August", "2022-08"),
        ("Ann Lee said that the ferry sank two days ago.", "two days ago", "2022-11-07"),
    ],
)
def test_relative_dates(dates, text, words, value):
    assert dates(text) == [(words, value, True)]


def test_without_a_day_of_publication_no_date_is_relative(dates):
    text = "Ann Lee said that the ferry, built in May 2014, sank on Monday."
    assert dates(text, None) == [("May 2014", "2014-05", False)]
    assert dates(text) == [("May 2014", "2014-05", False), ("Monday", "2022-11-07", True)]


def test_the_weekday_of_a_whole_date_is_no_second_date(dates):
    text = "Ann Lee said that the ferry sank on Monday, November 7, 2022."
    assert dates(text) == [("November 7, 2022", "2022-11-07", False)]


def test_what_is_quoted_is_reckoned_from_when_it_was_said(dates):
    assert dates("“The ferry sank yesterday,” Ann Lee said on Monday.") == [
        ("yesterday", "2022-11-06", True)
    ]
    assert dates("“The ferry sank yesterday,” Ann Lee said.") == []
    assert dates("“The ferry sank yesterday,” Ann Lee said last month.") == []


@pytest.mark.parametrize(
    "text",
    [
        "Ann Lee said that the ferry always sailed on a Friday.",
        "Ann Lee said that the ferry was busy every Friday.",
        "Ann Lee said that the shops were full on Black Friday.",
        "Ann Lee said that the ferry was mentioned in Harbour Today.",
        "Ann Lee said that Theresa May had sold the ferry.",
        "Ann Lee said that in 2016, the ferry was shut for months, until June.",
    ],
)
def test_what_is_no_certain_day(dates, text):
    assert [words for words, _, is_relative in dates(text) if is_relative] == []
