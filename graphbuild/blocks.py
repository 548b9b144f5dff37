"""Blocks: where groups meet that may be one though their names differ.

Groups are compared within blocks only, so that the cost grows with what is alike and not with all
pairs.
"""

from collections.abc import Iterator

from graphbuild.groups import Group
from graphbuild.identities import Identity, is_acronym, is_title
from graphbuild.model import EntityType
from graphbuild.names import acronyms_of, fold, person_tokens
from graphbuild.public_bodies import body_tokens, public_words
from graphbuild.variants import is_given_name, pet_forms, skeleton

Block = tuple[str, str]
"""A way of being alike, and what those in the block have in common."""

NAMESAKES, OTHER_TYPES, SURNAMES, NEAR_NAMES, ACRONYMS, PUBLIC_BODIES = (
    *("namesakes", "other types", "surnames", "near names"),
    *("acronyms", "public bodies"),
)
BEGINNING = 5
# Shorter names in the middle are particles and initials.
LONG = 4
# Letters with which one given name begins in several languages.
_BEGINNINGS = {
    **dict.fromkeys("aeiouyj", "a"),
    **dict.fromkeys("ckqx", "c"),
    **dict.fromkeys("vw", "v"),
    **dict.fromkeys("gh", "g"),
    **dict.fromkeys("szt", "s"),
}


def blocks_of(group: Group) -> frozenset[Block]:
    """Return the blocks in which *group* meets those that it may be one with."""
    found = {(OTHER_TYPES, name) for name in map(fold, group.names) if " " in name}
    if group.type is EntityType.PERSON:
        found.update(_person_blocks(group))
    if group.type is EntityType.ORGANIZATION:
        found.update(_body_blocks(group))
    return frozenset(found)


def _person_blocks(group: Group) -> Iterator[Block]:
    if group.is_bare:
        names = {each.bare_name for each in group.members}
        yield from ((SURNAMES, name) for name in names if len(name) > 2 and not is_title(name))
        return
    if not group.links:
        yield from ((NAMESAKES, name) for _, name in group.keys)
    for member in group.members:
        for name in (member.entity.name, *member.entity.aliases):
            yield from ((SURNAMES, token) for token in _surnames(person_tokens(name)))
    for given, surname in {*full_names(group), *middle_names(group)}:
        # A word with a letter wrong mostly begins as it should.
        for form in {surname, skeleton(surname), f"{surname[:BEGINNING]}…"}:
            yield from ((NEAR_NAMES, f"{form} {first}") for first in _beginnings(given))


def _surnames(tokens: tuple[str, ...]) -> Iterator[str]:
    """Yield the words of a name by which alone somebody may be called in another article."""
    yield from tokens[-1:]
    yield from (token for token in tokens[:-1] if not is_given_name(token))


def _body_blocks(group: Group) -> Iterator[Block]:
    for name in group.names:
        yield from ((ACRONYMS, letters) for letters in acronyms_of(name))
    yield from ((ACRONYMS, letters) for letters in own_acronyms(group))
    yield from ((PUBLIC_BODIES, words) for words in public_names(group))


def full_names(group: Group) -> list[tuple[str, str]]:
    """Return first and last name of each form in which a person's full name is known."""
    return [(given, last) for _, name in sorted(group.keys) for given, last in [name.split(" ")]]


def middle_names(group: Group) -> set[tuple[str, str]]:
    """Return the first name with each name between it and the last, of those who have three.

    Before she married, or in a country of two surnames, one of them is the last.
    """
    tokens = [person_tokens(name) for each in group.members for name in _all_names(each)]
    return {
        (given, middle)
        for given, *between, _ in (each for each in tokens if len(each) > 2)
        for middle in between
        if len(middle) >= LONG and not is_given_name(middle)
    }


def _all_names(identity: Identity) -> tuple[str, ...]:
    return identity.entity.name, *identity.entity.aliases


def own_acronyms(group: Group) -> set[str]:
    """Return the acronyms that a body goes by first."""
    return {name.replace(".", "") for name in group.names if is_acronym(name)}


def public_names(group: Group) -> set[str]:
    """Return the names of a public body without the state's."""
    found = (public_words(body_tokens(name)) for name in group.names)
    return {" ".join(words) for words in found if words}


def _beginnings(given: str) -> set[str]:
    return {_BEGINNINGS.get(form[0], form[0]) for form in {given, *pet_forms(given)}}
