"""Masks over redacted words: what is read in their place, and that nothing of it is kept.

A masked text is parsed with a made-up name under each mask, so that sentences keep their grammar
and "she" isn't taken for somebody else; then whoever bears that name is left out again.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from graphbuild.model import Article, Claim, Entity, Extraction, MentionKind, Relation, Role, Span

MASK = "█"

_MASKS = re.compile(f"{MASK}+")
# Begins no word of English and no usual name; how far is the length of what is masked.
_NAME = "Qovarikelsendamonovitzaberg"


def mask(text: str, spans: Iterable[Span]) -> str:
    """Return *text* with each character in *spans* masked, so that offsets still hold.

    >>> mask("Ann Lee said", [(0, 3), (4, 7)])
    '███ ███ said'
    """
    characters = list(text)
    for start, end in spans:
        characters[start:end] = MASK * (end - start)
    return "".join(characters)


def is_masked(text: str) -> bool:
    """Whether something in *text* is masked."""
    return MASK in text


def stand_in(text: str) -> str:
    """Return *text* with a made-up name of the same length under each mask."""
    return _MASKS.sub(lambda found: _name(len(found[0])), text)


def _name(length: int) -> str:
    return _NAME[:length] + _NAME[-1] * (length - len(_NAME))


def without_stand_ins(extraction: Extraction, article: Article) -> Extraction:
    """Return what was found in a text of stand-ins as found in *article*, where they are masked.

    An entity with a masked name is left out, with all that refers to it; claims stay, without it
    as their speaker. Roles and relations whose words are masked are left out.
    """
    masks = [found.span() for found in _MASKS.finditer(article.text)]
    if not masks:
        return extraction

    def is_hidden(start: int, end: int) -> bool:
        return any(start < last and first < end for first, last in masks)

    hidden = {
        each.entity
        for each in extraction.mentions
        if each.kind is MentionKind.NAME and is_hidden(each.start, each.end)
    }
    return replace(
        extraction,
        article=replace(article, boilerplate=extraction.article.boilerplate),
        mentions=tuple(each for each in extraction.mentions if each.entity not in hidden),
        entities=tuple(
            _entity(each, hidden, is_hidden)
            for each in extraction.entities
            if each.id not in hidden
        ),
        claims=tuple(_claim(each, hidden) for each in extraction.claims),
        relations=tuple(each for each in extraction.relations if not _is_of(each, hidden)),
    )


def _entity(entity: Entity, hidden: set[str], is_hidden: Callable[[int, int], bool]) -> Entity:
    shown = (each for each in entity.roles if not is_hidden(each.start, each.end))
    return replace(entity, roles=tuple(_role(each, hidden) for each in shown))


def _role(role: Role, hidden: set[str]) -> Role:
    return replace(role, of=None) if role.of in hidden else role


def _claim(claim: Claim, hidden: set[str]) -> Claim:
    return replace(
        claim,
        speaker=None if claim.speaker in hidden else claim.speaker,
        about=tuple(each for each in claim.about if each not in hidden),
    )


def _is_of(relation: Relation, hidden: set[str]) -> bool:
    return relation.head in hidden or relation.tail in hidden
