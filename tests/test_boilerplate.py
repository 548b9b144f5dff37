"""What is the article's own, and what isn't."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphbuild.boilerplate import find_boilerplate

BODY = (
    "The ferry will run again from Monday, the harbour master said.",
    "“We have waited long enough,” a baker on the island told reporters.",
)


def marked(*lines: str) -> list[str]:
    text = "\n\n".join(lines)
    return [text[start:end] for start, end in find_boilerplate(text)]


@pytest.mark.parametrize(
    "line",
    [
        "Read more: Ten soups for a cold weekend",
        "ALSO READ: Island school gets a new roof",
        "Read the full story here.",
        "Read more",
        "Sign up for our newsletter and never miss a tide",
        "Subscribe to the Island Post today",
        "For more on the islands, follow our live page",
        "Follow us on Facebook",
        "Follow Ada Finch on Twitter @adafinch.",
        "Click here to see the timetable",
        "Watch the full interview below:",
        "Share this article",
        "Share this on WhatsApp",
        "Advertisement",
        "We use cookies to improve your experience.",
        "© 2024 The Island Post",
        "Copyright 2024 The Island Post. This may not be redistributed.",
        "The Island Post, 2024. All rights reserved.",
        "https://island.example/2024/ferry",
        "Image: Ada Finch",
        "Photo by Ada Finch",
        "(Photo by Ada Finch/Island Pictures)",
        "AP Photo/Ada Finch",
        "Ada Finch via Getty Images.",
        "Reporting by Ada Finch; Editing by Tom Rook",
        "(Reporting by Ada Finch in Lerwick; Additional reporting by Tom Rook; Editing by Bo Wren)",
        "Ada Finch and Tom Rook contributed reporting.",
        "Tom Rook contributed to this report from Lerwick.",
        "Contributing: Ada Finch",
        "Last updated: Monday, March 4, 2024 at 5:36 pm GMT",
    ],
)
def test_a_line_that_is_certainly_not_the_articles_own(line):
    assert marked(BODY[0], line, BODY[1]) == [line]


@pytest.mark.parametrize(
    "line",
    [
        "Read more books, the minister told pupils.",
        "Read the full text of the treaty, he said, and you will see that it is void.",
        "Reporting by the Island Post found that the ferry had never been inspected.",
        "Sources: ferry to be sold",
        "Source close to the minister says he will go",
        "By contrast, the eastern islands voted against the bridge.",
        "By Monday evening the harbour was empty.",
        "Image problems haunt the ferry company, analysts say.",
        "Sign-ups for the ferry rose by a third, the company said.",
        "Follow-up checks found rust, inspectors said.",
        "Copyright law must change, the minister said.",
        "(c) the company shall repay the islanders",
        "More than 300 people signed, the council said.",
        "“Subscribe to nothing,” he said.",
        "Watch out, a fisherman said here.",
        "The bishop and the mayor contributed to this failure, she said.",
        "Published figures show that 5,000 people left.",
        "Updated plans were shown on 4 March.",
        "Sharing the ferry was never discussed.",
        "Getty Images sued the ferry company on Tuesday.",
    ],
)
def test_a_line_that_may_be_the_articles_own_stays(line):
    assert marked(BODY[0], line, BODY[1]) == []


@pytest.mark.parametrize(
    "heading",
    [
        "You may also like",
        "You might also be interested in:",
        "Other stories of The Island Post that may interest you:",
        "Related articles",
        "RELATED",
        "More on this story",
        "## Read also",
        "Most read",
        "Sources",
    ],
)
def test_a_heading_takes_the_teasers_below_it_along(heading):
    footer = (heading, "Ten soups for a cold weekend", "– Who ate the puffins?", "Source: Post")
    assert marked(*BODY, *footer) == ["\n\n".join(footer)]


def test_a_heading_over_the_articles_own_text_is_left():
    assert marked(BODY[0], "Sources", BODY[1]) == []
    assert marked(BODY[0], "You may also like", "Ten soups", BODY[1]) == []


def test_a_heading_within_the_article_takes_only_bulleted_teasers_along():
    box = ("Related stories", "• Ten soups", "• Who ate the puffins?")
    assert marked(BODY[0], *box, BODY[1]) == ["\n\n".join(box)]


def test_bulleted_sentences_are_the_articles_own():
    assert marked(BODY[0], "More news", "– The mayor said he would go.", BODY[1]) == []


def test_teasers_without_a_heading_are_left():
    assert marked(*BODY, "Ten soups for a cold weekend", "Who ate the puffins?") == []


def test_a_byline_is_marked_at_the_beginning_and_at_the_end():
    byline = "By Ada Finch and Tom Rook, The Island Post"
    assert marked("Ferry to run again", byline, *BODY) == [byline]
    assert marked(*BODY, byline) == [byline]
    assert marked(*BODY * 4, byline, *BODY) == []


def test_a_source_line_is_marked_only_at_the_end():
    assert marked(*BODY, "Source: The Island Post") == ["Source: The Island Post"]
    assert marked(BODY[0], "Source: The Island Post", BODY[1]) == []


def test_a_whole_text_is_never_a_footer():
    assert marked("You may also like") == []


LINES = st.lists(
    st.one_of(
        st.text(),
        st.sampled_from(
            [*BODY, "You may also like", "– Ten soups", "Source: Post", "Read more", " ", "\r"]
        ),
    )
)


@given(LINES.map("\n".join))
def test_spans_are_whole_lines_in_order_and_apart(text):
    end = 0
    for start, stop in find_boilerplate(text):
        assert end <= start < stop <= len(text)
        assert not text[text.rfind("\n", 0, start) + 1 : start].strip()
        assert not text[stop:].partition("\n")[0].strip()
        assert text[start:stop] == text[start:stop].strip()
        assert end == 0 or text[end:start].strip()
        end = stop
