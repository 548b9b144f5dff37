"""The command that answers questions over HTTP: ``serve``."""

from typing import Annotated

import typer

from graphbuild.cli.common import Folder, errors_as_messages
from graphbuild.server import DEFAULT_HOST, DEFAULT_PORT, DEFAULT_SECONDS


def serve(
    folder: Folder,
    host: Annotated[str, typer.Option(help="Name or address to listen on.")] = DEFAULT_HOST,
    port: Annotated[
        int, typer.Option(help="Port to listen on; 0 for any that is free.")
    ] = DEFAULT_PORT,
    timeout: Annotated[
        float, typer.Option(min=0.1, help="Seconds after which a query is ended.")
    ] = DEFAULT_SECONDS,
) -> None:
    """Answer SPARQL over HTTP, read-only, with a page to ask and look at the graph.

    Only programs of this computer reach it, unless --host says otherwise. What is built into the
    folder later is served as soon as it is complete.
    """
    with errors_as_messages():
        from dataclasses import replace

        from graphbuild.server.guards import is_loopback
        from graphbuild.server.serving import DEFAULT_LIMITS, serve

        if not is_loopback(host):
            warning = (
                f"{host}: whoever reaches this computer can read the graph. No password guards it."
            )
            typer.echo(warning, err=True)
        limits = replace(DEFAULT_LIMITS, seconds=timeout)
        serve(folder, host=host, port=port, limits=limits, on_ready=_tell)


def _tell(address: str, quads: int) -> None:
    print(
        f"{address}  ({quads:,} quads; end with Ctrl-C)\n{address}sparql is the endpoint",
        flush=True,
    )
