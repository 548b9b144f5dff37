"""What may refer to an entity without naming it: pronouns, and noun phrases of certain nouns."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from graphbuild.lexicons import rows, table, words
from graphbuild.model import EntityType, MentionKind
from graphbuild.names import fold
from graphbuild.syntax import Syntax

HE, SHE, IT, ME, YOU = "he", "she", "it", "i", "you"
# "They" and "we" mean somebody whom the article names too seldom to be told.
PRONOUNS = {
    **dict.fromkeys(("he", "him", "his", "himself"), HE),
    **dict.fromkeys(("she", "her", "hers", "herself"), SHE),
    **dict.fromkeys(("it", "its", "itself"), IT),
    **dict.fromkeys(("i", "me", "my", "mine", "myself"), ME),
    **dict.fromkeys(("you", "your", "yours", "yourself"), YOU),
}
# Of those, who depends on who speaks.
SPEECH_GROUPS = frozenset({ME, YOU})
PERSONAL = frozenset({"PRON", "DET", "ADJ"})
DEFINITE = frozenset({"the", "this", "that", "his", "her", "its", "their", "our", "my", "your"})
NOUNS = frozenset({"NOUN", "PROPN"})
PLURALS = frozenset({"NNS", "NNPS"})
# What has a plural for its name: "the Aland Islands".
PLURAL_NAMES = frozenset({"island"})
# A noun phrase goes no further than this many tokens.
MAX_PHRASE = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Anaphor:
    """A pronoun or a noun phrase that may refer to an entity.

    Attributes:
        head: Token of the pronoun, or of the phrase's noun.
        first: First token; last: one past the last.
        group: Which of its kind it is: "he", "it" …, or the type that its noun stands for.
        kind: Pronoun or nominal.
    """

    head: int
    first: int
    last: int
    group: str
    kind: MentionKind


def find_anaphors(syntax: Syntax, names: frozenset[int]) -> Iterator[Anaphor]:
    """Yield what may refer, in the order of the text.

    Args:
        syntax: The parsed text.
        names: Tokens of names, which refer by themselves.
    """
    for index in range(len(syntax)):
        if index not in names:
            found = _pronoun(syntax, index) or _nominal(syntax, index, names)
            if found is not None:
                yield found


def _pronoun(syntax: Syntax, index: int) -> Anaphor | None:
    group = PRONOUNS.get(syntax.words[index])
    if group is None or syntax.pos[index] not in PERSONAL or syntax.deps[index] == "expl":
        return None
    return Anaphor(head=index, first=index, last=index + 1, group=group, kind=MentionKind.PRONOUN)


def _nominal(syntax: Syntax, index: int, names: frozenset[int]) -> Anaphor | None:
    """Return the definite noun phrase that the noun at *index* heads."""
    if syntax.pos[index] not in NOUNS:
        return None
    if syntax.tags[index] in PLURALS and syntax.lemmas[index] not in PLURAL_NAMES:
        return None
    types = types_of(syntax.lemmas[index])
    first, last = phrase_of(syntax, index)
    if not types or not _is_definite(syntax, first, index, names):
        return None
    if _is_beside_name(syntax, index, names):
        return None
    return Anaphor(
        head=index, first=first, last=last, group=types[0].value, kind=MentionKind.NOMINAL
    )


def _is_definite(syntax: Syntax, first: int, head: int, names: frozenset[int]) -> bool:
    return syntax.words[first] in DEFINITE or any(
        syntax.deps[child] == "poss" and child in names for child in syntax.children[head]
    )


def _is_beside_name(syntax: Syntax, head: int, names: frozenset[int]) -> bool:
    """Whether the noun belongs to a name beside it: "the general Ann Lee", "the city council"."""
    if syntax.deps[head] in {"compound", "amod", "nmod", "appos"}:
        return True
    children = syntax.children[head]
    return head + 1 in names or any(
        syntax.deps[child] in {"appos", "compound", "nmod"} and child in names and child > head
        for child in children
    )


def phrase_of(syntax: Syntax, head: int, *, whole: bool = False) -> tuple[int, int]:
    """Return the first token of the noun phrase of *head*, and the one behind its last.

    An apposition is a phrase of its own: "the minister" of "the minister, Ann Lee". So is what
    is joined by "and", but in a *whole* phrase: "a teacher and writer".
    """
    first, last = syntax.left[head], min(syntax.right[head], head + MAX_PHRASE)
    for child in syntax.children[head]:
        is_joined = syntax.deps[child] in {"conj", "cc", "parataxis"}
        if child > head and (syntax.deps[child] == "appos" or (is_joined and not whole)):
            last = min(last, syntax.left[child])
    while first < head and (syntax.is_punct(first) or syntax.deps[first] in {"cc", "preconj"}):
        first += 1
    breaks = (index for index in range(head, last) if syntax.is_break(index))
    last = next(breaks, last)
    while last > head + 1 and syntax.is_punct(last - 1):
        last -= 1
    return first, last


# ------------------------------------------------------------------ nouns
@cache
def _nouns() -> dict[str, tuple[EntityType, frozenset[str]]]:
    return {
        noun: (EntityType(entity_type), frozenset(sort.split()) - {"-"})
        for noun, entity_type, sort in rows("nominals")
    }


@cache
def types_of(noun: str) -> tuple[EntityType, ...]:
    """Return the types of what the lower-case *noun* may stand for, the likeliest first."""
    found = []
    folded = fold(noun)
    folded = table("title_forms").get(folded, folded)
    if noun in _nouns():
        found.append(_nouns()[noun][0])
    if folded in words("titles"):
        found.append(EntityType.PERSON)
    if folded in words("organization_heads"):
        found.append(EntityType.ORGANIZATION)
    if folded in words("location_heads"):
        found.append(EntityType.LOCATION)
    return tuple(dict.fromkeys(found))


def sorts_of(noun: str) -> frozenset[str]:
    """Return what sorts of things *noun* may stand for: a country, a company … a man."""
    return _nouns()[noun][1] if noun in _nouns() else frozenset()
