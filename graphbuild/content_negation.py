"""Which words of a content negate what it says as a whole: "had never refused to negotiate"."""

from collections.abc import Iterator

from graphbuild.syntax import Syntax, Tokens

NOBODY = frozenset({"nobody", "none", "nothing", "neither", "nor", "nowhere"})
BARELY = frozenset({"never", "hardly", "scarcely", "neither", "nor", "nowhere"})
# Arguments of a verb whose "no" negates the verb: "no missile had hit", "it holds no power".
ARGUMENTS = frozenset({"nsubj", "nsubjpass", "csubj", "dobj", "attr", "oprd", "obj", "expl"})
# "Not one", "not a single".
SINGLE = frozenset({"one", "single"})
# "By no means", "in no way", "at no point".
WAYS = frozenset({"means", "way", "ways", "time", "point", "circumstance", "circumstances"})
# "Not only", "no fewer than": what follows isn't negated.
ADDING = frozenset({"only", "just", "merely", "simply", "least", "less", "fewer", "more", "later"})
# Verbs that say that what depends on them was not done.
FAILING = frozenset({"fail"})
PREDICATES = frozenset({"VERB", "AUX"})


def find_content_negation(syntax: Syntax, content: Tokens) -> tuple[int, ...]:
    """Return the tokens of *content* that negate its main clauses, in the order of the text.

    Of a content of several sentences or coordinate clauses each counts; subordinate clauses don't:
    "she knew that it was not safe" negates nothing. Two negations of one verb make none.
    """
    found: set[int] = set()
    for predicate in _predicates(syntax, content):
        negations = {index for index in _negations(syntax, predicate) if index in content}
        if any(syntax.words[index] == "neither" for index in negations):
            negations = {index for index in negations if syntax.words[index] != "nor"}
        if len(negations) % 2:
            found |= negations
    return tuple(sorted(found))


def _predicates(syntax: Syntax, content: Tokens) -> Iterator[int]:
    """Yield what the sentences of *content* say: their highest words, and those joined to them."""
    for sentence in _sentences(syntax, content):
        pending = [syntax.top(sentence)]
        while pending:
            index = pending.pop()
            yield index
            joined = (each for each in syntax.children[index] if syntax.deps[each] == "conj")
            pending += [
                each
                for each in joined
                if each in content and (syntax.pos[each] in PREDICATES) == _is_verb(syntax, index)
            ]


def _sentences(syntax: Syntax, content: Tokens) -> Iterator[Tokens]:
    starts = sorted({syntax.starts[index] for index in content})
    for start in starts:
        inside = frozenset(index for index in content if syntax.starts[index] == start)
        if any(not syntax.is_punct(index) for index in inside):
            yield inside


def _is_verb(syntax: Syntax, index: int) -> bool:
    return syntax.pos[index] in PREDICATES


def _negations(syntax: Syntax, predicate: int) -> Iterator[int]:
    """Yield the words that negate a verb, or the "no" of a noun."""
    if syntax.lemmas[predicate] in FAILING and syntax.child(predicate, "xcomp") is not None:
        yield predicate
    for child in syntax.children[predicate]:
        if _is_negation(syntax, child):
            yield child
        elif _is_verb(syntax, predicate):
            yield from _negations_below(syntax, child)


def _is_negation(syntax: Syntax, index: int) -> bool:
    word = syntax.words[index]
    negates = syntax.deps[index] == "neg" or word in BARELY or _is_no(syntax, index)
    return negates and word != "no-one" and not _is_adding(syntax, index)


def _is_no(syntax: Syntax, index: int) -> bool:
    return syntax.words[index] == "no" and syntax.deps[index] in {"det", "neg"}


def _is_adding(syntax: Syntax, index: int) -> bool:
    return index + 1 < len(syntax) and syntax.words[index + 1] in ADDING


def _negations_below(syntax: Syntax, child: int) -> Iterator[int]:
    """Yield what negates a verb from within its argument or adverbial *child*."""
    dep = syntax.deps[child]
    if dep in ARGUMENTS:
        yield from _no_of(syntax, child)
    elif dep == "advmod" and syntax.words[child] == "longer":
        yield from (each for each in syntax.children[child] if syntax.words[each] == "no")
    elif dep == "acomp":
        for below in syntax.children[child]:
            yield from _negations_below(syntax, below)
    elif dep == "prep":
        phrase = syntax.child(child, "pobj")
        if phrase is not None and syntax.words[phrase] in WAYS:
            yield from _no_of(syntax, phrase)


def _no_of(syntax: Syntax, noun: int) -> Iterator[int]:
    """Yield the "no" or "not" before *noun*, or itself where it is "nobody" or "nothing"."""
    if syntax.words[noun] in NOBODY and not _is_but(syntax, noun):
        yield noun
    for child in syntax.children[noun]:
        is_before = child < noun and (_is_no(syntax, child) or syntax.words[child] == "neither")
        not_a = syntax.deps[child] == "neg" and child < noun
        if (is_before or not_a) and not _is_adding(syntax, child):
            yield child
        elif syntax.words[child] in SINGLE:
            yield from (each for each in syntax.children[child] if syntax.deps[each] == "neg")


def _is_but(syntax: Syntax, index: int) -> bool:
    """Whether "but" follows: "nothing but ruins"."""
    return index + 1 < len(syntax) and syntax.words[index + 1] == "but"
