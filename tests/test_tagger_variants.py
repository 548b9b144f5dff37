"""Examples made from others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphbuild.model import EntityType
from graphbuild.tagger_corpora import Example
from graphbuild.tagger_variants import STATES, NameStock, Variants

PERSON, ORGANIZATION, LOCATION = EntityType.PERSON, EntityType.ORGANIZATION, EntityType.LOCATION
STOCK = NameStock(
    people={"A": ["Ida Brekke", "Per Olav Moe"], "B": ["Wanjiru Kamau"]},
    bodies=["Veldhuis Trust", "Union of Bakers"],
    places=["Lohagara", "Rimini"],
    weights=[1.0, 2.0],
)
STOCK_NAMES = {*STOCK.bodies, *STOCK.places, *(n for names in STOCK.people.values() for n in names)}


def example_of(*parts: str | tuple[str, EntityType]) -> Example:
    """Return an example of words and (name, type)s, parted by blanks."""
    text, names = "", []
    for part in parts:
        word, kind = (part, None) if isinstance(part, str) else part
        if kind is not None:
            names.append((len(text), len(text) + len(word), kind))
        text += f"{word} "
    return Example(text=text, names=tuple(names))


NEWS = example_of(
    ("Ann Lee", PERSON), "of the", ("Harbour Board", ORGANIZATION), "left", ("Bergen", LOCATION),
    "for", ("France", LOCATION), ". The trip took", ("Lee", PERSON), "a week .",
)  # fmt: skip


def names_of(example: Example) -> list[tuple[str, EntityType]]:
    return [(example.text[start:end], kind) for start, end, kind in example.names]


@given(seed=st.integers(0, 10_000))
def test_other_names_stand_where_the_old_ones_stood(seed):
    other = Variants(STOCK, seed=seed).renamed(NEWS)
    assert [kind for _, kind in names_of(other)] == [kind for _, kind in names_of(NEWS)]
    full, _, _, _, last = (name for name, _ in names_of(other))
    assert full.split()[-1] == last
    old = {name for name, _ in names_of(NEWS)}
    assert {name for name, _ in names_of(other)} <= old | STOCK_NAMES | {
        name.split()[-1] for name in STOCK_NAMES
    }
    assert ("France", LOCATION) in names_of(other)


def test_unknown_stretches_move_along():
    start = NEWS.text.index("week")
    marked = Example(text=NEWS.text, names=NEWS.names, unknown=((start, start + 4),))
    other = Variants(STOCK).renamed(marked)
    assert [other.text[start:end] for start, end in other.unknown] == ["week"]


@given(seed=st.integers(0, 10_000), capitals=st.sampled_from([0.0, 0.5, 1.0]))
def test_an_agency_sets_the_same_names(seed, capitals):
    example = example_of(("Ann-Mari Lee", PERSON), "'s (", ("Oslo", LOCATION), ") trip, she said.")
    other = Variants(STOCK, seed=seed).set_by_agency(example, capitals=capitals)
    found = [(name.lower(), kind) for name, kind in names_of(other)]
    assert found == [("ann-mari lee", PERSON), ("oslo", LOCATION)]
    assert " trip , she said . " in other.text.lower().replace("\n", " ")


@given(seed=st.integers(0, 10_000))
def test_names_in_tables_are_names(seed):
    table = Variants(STOCK, seed=seed).table()
    assert table.names
    for name, kind in names_of(table):
        assert name == name.strip()
        if kind is LOCATION:
            assert name in STATES or name.title() in STOCK.places


@pytest.mark.parametrize("make", [Variants.table, Variants.person, Variants.place])
def test_the_same_seed_makes_the_same(make):
    assert make(Variants(STOCK, seed=3)) == make(Variants(STOCK, seed=3))
