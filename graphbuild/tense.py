"""Tense: whether what a verb tells lies before or after the day of telling."""

from collections.abc import Iterator
from dataclasses import dataclass

from graphbuild.reckoning import Tense
from graphbuild.syntax import Syntax, Tokens

MODALS = frozenset(
    {"will", "shall", "'ll", "’ll", "wo", "may", "might", "can", "could", "must", "should", "would"}
)
# What was "scheduled for Friday" may lie on either side, as may what was "forecast to".
PLANNED = frozenset(
    {"schedule", "due", "expect", "plan", "slate", "set", "intend", "aim", "propose", "hope"}
    | {"forecast", "predict", "project", "estimate", "anticipate"}
)
# Verbs whose infinitive lies ahead of them: "agreed to meet on Friday".
TOWARDS = PLANNED | frozenset(
    {"agree", "vow", "promise", "pledge", "threaten", "want", "order", "urge", "call", "ask"}
    | {"decide", "demand", "invite", "warn", "prepare", "offer", "seek", "wish"}
)
# "met ahead of Friday's vote": what is past doesn't tell of what it came before.
AHEAD = frozenset({"before", "ahead"})
# "put off until Friday", but "asked for help on Friday".
UP_TO = frozenset({"for", "until", "till"})
TIMES = frozenset({"DATE", "TIME"})
NAMES = frozenset({"NOUN", "PROPN"})
# How a participle without an auxiliary hangs on what it says something of: "held on Friday".
REDUCED = frozenset({"acl", "advcl", "amod", "relcl", "ROOT", "pcomp", "dep"})
# More verbs than these never stand above one another, except in a damaged parse.
MAX_CLIMB = 20


@dataclass(frozen=True, slots=True)
class _Verb:
    """A verb's own tag, and the words, lemmas and tags of its auxiliaries."""

    tag: str
    words: frozenset[str]
    lemmas: frozenset[str]
    tags: frozenset[str]


def find_tense(syntax: Syntax, index: int, within: Tokens) -> Tense | None:
    """Return the tense of the verb that the token goes with; None where it doesn't tell.

    Infinitives and participles take it from the verb above them. Where the parse hangs the token
    on a verb outside *within*, the last verb before it there is taken. Of what a noun tells, only
    the past is sure: "will look into Friday's fire".
    """
    is_of_noun = _is_of_noun(syntax, index)
    is_ahead = False
    for verb, follows in _verbs_above(syntax, index, within):
        is_ahead |= follows
        if _is_open(syntax, verb):
            continue
        tense = _own_tense(syntax, verb)
        is_unsure = is_ahead if tense is Tense.PAST else is_of_noun
        return None if is_unsure else tense
    return None


def _is_of_noun(syntax: Syntax, index: int) -> bool:
    """Whether the date says of which day or month a thing is: "Friday's fire", "the May deal"."""
    while syntax.ents[syntax.heads[index]] in TIMES and syntax.heads[index] != index:
        index = syntax.heads[index]
    return syntax.deps[index] in {"poss", "compound", "nmod"} or (
        syntax.deps[index] == "npadvmod" and syntax.pos[syntax.heads[index]] in NAMES
    )


def _verbs_above(syntax: Syntax, index: int, within: Tokens) -> Iterator[tuple[int, bool]]:
    """Yield the verbs above the token, nearest first, with whether "before" or "for" leads there.

    The first lies *within*, if any verb does.
    """
    for number in range(MAX_CLIMB):
        verb, is_ahead = _next_above(syntax, index)
        if number == 0 and (verb is None or verb not in within):
            verb = _last_before(syntax, index, within) or verb
        if verb is None:
            return
        yield verb, is_ahead
        index = verb


def _next_above(syntax: Syntax, index: int) -> tuple[int | None, bool]:
    is_ahead = False
    while syntax.heads[index] != index:
        is_time = syntax.ents[index] in TIMES
        index = syntax.heads[index]
        if _is_verb(syntax, index):
            return index, is_ahead
        words = AHEAD | UP_TO if is_time else AHEAD
        is_ahead |= syntax.lemmas[index] in words and syntax.pos[index] not in NAMES
    return None, is_ahead


def _last_before(syntax: Syntax, index: int, within: Tokens) -> int | None:
    """Return the last main verb before the token, of its sentence and *within*."""
    for verb in range(index - 1, syntax.starts[index] - 1, -1):
        if verb in within and _is_verb(syntax, verb) and not _is_auxiliary(syntax, verb):
            return verb
    return None


def _is_verb(syntax: Syntax, index: int) -> bool:
    return syntax.pos[index] in {"VERB", "AUX"}


def _is_auxiliary(syntax: Syntax, index: int) -> bool:
    return syntax.deps[index] in {"aux", "auxpass"}


def _verb(syntax: Syntax, verb: int) -> _Verb:
    parts = [each for each in syntax.children[verb] if _is_auxiliary(syntax, each)]
    return _Verb(
        tag=syntax.tags[verb],
        words=frozenset(syntax.words[each] for each in parts),
        lemmas=frozenset(syntax.lemmas[each] for each in parts),
        tags=frozenset(syntax.tags[each] for each in parts),
    )


def _is_open(syntax: Syntax, index: int) -> bool:
    """Whether the verb takes its tense from the one above: "went there *to meet* him"."""
    verb = _verb(syntax, index)
    if syntax.heads[index] == index or verb.words & MODALS or "have" in verb.lemmas:
        return False
    if "TO" in verb.tags:
        above = syntax.heads[index]
        return _is_verb(syntax, above) and not _is_planned(syntax, above, TOWARDS)
    if verb.tags & {"VBD", "VBZ", "VBP"}:
        return False
    is_second = verb.tag == "VBN" and syntax.deps[index] == "conj"
    return is_second or verb.tag in {"VB", "VBG"}


def _own_tense(syntax: Syntax, index: int) -> Tense | None:
    verb = _verb(syntax, index)
    if verb.words & MODALS:
        return Tense.PAST if "have" in verb.lemmas else Tense.FUTURE
    if "TO" in verb.tags:
        return Tense.PAST if "have" in verb.lemmas else _towards(syntax, index)
    tags = verb.tags | {verb.tag}
    if "VBD" in tags or ("have" in verb.lemmas and tags & {"VBN"}):
        return None if _is_planned(syntax, index, PLANNED) else Tense.PAST
    if tags & {"VBZ", "VBP"}:
        is_ahead = verb.tag == "VBG" or _is_planned(syntax, index, PLANNED)
        return Tense.FUTURE if is_ahead else Tense.PRESENT
    is_reduced = verb.tag == "VBN" and syntax.deps[index] in REDUCED
    is_past = is_reduced and not _is_planned(syntax, index, PLANNED)
    return Tense.PAST if is_past else None


def _towards(syntax: Syntax, index: int) -> Tense | None:
    """Return the tense of what somebody now plans; what was planned may be over or not."""
    above = syntax.heads[index]
    if syntax.deps[above] == "acomp":
        above = syntax.heads[above]  # "may be ready to open"
    if not _is_verb(syntax, above):
        return None
    return Tense.FUTURE if _own_tense(syntax, above) in {Tense.FUTURE, Tense.PRESENT} else None


def _is_planned(syntax: Syntax, index: int, lemmas: frozenset[str]) -> bool:
    """Whether the verb, or the adjective that it joins, is one of *lemmas*: "is due"."""
    return syntax.lemmas[index] in lemmas or any(
        syntax.deps[each] == "acomp" and syntax.lemmas[each] in lemmas
        for each in syntax.children[index]
    )
