"""Which tokens are names, and of which type: a small convolutional network over the parsed text.

It corrects the pipeline's own tags: they are among its features, beside the word's vector, the
pipeline's view of the context, the form of the word, word lists and how the document uses the
word. Layers after spaCy's tok2vec (maxout, layer norm, residual convolutions over three tokens;
Honnibal and Montani, 2017), a linear-chain conditional random field on top (Lafferty, McCallum
and Pereira, 2001). The weights are learned by ``graphbuild.tagger_training``.
"""

from functools import cache
from io import BytesIO

import numpy as np
from spacy.attrs import LOWER, ORTH
from spacy.language import Language
from spacy.tokens import Doc, Span

from graphbuild.lexicons import DATA
from graphbuild.name_features import TYPES, Features, Floats, Ints, describe

# Name of the component; key of the names in ``doc.spans``, and of their probabilities in its
# attributes.
NAME_TAGGER = "name_tagger"
NAMES, PROBABILITIES = "names", "probabilities"
# A token begins a name of a type, goes on with one, or is outside.
OUTSIDE, LABELS = 0, 1 + 2 * len(TYPES)
IMPOSSIBLE = -1e4
# From this probability on, a token is outside for certain.
CERTAIN = 0.999


def begin(position: int) -> int:
    """Return the label of a name's first token, of the type at *position* in ``TYPES``."""
    return 1 + 2 * position


def inside(position: int) -> int:
    """Return the label of a name's later tokens."""
    return 2 + 2 * position


@Language.component(NAME_TAGGER)
def name_tagger(doc: Doc) -> Doc:
    """Put the names of *doc* into ``doc.spans["names"]``.

    The group's attribute ``probabilities`` holds for each span what the tagger gives each type:
    the geometric mean over its tokens, made to add up to one.
    """
    found: list[tuple[int, int, int]] = []
    if len(doc):
        scores = load_tagger().scores(doc)
        found = _spans(load_tagger().labels(scores))
    doc.spans[NAMES] = [
        Span(doc, start, end, label=TYPES[position].value) for start, end, position in found
    ]
    doc.spans[NAMES].attrs[PROBABILITIES] = [
        type_probabilities(scores[start:end]) for start, end, _ in found
    ]
    return doc


def type_probabilities(scores: Floats) -> list[float]:
    """Return how the label scores of a name's tokens divide among the types."""
    shares = scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)
    logs = np.array(
        [
            (shares[0, begin(position)] + shares[1:, inside(position)].sum()) / len(scores)
            for position in range(len(TYPES))
        ]
    )
    odds = np.exp(logs - logs.max())
    return [round(float(each), 4) for each in odds / odds.sum()]


@cache
def load_tagger() -> "NameTagger":
    """Return the tagger of ``data/name_tagger.npz``."""
    with np.load(BytesIO((DATA / "name_tagger.npz").read_bytes())) as stored:
        return NameTagger({name: stored[name].astype(np.float32) for name in stored.files})


class NameTagger:
    """The network.

    Args:
        weights: ``suffix`` and ``prefix`` (buckets, embedding), ``input.weight`` and ``.bias``,
            ``normal.N.gain`` and ``.bias`` (the first for the input), ``window.N.weight``
            (hidden * 2, hidden, 3) and ``.bias``, ``output.weight`` and ``.bias``, and
            ``transition`` (from label, to label).
    """

    def __init__(self, weights: dict[str, Floats]) -> None:
        self._weights = weights
        self._transition = weights["transition"] + forbidden()
        self._layers = sum(name.startswith("window.") for name in weights) // 2
        self._windows = [
            np.concatenate(np.moveaxis(weights[f"window.{layer}.weight"], 2, 0), axis=1).T
            for layer in range(self._layers)
        ]

    def scores(self, doc: Doc) -> Floats:
        """Return the score of each label for each token: (tokens, ``LABELS``)."""
        weights = self._weights
        seen = inputs(doc, describe(doc), weights) @ weights["input.weight"].T
        hidden = self._normal(0, _maxout(seen + weights["input.bias"]))
        for layer, window in enumerate(self._windows):
            seen = _neighbours(hidden) @ window + weights[f"window.{layer}.bias"]
            hidden = hidden + self._normal(layer + 1, _maxout(seen))
        found: Floats = hidden @ weights["output.weight"].T + weights["output.bias"]
        return found

    def _normal(self, layer: int, values: Floats) -> Floats:
        centred = values - values.mean(axis=1, keepdims=True)
        scale = np.sqrt((centred**2).mean(axis=1, keepdims=True) + 1e-5)
        gain, bias = self._weights[f"normal.{layer}.gain"], self._weights[f"normal.{layer}.bias"]
        normal: Floats = centred / scale * gain + bias
        return normal

    def labels(self, scores: Floats) -> list[int]:
        """Return the likeliest sequence of labels.

        Tokens that are outside for certain part the text; between them, sequences are searched
        (Viterbi, 1967).
        """
        found = [OUTSIDE] * len(scores)
        doubtful = np.flatnonzero(_probability_outside(scores) < CERTAIN)
        for stretch in np.split(doubtful, np.flatnonzero(np.diff(doubtful) > 1) + 1):
            if len(stretch):
                first, last = int(stretch[0]), int(stretch[-1]) + 1
                found[first:last] = self._likeliest(scores[first:last])
        return found

    def _likeliest(self, scores: Floats) -> list[int]:
        best = scores[0] + first_forbidden()
        back = []
        for each in scores[1:]:
            ways = best[:, None] + self._transition
            back.append(ways.argmax(axis=0))
            best = ways.max(axis=0) + each
        path = [int(best.argmax())]
        for pointers in reversed(back):
            path.append(int(pointers[path[-1]]))
        return path[::-1]


def _probability_outside(scores: Floats) -> Floats:
    found: Floats = np.exp(scores[:, OUTSIDE] - np.logaddexp.reduce(scores, axis=1))
    return found


def inputs(doc: Doc, features: Features, weights: dict[str, Floats]) -> Floats:
    """Return what the network sees of each token."""
    return np.concatenate(
        [
            features.dense,
            weights["suffix"][features.suffix],
            weights["prefix"][features.prefix],
            unit_vectors(doc),
            np.asarray(doc.tensor, np.float32),
        ],
        axis=1,
    )


def unit_vectors(doc: Doc) -> Floats:
    """Return the vectors of the tokens' words, of length 1, or 0 where there is none."""
    vectors = doc.vocab.vectors
    words, position = np.unique(doc.to_array([ORTH, LOWER]), axis=0, return_inverse=True)
    exact, lower = (vectors.find(keys=keys) for keys in words.T)
    rows: Ints = np.where(exact < 0, lower, exact)[position.reshape(-1)]
    found = np.asarray(vectors.data, np.float32)[rows]
    length = np.linalg.norm(found, axis=1, keepdims=True)
    unit: Floats = np.where(rows[:, None] < 0, 0, found / np.maximum(length, 1e-6))
    return unit.astype(np.float32)


def forbidden() -> Floats:
    """Return a penalty for each step of labels that no text can have: (from, to)."""
    steps = np.zeros((LABELS, LABELS), np.float32)
    for position in range(len(TYPES)):
        steps[:, inside(position)] = IMPOSSIBLE
        steps[[begin(position), inside(position)], inside(position)] = 0
    return steps


def first_forbidden() -> Floats:
    """Return a penalty for each label that no text can begin with."""
    steps: Floats = forbidden()[OUTSIDE]
    return steps


def _maxout(values: Floats) -> Floats:
    half = values.shape[1] // 2
    return np.maximum(values[:, :half], values[:, half:])


def _neighbours(values: Floats) -> Floats:
    """Return each row between the one before it and the one after it, zeros at the ends."""
    padded = np.pad(values, ((1, 1), (0, 0)))
    return np.concatenate([padded[:-2], padded[1:-1], padded[2:]], axis=1)


def _spans(labels: list[int]) -> list[tuple[int, int, int]]:
    """Return first token, end and position of the type of each name."""
    found: list[tuple[int, int, int]] = []
    for token, label in enumerate(labels):
        if label == OUTSIDE:
            continue
        position = (label - 1) // 2
        if label == inside(position) and found and found[-1][1] == token:
            found[-1] = (found[-1][0], token + 1, position)
        else:
            found.append((token, token + 1, position))
    return found
