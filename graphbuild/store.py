"""The graph in Oxigraph, in memory or on disk, and SPARQL on it.

A query without GRAPH sees the union of all named graphs, and stays offline: SERVICE is refused,
since Oxigraph would fetch from anywhere on behalf of whoever wrote the query.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby, islice
from pathlib import Path

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    Store,
)

from graphbuild.errors import OutputError, QueryError
from graphbuild.graph import KnowledgeGraph
from graphbuild.iris import DEFAULT_BASE, Iris, base_of
from graphbuild.model import SCHEMA_VERSION
from graphbuild.quads import to_quads
from graphbuild.query_guard import check_query, syntax_error
from graphbuild.replacement import finish_replacing
from graphbuild.results import QueryResult, Row
from graphbuild.verify import Fault
from graphbuild.vocabulary import GB, prefixes

GraphName = NamedNode | BlankNode | DefaultGraph

_MARKER = "CURRENT"  # a file that every Oxigraph folder has
# A store is opened again if it is replaced just then, which can hardly happen often in a row.
_OPENINGS = 5


def load_memory_store(graph: KnowledgeGraph, *, base: str = DEFAULT_BASE) -> Store:
    """Return the graph in memory: up to three times faster to query than on disk."""
    store = Store()
    store.bulk_extend(to_quads(graph, base=base))
    return store


def open_store(path: Path) -> Store:
    """Return the store in the folder *path*, to read from; it stays as it is if it is replaced.

    Raises:
        OutputError: There is none, it is damaged, or its schema has another version.
    """
    for _ in range(_OPENINGS):
        with suppress(OSError):
            finish_replacing(path.parent)
        before = _inode(path)
        try:
            store = _open(path)
        except OutputError:
            if before is not None and before == _inode(path):
                raise
        else:
            # Its files are opened by their names: of one store only if it is still in its place.
            if before == _inode(path):
                return store
    raise OutputError(f"{path}: no store is here. Make one with: graphbuild build")


def _open(path: Path) -> Store:
    if not (path / _MARKER).is_file():
        raise OutputError(f"{path}: no store is here. Make one with: graphbuild build")
    try:
        store = Store.read_only(str(path))
        _check_version(store, path)
        return store
    except (OSError, RuntimeError) as error:
        raise OutputError(
            f"{path}: the store can't be opened: {error}. Delete it and build again"
        ) from error


def _inode(path: Path) -> int | None:
    try:
        return path.stat().st_ino
    except OSError:
        return None


def store_base(store: Store) -> str:
    """Return the base IRI that the store was written with."""
    return next(map(base_of, _versions(store)), DEFAULT_BASE)


def known_prefixes(store: Store) -> dict[str, str]:
    """Return prefix to namespace of what a query needs no PREFIX for."""
    return prefixes(store_base(store))


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The graphs that a query sees, by IRI.

    Attributes:
        default: Those that patterns outside GRAPH see together.
        named: Those that GRAPH sees.
    """

    default: tuple[str, ...]
    named: tuple[str, ...]


def run_query(store: Store, sparql: str, scope: Scope | None = None) -> QueryResult:
    """Return what a SPARQL query finds.

    The usual prefixes are known without PREFIX: those of the vocabularies, ``wd:``, and
    ``entity:`` and ``article:`` of this store.

    Args:
        store: What to ask.
        sparql: Text of the query.
        scope: What the query sees; by default GRAPH sees every graph, and other patterns see the
            union of them all.

    Raises:
        QueryError: The query is malformed, updates, or would leave this store; with its line.
    """
    check_query(sparql, known_prefixes(store))
    return evaluate(store, sparql, scope)


def evaluate(
    store: Store, sparql: str, scope: Scope | None = None, *, rows: int | None = None
) -> QueryResult:
    """Return what a query finds that :func:`check_query` has let pass; it alone keeps it offline.

    Args:
        store: What to ask.
        sparql: Text of the query.
        scope: What the query sees, as for :func:`run_query`.
        rows: How many the result may have; None for any number.

    Raises:
        QueryError: The query is malformed, can't be answered, or finds more than *rows*.
    """
    names = known_prefixes(store)
    try:
        found = _query(store, sparql, names, scope)
        return _to_result(found, names, rows)
    except SyntaxError as error:
        raise syntax_error(sparql, str(error), names) from error
    except (RuntimeError, OSError, ValueError) as error:
        raise QueryError(f"the query can't be answered: {error}") from error


def _query(
    store: Store, sparql: str, names: dict[str, str], scope: Scope | None
) -> QuerySolutions | QueryBoolean | QueryTriples:
    if scope is None:
        return store.query(sparql, prefixes=names, use_default_graph_as_union=True)
    return store.query(
        sparql,
        prefixes=names,
        default_graph=[*_graphs(store, scope.default)],
        named_graphs=[*_graphs(store, scope.named)],
    )


def _graphs(store: Store, iris: Iterable[str]) -> list[NamedNode]:
    graphs = [NamedNode(iri) for iri in iris]
    for graph in graphs:
        if not store.contains_named_graph(graph):
            raise QueryError(f"no graph {graph} is in this store")
    return graphs


def find_store_faults(
    path: Path, graph: KnowledgeGraph, *, base: str = DEFAULT_BASE
) -> Iterator[Fault]:
    """Yield where the store in the folder *path* holds something else than *graph*.

    Raises:
        OutputError: There is no store.
    """
    store = open_store(path)
    articles = {Iris(base).article(article): article for article in graph.extractions}
    try:
        for name, message in _differences(store, to_quads(graph, base=base)):
            article = articles.get(getattr(name, "value", ""))
            yield Fault(where=str(path), article=article, message=message)
    except (OSError, RuntimeError) as error:
        yield Fault(where=str(path), article=None, message=f"the store is damaged: {error}")


def _differences(store: Store, quads: Iterable[Quad]) -> Iterator[tuple[GraphName, str]]:
    """Yield the graphs that don't hold *quads*, which come graph by graph, and what differs."""
    seen: set[GraphName] = set()
    for name, group in groupby(quads, key=lambda quad: quad.graph_name):
        seen.add(name)
        if message := _difference(as_stored(group), quads_in(store, name)):
            yield name, message
    for name in sorted({*store.named_graphs(), DefaultGraph()} - seen, key=str):
        if message := _difference(set(), quads_in(store, name)):
            yield name, message


def as_stored(quads: Iterable[Quad]) -> set[Quad]:
    """Return quads as a store holds them, which spells some literals in its own way."""
    store = Store()
    store.bulk_extend(quads)
    return set(store)


def quads_in(store: Store, name: GraphName) -> set[Quad]:
    """Return the quads of one graph of a store."""
    return set(store.quads_for_pattern(None, None, None, name))


def _difference(expected: set[Quad], found: set[Quad]) -> str | None:
    missing, extra = sorted(expected - found, key=str), sorted(found - expected, key=str)
    if missing:
        return f"the store lacks {len(missing)} statements, such as {missing[0].triple}"
    if extra:
        return f"the store holds {len(extra)} statements too many, such as {extra[0].triple}"
    return None


def _check_version(store: Store, path: Path) -> None:
    versions = set(_versions(store).values())
    if versions != {str(SCHEMA_VERSION)}:
        raise OutputError(
            f"{path}: the store has schema version {', '.join(versions) or 'none'}; "
            f"this graphbuild reads {SCHEMA_VERSION}. Build it again"
        )


def _versions(store: Store) -> dict[str, str]:
    """Return the IRI of the entities' graph and the schema version that it states."""
    return {
        quad.subject.value: quad.object.value
        for quad in store.quads_for_pattern(None, GB.schemaVersion, None)
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal)
    }


def _to_result(
    found: QuerySolutions | QueryBoolean | QueryTriples, names: dict[str, str], limit: int | None
) -> QueryResult:
    if isinstance(found, QueryBoolean):
        return QueryResult(boolean=bool(found), prefixes=names)
    if isinstance(found, QueryTriples):
        columns = ["subject", "predicate", "object"]
        rows = sorted(_first(_unique(map(tuple, found)), limit), key=str)
    else:
        columns = [variable.value for variable in found.variables]
        rows = _first(map(tuple, found), limit)
    return QueryResult(
        columns=tuple(columns),
        terms=tuple(rows),
        is_graph=isinstance(found, QueryTriples),
        prefixes=names,
    )


def _first(rows: Iterable[Row], limit: int | None) -> list[Row]:
    """Return the rows, if there are no more than *limit*."""
    if limit is None:
        return list(rows)
    first = list(islice(rows, limit + 1))
    if len(first) > limit:
        raise QueryError(
            f"the result has more than {limit:,} rows. Ask for fewer: add LIMIT {limit} (and "
            "OFFSET for the next), or count and group"
        )
    return first


def _unique(rows: Iterable[Row]) -> Iterator[Row]:
    seen = set[Row]()
    for row in rows:
        if row not in seen:
            seen.add(row)
            yield row
