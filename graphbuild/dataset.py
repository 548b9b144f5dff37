"""The graph as a dataset on disk: written whole, or renewed where it changed.

A store is never changed in place. One that differs in little from an earlier one begins as a copy
of it that shares its files, and only the graphs of articles that changed are written anew, with
what differs in the graphs of entities and of judgements. Whether an article's graph changed is told
by a digest of what it is made from, which stands in a file beside the store.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from pyoxigraph import NamedNode, Quad, Store

from graphbuild.checksums import find_checksum_faults, write_checksums
from graphbuild.errors import OutputError
from graphbuild.graph import KnowledgeGraph
from graphbuild.ids import digest
from graphbuild.iris import DEFAULT_BASE, Iris
from graphbuild.quads import article_quads, shared_quads, to_pages, to_quads
from graphbuild.statements.articles import Page
from graphbuild.store import as_stored, find_store_faults, open_store, quads_in
from graphbuild.verify import Fault

STORE_FOLDER, DIGEST_FILE = "store", "graphs.json"

# What a store has replaced stays in its files until it is written whole; above this share of
# articles that is quicker too.
FEW = 0.2


def write_dataset(
    graph: KnowledgeGraph, folder: Path, *, base: str = DEFAULT_BASE, before: Path | None = None
) -> None:
    """Write the store of *graph*, and the digests of its articles' graphs, to *folder*.

    Args:
        graph: What to write.
        folder: Holds no store yet.
        base: What all IRIs begin with.
        before: Folder of an earlier dataset, from which what hasn't changed is taken.

    Raises:
        OutputError: *folder* holds a store, or can't be written.
    """
    digests = article_digests(graph)
    try:
        different = _copy_unless_much_differs(before, folder, digests, base) if before else None
        if different is None:
            _write_whole(graph, folder / STORE_FOLDER, base)
        else:
            _renew(graph, folder / STORE_FOLDER, different, base)
        write_checksums(folder / STORE_FOLDER, _tables(folder))
        _write_digests(digests, folder / DIGEST_FILE, base)
    except (OSError, RuntimeError) as error:  # the second is Oxigraph's, of damage
        raise OutputError(f"{folder}: the store can't be written: {error}") from error


def article_digests(graph: KnowledgeGraph) -> dict[str, str]:
    """Return a digest, by the article's id, of what each article's named graph is made from."""
    pages = to_pages(graph, Iris())
    return {page.article.id: sha256(_contents(page)).hexdigest() for page in pages}


def _contents(page: Page) -> bytes:
    roles = [(entity.id, role) for entity, role in page.roles]
    return repr((page.extraction, roles, page.merges)).encode("utf-8", "surrogatepass")


def _copy_unless_much_differs(
    before: Path, folder: Path, digests: Mapping[str, str], base: str
) -> set[str] | None:
    """Copy the earlier store and return which articles' graphs differ from it.

    Returns:
        None, and no store is copied, if too much differs or the earlier one can't be built on.
    """
    known = _known_digests(before, base)
    if known is None:
        return None
    different = {article for article, _ in digests.items() ^ known.items()}
    if len(different) > FEW * len(digests):
        return None
    # What is damaged would be shared, and get checksums as if it had been written so.
    if any(find_checksum_faults(before / STORE_FOLDER, _tables(before))):
        return None
    try:
        open_store(before / STORE_FOLDER).backup(str(folder / STORE_FOLDER))
    except OutputError:
        return None
    return different


def find_dataset_faults(
    graph: KnowledgeGraph, folder: Path, *, base: str = DEFAULT_BASE
) -> Iterator[Fault]:
    """Yield where the dataset in *folder* isn't what :func:`write_dataset` makes of *graph*.

    Raises:
        OutputError: There is no store, or it can't be opened.
    """
    yield from find_checksum_faults(folder / STORE_FOLDER, _tables(folder))
    faults = find_store_faults(folder / STORE_FOLDER, graph, base=base)
    first = next(faults, None)
    if first is None:
        return
    if _known_digests(folder, base) is None:
        message = "made by another graphbuild than this one, which may judge otherwise"
        yield Fault(where=str(folder / DIGEST_FILE), article=None, message=message)
    yield first
    yield from faults


def _tables(folder: Path) -> list[str]:
    """Return the files of the store that hold its statements; none is changed once written."""
    return [path.name for path in (folder / STORE_FOLDER).glob("*.sst")]


# ------------------------------------------------------------------ store
def _write_whole(graph: KnowledgeGraph, path: Path, base: str) -> None:
    if path.exists():
        raise OutputError(f"{path}: is there already. Name another folder")
    store = Store(str(path))
    store.bulk_extend(to_quads(graph, base=base))
    store.optimize()
    store.flush()


def _renew(graph: KnowledgeGraph, path: Path, different: set[str], base: str) -> None:
    """Make a store hold *graph*, writing anew the graphs of the articles that are *different*."""
    store, iris = Store(str(path)), Iris(base)
    for article in sorted(different):
        store.remove_graph(NamedNode(iris.article(article)))
    store.extend(article_quads(graph, different, base=base))
    _renew_shared(store, shared_quads(graph, base=base), iris)
    # A copy of a store has what was flushed, not what its log holds.
    store.flush()


def _renew_shared(store: Store, quads: Iterable[Quad], iris: Iris) -> None:
    """Make the graphs of entities and judgements hold *quads*, touching what differs."""
    names = map(NamedNode, (iris.entities_graph, iris.judgements_graph))
    old, new = set[Quad]().union(*(quads_in(store, name) for name in names)), as_stored(quads)
    for quad in old - new:
        store.remove(quad)
    store.extend(new - old)


# ------------------------------------------------------------------ digests
def _write_digests(digests: Mapping[str, str], path: Path, base: str) -> None:
    data = {"made_by": _made_by(), "base": base, "graphs": digests}
    path.write_text(json.dumps(data, indent=0) + "\n", encoding="utf-8")


def _known_digests(folder: Path, base: str) -> Mapping[str, str] | None:
    """Return what :func:`_write_digests` wrote; None if it can't be built on."""
    try:
        data = json.loads((folder / DIGEST_FILE).read_text(encoding="utf-8"))
        is_ours = data["made_by"] == _made_by() and data["base"] == base
        found = {str(each): str(value) for each, value in data["graphs"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return found if is_ours else None


def _made_by() -> str:
    """Return what decides the quads besides what they are made from: our code, and the store's."""
    package = Path(__file__).parent
    code = [*sorted(package.glob("*.py")), *sorted((package / "statements").glob("*.py"))]
    return digest(version("pyoxigraph"), *(sha256(each.read_bytes()).hexdigest() for each in code))
