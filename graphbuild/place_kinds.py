"""Names that mean another place than the town or state called so: rivers and regions.

"The Dnipro" is the river and "Dnipro" the city; "the Kherson region" is around Kherson, and
larger. The words beside a name tell, and the gazetteer has to know both: a name that only one
place has needs no telling.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from spacy.tokens import Doc

from graphbuild.gazetteer import Gazetteer, Kind, NameKind, Place
from graphbuild.model import EntityType
from graphbuild.name_types import Name
from graphbuild.names import fold

NATURAL = frozenset({Kind.WATER, Kind.MOUNTAIN})
REACH = 40
# What a region is called behind its name, and the ranks of the gazetteer that it may have.
_REGIONS = {
    "governorate": {Kind.REGION},
    "krai": {Kind.REGION},
    "oblast": {Kind.REGION},
    "prefecture": {Kind.REGION, Kind.DISTRICT},
    "province": {Kind.REGION, Kind.DISTRICT},
    "region": {Kind.REGION},
    "state": {Kind.REGION},
}
# What people call the surroundings of a city, of whatever state.
_VAGUE, _VAGUE_IN = "region", frozenset({"US", "GB", "CA", "AU"})
_HEAD = re.compile(r" ([a-z]+)\b")
_LISTED = re.compile(r", |,? (?:and|or) ")
_THE = re.compile(r"\b[Tt]he (?:(?:lower|middle|upper) )?$")
_RIVER_BEHIND = re.compile(r" (?:rivers?|banks?|crossings?|estuary|delta|basin)\b")
_RIVER_BEFORE = re.compile(
    r"\b(?:banks? (?:of|along)|bridges? (?:over|across|on)|cross(?:ed|es|ing|ings)?(?: of| over)?|"
    r"(?:up|down)stream (?:of|on|along|from)|tributar(?:y|ies) of|mouth of|estuary of) "
    r"[Tt]he (?:(?:lower|middle|upper) )?$"
)
_FLOWS = re.compile(r" (?:flows?|flowed|rises|burst its banks|empties|froze)\b")


def with_kinds(doc: Doc, names: Sequence[Name], gazetteer: Gazetteer) -> list[Name]:
    """Return *names*, those of regions and rivers that share theirs with another place marked.

    Args:
        doc: Tagged; ``doc.text`` is the article's text.
        names: Of the whole article, in its order.
        gazetteer: Knows which places are called so.
    """
    kinds = {name.start: Kind.WATER for name in _rivers(doc, names, gazetteer)}
    kinds |= {name.start: Kind.REGION for name in _regions(doc, names, gazetteer)}
    return [replace(name, kind=kinds.get(name.start)) for name in names]


# ------------------------------------------------------------------ regions
def _regions(doc: Doc, names: Sequence[Name], gazetteer: Gazetteer) -> Iterator[Name]:
    """Yield the names of regions: "the Kherson region", "Kherson and Kharkiv regions"."""
    word, start = "", 0
    for name in reversed(names):
        listed = word and word.endswith("s") and _LISTED.fullmatch(doc.text[name.end : start])
        if not listed:
            word = _head_behind(doc, name)
        start = name.start
        if _is_shared_with_region(name, word.removesuffix("s"), gazetteer):
            yield name


def _head_behind(doc: Doc, name: Name) -> str:
    """Return the noun behind *name* that may say that it is a region's, else ""."""
    found = _HEAD.match(doc.text, name.end)
    if found is None or found[1].removesuffix("s") not in _REGIONS:
        return ""
    behind = doc[name.last + 1 : name.last + 2]
    # "Moscow state television" is the state's.
    is_adjective = found[1] == "state" and any(each.pos_ in {"NOUN", "PROPN"} for each in behind)
    return "" if is_adjective else found[1]


def _is_shared_with_region(name: Name, head: str, gazetteer: Gazetteer) -> bool:
    if name.type is not EntityType.LOCATION or head not in _REGIONS:
        return False
    known = gazetteer.find(name.text)
    return any(place.kind is Kind.CITY for place in known) and any(
        place.kind in _REGIONS[head] and not (head == _VAGUE and place.country in _VAGUE_IN)
        for place in known
    )


def called_region(name: str, gazetteer: Gazetteer) -> list[tuple[Place, NameKind]]:
    """Return the regions and districts called *name*, without cities that are their own."""
    found = [
        (place, kind)
        for place, kind in gazetteer.candidates(name)
        if place.kind in {Kind.REGION, Kind.DISTRICT}
    ]
    larger = {
        place.country
        for place, _ in found
        if place.kind is Kind.REGION and fold(place.name) != fold(name)
    }
    return [
        (place, kind)
        for place, kind in found
        if place.country not in larger
        or (place.kind is Kind.REGION and fold(place.name) != fold(name))
    ]


# ------------------------------------------------------------------ rivers
def called_river(name: str, gazetteer: Gazetteer) -> list[tuple[Place, NameKind]]:
    """Return the waters and mountains called *name*, or so with "River" behind it."""
    found = {
        place: kind
        for form in (name, f"{name} River")
        for place, kind in gazetteer.candidates(form)
        if place.kind in NATURAL
    }
    return list(found.items())


def _rivers(doc: Doc, names: Sequence[Name], gazetteer: Gazetteer) -> Iterator[Name]:
    """Yield the names of rivers; where one is, all of its name that follow "the" are."""
    found = {name.start: name.key for name in names if _is_river(doc, name, gazetteer)}
    keys = set(found.values())
    for name in names:
        if name.start in found or (name.key in keys and _follows_the(doc.text, name)):
            yield name


def _follows_the(text: str, name: Name) -> bool:
    return bool(_THE.search(text[max(name.start - REACH, 0) : name.start]))


def _is_river(doc: Doc, name: Name, gazetteer: Gazetteer) -> bool:
    """Whether the words beside *name* say that it is no town or state of this name."""
    others = _others(name, gazetteer)
    if not others:
        return False
    text, is_known = doc.text, bool(called_river(name.text, gazetteer))
    if _RIVER_BEHIND.match(text, name.end):
        return is_known
    if not _follows_the(text, name) or _has_noun_behind(doc, name):
        return False
    before = text[max(name.start - REACH, 0) : name.start]
    is_said = bool(_RIVER_BEFORE.search(before) or _FLOWS.match(text, name.end))
    # "The Congo" is more often the state.
    return is_said or (is_known and not any(place.is_nation for place in others))


def _others(name: Name, gazetteer: Gazetteer) -> list[Place]:
    if name.type is not EntityType.LOCATION:
        return []
    kinds = {Kind.CITY, Kind.REGION, Kind.NATION}
    return [place for place in gazetteer.find(name.text) if place.kind in kinds]


def _has_noun_behind(doc: Doc, name: Name) -> bool:
    """Whether "the" before *name* may belong to what stands behind it: "the Jordan border"."""
    behind = doc[name.last : name.last + 1]
    return any(each.pos_ in {"NOUN", "PROPN", "NUM"} or each.text == "-" for each in behind)


# ------------------------------------------------------------------ names of one place
def is_with_kind(name: Name, form: str) -> bool:
    """Whether *form* is *name* with a word for its kind: "Kherson Oblast"."""
    ends = _REGIONS if name.kind is Kind.REGION else {"river": NATURAL}
    return fold(form) in {f"{name.key} {end}" for end in ends}


def is_river_only(form: str, name: str, gazetteer: Gazetteer) -> bool:
    """Whether *form* means but the river that is called *name* too: the Dnieper, the Dnipro."""
    river = [place for place, _ in called_river(name, gazetteer)][:1]
    return bool(river) and list(gazetteer.find(form)) == river
