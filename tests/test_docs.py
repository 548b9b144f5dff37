"""The README's commands and examples run as written, and show what they print."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE, OutputChecker
from pathlib import Path

import nbformat
import pytest

from graphbuild.decision_file import parse_decisions
from graphbuild.decisions import KINDS
from graphbuild.ontology import named_queries

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@dataclass(frozen=True)
class Command:
    """A command and what is shown after it; "..." stands for anything."""

    text: str
    shown: str


def blocks(language: str) -> list[str]:
    """Return the README's fenced blocks of *language*."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def commands(block: str) -> Iterator[Command]:
    """Yield the commands of a console session: lines after "$ ", continued after "> "."""
    for session in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        first, *lines = session.splitlines()
        more = [line for line in lines if line.startswith("> ")]
        text = "\n".join([first, *(line.removeprefix("> ") for line in more)])
        yield Command(text, "\n".join(lines[len(more) :]) + "\n")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the sample articles, in which the README is followed."""
    path = tmp_path_factory.mktemp("readme")
    shutil.copytree(ROOT / "seeds", path / "seeds")
    return path


def run(arguments: list[str], folder: Path) -> str:
    """Return what a command prints, with this environment's programs found first."""
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        arguments,
        cwd=folder,
        env={**os.environ, "PATH": programs, "COLUMNS": "200", "PYTHONUTF8": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
@pytest.mark.model
def test_the_readmes_commands_print_what_it_shows(folder: Path) -> None:
    """They follow one another, so they are one test."""
    for command in [each for block in blocks("console") for each in commands(block)]:
        printed = run(["bash", "-c", command.text], folder)
        matches = OutputChecker().check_output(
            command.shown, printed, ELLIPSIS | NORMALIZE_WHITESPACE
        )
        assert matches, f"$ {command.text}\n{printed}"


@pytest.mark.slow
@pytest.mark.model
def test_the_readmes_python_runs(folder: Path) -> None:
    run([sys.executable, "-W", "error", "-c", "\n".join(blocks("python"))], folder)


def test_the_readme_knows_how_many_queries_there_are() -> None:
    assert len(named_queries()) == 24
    assert "Twenty-four questions come with graphbuild" in README


def test_the_readme_has_commands_and_python() -> None:
    assert len([each for block in blocks("console") for each in commands(block)]) > 5
    assert blocks("python")


def test_the_decisions_shown_are_decisions() -> None:
    text = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"^```yaml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    found = list(parse_decisions(shown, "decisions.yaml"))
    assert {next(iter(each.to_data())) for each in found} == set(KINDS)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_a_documents_links_to_files_lead_somewhere(path: Path) -> None:
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text(encoding="utf-8"))
    assert [target for target in targets if not (path.parent / target).exists()] == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_a_notebook_holds_no_output(path: Path) -> None:
    """nbmake runs the notebooks: see the Makefile."""
    notebook = nbformat.read(path, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert code
    assert [cell for cell in code if cell.outputs or cell.execution_count is not None] == []
