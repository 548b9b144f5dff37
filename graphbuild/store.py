"""The graph in Oxigraph, in memory or on disk, and SPARQL on it.

A query without GRAPH sees the union of all named graphs, and stays offline: SERVICE is refused,
since Oxigraph would fetch from anywhere on behalf of whoever wrote the query.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
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
from graphbuild.replacement import finish_replacing
from graphbuild.results import QueryResult
from graphbuild.verify import Fault
from graphbuild.vocabulary import GB, prefixes

_MARKER = "CURRENT"  # a file that every Oxigraph folder has
# A store is opened again if it is replaced just then, which can hardly happen often in a row.
_OPENINGS = 5

# What can hide a keyword, then words. Oxigraph reads without separating words first: it takes
# "trueSERVICE" for two of them and "SERVICE:x" for a keyword and a name, so these are words here.
# After a colon it takes dots for part of the name in one place only: "gb:x.y.SERVICE" is two.
_TOKEN = re.compile(
    r"""
    \"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\" | '''(?:[^'\\]|\\.|'(?!''))*'''
    | "(?:[^"\\\r\n]|\\.)*" | '(?:[^'\\\r\n]|\\.)*'
    | <[^<>"{}|^`\\\x00-\x20]*>
    | \#[^\r\n]*
    | [?$]\w+
    | @[A-Za-z]+
    | (?P<escape>\\.)
    | :(?:[\w:]|%[0-9A-Fa-f]{2})(?:[\w:-]|%[0-9A-Fa-f]{2})*(?:\.+(?:[\w:-]|%[0-9A-Fa-f]{2})+)?
    | (?P<word>\w+)
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD"}
_SYNTAX_ERROR = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_HINTS = {
    "Prefix not found": "This prefix isn't declared. Known without PREFIX: {prefixes}",
    "variable that is unbound": (
        "A variable of SELECT is missing in WHERE, or beside an aggregate in GROUP BY"
    ),
    "IRI parsing failed": "An IRI here isn't well formed",
}
_PLAIN_HINT = "SPARQL isn't well formed here"


def load_memory_store(graph: KnowledgeGraph, *, base: str = DEFAULT_BASE) -> Store:
    """Return the graph in memory: 10 times faster to query than on disk."""
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
                _check_version(store, path)
                return store
    raise OutputError(f"{path}: no store is here. Make one with: graphbuild build")


def _open(path: Path) -> Store:
    if not (path / _MARKER).is_file():
        raise OutputError(f"{path}: no store is here. Make one with: graphbuild build")
    try:
        return Store.read_only(str(path))
    except (OSError, RuntimeError) as error:
        raise OutputError(
            f"{path}: the store can't be opened: {error}. Delete it and build again"
        ) from error


def _inode(path: Path) -> int | None:
    try:
        return path.stat().st_ino
    except OSError:
        return None


def run_query(store: Store, sparql: str) -> QueryResult:
    """Return what a SPARQL query finds.

    The usual prefixes are known without PREFIX: those of the vocabularies, ``wd:``, and
    ``entity:`` and ``article:`` of this store.

    Raises:
        QueryError: The query is malformed, updates, or would leave this store; with its line.
    """
    _check_allowed(sparql)
    names = prefixes(_base(store))
    try:
        found = store.query(sparql, prefixes=names, use_default_graph_as_union=True)
        return _to_result(found, names)
    except SyntaxError as error:
        raise _syntax_error(sparql, str(error), names) from error
    except (RuntimeError, OSError, ValueError) as error:
        raise QueryError(f"the query can't be answered: {error}") from error


def find_store_faults(
    path: Path, graph: KnowledgeGraph, *, base: str = DEFAULT_BASE
) -> Iterator[Fault]:
    """Yield where the store in the folder *path* holds something else than *graph*.

    Raises:
        OutputError: There is no store.
    """
    found, expected = open_store(path), load_memory_store(graph, base=base)
    articles = {Iris(base).article(article): article for article in graph.extractions}
    graphs = {*found.named_graphs(), *expected.named_graphs(), DefaultGraph()}
    for name in sorted(graphs, key=str):
        if message := _difference(_named(expected, name), _named(found, name)):
            yield Fault(
                where=str(path), article=articles.get(getattr(name, "value", "")), message=message
            )


def _named(store: Store, name: NamedNode | BlankNode | DefaultGraph) -> set[Quad]:
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


def _base(store: Store) -> str:
    """Return the base IRI that the store was written with."""
    return next(map(base_of, _versions(store)), DEFAULT_BASE)


def _to_result(
    found: QuerySolutions | QueryBoolean | QueryTriples, names: dict[str, str]
) -> QueryResult:
    if isinstance(found, QueryBoolean):
        return QueryResult(boolean=bool(found), prefixes=names)
    if isinstance(found, QueryTriples):
        rows = sorted((tuple(triple) for triple in set(found)), key=str)
        columns = ["subject", "predicate", "object"]
    else:
        rows = [tuple(solution) for solution in found]
        columns = [variable.value for variable in found.variables]
    return QueryResult(
        columns=tuple(columns),
        terms=tuple(rows),
        is_graph=isinstance(found, QueryTriples),
        prefixes=names,
    )


# --- What is refused


def _check_allowed(sparql: str) -> None:
    for text in (sparql, _ESCAPE.sub(_unescaped, sparql)):
        for line, word in _words(text):
            if reason := _objection(word):
                raise QueryError(f"SPARQL line {line}: {reason}")


def _words(sparql: str) -> Iterator[tuple[int, str]]:
    """Yield line and word for each bare word: a keyword, a function or, with colon, a prefix.

    An escape outside strings is a word of its own.
    """
    for match in _TOKEN.finditer(sparql):
        if match["escape"]:
            yield sparql.count("\n", 0, match.start()) + 1, match["escape"]
        elif match["word"]:
            colon = ":" if sparql.startswith(":", match.end()) else ""
            yield sparql.count("\n", 0, match.start()) + 1, f"{match['word'].upper()}{colon}"


def _objection(word: str) -> str | None:
    if word.startswith("\\"):
        # What a name may hide behind one, such as \# before a keyword, isn't worth the risk.
        return f"{word} is refused outside strings. Write the whole IRI: <https://…>"
    if "SERVICE" in word:
        return "SERVICE is refused, as queries stay offline. Load the other data into a store"
    if word == "FROM":
        return "FROM is refused. Use GRAPH <…> { … } to look into one article's graph"
    if word in _UPDATES:
        return f"{word} is refused: queries only read. Use SELECT, ASK, CONSTRUCT or DESCRIBE"
    return None


def _unescaped(match: re.Match[str]) -> str:
    code = int(match[1] or match[2], 16)
    return chr(code) if code <= 0x10FFFF else match[0]


def _syntax_error(sparql: str, text: str, names: dict[str, str]) -> QueryError:
    match = _SYNTAX_ERROR.search(text)
    if match is None:
        return QueryError(f"{_PLAIN_HINT}: {text}")
    line, column = int(match[1]), int(match[2])
    hint = next((hint for sign, hint in _HINTS.items() if sign in match[3]), _PLAIN_HINT)
    hint = hint.format(prefixes=", ".join(names))
    lines = sparql.split("\n")
    shown = lines[min(line, len(lines)) - 1]
    pointer = " " * (column - 1) + "^"
    return QueryError(f"SPARQL line {line}, column {column}: {hint}.\n{shown}\n{pointer}")
