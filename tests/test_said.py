"""When a source said it."""

from datetime import date

import pytest

from graphbuild.claims import find_claims

pytestmark = pytest.mark.model
WEDNESDAY = date(2022, 11, 9)


@pytest.fixture
def said(nlp):
    """Return words and value of when the first claim of a text was said."""

    def said_of(text: str, published: date | None = WEDNESDAY) -> tuple[str, str] | None:
        claim = find_claims(nlp(text), published=published)[0]
        when = claim.said
        return when and (text[when.start : when.end], when.value)

    return said_of


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("Ann Lee said on Monday that the dam will hold.", "Monday", "2022-11-07"),
        ("Ann Lee said Monday that the dam will hold.", "Monday", "2022-11-07"),
        ("On Monday, Ann Lee said that the dam will hold.", "Monday", "2022-11-07"),
        ("“The dam will hold,” Ann Lee said yesterday.", "yesterday", "2022-11-08"),
        ("“The dam will hold,” Ann Lee said in a statement Friday.", "Friday", "2022-11-04"),
        ("Speaking on Nov. 7, Ann Lee said that the dam will hold.", "Nov. 7", "2022-11-07"),
        ("Ann Lee met reporters on Monday and said the dam will hold.", "Monday", "2022-11-07"),
        ("According to a report released on Monday, the dam will hold.", "Monday", "2022-11-07"),
        ("On Monday Harbour Bank said that the dam will hold.", "Monday", "2022-11-07"),
        ("Ann Lee announced on Facebook on Monday the dam is safe.", "Monday", "2022-11-07"),
        ("In a May 9 speech, Ann Lee said that the dam will hold.", "May 9", "2022-05-09"),
        ("Ann Lee had said in October that the dam will hold.", "October", "2022-10"),
        ("Ann Lee said on 9 May 2014 that the dam will hold.", "9 May 2014", "2014-05-09"),
    ],
)
def test_when_it_was_said(said, text, words, value):
    assert said(text) == (words, value)


@pytest.mark.parametrize(
    "text",
    [
        "Ann Lee said that the dam broke on Monday.",
        "Ann Lee, who was hurt on Monday, said that the dam will hold.",
        "“The dam broke on Monday,” Ann Lee said.",
        "Ann Lee says that the dam will hold.",
        "Ann Lee said Monday was a good day.",
        "Ann Lee was elected in 2012 and said that the dam will hold.",
        "The register shows a leak in the dam on Monday.",
        "Monday, November 7, 2022\nAnn Lee said that the dam will hold.",
        "Ann Lee, elected in October, said that the dam will hold.",
    ],
)
def test_dates_of_something_else(said, text):
    assert said(text) is None


def test_when_it_was_said_is_no_date_of_what_was_said(nlp):
    (claim,) = find_claims(nlp("Ann Lee said on Monday, the dam broke."), published=WEDNESDAY)
    assert claim.said is not None
    assert claim.dates == ()


def test_only_a_whole_date_tells_without_a_day_of_publication(said):
    assert said("Ann Lee said on Monday that the dam will hold.", None) is None
    text = "Ann Lee said on 9 May 2014 that the dam will hold."
    assert said(text, None) == ("9 May 2014", "2014-05-09")


def test_nobody_had_said_what_lies_ahead(said):
    assert said("Ann Lee said on 9 May 2030 that the dam will hold.") is None
    assert said("Ann Lee will say on Friday that the dam will hold.") is None
