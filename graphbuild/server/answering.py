"""A query's own process: from a job to the bytes of its answer."""

from collections.abc import Callable
from http import HTTPStatus

from pyoxigraph import Store, Triple

from graphbuild.errors import QueryError
from graphbuild.query_guard import check_query
from graphbuild.query_process import confine
from graphbuild.results import QueryResult, format_result
from graphbuild.server.jobs import Answer, Job, refusal, too_large
from graphbuild.server.media import GRAPH_FORMS, MEDIA_TYPES, ROW_FORMS
from graphbuild.server.rdf_forms import to_rdf_bytes
from graphbuild.server.result_page import to_result_page
from graphbuild.store import evaluate, known_prefixes


def answer_job(job: Job, open_store: Callable[[], Store]) -> Answer:
    """Return the answer to a job, or why there is none."""
    try:
        store = open_store()
        confine(job.limits)
        check_query(job.sparql, known_prefixes(store))
        return _to_answer(evaluate(store, job.sparql, job.scope, rows=job.limits.rows), job)
    except QueryError as error:
        return refusal(HTTPStatus.BAD_REQUEST, str(error))
    except MemoryError:
        return too_large()


def _to_answer(found: QueryResult, job: Job) -> Answer:
    if job.must_exist and not found.terms:
        return refusal(HTTPStatus.NOT_FOUND, "no such graph is in this store")
    form = _form(found, job)
    if form is None:
        return _refusal_of_kind(found)
    return Answer(body=_formatted(found, form), media_type=MEDIA_TYPES[form])


def _form(found: QueryResult, job: Job) -> str | None:
    return next(iter(job.graph_forms if found.is_graph else job.row_forms), None)


def _refusal_of_kind(found: QueryResult) -> Answer:
    kind, forms = ("triples", GRAPH_FORMS) if found.is_graph else ("rows", ROW_FORMS)
    return refusal(
        HTTPStatus.NOT_ACCEPTABLE,
        f"the query returns {kind}, and Accept fits none of: {', '.join(forms)}",
    )


def _formatted(found: QueryResult, form: str) -> bytes:
    if form == "html":
        return to_result_page(found).encode()
    if found.is_graph:
        triples = [Triple(*row) for row in found.terms]  # type: ignore[arg-type]
        return to_rdf_bytes(triples, form, found.prefixes)
    return format_result(found, form).encode()
