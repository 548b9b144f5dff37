"""Numbers in a claim's content, kept as values where they are plain."""

import re
from collections.abc import Iterator
from dataclasses import replace
from math import isfinite

from spacy.tokens import Doc, Token
from spacy.tokens import Span as Tokens

from graphbuild.dates import find_dates
from graphbuild.model import PERCENT, Quantity, Span, Spans

_FACTORS = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_FACTORS |= {"bn": _FACTORS["billion"], "tn": _FACTORS["trillion"]}
_WORDS = {
    "at least": "more than|over|above|at least|no less than|no fewer than|not less than",
    "at most": (
        "less than|fewer than|under|below|at most|up to|as many as|as much as|"
        "no more than|not more than"
    ),
    "about": "about|around|some|nearly|almost|roughly|approximately|close to|an estimated",
}
_BOUNDS = {words: bound for bound, each in _WORDS.items() for words in each.split("|")}
_BOUND = "|".join(_BOUNDS).replace(" ", r"\ ")
_SMALL = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
    *("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SPELLED: dict[str, float] = {word: float(value) for value, word in enumerate(_SMALL, start=1)}
_SPELLED |= {word: 10.0 * value for value, word in enumerate(_TENS, start=2)}
_SPELLED |= {"a hundred": 1e2, "a thousand": 1e3, "a million": 1e6, "a dozen": 12.0}
_SPELLING = (
    rf"(?:{'|'.join(_TENS)})(?:[-‑\ ](?:{'|'.join(_SMALL[:9])}))?|{'|'.join(_SMALL[::-1])}"
    r"|a\ (?:hundred|thousand|million|dozen)"
)
# No part of a name (F-16), a date (9/11) or a time (8:30).
_FIRST = r"(?<![\w.,])(?<![^\W\d_][-‑])(?<!\d[/:])"
_LAST = r"(?![\w]|[.,/:]\d)"
_NUMBER = re.compile(
    rf"""(?<!\w)(?P<bound>{_BOUND})?\s?
        {_FIRST}(?P<number>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|(?P<spelled>{_SPELLING}))
        (?:{_LAST}(?:[ -](?P<factor>hundred|thousand|million|billion|trillion)\b)?
          |(?P<short>bn|tn)\b)
        (?P<percent>\s?(?:%|per\s?cent\b))?""",
    re.VERBOSE | re.IGNORECASE,
)
_NUMERIC_ENTITIES = frozenset({"CARDINAL", "MONEY", "ORDINAL", "PERCENT", "QUANTITY"})


def find_quantities(doc: Doc, content: Spans) -> tuple[Quantity, ...]:
    """Return the quantities in *content*; the numbers of dates, times and names are left out.

    "more than 100,000" is at least 100000; a bare number is ``exactly``.
    """
    return tuple(
        replace(quantity, counted=_counted(doc, quantity, span))
        for span in content
        for quantity in _in_span(doc, *span)
    )


def _in_span(doc: Doc, start: int, end: int) -> Iterator[Quantity]:
    tokens = doc.char_span(start, end, alignment_mode="expand")
    if tokens is None:
        return
    skipped = _other_numbers(tokens)
    offset = tokens.start_char
    for match in _NUMBER.finditer(tokens.text, start - offset, end - offset):
        at = match.start("number") + offset
        value = _value(match)
        if not isfinite(value) or any(first <= at < last for first, last in skipped):
            continue
        if match["spelled"] and not _counts(tokens.doc, at, match.end() + offset):
            continue
        bound = (match["bound"] or "").lower()
        yield Quantity(
            start=match.start("bound") + offset if bound else at,
            end=match.end() + offset,
            value=value,
            bound=_BOUNDS.get(bound, "exactly"),
            unit=PERCENT if match["percent"] else None,
        )


def _other_numbers(tokens: Tokens) -> Spans:
    """Return where numbers count nothing: in names, dates and times."""
    dates = find_dates(tokens.doc, ((tokens.start_char, tokens.end_char),))
    return (
        *((each.start, each.end) for each in dates),
        *(
            (ent.start_char, ent.end_char)
            for ent in tokens.ents
            if ent.label_ not in _NUMERIC_ENTITIES
        ),
    )


def _counts(doc: Doc, start: int, end: int) -> bool:
    """Whether number words say how many: not "no one", "one of them", "two-thirds"."""
    tokens = doc.char_span(start, start + 1, alignment_mode="expand")
    if tokens is None or doc.text[end : end + 1] in {"-", "‑"}:
        return False
    number = tokens[0]
    if number.text.lower() == "one":
        return number.dep_ == "nummod" and number.head.i > number.i
    return number.dep_ not in {"appos", "npadvmod"}


def _value(match: re.Match[str]) -> float:
    factor = match["factor"] or match["short"]
    number = _spelled(match["spelled"]) if match["spelled"] else _plain(match["number"])
    return number * _FACTORS[factor.lower()] if factor else number


def _plain(digits: str) -> float:
    return float(digits.replace(",", ""))


def _spelled(words: str) -> float:
    """Return the value of "sixty-three" or "a hundred"."""
    folded = words.lower()
    if folded in _SPELLED:
        return _SPELLED[folded]
    return sum(_SPELLED[word] for word in re.split(r"[-‑ ]", folded))


# ------------------------------------------------------------------ what is counted
# Words of a phrase that tell nothing of what it counts.
_DEPENDENT = frozenset({"det", "poss", "case", "punct", "nummod", "quantmod", "predet", "neg"})
_NOUNS = frozenset({"NOUN", "PROPN", "SYM", "ADJ"})  # "12 dead"
_LINKING = frozenset({"of", "in", "for"})
# How a value is told of a subject: "rose to 12", "stood at 5%", "fell by 40".
_REACHING = frozenset({"to", "at", "by", "above", "below", "under", "over", "from", "around"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})


def _counted(doc: Doc, quantity: Quantity, within: Span) -> Span | None:
    """Return the words that say of what it is the number, None where none in *within* do."""
    number = doc.char_span(quantity.start, quantity.end, alignment_mode="expand")
    if number is None or not doc.has_annotation("DEP"):
        return None
    found = _phrase(number) or _counted_before(number.root)
    if found is None:
        return None
    span = found[0].idx, found[1].idx + len(found[1])
    return span if within[0] <= span[0] and span[1] <= within[1] else None


def _phrase(number: Tokens) -> tuple[Token, Token] | None:
    """Return the noun that the number stands before, with its adjectives and its "of …".

    "40,000 Russian civilians", "60 tonnes of grain", "$60 million in aid", "99% of voters".
    """
    root = number.root
    if root.head.i >= number.end and root.head.pos_ in _NOUNS and root.dep_ not in {"nsubj"}:
        first, noun = number.doc[number.end], root.head
        last = _last_of_phrase(noun)
        while first.dep_ in _DEPENDENT and first.i < noun.i:
            first = first.nbor()
        return first, last
    behind = _object_behind(root)
    return (_first_of_phrase(behind), behind) if behind is not None else None


def _last_of_phrase(noun: Token) -> Token:
    """Return the end of "tonnes of grain"; other phrases end with their noun."""
    behind = _object_behind(noun, frozenset({"of"}))
    return noun if behind is None else behind


def _object_behind(token: Token, linking: frozenset[str] = _LINKING) -> Token | None:
    """Return the noun of "of …" or "in …" right behind *token*."""
    for child in token.rights:
        if child.dep_ == "prep" and child.lower_ in linking and child.i == token.i + 1:
            return next((each for each in child.rights if each.dep_ == "pobj"), None)
    return None


def _first_of_phrase(noun: Token) -> Token:
    """Return the first word of the noun's phrase without article, possessor or number."""
    kept = [each for each in noun.lefts if each.dep_ not in _DEPENDENT]
    return kept[0].doc[kept[0].left_edge.i] if kept else noun


def _counted_before(root: Token) -> tuple[Token, Token] | None:
    """Return what tells of a bare number what it counts.

    "a turnout of 99%", "the toll rose to 12", "the number is 12"; of "12 were killed", and of
    "killed 12", the verb.
    """
    head = root.head
    if root.dep_ == "pobj" and head.dep_ == "prep":
        if head.head.pos_ in _NOUNS and head.lower_ == "of":
            return _first_of_phrase(head.head), head.head
        return _subject_of(head.head) if head.lower_ in _REACHING else None
    if root.dep_ in {"attr", "acomp"} and head.lemma_ == "be":
        return _subject_of(head)
    if root.dep_ in {*_SUBJECTS, "dobj"} and head.pos_ == "VERB":
        return head, head
    return None


def _subject_of(verb: Token) -> tuple[Token, Token] | None:
    subject = next((each for each in verb.lefts if each.dep_ in _SUBJECTS), None)
    if subject is None or subject.pos_ == "PRON":
        return None
    return _first_of_phrase(subject), subject
