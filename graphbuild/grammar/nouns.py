"""Nouns and adjectives as cues: "his claim that …", "criticism of …", "is confident that …"."""

from collections.abc import Iterator

from graphbuild.grammar.attribution import Attribution, candidate
from graphbuild.grammar.phrases import MAX_NAME, noun_phrase
from graphbuild.grammar.verb_parts import COPULAS, LIGHT_VERBS, find_subject, source_of, verb_group
from graphbuild.grammar.verbs import made_known
from graphbuild.syntax import NOTHING, Syntax, Tokens


def from_noun(syntax: Syntax, noun: int) -> Iterator[Attribution]:
    """Yield "the fear that …", "his claim that …", "plans to …", "criticism of …"."""
    cue, source = _noun_cue(syntax, noun)
    for child in syntax.children[noun]:
        if child < noun:
            continue
        dep = syntax.deps[child]
        is_clause = syntax.child(child, "mark") is not None
        is_participle = syntax.tags[child] in {"VBN", "VBG"}
        if dep in {"acl", "ccomp"} and (is_clause or not is_participle):
            relation = "noun" if is_clause else "noun-infinitive"
            yield from candidate(
                syntax, noun, relation, cue=cue, content=syntax.subtree(child), source=source
            )
        elif dep == "prep" and child == noun + 1 and syntax.child(child, "pobj", "pcomp"):
            yield from candidate(
                syntax,
                noun,
                f"noun:{syntax.words[child]}",
                cue=cue | {child},
                content=syntax.subtree(child) - {child},
                source=source,
            )
    head = syntax.heads[noun]
    if syntax.deps[noun] == "nsubj" and syntax.lemmas[head] == "be":
        clause = syntax.child(head, "ccomp", "xcomp")
        if clause is not None and clause > head:
            yield from candidate(
                syntax,
                noun,
                "noun-copula",
                cue=cue,
                content=syntax.subtree(clause),
                source=source,
            )


def _noun_cue(syntax: Syntax, noun: int) -> tuple[Tokens, Tokens]:
    """Return the cue and source that *noun* has: its possessor, else its light verb's subject."""
    owner = syntax.child(noun, "poss")
    if owner is not None and syntax.right[owner] <= noun:
        possessor = syntax.subtree(owner)
        return frozenset(range(syntax.right[owner], noun + 1)), possessor
    verb = syntax.heads[noun]
    if syntax.deps[noun] in {"dobj", "attr"} and syntax.pos[verb] in {"VERB", "AUX"}:
        source = source_of(syntax, verb)
        if syntax.lemmas[verb] in LIGHT_VERBS | {"be"} and verb < noun:
            return frozenset(range(min(verb_group(syntax, verb)), noun + 1)), source
        return frozenset({noun}), source
    for child in syntax.children[noun]:
        is_agent = child > noun and syntax.words[child] in {"by", "from"}
        if is_agent and syntax.child(child, "pobj") is not None:
            return frozenset({noun}), syntax.subtree(child) - {child}
    return frozenset({noun}), NOTHING


def from_adjective(syntax: Syntax, adjective: int) -> Iterator[Attribution]:
    """Yield "is confident that …", "was critical of …", "worried about …"."""
    known = tuple(made_known(syntax, adjective))
    if known:
        yield from known
        return
    cue, source = _adjective_cue(syntax, adjective)
    children = syntax.children[adjective]
    if syntax.deps[adjective] == "acomp":
        children = children + syntax.children[syntax.heads[adjective]]  # "it is clear that …"
    for child in children:
        dep = syntax.deps[child]
        if child < adjective or (dep == "prep" and syntax.heads[child] != adjective):
            continue
        if dep == "ccomp":
            relation, content, extra = "adjective-clause", syntax.subtree(child), NOTHING
        elif dep == "xcomp":
            relation, content, extra = "adjective-infinitive", syntax.subtree(child), NOTHING
        elif dep == "prep" and child == adjective + 1:
            relation = f"adjective:{syntax.words[child]}"
            content, extra = syntax.subtree(child) - {child}, frozenset({child})
        else:
            continue
        yield from candidate(
            syntax, adjective, relation, cue=cue | extra, content=content, source=source
        )


def _adjective_cue(syntax: Syntax, adjective: int) -> tuple[Tokens, Tokens]:
    head = syntax.heads[adjective]
    if syntax.deps[adjective] in {"acomp", "oprd"} and syntax.lemmas[head] in COPULAS:
        subject = find_subject(syntax, head)
        group = verb_group(syntax, head)
        first = max(group) + 1
        between = range(first, adjective + 1)
        source = NOTHING if subject is None else noun_phrase(syntax, subject, head)
        if 0 < len(between) <= MAX_NAME and not source & frozenset(between):
            return group | frozenset(between), source
        return frozenset({adjective}), source
    if syntax.deps[adjective] == "amod" and head < adjective:
        return frozenset({adjective}), frozenset(range(syntax.left[head], syntax.left[adjective]))
    return frozenset({adjective}), NOTHING
