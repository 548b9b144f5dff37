"""Commands that make a graph, or change what is in it: ``build`` and its kin."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graphbuild.cli.common import (
    Folder,
    Inputs,
    KnowledgeOption,
    ModelOption,
    OnError,
    OnErrorOption,
    errors_as_messages,
    print_skipped,
    printable,
    read_inputs,
    summary,
    warn,
)
from graphbuild.errors import VerificationError
from graphbuild.iris import DEFAULT_BASE

if TYPE_CHECKING:
    from graphbuild.redacting import Redacted


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
    with errors_as_messages():
        from graphbuild.articles import SkippedArticles
        from graphbuild.decision_file import read_decisions_beside
        from graphbuild.extraction_file import write_extractions
        from graphbuild.folder import check_outside
        from graphbuild.knowledge import load_knowledge
        from graphbuild.nlp import DEFAULT_MODEL, load_nlp
        from graphbuild.pipeline import build_folder

        if jsonl is not None:
            check_outside(jsonl, out)
        decisions, stale = read_decisions_beside(*inputs), list[str]()
        skipped = SkippedArticles()
        articles = read_inputs(inputs, on_error, skipped)
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
    print_skipped(skipped)
    for message in stale:
        typer.echo(printable(message), err=True)
    print(f"{out}: {summary(graph)}")


def merge(
    folders: Annotated[
        list[Path], typer.Argument(help="Folders that `graphbuild build` wrote, two or more.")
    ],
    out: Annotated[Path, typer.Option("-o", "--out", help="Folder for the graph.")],
) -> None:
    """Join several builds into one graph, as if all their articles had been built at once."""
    with errors_as_messages():
        from graphbuild.pipeline import merge_folders

        if len(folders) < 2:
            raise typer.BadParameter("give two folders or more, as in: merge A B -o C")
        graph = merge_folders(folders, out, on_correction=warn, on_stale=warn)
    print(f"{out}: {summary(graph)}")


def add(
    folder: Folder,
    inputs: Inputs,
    on_error: OnErrorOption = OnError.FAIL,
    model: ModelOption = None,
    kb: KnowledgeOption = None,
) -> None:
    """Add articles to a graph; one with the id of another that is there corrects it."""
    with errors_as_messages():
        from graphbuild.articles import SkippedArticles
        from graphbuild.decision_file import read_decisions_beside
        from graphbuild.folder import read_build
        from graphbuild.knowledge import load_knowledge
        from graphbuild.nlp import DEFAULT_MODEL, load_nlp
        from graphbuild.pipeline import add_articles

        read_build(folder)
        skipped = SkippedArticles()
        graph = add_articles(
            read_inputs(inputs, on_error, skipped),
            folder,
            nlp=load_nlp(model or DEFAULT_MODEL),
            kb=load_knowledge(kb) if kb else None,
            decisions=read_decisions_beside(*inputs),
            on_correction=warn,
            on_stale=warn,
        )
    print_skipped(skipped)
    print(f"{folder}: {summary(graph)}")


def retract(
    folder: Folder,
    articles: Annotated[list[str], typer.Argument(help="Ids of articles.")],
) -> None:
    """Take articles out of a graph, as if they had never been in it.

    A build that is given them again has them again: `redact --article` is for good.
    """
    with errors_as_messages():
        from graphbuild.pipeline import retract_articles

        graph = retract_articles(articles, folder, on_stale=warn)
    print(f"{folder}: {summary(graph)}")


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
    with errors_as_messages():
        from graphbuild.folder import read_build
        from graphbuild.knowledge import load_knowledge
        from graphbuild.nlp import DEFAULT_MODEL, load_nlp
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

    print(f"{folder}: redacted in {done.articles} articles: {printable(', '.join(done.names))}")
    clean = done.files - len(done.remains)
    print(f"{folder}: searched {done.files} files; {clean} hold none of it")
    if done.recorded_in is not None:
        print(f"{done.recorded_in}: has the record that the next build obeys")
    else:
        print("To let it last, add this line to decisions.yaml beside the articles:")
        print(f"- {to_flow(done.record.to_data())}")
    for place in done.named_in:
        warn(f"{place}: a decision that still names it. Delete the line.")
    for reprint in done.reprints:
        warn(f"article '{reprint}' prints the same text. Redact it too if it is meant.")
    warn("Not reached: the articles themselves, exports made elsewhere, copies and backups.")


def extract(
    inputs: Inputs,
    out: Annotated[Path, typer.Option("-o", "--out", help="JSON Lines file to write.")],
    on_error: OnErrorOption = OnError.FAIL,
    model: ModelOption = None,
    kb: KnowledgeOption = None,
) -> None:
    """Find names, claims and relations in each article by itself."""
    with errors_as_messages():
        from graphbuild.articles import SkippedArticles
        from graphbuild.extract import extract_all
        from graphbuild.extraction_file import write_extractions
        from graphbuild.knowledge import load_knowledge
        from graphbuild.nlp import DEFAULT_MODEL, load_nlp

        skipped = SkippedArticles()
        articles = read_inputs(inputs, on_error, skipped)
        nlp, knowledge = load_nlp(model or DEFAULT_MODEL), load_knowledge(kb)
        count = write_extractions(extract_all(articles, nlp, kb=knowledge), out)
    print_skipped(skipped)
    print(f"{out}: {count} articles")


def build_kb(
    dump: Annotated[Path, typer.Argument(help="Wikidata JSON dump: .json, .json.gz or .json.bz2.")],
    out: Annotated[Path, typer.Option("-o", "--out", help="Knowledge base to write.")],
    classes: Annotated[
        list[str] | None,
        typer.Option("--class", help="Keep only items of this class, such as Q5; repeatable."),
    ] = None,
) -> None:
    """Make a knowledge base from a Wikidata dump; goes on where it was stopped."""
    with errors_as_messages():
        from graphbuild.wikidata import build_knowledge

        report = build_knowledge(dump, out, classes or ())
    print(f"{out}: {report}")
