"""SPARQL 1.1 Protocol: queries by GET and POST, and the description of the service."""

from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from graphbuild import store
from graphbuild.server.description import describe_service
from graphbuild.server.jobs import Job
from graphbuild.server.media import GRAPH_FORMS, MEDIA_TYPES, ROW_FORMS, accepted_forms
from graphbuild.server.replies import send_reply
from graphbuild.server.requests import Parameters, query_parameters
from graphbuild.server.workers import Workers

METHODS = "GET, HEAD, OPTIONS, POST"


class SparqlEndpoint:
    """``/sparql``, as an ASGI application.

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
            return
        parameters = await query_parameters(request)
        if parameters.one("query") is None and request.method != "POST":
            await self._described(request)(scope, receive, send)
        else:
            await send_reply(self._workers, self._job(request, parameters), scope, receive, send)

    def _job(self, request: Request, parameters: Parameters) -> Job:
        sparql = parameters.one("query")
        if not sparql or not sparql.strip():
            raise HTTPException(HTTPStatus.BAD_REQUEST, "there is no query: send it as 'query'")
        accept = accept_header(request)
        rows, triples = accepted_forms(accept, ROW_FORMS), accepted_forms(accept, GRAPH_FORMS)
        if not rows and not triples:
            raise HTTPException(HTTPStatus.NOT_ACCEPTABLE, not_acceptable(*ROW_FORMS, *GRAPH_FORMS))
        return Job(
            sparql=sparql,
            row_forms=rows,
            graph_forms=triples,
            scope=_scope(parameters),
            limits=self._workers.limits,
        )

    def _described(self, request: Request) -> Response:
        forms = accepted_forms(accept_header(request), GRAPH_FORMS)
        if not forms:
            raise HTTPException(HTTPStatus.NOT_ACCEPTABLE, not_acceptable(*GRAPH_FORMS))
        if forms[0] == "html":
            return RedirectResponse("/", HTTPStatus.SEE_OTHER, headers={"vary": "accept"})
        holder = self._workers.holder
        content = describe_service(str(request.url.replace(query="")), holder.base, forms[0])
        return Response(content, media_type=MEDIA_TYPES[forms[0]], headers={"vary": "accept"})


def _scope(parameters: Parameters) -> store.Scope | None:
    default, named = parameters.all("default-graph-uri"), parameters.all("named-graph-uri")
    return store.Scope(default=default, named=named) if default or named else None


def accept_header(request: Request) -> str | None:
    """Return all that the client says it accepts, None if it says nothing."""
    return ", ".join(request.headers.getlist("accept")) or None


def check_method(request: Request, methods: str) -> None:
    """Raise HTTPException unless the request's method is one of *methods*."""
    if request.method not in methods.split(", "):
        raise HTTPException(
            HTTPStatus.METHOD_NOT_ALLOWED,
            f"{request.method} isn't possible here: this store is read-only. Use: {methods}",
            headers={"allow": methods},
        )


def allowed(methods: str) -> Response:
    """Return the answer to OPTIONS."""
    return Response(status_code=HTTPStatus.NO_CONTENT, headers={"allow": methods})


def not_acceptable(*media_types: str) -> str:
    """Return the message for a client that takes none of *media_types*."""
    return f"Accept fits nothing of what is offered: {', '.join(dict.fromkeys(media_types))}"
