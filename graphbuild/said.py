"""When a source said what it said, where words beside the cue tell: "said on Wednesday"."""

from collections.abc import Iterator
from datetime import date

from graphbuild.dates import find_dates
from graphbuild.grammar.attribution import Attribution
from graphbuild.grammar.phrases import SUBJECTS
from graphbuild.model import DateValue
from graphbuild.reckoning import Tense
from graphbuild.relative_dates import find_relative, to_dates, to_tokens
from graphbuild.syntax import Syntax, Tokens
from graphbuild.tense import TIMES, find_tense

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


def find_said(syntax: Syntax, each: Attribution, published: date | None) -> DateValue | None:
    """Return when the source of *each* said it; None where no word of its clause tells.

    A date that is given whole needs no day of publication, others do.
    """
    first, last = syntax.starts[each.head], syntax.ends[each.head] - 1
    doc = syntax.doc
    sentence = ((doc[first].idx, doc[last].idx + len(doc[last])),)
    anchors = each.cue | frozenset(_above(syntax, each))
    found = [
        (abs(min(tokens) - each.head), date_value)
        for tokens, date_value in _dates(syntax, sentence, published)
        if not tokens & each.content
        and not _is_later(date_value, published)
        and _leads_to(syntax, max(tokens), anchors, each)
    ]
    return min(found, key=lambda pair: (pair[0], pair[1].start))[1] if found else None


def _dates(
    syntax: Syntax, sentence: tuple[tuple[int, int], ...], published: date | None
) -> Iterator[tuple[Tokens, DateValue]]:
    fixed = find_dates(syntax.doc, sentence)
    for given in fixed:
        yield to_tokens(syntax, ((given.start, given.end),)), given
    if published is None:
        return
    for phrase, tokens in find_relative(syntax, sentence, fixed):
        if any(syntax.quoted[index] >= 0 for index in tokens):
            continue
        tense = find_tense(syntax, max(tokens), tokens)
        if tense is not Tense.FUTURE:  # what is reported was said, in whatever tense
            for found in to_dates(phrase, phrase.value(published, Tense.PAST)):
                yield tokens, found


def _above(syntax: Syntax, each: Attribution) -> Iterator[int]:
    """Yield the verbs and occasions above the cue that it shares its time with.

    "met reporters on Monday and said", "issued a statement on Friday, saying"
    """
    index = each.head
    for _ in range(MAX_CLIMB):
        above, dep = syntax.heads[index], syntax.deps[index]
        has_subject = syntax.child(index, *SUBJECTS) is not None
        is_joined = dep in {"conj", "xcomp"} or (
            dep in {"advcl", "acl"} and syntax.tags[index] == "VBG"
        )
        if above == index or has_subject or not is_joined or above in each.content:
            return
        yield above
        index = above


def _is_later(given: DateValue, published: date | None) -> bool:
    """Whether it lies after the day of publication: nobody had said it then."""
    return published is not None and given.value > published.isoformat()[: len(given.value)]


def _leads_to(syntax: Syntax, index: int, anchors: Tokens, each: Attribution) -> bool:
    """Whether a date tells when what one of *anchors* stands for was done."""
    for _ in range(MAX_CLIMB):
        if index in anchors:
            return True
        above = syntax.heads[index]
        is_subject = syntax.ents[index] in TIMES and syntax.deps[index] in SUBJECTS
        if above == index or above in each.content or is_subject:
            return False
        if above not in anchors and not _passes(syntax, above, each):
            return False
        index = above
    return False


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
