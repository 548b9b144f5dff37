"""A real server on a small graph, in a process of its own."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from conftest import courier_extraction, lantern_extraction, merges_of, small_entities

from graphbuild.dataset import write_dataset
from graphbuild.graph import KnowledgeGraph
from graphbuild.replacement import locked, written_together

SERVE = """
import json, sys
from pathlib import Path
from graphbuild.query_process import Limits
from graphbuild.server.serving import serve
limits = Limits(**json.loads(sys.argv[2]))
serve(Path(sys.argv[1]), port=0, limits=limits, on_ready=lambda *said: print(*said, flush=True))
"""
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"
LIMITS = {"seconds": 60, "rows": 1000, "memory": 1 << 28}


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A running server."""

    client: httpx.Client
    process: subprocess.Popen[str]
    folder: Path

    @property
    def holder(self) -> int:
        """Process id of what holds the store."""
        (holder,) = children(self.process.pid)
        return holder

    @property
    def queries(self) -> list[int]:
        """Process ids of the queries that run."""
        return children(self.holder)


def two_articles() -> KnowledgeGraph:
    """Return the small graph of the tests, for servers that several tests ask."""
    entities = small_entities()
    extractions = (courier_extraction(entities), lantern_extraction(entities))
    return KnowledgeGraph(extractions, entities.values(), merges_of(extractions))


def write_folder(graph: KnowledgeGraph, folder: Path) -> None:
    """Write what the server needs of an output folder, in place of what is there."""
    with locked(folder), written_together(folder) as fresh:
        write_dataset(graph, fresh)


@contextmanager
def serving(graph: KnowledgeGraph, folder: Path, **limits: float) -> Iterator[Served]:
    """Serve *graph* from *folder*; nothing may be left of it afterwards."""
    write_folder(graph, folder)
    with started(folder, **limits) as served:
        yield served


@contextmanager
def started(folder: Path, **limits: float) -> Iterator[Served]:
    """Serve what is in *folder*."""
    command = [sys.executable, "-c", SERVE, str(folder), json.dumps(LIMITS | limits)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        address = process.stdout.readline().split()[0]
        with httpx.Client(base_url=address, timeout=60) as client:
            yield Served(client=client, process=process, folder=folder)
        before = [
            *children(process.pid),
            *(each for one in children(process.pid) for each in children(one)),
        ]
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)
    wait_until(lambda: not any(map(is_running, before)))


def children(process: int) -> list[int]:
    """Return the process ids of a process's children that run."""
    listed = Path(f"/proc/{process}/task").glob("*/children")
    return [
        int(each) for file in listed for each in file.read_text().split() if is_running(int(each))
    ]


def is_running(process: int) -> bool:
    """Whether a process is there, and no zombie."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def open_files(process: int) -> int:
    """Return the number of files and sockets that a process has open."""
    return sum(1 for _ in Path(f"/proc/{process}/fd").iterdir())


def wait_until(holds: Callable[[], bool], seconds: float = 20) -> None:
    """Return when something holds; fail when it doesn't in time."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it never came to hold"
        time.sleep(0.02)
