"""Reading annotated packs for the tagger."""

import gzip
import json

import pytest

from graphbuild.model import EntityType
from graphbuild.tagger_corpora import (
    Example,
    in_groups,
    read_gum,
    read_knowledgenet,
    read_meantime,
    read_re3d,
    read_redocred,
    trimmed,
)

TEXT = "The mayor of Veldhuis, Ann Lee, thanked Norway and the Veldhuis Harbour Trust."


def mention(name, kind="name", entity_type="person", **more):
    start = TEXT.index(name)
    return {"start": start, "end": start + len(name), "type": entity_type, "kind": kind, **more}


def pack(folder, mentions, **more):
    path = folder / "pack.jsonl.gz"
    document = {"id": "GUM_news_1", "text": TEXT, "mentions": mentions, **more}
    path.write_bytes(gzip.compress(json.dumps(document).encode()))
    return path


def names_of(example):
    return [(example.text[start:end], str(kind)) for start, end, kind in example.names]


def test_of_gum_the_bare_name_counts(tmp_path):
    phrase = mention("The mayor of Veldhuis, Ann Lee")
    start = TEXT.index("Ann Lee")
    phrase["alt"] = [[start, start + 7]]
    ((name, example),) = read_gum(pack(tmp_path, [phrase, mention("mayor", "nominal")]))
    assert name == "GUM_news_1"
    assert names_of(example) == [("Ann Lee", "person")]


def test_a_state_that_acts_is_a_place(tmp_path):
    ((_, example),) = read_gum(pack(tmp_path, [mention("Norway", entity_type="organization")]))
    assert names_of(example) == [("Norway", "location")]


def test_of_gum_long_phrases_are_left_open(tmp_path):
    phrase = mention("mayor of Veldhuis, Ann Lee, thanked Norway")
    ((_, example),) = read_gum(pack(tmp_path, [phrase]))
    assert not example.names
    assert len(example.unknown) == 1


def test_speeches_are_not_read(tmp_path):
    path = tmp_path / "pack.jsonl"
    document = {"id": "GUM_speech_x", "text": TEXT, "mentions": []}
    path.write_text(json.dumps(document), encoding="utf-8")
    assert list(read_gum(path)) == []


def test_of_redocred_miscellaneous_names_are_left_open(tmp_path):
    mentions = [mention("Norway", entity_type="location"), mention("Ann Lee", "name", "other")]
    mentions[1]["label"] = "MISC"
    (example,) = read_redocred(pack(tmp_path, mentions))
    assert names_of(example) == [("Norway", "location")]
    assert [example.text[start:end] for start, end in example.unknown] == ["Ann Lee"]


def test_of_re3d_full_names_are_names(tmp_path):
    (example,) = read_re3d(pack(tmp_path, [mention("Ann Lee", "nominal", label="Person")]))
    assert names_of(example) == [("Ann Lee", "person")]


def test_of_meantime_what_is_annotated_is_read(tmp_path):
    mentions = [mention("Ann Lee"), mention("Veldhuis Harbour Trust", "name", "organization")]
    path = pack(tmp_path, mentions, scored={"spans": [[0, 50]]})
    (example,) = read_meantime(path)
    assert names_of(example) == [("Ann Lee", "person")]
    assert len(example.text) == 50


def test_of_knowledgenet_passages_go_together(tmp_path):
    (example,) = read_knowledgenet(pack(tmp_path, [mention("Ann Lee")]))
    assert names_of(example) == [("Ann Lee", "person")]
    assert example.is_partial


def test_groups_keep_their_names():
    single = Example(text="Ann Lee", names=((0, 7, EntityType.PERSON),), unknown=((0, 3),))
    pair, rest = in_groups([single] * 3, 2)
    assert names_of(pair) == [("Ann Lee", "person")] * 2
    assert [pair.text[start:end] for start, end in pair.unknown] == ["Ann", "Ann"]
    assert names_of(rest) == [("Ann Lee", "person")]


@pytest.mark.parametrize(
    ("phrase", "name"),
    [
        ("the Veldhuis Trust", "Veldhuis Trust"),
        ("The “Trust”", "Trust"),
        ("Norway's", "Norway"),
        ("Norways’", "Norways"),
        ("(Norway),", "Norway"),
        (" Norway ", "Norway"),
        ("The", "The"),
    ],
)
def test_trimming(phrase, name):
    start, end = trimmed(phrase, (0, len(phrase)))
    assert phrase[start:end] == name
