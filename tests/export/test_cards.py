"""What the page says of a thing."""

from dataclasses import replace

from graphbuild.export.cards import entity_card
from graphbuild.model import RoleKind


def test_what_a_knowledge_base_states_stands_apart(small_graph):
    zelenskyy = next(each for each in small_graph.entities.values() if each.background)
    card = entity_card(small_graph, zelenskyy)
    assert card["background"] == [
        "president of a country",
        "President (2019-05-20 – )",
        "Member of a board (2019 – 2023-01)",
        "Patron",
        "Servants",
        "UA",
        "born 1978-01-25",
        "died 2099-01",
    ]
    assert card["roles"] == ["president (UA)"]


def test_of_an_entity_without_a_link_nothing_is_known(small_graph):
    entity = replace(next(iter(small_graph.entities.values())), background=None)
    assert entity_card(small_graph, entity)["background"] == []


def test_a_form_of_address_is_no_role_to_show(small_graph):
    entity = next(each for each in small_graph.entities.values() if each.background)
    address = replace(entity.roles[0], kind=RoleKind.HONORIFIC, title="Mr", country=None)
    card = entity_card(small_graph, replace(entity, roles=(address, *entity.roles)))
    assert card["roles"] == ["president (UA)"]
