"""What a terminal can't show or a disk can't take is told, and never as a traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from folders_by_hand import small_extractions, write_by_hand

pytestmark = pytest.mark.slow

CODE = "from graphbuild.cli import app; app()"
QUERY = "SELECT ('Жанна' AS ?name) {}"
FULL = Path("/dev/full")


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    return write_by_hand(small_extractions(), tmp_path_factory.mktemp("output") / "out")


def start(*arguments: object, encoding: str = "utf-8", stdout: int = subprocess.PIPE):
    """Start graphbuild in a process of its own, as whose output is not the tests'."""
    return subprocess.Popen(
        [sys.executable, "-c", CODE, *map(str, arguments)],
        env={**os.environ, "PYTHONIOENCODING": encoding},
        stdout=stdout,
        stderr=subprocess.PIPE,
    )


def test_a_terminal_that_cant_show_a_name_shows_its_place(built):
    told, said = start("query", built, QUERY, encoding="ascii").communicate()
    assert b"?????" in told
    assert said == b""


@pytest.mark.parametrize("form", ["csv", "json", "xml", "tsv"])
def test_what_programs_read_is_in_utf8_whatever_the_terminal(built, form):
    told, said = start("query", built, QUERY, "--format", form, encoding="ascii").communicate()
    assert "Жанна" in told.decode()
    assert said == b""


@pytest.mark.skipif(not FULL.exists(), reason="this system has no disk that is always full")
@pytest.mark.parametrize("arguments", [(), (QUERY,), (QUERY, "--format", "csv")])
def test_a_full_disk_is_told(built, arguments):
    with FULL.open("wb") as full:
        process = start("query", built, *arguments, stdout=full.fileno())
        _, said = process.communicate()
    assert said == b"the output can't be written: No space left on device\n"
    assert process.returncode == 1


@pytest.mark.parametrize("command", [("verify",), ("query",), ("query", QUERY)])
def test_a_pipe_that_is_closed_is_no_fault_to_tell(built, command):
    reader, writer = os.pipe()
    os.close(reader)
    process = start(command[0], built, *command[1:], stdout=writer)
    os.close(writer)
    assert process.communicate()[1] == b""
