"""Quotations, and the verbs, names and marks beside them that may be their cue."""

from collections.abc import Iterator

from graphbuild.grammar.attribution import Attribution, candidate
from graphbuild.grammar.phrases import phrase_before, phrase_behind
from graphbuild.grammar.verb_parts import REACH, source_of, verb_group
from graphbuild.lexicons import words
from graphbuild.syntax import NOTHING, Syntax, Tokens

# How many verbs beside a quotation are candidates for its cue.
NEAREST = 2
# A speaker's label before a colon ("The minister of defence:") has no more tokens than this.
MAX_LABEL = 8
# A cue that splits a quotation leaves no more tokens than this between itself and either half.
MAX_SPLIT = 8
# Fewer words in quotation marks are a phrase, not a sentence someone said.
MIN_SENTENCE = 4
SENTENCE_ENDS = frozenset({".", "!", "?"})
NAMED = frozenset({"PERSON", "ORG", "NORP", "GPE"})


def from_quotations(syntax: Syntax) -> Iterator[Attribution]:
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


def _quoting(syntax: Syntax, verb: int, content: Tokens) -> Iterator[Attribution]:
    source = frozenset(i for i in source_of(syntax, verb) if syntax.quoted[i] < 0)
    yield from candidate(
        syntax,
        verb,
        "quotation",
        cue=frozenset(i for i in verb_group(syntax, verb) if syntax.quoted[i] < 0),
        content=content | _rest_of_quotation(syntax, verb, content),
        source=source or phrase_before(syntax, verb) or phrase_behind(syntax, verb),
    )


def _has_quotation_before(syntax: Syntax, verb: int) -> bool:
    """Whether *verb* follows a quotation that goes on into it: "“The dam,” she said, “holds.”"."""
    before = verb - 1
    while before >= syntax.starts[verb] and syntax.quoted[before] < 0 and verb - before < MAX_SPLIT:
        before -= 1
    return (
        before > 0
        and syntax.quoted[before] >= 0
        and syntax.words[before - 1] not in SENTENCE_ENDS
        and syntax.words[verb + 1 : verb + 2] != [":"]
    )


def _rest_of_quotation(syntax: Syntax, verb: int, content: Tokens) -> Tokens:
    """Return the second half of a quotation that its cue splits."""
    if min(content) > verb or syntax.words[max(content) - 1] in SENTENCE_ENDS:
        return NOTHING
    is_open = syntax.words[max(content) - 1] == ","
    end = min(syntax.ends[verb], verb + MAX_SPLIT)
    for _, start, stop in syntax.quotations:
        if verb < start < end and stop > start + 1:
            goes_on = is_open and syntax.words[start - 1] == ","
            if goes_on or syntax.doc[start + 1].text.islower():
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
        yield from candidate(
            syntax, colon, "quotation", cue=frozenset({colon}), content=content, source=label
        )


def _of_byline(syntax: Syntax, end: int, content: Tokens) -> Iterator[Attribution]:
    """Yield "“…” – Ann Lee, baker": the dash is the cue of the name behind the quotation."""
    at = end
    while at < len(syntax) and syntax.pos[at] == "SPACE":
        at += 1
    if at + 1 >= len(syntax) or syntax.words[at] not in {"-", "–", "—", "--", "―"}:
        return
    name = _after(syntax, at + 1)
    is_short = bool(name) and len(name) <= MAX_LABEL and not syntax.has_verb(name)
    if is_short and any(syntax.ents[index] == "PERSON" for index in name[:3]):
        yield from candidate(
            syntax,
            at,
            "quotation",
            cue=frozenset({at}),
            content=content,
            source=frozenset(name),
            lemma="–",
        )


def from_label(syntax: Syntax, colon: int) -> Iterator[Attribution]:
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
        yield from candidate(
            syntax,
            colon,
            "label",
            cue=frozenset({colon}),
            content=frozenset(range(colon + 1, end)),
            source=frozenset(label),
        )


def is_quoted_sentence(syntax: Syntax, start: int, end: int) -> bool:
    """Whether the quotation from token *start* to *end* is at least one whole sentence."""
    inside = [index for index in range(start, end) if not syntax.is_punct(index)]
    if len(inside) < MIN_SENTENCE or not syntax.has_verb(inside):
        return False
    begins = syntax.doc[inside[0]].text[:1].isupper()
    return begins and any(syntax.words[index] in SENTENCE_ENDS for index in range(inside[-1], end))


def find_actor_beside(syntax: Syntax, start: int, end: int) -> int | None:
    """Return who is the subject of the sentence before a quotation, else of that behind it."""
    before = list(reversed(_before(syntax, _behind_spaces(syntax, start))))
    for tokens in (before, _after(syntax, end)):
        for index in tokens:
            if syntax.deps[index] == "nsubj" and _is_actor(syntax, index):
                return index
    return None


def _behind_spaces(syntax: Syntax, start: int) -> int:
    """Return the place before a quotation, white space within the line passed over."""
    first = start
    while first > 0 and syntax.pos[first - 1] == "SPACE" and not syntax.is_break(first - 1):
        first -= 1
    return first


def _is_actor(syntax: Syntax, index: int) -> bool:
    if syntax.ents[index] == "PERSON" or syntax.words[index] in {"he", "she"}:
        return True
    return syntax.tags[index] == "NN" and syntax.lemmas[index] in words("titles")
