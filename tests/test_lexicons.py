"""The word lists that ship, and that what they hold can be used as the code uses it."""

import lzma

import pytest

from graphbuild import lexicons
from graphbuild.lexicons import (
    DATA,
    demonym_places,
    demonym_states,
    given_name_gender,
    rows,
    table,
    words,
)
from graphbuild.model import Attitude, EntityType
from graphbuild.names import fold
from graphbuild.training import MIN_ARTICLES

FILES = sorted(path.name for path in DATA.iterdir())
WORD_LISTS = [name.removesuffix(".txt") for name in FILES if name.endswith(".txt")]
TABLES = [name.removesuffix(".tsv") for name in FILES if name.endswith(".tsv")]


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith((".txt", ".tsv"))])
def test_every_file_says_what_it_holds(name):
    content = (DATA / name).read_bytes()
    # Of the knowledge base the first line names the columns.
    unpacked = lzma.decompress(content) if name.endswith(".xz") else content
    assert unpacked.startswith((b"# ", b'{"table":'))


@pytest.mark.parametrize("name", TABLES)
def test_no_key_of_a_table_occurs_twice(name):
    width = {"cues": 2, "opposites": 2, "reference_weights": 2}.get(name, 1)
    keys = [row[:width] for row in rows(name)]
    assert sorted(keys) == sorted(set(keys))


@pytest.mark.parametrize("name", WORD_LISTS)
def test_word_lists_are_lower_case(name):
    assert words(name)
    assert all(word == word.lower() for word in words(name))


FOLDED = ["demonyms", "demonym_places", "given_names", "doubtful_given_names", "hypocorisms"]
FOLDED += ["seats", "title_forms", "title_kinds"]


@pytest.mark.parametrize("name", FOLDED)
def test_keys_that_are_looked_up_folded_are_folded(name):
    assert [key for key, *_ in rows(name) if key != fold(key)] == []


def test_every_attitude_is_one_of_the_scheme():
    assert set(table("attitudes").values()) <= set(Attitude)


def test_every_given_name_has_a_gender():
    assert set(table("given_names").values()) == {"m", "f"}


def test_nouns_stand_for_something_of_a_type():
    assert {entity_type for _, entity_type, _ in rows("nominals")} == set(EntityType)
    genders = {sort for _, entity_type, sort in rows("nominals") if entity_type == "person"}
    assert genders == {"m", "f", "-"}


def test_a_given_name_is_sure_or_doubtful_but_not_both():
    assert table("given_names").keys().isdisjoint(table("doubtful_given_names"))
    assert set(table("doubtful_given_names").values()) == {"m", "f", "-"}


@pytest.mark.parametrize(
    ("name", "gender"),
    [("anna", "f"), ("chad", "m"), ("georgia", "f"), ("jordan", None), ("xq", None)],
)
def test_the_gender_of_a_given_name(name, gender):
    assert given_name_gender(name) == gender


def test_demonyms_lead_to_states_of_the_gazetteer(gazetteer):
    codes = set(table("demonyms").values()) - {"-"}
    assert all(len(code) == 2 and code.isupper() for code in codes)
    assert table("demonyms")["turkish"] == gazetteer.find("Turkey")[0].country


@pytest.mark.parametrize(
    ("phrase", "states"),
    [
        ("south sudanese president", {"SS"}),
        ("papua new guinean minister", {"PG"}),
        ("french and german ministers", {"FR", "DE"}),
        ("kurdish leader", set()),
        ("", set()),
    ],
)
def test_the_longest_demonym_counts(phrase, states):
    assert demonym_states(phrase.split()) == states


def test_demonyms_of_regions_lead_to_them_and_their_states():
    assert demonym_places(["new", "yorkers"]) == {("New York", "US")}
    assert demonym_places(["scottish", "minister"]) == {("Scotland", "GB")}
    for word, place, state in rows("demonym_places"):
        assert word in table("demonyms"), word
        assert place, word
        assert state == "-" or len(state) == 2, word


def test_the_kinds_of_titles_are_those_of_titles():
    assert set(table("title_kinds").values()) == {"honorific", "rank", "occupation"}
    assert set(table("title_kinds")) - words("titles") == set()


def test_full_forms_of_titles_are_titles():
    assert [full for full in table("title_forms").values() if full not in words("titles")] == []


def test_cues_are_counted_among_their_candidates():
    """What never attributes is counted too, and punctuation marks may attribute."""
    for lemma, relation, attributions, candidates in rows("cues"):
        assert 0 <= int(attributions) <= int(candidates) >= MIN_ARTICLES, (lemma, relation)


def test_senses_have_as_many_examples_as_are_compared():
    for sense, examples in rows("senses"):
        assert len(set(examples.split())) >= 3, sense
        assert examples == examples.lower()


def test_comments_and_blank_lines_are_no_words(tmp_path, monkeypatch):
    (tmp_path / "some.txt").write_text("# not these\n\none two\nthree\n", encoding="utf-8")
    (tmp_path / "pairs.tsv").write_text("# neither\na b\tc\n\nd\te\n", encoding="utf-8")
    monkeypatch.setattr(lexicons, "DATA", tmp_path)
    assert words.__wrapped__("some") == {"one", "two", "three"}
    assert table.__wrapped__("pairs") == {"a b": "c", "d": "e"}
    assert rows.__wrapped__("pairs") == (("a b", "c"), ("d", "e"))
