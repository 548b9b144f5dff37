"""The knowledge base: people, organizations and places of the world by any of their names.

Its table is indexed once on a machine. Nothing is read before the first look-up.
"""

import os
import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import sha256
from importlib.resources import as_file
from pathlib import Path

from graphbuild.errors import KnowledgeError
from graphbuild.facts import Fact, read_rows, to_fact
from graphbuild.indexes import open_index
from graphbuild.lexicons import DATA
from graphbuild.model import EntityType
from graphbuild.names import fold, person_tokens

SHIPPED = "knowledge.jsonl.xz"
# Raised when the keys below, or the tables, change.
INDEX_VERSION = 5
# So many facts of a name are looked at, the best known first.
MAX_FOUND = 30
CACHED = 4096
# So many people of a state and surname are looked at.
MAX_SURNAMES = 100
# Longer names are found written as one word too: "ExxonMobil".
MIN_JOINED = 8
# No folded name begins with it, so that "United States Bureau" is no person "United Bureau".
_PERSON = "@"
_SURROGATE = re.compile("[\ud800-\udfff]")
_MINOR = frozenset({"of", "the", "and", "for"})
# How news without umlauts often writes them.
TWO_LETTERS = str.maketrans(
    {umlaut: f"{vowel}e" for umlaut, vowel in zip("äöüÄÖÜ", "aouAOU", strict=True)}
)
# What may end the name of a company, and mostly isn't said.
LEGAL_FORMS = frozenset(
    {"inc", "incorporated", "corp", "corporation", "co", "company", "ltd", "limited", "llc", "llp"}
    | {"lp", "plc", "group", "holding", "holdings", "ag", "sa", "se", "nv", "bv", "spa", "gmbh"}
    | {"kg", "ab", "oyj", "asa", "as", "pte", "pty"}
)


class KnowledgeBase:
    """Look-up of facts; opened at the first look-up, and anew in each process.

    Args:
        path: A table that ``graphbuild kb build`` made; the one of the package by default.
    """

    def __init__(self, path: str | Path | None = None) -> None:
        self._path = path
        self._opened: tuple[int, sqlite3.Connection] | None = None
        self._found: dict[str, tuple[Fact, ...]] = {}
        self._once = lru_cache(maxsize=CACHED)(self._one)
        self._fingerprint: str | None = None

    @property
    def fingerprint(self) -> str:
        """A hash of the table: the same facts, the same links."""
        if self._fingerprint is None:
            self._fingerprint = sha256(self._table().read_bytes()).hexdigest()[:16]
        return self._fingerprint

    def find(self, name: str) -> Sequence[Fact]:
        """Return the facts that may be called *name*, the best known first.

        Case, accents and punctuation don't matter, and of a person neither do middle names and
        the usual ways to spell Cyrillic. Nobody is found by a surname alone.
        """
        found = self._found.get(name)
        if found is None:
            if len(self._found) >= CACHED:
                self._found.clear()
            found = self._found[name] = tuple(self._find(name))
        return found

    def by_id(self, wikidata: str) -> Fact | None:
        """Return the fact with this Wikidata id, None where there is none."""
        number = int(wikidata.removeprefix("Q"))
        return self._once("SELECT line FROM facts WHERE id = ?", number)

    def by_geonames(self, geonames: int) -> Fact | None:
        """Return the place with this GeoNames id, None where there is none."""
        query = "SELECT line FROM geonames JOIN facts USING (id) WHERE geonames = ?"
        return self._once(query, geonames)

    def nation(self, country: str) -> Fact | None:
        """Return the state with this ISO 3166-1 alpha-2 code, None where there is none."""
        query = "SELECT line FROM nations JOIN facts USING (id) WHERE country = ?"
        return self._once(query, country)

    def find_surname(self, surname: str, country: str) -> Sequence[Fact]:
        """Return people of a state with this folded surname, the best known first."""
        query = (
            "SELECT line FROM (SELECT id, rank FROM surnames WHERE key = ? AND country = ? "
            "ORDER BY rank, id LIMIT ?) JOIN facts USING (id) ORDER BY rank, id"
        )
        found = self._facts(query, surname, country, MAX_SURNAMES)
        return () if _SURROGATE.search(surname) else tuple(found)

    def by_title(self, title: str) -> Fact | None:
        """Return what the English Wikipedia has an article on under *title*, None for nothing."""
        return next((fact for fact in self.find(title) if fact.wikipedia == title), None)

    def _find(self, name: str) -> Iterator[Fact]:
        if _SURROGATE.search(name):
            # SQLite can't be asked for it, and nothing is called so.
            return iter(())
        keys = sorted({*spellings(name), *_first_and_last(name)} - {""})
        query = (
            "SELECT line FROM (SELECT DISTINCT rank, id FROM names "  # noqa: S608  # only marks
            f"WHERE key IN ({','.join('?' * len(keys))}) ORDER BY rank, id LIMIT {MAX_FOUND}) "
            "JOIN facts USING (id) ORDER BY rank, id"
        )
        return self._facts(query, *keys)

    def _one(self, query: str, parameter: str | int) -> Fact | None:
        return next(self._facts(query, parameter), None)

    def _facts(self, query: str, *parameters: str | int) -> Iterator[Fact]:
        for (line,) in self._connection().execute(query, parameters):
            yield to_fact(line, "index of the knowledge base")

    def _connection(self) -> sqlite3.Connection:
        """Return a connection of this process: one that was open at a fork isn't used after it."""
        process = os.getpid()
        if self._opened is None or self._opened[0] != process:
            version = f"{INDEX_VERSION}-{self.fingerprint}"
            self._opened = process, open_index("knowledge", version, self._build)
        return self._opened[1]

    def _table(self) -> Path:
        if self._path is None:
            with as_file(DATA / SHIPPED) as shipped:
                return shipped
        path = Path(self._path)
        if not path.is_file():
            raise KnowledgeError(
                f"{path}: no such file. Give a knowledge base that `graphbuild kb build` made."
            )
        return path

    def _build(self, database: sqlite3.Connection) -> None:
        path = self._table()
        database.executescript(
            "CREATE TABLE facts (id INTEGER PRIMARY KEY, line TEXT NOT NULL);"
            "CREATE TABLE names (key TEXT, rank INTEGER, id INTEGER, PRIMARY KEY (key, rank, id))"
            " WITHOUT ROWID;"
            "CREATE TABLE surnames (key TEXT, country TEXT, rank INTEGER, id INTEGER,"
            " PRIMARY KEY (key, country, rank, id)) WITHOUT ROWID;"
            "CREATE TABLE nations (country TEXT PRIMARY KEY, rank INTEGER, id INTEGER NOT NULL);"
            "CREATE TABLE geonames (geonames INTEGER PRIMARY KEY, id INTEGER NOT NULL);"
        )
        for number, line in read_rows(path):
            _insert(database, line, to_fact(line, f"{path}:{number}"))


@lru_cache(maxsize=4)
def load_knowledge(path: str | Path | None = None) -> KnowledgeBase:
    """Return the knowledge base in *path*, the one of the package by default.

    The first look-up on a machine takes some seconds, as it makes the index.
    """
    return KnowledgeBase(path)


def _insert(database: sqlite3.Connection, line: str, fact: Fact) -> None:
    number, rank = int(fact.id.removeprefix("Q")), -round(100 * fact.prior)
    database.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (number, line.rstrip("\n")))
    rows = ((key, rank, number) for key in name_keys(fact))
    database.executemany("INSERT OR IGNORE INTO names VALUES (?, ?, ?)", rows)
    surnames = person_tokens(fact.name)[-1:] if fact.type is EntityType.PERSON else ()
    for surname in surnames:
        row = surname, fact.country, rank, number
        database.execute("INSERT OR IGNORE INTO surnames VALUES (?, ?, ?, ?)", row)
    if fact.is_nation and fact.country:
        database.execute(
            "INSERT INTO nations VALUES (?, ?, ?) ON CONFLICT DO UPDATE"
            " SET rank = excluded.rank, id = excluded.id WHERE excluded.rank < rank",
            (fact.country, rank, number),
        )
    if fact.geonames:
        place = fact.geonames, number
        database.execute("INSERT OR IGNORE INTO geonames VALUES (?, ?)", place)


def name_keys(fact: Fact) -> frozenset[str]:
    """Return the folded names under which *fact* is found."""
    titles = [fact.wikipedia] if fact.wikipedia else []
    return frozenset(_keys([*fact.names, *titles], fact)) - {""}


def spellings(name: str) -> frozenset[str]:
    """Return the folded spellings of a name: without legal form and "the", umlauts as one letter.

    >>> sorted(spellings("The Exxon Mobil Corp."))
    ['exxon mobil', 'exxonmobil', 'the exxon mobil corp']
    """
    bare = _without_legal_form(fold(name))
    joined = bare.replace(" ", "") if " " in bare and len(bare) >= MIN_JOINED else bare
    return frozenset({fold(name), fold(name.translate(TWO_LETTERS)), bare, joined})


def _keys(names: Iterable[str], fact: Fact) -> Iterator[str]:
    full = person_tokens(fact.name)
    for name in names:
        if fact.type is not EntityType.PERSON:
            yield from spellings(name)
            continue
        tokens = person_tokens(name)
        if len(tokens) > 1 or len(full) == 1 or not set(tokens) <= set(full):
            yield fold(name)
            yield from _person_keys(name)
            yield from _person_keys(name.translate(TWO_LETTERS))


def _person_keys(name: str) -> Iterator[str]:
    """Yield a person's name as usually spelled: whole, and given name with each later name.

    "Hugo Chávez Frías" goes by "Hugo Chávez".

    >>> sorted(_person_keys("John F. Kennedy"))
    ['@john f kennedy', '@john kennedy']
    """
    tokens = person_tokens(name)
    if len(tokens) > 1:
        yield _PERSON + " ".join(tokens)
    for later in tokens[1:]:
        if len(later) > 1:
            yield f"{_PERSON}{tokens[0]} {later}"


def _first_and_last(name: str) -> Iterator[str]:
    """Yield the keys under which a person called *name* may be found."""
    tokens = person_tokens(name)
    if len(tokens) > 1:
        yield _PERSON + " ".join(tokens)
        yield f"{_PERSON}{tokens[0]} {tokens[-1]}"


def _without_legal_form(folded: str) -> str:
    """Return a folded name without the words for its legal form, and without "the" before it."""
    words = folded.removeprefix("the ").split()
    while len(words) > 1 and words[-1] in LEGAL_FORMS and words[-2] not in _MINOR:
        words.pop()
    return " ".join(words)
