"""Candidates for attribution: every cue with the content and the source the parse gives it.

A candidate is what the grammar allows, not yet a claim: "he said that …" and "he ate the …"
have the same shape. Which candidates are claims is decided by ``claims``, from counts and
a linear model.
"""

from collections.abc import Iterator
from dataclasses import replace

from graphbuild.grammar.attribution import REPORTS, Attribution, candidate
from graphbuild.grammar.nouns import from_adjective, from_noun
from graphbuild.grammar.phrases import clause_of
from graphbuild.grammar.prepositions import from_preposition
from graphbuild.grammar.quoting import from_label, from_quotations
from graphbuild.grammar.verbs import from_verb
from graphbuild.lexicons import table
from graphbuild.syntax import NOTHING, Syntax

NOT_CUES = frozenset({"be", "have", "do"})


def find_attributions(syntax: Syntax) -> Iterator[Attribution]:
    """Yield every candidate, those of quotations last.

    A cue may have several candidates, one for each relation.
    """
    for each in _of_all_cues(syntax):
        if not (_is_dated(syntax, each) or _is_asked(syntax, each)):
            yield _widened(syntax, each)


def _is_dated(syntax: Syntax, each: Attribution) -> bool:
    """Whether the source is a time: no day says anything, as in "Monday saw a protest"."""
    is_time = all(syntax.ents[index] in {"DATE", "TIME"} for index in each.source)
    return bool(each.source) and is_time


def _is_asked(syntax: Syntax, each: Attribution) -> bool:
    """Whether the reader or an interviewed person is asked: "Do you think that …?"."""
    is_you = [syntax.words[index] for index in each.source] == ["you"]
    end = syntax.ends[each.head] - 1
    asks = "?" in syntax.words[max(end - 1, each.head) : end + 1]
    return is_you and asks and syntax.quoted[each.head] < 0


def _widened(syntax: Syntax, each: Attribution) -> Attribution:
    """Take in the whole of each quotation that the content reaches into, mostly lies in or begins.

    What is quoted is no part of cue and source, wherever the parse puts it.
    """
    content = each.content
    for number in {syntax.quoted[index] for index in content} - {-1}:
        _, start, end = syntax.quotations[number]
        shared = sum(index in content for index in range(start, end))
        if 2 * shared > end - start or start in content or start <= min(content) < end:
            content |= set(range(start, end))
    taken = content - each.content
    if not taken:
        return each
    cue, source = (each.cue - taken) or each.cue, each.source - taken
    return replace(each, cue=cue, source=source, content=content - cue - source)


def _of_all_cues(syntax: Syntax) -> Iterator[Attribution]:
    for index, pos in enumerate(syntax.pos):
        if pos == "VERB" or (pos == "AUX" and syntax.lemmas[index] not in NOT_CUES):
            yield from from_verb(syntax, index)
        elif pos == "ADJ":
            yield from from_adjective(syntax, index)
        elif pos == "NOUN":
            yield from from_noun(syntax, index)
        elif syntax.words[index] in REPORTS:
            yield from _from_adverb(syntax, index)
        if syntax.deps[index] == "prep":
            yield from from_preposition(syntax, index)
        elif syntax.words[index] == ":":
            yield from from_label(syntax, index)
    yield from from_quotations(syntax)


def _from_adverb(syntax: Syntax, adverb: int) -> Iterator[Attribution]:
    """Yield "The fire reportedly began at seven", unless its verb is a cue: "reportedly said"."""
    verb = syntax.heads[adverb]
    if syntax.child(verb, "ccomp") is None and syntax.lemmas[verb] not in table("attitudes"):
        yield from candidate(
            syntax,
            adverb,
            "adverb",
            cue=frozenset({adverb}),
            content=clause_of(syntax, adverb),
            source=NOTHING,
            lemma=syntax.words[adverb],
        )
