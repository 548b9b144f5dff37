"""Faults that are planted in an extraction, and found."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphbuild.extraction_file import StoredExtraction, write_extractions
from graphbuild.extraction_json import to_json
from graphbuild.model import EntityType, Extraction, Role, Span
from graphbuild.verify import find_faults, read_verified, verify_file

OUTSIDE = (5, 10_000)


def stored(extraction: Extraction) -> StoredExtraction:
    return StoredExtraction(
        where="f:1", text_sha256=extraction.article.text_sha256, extraction=extraction
    )


def faults(*extractions: Extraction) -> list[str]:
    return [str(fault) for fault in find_faults(map(stored, extractions))]


def without_roles_of_others(extraction: Extraction) -> Extraction:
    """The small graph's entities are whole in each line; a build's have what their article says."""
    here = extraction.article.id
    entities = (
        replace(each, roles=tuple(role for role in each.roles if role.article == here))
        for each in extraction.entities
    )
    return replace(extraction, entities=tuple(entities))


@pytest.fixture
def extractions(small_graph) -> list[Extraction]:
    return list(map(without_roles_of_others, small_graph.extractions.values()))


@pytest.fixture
def courier(extractions) -> Extraction:
    return extractions[0]


def test_sound_extractions_have_no_faults(extractions, tmp_path):
    write_extractions(extractions, tmp_path / "x.jsonl")
    assert list(verify_file(tmp_path / "x.jsonl")) == []


@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
def test_a_character_changed_anywhere_in_a_text_is_found(tmp_path, courier, data):
    text = courier.article.text
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.characters(exclude_categories=["Cs"], exclude_characters=text[place]))
    changed = {**to_json(courier), "text": f"{text[:place]}{other}{text[place + 1 :]}"}
    path = tmp_path / "x.jsonl"
    path.write_text(json.dumps(changed))
    found = [str(fault) for fault in verify_file(path)]
    assert any(each.startswith(f"{path}:1: article 'courier-1': the text isn't") for each in found)


def test_an_unreadable_line_is_a_fault_and_hides_no_other(courier, tmp_path: Path):
    path = tmp_path / "x.jsonl"
    twice = json.dumps(to_json(courier))
    path.write_text(f"{twice}\nnonsense\n{twice}\n")
    found = [str(fault) for fault in verify_file(path)]
    assert found[0].startswith(f"{path}:2: not JSON: ")
    assert found[1] == f"{path}:3: article 'courier-1': this id is used before"


def with_mention(courier: Extraction, span: Span) -> Extraction:
    mention = replace(courier.mentions[2], start=span[0], end=span[1])
    return replace(courier, mentions=(*courier.mentions, mention))


@pytest.mark.parametrize(
    ("span", "message"),
    [
        (OUTSIDE, "has the span 5–10000, which is empty or not within 0–"),
        ((-3, 4), "has the span -3–4, which is empty or not within 0–"),
        ((7, 7), "has the span 7–7, which is empty or not within 0–"),
        ((9, 4), "has the span 9–4, which is empty or not within 0–"),
        ((4, 8), "the mention at 4–8 begins or ends in white space"),
        ((5, 21), "two mentions have the span 5–21"),
    ],
)
def test_a_wrong_mention_is_found(courier, span, message):
    found = faults(with_mention(courier, span))
    assert any(message in each for each in found), found
    assert all(each.startswith("f:1: article 'courier-1': ") for each in found)


@pytest.mark.parametrize(
    ("field", "message"), [("quantities", "a quantity of '"), ("dates", "a date of '")]
)
@pytest.mark.parametrize("span", [OUTSIDE, (0, 4), (7, 7), (9, 4)])
def test_a_value_outside_the_content_is_found(courier, field, message, span):
    claim = courier.claims[3]
    value = replace(getattr(claim, field)[0], start=span[0], end=span[1])
    claim = replace(claim, **{field: (value,)})
    (found,) = faults(replace(courier, claims=(*courier.claims[:3], claim)))
    assert f"{message}{claim.id}' at {span[0]}–{span[1]} lies outside its content" in found


@pytest.mark.parametrize("field", ["source", "cue", "content"])
def test_a_wrong_span_of_a_claim_is_found(courier, field):
    claim = replace(courier.claims[0], **{field: (OUTSIDE,)})
    found = faults(replace(courier, claims=(claim, *courier.claims[1:])))
    assert any(f"the {field} of '{claim.id}' has the span 5–10000" in each for each in found)


def test_wrong_spans_of_evidence_boilerplate_and_roles_are_found(courier):
    relation = replace(courier.relations[0], evidence=(OUTSIDE,))
    role = replace(courier.entities[0].roles[0], end=10_000)
    entity = replace(courier.entities[0], roles=(role,))
    found = faults(
        replace(
            courier,
            article=replace(courier.article, boilerplate=(OUTSIDE,)),
            relations=(relation,),
            entities=(entity, *courier.entities[1:]),
        )
    )
    assert ["the boilerplate" in found[0], "a role" in found[1], "evidence" in found[2]] == [
        True
    ] * 3


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"speaker": "Q1"}, "the speaker of '"),
        ({"about": ("Q1",)}, "what '"),
        ({"cue": ()}, "lacks a cue or content"),
        ({"negation": (OUTSIDE,)}, "at 5–10000 lies outside source, cue and content"),
        ({"negation": ((0, 4),)}, "a negation of '"),
        ({"hedges": ((0, 4),)}, "at 0–4 lies outside its cue and content"),
        ({"hedges": (OUTSIDE,)}, "a hedge of '"),
    ],
)
def test_a_wrong_claim_is_found(courier, changes, message):
    claim = replace(courier.claims[3], **changes)
    (found,) = faults(replace(courier, claims=(*courier.claims[:3], claim)))
    assert message in found


@pytest.mark.parametrize(
    ("field", "where"),
    [
        ("negation", {"source", "cue", "content"}),
        ("hedges", {"cue", "content"}),
    ],
)
def test_words_of_a_stance_may_stand_where_they_can_turn_it(courier, field, where):
    for part in ("source", "cue", "content"):
        claim = courier.claims[3]
        claim = replace(claim, **{field: getattr(claim, part)})
        found = faults(replace(courier, claims=(*courier.claims[:3], claim)))
        assert bool(found) == (part not in where), part


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"head": "Q1"}, "the head of a 'located_in' relation is 'Q1'"),
        ({"tail": "Q1"}, "the tail of a 'located_in' relation is 'Q1'"),
        ({"claim": "claim-1"}, "'claim-1', isn't there"),
    ],
)
def test_a_wrong_relation_is_found(courier, changes, message):
    relation = replace(courier.relations[0], **changes)
    (found,) = faults(replace(courier, relations=(relation,)))
    assert message in found


def test_repeated_ids_are_found(courier):
    found = faults(
        replace(
            courier,
            entities=(*courier.entities, courier.entities[0]),
            claims=(*courier.claims, courier.claims[0]),
        )
    )
    assert [each.split(": ", 2)[2].split(" the id")[0] for each in found] == [
        "two entities have",
        "two claims have",
    ]


def test_a_mention_of_nothing_is_found(courier):
    found = faults(replace(courier, entities=courier.entities[1:]))
    assert any("which isn't among the entities" in each for each in found)


def test_a_name_that_no_mention_has_is_found(courier):
    entity = replace(courier.entities[0], name="Sergey Surovikin")
    (found,) = faults(replace(courier, entities=(entity, *courier.entities[1:])))
    assert found.endswith("is called 'Sergey Surovikin', but no mention of it is")


def test_a_role_in_another_article_is_found(courier):
    role = Role(article="lantern", title="Gen.", start=0, end=4)
    entity = replace(courier.entities[0], roles=(role,))
    (found,) = faults(replace(courier, entities=(entity, *courier.entities[1:])))
    assert found.endswith("points to another article, 'lantern'")


def test_a_title_that_isnt_the_text_of_its_span_is_found(courier):
    role = replace(courier.entities[0].roles[0], title="Admiral")
    entity = replace(courier.entities[0], roles=(role,))
    (found,) = faults(replace(courier, entities=(entity, *courier.entities[1:])))
    assert "the role 'Admiral' of" in found
    assert found.endswith("isn't what stands at 0–4")


def test_a_role_held_in_what_is_no_entity_is_found(courier):
    role = replace(courier.entities[0].roles[0], of="Q1")
    entity = replace(courier.entities[0], roles=(role,))
    (found,) = faults(replace(courier, entities=(entity, *courier.entities[1:])))
    assert found.endswith("is held in is 'Q1', which isn't among the entities")


def test_each_line_comes_with_its_faults(extractions, tmp_path):
    path = tmp_path / "x.jsonl"
    write_extractions([*extractions, extractions[0]], path)
    with path.open("a") as file:
        file.write("nonsense")
    found = [(line, [each.message for each in faults]) for line, faults in read_verified(path)]
    assert found[:3] == [
        (extractions[0], []),
        (extractions[1], []),
        (extractions[0], ["this id is used before"]),
    ]
    assert found[3][0] is None
    assert len(found[3][1]) == 1


def test_a_team_with_a_place_is_found(courier):
    kherson = next(entity for entity in courier.entities if entity.name == "Kherson")
    others = tuple(entity for entity in courier.entities if entity is not kherson)
    team = replace(kherson, team=True)
    (found,) = faults(replace(courier, entities=(*others, team)))
    assert f"'{kherson.id}' is a team, but not one that only bears the name of a place" in found
    bare = replace(team, links=(), same_as=(), part_of=(), country=None, lat=None, lon=None)
    assert faults(replace(courier, entities=(*others, bare))) == []
    person = replace(bare, type=EntityType.PERSON)
    assert len(faults(replace(courier, entities=(*others, person)))) == 1
