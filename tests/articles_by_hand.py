"""Extractions drawn by hand: a text in which names and claims are marked."""

import re
from collections import Counter

from conftest import claim

from graphbuild.model import (
    Article,
    Claim,
    Entity,
    EntityType,
    Extraction,
    Link,
    Mention,
    MentionKind,
)

TYPES = {"p": EntityType.PERSON, "o": EntityType.ORGANIZATION, "l": EntityType.LOCATION}
WIKIDATA = "http://www.wikidata.org/entity/"
_MARK = re.compile(r"\[([^\]|]+)\|(\w+)/([pol])(?:@(Q\d+))?\]|\{([^|}]+)\|([^|}]+)\|(\w*)\}")


def drawn(article: str, marked: str, *, title: str | None = None) -> Extraction:
    """Return an extraction of text in which names and claims are marked.

    ``[Maria Keller|e1/p@Q7]`` is a mention of the person e1 that is linked to Q7; ``{said|that it
    rained|e1}`` a claim by e1 with cue and content, which stand one after the other.
    """
    text, names, claims = "", [], []
    rest = 0
    for mark in _MARK.finditer(marked):
        text += marked[rest : mark.start()]
        rest = mark.end()
        start = len(text)
        if mark[1]:
            text += mark[1]
            names.append((start, len(text), mark[2], TYPES[mark[3]], mark[4]))
        else:
            text += f"{mark[5]} {mark[6]}"
            claims.append((start, start + len(mark[5]), len(text), mark[7] or None))
    text += marked[rest:]
    whole = Article(id=article, text=text, title=title)
    return Extraction(
        article=whole,
        mentions=tuple(_mention(*each[:4]) for each in names),
        entities=tuple(
            _entity(whole, local, names) for local in dict.fromkeys(n[2] for n in names)
        ),
        claims=tuple(_claim(whole, *each) for each in claims),
    )


def _mention(start: int, end: int, entity: str, entity_type: EntityType) -> Mention:
    return Mention(
        start=start,
        end=end,
        type=entity_type,
        kind=MentionKind.NAME,
        entity=entity,
        rule="same-name",
        score=0.9,
    )


def _entity(article: Article, local: str, names: list) -> Entity:
    own = [each for each in names if each[2] == local]
    forms = Counter(article.text[start:end] for start, end, *_ in own)
    name = max(forms, key=len)
    iris = tuple(dict.fromkeys(f"{WIKIDATA}{each[4]}" for each in own if each[4]))
    return Entity(
        id=local,
        type=own[0][3],
        name=name,
        aliases=tuple(sorted(set(forms) - {name})),
        links=tuple(Link(iri=iri, rule="name", score=0.95) for iri in iris),
        same_as=iris,
    )


def _claim(article: Article, start: int, middle: int, end: int, speaker: str | None) -> Claim:
    return claim(
        article,
        source=(),
        cue=((start, middle),),
        content=((middle + 1, end),),
        speaker=speaker,
    )
