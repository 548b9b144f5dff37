"""Learns to tell what pronouns and noun phrases mean, from annotated articles; run by hand.

    python -m graphbuild.reference_training ANNOTATED.jsonl.gz graphbuild/data

Each line of the input has a ``text`` and its ``mentions`` with ``start``, ``end`` and ``chain``,
perhaps ``alt``, other spans as good. Out comes ``reference_weights.tsv``: weights of features
that hold no word but pronouns. Nothing else of the articles is kept.
"""

import argparse
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

from graphbuild.anaphors import Anaphor
from graphbuild.antecedents import Candidate
from graphbuild.extract import extract
from graphbuild.gazetteer import Gazetteer, load_gazetteer
from graphbuild.model import Article, Mention, MentionKind, Span
from graphbuild.nlp import BATCH_SIZE, head_of, load_nlp
from graphbuild.references import ALL, MODELS, Choose, Ranker
from graphbuild.training import read_jsonl

# A feature needs this many examples, and a weight this size, to be worth its line.
MIN_EXAMPLES, MIN_WEIGHT = 10, 0.02
PENALTY = 10.0
# How often it goes through the articles again to learn from its own mistakes.
ROUNDS = 1
HEADER = """\
# What speaks for (positive) and against a candidate's being what an anaphor means: log odds.
# Group of the anaphor, or * for all; feature; weight.
"""
Floats = NDArray[np.float64]
Annotated = tuple[Doc, Sequence[Mapping[str, Any]]]
Weight = tuple[str, str, float]


@dataclass(frozen=True, slots=True)
class Case:
    """An anaphor with its candidates, and which of them the annotation says are meant."""

    group: str
    candidates: tuple[Candidate, ...]
    is_right: tuple[bool, ...]


def read_cases(
    articles: Iterable[Annotated], gazetteer: Gazetteer, follow: Choose | None = None
) -> list[Case]:
    """Return the anaphors of annotated articles, each with what it means.

    Args:
        articles: Parsed, with their annotated mentions.
        gazetteer: Places to know.
        follow: Tells what stands before each anaphor; as annotated by default. A ranker learns
            from its own mistakes if it is shown what follows them (after Ross et al., 2011).
    """
    return [case for doc, mentions in articles for case in _cases(doc, mentions, gazetteer, follow)]


def _cases(
    doc: Doc,
    annotated: Sequence[Mapping[str, Any]],
    gazetteer: Gazetteer,
    follow: Choose | None,
) -> Iterator[Case]:
    """Yield the anaphors of one article."""
    article = Article(id="-", text=doc.text)
    names = extract(article, doc, gazetteer, choose=lambda *_: None).mentions
    chain_at = _chains(doc, annotated)
    chains = _chains_of(names, annotated)
    cases: list[Case] = []

    def choose(anaphor: Anaphor, candidates: Sequence[Candidate]) -> tuple[str, float] | None:
        chain = chain_at.get(anaphor.head)
        meant = [
            each.entity is not None and chain is not None and chains.get(each.entity) == chain
            for each in candidates
        ]
        if not any(meant):
            meant = [each.entity is None for each in candidates]
        cases.append(Case(anaphor.group, tuple(candidates), tuple(meant)))
        if follow is not None:
            return follow(anaphor, candidates)
        entity = candidates[meant.index(True)].entity
        return None if entity is None else (entity, 1.0)

    extract(article, doc, gazetteer, choose=choose)
    yield from cases


def _chains(doc: Doc, annotated: Iterable[Mapping[str, Any]]) -> dict[int, str]:
    """Return the chain of the longest annotated mention that each token heads."""
    ordered = sorted(annotated, key=lambda each: each["end"] - each["start"])
    return {head_of(doc, (each["start"], each["end"])).i: each["chain"] for each in ordered}


def _chains_of(
    mentions: Iterable[Mention], annotated: Iterable[Mapping[str, Any]]
) -> dict[str, str]:
    """Return the chain that most names of each entity are annotated with."""
    chain_of: dict[Span, str] = {}
    for each in annotated:
        for start, end in [*each.get("alt", ()), (each["start"], each["end"])]:
            chain_of[start, end] = each["chain"]
    votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for mention in mentions:
        chain = chain_of.get((mention.start, mention.end))
        if mention.kind is MentionKind.NAME and chain is not None:
            votes[mention.entity][chain] += 1
    return {entity: counts.most_common(1)[0][0] for entity, counts in votes.items()}


# ------------------------------------------------------------------ fitting
def learn(articles: Sequence[Annotated], gazetteer: Gazetteer) -> list[Weight]:
    """Return the weights learned from annotated articles, mistakes included."""
    cases = read_cases(articles, gazetteer)
    for _ in range(ROUNDS):
        follow = Ranker(fit(cases)).choose
        cases += read_cases(articles, gazetteer, follow)
    return fit(cases)


def fit(cases: Sequence[Case]) -> list[Weight]:
    """Return the weights by which candidates are ranked: a conditional logit (McFadden, 1974)."""
    described = [
        {
            (of, name)
            for name in candidate.features
            for of in (ALL, MODELS.get(case.group, case.group))
        }
        for case in cases
        for candidate in case.candidates
    ]
    names, matrix = _to_matrix(described)
    sizes = np.array([len(case.candidates) for case in cases])
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    number = np.repeat(np.arange(len(cases)), sizes)
    wanted = np.concatenate([np.array(case.is_right) / sum(case.is_right) for case in cases])

    def loss(weights: Floats) -> tuple[float, Floats]:
        odds = matrix @ weights
        odds -= np.maximum.reduceat(odds, starts)[number]
        shares = np.exp(odds)
        totals = np.add.reduceat(shares, starts)[number]
        shares /= totals
        value = -(wanted * (odds - np.log(totals))).sum() + PENALTY / 2 * weights @ weights
        return value, matrix.T @ (shares - wanted) + PENALTY * weights

    found = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B")
    return [
        (of, name, round(float(weight), 3))
        for (of, name), weight in zip(names, found.x, strict=True)
        if abs(weight) >= MIN_WEIGHT
    ]


def _to_matrix(
    described: Sequence[set[tuple[str, str]]],
) -> tuple[list[tuple[str, str]], csr_matrix]:
    """Return the features that are frequent enough, and which candidate has which."""
    support = Counter(name for each in described for name in each)
    names = sorted(name for name, examples in support.items() if examples >= MIN_EXAMPLES)
    column = {name: index for index, name in enumerate(names)}
    known = set(names)
    cells = [(row, column[name]) for row, each in enumerate(described) for name in each & known]
    rows, columns = zip(*sorted(cells), strict=True) if cells else ((), ())
    return names, csr_matrix(
        (np.ones(len(rows)), (rows, columns)), shape=(len(described), len(names))
    )


# ------------------------------------------------------------------ files
def write_weights(weights: Iterable[Weight], folder: Path) -> None:
    """Write the weights into *folder*."""
    lines = (f"{of}\t{feature}\t{weight}\n" for of, feature, weight in sorted(weights))
    (folder / "reference_weights.tsv").write_text(HEADER + "".join(lines), encoding="utf-8")


def main() -> None:
    """Learn from the file named on the command line, into the folder named there."""
    parser = argparse.ArgumentParser(prog="python -m graphbuild.reference_training")
    parser.add_argument(
        "annotated", type=Path, help="JSON Lines of texts with mentions, or its .gz"
    )
    parser.add_argument("folder", type=Path, help="where to write what was learned")
    arguments = parser.parse_args()
    pairs = ((each["text"], each["mentions"]) for each in read_jsonl(arguments.annotated))
    parsed = list(load_nlp().pipe(pairs, as_tuples=True, batch_size=BATCH_SIZE))
    write_weights(learn(parsed, load_gazetteer()), arguments.folder)


if __name__ == "__main__":
    main()
