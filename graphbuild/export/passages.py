"""The sentence around a span, and its text for people: what several writers show."""

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache

from graphbuild.model import Extraction, MentionKind, Span, Spans

_BREAK = re.compile(r"""[.!?…]["'”’»)\]]*(\s+)(?=["'“‘«(\[]*[A-Z0-9])|(\n\s*\n\s*)""")
_ABBREVIATION = re.compile(
    r"\b(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Col|Maj|Capt|Sgt|Cpl|Adm|Gov|Sen|Rep|Hon|Rev|St|Jr|Sr"
    r"|No|vs|Inc|Corp|Ltd|Co|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.$"
)

WIDEST = 400
"""How far a sentence reaches beyond a span at most: some texts have no full stops."""


@lru_cache(maxsize=64)
def sentence_starts(text: str) -> tuple[int, ...]:
    """Return where each sentence of *text* starts; an abbreviation's full stop ends none."""
    starts = [0]
    for match in _BREAK.finditer(text):
        stop = match.start() + 1
        if match[2] or not _ABBREVIATION.search(text, max(0, stop - 8), stop):
            starts.append(match.end())
    return tuple(starts)


def sentence_around(text: str, spans: Spans) -> Span:
    """Return the span of the whole sentences that hold all of *spans*; empty for none."""
    begin = min((start for start, _ in spans), default=0)
    end = max((end for _, end in spans), default=0)
    starts = sentence_starts(text)
    first = starts[bisect_right(starts, begin) - 1]
    after = bisect_left(starts, end)
    last = starts[after] if after < len(starts) else len(text)
    return max(first, begin - WIDEST), min(last, end + WIDEST)


def entity_passages(extraction: Extraction, entity: str, most: int) -> dict[Span, Spans]:
    """Return sentences that mention an entity, in order, each with the mentions' spans in it.

    Args:
        extraction: The article with what was found in it.
        entity: An id that its mentions have.
        most: How many sentences; those with a name come before those with a pronoun.
    """
    found: dict[Span, list[Span]] = {}
    named: set[Span] = set()
    for mention in sorted(extraction.mentions, key=lambda each: each.start):
        if mention.entity == entity:
            span = mention.start, mention.end
            around = sentence_around(extraction.article.text, (span,))
            found.setdefault(around, []).append(span)
            if mention.kind is MentionKind.NAME:
                named.add(around)
    chosen = sorted(found, key=lambda each: (each not in named, each))[:most]
    return {each: tuple(found[each]) for each in sorted(chosen)}


def words(text: str, spans: Spans) -> str:
    """Return the text of *spans* on one line, " … " where it is split."""
    return " … ".join(on_one_line(text[start:end]) for start, end in spans)


def sentence(text: str, spans: Spans) -> str:
    """Return the text of the sentences around *spans* on one line."""
    start, end = sentence_around(text, spans)
    return on_one_line(text[start:end])


def on_one_line(text: str) -> str:
    """Return *text* with each run of white space as one space."""
    return " ".join(text.split())
