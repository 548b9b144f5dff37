"""Linear models, and that those that ship hold no word of an article."""

import re
from math import log

import pytest
from spacy.glossary import GLOSSARY

from graphbuild.cues import COUNTED_AS
from graphbuild.features import ENTITY_KINDS, PRONOUN_KINDS
from graphbuild.grammar.attribution import group_of
from graphbuild.lexicons import rows, table
from graphbuild.linear import LinearModel, load_model
from graphbuild.model import Attitude

MODELS = ["claim_weights", "ending_weights"]
# What features are made of, apart from the names of relations, kinds and labels of the parse.
WORDS = """
    a above adds alike around article as asks at attitude bare before begins behind bias by
    clause comma complement content counted cue dash end ends entity few first gap inside known last
    leaves lemma less like many mark marked modal more no none not odds of office open other
    part quotation quoted relation same sentence size source stops subject titled too whole with
    word
"""


def relations() -> set[str]:
    """Return the words in the names of relations, without the prepositions that they end with."""
    names = {*COUNTED_AS, *(relation for _, relation, _, _ in rows("cues"))}
    return {word for name in names for word in group_of(name).split()}


def closed_vocabulary() -> set[str]:
    """Return the words that a feature may be made of: none depends on what an article says."""
    kinds = {*PRONOUN_KINDS.values(), *ENTITY_KINDS.values(), *(row[0] for row in rows("senses"))}
    return {*WORDS.split(), *relations(), *kinds, *Attitude, *GLOSSARY}


def test_weights_times_values_are_added_up():
    model = LinearModel({"a": 2.0, "b": -1.0})
    assert model.log_odds([("a", 1.0), ("b", 0.5), ("a", 1.0)]) == 3.5


def test_a_feature_without_a_weight_says_nothing():
    model = LinearModel({"a": 2.0})
    assert model.log_odds([("a", 1.0), ("unheard-of", 9.0)]) == model.log_odds([("a", 1.0)])


@pytest.mark.parametrize(("odds", "probability"), [(0.0, 0.5), (log(3), 0.75), (-log(3), 0.25)])
def test_log_odds_as_a_probability(odds, probability):
    assert LinearModel({"a": odds}).probability([("a", 1.0)]) == pytest.approx(probability)


def test_a_model_that_was_told_nothing_is_undecided():
    assert LinearModel({"a": 2.0}).probability([]) == 0.5


@pytest.mark.parametrize("name", MODELS)
def test_a_shipped_model_weighs_each_of_its_features(name):
    weights = table(name)
    assert len(weights) > 100
    assert all(
        load_model(name).log_odds([(feature, 1.0)]) == float(weight) != 0
        for feature, weight in weights.items()
    )


@pytest.mark.parametrize("name", MODELS)
def test_no_shipped_feature_holds_a_word_of_an_article(name):
    """Words are letters; numbers and marks may be any."""
    allowed = closed_vocabulary()
    parts = {part for feature in table(name) for part in re.split(r"[ ,]+", feature)}
    assert {part for part in parts if re.search(r"[^\W\d]", part)} - allowed == set()


def test_no_cue_is_in_the_closed_vocabulary_unless_an_attitude_is_named_so():
    cues = {lemma for lemma, relation, _, _ in rows("cues") if relation == "clause"}
    assert (closed_vocabulary() - set(Attitude)) & {each for each in cues if len(each) > 3} == set()
