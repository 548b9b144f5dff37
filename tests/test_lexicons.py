"""The word lists that ship, and that what they hold can be used as the code uses it."""

import pytest

from graphbuild import lexicons
from graphbuild.lexicons import DATA, rows, table, words
from graphbuild.model import Attitude, EntityType
from graphbuild.names import fold
from graphbuild.training import MIN_ARTICLES

FILES = sorted(path.name for path in DATA.iterdir())
WORD_LISTS = [name.removesuffix(".txt") for name in FILES if name.endswith(".txt")]
TABLES = [name.removesuffix(".tsv") for name in FILES if name.endswith(".tsv")]


@pytest.mark.parametrize("name", FILES)
def test_every_file_says_what_it_holds(name):
    assert (DATA / name).read_text(encoding="utf-8").startswith("# ")


@pytest.mark.parametrize("name", TABLES)
def test_no_key_of_a_table_occurs_twice(name):
    width = {"cues": 2, "reference_weights": 2}.get(name, 1)
    keys = [row[:width] for row in rows(name)]
    assert sorted(keys) == sorted(set(keys))


@pytest.mark.parametrize("name", WORD_LISTS)
def test_word_lists_are_lower_case(name):
    assert words(name)
    assert all(word == word.lower() for word in words(name))


@pytest.mark.parametrize(
    "name", ["demonyms", "given_names", "hypocorisms", "more_given_names", "title_forms"]
)
def test_keys_that_are_looked_up_folded_are_folded(name):
    assert [key for key in table(name) if key != fold(key)] == []


def test_every_attitude_is_one_of_the_scheme():
    assert set(table("attitudes").values()) <= set(Attitude)


def test_every_given_name_has_a_gender():
    assert set(table("given_names").values()) == {"m", "f"}
    assert set(table("more_given_names").values()) == {"m", "f"}
    assert table("given_names").keys().isdisjoint(table("more_given_names"))


def test_nouns_stand_for_something_of_a_type():
    assert {entity_type for _, entity_type, _ in rows("nominals")} == set(EntityType)
    genders = {sort for _, entity_type, sort in rows("nominals") if entity_type == "person"}
    assert genders == {"m", "f", "-"}


def test_demonyms_lead_to_states_of_the_gazetteer(gazetteer):
    codes = set(table("demonyms").values()) - {"-"}
    assert all(len(code) == 2 and code.isupper() for code in codes)
    assert table("demonyms")["turkish"] == gazetteer.find("Turkey")[0].country


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
