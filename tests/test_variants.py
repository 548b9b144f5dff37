"""Forms of a name that a reader takes for one."""

import pytest

from graphbuild.variants import (
    gender_of,
    is_misspelt,
    is_misspelt_surname,
    is_short_organization,
    may_be_same_organization,
    may_be_same_person,
    may_be_same_place,
    may_be_short_for,
)


@pytest.mark.parametrize(
    ("name", "gender"),
    [
        ("Maria Keller", "f"),
        ("Peter Novak", "m"),
        ("Xan Novak", None),
        ("Keller", None),
        ("", None),
    ],
)
def test_a_full_name_tells_the_gender(name, gender):
    assert gender_of(name) == gender


def test_a_surname_that_serves_as_a_doubtful_given_name_tells_nothing():
    assert (gender_of("Georgia Novak"), gender_of("Georgia")) == ("f", None)


@pytest.mark.parametrize(
    ("left", "right", "is_same"),
    [
        ("Bill Keller", "William Keller", True),
        ("P. Keller", "Peter Keller", True),
        ("Keller Maria", "Maria Keller", True),
        ("Maria Keller", "Maria Keller OBE", True),
        ("Ramzan Kadyrov", "Ramzan Kadirov", True),
        ("Peter Keller", "Paul Keller", False),
        ("Paul Keller Jr", "Paul Keller Sr", False),
        ("Keller", "Keller", False),
    ],
)
def test_people(left, right, is_same):
    assert may_be_same_person(left, right) is is_same


@pytest.mark.parametrize(
    ("short", "full", "may_be"),
    [
        ("Keller", "Maria Keller", True),
        ("Pete", "Peter Novak", True),
        ("Novak II", "Peter Novak III", False),
        ("Keller", "Keller", False),
        ("Kell", "Maria Keller", False),
    ],
)
def test_short_names(short, full, may_be):
    assert may_be_short_for(short, full) is may_be


@pytest.mark.parametrize(
    ("left", "right", "is_same"),
    [
        ("Food Standards Norway", "Food Standards of Norway", True),
        ("Northern Instruments", "Northern Instrments", True),
        ("Social Democrat", "Social Democrats", True),
        ("Bank of Norway", "Bank of Sweden", False),
        ("Novak", "Novka", False),
    ],
)
def test_organizations(left, right, is_same):
    assert may_be_same_organization(left, right) is is_same


def test_an_organization_is_short_by_its_beginning_or_end():
    assert is_short_organization("Northern", "Northern Bank")
    assert is_short_organization("Bank", "Northern Bank")
    assert not is_short_organization("Northern Bank", "Northern Bank")


@pytest.mark.parametrize(
    ("left", "right", "is_same"),
    [
        ("Ontario", "Province of Ontario", True),
        ("Prague", "City of Prague", True),
        ("Mexico", "Mexico City", False),
        ("Norway", "Sweden", False),
    ],
)
def test_places(gazetteer, left, right, is_same):
    assert may_be_same_place(left, right, gazetteer) is is_same


def test_misspellings_keep_the_first_letter_and_differ_by_one():
    assert is_misspelt("lewandowski", "lewandowsky")
    assert not is_misspelt("lewandowski", "rewandowski")
    assert not is_misspelt("lewandowski", "lewendowsky")
    assert is_misspelt_surname("Kadirov", "Ramzan Kadyrov")
    assert not is_misspelt_surname("Ramzan Kadirov", "Ramzan Kadyrov")
