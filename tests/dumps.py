"""Wikidata dumps of invented items, in the format of the real ones."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

ENDS = {"START": "P580", "END": "P582"}


def value_of(value: Any, **qualifiers: Any) -> dict[str, Any]:
    """Return a statement with *value*, and qualifiers START and END."""
    found: dict[str, Any] = {
        "rank": "normal",
        "mainsnak": {"snaktype": "value", "datavalue": {"value": value}},
    }
    if qualifiers:
        found["qualifiers"] = {ENDS[name]: [each["mainsnak"]] for name, each in qualifiers.items()}
    return found


def statement(wikidata: str, **qualifiers: Any) -> dict[str, Any]:
    return value_of({"entity-type": "item", "id": wikidata}, **qualifiers)


def time(day: str, precision: int) -> dict[str, Any]:
    return value_of({"time": f"+{day}T00:00:00Z", "precision": precision})


def item(
    number: int,
    label: str,
    *,
    aliases: Iterable[str] = (),
    description: str | None = None,
    sites: Mapping[str, str] | None = None,
    **claims: Any,
) -> dict[str, Any]:
    """Return an item; claims by property, as P31=[statement("Q5")]."""
    texts = {"en": {"language": "en", "value": description}} if description else {}
    return {
        "type": "item",
        "id": f"Q{number}",
        "labels": {"en": {"language": "en", "value": label}},
        "descriptions": texts,
        "aliases": {"en": [{"language": "en", "value": each} for each in aliases]},
        "claims": claims,
        "sitelinks": {
            site: {"site": site, "title": title} for site, title in (sites or {}).items()
        },
    }


def to_dump(items: Iterable[Mapping[str, Any] | str]) -> bytes:
    """Return the items as a dump; a text is a line of it as it is."""
    lines = [each if isinstance(each, str) else json.dumps(each) for each in items]
    return ("[\n" + ",\n".join(lines) + "\n]\n").encode()


def write_dump(path: Path, items: Iterable[Mapping[str, Any] | str]) -> Path:
    path.write_bytes(to_dump(items))
    return path
