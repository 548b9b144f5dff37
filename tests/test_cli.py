"""The command line: what each command prints, writes, and says when something is wrong."""

import json
import lzma
import os
import re
import select
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from dumps import item, statement, write_dump
from typer.main import get_command
from typer.testing import CliRunner, Result

from graphbuild.cli import app
from graphbuild.cli.asking import ResultForm
from graphbuild.decision_file import read_decisions, read_decisions_beside
from graphbuild.facts import write_facts

COMMANDS = (
    *("build", "add", "retract", "merge", "redact", "extract", "kb"),
    *("query", "serve", "review", "export", "push", "verify", "validate", "diff"),
)
ARTICLE = "Maria Keller said that Norway would help. Peter Novak denied that it was late."
NO_TRACEBACK = "Traceback (most recent call last)"


def run(*arguments: object) -> Result:
    """Run ``graphbuild ARGUMENTS`` within this process."""
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def check_ok(result: Result, *said: str) -> str:
    assert result.exit_code == 0, result.output
    for each in said:
        assert each in result.stdout
    return result.stdout


def check_error(result: Result, *said: str, code: int = 1) -> None:
    """Check that the command failed with a message on standard error and no traceback."""
    assert result.exit_code == code, result.output
    assert result.stdout == ""
    assert NO_TRACEBACK not in result.stderr
    assert result.exception is None or isinstance(result.exception, SystemExit)
    for each in said:
        assert each in " ".join(result.stderr.replace("│", " ").split())


@pytest.fixture
def one_nlp(nlp, monkeypatch):
    """Let every command use the pipeline that is loaded already."""
    import graphbuild.nlp

    monkeypatch.setattr(graphbuild.nlp, "load_nlp", lambda _: nlp)


@pytest.fixture
def articles(tmp_path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "one.txt").write_text(ARTICLE)
    (folder / "two.txt").write_text("The rain fell in Oslo, Norway. Maria Keller was glad.")
    return folder


@pytest.fixture(scope="module")
def built(nlp, tmp_path_factory) -> Path:
    """A built folder; not to be changed."""
    from graphbuild.model import Article
    from graphbuild.pipeline import build_folder

    out = tmp_path_factory.mktemp("cli") / "out"
    build_folder([Article(id="one", text=ARTICLE, title="Help")], out, nlp=nlp)
    return out


@pytest.fixture(scope="module")
def dated(nlp, tmp_path_factory) -> Path:
    """A built folder of three articles, one without a date; not to be changed."""
    from graphbuild.model import Article
    from graphbuild.pipeline import build_folder

    out = tmp_path_factory.mktemp("dated") / "out"
    texts = {None: "Norway", "2022-11-09": "Oslo", "2022-12-01T08:00:00+01:00": "Bergen"}
    articles = [
        Article(id=f"of {day}", text=f"Maria Keller said that {place} would help.", published=day)
        for day, place in texts.items()
    ]
    build_folder(articles, out, nlp=nlp)
    return out


# ------------------------------------------------------------------ help
def test_the_commands_are_these():
    commands = {command.callback.__name__ for command in app.registered_commands}
    groups = {group.name for group in app.registered_groups}
    assert commands | groups == set(COMMANDS)


@pytest.mark.parametrize("command", [None, *COMMANDS])
def test_every_command_has_help(command):
    stdout = check_ok(run(*([command] if command else []), "--help"))
    assert "Usage:" in stdout
    if command is None:
        assert all(name in stdout for name in COMMANDS)


def test_help_names_every_suffix_that_is_written():
    from graphbuild.export.formats import SUFFIXES

    command = get_command(app).commands["export"]
    (file,) = (each for each in command.params if each.name == "file")
    assert re.findall(r"\.\w+", file.help) == list(SUFFIXES)


def test_the_forms_of_a_result_are_those_that_can_be_made():
    from graphbuild.results import FORMS

    assert tuple(ResultForm) == FORMS


def test_an_unknown_command():
    check_error(run("bild"), "No such command 'bild'", code=2)


def test_help_imports_no_heavy_library():
    code = (
        "import sys; from graphbuild.cli import app\n"
        "try: app(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'spacy', 'rdflib', 'networkx', 'pyvis', 'pyoxigraph'} & set(sys.modules)\n"
        "sys.exit(f'imported {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_real_command_is_installed():
    command = Path(sys.executable).with_name("graphbuild")
    done = subprocess.run([command, "--help"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


# ------------------------------------------------------------------ build
@pytest.mark.model
@pytest.mark.usefixtures("one_nlp")
def test_build(articles, tmp_path):
    out, jsonl = tmp_path / "out", tmp_path / "all.jsonl"
    check_ok(
        run("build", articles, "-o", out, "--jsonl", jsonl),
        f"{out}: 2 articles, ",
        " claims (2 with a named speaker)",
    )
    check_ok(run("verify", out), f"{out}: no fault")
    lines = [json.loads(line) for line in jsonl.read_text().splitlines()]
    keller = [
        {entity["id"] for entity in line["entities"] if entity["name"] == "Maria Keller"}
        for line in lines
    ]
    assert keller[0] == keller[1] != set()


@pytest.mark.model
@pytest.mark.usefixtures("one_nlp")
def test_build_again_writes_the_same_bytes_and_parses_nothing(articles, tmp_path, monkeypatch):
    out = tmp_path / "out"
    check_ok(run("build", articles, "-o", out))
    before = (out / "extractions.jsonl").read_bytes()
    monkeypatch.setattr("graphbuild.extract.extract", lambda *_: pytest.fail("parsed again"))
    check_ok(run("build", articles, "-o", out))
    assert (out / "extractions.jsonl").read_bytes() == before


@pytest.mark.model
@pytest.mark.usefixtures("one_nlp")
def test_build_into_a_folder_of_something_else(articles):
    check_error(run("build", articles, "-o", articles), "not a graphbuild output", "Choose another")
    assert sorted(path.name for path in articles.iterdir()) == ["one.txt", "two.txt"]


@pytest.mark.model
@pytest.mark.usefixtures("one_nlp")
def test_build_with_a_base_of_its_own(articles, tmp_path):
    out = tmp_path / "out"
    check_ok(run("build", articles, "-o", out, "--base", "https://kg.news.example/"))
    assert (
        "kg.news.example"
        in run("query", out, "SELECT ?s { ?s a schema:Person }", "--format", "csv").stdout
    )
    check_error(run("build", articles, "-o", out, "--base", "nonsense"), "base 'nonsense'")


@pytest.mark.model
@pytest.mark.usefixtures("one_nlp")
@pytest.mark.parametrize("command", ["build", "extract"])
@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("gone.txt", None, "gone.txt"),
        ("notes.docx", b"x", ".txt"),
        ("broken.jsonl", b'{"id": "x"}\n', "broken.jsonl:1: "),
        ("binary.txt", b"\x00\x01\x02\xff" * 50, "binary.txt"),
    ],
)
def test_what_cannot_be_read(tmp_path, command, name, content, said):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    check_error(run(command, path, "-o", tmp_path / "out"), said)
    assert not (tmp_path / "out").exists()


@pytest.mark.model
@pytest.mark.usefixtures("one_nlp")
@pytest.mark.parametrize("command", ["build", "extract"])
def test_what_cannot_be_read_may_be_skipped_and_is_counted(articles, tmp_path, command):
    (articles / "bad.jsonl").write_text('{"id": "x"}\nnot json\n')
    result = run(command, articles, "-o", tmp_path / "out", "--on-error", "skip")
    check_ok(result, "2 articles")
    assert "skipped 2 that can't be read" in result.stderr
    assert "bad.jsonl:1: " in result.stderr
    assert "bad.jsonl:2: " in result.stderr


@pytest.mark.model
@pytest.mark.usefixtures("one_nlp")
@pytest.mark.parametrize("command", ["build", "extract"])
def test_where_nothing_can_be_read_the_old_output_stays(articles, tmp_path, command):
    out = tmp_path / "out"
    check_ok(run(command, articles, "-o", out))
    written = out / "extractions.jsonl" if command == "build" else out
    before = written.read_bytes()
    (tmp_path / "bad.jsonl").write_text('{"id": "x"}\nnot json\n')
    check_error(
        run(command, tmp_path / "bad.jsonl", "-o", out, "--on-error", "skip"),
        "bad.jsonl:1: ",
        "no article is left: all 2 were skipped",
    )
    assert written.read_bytes() == before


@pytest.mark.parametrize("command", ["build", "extract"])
def test_a_model_that_is_not_installed(articles, tmp_path, command):
    result = run(command, articles, "-o", tmp_path / "out", "--model", "en_none")
    check_error(result, "no spaCy pipeline 'en_none' is installed")


@pytest.mark.parametrize("command", ["build", "extract"])
def test_inputs_and_output_are_needed(command):
    check_error(run(command), "Missing", code=2)
    check_error(run(command, "x.txt"), "--out", code=2)


# ------------------------------------------------------------------ merge
@pytest.mark.model
def test_merge(nlp, built, tmp_path):
    from graphbuild.model import Article
    from graphbuild.pipeline import build_folder

    other = tmp_path / "other"
    build_folder([Article(id="two\x1b[2J", text="It rained in Oslo, Norway.")], other, nlp=nlp)
    check_ok(run("merge", built, other, "-o", tmp_path / "c"), f"{tmp_path / 'c'}: 2 articles, ")
    check_ok(run("verify", tmp_path / "c"))
    fixed = tmp_path / "fixed"
    build_folder([Article(id="two\x1b[2J", text="It snowed in Oslo, Norway.")], fixed, nlp=nlp)
    result = run("merge", built, other, fixed, "-o", tmp_path / "c")
    check_ok(result, "2 articles")
    assert result.stderr == f"article 'two\ufffd[2J': {fixed} corrects it\n"


@pytest.mark.model
def test_merge_wants_two_builds(built, tmp_path):
    check_error(run("merge", built, "-o", tmp_path / "c"), "two folders or more", code=2)
    check_error(run("merge", built, tmp_path, "-o", tmp_path / "c"), "no graph was built here")


@pytest.mark.model
@pytest.mark.usefixtures("one_nlp")
def test_articles_are_added_corrected_and_retracted(built, tmp_path):
    out, more = tmp_path / "out", tmp_path / "more.jsonl"
    shutil.copytree(built, out)
    more.write_text('{"id": "two", "text": "It rained in Oslo, Norway."}\n')
    check_ok(run("add", out, more), f"{out}: 2 articles, ")
    more.write_text('{"id": "two", "text": "It snowed in Bergen, Norway."}\n')
    result = run("add", out, more)
    assert "article 'two': corrected" in result.stderr
    check_ok(run("verify", out), "no fault")
    check_ok(run("retract", out, "two"), f"{out}: 1 articles, ")
    check_error(run("retract", out, "two"), "has no article 'two'. The ids are in its")
    check_error(run("add", tmp_path / "nowhere", more), "no graph was built here")
    check_error(run("add", out, tmp_path / "missing.txt"), "missing.txt")


# ------------------------------------------------------------------ redact
@pytest.mark.model
@pytest.mark.usefixtures("one_nlp")
def test_redact_a_person(articles, tmp_path):
    out, decisions = tmp_path / "out", articles / "decisions.yaml"
    run("build", articles, "-o", out)
    result = run("redact", out, "--entity", "Peter Novak")
    stdout = check_ok(result, f"{out}: redacted in 1 articles: Peter Novak")
    files = sum(path.is_file() for path in out.rglob("*"))
    assert stdout.splitlines()[1:] == [
        f"{out}: searched {files} files; {files} hold none of it",
        f"{decisions}: has the record that the next build obeys",
    ]
    assert result.stderr == (
        "Not reached: the articles themselves, exports made elsewhere, copies and backups.\n"
    )
    before = (out / "extractions.jsonl").read_bytes()
    assert b"Novak" not in before
    check_ok(run("build", articles, "-o", out))
    assert (out / "extractions.jsonl").read_bytes() == before
    check_ok(run("verify", out))


@pytest.mark.model
@pytest.mark.usefixtures("one_nlp")
def test_redact_tells_files_that_are_not_the_builds(articles, tmp_path):
    out = tmp_path / "out"
    run("build", articles, "-o", out)
    (out / "notes.txt").write_text("Call Peter Novak")
    result = run("redact", out, "--entity", "Peter Novak")
    assert result.exit_code == 1
    assert f"{out / 'notes.txt'}: not of the build, and still names it. Delete it." in result.stderr


@pytest.mark.model
@pytest.mark.usefixtures("one_nlp")
def test_redact_an_article_whose_build_knows_no_decisions(built, tmp_path):
    out = tmp_path / "out"
    shutil.copytree(built, out)
    stdout = check_ok(run("redact", out, "--article", "one"), "redacted in 1 articles: one")
    assert re.search(r"add this line to decisions.yaml .*:\n- \{redacted: \[\"\w{64}", stdout)
    check_ok(run("query", out, "--name", "who-said-what"))
    check_error(run("redact", out, "--article", "one"), "has no article 'one'")


def test_redact_wants_one_thing_to_redact(tmp_path):
    for options in ([], ["--entity", "Ann", "--article", "one"]):
        check_error(run("redact", tmp_path, *options), "either --entity NAME or", code=2)
    check_error(run("redact", tmp_path, "--entity", "Ann"), "no graph was built here")


# ------------------------------------------------------------------ extract
@pytest.mark.model
@pytest.mark.usefixtures("one_nlp")
def test_extract(articles, tmp_path):
    out = tmp_path / "out.jsonl"
    check_ok(run("extract", articles, "-o", out), f"{out}: 2 articles")
    lines = [json.loads(line) for line in out.read_text().splitlines()]
    assert lines[0]["text"] == ARTICLE
    assert len(lines[0]["claims"]) == 2


@pytest.mark.model
@pytest.mark.usefixtures("one_nlp")
def test_json_lines_keep_their_text_and_offsets(tmp_path):
    text = "\n  Maria Keller said 📍 that Norway would help.\r\n"
    (tmp_path / "in.jsonl").write_text(json.dumps({"id": "x", "text": text}))
    check_ok(run("extract", tmp_path / "in.jsonl", "-o", tmp_path / "out.jsonl"))
    line = json.loads((tmp_path / "out.jsonl").read_text())
    assert (line["id"], line["text"]) == ("x", text)
    assert "Norway" in {text[each["start"] : each["end"]] for each in line["mentions"]}


# ------------------------------------------------------------------ query
@pytest.mark.model
@pytest.mark.parametrize(
    ("form", "said"),
    [
        ("table", "(2 rows)"),
        ("csv", "name\r\nMaria Keller\r\nPeter Novak\r\n"),
        ("json", '"value": "Maria Keller"'),
        ("xml", "<literal>Maria Keller</literal>"),
        ("tsv", '?name\n"Maria Keller"\n"Peter Novak"\n'),
    ],
)
def test_query(built, form, said):
    query = "SELECT ?name { ?x a schema:Person ; schema:name ?name } ORDER BY ?name"
    assert said.replace("\r\n", "\n") in run(
        "query", built, query, "--format", form
    ).stdout.replace("\r\n", "\n")


@pytest.mark.model
def test_query_that_makes_triples(built):
    result = run("query", built, "CONSTRUCT WHERE { ?x a schema:Person }", "--format", "turtle")
    check_ok(result, "schema:Person")


@pytest.mark.model
def test_query_that_makes_lines(built):
    result = run("query", built, "CONSTRUCT WHERE { ?x a schema:Person }", "--format", "ntriples")
    check_ok(result, "<https://schema.org/Person> .")


@pytest.mark.model
def test_a_query_that_finds_nothing_says_which_name_is_unknown(built):
    wrong = run("query", built, "SELECT ?x { ?x schema:naame ?y }")
    assert "(0 rows)" in wrong.stdout
    assert "the graph has no schema:naame; the nearest is schema:name" in wrong.stderr
    assert run("query", built, "SELECT ?x { ?x schema:name 'Nobody' }").stderr == ""
    assert run("query", built, "ASK { ?x schema:name ?y }").stderr == ""


@pytest.mark.model
def test_query_by_name_and_parameter(built):
    everyone = check_ok(run("query", built, "--name", "who-said-what"))
    assert "Maria Keller" in everyone
    keller = check_ok(run("query", built, "--name", "claims-by-entity", "--entity", "Maria Keller"))
    assert "would help" in keller
    assert "late" not in keller
    joined = check_ok(run("query", built, "--name", "claims-by-entity", "--entity=Maria Keller"))
    assert joined == keller


@pytest.mark.model
@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        ([], "--around isn't given, so the example stands for it. It is the name of a region"),
        (["--around", "Nowhere"], "nothing is found for --around Nowhere. It is the name of a"),
    ],
)
def test_a_named_query_hints_at_its_parameters(built, arguments, hint):
    result = run("query", built, "--name", "places-in", *arguments)
    check_ok(result, "place_name")
    assert hint in result.stderr


@pytest.mark.model
def test_a_named_query_that_has_all_it_asks_for_says_nothing_else(built):
    entity = ("--entity", "Maria Keller")
    assert run("query", built, "--name", "claims-by-entity", *entity).stderr == ""
    assert run("query", built, "--name", "who-said-what").stderr == ""


@pytest.mark.model
def test_a_parameter_that_may_be_left_out_asks_for_all(built):
    everything = run("query", built, "--name", "claims-within-period", "--format", "csv")
    check_ok(everything, "would help")
    assert everything.stderr == ""
    nothing = run("query", built, "--name", "claims-within-period", "--about", "Nowhere")
    check_ok(nothing)
    assert "nothing is found for --about Nowhere. It is what the claim is about" in nothing.stderr


@pytest.mark.model
def test_query_without_a_query_lists_the_named_ones(built):
    check_ok(run("query", built), "--name who-said-what", "--name claims-by-entity --entity …")
    optional = "--name who-contradicts-whom [--about …] [--speaker …]"
    check_ok(run("query", built), optional)


@pytest.mark.model
@pytest.mark.parametrize(
    ("arguments", "said", "code"),
    [
        (["--name", "nothing"], "no query is called 'nothing'. There are: ", 1),
        (
            ["--name", "claims-by-entity", "--colour", "red"],
            "no parameter 'colour'. It has: entity",
            1,
        ),
        (["--name", "claims-by-entity", "--entity"], "Parameters are pairs", 2),
        (["ASK { ?s ?p ?o }", "--entity", "Norway"], "parameters go with --name", 2),
        (["ASK {"], "SPARQL line 1", 1),
        (["SELECT ?s { ?s a nope:Thing }"], "prefix", 1),
        (["SELECT * { SERVICE <http://x.example/> { ?s ?p ?o } }"], "SERVICE", 1),
        (["DELETE WHERE { ?s ?p ?o }"], "DELETE", 1),
        (["ASK { ?s ?p ?o }", "--format", "turtle"], "only CONSTRUCT and DESCRIBE", 1),
        (["ASK { ?s ?p ?o }", "--format", "pdf"], "'pdf'", 2),
        (
            ["SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }", "--timeout", "0.2"],
            "0.2 s",
            1,
        ),
        (["ASK {}", "--timeout", "0"], "timeout", 2),
    ],
)
def test_query_that_cannot_be_answered(built, arguments, said, code):
    check_error(run("query", built, *arguments), said, code=code)


# ------------------------------------------------------------------ export, verify
@pytest.mark.model
@pytest.mark.parametrize("suffix", [".ttl", ".nq", ".trig", ".jsonld", ".graphml", ".json"])
def test_export(built, tmp_path, suffix):
    file = tmp_path / f"graph{suffix}"
    assert check_ok(run("export", built, file)).split() == [str(file)]
    assert "Maria Keller" in file.read_text(encoding="utf-8")


@pytest.mark.model
def test_export_of_a_period(dated, tmp_path):
    result = run("export", dated, tmp_path / "november.ttl", "--since", "2022-11")
    check_ok(result, "november.ttl")
    assert result.stderr == "articles without a date, left out: 1\n"
    result = run("export", dated, tmp_path / "december.ttl", "--since=2022-12", "--until=2022-12")
    check_ok(result)
    november = (tmp_path / "november.ttl").read_text("utf-8")
    december = (tmp_path / "december.ttl").read_text("utf-8")
    assert "Oslo would" in november
    assert "Norway would" not in november
    assert "Oslo would" not in december
    assert "Bergen would" in december


def test_export_without_a_period_has_what_has_no_date(dated, tmp_path):
    result = run("export", dated, tmp_path / "all.ttl")
    check_ok(result)
    assert result.stderr == ""
    assert "Norway would" in (tmp_path / "all.ttl").read_text("utf-8")


def test_query_in_a_period(dated):
    ask = "SELECT (COUNT(?c) AS ?n) { ?c a schema:Claim }"
    counted = run("query", dated, ask, "--until", "2022-11", "--format", "csv")
    check_ok(counted, "1")
    assert "articles without a date, left out: 1" in counted.stderr
    named = run("query", dated, "--name", "who-said-what", "--since", "2022-11-30")
    assert "Bergen" in check_ok(named)
    assert "Oslo" not in named.stdout


@pytest.mark.parametrize("command", ["query", "export"])
def test_a_period_that_is_none(dated, tmp_path, command):
    rest = ["ASK {}"] if command == "query" else [tmp_path / "x.ttl"]
    result = run(command, dated, *rest, "--since", "last week")
    check_error(result, "'since' is 'last week'", "such as 2022-11-09, 2022-11 or 2022")
    result = run(command, dated, *rest, "--since", "2022-12", "--until", "2022-11")
    check_error(result, "exchange the two")


def test_export_of_damaged_extractions(built, tmp_path):
    out = tmp_path / "out"
    shutil.copytree(built, out)
    path = out / "extractions.jsonl"
    path.write_bytes(path.read_bytes() * 2)
    check_error(run("export", out, tmp_path / "graph.ttl"), f"{path}:2: article 'one': this id is")


@pytest.mark.model
def test_export_to_an_unknown_suffix(built, tmp_path):
    check_error(run("export", built, tmp_path / "graph.xyz"), "graph.xyz", ".ttl")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.model
@pytest.mark.parametrize("name", ["build.json", "store/graph.ttl"])
def test_export_over_the_folder_itself(built, name):
    before = (built / "build.json").read_bytes()
    check_error(run("export", built, built / name), "is part of the graph in")
    assert (built / "build.json").read_bytes() == before


@pytest.mark.model
def test_export_of_a_folder_with_a_link_that_leads_to_itself(built, tmp_path):
    folder = tmp_path / "out"
    shutil.copytree(built, folder)
    (folder / "build.json").unlink()
    (folder / "build.json").symlink_to("build.json")
    check_error(run("export", folder, tmp_path / "graph.ttl"), str(folder))


@pytest.mark.model
def test_export_to_a_folder_that_is_missing(built, tmp_path):
    check_error(run("export", built, tmp_path / "no" / "graph.ttl"), "graph.ttl")


@pytest.mark.parametrize(
    "arguments", [["query", "ASK { ?s ?p ?o }"], ["export", "x.ttl"], ["verify"], ["review"]]
)
@pytest.mark.parametrize("kind", ["missing", "foreign"])
def test_a_folder_that_graphbuild_did_not_write(tmp_path, arguments, kind):
    folder = tmp_path / "folder"
    if kind == "foreign":
        folder.mkdir()
        (folder / "diary.txt").write_text("Dear diary")
    command, *rest = arguments
    check_error(
        run(command, folder, *rest), f"{folder}: no graph was built here", "graphbuild build"
    )


@pytest.mark.model
@pytest.mark.usefixtures("one_nlp")
def test_verify_says_what_is_wrong(articles, tmp_path):
    out = tmp_path / "out"
    check_ok(run("build", articles, "-o", out))
    path = out / "extractions.jsonl"
    path.write_text(path.read_text().replace("would help", "WOULD HELP"))
    check_error(run("verify", out), "extractions.jsonl:")


# ------------------------------------------------------------------ the real thing
@pytest.mark.model
@pytest.mark.slow
def test_the_real_command_from_articles_to_answers(articles, tmp_path):
    command = Path(sys.executable).with_name("graphbuild")
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}

    def graphbuild(*arguments: object) -> str:
        done = subprocess.run(
            [command, *map(str, arguments)],
            capture_output=True,
            text=True,
            check=True,
            cwd=tmp_path,
            env=environment,
        )
        assert done.stderr == ""
        return done.stdout

    assert "2 articles" in graphbuild("build", articles, "-o", "out")
    assert "no fault" in graphbuild("verify", "out")
    assert "Maria Keller" in graphbuild("query", "out", "--name", "who-said-what")
    assert graphbuild("export", "out", "graph.html").split() == ["graph.html"]


# ------------------------------------------------------------------ knowledge bases
@pytest.mark.model
@pytest.mark.usefixtures("one_nlp")
def test_a_knowledge_base_is_made_and_linked_to(articles, tmp_path, monkeypatch):
    monkeypatch.setenv("GRAPHBUILD_CACHE", str(tmp_path / "cache"))
    keller = item(77, "Maria Keller", description="a politician", P31=[statement("Q5")])
    dump = write_dump(tmp_path / "dump.json", ["{", keller])
    said = check_ok(run("kb", "build", dump, "-o", tmp_path / "kb"))
    assert said == f"{tmp_path / 'kb'}: 1 facts from 4 lines; 1 of these can't be read: 2\n"
    for command, out in (("build", "out"), ("extract", "one.jsonl")):
        check_ok(run(command, articles, "--kb", tmp_path / "kb", "-o", tmp_path / out))
    lines = (tmp_path / "one.jsonl").read_text().splitlines()
    links = [
        link["iri"]
        for line in lines
        for each in json.loads(line)["entities"]
        for link in each["links"]
    ]
    assert "http://www.wikidata.org/entity/Q77" in links


@pytest.mark.model
@pytest.mark.usefixtures("one_nlp")
def test_a_missing_knowledge_base_is_named(articles, tmp_path):
    result = run("extract", articles, "--kb", tmp_path / "none", "-o", tmp_path / "one.jsonl")
    check_error(result, "none: no such file. Give a knowledge base")


@pytest.mark.model
@pytest.mark.usefixtures("one_nlp")
def test_a_cell_of_a_knowledge_base_that_cannot_be_is_named(articles, tmp_path, monkeypatch):
    monkeypatch.setenv("GRAPHBUILD_CACHE", str(tmp_path / "cache"))
    write_facts([], tmp_path / "kb")
    with lzma.open(tmp_path / "kb", "at") as file:
        file.write('[1,"p","A",[],"",5]\n')
    result = run("build", articles, "--kb", tmp_path / "kb", "-o", tmp_path / "out")
    check_error(result, "kb:2: not a fact: country is 5, expected a code of ISO 3166 such as NO")


def test_what_is_no_dump_is_told(tmp_path):
    (tmp_path / "dump.json").write_bytes(b"\x00\x01\x02")
    result = run("kb", "build", tmp_path / "dump.json", "-o", tmp_path / "kb")
    check_error(result, "dump.json:1: is no line of a dump. Expected an official JSON dump")


def test_a_dump_that_is_missing_is_named(tmp_path):
    check_error(run("kb", "build", tmp_path / "none.json", "-o", tmp_path / "kb"), "can't be read")


# ------------------------------------------------------------------ decisions
TYPE = "- {type: organization, entity: {article: one, name: Norway}}\n"
CONTENT = "{article: one, content: that it was late}"
DECIDED = f"- {{wrong: {CONTENT}}}\n"


@pytest.fixture
def reviewed(nlp, tmp_path) -> Path:
    """A folder of articles, and beside it a built one; in it nothing is decided."""
    from graphbuild.model import Article
    from graphbuild.pipeline import build_folder

    folder = tmp_path / "news"
    folder.mkdir()
    build_folder(
        [Article(id="one", text=ARTICLE, title="Help"), Article(id="two", text=ARTICLE)],
        tmp_path / "out",
        nlp=nlp,
        decisions=read_decisions_beside(folder),
    )
    return folder


@pytest.mark.model
@pytest.mark.usefixtures("one_nlp")
def test_build_obeys_the_decisions_beside_the_articles(articles, tmp_path):
    line = '{title: "x", name: Norway}'
    (articles / "one.jsonl").write_text(json.dumps({"id": "one", "text": ARTICLE}))
    (articles / "one.txt").unlink()
    (articles / "decisions.yaml").write_text(f"{TYPE}{DECIDED}- {{same: [{line}, Q20]}}\n")
    for inputs in ([articles], sorted(articles.iterdir()), [articles / "one.jsonl"]):
        result = run("build", *inputs, "-o", tmp_path / "out")
        check_ok(result, "1 claims (1 with a named speaker)")
        assert "decisions.yaml:3: not obeyed, but kept: there is no article 'x'." in result.stderr
    bodies = "SELECT ?name { ?body a schema:Organization ; schema:name ?name }"
    check_ok(run("query", tmp_path / "out", bodies), "Norway")


@pytest.mark.model
@pytest.mark.usefixtures("one_nlp")
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- {same: [Q1", "decisions.yaml:1: not YAML: "),
        ("- {equal: [Q1, Q2]}\n", "decisions.yaml:1: {equal: [Q1, Q2]} isn't a decision"),
        (
            "- {same: [Q1, Q2]}\n- {different: [Q2, Q3]}\n- {same: [Q3, Q1]}\n",
            "decisions.yaml:2: Q2 and Q3 are said to be different here, but the same by",
        ),
        ('- {same: [Q1, "\\e[2J"]}\n', "decisions.yaml:1: "),
    ],
)
def test_build_stops_at_decisions_that_are_wrong_and_parses_nothing(
    articles, tmp_path, monkeypatch, text, said
):
    monkeypatch.setattr("graphbuild.extract.extract", lambda *_: pytest.fail("parsed"))
    (articles / "decisions.yaml").write_text(text)
    check_error(run("build", articles, "-o", tmp_path / "out"), said)
    assert not (tmp_path / "out").exists()


@pytest.mark.model
def test_review_of_claims_by_standard_input(reviewed, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, ["review", "out", "--claims"], input="right\nwrong\nquit\n")
    stdout = check_ok(result, "1 of 4: ", "2 decisions added to news/decisions.yaml")
    assert stdout.endswith("options of the last build:\n  graphbuild build news -o out\n")
    lines = (reviewed / "decisions.yaml").read_text().splitlines()
    assert [line[:9] for line in lines if not line.startswith("#")] == ["- {right:", "- {wrong:"]
    again = CliRunner().invoke(app, ["review", "out", "--claims"], input="wrong\n" * 9)
    check_ok(again, "1 of 2: ", "2 decisions added")
    done = CliRunner().invoke(app, ["review", "out", "--claims"])
    check_ok(done, "out: nothing to review: no claims nobody has decided on.")


@pytest.mark.model
def test_review_where_nobody_answers(reviewed, tmp_path):
    assert reviewed.is_dir()
    said = check_ok(run("review", tmp_path / "out", "--claims"), "1 of 4: ")
    assert said.endswith("Answer in a terminal, or by standard input.\n")
    assert not (reviewed / "decisions.yaml").exists()


@pytest.mark.model
def test_review_of_a_graph_that_knows_no_place_for_decisions(built):
    check_error(run("review", built), "built without a place for decisions")


class Terminal:
    """``graphbuild review`` in a pseudo-terminal of 72 columns."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        import pty

        self.unread = b""
        self.own, other = pty.openpty()
        self.process = subprocess.Popen(
            [Path(sys.executable).with_name("graphbuild"), "review", *arguments],
            cwd=folder,
            env={**os.environ, "COLUMNS": "72"},
            stdin=other,
            stdout=other,
            stderr=other,
            # A shell that runs the tests in the background has them ignore interrupts.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        os.close(other)

    def read_to(self, end: str) -> str:
        """Return what is shown up to *end*, and go on from there."""
        while end.encode() not in self.unread:
            assert select.select([self.own], [], [], 60)[0], f"no {end!r} after {self.unread!r}"
            self.unread += os.read(self.own, 1 << 16)
        shown, self.unread = self.unread.split(end.encode(), 1)
        return shown.decode() + end

    def answer(self, keys: str) -> None:
        os.write(self.own, keys.encode())

    def interrupt(self) -> None:
        """Send the interrupt until it shows: one that comes just before the wait is overheard."""
        for _ in range(60):
            self.process.send_signal(signal.SIGINT)
            if select.select([self.own], [], [], 1)[0]:
                return

    def end(self) -> int:
        """Return the exit code."""
        code = self.process.wait(timeout=60)
        os.close(self.own)
        return code


@pytest.mark.model
def test_review_in_a_terminal(reviewed, tmp_path):
    file = reviewed / "decisions.yaml"
    terminal = Terminal(tmp_path, "out", "--claims")
    terminal.read_to("1 of 4")
    terminal.read_to("quit? ")
    terminal.answer("wrong\n")
    shown = terminal.read_to("2 of 4") + terminal.read_to("quit? ")
    assert max(map(len, shown.splitlines())) <= 72
    # Killed at the question: what was answered before is there, and whole.
    assert len(read_decisions(file).entries) == 1
    terminal.process.kill()
    assert terminal.end() < 0
    assert len(read_decisions(file).entries) == 1


@pytest.mark.model
@pytest.mark.parametrize("key", ["\x04", "interrupt"])
def test_a_terminal_is_left_without_losing_an_answer(reviewed, tmp_path, key):
    terminal = Terminal(tmp_path, "out", "--claims")
    terminal.read_to("quit? ")
    terminal.answer("r\n")
    terminal.read_to("2 of 4")
    terminal.read_to("quit? ")
    if key == "interrupt":
        terminal.interrupt()
    else:
        terminal.answer(key)
    shown = terminal.read_to("-o out")
    assert "1 decision added to news/decisions.yaml" in shown
    assert terminal.end() == 0
    assert len(read_decisions(reviewed / "decisions.yaml").entries) == 1
