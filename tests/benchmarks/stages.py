"""How long each stage of a build takes, and how it compares with the parser alone.

Reads seeds/ and, where GRAPHBUILD_GOLD names the folder of the evaluation packs, its
articles/wikinews.jsonl. All figures of a corpus come from one run in one process.
"""

import os
import resource
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TypeVar

from spacy.language import Language

from graphbuild.articles import read_articles
from graphbuild.claims import find_claims
from graphbuild.export.formats import SUFFIXES, write
from graphbuild.extract import extract, extract_all
from graphbuild.extraction_file import write_extractions
from graphbuild.gazetteer import load_gazetteer
from graphbuild.iris import DEFAULT_BASE
from graphbuild.knowledge import load_knowledge
from graphbuild.model import Article
from graphbuild.nlp import load_nlp, parse
from graphbuild.resolve import resolve_entities
from graphbuild.store import write_store
from graphbuild.tagger import NAME_TAGGER, name_tagger
from graphbuild.verify import verify_file

ROOT = Path(__file__).parents[2]
WARM_UP = 8
Result = TypeVar("Result")


def timed(label: str, stage: Callable[[], Result]) -> tuple[Result, float]:
    """Run *stage*, print how long it took and return its result with that time."""
    start = perf_counter()
    result = stage()
    seconds = perf_counter() - start
    print(f"  {label:<28}{seconds:8.2f} s", flush=True)
    return result, seconds


def measure(path: Path, nlp: Language) -> None:
    """Print the times of all stages for the articles in *path*."""
    articles, reading = timed("read", lambda: list(read_articles(path)))
    list(extract_all(articles[:WARM_UP], nlp))  # what is slow only the first time
    parsing = measure_stages(articles, nlp)
    extractions, extracting = timed(
        "extract, nlp.pipe included", lambda: list(extract_all(articles, nlp))
    )
    graph, resolving = timed("resolve", lambda: resolve_entities(extractions))
    with TemporaryDirectory() as folder:
        out = Path(folder)
        _, writing = timed(
            "write extractions", lambda: write_extractions(extractions, out / "all.jsonl")
        )
        _, storing = timed("write store", lambda: write_store(graph, out / "store"))
        timed("verify extractions", lambda: list(verify_file(out / "all.jsonl")))
        for suffix in SUFFIXES:
            timed(
                f"export {suffix}",
                partial(write, graph, out / f"graph{suffix}", base=DEFAULT_BASE),
            )
    own = reading + extracting - parsing + resolving + writing + storing
    print_summary(articles, extracting=extracting, ratio=own / parsing)


def measure_stages(articles: list[Article], nlp: Language) -> float:
    """Print how long parsing and then the stages of extraction take; return the former."""
    with nlp.select_pipes(disable=NAME_TAGGER):
        pairs, parsing = timed("nlp.pipe, no tagger of names", lambda: list(parse(articles, nlp)))
    _, tagging = timed("tagger of names alone", lambda: [name_tagger(doc) for _, doc in pairs])
    _, claiming = timed("claims alone", lambda: [find_claims(doc) for _, doc in pairs])
    places = load_gazetteer()
    _, finding = timed(
        "extract, parsed and tagged", lambda: [extract(*pair, places) for pair in pairs]
    )
    print(f"  the claims stage adds {claiming / parsing:.2f} times what nlp.pipe takes,")
    print(f"  names, coreference and links {(tagging + finding - claiming) / parsing:.2f} times")
    return parsing


def print_summary(articles: list[Article], *, extracting: float, ratio: float) -> None:
    """Print speed, graphbuild's own share and the peak of memory."""
    words = sum(len(article.text.split()) for article in articles)
    unit = 1 if sys.platform == "darwin" else 1024  # bytes there, kilobytes here
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6
    print(f"  {len(articles)} articles, {words} words: {words / extracting:.0f} words/s to extract")
    print(f"  a build's own stages take {ratio:.2f} times what nlp.pipe takes")
    print(f"  peak memory so far {peak:.0f} MB\n")


def main() -> None:
    """Measure the sample articles, then the larger corpus where it is."""
    nlp, _ = timed("load the parser", load_nlp)
    timed("open the gazetteer", lambda: load_gazetteer().find("Kherson"))
    timed("open the knowledge base", lambda: load_knowledge().find("Angela Merkel"))
    corpora = [ROOT / "seeds"]
    if gold := os.environ.get("GRAPHBUILD_GOLD"):
        corpora.append(Path(gold) / "articles" / "wikinews.jsonl")
    for corpus in corpora:
        print(f"{corpus.name}:")
        measure(corpus, nlp)


if __name__ == "__main__":
    main()
