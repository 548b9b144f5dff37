"""Which place a name means, by the company it keeps."""

from graphbuild.coreference import Cluster
from graphbuild.gazetteer import Gazetteer, Place
from graphbuild.model import EntityType
from graphbuild.name_types import Name
from graphbuild.places import link_places


def place(number: int, name: str, population: int, country: str, *, nation: bool = False) -> Place:
    return Place(
        geonames=number, name=name, population=population, country=country, is_nation=nation
    )


NORTHLAND = place(1, "Northland", 3_000_000, "NL1", nation=True)
SOUTHLAND = place(2, "Southland", 4_000_000, "SL1", nation=True)
MILLTON_NORTH = place(3, "Millton", 50_000, "NL1")
MILLTON_SOUTH = place(4, "Millton", 400_000, "SL1")
CAPITAL = place(5, "Grandville", 8_000_000, "SL1")
HAMLET = place(6, "Hamlet", 16_000, "SL1")
PLACES = (NORTHLAND, SOUTHLAND, MILLTON_NORTH, MILLTON_SOUTH, CAPITAL, HAMLET)


def link(text: str, *names: str, entity_type: EntityType = EntityType.LOCATION):
    """Return (GeoNames id, rule, score) of each of *names* in *text*, None where none is meant."""
    clusters = []
    for words in names:
        start = text.index(words)
        name = Name(
            start=start, end=start + len(words), first=0, last=1, text=words, type=entity_type
        )
        clusters.append(Cluster(name))
    gazetteer = Gazetteer((each.name, each) for each in PLACES)
    return [
        found and (found[0].geonames, found[1].rule, found[1].score)
        for found in link_places(text, clusters, gazetteer)
    ]


def test_a_state_is_sure():
    assert link("Northland votes.", "Northland") == [(1, "gazetteer-nation", 1.0)]


def test_the_larger_of_two_towns_is_likelier():
    ((found, rule, score),) = link("A fire in Millton.", "Millton")
    assert (found, rule) == (4, "gazetteer-out-of-context")
    assert score < 0.5


def test_the_town_of_a_state_in_the_article_is_likelier_than_a_larger_one():
    _, (found, rule, score) = link("Northland: a fire in Millton.", "Northland", "Millton")
    assert (found, rule) == (3, "gazetteer-in-context")
    assert 0.8 < score < 1


def test_a_metropolis_is_context_too():
    _, (found, _, _) = link("From Grandville to Millton.", "Grandville", "Millton")
    assert found == 4


def test_a_metropolis_is_famous_but_no_evidence_for_itself():
    assert link("Rain in Grandville.", "Grandville") == [(5, "gazetteer-famous", 0.9)]


def test_a_small_town_in_strange_company_is_a_weak_link():
    assert link("Rain in Hamlet.", "Hamlet") == [(6, "gazetteer-out-of-context", 0.5)]


def test_a_name_after_the_is_no_town():
    assert link("They crossed the Hamlet.", "Hamlet") == [None]


def test_a_state_after_the_is_still_a_state():
    assert link("They left the Northland.", "Northland")[0][0] == 1


def test_unknown_places_and_people_are_not_linked():
    assert link("Rain in Elsewhere.", "Elsewhere") == [None]
    assert link("Hamlet said.", "Hamlet", entity_type=EntityType.PERSON) == [None]
