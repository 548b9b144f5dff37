"""What stands in a file of decisions: reading it, refusing it, and adding a line to it."""

import re
import resource
import signal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphbuild.articles import read_articles
from graphbuild.decision_file import (
    HEADER,
    append_decision,
    parse_decisions,
    read_decisions,
    read_decisions_beside,
)
from graphbuild.decisions import NameAnchor, Same, to_flow
from graphbuild.errors import DecisionError


def parse(text: str) -> list:
    return list(parse_decisions(text, "decisions.yaml"))


@pytest.mark.parametrize(
    "text",
    [
        "- {same: [{article: a, name: Maria Keller}, {article: b, name: Peter Novak}]}",
        (
            "# why\n- same: # as the photo shows\n  - {article: a, name: Maria Keller}\n"
            "  - article: b\n    name: Peter Novak\n"
        ),
        "[{same: [{article: a, name: 'Maria Keller'}, {article: b, name: \"Peter Novak\"}]}]",
        "\ufeff- {same: [{article: a, name: Maria Keller}, {article: b, name: Peter Novak}]}\r\n",
    ],
)
def test_a_decision_may_be_written_by_hand_as_yaml_allows(tmp_path, text):
    (tmp_path / "decisions.yaml").write_text(text, encoding="utf-8", newline="")
    one, other = (
        NameAnchor(article="a", name="Maria Keller"),
        NameAnchor(article="b", name="Peter Novak"),
    )
    assert read_decisions(tmp_path / "decisions.yaml").entries == (Same(one=one, other=other),)


def test_words_that_yaml_takes_for_something_else_stay_words():
    (found,) = parse("- {same: [{article: 2022-11-09, name: No}, {article: 007, name: 1e3}]}")
    assert found == Same(
        one=NameAnchor(article="2022-11-09", name="No"),
        other=NameAnchor(article="007", name="1e3"),
    )


def test_the_place_of_a_decision_is_its_line():
    found = parse("# first\n\n- {type: person, entity: Q1}\n# then\n- {type: person, entity: Q2}\n")
    assert [each.where for each in found] == ["decisions.yaml:3", "decisions.yaml:5"]


@pytest.mark.parametrize("text", ["", "\n", "# nothing yet\n", "---\n", "[]"])
def test_a_file_without_decisions(text):
    assert parse(text) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- {same: [", "decisions.yaml:1: not YAML: "),
        ("# x\n- {same: [\n# y\n- {type: person, entity: Q1}\n", "decisions.yaml:2: not YAML: "),
        ("- {type: person, entity: Q1}\n- {same: a: b}\n", "decisions.yaml:2: not YAML: "),
        ("- &a [*a]\n", "decisions.yaml:1: "),
        ("\x07", "decisions.yaml: not YAML: "),
        ("--- []\n--- []\n", "decisions.yaml:[12]: not YAML: "),
        ("[" * 5000, "decisions.yaml"),
        ("same: {}\n", "decisions.yaml:1: not a list. Each decision is a line as: - {same"),
        ("word", "decisions.yaml:1: not a list"),
        ("- word\n", 'decisions.yaml:1: "word" isn\'t a decision. Expected a mapping with one of'),
        ("- {equal: [Q1, Q2]}\n", "isn't a decision. .*same, different, type, right, wrong"),
        ("- {same: [Q1, Q2], wrong: {}}\n", "isn't a decision"),
        ("- {same: [Q1, Q2], same: [Q1, Q3]}\n", "has 'same' twice"),
        ("- {same: [{article: a, article: b, name: x}, Q3]}\n", "has 'article' twice"),
        ("- {same: [Q1]}\n", "Expected 'same' with a list of two entities; correct or delete it"),
        ("- {same: Q1}\n", "a list of two entities"),
        ("- {same: [Q1, Q2], note: x}\n", "Expected no 'note' here, only same"),
        ("- {same: [Q1, Keller]}\n", "an entity to be a Wikidata id such as Q95, or {article: ID"),
        ("- {same: [Q1, {name: Keller}]}\n", "an entity to be a Wikidata id"),
        ("- {same: [Q1, {article: a}]}\n", "'name' with words of the article"),
        ("- {same: [Q1, {article: a, name: ''}]}\n", "'name' with words behind it"),
        ("- {same: [Q1, {article: a, name: [x]}]}\n", "'name' with words behind it"),
        ("- {same: [Q1, {article: a, name: x, at: -1}]}\n", "'at' to be an offset"),
        ("- {same: [Q1, {article: a, name: x, nth: 2}]}\n", "no 'nth' here"),
        ("- {type: animal, entity: Q1}\n", "'type' to be one of person, organization, location"),
        ("- {type: [person], entity: Q1}\n", "'type' to be one of"),
        ("- {type: person}\n", "an entity to be a Wikidata id"),
        ("- {wrong: Keller}\n", "a claim to be {article: ID, content: WORDS"),
        ("- {wrong: {content: x}}\n", "a claim to be"),
        ("- {wrong: {article: a}}\n", "'content' with words of the article"),
        ("- {speaker: Keller}\n", "a claim to be"),
        ("- {speaker: [x], claim: {article: a, content: x}}\n", "'speaker' with a name of the"),
        (
            "- {speaker: {article: b, name: x}, claim: {article: a, content: x}}\n",
            "a speaker of the same article as the claim",
        ),
    ],
)
def test_what_is_no_decision_is_told_with_its_line(text, said):
    with pytest.raises(DecisionError, match=said) as caught:
        parse(text)
    assert str(caught.value).startswith("decisions.yaml")
    assert "\n" not in str(caught.value)


def test_a_contradiction_names_all_lines_that_make_it(tmp_path):
    path = tmp_path / "decisions.yaml"
    one, two, three = (f"{{article: a, name: {name}}}" for name in ("One", "Two", "Three"))
    path.write_text(
        f"- {{same: [{one}, {two}]}}\n- {{same: [Q1, Q2]}}\n"
        f"- {{different: [{three}, {one}]}}\n- {{same: [{three}, {two}]}}\n"
    )
    with pytest.raises(DecisionError) as caught:
        read_decisions(path)
    assert str(caught.value) == (
        f"{path}:3: 'Three' of article 'a' and 'One' of article 'a' are said to be different here, "
        f"but the same by {path}:4, {path}:1. Delete one of these lines."
    )


def test_a_file_that_is_not_there_or_not_text(tmp_path):
    with pytest.raises(DecisionError, match=r"none\.yaml: can't be read: No such file"):
        read_decisions(tmp_path / "none.yaml")
    (tmp_path / "bad.yaml").write_bytes(b"- \xff\n")
    with pytest.raises(DecisionError, match=r"bad\.yaml: not UTF-8 at byte 2\. Save the file as"):
        read_decisions(tmp_path / "bad.yaml")


# ------------------------------------------------------------------ beside the articles
def test_decisions_stand_in_and_below_folders_and_beside_files(tmp_path):
    for number, folder in enumerate(("news", "news/deep", "news/.hidden", "single"), start=1):
        (tmp_path / folder).mkdir()
        line = f"- {{type: person, entity: Q{number}}}\n"
        (tmp_path / folder / "decisions.yaml").write_text(line)
    news, single = tmp_path / "news", tmp_path / "single" / "one.txt"
    found = read_decisions_beside(news, single, news)
    assert [each.entity for each in found.entries] == ["Q1", "Q4", "Q2"]
    assert found.files[0] == news / "decisions.yaml"
    assert found.inputs == (news, single, news)


def test_without_a_file_the_first_place_is_where_one_would_stand(tmp_path):
    (tmp_path / "news").mkdir()
    found = read_decisions_beside(tmp_path / "news", tmp_path / "gone" / "x.txt")
    assert found.entries == ()
    assert found.files == (tmp_path / "news" / "decisions.yaml",)


def test_decisions_are_no_article(tmp_path):
    (tmp_path / "one.txt").write_text("Some words.")
    (tmp_path / "decisions.yaml").write_text("- {type: person, entity: Q1}\n")
    assert len(list(read_articles(tmp_path))) == 1
    assert len(list(read_articles(*sorted(tmp_path.iterdir())))) == 1


# ------------------------------------------------------------------ writing
def test_a_line_is_added_and_nothing_else_is_touched(tmp_path):
    path = tmp_path / "decisions.yaml"
    before = b"# mine\r\n- {type:   person, entity: Q1}   # sure\r\n\r\n# end"
    path.write_bytes(before)
    append_decision(Same(one="Q1", other="Q2"), path)
    append_decision(Same(one="Q3", other="Q2"), path)
    assert path.read_bytes() == before + b"\n- {same: [Q1, Q2]}\n- {same: [Q3, Q2]}\n"
    assert len(read_decisions(path).entries) == 3


def test_a_file_is_made_with_a_word_on_what_it_is(tmp_path):
    path = tmp_path / "decisions.yaml"
    append_decision(Same(one="Q1", other="Q2"), path)
    assert path.read_text() == f"{HEADER}- {{same: [Q1, Q2]}}\n"


@pytest.mark.parametrize(
    "before",
    ["[{type: person, entity: Q1}]\n", "  - {type: person, entity: Q1}\n", "--- []\n...\n"],
)
def test_a_file_that_no_line_can_be_added_to_stays_as_it_is(tmp_path, before):
    path = tmp_path / "decisions.yaml"
    path.write_text(before)
    with pytest.raises(DecisionError, match=re.escape(f"{path}: no line can be added")):
        append_decision(Same(one="Q1", other="Q2"), path)
    assert path.read_text() == before


def test_a_broken_file_stays_as_it_is(tmp_path):
    path = tmp_path / "decisions.yaml"
    path.write_text("- {same: \n")
    with pytest.raises(DecisionError, match=r":[12]: not YAML"):
        append_decision(Same(one="Q1", other="Q2"), path)
    assert path.read_text() == "- {same: \n"


def test_a_folder_that_cannot_be_written_to(tmp_path):
    with pytest.raises(DecisionError, match="can't be written: "):
        append_decision(Same(one="Q1", other="Q2"), tmp_path / "no" / "decisions.yaml")


def test_a_line_that_the_disk_has_no_room_for_leaves_the_file_as_it_was(tmp_path):
    path = tmp_path / "decisions.yaml"
    append_decision(Same(one="Q1", other="Q2"), path)
    before = path.read_text()
    room = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 5, room[1]))
        with pytest.raises(DecisionError, match="can't be written: No space left"):
            append_decision(Same(one="Q3", other="Q4"), path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, room)
        signal.signal(signal.SIGXFSZ, ignored)
    assert path.read_text() == before


hostile = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)


@given(article=hostile, title=hostile, name=hostile)
def test_whatever_words_there_are_one_line_holds_them(article, title, name):
    decision = Same(one=NameAnchor(article=article, title=title, name=name), other="Q1")
    if not (article.strip() and title.strip() and name.strip()):
        return
    line = f"- {to_flow(decision.to_data())}\n"
    assert len(line.splitlines()) == 1
    assert parse(f"{HEADER}{line}") == [decision]
