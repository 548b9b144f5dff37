"""Candidates for attribution: every cue with the content and the source the parse gives it.

A candidate is what the grammar allows, not yet a claim: "he said that …" and "he ate the …"
have the same shape. Which candidates are claims is decided by ``claims``, from counts and
a linear model.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from graphbuild.lexicons import words
from graphbuild.syntax import NOTHING, Syntax, Tokens

MADE_KNOWN = frozenset({"known", "clear", "plain", "public"})
NEAREST = 2
REACH = 40
MAX_LABEL = 8
MAX_NAME = 6
MIN_SENTENCE = 4
SENTENCE_ENDS = frozenset({".", "!", "?"})
# What stands before the closing mark of a quotation whose sentence goes on with its cue.
GOES_ON = frozenset({",", "?", "!", "-", "–", "—"})
REPORTS = frozenset({"reportedly", "allegedly", "supposedly", "purportedly"})
NOUNS = frozenset({"PROPN", "NOUN", "PRON"})
NOUN_PHRASE_STARTS = frozenset({"PROPN", "NOUN", "PRON", "DET", "ADJ"})
NOUN_PHRASE_PARTS = NOUN_PHRASE_STARTS | {"NUM", "PART"}
# Relations of contents that may stand before their cue, out of the parse's order.
REPORTED = frozenset({"clause", "preposed", "parenthesis", "quotation", "tail"})
NAMED = frozenset({"PERSON", "ORG", "NORP", "GPE"})
SUBJECTS = ("nsubj", "nsubjpass", "csubj", "expl")
STRAY = frozenset({"nsubj", "nsubjpass", "ROOT", "dep", "npadvmod"})
CUE_PARTS = frozenset({"aux", "auxpass", "neg", "prt"})
BEARS_ON_OBJECT = frozenset({"of", "as", "for", "to", "with", "against"})
ADJUNCTS = frozenset({"in", "by", "per", "under", "from"})
# "For Erdogan, it is …", "To her, it was …": whose judgement it is.
HOLDS = frozenset({"for", "to"})
OPINION_NOUNS = frozenset({"view", "opinion", "word", "estimate", "assessment", "judgment"})
COPULAS = frozenset({"be", "become", "feel", "seem", "remain", "sound", "appear", "get", "look"})
# Verbs that lend a noun their subject: "expressed the hope that …".
LIGHT_VERBS = frozenset(
    """have make give express take issue offer raise show hold voice deliver launch get keep
    share send release declare face draw throw repeat renew join lead bear lay pose reaffirm
    do find""".split()
)
# Verbs that only say that another goes on: "went on to say", "continued to express".
ASPECTS = frozenset({"begin", "continue", "go", "keep", "start", "use"})
TEMPORAL = frozenset({"after", "before", "when", "while", "since", "until"})
NOT_CUES = frozenset({"be", "have", "do"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Token indexes of a cue, its content and its source.

    Attributes:
        head: The token that the cue is counted under.
        lemma: Its lemma in lower case, with the preposition for "according to".
        relation: How the content hangs on the cue: ``clause``, ``infinitive``, ``object``,
            ``passive``, ``raising``, ``parenthesis``, ``quotation``, ``noun`` or ``about:PREP``.
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


def find_attributions(syntax: Syntax) -> Iterator[Attribution]:
    """Yield every candidate, those of quotations last.

    A cue may have several candidates, one for each relation.
    """
    for each in _of_all_cues(syntax):
        is_dated = all(syntax.ents[index] in {"DATE", "TIME"} for index in each.source)
        if not (each.source and is_dated):  # no day says anything: "Monday saw a protest"
            yield _widened(syntax, each)


def _widened(syntax: Syntax, each: Attribution) -> Attribution:
    """Take in the whole of each quotation that the content mostly lies in or begins.

    What is quoted is no part of cue and source, wherever the parse puts it.
    """
    content = each.content
    for number in {syntax.quoted[index] for index in content} - {-1}:
        _, start, end = syntax.quotations[number]
        shared = sum(index in content for index in range(start, end))
        if 2 * shared > end - start or start <= min(content) < end:
            content |= set(range(start, end))
    taken = content - each.content
    if not taken:
        return each
    cue, source = (each.cue - taken) or each.cue, each.source - taken
    return replace(each, cue=cue, source=source, content=content - cue - source)


def _of_all_cues(syntax: Syntax) -> Iterator[Attribution]:
    for index, pos in enumerate(syntax.pos):
        if pos == "VERB" or (pos == "AUX" and syntax.lemmas[index] not in NOT_CUES):
            yield from _of_verb(syntax, index)
        elif pos == "ADJ":
            yield from _of_adjective(syntax, index)
        elif pos == "NOUN":
            yield from _of_noun(syntax, index)
        elif syntax.words[index] in REPORTS:
            yield from _candidate(
                syntax,
                index,
                "adverb",
                cue=frozenset({index}),
                content=_clause_of(syntax, index),
                source=NOTHING,
                lemma=syntax.words[index],
            )
        if syntax.deps[index] == "prep":
            yield from _of_preposition(syntax, index)
        elif syntax.words[index] == ":":
            yield from _of_label(syntax, index)
    yield from _of_quotations(syntax)


def _candidate(
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


# ------------------------------------------------------------------ quotations
def _of_quotations(syntax: Syntax) -> Iterator[Attribution]:
    """Yield, for each quotation, the verbs next to it that may be its cue, nearest first.

    The parse often loses its way in long quotations; where the marks stand it doesn't matter.
    """
    for _, start, end in syntax.quotations:
        content = frozenset(range(start, end))
        for verb in _verbs_beside(syntax, start, end)[:NEAREST]:
            if verb > start or not _has_quotation_before(syntax, verb):
                yield from _quoting(syntax, verb, content)
        yield from _of_colon(syntax, start, content)
        yield from _of_byline(syntax, end, content)


def is_quoted_sentence(syntax: Syntax, start: int, end: int) -> bool:
    """Whether the quotation from token *start* to *end* is at least one whole sentence."""
    inside = [index for index in range(start, end) if not syntax.is_punct(index)]
    if len(inside) < MIN_SENTENCE or not syntax.has_verb(inside):
        return False
    begins = syntax.doc[inside[0]].text[:1].isupper()
    return begins and any(syntax.words[index] in SENTENCE_ENDS for index in range(inside[-1], end))


def find_actor_beside(syntax: Syntax, start: int, end: int) -> int | None:
    """Return who is the subject of the sentence before a quotation, else of that behind it."""
    before = list(reversed(_before(syntax, _skip_stop(syntax, start))))
    for tokens in (before, _after(syntax, end)):
        for index in tokens:
            if syntax.deps[index] == "nsubj" and _is_actor(syntax, index):
                return index
    return None


def _skip_stop(syntax: Syntax, start: int) -> int:
    """Return the place of the full stop before a quotation in the same paragraph."""
    first = start
    while first > 0 and syntax.pos[first - 1] == "SPACE" and not syntax.is_break(first - 1):
        first -= 1
    return first


def _is_actor(syntax: Syntax, index: int) -> bool:
    if syntax.ents[index] == "PERSON" or syntax.words[index] in {"he", "she"}:
        return True
    return syntax.tags[index] == "NN" and syntax.lemmas[index] in words("titles")


def _quoting(syntax: Syntax, verb: int, content: Tokens) -> Iterator[Attribution]:
    source = frozenset(i for i in source_of(syntax, verb) if syntax.quoted[i] < 0)
    yield from _candidate(
        syntax,
        verb,
        "quotation",
        cue=frozenset(i for i in verb_group(syntax, verb) if syntax.quoted[i] < 0),
        content=content | _rest_of_quotation(syntax, verb, content),
        source=source or _phrase_before(syntax, verb) or _phrase_behind(syntax, verb),
    )


def _has_quotation_before(syntax: Syntax, verb: int) -> bool:
    """Whether *verb* follows a quotation that goes on into it: "“The dam,” she said, “holds.”"."""
    before = verb - 1
    while before >= syntax.starts[verb] and syntax.quoted[before] < 0 and verb - before < MAX_LABEL:
        before -= 1
    return (
        before >= 0
        and syntax.quoted[before] >= 0
        and syntax.words[before - 1] in GOES_ON
        and syntax.words[verb + 1 : verb + 2] != [":"]
    )


def _rest_of_quotation(syntax: Syntax, verb: int, content: Tokens) -> Tokens:
    """Return the second half of a quotation that its cue splits."""
    first = min(content)
    if first > verb or syntax.words[max(content) - 1] not in {",", "-", "–", "—"}:
        return NOTHING
    end = syntax.ends[verb]
    for _, start, stop in syntax.quotations:
        if verb < start < min(end, verb + MAX_LABEL) and syntax.words[start - 1] == ",":
            return frozenset(range(start, stop))
    return NOTHING


def _verbs_beside(syntax: Syntax, start: int, end: int) -> list[int]:
    """Return the verbs outside quotations in the sentences beside the content, nearest first."""
    before = [(start - i, i) for i in _before(syntax, start) if _may_quote(syntax, i)]
    after = [(i - end + 1, i) for i in _after(syntax, end) if _may_quote(syntax, i)]
    return [index for _, index in sorted([*before, *after])]


def _may_quote(syntax: Syntax, index: int) -> bool:
    """Whether the token may be the cue of a quotation; "according to" has its own grammar."""
    return syntax.pos[index] == "VERB" and syntax.lemmas[index] != "accord"


def _before(syntax: Syntax, first: int) -> list[int]:
    """Return what stands before token *first* in its sentence, the last word first.

    After a colon the quotation may be in a paragraph of its own.
    """
    found: list[int] = []
    for index in range(first - 1, max(first - REACH, 0) - 1, -1):
        is_break = syntax.is_break(index)
        if is_break and not found and index and syntax.words[index - 1] == ":":
            continue
        if is_break or syntax.quoted[index] >= 0:
            break
        if found and syntax.words[index] in SENTENCE_ENDS:
            break
        found.append(index)
    return found


def _after(syntax: Syntax, end: int) -> list[int]:
    """Return what stands from token *end* to the end of its sentence."""
    found: list[int] = []
    for index in range(end, min(end + REACH, len(syntax))):
        if syntax.quoted[index] >= 0 or syntax.is_break(index):
            break
        if found and syntax.words[index] in SENTENCE_ENDS:
            break
        found.append(index)
    return found


def _of_colon(syntax: Syntax, start: int, content: Tokens) -> Iterator[Attribution]:
    """Yield "Republican pollster Daron Shaw: “…”": a name, a colon, and what it says."""
    before = _before(syntax, start)
    if not before or syntax.words[before[0]] != ":" or not 0 < len(before) - 1 <= MAX_LABEL:
        return
    label = frozenset(index for index in before[1:] if not syntax.is_punct(index))
    if not syntax.has_verb(label) and any(syntax.ents[index] in NAMED for index in label):
        colon = before[0]
        yield from _candidate(
            syntax, colon, "quotation", cue=frozenset({colon}), content=content, source=label
        )


def _of_byline(syntax: Syntax, end: int, content: Tokens) -> Iterator[Attribution]:
    """Yield "“…” – Ann Lee, baker": the dash is the cue of the name behind the quotation."""
    at = end
    while at < len(syntax) and syntax.pos[at] == "SPACE":
        at += 1
    if at + 1 >= len(syntax) or syntax.words[at] not in {"-", "–", "—", "--", "―"}:
        return
    name = [index for index in _after(syntax, at + 1) if not syntax.is_break(index)]
    if name and len(name) <= MAX_LABEL and not syntax.has_verb(name):
        if syntax.ents[name[0]] == "PERSON":
            yield from _candidate(
                syntax,
                at,
                "quotation",
                cue=frozenset({at}),
                content=content,
                source=frozenset(name),
                lemma="–",
            )


def _of_label(syntax: Syntax, colon: int) -> Iterator[Attribution]:
    """Yield "Ann Lee: the dam will hold": a line that begins with a name and a colon."""
    first = colon
    while first > 0 and colon - first <= MAX_LABEL and not syntax.is_break(first - 1):
        first -= 1
    label = range(first, colon)
    if not 0 < len(label) <= MAX_LABEL or syntax.has_verb(label):
        return
    if not any(syntax.ents[index] in NAMED for index in label):
        return
    end = colon + 1
    while end < len(syntax) and not syntax.is_break(end):
        end += 1
    if end > colon + 2 and syntax.quoted[colon] < 0:
        yield from _candidate(
            syntax,
            colon,
            "label",
            cue=frozenset({colon}),
            content=frozenset(range(colon + 1, end)),
            source=frozenset(label),
        )


def _phrase_before(syntax: Syntax, cue: int) -> Tokens:
    """Return the noun phrase right before the cue, where the parse hangs it elsewhere."""
    start = cue
    while start > syntax.starts[cue] and syntax.pos[start - 1] in NOUN_PHRASE_PARTS:
        if syntax.quoted[start - 1] >= 0:
            break
        start -= 1
    phrase = frozenset(range(start, cue))
    return phrase if start < cue and syntax.pos[cue - 1] in NOUNS else NOTHING


def _phrase_behind(syntax: Syntax, verb: int) -> Tokens:
    """Return the noun phrase right behind *verb*: the subject of "…,” said Ann Lee, “…"."""
    start = verb + 1
    if start >= len(syntax) or syntax.pos[start] not in NOUN_PHRASE_STARTS:
        return NOTHING
    top = start
    while verb < syntax.heads[top] != top and syntax.quoted[syntax.heads[top]] < 0:
        top = syntax.heads[top]
    end = syntax.right[top]
    while end < len(syntax) and syntax.pos[end] == "PROPN" and syntax.pos[end - 1] in NOUNS:
        end += 1
    return frozenset(i for i in range(start, end) if syntax.quoted[i] < 0)


# ------------------------------------------------------------------ verbs
def _of_verb(syntax: Syntax, verb: int) -> Iterator[Attribution]:
    if syntax.lemmas[verb] == "accord":
        yield from _according(syntax, verb)
        return
    if _is_made_known(syntax, verb):
        yield from _made_known(syntax, verb)
        return
    source = source_of(syntax, verb)
    cue = verb_group(syntax, verb)
    for relation, content, extra in _contents(syntax, verb):
        yield from _candidate(
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
    if found or relation not in REPORTED or _is_passive(syntax, verb):
        return found
    cue = verb_group(syntax, verb)
    return _phrase_before(syntax, min(cue)) or _phrase_behind(syntax, max(cue))


def source_of(syntax: Syntax, verb: int) -> Tokens:
    """Return the agent of a passive verb, else the subject."""
    if _is_passive(syntax, verb):
        return _agent(syntax, verb)
    subject = find_subject(syntax, verb)
    if subject is None:
        return _agent(syntax, verb)
    return _noun_phrase(syntax, subject, verb)


def _is_passive(syntax: Syntax, verb: int) -> bool:
    """Whether *verb* is passive, or a participle that is: "asked about it, she said …"."""
    if syntax.child(verb, "auxpass") is not None:
        return True
    auxiliary = syntax.child(verb, "aux")
    if syntax.tags[verb] == "VBN" and auxiliary is not None and syntax.lemmas[auxiliary] == "be":
        return True
    is_participle = syntax.tags[verb] == "VBN" and syntax.child(verb, "aux") is None
    return is_participle and syntax.deps[verb] in {"advcl", "acl"}


def _noun_phrase(syntax: Syntax, noun: int, verb: int) -> Tokens:
    """Return the subtree of *noun*, as far as it doesn't reach over *verb*.

    A comma that closes an apposition belongs to it: "Ann Lee, the engineer, said".
    """
    start, end = syntax.left[noun], syntax.right[noun]
    if start <= verb < end:
        start, end = (start, verb) if noun < verb else (verb + 1, end)
    start = _behind_dateline(syntax, start, end)
    while end < verb and syntax.pos[end - 1] in {"NOUN", "PROPN"} and syntax.pos[end] == "PROPN":
        end += 1
    commas = [index for index in range(start, end) if syntax.words[index] == ","]
    has_apposition = any(
        syntax.deps[each] in {"appos", "relcl", "acl"} and syntax.words[syntax.left[each] - 1] == ","
        for each in syntax.children[noun]
        if each > noun and syntax.left[each] > 0
    )
    if (has_apposition or commas[:1]) and end < len(syntax) and syntax.words[end] == ",":
        end += 1
    return frozenset(range(start, end))


def _contents(syntax: Syntax, verb: int) -> Iterator[tuple[str, Tokens, Tokens]]:
    """Yield relation, content and what the cue gains by it."""
    clauses = [each for each in syntax.children[verb] if syntax.deps[each] == "ccomp"]
    for clause in clauses:
        content = _without_additions(syntax, clause)
        yield "clause" if clause > verb else "preposed", content, NOTHING
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
    """Return the subtree without ", adding that …": what the speaker, not the content, goes on to."""
    content = _clause(syntax, clause)
    for index in sorted(content):
        first = syntax.left[index]
        if (
            syntax.deps[index] == "advcl"
            and syntax.tags[index] == "VBG"
            and first > 0
            and syntax.words[first - 1] == ","
            and syntax.quoted[index] < 0
            and syntax.child(index, "ccomp") is not None
        ):
            content -= syntax.subtree(index)
    return content


def _without_clause(syntax: Syntax, verb: int) -> Iterator[tuple[str, Tokens, Tokens]]:
    """Yield what may be content where the parse gives the verb no clause."""
    if syntax.deps[verb] in {"parataxis", "ccomp"} and _is_parenthesis(syntax, verb):
        yield "parenthesis", _around(syntax, verb), NOTHING
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
    behind = verb + 1
    if behind < syntax.ends[verb] and not syntax.is_punct(behind):
        return
    comma = verb
    while comma > max(first, verb - MAX_LABEL) and syntax.words[comma] != ",":
        comma -= 1
    between = range(comma + 1, verb)
    if syntax.words[comma] == "," and between and syntax.has_verb(range(first, comma)):
        if all(syntax.pos[i] != "VERB" for i in between) and syntax.quoted[comma - 1] < 0:
            yield "tail", frozenset(range(first, comma)), NOTHING


def _of_passive(
    syntax: Syntax, verb: int, subject: int
) -> Iterator[tuple[str, Tokens, Tokens]]:
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
    """Yield "the plan (that) she proposed", "a plan proposed by her": the noun is the content."""
    noun = syntax.heads[verb]
    has_object = syntax.child(verb, "dobj", "ccomp", "xcomp", "attr") is not None
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
    if object_ is not None and infinitive is None:
        yield "object", _object_content(syntax, verb, object_), NOTHING
    if object_ is None:
        yield from _about(syntax, verb)


def _clause(syntax: Syntax, root: int) -> Tokens:
    """Return the subtree of *root* without the dateline it may begin with."""
    start, end = syntax.left[root], syntax.right[root]
    return frozenset(range(_behind_dateline(syntax, start, end), end))


def _behind_dateline(syntax: Syntax, start: int, end: int) -> int:
    """Return where a phrase begins that a dateline runs into: "KYIV, May 3 — The army"."""
    if start and not syntax.is_break(start - 1):
        return start
    dashes = [index for index in range(start, end) if syntax.words[index] in {"—", "–", "--"}]
    is_dateline = bool(dashes) and syntax.doc[start].text.isupper() and dashes[0] + 1 < end
    return dashes[0] + 1 if is_dateline else start


def _without_time(syntax: Syntax, complement: int) -> Tokens:
    """Return the subtree without the clauses that tell when: "seems sure after she said so"."""
    content = syntax.subtree(complement)
    for index in sorted(content):
        if syntax.deps[index] == "advcl" and syntax.words[syntax.left[index]] in TEMPORAL:
            content -= syntax.subtree(index)
    return content


def _about(syntax: Syntax, verb: int) -> Iterator[tuple[str, Tokens, Tokens]]:
    """Yield "called for …", "talked to McConnell about …"; the cue takes in what is between."""
    end = max(verb_group(syntax, verb)) + 1
    for child in syntax.children[verb]:
        if child < verb or syntax.deps[child] not in {"prep", "dative"}:
            continue
        if child > end and not _is_addressee(syntax, end, child):
            break
        if syntax.child(child, "pobj", "pcomp") is not None:
            between = frozenset(range(end, child + 1))
            content = syntax.subtree(child) - {child}
            yield f"about:{syntax.words[child]}", content, between


def _is_addressee(syntax: Syntax, start: int, end: int) -> bool:
    return syntax.words[start] in {"to", "with"} and syntax.right[start] == end


def _is_made_known(syntax: Syntax, index: int) -> bool:
    """Whether the token is the "known" or "clear" of "made it known", "makes clear"."""
    return (
        syntax.words[index] in MADE_KNOWN and syntax.lemmas[syntax.heads[index]] == "make"
    )


def _made_known(syntax: Syntax, index: int) -> Iterator[Attribution]:
    make = syntax.heads[index]
    clauses = [
        each
        for each in (*syntax.children[index], *syntax.children[make])
        if syntax.deps[each] == "ccomp" and each != index
    ]
    subject = find_subject(syntax, make)
    if clauses and subject is not None:
        between = {i for i in range(make + 1, index) if syntax.words[i] == "it"}
        yield from _candidate(
            syntax,
            index,
            "clause",
            cue=verb_group(syntax, make) | between | {index},
            content=syntax.subtree(clauses[0]),
            source=_noun_phrase(syntax, subject, make),
            lemma="make known",
        )


def lemma_of(syntax: Syntax, verb: int) -> str:
    """Return the lemma that *verb* is counted under, with its particle: "rule out"."""
    for child in syntax.children[verb]:
        if child > verb and syntax.deps[child] == "prt":
            return f"{syntax.lemmas[verb]} {syntax.words[child]}"
    return syntax.lemmas[verb]


def find_subject(syntax: Syntax, verb: int) -> int | None:
    """Return the subject of *verb*, or of the verb that lends it one.

    A verb without a subject of its own takes that of the verb it is coordinated with or
    depends on: "came and said", "left, saying …", "by saying …", "a statement saying …".
    """
    for _ in range(REACH):
        subject = syntax.child(verb, *SUBJECTS)
        if subject is None:
            subject = _will(syntax, verb)
        if subject is not None:
            return subject
        head = _lender(syntax, verb)
        if head is None:
            return _stray_subject(syntax, verb)
        if syntax.pos[head] not in {"VERB", "AUX"}:
            return head
        verb = head
    return None


def _will(syntax: Syntax, verb: int) -> int | None:
    """Return the "Will" of "Will wrote", a name that was taken for an auxiliary."""
    auxiliary = syntax.child(verb, "aux")
    if auxiliary is not None and syntax.tags[verb] in {"VBD", "VBZ"}:
        return auxiliary if syntax.tags[auxiliary] == "MD" else None
    return None


def _stray_subject(syntax: Syntax, verb: int) -> int | None:
    """Return the nearest subject before a finite *verb* that the parse left without one."""
    if syntax.tags[verb] not in {"VBD", "VBZ", "VBP"}:
        return None
    for index in range(verb - 1, max(syntax.starts[verb], verb - REACH) - 1, -1):
        if syntax.quoted[index] >= 0:
            break
        is_time = syntax.ents[index] in {"DATE", "TIME"}
        if syntax.deps[index] in STRAY and syntax.pos[index] in NOUNS and not is_time:
            return index
    return None


def _lender(syntax: Syntax, verb: int) -> int | None:
    """Return the verb whose subject *verb* has too, or the noun that it says something of."""
    head, dep = syntax.heads[verb], syntax.deps[verb]
    if head == verb:
        return None
    if dep in {"acl", "relcl"}:
        governor = syntax.heads[head]
        is_object = syntax.deps[head] == "dobj" and syntax.pos[governor] == "VERB"
        is_reduced = dep == "acl" and syntax.tags[verb] != "VBN"
        return governor if is_object and is_reduced else head
    if dep == "pcomp" or (dep == "xcomp" and syntax.pos[head] == "ADJ"):
        return _verb_above(syntax, head)
    if syntax.pos[head] not in {"VERB", "AUX"}:
        return None
    if dep == "advcl" and _is_controlled(syntax, verb):
        return _matrix(syntax, verb, head)
    return head if dep in {"conj", "xcomp"} else None


def _verb_above(syntax: Syntax, index: int) -> int | None:
    """Return the verb that the token depends on: "after *saying* so, he left", "quick to *say*"."""
    while syntax.heads[index] != index:
        index = syntax.heads[index]
        if syntax.pos[index] in {"VERB", "AUX"}:
            return index
    return None


def _matrix(syntax: Syntax, verb: int, head: int) -> int:
    """Return the verb that a participle set off by a comma goes with.

    In "she said it would rain, adding that …" the one who adds is she who said.
    """
    first = syntax.left[verb]
    if syntax.tags[verb] == "VBG" and first > 0 and syntax.words[first - 1] == ",":
        while syntax.deps[head] == "ccomp" and syntax.pos[syntax.heads[head]] == "VERB":
            head = syntax.heads[head]
    return head


def _is_controlled(syntax: Syntax, verb: int) -> bool:
    """Whether an adverbial clause takes its subject from its head: "left, saying …", "to say"."""
    if syntax.tags[verb] in {"VBG", "VBN"}:
        return True
    return any(syntax.words[i] == "to" for i in syntax.children[verb] if i < verb)


def verb_group(syntax: Syntax, verb: int) -> Tokens:
    """Return the verb with its auxiliaries, negation, particles and the adverbs among them.

    A cue is one stretch: what stands before a subject ("did she say") is left out.
    """
    parts: set[int | None] = {verb}
    for child in syntax.children[verb]:
        dep = syntax.deps[child]
        if dep in CUE_PARTS or (child < verb and dep == "advmod"):
            parts.add(child)
    parts.discard(_will(syntax, verb))
    first = verb
    while first - 1 in parts:
        first -= 1
    last = verb
    while last + 1 in parts:
        last += 1
    above = syntax.heads[verb]
    is_going_on = syntax.deps[verb] == "xcomp" and syntax.lemmas[above] in ASPECTS
    if is_going_on and above < first <= above + 3:
        first = min(verb_group(syntax, above))
    return frozenset(range(first, last + 1))


def _agent(syntax: Syntax, verb: int) -> Tokens:
    by = syntax.child(verb, "agent")
    return syntax.subtree(by) - {by} if by is not None else NOTHING


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


def _is_parenthesis(syntax: Syntax, verb: int) -> bool:
    """Whether the verb's clause is an insertion: it holds no more than subject and cue."""
    head = syntax.heads[verb]
    own = syntax.right[verb] - syntax.left[verb]
    return head != verb and own < (syntax.right[head] - syntax.left[head]) / 2


def _around(syntax: Syntax, verb: int) -> Tokens:
    return _clause(syntax, syntax.heads[verb]) - syntax.subtree(verb)


# ------------------------------------------------------------------ nouns and adjectives
def _of_noun(syntax: Syntax, noun: int) -> Iterator[Attribution]:
    """Yield "the fear that …", "his claim that …", "plans to …", "criticism of …"."""
    cue, source = _noun_cue(syntax, noun)
    for child in syntax.children[noun]:
        if child < noun:
            continue
        dep = syntax.deps[child]
        if dep in {"acl", "ccomp"} and syntax.tags[child] not in {"VBN", "VBG"}:
            is_clause = syntax.child(child, "mark") is not None
            relation = "noun" if is_clause else "noun-infinitive"
            yield from _candidate(
                syntax, noun, relation, cue=cue, content=syntax.subtree(child), source=source
            )
        elif dep == "prep" and child == noun + 1 and syntax.child(child, "pobj", "pcomp"):
            yield from _candidate(
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
            yield from _candidate(
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
    if owner is not None:
        possessor = syntax.subtree(owner)
        return frozenset(range(syntax.right[owner], noun + 1)), possessor
    verb = syntax.heads[noun]
    if syntax.deps[noun] in {"dobj", "attr"} and syntax.pos[verb] in {"VERB", "AUX"}:
        source = source_of(syntax, verb)
        if syntax.lemmas[verb] in LIGHT_VERBS | {"be"}:
            return frozenset(range(min(verb_group(syntax, verb)), noun + 1)), source
        return frozenset({noun}), source
    for child in syntax.children[noun]:
        if child > noun and syntax.words[child] in {"by", "from"}:
            if syntax.child(child, "pobj") is not None:
                return frozenset({noun}), syntax.subtree(child) - {child}
    return frozenset({noun}), NOTHING


def _of_adjective(syntax: Syntax, adjective: int) -> Iterator[Attribution]:
    """Yield "is confident that …", "was critical of …", "worried about …"."""
    if _is_made_known(syntax, adjective):
        yield from _made_known(syntax, adjective)
        return
    cue, source = _adjective_cue(syntax, adjective)
    for child in syntax.children[adjective]:
        if child < adjective:
            continue
        dep = syntax.deps[child]
        if dep == "ccomp":
            relation, content, extra = "adjective-clause", syntax.subtree(child), NOTHING
        elif dep == "xcomp":
            relation, content, extra = "adjective-infinitive", syntax.subtree(child), NOTHING
        elif dep == "prep" and child == adjective + 1:
            relation = f"adjective:{syntax.words[child]}"
            content, extra = syntax.subtree(child) - {child}, frozenset({child})
        else:
            continue
        yield from _candidate(
            syntax, adjective, relation, cue=cue | extra, content=content, source=source
        )


def _adjective_cue(syntax: Syntax, adjective: int) -> tuple[Tokens, Tokens]:
    head = syntax.heads[adjective]
    if syntax.deps[adjective] in {"acomp", "oprd"} and syntax.lemmas[head] in COPULAS:
        subject = find_subject(syntax, head)
        group = verb_group(syntax, head)
        first = max(group) + 1
        between = range(first, adjective + 1)
        source = NOTHING if subject is None else _noun_phrase(syntax, subject, head)
        if len(between) <= MAX_NAME and not source & frozenset(between):
            return group | frozenset(between), source
        return frozenset({adjective}), source
    if syntax.deps[adjective] == "amod" and head < adjective:
        return frozenset({adjective}), frozenset(range(syntax.left[head], syntax.left[adjective]))
    return frozenset({adjective}), NOTHING


# ------------------------------------------------------------------ prepositions
def _according(syntax: Syntax, verb: int) -> Iterator[Attribution]:
    """Yield "according to …": its object is the source, the rest of the sentence the content."""
    for child in syntax.children[verb]:
        if child > verb and syntax.deps[child] == "prep" and syntax.words[child] == "to":
            source = _with_apposed_name(syntax, syntax.subtree(child) - {child})
            if source:
                yield from _candidate(
                    syntax,
                    verb,
                    "clause",
                    cue=frozenset({verb, child}),
                    content=_clause_of(syntax, verb) - syntax.subtree(verb),
                    source=source,
                    lemma="according to",
                )


def _with_apposed_name(syntax: Syntax, source: Tokens) -> Tokens:
    """Take in a person's name set off by commas behind a title: "the minister, Ann Lee, …"."""
    end = max(source, default=0) + 1
    if not source or end >= len(syntax) or syntax.words[end] != ",":
        return source
    last = end + 1
    while last < len(syntax) and last < end + MAX_NAME and syntax.pos[last] == "PROPN":
        last += 1
    name = range(end + 1, last)
    is_person = any(syntax.ents[index] == "PERSON" for index in name)
    is_closed = last < len(syntax) and syntax.words[last] == ","
    return source | set(range(end, last)) if is_person and is_closed else source


def _clause_of(syntax: Syntax, index: int) -> Tokens:
    """Return the whole clause that the token hangs on."""
    return _clause(syntax, _finite_above(syntax, index))


def _finite_above(syntax: Syntax, index: int) -> int:
    """Return the verb above the token that has a subject, else the root."""
    head = syntax.heads[index]
    while syntax.heads[head] != head and not (
        syntax.pos[head] in {"VERB", "AUX"} and syntax.child(head, *SUBJECTS) is not None
    ):
        head = syntax.heads[head]
    return head


def _of_preposition(syntax: Syntax, preposition: int) -> Iterator[Attribution]:
    """Yield "in the view of X, …", "in X's words, …" and, at the front, "For X, …"."""
    noun = syntax.child(preposition, "pobj")
    if noun is None or syntax.heads[preposition] == preposition:
        return
    if syntax.words[preposition] == "in" and syntax.lemmas[noun] in OPINION_NOUNS:
        yield from _in_the_view_of(syntax, preposition, noun)
    elif _is_adjunct(syntax, preposition):
        word, clause = syntax.words[preposition], _finite_above(syntax, preposition)
        content = syntax.subtree(clause) - syntax.subtree(preposition)
        if word in HOLDS and _judges(syntax, clause) and _may_judge(syntax, noun):
            relation, lemma = "opinion", word
            subject = syntax.child(clause, *SUBJECTS)
            content -= frozenset(range(syntax.left[subject or clause]))
        elif word in ADJUNCTS:
            relation, lemma = "adjunct", f"{word} {syntax.lemmas[noun]}"
        else:
            return
        yield from _candidate(
            syntax,
            preposition,
            relation,
            cue=frozenset({preposition}),
            content=content,
            source=_with_apposed_name(syntax, syntax.subtree(noun)),
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
    yield from _candidate(
        syntax,
        noun,
        "clause",
        cue=syntax.subtree(preposition) - source,
        content=_clause_of(syntax, preposition) - syntax.subtree(preposition),
        source=source,
        lemma=f"in {syntax.lemmas[noun]}",
    )
