"""Word lists that ship with the package; each file of ``data/`` says what it holds."""

from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise

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


def demonym_states(phrase: Sequence[str]) -> frozenset[str]:
    """Return the ISO 3166-1 codes of the states whose people the folded words name.

    >>> sorted(demonym_states(["north", "korean", "leader"]))
    ['KP']
    """
    pairs = (f"{first} {second}" for first, second in pairwise(phrase))
    codes = {table("demonyms").get(word, "-") for word in (*phrase, *pairs)}
    return frozenset(codes - {"-"})


def _lines(name: str) -> Iterator[str]:
    text = (DATA / name).read_text(encoding="utf-8")
    return (line for line in text.splitlines() if line and not line.startswith("#"))
