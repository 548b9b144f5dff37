"""Commands that ask a graph: ``query``."""

import sys
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graphbuild.cli.common import (
    Folder,
    SinceOption,
    UntilOption,
    errors_as_messages,
    load_part,
    printable,
)

if TYPE_CHECKING:
    from graphbuild.results import QueryResult


class ResultForm(StrEnum):
    """How a query's result is printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    XML = "xml"
    TSV = "tsv"
    TURTLE = "turtle"
    NTRIPLES = "ntriples"


def query(
    context: typer.Context,
    folder: Folder,
    sparql: Annotated[str | None, typer.Argument(help="A SPARQL query.")] = None,
    name: Annotated[str | None, typer.Option(help="A query that comes with graphbuild.")] = None,
    form: Annotated[ResultForm, typer.Option("--format", help="How to print the result.")] = (
        ResultForm.TABLE
    ),
    since: SinceOption = None,
    until: UntilOption = None,
    timeout: Annotated[
        float, typer.Option(min=0.001, help="Seconds after which the query is ended.")
    ] = 60,
) -> None:
    """Ask the graph: SPARQL, or a named query and its parameters.

    Parameters follow the folder, as in `--entity Kherson` or `--entity=Kherson`. Without SPARQL and
    name, list the named queries and their parameters. With a period, all is counted anew from the
    articles published in it.
    """
    with errors_as_messages():
        from graphbuild.ontology import bind_parameters, read_named_query
        from graphbuild.results import format_result

        if sparql is None and name is None:
            _print_named_queries()
            return
        if name is None and context.args:
            raise typer.BadParameter(f"{' '.join(context.args)!r}: parameters go with --name only")
        parameters: dict[str, str] = {}
        if name is None:
            text = sparql or ""
        else:
            # With a name there is no SPARQL, so that argument is the first parameter.
            parameters = _parameters([*([sparql] if sparql else []), *context.args])
            text = bind_parameters(read_named_query(name), parameters)
        found = _answer(text, folder, since, until, timeout)
        sys.stdout.write(format_result(found, form))
        if name is not None:
            _print_hints(text, parameters, is_empty=not found.terms)
        elif not found.terms and not found.boolean:
            _print_unknown_names(text, found.prefixes)


def _print_hints(text: str, given: Mapping[str, str], *, is_empty: bool) -> None:
    """Say what a named query was asked with, where that may not be what was meant."""
    from graphbuild.ontology import optional_parameters, query_parameters

    optional = optional_parameters(text)
    for parameter, description in query_parameters(text).items():
        if parameter not in given and parameter in optional:
            continue
        if parameter not in given:
            hint = f"--{parameter} isn't given, so the example stands for it. It is {description}"
        elif is_empty:
            hint = f"nothing is found for --{parameter} {given[parameter]}. It is {description}"
        else:
            continue
        typer.echo(printable(hint), err=True)


def _print_named_queries() -> None:
    from graphbuild.ontology import (
        named_queries,
        optional_parameters,
        query_parameters,
        read_named_query,
    )

    for name, description in named_queries().items():
        sparql = read_named_query(name)
        optional = optional_parameters(sparql)
        parameters = "".join(
            f" [--{each} …]" if each in optional else f" --{each} …"
            for each in query_parameters(sparql)
        )
        print(f"--name {name}{parameters}\n    {description}")


def _parameters(arguments: list[str]) -> dict[str, str]:
    """Return ``--entity Kherson --other=value`` as a dictionary."""
    found, rest = {}, iter(arguments)
    for argument in rest:
        name, is_pair, value = argument.partition("=")
        given = value if is_pair else next(rest, None)
        if given is None or not name.startswith("--"):
            raise typer.BadParameter(
                f"can't read {' '.join(arguments)!r}. Parameters are pairs, as in: --entity Kherson"
            )
        found[name.removeprefix("--")] = given
    return found


def _print_unknown_names(text: str, prefixes: Mapping[str, str]) -> None:
    from graphbuild.query_hints import find_hints

    for hint in find_hints(text, prefixes):
        typer.echo(printable(hint), err=True)


def _answer(
    text: str, folder: Path, since: str | None, until: str | None, seconds: float
) -> "QueryResult":
    """Ask the folder's store; of a period, one in memory of what was published in it."""
    from graphbuild.dataset import STORE_FOLDER
    from graphbuild.folder import read_build
    from graphbuild.query_process import Limits, answer
    from graphbuild.store import load_memory_store, open_store

    base, limits = read_build(folder).base, Limits(seconds=seconds)
    if since is None and until is None:
        return answer(lambda: open_store(folder / STORE_FOLDER), text, limits)
    store = load_memory_store(load_part(folder, since, until), base=base)
    return answer(lambda: store, text, limits)
