"""Files replaced together, however often the work is stopped."""

import multiprocessing
from contextlib import suppress
from pathlib import Path

import pytest

from graphbuild.errors import OutputError
from graphbuild.replacement import (
    LOCK_FILE,
    PENDING,
    WRITING,
    finish_replacing,
    locked,
    written_together,
)

OLD = {"one.txt": "old", "store/a": "old", "store/b": "old", "graph.html": "kept"}
NEW = {"one.txt": "new", "store/a": "new", "two.txt": "new"}
AFTER = {**NEW, "graph.html": "kept"}


class Killed(BaseException):
    """Stands for a process that ends here."""


def fill(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def content(folder: Path) -> dict[str, str]:
    paths = (path for path in folder.rglob("*") if path.is_file() and path.name != LOCK_FILE)
    return {path.relative_to(folder).as_posix(): path.read_text() for path in paths}


def replace_files(folder: Path) -> None:
    with locked(folder), written_together(folder) as fresh:
        fill(fresh, NEW)


def test_files_and_folders_are_replaced_and_others_kept(tmp_path):
    folder = fill(tmp_path / "out", OLD)
    replace_files(folder)
    assert content(folder) == AFTER
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    finish_replacing(folder)
    assert content(folder) == AFTER


def test_an_error_leaves_the_old_files(tmp_path):
    folder = fill(tmp_path / "out", OLD)
    with suppress(Killed), locked(folder), written_together(folder) as fresh:
        fill(fresh, NEW)
        raise Killed
    assert content(folder) == OLD


@pytest.mark.parametrize("steps", range(6))
def test_stopped_at_any_step_it_leaves_the_old_or_the_new(tmp_path, monkeypatch, steps):
    folder = fill(tmp_path / "out", OLD)
    left = [steps]

    def counted(move):
        def moved(path, target):
            if not left[0]:
                raise Killed
            left[0] -= 1
            return move(path, target)

        return moved

    with monkeypatch.context() as patched:
        for name in ("rename", "replace"):
            patched.setattr(Path, name, counted(getattr(Path, name)))
        with suppress(Killed):
            replace_files(folder)
    finish_replacing(folder)
    assert content(folder) == (AFTER if steps else OLD)
    assert not (folder / PENDING).exists()


def test_what_was_stopped_is_finished_before_anything_else_is_written(tmp_path):
    folder = fill(tmp_path / "out", OLD)
    fill(folder / PENDING, NEW)
    with locked(folder):
        assert content(folder) == AFTER


def test_a_folder_in_which_nothing_was_written_is_not_left(tmp_path):
    with suppress(Killed), locked(tmp_path / "out"):
        raise Killed
    assert not (tmp_path / "out").exists()


def _hold(folder, is_held, may_end):
    with locked(folder):
        is_held.set()
        may_end.wait()


def test_one_process_at_a_time_writes(tmp_path):
    spawn = multiprocessing.get_context("spawn")
    is_held, may_end = spawn.Event(), spawn.Event()
    holder = spawn.Process(target=_hold, args=(tmp_path / "out", is_held, may_end))
    holder.start()
    assert is_held.wait(60)
    with pytest.raises(OutputError, match="another build is writing"), locked(tmp_path / "out"):
        pytest.fail("two processes write to one folder")
    holder.kill()
    holder.join()
    holder.close()
    with locked(tmp_path / "out"):
        pass


@pytest.mark.parametrize("name", [LOCK_FILE, WRITING, PENDING])
def test_a_link_in_place_of_its_own_files_moves_nothing(tmp_path, name):
    elsewhere = fill(tmp_path / "elsewhere", {"a": "kept"})
    folder = fill(tmp_path / "out", OLD)
    (folder / name).symlink_to(elsewhere / "a" if name == LOCK_FILE else elsewhere)
    for work in (finish_replacing, replace_files):
        with pytest.raises(OutputError, match=f"{name}: is a link"):
            work(folder)
    assert content(elsewhere) == {"a": "kept"}
