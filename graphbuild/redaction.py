"""Redaction: a person or an article that a graph must not hold.

What is redacted is recorded as salted hashes, so that the record itself names nobody; each build
looks whether words of its articles have one of them. Whoever has the record can still guess: hash
a list of names and compare. It keeps names from being read, not from being tried.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from hashlib import sha256
from itertools import pairwise
from urllib.parse import unquote

from graphbuild.ids import digest, wikidata_id
from graphbuild.masks import mask
from graphbuild.model import Article, Background, Entity, EntityType, Extraction, Span
from graphbuild.names import MINOR_WORDS, fold, person_tokens

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
    {"al", "bin", "da", "de", "del", "della", "den", "der", "di", "du", "el", "ibn", "la", "le"}
    | {"ten", "ter", "van", "von"}
)

# What a hash is of; the same words have different hashes as each.
NAME, CAPITALIZED, PART = "name", "capitalized", "part"
NAMED_IN, ARTICLE, TEXT, ID = "named in", "article", "text", "id"


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
    where: str | None = field(default=None, compare=False)

    def has(self, kind: str, words: str) -> bool:
        """Whether *words* are redacted as a name, a part of one, or an article's id or text."""
        return _hash(self.salt, kind, words) in self._known

    @property
    def _known(self) -> frozenset[str]:
        return _as_set(self.hashes)

    def to_data(self) -> Mapping[str, object]:
        """Return it as it stands in the file."""
        widths = {"widths": list(self.widths)} if self.widths else {}
        return {"redacted": list(self.hashes), "salt": self.salt, **widths}


@lru_cache(maxsize=1000)
def _as_set(hashes: tuple[str, ...]) -> frozenset[str]:
    return frozenset(hashes)


def _hash(salt: str, kind: str, words: str) -> str:
    return sha256(f"{salt}\n{kind}\n{words}".encode("utf-8", "surrogatepass")).hexdigest()


def redact_article(article: Article, salt: str) -> Redaction:
    """Return the redaction of an article: by its id, and by its text should the id change."""
    hashes = {_hash(salt, ARTICLE, article.id), _hash(salt, TEXT, article.text_sha256)}
    return Redaction(salt=salt, hashes=tuple(sorted(hashes)))


def redact_names(
    names: Iterable[str],
    articles: Iterable[str],
    entity_type: EntityType,
    salt: str,
    *,
    ids: Iterable[str] = (),
) -> Redaction:
    """Return the redaction of an entity.

    Names of several words are masked wherever they stand. What is less than that, a surname or an
    acronym, is masked in articles that have a whole name, and in *articles*. A name of one word is
    a whole name if there is no other.

    Args:
        names: All that it is called.
        articles: Ids of those that name it.
        entity_type: Of a person each word of a name is a name too, and letter case doesn't matter.
        salt: Random, or whoever guessed one record would have guessed all.
        ids: Its Wikidata ids, which decisions may name.
    """
    given = set(names)
    is_person = entity_type is EntityType.PERSON
    keys, whole = set(map(_keys, given)) - {()}, set(map(_keys, whole_names(given))) - {()}
    parts = {word for key in keys if len(key) == 1 for word in key}
    if is_person:
        parts |= {word for key in keys for word in key if _is_telling(word)}
    kind = NAME if is_person and max(map(len, whole), default=0) > 1 else CAPITALIZED
    hashed = [(kind, each) for key in whole for each in _spellings(key)]
    hashed += [(PART, each) for each in parts]
    hashed += [(NAMED_IN, each) for each in articles]
    hashed += [(ID, each) for each in ids]
    return Redaction(
        salt=salt,
        hashes=tuple(sorted({_hash(salt, *each) for each in hashed})),
        widths=tuple(sorted({1, *map(len, whole)})),
    )


def whole_names(names: Iterable[str]) -> tuple[str, ...]:
    """Return those of *names* that have several words, or all of them if none has."""
    given = sorted(set(names))
    whole = [name for name in given if sum(map(_is_telling, _keys(name))) > 1]
    return tuple(whole or given)


def _keys(name: str) -> tuple[str, ...]:
    return tuple(word.key for word in _words(name))


def _spellings(key: Sequence[str]) -> tuple[str, str, str]:
    """Return how a whole name may stand: "ann lee", "lee ann" as in a list, "annlee"."""
    return " ".join(key), " ".join((*key[-1:], *key[:-1])), "".join(key)


def _is_telling(part: str) -> bool:
    return len(part) > 1 and part not in PARTICLES and part not in MINOR_WORDS


class Redactor:
    """Obeys redactions; without any, nothing changes."""

    def __init__(self, redactions: Iterable[Redaction]) -> None:
        self._redactions = tuple(redactions)

    def articles(self, articles: Iterable[Article]) -> Iterator[Article]:
        """Yield *articles* as they may be read: without redacted ones, and with names masked."""
        for article in articles:
            if (shown := self.article(article)) is not None:
                yield shown

    def article(self, article: Article) -> Article | None:
        """Return *article* with names masked in text, title and publisher, None if it is redacted.

        An address with a name is left out; an id with one is replaced by a hash.
        """
        if any(_is_redacted(article, each) for each in self._redactions):
            return None
        named = [each for each in self._redactions if _is_named(article, each)]
        return _masked(article, named) if named else article

    def text(self, text: str, *, with_parts: bool = False) -> str:
        """Return *text* with whole names masked, and with surnames alone if *with_parts*."""
        spans = (_spans(text, each, with_parts=with_parts) for each in self._redactions)
        return mask(text, [span for each in spans for span in each])

    def is_telling(self, address: str) -> bool:
        """Whether a path or an address has a redacted name in it."""
        return any(any(_spans(address, each, any_case=True)) for each in self._redactions)

    def has_id(self, wikidata: str) -> bool:
        """Whether a Wikidata id is that of somebody redacted."""
        return any(each.has(ID, wikidata) for each in self._redactions)

    def extraction(self, extraction: Extraction) -> Extraction:
        """Return *extraction* without what a knowledge base says of the redacted.

        Links to them go too: what still has one names them in a way that nobody knew.
        """
        entities = tuple(map(self._entity, extraction.entities))
        return replace(extraction, entities=entities) if self._redactions else extraction

    def _entity(self, entity: Entity) -> Entity:
        ids = {each.iri: wikidata_id(each.iri) for each in entity.links}
        gone = {iri for iri, found in ids.items() if found and self.has_id(found)}
        background = entity.background if gone.isdisjoint(entity.same_as) else None
        return replace(
            entity,
            links=tuple(each for each in entity.links if each.iri not in gone),
            same_as=tuple(each for each in entity.same_as if each not in gone),
            background=background and self._background(background),
        )

    def _background(self, background: Background) -> Background:
        return replace(
            background,
            description=self._free(background.description),
            party=self._free(background.party),
            positions=tuple(each for each in background.positions if self._free(each.title)),
        )

    def _free(self, text: str | None) -> str | None:
        """Return *text* if it has no redacted name."""
        return text if text is not None and self.text(text) == text else None


def _is_redacted(article: Article, redaction: Redaction) -> bool:
    is_known = any(redaction.has(ARTICLE, each) for each in _ids(article))
    return is_known or redaction.has(TEXT, article.text_sha256)


def _is_named(article: Article, redaction: Redaction) -> bool:
    if any(redaction.has(NAMED_IN, each) for each in _ids(article)):
        return True
    written = (article.text, article.title or "", article.publisher or "")
    if any(any(_spans(each, redaction)) for each in written):
        return True
    addresses = (unquote(article.url or ""), article.id)
    return any(any(_spans(each, redaction, any_case=True)) for each in addresses)


def _ids(article: Article) -> tuple[str, str]:
    """Return the article's id, and the one that it has in a graph if that holds a name."""
    return article.id, f"redacted-{digest(article.id)}"


def _masked(article: Article, redactions: Sequence[Redaction]) -> Article:
    given, hidden = _ids(article)
    return replace(
        article,
        id=hidden if _is_telling_address(given, redactions) else given,
        text=_masked_text(article.text, redactions),
        title=article.title and _masked_text(article.title, redactions),
        publisher=article.publisher and _masked_text(article.publisher, redactions),
        url=None if _is_telling_address(unquote(article.url or ""), redactions) else article.url,
        boilerplate=(),
    )


def _masked_text(text: str, redactions: Iterable[Redaction]) -> str:
    spans = [span for each in redactions for span in _spans(text, each, with_parts=True)]
    return mask(text, spans)


def _is_telling_address(text: str, redactions: Iterable[Redaction]) -> bool:
    return any(any(_spans(text, each, with_parts=True, any_case=True)) for each in redactions)


# --- Words of names


@dataclass(frozen=True, slots=True)
class _Word:
    """A word where it stands, and its spelling without case, accents and transliteration."""

    start: int
    end: int
    key: str
    is_capital: bool


def _words(text: str) -> list[_Word]:
    return [_word(found) for found in _WORD.finditer(text)]


def _word(found: re.Match[str]) -> _Word:
    text = _POSSESSIVE.sub("", found[0])
    start = found.start()
    return _Word(start, start + len(text), _key(_UNSEEN.sub("", text)), not text[0].islower())


@lru_cache(maxsize=100_000)
def _key(word: str) -> str:
    return "".join(person_tokens(word) or fold(word).split())


def _spans(
    text: str, redaction: Redaction, *, with_parts: bool = False, any_case: bool = False
) -> Iterator[Span]:
    """Yield where words of a redacted name stand.

    Args:
        text: Where to look.
        redaction: What for.
        with_parts: Surnames and acronyms alone too.
        any_case: Names that begin with a small letter too, whatever they are.
    """
    words = _words(text)
    for width in redaction.widths:
        for first in range(len(words) - width + 1):
            run = words[first : first + width]
            is_capital = any_case or (run[0].is_capital and run[-1].is_capital)
            if _are_together(run) and _is_name(run, redaction, with_parts, is_capital):
                before = _particles_before(words, first) if with_parts else []
                yield from ((each.start, each.end) for each in (*before, *run))


def _particles_before(words: Sequence[_Word], first: int) -> list[_Word]:
    """Return the particles that belong to a surname: "de" of "de Vries", "van der"."""
    start = first
    while start and words[start - 1].key in PARTICLES and _are_together(words[start - 1 : first]):
        start -= 1
    return list(words[start:first])


def _are_together(run: Sequence[_Word]) -> bool:
    return all(after.start - before.end <= MAX_GAP for before, after in pairwise(run))


def _is_name(
    run: Sequence[_Word], redaction: Redaction, with_parts: bool, is_capital: bool
) -> bool:
    key = " ".join(word.key for word in run)
    if redaction.has(NAME, key):
        return True
    return is_capital and (
        redaction.has(CAPITALIZED, key) or (with_parts and redaction.has(PART, key))
    )
