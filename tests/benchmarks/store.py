"""What the store costs: to load, to ask, in memory and on disk, beside rdflib's memory store.

    python tests/benchmarks/store.py [EXTRACTIONS.jsonl...]

Multiplies the articles of the files, by default of seeds/, as growth.py does: to about a million
quads, which rdflib can hold too, and to 10,000 articles. Each store has a process of its own, and
all figures come from one run. Times are of the CPU but for those of a folder, the median of three.
"""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from signal import SIGALRM, alarm, signal
from statistics import median
from subprocess import check_output
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any, NamedTuple

import pyoxigraph
import rdflib
from multiplied import contents_of, multiplied, read_base

from graphbuild.dataset import STORE_FOLDER, write_dataset
from graphbuild.folder import Contents, write_folder
from graphbuild.graph import KnowledgeGraph
from graphbuild.model import EntityType, Extraction
from graphbuild.names import lookup_key
from graphbuild.ontology import (
    bind_parameters,
    named_queries,
    optional_parameters,
    query_parameters,
    read_named_query,
)
from graphbuild.quads import to_quads
from graphbuild.store import load_memory_store, open_store, run_query
from graphbuild.vocabulary import prefixes

MANY = 10_000
QUADS = 1_000_000
LIMIT = 60  # seconds; what takes rdflib longer is ended
TIMES = 3
SLOW = 0.2  # seconds, for a named query

QUERIES = {
    "join: whom a speaker's claims are about": """
        SELECT ?whom ?what { ?speaker skos:hiddenLabel "$speaker" . ?claim gb:source ?speaker ;
        schema:about / schema:name ?whom ; schema:text ?what }""",
    "join: who speaks about whom, most first": """
        SELECT ?who ?whom (COUNT(?claim) AS ?n) { ?claim gb:source ?speaker ; schema:about ?topic .
        ?speaker schema:name ?who . ?topic schema:name ?whom }
        GROUP BY ?who ?whom ORDER BY DESC(?n) ?who ?whom LIMIT 20""",
    "aggregate: attitudes and certainties": """
        SELECT ?attitude ?certainty (COUNT(?claim) AS ?n) {
        ?claim gb:attitude ?attitude ; gb:certainty ?certainty } GROUP BY ?attitude ?certainty""",
    "aggregate: articles by publisher, year": """
        SELECT ?publisher ?year (COUNT(?article) AS ?n) { ?article schema:publisher ?publisher ;
        schema:datePublished ?day . BIND(SUBSTR(STR(?day), 1, 4) AS ?year) }
        GROUP BY ?publisher ?year""",
    "property path: places in a state": """
        SELECT DISTINCT ?name { ?around skos:hiddenLabel "$around" ; a schema:AdministrativeArea .
        ?place schema:containedInPlace+ ?around ; schema:name ?name }""",
    "text: claims that contain a word": """
        SELECT ?what { ?claim a gb:Claim ; schema:text ?what
        FILTER(CONTAINS(LCASE(?what), "government")) }""",
    "OPTIONAL: claims about an entity": """
        SELECT ?who ?what ?publisher ?day { ?topic skos:hiddenLabel "$about" .
        ?claim schema:about ?topic ; schema:text ?what ; schema:appearance ?article .
        OPTIONAL { ?claim gb:source / schema:name ?who }
        OPTIONAL { ?article schema:publisher ?publisher }
        OPTIONAL { ?article schema:datePublished ?day } }""",
    "GRAPH: the largest articles": """
        SELECT ?article (COUNT(*) AS ?n) { GRAPH ?article { ?s ?p ?o } }
        GROUP BY ?article ORDER BY DESC(?n) ?article LIMIT 10""",
    "GRAPH: denials with where who denies is named": """
        SELECT ?article ?name { GRAPH ?article { ?claim gb:attitude gb:attitude-denial ;
        gb:source ?speaker . ?mention itsrdf:taIdentRef ?speaker ; gb:kind gb:kind-name ;
        nif:anchorOf ?name } }""",
    "NOT EXISTS: attitudes of who isn't known": """
        SELECT ?attitude (COUNT(?claim) AS ?n) { ?claim gb:attitude ?attitude
        FILTER NOT EXISTS { ?claim gb:source ?speaker } } GROUP BY ?attitude""",
}


class Figures(NamedTuple):
    """Seconds to load a store, megabytes that it takes, and rows and seconds of each query.

    Seconds are None for a query that was ended.
    """

    load: float
    memory: float
    queries: dict[str, tuple[int, float | None]]


# ------------------------------------------------------------------ in a process of its own
def rdflib_memory(path: Path, queries: Mapping[str, str]) -> Figures:
    def load() -> rdflib.Dataset:
        dataset = rdflib.Dataset(default_union=True)
        return dataset.parse(path, format="nquads")

    def ask(dataset: rdflib.Dataset, sparql: str) -> int:
        return len(list(dataset.query(sparql, initNs=prefixes("https://graphbuild.example/"))))

    signal(SIGALRM, _end)
    return _figures(load, ask, queries)


def oxigraph_memory(path: Path, queries: Mapping[str, str]) -> Figures:
    def load() -> pyoxigraph.Store:
        store = pyoxigraph.Store()
        store.bulk_load(path=str(path), format=pyoxigraph.RdfFormat.N_QUADS)
        return store

    return _figures(load, _count, queries)


def oxigraph_disk(path: Path, queries: Mapping[str, str]) -> Figures:
    return _figures(lambda: open_store(path), _count, queries)


def _count(store: pyoxigraph.Store, sparql: str) -> int:
    return len(run_query(store, sparql).terms)


def _figures(
    load: Callable[[], Any], ask: Callable[[Any, str], int], queries: Mapping[str, str]
) -> Figures:
    before = _resident()
    store, seconds = timed(load)
    memory = _resident() - before
    return Figures(
        seconds, memory, {name: _measured(ask, store, sparql) for name, sparql in queries.items()}
    )


def _measured(ask: Callable[[Any, str], int], store: Any, sparql: str) -> tuple[int, float | None]:
    """Return rows and the median time of a query, which is asked but once if it is slow."""
    times: list[float] = []
    try:
        while len(times) < TIMES and sum(times) < 5:
            alarm(LIMIT if ask is not _count else 0)
            rows, seconds = timed(lambda: ask(store, sparql))
            times.append(seconds)
    except TimeoutError:
        return 0, None
    finally:
        alarm(0)
    return rows, median(times)


def _end(*_: object) -> None:
    raise TimeoutError


def _resident() -> float:
    """Return the megabytes of memory that this process holds."""
    return int(check_output(["ps", "-o", "rss=", "-p", str(os.getpid())])) / 1000


def timed(stage: Callable[[], Any]) -> tuple[Any, float]:
    start = process_time()
    result = stage()
    return result, process_time() - start


# ------------------------------------------------------------------ the questions
def named(examples: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield each named query for all that it can list, and with each of its parameters."""
    for name in named_queries():
        sparql = read_named_query(name)
        optional = optional_parameters(sparql)
        if set(query_parameters(sparql)) <= optional:
            yield f"{name} (all)", sparql
        for parameter in query_parameters(sparql):
            if parameter not in ("first", "last"):
                asked = {parameter: examples[parameter]}
                yield f"{name} ({examples[parameter]})", bind_parameters(sparql, asked)
        if "first" in optional:
            period = {each: examples[each] for each in ("first", "last")}
            yield f"{name} (a month)", bind_parameters(sparql, period)


def examples_of(graph: KnowledgeGraph) -> dict[str, str]:
    """Return a value for each parameter: who says most, what is spoken of most, and so on."""
    people = [each for each in graph.entities.values() if each.type is EntityType.PERSON]
    speaker = max(people, key=lambda each: len(graph.claims_by(each.id)))
    topic = max(graph.entities.values(), key=lambda each: len(graph.claims_about(each.id)))
    places = [each for each in graph.entities.values() if each.part_of]
    around = max(places, key=lambda each: len(graph.articles_of(each.id))).part_of[-1]
    days = sorted(filter(None, (each.published_day for each in graph.articles)))
    month = days[len(days) // 2][:7]
    return {
        "entity": speaker.name,
        "speaker": speaker.name,
        "about": topic.name,
        "around": around.name,
        "attitude": "denial",
        "first": month,
        "last": month,
    }


def asked(examples: Mapping[str, str]) -> dict[str, str]:
    """Return the ten queries about what *examples* name."""
    found = {}
    for name, sparql in QUERIES.items():
        for parameter, value in examples.items():
            sparql = sparql.replace(f"${parameter}", lookup_key(value))
        found[name] = sparql
    return found


# ------------------------------------------------------------------ the whole
def main(paths: list[str]) -> None:
    """Print the tables at both sizes."""
    base = read_base(paths)
    sample = contents_of(base).graph
    quads = sum(1 for _ in to_quads(sample))
    compare(multiplied(base, QUADS * len(base) // quads), with_rdflib=True)
    compare(multiplied(base, MANY), with_rdflib=False)


def compare(extractions: list[Extraction], *, with_rdflib: bool) -> None:
    """Print what the graph of *extractions* costs."""
    contents, seconds = timed(lambda: contents_of(extractions))
    graph = contents.graph
    quads, making = timed(lambda: sum(1 for _ in to_quads(graph)))
    print(f"\n{graph!r}: {quads:,} quads; judged in {seconds:.0f} s, quads made in {making:.0f} s")
    _, seconds = timed(lambda: load_memory_store(graph))
    print(f"loaded into memory from the graph in {seconds:.0f} s", flush=True)
    with TemporaryDirectory() as temporary:
        folder, file = Path(temporary, "out"), Path(temporary, "graph.nq")
        folder.mkdir()
        pyoxigraph.serialize(to_quads(graph), str(file), format=pyoxigraph.RdfFormat.N_QUADS)
        _, seconds = timed(lambda: write_folder(contents, folder))
        size = sum(each.stat().st_size for each in (folder / STORE_FOLDER).iterdir()) / 1e6
        print(f"output folder written in {seconds:.0f} s, the store of {size:.0f} MB", flush=True)
        examples = examples_of(graph)
        ten = asked(examples)
        queries = ten | dict(named(examples))
        stores = {oxigraph_memory: file, oxigraph_disk: folder / STORE_FOLDER}
        both = [in_own_process(*each, queries) for each in stores.items()]
        others = [in_own_process(rdflib_memory, file, ten)] if with_rdflib else []
        print_stores([*others, *both])
        print_queries(ten, [*others, *both])
        print_named(both)
        update(contents, folder, Path(temporary))


def in_own_process(
    measure: Callable[[Path, Mapping[str, str]], Figures], path: Path, queries: Mapping[str, str]
) -> Figures:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(measure, path, queries).result()


def print_stores(figures: list[Figures]) -> None:
    columns = ("rdflib", "memory", "disk")[-len(figures) :]
    print(f"\n{'':<48}" + "".join(f"{each:>10}" for each in columns))
    print(f"{'s to load or open':<48}" + "".join(f"{each.load:>10.2f}" for each in figures))
    print(f"{'MB of memory then':<48}" + "".join(f"{each.memory:>10.0f}" for each in figures))


def print_queries(names: Iterable[str], figures: list[Figures]) -> None:
    """Print the ms of each query, and how many times as fast as rdflib the stores answer."""
    ratios: list[list[float]] = []
    print("ms for a query")
    for name in names:
        times = [each.queries[name][1] for each in figures]
        print(f"{name:<48}" + "".join(f"{_shown(each):>10}" for each in times), end="")
        if len(figures) > 2:
            first = times[0] or LIMIT
            ratios.append([first / (each or LIMIT) for each in times[1:]])
            print("".join(f"{each:>9.1f}x" for each in ratios[-1]), end="")
        print()
    for column, place in zip(zip(*ratios, strict=True), ("in memory", "on disk"), strict=False):
        print(f"{place}: {median(column):.1f} times as fast in the median, {min(column):.1f} least")


def print_named(both: list[Figures]) -> None:
    """Print rows and ms of the named queries, with a mark at what takes longer than it should."""
    print(f"\n{'named queries':<62}{'rows':>9}{'memory':>10}{'disk':>10}")
    for name, (rows, seconds) in both[0].queries.items():
        if name not in QUERIES:
            mark = " *" if seconds is None or seconds > SLOW else ""
            disk = _shown(both[1].queries[name][1])
            print(f"{name:<62}{rows:>9,}{_shown(seconds):>10}{disk:>10}{mark}")


def _shown(seconds: float | None) -> str:
    return f"> {LIMIT} s" if seconds is None else f"{seconds * 1000:.1f}"


def update(contents: Contents, folder: Path, temporary: Path) -> None:
    """Print how long it takes to retract one article from *folder*, and to add it again."""
    fewer, judging = timed(lambda: contents_of(contents.extractions[1:]))
    print(f"one article less: judged in {judging:.1f} s", flush=True)
    before = folder
    for what, graph in (("retracted", fewer.graph), ("added again", contents.graph)):
        after = temporary / what
        after.mkdir()
        start = perf_counter()
        write_dataset(graph, after, before=before)
        print(f"one article {what}: store in {perf_counter() - start:.2f} s", flush=True)
        before = after


if __name__ == "__main__":
    main(sys.argv[1:])
