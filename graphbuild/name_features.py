"""What speaks for a token's being part of a name: form, word lists, and the document's use of it.

Every feature is an array with one row for each token of a Doc.
"""

import gzip
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import ENT_IOB, ENT_TYPE, POS
from spacy.tokens import Doc

from graphbuild.lexicons import DATA, table, words
from graphbuild.model import EntityType

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

# The order in which the probabilities of a name's types are given.
TYPES = (EntityType.PERSON, EntityType.ORGANIZATION, EntityType.LOCATION)
# Rows of the tables of embedded prefixes and suffixes, which words share by hash.
BUCKETS = 2048
# Kinds of place in names of people (first, middle, last), bodies (first, later, alone) and places
# (alone, first, later), each counted from 0 to MOST.
LEXICON_COLUMNS, MOST = 9, 3
ENTITY_LABELS = (
    *("PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "EVENT", "PRODUCT", "WORK_OF_ART", "LAW"),
    *("LANGUAGE", "DATE"),
)
GROUPS = {"PERSON": 0, "ORG": 1, "GPE": 2, "LOC": 2, "FAC": 2}
PARTS_OF_SPEECH = (
    *("PROPN", "NOUN", "ADJ", "VERB", "NUM", "DET", "ADP", "PRON", "PUNCT", "AUX", "CCONJ"),
)
# Beyond so many occurrences one more tells nothing; a line of fewer tokens is short.
MANY, SHORT_LINE = 8, 8
INSIDE, BEGIN = 1, 3  # values of ENT_IOB


@dataclass(frozen=True, slots=True)
class Features:
    """The features of a document's tokens.

    Attributes:
        dense: (tokens, ``WIDTH``); groups of columns as in ``WIDTHS``.
        suffix: Bucket of the last three letters; prefix: that of the first three.
    """

    dense: Floats
    suffix: Ints
    prefix: Ints


@dataclass(frozen=True, slots=True)
class _Form:
    plain: str
    shape: tuple[bool, ...]
    lexicon: Sequence[int]
    lists: tuple[bool, ...]
    suffix: int
    prefix: int


def plain(word: str) -> str:
    """Return *word* in lower case and without accents.

    >>> plain("Erdoğan")
    'erdogan'
    """
    decomposed = unicodedata.normalize("NFKD", word.lower())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


@cache
def load_lexicon() -> Mapping[str, Sequence[int]]:
    """Return how often each plain word stands where in names; ``data/name_tokens.tsv.gz``."""
    text = gzip.decompress((DATA / "name_tokens.tsv.gz").read_bytes()).decode("utf-8")
    rows = (line.split("\t") for line in text.split("\n"))
    return {word: tuple(map(int, digits)) for word, digits in rows}


def bucket(letters: str) -> int:
    """Return the bucket of *letters*: their FNV-1a hash."""
    value = 0x811C9DC5
    for byte in letters.encode("utf-8", "surrogatepass"):
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return value % BUCKETS


@lru_cache(maxsize=200_000)
def _form(word: str) -> _Form:
    low = plain(word)
    bare = low.strip(".")
    return _Form(
        plain=low,
        shape=_shape(word),
        lexicon=load_lexicon().get(bare, (0,) * LEXICON_COLUMNS),
        lists=(
            bare in table("given_names"),
            bare in words("titles"),
            bare in words("organization_heads"),
            bare in words("location_heads"),
            bare in table("demonyms"),
            bare in words("calendar"),
            low in words("name_links"),
        ),
        suffix=bucket("s" + low[-3:]),
        prefix=bucket("p" + low[:3]),
    )


def _shape(word: str) -> tuple[bool, ...]:
    capitals = sum(char.isupper() for char in word)
    letters = sum(char.isalpha() for char in word)
    return (
        letters > 0 and capitals == 0,
        word[:1].isupper() and capitals == 1 and letters > 1,
        capitals > 1 and capitals == letters,
        capitals == letters == 1,
        capitals > 1 and capitals < letters and not word.isupper(),
        word.isdigit(),
        letters > 0 and any(char.isdigit() for char in word),
        letters == 0 and not word.isdigit(),
        "-" in word[1:],
        "'" in word or "’" in word,
        word.endswith(".") and len(word) > 1,
        not word.isascii(),
        len(word) > 8,
        len(word) < 4,
    )


LOWER, CAPITALS, CAPITAL, DIGITS = 0, 2, 3, 5  # columns of the shape
TITLE = 1  # column of the lists
WIDTHS = {
    "shape": 14,
    "lexicon": LEXICON_COLUMNS,
    "lists": 7,
    "tags": len(ENTITY_LABELS) + 3,
    "parts of speech": len(PARTS_OF_SPEECH) + 1,
    "document": 10,
    "line": 4,
}
WIDTH = sum(WIDTHS.values())


def describe(doc: Doc) -> Features:
    """Return the features of the tokens of *doc*, which must be tagged."""
    forms = [_form(token.text) for token in doc]
    shape = np.array([form.shape for form in forms], np.float32)
    lists = np.array([form.lists for form in forms], np.float32)
    attributes = doc.to_array([ENT_TYPE, ENT_IOB, POS])
    parts = (
        shape,
        np.array([form.lexicon for form in forms], np.float32) / MOST,
        lists,
        _tags(doc, attributes[:, 0], attributes[:, 1]),
        _one_hot(doc, attributes[:, 2], PARTS_OF_SPEECH),
        _document(doc, forms, shape, lists),
        _line(doc, shape),
    )
    return Features(
        dense=np.concatenate(parts, axis=1),
        suffix=np.array([form.suffix for form in forms], np.int64),
        prefix=np.array([form.prefix for form in forms], np.int64),
    )


def _one_hot(doc: Doc, values: NDArray[np.generic], names: Sequence[str]) -> Floats:
    """Return a column for each of *names* and a last one for every other value."""
    strings = doc.vocab.strings
    column = {strings[name]: position for position, name in enumerate(names)}
    found = np.zeros((len(doc), len(names) + 1), np.float32)
    found[np.arange(len(doc)), [column.get(int(value), len(names)) for value in values]] = 1
    return found


def _tags(doc: Doc, types: NDArray[np.generic], positions: NDArray[np.generic]) -> Floats:
    kinds = _one_hot(doc, types, ENTITY_LABELS)
    kinds[types == 0] = 0
    ends = np.stack([positions == BEGIN, positions == INSIDE], axis=1)
    return np.concatenate([kinds, ends.astype(np.float32)], axis=1)


def _document(doc: Doc, forms: Sequence[_Form], shape: Floats, lists: Floats) -> Floats:
    """Return how the document uses the token's word: in which cases, with which tags.

    Two-stage use of a document's majority, after Krishnan and Manning (ACL 2006).
    """
    numbers: dict[str, int] = {}
    word = np.array([numbers.setdefault(form.plain, len(numbers)) for form in forms], int)
    counts = np.bincount(word).astype(np.float32)

    def share(flags: NDArray[np.generic]) -> Floats:
        found: Floats = (np.bincount(word, flags.astype(float)) / counts)[word]
        return found

    group = np.array([GROUPS.get(token.ent_type_, -1) for token in doc])
    columns = [share(shape[:, LOWER]), np.minimum(counts[word], MANY) / MANY]
    columns += [share(group == number) for number in range(3)]
    parts = _parts_of_names(doc, word, lists)
    return np.concatenate([np.stack(columns, axis=1), parts], axis=1).astype(np.float32)


def _parts_of_names(doc: Doc, word: NDArray[np.int64], lists: Floats) -> Floats:
    """Return whether the word is in longer names elsewhere, by place in them and their kind."""
    seen = np.zeros((int(word.max()) + 1, 5), np.float32)
    for ent in doc.ents:
        group = GROUPS.get(ent.label_)
        if group is None:
            continue
        if len(ent) > 1 and group == 0:
            seen[word[ent.end - 1], 0] += 1
            seen[word[ent.start], 1] += 1
        elif len(ent) > 1:
            np.add.at(seen[:, 1 + group], word[ent.start : ent.end], 1)
        if ent.start and lists[ent.start - 1, TITLE]:
            seen[word[ent.start], 4] += 1
    part: Floats = (np.minimum(seen, 2)[word] / 2).astype(np.float32)
    return part


def _line(doc: Doc, shape: Floats) -> Floats:
    """Return of the token's line: share of capitals, if short, if the token begins it, digits."""
    breaks = np.array([token.is_space and "\n" in token.text for token in doc])
    line = np.cumsum(breaks)
    letters = np.array([any(map(str.isalpha, token.text)) for token in doc], float)
    capitals = np.bincount(line, (shape[:, CAPITALS] + shape[:, CAPITAL]) * letters)
    length = np.bincount(line)
    columns = (
        (capitals / np.maximum(np.bincount(line, letters), 1))[line],
        (length < SHORT_LINE)[line],
        np.concatenate([[1], breaks[:-1]]),
        (np.bincount(line, shape[:, DIGITS]) / np.maximum(length, 1))[line],
    )
    return np.stack(columns, axis=1).astype(np.float32)
