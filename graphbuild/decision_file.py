"""``decisions.yaml``: a person's decisions, beside the articles that they are on.

Each is an item of a list, by hand or by ``graphbuild review`` on one line, so that deleting the
line undoes it. No build writes to the file.
"""

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from errno import ENOSPC
from itertools import chain, pairwise
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

# Of the two readers that PyYAML has, the one in C is forty times as fast.
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

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
    _check(entries)
    return Decisions(entries=entries, files=tuple(map(Path, paths)))


def _check(entries: Sequence[Decision]) -> None:
    check_consistent(
        [(each.one, each.other, each.where) for each in entries if isinstance(each, Same)],
        [(each.one, each.other, each.where) for each in entries if isinstance(each, Different)],
        shown=shown_anchor,
    )


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
    yield from parse_decisions(_text(path), str(path))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise DecisionError(f"{path}: can't be read: {error.strerror}. Check the path.") from error
    except UnicodeDecodeError as error:
        raise DecisionError(
            f"{path}: not UTF-8 at byte {error.start}. Save the file as UTF-8."
        ) from error


def parse_decisions(text: str, name: str) -> Iterator[Decision]:
    """Yield the decisions in the *text* of a file with this *name*.

    Raises:
        DecisionError: It isn't a list of decisions; the message says in which line.
    """
    for node in _nodes(text, name):
        where = f"{name}:{node.start_mark.line + 1}"
        try:
            data = _data(node, where, set())
        except RecursionError as error:
            raise DecisionError(f"{where}: nested too deeply. Correct the line.") from error
        yield to_decision(data, where)


def _nodes(text: str, name: str) -> list[yaml.Node]:
    """Return the items of the list that the text is."""
    try:
        root = _LOADER(text).get_single_node()
    except (yaml.YAMLError, RecursionError) as error:
        raise DecisionError(_no_yaml(text, name, error)) from error
    if root is None or not root.value:
        return []
    if not isinstance(root, yaml.SequenceNode):
        raise DecisionError(_no_list(name, root.start_mark.line + 1))
    return list(root.value)


def _data(node: yaml.Node, where: str, seen: set[int]) -> object:
    """Return what a node holds, every scalar as it is written: an entity may be called "No".

    YAML's own reader would drop one of two equal keys, and follow aliases, by which a short file
    may stand for an endless one.
    """
    if id(node) in seen:
        raise DecisionError(f"{where}: not YAML: an alias, which isn't used here. Write it out.")
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        return [_data(each, where, seen) for each in node.value]
    if not isinstance(node, yaml.MappingNode):
        return node.value
    found: dict[object, object] = {}
    for key, value in node.value:
        if key.value in found or not isinstance(key, yaml.ScalarNode):
            raise DecisionError(f"{where}: has '{key.value}' twice. Make it two decisions.")
        found[key.value] = _data(value, where, seen)
    return found


def _no_list(name: str, line: int) -> str:
    return f"{name}:{line}: not a list. Each decision is a line as: - {{same: [...]}}"


def _no_yaml(text: str, name: str, error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    line = _broken_line(text) or (mark.line + 1 if mark else None)
    reason = getattr(error, "problem", None) or str(error).partition("\n")[0] or "nested too deeply"
    return (
        f"{name}{f':{line}' if line else ''}: not YAML: {reason}. Correct the line; words with "
        "':', '#', ',' or brackets stand in double quotation marks."
    )


def _broken_line(text: str) -> int | None:
    """Return the number of the first item of a list that is no YAML by itself.

    YAML's reader tells where it was stopped: after an open bracket, in one of the next lines.
    """
    lines = text.splitlines()
    starts = [number for number, line in enumerate(lines) if line.startswith("-")]
    for start, end in pairwise([*starts, len(lines)]):
        try:
            _LOADER("\n".join(lines[start:end])).get_single_node()
        except (yaml.YAMLError, RecursionError):
            return start + 1
    return None


# ------------------------------------------------------------------ writing
def append_decision(decision: Decision, path: Path) -> None:
    """Add *decision* to the file as one line; what stands there already is left as it is.

    One write makes the whole line, so that the file is valid whenever this is stopped.

    Raises:
        DecisionError: The file holds no list that a line can be added to, or can't be written.
    """
    line = f"- {to_flow(decision.to_data())}\n"
    try:
        before = _text(path) if path.exists() else HEADER
        if before and not before.endswith("\n"):
            line = f"\n{line}"
        _check_line_fits(before, line, path)
        _append(line if path.exists() else HEADER + line, path)
    except OSError as error:
        raise DecisionError(
            f"{path}: can't be written: {error.strerror}. Check folder and permissions."
        ) from error


def _append(text: str, path: Path) -> None:
    data = text.encode()
    with path.open("ab", buffering=0) as file:
        end = file.seek(0, os.SEEK_END)
        if file.write(data) != len(data):
            file.truncate(end)
            raise OSError(ENOSPC, os.strerror(ENOSPC))
        os.fsync(file.fileno())


def _check_line_fits(before: str, line: str, path: Path) -> None:
    number = len(_nodes(before, str(path)))
    try:
        fits = len(_nodes(before + line, str(path))) == number + 1
    except DecisionError:
        fits = False
    if not fits:
        raise DecisionError(
            f"{path}: no line can be added at its end. Let each decision begin with '- ' at the "
            "start of a line, and nothing follow the last one."
        )


# ------------------------------------------------------------------ what a build obeyed
def write_obeyed(decisions: Decisions, path: Path, *, folder: Path | None = None) -> None:
    """Write what a build obeyed, and where it stands, to a JSON file of the output folder.

    Neither the order of decisions nor what surrounds them in their files makes a difference.

    Args:
        decisions: What was obeyed.
        path: The file.
        folder: What paths in it are relative to; the folder of *path* by default.
    """
    place = folder or path.parent
    obeyed = {to_flow(each.to_data()): each.to_data() for each in decisions.entries}
    data = {
        "inputs": [_relative(each, place) for each in decisions.inputs],
        "files": [_relative(each, place) for each in decisions.files],
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
    except (OSError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise DecisionError(f"{path}: can't be read. Build the graph again.") from error
    return Decisions(entries=tuple(obeyed), files=files, inputs=inputs)


def merge_decisions(parts: Iterable[Decisions]) -> Decisions:
    """Return what a build of all articles obeys that *parts* of them were built with.

    Raises:
        DecisionError: They contradict each other.
    """
    first, *others = parts
    entries = tuple(chain(first.entries, *(each.entries for each in others)))
    _check(entries)
    there = (path for each in others for path in each.files if path.exists())
    return Decisions(
        entries=entries,
        files=tuple(dict.fromkeys((*first.files, *there))),
        inputs=tuple(chain(first.inputs, *(each.inputs for each in others))),
    )


def _relative(path: Path, folder: Path) -> str:
    return Path(os.path.relpath(os.path.realpath(path), os.path.realpath(folder))).as_posix()
