"""SPARQL 1.1 Graph Store HTTP Protocol, as far as it reads: a named graph by its IRI."""

from http import HTTPStatus

from pyoxigraph import NamedNode
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from graphbuild.server.jobs import Job
from graphbuild.server.media import GRAPH_FORMS, accepted_forms
from graphbuild.server.protocol import accept_header, allowed, check_method, not_acceptable
from graphbuild.server.replies import send_reply
from graphbuild.server.requests import Parameters, address_parameters
from graphbuild.server.workers import Workers

METHODS = "GET, HEAD, OPTIONS"


class GraphStore:
    """``/store``, as an ASGI application.

    Args:
        workers: Who answers.
    """

    def __init__(self, workers: Workers) -> None:
        self._workers = workers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        check_method(request, METHODS)
        if request.method == "OPTIONS":
            await allowed(METHODS)(scope, receive, send)
        else:
            await send_reply(self._workers, self._job(request), scope, receive, send)

    def _job(self, request: Request) -> Job:
        forms = accepted_forms(accept_header(request), GRAPH_FORMS)
        if not forms:
            raise HTTPException(HTTPStatus.NOT_ACCEPTABLE, not_acceptable(*GRAPH_FORMS))
        return Job(
            sparql=_all_triples(address_parameters(request)),
            graph_forms=forms,
            must_exist=True,
            limits=self._workers.limits,
        )


def _all_triples(parameters: Parameters) -> str:
    """Return a query for what the parameters name: all graphs together, or one."""
    graph, is_default = parameters.one("graph"), parameters.one("default") is not None
    if is_default == (graph is not None):
        raise HTTPException(
            HTTPStatus.BAD_REQUEST, "name what to read: ?graph=IRI or ?default, all graphs together"
        )
    if graph is None:
        return "CONSTRUCT WHERE { ?s ?p ?o }"
    try:
        return f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {NamedNode(graph)} {{ ?s ?p ?o }} }}"
    except ValueError as error:
        raise HTTPException(
            HTTPStatus.BAD_REQUEST, f"'graph' isn't an absolute IRI: {error}"
        ) from error
