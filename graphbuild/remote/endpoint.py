"""Queries to a SPARQL server: the same as to a store here, with the same rows as answer."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from warnings import warn

from pyoxigraph import (
    Literal,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Store,
    parse,
    parse_query_results,
)

from graphbuild.errors import RemoteError
from graphbuild.iris import DEFAULT_BASE, base_of
from graphbuild.query_guard import check_query
from graphbuild.query_words import declared_prefixes, find_names, find_words
from graphbuild.remote.addresses import Addresses
from graphbuild.remote.connection import Answer, Connection, Pairs
from graphbuild.results import QueryResult, Term
from graphbuild.vocabulary import GB, XSD, prefixes

_RESULTS = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "text/tab-separated-values": QueryResultsFormat.TSV,
}
_TRIPLES = {
    "application/n-triples": RdfFormat.N_TRIPLES,
    "text/turtle": RdfFormat.TURTLE,
    "application/rdf+xml": RdfFormat.RDF_XML,
}
# Asked for both, Virtuoso answers CONSTRUCT with a table.
_ACCEPTED_RESULTS = "application/sparql-results+json, application/sparql-results+xml;q=0.8"
_ACCEPTED_TRIPLES = "application/n-triples, text/turtle;q=0.8, application/rdf+xml;q=0.5"
_FORMS = {
    "SELECT": _ACCEPTED_RESULTS,
    "ASK": _ACCEPTED_RESULTS,
    "CONSTRUCT": _ACCEPTED_TRIPLES,
    "DESCRIBE": _ACCEPTED_TRIPLES,
}
# Virtuoso writes truth values as numbers.
_TRUTH = {"1": Literal("true", datatype=XSD.boolean), "0": Literal("false", datatype=XSD.boolean)}
_SEEN = f"""
SELECT ?graph ?seen WHERE {{
  GRAPH ?graph {{ ?graph {GB.schemaVersion} ?version }}
  OPTIONAL {{ ?graph {GB.schemaVersion} ?seen }}
}} ORDER BY ?graph"""
_GRAPHS = "SELECT DISTINCT ?graph WHERE { GRAPH ?graph { ?subject ?predicate ?object } }"
_PROBE = "ASK {}"
_OXIGRAPH_UNION = (("union-default-graph", "true"),)


@dataclass(frozen=True)
class Endpoint:
    """An address that answers queries.

    Attributes:
        connection: To its server.
        url: Where it is.
        base: IRI that all IRIs of the graph begin with; by default what the graph there says.
        tell: Called with a message when the server may have left rows out.
    """

    connection: Connection
    url: str
    base: str | None = None
    tell: Callable[[str], object] = warn

    def ask(self, sparql: str) -> QueryResult:
        """Return what a query finds in the union of all graphs.

        It is sent as it is, after the prefixes that it uses without declaring them.

        Raises:
            QueryError: The query is malformed, or isn't allowed.
            RemoteError: The server can't be asked, or refuses.
        """
        names = prefixes(self.base or self._stated_base)
        check_query(sparql, names)
        answer = self._asked(_declared(sparql, names), self._union)
        found = _to_result(answer)
        if answer.most_rows is not None and len(found.terms) >= answer.most_rows:
            self.tell(
                f"{self.url}: gives at most {answer.most_rows} rows, so there may be more. "
                "Ask for them in parts, by ORDER BY, LIMIT and OFFSET"
            )
        return replace(found, prefixes=names)

    def select(self, sparql: str, dataset: Pairs = ()) -> QueryResult:
        """Return what a query finds that needs no prefixes and is known to be allowed.

        Args:
            sparql: Text of the query.
            dataset: Parameters of the protocol that say which graphs it sees.

        Raises:
            RemoteError: The server can't be asked, refuses, or answers something else.
        """
        found = _to_result(self._asked(sparql, dataset))
        if found.columns != _columns(sparql):
            raise RemoteError(
                f"{self.url}: the answer has other columns than were asked for: "
                f"{', '.join(found.columns) or 'none'}. Give the address of its query endpoint."
            )
        return found

    def _asked(self, sparql: str, dataset: Pairs) -> Answer:
        form = [("query", sparql), *dataset]
        answer = self.connection.send("POST", self.url, form=form, headers=_accepted(sparql))
        if not answer.is_success:
            raise answer.error()
        return answer

    @property
    def named_dataset(self) -> Pairs:
        """The standard's way to say: the union of all graphs, and each by its name."""
        graphs = [str(row[0]) for row in self.select(_GRAPHS).rows]
        kinds = ("default-graph-uri", "named-graph-uri")
        return [(kind, graph) for kind in kinds for graph in graphs]

    @cached_property
    def _seen(self) -> dict[str, bool]:
        """Graphs of entities to whether a query without GRAPH sees them."""
        return {str(graph): seen is not None for graph, seen in self.select(_SEEN).rows}

    @property
    def _stated_base(self) -> str:
        return next(map(base_of, self._seen), DEFAULT_BASE)

    @cached_property
    def _union(self) -> Pairs:
        """What makes a query see the union of all graphs: each server has its own way."""
        if all(self._seen.values()):
            return ()
        with suppress(RemoteError):  # another server may refuse what it doesn't know
            if all(seen is not None for _, seen in self.select(_SEEN, _OXIGRAPH_UNION).rows):
                return _OXIGRAPH_UNION
        return self.named_dataset


def find_endpoint(
    connection: Connection,
    where: Addresses,
    *,
    base: str | None = None,
    tell: Callable[[str], object] = warn,
) -> Endpoint:
    """Return the endpoint at the first of the addresses that answers a query.

    Raises:
        RemoteError: None does.
    """
    answers = []
    for url in where.queries:
        answer = connection.send(
            "POST", url, form=[("query", _PROBE)], headers=_accepted(_PROBE), is_patient=False
        )
        if answer.is_success and answer.media_type in _RESULTS:
            return Endpoint(connection, url, base, tell)
        answers.append(answer)
    raise refusal(answers, "answers queries", "Give that of its query endpoint")


def refusal(answers: Sequence[Answer], ability: str, advice: str) -> RemoteError:
    """Return what to raise when none of the addresses that were tried has an ability."""
    for answer in answers:
        if answer.status in (401, 403) or 300 <= answer.status < 400:
            return answer.error()
    if len(answers) == 1 and not answers[0].is_success:
        return answers[0].error()
    tried = ", ".join(f"{each.url} ({each.status})" for each in answers)
    return RemoteError(f"no address here {ability}: {tried}. {advice}.")


def _declared(sparql: str, names: Mapping[str, str]) -> str:
    """Return the query after the prefixes that it lacks, so that its lines keep their number."""
    used = {name.prefix for name in find_names(sparql)} - declared_prefixes(sparql).keys()
    lacking = (f"PREFIX {prefix}: <{names[prefix]}> " for prefix in names if prefix in used)
    return f"{''.join(lacking)}{sparql}"


def _columns(sparql: str) -> tuple[str, ...]:
    """Return the names of the columns that a query asks for."""
    found = Store().query(sparql)
    return (
        tuple(each.value for each in found.variables) if isinstance(found, QuerySolutions) else ()
    )


def _accepted(sparql: str) -> dict[str, str]:
    """Return the header that asks for formats of what a query finds: rows, or triples."""
    form = next((word for _, word in find_words(sparql) if word in _FORMS), "SELECT")
    return {"Accept": _FORMS[form]}


def _to_result(answer: Answer) -> QueryResult:
    try:
        if answer.media_type in _TRIPLES:
            return _triples(answer)
        return _solutions(parse_query_results(answer.body, _RESULTS[answer.media_type]))
    except KeyError as error:
        raise RemoteError(
            f"{answer.url}: answers in {answer.media_type or 'no format'}, not in a format of "
            "SPARQL results. Give the address of its query endpoint."
        ) from error
    except (SyntaxError, ValueError, MemoryError) as error:
        raise RemoteError(f"{answer.url}: the answer can't be read: {error}.") from error


def _solutions(found: QuerySolutions | QueryBoolean) -> QueryResult:
    if isinstance(found, QueryBoolean):
        return QueryResult(boolean=bool(found))
    rows = tuple(tuple(map(_canonical, solution)) for solution in found)
    return QueryResult(columns=tuple(each.value for each in found.variables), terms=rows)


def _triples(answer: Answer) -> QueryResult:
    quads = parse(answer.body, format=_TRIPLES[answer.media_type])
    rows = sorted({tuple(map(_canonical, quad.triple)) for quad in quads}, key=str)
    columns = ("subject", "predicate", "object")
    return QueryResult(columns=columns, terms=tuple(rows), is_graph=True)


def _canonical(term: Term | None) -> Term | None:
    if isinstance(term, Literal) and term.datatype == XSD.boolean:
        return _TRUTH.get(term.value, term)
    return term
