"""The page to ask the graph: its files, and what its editor knows."""

import json
import secrets
from collections.abc import Iterator, Mapping
from html import escape
from http import HTTPStatus
from pathlib import Path
from string import Template
from typing import Any

from pyoxigraph import Literal, NamedNode, RdfFormat, parse
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from graphbuild.errors import QueryError
from graphbuild.ontology import (
    bind_parameters,
    named_queries,
    optional_parameters,
    query_parameters,
    read_named_query,
    read_ontology_file,
)
from graphbuild.server.guards import POLICY
from graphbuild.server.workers import Workers
from graphbuild.vocabulary import Vocabulary, prefixes

STATIC = Path(__file__).parent / "static"
SCRIPT = "page.js"
_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
}
_NO_CACHE = {"cache-control": "no-cache"}
_COMMENTS = {
    "http://www.w3.org/2000/01/rdf-schema#comment",
    "http://www.w3.org/2004/02/skos/core#definition",
}
_EDITOR = "img-src 'self'; connect-src 'self'; script-src 'self'; style-src 'self' 'nonce-{}'"
_POLICY = POLICY.replace("style-src 'self'", _EDITOR)


class Page:
    """``/`` and what it needs."""

    def __init__(self, workers: Workers) -> None:
        self._workers = workers
        self._files = {file.name: file.read_bytes() for file in STATIC.iterdir() if file.is_file()}

    async def index(self, _request: Request) -> Response:
        """Return the page, which without its script is a plain form."""
        nonce = secrets.token_urlsafe(16)
        has_script = SCRIPT in self._files
        content = Template(self._files["page.html"].decode()).substitute(
            script=Template(_SCRIPT_TAG).substitute(nonce=nonce) if has_script else "",
            notice="" if has_script else _NOTICE,
            example=escape(read_named_query(_EXAMPLE)),
            quads=f"{self._workers.holder.quads:,}",
        )
        headers = {"content-security-policy": _POLICY.format(nonce), **_NO_CACHE}
        return HTMLResponse(content, headers=headers)

    async def static(self, request: Request) -> Response:
        """Return a file of the page."""
        name = request.path_params["name"]
        kind = _TYPES.get(Path(name).suffix)
        if kind is None or name not in self._files:
            return Response(
                "there is no such file\n", HTTPStatus.NOT_FOUND, media_type="text/plain"
            )
        return Response(self._files[name], media_type=kind, headers=_NO_CACHE)

    async def question(self, request: Request) -> Response:
        """Return a named query in SPARQL, with the parameters that the address gives."""
        try:
            sparql = read_named_query(request.path_params["name"])
            text, status = bind_parameters(sparql, dict(request.query_params)), HTTPStatus.OK
        except QueryError as error:
            text, status = f"{error}\n", HTTPStatus.NOT_FOUND
        return Response(text, status, media_type="text/plain", headers=_NO_CACHE)

    async def knowledge(self, _request: Request) -> Response:
        """Return the named queries, prefixes and terms."""
        known = prefixes(self._workers.holder.base)
        content = {
            "base": self._workers.holder.base,
            "prefixes": known,
            "queries": list(_queries()),
            "terms": sorted(_terms(known), key=lambda term: str(term["name"])),
        }
        return Response(
            json.dumps(content, ensure_ascii=False),
            media_type="application/json",
            headers=_NO_CACHE,
        )


_EXAMPLE = "who-said-what"
_SCRIPT_TAG = f'<script type="module" src="/static/{SCRIPT}" id="script" nonce="$nonce"></script>'
_NOTICE = (
    "<p class=note>The editor isn't part of this installation: Node.js makes it, by "
    "<code>make page</code>. Until then there is this plain form.</p>"
)


def _queries() -> Iterator[dict[str, Any]]:
    for name, description in named_queries().items():
        sparql = read_named_query(name)
        optional = optional_parameters(sparql)
        yield {
            "name": name,
            "description": description,
            "sparql": sparql,
            "parameters": [
                {"name": each, "description": text, "optional": each in optional}
                for each, text in query_parameters(sparql).items()
            ],
        }


def _terms(known: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Yield the terms of the vocabularies in short, with what the ontology says of ours."""
    comments = _comments()
    by_namespace = {namespace: prefix for prefix, namespace in known.items()}
    iris = {term.value: "" for term in _vocabulary()} | comments
    for iri, comment in iris.items():
        prefix = next((by_namespace[each] for each in by_namespace if iri.startswith(each)), None)
        name = iri.removeprefix(known.get(prefix or "", ""))
        if prefix is not None and name:
            yield {"name": f"{prefix}:{name}", "comment": comment, "isClass": name[0].isupper()}


def _vocabulary() -> Iterator[NamedNode]:
    for vocabulary in Vocabulary.__subclasses__():
        for term in vocabulary.__annotations__:
            yield getattr(vocabulary, term)


def _comments() -> dict[str, str]:
    ontology = parse(read_ontology_file("graphbuild.ttl").encode(), format=RdfFormat.TURTLE)
    return {
        quad.subject.value: quad.object.value
        for quad in ontology
        if quad.predicate.value in _COMMENTS
        and isinstance(quad.subject, NamedNode)
        and isinstance(quad.object, Literal)
    }
