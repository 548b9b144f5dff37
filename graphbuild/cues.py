"""How likely a cue attributes, from counts of its lemma and of lemmas like it.

The counts (``data/cues.tsv``) are the lexical knowledge of the claims stage that was learned;
attitudes and senses are lists made by hand. A lemma that was not counted borrows from those
whose word vectors are most like its own.
"""

from collections.abc import Mapping
from functools import cache, cached_property
from math import exp, log

import numpy as np
from numpy.typing import NDArray
from spacy.vocab import Vocab

from graphbuild.lexicons import rows, table

Counts = Mapping[tuple[str, str], tuple[int, int]]
Floats = NDArray[np.float64]

# A clause is counted as one wherever it stands: "he fears it will rain", "it will rain, he fears".
COUNTED_AS = dict.fromkeys(("preposed", "parenthesis", "tail", "loose clause"), "clause")
# Strength of the prior that a count is smoothed with, in candidates.
STRENGTH = 4.0
# How many lemmas a lemma borrows from, and how fast their weight falls with their likeness.
NEIGHBOURS, SHARPNESS = 12, 12.0
# A likeness that weighs as much as knowing nothing.
UNLIKE = 0.5
LIMIT = 6.0
ADJUNCT_PREFIXES = ("in ", "by ", "under ", "from ")


class Cues:
    """Log odds that a cue attributes, by its lemma and the way its content hangs on it.

    Args:
        counts: (attributions, candidates) by (lemma, relation).
        vocab: Whose word vectors tell which lemmas are alike; may have none.
    """

    def __init__(self, counts: Counts, vocab: Vocab) -> None:
        self._counts = counts
        self._vocab = vocab
        self._lemmas = _totals(counts, 0)
        self._relations = _totals(counts, 1)
        hits = sum(attributed for attributed, _ in counts.values())
        tries = sum(candidates for _, candidates in counts.values())
        self.base = log((hits + 1) / (tries - hits + 1))
        self._attitudes = _by_attitude(counts)
        self._keyed: dict[tuple[str, str], tuple[float, int]] = {}
        self._alike: dict[str, float] = {}

    def of_relation(self, relation: str) -> float:
        """Return the log odds that content hung so on any cue is attributed."""
        return _smoothed(*self._relations.get(relation, (0, 0)), self.base)

    def of_attitude(self, attitude: str, relation: str) -> float:
        """Return the log odds of all lemmas with *attitude*, with *relation*."""
        key = attitude, COUNTED_AS.get(relation, relation)
        return _smoothed(*self._attitudes.get(key, (0, 0)), self.of_relation(key[1]))

    def of_lemma(self, lemma: str) -> float:
        """Return the log odds that *lemma* attributes, whatever the relation."""
        return _smoothed(*self._lemmas.get(lemma, (0, 0)), self.of_alike(lemma))

    def of_key(self, lemma: str, relation: str) -> tuple[float, int]:
        """Return the log odds for *lemma* with *relation*, and the number of candidates counted."""
        key = lemma, COUNTED_AS.get(relation, relation)
        if key not in self._keyed:
            hits, tries = self._counts.get(key, (0, 0))
            prior = self.of_lemma(lemma) + self.of_relation(key[1]) - self.base
            self._keyed[key] = _smoothed(hits, tries, prior), tries
        return self._keyed[key]

    def of_alike(self, lemma: str) -> float:
        """Return the log odds of the lemmas whose vectors are most like that of *lemma*."""
        if lemma not in self._alike:
            # Rounded, so that another machine's arithmetic gives the same.
            self._alike[lemma] = round(self._of_neighbours(lemma), 2)
        return self._alike[lemma]

    def _of_neighbours(self, lemma: str) -> float:
        known, matrix, odds = self._vectors
        word = lemma.split()[-1] if lemma.startswith(ADJUNCT_PREFIXES) else lemma
        if not known or not self._vocab.has_vector(word):
            return self._of_attitude(lemma)
        likeness = matrix @ _unit(self._vocab, word)
        if lemma in known:
            likeness[known[lemma]] = -1.0
        nearest = np.argsort(-likeness, kind="stable")[:NEIGHBOURS]
        weights = np.exp(SHARPNESS * (likeness[nearest] - UNLIKE))
        return float((weights @ odds[nearest] + self.base) / (weights.sum() + 1.0))

    def _of_attitude(self, lemma: str) -> float:
        """Return the mean log odds of the counted lemmas with the attitude of *lemma*."""
        attitudes = table("attitudes")
        attitude = attitudes.get(lemma)
        odds = [
            _smoothed(*counted, self.base)
            for other, counted in sorted(self._lemmas.items())
            if attitude is not None and other != lemma and attitudes.get(other) == attitude
        ]
        return sum(odds) / len(odds) if odds else self.base

    @cached_property
    def _vectors(self) -> tuple[dict[str, int], Floats, Floats]:
        words = sorted(each for each in self._lemmas if self._vocab.has_vector(each))
        matrix = np.array([_unit(self._vocab, word) for word in words])
        odds = np.array([_smoothed(*self._lemmas[word], self.base) for word in words])
        return {word: index for index, word in enumerate(words)}, matrix, odds


def _totals(counts: Counts, part: int) -> dict[str, tuple[int, int]]:
    """Sum *counts* by lemma (part 0) or by relation (part 1)."""
    found: dict[str, tuple[int, int]] = {}
    for key, (hits, tries) in counts.items():
        known = found.get(key[part], (0, 0))
        found[key[part]] = known[0] + hits, known[1] + tries
    return found


def _by_attitude(counts: Counts) -> dict[tuple[str, str], tuple[int, int]]:
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for (lemma, relation), (hits, tries) in counts.items():
        attitude = table("attitudes").get(lemma)
        if attitude is not None:
            known = found.get((attitude, relation), (0, 0))
            found[attitude, relation] = known[0] + hits, known[1] + tries
    return found


def _smoothed(hits: int, tries: int, prior: float) -> float:
    """Return the log odds of *hits* in *tries*, drawn towards the log odds *prior*."""
    rate = 1.0 / (1.0 + exp(-max(min(prior, LIMIT), -LIMIT)))
    return log((hits + STRENGTH * rate) / (tries - hits + STRENGTH * (1.0 - rate)))


def _unit(vocab: Vocab, word: str) -> Floats:
    """Return the word's vector, made one long."""
    vector = np.asarray(vocab.get_vector(word), dtype=float)
    return vector / (float(np.linalg.norm(vector)) or 1.0)


# ------------------------------------------------------------------ what speaks, what is said
class Senses:
    """How like a noun is to examples of what may speak, and of what may be spoken of.

    Args:
        vocab: Whose word vectors tell; may have none, then nothing is like anything.
    """

    def __init__(self, vocab: Vocab) -> None:
        self._vocab = vocab
        self._known: dict[str, tuple[tuple[str, float], ...]] = {}
        self._examples = {
            sense: np.array([_unit(vocab, word) for word in words.split()])
            for sense, words in rows("senses")
            if vocab.vectors_length
        }

    def of(self, lemma: str) -> tuple[tuple[str, float], ...]:
        """Return each sense with the mean cosine of its three examples most like *lemma*."""
        if lemma not in self._known:
            self._known[lemma] = self._likeness(lemma)
        return self._known[lemma]

    def _likeness(self, lemma: str) -> tuple[tuple[str, float], ...]:
        if not self._examples or not self._vocab.has_vector(lemma):
            return ()
        vector = _unit(self._vocab, lemma)
        return tuple(
            (sense, round(float(np.sort(examples @ vector)[-3:].mean()), 2))
            for sense, examples in self._examples.items()
        )


@cache
def load_cues(vocab: Vocab) -> Cues:
    """Return what ``data/cues.tsv`` says, with the word vectors of *vocab*."""
    counts = {
        (lemma, relation): (int(hits), int(tries)) for lemma, relation, hits, tries in rows("cues")
    }
    return Cues(counts, vocab)


@cache
def load_senses(vocab: Vocab) -> Senses:
    """Return the senses of ``data/senses.tsv``, with the word vectors of *vocab*."""
    return Senses(vocab)
