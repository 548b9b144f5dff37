"""Files of an output folder written together: all of the old ones, or all of the new ones.

One renaming decides. What is left to do after it is done by whoever opens the folder next. One
process at a time writes to a folder.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from graphbuild.errors import OutputError

LOCK_FILE = ".lock"
WRITING, PENDING = ".writing", ".replacing"
_OLD = ".old-"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Let no other process write to *folder*, which is made if need be; within, its files are one.

    A process that is killed holds it no longer. A folder that is still empty at the end is
    removed.

    Raises:
        OutputError: Another process writes to it, or a file to do so by is a link.
    """
    _check_links(folder)
    is_new = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / LOCK_FILE, timeout=0)
    try:
        with lock:
            _finish(folder)
            yield
    except Timeout as error:
        raise OutputError(
            f"{folder}: another build is writing here. Wait until it is done, or choose another "
            "folder."
        ) from error
    finally:
        if is_new:
            _remove_if_empty(folder)


@contextmanager
def written_together(folder: Path, name: str = WRITING) -> Iterator[Path]:
    """Yield an empty folder; what is written there takes the place of what *folder* calls the same.

    It does so when the block ends without an error. Killed at any time, *folder* has the old files
    or, after :func:`finish_replacing`, the new ones.

    Args:
        folder: Locked by this process.
        name: Of the folder that is yielded, within *folder*.
    """
    fresh = folder / name
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    try:
        yield fresh
        _sync(fresh)
        fresh.rename(folder / PENDING)
        _finish(folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def finish_replacing(folder: Path) -> None:
    """Do what a replacement that was stopped has left to do; wait for one that goes on.

    Raises:
        OSError: *folder* can't be written.
        OutputError: A file to do so by is a link.
    """
    _check_links(folder)
    if (folder / PENDING).is_dir():
        with FileLock(folder / LOCK_FILE):
            _finish(folder)


def _check_links(folder: Path) -> None:
    """Refuse what would let a folder from elsewhere move and overwrite files outside of it."""
    for name in (LOCK_FILE, WRITING, PENDING):
        if (folder / name).is_symlink():
            raise OutputError(
                f"{folder / name}: is a link, which graphbuild never makes. Delete it, and don't "
                "trust where this folder comes from."
            )


def _sync(folder: Path) -> None:
    """Have all files on the disk, so that a power cut doesn't leave new names of empty files."""
    for path in (*folder.rglob("*"), folder):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _finish(folder: Path) -> None:
    pending = folder / PENDING
    if not pending.is_dir():
        return
    for path in sorted(pending.iterdir()):
        if not path.name.startswith(_OLD):
            _move(path, folder / path.name)
    shutil.rmtree(pending)


def _move(path: Path, target: Path) -> None:
    """Move *path* to *target*; a folder that is there already goes the other way."""
    if target.is_dir():
        target.rename(path.with_name(_OLD + path.name))
    path.replace(target)


def _remove_if_empty(folder: Path) -> None:
    if folder.is_dir() and all(path.name == LOCK_FILE for path in folder.iterdir()):
        shutil.rmtree(folder)
