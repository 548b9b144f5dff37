"""Where a content ends: the places it may, and what speaks for each.

The parse often attaches one phrase too many or too few: "said he would go, adding …",
"praised the plan on Monday". A linear model ranks the places where a phrase or a punctuation
mark begins, from the second word of the content to the end of its sentence.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from graphbuild.grammar.attribution import Attribution, group_of
from graphbuild.syntax import Syntax

MAX_WORDS = 60
DASHES = frozenset({"-", "–", "—", "--"})
STOPS = DASHES | {",", ";", ":", "(", ")", "...", "…"}
# What is no phrase of its own: a noun's own parts.
INSEPARABLE = frozenset({"punct", "det", "compound", "nummod", "case", "quantmod"})
NOMINAL_SUBJECTS = frozenset({"nsubj", "nsubjpass"})


@dataclass(frozen=True, slots=True)
class Ending:
    """A place where a content may end, with what speaks for it.

    Attributes:
        position: The token behind the last.
    """

    position: int
    features: tuple[str, ...]


def last_run(syntax: Syntax, each: Attribution) -> tuple[int, int] | None:
    """Return the last stretch of the content if it may end elsewhere, else None.

    That is if it stands behind the cue and doesn't end with a quotation.
    """
    last = max(index for index in each.content if not syntax.is_punct(index))
    first = last
    while first - 1 in each.content or (first > 0 and syntax.is_punct(first - 1)):
        first -= 1
    while syntax.is_punct(first):
        first += 1
    if first < each.head or syntax.quoted[last] >= 0:
        return None
    return first, last + 1


def find_endings(syntax: Syntax, each: Attribution, run: tuple[int, int]) -> list[Ending]:
    """Return the places where *run*, the last stretch of the content, may end, in order."""
    start, end = run
    sentence_end = max(syntax.ends[end - 1], end)
    limit = min(sentence_end, end + MAX_WORDS, _before_governor(syntax, each.head, end))
    places = {end}
    for index in range(start + 1, limit + 1):
        if index == limit or _may_part(syntax, index):
            place = _without_marks(syntax, start, index)
            if place - 1 not in each.cue:
                places.add(place)
    reader = _Reader(syntax, each, run)
    return [Ending(place, tuple(reader.features(place))) for place in sorted(places)]


def _before_governor(syntax: Syntax, head: int, end: int) -> int:
    """Return where a content must end: before what its cue depends on, if that follows.

    "his claim that it was safe | was denied"
    """
    while syntax.heads[head] != head:
        head = syntax.heads[head]
        if head >= end:
            return min(index for index in (*syntax.children[head], head) if index >= end)
    return len(syntax)


def _without_marks(syntax: Syntax, start: int, end: int) -> int:
    while end > start + 1 and syntax.is_punct(end - 1):
        end -= 1
    return end


def _may_part(syntax: Syntax, index: int) -> bool:
    """Whether a content may end before the token: at a mark, or where a phrase to its left ends."""
    if syntax.words[index] in STOPS:
        return True
    top = _top_of(syntax, index)
    begins = syntax.left[top] == index and syntax.heads[top] < index
    return begins and syntax.deps[top] not in INSEPARABLE


def _top_of(syntax: Syntax, index: int) -> int:
    """Return the head of the largest phrase that begins at the token."""
    top = index
    while syntax.heads[top] != top and syntax.left[syntax.heads[top]] == index:
        top = syntax.heads[top]
    return top


class _Reader:
    """Describes the places where one content may end."""

    def __init__(self, syntax: Syntax, each: Attribution, run: tuple[int, int]) -> None:
        self._syntax = syntax
        self._each = each
        self._start, self._end = run
        self._group = group_of(each.relation)

    def features(self, place: int) -> Iterator[str]:
        syntax, group = self._syntax, self._group
        yield from self._of_change(place)
        yield f"size {_size(place - self._start)}, {group}"
        yield f"last {syntax.tags[place - 1]}"
        yield f"last {syntax.deps[place - 1]}"
        end = syntax.ends[place - 1]
        behind = place
        while behind < end and syntax.is_punct(behind):
            behind += 1
        if place < end:
            mark = "word" if not syntax.is_punct(place) else self._mark(place)
            yield f"before {mark}"
            yield f"before {mark}, {group}"
            if syntax.quoted[place] == syntax.quoted[place - 1] >= 0:
                yield "inside quotation"
        if behind >= end:
            yield "at end"
            yield f"at end, {group}"
        else:
            yield from self._of_phrase(behind, "leaves")

    def _mark(self, index: int) -> str:
        word = self._syntax.words[index]
        return word if word in STOPS else "mark"

    def _of_change(self, place: int) -> Iterator[str]:
        """Yield how the place differs from the parse's own."""
        syntax, end = self._syntax, self._end
        change = "same" if place == end else "less" if place < end else "more"
        yield change
        yield f"{change}, {self._group}"
        if place == end:
            return
        between = range(min(place, end), max(place, end))
        yield f"{change} by {_size(len(between))}"
        yield f"{change} by {_size(len(between))}, {self._group}"
        if any(syntax.deps[index] in NOMINAL_SUBJECTS for index in between):
            yield f"{change} by a subject"
        if any(syntax.quoted[index] >= 0 for index in between):
            yield f"{change} by quoted"
        stops = sum(syntax.words[index] in STOPS for index in between)
        yield f"{change} by {min(stops, 3)} stops"
        if change == "more":
            yield from self._of_phrase(between[0], "adds")

    def _of_phrase(self, index: int, what: str) -> Iterator[str]:
        """Yield what is known of the phrase that begins at the token or after its marks."""
        syntax = self._syntax
        while index < len(syntax) - 1 and syntax.is_punct(index):
            index += 1
        top = _top_of(syntax, index)
        head, dep = syntax.heads[top], syntax.deps[top]
        before = syntax.words[index - 1]
        mark = "comma" if before == "," else "dash" if before in DASHES else "bare"
        yield f"{what} {dep} of {self._holder(head)}"
        yield f"{what} {dep}, {mark}"
        yield f"{what} {dep}, {self._group}"
        yield f"{what} {dep} of {syntax.deps[head]}, {mark}"
        yield f"{what} {dep} {syntax.tags[top]}, {mark}"
        yield f"{what} {syntax.tags[index]}, {mark}"
        yield f"{what} {syntax.ents[index] or 'no entity'}"
        if top != index and syntax.child(top, *NOMINAL_SUBJECTS) is not None:
            yield f"{what} clause {dep}, {mark}"

    def _holder(self, head: int) -> str:
        if head in self._each.cue:
            return "cue"
        return "content" if self._start <= head < self._end else "other"


def _size(number: int) -> int:
    return min(number.bit_length(), 5)
