"""Name forms: folding spellings together, and telling which forms may name the same entity."""

import re
import unicodedata
from functools import lru_cache

_APOSTROPHES = re.compile(r"['’‘`ʹʼ]")
_SEPARATORS = re.compile(r"[^\w]+")
_FINAL_Y = re.compile(r"(?:iy|yy|ij|yi|y|i)$")
_UNDECOMPOSED = str.maketrans(
    {"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ı": "i"}
)
MINOR_WORDS = frozenset({"of", "the", "for", "and", "in", "on", "de", "du", "la", "des", "&"})
# Words that British and American English spell differently in the names of bodies.
_AMERICAN = {
    "centre": "center",
    "defence": "defense",
    "labour": "labor",
    "organisation": "organization",
    "programme": "program",
}
# What may stand behind a name and is no part of it.
POSTNOMINALS = frozenset({"mp", "phd", "md", "frs", "obe", "mbe", "cbe", "kbe", "dbe", "qc", "kc"})
GENERATIONS = frozenset({"jr", "sr", "ii", "iii", "iv"})


@lru_cache(maxsize=100_000)
def fold(name: str) -> str:
    """Return *name* in lower case and American spelling, without accents and punctuation.

    >>> fold("Recep Tayyip Erdoğan")
    'recep tayyip erdogan'
    """
    bare = name if name.isascii() else _without_accents(name)
    words = _SEPARATORS.sub(" ", _APOSTROPHES.sub("", bare)).casefold().split()
    return " ".join(_AMERICAN.get(word, word) for word in words)


def lookup_key(name: str) -> str:
    """Return what *name* is looked up by: folded, or as it is where nothing would be left.

    >>> lookup_key("ERDOĞAN"), lookup_key("?!")
    ('erdogan', '?!')
    """
    return fold(name) or name


def _without_accents(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name.translate(_UNDECOMPOSED))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def person_tokens(name: str) -> tuple[str, ...]:
    """Return the tokens of a person's name, usual transliterations of Cyrillic made one.

    >>> person_tokens("Volodymyr Zelenskyy") == person_tokens("Volodymyr Zelensky")
    True
    """
    return tuple(
        _FINAL_Y.sub("y", token) if len(token) > 4 else token
        for token in without_postnominals(fold(name).split())
        if token not in GENERATIONS
    )


def without_postnominals(tokens: list[str]) -> list[str]:
    """Return the folded tokens of a name without the letters behind it.

    >>> without_postnominals(["ann", "keller", "qc"])
    ['ann', 'keller']
    """
    end = len(tokens)
    while end > 1 and tokens[end - 1] in POSTNOMINALS:
        end -= 1
    return tokens[:end]


def is_part_of(short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Whether *short* is the surname, the given name or a run of tokens of *full*."""
    width = len(short)
    if not 0 < width < len(full):
        return False
    return any(full[i : i + width] == short for i in range(len(full) - width + 1))


def is_acronym_of(short: str, long: str) -> bool:
    """Whether *short* is made of the initials of *long*, minor words left out or not.

    >>> is_acronym_of("IAEA", "International Atomic Energy Agency")
    True
    """
    letters = short.replace(".", "").replace(" ", "")
    words = [word for word in re.split(r"[\s-]+", long) if word]
    if not (2 <= len(letters) <= 8 and letters[0].isupper() and letters[-1].isupper()):
        return False
    if not letters.isupper():
        return letters == "".join(word[0] for word in words)  # "BoE", "Bank of England"
    major = [word for word in words if word.casefold() not in MINOR_WORDS]
    return letters in {_initials(words), _initials(major)}


def acronyms_of(name: str) -> set[str]:
    """Return the acronyms of three letters and more that *name* may have.

    >>> sorted(acronyms_of("Bank for Tests and Trials"))
    ['BFTAT', 'BTT']
    """
    words = [word for word in re.split(r"[\s-]+", name) if word[:1].isalpha()]
    major = [word for word in words if word.casefold() not in MINOR_WORDS]
    return {letters for letters in map(_initials, (words, major)) if len(letters) > 2}


def _initials(words: list[str]) -> str:
    return "".join(word[0] for word in words).upper()
