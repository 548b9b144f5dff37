"""The command that writes a graph in other formats: ``export``."""

from pathlib import Path
from typing import Annotated

import typer

from graphbuild.cli.common import Folder, SinceOption, UntilOption, errors_as_messages, load_part


def export(
    folder: Folder,
    file: Annotated[
        Path,
        typer.Argument(
            help="File to write; its suffix says what: .ttl .nt .nq .trig .jsonld .graphml .gexf "
            ".json .html .csv"
        ),
    ],
    since: SinceOption = None,
    until: UntilOption = None,
) -> None:
    """Write the graph, or the part of it that was published in a period, in another format."""
    with errors_as_messages():
        from graphbuild.export.formats import write
        from graphbuild.folder import check_outside, read_build

        check_outside(file, folder)

        for path in write(load_part(folder, since, until), file, base=read_build(folder).base):
            print(path)
