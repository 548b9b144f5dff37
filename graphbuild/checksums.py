"""SHA-256 of files in a file beside them, as ``sha256sum --check SHA256SUMS`` reads it."""

import re
from collections.abc import Iterable, Iterator
from hashlib import file_digest
from pathlib import Path

from graphbuild.verify import Fault

SUMS_FILE = "SHA256SUMS"

_LINE = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9][A-Za-z0-9.-]*)")


def write_checksums(folder: Path, names: Iterable[str]) -> None:
    """Write the checksums of the files called *names* in *folder* to a file there.

    Raises:
        OSError: A file is missing, or one can't be read or written.
    """
    lines = (f"{_checksum(folder / name)}  {name}\n" for name in sorted(names))
    (folder / SUMS_FILE).write_bytes("".join(lines).encode())


def find_checksum_faults(folder: Path, names: Iterable[str]) -> Iterator[Fault]:
    """Yield which files of *folder* aren't what :func:`write_checksums` saw there.

    Args:
        folder: Where they are.
        names: Files that are there, or should be.
    """
    sums = folder / SUMS_FILE
    try:
        # Bytes that are no UTF-8 are no checksums either, and told as such.
        text = sums.read_bytes().decode(errors="replace")
    except OSError as error:
        yield _fault(sums, f"can't be read: {error.strerror}. Build the graph again")
        return
    lines = text.split("\n")
    if lines.pop():
        yield _fault(sums, "doesn't end as it was written")
    known: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        match = _LINE.fullmatch(line)
        if match is None or match[2] <= max(known, default=""):
            yield _fault(f"{sums}:{number}", "isn't a checksum and a name, in the order of names")
        else:
            known[match[2]] = match[1]
    for name in sorted({*names, *known}):
        if message := _message(folder / name, known.get(name)):
            yield _fault(folder / name, f"{message} {sums}")


def _message(path: Path, expected: str | None) -> str | None:
    if expected is None:
        return "has no checksum in"
    try:
        found = _checksum(path)
    except OSError as error:
        return f"can't be read ({error.strerror}), but has a checksum in"
    return None if found == expected else "isn't the file that was written: it doesn't fit"


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _fault(where: str | Path, message: str) -> Fault:
    return Fault(where=str(where), article=None, message=message)
