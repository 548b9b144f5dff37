"""Commands that check a graph: ``verify`` and ``validate``."""

from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

from graphbuild.cli.common import Folder, errors_as_messages, warn
from graphbuild.errors import VerificationError

SHOWN_MESSAGES = 20


def verify(folder: Folder) -> None:
    """Check every file against its checksum, every span against its text, and the store."""
    with errors_as_messages():
        from graphbuild.pipeline import find_folder_faults

        faults = find_folder_faults(folder)
        shown = list(islice(faults, SHOWN_MESSAGES))
        more = sum(1 for _ in faults)
        if shown:
            lines = [*map(str, shown), *([f"and {more} more"] if more else [])]
            raise VerificationError("\n".join(lines))
    print(f"{folder}: no fault")


def validate(
    folder: Folder,
    shapes: Annotated[
        list[Path] | None,
        typer.Option(help="File of SHACL shapes, in place of graphbuild's own; repeatable."),
    ] = None,
) -> None:
    """Check the graph against SHACL shapes: graphbuild's own, or yours."""
    with errors_as_messages():
        from graphbuild.conformance import find_violations
        from graphbuild.dataset import STORE_FOLDER
        from graphbuild.folder import read_build
        from graphbuild.shapes import read_own_shapes, read_shapes
        from graphbuild.store import open_store
        from graphbuild.vocabulary import prefixes

        names = prefixes(read_build(folder).base)
        contract = read_shapes(shapes) if shapes else read_own_shapes()
        for imported in contract.imports:
            warn(f"{contract.name}: its import {imported} isn't fetched. Give the file as --shapes")
        found = find_violations(open_store(folder / STORE_FOLDER), contract, names)
        _raise_faults(folder, found)
    print(f"{folder}: conforms to {contract.name if shapes else 'the shapes of graphbuild'}")


def _raise_faults(folder: Path, found: Sequence[object]) -> None:
    """Raise VerificationError with how many were *found*, and the first of them."""
    if found:
        count = f"{folder}: {len(found)} violation{'' if len(found) == 1 else 's'}"
        more = len(found) - SHOWN_MESSAGES
        rest = [f"and {more} more"] if more > 0 else []
        raise VerificationError("\n".join([count, *map(str, found[:SHOWN_MESSAGES]), *rest]))
