"""Two output folders compared, and how it is shown."""

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from graphbuild.cli import app
from graphbuild.comparing import SHOWN, compare_folders, format_differences
from graphbuild.decision_file import parse_decisions
from graphbuild.decisions import Decisions
from graphbuild.differences import COLUMNS, Difference, Kind
from graphbuild.errors import OutputError
from tests.folders_by_hand import small_extractions, write_by_hand


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> Path:
    return write_by_hand(small_extractions(), tmp_path_factory.mktemp("whole") / "out")


@pytest.fixture(scope="module")
def fewer(tmp_path_factory) -> Path:
    return write_by_hand(small_extractions()[:1], tmp_path_factory.mktemp("fewer") / "out")


def diff(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["diff", *map(str, arguments)])


def test_a_folder_is_as_it_is(whole):
    assert compare_folders(whole, whole) == ()
    done = diff(whole, whole)
    assert (done.exit_code, done.stdout) == (0, f"{whole} and {whole}: no difference\n")
    assert diff(whole, whole, "--format", "json").stdout == "[]\n"


def test_a_retracted_article_is_told_with_what_went_with_it(whole, fewer):
    done = diff(whole, fewer)
    lines = done.stdout.splitlines()
    assert done.exit_code == 1
    assert lines[0] == "articles retracted: 1"
    assert lines[1].startswith("  - lantern/2022 11: ")
    assert "claims gone: 2, 2 of them with their article" in lines


def test_it_can_be_had_as_csv_and_json(whole, fewer):
    rows = list(csv.DictReader(diff(whole, fewer, "--format", "csv").stdout.splitlines()))
    data = json.loads(diff(whole, fewer, "--format", "json").stdout)
    assert len(rows) == len(data) == len(compare_folders(whole, fewer))
    assert tuple(rows[0]) == tuple(data[0]) == COLUMNS
    assert data[0]["kind"] == "articles retracted"


def test_what_made_them_is_told_first(whole, tmp_path):
    other = write_by_hand(
        small_extractions(), tmp_path / "out", pipeline="newer", base="https://my.example/"
    )
    assert [(each.kind, each.after) for each in compare_folders(whole, other)] == [
        (Kind.BASE, "https://my.example/"),
        (Kind.PIPELINE, "newer"),
    ]


def test_decisions_are_told(whole, tmp_path):
    text = "- {type: organization, entity: {article: courier-1, name: Kherson}}\n"
    decided = Decisions(entries=tuple(parse_decisions(text, "decisions.yaml")))
    other = write_by_hand(small_extractions(), tmp_path / "out", decisions=decided)
    found = compare_folders(whole, other)
    assert found[0].kind is Kind.DECISION_ADDED
    assert "Kherson" in found[0].after
    assert Kind.ENTITY_RETYPED in {each.kind for each in found}
    assert compare_folders(other, whole)[0].kind is Kind.DECISION_GONE


def test_trouble_is_told_with_another_status(whole, tmp_path):
    done = diff(whole, tmp_path)
    assert done.exit_code == 2
    assert "no graph was built here" in done.stderr
    with pytest.raises(OutputError):
        compare_folders(tmp_path, whole)


def test_the_first_are_shown_and_the_rest_counted():
    found = [
        Difference(kind=Kind.CLAIM_GONE, article=f"a{number:02}", before=f"claim {number}")
        for number in range(SHOWN + 3)
    ]
    lines = format_differences(found, "text").splitlines()
    assert lines[0] == f"claims gone: {SHOWN + 3}"
    assert lines[1] == "  - a00: claim 0"
    assert lines[-1] == "  and 3 more"
    assert len(lines) == SHOWN + 2


def test_what_went_with_its_article_stands_last():
    found = [
        Difference(kind=Kind.ARTICLE_GONE, article="a", before="an article"),
        Difference(kind=Kind.CLAIM_GONE, article="a", before="with it"),
        Difference(kind=Kind.CLAIM_GONE, article="b", before="by itself"),
    ]
    lines = format_differences(found, "text").splitlines()
    assert lines[2:] == [
        "claims gone: 2, 1 of them with their article",
        "  - b: by itself",
        "  - a: with it",
    ]


def test_what_changed_shows_both():
    entity = Difference(kind=Kind.ENTITY_RENAMED, article="a", before="Milley", after="Mark Milley")
    base = Difference(kind=Kind.BASE, before="https://a/", after="https://b/")
    assert format_differences([base, entity], "text").splitlines() == [
        "base changed: 1",
        "  - https://a/",
        "  + https://b/",
        "entities renamed: 1",
        "  a:",
        "    - Milley",
        "    + Mark Milley",
    ]


def test_hostile_names_steer_no_terminal_and_run_in_no_spreadsheet(tmp_path, whole):
    first, *rest = small_extractions()
    hostile = replace(first, article=replace(first.article, title="=cmd()\x1b[2J"))
    other = write_by_hand([hostile, *rest], tmp_path / "out")
    assert "\x1b" not in diff(whole, other).stdout
    cells = csv.reader(diff(other, whole, "--format", "csv").stdout.splitlines())
    assert not [cell for row in cells for cell in row if cell.startswith("=")]
