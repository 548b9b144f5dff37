"""What a person decides: one line for each decision, and what contradicts what."""

import json

import pytest

from graphbuild.decision_file import parse_decisions
from graphbuild.decisions import (
    KINDS,
    ClaimAnchor,
    ClaimRight,
    ClaimWrong,
    Different,
    NameAnchor,
    OfType,
    Same,
    Speaker,
    check_consistent,
    to_decision,
    to_flow,
)
from graphbuild.errors import DecisionError
from graphbuild.model import EntityType
from graphbuild.redaction import Redaction

KELLER = NameAnchor(article="a", name="Maria Keller")
NOVAK = NameAnchor(article="b", title="Late", name="Peter Novak", at=12)
RAIN = ClaimAnchor(article="a", content="that it rained", cue="said")

WRITTEN = [
    (
        (
            '{same: [{article: "a", name: "Maria Keller"}, '
            '{article: "b", title: "Late", name: "Peter Novak", at: 12}]}'
        ),
        Same(one=KELLER, other=NOVAK),
    ),
    ('{different: [{article: "a", name: "Maria Keller"}, Q7]}', Different(one=KELLER, other="Q7")),
    (
        '{type: organization, entity: {article: "a", name: "Maria Keller"}}',
        OfType(entity=KELLER, type=EntityType.ORGANIZATION),
    ),
    ("{type: location, entity: Q95}", OfType(entity="Q95", type=EntityType.LOCATION)),
    (
        '{right: {article: "a", content: "that it rained", cue: "said"}}',
        ClaimRight(claim=RAIN),
    ),
    (
        '{wrong: {article: "a", content: "that it rained", cue: "said"}}',
        ClaimWrong(claim=RAIN),
    ),
    (
        '{speaker: "Maria Keller", claim: {article: "a", content: "that it rained", cue: "said"}}',
        Speaker(claim=RAIN, speaker=NameAnchor(name="Maria Keller")),
    ),
    (
        '{speaker: null, claim: {article: "a", content: "that it rained", cue: "said"}}',
        Speaker(claim=RAIN, speaker=None),
    ),
    (
        '{speaker: {name: "None"}, claim: {article: "a", content: "that it rained", cue: "said"}}',
        Speaker(claim=RAIN, speaker=NameAnchor(name="None")),
    ),
    (
        f'{{redacted: ["{"0f" * 32}", "{"a1" * 32}"], salt: "ef", widths: [1, 2]}}',
        Redaction(salt="ef", hashes=("0f" * 32, "a1" * 32), widths=(1, 2)),
    ),
    (
        f'{{redacted: ["{"0f" * 32}"], salt: "ef"}}',
        Redaction(salt="ef", hashes=("0f" * 32,)),
    ),
]


@pytest.mark.parametrize(("line", "decision"), WRITTEN)
def test_a_decision_is_one_line_and_back(line, decision):
    assert to_flow(decision.to_data()) == line
    assert list(parse_decisions(f"- {line}\n", "decisions.yaml")) == [decision]
    assert to_decision(json.loads(json.dumps(decision.to_data())), "x") == decision


def test_each_kind_is_tried_above():
    assert {next(iter(decision.to_data())) for _, decision in WRITTEN} == set(KINDS)


def pairs(drawn: str) -> list[tuple[str, str, str | None]]:
    """Return pairs drawn as ``ab bc``, each decided in a line of its own."""
    return [(one, other, f"line {one}{other}") for one, other in drawn.split()]


@pytest.mark.parametrize(
    ("same", "different"),
    [("", ""), ("ab bc", ""), ("", "ab bc"), ("ab bc", "ad de"), ("ab cd", "ac bd ad")],
)
def test_what_can_stand_together(same, different):
    check_consistent(pairs(same), pairs(different), shown=str)


@pytest.mark.parametrize(
    ("same", "different", "lines"),
    [
        ("ab", "ab", "line ab"),
        ("ab", "ba", "line ab"),
        ("ab bc cd", "xy da", "line cd, line bc, line ab"),
        ("ab bc ac", "ac", "line ac"),
        ("", "aa", "their words"),
    ],
)
def test_what_contradicts_is_told_with_all_that_makes_it(same, different, lines):
    with pytest.raises(DecisionError, match=f"by {lines}. Delete one of these lines"):
        check_consistent(pairs(same), pairs(different), shown=str)


@pytest.mark.parametrize("data", [None, 5, "word", [], {}, {"same": 1, "wrong": 2}])
def test_what_is_no_decision(data):
    with pytest.raises(DecisionError, match=r"here: .* isn't a decision\. Expected a mapping with"):
        to_decision(data, "here")
