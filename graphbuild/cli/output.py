"""Standard output: what it can't show or take is told, and never as a traceback."""

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from typing import Any

import typer


class Program(typer.Typer):
    """Typer, for an output that may be of any encoding, full, or closed before all is printed."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run the command that the arguments of this process name."""
        _set_output(errors="replace")
        with _faults_as_messages():
            return super().__call__(*args, **kwargs)


def write_exactly(text: str) -> None:
    """Print what programs read: in UTF-8, whatever a terminal here can show."""
    _set_output(encoding="utf-8", errors="strict")
    print(text, end="")


def _set_output(*, errors: str, encoding: str | None = None) -> None:
    if isinstance(sys.stdout, TextIOWrapper):  # there is none where it was closed at the start
        sys.stdout.reconfigure(encoding=encoding, errors=errors)


@contextmanager
def _faults_as_messages() -> Iterator[None]:
    try:
        try:
            yield
        finally:
            print(end="", flush=True)
    except OSError as error:
        if error.filename is not None:
            raise
        _drop_output()
        if error.errno != errno.EPIPE:  # who closes a pipe has read what they wanted
            print(f"the output can't be written: {error.strerror}", file=sys.stderr)
        raise SystemExit(1) from error


def _drop_output() -> None:
    """Let what is still to be flushed go nowhere, as that would fail once more."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
