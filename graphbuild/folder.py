"""An output folder: its files, what made them, and how they are written all together."""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TypeVar

from graphbuild.checksums import SUMS_FILE, find_checksum_faults, write_checksums
from graphbuild.dataset import DIGEST_FILE, STORE_FOLDER, write_dataset
from graphbuild.decision_file import read_obeyed, write_obeyed
from graphbuild.decisions import Decisions
from graphbuild.errors import DecisionError, ExtractionError, GraphbuildError, OutputError
from graphbuild.export.review_table import write_review
from graphbuild.extraction_file import write_extractions
from graphbuild.graph import KnowledgeGraph
from graphbuild.judgements import Doubt
from graphbuild.model import SCHEMA_VERSION, Article, Extraction
from graphbuild.obeying import Obeyed, Verdicts
from graphbuild.progress import PROGRESS_FILE
from graphbuild.replacement import (
    LOCK_FILE,
    PENDING,
    WRITING,
    finish_replacing,
    locked,
    written_together,
)
from graphbuild.verify import Fault, read_verified

BUILD_FILE, EXTRACTION_FILE = "build.json", "extractions.jsonl"
OBEYED_FILE, REVIEW_FILE = "decisions.json", "review.csv"
_FILES = (BUILD_FILE, EXTRACTION_FILE, DIGEST_FILE, OBEYED_FILE, REVIEW_FILE)
OUTPUTS = (*_FILES, STORE_FOLDER, SUMS_FILE)
# What a build leaves that is stopped, or that goes on.
_UNFINISHED = {PROGRESS_FILE, LOCK_FILE, WRITING}
_READINGS = 3

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """What stands in ``build.json`` of an output folder.

    Attributes:
        schema: Version of the folder's files.
        pipeline: graphbuild, spaCy pipeline and libraries with versions; extractions of
            another are made anew.
        base: IRI that all IRIs of the store begin with.
    """

    schema: int
    pipeline: str
    base: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What an output folder holds.

    Attributes:
        made: What made it.
        extractions: In the order of ids, entity ids local.
        decisions: Those that were to be obeyed.
        obeyed: The extractions as these leave them.
        graph: Resolved.
    """

    made: Build
    extractions: list[Extraction]
    decisions: Decisions
    obeyed: Obeyed
    graph: KnowledgeGraph


# ------------------------------------------------------------------ writing
@contextmanager
def writing(out: str | Path) -> Iterator[Path]:
    """Let no other process write to the folder *out* meanwhile; make it if there is none.

    Raises:
        OutputError: *out* is a folder of something else, can't be written, or is being written to.
    """
    folder = Path(out)
    with folder_errors(out):
        _check_ours(folder)
        with locked(folder):
            yield folder


def write_folder(contents: Contents, folder: Path) -> None:
    """Put *contents* in the place of what *folder*, locked by this process, has held.

    The store takes over what hasn't changed. Killed at any time, or on a full disk, the folder has
    the old files or the new ones.

    Raises:
        OutputError: *folder* can't be written; it has the old files.
    """
    with folder_errors(folder), written_together(folder) as fresh:
        write_files(contents, fresh, place=folder, before=folder)


def write_files(
    contents: Contents, fresh: Path, *, place: Path, before: Path | None = None
) -> None:
    """Write *contents* to the empty folder *fresh*.

    Args:
        contents: What to write.
        fresh: Where.
        place: Where it will stand, to say from there where decisions are.
        before: Folder with an earlier state, from which the store takes what hasn't changed.
    """
    obeyed, graph = contents.obeyed, contents.graph
    write_extractions(contents.extractions, fresh / EXTRACTION_FILE)
    write_obeyed(contents.decisions, fresh / OBEYED_FILE, folder=place)
    by_article = {each.article.id: each for each in obeyed.extractions}
    write_review(_undecided(graph, obeyed), by_article, fresh / REVIEW_FILE)
    write_dataset(graph, fresh, base=contents.made.base, before=before)
    build = json.dumps(asdict(contents.made), indent=2)
    (fresh / BUILD_FILE).write_text(f"{build}\n", encoding="utf-8")
    write_checksums(fresh, _FILES)


def _undecided(graph: KnowledgeGraph, obeyed: Obeyed) -> Iterator[Doubt]:
    """Yield the doubts that no decision answers, nor several together."""
    verdicts = Verdicts(obeyed.same, obeyed.different)
    return (each for each in graph.doubts if verdicts.verdict(each.one, each.other) is None)


@contextmanager
def folder_errors(out: str | Path) -> Iterator[None]:
    """Tell what goes wrong with the files of *out*."""
    try:
        yield
    except OSError as error:
        raise OutputError(f"{out}: can't be read or written: {error.strerror or error}.") from error


def _check_ours(folder: Path) -> None:
    """Raise OutputError if *folder* holds something else than a graph of this version."""
    if not folder.exists():
        return
    _stored_build(folder)
    names = {path.name for path in folder.iterdir()}
    if names - _UNFINISHED and names.isdisjoint({BUILD_FILE, EXTRACTION_FILE, PENDING}):
        raise OutputError(
            f"{folder}: not empty, and not a graphbuild output. Choose another folder."
        )


def check_outside(path: Path, out: Path) -> None:
    """Raise OutputError if *path* is one of the files that make up the folder *out*."""
    # A link that leads to itself leads nowhere here; Path.resolve raises.
    own = {Path(os.path.realpath(out / name)) for name in OUTPUTS}
    target = Path(os.path.realpath(path))
    if own & {target, *target.parents}:
        raise OutputError(f"{path}: is part of the graph in {out}. Choose another file.")


# ------------------------------------------------------------------ reading
def read_whole(out: str | Path, read: Callable[[], T]) -> T:
    """Return what *read* finds in the folder *out*, all of it of one state.

    It is called again if the folder was written to meanwhile.

    Raises:
        OutputError: That happened each time.
    """
    for _ in range(_READINGS):
        before = _state(Path(out))
        try:
            found = read()
        except GraphbuildError:
            if before == _state(Path(out)):
                raise
        else:
            if before == _state(Path(out)):
                return found
    raise OutputError(f"{out}: is being written to again and again. Try again later.")


def _state(folder: Path) -> tuple[int, int] | None:
    """Return what tells the state of a folder from the next: of all files this is put in first."""
    try:
        found = (folder / min(OUTPUTS)).stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns


def read_build(out: str | Path) -> Build:
    """Return what ``build.json`` of the folder *out* says.

    Raises:
        OutputError: There is none, or it is of another version.
    """
    found = _stored_build(Path(out))
    with folder_errors(out):
        is_damaged = found is None and (Path(out) / BUILD_FILE).exists()
    if is_damaged:
        raise OutputError(f"{out}: its {BUILD_FILE} can't be read. Build the graph again.")
    if found is None:
        raise OutputError(
            f"{out}: no graph was built here. Make one with: graphbuild build ARTICLES -o {out}"
        )
    return found


def _stored_build(folder: Path) -> Build | None:
    """Return what ``build.json`` says, None where it is missing or damaged."""
    with folder_errors(folder):
        finish_replacing(folder)
    path = folder / BUILD_FILE
    try:
        found = Build(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, TypeError, ValueError, RecursionError):
        return None
    if found.schema != SCHEMA_VERSION:
        raise OutputError(
            f"{path}: has schema version {found.schema}, this graphbuild knows {SCHEMA_VERSION}. "
            "Use the graphbuild that made it, or build into another folder."
        )
    return found


def find_file_faults(out: str | Path) -> Iterator[Fault]:
    """Yield which files of the folder *out*, the store apart, aren't those that were written."""
    return find_checksum_faults(Path(out), _FILES)


def sound_extractions(out: str | Path) -> Iterator[Extraction]:
    """Yield the extractions in the folder *out*, entity ids local.

    Raises:
        ExtractionError: A line is damaged; it names file and line.
    """
    for extraction, faults in read_verified(Path(out) / EXTRACTION_FILE):
        if extraction is None or faults:
            raise ExtractionError(f"{str(faults[0]).rstrip('.')}. Build the graph again.")
        yield extraction


def known_extractions(
    folder: Path, made: Build, decisions: Decisions
) -> Mapping[Article, Extraction]:
    """Return the sound extractions of an earlier build in *folder*, by article.

    There are none if something else made them, or *decisions* take a redaction back.
    """
    before = _stored_build(folder)
    if before is None or before.pipeline != made.pipeline or _is_undone(folder, decisions):
        return {}
    try:
        return {
            as_given(found): found
            for found, faults in read_verified(folder / EXTRACTION_FILE)
            if found is not None and not faults
        }
    except ExtractionError:
        # What is damaged is made anew: the articles are being read again anyway.
        return {}


def as_given(extraction: Extraction) -> Article:
    """Return the article as it was before anything was found in it."""
    return replace(extraction.article, boilerplate=())


def _is_undone(folder: Path, decisions: Decisions) -> bool:
    """Whether a redaction was obeyed in *folder* that isn't among *decisions* any more.

    What it left out of background has to be found again.
    """
    try:
        return not set(read_obeyed(folder / OBEYED_FILE).redactions) <= set(decisions.redactions)
    except DecisionError:
        return False
