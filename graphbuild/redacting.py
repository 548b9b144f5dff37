"""An output folder without a person or an article, and the search of all its files for them."""

import re
import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from spacy.language import Language

from graphbuild.dataset import STORE_FOLDER
from graphbuild.decision_file import append_decision, read_obeyed
from graphbuild.decisions import Decisions
from graphbuild.errors import OutputError
from graphbuild.folder import OBEYED_FILE, read_build, writing
from graphbuild.graph import KnowledgeGraph
from graphbuild.ids import wikidata_id
from graphbuild.knowledge import KnowledgeBase
from graphbuild.model import Article, Entity, EntityType, MentionKind
from graphbuild.names import fold
from graphbuild.pipeline import load_graph, rebuild_folder
from graphbuild.progress import PROGRESS_FILE
from graphbuild.redaction import Redaction, Redactor, redact_article, redact_names, whole_names
from graphbuild.replacement import written_together
from graphbuild.reprints import find_reprints
from graphbuild.store import open_store

# What may stand between the words of a name: in a text, in JSON, in an address.
_BETWEEN = r"(?:[\W_]|%[0-9a-f]{2}|\\[nrt]|\\u[0-9a-f]{4}){1,6}"
# Lines of a redacted article that are so long are looked for, if no other article has them.
TELLING = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Redacted:
    """What was redacted in a folder, and what is left to do by hand.

    Attributes:
        names: What is masked now, or the id of the article that is left out.
        articles: How many articles were changed or left out.
        files: How many files of the folder were searched.
        remains: Those that aren't the build's own and still hold it.
        record: What makes it last.
        recorded_in: The file of decisions that has the record; None if the build knew of none.
        named_in: Lines of decisions that still name it, as file and line.
        reprints: Ids of articles that print the text of the one that is left out.
    """

    names: tuple[str, ...]
    articles: int
    files: int
    remains: tuple[Path, ...]
    record: Redaction
    recorded_in: Path | None
    named_in: tuple[str, ...]
    reprints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Subject:
    """What is to be redacted.

    Attributes:
        names: As in ``Redacted``.
        record: What says so in hashes.
        traces: What no file may hold afterwards.
        reprints: As in ``Redacted``.
    """

    names: tuple[str, ...]
    record: Redaction
    traces: re.Pattern[str]
    reprints: tuple[str, ...] = ()


def redact_entity(
    out: str | Path, entity: str, *, nlp: Language, kb: KnowledgeBase | None = None
) -> Redacted:
    """Mask a person, or another entity, by all names in the folder *out*, for good.

    Articles that change are extracted from again, so that the graph is that of the masked texts.
    The old state stays until no file of the new one holds a name; killed at any time, the folder
    has the old or the new state.

    Args:
        out: What ``build_folder`` wrote, with this *nlp* and *kb*.
        entity: Its id in the graph, or a name that it alone has.
        nlp: From ``load_nlp``.
        kb: What to link to; the knowledge base of the package by default.

    Raises:
        OutputError: No entity, or several, are called so; *out* isn't such a folder; or a name
            would remain.
        DecisionError: The record can't be added to the decisions.
    """
    read_build(out)
    with writing(out) as folder:
        graph = load_graph(folder)
        subject = _subject_of_entity(graph, _find_entity(graph, entity, out))
        return _redact(folder, graph, subject, nlp, kb)


def _subject_of_entity(graph: KnowledgeGraph, found: Entity) -> _Subject:
    mentions = [
        (article, article.text[mention.start : mention.end])
        for article, mention in graph.mentions_of(found.id)
        if mention.kind is MentionKind.NAME
    ]
    names = tuple(sorted({found.name, *found.aliases, *(name for _, name in mentions)}))
    articles = {article.id for article, _ in mentions}
    ids = [each for iri in found.same_as if (each := wikidata_id(iri))]
    record = redact_names(names, articles, found.type, secrets.token_hex(16), ids=ids)
    is_person = found.type is EntityType.PERSON
    traces = _traces_of_names([*whole_names(names), *ids], any_case=is_person)
    return _Subject(names=names, record=record, traces=traces)


def redact_listed(
    out: str | Path, article: str, *, nlp: Language, kb: KnowledgeBase | None = None
) -> Redacted:
    """Leave an article out of the folder *out*, for good; else as :func:`redact_entity`.

    Args:
        out: What ``build_folder`` wrote, with this *nlp* and *kb*.
        article: Its id.
        nlp: From ``load_nlp``.
        kb: What to link to; the knowledge base of the package by default.

    Raises:
        OutputError: There is no such article; *out* isn't such a folder; or words of the article
            would remain.
        DecisionError: The record can't be added to the decisions.
    """
    read_build(out)
    with writing(out) as folder:
        graph = load_graph(folder)
        if article not in graph.extractions:
            raise OutputError(
                f"{out}: has no article '{article}'. The ids are in its extractions.jsonl."
            )
        return _redact(folder, graph, _subject_of_article(graph, article), nlp, kb)


def _subject_of_article(graph: KnowledgeGraph, article: str) -> _Subject:
    gone = graph.extractions[article].article
    record = redact_article(gone, secrets.token_hex(16))
    others = list(Redactor([record]).articles(graph.articles))
    return _Subject(
        names=(article,),
        record=record,
        traces=_traces_of_article(gone, others),
        reprints=_reprints(gone, others),
    )


def _find_entity(graph: KnowledgeGraph, entity: str, out: str | Path) -> Entity:
    if entity in graph.entities:
        return graph.entities[entity]
    found = [
        each
        for each in graph.entities.values()
        if fold(entity) in map(fold, (each.name, *each.aliases))
    ]
    if len(found) == 1:
        return found[0]
    if not found:
        raise OutputError(
            f"{out}: nothing in the graph is called '{entity}'. Names and ids are listed by: "
            f"graphbuild export {out} graph.csv"
        )
    listed = ", ".join(f"{each.id} ({each.type} {each.name})" for each in found)
    raise OutputError(f"{out}: '{entity}' may be {listed}. Give one of these ids.")


def _reprints(article: Article, others: Iterable[Article]) -> tuple[str, ...]:
    """Return the ids of *others* that print the text of *article*."""
    groups = {each.article: each.group for each in find_reprints((article, *others))}
    mine = groups.pop(article.id, None)
    return tuple(each for each, group in groups.items() if group == mine)


# --- The folder


def _redact(
    folder: Path,
    graph: KnowledgeGraph,
    subject: _Subject,
    nlp: Language,
    kb: KnowledgeBase | None,
) -> Redacted:
    built = read_obeyed(folder / OBEYED_FILE)
    decisions = replace(built, entries=(*built.entries, subject.record))
    try:
        after, file = _replace(folder, subject, decisions, nlp, kb)
        _remove_leftovers(folder)
        files = list(_files(folder))
        remains = [each for each in files if _holds(each, subject.traces)]
    except OSError as error:
        raise OutputError(
            f"{folder}: can't be read or written: {error.strerror}. It has the old or the new "
            "state; redact again when this is mended."
        ) from error
    return Redacted(
        names=subject.names,
        articles=len(set(graph.articles) - set(after.articles)),
        files=len(files),
        remains=tuple(remains),
        record=subject.record,
        recorded_in=file,
        named_in=tuple(_lines_with(subject.traces, built.files)),
        reprints=subject.reprints,
    )


def _replace(
    folder: Path,
    subject: _Subject,
    decisions: Decisions,
    nlp: Language,
    kb: KnowledgeBase | None,
) -> tuple[KnowledgeGraph, Path | None]:
    """Put the new state in the place of the old; return its graph and where it is recorded."""
    with written_together(folder) as fresh:
        after = rebuild_folder(folder, fresh, decisions=decisions, nlp=nlp, kb=kb)
        _check_gone(fresh, subject)
        # Recorded first: killed in between, the next build obeys all the same.
        file = _record(subject.record, decisions.files)
    return after, file


def _remove_leftovers(folder: Path) -> None:
    """Remove what a build left there that was stopped."""
    for path in folder.glob(f"{PROGRESS_FILE}*"):
        path.unlink()


def _record(record: Redaction, files: Sequence[Path]) -> Path | None:
    """Add *record* to the first of *files*, that the next build obeys; return which that is."""
    if not files:
        return None
    append_decision(record, files[0])
    return files[0]


def _check_gone(fresh: Path, subject: _Subject) -> None:
    """Search the files of the new state, and what their store compresses."""
    holders = [str(each) for each in _files(fresh) if _holds(each, subject.traces)]
    store = fresh / STORE_FOLDER
    if any(subject.traces.search(str(quad)) for quad in open_store(store)):
        holders.append(str(store))
    if holders:
        raise OutputError(
            f"{', '.join(holders)} would still hold what is to be redacted, so nothing was "
            "changed. Look where it stands with `graphbuild query` and redact that too."
        )


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def _holds(path: Path, traces: re.Pattern[str]) -> bool:
    text = f"{path.name}\n{path.read_bytes().decode('utf-8', 'ignore')}"
    return traces.search(text) is not None


def _lines_with(traces: re.Pattern[str], files: Iterable[Path]) -> Iterator[str]:
    for path in files:
        if path.exists():
            lines = path.read_text(encoding="utf-8").splitlines()
            for number, line in enumerate(lines, start=1):
                if traces.search(line):
                    yield f"{path}:{number}"


# --- Traces


def _traces_of_names(names: Iterable[str], *, any_case: bool) -> re.Pattern[str]:
    """Return what finds whole names: as they are written, folded, in an index, in an address."""
    spelled: set[tuple[str, ...]] = set()
    for name in names:
        for words in (name.split(), name.upper().split(), *([fold(name).split()] * any_case)):
            spelled |= {tuple(words), (*words[-1:], *words[:-1]), ("".join(words),)}
    found = sorted(_BETWEEN.join(map(re.escape, words)) for words in spelled)
    return re.compile(
        rf"(?<![^\W_])(?:{'|'.join(found)})(?![^\W_])", re.IGNORECASE if any_case else 0
    )


def _traces_of_article(article: Article, others: Iterable[Article]) -> re.Pattern[str]:
    """Return what finds an article: its hash, its address, long lines that are its alone."""
    rest = "\n".join(f"{each.title}\n{each.url}\n{each.text}" for each in others)
    lines = (article.title or "", article.url or "", *article.text.splitlines())
    telling = [each.strip() for each in lines if len(each.strip()) >= TELLING]
    found = [article.text_sha256, *(each for each in telling if each not in rest)]
    return re.compile("|".join(map(_in_json, found)))


def _in_json(line: str) -> str:
    """Return what finds *line* as it stands in a text, and between quotation marks."""
    return re.escape(line).replace('"', r'\\?"')
