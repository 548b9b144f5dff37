"""What a person decided: values, what is no decision, and what contradicts what.

A decision names entities and claims by the words of their articles, as ids of entities change with
the articles that there are.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeVar

import yaml

from graphbuild.errors import DecisionError
from graphbuild.model import EntityType
from graphbuild.redaction import Redaction

Data = Mapping[str, object]

NOBODY = frozenset({"", "~", "null", "none"})
_WIKIDATA_ID = re.compile(r"Q[1-9][0-9]*")
_HASH = re.compile(r"[0-9a-f]{64}")
_WIDTH = re.compile(r"[1-9][0-9]?")


@dataclass(frozen=True, slots=True, kw_only=True)
class NameAnchor:
    """An entity of an article, by the words of one of its mentions.

    Attributes:
        article: Id of the article; title: its title, which finds it when the id has changed. At
            least one of them is there, except for the speaker of a claim, and for a type that is
            decided on all entities that are called so.
        name: The words, but for letter case and white space.
        at: Where they stand, if they name several entities; the nearest to it is meant.
    """

    name: str
    article: str | None = None
    title: str | None = None
    at: int | None = None

    def to_data(self) -> Data:
        """Return it as it stands in the file."""
        return _present(article=self.article, title=self.title, name=self.name, at=self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimAnchor:
    """A claim of an article, by the words of its content.

    Attributes:
        article, title: As those of a name.
        content: The words; a claim of mostly the same words is meant where none has them all.
        cue: Words of the cue, which tells claims of one content apart.
        at: Where the cue begins, if that doesn't tell them apart either; the nearest is meant.
    """

    content: str
    article: str | None = None
    title: str | None = None
    cue: str | None = None
    at: int | None = None

    def to_data(self) -> Data:
        """Return it as it stands in the file."""
        where = _present(article=self.article, title=self.title)
        return {**where, **_present(content=self.content, cue=self.cue, at=self.at)}


EntityAnchor = NameAnchor | str
"""An entity of an article, or the Wikidata id of those that are linked to it."""


class Decision(Protocol):
    """What a person decided.

    Attributes:
        where: File and line, for messages; None where it isn't written yet.
    """

    @property
    def where(self) -> str | None: ...

    def to_data(self) -> Data:
        """Return it as it stands in the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Same:
    """Two entities are one."""

    one: EntityAnchor
    other: EntityAnchor
    where: str | None = field(default=None, compare=False)

    def to_data(self) -> Data:
        """Return it as it stands in the file."""
        return {"same": [_anchor_data(self.one), _anchor_data(self.other)]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Different:
    """Two entities aren't one."""

    one: EntityAnchor
    other: EntityAnchor
    where: str | None = field(default=None, compare=False)

    def to_data(self) -> Data:
        """Return it as it stands in the file."""
        return {"different": [_anchor_data(self.one), _anchor_data(self.other)]}


@dataclass(frozen=True, slots=True, kw_only=True)
class OfType:
    """An entity is a person, an organization or a location."""

    entity: EntityAnchor
    type: EntityType
    where: str | None = field(default=None, compare=False)

    def to_data(self) -> Data:
        """Return it as it stands in the file."""
        return {"type": self.type, "entity": _anchor_data(self.entity)}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRight:
    """A claim is right, with the speaker that it has."""

    claim: ClaimAnchor
    where: str | None = field(default=None, compare=False)

    def to_data(self) -> Data:
        """Return it as it stands in the file."""
        return {"right": self.claim.to_data()}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimWrong:
    """The article makes no such claim."""

    claim: ClaimAnchor
    where: str | None = field(default=None, compare=False)

    def to_data(self) -> Data:
        """Return it as it stands in the file."""
        return {"wrong": self.claim.to_data()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """A claim's speaker is this entity of its article, or none of them."""

    claim: ClaimAnchor
    speaker: NameAnchor | None
    where: str | None = field(default=None, compare=False)

    def to_data(self) -> Data:
        """Return it as it stands in the file."""
        return {"speaker": self._speaker_data(), "claim": self.claim.to_data()}

    def _speaker_data(self) -> object:
        if self.speaker is None:
            return None
        # "none" as a name needs its key, or else it would be read as nobody.
        plain = self.speaker == NameAnchor(name=self.speaker.name)
        is_word = plain and self.speaker.name.lower() not in NOBODY
        return self.speaker.name if is_word else self.speaker.to_data()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """All decisions on the articles of a graph.

    Attributes:
        entries: In the order of files and lines.
        files: Where they stand; new ones are added to the first, which need not be there yet.
        inputs: The files and folders of articles that they stand beside.
    """

    entries: tuple[Decision, ...] = ()
    files: tuple[Path, ...] = ()
    inputs: tuple[Path, ...] = ()

    @property
    def redactions(self) -> tuple[Redaction, ...]:
        """What must not be in a graph, in the order of salts: one set of them has one effect."""
        found = {each for each in self.entries if isinstance(each, Redaction)}
        return tuple(sorted(found, key=lambda each: each.salt))


# ------------------------------------------------------------------ one decision
@dataclass(frozen=True, slots=True)
class _Entry:
    """A mapping of the file that knows its place."""

    data: Data
    where: str

    def fault(self, expected: str) -> DecisionError:
        shown = to_flow(self.data)
        shown = shown if len(shown) <= 80 else f"{shown[:80]}…"
        return DecisionError(
            f"{self.where}: {shown} can't be obeyed. Expected {expected}; correct or delete it."
        )

    def check_keys(self, *known: str) -> None:
        if unknown := [key for key in self.data if key not in known]:
            raise self.fault(f"no '{unknown[0]}' here, only {', '.join(known)}")

    def text(self, name: str) -> str:
        value = self.optional_text(name)
        if value is None:
            raise self.fault(f"'{name}' with words of the article")
        return value

    def optional_text(self, name: str) -> str | None:
        value = self.data.get(name)
        if value is None:
            return None
        if isinstance(value, str) and value.strip():
            return value
        raise self.fault(f"'{name}' with words behind it")

    def optional_offset(self, name: str) -> int | None:
        value = self.data.get(name)
        # As YAML is read here, a number is text; in JSON it is one.
        if value is None or (isinstance(value, int) and not isinstance(value, bool)):
            return value
        if isinstance(value, str) and value.isascii() and value.isdigit():
            return int(value)
        raise self.fault(f"'{name}' to be an offset in the text, such as 120")

    def mapping(self, value: object, expected: str) -> "_Entry":
        if not isinstance(value, dict):
            raise self.fault(expected)
        return _Entry(value, self.where)


def to_decision(data: object, where: str) -> Decision:
    """Return the decision that ``to_data`` made *data* of.

    Raises:
        DecisionError: *data* isn't one; it says *where*.
    """
    entry = _Entry(data if isinstance(data, dict) else {}, where)
    kinds = [kind for kind in KINDS if kind in entry.data]
    if len(kinds) != 1:
        shown = to_flow(data)[:80]
        raise DecisionError(
            f"{where}: {shown} isn't a decision. Expected a mapping with one of the keys "
            f"{', '.join(KINDS)}; correct or delete it."
        )
    return KINDS[kinds[0]](entry)


def _same(entry: _Entry) -> Same:
    one, other = _pair(entry, "same")
    return Same(one=one, other=other, where=entry.where)


def _different(entry: _Entry) -> Different:
    one, other = _pair(entry, "different")
    return Different(one=one, other=other, where=entry.where)


def _pair(entry: _Entry, kind: str) -> tuple[EntityAnchor, EntityAnchor]:
    entry.check_keys(kind)
    found = entry.data[kind]
    if not isinstance(found, list) or len(found) != 2:
        raise entry.fault(f"'{kind}' with a list of two entities")
    return _entity(entry, found[0]), _entity(entry, found[1])


def _of_type(entry: _Entry) -> OfType:
    entry.check_keys("type", "entity")
    if entry.data["type"] not in list(EntityType):
        raise entry.fault(f"'type' to be one of {', '.join(EntityType)}")
    entity = _entity(entry, entry.data.get("entity"), may_be_anywhere=True)
    return OfType(entity=entity, type=EntityType(entry.text("type")), where=entry.where)


def _right(entry: _Entry) -> ClaimRight:
    entry.check_keys("right")
    return ClaimRight(claim=_claim(entry, entry.data["right"]), where=entry.where)


def _wrong(entry: _Entry) -> ClaimWrong:
    entry.check_keys("wrong")
    return ClaimWrong(claim=_claim(entry, entry.data["wrong"]), where=entry.where)


def _speaker(entry: _Entry) -> Speaker:
    entry.check_keys("speaker", "claim")
    claim = _claim(entry, entry.data.get("claim"))
    found = entry.data["speaker"]
    speaker = None
    if isinstance(found, dict):
        speaker = _name(_Entry(found, entry.where))
        if (speaker.article or claim.article) != claim.article:
            raise entry.fault("a speaker of the same article as the claim")
    elif isinstance(found, str) and found.lower() not in NOBODY:
        speaker = NameAnchor(name=entry.text("speaker"))
    elif found is not None and not isinstance(found, str):
        raise entry.fault("'speaker' with a name of the article, or null")
    return Speaker(claim=claim, speaker=speaker, where=entry.where)


def _entity(entry: _Entry, found: object, *, may_be_anywhere: bool = False) -> EntityAnchor:
    expected = (
        "an entity to be a Wikidata id such as Q95, or {article: ID, name: WORDS}, with the "
        "article's 'title' instead of its id or beside it"
    )
    if isinstance(found, str) and _WIKIDATA_ID.fullmatch(found):
        return found
    anchor = _name(entry.mapping(found, expected))
    is_placed = anchor.article is not None or anchor.title is not None
    if not is_placed and not (may_be_anywhere and anchor.at is None):
        raise entry.fault(expected)
    return anchor


def _name(entry: _Entry) -> NameAnchor:
    entry.check_keys("article", "title", "name", "at")
    return NameAnchor(
        article=entry.optional_text("article"),
        title=entry.optional_text("title"),
        name=entry.text("name"),
        at=entry.optional_offset("at"),
    )


def _claim(entry: _Entry, found: object) -> ClaimAnchor:
    expected = "a claim to be {article: ID, content: WORDS, cue: WORDS}, the cue if you like"
    claim = entry.mapping(found, expected)
    claim.check_keys("article", "title", "content", "cue", "at")
    anchor = ClaimAnchor(
        article=claim.optional_text("article"),
        title=claim.optional_text("title"),
        content=claim.text("content"),
        cue=claim.optional_text("cue"),
        at=claim.optional_offset("at"),
    )
    if anchor.article is None and anchor.title is None:
        raise entry.fault(expected)
    return anchor


def _redacted(entry: _Entry) -> Redaction:
    entry.check_keys("redacted", "salt", "widths")
    return Redaction(
        salt=entry.text("salt"),
        hashes=_listed(entry, "redacted", _HASH, "hashes, as `graphbuild redact` writes it"),
        widths=tuple(map(int, _listed(entry, "widths", _WIDTH, "numbers of words"))),
        where=entry.where,
    )


def _listed(entry: _Entry, name: str, form: re.Pattern[str], expected: str) -> tuple[str, ...]:
    found = entry.data.get(name, [])
    if isinstance(found, list) and all(form.fullmatch(str(each)) for each in found):
        return tuple(map(str, found))
    raise entry.fault(f"'{name}' with a list of {expected}")


KINDS: Mapping[str, Callable[[_Entry], Decision]] = {
    "same": _same,
    "different": _different,
    "type": _of_type,
    "right": _right,
    "wrong": _wrong,
    "speaker": _speaker,
    "redacted": _redacted,
}
"""The key that tells what a decision is, and what reads it."""


# ------------------------------------------------------------------ consistency
N = TypeVar("N", bound=Hashable)
Tie = tuple[N, N, str | None]
"""Two things that are the same or different, and where that is decided."""


def check_consistent(
    same: Iterable[Tie[N]], different: Iterable[Tie[N]], *, shown: Callable[[N], str]
) -> None:
    """Refuse two things that are decided to be different, and by other decisions are the same.

    Args:
        same: What is decided to be one.
        different: What is decided not to be.
        shown: Says of a thing what messages call it.

    Raises:
        DecisionError: It names all decisions that together contradict each other.
    """
    neighbours: dict[N, list[tuple[N, str | None]]] = defaultdict(list)
    for one, other, where in same:
        neighbours[one].append((other, where))
        neighbours[other].append((one, where))
    for one, other, where in different:
        chain = _chain(one, other, neighbours)
        if chain is not None:
            others = ", ".join(map(str, dict.fromkeys(chain))) or "their words"
            raise DecisionError(
                f"{where}: {shown(one)} and {shown(other)} are said to be different here, but the "
                f"same by {others}. Delete one of these lines."
            )


def _chain(
    one: N, other: N, neighbours: Mapping[N, Sequence[tuple[N, str | None]]]
) -> tuple[str | None, ...] | None:
    """Return the places of the shortest chain of decisions that makes the two the same."""
    reached: dict[N, tuple[str | None, ...]] = {one: ()}
    queue = [one]
    for node in queue:
        if node == other:
            return reached[node]
        for following, where in neighbours.get(node, ()):
            if following not in reached:
                reached[following] = (*reached[node], where)
                queue.append(following)
    return None


def shown_anchor(anchor: EntityAnchor) -> str:
    """Return an entity as messages show it."""
    if isinstance(anchor, str):
        return anchor
    article = anchor.article if anchor.article is not None else anchor.title
    return f"'{anchor.name}' of article '{article}'"


# ------------------------------------------------------------------ on one line
def to_flow(data: object) -> str:
    """Return *data* as YAML on one line."""
    if isinstance(data, Mapping):
        return "{" + ", ".join(f"{key}: {to_flow(value)}" for key, value in data.items()) + "}"
    if isinstance(data, list | tuple):
        return "[" + ", ".join(map(to_flow, data)) + "]"
    if isinstance(data, str) and not isinstance(data, EntityType):
        return data if _WIKIDATA_ID.fullmatch(data) else _quoted(data)
    return "null" if data is None else str(data)


def _quoted(words: str) -> str:
    """Return *words* in double quotation marks; what would end the line is escaped."""
    dumped = yaml.safe_dump(words, default_style='"', width=float("inf"), allow_unicode=True)
    return str(dumped).rstrip("\n")


def _anchor_data(anchor: EntityAnchor) -> object:
    return anchor if isinstance(anchor, str) else anchor.to_data()


def _present(**fields: str | int | None) -> dict[str, object]:
    """Return the fields that have a value."""
    return {name: value for name, value in fields.items() if value is not None}
