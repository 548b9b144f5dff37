"""The server under many clients: does it answer each of them, how soon, and does it keep anything?

    python tests/benchmarks/endpoint.py FOLDER [SECONDS]

Starts ``graphbuild serve`` on what was built into FOLDER. First each client asks once; then 32 of
them ask the named queries for SECONDS (60), nine times in ten about something, and once for a list
of all. Prints how many answers there were, how late, and what the server's processes held before
and after. Exits with 1 after an error, or if the server has kept processes or open files. Needs the
/proc of Linux.
"""

import json
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles
from threading import Thread
from time import monotonic, sleep
from typing import NamedTuple
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from store import examples_of, named

from graphbuild.facade import open_graph

CLIENTS = 32
SECONDS = 60
LISTS = 0.1
FORMS = (
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
)
# This lists more rows than a server hands out.
HEAVY = ("entities-seen-together (all)",)


class Held(NamedTuple):
    """What the processes of a server hold: their number, open files and megabytes of memory."""

    processes: int
    files: int
    memory: float


class Client(Thread):
    """Asks one query after another until the time is up."""

    def __init__(self, endpoint: str, queries: Mapping[str, str], until: float, seed: int) -> None:
        super().__init__()
        self.endpoint, self.until, self.random = endpoint, until, random.Random(seed)
        self.lists = [sparql for name, sparql in queries.items() if name.endswith("(all)")]
        self.questions = [sparql for sparql in queries.values() if sparql not in self.lists]
        self.latencies: list[float] = []
        self.errors: Counter[str] = Counter()

    def run(self) -> None:
        while True:
            those = self.lists if self.random.random() < LISTS else self.questions
            self._ask(self.random.choice(those), self.random.choice(FORMS))
            if monotonic() > self.until:
                return

    def _ask(self, sparql: str, form: str) -> None:
        start = monotonic()
        request = Request(self.endpoint, urlencode({"query": sparql}).encode(), {"Accept": form})
        try:
            with urlopen(request, timeout=120) as answer:
                if not answer.headers["Content-Type"].startswith(form):
                    self.errors[f"{form} asked, {answer.headers['Content-Type']} got"] += 1
                content = answer.read()
            if form.endswith("json"):
                json.loads(content)
        except HTTPError as error:
            self.errors[f"{error.code}: {error.read(200).decode(errors='replace')}"] += 1
        except (OSError, ValueError) as error:
            self.errors[repr(error)] += 1
        self.latencies.append(monotonic() - start)


@contextmanager
def server(folder: str) -> Iterator[tuple[str, int]]:
    """Yield the address of a server's endpoint and the id of its process."""
    command = ["graphbuild", "serve", folder, "--port", "0"]
    run = f"from graphbuild.cli import app; import sys; sys.argv = {command!r}; app()"
    with subprocess.Popen(
        [sys.executable, "-c", run], stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            address = process.stdout.readline().split()[0]
            yield f"{address}sparql", process.pid
        finally:
            process.terminate()


def held(process: int) -> Held:
    """Return what a process and all that it has started hold."""
    family = list(_family(process))
    files = sum(len(list(Path(f"/proc/{each}/fd").iterdir())) for each in family)
    memory = sum(_own_memory(each) for each in family)
    return Held(len(family), files, memory)


def _family(process: int) -> Iterator[int]:
    yield process
    children = Path(f"/proc/{process}/task").glob("*/children")
    for child in " ".join(each.read_text(encoding="ascii") for each in children).split():
        yield from _family(int(child))


def _own_memory(process: int) -> float:
    """Return the megabytes of a process, those that it shares with others in equal parts."""
    rollup = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
    return int(rollup.partition("Pss:")[2].split()[0]) / 1000


def run(endpoint: str, queries: Mapping[str, str], seconds: float) -> list[Client]:
    until = monotonic() + seconds
    clients = [Client(endpoint, queries, until, seed) for seed in range(CLIENTS)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    return clients


def main(folder: str, seconds: float) -> None:
    """Print how the server did; exit with 1 if it failed, or has kept what it needs no more."""
    examples = examples_of(open_graph(folder))
    queries = {name: sparql for name, sparql in named(examples) if name not in HEAVY}
    with server(folder) as (endpoint, process):
        run(endpoint, queries, 0)  # what is held from the first query on
        sleep(2)
        before = held(process)
        clients = run(endpoint, queries, seconds)
        sleep(5)
        after = held(process)
    latencies = sorted(each for client in clients for each in client.latencies)
    errors = sum((client.errors for client in clients), Counter[str]())
    cuts = quantiles(latencies, n=100)
    print(f"{len(latencies):,} answers to {CLIENTS} clients in {seconds:.0f} s")
    print(
        "latency: " + ", ".join(f"p{each} {cuts[each - 1] * 1000:.0f} ms" for each in (50, 95, 99))
    )
    print(f"held before: {before}\nheld after:  {after}\nerrors: {errors.total()}")
    for message, count in errors.most_common(5):
        print(f"{count:>7} {message}")
    if errors or after.processes > before.processes or after.files > before.files:
        sys.exit(1)


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else SECONDS)
