"""Which names of an article are one entity."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphbuild.coreference import Cluster, join_names
from graphbuild.gazetteer import Place, gazetteer_of
from graphbuild.model import EntityType
from graphbuild.name_types import Name

KYIV = Place(geonames=1, name="Kyiv", population=2_800_000, country="UA")
PLACES = gazetteer_of((name, KYIV) for name in ("Kyiv", "Kiev"))
PERSON, ORGANIZATION, LOCATION = EntityType.PERSON, EntityType.ORGANIZATION, EntityType.LOCATION


def names(entity_type: EntityType, *texts: str) -> list[Name]:
    """Return names that follow one another in a text."""
    return [
        Name(
            start=100 * number,
            end=100 * number + len(text),
            first=10 * number,
            last=10 * number + len(text.split()),
            text=text,
            type=entity_type,
        )
        for number, text in enumerate(texts)
    ]


def clusters(found: list[Cluster]) -> list[str]:
    return [" = ".join(name.text for name, _, _ in cluster.names) for cluster in found]


def check_clusters(entity_type: EntityType, texts: str, expected: str) -> None:
    """Check that names, parted by ";", join as in *expected*: "Peter Novak = Novak; Ann Lee"."""
    found = join_names(names(entity_type, *texts.split("; ")), PLACES)
    assert "; ".join(clusters(found)) == expected


def test_the_ministry_of_a_state_is_not_what_was_named_before_it():
    check_clusters(
        ORGANIZATION,
        "Foreign Ministry; Turkish Foreign Ministry",
        "Foreign Ministry; Turkish Foreign Ministry",
    )
    check_clusters(
        ORGANIZATION,
        "Turkish Foreign Ministry; Foreign Ministry",
        "Turkish Foreign Ministry = Foreign Ministry",
    )


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ("Peter Novak; Novak; Peter Novak", "Peter Novak = Novak = Peter Novak"),
        ("Novak; Peter Novak", "Novak = Peter Novak"),
        ("Peter Novak; P. Novak", "Peter Novak = P. Novak"),
        ("Peter Novak; Peter J. Novak", "Peter Novak = Peter J. Novak"),
        ("Volodymyr Zelensky; Zelenskyy", "Volodymyr Zelensky = Zelenskyy"),
        ("Peter Novak; Maria Novak", "Peter Novak; Maria Novak"),
        ("Peter Novak; Maria Novak; Novak", "Peter Novak; Maria Novak = Novak"),
        ("Peter Novak; Novak; Maria Novak", "Peter Novak = Novak; Maria Novak"),
        ("Peter Novak; Peter", "Peter Novak = Peter"),
        ("Novak; Keller", "Novak; Keller"),
    ],
)
def test_people(texts, expected):
    check_clusters(PERSON, texts, expected)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (
            "International Atomic Energy Agency; IAEA",
            "International Atomic Energy Agency = IAEA",
        ),
        ("IAEA; International Atomic Energy Agency", "IAEA = International Atomic Energy Agency"),
        ("Ministry of Defence; Ministry of Defense", "Ministry of Defence = Ministry of Defense"),
        ("Amnesty International; Amnesty", "Amnesty International = Amnesty"),
        ("Brookford City Council; Council", "Brookford City Council = Council"),
        ("Council; Brookford City Council", "Council; Brookford City Council"),
        ("Bank of Norway; Bank of Sweden", "Bank of Norway; Bank of Sweden"),
    ],
)
def test_organizations(texts, expected):
    check_clusters(ORGANIZATION, texts, expected)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ("Kiev; Kyiv", "Kiev = Kyiv"),
        ("KYIV; Kyiv", "KYIV = Kyiv"),
        ("New Brookford; Brookford", "New Brookford; Brookford"),
    ],
)
def test_places(texts, expected):
    check_clusters(LOCATION, texts, expected)


def test_names_of_different_types_stay_apart():
    (person,), (place,) = names(PERSON, "Washington"), names(LOCATION, "Washington")
    assert len(join_names([person, place], PLACES)) == 2


def test_every_join_says_its_rule_and_score():
    found = join_names(names(PERSON, "Peter Novak", "Maria Novak", "Novak", "Peter"), PLACES)
    assert [(name.text, rule) for each in found for name, rule, _ in each.names] == [
        ("Peter Novak", "fullest-name"),
        ("Peter", "part-of-name"),
        ("Maria Novak", "fullest-name"),
        ("Novak", "part-of-name-recent"),
    ]
    assert all(0 < score <= 1 for each in found for _, _, score in each.names)


@pytest.mark.parametrize(
    ("entity_type", "texts", "name"),
    [
        (PERSON, "Novak; Peter Novak; Novak", "Peter Novak"),
        (PERSON, "PETER NOVAK; Peter Novak", "Peter Novak"),
        (
            ORGANIZATION,
            "IAEA; International Atomic Energy Agency",
            "International Atomic Energy Agency",
        ),
        (LOCATION, "Kiev; Kyiv; Kyiv", "Kyiv"),
    ],
)
def test_the_name_of_an_entity(entity_type, texts, name):
    (cluster,) = join_names(names(entity_type, *texts.split("; ")), PLACES)
    assert cluster.name == name


def test_no_names_make_no_clusters():
    assert join_names([], PLACES) == []


@given(st.lists(st.sampled_from(["Peter Novak", "Novak", "P. Novak", "Maria Novak", "Keller"])))
def test_every_name_is_in_exactly_one_cluster_in_the_order_of_the_text(texts):
    given_names = names(PERSON, *texts)
    found = join_names(given_names, PLACES)
    joined = [name.start for cluster in found for name, _, _ in cluster.names]
    assert sorted(joined) == [name.start for name in given_names]
    assert [each.names[0][0].start for each in found] == sorted(
        each.names[0][0].start for each in found
    )
