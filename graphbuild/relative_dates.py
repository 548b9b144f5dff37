"""Dates in a claim's content that are reckoned from a day: "on Wednesday", "last month"."""

from collections.abc import Iterator
from datetime import date

from graphbuild.dates import find_dates
from graphbuild.model import DateValue, Span, Spans
from graphbuild.reckoning import Kind, Phrase, find_phrases
from graphbuild.syntax import Syntax, Tokens
from graphbuild.tense import TIMES, find_tense

# Days with a name of their own: "Black Friday".
NAMED = frozenset(
    {"black", "good", "super", "bloody", "easter", "ash", "palm", "holy", "cyber", "giving"}
    | {"maundy", "shrove", "fat"}
)
# Words by which no certain day or month is meant, or one reckoned from another.
ANY = frozenset(
    {"every", "each", "a", "an", "any", "another", "one", "some", "most", "no"}
    | {"following", "previous", "first", "second", "third", "fourth", "final"}
)
NO_TIMES = frozenset(
    {"PERSON", "ORG", "GPE", "LOC", "FAC", "WORK_OF_ART", "EVENT", "PRODUCT", "NORP", "LAW"}
)
# What a year beside it may belong to.
OF_A_YEAR = frozenset({Kind.MONTH, Kind.MONTH_DAY})


def find_content_dates(
    syntax: Syntax, content: Spans, published: date | None, said: DateValue | None
) -> tuple[DateValue, ...]:
    """Return the dates in *content*, as exactly as they are given, in the order of the text.

    What is relative is reckoned from the day of publication, within quotation marks from the day
    on which it was *said*; without that day, and where it isn't certain which day is meant, it is
    left out. The day of speaking itself is none of them, even where the content takes it in.
    """
    fixed = find_dates(syntax.doc, content)
    when = (said.start, said.end) if said else None
    is_day = said is not None and len(said.value) == len("2022-11-09")
    spoken = date.fromisoformat(said.value) if said and is_day else None
    found = list(fixed)
    for phrase, tokens in find_relative(syntax, content, fixed):
        last = max(tokens)
        day = spoken if syntax.quoted[last] >= 0 else published
        if day is not None:
            value = phrase.value(day, find_tense(syntax, last, to_tokens(syntax, content)))
            found += to_dates(phrase, value)
    inside = (each for each in found if (each.start, each.end) != when)
    return tuple(sorted(inside, key=lambda each: each.start))


def find_relative(
    syntax: Syntax, spans: Spans, fixed: tuple[DateValue, ...]
) -> Iterator[tuple[Phrase, Tokens]]:
    """Yield the words in *spans* that are a relative date, with their tokens.

    Args:
        syntax: Of the whole text.
        spans: Where to look, in characters.
        fixed: Dates that are given whole; words of theirs are no others ("Friday, May 6, 2022").
    """
    for span in spans:
        for phrase in find_phrases(syntax.doc.text, *span):
            tokens = to_tokens(syntax, ((phrase.start, phrase.end),))
            is_part = any(
                phrase.start < each.end and each.start <= phrase.end + len(", ") for each in fixed
            )
            if tokens and not is_part and _is_date(syntax, phrase, tokens):
                yield phrase, tokens


def to_sentence(syntax: Syntax, index: int) -> Span:
    """Return the characters of the token's sentence, as far as they stand in one line with it."""
    first, last = index, index
    while first > syntax.starts[index] and not syntax.is_break(first - 1):
        first -= 1
    while last + 1 < syntax.ends[index] and not syntax.is_break(last + 1):
        last += 1
    return syntax.doc[first].idx, syntax.doc[last].idx + len(syntax.doc[last])


def _is_in_year(syntax: Syntax, index: int) -> bool:
    """Whether the sentence has named a year before: "In 2016 it was shut from May to June"."""
    start, _ = to_sentence(syntax, index)
    return bool(find_dates(syntax.doc, ((start, syntax.doc[index].idx),)))


def to_dates(phrase: Phrase, value: str | None) -> list[DateValue]:
    """Return the date that a phrase means, if one is certain."""
    if value is None:
        return []
    return [DateValue(start=phrase.start, end=phrase.end, value=value, relative=True)]


def to_tokens(syntax: Syntax, spans: Spans) -> Tokens:
    """Return the indexes of the tokens that *spans*, in characters, touch."""
    found: set[int] = set()
    for start, end in spans:
        tokens = syntax.doc.char_span(start, end, alignment_mode="expand")
        if tokens is not None:
            found.update(range(tokens.start, tokens.end))
    return frozenset(found)


def _is_date(syntax: Syntax, phrase: Phrase, tokens: Tokens) -> bool:
    ents = {syntax.ents[index] for index in tokens}
    before = _word_before(syntax, min(tokens))
    is_any = before in ANY and phrase.kind is not Kind.MONTH_DAY
    if ents & NO_TIMES or is_any or _is_title(syntax, phrase, tokens):
        return False
    if phrase.kind is Kind.WEEKDAY:
        return before not in NAMED
    if phrase.kind in OF_A_YEAR and _is_in_year(syntax, min(tokens)):
        return False
    if phrase.kind is Kind.MONTH:
        is_name = len(tokens) == 1 and _is_given_name(syntax, min(tokens) - 1)
        return bool(ents & TIMES) and not is_name
    return True


def _is_given_name(syntax: Syntax, index: int) -> bool:
    """Whether the word goes before a family name: "Theresa May"."""
    return index >= 0 and syntax.pos[index] == "PROPN" and syntax.ents[index] in NO_TIMES


def _is_title(syntax: Syntax, phrase: Phrase, tokens: Tokens) -> bool:
    """Whether words that are written small are capitals: "Harbour Today", "This Week"."""
    if phrase.kind not in {Kind.DAY_WORD, Kind.PERIOD, Kind.AGO}:
        return False
    first, last = min(tokens), max(tokens)
    starts = first == syntax.starts[first] or syntax.is_punct(first - 1)
    words = [syntax.doc[index].text for index in range(first + starts, last + 1)]
    return any(word[:1].isupper() for word in words)


def _word_before(syntax: Syntax, index: int) -> str:
    while index > 0 and syntax.pos[index - 1] == "SPACE":
        index -= 1
    return syntax.words[index - 1] if index > 0 else ""
