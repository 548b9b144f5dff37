"""rdflib stores whose queries stay offline.

rdflib fetches what SERVICE, FROM, LOAD and USING name, from the web and from files, on behalf of
whoever wrote the query. It asks a store first whether it answers by itself; these look at the
query's algebra then, so that it holds for each graph of a dataset too. What calls ``parse`` on a
graph still reads what it names.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NoReturn

from oxrdflib import OxigraphStore
from rdflib import Graph
from rdflib.plugins.sparql.parser import parseQuery, parseUpdate
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.plugins.sparql.sparql import Query, Update
from rdflib.plugins.stores.memory import Memory
from rdflib.query import Result
from rdflib.term import Identifier

from graphbuild.errors import QueryError
from graphbuild.query_guard import check_query

_FETCHING = {  # in rdflib's algebra, as a node or what a node holds, to the keyword
    "ServiceGraphPattern": "SERVICE",
    "DatasetClause": "FROM",
    "datasetClause": "FROM",
    "Load": "LOAD",
    "UsingClause": "USING",
    "using": "USING",
}
_READ_ONLY = "this view is read-only. Copy the graph to change it: graphbuild.to_rdf"


class OfflineMemory(Memory):
    """rdflib's store in memory, without what fetches."""

    def query(
        self,
        query: Query | str,
        initNs: Mapping[str, Any],  # noqa: N803  # rdflib's names
        initBindings: Mapping[str, Identifier],  # noqa: N803
        queryGraph: str,  # noqa: N803
        **kwargs: Any,
    ) -> Result:
        _check(parseQuery(query) if isinstance(query, str) else query.algebra)
        return super().query(query, initNs, initBindings, queryGraph, **kwargs)

    def update(
        self,
        update: Update | str,
        initNs: Mapping[str, Any],  # noqa: N803
        initBindings: Mapping[str, Identifier],  # noqa: N803
        queryGraph: str,  # noqa: N803
        **kwargs: Any,
    ) -> None:
        _check(parseUpdate(update) if isinstance(update, str) else update.algebra)
        super().update(update, initNs, initBindings, queryGraph, **kwargs)


class OxigraphView(OxigraphStore):
    """An Oxigraph store as rdflib reads it: without a copy, read-only."""

    def query(
        self,
        query: Query | str,
        initNs: Mapping[str, Any],  # noqa: N803
        initBindings: Mapping[str, Identifier],  # noqa: N803
        queryGraph: str,  # noqa: N803
        **kwargs: Any,
    ) -> Result:
        if isinstance(query, str) and not initBindings and not kwargs:
            check_query(query, {**self._namespace_for_prefix, **initNs})
            return super().query(query, initNs, initBindings, queryGraph, **kwargs)
        _check(parseQuery(query) if isinstance(query, str) else query.algebra)
        raise NotImplementedError  # Oxigraph knows less of these than rdflib, which answers then

    def add_graph(self, graph: Graph) -> None:
        """Let ``dataset.graph(name)`` look into a graph; one that isn't there stays empty."""

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise QueryError(_READ_ONLY)

    add = addN = remove = update = remove_graph = _refuse  # noqa: N815
    destroy = _refuse


def _check(parsed: Any) -> None:
    for name in _names(parsed):
        if keyword := _FETCHING.get(name):
            raise QueryError(f"{keyword} is refused, as queries stay offline")


def _names(parsed: Any) -> Iterator[str]:
    """Yield the names of the nodes of parsed SPARQL, and of what they hold, if it isn't empty."""
    if isinstance(parsed, CompValue):
        yield parsed.name
        for key, value in parsed.items():
            if value:
                yield key
            yield from _names(value)
    elif isinstance(parsed, Iterable) and not isinstance(parsed, str):
        for each in parsed:
            yield from _names(each)
