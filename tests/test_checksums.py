"""A change of one character anywhere in an output folder is found, and told with its file."""

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, Store

from graphbuild.checksums import SUMS_FILE, find_checksum_faults, write_checksums
from graphbuild.dataset import STORE_FOLDER
from graphbuild.errors import GraphbuildError
from graphbuild.folder import BUILD_FILE
from graphbuild.pipeline import find_folder_faults
from graphbuild.store import open_store
from tests.folders_by_hand import small_extractions, write_by_hand

pytestmark = pytest.mark.slow

NAMES = ("a.json", "b.csv")
MANY = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


# --- Files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in NAMES:
        (tmp_path / name).write_text(f"{name}\n")
    write_checksums(tmp_path, NAMES)
    return tmp_path


def messages(folder: Path, names=NAMES) -> list[str]:
    return [str(fault).replace(str(folder), "F") for fault in find_checksum_faults(folder, names)]


def test_what_was_written_has_no_fault(folder):
    assert messages(folder) == []


def test_sha256sum_reads_it(folder):
    check = subprocess.run(["sha256sum", "--check", "--strict", SUMS_FILE], cwd=folder, check=False)
    assert check.returncode == 0


def test_a_change_is_told_with_the_file(folder):
    (folder / "b.csv").write_text("b.csw\n")
    assert messages(folder) == [
        "F/b.csv: isn't the file that was written: it doesn't fit F/SHA256SUMS"
    ]


def test_a_file_that_is_gone_is_told(folder):
    (folder / "a.json").unlink()
    (message,) = messages(folder)
    assert message.startswith("F/a.json: can't be read (No such file or directory)")


def test_a_file_too_many_is_told(folder):
    assert messages(folder, (*NAMES, "c.sst")) == ["F/c.sst: has no checksum in F/SHA256SUMS"]


def test_missing_checksums_are_told(folder):
    (folder / SUMS_FILE).unlink()
    (message,) = messages(folder)
    assert message.startswith("F/SHA256SUMS: can't be read: No such file")


@pytest.mark.parametrize("name", ["../outside", "/etc/hostname", "a.json/x"])
def test_a_hostile_name_is_a_fault(folder, name):
    with (folder / SUMS_FILE).open("a") as file:
        file.write(f"{'0' * 64}  {name}\n")
    assert messages(folder)


# --- An output folder


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> Path:
    return write_by_hand(small_extractions(), tmp_path_factory.mktemp("written") / "out")


@pytest.fixture
def copy(written: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(written, tmp_path / "out"))


def faults(folder: Path) -> str:
    """Return what `graphbuild verify` would print."""
    try:
        return "\n".join(map(str, find_folder_faults(folder)))
    except GraphbuildError as error:
        return str(error)


def test_a_written_folder_has_no_fault(written):
    assert faults(written) == ""


@pytest.mark.parametrize(
    "name", ["build.json", "extractions.jsonl", "decisions.json", "review.csv", "graphs.json"]
)
@MANY
@given(data=st.data())
def test_a_changed_character_is_found_in_its_file(written, name, data):
    path = written / name
    before = path.read_bytes()
    text = before.decode()
    place = data.draw(st.integers(0, len(text) - 1))
    change = data.draw(
        st.one_of(
            st.just(""),
            st.characters(exclude_categories=["Cs"], exclude_characters=text[place]),
            st.sampled_from([each for each in '0123456789"-,{}[]\n' if each != text[place]]),
        )
    )
    path.write_bytes(f"{text[:place]}{change}{text[place + 1 :]}".encode())
    try:
        assert name in faults(written)
    finally:
        path.write_bytes(before)


@MANY
@given(data=st.data())
def test_a_changed_byte_of_the_checksums_is_found(written, data):
    for path in (written / SUMS_FILE, written / STORE_FOLDER / SUMS_FILE):
        before = path.read_bytes()
        place = data.draw(st.integers(0, len(before) - 1))
        byte = before[place] ^ data.draw(st.integers(1, 255))
        path.write_bytes(before[:place] + bytes([byte]) + before[place + 1 :])
        try:
            assert str(path) in faults(written)
        finally:
            path.write_bytes(before)


@settings(MANY, max_examples=40)
@given(data=st.data())
def test_a_changed_byte_of_the_store_is_found(written, data):
    tables = sorted((written / STORE_FOLDER).glob("*.sst"))
    path = data.draw(st.sampled_from(tables))
    before = path.read_bytes()
    place = data.draw(st.integers(0, len(before) - 1))
    path.write_bytes(before[:place] + bytes([before[place] ^ 1]) + before[place + 1 :])
    try:
        assert str(written / STORE_FOLDER) in faults(written)
    finally:
        path.write_bytes(before)


@pytest.mark.parametrize("name", ["CURRENT", "MANIFEST"])
def test_a_damaged_store_is_told_not_thrown(copy, name):
    (path,) = (copy / STORE_FOLDER).glob(f"{name}*")
    path.write_bytes(b"?" + path.read_bytes()[1:])
    assert f"{copy / STORE_FOLDER}: the store can't be opened: " in faults(copy)


def changed(quad: Quad, part: int, data: st.DataObject) -> Quad:
    """Return *quad* with one character of its subject, predicate, value or graph changed."""
    terms = [quad.subject, quad.predicate, quad.object, quad.graph_name]
    value = terms[part].value
    place = data.draw(st.integers(0, len(value) - 1)) if value else 0
    other = data.draw(
        st.sampled_from([each for each in "abcxyz09" if value[place : place + 1] != each])
    )
    text = f"{value[:place]}{other}{value[place + 1 :]}"
    if isinstance(terms[part], Literal):
        terms[part] = Literal(text, datatype=terms[part].datatype)
    else:
        try:
            terms[part] = NamedNode(text)
        except ValueError:
            terms[part] = NamedNode(f"{value}{other}")
    return Quad(*terms)


@settings(MANY, max_examples=25)
@given(data=st.data())
@pytest.mark.parametrize("way", ["removed", "added", "changed"])
def test_a_planted_statement_is_found(written, tmp_path, way, data):
    out = Path(shutil.copytree(written, tmp_path / "out"))
    quads = sorted(open_store(out / STORE_FOLDER), key=str)
    quad = data.draw(st.sampled_from(quads))
    store = Store(str(out / STORE_FOLDER))
    new = changed(quad, data.draw(st.integers(0, 3)), data)
    if way != "added":
        store.remove(quad)
    if way != "removed":
        store.add(new)
    is_same = set(store) == set(quads)
    store.flush()
    del store
    try:
        assert (str(out / STORE_FOLDER) in faults(out)) or is_same
    finally:
        shutil.rmtree(out)


def test_a_statement_in_no_graph_is_found(copy):
    store = Store(str(copy / STORE_FOLDER))
    store.add(Quad(NamedNode("urn:a"), NamedNode("urn:b"), Literal("c")))
    del store
    assert "holds 1 statements too many, such as <urn:a> <urn:b>" in faults(copy)


def test_a_graph_of_its_own_is_found(copy):
    store = Store(str(copy / STORE_FOLDER))
    store.add(Quad(NamedNode("urn:a"), NamedNode("urn:b"), Literal("c"), NamedNode("urn:g")))
    del store
    assert "holds 1 statements too many" in faults(copy)


def test_what_another_graphbuild_made_is_told(copy):
    path = copy / "graphs.json"
    path.write_text(path.read_text().replace('"made_by": "', '"made_by": "0'))
    store = Store(str(copy / STORE_FOLDER))
    store.remove(next(iter(store)))
    del store
    found = faults(copy).splitlines()
    assert any("made by another graphbuild than this one" in each for each in found)


def test_build_json_is_told_before_what_follows_from_it(copy):
    path = copy / BUILD_FILE
    path.write_text(path.read_text().replace("https://", "http?://"))
    assert faults(copy) == (
        f"{path}: isn't the file that was written: it doesn't fit {copy / SUMS_FILE}"
    )


def test_a_sound_change_is_told_with_its_article(copy):
    path = copy / "extractions.jsonl"
    path.write_text(path.read_text().replace('"cue_lemma":"deny"', '"cue_lemma":"defy"', 1))
    first, second = faults(copy).splitlines()
    assert first.startswith(f"{path}: isn't the file that was written")
    assert second.startswith(f"{copy / STORE_FOLDER}: article 'courier-1': the store lacks 1 ")
