"""The graphs of a store pushed to a server, so that it holds the same, article by article.

What the server holds is asked of the server: how much each graph of ours holds there, and what was
pushed whole, which stands in a graph of its own as a hash of each graph. A graph's hash is taken
out before the graph changes, and stated when the graph has been sent and counted. So a push that
is stopped anywhere is gone on with by the next one, and a push of the same sends nothing.

Ours are the graphs of entities and judgements, and those named like an article that say of
themselves that they are one. No other graph is touched.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256

from pyoxigraph import Literal, NamedNode, RdfFormat, Store

from graphbuild.errors import RemoteError
from graphbuild.iris import Iris
from graphbuild.remote.addresses import Addresses
from graphbuild.remote.connection import Answer
from graphbuild.remote.endpoint import Endpoint
from graphbuild.remote.writing import Lines, Writer, find_writer
from graphbuild.store import store_base
from graphbuild.vocabulary import GB

_IN_FLIGHT = 4  # requests at a time: Virtuoso takes half the time, Oxigraph about the same
_BATCH_GRAPHS, _BATCH_TRIPLES = 100, 50_000
_PAGE = 10_000  # rows; a server may give less


@dataclass(frozen=True, slots=True, kw_only=True)
class Pushed:
    """How many graphs were sent, removed from the server, and there already."""

    sent: int
    removed: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class Content:
    """What a graph here holds.

    Attributes:
        digest: SHA-256 of its sorted N-Triples.
        count: Of its triples.
    """

    digest: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a server lacks of what is here.

    Attributes:
        kept: Graphs that it holds already.
        sent: Graphs that it lacks, or that differ.
        removed: Graphs of ours that aren't here any more.
        is_listed: Whether the server's list of what was pushed is that of the kept graphs.
    """

    kept: tuple[str, ...]
    sent: tuple[str, ...]
    removed: tuple[str, ...]
    is_listed: bool


@dataclass(frozen=True, slots=True)
class Remote:
    """What is read of a server.

    Attributes:
        endpoint: That answers its queries.
        iris: Of the graph that is pushed.
    """

    endpoint: Endpoint
    iris: Iris

    def digests(self) -> dict[str, str]:
        """Return graph to hash, of what was pushed whole."""
        pattern = f"GRAPH {NamedNode(self.iris.pushed_graph)} {{ ?graph {GB.graphSha256} ?value }}"
        return dict(self._pages(pattern))

    def articles(self) -> set[str]:
        """Return the graphs that are named like an article and say that they are one."""
        named = f"FILTER(STRSTARTS(STR(?graph), {Literal(self.iris.article(''))}))"
        pattern = f"GRAPH ?graph {{ ?graph {GB.textSha256} ?value }} {named}"
        return {graph for graph, _ in self._pages(pattern)}

    def counts(self) -> dict[str, int]:
        """Return graph to the number of its triples, of all graphs on the server."""
        every = (
            "SELECT ?graph (COUNT(*) AS ?value) WHERE { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph"
        )
        found = dict(self._pages(f"{{ {every} }}"))
        if not all(value.isascii() and value.isdigit() for value in found.values()):
            raise RemoteError(f"{self.endpoint.url}: counts in other things than numbers.")
        return {graph: int(value) for graph, value in found.items()}

    def _pages(self, pattern: str) -> Iterator[tuple[str, str]]:
        """Yield ?graph and ?value, however few rows at a time the server gives.

        Pages go by the hash of the graph's name: Virtuoso compares names wrongly that aren't ASCII.
        """
        last, rows = "", [("", "", "")]
        while rows:
            found = self.endpoint.select(
                f"SELECT DISTINCT ?graph ?value ?key WHERE {{ {pattern} "
                f"BIND(SHA256(STR(?graph)) AS ?key) FILTER(?key > {Literal(last)}) }} "
                f"ORDER BY ?key LIMIT {_PAGE}"
            ).rows
            rows = [(str(graph), str(value), str(key)) for graph, value, key in found]
            if rows and rows[-1][2] <= last:
                raise RemoteError(f"{self.endpoint.url}: doesn't give rows in the order asked for.")
            last = rows[-1][2] if rows else last
            yield from ((graph, value) for graph, value, _ in rows)


def push(
    store: Store,
    endpoint: Endpoint,
    where: Addresses,
    *,
    tell: Callable[[str], object] = lambda _: None,
) -> Pushed:
    """Let a server hold the graphs of *store*, and of ours no others.

    Args:
        store: What is pushed.
        endpoint: That answers the server's queries.
        where: The server is written to.
        tell: Called with a message on what is being done.

    Raises:
        RemoteError: The server can't be reached or refuses, or a graph doesn't arrive whole.
    """
    remote = Remote(endpoint, Iris(store_base(store)))
    local = {name: _content(store, name) for name in _names(store)}
    plan = _plan(local, remote)
    if plan.sent or plan.removed or not plan.is_listed:
        listed = _listed(local, plan.kept)
        writer = find_writer(endpoint, where, remote.iris.pushed_graph, listed)
        task = _Task(store, local, remote, writer, tell)
        task.remove(plan.removed)
        task.send(plan.sent)
        task.check(plan)
    return Pushed(sent=len(plan.sent), removed=len(plan.removed), unchanged=len(plan.kept))


def _plan(local: Mapping[str, Content], remote: Remote) -> Plan:
    digests, iris, counts = remote.digests(), remote.iris, remote.counts()
    # Whoever writes to the list could name any graph in it.
    listed = {name for name in digests if name.startswith(iris.article(""))}
    ours = {iris.entities_graph, iris.judgements_graph, *listed, *remote.articles()}
    kept = {
        name
        for name, here in local.items()
        if (digests.get(name), counts.get(name)) == (here.digest, here.count)
    }
    return Plan(
        kept=tuple(sorted(kept)),
        sent=tuple(sorted(local.keys() - kept)),
        removed=tuple(sorted((ours & counts.keys()) - local.keys())),
        is_listed=digests.keys() == kept,
    )


@dataclass(frozen=True, slots=True)
class _Task:
    """Writes to a server what a plan says."""

    store: Store
    local: Mapping[str, Content]
    remote: Remote
    writer: Writer
    tell: Callable[[str], object]

    def remove(self, graphs: Sequence[str]) -> None:
        self._each(self.writer.delete, graphs)
        if graphs:
            self.tell(f"{len(graphs)} graphs removed that aren't in the build any more")

    def send(self, graphs: Sequence[str]) -> None:
        done = 0
        for batch in _batches(graphs, self.local):
            self._each(lambda graph: self.writer.put(graph, _lines(self.store, graph)), batch)
            _expect(self.writer.add(self.remote.iris.pushed_graph, _listed(self.local, batch)))
            done += len(batch)
            self.tell(f"{done} of {len(graphs)} graphs sent")

    def check(self, plan: Plan) -> None:
        """Count what arrived; what differs is sent once more.

        Raises:
            RemoteError: A graph differs again, or one that was removed is there.
        """
        if wrong := self._differing(plan):
            self.tell(f"{len(wrong)} graphs didn't arrive whole and are sent again")
            self.remove([name for name in wrong if name not in self.local])
            self.send([name for name in wrong if name in self.local])
            wrong = self._differing(plan)
        for name, count in wrong.items():
            expected = self.local[name].count if name in self.local else 0
            raise RemoteError(
                f"{self.remote.endpoint.url}: holds {count} statements of {name}, not {expected}, "
                "although it was sent twice. See that nothing else writes to this graph, and look "
                "into the server's log."
            )

    def _differing(self, plan: Plan) -> dict[str, int]:
        """Return graph to its count on the server, where that isn't what it should be."""
        counts = self.remote.counts()
        expected = {name: here.count for name, here in self.local.items()}
        expected |= dict.fromkeys(plan.removed, 0)
        found = {name: counts.get(name, 0) for name in expected}
        return {name: count for name, count in found.items() if count != expected[name]}

    def _each(self, write: Callable[[str], Answer], graphs: Iterable[str]) -> None:
        """Write each graph, some at a time; what is waiting is left out when one fails."""
        with ThreadPoolExecutor(_IN_FLIGHT) as pool:
            tasks = [pool.submit(write, graph) for graph in graphs]
            try:
                for task in tasks:
                    _expect(task.result())
            finally:
                pool.shutdown(cancel_futures=True)


def _expect(answer: Answer) -> None:
    if not answer.is_success:
        raise answer.error()


def _names(store: Store) -> list[str]:
    return sorted(name.value for name in store.named_graphs() if isinstance(name, NamedNode))


def _content(store: Store, graph: str) -> Content:
    lines = sorted(_lines(store, graph))
    return Content(sha256(b"".join(lines)).hexdigest(), len(lines))


def _lines(store: Store, graph: str) -> Lines:
    """Return a graph's triples, those of the article itself first.

    So what has arrived of a graph in several parts says whose it is.
    """
    triples = store.dump(format=RdfFormat.N_TRIPLES, from_graph=NamedNode(graph)) or b""
    own = f"{NamedNode(graph)} ".encode()
    return sorted(triples.splitlines(keepends=True), key=lambda line: not line.startswith(own))


def _listed(local: Mapping[str, Content], graphs: Iterable[str]) -> Lines:
    """Return what states that *graphs* were pushed whole."""
    return [
        f"{NamedNode(graph)} {GB.graphSha256} {Literal(local[graph].digest)} .\n".encode()
        for graph in graphs
    ]


def _batches(graphs: Iterable[str], local: Mapping[str, Content]) -> Iterator[list[str]]:
    """Yield graphs in groups of a bounded size, in their order."""
    batch: list[str] = []
    triples = 0
    for graph in graphs:
        triples += local[graph].count
        if batch and (len(batch) == _BATCH_GRAPHS or triples > _BATCH_TRIPLES):
            yield batch
            batch, triples = [], local[graph].count
        batch.append(graph)
    if batch:
        yield batch
