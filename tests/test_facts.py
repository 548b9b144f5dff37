"""A table of facts: what is written comes back, and damage is named."""

import json
import lzma

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphbuild.errors import KnowledgeError
from graphbuild.facts import COLUMNS, Fact, read_facts, to_fact, to_row, write_facts
from graphbuild.model import EntityType, Position

NOVAK = Fact(
    id="Q9000001",
    type=EntityType.PERSON,
    name="Petra Novak",
    aliases=("P. Novak",),
    description="minister of canals",
    country="CZ",
    sources=2,
    wikipedia="Petra Novak",
    positions=(
        Position(title="Minister of Canals", start="2019-05", end="2022-06-30"),
        Position(title="Mayor", start="2022-07-01"),
    ),
    birth="1970",
)

texts = st.text(
    st.characters(exclude_categories=("Cs",), exclude_characters="\0"), min_size=1, max_size=12
).filter(str.strip)
days = st.none() | st.dates().map(str) | st.sampled_from(["1999", "1999-12"])
facts = st.builds(
    Fact,
    id=st.integers(1, 10**9).map(lambda number: f"Q{number}"),
    type=st.sampled_from(EntityType),
    name=texts,
    aliases=st.lists(texts, max_size=3).map(tuple),
    description=texts | st.just(""),
    country=st.none() | st.just("NO"),
    sources=st.integers(1, 5),
    wikipedia=st.none() | texts,
    geonames=st.none() | st.integers(1, 10**8),
    positions=st.lists(st.builds(Position, title=texts, start=days, end=days), max_size=2).map(
        tuple
    ),
    party=st.none() | texts,
    birth=days,
    population=st.none() | st.integers(1, 10**9),
    lat=st.none() | st.floats(-90, 90),
)


@given(facts)
def test_a_fact_comes_back_from_its_row(fact):
    assert to_fact(to_row(fact), "here") == fact


def test_the_same_facts_make_the_same_bytes_in_any_order(tmp_path):
    other = Fact(id="Q77", type=EntityType.LOCATION, name="Velda", population=12)
    write_facts([NOVAK, other], tmp_path / "one.xz")
    write_facts([other, NOVAK], tmp_path / "two.xz")
    assert (tmp_path / "one.xz").read_bytes() == (tmp_path / "two.xz").read_bytes()
    assert list(read_facts(tmp_path / "one.xz")) == [other, NOVAK]


@pytest.mark.parametrize(
    ("day", "titles"),
    [
        ("2019-04-30", []),
        ("2019-05-01", ["Minister of Canals"]),
        ("2022-06-30", ["Minister of Canals"]),
        ("2022-07-01", ["Mayor"]),
        ("2040-01-01", ["Mayor"]),
    ],
)
def test_positions_at_a_day(day, titles):
    assert [each.title for each in NOVAK.positions_at(day)] == titles


def test_a_year_as_end_is_the_whole_year():
    fact = Fact(
        id="Q1",
        type=EntityType.PERSON,
        name="A",
        positions=(Position(title="Mayor", start="2001", end="2003"),),
    )
    assert fact.positions_at("2003-12-31")
    assert not fact.positions_at("2004-01-01")


def test_where_else_a_fact_is():
    fact = Fact(
        id="Q5", type=EntityType.LOCATION, name="Velda", wikipedia="Velda (Norway)", geonames=9
    )
    assert fact.iri == "http://www.wikidata.org/entity/Q5"
    assert fact.same_as == (
        "https://en.wikipedia.org/wiki/Velda_(Norway)",
        "https://sws.geonames.org/9/",
    )


@pytest.mark.parametrize(
    ("description", "nation", "region"),
    [
        ("country in Northern Europe", True, False),
        ("territory in Polynesia", True, False),
        ("territory", False, True),
        ("oblast in Ukraine", False, True),
        ("city in the country", False, False),
    ],
)
def test_rank_of_a_place(description, nation, region):
    fact = Fact(id="Q1", type=EntityType.LOCATION, name="A", description=description)
    assert (fact.is_nation, fact.is_region) == (nation, region)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"no xz", "not a whole knowledge base"),
        (lzma.compress(b"[1]\n"), ":1: not the first line"),
        (lzma.compress(b""), ":1: not the first line"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path, content, message):
    path = tmp_path / "kb.xz"
    path.write_bytes(content)
    with pytest.raises(KnowledgeError, match=message):
        list(read_facts(path))


@pytest.mark.parametrize(
    "line",
    ["{}", "[]", '[1,"x","A"]', "[1", '[1,"p"]', '[1,"p","A",[],"","",1,null,null,[],"","1990s"]'],
)
def test_a_line_that_is_no_fact_is_named(line):
    with pytest.raises(KnowledgeError, match="kb:7: not a fact"):
        to_fact(line, "kb:7")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("id", 0),
        ("id", "1"),
        ("id", 2**63),
        ("id", None),
        ("type", ["p"]),
        ("name", " "),
        ("name", "A\0B"),
        ("name", 7),
        ("aliases", "AB"),
        ("aliases", ["A", None]),
        ("description", "\ud800"),
        ("country", "no"),
        ("country", "NOR"),
        ("country", "ÅØ"),
        ("sources", True),
        ("sources", 10**300),
        ("wikipedia", {}),
        ("geonames", -1),
        ("geonames", 2**63),
        ("positions", [["Mayor", "May"]]),
        ("positions", [[None]]),
        ("positions", [[]]),
        ("positions", 5),
        ("party", []),
        ("birth", 1990),
        ("population", -1),
        ("population", 1.5),
        ("lat", 91),
        ("lon", float("nan")),
    ],
)
def test_a_cell_that_cannot_be_is_named(name, value):
    cells = {"id": 1, "type": "p", "name": "A"} | {name: value}
    line = json.dumps([cells.get(each) for each in COLUMNS])
    with pytest.raises(KnowledgeError, match=f"kb:7: not a fact: {name} is "):
        to_fact(line, "kb:7")


@pytest.mark.parametrize("line", ["[" * 100_000, '[1,"p","A"' + ",null" * 16 + "]", "5"])
def test_what_is_no_row_is_named(line):
    with pytest.raises(KnowledgeError, match="kb:7: not a fact"):
        to_fact(line, "kb:7")


def test_a_cut_table_is_refused(tmp_path):
    path = tmp_path / "kb.xz"
    write_facts([NOVAK], path)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(KnowledgeError, match="not a whole knowledge base"):
        list(read_facts(path))
