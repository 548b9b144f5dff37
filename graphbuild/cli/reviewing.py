"""The command to decide what isn't certain: ``review``."""

import os
import shlex
import sys
from io import TextIOWrapper
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Annotated

import typer

from graphbuild.cli.common import Folder, errors_as_messages, printable
from graphbuild.iris import DEFAULT_BASE

if TYPE_CHECKING:
    from graphbuild.review import Review


def review(
    folder: Folder,
    claims: Annotated[
        bool, typer.Option("--claims", help="Go through claims, the least certain first.")
    ] = False,
) -> None:
    """Decide what isn't certain: pairs of entities that may be one, with their sentences.

    Each answer is at once a line of decisions.yaml beside the articles, which every build obeys;
    delete the line to undo it.
    """
    with errors_as_messages():
        from graphbuild.pipeline import load_review
        from graphbuild.review import review_claims, review_pairs

        open_review = load_review(folder)
        go_through = review_claims if claims else review_pairs
        _survive_any_character()
        number = go_through(open_review, _ask, print, width=get_terminal_size().columns)
        what = "claims nobody has decided on" if claims else "pairs of entities in doubt"
        if open_review.added:
            _print_how_to_obey(open_review, folder)
        elif number == 0:
            print(f"{folder}: nothing to review: no {what}.")
        elif not sys.stdin.isatty():
            print(f"{folder}: {number} {what}. Answer in a terminal, or by standard input.")


def _survive_any_character() -> None:
    """Let what the terminal can't show, or can't have sent, be replaced."""
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def _ask(question: str) -> str:
    """Return the answer to a question, the beginning of one to a terminal that is left."""
    try:
        return input(question)
    except (EOFError, KeyboardInterrupt) as end:
        print()
        raise EOFError from end


def _print_how_to_obey(done: "Review", folder: Path) -> None:
    from graphbuild.folder import read_build

    base = read_build(folder).base
    options = [] if base == DEFAULT_BASE else ["--base", base]
    inputs = [_near(each) for each in done.decisions.inputs] or ["ARTICLES"]
    command = shlex.join(["graphbuild", "build", *inputs, "-o", str(folder), *options])
    number = f"{done.added} decision{'' if done.added == 1 else 's'}"
    print(f"\n{number} added to {_near(done.path)}. To obey, with the options of the last build:")
    print(f"  {printable(command)}")


def _near(path: Path) -> str:
    """Return the shorter of the ways to write *path*."""
    return min(str(path), os.path.relpath(path), key=len)
