"""When a source said what it said, where words beside the cue tell: "said on Wednesday"."""

from collections.abc import Iterator
from datetime import date

from graphbuild.dates import find_dates
from graphbuild.grammar.attribution import Attribution
from graphbuild.grammar.phrases import SUBJECTS
from graphbuild.model import DateValue
from graphbuild.reckoning import Tense
from graphbuild.relative_dates import find_relative, to_dates, to_sentence, to_tokens
from graphbuild.syntax import NOTHING, Syntax, Tokens
from graphbuild.tense import MODALS, TIMES

# Where something is said: "in a statement on Friday".
OCCASIONS = frozenset(
    {"statement", "interview", "speech", "conference", "briefing", "tweet", "post", "letter"}
    | {"report", "remark", "address", "hearing", "testimony", "message", "email", "e-mail", "call"}
    | {"announcement", "article", "essay", "column", "video", "broadcast", "appearance", "release"}
    | {"memo", "note", "comment", "answer", "reply", "response", "forecast", "study", "poll"}
    | {"survey", "filing", "ruling", "resolution", "decree", "bulletin", "update", "paper", "press"}
    | {"news", "figure", "datum", "document", "session", "debate", "meeting", "summit", "talk"}
    | {"lecture", "sermon", "visit", "editorial", "advisory", "communique", "communiqué", "footage"}
    | {"opinion", "verdict", "judgment", "judgement", "plan", "book", "analysis", "account"}
)
# What is done to such things on the day they say it, and what one does who says something.
UTTERING = frozenset(
    {"release", "publish", "issue", "post", "broadcast", "air", "send", "upload", "make", "give"}
    | {"deliver", "speak", "address", "talk", "write", "tell", "answer", "reply", "respond"}
    | {"appear", "testify", "date", "sign", "say", "hold", "share", "tweet", "comment", "quote"}
)
# How a day hangs on what is done on it.
ON = frozenset({"on", "in", "at", "during", "of", "late", "early", "earlier", "to", "with", "from"})
MAX_CLIMB = 12
# What is told in a longer series of verbs may reach over years.
MAX_ABOVE = 2
# Words between a cue and a date behind it: "said at a press conference on Monday".
BETWEEN = frozenset({"ADP", "DET", "ADJ", "NOUN", "PROPN", "ADV"})
MAX_BETWEEN = 7


def find_said(syntax: Syntax, each: Attribution, published: date | None) -> DateValue | None:
    """Return when the source of *each* said it; None where no word of its clause tells.

    A date that is given whole needs no day of publication, others do.
    """
    if any(syntax.words[index] in MODALS for index in each.cue):
        return None  # "will say on Friday"
    above = frozenset(_above(syntax, each))
    found = []
    for tokens, given in _dates(syntax, each, published):
        # Verbs in a series share a day or month; a year holds too much.
        anchors = each.cue | (NOTHING if len(given.value) == len("2022") else above)
        if _is_behind(syntax, each, tokens) or _leads_to(syntax, tokens, anchors, each):
            found.append((abs(min(tokens) - each.head), given))
    return min(found, key=lambda pair: (pair[0], pair[1].start))[1] if found else None


def _dates(
    syntax: Syntax, each: Attribution, published: date | None
) -> Iterator[tuple[Tokens, DateValue]]:
    """Yield the dates of the cue's sentence that may tell, with their tokens."""
    sentence = (to_sentence(syntax, each.head),)
    fixed = find_dates(syntax.doc, sentence)
    dated = [(to_tokens(syntax, ((given.start, given.end),)), given) for given in fixed]
    if published is not None:
        for phrase, tokens in find_relative(syntax, sentence, fixed):
            # What is reported was said, in whatever tense it is told.
            value = phrase.value(published, Tense.PAST)
            dated += ((tokens, given) for given in to_dates(phrase, value))
    for tokens, given in dated:
        is_quoted = any(syntax.quoted[index] >= 0 for index in tokens)
        if not is_quoted and not _is_later(given, published):
            yield tokens, given


def _is_later(given: DateValue, published: date | None) -> bool:
    """Whether it lies after the day of publication: nobody had said it then."""
    return published is not None and given.value > published.isoformat()[: len(given.value)]


def _above(syntax: Syntax, each: Attribution) -> Iterator[int]:
    """Yield the verbs and occasions above the cue that it shares its time with.

    "met reporters on Monday and said", "issued a statement on Friday, saying"
    """
    index = each.head
    for _ in range(MAX_ABOVE):
        above, dep = syntax.heads[index], syntax.deps[index]
        has_subject = syntax.child(index, *SUBJECTS) is not None
        is_joined = dep in {"conj", "xcomp"} or (
            dep in {"advcl", "acl"} and syntax.tags[index] == "VBG"
        )
        if above == index or has_subject or not is_joined or above in each.content:
            return
        yield above
        index = above


# ------------------------------------------------------------------ by the order of words
def _is_behind(syntax: Syntax, each: Attribution, tokens: Tokens) -> bool:
    """Whether the date stands behind the cue, before what is said: "said on Monday the dam holds".

    Without a "that" the parse hangs it on the verb of what is said.
    """
    last, first = max(each.cue), min(tokens)
    between = range(last + 1, first)
    if syntax.tags[last] not in {"VBD", "VBN"} or first <= last or len(between) > MAX_BETWEEN:
        return False
    is_phrase = not between or syntax.pos[last + 1] in {"ADP", "ADJ", "ADV"}
    is_plain = all(syntax.pos[index] in BETWEEN for index in between)
    is_led = syntax.pos[first - 1] != "ADP" or syntax.words[first - 1] in {"on", "in"}
    return is_phrase and is_plain and is_led and _is_adverbial(syntax, each, tokens)


def _is_adverbial(syntax: Syntax, each: Attribution, tokens: Tokens) -> bool:
    """Whether the date is neither a subject ("said Monday was cold") nor part of a noun phrase.

    What is said follows, with a subject of its own, unless the date is no part of the content.
    """
    top = syntax.top(tokens)
    deps = {syntax.deps[top], syntax.deps[max(tokens)]}
    if deps & {*SUBJECTS, "poss", "amod", "nmod", "conj"} or syntax.words[max(tokens) + 1 :][
        :1
    ] == ["'s"]:
        return False
    verb = syntax.heads[top]
    while syntax.pos[verb] == "ADP" or syntax.ents[verb] in TIMES:
        if syntax.heads[verb] == verb:
            return False
        verb = syntax.heads[verb]
    is_clause = any(
        syntax.deps[child] in SUBJECTS and child > max(tokens) for child in syntax.children[verb]
    )
    return verb in each.cue or (is_clause and verb > max(tokens))


# ------------------------------------------------------------------ by the parse
def _leads_to(syntax: Syntax, tokens: Tokens, anchors: Tokens, each: Attribution) -> bool:
    """Whether a date tells when what one of *anchors* stands for was done."""
    if tokens & each.content:
        return False
    index, passed = _start(syntax, tokens), set[str]()
    for _ in range(MAX_CLIMB):
        if index in anchors:
            return not _is_present(syntax, index) or bool(passed & OCCASIONS)
        above = syntax.heads[index]
        is_subject = syntax.ents[index] in TIMES and syntax.deps[index] in SUBJECTS
        if above == index or above in each.content or is_subject:
            return False
        if above not in anchors and not _passes(syntax, above, each):
            return False
        index = above
        passed.add(syntax.lemmas[index])
    return False


def _start(syntax: Syntax, tokens: Tokens) -> int:
    """Return the preposition before a date, else its last word.

    In "On Friday Harbour Bank said" the parse takes the day for a part of the name.
    """
    before = min(tokens) - 1
    is_led = before >= 0 and syntax.pos[before] == "ADP" and syntax.words[before] in ON
    return before if is_led else max(tokens)


def _is_present(syntax: Syntax, index: int) -> bool:
    """Whether the verb tells of no day: what "shows" something "on Monday" shows it still."""
    return syntax.tags[index] in {"VBZ", "VBP"}


def _passes(syntax: Syntax, index: int, each: Attribution) -> bool:
    """Whether a date that hangs on the word tells of what the word hangs on, too."""
    if syntax.ents[index] in TIMES:
        return True
    if syntax.pos[index] in {"ADP", "SCONJ", "ADV"}:
        return syntax.words[index] in ON
    if syntax.pos[index] in {"VERB", "AUX"}:
        is_beside = syntax.deps[index] in {"acl", "advcl", "pcomp"}
        return is_beside and syntax.lemmas[index] in UTTERING
    is_source = each.relation == "adjunct" and index == syntax.top(each.source or each.cue)
    return is_source or syntax.lemmas[index] in OCCASIONS
