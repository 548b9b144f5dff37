"""CSV files that spreadsheets open as they are meant."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from pathlib import Path
from typing import TextIO

from graphbuild.cells import to_harmless

Cell = str | int | float | bool | None
Row = dict[str, Cell]


def write_csv(rows: Iterable[Row], columns: Sequence[str], path: Path) -> None:
    """Write *rows*, each with all of *columns*, and a line with the columns' names before them.

    UTF-8 with a byte order mark, which Excel needs and pandas skips. Text that a spreadsheet would
    run as a formula gets an apostrophe in front.
    """
    with path.open("w", encoding="utf-8-sig", errors="replace", newline="") as file:
        _write(rows, columns, file)


def format_csv(rows: Iterable[Row], columns: Sequence[str]) -> str:
    """Return *rows* as :func:`write_csv` writes them, but without a byte order mark."""
    text = StringIO(newline="")
    _write(rows, columns, text)
    return text.getvalue()


def _write(rows: Iterable[Row], columns: Sequence[str], file: TextIO) -> None:
    writer = csv.DictWriter(file, columns)
    writer.writeheader()
    writer.writerows({key: _guarded(cell) for key, cell in row.items()} for row in rows)


def _guarded(cell: Cell) -> Cell:
    """Return *cell* as text that no spreadsheet takes for a formula."""
    if isinstance(cell, bool):
        return str(cell).lower()
    return to_harmless(cell) if isinstance(cell, str) else cell
