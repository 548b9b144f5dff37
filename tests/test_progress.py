"""What a stopped build has extracted is taken over by the next, as far as it was written."""

import resource
import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest
from claim_makers import said

from graphbuild.errors import OutputError
from graphbuild.progress import PROGRESS_FILE, Progress, forget_articles

EXTRACTIONS = [said(article, "the mill at Orrin would close") for article in ("a", "b", "c")]


def stopped_after(number: int, folder: Path, made_by: str = "us") -> Path:
    list(islice(Progress(folder, made_by).keep(EXTRACTIONS), number))
    return folder / PROGRESS_FILE


@pytest.mark.parametrize("number", [1, 2, 3])
def test_what_was_extracted_is_there(tmp_path, number):
    stopped_after(number, tmp_path)
    assert list(Progress(tmp_path, "us").read()) == EXTRACTIONS[:number]


def test_it_goes_on_where_it_stopped(tmp_path):
    stopped_after(1, tmp_path)
    assert list(Progress(tmp_path, "us").keep(EXTRACTIONS[1:])) == EXTRACTIONS[1:]
    assert list(Progress(tmp_path, "us").read()) == EXTRACTIONS


def test_a_line_that_was_cut_off_is_lost_alone(tmp_path):
    file = stopped_after(2, tmp_path)
    whole = file.read_bytes()
    for end in (-2, -20):
        file.write_bytes(whole[:end])
        assert list(Progress(tmp_path, "us").read()) == EXTRACTIONS[:1]
    list(Progress(tmp_path, "us").keep(EXTRACTIONS[1:]))
    assert list(Progress(tmp_path, "us").read()) == EXTRACTIONS


def test_a_damaged_line_is_lost_alone(tmp_path):
    file = stopped_after(3, tmp_path)
    file.write_text(file.read_text().replace('"b"', '"b', 1))
    assert list(Progress(tmp_path, "us").read()) == [EXTRACTIONS[0], EXTRACTIONS[2]]


@pytest.mark.parametrize("content", ["", "{", '{"made_by": "us"}'])
def test_what_something_else_made_is_not_taken_over(tmp_path, content):
    file = stopped_after(2, tmp_path, made_by="others")
    assert list(Progress(tmp_path, "us").read()) == []
    file.write_text(content)
    assert list(Progress(tmp_path, "us").read()) == []
    list(Progress(tmp_path, "us").keep(EXTRACTIONS))
    assert list(Progress(tmp_path, "us").read()) == EXTRACTIONS


def test_it_is_gone_when_the_build_is_done(tmp_path):
    stopped_after(2, tmp_path)
    Progress(tmp_path, "us").remove()
    assert list(tmp_path.iterdir()) == []
    Progress(tmp_path, "us").remove()


def test_articles_are_forgotten(tmp_path):
    stopped_after(3, tmp_path)
    forget_articles({"a", "c", "x"}, tmp_path)
    assert list(Progress(tmp_path, "us").read()) == [EXTRACTIONS[1]]
    assert [path.name for path in tmp_path.iterdir()] == [PROGRESS_FILE]
    forget_articles({"a"}, tmp_path / "nowhere")


def test_a_file_that_can_not_grow_is_told_and_what_it_has_is_kept(tmp_path):
    def of_a_line_and_a_half() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2500, 2500))

    code = (
        "import signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "sys.path.insert(0, sys.argv[2])\n"
        "from pathlib import Path; from test_progress import *\n"
        "try: print(len(list(Progress(Path(sys.argv[1]), 'us').keep(EXTRACTIONS * 9))))\n"
        "except OutputError as error: print(error)\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path), str(Path(__file__).parent)]
    done = subprocess.run(command, capture_output=True, text=True, preexec_fn=of_a_line_and_a_half)
    assert "can't be written: File too large. What was extracted so far is kept" in done.stdout
    assert list(Progress(tmp_path, "us").read())[:1] == EXTRACTIONS[:1]
    with pytest.raises(OutputError, match="can't be written"):
        list(Progress(tmp_path / "nowhere", "us").keep(EXTRACTIONS))


def test_a_link_in_its_place_leads_nowhere(tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("kept")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / PROGRESS_FILE).symlink_to(elsewhere)
    stopped_after(1, tmp_path / "out")
    assert elsewhere.read_text() == "kept"
    assert list(Progress(tmp_path / "out", "us").read()) == EXTRACTIONS[:1]
