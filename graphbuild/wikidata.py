"""A knowledge base from a Wikidata JSON dump: read twice as a stream, and resumed after a stop.

The first reading learns which class is below which, and the names of classes, offices and states;
the second keeps the items of the wanted classes. What is found lies in an SQLite file beside the
knowledge base until that is whole, with the place in the dump that was reached.
"""

import bz2
import gzip
import json
import lzma
import os
import sqlite3
import zlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import IO, Any, cast

from graphbuild.errors import KnowledgeError, OutputError
from graphbuild.facts import PRESET, Fact, to_fact, to_row, write_header
from graphbuild.model import EntityType, Position
from graphbuild.wikidata_items import Item, item_number, to_item, to_plain_fact

# The classes below which an item is of each type; the first that fits decides.
TYPES: Mapping[EntityType, tuple[int, ...]] = {
    EntityType.PERSON: (5,),
    # Country, sovereign state, administrative territory, settlement, region, river, sea, lake,
    # mountain, island, continent, landform.
    EntityType.LOCATION: (
        *(6256, 3624078, 56061, 486972, 82794, 4022, 165, 23397, 8502, 23442, 5107, 271669),
    ),
    EntityType.ORGANIZATION: (43229,),
}
# Position and public office: items of these have names that are needed as well.
OFFICES = (4164871, 294414)
MARKS = tuple(f'"{mark}"'.encode() for mark in ("P279", "P297", *(f"Q{each}" for each in OFFICES)))
# What reading an item raises where it isn't one, or states what no table can hold.
MALFORMED = (AttributeError, KeyError, OverflowError, RecursionError, TypeError, ValueError)
# Lines between two savings of the place reached; work of a second or so.
SAVED_EVERY = 2000
SHOWN_LINES = 20
# So much of a dump shows whether it is one.
BEGINNING = 1 << 16
EXPECTED = (
    "Expected an official JSON dump: an array, one entity on each line. "
    "See https://www.wikidata.org/wiki/Wikidata:Database_download"
)

_TABLES = """
CREATE TABLE made (what TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE above (below INTEGER, above INTEGER, PRIMARY KEY (below, above)) WITHOUT ROWID;
CREATE TABLE names (id INTEGER PRIMARY KEY, label TEXT, iso TEXT);
CREATE TABLE kept (id INTEGER PRIMARY KEY, row TEXT, others TEXT);
CREATE TABLE bad (line INTEGER PRIMARY KEY, reason TEXT);
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class DumpReport:
    """What came of a dump.

    Attributes:
        facts: In the knowledge base.
        lines: Read in the dump.
        bad: The number of lines that couldn't be read; bad_lines: the first of them.
    """

    facts: int
    lines: int
    bad: int
    bad_lines: tuple[int, ...]

    def __str__(self) -> str:
        """The report as a sentence."""
        said = f"{self.facts} facts from {self.lines} lines"
        if not self.bad:
            return said
        numbers = ", ".join(map(str, self.bad_lines))
        more = ", …" if self.bad > len(self.bad_lines) else ""
        return f"{said}; {self.bad} of these can't be read: {numbers}{more}"


def build_knowledge(dump: str | Path, out: str | Path, classes: Collection[str] = ()) -> DumpReport:
    """Write the knowledge base *out* of what *dump* has on people, organizations and places.

    Where an earlier run on the same dump was stopped, it goes on where that had come to.

    Args:
        dump: The array format, one item on each line; plain, .gz or .bz2.
        out: File to write.
        classes: Wikidata ids; only items of these or of classes below them are kept.

    Raises:
        KnowledgeError: *dump* can't be read, is none, or holds nothing that is wanted; where it
            breaks off, the line is named.
        OutputError: *out* can't be written, is *dump*, or is being written by another build.
    """
    source, target = Path(dump), Path(out)
    scratch = target.with_name(f"{target.name}.partial")
    wanted = frozenset(_class_number(each) for each in classes)
    _check_target(source, target)
    identity = _identity(source, wanted)
    _check_beginning(source)
    try:
        with _alone(target):
            report = _build(source, target, scratch, identity, wanted)
    except sqlite3.Error as error:
        raise OutputError(f"{scratch}: can't be written: {error}. Remove it and begin anew.") from (
            error
        )
    except OSError as error:
        raise OutputError(f"{out}: can't be written: {error.strerror}.") from error
    if not report.facts:
        kept = "of the wanted classes" if wanted else "a person, organization or place"
        raise KnowledgeError(f"{dump}: nothing in it is {kept}: {report}. {EXPECTED}")
    return report


def _check_target(source: Path, target: Path) -> None:
    """Refuse what couldn't be written, before hours of reading."""
    if os.path.realpath(source) == os.path.realpath(target):
        raise OutputError(f"{target}: is the dump itself. Give another file to write.")
    if target.is_dir():
        raise OutputError(f"{target}: is a folder. Give a file to write.")
    if not target.parent.is_dir():
        raise OutputError(
            f"{target}: can't be written: there is no folder {target.parent}. Make it first."
        )


def _check_beginning(source: Path) -> None:
    """Refuse what is no dump, before it is read to its end."""
    try:
        with _open_dump(source) as lines:
            begin = lines.readline(BEGINNING)
    except (EOFError, OSError, zlib.error):
        return  # the reading names the line
    if not begin:
        raise KnowledgeError(f"{source}: is empty. {EXPECTED}")
    if begin.strip()[:1] not in (b"", b"[", b"{"):
        raise KnowledgeError(f"{source}:1: is no line of a dump. {EXPECTED}")


@contextmanager
def _alone(target: Path) -> Iterator[None]:
    """Keep other builds off *target*; when a build is killed, the system lets the next one in."""
    path = target.with_name(f"{target.name}.lock")
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as lock:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            raise OutputError(
                f"{target}: another build is writing it. Wait for that, or give another file."
            ) from error
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


def _build(
    source: Path, target: Path, scratch: Path, identity: str, wanted: Collection[int]
) -> DumpReport:
    with closing(_open_scratch(scratch, identity)) as database:
        _read_classes(source, database)
        _read_facts(source, database, wanted)
        report = _write(database, target)
    scratch.unlink()
    return report


def _class_number(wikidata: str) -> int:
    number = item_number(wikidata)
    if number is None:
        raise KnowledgeError(f"class {wikidata!r} is no Wikidata id. Give one such as Q5.")
    return number


# ------------------------------------------------------------------ the place reached
def _identity(dump: Path, wanted: Iterable[int]) -> str:
    """Return what must be the same for a run to go on: size and start of the dump, classes."""
    try:
        with dump.open("rb") as file:
            begin = sha256(file.read(1 << 16)).hexdigest()
        return f"{dump.stat().st_size} {begin} {sorted(wanted)}"
    except OSError as error:
        raise KnowledgeError(f"{dump}: can't be read: {error.strerror}. Check the path.") from error


def _open_scratch(path: Path, identity: str) -> sqlite3.Connection:
    if path.exists():
        database = sqlite3.connect(path)
        if _made(database, "identity") == identity:
            return database
        database.close()
        path.unlink()
    database = sqlite3.connect(path)
    with database:
        database.executescript(f"BEGIN;{_TABLES}COMMIT;")
        _note(database, "identity", identity)
    return database


def _made(database: sqlite3.Connection, what: str) -> str | None:
    try:
        found = database.execute("SELECT value FROM made WHERE what = ?", (what,)).fetchone()
    except sqlite3.DatabaseError:
        return None
    return found[0] if found else None


def _note(database: sqlite3.Connection, what: str, value: str) -> None:
    database.execute("INSERT OR REPLACE INTO made VALUES (?, ?)", (what, value))


def _batches(
    dump: Path, reading: str, database: sqlite3.Connection
) -> Iterator[Sequence[tuple[int, bytes]]]:
    """Yield numbered lines from the place reached; it moves on when the next are asked for."""
    done = _made(database, reading) or "0 0"
    offset, number = map(int, done.split())
    with _open_dump(dump) as lines:
        lines.seek(offset)
        while batch := list(islice(_lines(lines, dump, number), SAVED_EVERY)):
            yield batch
            number += len(batch)
            offset += sum(len(line) for _, line in batch)
            _note(database, reading, f"{offset} {number}")
            database.commit()


def _open_dump(dump: Path) -> IO[bytes]:
    try:
        if dump.suffix == ".gz":
            return cast("IO[bytes]", gzip.open(dump, "rb"))
        return bz2.open(dump, "rb") if dump.suffix == ".bz2" else dump.open("rb")
    except OSError as error:
        raise KnowledgeError(f"{dump}: can't be read: {error.strerror}. Check the path.") from error


def _lines(lines: IO[bytes], dump: Path, before: int) -> Iterator[tuple[int, bytes]]:
    number = before
    try:
        for number, line in enumerate(lines, start=before + 1):
            yield number, line
    except (EOFError, OSError, zlib.error) as error:
        raise KnowledgeError(
            f"{dump}:{number + 1}: breaks off or is damaged: {error}. Download it again; "
            "what was read so far is kept."
        ) from error


# ------------------------------------------------------------------ first reading
def _read_classes(dump: Path, database: sqlite3.Connection) -> None:
    for batch in _batches(dump, "classes", database):
        for _, line in batch:
            # To parse every line twice would take twice as long.
            if any(mark in line for mark in MARKS):
                _keep_class(line, database)


def _keep_class(line: bytes, database: sqlite3.Connection) -> None:
    try:
        data = _parsed(line)
        if data is None:
            return
        item = to_item(data)
        if item.superclasses or item.iso or set(item.classes) & set(OFFICES):
            _keep_name(item, database)
        rows = ((item.number, above) for above in item.superclasses)
        database.executemany("INSERT OR IGNORE INTO above VALUES (?, ?)", rows)
    except MALFORMED:
        return  # the second reading counts it


def _keep_name(item: Item, database: sqlite3.Connection) -> None:
    row = item.number, item.label, item.iso
    database.execute("INSERT OR REPLACE INTO names VALUES (?, ?, ?)", row)


def _parsed(line: bytes) -> Mapping[str, Any] | None:
    """Return the item on a line, None for the array's brackets and for what is no item."""
    text = line.strip().rstrip(b",")
    if text in {b"", b"[", b"]"}:
        return None
    data = json.loads(text)
    if not isinstance(data, dict) or not isinstance(data.get("id"), str):
        raise ValueError("no object with an id")
    return data if data["id"][:1] == "Q" else None


def _below(tops: Iterable[int], database: sqlite3.Connection) -> frozenset[int]:
    """Return the classes *tops* and all below them."""
    below: dict[int, list[int]] = defaultdict(list)
    for lower, upper in database.execute("SELECT below, above FROM above"):
        below[upper].append(lower)
    found: set[int] = set()
    rest = list(tops)
    while rest:
        each = rest.pop()
        if each not in found:
            found.add(each)
            rest += below[each]
    return frozenset(found)


# ------------------------------------------------------------------ second reading
def _read_facts(dump: Path, database: sqlite3.Connection, wanted: Collection[int]) -> None:
    types = {each: _below(tops, database) for each, tops in TYPES.items()}
    allowed = _below(wanted, database) if wanted else None
    for batch in _batches(dump, "facts", database):
        for number, line in batch:
            try:
                data = _parsed(line)
                if data is not None:
                    _keep_fact(data, types, allowed, database)
            except MALFORMED as error:
                row = number, repr(error)[:200]
                database.execute("INSERT OR REPLACE INTO bad VALUES (?, ?)", row)


def _keep_fact(
    data: Mapping[str, Any],
    types: Mapping[EntityType, frozenset[int]],
    allowed: frozenset[int] | None,
    database: sqlite3.Connection,
) -> None:
    item = to_item(data)
    classes = set(item.classes)
    entity_type = next((each for each, below in types.items() if classes & below), None)
    if entity_type is None or item.label is None or (allowed is not None and not classes & allowed):
        return
    row = to_row(to_plain_fact(data, entity_type, item.label))
    others = json.dumps([item.iso, item.countries, item.positions, item.party])
    _keep_name(item, database)
    database.execute("INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", (item.number, row, others))


# ------------------------------------------------------------------ the knowledge base
def _write(database: sqlite3.Connection, target: Path) -> DumpReport:
    partial = target.with_name(f".{target.name}.writing")
    facts = 0
    with lzma.open(partial, "wt", encoding="utf-8", preset=PRESET) as file:
        write_header(file)
        for row, others in database.execute("SELECT row, others FROM kept ORDER BY id"):
            file.write(f"{to_row(_completed(row, others, database))}\n")
            facts += 1
    if facts:
        partial.replace(target)
    else:
        # What is there may be good.
        partial.unlink()
    bad = [line for (line,) in database.execute("SELECT line FROM bad ORDER BY line")]
    lines = int((_made(database, "facts") or "0 0").split()[1])
    return DumpReport(facts=facts, lines=lines, bad=len(bad), bad_lines=tuple(bad[:SHOWN_LINES]))


def _completed(row: str, others: str, database: sqlite3.Connection) -> Fact:
    """Return the fact of *row* with what the other items that it names are called."""
    iso, countries, positions, party = json.loads(others)
    named = ((_name(number, database)[0], start, end) for number, start, end in positions)
    codes = (_name(number, database)[1] for number in countries)
    return replace(
        to_fact(row, "what was kept of the dump"),
        country=iso or next((code for code in codes if code), None),
        positions=tuple(
            Position(title=title, start=start, end=end) for title, start, end in named if title
        ),
        party=_name(party, database)[0] if party is not None else None,
    )


def _name(number: int, database: sqlite3.Connection) -> tuple[str | None, str | None]:
    found = database.execute("SELECT label, iso FROM names WHERE id = ?", (number,)).fetchone()
    return found or (None, None)
