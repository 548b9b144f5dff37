"""Counting cues on annotated articles."""

import gzip
import json
import subprocess
import sys

import pytest
import spacy
from spacy.tokens import Doc

from graphbuild.training import HEADER, MIN_ARTICLES, count_cues, to_rows

VOCAB = spacy.blank("en").vocab
SAYS = [{"cue": [[4, 8]], "content": [[9, 14]]}]


def statement() -> Doc:
    """Return "Ann says it ran", parsed."""
    return Doc(
        VOCAB,
        words=["Ann", "says", "it", "ran"],
        lemmas=["Ann", "say", "it", "run"],
        pos=["PROPN", "VERB", "PRON", "VERB"],
        tags=["NNP", "VBZ", "PRP", "VBD"],
        heads=[1, 1, 3, 1],
        deps=["nsubj", "ROOT", "nsubj", "ccomp"],
    )


def test_a_candidate_counts_as_attribution_where_it_is_annotated():
    counts = count_cues([(statement(), SAYS), (statement(), [])])
    assert counts.attributions["say", "clause"] == 1
    assert counts.candidates["say", "clause"] == 2


def test_a_candidate_within_annotated_content_is_left_out():
    whole = [{"cue": [[0, 3]], "content": [[4, 15]]}]
    assert not count_cues([(statement(), whole)]).candidates


@pytest.mark.parametrize(("articles", "expected"), [(MIN_ARTICLES - 1, []), (MIN_ARTICLES, 1)])
def test_only_lemmas_of_several_articles_come_out(articles, expected):
    rows = list(to_rows(count_cues([(statement(), SAYS)] * articles)))
    assert rows == ([f"say\tclause\t{articles}\t{articles}\n"] if expected else [])


@pytest.mark.model
def test_the_command_prints_a_table(tmp_path):
    line = json.dumps({"text": "Ann says it ran.", "claims": SAYS}).encode() + b"\n"
    annotated = tmp_path / "annotated.jsonl.gz"
    annotated.write_bytes(gzip.compress(line * MIN_ARTICLES))
    command = [sys.executable, "-m", "graphbuild.training", annotated]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == f"{HEADER}say\tclause\t{MIN_ARTICLES}\t{MIN_ARTICLES}\n"
