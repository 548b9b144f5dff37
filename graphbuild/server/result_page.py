"""A result as a plain page, for a browser that asks without the query page's script."""

from collections.abc import Mapping
from html import escape
from string import Template

from pyoxigraph import Literal, NamedNode

from graphbuild.results import QueryResult, Term
from graphbuild.vocabulary import in_short

_PAGE = Template("""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Result – graphbuild</title>
<link rel="stylesheet" href="/static/page.css">
<main>
<h1>Result</h1>
<p>$summary <a href="/">Ask something else</a></p>
$table
</main>
</html>
""")


def to_result_page(result: QueryResult) -> str:
    """Return a result as HTML; only addresses of the web become links."""
    if result.boolean is not None:
        return _PAGE.substitute(summary="Yes." if result.boolean else "No.", table="")
    count = len(result.terms)
    summary = f"{count:,} row{'' if count == 1 else 's'}."
    return _PAGE.substitute(summary=summary, table=_table(result))


def _table(result: QueryResult) -> str:
    heads = "".join(f"<th scope=col>{escape(column)}" for column in result.columns)
    rows = "\n".join(
        "<tr>" + "".join(f"<td>{_cell(term, result.prefixes)}" for term in row)
        for row in result.terms
    )
    return f"<div><table>\n<thead><tr>{heads}\n<tbody>\n{rows}\n</table></div>"


def _cell(term: Term | None, prefixes: Mapping[str, str]) -> str:
    if term is None:
        return ""
    if not isinstance(term, NamedNode):
        return escape(term.value if isinstance(term, Literal) else str(term))
    shown = escape(in_short(term.value, prefixes) or term.value)
    if not term.value.startswith(("http://", "https://")):
        return shown
    return f'<a href="{escape(term.value)}" rel="noreferrer">{shown}</a>'
