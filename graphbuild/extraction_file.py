"""Extraction files: JSON Lines, one article with all that was found in it on each line.

The same extractions make the same bytes. Each line carries the number of the schema and the hash
of the text it was made from; ``graphbuild.verify`` compares the hash.
"""

import json
import math
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeGuard, TypeVar

from graphbuild.errors import ExtractionError, OutputError
from graphbuild.extraction_json import to_json
from graphbuild.model import (
    PERCENT,
    SCHEMA_VERSION,
    Article,
    Attitude,
    Background,
    Certainty,
    Claim,
    Container,
    DateValue,
    Entity,
    EntityType,
    Extraction,
    Form,
    Link,
    Mention,
    MentionKind,
    Polarity,
    Position,
    Quantity,
    Relation,
    Role,
    RoleKind,
    Span,
    Spans,
    is_country_code,
    is_reduced_date,
)

T = TypeVar("T")
Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredExtraction:
    """An extraction as it is stored.

    Attributes:
        where: File and line.
        text_sha256: The hash that was stored with the text, not computed from it.
    """

    where: str
    text_sha256: str
    extraction: Extraction


def write_extractions(extractions: Iterable[Extraction], path: str | Path) -> int:
    """Write *extractions* to *path*, whole or not at all, and return how many there were.

    Raises:
        ExtractionError: One of them holds what JSON in UTF-8 can't.
        OutputError: The file can't be written.
    """
    target = Path(os.path.realpath(path))
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        with _output_errors(path):
            if target.exists() and not target.is_file():
                raise OutputError(f"{path}: not a file. Give the path of a file to write.")
            partial.write_bytes(b"")
        number = 0
        for extraction in extractions:
            line = to_line(extraction)
            with _output_errors(path), partial.open("ab") as file:
                file.write(line)
            number += 1
        with _output_errors(path):
            partial.replace(target)
    finally:
        with suppress(OSError):
            partial.unlink()
    return number


@contextmanager
def _output_errors(path: str | Path) -> Iterator[None]:
    """Tell what goes wrong with the output from what goes wrong in making the extractions."""
    try:
        yield
    except OSError as error:
        raise OutputError(f"{path}: can't be written: {error.strerror}.") from error


def to_line(extraction: Extraction) -> bytes:
    """Return the line of a file that holds *extraction*.

    Raises:
        ExtractionError: It holds what JSON in UTF-8 can't.
    """
    data = to_json(extraction)
    try:
        text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return f"{text}\n".encode()
    except ValueError as error:
        raise ExtractionError(
            f"article '{extraction.article.id}' can't be stored: {error}. "
            "Expected finite numbers and text without half surrogate pairs."
        ) from error


def read_extractions(path: str | Path) -> Iterator[Extraction]:
    """Yield the extractions in a file, one at a time.

    Raises:
        ExtractionError: A line breaks the contract; it names file, line and field.
    """
    for where, line in read_lines(path):
        yield from_line(line, where).extraction


def read_lines(path: str | Path) -> Iterator[tuple[str, bytes]]:
    """Yield the lines of a file that aren't blank, each after its file and number."""
    try:
        with Path(path).open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield f"{path}:{number}", line
    except OSError as error:
        raise ExtractionError(
            f"{path}: can't be read: {error.strerror}. Check the path."
        ) from error


def from_line(line: bytes, where: str) -> StoredExtraction:
    """Return the extraction on one line of a file, with the hash that is stored there."""
    try:
        data = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise ExtractionError(f"{where}: not JSON: {error}. Extract the article again.") from error
    extraction = from_json(data, where)
    stored = _Object(data, where).text("text_sha256")
    return StoredExtraction(where=where, text_sha256=stored, extraction=extraction)


# From JSON


@dataclass(frozen=True, slots=True)
class _Object:
    """A JSON object that knows its place, so that a wrong field can be named."""

    data: Mapping[str, object]
    where: str

    def fault(self, name: str, expected: str) -> ExtractionError:
        found = json.dumps(self.data[name]) if name in self.data else "missing"
        shown = found if len(found) <= 60 else f"{found[:60]}…"
        return ExtractionError(
            f"{self.where}: '{name}' is {shown}. Expected {expected}; extract the article again."
        )

    def text(self, name: str) -> str:
        value = self.data.get(name)
        if isinstance(value, str) and _is_whole(value):
            return value
        raise self.fault(name, "text")

    def optional_text(self, name: str) -> str | None:
        return None if self.data.get(name) is None else self.text(name)

    def number(self, name: str) -> float:
        value = self.data.get(name)
        if isinstance(value, int | float) and not isinstance(value, bool):
            with suppress(OverflowError):
                if math.isfinite(number := float(value)):
                    return number
        raise self.fault(name, "a number")

    def optional_number(self, name: str) -> float | None:
        return None if self.data.get(name) is None else self.number(name)

    def offset(self, name: str) -> int:
        value = self.data.get(name)
        if _is_offset(value):
            return value
        raise self.fault(name, "an offset in the text")

    def count(self, name: str) -> int:
        value = self.data.get(name)
        if _is_offset(value) and value >= 0:
            return value
        raise self.fault(name, "a whole number")

    def flag(self, name: str) -> bool:
        value = self.data.get(name)
        if isinstance(value, bool):
            return value
        raise self.fault(name, "true or false")

    def choice(self, name: str, choices: type[Choice]) -> Choice:
        with suppress(ValueError):
            return choices(self.text(name))
        raise self.fault(name, "one of " + ", ".join(choices))

    def texts(self, name: str) -> tuple[str, ...]:
        values = self.items(name)
        if all(isinstance(value, str) and _is_whole(value) for value in values):
            return tuple(str(value) for value in values)
        raise self.fault(name, "a list of texts")

    def spans(self, name: str) -> Spans:
        return tuple(self._span(name, value) for value in self.items(name))

    def span(self, name: str) -> Span:
        return self._span(name, self.data.get(name))

    def _span(self, name: str, value: object) -> Span:
        if isinstance(value, list) and len(value) == 2 and all(map(_is_offset, value)):
            return value[0], value[1]
        raise self.fault(name, "[start, end], or a list of them")

    def each(self, name: str, make: Callable[["_Object"], T]) -> tuple[T, ...]:
        """Return what *make* makes of each object in the list called *name*."""
        return tuple(
            make(_object(value, f"{self.where}: {name}[{index}]"))
            for index, value in enumerate(self.items(name))
        )

    def optional(self, name: str, make: Callable[["_Object"], T]) -> T | None:
        """Return what *make* makes of the object called *name*, None where there is none."""
        value = self.data.get(name)
        return None if value is None else make(_object(value, f"{self.where}: {name}"))

    def items(self, name: str) -> list[object]:
        value = self.data.get(name)
        if isinstance(value, list):
            return value
        raise self.fault(name, "a list")


def _is_offset(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_whole(text: str) -> bool:
    """Whether *text* can be written as UTF-8."""
    return text.isascii() or text.encode("utf-8", "ignore").decode("utf-8") == text


def _object(data: object, where: str) -> _Object:
    if isinstance(data, dict):
        return _Object(data, where)
    raise ExtractionError(f"{where}: expected a JSON object; extract the article again.")


def from_json(data: object, where: str) -> Extraction:
    """Return the extraction that ``to_json`` made *data* of.

    Args:
        data: What a line parses to; fields that this version doesn't know are left out.
        where: File and line, for messages.

    Raises:
        ExtractionError: A field is missing or of the wrong shape, or the schema is another.
    """
    line = _object(data, where)
    _check_schema(line)
    return Extraction(
        article=Article(
            id=line.text("id"),
            text=line.text("text"),
            title=line.optional_text("title"),
            url=line.optional_text("url"),
            publisher=line.optional_text("publisher"),
            published=line.optional_text("published"),
            language=line.text("language"),
            boilerplate=line.spans("boilerplate"),
        ),
        mentions=line.each("mentions", _mention),
        entities=line.each("entities", _entity),
        claims=line.each("claims", _claim),
        relations=line.each("relations", _relation),
    )


def _check_schema(line: _Object) -> None:
    schema = line.data.get("schema")
    if not _is_offset(schema):
        raise line.fault("schema", f"{SCHEMA_VERSION}: this doesn't look like an extraction file")
    if schema != SCHEMA_VERSION:
        newer = schema > SCHEMA_VERSION
        remedy = "update graphbuild" if newer else "extract the articles again"
        raise ExtractionError(
            f"{line.where}: schema {schema}, but this version reads {SCHEMA_VERSION}; {remedy}."
        )


def _mention(data: _Object) -> Mention:
    return Mention(
        start=data.offset("start"),
        end=data.offset("end"),
        type=data.choice("type", EntityType),
        kind=data.choice("kind", MentionKind),
        entity=data.text("entity"),
        rule=data.text("rule"),
        score=data.number("score"),
        metonymic="metonymic" in data.data and data.flag("metonymic"),
    )


def _entity(data: _Object) -> Entity:
    return Entity(
        id=data.text("id"),
        type=data.choice("type", EntityType),
        name=data.text("name"),
        aliases=data.texts("aliases"),
        roles=data.each("roles", _role),
        links=data.each("links", _link),
        same_as=data.texts("same_as"),
        lat=data.optional_number("lat"),
        lon=data.optional_number("lon"),
        part_of=data.each("part_of", _container),
        country=_country(data),
        population=None if data.data.get("population") is None else data.count("population"),
        background=data.optional("background", _background),
        team="team" in data.data and data.flag("team"),
    )


def _container(data: _Object) -> Container:
    return Container(name=data.text("name"), iri=data.text("iri"))


def _background(data: _Object) -> Background:
    return Background(
        iri=data.text("iri"),
        description=data.optional_text("description"),
        country=data.optional_text("country"),
        positions=data.each("positions", _position),
        party=data.optional_text("party"),
        birth=_optional_date(data, "birth"),
        death=_optional_date(data, "death"),
        inception=_optional_date(data, "inception"),
        dissolved=_optional_date(data, "dissolved"),
    )


def _position(data: _Object) -> Position:
    return Position(
        title=data.text("title"),
        start=_optional_date(data, "start"),
        end=_optional_date(data, "end"),
    )


def _optional_date(data: _Object, name: str) -> str | None:
    value = data.optional_text(name)
    if value is not None and not is_reduced_date(value):
        raise data.fault(name, "a date such as 2022-11-09, 2022-11 or 2022")
    return value


def _role(data: _Object) -> Role:
    return Role(
        article=data.text("article"),
        title=data.text("title"),
        start=data.offset("start"),
        end=data.offset("end"),
        kind=data.choice("kind", RoleKind),
        of=data.optional_text("of"),
        country=_country(data),
        former=data.flag("former"),
    )


def _country(data: _Object) -> str | None:
    code = data.optional_text("country")
    if code is not None and not is_country_code(code):
        raise data.fault("country", "an ISO 3166-1 code of two capitals, or nothing")
    return code


def _link(data: _Object) -> Link:
    return Link(iri=data.text("iri"), rule=data.text("rule"), score=data.number("score"))


def _claim(data: _Object) -> Claim:
    return Claim(
        id=data.text("id"),
        source=data.spans("source"),
        cue=data.spans("cue"),
        content=data.spans("content"),
        speaker=data.optional_text("speaker"),
        about=data.texts("about"),
        form=data.choice("form", Form),
        attitude=data.choice("attitude", Attitude),
        polarity=data.choice("polarity", Polarity),
        negation=data.spans("negation"),
        content_negation=data.spans("content_negation"),
        certainty=data.choice("certainty", Certainty),
        hedges=data.spans("hedges"),
        cue_lemma=data.text("cue_lemma"),
        quantities=data.each("quantities", _quantity),
        dates=data.each("dates", _date),
        said=data.optional("said", _date),
        rule=data.text("rule"),
        score=data.number("score"),
    )


def _quantity(data: _Object) -> Quantity:
    return Quantity(
        start=data.offset("start"),
        end=data.offset("end"),
        value=data.number("value"),
        unit=_unit(data),
        bound=data.text("bound"),
        counted=data.span("counted") if "counted" in data.data else None,
    )


def _unit(data: _Object) -> str | None:
    unit = data.optional_text("unit")
    if unit not in {None, PERCENT}:
        raise data.fault("unit", f"'{PERCENT}' or nothing")
    return unit


def _date(data: _Object) -> DateValue:
    value = data.text("value")
    if not is_reduced_date(value):
        raise data.fault("value", "a date such as 2022-11-09, 2022-11 or 2022")
    return DateValue(
        start=data.offset("start"),
        end=data.offset("end"),
        value=value,
        relative="relative" in data.data and data.flag("relative"),
    )


def _relation(data: _Object) -> Relation:
    return Relation(
        type=data.text("type"),
        head=data.text("head"),
        tail=data.text("tail"),
        evidence=data.spans("evidence"),
        negated=data.flag("negated"),
        modal=data.flag("modal"),
        time=data.optional_text("time"),
        claim=data.optional_text("claim"),
        rule=data.text("rule"),
        score=data.number("score"),
    )
