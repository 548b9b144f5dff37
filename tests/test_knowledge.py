"""Facts are found by name, id and place, from an index that processes share."""

import os
import resource
import subprocess
import sys
from time import perf_counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphbuild.errors import KnowledgeError
from graphbuild.facts import Fact
from graphbuild.knowledge import KnowledgeBase, load_knowledge
from graphbuild.model import EntityType
from graphbuild.names import fold

PERSON, ORGANIZATION, LOCATION = EntityType.PERSON, EntityType.ORGANIZATION, EntityType.LOCATION


def fact(number: int, name: str, kind: EntityType = ORGANIZATION, **more) -> Fact:
    return Fact(id=f"Q{number}", type=kind, name=name, **more)


NOVAK = fact(1, "Petra Anna Novak", PERSON, country="CZ")
KELLER = fact(2, "Grigory Kellersky", PERSON, aliases=("Kellersky", "Red Greg"), country="RU")
BOAT = fact(3, "Vellport Boat Works Inc.", aliases=("VBW",), wikipedia="Vellport Boatworks")
VELLPORT = fact(4, "Vellport", LOCATION, country="NO", geonames=77, population=9000)
OTHER_VELLPORT = fact(5, "Vellport", LOCATION, country="US")
NORWAY = fact(6, "Norway", LOCATION, country="NO", description="country in Northern Europe")


@pytest.fixture
def kb(knowledge):
    return knowledge(NOVAK, KELLER, BOAT, VELLPORT, OTHER_VELLPORT, NORWAY)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Petra Anna Novak", [NOVAK]),
        ("petra NOVÁK", [NOVAK]),
        ("Petra A. Novak", [NOVAK]),
        ("Petra Anna", [NOVAK]),
        ("Novak", []),
        ("Anna Novak", []),
        ("Grigori Kellersky", [KELLER]),
        ("Kellersky", []),
        ("Red Greg", [KELLER]),
        ("VBW", [BOAT]),
        ("Vellport Boat Works", [BOAT]),
        ("the Vellport Boat Works Ltd.", [BOAT]),
        ("Vellport Boatworks", [BOAT]),
        ("Vellport", [VELLPORT, OTHER_VELLPORT]),
        ("Boat Works", []),
        ("", []),
        ("@petra novak", [NOVAK]),
        ("' OR 1=1 --", []),
        ("Vellport\ud800", []),
        ("A\0B", []),
        ("x" * 100_000, []),
    ],
)
def test_find(kb, name, found):
    assert list(kb.find(name)) == found
    assert list(kb.find(name)) == found


def test_look_up_by_id_place_title_and_state(kb):
    assert kb.by_id("Q4") == VELLPORT
    assert kb.by_id("Q404") is None
    assert kb.by_geonames(77) == VELLPORT
    assert kb.by_geonames(78) is None
    assert kb.by_title("Vellport Boatworks") == BOAT
    assert kb.by_title("Vellport") is None
    assert kb.nation("NO") == NORWAY
    assert kb.nation("US") is None


def test_a_surname_is_looked_up_within_a_state_only(kb):
    assert kb.find_surname("novak", "CZ") == (NOVAK,)
    assert kb.find_surname("novak", "US") == ()
    assert kb.find_surname("nov\ud800", "CZ") == ()


def test_nothing_is_read_before_the_first_look_up(tmp_path, monkeypatch):
    monkeypatch.setenv("GRAPHBUILD_CACHE", str(tmp_path / "cache"))
    kb = KnowledgeBase(tmp_path / "missing.xz")
    with pytest.raises(KnowledgeError, match=r"missing\.xz: no such file"):
        kb.find("A")


def test_another_table_has_another_index(knowledge, tmp_path):
    assert knowledge(NOVAK).find("Vellport") == ()
    assert knowledge(VELLPORT).find("Vellport") == (VELLPORT,)
    assert len(list((tmp_path / "cache").glob("knowledge-*.sqlite"))) == 2


def test_a_table_that_is_no_table_leaves_no_index(tmp_path, monkeypatch):
    monkeypatch.setenv("GRAPHBUILD_CACHE", str(tmp_path / "cache"))
    (tmp_path / "kb.xz").write_bytes(b"nothing")
    with pytest.raises(KnowledgeError, match="not a whole knowledge base"):
        KnowledgeBase(tmp_path / "kb.xz").find("A")
    assert list((tmp_path / "cache").iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_forked_process_opens_the_index_anew(kb):
    assert kb.find("VBW") == (BOAT,)
    before = kb._connection()
    child = os.fork()
    if child == 0:
        good = kb._connection() is not before and kb.by_id("Q1") == NOVAK
        os._exit(0 if good else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert kb.by_id("Q2") == KELLER


def test_many_processes_may_make_the_index_at_once(knowledge, tmp_path):
    knowledge(NOVAK)
    code = (
        "import sys; from graphbuild.knowledge import load_knowledge; "
        "assert load_knowledge(sys.argv[1]).find('Petra Novak')"
    )
    path = str(tmp_path / "kb.jsonl.xz")
    running = [subprocess.Popen([sys.executable, "-c", code, path]) for _ in range(4)]
    assert [each.wait() for each in running] == [0, 0, 0, 0]


names = st.text("abcdeäø -.'", min_size=1, max_size=15).filter(fold)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(st.lists(st.tuples(names, st.sampled_from(EntityType)), min_size=1, max_size=6))
def test_everything_is_found_by_its_own_name(knowledge, things):
    facts = [fact(number, *thing) for number, thing in enumerate(things, start=1)]
    kb = knowledge(*facts)
    for each in facts:
        assert each in kb.find(each.name)


def test_the_shipped_table_knows_states_and_regions():
    kb = load_knowledge()
    assert kb.nation("UA").id == "Q212"
    assert kb.find("Texas")[0].id == "Q1439"
    assert kb.find("Vladimir Putin")[0].id == "Q7747"
    assert kb.find("IAEA")[0].name == "International Atomic Energy Agency"


def test_opening_and_looking_up_is_quick():
    load_knowledge().find("Norway")  # makes the index where it isn't there yet
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = perf_counter()
    KnowledgeBase().find("Sweden")
    assert perf_counter() - start < 0.5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000
