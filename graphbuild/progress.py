"""Extractions kept on disk while a build runs, so that one that is stopped goes on where it was."""

import json
import os
from collections.abc import Container, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from graphbuild.errors import ExtractionError, OutputError
from graphbuild.extraction_file import from_line, to_line
from graphbuild.model import Extraction
from graphbuild.verify import read_verified

PROGRESS_FILE = ".unfinished.jsonl"


def forget_articles(articles: Container[str], folder: Path) -> None:
    """Take articles with these ids out of what a stopped build has extracted in *folder*.

    Raises:
        OSError: The file can't be written.
    """
    path = folder / PROGRESS_FILE
    if not path.exists():
        return
    kept = path.with_name(f"{PROGRESS_FILE}.kept")
    with path.open("rb") as lines, kept.open("wb") as file:
        file.write(next(lines, b""))
        for line in lines:
            with suppress(ExtractionError):
                if from_line(line, str(path)).extraction.article.id not in articles:
                    file.write(line)
    kept.replace(path)


class Progress:
    """What a build has extracted so far, in a file of its output folder.

    Args:
        folder: Written to by this process alone.
        made_by: What decides the extractions; those that something else made aren't taken over.
    """

    def __init__(self, folder: Path, made_by: str) -> None:
        self._path = folder / PROGRESS_FILE
        self._head = f"{json.dumps({'made_by': made_by})}\n".encode()

    def read(self) -> Iterator[Extraction]:
        """Yield what a build of the same kind had extracted when it was stopped."""
        if self._end() is not None:
            for extraction, faults in read_verified(self._path):
                if extraction is not None and not faults:
                    yield extraction

    def keep(self, extractions: Iterable[Extraction]) -> Iterator[Extraction]:
        """Yield *extractions*, each once it is written.

        Raises:
            OutputError: The file can't be written.
        """
        self._begin()
        for extraction in extractions:
            self._append(to_line(extraction))
            yield extraction

    def remove(self) -> None:
        """Forget it, as the build is done."""
        self._path.unlink(missing_ok=True)

    def _end(self) -> int | None:
        """Return where the last whole line ends; None if something else made the file."""
        try:
            with self._path.open("rb") as lines:
                if next(lines, b"") != self._head:
                    return None
                return len(self._head) + sum(len(line) for line in lines if line.endswith(b"\n"))
        except FileNotFoundError:
            return None

    def _begin(self) -> None:
        with self._errors():
            if self._path.is_symlink():  # it may lead to a file that isn't ours
                self._path.unlink()
            end = self._end()
            if end is None:
                self._path.write_bytes(self._head)
            else:
                os.truncate(self._path, end)

    def _append(self, line: bytes) -> None:
        with self._errors(), self._path.open("ab") as file:
            file.write(line)

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise OutputError(
                f"{self._path}: can't be written: {error.strerror}. What was extracted so far is "
                "kept: when this is mended, build again."
            ) from error
