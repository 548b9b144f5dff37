"""Where the store is held."""

import pytest
from served import two_articles, write_folder

from graphbuild.errors import OutputError
from graphbuild.query_process import Limits
from graphbuild.server import holder
from graphbuild.server.answering import answer_job
from graphbuild.server.jobs import Job

JOB = Job(sparql="ASK { ?x a schema:Person }", row_forms=("csv",), limits=Limits(seconds=9))


def test_a_store_that_fits_is_held_in_memory(tmp_path):
    write_folder(two_articles(), tmp_path)
    hold = holder.load(tmp_path)
    (tmp_path / "store").rename(tmp_path / "away")
    assert hold() is hold()


def test_a_store_that_doesnt_fit_is_read_from_disk(tmp_path, monkeypatch):
    write_folder(two_articles(), tmp_path)
    monkeypatch.setattr(holder, "_machine_memory", lambda: 1000)
    monkeypatch.setattr("graphbuild.server.answering.confine", lambda _: None)
    hold = holder.load(tmp_path)
    assert hold() is not hold()
    assert answer_job(JOB, hold).body == b"true\r\n"


def test_a_folder_without_a_store_is_told(tmp_path):
    with pytest.raises(OutputError, match="graphbuild build"):
        holder.load(tmp_path)
