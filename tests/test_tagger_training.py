"""Learning the tagger of names; needs PyTorch, which is installed to train only."""

import gzip
import json

import numpy as np
import pytest
import spacy
from spacy.tokens import Doc

pytest.importorskip("torch", reason="PyTorch is not installed: pip install 'graphbuild[training]'")

from graphbuild import tagger_training as training
from graphbuild.model import EntityType
from graphbuild.tagger import NameTagger, begin, inside
from graphbuild.tagger_corpora import Example

VOCAB = spacy.blank("en").vocab
TEXT = "Ann Lee left Oslo"


def labels_of(example: Example) -> tuple[list[int], list[bool]]:
    labels, known = training.label(Doc(VOCAB, words=TEXT.split()), example)
    return labels.tolist(), known.tolist()


def test_names_are_labelled_token_by_token():
    names = ((0, 7, EntityType.PERSON), (13, 17, EntityType.LOCATION))
    labels, known = labels_of(Example(text=TEXT, names=names))
    assert labels == [begin(0), inside(0), 0, begin(2)]
    assert all(known)


def test_what_is_left_open_is_unknown():
    assert labels_of(Example(text=TEXT, names=(), unknown=((0, 3),)))[1][:2] == [False, True]
    assert labels_of(Example(text=TEXT, names=(), is_partial=True))[1] == [
        False,
        False,
        True,
        False,
    ]
    # A name that ends within a token.
    assert labels_of(Example(text=TEXT, names=((0, 5, EntityType.PERSON),)))[1][:2] == [False] * 2


def test_the_lexicon_counts_places_in_names(tmp_path):
    facts = [
        {"name": "Ann Veldhuis", "type": "person"},
        {"name": "Ann Maria Moe", "type": "person"},
        {"name": "Ann Union", "type": "organization"},
        *({"name": f"Bank {number}", "type": "organization"} for number in range(9)),
    ]
    source, out = tmp_path / "facts.jsonl.gz", tmp_path / "tokens.tsv.gz"
    source.write_bytes(gzip.compress("\n".join(map(json.dumps, facts)).encode()))
    training.write_lexicon(source, out)
    rows = dict(line.split("\t") for line in gzip.decompress(out.read_bytes()).decode().split("\n"))
    assert rows["ann"][:4] == "1000"
    assert rows["bank"][3] == "2"
    assert rows["oslo"][6] == "3"


@pytest.mark.model
@pytest.mark.slow
def test_a_network_learns_what_it_is_shown(nlp, tmp_path):
    names = ((0, 7, EntityType.PERSON), (13, 17, EntityType.LOCATION))
    parts = list(training.stretches([Example(text=TEXT, names=names)] * 20))
    training.write_weights(training.fit(parts, epochs=150), tmp_path / "weights.npz")
    with np.load(tmp_path / "weights.npz") as stored:
        tagger = NameTagger({name: stored[name].astype(np.float32) for name in stored.files})
    doc = nlp(TEXT)
    assert tagger.labels(tagger.scores(doc)) == [begin(0), inside(0), 0, begin(2)]
