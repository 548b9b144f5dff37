"""Numbers in two claims: whether they count the same, and whether both can be right."""

import pytest
from claim_makers import said

from graphbuild.claim_numbers import match_numbers
from graphbuild.claim_words import to_statements


def matches(one: str, other: str) -> list[tuple[bool, bool]]:
    """Return whether each pair of numbers that count the same conflicts, and whether it's equal."""
    (left,) = to_statements(said("a", one))
    (right,) = to_statements(said("b", other))
    return [
        (each.is_conflict, each.is_equal)
        for mine in left.sentences
        for theirs in right.sentences
        for each in match_numbers(left, mine, right, theirs)
    ]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("the storm killed [12|people]", "the storm killed [30|people]", [(True, False)]),
        ("the storm killed [12|people]", "the storm killed [12|people]", [(False, True)]),
        # A number rounded, and the same more exactly.
        ("there were [40000|workers]", "there were [39100|workers]", [(False, False)]),
        # Killed and injured aren't the same, nor are trees people.
        ("the storm killed [12|people]", "the storm injured [30|people]", []),
        ("there were [12|trees]", "there were [30|workers]", []),
    ],
)
def test_numbers(one, other, expected):
    assert matches(one, other) == expected
