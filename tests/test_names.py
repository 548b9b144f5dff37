"""Spellings that fold together, and forms that may name the same entity."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphbuild.names import fold, is_acronym_of, is_part_of, person_tokens


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Jürgen Øst", "jurgen ost"),
        ("Łukasz Đorđević", "lukasz dordevic"),
        ("O’Neill", "oneill"),
        ("O'Neill", "oneill"),
        ("Zaporizhzhia-Nord", "zaporizhzhia nord"),
        ("Ministry of Defence", "ministry of defense"),
        ("Labour Centre Programme", "labor center program"),
        ("ＮＡＴＯ", "nato"),
        ("  Two\u00a0\tspaces ", "two spaces"),
        ("U.S.", "u s"),
        ("Straße", "strasse"),
        ("İzmir ı", "izmir i"),
        ("…", ""),
        ("", ""),
    ],
)
def test_fold(name, folded):
    assert fold(name) == folded


@given(st.text())
def test_folding_again_changes_nothing(name):
    assert fold(fold(name)) == fold(name)


@given(st.text())
def test_a_folded_name_has_single_inner_spaces(name):
    assert fold(name) == " ".join(fold(name).split())


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Volodymyr Zelenskyy", "Volodymyr Zelensky"),
        ("Volodymyr Zelenskiy", "Volodymyr Zelenskyi"),
        ("Andriy Novak", "Andrij Novak"),
        ("Peter Novak Jr", "Peter Novak"),
        ("Peter Novak III", "Peter Novak"),
        ("JOSÉ NÚÑEZ", "José Nunez"),
    ],
)
def test_person_tokens_make_transliterations_one(left, right):
    assert person_tokens(left) == person_tokens(right)


@pytest.mark.parametrize(
    ("left", "right"), [("Maria Keller", "Mario Keller"), ("Ivan Li", "Ivan Ly"), ("Ann", "Anne")]
)
def test_person_tokens_keep_different_names_apart(left, right):
    assert person_tokens(left) != person_tokens(right)


@pytest.mark.parametrize(
    ("short", "full", "is_part"),
    [
        ("Novak", "Peter Novak", True),
        ("Peter", "Peter Novak", True),
        ("van Dyk", "Peter van Dyk", True),
        ("Peter Dyk", "Peter van Dyk", False),
        ("Peter Novak", "Peter Novak", False),
        ("Peter van Dyk", "Dyk", False),
        ("Nov", "Peter Novak", False),
        ("", "Peter Novak", False),
    ],
)
def test_is_part_of(short, full, is_part):
    assert is_part_of(tuple(short.split()), tuple(full.split())) is is_part


@pytest.mark.parametrize(
    ("short", "long", "is_acronym"),
    [
        ("IAEA", "International Atomic Energy Agency", True),
        ("I.A.E.A.", "International Atomic Energy Agency", True),
        ("BOE", "Bank of England", True),
        ("BE", "Bank of England", True),
        ("NATO", "North-Atlantic Treaty Organisation", True),
        ("iaea", "International Atomic Energy Agency", False),
        ("IAEO", "International Atomic Energy Agency", False),
        ("B", "Bank", False),
        ("ABCDEFGHI", "A B C D E F G H I", False),
        ("", "", False),
    ],
)
def test_is_acronym_of(short, long, is_acronym):
    assert is_acronym_of(short, long) is is_acronym
