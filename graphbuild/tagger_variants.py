"""More examples for the tagger, made from annotated ones.

Names are exchanged for others of their type, so that the tagger learns how news speaks of people
and places it has never heard of (Dai and Adel, COLING 2020); texts are set in the manner of news
agencies, tokens parted by spaces and headlines in capitals; and tables of results are made up.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from graphbuild.model import EntityType, Span
from graphbuild.tagger_corpora import Example, Named

PERSON, ORGANIZATION, LOCATION = EntityType.PERSON, EntityType.ORGANIZATION, EntityType.LOCATION
TOKEN = re.compile(r"(?:[A-Z]\.)+|['’]s\b|\w+(?:-\w+|\.\w+|['’](?!s\b)\w+)*|\S")
# A sentence of a text set by an agency has at least so many tokens.
SHORTEST_SENTENCE = 5
# How often a name is exchanged: a body's less, as what it is called tells what it is.
EXCHANGED = {PERSON: 0.85, LOCATION: 0.8, ORGANIZATION: 0.65}
STATES = (
    *("Germany", "France", "Spain", "Italy", "Brazil", "Japan", "Kenya", "Ghana", "Norway"),
    *("Sweden", "Poland", "Russia", "Turkey", "Iran", "India", "China", "Chile", "Mexico"),
    *("Nigeria", "Belgium", "Austria", "Denmark", "Portugal", "Ukraine", "Romania", "Croatia"),
    *("Hungary", "Egypt", "Morocco", "Peru", "Britain", "Australia", "South Africa"),
    *("New Zealand", "United States", "South Korea", "Czech Republic"),
)
CLUB_BEFORE = ("Real", "Sporting", "Dynamo", "Lokomotiv", "Inter", "FC", "Atletico")
CLUB_AFTER = ("City", "United", "Rovers", "Wanderers", "Town", "Athletic", "FC")
TABLE_TITLES = (
    "Results of matches played on Sunday :\n",
    "Standings after the weekend ( played , won , drawn , lost , points ) :\n",
    "Leading scores after the second round :\n",
    "Summaries of league games :\n",
    "Scores at the close :\n",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NameStock:
    """Names to draw from.

    Attributes:
        people: Full names, by country.
        bodies: Names of organizations.
        places: Names of towns; weights: how often each is drawn.
    """

    people: Mapping[str, Sequence[str]]
    bodies: Sequence[str]
    places: Sequence[str]
    weights: Sequence[float]


class Variants:
    """Makes examples from others; the same seed makes the same.

    Args:
        stock: Names to draw from.
        seed: Of the random numbers.
    """

    def __init__(self, stock: NameStock, *, seed: int = 7) -> None:
        self._stock = stock
        self._random = Random(seed)  # noqa: S311 - nothing is to be kept secret
        self._countries = sorted(stock.people)
        # As running totals, which are searched instead of added up at every draw.
        total = 0.0
        self._totals = [total := total + weight for weight in stock.weights]

    def person(self) -> str:
        """Return a person's name, of each country as often."""
        return self._random.choice(self._stock.people[self._random.choice(self._countries)])

    def place(self) -> str:
        """Return a town's name, of larger ones more often."""
        return self._random.choices(self._stock.places, cum_weights=self._totals)[0]

    # -------------------------------------------------------------- other names
    def renamed(self, example: Example) -> Example:
        """Return *example* with other names, the same for the same throughout."""
        known: dict[tuple[EntityType, str], str | None] = {}
        pieces, names, unknown, position, length = [], [], [], 0, 0
        for start, end, kind in _in_order(example):
            if start < position:
                continue
            old = example.text[start:end]
            new = old if kind is None else self._other(old, kind, known)
            pieces += [example.text[position:start], new]
            first = length + start - position
            length, position = first + len(new), end
            if kind is None:
                unknown.append((first, length))
            else:
                names.append((first, length, kind))
        text = "".join([*pieces, example.text[position:]])
        return replace(example, text=text, names=tuple(names), unknown=tuple(unknown))

    def _other(
        self, old: str, kind: EntityType, known: dict[tuple[EntityType, str], str | None]
    ) -> str:
        key = kind, old.split()[-1] if kind is PERSON else old
        if key not in known:
            known[key] = self._draw(old, kind)
        new = known[key]
        if new is None:
            return old
        return new.split()[-1] if kind is PERSON and len(old.split()) == 1 else new

    def _draw(self, old: str, kind: EntityType) -> str | None:
        if self._random.random() > EXCHANGED[kind]:
            return None
        if kind is PERSON:
            return self.person()
        if kind is ORGANIZATION:
            return self._random.choice(self._stock.bodies)
        return None if old in STATES else self.place()

    # -------------------------------------------------------------- another setting
    def set_by_agency(self, example: Example, *, capitals: float = 0.12) -> Example:
        """Return *example* with its tokens parted by spaces, a sentence a line.

        Args:
            example: What to set anew.
            capitals: Share of the lines that are in capitals.
        """
        tokens = _tokens(example)
        text, first, last = "", {}, {}
        for sentence in _sentences(example, tokens):
            is_capital = self._random.random() < capitals
            for start, end in sentence:
                word = example.text[start:end]
                first[start] = len(text)
                text += word.upper() if is_capital and len(word.upper()) == len(word) else word
                last[end] = len(text)
                text += " "
            text = f"{text[:-1]}\n"
        return replace(
            example,
            text=text,
            names=tuple(
                (first[a], last[b], kind)
                for a, b, kind in example.names
                if a in first and b in last
            ),
            unknown=tuple(
                (first[a], last[b]) for a, b in example.unknown if a in first and b in last
            ),
        )

    # -------------------------------------------------------------- tables of results
    def table(self) -> Example:
        """Return a made-up list of results: a town there is its club, a state its team."""
        table = _Table()
        for _ in range(self._random.randint(2, 4)):
            if self._random.random() < 0.6:
                table.put(self._in_capitals(self.place(), 0.7), LOCATION)
                table.put(self._random.choice((" 1998-05-12\n", " , Aug 14\n", ", March 3 -- ")))
            table.put(self._random.choice(TABLE_TITLES))
            row = self._random.choice(
                (
                    self._match,
                    self._standing,
                    self._percentage,
                    self._rank,
                    self._innings,
                    self._duel,
                )
            )
            for _ in range(self._random.randint(4, 10)):
                row(table)
        return Example(text=table.text, names=tuple(table.names))

    def _match(self, table: "_Table") -> None:
        for end in (" ", "\n"):
            table.put(self._club(), ORGANIZATION)
            table.put(f" {self._number()}{end}")

    def _standing(self, table: "_Table") -> None:
        table.put(self._in_capitals(self._club(), 0.3), ORGANIZATION)
        numbers = (self._number(30) for _ in range(self._random.randint(5, 8)))
        table.put(f" {' '.join(numbers)}\n")

    def _percentage(self, table: "_Table") -> None:
        table.put(self._club().upper(), ORGANIZATION)
        behind = self._random.choice(("-", "5", "1 1/2", "11"))
        table.put(f" {self._number(90)} {self._number(90)} .{self._number(700)} {behind}\n")

    def _rank(self, table: "_Table") -> None:
        table.put(f"{self._number(30)} . ")
        table.put(self._player(), PERSON)
        table.put(" ( ")
        table.put(self._random.choice(STATES), LOCATION)
        result = self._random.choice(("6-3 6-4", "13.21 seconds", "2 hours 14 minutes", "68 70 71"))
        table.put(f" ) {result}\n")

    def _innings(self, table: "_Table") -> None:
        table.put(self._player(), PERSON)
        for word in (" c ", " b "):
            table.put(word)
            table.put(self._player(), PERSON)
        table.put(f" {self._number(120)}\n")

    def _duel(self, table: "_Table") -> None:
        for end in (" beat ", "\n"):
            table.put(self._player(), PERSON)
            table.put(" ( ")
            table.put(self._random.choice(STATES), LOCATION)
            table.put(f" ) {self._number()}-{self._number()}{end}")

    def _number(self, most: int = 9) -> str:
        return str(self._random.randint(0, most))

    def _player(self) -> str:
        words = self.person().split()
        return f"{words[0][0]}. {words[-1]}" if self._random.random() < 0.3 else " ".join(words)

    def _club(self) -> str:
        town = self.place()
        kind = self._random.random()
        if kind < 0.1:
            return f"{self._random.choice(CLUB_BEFORE)} {town}"
        return f"{town} {self._random.choice(CLUB_AFTER)}" if kind < 0.25 else town

    def _in_capitals(self, name: str, share: float) -> str:
        return name.upper() if self._random.random() < share else name


class _Table:
    """A text that remembers where its names stand."""

    def __init__(self) -> None:
        self.text = ""
        self.names: list[Named] = []

    def put(self, words: str, kind: EntityType | None = None) -> None:
        if kind is not None:
            self.names.append((len(self.text), len(self.text) + len(words), kind))
        self.text += words


def _in_order(example: Example) -> list[tuple[int, int, EntityType | None]]:
    unknown = [(start, end, None) for start, end in example.unknown]
    return sorted([*example.names, *unknown], key=lambda each: each[:2])


def _tokens(example: Example) -> list[Span]:
    """Return the tokens, cut where a name begins or ends."""
    edges = {edge for start, end, _ in example.names for edge in (start, end)}
    edges |= {edge for span in example.unknown for edge in span}
    found = []
    for match in TOKEN.finditer(example.text):
        cuts = sorted(edge for edge in edges if match.start() < edge < match.end())
        found += list(zip([match.start(), *cuts], [*cuts, match.end()], strict=True))
    return found


def _sentences(example: Example, tokens: Sequence[Span]) -> Iterator[list[Span]]:
    named = {i for start, end, _ in example.names for i in range(start, end)}
    sentence: list[Span] = []
    for start, end in tokens:
        sentence.append((start, end))
        is_end = example.text[start:end] in ".?!" and start not in named
        if is_end and len(sentence) >= SHORTEST_SENTENCE:
            yield sentence
            sentence = []
    if sentence:
        yield sentence
