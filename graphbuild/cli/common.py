"""What the commands share: their options, how errors are told, how articles are read."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graphbuild.errors import ArticleError, GraphbuildError

if TYPE_CHECKING:
    from graphbuild.articles import SkippedArticles
    from graphbuild.graph import KnowledgeGraph
    from graphbuild.model import Article
    from graphbuild.remote.connection import Login


class OnError(StrEnum):
    """What to do with an article that can't be read."""

    SKIP = "skip"
    FAIL = "fail"


Inputs = Annotated[
    list[Path], typer.Argument(help="Articles: .txt, .md, .html, .jsonl files or folders of them.")
]
Folder = Annotated[Path, typer.Argument(help="Folder that `graphbuild build` wrote.")]
OnErrorOption = Annotated[OnError, typer.Option(help="What to do with an unreadable article.")]
ModelOption = Annotated[
    str | None,
    typer.Option("--model", help="Installed spaCy pipeline to use in place of graphbuild's own."),
]

SinceOption = Annotated[
    str | None,
    typer.Option(help="Only articles published then or later: 2022-11-09, 2022-11 or 2022."),
]
UntilOption = Annotated[
    str | None, typer.Option(help="Only articles published then or before: a day, month or year.")
]
KnowledgeOption = Annotated[
    Path | None,
    typer.Option("--kb", help="Knowledge base to link to in place of graphbuild's own."),
]

UserOption = Annotated[
    str | None,
    typer.Option(
        help="Name for the server; the password is in the environment, GRAPHBUILD_PASSWORD. A "
        "token, in place of both, is in GRAPHBUILD_TOKEN."
    ),
]
PasswordFileOption = Annotated[
    Path | None, typer.Option(help="File that the password is read from instead.")
]


@contextmanager
def errors_as_messages(status: int = 1) -> Iterator[None]:
    """Print what is wrong on standard error and exit with *status*, without a traceback."""
    try:
        yield
    except GraphbuildError as error:
        typer.echo(printable(str(error)), err=True)
        raise typer.Exit(status) from error


def printable(message: str) -> str:
    """Return *message* without control characters: a hostile id mustn't steer the terminal."""
    return "".join(char if char.isprintable() or char == "\n" else "\ufffd" for char in message)


def warn(message: str) -> None:
    """Print *message* on standard error."""
    typer.echo(printable(message), err=True)


def read_inputs(
    inputs: Iterable[Path], on_error: OnError, skipped: "SkippedArticles"
) -> "Iterator[Article]":
    """Yield the articles; that there are none is an error, so that no good graph is replaced."""
    from graphbuild.articles import fail, read_articles

    is_empty = True
    for article in read_articles(*inputs, on_error=skipped if on_error is OnError.SKIP else fail):
        is_empty = False
        yield article
    if is_empty:
        print_skipped(skipped)
        raise ArticleError(f"no article is left: all {len(skipped)} were skipped. Check the paths.")


def print_skipped(skipped: "SkippedArticles") -> None:
    """Tell which articles can't be read, and why."""
    if skipped.messages:
        typer.echo(f"skipped {len(skipped)} that can't be read:", err=True)
    for message in skipped.messages:
        typer.echo(f"  {printable(message)}", err=True)


def read_login(user: str | None, password_file: Path | None) -> "Login":
    """Return who asks a server; no password or token stands on the command line.

    Raises:
        RemoteError: The password is missing or can't be read.
    """
    from graphbuild.errors import RemoteError
    from graphbuild.remote.connection import Login

    if user is None:
        return Login(token=os.environ.get("GRAPHBUILD_TOKEN", ""))
    if password_file is None:
        password = os.environ.get("GRAPHBUILD_PASSWORD")
    else:
        try:
            password = password_file.read_text(encoding="utf-8").rstrip("\r\n")
        except (OSError, ValueError) as error:
            raise RemoteError(f"{password_file}: no password can be read: {error}.") from error
    if password is None:
        raise RemoteError(
            f"no password for {user!r}. Put it in GRAPHBUILD_PASSWORD, or name a --password-file."
        )
    return Login(user=user, password=password)


def load_part(folder: Path, since: str | None, until: str | None) -> "KnowledgeGraph":
    """Return the folder's graph, or the part of a period; say what has no date and is left out."""
    from graphbuild.periods import Period, to_period_graph
    from graphbuild.pipeline import load_graph

    period = Period(since=since, until=until)
    graph = load_graph(folder)
    if since is None and until is None:
        return graph
    if graph.undated:
        typer.echo(f"articles without a date, left out: {len(graph.undated)}", err=True)
    return to_period_graph(graph, period)


def summary(graph: "KnowledgeGraph") -> str:
    """Return how much of what is in the graph."""
    claims = list(graph.claims)
    attributed = sum(claim.speaker is not None for _, claim in claims)
    return (
        f"{len(graph.extractions)} articles, {len(graph.entities)} entities, "
        f"{len(claims)} claims ({attributed} with a named speaker)"
    )
