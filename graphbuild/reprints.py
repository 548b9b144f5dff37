"""Reprints: articles that print the same text, cut, edited a little, under another headline.

Candidates are found by MinHash signatures, for which each article is read once; each pair is then
held against its words, so that none stands that only hashes speak for.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache

from datasketch import MinHash

from graphbuild.judgements import Reprint
from graphbuild.model import Article

SAME_TEXT, EXCERPT = "same-text", "excerpt"

WIDTH = 4  # words in a shingle
LEAD = 60  # words that a text begins with

# Read on pairs of BBC articles: down to .57 they are versions of one report; at .49 and below they
# report another day or another speaker, around the same stretch of background.
MIN_COMMON = 0.55
# An excerpt stands nearly whole in a longer text that begins like it. A round-up begins like one
# of its parts at most, so it can't tie its parts together.
MIN_CONTAINED, MIN_SHARE, MIN_LEAD = 0.85, 0.25, 0.5
# Earnings, weather, results: notices made from one form differ in names or in numbers alone. Of
# those of a reprint at least .8 are in both, but for a correction or two.
MIN_SPECIFICS, CORRECTIONS = 0.6, 2

# 42 bands of 3 hashes miss one in 2,000 pairs that have .55 in common, and pass over nearly all
# that have as little as any two articles.
BANDS, ROWS = 42, 3
# So many shingles are hashed at once, as the table of all hashes of a long text is large.
BATCH = 4096
# In a band that many texts share, each is compared with so many of those likest to it.
NEIGHBOURS = 10

_WORD = re.compile(r"\w+")
Shingles = frozenset[tuple[str, ...]]
Pair = tuple[str, str]
Judged = tuple[str, float]
"""A rule and its score."""


def find_reprints(articles: Iterable[Article]) -> tuple[Reprint, ...]:
    """Return a judgement for each of *articles* whose text others of them print too, by id.

    Two articles print the same text if more than half of the word sequences in either are in both,
    or if one is an excerpt of the other: it stands in it, and both begin alike. What such pairs tie
    together, directly or through others, is a group. Boilerplate isn't compared.

    A text told in other words isn't found, nor is an excerpt that begins elsewhere.
    """
    by_id = {article.id: article for article in articles}
    pairs = {
        (one, other): judged
        for one, other in sorted(_candidates(by_id))
        if (judged := _judge(by_id[one], by_id[other]))
    }
    nearest = _nearest(pairs)
    return tuple(
        Reprint(article=article, group=group, rule=nearest[article][0], score=nearest[article][1])
        for article, group in sorted(_groups(pairs, by_id).items())
    )


# --- Candidates


def _candidates(by_id: Mapping[str, Article]) -> set[Pair]:
    """Return the pairs that probably have much in common, the smaller id first."""
    wholes, leads = {}, {}
    for article in by_id.values():
        if words := _words(article):
            wholes[article.id] = _signature(_shingles(words))
            leads[article.id] = _signature(_shingles(words[:LEAD]))
    return {*_near(wholes), *_near(leads)}


def _signature(shingles: Shingles) -> bytes:
    """Return hashes of which two texts have as many in common as they have shingles."""
    found = _EMPTY.copy()
    words = [" ".join(each).encode("utf-8", "surrogatepass") for each in shingles]
    for start in range(0, len(words), BATCH):
        found.update_batch(words[start : start + BATCH])
    return bytes(found.hashvalues.astype("<u4").tobytes())


_EMPTY = MinHash(num_perm=BANDS * ROWS, seed=1)


def _near(signatures: Mapping[str, bytes]) -> Iterator[Pair]:
    """Yield the pairs that agree on a band of their signatures.

    Bands are sorted by what follows, so that the likest stand beside each other.
    """
    size = 4 * ROWS
    for start in range(0, size * BANDS, size):
        bands = defaultdict(list)
        for article, signature in signatures.items():
            bands[signature[start : start + size]].append(
                (signature[start:] + signature[:start], article)
            )
        for band in bands.values():
            ordered = [article for _, article in sorted(band)]
            yield from _neighbours(ordered)


def _neighbours(ordered: Sequence[str]) -> Iterator[Pair]:
    for index, one in enumerate(ordered):
        for other in ordered[index + 1 : index + 1 + NEIGHBOURS]:
            yield min(one, other), max(one, other)


# --- Words


def _words(article: Article) -> tuple[str, ...]:
    """Return the words of the article's own text, as it writes them."""
    text, parts, begin = article.text, [], 0
    for start, end in article.boilerplate:
        parts.append(text[begin:start])
        begin = end
    parts.append(text[begin:])
    return tuple(_WORD.findall(unicodedata.normalize("NFKC", " ".join(parts))))


def _shingles(words: Sequence[str]) -> Shingles:
    folded = [word.casefold() for word in words]
    last = max(len(folded) - WIDTH, 0)
    return frozenset(tuple(folded[at : at + WIDTH]) for at in range(last + 1))


def _names(words: Sequence[str]) -> frozenset[str]:
    """Return the words with a capital that aren't written small too."""
    small = {word for word in words if word[0].islower()}
    return frozenset(word for word in words if word[0].isupper() and word.lower() not in small)


def _numbers(words: Sequence[str]) -> frozenset[str]:
    return frozenset(word for word in words if word[0].isdigit())


# --- Pairs


def _judge(one: Article, other: Article) -> Judged | None:
    """Return by which rule two articles print one text, and what they have in common."""
    short, long = sorted((_compared(one), _compared(other)), key=lambda each: len(each[1]))
    (words, shingles), (others, other_shingles) = short, long
    common = len(shingles & other_shingles) / len(shingles | other_shingles)
    if not (_agree(_names(words), _names(others)) and _agree(_numbers(words), _numbers(others))):
        return None
    if common >= MIN_COMMON:
        return SAME_TEXT, round(common, 3)
    if _is_excerpt(shingles, other_shingles) and _begin_alike(words, others):
        return EXCERPT, round(common, 3)
    return None


@lru_cache(maxsize=256)
def _compared(article: Article) -> tuple[tuple[str, ...], Shingles]:
    words = _words(article)
    return words, _shingles(words)


def _agree(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether nearly all of the smaller set is in the larger."""
    smaller = min(len(one), len(other))
    return smaller - len(one & other) <= max(CORRECTIONS, (1 - MIN_SPECIFICS) * smaller)


def _is_excerpt(short: Shingles, long: Shingles) -> bool:
    both = len(short & long)
    return both >= MIN_CONTAINED * len(short) and both >= MIN_SHARE * len(long)


def _begin_alike(words: Sequence[str], others: Sequence[str]) -> bool:
    lead, other = _shingles(words[:LEAD]), _shingles(others[:LEAD])
    return len(lead & other) >= MIN_LEAD * max(len(lead), len(other))


# --- Groups


def _nearest(pairs: Mapping[Pair, Judged]) -> Mapping[str, Judged]:
    """Return for each article how it was judged with the one that has most in common with it."""
    found: dict[str, Judged] = {}
    for pair, judged in pairs.items():
        for article in pair:
            found[article] = max(found.get(article, judged), judged, key=lambda each: each[1])
    return found


def _groups(pairs: Iterable[Pair], by_id: Mapping[str, Article]) -> dict[str, str]:
    """Return for each article of a pair the earliest of all that are tied to it."""
    tied = defaultdict(set)
    for one, other in pairs:
        tied[one].add(other)
        tied[other].add(one)
    groups: dict[str, str] = {}
    for article in sorted(tied, key=lambda each: _age(by_id[each])):
        waiting = [article]
        while waiting:
            each = waiting.pop()
            if each not in groups:
                groups[each] = article
                waiting.extend(tied[each])
    return groups


def _age(article: Article) -> tuple[bool, datetime, str]:
    """Return a key that sorts articles by publication, those without a date last."""
    try:
        published = datetime.fromisoformat(article.published or "")
    except ValueError:
        return True, datetime.max.replace(tzinfo=UTC), article.id
    known = published if published.tzinfo else published.replace(tzinfo=UTC)
    return False, known, article.id
