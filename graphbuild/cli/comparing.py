"""Commands that compare graphs: ``diff``."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from graphbuild.cli.common import errors_as_messages, printable
from graphbuild.cli.output import write_exactly


class DifferenceForm(StrEnum):
    """How differences are printed."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"


def diff(
    before: Annotated[Path, typer.Argument(help="Folder of the earlier build.")],
    after: Annotated[Path, typer.Argument(help="Folder of the later one.")],
    form: Annotated[
        DifferenceForm,
        typer.Option("--format", help="text: the first of each kind; json, csv: all of them."),
    ] = DifferenceForm.TEXT,
) -> None:
    """Say what changed between two builds; exit with 0 if nothing did, else with 1.

    Articles, entities, claims, relations, and what was judged of them; where a folder can't be
    read, exit with 2. Scores aren't compared.
    """
    with errors_as_messages(status=2):
        from graphbuild.comparing import compare_folders, format_differences

        found = compare_folders(before, after)
        text = format_differences(found, form)
        if form is DifferenceForm.TEXT:
            print(printable(text), end="")
        else:
            write_exactly(text)
    if found:
        raise typer.Exit(1)
    if form is DifferenceForm.TEXT:
        print(f"{before} and {after}: no difference")
