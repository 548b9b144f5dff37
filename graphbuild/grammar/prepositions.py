"""Prepositions as cues: "according to …", "in the view of …", "For Ann Lee, …"."""

from collections.abc import Iterator

from graphbuild.grammar.attribution import Attribution, candidate
from graphbuild.grammar.phrases import (
    SUBJECTS,
    behind_break,
    clause_of,
    finite_above,
    with_apposed_name,
)
from graphbuild.grammar.quoting import NAMED
from graphbuild.grammar.verb_parts import COPULAS
from graphbuild.syntax import Syntax, Tokens

ADJUNCTS = frozenset({"in", "by", "under", "from"})
# "For Erdogan, it is …", "To her, it was …": whose judgement it is.
HOLDS = frozenset({"for", "to"})
OPINION_NOUNS = frozenset({"view", "opinion", "word", "estimate", "assessment", "judgment"})


def according(syntax: Syntax, verb: int) -> Iterator[Attribution]:
    """Yield "according to …": its object is the source, the rest of the sentence the content."""
    for child in syntax.children[verb]:
        if child > verb and syntax.deps[child] == "prep" and syntax.words[child] == "to":
            source = with_apposed_name(syntax, _closed(syntax, syntax.subtree(child) - {child}))
            if source:
                yield from candidate(
                    syntax,
                    verb,
                    "clause",
                    cue=frozenset({verb, child}),
                    content=behind_break(
                        syntax, clause_of(syntax, verb) - syntax.subtree(verb), verb
                    ),
                    source=source,
                    lemma="according to",
                )


def _closed(syntax: Syntax, source: Tokens) -> Tokens:
    """Return the source up to its first comma, unless one behind it closes an apposition.

    In "according to NPR, former president Ann Lee has won" the comma ends the source.
    """
    end = max(source, default=-1) + 1
    comma = next((index for index in sorted(source) if syntax.words[index] == ","), None)
    if comma is None or end >= syntax.ends[comma] or syntax.is_punct(end):
        return source
    return frozenset(index for index in source if index < comma)


def from_preposition(syntax: Syntax, preposition: int) -> Iterator[Attribution]:
    """Yield "in the view of X, …", "in X's words, …" and, at the front, "For X, …"."""
    noun = syntax.child(preposition, "pobj")
    if noun is None or syntax.heads[preposition] == preposition:
        return
    if syntax.words[preposition] == "in" and syntax.lemmas[noun] in OPINION_NOUNS:
        yield from _in_the_view_of(syntax, preposition, noun)
    elif _is_adjunct(syntax, preposition):
        word, clause = syntax.words[preposition], finite_above(syntax, preposition)
        content = syntax.subtree(clause) - syntax.subtree(preposition)
        if word in HOLDS and _judges(syntax, clause) and _may_judge(syntax, noun):
            relation, lemma = "opinion", word
            subject = syntax.child(clause, *SUBJECTS)
            content -= frozenset(range(syntax.left[clause if subject is None else subject]))
        elif word == "per":
            relation, lemma = "clause", word
        elif word in ADJUNCTS:
            relation, lemma = "adjunct", f"{word} {syntax.lemmas[noun]}"
        else:
            return
        yield from candidate(
            syntax,
            preposition,
            relation,
            cue=frozenset({preposition}),
            content=content,
            source=with_apposed_name(syntax, syntax.subtree(noun)),
            lemma=lemma,
        )


def _is_adjunct(syntax: Syntax, preposition: int) -> bool:
    """Whether the phrase opens its sentence, or is set off at its end."""
    if preposition == syntax.starts[preposition]:
        return True
    before = syntax.words[preposition - 1]
    return before == "," and syntax.right[preposition] >= syntax.ends[preposition] - 1


def _judges(syntax: Syntax, clause: int) -> bool:
    """Whether the clause says what something is: "the offer is a good step"."""
    is_present = syntax.tags[clause] in {"VBZ", "VBP"}
    return (
        is_present
        and syntax.lemmas[clause] in COPULAS
        and syntax.child(clause, "attr", "acomp", "ccomp") is not None
    )


def _may_judge(syntax: Syntax, noun: int) -> bool:
    """Whether *noun* names somebody, or is a group of people: "many voters"."""
    parts = (i for i in syntax.children[noun] if syntax.deps[i] in {"appos", "compound"})
    if any(syntax.ents[index] in NAMED for index in (noun, *parts)):
        return True
    return syntax.tags[noun] == "NNS" or syntax.words[noun] in {"him", "her", "them", "me", "us"}


def _in_the_view_of(syntax: Syntax, preposition: int, noun: int) -> Iterator[Attribution]:
    owner = syntax.child(noun, "poss")
    of = next((i for i in syntax.children[noun] if syntax.words[i] == "of"), None)
    holder = None if of is None else syntax.child(of, "pobj")
    if owner is not None:
        source = syntax.subtree(owner)
    elif holder is not None:
        source = syntax.subtree(holder)
    else:
        return
    yield from candidate(
        syntax,
        noun,
        "clause",
        cue=syntax.subtree(preposition) - source,
        content=clause_of(syntax, preposition) - syntax.subtree(preposition),
        source=source,
        lemma=f"in {syntax.lemmas[noun]}",
    )
