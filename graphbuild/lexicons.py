"""Word lists that ship with the package; each file of ``data/`` says what it holds."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

DATA = files("graphbuild") / "data"


@cache
def words(name: str) -> frozenset[str]:
    """Return the words of ``data/NAME.txt``."""
    return frozenset(word for line in _lines(f"{name}.txt") for word in line.split())


@cache
def table(name: str) -> dict[str, str]:
    """Return the two columns of ``data/NAME.tsv``."""
    return dict(line.split("\t") for line in _lines(f"{name}.tsv"))


@cache
def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """Return the rows of ``data/NAME.tsv``, each a tuple of its cells."""
    return tuple(tuple(line.split("\t")) for line in _lines(f"{name}.tsv"))


def _lines(name: str) -> Iterator[str]:
    text = (DATA / name).read_text(encoding="utf-8")
    return (line for line in text.splitlines() if line and not line.startswith("#"))
