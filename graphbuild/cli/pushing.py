"""Commands that write to a server: ``push``."""

from typing import Annotated

import typer

from graphbuild.cli.common import (
    Folder,
    PasswordFileOption,
    UserOption,
    errors_as_messages,
    read_login,
    warn,
)


def push(
    folder: Folder,
    to: Annotated[
        str, typer.Option(help="URL of the SPARQL server, or of its dataset or query endpoint.")
    ],
    user: UserOption = None,
    password_file: PasswordFileOption = None,
    query_url: Annotated[
        str | None, typer.Option(help="Where the server answers queries, if it isn't found.")
    ] = None,
    update_url: Annotated[
        str | None, typer.Option(help="Where it takes updates; used in place of a graph store.")
    ] = None,
    graph_store_url: Annotated[
        str | None, typer.Option(help="Where it speaks the Graph Store Protocol.")
    ] = None,
) -> None:
    """Let a SPARQL server hold the graph, article by article, and nothing older of it.

    Only what changed is sent, and counted there. Stopped, it goes on where it was. Graphs of others
    aren't touched.
    """
    with errors_as_messages():
        from graphbuild.dataset import STORE_FOLDER
        from graphbuild.remote.addresses import Addresses
        from graphbuild.remote.connection import Connection
        from graphbuild.remote.endpoint import find_endpoint
        from graphbuild.remote.pushing import push as push_store
        from graphbuild.store import open_store

        where = Addresses(url=to, query=query_url, update=update_url, graph_store=graph_store_url)
        store = open_store(folder / STORE_FOLDER)
        with Connection(read_login(user, password_file)) as connection:
            endpoint = find_endpoint(connection, where)
            done = push_store(store, endpoint, where, tell=warn)
    print(
        f"{endpoint.url}: {done.sent} graphs sent, {done.removed} removed, "
        f"{done.unchanged} were there already"
    )
