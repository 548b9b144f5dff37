"""How alike two claims are: words in common, weighed by how few claims have them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from math import exp, log

from graphbuild.claim_words import NUMBER, Sentence, Statement, Word, word_key
from graphbuild.lexicons import words
from graphbuild.model import Span

# A word in one claim of so many tells all it can; of a small corpus each tells about as much.
FEWEST = 1000
PLAIN_SHARE = 0.4
# What words in common speak for, set by reading pairs from news.
CONTAINED, COMMON, WEIGHING, HEAVY = 6.0, 5.0, 0.03, 40.0
STRANGE, UNDATED, BIAS = 2.0, 0.3, 7.5
# What is said of one matter so many days apart is hardly of the same events.
STALE = 30
# A claim is compared with those that have two of its heaviest words, near it in time.
HEAVIEST = 7
NEAREST = 12

Pair = tuple[int, int]


class Weights:
    """How much a word tells of what a claim is about, by how few of *statements* have it."""

    def __init__(self, statements: Sequence[Statement]) -> None:
        found: Counter[str] = Counter()
        for statement in statements:
            found.update(frozenset().union(*(each.keys for each in statement.sentences)))
        size = max(len(statements), FEWEST)
        self._weights = {key: _share(key) * log(1 + size / count) for key, count in found.items()}

    def __getitem__(self, key: str) -> float:
        return self._weights[key]

    def total(self, keys: Iterable[str]) -> float:
        """Return the sum of the weights of *keys*; sorted, as sums of floats depend on order."""
        return sum(self._weights[key] for key in sorted(keys))


def is_plain(key: str) -> bool:
    """Whether a word is so common that it tells little."""
    return key in _plain_keys()


def _share(key: str) -> float:
    return PLAIN_SHARE if is_plain(key) else 1.0


@cache
def _plain_keys() -> frozenset[str]:
    return frozenset(word_key(word) for word in words("plain_words"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How alike two sentences are.

    Attributes:
        shared: The keys that both have; weight: what these weigh.
        common: The part of both sentences' weight that is shared (Dice's coefficient), 0 to 1.
        contained: The part of the lighter one's weight that the other has, 0 to 1.
    """

    shared: frozenset[str]
    weight: float
    common: float
    contained: float


def compare(one: frozenset[str], other: frozenset[str], weights: Weights) -> Likeness:
    """Return how alike two sets of words are."""
    shared = one & other
    weight = weights.total(shared)
    first, second = weights.total(one), weights.total(other)
    return Likeness(
        shared=shared,
        weight=weight,
        common=2 * weight / (first + second) if first + second else 0.0,
        contained=weight / min(first, second) if first and second else 0.0,
    )


def closeness(likeness: Likeness, *, days: int | None, strangers: bool) -> float:
    """Return what speaks for two sentences' saying the same or the contrary, in log odds.

    The shorter one should be in the longer; sentences that each name another are on two matters,
    and so, often, are those of two months.

    Args:
        likeness: Of their words.
        days: How far apart they were published; None where a date is unknown.
        strangers: Whether each names an entity that the other doesn't.
    """
    weight = WEIGHING * min(likeness.weight, HEAVY)
    apart = UNDATED if days is None else min(abs(days), STALE) / 10
    words = CONTAINED * likeness.contained + COMMON * likeness.common + weight
    return words - (STRANGE if strangers else 0.0) - apart - BIAS


def probability(log_odds: float) -> float:
    """Return what *log_odds* are as a probability."""
    return 1 / (1 + exp(-log_odds))


def shared_spans(sentence: Sentence, keys: frozenset[str]) -> tuple[Span, ...]:
    """Return where the words of *sentence* stand that are among *keys*."""
    return tuple(word.span for word in sentence.words if word.key in keys)


def longest_run(one: Sequence[Word], other: Sequence[Word]) -> int:
    """Return the number of words of the longest stretch that both have."""
    best = 0
    before: dict[int, int] = {}
    places: dict[str, list[int]] = defaultdict(list)
    for position, word in enumerate(other):
        places[word.key].append(position)
    for word in one:
        row = {position: before.get(position - 1, 0) + 1 for position in places[word.key]}
        best = max(best, *row.values()) if row else best
        before = row
    return best


# ------------------------------------------------------------------ which pairs to compare
def find_pairs(statements: Sequence[Statement], weights: Weights) -> Iterator[Pair]:
    """Yield the pairs of *statements* that may have to do with each other, once each.

    They have two words in common that tell much of a sentence of each. Where many have these two,
    each is paired with those nearest to it, so that the cost grows with the number of statements.

    Args:
        statements: In the order of dates.
        weights: Of their words.
    """
    holders: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, statement in enumerate(statements):
        for key in sorted(_block_keys(statement, weights)):
            holders[key].append(number)
    seen: set[Pair] = set()
    for found in holders.values():
        for position, first in enumerate(found):
            for second in found[position + 1 : position + 1 + NEAREST]:
                if (first, second) not in seen:
                    seen.add((first, second))
                    yield first, second


def _block_keys(statement: Statement, weights: Weights) -> set[tuple[str, str]]:
    return {
        pair
        for sentence in statement.sentences
        for pair in combinations(sorted(_heaviest(sentence, weights)), 2)
    }


def _heaviest(sentence: Sentence, weights: Weights) -> list[str]:
    keys = (key for key in sentence.keys if not key.startswith(NUMBER))
    return sorted(keys, key=lambda key: (-weights[key], key))[:HEAVIEST]
