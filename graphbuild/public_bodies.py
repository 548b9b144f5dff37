"""Names of bodies that every state has: "Defence Ministry", "Senate"; and which state is meant."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from graphbuild.atlas import state_codes
from graphbuild.lexicons import demonym_states, table, words
from graphbuild.model import Entity, EntityType, Extraction, MentionKind
from graphbuild.names import MINOR_WORDS, fold

# What a firm's name may end with and be without.
LEGAL_FORMS = frozenset(
    {"ab", "ag", "asa", "bv", "co", "corp", "corporation", "gmbh", "inc", "incorporated", "limited"}
    | {"llc", "llp", "ltd", "nv", "oyj", "plc", "pty", "sa", "sas", "se", "spa"}
)
# Abbreviations with points, "U.S.", are written without them.
_DOTTED = re.compile(r"\b(?:[A-Za-z]\.){2,}")
# So much of an article's mentions of states makes the state the one it is about.
MAIN_STATE = 0.6
_SENTENCE_END = re.compile(r"[.!?]['\"”’)]?\s|\n")


class Setting:
    """Of which states an article speaks, and where.

    Args:
        extraction: Of that article.
    """

    def __init__(self, extraction: Extraction) -> None:
        self._text = extraction.article.text
        named = (each for each in extraction.mentions if each.kind is MentionKind.NAME)
        self._mentions = sorted(named, key=lambda mention: mention.start)
        self._states = {entity.id: _own_states(entity) for entity in extraction.entities}
        self._main = self._main_state(extraction)

    def states_of(self, entity: Entity) -> frozenset[str]:
        """Return the ISO 3166-1 codes of the states that *entity* is or acts for.

        A public body that names none is of the state last spoken of in its sentences, else of the
        one that the article is about.
        """
        own = self._states[entity.id]
        is_open = entity.type is EntityType.ORGANIZATION and not entity.same_as and not own
        if not is_open or public_words(body_tokens(entity.name)) is None:
            return own
        near = {
            state
            for number, mention in enumerate(self._mentions)
            if mention.entity == entity.id and (state := self._state_before(number))
        }
        if near:
            return frozenset(near) if len(near) == 1 else frozenset()
        return frozenset({self._main} if self._main else ())

    def _state_before(self, number: int) -> str | None:
        """Return the state of the nearest name before a mention in its sentence."""
        at = self._mentions[number]
        for mention in reversed(self._mentions[:number]):
            if _SENTENCE_END.search(self._text, mention.end, at.start):
                return None
            if len(states := self._states[mention.entity]) == 1:
                return min(states)
        return None

    def _main_state(self, extraction: Extraction) -> str | None:
        """Return the state that most of the article's mentions of places are of or in."""
        countries = {each.id: each.country for each in extraction.entities if each.country}
        named = (each.entity for each in self._mentions)
        counts = Counter(countries[entity] for entity in named if entity in countries)
        if not counts:
            return None
        state, most = min(counts.items(), key=lambda item: (-item[1], item[0]))
        return state if most >= MAIN_STATE * counts.total() else None


def _own_states(entity: Entity) -> frozenset[str]:
    """Return the states that roles, place, background or name tell: RU for the Kremlin."""
    found = {role.country for role in entity.roles if role.country and not role.former}
    found |= {entity.country} if entity.country else set()
    if entity.background and entity.background.country:
        found.add(entity.background.country)
    if seat := table("seats").get(fold(entity.name)):
        found.add(seat)
    if entity.type is EntityType.ORGANIZATION and not entity.same_as:
        names = (body_tokens(name) for name in (entity.name, *entity.aliases))
        found |= {state for tokens in names for _, _, state in _state_words(tokens) if state}
    return frozenset(found)


# ------------------------------------------------------------------ names
def body_tokens(name: str) -> tuple[str, ...]:
    """Return the folded words of a body's name without its legal form.

    >>> body_tokens("U.S. Steel Corp.")
    ('us', 'steel')
    """
    tokens = fold(_DOTTED.sub(_undotted, name)).split()
    while len(tokens) > 1 and tokens[-1] in LEGAL_FORMS:
        tokens.pop()
    return tuple(tokens)


def _undotted(match: re.Match[str]) -> str:
    return match[0].replace(".", "")


def body_name(tokens: Sequence[str], state: str | None) -> str:
    """Return the name of a body in one form, of one that every state has with the state.

    A state that the name names is told by its code: "US Steel", "United States Steel".

    >>> body_name(("russian", "ministry", "of", "defense"), "RU")
    'RU defense ministry'
    >>> body_name(("council", "of", "europe"), "RU")
    'council europe'
    >>> body_name(("turkish", "airlines"), None)
    'TR airlines'
    """
    rest = public_words(tuple(tokens))
    if rest is None:
        kept = [word for word in _with_codes(tuple(tokens)) if word not in MINOR_WORDS]
        return " ".join(kept or tokens)
    return " ".join((*([state] if state else []), *rest))


@lru_cache(maxsize=50_000)
def public_words(tokens: tuple[str, ...]) -> tuple[str, ...] | None:
    """Return the sorted words of a public body but for its state's; None if it is no such body."""
    rest = [
        word
        for start, width, state in _state_words(tokens)
        for word in (() if state else tokens[start : start + width])
        if word not in MINOR_WORDS
    ]
    return tuple(sorted(rest)) if rest and words("public_bodies").issuperset(rest) else None


def _with_codes(tokens: tuple[str, ...]) -> Iterator[str]:
    """Yield the words, the code of a state in place of those that name it."""
    for start, width, state in _state_words(tokens):
        yield from (state,) if state else tokens[start : start + width]


def _state_words(tokens: tuple[str, ...]) -> Iterator[tuple[int, int, str | None]]:
    """Yield where each word or phrase that names a state or its people stands, and the others."""
    start = 0
    while start < len(tokens):
        found = (
            (width, state)
            for width in range(min(3, len(tokens) - start), 0, -1)
            if (state := _state(tokens[start : start + width]))
        )
        width, state = next(found, (1, None))
        yield start, width, state
        start += width


@lru_cache(maxsize=50_000)
def _state(phrase: tuple[str, ...]) -> str | None:
    """Return the ISO 3166-1 code of the state that *phrase* names, or of its people."""
    if words("public_bodies").issuperset(phrase):
        return None
    if code := state_codes().get(" ".join(phrase)):
        return code
    demonyms = demonym_states(phrase) if len(phrase) == 1 else ()
    return min(demonyms, default=None)
