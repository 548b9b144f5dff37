"""Named graphs written to a server, in requests of a size that servers take.

By the Graph Store Protocol, or where a server has none by SPARQL Update.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from pyoxigraph import NamedNode

from graphbuild.remote.addresses import Addresses
from graphbuild.remote.connection import Answer, Connection
from graphbuild.remote.endpoint import Endpoint, refusal

# nginx takes a mebibyte unless told otherwise; Virtuoso compiles about 4,500 triples in an update.
PART_BYTES, UPDATE_TRIPLES = 1_000_000, 2_000
_N_TRIPLES = {"Content-Type": "application/n-triples"}
_UPDATE = {"Content-Type": "application/sparql-update"}
_NOT_FOUND, _TOO_LARGE = 404, 413
# Virtuoso's where a literal is too long for its parser of N-Triples, but not for that of updates.
_PERHAPS_BY_UPDATE = {400, 500}
_BACKSLASH_U = re.compile(rb"(?<!\\)((?:\\\\)+)([uU])")

Lines = Sequence[bytes]
"""Triples in N-Triples, each with its line break."""


@dataclass(frozen=True, slots=True)
class Updates:
    """Writes by SPARQL Update."""

    connection: Connection
    url: str

    def put(self, graph: str, lines: Lines) -> Answer:
        """Let the graph hold *lines* and nothing else."""
        answer = self.delete(graph)
        return self.add(graph, lines) if answer.is_success and lines else answer

    def add(self, graph: str, lines: Lines) -> Answer:
        """Add *lines*, at least one, to the graph."""
        head = f"INSERT DATA {{ GRAPH {NamedNode(graph)} {{\n".encode()
        return _in_parts(lines, UPDATE_TRIPLES, lambda part: self._send(head, *part, b"}}"))

    def delete(self, graph: str) -> Answer:
        """Leave nothing of the graph."""
        return self._send(f"DROP SILENT GRAPH {NamedNode(graph)}".encode())

    def _send(self, *lines: bytes) -> Answer:
        content = b"".join(map(_sparql, lines))
        return self.connection.send("POST", self.url, content=content, headers=_UPDATE)


@dataclass(frozen=True, slots=True)
class GraphStore:
    """Writes by the Graph Store Protocol.

    Attributes:
        connection: To its server.
        url: Where it is.
        updates: What to write by instead, if it can, where the server's parser gives up.
    """

    connection: Connection
    url: str
    updates: Updates | None = None

    def put(self, graph: str, lines: Lines) -> Answer:
        """Let the graph hold *lines* and nothing else."""
        is_begun = False

        def write(part: Lines) -> Answer:
            nonlocal is_begun
            answer = self._write("POST" if is_begun else "PUT", graph, part)
            is_begun = is_begun or answer.is_success
            return answer

        return _in_parts(lines, len(lines), write)

    def add(self, graph: str, lines: Lines) -> Answer:
        """Add *lines* to the graph."""
        return _in_parts(lines, len(lines), lambda part: self._write("POST", graph, part))

    def delete(self, graph: str) -> Answer:
        """Leave nothing of the graph."""
        answer = self.connection.send("DELETE", self.url, params={"graph": graph})
        return replace(answer, status=200) if answer.status == _NOT_FOUND else answer

    def _write(self, method: str, graph: str, part: Lines) -> Answer:
        answer = self._send(method, graph, part)
        if self.updates is None or answer.status not in _PERHAPS_BY_UPDATE:
            return answer
        write = self.updates.put if method == "PUT" else self.updates.add
        instead = write(graph, part)
        return instead if instead.is_success else answer

    def _send(self, method: str, graph: str, part: Lines) -> Answer:
        return self.connection.send(
            method, self.url, params={"graph": graph}, content=b"".join(part), headers=_N_TRIPLES
        )


Writer = GraphStore | Updates


def find_writer(endpoint: Endpoint, where: Addresses, graph: str, lines: Lines) -> Writer:
    """Return what writes to the server, after it let *graph* hold *lines*.

    That is how a server is asked whether it can be written to: no other request tells.

    Raises:
        RemoteError: None of its addresses can be written to.
    """
    answers = []
    updates = [Updates(endpoint.connection, url) for url in where.updates(endpoint.url)]
    stores = [GraphStore(endpoint.connection, url) for url in where.stores(endpoint.url)]
    writers: list[Writer] = [*stores, *updates]
    for writer in writers:
        answer = writer.put(graph, lines)
        if answer.is_success:
            return replace(writer, updates=updates[0]) if isinstance(writer, GraphStore) else writer
        answers.append(answer)
    advice = "Name the right one by --graph-store-url or --update-url"
    raise refusal(answers, "can be written to", advice)


def _in_parts(lines: Lines, most: int, send: Callable[[Lines], Answer]) -> Answer:
    """Send *lines*, *most* of them at a time; return the last answer, or the first bad one."""
    answers = (_halved(part, send) for part in _parts(lines, most))
    last = next(answers)
    while last.is_success and (answer := next(answers, None)):
        last = answer
    return last


def _parts(lines: Lines, most: int) -> Iterator[Lines]:
    """Yield *lines* in parts of a size that servers take; there is at least one part."""
    start = size = 0
    for place, line in enumerate(lines):
        size += len(line)
        if place > start and (size > PART_BYTES or place - start == most):
            yield lines[start:place]
            start, size = place, len(line)
    yield lines[start:]


def _halved(part: Lines, send: Callable[[Lines], Answer]) -> Answer:
    """Send a part, or each half of it where a server takes even less."""
    answer = send(part)
    if answer.status != _TOO_LARGE or len(part) < 2:
        return answer
    half = len(part) // 2
    first = _halved(part[:half], send)
    return _halved(part[half:], send) if first.is_success else first


def _sparql(line: bytes) -> bytes:
    r"""Return a line of N-Triples as SPARQL that can't be misread.

    SPARQL decodes ``\u0022`` before it looks for the ends of strings, so an escaped backslash
    before an u might let a text end its own string. The u is written as an escape itself.
    """
    return _BACKSLASH_U.sub(lambda match: match[1] + b"\\u%04x" % ord(match[2]), line)
