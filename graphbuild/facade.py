"""What people call on a graph in Python and in notebooks, above export and store."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spacy.language import Language

from graphbuild import pipeline
from graphbuild.decisions import Decisions
from graphbuild.export.picture import to_svg
from graphbuild.export.tables import COLUMNS, to_tables
from graphbuild.folder import read_build
from graphbuild.graph import KnowledgeGraph
from graphbuild.iris import DEFAULT_BASE
from graphbuild.knowledge import KnowledgeBase
from graphbuild.model import Article
from graphbuild.ontology import bind_parameters, read_named_query
from graphbuild.periods import Period, to_period_graph
from graphbuild.query_process import Limits, answer
from graphbuild.results import QueryResult
from graphbuild.store import load_memory_store, run_query

if TYPE_CHECKING:
    import pandas as pd
    import rdflib
    from pyoxigraph import Store


class Graph(KnowledgeGraph):
    """A knowledge graph to ask, tabulate and look at.

    Args:
        graph: Its data.
        base: IRI that all IRIs of the graph begin with.
    """

    def __init__(self, graph: KnowledgeGraph, *, base: str = DEFAULT_BASE) -> None:
        super().__init__(
            graph.extractions.values(),
            graph.entities.values(),
            graph.merges,
            doubts=graph.doubts,
            reprints=graph.reprints.values(),
            clusters=graph.clusters.values(),
            claim_links=graph.claim_links,
        )
        self.base = base

    def sparql(self, query: str, *, timeout: float | None = None) -> QueryResult:
        """Return the result of a SPARQL query over all of the graph.

        The usual prefixes are declared; ``.to_pandas()`` makes a DataFrame of the result.

        Args:
            query: SELECT, ASK, CONSTRUCT or DESCRIBE.
            timeout: Seconds after which the query is ended, in a process of its own; by default it
                runs in this one, as long as it takes, and Ctrl-C doesn't stop it.

        Raises:
            QueryError: The query is malformed, asks for what isn't allowed, or takes too long.
        """
        if timeout is None:
            return run_query(self._store, query)
        store = self._store
        return answer(lambda: store, query, Limits(seconds=timeout))

    def named_query(self, name: str, **parameters: str) -> QueryResult:
        """Return the result of a query that comes with graphbuild, such as "who-said-what".

        Raises:
            QueryError: There is no such query, or it has no such parameter.
        """
        return self.sparql(bind_parameters(read_named_query(name), parameters))

    def to_rdf_view(self) -> "rdflib.Dataset":
        """Return the graph as an rdflib dataset that reads Oxigraph's store, without a copy.

        It is read-only; ``graphbuild.to_rdf`` returns a copy to change.
        """
        from graphbuild.export.rdf import to_rdf_view  # which loads rdflib

        return to_rdf_view(self._store, base=self.base)

    def during(self, since: str | None = None, until: str | None = None) -> "Graph":
        """Return the graph of the articles published in a period; the undated are left out.

        >>> graph.during("2022-11-09", "2022-11").named_query("who-said-what")  # doctest: +SKIP

        Args:
            since: First day, month or year of the period, in ISO 8601.
            until: The last, included whole: "2022-11" is until the end of November.

        Raises:
            PeriodError: A bound isn't a date, or the period ends before it begins.
        """
        return Graph(to_period_graph(self, Period(since=since, until=until)), base=self.base)

    def tables(self) -> "Mapping[str, pd.DataFrame]":
        """Return DataFrames (pandas) of articles, entities, claims and so on, by table name."""
        import pandas as pd

        return {
            name: pd.DataFrame(rows, columns=list(COLUMNS[name]))
            for name, rows in to_tables(self).items()
        }

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        picture = to_svg(self)
        return {"text/plain": repr(self), "image/svg+xml": picture, "text/html": picture}

    @cached_property
    def _store(self) -> "Store":
        return load_memory_store(self, base=self.base)


def build(
    articles: Iterable[Article],
    *,
    nlp: Language,
    kb: KnowledgeBase | None = None,
    decisions: Decisions = pipeline.NO_DECISIONS,
) -> Graph:
    """Return the graph of *articles*, parsed with *nlp*.

    Args:
        articles: Read lazily.
        nlp: From ``load_nlp``.
        kb: From ``load_knowledge``, what to link to; by default the knowledge base of the package.
        decisions: From ``read_decisions``; a warning tells of each that fits nothing.

    Raises:
        ArticleError: *articles* are being read, and one of them can't be; or two have one id.
        DecisionError: *decisions* contradict each other.
    """
    return Graph(pipeline.build(articles, nlp=nlp, kb=kb, decisions=decisions))


def open_graph(out: str | Path) -> Graph:
    """Return the graph in the folder that ``graphbuild build`` wrote.

    Raises:
        OutputError: *out* isn't such a folder.
        ExtractionError: Its extractions are damaged.
    """
    return Graph(pipeline.load_graph(out), base=read_build(out).base)
