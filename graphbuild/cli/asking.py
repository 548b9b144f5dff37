"""Commands that ask a graph: ``query``."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graphbuild.cli.common import (
    PasswordFileOption,
    SinceOption,
    UntilOption,
    UserOption,
    errors_as_messages,
    load_part,
    printable,
    read_login,
    warn,
)
from graphbuild.cli.output import write_exactly

if TYPE_CHECKING:
    from graphbuild.remote.connection import Login
    from graphbuild.results import QueryResult

ENDPOINT_BYTES = 1 << 30  # of an answer


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
    folder: Annotated[
        str | None,
        typer.Argument(help="Folder that `graphbuild build` wrote; none with --endpoint."),
    ] = None,
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
    endpoint: Annotated[
        str | None, typer.Option(help="Ask a SPARQL server at this URL in place of a folder.")
    ] = None,
    user: UserOption = None,
    password_file: PasswordFileOption = None,
    base: Annotated[
        str | None, typer.Option(help="IRI that the graph's IRIs on the server begin with.")
    ] = None,
) -> None:
    """Ask the graph: SPARQL, or a named query and its parameters.

    Parameters come last, as in `--entity Kherson` or `--entity=Kherson`. Without SPARQL and
    name, list the named queries and their parameters. With a period, all is counted anew from the
    articles published in it.
    """
    with errors_as_messages():
        from graphbuild.results import format_result

        arguments = [each for each in (folder, sparql, *context.args) if each is not None]
        if endpoint is None and not arguments:
            raise typer.BadParameter("name the folder of a graph, or an --endpoint")
        asked = Path(arguments.pop(0)) if endpoint is None else None
        _check_options(asked, period=(since, until), server=(user, password_file, base))
        if not arguments and name is None:
            _print_named_queries()
            return
        text, parameters = _question(name, arguments)
        if asked is not None:
            found = _answer(text, asked, since, until, timeout)
        else:
            login = read_login(user, password_file)
            found = _answer_there(text, endpoint or "", base, login, timeout)
        _print_result(format_result(found, form), form)
        if name is not None:
            _print_hints(text, parameters, is_empty=not found.terms)
        elif not found.terms and not found.boolean:
            _print_unknown_names(text, found.prefixes)


def _question(name: str | None, arguments: list[str]) -> tuple[str, dict[str, str]]:
    """Return the query in SPARQL, and the parameters of a named one."""
    from graphbuild.ontology import bind_parameters, read_named_query

    if name is not None:
        # There is no SPARQL then, so all arguments are parameters.
        parameters = _parameters(arguments)
        return bind_parameters(read_named_query(name), parameters), parameters
    if len(arguments) > 1:
        extra = " ".join(arguments[1:])
        raise typer.BadParameter(f"{extra!r}: parameters go with --name only")
    return arguments[0], {}


def _print_result(result: str, form: ResultForm) -> None:
    if form is ResultForm.TABLE:
        print(result, end="")
    else:
        write_exactly(result)


def _check_options(
    folder: Path | None, *, period: Sequence[object], server: Sequence[object]
) -> None:
    """Check that no option is given that goes with the other kind of place to ask."""
    if folder is None and any(each is not None for each in period):
        raise typer.BadParameter("--since and --until go with a folder, not with --endpoint")
    if folder is not None and any(each is not None for each in server):
        raise typer.BadParameter("--user, --password-file and --base go with --endpoint only")


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


def _answer_there(
    text: str, url: str, base: str | None, login: "Login", seconds: float
) -> "QueryResult":
    """Ask a server."""
    from graphbuild.remote.addresses import Addresses
    from graphbuild.remote.connection import Connection
    from graphbuild.remote.endpoint import find_endpoint

    with Connection(login, seconds=seconds, size=ENDPOINT_BYTES) as connection:
        return find_endpoint(connection, Addresses(url=url), base=base, tell=warn).ask(text)
