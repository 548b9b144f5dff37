"""Words of a content that negate what it says as a whole."""

import pytest

from graphbuild.content_negation import find_content_negation
from graphbuild.syntax import Syntax

pytestmark = pytest.mark.model


def negation(nlp, text: str) -> str:
    syntax = Syntax(nlp(text))
    found = find_content_negation(syntax, frozenset(range(len(syntax))))
    return " ".join(syntax.doc[index].text for index in found)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The ministry had never refused to negotiate.", "never"),
        ("No bridge had been damaged.", "No"),
        ("Nobody in the village knew the driver.", "Nobody"),
        ("The mayor can't pay the teachers.", "n't"),
        ("The ferry is no longer safe.", "no"),
        ("There was no sign of a fire.", "no"),
        ("The dam is not safe, and the bridge is not open.", "not not"),
        ("The harbour failed to open.", "failed"),
        ("She neither sent nor received the letters.", "neither"),
    ],
)
def test_what_negates_the_whole(nlp, text, words):
    assert negation(nlp, text) == words


@pytest.mark.parametrize(
    "text",
    [
        "The harbour is open.",
        "The mayor knew that the bridge was not safe.",
        "The ferry sank because it was not repaired.",
        "The storm damaged not only the harbour but also the school.",
        "No fewer than twelve ships left.",
    ],
)
def test_what_negates_nothing_or_a_part(nlp, text):
    assert negation(nlp, text) == ""
