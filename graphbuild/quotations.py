"""Stretches of text between quotation marks, as pages really set them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from graphbuild.model import Span

DOUBLE = re.compile("''|``|[\"“”„‟«»]")
SINGLE = re.compile(r"‘|’(?!\w)|(?<!\w)'(?=\w)|(?<=[,.?!])'(?!\w)|(?<=\w)'(?=[,.;:?!])")
_PARAGRAPH = re.compile(r"[^\n]*\S[^\n]*")


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation with its marks.

    Attributes:
        is_closed: Whether it has a closing mark; else it runs to the paragraph's end.
        continues: Whether it goes on from the quotation before it, which wasn't closed.
    """

    start: int
    end: int
    is_closed: bool = True
    continues: bool = False


def find_quotations(text: str) -> tuple[Quotation, ...]:
    """Return the quotations in *text*, in its order.

    Marks are paired within a paragraph by where they stand, not by how they curl, so that
    reversed marks (”like these“) pair too. A mark that is never closed opens a quotation to
    the paragraph's end if the next paragraph opens one again, or closes it; a mark alone is
    ignored otherwise. Single marks count only in a text without double ones.
    """
    marks = DOUBLE if DOUBLE.search(text) else SINGLE
    found: list[Quotation] = []
    open_until_next = False
    for paragraph in _PARAGRAPH.finditer(text):
        start, end = paragraph.span()
        closed = _closed_at(text, (start, end), marks) if open_until_next else None
        quotations = list(_in_paragraph(text, (closed or start, end), marks))
        if closed is not None:
            found.append(Quotation(start, closed, continues=True))
        elif open_until_next and quotations and _opens(text, (start, end), quotations[0]):
            quotations[0] = replace(quotations[0], continues=True)
        elif open_until_next:
            _drop_unclosed(found)
        open_until_next = bool(quotations) and not quotations[-1].is_closed
        found.extend(quotations)
    if open_until_next:
        _drop_unclosed(found)
    return tuple(found)


def _drop_unclosed(found: list[Quotation]) -> None:
    """Take back a last quotation that is neither closed nor the end of one in paragraphs."""
    if not found[-1].continues:
        found.pop()


def _closed_at(text: str, paragraph: Span, marks: re.Pattern[str]) -> int | None:
    """Return the end of the paragraph's first mark if that can only close a quotation."""
    mark = marks.search(text, *paragraph)
    if mark is None:
        return None
    before, after = _neighbours(text, mark)
    closes = bool(before) and not before.isspace() and not after.isalnum()
    return mark.end() if closes and mark.group() not in "“„«‘" else None


def _in_paragraph(text: str, paragraph: Span, marks: re.Pattern[str]) -> Iterator[Quotation]:
    opened: re.Match[str] | None = None
    for mark in marks.finditer(text, *paragraph):
        if opened is None and _may_open(text, mark):
            opened = mark
        elif opened is not None and _may_close(text, mark, opened):
            yield Quotation(opened.start(), mark.end())
            opened = None
    if opened is not None:
        yield Quotation(opened.start(), paragraph[1], is_closed=False)


def _may_open(text: str, mark: re.Match[str]) -> bool:
    """An opening mark stands at a word's beginning, or is a curl that opens."""
    before, after = _neighbours(text, mark)
    return mark.group() in "“„«‘" or not before.isalnum() or after.isalnum()


def _may_close(text: str, mark: re.Match[str], opened: re.Match[str]) -> bool:
    before, after = _neighbours(text, mark)
    return mark.start() > opened.end() and not (before.isspace() and after.isalnum())


def _neighbours(text: str, mark: re.Match[str]) -> tuple[str, str]:
    return text[max(mark.start() - 1, 0) : mark.start()], text[mark.end() : mark.end() + 1]


def _opens(text: str, paragraph: Span, quotation: Quotation) -> bool:
    return not text[paragraph[0] : quotation.start].strip()
