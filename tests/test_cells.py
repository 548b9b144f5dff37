"""No spreadsheet runs a cell."""

import pytest

from graphbuild.cells import to_harmless


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+SUM(A1)", "'+SUM(A1)"),
        ("-2+3", "'-2+3"),
        ("@x", "'@x"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("-", "'-"),
        ("-1.5e3", "-1.5e3"),
        ("+7", "+7"),
        ("-٣", "'-٣"),
        ("plain = text", "plain = text"),
        ("", ""),
    ],
)
def test_a_formula_gets_an_apostrophe_and_a_number_none(text, cell):
    assert to_harmless(text) == cell
