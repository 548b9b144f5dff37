"""What stands between quotation marks, as pages really set them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphbuild.quotations import Quotation, find_quotations

QUOTED_TEXT = st.text(st.sampled_from(list("ab. ,\n'\"“”„‟«»‘’`")) | st.characters(), max_size=120)


def check_quotations(text: str, *expected: str) -> tuple[Quotation, ...]:
    found = find_quotations(text)
    assert [text[each.start : each.end] for each in found] == list(expected)
    return found


@pytest.mark.parametrize(
    "quotation",
    [
        "“It holds,”",
        '"It holds,"',
        "„It holds,“",
        "«It holds,»",
        "»It holds,«",
        "”It holds,“",
        "”It holds,”",
        "``It holds,''",
        "” It holds“",
    ],
)
def test_all_kinds_of_marks(quotation):
    check_quotations(f"{quotation} she said.", quotation)


def test_single_marks_count_where_there_are_no_double_ones():
    check_quotations("‘It’s holding,’ she said.", "‘It’s holding,’")
    check_quotations("“They say ‘no’,” she said.", "“They say ‘no’,”")


def test_apostrophes_are_no_marks():
    check_quotations("The dam’s wall and the engineers’ view.")
    check_quotations("The dam's wall and the engineers' view.")


def test_a_quotation_is_split_by_its_speaker():
    check_quotations("“The dam,” she said, “will hold.”", "“The dam,”", "“will hold.”")


def test_a_mark_alone_is_no_quotation():
    check_quotations('She is 5 foot 2" tall.')
    check_quotations("“It holds, she said.\n\nNobody answered.")
    check_quotations("“It holds, she said.")


def test_a_quotation_over_paragraphs_is_left_open_and_goes_on():
    first, second = check_quotations(
        "He said: “It holds.\n\n“It always has.”", "“It holds.", "“It always has.”"
    )
    assert (first.is_closed, first.continues) == (False, False)
    assert (second.is_closed, second.continues) == (True, True)


def test_three_paragraphs_go_on():
    found = check_quotations("“One.\n\n“Two.\n\n“Three.”", "“One.", "“Two.", "“Three.”")
    assert [each.continues for each in found] == [False, True, True]


def test_a_quotation_may_be_closed_in_the_next_paragraph():
    first, second, last = check_quotations(
        'He said: "It holds.\n\nIt always has." He left. "Now," he said.',
        '"It holds.',
        'It always has."',
        '"Now,"',
    )
    assert (first.is_closed, second.continues, last.continues) == (False, True, False)


def test_single_straight_marks_close_behind_punctuation():
    check_quotations("'It holds,' she said of the engineers' wall.", "'It holds,'")
    check_quotations("It is the engineers' wall, and the dam's.")


def test_the_next_paragraph_must_begin_with_the_mark():
    check_quotations("“It holds.\n\nShe said “no” later.", "“no”")


@given(QUOTED_TEXT)
def test_quotations_are_in_order_disjoint_and_within_the_text(text):
    end = 0
    for quotation in find_quotations(text):
        assert end <= quotation.start < quotation.end <= len(text)
        end = quotation.end


@given(QUOTED_TEXT)
def test_a_quotation_stays_within_its_paragraph(text):
    assert not any("\n" in text[each.start : each.end] for each in find_quotations(text))


@given(QUOTED_TEXT)
def test_what_continues_follows_what_was_left_open(text):
    found = find_quotations(text)
    for before, after in zip((None, *found), found, strict=False):
        assert not after.continues or (before is not None and not before.is_closed)


@pytest.mark.parametrize("gap", ["\n", "\n\n", "\n \n"])
def test_a_quotation_goes_on_over_any_gap_between_paragraphs(gap):
    found = check_quotations(f"“One.{gap}“Two.”", "“One.", "“Two.”")
    assert [each.continues for each in found] == [False, True]


def test_the_last_paragraph_of_an_open_quotation_is_kept_wherever_the_text_goes_on():
    check_quotations("“One.\n\n“Two.\n\nThree.", "“One.", "“Two.")
    check_quotations("“One.\n\n“Two.", "“One.", "“Two.")
