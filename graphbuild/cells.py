"""Cells of CSV files that no spreadsheet runs."""

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def to_harmless(text: str) -> str:
    """Return *text*, after an apostrophe if a spreadsheet would take it for a formula.

    It is for texts: "+49" is one, and would be shown as 49.
    """
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
