"""What the grammar proposes: a cue with its content and its source."""

from collections.abc import Iterator
from dataclasses import dataclass

from graphbuild.grammar.verb_parts import lemma_of
from graphbuild.syntax import NOTHING, Syntax, Tokens

# Adverbs by which an article attributes to nobody named.
REPORTS = frozenset({"reportedly", "allegedly", "supposedly", "purportedly"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Token indexes of a cue, its content and its source.

    Attributes:
        head: The token that the cue is counted under.
        lemma: Its lemma in lower case, with the preposition for "according to".
        relation: How the content hangs on the cue, and the claim's rule. A verb's: ``clause``,
            ``preposed``, ``parenthesis``, ``tail``, ``loose clause``, ``infinitive``, ``gerund``,
            ``object``, ``object+infinitive``, ``relative``, ``passive``, ``raising``,
            ``about:PREP``, ``passive-about:PREP``, ``light:PREP``. A noun's: ``noun``,
            ``noun-infinitive``, ``noun-copula``, ``noun:PREP``. An adjective's:
            ``adjective-clause``, ``adjective-infinitive``, ``adjective:PREP``. Of others:
            ``quotation``, ``label``, ``beside``, ``adverb``, ``adjunct``, ``opinion``.
    """

    head: int
    lemma: str
    relation: str
    cue: Tokens
    content: Tokens
    source: Tokens


def group_of(relation: str) -> str:
    """Return the relation without its preposition: "about:" for "about:for"."""
    group, _, preposition = relation.partition(":")
    return f"{group}:" if preposition else group


def candidate(
    syntax: Syntax,
    head: int,
    relation: str,
    *,
    cue: Tokens,
    content: Tokens,
    source: Tokens,
    lemma: str | None = None,
) -> Iterator[Attribution]:
    """Yield the candidate, its parts kept apart, unless it has no content."""
    behind = max(cue) + 1
    if behind < len(syntax) and syntax.words[behind] == ":":
        cue |= {behind}  # "She replied:"
    if all(syntax.words[index] == "there" for index in source):
        source = NOTHING
    source -= cue
    content = content - cue - source
    if any(not syntax.is_punct(index) for index in content):
        yield Attribution(
            head=head,
            lemma=lemma or lemma_of(syntax, head),
            relation=relation,
            cue=cue,
            content=content,
            source=source,
        )
