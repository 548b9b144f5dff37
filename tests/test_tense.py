"""On which side of publication a date lies, by the tense of what it goes with."""

import pytest

from graphbuild.syntax import Syntax
from graphbuild.tense import find_tense

pytestmark = pytest.mark.model


@pytest.fixture
def tense(nlp):
    """Return the tense that the last "Friday" of a text goes with, None or a word."""

    def tense_of(text: str) -> str | None:
        syntax = Syntax(nlp(text))
        index = max(i for i, word in enumerate(syntax.words) if word == "friday")
        return find_tense(syntax, index, frozenset(range(len(syntax))))

    return tense_of


@pytest.mark.parametrize(
    "text",
    [
        "The ferry sank on Friday.",
        "The ferry was sunk on Friday.",
        "The ferry has been missing since Friday.",
        "The ferry may have sunk on Friday.",
        "The crew travelled to Oslo to meet the owners on Friday.",
        "The crew reached the harbour on Friday, leaving the ferry behind.",
        "Friday's storm sank the ferry.",
        "The ferry hit by a storm on Friday is still missing.",
    ],
)
def test_past(tense, text):
    assert tense(text) == "past"


@pytest.mark.parametrize(
    "text",
    [
        "The ferry will sail on Friday.",
        "The ferry won't sail on Friday.",
        "The owners plan to meet the crew on Friday.",
        "The ferry is leaving on Friday.",
        "The ferry is expected to sail on Friday.",
    ],
)
def test_future(tense, text):
    assert tense(text) == "future"


def test_present(tense):
    assert tense("The talks begin on Friday.") == "present"


@pytest.mark.parametrize(
    "text",
    [
        "The owners planned to meet the crew on Friday.",
        "The ferry was due on Friday.",
        "The owners met ahead of Friday.",
        "The owners will look into Friday's fire.",
        "A storm on Friday",
    ],
)
def test_what_does_not_tell(tense, text):
    assert tense(text) is None


def test_a_verb_outside_does_not_count(nlp):
    doc = nlp("The owners announced the ferry would sail on Friday.")
    syntax = Syntax(doc)
    within = frozenset(range(3, len(doc)))
    assert find_tense(syntax, syntax.words.index("friday"), within) == "future"
