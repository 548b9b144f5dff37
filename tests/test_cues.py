"""How likely a cue attributes: from its counts, from like cues, and from knowing nothing."""

import numpy as np
import pytest
from conftest import blank_vocab
from spacy.vocab import Vocab

from graphbuild.cues import Cues, Senses, load_cues
from graphbuild.lexicons import rows

COUNTS = {
    ("say", "clause"): (180, 200),
    ("mumble", "clause"): (9, 10),
    ("accuse", "object"): (45, 50),
    ("go", "object"): (1, 100),
    ("go", "clause"): (0, 40),
    ("nod", "gerund"): (1, 1),
}


def vocab_of(**vectors: tuple[float, float]) -> Vocab:
    """Return a vocabulary with a vector for each word."""
    vocab = Vocab()
    for word, vector in vectors.items():
        vocab.set_vector(word, np.array(vector, dtype="float32"))
    return vocab


def cues(**vectors: tuple[float, float]) -> Cues:
    return Cues(COUNTS, vocab_of(**vectors) if vectors else blank_vocab())


def test_a_frequent_cue_is_surer_than_a_rare_one_of_the_same_rate():
    known = cues()
    assert known.of_key("say", "clause")[0] > known.of_key("mumble", "clause")[0] > known.base


def test_the_candidates_counted_are_told():
    assert [cues().of_key(lemma, "clause")[1] for lemma in ("say", "mumble", "sing")] == [
        200,
        10,
        0,
    ]


@pytest.mark.parametrize(
    ("few", "many"), [((2, 2), (50, 50)), ((0, 2), (0, 50))], ids=["always", "never"]
)
def test_few_counts_are_drawn_further_towards_what_is_usual_than_many(few, many):
    usual = cues().base
    odds_of_few, odds_of_many = (
        Cues({("hum", "clause"): counts, **COUNTS}, blank_vocab()).of_lemma("hum")
        for counts in (few, many)
    )
    assert abs(odds_of_few - usual) < abs(odds_of_many - usual)


def test_what_was_never_counted_is_as_likely_as_any():
    known = cues()
    assert known.of_alike("photosynthesize") == round(known.base, 2)
    assert known.of_lemma("photosynthesize") == pytest.approx(known.base, abs=0.01)
    assert known.of_relation("no such relation") == pytest.approx(known.base)
    assert known.of_key("photosynthesize", "no such relation")[0] == pytest.approx(
        known.base, abs=0.01
    )


def test_without_any_counts_nothing_is_likely_or_unlikely():
    assert Cues({}, blank_vocab()).of_key("say", "clause") == (0, 0)


def test_a_lemma_without_a_vector_borrows_from_its_attitude():
    """Denouncing is an accusation, as accusing is; walking is nothing of the kind."""
    known = cues()
    assert known.of_lemma("denounce") > known.of_lemma("walk")
    assert known.of_alike("denounce") > known.base


def test_a_lemma_borrows_from_those_with_a_like_vector():
    known = cues(say=(1, 0), go=(0, 1), murmur=(0.9, 0.1), trot=(0.1, 0.9))
    assert known.of_lemma("murmur") > known.base > known.of_lemma("trot")
    assert known.of_key("murmur", "clause")[0] > known.of_key("trot", "clause")[0]


def test_a_lemma_does_not_borrow_from_itself():
    alone = cues(say=(1, 0))
    assert alone.of_alike("say") == round(alone.base, 2)


def test_an_adjunct_is_like_its_noun():
    known = cues(say=(1, 0), go=(0, 1), poll=(0.9, 0.1))
    assert known.of_alike("in poll") == known.of_alike("poll")


@pytest.mark.parametrize("relation", ["preposed", "parenthesis", "tail", "loose clause"])
def test_a_clause_is_counted_as_one_wherever_it_stands(relation):
    assert cues().of_key("say", relation)[1] == cues().of_key("say", "clause")[1] == 200


def test_what_was_asked_before_does_not_matter():
    known = cues()
    known.of_key("murmur", "preposed")
    assert known.of_key("murmur", "clause") == cues().of_key("murmur", "clause")


def test_the_same_counts_give_the_same_odds_in_any_order():
    vectors = {"say": (1, 0), "go": (0, 1), "accuse": (0.5, 0.5), "murmur": (0.9, 0.1)}
    reverse = Cues(dict(reversed(COUNTS.items())), vocab_of(**vectors))
    assert cues(**vectors).of_key("murmur", "clause") == reverse.of_key("murmur", "clause")
    assert cues().of_lemma("denounce") == Cues(
        dict(reversed(COUNTS.items())), blank_vocab()
    ).of_lemma("denounce")


def test_the_shipped_counts_tell_saying_from_going():
    shipped = load_cues(blank_vocab())
    saying, going = shipped.of_key("say", "clause"), shipped.of_key("go", "object")
    assert saying[0] > 2 > -1 > going[0]
    assert saying[1] > 1000


@pytest.mark.model
def test_the_models_vectors_tell_retorting_from_baking(nlp):
    shipped = load_cues(nlp.vocab)
    assert shipped.of_alike("retort") > shipped.base > shipped.of_alike("bake")


# ------------------------------------------------------------------ senses
def test_a_noun_is_like_the_sense_whose_examples_it_is_like():
    senses = Senses(
        vocab_of(official=(1, 0), critic=(1, 0), voter=(1, 0), money=(0, 1), baker=(2, 0))
    )
    likeness = dict(senses.of("baker"))
    assert set(likeness) == {sense for sense, _ in rows("senses")}
    assert (likeness["person"], likeness["thing"]) == (1.0, 0.0)


def test_a_noun_without_a_vector_is_like_nothing():
    assert Senses(vocab_of(official=(1, 0))).of("baker") == ()
    assert Senses(blank_vocab()).of("official") == ()
