"""Makes the knowledge base that ships with the package; run by hand.

    python -m graphbuild.knowledge_table ENTITIES.jsonl.gz graphbuild/data/knowledge.jsonl.xz

Each line of the input is a person, organization or place as a JSON object with ``id``, ``type``,
``name``, ``aliases``, ``description``, ``country``, ``same_as`` and ``sources``, and where known
``positions``, ``party``, ``birth``, ``death``, ``inception``, ``dissolved`` and ``population``.
"""

import argparse
import gzip
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from graphbuild.facts import WIKIPEDIA, Fact, write_facts
from graphbuild.model import EntityType, Position, is_reduced_date

# What only this source has is left out: its terms leave doubt.
DOUBTFUL = ["everypolitician-2015"]
GEONAMES_PREFIX = "https://sws.geonames.org/"


def read_entities(lines: Iterable[str]) -> Iterator[Fact]:
    """Yield the facts on *lines*, but for those of doubtful terms."""
    for line in lines:
        data = json.loads(line)
        if data["sources"] != DOUBTFUL:
            yield _fact(data)


def _fact(data: Mapping[str, Any]) -> Fact:
    place = _after(GEONAMES_PREFIX, data["same_as"])
    return Fact(
        id=data["id"],
        type=EntityType(data["type"]),
        name=data["name"],
        aliases=tuple(data["aliases"]),
        description=data["description"] or "",
        country=data["country"],
        sources=len(data["sources"]),
        wikipedia=_title(data["same_as"]),
        geonames=int(place.strip("/")) if place else None,
        positions=tuple(
            Position(title=each["title"], start=_day(each, "start"), end=_day(each, "end"))
            for each in data.get("positions", ())
        ),
        party=data.get("party"),
        birth=_day(data, "birth"),
        death=_day(data, "death"),
        inception=_day(data, "inception"),
        dissolved=_day(data, "dissolved"),
        population=data.get("population"),
    )


def _day(data: Mapping[str, Any], name: str) -> str | None:
    """Return a date, None for what is none, such as "1990s"."""
    day = data.get(name)
    return day if day and is_reduced_date(day) else None


def _title(iris: Iterable[str]) -> str | None:
    page = _after(WIKIPEDIA, iris)
    return unquote(page).replace("_", " ") if page else None


def _after(prefix: str, iris: Iterable[str]) -> str | None:
    return next((iri.removeprefix(prefix) for iri in iris if iri.startswith(prefix)), None)


def main() -> None:
    """Make the table from the command line's two paths."""
    parser = argparse.ArgumentParser(description="Make the knowledge base of the package.")
    parser.add_argument("entities", type=Path, help="JSON Lines, gzipped.")
    parser.add_argument("table", type=Path, help="The table to write.")
    paths = parser.parse_args()
    with gzip.open(paths.entities, "rt", encoding="utf-8") as lines:
        write_facts(read_entities(lines), paths.table)


if __name__ == "__main__":
    main()
