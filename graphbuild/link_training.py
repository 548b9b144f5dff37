"""Learns how likely a candidate is what an entity is, from articles with links; run by hand.

    python -m graphbuild.link_training LINKED.jsonl.gz... graphbuild/data

Each line of the inputs has ``id``, ``text`` and ``mentions`` with ``start``, ``end``, ``kind``
and, where linked, ``same_as``: IRIs of Wikidata or the English Wikipedia. Out comes
``link_weights.tsv``, the weights of a linear model of features that hold no word.
"""

import argparse
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import numpy as np
from spacy.tokens import Doc

from graphbuild.candidates import Subject, find_candidates, find_setting, to_subject
from graphbuild.extract import extract
from graphbuild.facts import WIKIDATA, WIKIPEDIA, Fact
from graphbuild.gazetteer import Gazetteer, load_gazetteer
from graphbuild.knowledge import KnowledgeBase, load_knowledge, name_keys
from graphbuild.linear import Feature, LinearModel
from graphbuild.link_features import describe_candidates
from graphbuild.linking import MODEL, Located, choose
from graphbuild.model import Article, Entity, Extraction, MentionKind
from graphbuild.names import fold
from graphbuild.nlp import load_nlp, parse
from graphbuild.training import Floats, fit_choices, read_jsonl, write_weights

HEADER = """\
# What speaks for (positive) and against a link to the knowledge base: log odds for each feature.
"""
# Parts of the articles, each scored by what was learned from the others.
PARTS = 5
DECILES = 10
# A feature needs so many candidates that have it.
MIN_EXAMPLES = 15
LEAST = 1e-6

Gold = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Case:
    """An entity with its candidates, and which of them is right.

    Attributes:
        article: Number of its article, so that the parts are whole articles.
        links: What the annotation links it to.
        right: For each candidate whether it is the one; None where the annotation can't tell.
    """

    article: int
    subject: Subject
    candidates: tuple[Fact, ...]
    described: tuple[list[Feature], ...]
    right: tuple[bool | None, ...]
    links: tuple[str, ...]

    @property
    def is_known(self) -> bool:
        """Whether the annotation tells which one is right, or that none is."""
        return any(self.right) or None not in self.right


@dataclass(frozen=True, slots=True)
class Asked:
    """What linking was asked about an article."""

    extraction: Extraction
    places: tuple[Located, ...]


def ask(article: Article, doc: Doc, gazetteer: Gazetteer, kb: KnowledgeBase) -> Asked:
    """Return what linking is asked about a parsed article, whatever it would answer."""
    asked: list[Located] = []

    def record(
        _: Article, entities: Sequence[Entity], places: Sequence[Located], __: KnowledgeBase
    ) -> tuple[Entity, ...]:
        asked.extend(places)
        return tuple(entities)

    return Asked(extract(article, doc, gazetteer, kb, link=record), tuple(asked))


def find_cases(found: Iterable[tuple[Asked, Gold]], kb: KnowledgeBase) -> Iterator[Case]:
    """Yield the entities of *found* that have candidates and an annotated mention."""
    for number, (asked, gold) in enumerate(found):
        entities = asked.extraction.entities
        subjects = {
            entity.id: to_subject(entity, *(located or (None, 0.0)))
            for entity, located in zip(entities, asked.places, strict=True)
        }
        setting = find_setting(asked.extraction.article, subjects.values())
        for entity, links in _annotated(asked.extraction, gold).items():
            subject = subjects[entity]
            candidates = tuple(find_candidates(subject, setting, kb))
            if candidates:
                yield Case(
                    article=number,
                    subject=subject,
                    candidates=candidates,
                    described=tuple(describe_candidates(subject, candidates, setting, kb)),
                    right=_judge(candidates, links),
                    links=links,
                )


def _annotated(extraction: Extraction, gold: Gold) -> dict[str, tuple[str, ...]]:
    """Return what most annotated mentions of each entity are linked to, empty for nothing."""
    # Where ids are given, only some of the names were asked about.
    is_sparse = any(
        iri.startswith(WIKIDATA)
        for mention in gold["mentions"]
        for iri in mention.get("same_as") or ()
    )
    links = {
        tuple(span): tuple(mention.get("same_as") or ())
        for mention in gold["mentions"]
        if mention.get("kind", "name") == MentionKind.NAME
        and (mention.get("same_as") or not is_sparse)
        for span in (*(mention.get("alt") or ()), (mention["start"], mention["end"]))
    }
    counts: dict[str, Counter[tuple[str, ...]]] = {}
    for mention in extraction.mentions:
        span = mention.start, mention.end
        if mention.kind is MentionKind.NAME and span in links:
            counts.setdefault(mention.entity, Counter())[links[span]] += 1
    return {entity: max(sorted(each), key=each.__getitem__) for entity, each in counts.items()}


def _judge(candidates: Sequence[Fact], links: Sequence[str]) -> tuple[bool | None, ...]:
    """Return for each candidate whether it is what the annotation links to.

    Where the annotation names a Wikipedia article and no candidate has it, a candidate without
    one may be right if it bears the title, and nobody knows whether it is.
    """
    ids = {iri.removeprefix(WIKIDATA) for iri in links if iri.startswith(WIKIDATA)}
    titles = {
        unquote(iri.removeprefix(WIKIPEDIA)).replace("_", " ")
        for iri in links
        if iri.startswith(WIKIPEDIA)
    }
    right = [fact.id in ids or fact.wikipedia in titles for fact in candidates]
    if ids or any(right):
        return tuple(right)
    return tuple(None if _may_be(fact, titles) else False for fact in candidates)


def _may_be(fact: Fact, titles: Iterable[str]) -> bool:
    """Whether *fact*, which has no article in Wikipedia that we know, may have one of *titles*.

    Of what the annotation links to nothing, it may be that only Wikipedia lacks it.
    """
    if fact.wikipedia is not None:
        return False
    names = name_keys(fact)
    # What tells namesakes apart in a title isn't part of the name: "Velda (Oslo)", "Velda, Oslo".
    bare = {re.split(r", | \(", title)[0] for title in titles}
    return not titles or any(fold(title) in names for title in bare | set(titles))


def fit_links(cases: Sequence[Case]) -> dict[str, float]:
    """Return the weights by which one of the candidates, or none, is chosen."""
    return fit_choices([_choice(case) for case in cases if case.is_known], least=MIN_EXAMPLES)


def _choice(case: Case) -> tuple[list[list[Feature]], Floats]:
    """Return what may be chosen, nothing first, and what should be."""
    wanted = np.array([not any(case.right), *map(bool, case.right)], dtype=float)
    return [[], *case.described], wanted / wanted.sum()


def score_cases(cases: Sequence[Case]) -> Iterator[tuple[Case, int, float]]:
    """Yield each case with its best candidate's place and probability, by the other parts."""
    for part in range(PARTS):
        model = LinearModel(fit_links([each for each in cases if each.article % PARTS != part]))
        for case in cases:
            if case.article % PARTS == part:
                shares = choose(model, case.described)
                best = int(np.argmax(shares))
                yield case, best, shares[best]


def print_deciles(cases: Sequence[Case]) -> None:
    """Print how often the best candidate is right, by its probability; then how surprising."""
    scored = [
        (score, bool(case.right[best])) for case, best, score in score_cases(cases) if case.is_known
    ]
    for decile in range(DECILES):
        low, high = decile / DECILES, (decile + 1) / DECILES
        within = [right for score, right in scored if low <= score < high or score == high == 1]
        if within:
            print(f"{low:.1f}–{high:.1f}\t{len(within)}\t{sum(within) / len(within):.3f}")
    surprise = [-log(max(score if right else 1 - score, LEAST)) for score, right in scored]
    print(f"mean surprise {sum(surprise) / len(surprise):.4f}")


def read_linked(paths: Iterable[Path], gazetteer: Gazetteer, kb: KnowledgeBase) -> list[Case]:
    """Return the cases of all articles in *paths*."""
    nlp = load_nlp()
    rows = [row for path in paths for row in read_jsonl(path)]
    articles = (Article(id=row["id"], text=row["text"]) for row in rows)
    found = (ask(article, doc, gazetteer, kb) for article, doc in parse(articles, nlp))
    return list(find_cases(zip(found, rows, strict=True), kb))


def main() -> None:
    """Learn from the files named on the command line, into the folder named there."""
    parser = argparse.ArgumentParser(prog="python -m graphbuild.link_training")
    parser.add_argument("linked", type=Path, nargs="+", help="JSON Lines of texts with links")
    parser.add_argument("folder", type=Path, help="where to write what was learned")
    arguments = parser.parse_args()
    cases = read_linked(arguments.linked, load_gazetteer(), load_knowledge())
    print_deciles(cases)
    write_weights(arguments.folder / f"{MODEL}.tsv", HEADER, fit_links(cases))


if __name__ == "__main__":
    main()
