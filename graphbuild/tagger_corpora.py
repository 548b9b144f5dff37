"""Annotated texts for the tagger, read from evaluation packs into one form.

Packs are JSON Lines with ``id``, ``text`` and ``mentions``; each is annotated in its own way, and
what a pack leaves open is left open here too.
"""

import gzip
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graphbuild.gazetteer import load_gazetteer
from graphbuild.model import EntityType, Span

TYPES = {each.value: each for each in EntityType}
DETERMINER = re.compile(r"(?:the|a|an)\s+", re.IGNORECASE)
OPENING, CLOSING = frozenset("\"“”‘'("), frozenset("\"“”,;:)'’")
# A longer name is a whole phrase, whose bare name is not marked.
LONGEST_NAME = 6
Document = dict[str, Any]
Named = tuple[int, int, EntityType]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A text and its names.

    Attributes:
        names: Start, end and type, in order, without overlaps.
        unknown: Stretches that may or may not be names.
        is_partial: Whether any capitalised word besides may be a name.
    """

    text: str
    names: tuple[Named, ...]
    unknown: tuple[Span, ...] = ()
    is_partial: bool = False


def read_gum(path: Path) -> Iterator[tuple[str, Example]]:
    """Yield id and example of each document of GUM whose text is free: all but the speeches."""
    for document in _read(path):
        if document["id"].startswith("GUM_speech"):
            continue
        text, names, unknown = document["text"], [], []
        for mention in document["mentions"]:
            if mention["kind"] != "name" or mention["type"] not in TYPES:
                continue
            bare = mention.get("alt") or []
            start, end = trimmed(text, bare[0] if bare else (mention["start"], mention["end"]))
            name = text[start:end]
            is_phrase = not bare and len(name.split()) > LONGEST_NAME
            if mention.get("optional") or not _has_capital(name) or is_phrase:
                unknown.append((start, end))
            else:
                names.append((start, end, _without_metonymy(name, TYPES[mention["type"]])))
        yield document["id"], _example(text, names, unknown)


def _without_metonymy(name: str, entity_type: EntityType) -> EntityType:
    """Return the type that a name has for us: a state that acts is still a place."""
    is_nation = any(place.is_nation for place in load_gazetteer().find(name)[:1])
    is_acting = entity_type is EntityType.ORGANIZATION and is_nation
    return EntityType.LOCATION if is_acting else entity_type


def read_redocred(path: Path) -> Iterator[Example]:
    """Yield the passages of Re-DocRED; its miscellaneous names are often people's or bodies'."""
    for document in _read(path):
        text = document["text"]
        names = _names(text, document, lambda mention: mention["kind"] == "name")
        unknown = [
            trimmed(text, (mention["start"], mention["end"]))
            for mention in document["mentions"]
            if mention.get("label") == "MISC"
        ]
        yield _example(text, names, unknown)


def read_re3d(path: Path) -> Iterator[Example]:
    """Yield the reports of re3d, which calls full names of people nominal."""
    for document in _read(path):
        text = document["text"]

        def is_name(mention: Document) -> bool:
            return mention["kind"] == "name" or mention.get("label") == "Person"

        names = [
            name
            for name in _names(text, document, is_name)
            if "," not in text[name[0] : name[1]] and _has_capital(text[name[0] : name[1]])
        ]
        unknown = [
            (mention["start"], mention["end"])
            for mention in document["mentions"]
            if mention["type"] in TYPES and _has_capital(text[mention["start"] : mention["end"]])
        ]
        yield _example(text, names, unknown)


def read_meantime(path: Path) -> Iterator[Example]:
    """Yield the annotated beginning of each article of MEANTIME, bare names only."""
    for document in _read(path):
        end = max((span[1] for span in document["scored"]["spans"]), default=0)
        text = document["text"][:end]
        inside = {**document, "mentions": [m for m in document["mentions"] if m["end"] <= end]}
        names = [
            name
            for name in _names(text, inside, lambda mention: mention["kind"] == "name")
            if _is_bare(text[name[0] : name[1]])
        ]
        yield _example(text, names)


def _is_bare(name: str) -> bool:
    return "," not in name and " based " not in name and len(name.split()) < LONGEST_NAME


def read_knowledgenet(path: Path, *, together: int = 20) -> Iterator[Example]:
    """Yield the passages of KnowledgeNet, several together; it marks only who has a property."""
    passages = []
    for document in _read(path):
        if "http" not in document["text"]:
            names = _names(document["text"], document, lambda mention: mention["kind"] == "name")
            capital = [name for name in names if _has_capital(document["text"][name[0] : name[1]])]
            passages.append(_example(document["text"], capital))
    for joined in in_groups(passages, together):
        yield Example(text=joined.text, names=joined.names, is_partial=True)


def read_texts(path: Path) -> Iterator[str]:
    """Yield the texts of articles without annotation."""
    return (document["text"] for document in _read(path))


def in_groups(examples: list[Example], size: int) -> Iterator[Example]:
    """Yield *size* examples at a time as one."""
    for first in range(0, len(examples), size):
        text, names, unknown = "", [], []
        for each in examples[first : first + size]:
            offset = len(text)
            names += [(start + offset, end + offset, kind) for start, end, kind in each.names]
            unknown += [(start + offset, end + offset) for start, end in each.unknown]
            text += f"{each.text}\n\n"
        yield Example(text=text, names=tuple(names), unknown=tuple(unknown))


def trimmed(text: str, span: Span) -> Span:
    """Return *span* without determiner, possessive, quotation marks and commas around."""
    start, end = span
    while start < end:
        if found := DETERMINER.match(text, start, end):
            start = found.end()
        elif text[start] in OPENING or text[start].isspace():
            start += 1
        elif text[:end].endswith(("'s", "’s")) and end - start > 1:
            end -= 2
        elif text[end - 1] in CLOSING or text[end - 1].isspace():
            end -= 1
        else:
            break
    return start, end


def _names(text: str, document: Document, is_name: Callable[[Document], bool]) -> list[Named]:
    return [
        (*trimmed(text, (mention["start"], mention["end"])), TYPES[mention["type"]])
        for mention in document["mentions"]
        if mention["type"] in TYPES and is_name(mention)
    ]


def _example(text: str, names: Iterable[Named], unknown: Iterable[Span] = ()) -> Example:
    """Return an example with the outermost of *names*."""
    kept: list[Named] = []
    for name in sorted(names, key=lambda name: (name[0] - name[1], name[0])):
        if name[0] < name[1] and all(name[1] <= a or b <= name[0] for a, b, _ in kept):
            kept.append(name)
    return Example(text=text, names=tuple(sorted(kept)), unknown=tuple(unknown))


def _has_capital(name: str) -> bool:
    return any(char.isupper() for char in name)


def _read(path: Path) -> Iterator[Document]:
    content = path.read_bytes()
    if path.suffix == ".gz":
        content = gzip.decompress(content)
    yield from map(json.loads, content.splitlines())
