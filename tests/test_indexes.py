import os
import sqlite3
import time

import pytest

from graphbuild.indexes import CACHE_VARIABLE, open_index


def _one_row(database):
    database.execute("CREATE TABLE place (name TEXT)")
    database.execute("INSERT INTO place VALUES ('Kherson')")


def _must_not_run(_database):
    raise AssertionError("made a second time")


def _names(database):
    return database.execute("SELECT name FROM place").fetchall()


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_an_index_is_made_once_and_then_opened(cache):
    assert _names(open_index("places", "1", _one_row)) == [("Kherson",)]
    assert _names(open_index("places", "1", _must_not_run)) == [("Kherson",)]
    assert [path.name for path in cache.iterdir()] == ["places-1.sqlite"]


def test_another_version_is_another_index():
    open_index("places", "1", _one_row)
    with pytest.raises(AssertionError):
        open_index("places", "2", _must_not_run)


def test_an_index_that_failed_leaves_nothing(cache):
    with pytest.raises(AssertionError):
        open_index("places", "1", _must_not_run)
    assert list(cache.iterdir()) == []


def test_an_index_is_only_read():
    database = open_index("places", "1", _one_row)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        database.execute("DELETE FROM place")


def test_where_nothing_can_be_written_it_is_made_in_memory(tmp_path, monkeypatch):
    occupied = tmp_path / "file"
    occupied.write_text("not a folder")
    monkeypatch.setenv(CACHE_VARIABLE, str(occupied / "cache"))
    assert _names(open_index("places", "1", _one_row)) == [("Kherson",)]


@pytest.mark.parametrize("share", [0.0, 0.5])
def test_an_index_that_was_cut_short_is_made_again(cache, share):
    open_index("places", "1", _one_row).close()
    path = cache / "places-1.sqlite"
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    assert _names(open_index("places", "1", _one_row)) == [("Kherson",)]


def test_a_file_that_is_no_index_is_made_again(cache):
    cache.mkdir()
    (cache / "places-1.sqlite").write_bytes(b"no database " * 1000)
    assert _names(open_index("places", "1", _one_row)) == [("Kherson",)]


def test_the_cache_may_be_relative_to_the_working_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(CACHE_VARIABLE, "here")
    assert _names(open_index("places", "1", _one_row)) == [("Kherson",)]
    assert (tmp_path / "here" / "places-1.sqlite").is_file()


def test_on_a_full_disk_it_is_made_in_memory():
    made_in = []

    def build(database):
        (file,) = (row[2] for row in database.execute("PRAGMA database_list"))
        made_in.append(file)
        if file:
            raise sqlite3.OperationalError("database or disk is full")
        _one_row(database)

    assert _names(open_index("places", "1", build)) == [("Kherson",)]
    assert len(made_in) == 2


def test_what_a_killed_process_left_is_removed_a_day_later(cache):
    for name in ("making-old", "making-new"):
        (cache / name).mkdir(parents=True)
        (cache / name / "places-1.sqlite").write_bytes(b"half")
    two_days_ago = time.time() - 2 * 24 * 60 * 60
    os.utime(cache / "making-old", (two_days_ago, two_days_ago))
    open_index("places", "1", _one_row)
    assert {path.name for path in cache.iterdir()} == {"making-new", "places-1.sqlite"}
