import sqlite3

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
