"""Files replaced together, however often the work is stopped."""

from contextlib import suppress
from pathlib import Path

import pytest

from graphbuild.replacement import PENDING, finish_replacing, replace_files

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
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text() for path in paths}


def test_files_and_folders_are_replaced_and_others_kept(tmp_path):
    folder, fresh = fill(tmp_path / "out", OLD), fill(tmp_path / "fresh", NEW)
    replace_files(fresh, folder)
    assert content(folder) == AFTER
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    finish_replacing(folder)
    assert content(folder) == AFTER


@pytest.mark.parametrize("steps", range(6))
def test_stopped_at_any_step_it_leaves_the_old_or_the_new(tmp_path, monkeypatch, steps):
    folder, fresh = fill(tmp_path / "out", OLD), fill(tmp_path / "fresh", NEW)
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
            replace_files(fresh, folder)
    finish_replacing(folder)
    assert content(folder) == (AFTER if steps else OLD)
    assert not (folder / PENDING).exists()
