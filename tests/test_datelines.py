"""The day of publication that a text begins with."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphbuild.datelines import find_dateline
from graphbuild.model import is_reduced_date

BODY = "\n\nThe ferry sank in the harbour."


@pytest.mark.parametrize(
    "line",
    [
        "Wednesday, November 9, 2022",
        "Wednesday, 9 November 2022\xa0",
        "9 Nov 2022",
        "Nov. 9th, 2022, 18:40 UTC",
        "2022-11-09",
        "Published: 9 November 2022 at 6.40 p.m.",
        "First published on November 9, 2022",
        "Posted Wednesday November 9, 2022.",
    ],
)
def test_a_line_of_its_own(line):
    assert find_dateline(line + BODY) == "2022-11-09"
    assert find_dateline(f"Ferry sinks\n\nBy Ann Lee\n{line}{BODY}") == "2022-11-09"


@pytest.mark.parametrize(
    "dateline",
    [
        "NORTHPORT, Nov. 9, 2022 (Coast Agency) — ",
        "NORTHPORT, Norway, 9 November 2022 – ",
        "Northport and Oslo (November 9, 2022) - ",
        "NORTHPORT, Nov 9 2022 (CA) - ",
    ],
)
def test_a_dateline(dateline):
    assert find_dateline(f"{dateline}The ferry sank.") == "2022-11-09"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "NORTHPORT, Nov. 9 (Coast Agency) — The ferry sank.",
        "NORTHPORT — The ferry, built on Nov. 9, 2012 — a Friday — sank.",
        "On November 9, 2022, the ferry sank.",
        "November 9, 2022: the day the ferry sank",
        "Thursday, November 9, 2022",
        "February 30, 2022",
        "Updated: November 9, 2022",
        "9/11/2022",
        "November 2022",
        "One\nTwo\nThree\nFour\nNovember 9, 2022",
    ],
)
def test_what_is_no_day_of_publication(text):
    assert find_dateline(text) is None


@given(st.text() | st.from_regex(r"[A-Z]{3}, (May|Nov\.) [0-9]{1,2}, 20[0-9]{2} (\(A\) )?- A"))
def test_a_day_is_one_of_the_calendar(text):
    found = find_dateline(text)
    assert found is None or (len(found) == 10 and is_reduced_date(found))
