"""Who a claim's source is: the entity behind a noun phrase."""

from collections.abc import Sequence

from spacy.tokens import Doc, Token

from graphbuild.model import EntityType, Mention, Span, Spans
from graphbuild.nlp import head_of

SPOKESPEOPLE = frozenset({"spokesman", "spokeswoman", "spokesperson", "representative"})
RELATIVES = frozenset({"who", "which", "that"})


def find_speaker(doc: Doc, source: Spans, mentions: Sequence[Mention]) -> str | None:
    """Return the id of the entity that *source* stands for, None where it names none.

    The head of the phrase decides: "Trump's lawyer" isn't Trump, "President Trump" is. An
    unnamed spokesperson speaks for the body that the phrase names.
    """
    if not source:
        return None
    head = _antecedent(head_of(doc, source[0]))
    inside = [mention for mention in mentions if _overlaps(mention, source[0])]
    for mention in [*inside, *mentions]:
        if mention.start <= head.idx < mention.end:
            return mention.entity
    people = [mention for mention in inside if _is_apposed(doc, mention, head)]
    if people:
        return people[0].entity
    if head.lemma_.lower() in SPOKESPEOPLE:
        bodies = [each for each in inside if each.type is not EntityType.PERSON]
        return bodies[0].entity if bodies else None
    return None


def _antecedent(token: Token) -> Token:
    """Return the noun that a relative pronoun stands for, else the token itself."""
    if token.lower_ in RELATIVES:
        for ancestor in token.ancestors:
            if ancestor.dep_ == "relcl":
                return ancestor.head
    return token


def _is_apposed(doc: Doc, mention: Mention, head: Token) -> bool:
    """Whether a person's name stands in apposition to *head*: "the minister, Sergei Shoigu"."""
    if mention.type is not EntityType.PERSON:
        return False
    root = head_of(doc, (mention.start, mention.end))
    return root.head == head and root.dep_ in {"appos", "compound", "nmod", "nsubj"}


def _overlaps(mention: Mention, span: Span) -> bool:
    return mention.start < span[1] and span[0] < mention.end
