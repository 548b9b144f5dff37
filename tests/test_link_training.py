"""Weights of links are learned from articles with links, and nothing else of these is kept."""

import json
import sys

import pytest

from graphbuild import link_training
from graphbuild.facts import Fact
from graphbuild.link_training import Asked, Case, find_cases, fit_links, print_deciles, score_cases
from graphbuild.model import Article, Entity, EntityType, Extraction, Mention, MentionKind

PERSON = EntityType.PERSON
WIKIDATA, WIKIPEDIA = "http://www.wikidata.org/entity/", "https://en.wikipedia.org/wiki/"
NOVAK = Fact(id="Q1", type=PERSON, name="Petra Novak", wikipedia="Petra Novak", sources=3)
OTHER = Fact(id="Q2", type=PERSON, name="Petra Novak")


def asked(name: str = "Petra Novak") -> Asked:
    extraction = Extraction(
        article=Article(id="a", text=f"{name} spoke."),
        entities=(Entity(id="e1", type=PERSON, name=name),),
        mentions=(
            Mention(
                start=0,
                end=len(name),
                type=PERSON,
                kind=MentionKind.NAME,
                entity="e1",
                rule="fullest-name",
                score=1.0,
            ),
        ),
    )
    return Asked(extraction, (None,))


def gold(*same_as: str, end: int = 11, alt=()) -> dict:
    mention = {"start": 0, "end": end, "kind": "name", "same_as": list(same_as), "alt": list(alt)}
    return {"mentions": [mention]}


@pytest.mark.parametrize(
    ("annotation", "right", "known"),
    [
        (gold(f"{WIKIDATA}Q2"), (False, True), True),
        (gold(f"{WIKIDATA}Q9"), (False, False), True),
        (gold(f"{WIKIPEDIA}Petra_Novak"), (True, False), True),
        (gold(f"{WIKIPEDIA}Petra_Nov%C3%A1k"), (False, None), False),
        (gold(f"{WIKIPEDIA}Petra_Novak_(singer)"), (False, None), False),
        (gold(f"{WIKIPEDIA}Nobody"), (False, False), True),
        (gold(), (False, None), False),
        (gold(f"{WIKIDATA}Q1", end=20, alt=[[0, 11]]), (True, False), True),
    ],
)
def test_which_candidate_is_right(knowledge, annotation, right, known):
    (case,) = find_cases([(asked(), annotation)], knowledge(NOVAK, OTHER))
    assert (case.right, case.is_known) == (right, known)


def test_where_ids_are_given_an_unlinked_name_was_not_asked_about(knowledge):
    annotation = gold()
    annotation["mentions"].append({"start": 12, "end": 13, "same_as": [f"{WIKIDATA}Q9"]})
    assert list(find_cases([(asked(), annotation)], knowledge(NOVAK))) == []


def test_what_has_no_candidate_or_no_annotation_is_no_case(knowledge):
    kb = knowledge(NOVAK)
    assert list(find_cases([(asked("Ann Lee"), gold(end=7))], kb)) == []
    assert list(find_cases([(asked(), gold(end=3))], kb)) == []


def cases() -> list[Case]:
    """Return articles in which the first of two candidates is right, or none of them."""
    return [
        Case(
            article=number,
            subject=None,
            candidates=(NOVAK, OTHER),
            described=([("good", float(number % 3 > 0)), ("bias", 1.0)], [("bias", 1.0)]),
            right=(number % 3 > 0, False),
            links=(),
        )
        for number in range(300)
    ]


def test_what_speaks_for_a_link_weighs_more_than_nothing():
    weights = fit_links(cases())
    assert weights["good"] > 2
    assert weights["bias"] < 0


def test_deciles_are_of_what_was_learned_on_other_articles(capsys):
    scored = list(score_cases(cases()))
    assert len(scored) == 300
    assert all(best == 0 and score > 0.5 for case, best, score in scored if any(case.right))
    print_deciles(cases())
    assert "mean surprise" in capsys.readouterr().out


@pytest.mark.model
def test_the_script_writes_weights(tmp_path, monkeypatch, knowledge):
    line = {"id": "a", "text": "Petra Novak spoke in Oslo."} | gold(f"{WIKIDATA}Q1")
    source = tmp_path / "linked.jsonl"
    source.write_text("".join(f"{json.dumps(line | {'id': str(n)})}\n" for n in range(100)))
    kb = knowledge(NOVAK, OTHER)
    monkeypatch.setattr(link_training, "load_knowledge", lambda: kb)
    monkeypatch.setattr(sys, "argv", ["link_training", str(source), str(tmp_path)])
    link_training.main()
    written = (tmp_path / "link_weights.tsv").read_text()
    assert written.startswith("# What speaks for")
    assert "Novak" not in written
