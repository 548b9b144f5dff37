"""Redaction: a person or an article that a graph must not hold.

What is redacted is recorded as salted hashes, so that the record itself names nobody; each build
looks whether words of its articles have one of them. Whoever has the record can still guess: hash
a list of names and compare. It keeps names from being read, not from being tried.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256

from graphbuild.ids import digest
from graphbuild.masks import mask
from graphbuild.model import Article, Background, EntityType, Extraction, Span
from graphbuild.names import fold, person_tokens

# A word, with apostrophes, accents that stand alone and what isn't seen within it.
_WORD = re.compile(
    r"[^\W_]+(?:['’ʼ`\u0300-\u036f\u00ad\u200b-\u200d]+[^\W_]+)*[\u0300-\u036f\u00ad\u200b-\u200d]*"
)
_POSSESSIVE = re.compile(r"['’ʼ`][sS]$")
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200d]")
# The words of one name stand no farther apart: a space, ". ", "%20".
MAX_GAP = 4
# Words of names that are no names.
PARTICLES = frozenset(
    "al bin da de del della den der di du el ibn la le of the ten ter van von".split()
)

# What a hash is of; the same words have different hashes as each.
NAME, CAPITALIZED, PART = "name", "capitalized", "part"
NAMED_IN, ARTICLE, TEXT = "named in", "article", "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Redaction:
    """What must not be in a graph: a person by all names, or an article.

    Attributes:
        salt: What each hash begins with.
        hashes: Of names, of parts of names, of articles; sorted, so that none tells which.
        widths: How many words the names have.
        where: File and line, for messages; None where it isn't written yet.
    """

    salt: str
    hashes: tuple[str, ...]
    widths: tuple[int, ...] = ()
    where: str | None = None

    def has(self, kind: str, words: str) -> bool:
        """Whether *words* are redacted as a name, a part of one, or an article's id or text."""
        return _hash(self.salt, kind, words) in self.hashes


def _hash(salt: str, kind: str, words: str) -> str:
    return sha256(f"{salt}\n{kind}\n{words}".encode("utf-8", "surrogatepass")).hexdigest()


def redact_article(article: Article, salt: str) -> Redaction:
    """Return the redaction of an article: by its id, and by its text should the id change."""
    hashes = {_hash(salt, ARTICLE, article.id), _hash(salt, TEXT, article.text_sha256)}
    return Redaction(salt=salt, hashes=tuple(sorted(hashes)))


def redact_names(
    names: Iterable[str], articles: Iterable[str], entity_type: EntityType, salt: str
) -> Redaction:
    """Return the redaction of an entity.

    Names of several words are masked wherever they stand. What is less than that, a surname or an
    acronym, is masked in articles that have a whole name, and in *articles*. A name of one word is
    taken for a whole name if there is no other, where it has a capital letter.

    Args:
        names: All that it is called.
        articles: Ids of those that name it.
        entity_type: Of a person each word of a name is a name too.
        salt: Random, or whoever guessed one record would have guessed all.
    """
    keyed = {tuple(each.key for each in _words(name)) for name in names} - {()}
    whole = {key for key in keyed if len(key) > 1}
    parts = {key for key in keyed if len(key) == 1}
    if not whole:
        whole, parts = set(), parts
    hashed = [(NAME, " ".join(key)) for key in whole]
    hashed += [(NAME, "".join(key)) for key in whole]
    hashed += [(NAME, " ".join((*key[-1:], *key[:-1]))) for key in whole]
    if not whole:
        hashed += [(CAPITALIZED, key) for (key,) in parts]
    if entity_type is EntityType.PERSON:
        parts |= {(each,) for key in whole for each in key if _is_telling(each)}
    hashed += [(PART, key) for (key,) in parts]
    hashed += [(NAMED_IN, each) for each in articles]
    return Redaction(
        salt=salt,
        hashes=tuple(sorted({_hash(salt, *each) for each in hashed})),
        widths=tuple(sorted({1, *map(len, whole)})),
    )


def _is_telling(part: str) -> bool:
    return len(part) > 1 and part not in PARTICLES
