"""Learns what the claims stage knows, from annotated articles; run by hand.

    python -m graphbuild.training ANNOTATED.jsonl.gz graphbuild/data

Each line of the input has a ``text`` and its ``claims``, with spans of ``source``, ``cue`` and
``content``. Out come ``cues.tsv`` (how often each lemma attributes, of lemmas seen in several
articles), ``claim_weights.tsv`` and ``ending_weights.tsv`` (weights of two linear models, of
features that hold no word). Nothing else of the articles is kept.
"""

import argparse
import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from spacy.tokens import Doc

from graphbuild.attributions import find_attributions
from graphbuild.cues import COUNTED_AS, Counts, Cues, load_senses
from graphbuild.endings import Ending, find_endings, last_run
from graphbuild.features import Describer
from graphbuild.grammar.attribution import Attribution
from graphbuild.linear import Feature
from graphbuild.nlp import BATCH_SIZE, load_nlp
from graphbuild.syntax import NOTHING, Syntax, Tokens

MIN_ARTICLES = 5
# The counts that the model sees in training come from the other parts of the articles, as a
# cue's own annotation would otherwise speak for it.
PARTS = 5
# A feature needs this many examples, and a weight this size, to be worth its line.
MIN_EXAMPLES, MIN_WEIGHT = 60, 0.02
PENALTY = 4.0
# Shared words, as F1, from which a candidate's content is the annotated one, and from which
# it can be told where it should have ended.
SAME_CONTENT, NEAR_CONTENT = 0.5, 0.1
# The share of a candidate that must be annotated where the annotation goes on after it, and the
# share of both that must be quoted.
CONTINUED = 0.8

CUES_HEADER = """\
# How often a cue attributes, for each way its content hangs on it: counted on news articles.
# Cue lemma, relation, attributions, candidates; for what is a candidate in five articles or more.
"""
CLAIMS_HEADER = """\
# What speaks for (positive) and against a candidate's being a claim: log odds for each feature.
"""
ENDINGS_HEADER = """\
# What speaks for (positive) and against a content's ending at a place: log odds for each feature.
"""
Floats = NDArray[np.float64]
Annotated = tuple[Doc, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Example:
    """A candidate, and what the annotation makes of it.

    Attributes:
        is_claim: None where the annotation can't tell, within an annotated content.
        content: The annotated content its cue goes with, if there is one near its own.
    """

    candidate: Attribution
    is_claim: bool | None
    content: Tokens


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """An annotated article with its candidates."""

    syntax: Syntax
    examples: tuple[Example, ...]


def read_annotated(articles: Iterable[Annotated]) -> list[ReadArticle]:
    """Hold the candidates of each parsed article against its annotated claims."""
    found = []
    for doc, claims in articles:
        syntax = Syntax(doc)
        annotated = [
            (_tokens(syntax, each["cue"]), _words(syntax, _tokens(syntax, each["content"])))
            for each in claims
        ]
        inside = frozenset(index for _, content in annotated for index in content)
        examples = (_example(syntax, each, annotated, inside) for each in find_attributions(syntax))
        found.append(ReadArticle(syntax, tuple(examples)))
    return found


def _example(
    syntax: Syntax,
    candidate: Attribution,
    annotated: Sequence[tuple[Tokens, Tokens]],
    inside: Tokens,
) -> Example:
    own = _words(syntax, candidate.content)
    rated = [(_f1(own, content), content) for cue, content in annotated if candidate.cue & cue]
    score, content = max(rated, key=lambda each: each[0], default=(0.0, NOTHING))
    is_right = score >= SAME_CONTENT or _is_continued(syntax, own, content)
    is_claim = True if is_right else None if candidate.head in inside else False
    return Example(candidate, is_claim, content if score >= NEAR_CONTENT else NOTHING)


def _is_continued(syntax: Syntax, own: Tokens, content: Tokens) -> bool:
    """Whether *own* is a quotation, and the annotated content that and the next quotations."""
    quoted = sum(syntax.quoted[index] >= 0 for index in own | content)
    is_quoted = quoted >= CONTINUED * len(own | content)
    return is_quoted and len(own & content) >= CONTINUED * len(own) > 0


def _f1(left: Tokens, right: Tokens) -> float:
    return 2 * len(left & right) / max(len(left) + len(right), 1)


def _tokens(syntax: Syntax, spans: Iterable[tuple[int, int]]) -> Tokens:
    found = (syntax.doc.char_span(*span, alignment_mode="expand") for span in spans)
    return frozenset(token.i for span in found for token in span or ())


def _words(syntax: Syntax, indexes: Iterable[int]) -> Tokens:
    return frozenset(index for index in indexes if not syntax.is_punct(index))


# ------------------------------------------------------------------ counts
def count_cues(articles: Iterable[ReadArticle]) -> dict[tuple[str, str], tuple[int, int]]:
    """Return (attributions, candidates) by lemma and relation, of those in several articles."""
    hits: Counter[tuple[str, str]] = Counter()
    tries: Counter[tuple[str, str]] = Counter()
    seen: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    for number, article in enumerate(articles):
        for example in article.examples:
            if example.is_claim is not None:
                relation = example.candidate.relation
                key = example.candidate.lemma, COUNTED_AS.get(relation, relation)
                hits[key] += example.is_claim
                tries[key] += 1
                seen[key].add(number)
    return {key: (hits[key], tries[key]) for key in tries if len(seen[key]) >= MIN_ARTICLES}


# ------------------------------------------------------------------ is it a claim?
def fit_claims(articles: Sequence[ReadArticle]) -> dict[str, float]:
    """Return the weights by which a candidate is told to be a claim: a logistic regression."""
    described: list[list[Feature]] = []
    labels: list[bool] = []
    for part in range(PARTS):
        others = count_cues(each for n, each in enumerate(articles) if n % PARTS != part)
        for article in articles[part::PARTS]:
            describer = _describer(article.syntax, others)
            for example in article.examples:
                if example.is_claim is not None:
                    described.append(list(describer.features(example.candidate)))
                    labels.append(example.is_claim)
    names, matrix = _to_matrix(described)
    wanted = np.array(labels, dtype=float)

    def loss(weights: Floats) -> tuple[float, Floats]:
        odds = matrix @ weights
        error = 1.0 / (1.0 + np.exp(-odds)) - wanted
        likelihood = np.logaddexp(0.0, odds) - wanted * odds
        return likelihood.sum(), matrix.T @ error

    return _named(names, _minimum(loss, len(names)))


def _describer(syntax: Syntax, counts: Counts) -> Describer:
    vocab = syntax.doc.vocab
    return Describer(syntax, Cues(counts, vocab), load_senses(vocab))


# ------------------------------------------------------------------ where does it end?
def fit_endings(articles: Iterable[ReadArticle]) -> dict[str, float]:
    """Return the weights by which the places where a content may end are ranked.

    A conditional logit (McFadden, 1974): of the places of one content, that which agrees best
    with the annotation should weigh most.
    """
    cases = list(_ending_cases(articles))
    if not cases:
        return {}
    described = [
        [(name, 1.0) for name in place.features] for places, _ in cases for place in places
    ]
    names, matrix = _to_matrix(described)
    sizes = np.array([len(places) for places, _ in cases])
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    case = np.repeat(np.arange(len(cases)), sizes)
    wanted = np.concatenate([shares for _, shares in cases])

    def loss(weights: Floats) -> tuple[float, Floats]:
        odds = matrix @ weights
        odds -= np.maximum.reduceat(odds, starts)[case]
        shares = np.exp(odds)
        totals = np.add.reduceat(shares, starts)[case]
        shares /= totals
        return -(wanted * (odds - np.log(totals))).sum(), matrix.T @ (shares - wanted)

    return _named(names, _minimum(loss, len(names)))


def _ending_cases(articles: Iterable[ReadArticle]) -> Iterator[tuple[list[Ending], Floats]]:
    """Yield the places where each content may end, with the share that each should get."""
    for article in articles:
        for example in article.examples:
            run = last_run(article.syntax, example.candidate) if example.content else None
            places = find_endings(article.syntax, example.candidate, run) if run else []
            if run and len(places) > 1:
                before = {index for index in example.candidate.content if index < run[0]}
                rated = np.array(
                    [
                        _f1(
                            _words(article.syntax, (*before, *range(run[0], place.position))),
                            example.content,
                        )
                        for place in places
                    ]
                )
                best = rated == rated.max()
                yield places, best / best.sum()


# ------------------------------------------------------------------ fitting
def _to_matrix(described: Sequence[Sequence[Feature]]) -> tuple[list[str], csr_matrix]:
    """Return the names of the features that are frequent enough, and their values by example."""
    support = Counter(name for each in described for name in {name for name, _ in each})
    names = sorted(name for name, examples in support.items() if examples >= MIN_EXAMPLES)
    column = {name: index for index, name in enumerate(names)}
    cells = [
        (row, column[name], value)
        for row, each in enumerate(described)
        for name, value in each
        if name in column
    ]
    rows, columns, values = zip(*cells, strict=True) if cells else ((), (), ())
    return names, csr_matrix((values, (rows, columns)), shape=(len(described), len(names)))


def _minimum(loss: Any, size: int) -> Floats:
    """Return the weights that make *loss* and the sum of their squares least."""

    def penalised(weights: Floats) -> tuple[float, Floats]:
        value, gradient = loss(weights)
        return value + PENALTY / 2 * weights @ weights, gradient + PENALTY * weights

    found = minimize(penalised, np.zeros(size), jac=True, method="L-BFGS-B")
    return np.asarray(found.x)


def _named(names: Sequence[str], weights: Floats) -> dict[str, float]:
    return {
        name: round(float(weight), 3)
        for name, weight in zip(names, weights, strict=True)
        if abs(weight) >= MIN_WEIGHT
    }


# ------------------------------------------------------------------ files
def write_all(articles: Sequence[ReadArticle], folder: Path) -> None:
    """Write the counts and the weights learned from *articles* into *folder*."""
    counts = count_cues(articles)
    rows = (
        f"{lemma}\t{relation}\t{hits}\t{tries}\n"
        for (lemma, relation), (hits, tries) in sorted(counts.items())
    )
    _write(folder / "cues.tsv", CUES_HEADER, rows)
    _write_weights(folder / "claim_weights.tsv", CLAIMS_HEADER, fit_claims(articles))
    _write_weights(folder / "ending_weights.tsv", ENDINGS_HEADER, fit_endings(articles))


def _write_weights(path: Path, header: str, weights: Mapping[str, float]) -> None:
    _write(path, header, (f"{name}\t{weight}\n" for name, weight in sorted(weights.items())))


def _write(path: Path, header: str, lines: Iterable[str]) -> None:
    path.write_text(header + "".join(lines), encoding="utf-8")


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    """Return the objects of a file of JSON Lines, or of its .gz."""
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [json.loads(line) for line in data.splitlines() if line.strip()]


def main() -> None:
    """Learn from the file named on the command line, into the folder named there."""
    parser = argparse.ArgumentParser(prog="python -m graphbuild.training")
    parser.add_argument("annotated", type=Path, help="JSON Lines of texts with claims, or its .gz")
    parser.add_argument("folder", type=Path, help="where to write what was learned")
    arguments = parser.parse_args()
    pairs = ((each["text"], each["claims"]) for each in read_jsonl(arguments.annotated))
    parsed = load_nlp().pipe(pairs, as_tuples=True, batch_size=BATCH_SIZE)
    write_all(read_annotated(parsed), arguments.folder)


if __name__ == "__main__":
    main()
