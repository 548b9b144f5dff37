"""Look-up tables too large to parse at every start: made once on this machine, then only opened.

Each is an SQLite file in the user's cache folder. Processes that read it share its pages.
"""

import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from platformdirs import user_cache_path

CACHE_VARIABLE = "GRAPHBUILD_CACHE"
# How the folders begin that indexes are made in, and seconds after which nobody works in one:
# to make an index takes less than a minute.
SCRATCH, ABANDONED = "making-", 24 * 60 * 60


def open_index(
    name: str, version: str, build: Callable[[sqlite3.Connection], None]
) -> sqlite3.Connection:
    """Open the index *name* for reading; make it with *build* where this version isn't there yet.

    It lies in the folder that the environment variable ``GRAPHBUILD_CACHE`` names, else in the
    user's cache folder. Where nothing can be written, the index is made in memory. Of several
    processes that make it at once, each makes it whole, and one stays.

    Args:
        name: Of the file.
        version: What decides the content, as a word for the file's name.
        build: Makes the tables in an empty database.
    """
    folder = Path(os.environ.get(CACHE_VARIABLE) or user_cache_path("graphbuild")).absolute()
    path = folder / f"{name}-{version}.sqlite"
    try:
        if not _is_whole(path):
            _make(path, build)
    except (OSError, sqlite3.OperationalError):
        # No such folder, no right to write there, or a full disk.
        in_memory = sqlite3.connect(":memory:", check_same_thread=False)
        build(in_memory)
        return in_memory
    return _open(path)


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(
        f"{path.as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
    )


def _is_whole(path: Path) -> bool:
    """Whether *path* is an index that no crash of the machine has cut short."""
    if not path.exists():
        return False
    try:
        with closing(_open(path)) as database:
            (pages,) = database.execute("PRAGMA page_count").fetchone()
            (size,) = database.execute("PRAGMA page_size").fetchone()
    except sqlite3.DatabaseError:
        return False
    # An immutable file's pages are counted by its header, whatever its length.
    return bool(pages) and pages * size == path.stat().st_size


def _make(path: Path, build: Callable[[sqlite3.Connection], None]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    _remove_left(path.parent)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=SCRATCH) as scratch:
        partial = Path(scratch) / path.name
        with closing(sqlite3.connect(partial)) as database:
            database.execute("PRAGMA synchronous = OFF")
            build(database)
            database.commit()
        partial.replace(path)


def _remove_left(folder: Path) -> None:
    """Remove what processes left that were killed while they made an index."""
    for scratch in folder.glob(f"{SCRATCH}*"):
        # Another process may remove it at the same time.
        with suppress(FileNotFoundError):
            if time.time() - scratch.stat().st_mtime > ABANDONED:
                shutil.rmtree(scratch, ignore_errors=True)
