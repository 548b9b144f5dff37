"""The table of the package is made from JSON Lines."""

import gzip
import json
import sys

from graphbuild.facts import Fact, read_facts
from graphbuild.knowledge_table import main, read_entities
from graphbuild.model import EntityType, Position

LINE = {
    "id": "Q9000001",
    "type": "person",
    "name": "Petra Novak",
    "aliases": ["P. Novak"],
    "description": None,
    "country": "CZ",
    "same_as": ["https://en.wikipedia.org/wiki/Petra_Nov%C3%A1k", "https://sws.geonames.org/12/"],
    "sources": ["one", "two"],
    "positions": [{"title": "Mayor", "start": "1990s", "end": "2001"}],
    "birth": "1950-02-30",
}


def test_a_line_becomes_a_fact_and_what_is_no_date_is_left_out():
    assert list(read_entities([json.dumps(LINE)])) == [
        Fact(
            id="Q9000001",
            type=EntityType.PERSON,
            name="Petra Novak",
            aliases=("P. Novak",),
            country="CZ",
            sources=2,
            wikipedia="Petra Novák",
            geonames=12,
            positions=(Position(title="Mayor", end="2001"),),
        )
    ]


def test_what_only_the_doubtful_source_has_is_left_out():
    lines = [LINE | {"sources": ["everypolitician-2015"]}, LINE | {"id": "Q2"}]
    assert [fact.id for fact in read_entities(map(json.dumps, lines))] == ["Q2"]


def test_the_script_writes_the_table(tmp_path, monkeypatch):
    source, table = tmp_path / "in.jsonl.gz", tmp_path / "out.xz"
    source.write_bytes(gzip.compress(json.dumps(LINE).encode()))
    monkeypatch.setattr(sys, "argv", ["knowledge_table", str(source), str(table)])
    main()
    assert [fact.name for fact in read_facts(table)] == ["Petra Novak"]
