"""What differs between two output folders, or two states of one."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from graphbuild.decision_file import read_obeyed
from graphbuild.decisions import to_flow
from graphbuild.differences import (
    COLUMNS,
    Difference,
    Kind,
    compare_sets,
    find_differences,
    in_order,
)
from graphbuild.export.csv_file import format_csv
from graphbuild.folder import OBEYED_FILE, Build, read_build, read_whole
from graphbuild.graph import KnowledgeGraph
from graphbuild.pipeline import load_graph

SHOWN = 20

_WHOLE_ARTICLES = (Kind.ARTICLE_ADDED, Kind.ARTICLE_GONE)


def compare_folders(before: str | Path, after: str | Path) -> tuple[Difference, ...]:
    """Return what differs between two folders that ``build_folder`` wrote.

    Raises:
        OutputError: One of them isn't such a folder.
        ExtractionError: A line of its extractions is damaged; it names file and line.
        DecisionError: What was obeyed is damaged.
    """
    old, new = (read_whole(folder, partial(_state, folder)) for folder in (before, after))
    decisions = compare_sets(old.decisions, new.decisions, Kind.DECISION_ADDED, Kind.DECISION_GONE)
    found = find_differences(old.graph, new.graph)
    return in_order((*_made(old.build, new.build), *decisions, *found))


class _State(NamedTuple):
    build: Build
    decisions: list[str]
    graph: KnowledgeGraph


def _state(folder: str | Path) -> _State:
    build = read_build(folder)
    obeyed = read_obeyed(Path(folder) / OBEYED_FILE)
    decisions = [to_flow(each.to_data()) for each in obeyed.entries]
    return _State(build, decisions, load_graph(folder))


def _made(old: Build, new: Build) -> Iterator[Difference]:
    if old.base != new.base:
        yield Difference(kind=Kind.BASE, before=old.base, after=new.base)
    if old.pipeline != new.pipeline:
        yield Difference(kind=Kind.PIPELINE, before=old.pipeline, after=new.pipeline)


# ------------------------------------------------------------------ shown
def format_differences(differences: Sequence[Difference], form: str) -> str:
    """Return differences as ``text``, the first of each kind, or all as ``json`` or ``csv``."""
    if form == "json":
        return json.dumps(list(map(asdict, differences)), ensure_ascii=False, indent=1) + "\n"
    if form == "csv":
        return format_csv(map(asdict, differences), COLUMNS)
    return "".join(f"{line}\n" for line in _lines(differences))


def _lines(differences: Sequence[Difference]) -> Iterator[str]:
    """Yield lines to read; what came or went with its article stands last."""
    whole = {each.article for each in differences if each.kind in _WHOLE_ARTICLES}
    for kind, group in groupby(differences, key=lambda each: each.kind):
        found = list(group)
        with_article = [] if kind in _WHOLE_ARTICLES else [e for e in found if e.article in whole]
        of_them = f", {len(with_article)} of them with their article" if with_article else ""
        yield f"{kind}: {len(found)}{of_them}"
        # Sorting keeps the order of what is alike.
        for each in sorted(found, key=with_article.__contains__)[:SHOWN]:
            yield from _told(each)
        if len(found) > SHOWN:
            yield f"  and {len(found) - SHOWN} more"


def _told(each: Difference) -> Iterable[str]:
    where = f"{each.article}: " if each.article else ""
    if each.before is None or each.after is None:
        sign = "-" if each.after is None else "+"
        return [f"  {sign} {where}{each.before or each.after or ''}"]
    if not where:
        return [f"  - {each.before}", f"  + {each.after}"]
    return [f"  {where.strip()}", f"    - {each.before}", f"    + {each.after}"]
