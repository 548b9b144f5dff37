"""Weights of references are learned from annotated articles, and nothing else is kept."""

import json
import sys

import pytest

from graphbuild import reference_training
from graphbuild.antecedents import Candidate
from graphbuild.lexicons import rows
from graphbuild.reference_training import ALL, Case, fit, read_cases, write_weights

TEXT = "Maria Keller came to Prague. She left."


def mention(text: str, chain: str) -> dict:
    return {"start": TEXT.index(text), "end": TEXT.index(text) + len(text), "chain": chain}


ANNOTATED = [mention("Maria Keller", "k"), mention("Prague", "p"), mention("She", "k")]


def case(right: str | None) -> Case:
    candidates = (Candidate("e1", ("near",)), Candidate(None, ("none",)))
    return Case("he", candidates, tuple(each.entity == right for each in candidates))


def test_what_is_meant_more_often_weighs_more():
    weights = {
        (of, name): weight for of, name, weight in fit([case("e1")] * 30 + [case(None)] * 10)
    }
    assert weights[ALL, "near"] > 0 > weights[ALL, "none"]
    assert weights["he", "near"] == pytest.approx(weights[ALL, "near"])


def test_a_rare_feature_has_no_weight():
    assert fit([case("e1")] * 3) == []


@pytest.mark.model
def test_cases_are_read_from_annotation(nlp, gazetteer):
    (found,) = read_cases([(nlp(TEXT), ANNOTATED)], gazetteer)
    assert found.group == "she"
    assert found.is_right == (True, False)
    (missed,) = read_cases([(nlp(TEXT), ANNOTATED[:2])], gazetteer)
    assert missed.is_right == (False, True)


def test_weights_are_written_in_order(tmp_path):
    write_weights([("he", "near", 1.5), (ALL, "none", -0.25)], tmp_path)
    lines = (tmp_path / "reference_weights.tsv").read_text(encoding="utf-8").splitlines()
    assert lines[-2:] == ["*\tnone\t-0.25", "he\tnear\t1.5"]


def test_the_shipped_weights_hold_no_words_but_pronouns():
    groups = {of for of, _, _ in rows("reference_weights")}
    assert groups <= {ALL, "he", "it", "i", "you", "location"}


@pytest.mark.model
def test_the_command_learns_from_a_file(tmp_path, monkeypatch, nlp):
    annotated = tmp_path / "annotated.jsonl"
    annotated.write_text(json.dumps({"text": TEXT, "mentions": ANNOTATED}) + "\n", encoding="utf-8")
    monkeypatch.setattr(reference_training, "load_nlp", lambda: nlp)
    monkeypatch.setattr(reference_training, "MIN_EXAMPLES", 1)
    monkeypatch.setattr(sys, "argv", ["reference_training", str(annotated), str(tmp_path)])
    reference_training.main()
    assert "gender fits" in (tmp_path / "reference_weights.tsv").read_text(encoding="utf-8")
