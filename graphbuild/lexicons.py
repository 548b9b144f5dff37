"""Word lists that ship with the package; each file of ``data/`` says what it holds."""

from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise

DATA = files("graphbuild") / "data"
# What stands for the state of a demonym that has none of its own.
NO_STATE = "-"


@cache
def words(name: str) -> frozenset[str]:
    """Return the words of ``data/NAME.txt``."""
    return frozenset(word for line in _lines(f"{name}.txt") for word in line.split())


@cache
def groups(name: str) -> tuple[tuple[str, ...], ...]:
    """Return the lines of ``data/NAME.txt``, each the words of a group."""
    return tuple(tuple(line.split()) for line in _lines(f"{name}.txt"))


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
    return frozenset(_demonym_codes(phrase)) - {NO_STATE}


def demonym_places(phrase: Sequence[str]) -> frozenset[tuple[str, str]]:
    """Return the regions and cities whose people the folded words name, each with its state.

    The state is an ISO 3166-1 code, "-" where the region lies in several.

    >>> sorted(demonym_places(["texan", "senator"]))
    [('Texas', 'US')]
    """
    known = _demonym_places()
    return frozenset(known[word] for word in _words_and_pairs(phrase) if word in known)


def given_name_gender(name: str) -> str | None:
    """Return ``m`` or ``f`` for a folded given name, None where it is unknown or tells nothing.

    The name is known to be a person's: words and places that serve as given names count too.
    """
    gender = table("given_names").get(name) or table("doubtful_given_names").get(name)
    return gender if gender in {"m", "f"} else None


def _demonym_codes(phrase: Sequence[str]) -> Iterator[str]:
    """Yield the state of each demonym; the longest counts: "south sudanese" is no "sudanese"."""
    known, i = table("demonyms"), 0
    while i < len(phrase):
        width = next((n for n in (3, 2, 1) if " ".join(phrase[i : i + n]) in known), 0)
        if width:
            yield known[" ".join(phrase[i : i + width])]
        i += width or 1


def _words_and_pairs(phrase: Sequence[str]) -> Iterator[str]:
    yield from phrase
    yield from (f"{first} {second}" for first, second in pairwise(phrase))


@cache
def _demonym_places() -> dict[str, tuple[str, str]]:
    return {word: (place, state) for word, place, state in rows("demonym_places")}


def _lines(name: str) -> Iterator[str]:
    text = (DATA / name).read_text(encoding="utf-8")
    return (line for line in text.splitlines() if line and not line.startswith("#"))
