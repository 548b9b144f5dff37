"""Cells of CSV files that no spreadsheet runs."""

import re

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)


def to_harmless(text: str) -> str:
    """Return *text*, after an apostrophe if a spreadsheet would take it for a formula.

    A number with a sign is none, and stays as it is.
    """
    if text.startswith(_FORMULA_STARTS) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text
