"""The command line: ``graphbuild build``, ``merge``, ``query``, ``export`` and others."""

import os
import shlex
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Annotated

import typer

from graphbuild.errors import ArticleError, GraphbuildError, VerificationError
from graphbuild.iris import DEFAULT_BASE

if TYPE_CHECKING:
    from graphbuild.articles import SkippedArticles
    from graphbuild.graph import KnowledgeGraph
    from graphbuild.model import Article
    from graphbuild.redacting import Redacted
    from graphbuild.results import QueryResult
    from graphbuild.review import Review

SHOWN_MESSAGES = 20

app = typer.Typer(
    help="Knowledge graphs from news: people, organizations, places, and who said what.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

kb_app = typer.Typer(help="Knowledge bases to link entities to.", no_args_is_help=True)
app.add_typer(kb_app, name="kb")


class OnError(StrEnum):
    """What to do with an article that can't be read."""

    SKIP = "skip"
    FAIL = "fail"


class ResultForm(StrEnum):
    """How a query's result is printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    TURTLE = "turtle"


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


@app.command()
def build(
    inputs: Inputs,
    out: Annotated[Path, typer.Option("-o", "--out", help="Folder for the graph.")],
    on_error: OnErrorOption = OnError.FAIL,
    model: ModelOption = None,
    kb: KnowledgeOption = None,
    base: Annotated[str, typer.Option(help="IRI that all IRIs begin with.")] = DEFAULT_BASE,
    jsonl: Annotated[
        Path | None, typer.Option(help="Also write extractions with the graph's entity ids.")
    ] = None,
) -> None:
    """Build the graph of articles into a folder."""
    with _errors_as_messages():
        from graphbuild.articles import SkippedArticles
        from graphbuild.decision_file import read_decisions_beside
        from graphbuild.extraction_file import write_extractions
        from graphbuild.knowledge import load_knowledge
        from graphbuild.nlp import DEFAULT_MODEL, load_nlp
        from graphbuild.pipeline import build_folder, check_outside

        if jsonl is not None:
            check_outside(jsonl, out)
        decisions, stale = read_decisions_beside(*inputs), list[str]()
        skipped = SkippedArticles()
        articles = _read(inputs, on_error, skipped)
        nlp, knowledge = load_nlp(model or DEFAULT_MODEL), load_knowledge(kb) if kb else None
        graph = build_folder(
            articles,
            out,
            nlp=nlp,
            kb=knowledge,
            base=base,
            decisions=decisions,
            on_stale=stale.append,
        )
        if jsonl is not None:
            write_extractions(graph.extractions.values(), jsonl)
    _print_skipped(skipped)
    for message in stale:
        typer.echo(_printable(message), err=True)
    print(f"{out}: {_summary(graph)}")


@app.command()
def merge(
    folders: Annotated[
        list[Path], typer.Argument(help="Folders that `graphbuild build` wrote, two or more.")
    ],
    out: Annotated[Path, typer.Option("-o", "--out", help="Folder for the graph.")],
) -> None:
    """Join several builds into one graph, as if all their articles had been built at once."""
    with _errors_as_messages():
        from graphbuild.pipeline import merge_folders

        if len(folders) < 2:
            raise typer.BadParameter("give two folders or more, as in: merge A B -o C")
        graph = merge_folders(folders, out, on_correction=_warn, on_stale=_warn)
    print(f"{out}: {_summary(graph)}")


@app.command()
def redact(
    folder: Folder,
    entity: Annotated[
        str | None, typer.Option(help="Name, or id in the graph, of who is to be masked.")
    ] = None,
    article: Annotated[
        str | None, typer.Option(help="Id of the article that is to be left out.")
    ] = None,
    model: ModelOption = None,
    kb: KnowledgeOption = None,
) -> None:
    """Mask a person by all names, or leave an article out, for good and in every file.

    Who is masked is recorded as hashes in decisions.yaml beside the articles, so that the next
    build obeys it.
    """
    with _errors_as_messages():
        from graphbuild.knowledge import load_knowledge
        from graphbuild.nlp import DEFAULT_MODEL, load_nlp
        from graphbuild.pipeline import read_build
        from graphbuild.redacting import redact_entity, redact_listed

        if (entity is None) == (article is None):
            raise typer.BadParameter("give either --entity NAME or --article ID")
        read_build(folder)
        nlp, knowledge = load_nlp(model or DEFAULT_MODEL), load_knowledge(kb) if kb else None
        if entity is not None:
            done = redact_entity(folder, entity, nlp=nlp, kb=knowledge)
        else:
            done = redact_listed(folder, article or "", nlp=nlp, kb=knowledge)
        _print_redacted(folder, done)
        if done.remains:
            listed = ", ".join(map(str, done.remains))
            raise VerificationError(f"{listed}: not of the build, and still names it. Delete it.")


def _print_redacted(folder: Path, done: "Redacted") -> None:
    from graphbuild.decisions import to_flow

    print(f"{folder}: redacted in {done.articles} articles: {_printable(', '.join(done.names))}")
    clean = done.files - len(done.remains)
    print(f"{folder}: searched {done.files} files; {clean} hold none of it")
    if done.recorded_in is not None:
        print(f"{done.recorded_in}: has the record that the next build obeys")
    else:
        print("To let it last, add this line to decisions.yaml beside the articles:")
        print(f"- {to_flow(done.record.to_data())}")
    for place in done.named_in:
        _warn(f"{place}: a decision that still names it. Delete the line.")
    for reprint in done.reprints:
        _warn(f"article '{reprint}' prints the same text. Redact it too if it is meant.")
    _warn("Not reached: the articles themselves, exports made elsewhere, copies and backups.")


def _warn(message: str) -> None:
    typer.echo(_printable(message), err=True)


@app.command()
def extract(
    inputs: Inputs,
    out: Annotated[Path, typer.Option("-o", "--out", help="JSON Lines file to write.")],
    on_error: OnErrorOption = OnError.FAIL,
    model: ModelOption = None,
    kb: KnowledgeOption = None,
) -> None:
    """Find names, claims and relations in each article by itself."""
    with _errors_as_messages():
        from graphbuild.articles import SkippedArticles
        from graphbuild.extract import extract_all
        from graphbuild.extraction_file import write_extractions
        from graphbuild.knowledge import load_knowledge
        from graphbuild.nlp import DEFAULT_MODEL, load_nlp

        skipped = SkippedArticles()
        articles = _read(inputs, on_error, skipped)
        nlp, knowledge = load_nlp(model or DEFAULT_MODEL), load_knowledge(kb)
        count = write_extractions(extract_all(articles, nlp, kb=knowledge), out)
    _print_skipped(skipped)
    print(f"{out}: {count} articles")


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
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
) -> None:
    """Ask the graph: SPARQL, or a named query and its parameters.

    Parameters follow the folder, as in `--entity Kherson` or `--entity=Kherson`. Without SPARQL and
    name, list the named queries and their parameters. With a period, all is counted anew from the
    articles published in it.
    """
    with _errors_as_messages():
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
        found = _answer(text, folder, since, until)
        sys.stdout.write(format_result(found, form))
        if name is not None:
            _print_hints(text, parameters, is_empty=not found.terms)


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
        typer.echo(_printable(hint), err=True)


@app.command()
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
    with _errors_as_messages():
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
    from graphbuild.pipeline import read_build

    base = read_build(folder).base
    options = [] if base == DEFAULT_BASE else ["--base", base]
    inputs = [_near(each) for each in done.decisions.inputs] or ["ARTICLES"]
    command = shlex.join(["graphbuild", "build", *inputs, "-o", str(folder), *options])
    number = f"{done.added} decision{'' if done.added == 1 else 's'}"
    print(f"\n{number} added to {_near(done.path)}. To obey, with the options of the last build:")
    print(f"  {_printable(command)}")


def _near(path: Path) -> str:
    """Return the shorter of the ways to write *path*."""
    return min(str(path), os.path.relpath(path), key=len)


@app.command()
def export(
    folder: Folder,
    file: Annotated[
        Path,
        typer.Argument(
            help="File to write; its suffix says what: .ttl .nt .nq .trig .jsonld .graphml .gexf "
            ".json .html .csv"
        ),
    ],
    since: SinceOption = None,
    until: UntilOption = None,
) -> None:
    """Write the graph, or the part of it that was published in a period, in another format."""
    with _errors_as_messages():
        from graphbuild.export.formats import write
        from graphbuild.pipeline import check_outside, read_build

        check_outside(file, folder)

        for path in write(_graph(folder, since, until), file, base=read_build(folder).base):
            print(path)


@app.command()
def verify(folder: Folder) -> None:
    """Check every span and hash against the text of its article."""
    with _errors_as_messages():
        from graphbuild.pipeline import find_folder_faults

        faults = find_folder_faults(folder)
        shown = list(islice(faults, SHOWN_MESSAGES))
        more = sum(1 for _ in faults)
        if shown:
            lines = [*map(str, shown), *([f"and {more} more"] if more else [])]
            raise VerificationError("\n".join(lines))
    print(f"{folder}: no fault")


@kb_app.command("build")
def build_kb(
    dump: Annotated[Path, typer.Argument(help="Wikidata JSON dump: .json, .json.gz or .json.bz2.")],
    out: Annotated[Path, typer.Option("-o", "--out", help="Knowledge base to write.")],
    classes: Annotated[
        list[str] | None,
        typer.Option("--class", help="Keep only items of this class, such as Q5; repeatable."),
    ] = None,
) -> None:
    """Make a knowledge base from a Wikidata dump; goes on where it was stopped."""
    with _errors_as_messages():
        from graphbuild.wikidata import build_knowledge

        report = build_knowledge(dump, out, classes or ())
    print(f"{out}: {report}")


@contextmanager
def _errors_as_messages() -> Iterator[None]:
    """Print what is wrong on standard error and exit with 1, without a traceback."""
    try:
        yield
    except GraphbuildError as error:
        typer.echo(_printable(str(error)), err=True)
        raise typer.Exit(1) from error


def _printable(message: str) -> str:
    """Return *message* without control characters: a hostile id mustn't steer the terminal."""
    return "".join(char if char.isprintable() or char == "\n" else "\ufffd" for char in message)


def _read(
    inputs: Iterable[Path], on_error: OnError, skipped: "SkippedArticles"
) -> "Iterator[Article]":
    """Yield the articles; that there are none is an error, so that no good graph is replaced."""
    from graphbuild.articles import fail, read_articles

    is_empty = True
    for article in read_articles(*inputs, on_error=skipped if on_error is OnError.SKIP else fail):
        is_empty = False
        yield article
    if is_empty:
        _print_skipped(skipped)
        raise ArticleError(f"no article is left: all {len(skipped)} were skipped. Check the paths.")


def _print_skipped(skipped: "SkippedArticles") -> None:
    if skipped.messages:
        typer.echo(f"skipped {len(skipped)} that can't be read:", err=True)
    for message in skipped.messages:
        typer.echo(f"  {_printable(message)}", err=True)


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


def _answer(text: str, folder: Path, since: str | None, until: str | None) -> "QueryResult":
    """Ask the folder's store; of a period, one in memory of what was published in it."""
    from graphbuild.pipeline import STORE_FOLDER, read_build
    from graphbuild.store import load_memory_store, open_store, run_query

    base = read_build(folder).base
    if since is None and until is None:
        return run_query(open_store(folder / STORE_FOLDER), text)
    return run_query(load_memory_store(_graph(folder, since, until), base=base), text)


def _graph(folder: Path, since: str | None, until: str | None) -> "KnowledgeGraph":
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


def _summary(graph: "KnowledgeGraph") -> str:
    claims = list(graph.claims)
    attributed = sum(claim.speaker is not None for _, claim in claims)
    return (
        f"{len(graph.extractions)} articles, {len(graph.entities)} entities, "
        f"{len(claims)} claims ({attributed} with a named speaker)"
    )
