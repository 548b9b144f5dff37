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
        ("+49", "'+49"),
        ("plain = text", "plain = text"),
        ("", ""),
    ],
)
def test_what_looks_like_a_formula_gets_an_apostrophe(text, cell):
    assert to_harmless(text) == cell
