"""Counts how often each cue attributes, on annotated articles; makes ``data/cues.tsv``.

    python -m graphbuild.training ANNOTATED.jsonl.gz > graphbuild/data/cues.tsv

Each line of the input has a ``text`` and its ``claims``, with spans of ``cue`` and ``content``.
Only counts per lemma come out, of lemmas that attribute in several articles.
"""

import argparse
import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from spacy.tokens import Doc

from graphbuild.attributions import (
    Attribution,
    find_attributions,
    find_quoted,
    find_quoted_attributions,
)
from graphbuild.nlp import BATCH_SIZE, load_nlp

MIN_ARTICLES = 5
HEADER = """\
# How often a cue attributes, for each way its content hangs on it: counted on news articles.
# Cue lemma, relation, attributions, candidates; lemmas that attribute in five articles or more.
"""
Key = tuple[str, str]  # lemma and relation
Tokens = frozenset[int]


@dataclass(frozen=True, slots=True)
class CueCounts:
    """Attributions and candidates by lemma and relation, and the articles they attribute in."""

    attributions: Counter[Key] = field(default_factory=Counter)
    candidates: Counter[Key] = field(default_factory=Counter)
    articles: defaultdict[Key, set[int]] = field(default_factory=lambda: defaultdict(set))


def count_cues(articles: Iterable[tuple[Doc, Sequence[Mapping[str, Any]]]]) -> CueCounts:
    """Count the candidates in *articles*, and how many of them are annotated as claims.

    A candidate within annotated content is left out, as nested attributions aren't annotated.

    Args:
        articles: Parsed texts, each with its annotated claims.
    """
    counts = CueCounts()
    for number, (doc, claims) in enumerate(articles):
        annotated = [(_tokens(doc, each["cue"]), _tokens(doc, each["content"])) for each in claims]
        contents = frozenset(index for _, content in annotated for index in content)
        for candidate in (
            *find_attributions(doc),
            *find_quoted_attributions(doc, find_quoted(doc)),
        ):
            is_claim = any(_agree(doc, candidate, *each) for each in annotated)
            if is_claim or candidate.head not in contents:
                key = candidate.lemma, candidate.relation
                counts.candidates[key] += 1
                counts.attributions[key] += is_claim
                if is_claim:
                    counts.articles[key].add(number)
    return counts


def to_rows(counts: CueCounts) -> Iterator[str]:
    """Yield the lines of ``cues.tsv``, sorted."""
    for key in sorted(counts.articles):
        if len(counts.articles[key]) >= MIN_ARTICLES:
            lemma, relation = key
            yield f"{lemma}\t{relation}\t{counts.attributions[key]}\t{counts.candidates[key]}\n"


def _agree(doc: Doc, candidate: Attribution, cue: Tokens, content: Tokens) -> bool:
    """Whether the candidate's cue meets the annotated one and half of the contents is shared."""
    found = {i for i in candidate.content if _is_word(doc, i)}
    shared = len(found & content)
    return bool(candidate.cue & cue) and 4 * shared >= len(found) + len(content) > 0


def _tokens(doc: Doc, spans: Iterable[tuple[int, int]]) -> Tokens:
    found = (doc.char_span(start, end, alignment_mode="expand") for start, end in spans)
    return frozenset(
        token.i for span in found if span is not None for token in span if _is_word(doc, token.i)
    )


def _is_word(doc: Doc, index: int) -> bool:
    return not (doc[index].is_punct or doc[index].is_space)


def _read(path: Path) -> list[dict[str, Any]]:
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [json.loads(line) for line in data.splitlines() if line.strip()]


def main() -> None:
    """Print ``cues.tsv`` for the file named on the command line."""
    parser = argparse.ArgumentParser(prog="python -m graphbuild.training")
    parser.add_argument("annotated", type=Path, help="JSON Lines of texts with claims, or its .gz")
    articles = _read(parser.parse_args().annotated)
    pairs = ((each["text"], each.get("claims") or []) for each in articles)
    parsed = load_nlp().pipe(pairs, as_tuples=True, batch_size=BATCH_SIZE)
    print(HEADER + "".join(to_rows(count_cues(parsed))), end="")


if __name__ == "__main__":
    main()
