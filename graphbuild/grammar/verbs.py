"""Verbs as cues: "said that …", "vowed to …", "accused him of …", "…, she fears"."""

from collections.abc import Iterator

from graphbuild.grammar.attribution import Attribution, candidate
from graphbuild.grammar.phrases import (
    behind_break,
    noun_phrase,
    phrase_before,
    phrase_behind,
    whole_clause,
)
from graphbuild.grammar.prepositions import according
from graphbuild.grammar.verb_parts import (
    LIGHT_VERBS,
    find_subject,
    is_passive,
    source_of,
    verb_group,
)
from graphbuild.syntax import NOTHING, Syntax, Tokens

MADE_KNOWN = frozenset({"known", "clear", "plain", "public"})
# Relations of contents that may stand before their cue, out of the parse's order.
REPORTED = frozenset({"clause", "preposed", "parenthesis", "quotation", "tail"})
BEARS_ON_OBJECT = frozenset({"of", "as", "for", "to", "with", "against"})
TEMPORAL = frozenset({"after", "before", "when", "while", "since", "until"})

# Words that may stand between a verb and its preposition within a cue.
MAX_FILLER = 5
# "…, officials say": the end of a sentence that may be its cue is no longer than this, each way.
MAX_TAIL = 8


def from_verb(syntax: Syntax, verb: int) -> Iterator[Attribution]:
    """Yield what *verb* may attribute, a candidate for each way that content hangs on it."""
    if syntax.lemmas[verb] == "accord":
        yield from according(syntax, verb)
        return
    known = tuple(made_known(syntax, verb))
    if known:
        yield from known
        return
    source = source_of(syntax, verb)
    cue = verb_group(syntax, verb)
    for relation, content, extra in _contents(syntax, verb):
        if not content:  # all of it stood before a full stop
            continue
        yield from candidate(
            syntax,
            verb,
            relation,
            cue=cue | extra,
            content=content,
            source=_source_for(syntax, verb, relation, source, content),
        )


def _source_for(
    syntax: Syntax, verb: int, relation: str, source: Tokens, content: Tokens
) -> Tokens:
    """Return the source, apart from a content that it holds.

    A content may reach around the whole source and cue: "which officials said would follow".
    """
    if relation == "raising":
        return NOTHING
    found = source if source <= content else source - content
    if found or relation not in REPORTED or is_passive(syntax, verb):
        return found
    cue = verb_group(syntax, verb)
    before = phrase_before(syntax, min(cue))
    return before or (phrase_behind(syntax, max(cue)) if min(content) < verb else NOTHING)


def _contents(syntax: Syntax, verb: int) -> Iterator[tuple[str, Tokens, Tokens]]:
    """Yield relation, content and what the cue gains by it."""
    clauses = [each for each in syntax.children[verb] if syntax.deps[each] == "ccomp"]
    for clause in clauses:
        content = _without_additions(syntax, clause)
        if clause > verb:
            yield "clause", content, NOTHING
        else:
            yield "preposed", behind_break(syntax, content, verb), NOTHING
    if not clauses:
        yield from _without_clause(syntax, verb)
    passive = syntax.child(verb, "nsubjpass")
    if passive is not None:
        yield from _of_passive(syntax, verb, passive)
        for relation, content, between in _about(syntax, verb):
            yield f"passive-{relation}", content, between
        return
    if syntax.deps[verb] in {"relcl", "acl"}:
        yield from _of_relative(syntax, verb)
    yield from _complements(syntax, verb)


def _without_additions(syntax: Syntax, clause: int) -> Tokens:
    """Return the clause without what is said beside it: ", adding that …", "and some say …"."""
    content = whole_clause(syntax, clause)
    for index in sorted(content - {clause}):
        reports = syntax.child(index, "ccomp") is not None and syntax.quoted[index] < 0
        if reports and _is_beside(syntax, index):
            content -= syntax.subtree(index)
    return content


def _is_beside(syntax: Syntax, verb: int) -> bool:
    """Whether *verb* is a participle behind a comma, or coordinated with a subject of its own."""
    dep, before = syntax.deps[verb], syntax.left[verb] - 1
    if dep == "advcl":
        return syntax.tags[verb] == "VBG" and before >= 0 and syntax.words[before] == ","
    return dep == "conj" and syntax.child(verb, "nsubj") is not None


def _without_clause(syntax: Syntax, verb: int) -> Iterator[tuple[str, Tokens, Tokens]]:
    """Yield what may be content where the parse gives the verb no clause."""
    if syntax.deps[verb] in {"parataxis", "ccomp"} and _is_parenthesis(syntax, verb):
        yield "parenthesis", behind_break(syntax, _around(syntax, verb), verb), NOTHING
    elif syntax.deps[verb] == "advcl" and syntax.words[syntax.left[verb]] == "as":
        as_ = frozenset({syntax.left[verb]}) if syntax.left[verb] == verb - 1 else NOTHING
        yield "parenthesis", _around(syntax, verb), as_
    else:
        yield from _tail(syntax, verb)
    for child in syntax.children[verb]:
        if child > verb and syntax.deps[child] in {"advcl", "dep", "parataxis"}:
            opens = syntax.words[syntax.left[child]] in {"if", "whether", "that", "how", "why"}
            is_loose = syntax.deps[child] != "advcl" and syntax.has_verb([child])
            if opens or is_loose:
                yield "loose clause", syntax.subtree(child), NOTHING
                break


def _tail(syntax: Syntax, verb: int) -> Iterator[tuple[str, Tokens, Tokens]]:
    """Yield "The dam is safe, officials say.": what stands before the comma of a short end."""
    first = syntax.starts[verb]
    behind = range(verb + 1, syntax.ends[verb])
    if len(behind) > MAX_TAIL or syntax.has_verb(behind) or syntax.child(verb, "dobj") is not None:
        return
    comma = verb
    while comma > max(first, verb - MAX_TAIL) and syntax.words[comma] != ",":
        comma -= 1
    between = range(comma + 1, verb)
    has_clause = syntax.words[comma] == "," and syntax.has_verb(range(first, comma))
    is_short = bool(between) and all(syntax.pos[index] != "VERB" for index in between)
    if has_clause and is_short and syntax.quoted[comma - 1] < 0:
        yield "tail", behind_break(syntax, frozenset(range(first, comma)), verb), NOTHING


def _is_parenthesis(syntax: Syntax, verb: int) -> bool:
    """Whether the verb's clause is an insertion: it holds no more than subject and cue."""
    head = syntax.heads[verb]
    own = syntax.right[verb] - syntax.left[verb]
    return head != verb and own < (syntax.right[head] - syntax.left[head]) / 2


def _around(syntax: Syntax, verb: int) -> Tokens:
    return whole_clause(syntax, syntax.heads[verb]) - syntax.subtree(verb)


def _of_passive(syntax: Syntax, verb: int, subject: int) -> Iterator[tuple[str, Tokens, Tokens]]:
    """Yield the subject, and what is said of it."""
    content = syntax.subtree(subject)
    for child in syntax.children[verb]:
        dep = syntax.deps[child]
        if child > verb and (
            dep in {"xcomp", "oprd", "ccomp", "dobj"}
            or (dep == "prep" and syntax.words[child] in BEARS_ON_OBJECT)
        ):
            content |= syntax.subtree(child)
    yield "passive", content, NOTHING


def _of_relative(syntax: Syntax, verb: int) -> Iterator[tuple[str, Tokens, Tokens]]:
    """Yield "the plan she proposed", "a plan proposed by her": the noun is the content."""
    noun = syntax.heads[verb]
    has_object = syntax.child(verb, "dobj", "ccomp", "xcomp", "attr", "mark") is not None
    own_subject = syntax.child(verb, "nsubj") is not None
    if has_object or noun >= verb or not (own_subject or syntax.tags[verb] == "VBN"):
        return
    if syntax.child(noun, "relcl", "acl") == verb:
        yield "relative", frozenset(range(syntax.left[noun], syntax.left[verb])), NOTHING


def _complements(syntax: Syntax, verb: int) -> Iterator[tuple[str, Tokens, Tokens]]:
    complement = syntax.child(verb, "xcomp", "oprd")
    subject = syntax.child(verb, "nsubj")
    object_ = syntax.child(verb, "dobj")
    infinitive = syntax.child(verb, "xcomp")
    if syntax.lemmas[verb] in {"seem", "appear"} and complement is not None and subject is not None:
        content = syntax.subtree(subject) | _without_time(syntax, complement)
        yield "raising", content, NOTHING
    elif infinitive is not None:
        content = syntax.subtree(infinitive)
        if object_ is not None:
            yield "object+infinitive", content | syntax.subtree(object_), NOTHING
        else:
            is_gerund = syntax.tags[infinitive] == "VBG"
            yield "gerund" if is_gerund else "infinitive", content, NOTHING
    if object_ is not None and infinitive is None and not _is_lent(syntax, verb, object_):
        yield "object", _object_content(syntax, verb, object_), NOTHING
    if object_ is None or syntax.pos[object_] in {"PRON", "PROPN"}:
        yield from _about(syntax, verb)
        yield from _for_to(syntax, verb)
    elif infinitive is None:
        yield from _light(syntax, verb, object_)


def _for_to(syntax: Syntax, verb: int) -> Iterator[tuple[str, Tokens, Tokens]]:
    """Yield "called for the bill to be dropped": a clause that "for" opens."""
    for child in syntax.children[verb]:
        first = syntax.left[child]
        opens = child > verb and syntax.words[first] == "for" and syntax.deps[first] == "mark"
        if opens and first == max(verb_group(syntax, verb)) + 1:
            yield "about:for", syntax.subtree(child) - {first}, frozenset({first})


def _is_lent(syntax: Syntax, verb: int, object_: int) -> bool:
    """Whether the verb only lends its subject to a noun: "expressed the hope that …"."""
    if syntax.lemmas[verb] not in LIGHT_VERBS or syntax.pos[object_] != "NOUN":
        return False
    clause = syntax.child(object_, "acl", "ccomp")
    return clause is not None and syntax.child(clause, "mark", "aux") is not None


def _light(syntax: Syntax, verb: int, object_: int) -> Iterator[tuple[str, Tokens, Tokens]]:
    """Yield "shed light on …", "took heat for …", where the parse hangs the rest on the verb."""
    behind = syntax.right[object_]
    if behind - verb > MAX_FILLER or behind >= len(syntax) or syntax.heads[behind] != verb:
        return
    if syntax.deps[behind] == "prep" and syntax.child(behind, "pobj", "pcomp") is not None:
        cue = frozenset(range(verb, behind + 1))
        yield f"light:{syntax.words[behind]}", syntax.subtree(behind) - {behind}, cue


def _without_time(syntax: Syntax, complement: int) -> Tokens:
    """Return the subtree without the clauses that tell when: "seems sure after she said so"."""
    content = syntax.subtree(complement)
    for index in sorted(content):
        if syntax.deps[index] == "advcl" and syntax.words[syntax.left[index]] in TEMPORAL:
            content -= syntax.subtree(index)
    return content


def _object_content(syntax: Syntax, verb: int, object_: int) -> Tokens:
    """Return the object, with what the verb says of it: "accused *him of fraud*"."""
    content = syntax.subtree(object_)
    for child in syntax.children[verb]:
        if child > object_ and (
            syntax.deps[child] in {"oprd", "xcomp"}
            or (syntax.deps[child] == "prep" and syntax.words[child] in BEARS_ON_OBJECT)
        ):
            content |= syntax.subtree(child)
    return content


def _about(syntax: Syntax, verb: int) -> Iterator[tuple[str, Tokens, Tokens]]:
    """Yield "called for …", "talked to McConnell about …", "spoke on Monday of …".

    The cue takes in what is between, if that is who is told, when, or how.
    """
    end = max(verb_group(syntax, verb)) + 1
    for child in syntax.children[verb]:
        if child < verb or syntax.deps[child] not in {"prep", "dative"}:
            continue
        if not _is_filler(syntax, verb, end, child):
            break
        if syntax.child(child, "pobj", "pcomp") is not None:
            between = frozenset(range(end, child + 1))
            content = syntax.subtree(child) - {child}
            yield f"about:{syntax.words[child]}", content, between


def _is_filler(syntax: Syntax, verb: int, start: int, end: int) -> bool:
    """Whether what stands between may belong to a cue: an addressee, a time, an adverb."""
    if end - start > MAX_FILLER:
        return False
    parts = [i for i in range(start, end) if syntax.heads[i] == verb and not syntax.is_punct(i)]
    return all(
        syntax.deps[part] in {"advmod", "npadvmod"}
        or (
            syntax.deps[part] in {"dobj", "dative"}
            and syntax.pos[part] in {"PRON", "PROPN"}
            and syntax.words[end] not in {"of", "as"}  # "accused *him of fraud*", all content
        )
        or (syntax.deps[part] in {"prep", "dative"} and syntax.words[part] in {"to", "with"})
        or (syntax.deps[part] == "prep" and _is_time(syntax, part))
        for part in parts
    ) and all(not syntax.is_punct(i) for i in range(start, end))


def _is_time(syntax: Syntax, preposition: int) -> bool:
    noun = syntax.child(preposition, "pobj")
    return noun is not None and syntax.ents[noun] in {"DATE", "TIME"}


def _is_known(syntax: Syntax, clause: int) -> bool:
    """Whether the clause is what is made known, wherever the parse hangs it."""
    if syntax.deps[clause] == "ccomp":
        return True
    opens = syntax.words[syntax.left[clause]] in {"that", "whether", "how", "why"}
    return opens and syntax.deps[clause] in {"csubj", "advcl"}


def made_known(syntax: Syntax, index: int) -> Iterator[Attribution]:
    """Yield "made it known that …", "makes clear that …" for the "known" or "clear"."""
    make = syntax.heads[index]
    if syntax.words[index] not in MADE_KNOWN or syntax.lemmas[make] != "make":
        return
    clauses = [
        each
        for each in (*syntax.children[index], *syntax.children[make])
        if each not in {index, make} and _is_known(syntax, each)
    ]
    subject = find_subject(syntax, make)
    if clauses and subject is not None:
        between = {i for i in range(make + 1, index) if syntax.words[i] == "it"}
        yield from candidate(
            syntax,
            index,
            "clause",
            cue=verb_group(syntax, make) | between | {index},
            content=syntax.subtree(clauses[0]),
            source=noun_phrase(syntax, subject, make),
            lemma="make known",
        )
