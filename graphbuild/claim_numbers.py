"""Numbers in two claims: whether they count the same, and whether both can be right."""

from dataclasses import dataclass
from math import inf

from graphbuild.claim_words import NUMBER, STATE, Sentence, Statement, word_key
from graphbuild.model import Quantity

# "About 40,000" is anything this near to it.
ABOUT = 0.1
# A number that ends in noughts may be rounded, by no more than this part of it.
ROUNDED = 0.05
# The words beside a number that tell what happened to what it counts.
NEAR = 4
CURRENCIES = frozenset("$£€¥₹")
# Words for money: what it is spent on or owed for stands elsewhere.
MONEY = frozenset(
    word_key(word)
    for word in (
        "dollars",
        "euros",
        "pounds",
        "yen",
        "rubles",
        "roubles",
        "rupees",
        "yuan",
        "cents",
    )
)
# Words for one fate: what tells apart the numbers of a disaster or a crime.
FATES = {
    word_key(word): fate
    for fate, forms in {
        "dead": "dead death die kill fatal toll casualti murder body bodi slain lost",
        "hurt": "injur wound hurt hospit hospitalis hospitalit",
        "missing": "miss disappear unaccount",
        "held": "arrest detain custodi captur held",
        "ill": "case infect ill sick confirm diagnos",
        "well": "recov cure surviv rescu save",
    }.items()
    for word in forms.split()
}
BEINGS = frozenset(
    word_key(word)
    for word in (
        "people", "persons", "person", "others", "civilians", "victims", "individuals", "lives",
        "them", "men", "women", "residents", "bodies", "deaths", "dead", "casualties", "killed",
        "injured", "wounded", "toll", "died", "injuries", "fatalities",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Match:
    """Two numbers for the same quantity.

    Attributes:
        is_conflict: Both can't be right.
        is_equal: They say the same number.
    """

    one: Quantity
    other: Quantity
    is_conflict: bool
    is_equal: bool


def match_numbers(
    one: Statement, sentence: Sentence, other: Statement, rival: Sentence
) -> tuple[Match, ...]:
    """Return the numbers of two sentences that count the same.

    A number that stands in both sentences is compared with itself only: "8 million of 18 million"
    doesn't contradict itself.
    """
    both = {each.value for each in sentence.quantities} & {each.value for each in rival.quantities}
    return tuple(
        Match(mine, theirs, _conflict(mine, theirs), _equal(mine, theirs))
        for mine in sentence.quantities
        for theirs in rival.quantities
        if mine.value == theirs.value or not both & {mine.value, theirs.value}
        if _count_same(_Counted(one, sentence, mine), _Counted(other, rival, theirs))
    )


class _Counted:
    """What a number counts, by the words of its sentence."""

    def __init__(self, statement: Statement, sentence: Sentence, quantity: Quantity) -> None:
        text = statement.article.text
        self.unit = quantity.unit
        before = text[max(quantity.start - 2, 0) : quantity.start]
        self.money = next((char for char in before if char in CURRENCIES), "")
        span = quantity.counted
        inside = [w.key for w in sentence.run if span and span[0] <= w.span[0] < span[1]]
        self.words = frozenset(inside)
        self.head = inside[-1] if inside and inside[-1] not in MONEY else ""
        position = next((i for i, w in enumerate(sentence.run) if w.span[0] >= quantity.start), 0)
        near = sentence.run[max(position - NEAR, 0) : position + NEAR + 1]
        self.fates = frozenset(FATES[w.key] for w in near if w.key in FATES)
        self.states = frozenset(w for w in self.words if w.startswith(STATE))


def _count_same(one: _Counted, other: _Counted) -> bool:
    if one.unit != other.unit or one.money != other.money or one.fates != other.fates:
        return False
    if one.states and other.states and one.states != other.states:
        return False
    if one.head in BEINGS and other.head in BEINGS:
        return bool(one.fates)
    if not one.head or not other.head:
        return False
    return one.head == other.head or _is_apposed(one, other)


def _is_apposed(one: _Counted, other: _Counted) -> bool:
    plain = {word for word in one.words & other.words if not word.startswith((STATE, NUMBER))}
    return bool(plain)


# ------------------------------------------------------------------ values
def _conflict(one: Quantity, other: Quantity) -> bool:
    low, high = _interval(one)
    least, most = _interval(other)
    return high < least or most < low


def _equal(one: Quantity, other: Quantity) -> bool:
    return one.value == other.value


def _interval(quantity: Quantity) -> tuple[float, float]:
    value = quantity.value
    slack = abs(value) * ABOUT if quantity.bound == "about" else _rounding(value)
    low = -inf if quantity.bound == "at most" else value - slack
    high = inf if quantity.bound == "at least" else value + slack
    return low, high


def _rounding(value: float) -> float:
    """Return by how much a number may be rounded: 40,000 by 2,000, 41 by nothing, 4.1 by 0.05."""
    if value == 0:
        return 0.0
    if value != round(value):
        digits = len(f"{value:g}".partition(".")[2])
        return 0.5 * 10.0**-digits
    place = 1
    while value % (place * 10) == 0:
        place *= 10
    return min(place / 2, abs(value) * ROUNDED) if place > 1 else 0.0
