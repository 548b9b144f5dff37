"""Extraction files: the same bytes for the same extractions, and back without loss."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphbuild.errors import ExtractionError, OutputError
from graphbuild.extraction_file import from_json, read_extractions, write_extractions
from graphbuild.extraction_json import to_json
from graphbuild.model import Article, Entity, EntityType, Extraction, Link

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
st.register_type_strategy(str, TEXTS)
st.register_type_strategy(int, st.integers(0, 2**53))
st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))


def change(data: object, path: list[str | int], value: object) -> None:
    """Put *value* where *path* leads to in *data*."""
    for step in path[:-1]:
        data = data[step]
    data[path[-1]] = value


@pytest.fixture
def extractions(small_graph):
    return tuple(small_graph.extractions.values())


def test_extractions_come_back_equal(extractions, tmp_path):
    assert write_extractions(extractions, tmp_path / "x.jsonl") == len(extractions)
    assert tuple(read_extractions(tmp_path / "x.jsonl")) == extractions


@given(st.builds(Extraction))
def test_any_extraction_comes_back_equal(extraction):
    data = json.loads(json.dumps(to_json(extraction)))
    assert from_json(data, "here") == extraction


def test_the_same_extractions_make_the_same_bytes(extractions, tmp_path):
    write_extractions(extractions, tmp_path / "a.jsonl")
    write_extractions(read_extractions(tmp_path / "a.jsonl"), tmp_path / "b.jsonl")
    content = (tmp_path / "a.jsonl").read_bytes()
    assert content == (tmp_path / "b.jsonl").read_bytes()
    assert "📍".encode() in content
    assert content.count(b"\n") == len(extractions)


def test_missing_values_are_left_out():
    data = to_json(Extraction(article=Article(id="a", text="A")))
    assert list(data) == [
        "schema", "id", "text", "text_sha256", "language",
        "mentions", "entities", "claims", "relations", "boilerplate",
    ]  # fmt: skip


def test_the_words_of_a_stance_stand_beside_it(extractions):
    statement, _, denial, _ = to_json(extractions[0])["claims"]
    fields = list(statement)
    assert fields[fields.index("polarity") :][:4] == ["polarity", "negation", "certainty", "hedges"]
    assert (statement["negation"], statement["hedges"]) == ([], [])
    assert (denial["negation"], denial["hedges"]) == (denial["cue"], [])


def test_numbers_and_dates_stand_with_their_values(extractions):
    claim = to_json(extractions[0])["claims"][3]
    fields = list(claim)
    assert fields[fields.index("quantities") :] == ["quantities", "dates", "rule", "score"]
    assert [list(each) for each in claim["quantities"]] == [
        ["start", "end", "value", "bound", "counted"],
        ["start", "end", "value", "unit", "bound"],
    ]
    assert [each["value"] for each in claim["dates"]] == ["2022-11-08"]


@pytest.mark.parametrize("field", ["negation", "hedges", "quantities", "dates"])
def test_a_claim_lacks_none_of_its_lists(extractions, field):
    data = to_json(extractions[0])
    del data["claims"][1][field]
    with pytest.raises(ExtractionError, match=rf"claims\[1\]: '{field}' is missing"):
        from_json(data, "f:1")


def test_fields_that_are_not_known_are_ignored():
    extraction = Extraction(article=Article(id="a", text="A"))
    assert from_json({**to_json(extraction), "new": 1}, "here") == extraction


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (["schema"], 5, "f:1: schema 5, but this version reads 4; update graphbuild."),
        (["schema"], 3, "f:1: schema 3, but this version reads 4; extract the articles again."),
        (["schema"], None, "f:1: 'schema' is null. Expected 4: this doesn't look like"),
        (["text"], 1, "f:1: 'text' is 1. Expected text;"),
        (["text"], "\ud800", "f:1: 'text' is"),
        (["title"], [], "f:1: 'title' is []. Expected text;"),
        (["mentions"], {}, "f:1: 'mentions' is {}. Expected a list;"),
        (["mentions", 1], 5, "f:1: mentions[1]: expected a JSON object;"),
        (["mentions", 1, "start"], "3", "f:1: mentions[1]: 'start' is \"3\". Expected an offset"),
        (["mentions", 0, "end"], True, "f:1: mentions[0]: 'end' is true. Expected an offset"),
        (["mentions", 0, "type"], "thing", "Expected one of person, organization, location;"),
        (["mentions", 0, "score"], "high", "'score' is \"high\". Expected a number;"),
        (["mentions", 0, "score"], float("nan"), "'score' is NaN. Expected a number;"),
        (["mentions", 0, "score"], 10**400, "Expected a number;"),
        (["entities", 0, "aliases"], [1], "f:1: entities[0]: 'aliases' is [1]. Expected a list of"),
        (["entities", 0, "roles", 0, "title"], None, "f:1: entities[0]: roles[0]: 'title' is null"),
        (
            ["entities", 0, "roles", 0, "kind"],
            "job",
            "'kind' is \"job\". Expected one of",
        ),
        (["entities", 0, "roles", 0, "of"], 1, "roles[0]: 'of' is 1. Expected text;"),
        (["entities", 0, "roles", 0, "former"], None, "'former' is null. Expected true or false;"),
        *(
            (
                ["entities", 0, "roles", 0, "country"],
                value,
                f"'country' is \"{value}\".",
            )
            for value in ("Turkey", "tr", "T1", "")
        ),
        (["mentions", 0, "metonymic"], None, "'metonymic' is null. Expected true or false;"),
        (["entities", 1, "team"], None, "entities[1]: 'team' is null. Expected true or false;"),
        (["entities", 1, "part_of"], None, "entities[1]: 'part_of' is null. Expected a list;"),
        (["entities", 1, "part_of", 0, "iri"], 1, "entities[1]: part_of[0]: 'iri' is 1."),
        (["entities", 1, "country"], "Ukraine", "'country' is \"Ukraine\". Expected an ISO 3166-1"),
        (["entities", 1, "population"], -1, "'population' is -1. Expected a whole number;"),
        (["claims", 0, "cue"], [[1]], "claims[0]: 'cue' is [[1]]. Expected [start, end], or"),
        (["claims", 2, "negation"], None, "claims[2]: 'negation' is null. Expected a list;"),
        (["claims", 2, "hedges"], [[1]], "claims[2]: 'hedges' is [[1]]. Expected [start, end], or"),
        (["claims", 3, "quantities", 0, "bound"], 1, "claims[3]: quantities[0]: 'bound' is 1."),
        (["claims", 3, "quantities", 1, "unit"], 1, "claims[3]: quantities[1]: 'unit' is 1."),
        (["claims", 3, "dates", 0, "value"], 2022, "claims[3]: dates[0]: 'value' is 2022."),
        *(
            (["claims", 3, "dates", 0, "value"], value, f"dates[0]: 'value' is \"{value}\".")
            for value in ("", "2022-02-30", "2022-13", "2022-W01-1", "1st.")
        ),
        (["claims", 3, "quantities", 0, "unit"], "miles", "quantities[0]: 'unit' is \"miles\"."),
        (["relations", 0, "negated"], 0, "'negated' is 0. Expected true or false;"),
    ],
)
def test_a_wrong_field_is_named(extractions, path, value, message):
    data = json.loads(json.dumps(to_json(extractions[0])))
    change(data, path, value)
    with pytest.raises(ExtractionError) as caught:
        from_json(data, "f:1")
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b"{", ":2: not JSON:"),
        (b"\xff", ":2: not JSON:"),
        (b"[" * 100_000, ":2: not JSON:"),
        (b"[]", ":2: expected a JSON object;"),
        (b"{}", ":2: 'schema' is missing. Expected 4"),
    ],
)
def test_a_wrong_line_is_named_after_the_good_ones(extractions, tmp_path, line, message):
    path = tmp_path / "x.jsonl"
    write_extractions(extractions[:1], path)
    path.write_bytes(path.read_bytes() + line)
    found = read_extractions(path)
    assert next(found) == extractions[0]
    with pytest.raises(ExtractionError) as caught:
        next(found)
    assert str(caught.value).startswith(f"{path}{message}")


def test_a_line_without_the_hash_is_refused(extractions, tmp_path):
    data = to_json(extractions[0])
    del data["text_sha256"]
    (tmp_path / "x.jsonl").write_text(json.dumps(data))
    with pytest.raises(ExtractionError, match="'text_sha256' is missing"):
        list(read_extractions(tmp_path / "x.jsonl"))


def test_a_missing_file_is_an_error(tmp_path):
    with pytest.raises(ExtractionError, match="can't be read: No such file"):
        list(read_extractions(tmp_path / "x.jsonl"))


def failing(extraction: Extraction, error: Exception):
    yield extraction
    raise error


@pytest.mark.parametrize("error", [ZeroDivisionError(), OSError("the input is gone")])
def test_what_fails_leaves_the_old_file_alone_and_is_no_fault_of_it(extractions, tmp_path, error):
    path = tmp_path / "x.jsonl"
    path.write_text("old")
    with pytest.raises(type(error)) as caught:
        write_extractions(failing(extractions[0], error), path)
    assert caught.value is error
    assert [each.read_text() for each in tmp_path.iterdir()] == ["old"]


def test_a_link_to_a_file_stays_a_link(extractions, tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "file")
    write_extractions(extractions, tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert tuple(read_extractions(tmp_path / "file")) == extractions


@pytest.mark.parametrize("path", ["folder", "absent/x.jsonl", "file/x.jsonl"])
def test_what_cannot_be_written_to_is_an_error(tmp_path, path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match=path):
        write_extractions([], tmp_path / path)


PERSON = EntityType.PERSON
LINK = Link(iri="https://kb.example/1", rule="r", score=float("nan"))
UNSTORABLE = Extraction(
    article=Article(id="a", text="A"),
    entities=(Entity(id="e", type=PERSON, name="A", links=(LINK,)),),
)


@pytest.mark.parametrize(
    "extraction", [UNSTORABLE, replace(UNSTORABLE, article=Article(id="a", text="\ud800"))]
)
def test_what_json_cannot_hold_is_an_error(tmp_path: Path, extraction):
    with pytest.raises(ExtractionError, match="article 'a' can't be stored"):
        write_extractions([extraction], tmp_path / "x.jsonl")
    assert not list(tmp_path.iterdir())


def test_what_a_knowledge_base_states_comes_back_and_is_checked(extractions):
    data = to_json(extractions[0])
    known = next(each["background"] for each in data["entities"] if "background" in each)
    assert list(known) == ["iri", "description", "country", "positions", "party", "birth", "death"]
    assert [list(each) for each in known["positions"]] == [
        ["title", "start"],
        ["title", "start", "end"],
        ["title"],
    ]
    known["positions"][0]["start"] = "1990s"
    with pytest.raises(ExtractionError, match=r"background: positions\[0\]: 'start' is \"1990s\""):
        from_json(data, "f:1")


def test_a_background_is_an_object(extractions):
    data = to_json(extractions[0])
    data["entities"][0]["background"] = []
    with pytest.raises(ExtractionError, match=r"entities\[0\]: background: expected a JSON object"):
        from_json(data, "f:1")
