"""A link stands where names and context speak for it; else the entity keeps its own id."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphbuild.facts import Fact
from graphbuild.gazetteer import Kind, Place
from graphbuild.linear import LinearModel
from graphbuild.linking import SAME_AS_THRESHOLD, choose, link_entities, to_background
from graphbuild.model import Article, Entity, EntityType, Extraction, Link, Position, Role
from graphbuild.resolve import resolve_entities

PERSON, ORGANIZATION, LOCATION = EntityType.PERSON, EntityType.ORGANIZATION, EntityType.LOCATION
NORWAY = Place(geonames=1, name="Norway", population=5_000_000, country="NO", kind=Kind.NATION)

STATE = Fact(
    id="Q1",
    type=LOCATION,
    name="Norway",
    country="NO",
    description="country in Northern Europe",
    sources=3,
    wikipedia="Norway",
)
MINISTER = Fact(
    id="Q2",
    type=PERSON,
    name="Petra Novak",
    description="Minister of Canals, Norway",
    country="NO",
    sources=2,
    wikipedia="Petra Novak",
    positions=(
        Position(title="Mayor", start="2010-01-01", end="2014-01-01"),
        Position(title="Minister of Canals", start="2020-01-01"),
    ),
    party="Water Party",
    birth="1970-02-03",
)
WORKS = Fact(
    id="Q3", type=ORGANIZATION, name="Vellport Boat Works", country="NO", description="boatyard"
)
TEXT = (
    "Norway's canals minister, Petra Novak, visited Vellport Boat Works, the boatyard. Novak left."
)


def entity(number: int, kind: EntityType, name: str, **more) -> Entity:
    return Entity(id=f"e{number}", type=kind, name=name, **more)


def entities() -> list[Entity]:
    role = Role(article="a", title="canals minister", start=9, end=24)
    place = Link(iri=NORWAY.iri, rule="gazetteer-nation", score=1.0)
    return [
        entity(1, LOCATION, "Norway", links=(place,), same_as=(NORWAY.iri,)),
        entity(2, PERSON, "Petra Novak", aliases=("Novak",), roles=(role,)),
        entity(3, ORGANIZATION, "Vellport Boat Works"),
    ]


@pytest.fixture
def kb(knowledge):
    return knowledge(STATE, MINISTER, WORKS)


def linked(kb, found=None, *, text=TEXT, published="2021-06-01"):
    article = Article(id="a", text=text, published=published)
    found = found or entities()
    return link_entities(article, found, places_of(found), kb)


def places_of(found: list[Entity]) -> list[tuple[Place, float] | None]:
    return [(NORWAY, 1.0) if each.name == "Norway" else None for each in found]


def test_people_bodies_and_places_are_linked(kb):
    state, minister, works = linked(kb)
    assert state.same_as == (NORWAY.iri, STATE.iri)
    assert minister.same_as == (MINISTER.iri,)
    assert works.same_as == (WORKS.iri,)
    (link,) = minister.links
    assert (link.iri, link.rule) == (MINISTER.iri, "knowledge-base")
    assert SAME_AS_THRESHOLD <= link.score < 1


def test_a_link_brings_what_the_knowledge_base_states_at_the_articles_date(kb):
    background = linked(kb)[1].background
    assert background == to_background(MINISTER, "2021-06-01")
    assert (background.iri, background.country, background.party) == (
        MINISTER.iri,
        "NO",
        "Water Party",
    )
    assert [each.title for each in background.positions] == ["Minister of Canals"]
    assert [each.title for each in linked(kb, published="2012-01-01")[1].background.positions] == [
        "Mayor"
    ]
    assert linked(kb, published=None)[1].background.positions == ()


def test_a_lone_surname_is_nobody(kb):
    (novak,) = linked(kb, [entity(1, PERSON, "Novak")], text="Novak left Norway for Norway.")
    assert (novak.links, novak.same_as, novak.background) == ((), (), None)


def test_an_unlikely_link_is_told_but_changes_nothing(knowledge):
    rivals = [
        Fact(id=f"Q{number}", type=PERSON, name="Petra Novak", country="US", birth="1890")
        for number in range(10, 14)
    ]
    (novak,) = linked(knowledge(*rivals), [entity(1, PERSON, "Petra Novak")])
    assert novak.same_as == ()
    assert novak.background is None
    assert all(link.score < SAME_AS_THRESHOLD for link in novak.links)


def test_an_entity_of_another_type_is_not_the_same(kb):
    (works,) = linked(kb, [entity(1, LOCATION, "Vellport Boat Works")])
    assert works.same_as == ()


def test_what_is_linked_to_wikidata_already_keeps_that_link(kb):
    found = [
        entity(1, PERSON, "Petra Novak", same_as=(STATE.iri,)),
        entity(2, PERSON, "Petra Novak", same_as=("http://www.wikidata.org/entity/Q404",)),
    ]
    first, second = linked(kb, found)
    assert (first.same_as, first.background.iri) == ((STATE.iri,), STATE.iri)
    assert (second.links, second.background) == ((), None)


def test_a_place_is_linked_no_surer_than_it_is_chosen(kb):
    (state,) = link_entities(
        Article(id="a", text="Norway"), [entity(1, LOCATION, "Norway")], [(NORWAY, 0.2)], kb
    )
    assert [(link.iri, link.score) for link in state.links] == [(STATE.iri, 0.2)]
    assert state.same_as == ()


def test_no_entities_need_no_knowledge_base():
    assert link_entities(Article(id="a", text=""), [], [], None) == ()


@given(st.lists(st.floats(-60, 60), max_size=6))
def test_the_probabilities_of_all_and_of_none_make_one(odds):
    model = LinearModel({"odds": 1.0})
    shares = choose(model, [[("odds", each)] for each in odds])
    assert all(0 <= share <= 1 for share in shares)
    assert sum(shares) <= 1 + 1e-9
    assert sorted(shares) == [share for _, share in sorted(zip(odds, shares, strict=True))]


# ------------------------------------------------------------------ the order of articles
def articles() -> list[tuple[Article, list[Entity]]]:
    """Articles that name the same minister in full, by surname and office, and by surname alone."""
    role = entities()[1].roles
    place = entities()[0]
    return [
        (Article(id="a", text=TEXT, published="2021-06-01"), entities()),
        (
            Article(id="b", text="Minister Novak of Norway spoke.", published="2012-06-01"),
            [place, entity(2, PERSON, "Novak", roles=role)],
        ),
        (Article(id="c", text="Novak left."), [entity(1, PERSON, "Novak")]),
        (Article(id="d", text="Petra Novak sang."), [entity(1, PERSON, "Petra Novak")]),
        (Article(id="e", text="Norway"), [place]),
    ]


@settings(max_examples=30)
@given(st.permutations(range(5)))
def test_links_and_ids_do_not_depend_on_the_order_of_articles(shared_kb, order):
    given_articles = articles()

    def run(numbers):
        extractions = [
            Extraction(
                article=article,
                entities=link_entities(article, found, places_of(found), shared_kb),
            )
            for article, found in (given_articles[number] for number in numbers)
        ]
        graph = resolve_entities(extractions)
        again = resolve_entities(graph.extractions.values())
        assert dict(again.entities) == dict(graph.entities)
        return dict(graph.entities)

    first = run(range(5))
    assert run(order) == first
    assert {"Q1", "Q2", "Q3"} <= set(first)
    assert [each.title for each in first["Q2"].background.positions] == [
        "Mayor",
        "Minister of Canals",
    ]


@pytest.fixture(scope="module")
def shared_kb(tmp_path_factory):
    from graphbuild.facts import write_facts
    from graphbuild.knowledge import KnowledgeBase

    folder = tmp_path_factory.mktemp("kb")
    write_facts([STATE, MINISTER, WORKS], folder / "kb.xz")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRAPHBUILD_CACHE", str(folder / "cache"))
        kb = KnowledgeBase(folder / "kb.xz")
        kb.find("Norway")
        yield kb
