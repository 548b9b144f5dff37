"""Titles and offices of people, from the words around their names."""

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from graphbuild.lexicons import words
from graphbuild.model import EntityType
from graphbuild.name_types import Name
from graphbuild.names import fold

_LINKING = frozenset({"of", "for", "and", "-", "'s", "’s", "the", "to"})
_ROLE_WORDS = frozenset({"NOUN", "PROPN", "ADJ"})
MAX_WORDS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class RolePhrase:
    """A role in the words of the text, with the words' tokens."""

    title: str
    start: int
    end: int
    first: int
    last: int


def find_roles(doc: Doc, name: Name) -> Iterator[RolePhrase]:
    """Yield the roles that stand before and after a person's *name*, in the order of the text.

    "Turkish president Erdogan", "the US Chief of Staff, General Mark Milley", "Maria
    Zakharova, a spokeswoman for the ministry".
    """
    if name.type is not EntityType.PERSON:
        return
    before = _words_before(doc, name.first)
    start = before[0].i if before else name.first
    is_closed = name.last < len(doc) and doc[name.last].text == ","
    if start > 1 and doc[start - 1].text == "," and (before or is_closed):
        yield from _phrase(_words_before(doc, start - 1))
    yield from _phrase(before)
    if is_closed:
        yield from _phrase(_apposition(doc, name.last + 1))


def _words_before(doc: Doc, end: int) -> list[Token]:
    """Return the noun phrase that ends right before token *end*."""
    start = end
    while start > 0 and end - start < MAX_WORDS and _may_be_in_role(doc[start - 1]):
        start -= 1
    # "Dr Ann Lee and Mr Paul Roe": what joins another person's name begins anew.
    for i in range(start + 1, end):
        if doc[i].lower_ == "and" and doc[i - 1].ent_type_ == "PERSON":
            start = i + 1
    if end > start and _is_title(doc[end - 1]):
        # "an adviser to President Zelensky": only what follows the preposition is his.
        start = max((i + 1 for i in range(start, end) if doc[i].pos_ == "ADP"), default=start)
    return list(doc[start:end])


def _apposition(doc: Doc, start: int) -> list[Token]:
    """Return the noun phrase that begins at token *start*, after the comma behind a name."""
    end = start
    while (
        end < len(doc)
        and end - start < MAX_WORDS
        and (_may_be_in_role(doc[end]) or doc[end].lower_ in {"a", "an"})
    ):
        end += 1
    closed = end < len(doc) and doc[end].is_punct
    return list(doc[start:end]) if closed else []


def _may_be_in_role(token: Token) -> bool:
    return token.pos_ in _ROLE_WORDS or token.lower_ in _LINKING


def _phrase(tokens: list[Token]) -> Iterator[RolePhrase]:
    while tokens and (tokens[0].lower_ in _LINKING | {"a", "an"}):
        tokens = tokens[1:]
    while tokens and tokens[-1].lower_ in _LINKING:
        tokens = tokens[:-1]
    if tokens and any(_is_title(token) for token in tokens):
        first, last = tokens[0], tokens[-1]
        yield RolePhrase(
            title=" ".join(first.doc[first.i : last.i + 1].text.split()),
            start=first.idx,
            end=last.idx + len(last),
            first=first.i,
            last=last.i + 1,
        )


def _is_title(token: Token) -> bool:
    return bool({fold(token.text), token.lemma_.lower()} & words("titles"))
