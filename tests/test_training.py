"""Learning counts and weights from annotated articles."""

import json
import subprocess
import sys

import pytest
import spacy
from spacy.tokens import Doc

from graphbuild.linear import LinearModel
from graphbuild.training import (
    CLAIMS_HEADER,
    CUES_HEADER,
    ENDINGS_HEADER,
    MIN_ARTICLES,
    MIN_EXAMPLES,
    MIN_WEIGHT,
    count_cues,
    fit_claims,
    fit_endings,
    read_annotated,
)

VOCAB = spacy.blank("en").vocab
SAYS = [{"cue": [[4, 8]], "content": [[9, 15]]}]


def statement(verb: str = "says") -> Doc:
    """Return "Ann says it ran", parsed; the cue is at 4 to 8, the content at 9 to 15."""
    return Doc(
        VOCAB,
        words=["Ann", verb, "it", "ran"],
        lemmas=["Ann", verb.rstrip("s"), "it", "run"],
        pos=["PROPN", "VERB", "PRON", "VERB"],
        tags=["NNP", "VBZ", "PRP", "VBD"],
        heads=[1, 1, 3, 1],
        deps=["nsubj", "ROOT", "nsubj", "ccomp"],
    )


def test_a_candidate_counts_as_attribution_where_it_is_annotated():
    articles = read_annotated([(statement(), SAYS), (statement(), [])] * MIN_ARTICLES)
    assert count_cues(articles) == {("say", "clause"): (MIN_ARTICLES, 2 * MIN_ARTICLES)}


def test_a_candidate_within_annotated_content_is_left_out():
    whole = [{"cue": [[0, 3]], "content": [[4, 15]]}]
    assert not count_cues(read_annotated([(statement(), whole)] * MIN_ARTICLES))


def test_a_cue_may_be_a_mark():
    doc = Doc(
        VOCAB,
        words=["Ann", "Lee", ":", "It", "ran"],
        pos=["PROPN", "PROPN", "PUNCT", "PRON", "VERB"],
        heads=[1, 4, 1, 4, 4],
        deps=["compound", "nsubj", "punct", "nsubj", "ROOT"],
        ents=["B-PERSON", "I-PERSON", "O", "O", "O"],
    )
    claims = [{"cue": [[8, 9]], "content": [[10, 16]]}]
    (example,) = read_annotated([(doc, claims)])[0].examples
    assert (example.candidate.relation, example.is_claim) == ("label", True)


def test_a_quotation_is_right_where_the_annotation_goes_on_after_it():
    words = [
        "“",
        "It",
        "ran",
        ",",
        "”",
        "Ann",
        "said",
        ".",
        "“",
        "It",
        "won",
        "us",
        "all",
        ".",
        "”",
    ]
    doc = Doc(
        VOCAB,
        words=words,
        lemmas=[{"said": "say"}.get(word, word.lower()) for word in words],
        pos=[
            "PUNCT",
            "PRON",
            "VERB",
            "PUNCT",
            "PUNCT",
            "PROPN",
            "VERB",
            "PUNCT",
            "PUNCT",
            "PRON",
            "VERB",
            "PRON",
            "PRON",
            "PUNCT",
            "PUNCT",
        ],
        heads=[2, 2, 6, 6, 6, 6, 6, 6, 10, 10, 10, 10, 11, 10, 10],
        deps=[
            "punct",
            "nsubj",
            "ccomp",
            "punct",
            "punct",
            "nsubj",
            "ROOT",
            "punct",
            "punct",
            "nsubj",
            "ROOT",
            "dobj",
            "appos",
            "punct",
            "punct",
        ],
    )
    at = doc.text.index
    claims = [
        {"cue": [[at("said"), at("said") + 4]], "content": [[0, 12], [at("“", 5), len(doc.text)]]}
    ]
    found = read_annotated([(doc, claims)])[0].examples
    assert [each.is_claim for each in found if each.candidate.relation == "preposed"] == [True]


@pytest.mark.parametrize(("articles", "expected"), [(MIN_ARTICLES - 1, 0), (MIN_ARTICLES, 1)])
def test_only_what_is_in_several_articles_is_counted(articles, expected):
    assert len(count_cues(read_annotated([(statement(), SAYS)] * articles))) == expected


def test_the_weights_tell_claims_from_what_is_none():
    pairs = [(statement(), SAYS), (statement("eats"), [])] * (2 * MIN_EXAMPLES)
    weights = fit_claims(read_annotated(pairs))
    assert weights
    assert all(abs(weight) >= MIN_WEIGHT for weight in weights.values())
    model = LinearModel(weights)
    assert model.log_odds([("odds of lemma", 3.0)]) > model.log_odds([("odds of lemma", -3.0)])


def test_the_weights_of_endings_prefer_the_annotated_end():
    doc = Doc(
        VOCAB,
        words=["Ann", "says", "it", "ran", ",", "as", "planned"],
        lemmas=["Ann", "say", "it", "run", ",", "as", "plan"],
        pos=["PROPN", "VERB", "PRON", "VERB", "PUNCT", "SCONJ", "VERB"],
        tags=["NNP", "VBZ", "PRP", "VBD", ",", "IN", "VBN"],
        heads=[1, 1, 3, 1, 3, 6, 3],
        deps=["nsubj", "ROOT", "nsubj", "ccomp", "punct", "mark", "advcl"],
    )
    weights = fit_endings(read_annotated([(doc, SAYS)] * MIN_EXAMPLES))
    assert weights["less"] > 0 > weights["same"]


@pytest.mark.model
def test_the_command_writes_the_files(tmp_path):
    line = json.dumps({"text": "Ann says it ran.", "claims": SAYS}) + "\n"
    annotated = tmp_path / "annotated.jsonl"
    annotated.write_text(line * MIN_ARTICLES, encoding="utf-8")
    command = [sys.executable, "-m", "graphbuild.training", annotated, tmp_path]
    subprocess.run(command, check=True)
    read = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.glob("*.tsv")}
    assert read == {
        "cues.tsv": f"{CUES_HEADER}say\tclause\t{MIN_ARTICLES}\t{MIN_ARTICLES}\n",
        "claim_weights.tsv": CLAIMS_HEADER,
        "ending_weights.tsv": ENDINGS_HEADER,
    }
