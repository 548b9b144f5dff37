"""A dump becomes a knowledge base, whatever is wrong with its lines and whenever it is stopped."""

import bz2
import gzip
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time as clock
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from dumps import item, statement, time, to_dump, value_of, write_dump
from hypothesis import given, settings
from hypothesis import strategies as st

from graphbuild import wikidata
from graphbuild.errors import KnowledgeError, OutputError
from graphbuild.facts import Fact, read_facts
from graphbuild.model import EntityType, Position
from graphbuild.wikidata import build_knowledge

# Classes: a boatyard is a company, a company an organization; a village is a settlement.
CLASSES = [
    item(900, "boatyard", P279=[statement("Q901")]),
    item(901, "company", P279=[statement("Q43229")]),
    item(902, "village", P279=[statement("Q486972")]),
]
NORWAY = item(20, "Norway", P31=[statement("Q6256")], P297=[value_of("NO")])
ANN = item(
    1,
    "Ann Velda",
    aliases=["A. Velda"],
    description="Norwegian politician",
    sites={"enwiki": "Ann Velda"},
    P31=[statement("Q5")],
    P27=[statement("Q20")],
    P39=[statement("Q30", START=time("2010-05-01", 11), END=time("2014-00-00", 9))],
    P102=[statement("Q40")],
    P569=[time("1970-02-03", 11)],
)
MINISTER = item(30, "Minister of Canals", P31=[statement("Q4164871")])
PARTY = item(40, "Water Party", P31=[statement("Q43229")], P17=[statement("Q20")])
WORKS = item(50, "Vellport Boat Works", P31=[statement("Q900")], P571=[time("1901-00-00", 9)])
VELLPORT = item(60, "Vellport", P31=[statement("Q902")], P1566=[value_of("77")])
NOVEL = item(70, "The Canal", P31=[statement("Q571")])
NAMELESS = {"id": "Q80", "claims": {"P31": [statement("Q5")]}}
PROPERTY = {"id": "P31", "labels": {"en": {"value": "instance of"}}}
ALL = [ANN, *CLASSES, NORWAY, MINISTER, PARTY, WORKS, VELLPORT, NOVEL, NAMELESS, PROPERTY]

PERSON, ORGANIZATION, LOCATION = EntityType.PERSON, EntityType.ORGANIZATION, EntityType.LOCATION
ANN_FACT = Fact(
    id="Q1",
    type=PERSON,
    name="Ann Velda",
    aliases=("A. Velda",),
    description="Norwegian politician",
    country="NO",
    wikipedia="Ann Velda",
    positions=(Position(title="Minister of Canals", start="2010-05-01", end="2014"),),
    party="Water Party",
    birth="1970-02-03",
)
FACTS = [
    ANN_FACT,
    Fact(id="Q20", type=LOCATION, name="Norway", country="NO"),
    Fact(id="Q40", type=ORGANIZATION, name="Water Party", country="NO"),
    Fact(id="Q50", type=ORGANIZATION, name="Vellport Boat Works", inception="1901"),
    Fact(id="Q60", type=LOCATION, name="Vellport", geonames=77),
]


def build(folder: Path, items, *, classes=()) -> tuple[list[Fact], wikidata.DumpReport]:
    dump = write_dump(folder / "dump.json", items)
    report = build_knowledge(dump, folder / "kb", classes)
    return list(read_facts(folder / "kb")), report


def test_people_bodies_and_places_are_kept_with_what_other_items_are_called(tmp_path):
    facts, report = build(tmp_path, ALL)
    assert facts == FACTS
    assert (report.facts, report.lines, report.bad) == (5, len(ALL) + 2, 0)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dump.json", "kb"]


@pytest.mark.parametrize(("suffix", "pack"), [(".gz", gzip.compress), (".bz2", bz2.compress)])
def test_packed_dumps(tmp_path, suffix, pack):
    dump = tmp_path / f"dump.json{suffix}"
    dump.write_bytes(pack(to_dump(ALL)))
    build_knowledge(dump, tmp_path / "kb")
    assert list(read_facts(tmp_path / "kb")) == FACTS


@pytest.mark.parametrize(
    ("classes", "kept"),
    [
        (["Q5"], ["Q1"]),
        (["Q901"], ["Q50"]),
        (["Q43229", "Q5"], ["Q1", "Q40", "Q50"]),
    ],
)
def test_only_the_wanted_classes_and_those_below_them(tmp_path, classes, kept):
    facts, _ = build(tmp_path, ALL, classes=classes)
    assert [fact.id for fact in facts] == kept


def test_a_class_that_is_no_id_is_refused(tmp_path):
    with pytest.raises(KnowledgeError, match="class 'human' is no Wikidata id"):
        build(tmp_path, ALL, classes=["human"])


def test_a_class_may_come_to_stand_below_itself(tmp_path):
    ring = [item(900, "a", P279=[statement("Q901")]), item(901, "b", P279=[statement("Q900")])]
    with pytest.raises(KnowledgeError, match="of the wanted classes: 0 facts from 5 lines"):
        build(tmp_path, [*ring, WORKS], classes=["Q900"])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"\x28\xb5\x2f\xfd\x00\xff", ":1: is no line of a dump"),
        (b"<mediawiki>\n", ":1: is no line of a dump"),
        (b"\n", "nothing in it is a person, organization or place: 0 facts from 1 lines"),
        (b"[\n]\n", "nothing in it is a person, organization or place: 0 facts from 2 lines"),
        (b"{\n\xff\n}\n", "0 facts from 3 lines; 3 of these can't be read: 1, 2, 3"),
    ],
)
def test_what_is_no_dump_is_told_and_replaces_nothing(tmp_path, content, message):
    (tmp_path / "dump.json").write_bytes(content)
    (tmp_path / "kb").write_bytes(b"good")
    with pytest.raises(KnowledgeError, match=message) as caught:
        build_knowledge(tmp_path / "dump.json", tmp_path / "kb")
    assert "Expected an official JSON dump" in str(caught.value)
    assert (tmp_path / "kb").read_bytes() == b"good"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dump.json", "kb"]


def test_bad_lines_are_counted_and_named_and_lose_nothing_else(tmp_path):
    bad = ['{"id": "Q1"', "[1, 2]", '{"id": 5}', "null", '{"id": "Q2", "claims": {"P31": [{}]}}']
    facts, report = build(tmp_path, [bad[0], *ALL, *bad[1:]])
    assert facts == FACTS
    first = len(ALL) + 3
    assert report.bad_lines == (2, first, first + 1, first + 2, first + 3)
    assert str(report) == (
        f"5 facts from {len(ALL) + 7} lines; 5 of these can't be read: "
        f"2, {first}, {first + 1}, {first + 2}, {first + 3}"
    )


def test_an_item_whose_id_no_table_can_hold_is_a_bad_line(tmp_path):
    huge = item(10**30, "Far", P279=[statement("Q901")], P31=[statement("Q901")])
    nested = "[" * 100_000
    facts, report = build(tmp_path, [*ALL, huge, nested])
    assert facts == FACTS
    assert report.bad == 2


@pytest.mark.parametrize("label", ["", "  ", None, 5, "A\0B", "\ud800 Party"])
def test_an_item_without_a_name_is_left_out(tmp_path, label):
    nameless = item(91, label, P279=[statement("Q43229")], P31=[statement("Q43229")])
    office = item(30, label, P31=[statement("Q4164871")])
    facts, report = build(tmp_path, [*(each for each in ALL if each != MINISTER), nameless, office])
    assert facts == [replace(ANN_FACT, positions=()), *FACTS[1:]]
    assert report.bad == 0


def test_a_value_that_no_table_can_hold_is_left_out(tmp_path):
    endless = item(92, "Endless", P31=[statement("Q902")], P1082=[value_of({"amount": "+1e999"})])
    facts, report = build(tmp_path, [*ALL, endless])
    assert facts == [*FACTS, Fact(id="Q92", type=LOCATION, name="Endless")]
    assert report.bad == 0


def test_the_dump_itself_is_not_written_over(tmp_path):
    dump = write_dump(tmp_path / "dump.json", ALL)
    before = dump.read_bytes()
    with pytest.raises(OutputError, match="is the dump itself"):
        build_knowledge(dump, tmp_path / "." / "dump.json")
    assert dump.read_bytes() == before


def test_many_bad_lines_are_not_all_named(tmp_path):
    _, report = build(tmp_path, ["{"] * 30 + ALL)
    assert report.bad == 30
    assert str(report).endswith("20, 21, …")


@pytest.mark.parametrize("suffix", [".gz", ".bz2"])
def test_a_dump_that_breaks_off_is_named_with_its_line_and_what_was_read_is_kept(tmp_path, suffix):
    pack = gzip.compress if suffix == ".gz" else bz2.compress
    dump = tmp_path / f"dump.json{suffix}"
    dump.write_bytes(pack(to_dump(ALL))[:-30])
    with pytest.raises(KnowledgeError, match=rf"dump\.json{suffix}:\d+: breaks off or is damaged"):
        build_knowledge(dump, tmp_path / "kb")
    assert not (tmp_path / "kb").exists()
    assert (tmp_path / "kb.partial").exists()


def test_a_missing_dump_is_named(tmp_path):
    with pytest.raises(KnowledgeError, match=r"none\.json: can't be read: No such file"):
        build_knowledge(tmp_path / "none.json", tmp_path / "kb")


def test_an_output_that_cannot_be_written_is_named(tmp_path):
    dump = write_dump(tmp_path / "dump.json", ALL)
    with pytest.raises(OutputError, match=r"there is no folder .*no folder"):
        build_knowledge(dump, tmp_path / "no folder" / "kb")
    with pytest.raises(OutputError, match="is a folder"):
        build_knowledge(dump, tmp_path)


def test_of_two_builds_of_one_file_the_second_is_refused(tmp_path):
    dump = write_dump(tmp_path / "dump.json", ALL)
    with wikidata._alone(tmp_path / "kb"):
        with pytest.raises(OutputError, match="another build is writing it") as caught:
            build_knowledge(dump, tmp_path / "kb")
        assert "emove" not in str(caught.value)
    assert build_knowledge(dump, tmp_path / "kb").facts == len(FACTS)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dump.json", "kb"]


def test_another_dump_begins_anew(tmp_path):
    (tmp_path / "kb.partial").write_bytes(b"what another program left")
    facts, _ = build(tmp_path, ALL)
    assert facts == FACTS


letters = st.characters(exclude_categories=("Cs",), exclude_characters="\0")
words = st.text(letters, min_size=1, max_size=8).filter(str.strip)
people = st.lists(st.tuples(words, st.booleans()), min_size=1, max_size=12)


@settings(max_examples=40, deadline=None)
@given(people, st.randoms(use_true_random=False), st.integers(1, 4))
def test_every_person_is_kept_in_any_order_and_whatever_is_between(named, chance, saved_every):
    wanted = [item(n, label, P31=[statement("Q5")]) for n, (label, _) in enumerate(named, 1)]
    noise = ["{" for _, is_bad in named if is_bad] + [NOVEL, PROPERTY]
    lines = [*wanted, *noise]
    chance.shuffle(lines)
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(wikidata, "SAVED_EVERY", saved_every)
        facts, report = build(Path(folder), lines)
    assert [(fact.id, fact.name) for fact in facts] == [
        (f"Q{n}", label) for n, (label, _) in enumerate(named, 1)
    ]
    assert report.bad == sum(is_bad for _, is_bad in named)


# ------------------------------------------------------------------ killed
NUMBER = 12_000


def large_dump(path: Path) -> Path:
    people = [
        item(1000 + n, f"Person {n}", P31=[statement("Q5")], P27=[statement("Q20")])
        for n in range(NUMBER)
    ]
    return write_dump(path, [*people, *ALL])


def reached(scratch: Path, reading: str) -> int:
    """Return the number of lines that a run has saved."""
    try:
        with closing(sqlite3.connect(f"{scratch.as_uri()}?mode=ro", uri=True)) as database:
            found = database.execute("SELECT value FROM made WHERE what = ?", (reading,)).fetchone()
    except sqlite3.Error:
        return 0
    return int(found[0].split()[1]) if found else 0


def start(dump: Path, out: Path) -> subprocess.Popen[bytes]:
    # Slowed, so that there is time to kill it where it is wanted.
    code = (
        "import sys, time; from graphbuild import wikidata; wikidata.SAVED_EVERY = 500\n"
        "keep = wikidata._keep_fact\n"
        "def slow(*a): time.sleep(0.0004); keep(*a)\n"
        "wikidata._keep_fact = slow\n"
        "wikidata.build_knowledge(sys.argv[1], sys.argv[2])"
    )
    return subprocess.Popen([sys.executable, "-c", code, str(dump), str(out)])


@pytest.mark.slow
def test_a_killed_run_goes_on_where_it_was(tmp_path):
    dump, out, scratch = (
        large_dump(tmp_path / "dump.json"),
        tmp_path / "kb",
        tmp_path / "kb.partial",
    )
    build_knowledge(dump, tmp_path / "whole")
    for least in (500, 4000):
        running = start(dump, out)
        while reached(scratch, "facts") < least and running.poll() is None:
            clock.sleep(0.01)
        clock.sleep(random.random() / 20)
        running.send_signal(signal.SIGKILL)
        assert running.wait() == -signal.SIGKILL
        assert not out.exists()
    done = reached(scratch, "facts")
    assert 4000 <= done < NUMBER
    spoil_line(dump, done - 10)
    report = build_knowledge(dump, out)
    # Had it begun anew, it would have met the line that was spoiled after it was read.
    assert (report.bad, report.lines) == (0, NUMBER + len(ALL) + 2)
    assert out.read_bytes() == (tmp_path / "whole").read_bytes()


def spoil_line(dump: Path, number: int) -> None:
    """Make a line unreadable without changing the length of the file."""
    lines = dump.read_bytes().splitlines(keepends=True)
    lines[number - 1] = b"?" * (len(lines[number - 1]) - 1) + b"\n"
    dump.write_bytes(b"".join(lines))
