"""Where a server reads, updates and stores graphs: what the known ones call these addresses."""

import re
from dataclasses import dataclass

from graphbuild.errors import RemoteError

# Ends of addresses after what all addresses of a server, or of one of its datasets, begin with.
_END = re.compile(
    r"/(?:query|update|store|data|sparql(?:-auth)?|sparql-graph-crud(?:-auth)?"
    r"|statements|rdf-graphs/service)$"
)
_ADDRESS = re.compile(r"https?://[^/?#@\s]+(?:/[^?#\s]*)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What follows the root in a server's addresses.

    Attributes:
        query: Of the address that answers queries.
        stores: Of those that may speak the Graph Store Protocol, the likeliest first.
        updates: Of those that may take updates, the likeliest first.
    """

    query: str
    stores: tuple[str, ...]
    updates: tuple[str, ...]


_VIRTUOSO_STORES = ("/sparql-graph-crud-auth", "/sparql-graph-crud")
_LAYOUTS = (
    # Oxigraph; Fuseki
    Layout(query="/query", stores=("/store", "/data"), updates=("/update",)),
    # Virtuoso; Fuseki, Blazegraph
    Layout(
        query="/sparql",
        stores=(*_VIRTUOSO_STORES, "/data"),
        updates=("/sparql-auth", "/update", "/sparql"),
    ),
    Layout(query="/sparql-auth", stores=_VIRTUOSO_STORES, updates=("/sparql-auth",)),
    # GraphDB and RDF4J; Fuseki, where one address does all
    Layout(query="", stores=("/rdf-graphs/service", "", "/data"), updates=("/statements", "")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """Where a user says that a server is; what isn't said is tried by the known layouts.

    Attributes:
        url: Of the server, its dataset, or one of the addresses.
        query: Of the query endpoint.
        update: Of the update endpoint.
        graph_store: Of the Graph Store Protocol.

    Raises:
        RemoteError: One of them isn't a web address, or holds a login.
    """

    url: str
    query: str | None = None
    update: str | None = None
    graph_store: str | None = None

    def __post_init__(self) -> None:
        for address in (self.url, self.query, self.update, self.graph_store):
            if address is not None and not _ADDRESS.fullmatch(address):
                raise RemoteError(
                    f"{_hidden(address)}: not the address of a server. "
                    "Give one like http://localhost:7878, and a login by --user"
                )

    @property
    def queries(self) -> tuple[str, ...]:
        """Addresses that may answer queries, the likeliest first."""
        if self.query is not None:
            return (self.query,)
        root = _END.sub("", self.url.rstrip("/"))
        ends = [each.query for each in _LAYOUTS]
        is_one = self.url.rstrip("/").removeprefix(root) in ends
        return tuple(
            dict.fromkeys((*([self.url] if is_one else []), *(root + end for end in ends)))
        )

    def stores(self, query: str) -> tuple[str, ...]:
        """Addresses that may speak the Graph Store Protocol, beside one that answers queries."""
        if self.graph_store is not None:
            return (self.graph_store,)
        root, layout = _layout(query)
        return () if self.update is not None else tuple(root + end for end in layout.stores)

    def updates(self, query: str) -> tuple[str, ...]:
        """Addresses that may take updates, beside one that answers queries."""
        if self.update is not None:
            return (self.update,)
        root, layout = _layout(query)
        return tuple(root + end for end in layout.updates)


def _layout(query: str) -> tuple[str, Layout]:
    """Return the root of an address that answers queries, and the layout that it is of."""
    address = query.rstrip("/")
    root = _END.sub("", address)
    for layout in _LAYOUTS:
        if address == root + layout.query:
            return root, layout
    return address, _LAYOUTS[-1]


def _hidden(address: str) -> str:
    """Return an address without the password that it may hold."""
    return re.sub(r"//[^/@]*@", "//…@", address)
