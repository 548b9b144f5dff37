"""What the server asks a query's process, and what that answers, as bytes on a socket.

The job is its length and a JSON object; the answer a line of JSON, then as many bytes as it says.
So an answer that ends early is told from a whole one.
"""

import json
import signal
import struct
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any

from graphbuild.query_process import LESS_AT_ONCE, TOO_DEEP, Limits
from graphbuild.store import Scope

LENGTH = struct.Struct(">I")
MOST_BYTES_OF_HEAD = 1 << 16
_PLAIN = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A query to answer.

    Attributes:
        sparql: As it was sent.
        row_forms: Forms for rows that the client takes, the best first; see ``results.FORMS``.
        graph_forms: The same for triples.
        scope: The graphs that the query sees; None for all.
        must_exist: Whether no triples mean that what was asked for isn't there.
        limits: What the query may use.
    """

    sparql: str
    row_forms: tuple[str, ...] = ()
    graph_forms: tuple[str, ...] = ()
    scope: Scope | None = None
    must_exist: bool = False
    limits: Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What comes before the bytes of an answer.

    Attributes:
        status: Of HTTP.
        media_type: Of the bytes.
        length: Number of bytes that follow.
    """

    status: int
    media_type: str
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer as a whole."""

    body: bytes
    media_type: str = _PLAIN
    status: int = HTTPStatus.OK

    @property
    def head(self) -> Head:
        return Head(status=self.status, media_type=self.media_type, length=len(self.body))


def refusal(status: int, message: str) -> Answer:
    """Return an answer that says in plain text why there is no other."""
    return Answer(status=status, body=f"{message}\n".encode(errors="replace"))


def too_large() -> Answer:
    """Return the answer to a query that takes more memory than it may."""
    return refusal(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        f"the query needs more memory than it may take. {LESS_AT_ONCE}",
    )


def overdue() -> Answer:
    """Return the answer to a query whose time is up."""
    return refusal(
        HTTPStatus.GATEWAY_TIMEOUT,
        "the query took longer than it may and was ended. Ask for less: name an entity or article, "
        "or add LIMIT",
    )


def obituary(status: int) -> Answer | None:
    """Return the answer in place of a query's process that ended without one.

    Args:
        status: That it ended with; negative for the signal that ended it.
    """
    if status in (0, -signal.SIGKILL):
        return None
    if status in (-signal.SIGXCPU, -signal.SIGALRM):
        return overdue()
    if status == -signal.SIGABRT:  # what Oxigraph does without memory
        return too_large()
    if status == -signal.SIGSEGV:
        return refusal(HTTPStatus.UNPROCESSABLE_ENTITY, TOO_DEEP)
    message = f"the query's process failed (status {status}): the server's terminal says more"
    return refusal(HTTPStatus.INTERNAL_SERVER_ERROR, message)


def encode_job(job: Job) -> bytes:
    """Return the job as bytes, its length first."""
    content = json.dumps(asdict(job)).encode()
    return LENGTH.pack(len(content)) + content


def decode_job(content: bytes) -> Job:
    """Return the job that *content*, without its length, stands for."""
    data = json.loads(content)
    scope = data["scope"]
    parts = {
        "limits": Limits(**data["limits"]),
        "scope": Scope(**_tuples(scope)) if scope is not None else None,
    }
    return Job(**_tuples(data | parts))


def _tuples(data: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(each) if isinstance(each, list) else each for name, each in data.items()}


def encode_head(head: Head) -> bytes:
    """Return the line that comes before an answer's bytes."""
    return json.dumps(asdict(head)).encode() + b"\n"


def decode_head(line: bytes) -> Head:
    """Return what the line before an answer's bytes says."""
    return Head(**json.loads(line))
