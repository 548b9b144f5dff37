"""``decisions.yaml``: a person's decisions, beside the articles that they are on.

Each is an item of a list, by hand or by ``graphbuild review`` on one line, so that deleting the
line undoes it. No build writes to the file.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import yaml

from graphbuild.articles import DECISIONS_FILE
from graphbuild.decisions import (
    Decision,
    Decisions,
    Different,
    Same,
    check_consistent,
    shown_anchor,
    to_decision,
    to_flow,
)
from graphbuild.errors import DecisionError

HEADER = """\
# Decisions on the articles beside this file; each build obeys them and none changes this file.
# Delete a line to undo it. graphbuild's docs/formats.md describes the format.
"""


# ------------------------------------------------------------------ reading
def read_decisions(*paths: str | Path) -> Decisions:
    """Return the decisions in files such as ``decisions.yaml``.

    Raises:
        DecisionError: A file can't be read, an entry isn't a decision, or two entries contradict
            each other; it names file and line.
    """
    entries = tuple(entry for path in paths for entry in _entries(Path(path)))
    check_consistent(
        [(each.one, each.other, each.where) for each in entries if isinstance(each, Same)],
        [(each.one, each.other, each.where) for each in entries if isinstance(each, Different)],
        shown=shown_anchor,
    )
    return Decisions(entries=entries, files=tuple(map(Path, paths)))


def read_decisions_beside(*inputs: str | Path) -> Decisions:
    """Return the decisions beside articles: in and below folders of them, and beside files.

    Raises:
        DecisionError: As ``read_decisions``.
    """
    paths = tuple(map(Path, inputs))
    beside = [(path if path.is_dir() else path.parent) / DECISIONS_FILE for path in paths]
    below = (each for path in paths if path.is_dir() for each in _files_below(path))
    there = [path for path in dict.fromkeys([*beside, *below]) if path.exists()]
    found = read_decisions(*dict.fromkeys(map(_plain, there)))
    files = dict.fromkeys([*map(_plain, beside[:1]), *found.files])
    return Decisions(entries=found.entries, files=tuple(files), inputs=paths)


def _plain(path: Path) -> Path:
    """Return *path* so that two ways to write it are one: ``a/../b`` is ``b``."""
    return Path(os.path.normpath(path))


def _files_below(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        if DECISIONS_FILE in names:
            yield Path(parent, DECISIONS_FILE)


def _entries(path: Path) -> Iterator[Decision]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise DecisionError(f"{path}: can't be read: {error.strerror}. Check the path.") from error
    except UnicodeDecodeError as error:
        raise DecisionError(
            f"{path}: not UTF-8 at byte {error.start}. Save the file as UTF-8."
        ) from error
    yield from parse_decisions(text, str(path))


class _Loader(yaml.BaseLoader):
    """Takes every scalar as it is written: an entity may be called "No"."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Refuse aliases, by which a short file could stand for an endless one."""
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(problem="an alias, which isn't used here", problem_mark=mark)
        return super().compose_node(parent, index)


def parse_decisions(text: str, name: str) -> Iterator[Decision]:
    """Yield the decisions in the *text* of a file with this *name*."""
    try:
        loader = _Loader(text)
        root = loader.get_single_node()
        if root is None or not root.value:
            return
        if not isinstance(root, yaml.SequenceNode):
            raise DecisionError(_no_list(name, root.start_mark.line + 1))
        for node in root.value:
            where = f"{name}:{node.start_mark.line + 1}"
            _check_keys_once(node, where)
            yield to_decision(loader.construct_object(node, deep=True), where)
    except (yaml.YAMLError, RecursionError) as error:
        raise DecisionError(_no_yaml(name, error)) from error


def _no_list(name: str, line: int) -> str:
    return f"{name}:{line}: not a list. Each decision is a line as: - {{same: [...]}}"


def _no_yaml(name: str, error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    place = f"{name}:{mark.line + 1}" if mark else name
    reason = getattr(error, "problem", None) or str(error).partition("\n")[0] or "nested too deeply"
    return (
        f"{place}: not YAML: {reason}. Correct the line; words with ':', '#', ',' or brackets "
        "stand in double quotation marks."
    )


def _check_keys_once(node: yaml.Node, where: str) -> None:
    """Refuse a mapping that has a key twice, of which YAML's reader drops one."""
    if isinstance(node, yaml.SequenceNode):
        for each in node.value:
            _check_keys_once(each, where)
    elif isinstance(node, yaml.MappingNode):
        keys = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
        if repeated := [key for key in keys if keys.count(key) > 1]:
            raise DecisionError(f"{where}: has '{repeated[0]}' twice. Make it two decisions.")
        for _, value in node.value:
            _check_keys_once(value, where)


# ------------------------------------------------------------------ writing
def append_decision(decision: Decision, path: Path) -> None:
    """Add *decision* to the file as one line; what stands there already is left as it is.

    One write makes the whole line, so that the file is valid whenever this is stopped.

    Raises:
        DecisionError: The file holds no list that a line can be added to, or can't be written.
    """
    line = f"- {to_flow(decision.to_data())}\n"
    try:
        before = path.read_text(encoding="utf-8-sig") if path.exists() else HEADER
        if before and not before.endswith("\n"):
            line = f"\n{line}"
        _check_line_fits(before, line, path)
        added = line if path.exists() else HEADER + line
        with path.open("ab", buffering=0) as file:
            file.write(added.encode())
            os.fsync(file.fileno())
    except OSError as error:
        raise DecisionError(
            f"{path}: can't be written: {error.strerror}. Check folder and permissions."
        ) from error


def _check_line_fits(before: str, line: str, path: Path) -> None:
    number = len(list(parse_decisions(before, str(path))))
    try:
        fits = len(list(parse_decisions(before + line, str(path)))) == number + 1
    except DecisionError:
        fits = False
    if not fits:
        raise DecisionError(
            f"{path}: no line can be added at its end. Let each decision begin with '- ' at the "
            "start of a line, and nothing follow the last one."
        )


# ------------------------------------------------------------------ what a build obeyed
def write_obeyed(decisions: Decisions, path: Path) -> None:
    """Write what a build obeyed, and where it stands, to a JSON file of the output folder.

    Paths are relative to the folder. Neither the order of decisions nor what surrounds them in
    their files makes a difference.
    """
    obeyed = {to_flow(each.to_data()): each.to_data() for each in decisions.entries}
    data = {
        "inputs": [_relative(each, path.parent) for each in decisions.inputs],
        "files": [_relative(each, path.parent) for each in decisions.files],
        "obeyed": [obeyed[line] for line in sorted(obeyed)],
    }
    text = json.dumps(data, ensure_ascii=False, indent=2)
    path.write_text(f"{text}\n", encoding="utf-8")


def read_obeyed(path: Path) -> Decisions:
    """Return what :func:`write_obeyed` wrote.

    Raises:
        DecisionError: The file is missing or damaged.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        obeyed = [to_decision(each, f"{path}: {to_flow(each)}") for each in data["obeyed"]]
        files, inputs = (
            tuple(_plain(Path(os.path.realpath(path.parent), each)) for each in data[name])
            for name in ("files", "inputs")
        )
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise DecisionError(f"{path}: can't be read. Build the graph again.") from error
    return Decisions(entries=tuple(obeyed), files=files, inputs=inputs)


def _relative(path: Path, folder: Path) -> str:
    return Path(os.path.relpath(os.path.realpath(path), os.path.realpath(folder))).as_posix()
