"""Noun phrases and clauses: how far they reach, where the parse tells and where it does not."""

from graphbuild.syntax import NOTHING, Syntax, Tokens

MAX_NAME = 6
# Marks that close an apposition that they open, and belong to it.
CLOSERS = frozenset({",", "-", "–", "—", "--"})
# Marks over which no content reaches to a cue behind it.
BREAKS = frozenset({":", ";", ".", "!", "?"})
NOUNS = frozenset({"PROPN", "NOUN", "PRON"})
NOUN_PHRASE_STARTS = frozenset({"PROPN", "NOUN", "PRON", "DET", "ADJ"})
NOUN_PHRASE_PARTS = NOUN_PHRASE_STARTS | {"NUM", "PART"}
SUBJECTS = ("nsubj", "nsubjpass", "csubj", "expl")


def noun_phrase(syntax: Syntax, noun: int, verb: int) -> Tokens:
    """Return the subtree of *noun*, as far as it doesn't reach over *verb*.

    A comma that closes an apposition belongs to it: "Ann Lee, the engineer, said".
    """
    start, end = syntax.left[noun], syntax.right[noun]
    if start <= verb < end:
        start, end = (start, verb) if noun < verb else (verb + 1, end)
    start = _behind_dateline(syntax, start, end)
    while end < verb and syntax.pos[end - 1] in {"NOUN", "PROPN"} and syntax.pos[end] == "PROPN":
        end += 1
    if noun > verb:
        end = _before_participle(syntax, noun, end)
    if end < len(syntax) and syntax.words[end] in CLOSERS:
        end += syntax.words[end] in syntax.words[start:end]
    return frozenset(range(start, end))


def _before_participle(syntax: Syntax, noun: int, end: int) -> int:
    """Return where the phrase ends before what its person does: "said Ann Lee, adding …"."""
    for child in syntax.children[noun]:
        comma = syntax.left[child] - 1
        is_participle = syntax.deps[child] == "acl" and syntax.tags[child] == "VBG"
        if child > noun and is_participle and syntax.words[comma] == ",":
            return comma
    return end


def phrase_before(syntax: Syntax, cue: int) -> Tokens:
    """Return the noun phrase right before the cue, where the parse hangs it elsewhere."""
    start = cue
    while start > syntax.starts[cue] and syntax.pos[start - 1] in NOUN_PHRASE_PARTS:
        if syntax.quoted[start - 1] >= 0:
            break
        start -= 1
    phrase = frozenset(range(start, cue))
    return phrase if start < cue and syntax.pos[cue - 1] in NOUNS else NOTHING


def phrase_behind(syntax: Syntax, verb: int) -> Tokens:
    """Return the noun phrase right behind *verb*: the subject of "…,” said Ann Lee, “…"."""
    start = verb + 1
    if start >= len(syntax) or syntax.pos[start] not in NOUN_PHRASE_STARTS:
        return NOTHING
    top = start
    while verb < syntax.heads[top] != top and syntax.quoted[syntax.heads[top]] < 0:
        top = syntax.heads[top]
    end = syntax.right[top]
    while end < len(syntax) and _goes_on(syntax, end):
        end += 1
    return frozenset(i for i in range(start, end) if syntax.quoted[i] < 0)


def _goes_on(syntax: Syntax, index: int) -> bool:
    """Whether a noun phrase goes on with the token: another part of a name, or behind a hyphen."""
    word, before = syntax.words[index], syntax.words[index - 1]
    if syntax.pos[index] in NOUNS and before == "-":
        return True
    is_hyphen = word == "-" and not syntax.doc[index - 1].whitespace_
    return is_hyphen or (syntax.pos[index] == "PROPN" and syntax.pos[index - 1] in NOUNS)


def with_apposed_name(syntax: Syntax, source: Tokens) -> Tokens:
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


def whole_clause(syntax: Syntax, root: int) -> Tokens:
    """Return the subtree of *root* without the dateline it may begin with."""
    start, end = syntax.left[root], syntax.right[root]
    return frozenset(range(_behind_dateline(syntax, start, end), end))


def clause_of(syntax: Syntax, index: int) -> Tokens:
    """Return the whole clause that the token hangs on."""
    return whole_clause(syntax, finite_above(syntax, index))


def finite_above(syntax: Syntax, index: int) -> int:
    """Return the verb above the token that has a subject, else the root."""
    head = syntax.heads[index]
    while syntax.heads[head] != head and not (
        syntax.pos[head] in {"VERB", "AUX"} and syntax.child(head, *SUBJECTS) is not None
    ):
        head = syntax.heads[head]
    return head


def _behind_dateline(syntax: Syntax, start: int, end: int) -> int:
    """Return where a phrase begins that a dateline runs into: "KYIV, May 3 — The army"."""
    if start and not syntax.is_break(start - 1):
        return start
    dashes = [index for index in range(start, end) if syntax.words[index] in {"—", "–", "--"}]
    is_dateline = bool(dashes) and syntax.doc[start].text.isupper() and dashes[0] + 1 < end
    return dashes[0] + 1 if is_dateline else start


def behind_break(syntax: Syntax, content: Tokens, verb: int) -> Tokens:
    """Return what of the content stands behind the last full stop or semicolon before its cue.

    "She agreed; the rest was up to them, he said"
    """
    breaks = [
        index
        for index in content
        if index < verb and syntax.words[index] in BREAKS and syntax.quoted[index] < 0
    ]
    last = max(breaks, default=-1)
    return frozenset(index for index in content if index > last)
