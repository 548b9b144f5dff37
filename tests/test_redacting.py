"""A person or an article is gone from every file of a folder, for good, and nothing else is."""

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from graphbuild.dataset import STORE_FOLDER
from graphbuild.decision_file import read_decisions_beside
from graphbuild.decision_masks import mask_decisions
from graphbuild.errors import OutputError
from graphbuild.folder import EXTRACTION_FILE
from graphbuild.masks import is_masked
from graphbuild.model import Article
from graphbuild.pipeline import (
    build_folder,
    find_folder_faults,
    load_graph,
    merge_folders,
)
from graphbuild.progress import PROGRESS_FILE
from graphbuild.redacting import redact_entity, redact_listed
from graphbuild.redaction import Redactor
from graphbuild.replacement import WRITING
from graphbuild.store import open_store

ARTICLES = [
    Article(
        id="strike",
        title="Lindqvist threatens a strike",
        text=(
            "Anna Lindqvist, who chairs the dockers’ union, said on Monday that the port of Oslo "
            "would be closed. “We have waited long enough,” Lindqvist said. Peter Novak called "
            "her a danger to Norway. Anna’s brother, Tom Berg, denied that she was angry."
        ),
        url="https://news.example/2024/anna-lindqvist-strike",
        publisher="Harbour Courier",
        published="2024-03-04",
    ),
    Article(
        id="anna_lindqvist_answers",
        text="Peter Novak said that ANNA LINDQVIST had lied. She denied that she had met Novak.",
        published="2024-03-05",
    ),
    Article(
        id="skater",
        text="Eva Lindqvist won in Bergen. “It was cold,” Lindqvist said. Peter Novak was there.",
        publisher="Bergen Post",
        published="2024-03-06",
    ),
    Article(id="rain", text="It rained in Oslo, Norway. Tom Berg said that it would go on."),
]
NAME = re.compile(r"anna.{0,3}lindqvist|lindqvist.{0,3}anna", re.IGNORECASE)
DECISIONS = """\
- {different: [{article: strike, name: Tom Berg}, {article: rain, name: Tom Berg}]}
- {type: person, entity: {article: strike, name: Anna Lindqvist}}
"""

pytestmark = pytest.mark.model


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


def quads(folder: Path) -> set[str]:
    return set(map(str, open_store(folder / STORE_FOLDER)))


def everything(folder: Path) -> str:
    """Return all that stands in the files of *folder*, whatever they are, and in its store."""
    paths = [path for path in folder.rglob("*") if path.is_file()]
    raw = (path.read_bytes().decode("utf-8", "ignore") for path in paths)
    names = (path.name for path in folder.rglob("*"))
    return "\n".join((*raw, *names, *quads(folder)))


@pytest.fixture(scope="module")
def built(nlp, tmp_path_factory) -> Path:
    """A folder of articles' decisions with a build in it; not to be changed."""
    place = tmp_path_factory.mktemp("redacting")
    (place / "decisions.yaml").write_text(DECISIONS)
    build_folder(ARTICLES, place / "out", nlp=nlp, decisions=read_decisions_beside(place))
    return place


@pytest.fixture
def place(built, tmp_path) -> Path:
    shutil.copytree(built, tmp_path / "place")
    return tmp_path / "place"


def test_the_name_is_there_before(built):
    assert NAME.search(everything(built / "out"))
    assert any("Lindqvist" in each.name for each in load_graph(built / "out").entities.values())


def test_no_file_holds_a_form_of_the_name(nlp, place):
    done = redact_entity(place / "out", "anna lindqvist", nlp=nlp)
    assert not NAME.search(everything(place / "out"))
    assert done.articles == 2
    assert done.files == len([path for path in (place / "out").rglob("*") if path.is_file()])
    assert done.remains == ()
    assert "Anna Lindqvist" in done.names
    assert list(find_folder_faults(place / "out")) == []
    assert sorted(path.name for path in place.iterdir()) == ["decisions.yaml", "out"]


def test_a_surname_is_masked_where_it_is_the_persons_and_left_where_it_is_not(nlp, place):
    redact_entity(place / "out", "Anna Lindqvist", nlp=nlp)
    articles = {each.id: each for each in load_graph(place / "out").articles}
    assert articles["skater"] == load_skater()
    strike = articles["strike"]
    assert "Lindqvist" not in strike.text + str(strike.title)
    assert strike.title == "█████████ threatens a strike"
    assert strike.text.startswith("████ █████████, who chairs")
    assert "████’s brother" in strike.text
    assert strike.url is None
    (hidden,) = set(articles) - {"strike", "skater", "rain"}
    assert hidden.startswith("redacted-")
    assert len(articles[hidden].text) == len(ARTICLES[1].text)


def load_skater() -> Article:
    return ARTICLES[2]


def test_nobody_says_what_the_redacted_said(nlp, place):
    redact_entity(place / "out", "Anna Lindqvist", nlp=nlp)
    graph = load_graph(place / "out")
    assert not any(is_masked(each.name) for each in graph.entities.values())
    speakers = {
        article.text[claim.content[0][0] : claim.content[0][1]]: claim.speaker
        for article, claim in graph.claims
    }
    assert speakers["“We have waited long enough,”"] is None
    novak = next(each.id for each in graph.entities.values() if each.name == "Peter Novak")
    assert novak in speakers.values()


def test_the_graph_is_that_of_the_masked_articles(nlp, place, tmp_path):
    done = redact_entity(place / "out", "Anna Lindqvist", nlp=nlp)
    masked = list(Redactor([done.record]).articles(ARTICLES))
    decisions = mask_decisions(read_decisions_beside(place), ARTICLES)
    others = tuple(each for each in decisions.entries if each != done.record)
    decisions = replace(decisions, entries=others)
    graph = build_folder(masked, tmp_path / "masked", nlp=nlp, decisions=decisions)
    found = load_graph(place / "out")
    assert list(found.extractions.items()) == list(graph.extractions.items())
    assert list(found.entities.items()) == list(graph.entities.items())
    assert quads(place / "out") == quads(tmp_path / "masked")


def test_the_next_build_of_the_articles_obeys(nlp, place):
    redact_entity(place / "out", "Anna Lindqvist", nlp=nlp)
    decisions = read_decisions_beside(place)
    build_folder(ARTICLES, place / "again", nlp=nlp, decisions=decisions, on_stale=str)
    assert files(place / "again") == files(place / "out")
    assert quads(place / "again") == quads(place / "out")
    build_folder(ARTICLES, place / "out", nlp=nlp, decisions=decisions, on_stale=str)
    assert files(place / "again") == files(place / "out")


def test_the_record_names_nobody_and_lines_that_do_are_told(nlp, place):
    path = place / "decisions.yaml"
    done = redact_entity(place / "out", "Anna Lindqvist", nlp=nlp)
    assert done.recorded_in == path
    assert done.named_in == (f"{path}:2",)
    *before, record = path.read_text().splitlines()
    assert before == DECISIONS.splitlines()
    assert not re.search("anna|lindqvist", record, re.IGNORECASE)


def test_a_redaction_is_undone_by_deleting_its_line(nlp, built, place):
    redact_entity(place / "out", "Anna Lindqvist", nlp=nlp)
    (place / "decisions.yaml").write_text(DECISIONS)
    build_folder(ARTICLES, place / "out", nlp=nlp, decisions=read_decisions_beside(place))
    assert files(place / "out") == files(built / "out")


def test_what_users_put_into_the_folder_is_kept_and_told_if_it_names_the_redacted(nlp, place):
    (place / "out" / "notes.txt").write_text("Ask Anna  Lindqvist!")
    (place / "out" / "other.txt").write_text("Ask Eva Lindqvist!")
    done = redact_entity(place / "out", "Anna Lindqvist", nlp=nlp)
    assert done.remains == (place / "out" / "notes.txt",)
    assert (place / "out" / "other.txt").exists()


def test_what_killed_builds_left_is_removed(nlp, place):
    (place / "out" / WRITING).mkdir()
    (place / "out" / WRITING / "1.log").write_text("Anna Lindqvist")
    (place / "out" / PROGRESS_FILE).write_text("Anna Lindqvist")
    assert redact_entity(place / "out", "Anna Lindqvist", nlp=nlp).remains == ()


class Killed(BaseException):
    """Stands for a process that ends here."""


@pytest.mark.parametrize(
    "step",
    ["redacting.rebuild_folder", "redacting._check_gone", "redacting._record", "replacement._sync"],
)
def test_killed_on_the_way_it_leaves_the_old_state(nlp, built, place, monkeypatch, step):
    def killed(*_, **__):
        raise Killed

    monkeypatch.setattr(f"graphbuild.{step}", killed)
    with pytest.raises(Killed):
        redact_entity(place / "out", "Anna Lindqvist", nlp=nlp)
    assert files(place / "out") == files(built / "out")
    assert quads(place / "out") == quads(built / "out")


def test_killed_while_files_are_put_in_place_it_leaves_the_new_state(nlp, place, monkeypatch):
    with monkeypatch.context() as patched:

        def moved(path, _):
            raise Killed(path.name)

        patched.setattr("graphbuild.replacement._move", moved)
        with pytest.raises(Killed):
            redact_entity(place / "out", "Anna Lindqvist", nlp=nlp)
    graph = load_graph(place / "out")
    assert not NAME.search("".join(each.text for each in graph.articles))
    assert not NAME.search(everything(place / "out"))
    assert list(find_folder_faults(place / "out")) == []


def test_nothing_changes_if_a_name_would_remain(nlp, built, place, monkeypatch):
    monkeypatch.setattr("graphbuild.redaction.mask", lambda text, _: text)
    with pytest.raises(OutputError, match="would still hold what is to be redacted"):
        redact_entity(place / "out", "Anna Lindqvist", nlp=nlp)
    assert files(place / "out") == files(built / "out")
    assert (place / "decisions.yaml").read_text() == DECISIONS


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("Nobody Atall", "nothing in the graph is called 'Nobody Atall'"),
        ("Lindqvist", r"'Lindqvist' may be person-\w+ \(person Anna Lindqvist\), person-\w+ \("),
    ],
)
def test_a_name_must_be_that_of_one(nlp, built, name, message):
    with pytest.raises(OutputError, match=message):
        redact_entity(built / "out", name, nlp=nlp)


def test_an_id_is_enough(nlp, place):
    graph = load_graph(place / "out")
    anna = next(each for each in graph.entities.values() if each.name == "Anna Lindqvist")
    assert redact_entity(place / "out", anna.id, nlp=nlp).articles == 2


def test_another_pipeline_is_refused(nlp, place):
    path = place / "out" / "build.json"
    path.write_text(path.read_text().replace("graphbuild 0", "graphbuild 9"))
    with pytest.raises(OutputError, match=r"made by graphbuild 9.* build it again first"):
        redact_entity(place / "out", "Anna Lindqvist", nlp=nlp)


def test_a_build_that_knows_of_no_decisions_has_its_record_told(nlp, tmp_path):
    build_folder(ARTICLES, tmp_path / "out", nlp=nlp)
    done = redact_entity(tmp_path / "out", "Anna Lindqvist", nlp=nlp)
    assert done.recorded_in is None
    assert not NAME.search(everything(tmp_path / "out"))


# ------------------------------------------------------------------ articles
def test_an_article_is_gone_from_every_file_and_stays_gone(nlp, place):
    done = redact_listed(place / "out", "strike", nlp=nlp)
    assert done.articles == 1
    assert done.remains == ()
    assert "strike" not in load_graph(place / "out").extractions
    left = everything(place / "out")
    assert "waited long enough" not in left
    assert ARTICLES[0].text_sha256 not in left
    assert "dockers" not in left
    build_folder(
        ARTICLES, place / "again", nlp=nlp, decisions=read_decisions_beside(place), on_stale=str
    )
    assert files(place / "again") == files(place / "out")


def test_an_unknown_article_is_told(nlp, built):
    with pytest.raises(OutputError, match="has no article 'gone'"):
        redact_listed(built / "out", "gone", nlp=nlp)


def test_person_and_article_in_turn(nlp, place):
    redact_entity(place / "out", "Anna Lindqvist", nlp=nlp)
    hidden = next(each for each in load_graph(place / "out").extractions if "redacted" in each)
    redact_listed(place / "out", hidden, nlp=nlp)
    decisions = read_decisions_beside(place)
    build_folder(ARTICLES, place / "again", nlp=nlp, decisions=decisions, on_stale=str)
    assert files(place / "again") == files(place / "out")


# ------------------------------------------------------------------ several builds
def test_redactions_hold_in_a_merge(nlp, place, tmp_path):
    build_folder(ARTICLES[2:], tmp_path / "rest", nlp=nlp)
    build_folder(ARTICLES[:1], tmp_path / "named", nlp=nlp)
    redact_entity(place / "out", "Anna Lindqvist", nlp=nlp)
    merge_folders([place / "out", tmp_path / "rest"], tmp_path / "c", on_stale=str)
    assert files(tmp_path / "c")[EXTRACTION_FILE] == files(place / "out")[EXTRACTION_FILE]
    with pytest.raises(OutputError, match="'strike' names somebody who was redacted in another"):
        merge_folders([place / "out", tmp_path / "named"], tmp_path / "c", on_stale=str)
    redact_listed(place / "out", "rain", nlp=nlp)
    merge_folders([place / "out", tmp_path / "rest"], tmp_path / "c", on_stale=str)
    assert "rain" not in load_graph(tmp_path / "c").extractions


def test_other_prints_of_the_article_are_told_and_exact_copies_go_with_it(nlp, tmp_path):
    cut = f"OSLO — {ARTICLES[0].text}"
    copies = [replace(ARTICLES[0], id="copy"), replace(ARTICLES[0], id="print", text=cut)]
    build_folder([*ARTICLES, *copies], tmp_path / "out", nlp=nlp)
    done = redact_listed(tmp_path / "out", "strike", nlp=nlp)
    assert done.reprints == ("print",)
    assert done.articles == 2
    left = set(load_graph(tmp_path / "out").extractions)
    assert left == {"anna_lindqvist_answers", "print", "rain", "skater"}


def test_a_folder_that_can_not_be_written_is_told(nlp, place, monkeypatch):
    def refused(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("graphbuild.replacement._sync", refused)
    with pytest.raises(OutputError, match=r"can't be read or written: Permission denied"):
        redact_entity(place / "out", "Anna Lindqvist", nlp=nlp)
