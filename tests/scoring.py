"""Score extractions against the gold of the seed articles, and keep the floors.

    python tests/scoring.py            print what is measured, and the floors
    python tests/scoring.py --update   raise floors; refuses to lower one
    python tests/scoring.py --deciles  how right claims are by their score (needs GRAPHBUILD_GOLD)

With GRAPHBUILD_GOLD the external packs are measured too, by score.py of the folder beside it.
"""

import gzip
import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from graphbuild.graph import KnowledgeGraph
from graphbuild.model import Article, Claim, EntityType, Extraction, MentionKind, Span, Spans

ROOT = Path(__file__).resolve().parent.parent
SEEDS, GOLD, FLOORS = ROOT / "seeds", ROOT / "tests" / "gold", ROOT / "tests" / "floors.json"
MARGIN = 0.005
WORD = re.compile(r"\w+")

Figures = dict[str, float]
Gold = dict[str, Any]
Pair = tuple[Gold, Extraction]

# Pack, slice, command, figures that have a floor, options of the command. GUM's names are not among
# them, as the tagger has learned from them.
PACKS: dict[str, tuple[Any, ...]] = {
    "enww_rest": ("entities/enww_rest.jsonl.gz", 150, "names", ["exact_f1"]),
    "conllpp_dev": ("entities/conllpp_dev.jsonl", None, "names", ["exact_f1"]),
    "dwie_train": ("entities/dwie_train.jsonl.gz", 150, "coref", ["conll"], "--names-only"),
    "geovirus": ("places/geovirus.jsonl", 200, "places", ["detect_f1", "acc161"]),
    "lgl": ("places/lgl.jsonl", 200, "places", ["detect_f1", "acc161"]),
    "news_fair_v1": ("linking/news_fair_v1.jsonl", None, "linking", ["link_f1"]),
    "msnbc": ("linking/msnbc.jsonl", None, "linking", ["link_f1"]),
    "polnear_dev": (
        "claims/polnear_dev.jsonl",
        None,
        "claims",
        [
            *("linked_content_f1", "linked_source_f1", "linked_full_f1"),
            *("span_source_f1", "span_cue_f1", "span_content_f1"),
        ],
    ),
    "gum_news": (
        "claims/gum_news.jsonl",
        None,
        "claims",
        ["linked_content_f1", "linked_source_f1", "linked_full_f1"],
    ),
    "meantime_airbus_gm": (
        "crossdoc/meantime_airbus_gm.jsonl",
        None,
        "crossdoc",
        ["b3_f1", "pairwise_f1", "ceafe_f1"],
    ),
    "dwie_links": (
        "entities/dwie_train.jsonl.gz",
        None,
        "crossdoc",
        ["pairwise_p", "pairwise_r", "b3_f1"],
    ),
}
# Packs whose chains are to be those of one link in all documents, for they have none of their own.
CHAINS_BY_LINK = frozenset({"dwie_links"})


# ------------------------------------------------------------------ the seeds
def read_gold() -> dict[str, Gold]:
    """Return the gold of each seed article, by the SHA-256 of its text."""
    documents = (json.loads(path.read_text(encoding="utf-8")) for path in GOLD.glob("*.json"))
    return {document["text_sha256"]: document for document in documents}


def pairs_of(graph: KnowledgeGraph, gold: Mapping[str, Gold]) -> list[Pair]:
    """Return the gold of every article of the graph beside what was found in it."""
    return [(gold[each.article.text_sha256], each) for each in graph.extractions.values()]


def score_seeds(graph: KnowledgeGraph) -> Figures:
    """Return all figures of a graph of the seeds."""
    pairs = pairs_of(graph, read_gold())
    figures = {**score_names(pairs), **score_claims(pairs), **score_crossdoc(pairs)}
    return {name: round(value, 4) for name, value in figures.items()}


def _gold_names(document: Gold) -> dict[Span, dict[str, str]]:
    return {
        (mention["start"], mention["end"]): mention
        for mention in document["mentions"]
        if mention["kind"] == "name"
    }


def _found_names(extraction: Extraction) -> dict[Span, Any]:
    return {
        (mention.start, mention.end): mention
        for mention in extraction.mentions
        if mention.kind is MentionKind.NAME
    }


def score_names(pairs: Iterable[Pair]) -> Figures:
    """Return F1 of names with the right span and type, over all and for each type."""
    right, found, gold = Counter(), Counter(), Counter()
    for document, extraction in pairs:
        expected = {(span, each["type"]) for span, each in _gold_names(document).items()}
        predicted = {(span, str(each.type)) for span, each in _found_names(extraction).items()}
        right.update(kind for _, kind in expected & predicted)
        found.update(kind for _, kind in predicted)
        gold.update(kind for _, kind in expected)
    figures = {"names_f1": _f1(right.total(), found.total(), gold.total())}
    for kind in EntityType:
        figures[f"names_{kind}_f1"] = _f1(right[kind], found[kind], gold[kind])
    return figures


def score_claims(pairs: Iterable[Pair]) -> Figures:
    """Return F1 of claims by content, with the source, and with the cue; accuracy of speakers.

    Claims are matched one to one, best content first. A content is right when the F1 of its
    tokens is at least one half; source and cue are when a token is shared, or both are empty.
    """
    counts: Counter[str] = Counter()
    for document, extraction in pairs:
        slugs = _slugs(document, extraction)
        counts["found"] += len(extraction.claims)
        counts["gold"] += len(document["claims"])
        for expected, claim in _matched(document, extraction):
            text = extraction.article.text
            has_source = _agree(text, expected["source"], claim.source)
            counts["content"] += 1
            counts["source"] += has_source
            counts["full"] += has_source and _agree(text, expected["cue"], claim.cue)
            counts["speaker"] += slugs.get(claim.speaker) == expected["speaker"]
    return {
        **{
            f"claims_{part}_f1": _f1(counts[part], counts["found"], counts["gold"])
            for part in ("content", "source", "full")
        },
        "speaker_accuracy": counts["speaker"] / max(counts["content"], 1),
    }


def score_deciles(pairs: Iterable[Pair]) -> list[tuple[float, float, float]]:
    """Return for each tenth of the claims, the least sure first, lowest score and precision.

    Precision is the share with the right content, and with the right content and source.
    """
    judged: list[tuple[float, bool, bool]] = []
    for document, extraction in pairs:
        text = extraction.article.text
        right = {
            claim.id: _agree(text, expected["source"], claim.source)
            for expected, claim in _matched(document, extraction)
        }
        judged += [
            (each.score, each.id in right, right.get(each.id, False)) for each in extraction.claims
        ]
    judged.sort()
    cuts = [round(len(judged) * tenth / 10) for tenth in range(11)]
    tenths = [judged[start:end] for start, end in pairwise(cuts) if start < end]
    return [
        (tenth[0][0], *(sum(each[part] for each in tenth) / len(tenth) for part in (1, 2)))
        for tenth in tenths
    ]


def _matched(document: Gold, extraction: Extraction) -> Iterator[tuple[Gold, Claim]]:
    text = extraction.article.text
    gold = [_tokens(text, each["content"]) for each in document["claims"]]
    found = [_tokens(text, each.content) for each in extraction.claims]
    ranked = sorted(
        (
            (-_f1(len(left & right), len(right), len(left)), i, j)
            for i, left in enumerate(gold)
            for j, right in enumerate(found)
        )
    )
    used: tuple[set[int], set[int]] = set(), set()
    for score, i, j in ranked:
        if -score >= 0.5 and i not in used[0] and j not in used[1]:
            used[0].add(i)
            used[1].add(j)
            yield document["claims"][i], extraction.claims[j]


def _slugs(document: Gold, extraction: Extraction) -> dict[str | None, str | None]:
    """Return which entity of the gold each entity found is: that of most of its names."""
    expected = _gold_names(document)
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for span, mention in _found_names(extraction).items():
        if span in expected:
            votes[mention.entity][expected[span]["entity"]] += 1
    named = {
        entity: max(sorted(counts), key=counts.__getitem__) for entity, counts in votes.items()
    }
    return {None: None, **{each.id: named.get(each.id, each.id) for each in extraction.entities}}


def score_crossdoc(pairs: Iterable[Pair]) -> Figures:
    """Return precision and recall of pairs of names, of two articles each, that are one entity."""
    right, found, gold = (defaultdict(Counter) for _ in range(3))
    for document, extraction in pairs:
        article, predicted = extraction.article.id, _found_names(extraction)
        for mention in predicted.values():
            found[mention.entity][article] += 1
        for span, mention in _gold_names(document).items():
            gold[mention["entity"]][article] += 1
            if span in predicted:
                right[mention["entity"], predicted[span].entity][article] += 1
    shared = _pairs(right.values())
    return {
        "crossdoc_precision": shared / max(_pairs(found.values()), 1),
        "crossdoc_recall": shared / max(_pairs(gold.values()), 1),
    }


def _pairs(clusters: Iterable[Counter[str]]) -> int:
    """Count pairs of names in different articles."""
    return sum((c.total() ** 2 - sum(n * n for n in c.values())) // 2 for c in clusters)


def _tokens(text: str, spans: Spans | Sequence[Sequence[int]]) -> set[int]:
    return {match.start() + s for s, e in spans for match in WORD.finditer(text[s:e])}


def _agree(text: str, left: Sequence[Sequence[int]], right: Spans) -> bool:
    return bool(_tokens(text, left) & _tokens(text, right)) or not (left or right)


def _f1(right: int, found: int, gold: int) -> float:
    return 2 * right / (found + gold) if found + gold else 0.0


# ------------------------------------------------------------------ external packs
def gold_folder() -> Path | None:
    """Return the folder of the packs, None where there is none with score.py beside it."""
    folder = (
        Path(os.environ.get("GRAPHBUILD_GOLD", "")) if "GRAPHBUILD_GOLD" in os.environ else None
    )
    return folder if folder and (folder.parent / "eval" / "score.py").is_file() else None


def score_pack(name: str, folder: Path, nlp: Any) -> Figures:
    """Return the figures with a floor of one external pack."""
    from graphbuild.extraction_file import write_extractions
    from graphbuild.pipeline import build

    file, first, command, wanted, *options = PACKS[name]
    slice_ = ["--first", str(first)] if first else []
    with tempfile.TemporaryDirectory() as scratch:
        inputs, found = Path(scratch) / "in.jsonl", Path(scratch) / "found.jsonl"
        source = folder / file
        if name in CHAINS_BY_LINK:
            source = _with_chains_by_link(source, Path(scratch) / "gold.jsonl")
        gold = ["--gold", str(source), *slice_]
        _score(folder, "inputs", *gold, "--out", str(inputs))
        lines = map(json.loads, inputs.read_text(encoding="utf-8").splitlines())
        graph = build((Article(id=each["id"], text=each["text"]) for each in lines), nlp=nlp)
        write_extractions(graph.extractions.values(), found)
        printed = _score(folder, command, *gold, *options, "--pred", str(found))
    figures = json.loads(printed.splitlines()[-1])
    return {key: figures[key] for key in wanted}


def _with_chains_by_link(source: Path, target: Path) -> Path:
    """Write a pack with the first link of each chain as its name; chains without are left out."""
    with gzip.open(source, "rt", encoding="utf-8") as lines, target.open("w") as file:
        for document in map(json.loads, lines):
            links = {
                each["chain"]: f"x:{each['same_as'][0]}"
                for each in document["mentions"]
                if each.get("chain") and each.get("same_as")
            }
            for mention in document["mentions"]:
                mention["chain"] = links.get(mention.get("chain"))
            file.write(json.dumps(document) + "\n")
    return target


def _score(folder: Path, *arguments: str) -> str:
    script = str(folder.parent / "eval" / "score.py")
    done = subprocess.run(
        [sys.executable, script, *arguments], capture_output=True, text=True, check=True
    )
    return done.stdout


# ------------------------------------------------------------------ floors
def read_floors() -> dict[str, Figures]:
    """Return the floors by what they are measured on: "seeds", or the name of a pack."""
    return json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}


def below(figures: Figures, floors: Figures) -> dict[str, tuple[float, float]]:
    """Return (figure, floor) of each figure below its floor; a figure that is gone is 0."""
    return {
        name: (figures.get(name, 0.0), floor)
        for name, floor in floors.items()
        if figures.get(name, 0.0) < floor
    }


def raised(figures: Figures, floors: Figures) -> Figures:
    """Return the floors, each as high as a little below its figure, and none lower than it was."""
    fresh = {name: round(max(value - MARGIN, 0.0), 3) for name, value in figures.items()}
    return {name: max(fresh.get(name, 0.0), floors.get(name, 0.0)) for name in {**floors, **fresh}}


def measure() -> dict[str, Figures]:
    """Return all figures that can be measured here."""
    from graphbuild.articles import read_articles
    from graphbuild.nlp import load_nlp
    from graphbuild.pipeline import build

    nlp, folder = load_nlp(), gold_folder()
    measured = {"seeds": score_seeds(build(read_articles(SEEDS), nlp=nlp))}
    if folder is not None:
        measured.update((name, score_pack(name, folder, nlp)) for name in PACKS)
    return measured


def print_deciles() -> int:
    """Print what ``score_deciles`` tells of polnear_dev."""
    from graphbuild.nlp import load_nlp
    from graphbuild.pipeline import build

    folder = gold_folder()
    if folder is None:
        sys.stderr.write(
            "GRAPHBUILD_GOLD names no folder of packs with ../eval/score.py beside it\n"
        )
        return 1
    lines = (folder / PACKS["polnear_dev"][0]).read_text(encoding="utf-8").splitlines()
    gold = {each["id"]: each for each in map(json.loads, lines)}
    graph = build(
        (Article(id=key, text=each["text"]) for key, each in gold.items()), nlp=load_nlp()
    )
    pairs = ((gold[key], each) for key, each in graph.extractions.items())
    sys.stdout.write("score from   content right   source too\n")
    for lowest, content, source in score_deciles(pairs):
        sys.stdout.write(f"{lowest:10.3f} {content:15.3f} {source:12.3f}\n")
    return 0


def main(arguments: Sequence[str]) -> int:
    if "--deciles" in arguments:
        return print_deciles()
    floors, fallen = read_floors(), False
    for name, figures in measure().items():
        known = floors.get(name, {})
        sys.stdout.writelines(_shown(name, figures, known))
        fallen = fallen or bool(below(figures, known))
        floors[name] = raised(figures, known)
    if "--update" in arguments:
        FLOORS.write_text(json.dumps(floors, indent=2) + "\n", encoding="utf-8")
    return int(fallen)


def _shown(name: str, figures: Figures, floors: Figures) -> Iterator[str]:
    for figure, value in figures.items():
        yield f"{name:20} {figure:28} {value:.4f}  floor {floors.get(figure, 0):.3f}\n"
    for figure, (value, floor) in below(figures, floors).items():
        yield f"BELOW: {name} {figure} is {value:.4f}, floor {floor:.3f}: not lowered\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
