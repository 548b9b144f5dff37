"""What a SPARQL query returns, and how it is shown.

Rows: as a table for people, in the formats that the SPARQL standard has for them (JSON, XML, TSV),
and as CSV. Triples: as all these, and as Turtle and N-Triples.

JSON and TSV are exact. XML has no way to write control characters, so they are replaced. CSV tells
no IRI from a text by the standard, so programs that need to know read another form; what opens it
is a spreadsheet, so texts that one would run as a formula get an apostrophe in front here as in all
CSV files of graphbuild.
"""

import csv
import json
import re
import shutil
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from itertools import zip_longest
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    parse_query_results,
    serialize,
)

from graphbuild.cells import to_harmless
from graphbuild.errors import QueryError
from graphbuild.vocabulary import XSD, in_short

if TYPE_CHECKING:
    import pandas as pd

Term = NamedNode | BlankNode | Literal | Triple
Row = tuple[Term | None, ...]
Cell = str | int | float | Decimal | bool | date | datetime | None

# Control characters, and those that turn the direction of writing: a name must not move the cursor.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+")
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_XML_SPACES = re.compile("[\t\n\r]|^ +| +$")
_MIN_WIDTH = 8
_GAP = "  "


class Iri(str):
    """An IRI in a result, so that it can be told from text."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryResult:
    """The rows of SELECT, the answer of ASK or the triples of CONSTRUCT and DESCRIBE.

    Attributes:
        columns: Names of the variables; subject, predicate and object of triples.
        terms: A row for each solution or triple, as RDF terms; None where a variable is unbound.
        boolean: The answer of ASK, else None.
        is_graph: Whether the rows are triples.
        prefixes: Prefix to namespace, to show IRIs in short.
    """

    columns: tuple[str, ...] = ()
    terms: tuple[Row, ...] = ()
    boolean: bool | None = None
    is_graph: bool = False
    prefixes: Mapping[str, str] = field(default_factory=dict)

    @property
    def rows(self) -> list[tuple[Cell, ...]]:
        """Rows of Python values: numbers, dates, truth values, text and :class:`Iri`."""
        return [tuple(map(to_value, row)) for row in self.terms]

    def to_pandas(self) -> "pd.DataFrame":
        """Return the rows as a DataFrame; the answer of ASK is its only cell."""
        import pandas as pd

        if self.boolean is not None:
            return pd.DataFrame({"answer": [self.boolean]})
        return pd.DataFrame(self.rows, columns=list(self.columns))


def to_value(term: Term | None) -> Cell:
    """Return an RDF term as the Python value closest to it."""
    if isinstance(term, NamedNode):
        return Iri(term.value)
    if not isinstance(term, Literal):
        return None if term is None else str(term)
    convert = _CONVERTERS.get(term.datatype, str)
    try:
        return convert(term.value)
    except (ValueError, ArithmeticError):
        return term.value


def format_result(result: QueryResult, form: str, *, width: int | None = None) -> str:
    """Return the result as text that ends in a newline.

    Args:
        result: Of any kind of query.
        form: ``table``, ``csv``, ``json``, ``xml``, ``tsv``, or for triples only ``turtle`` and
            ``ntriples``.
        width: Columns of the screen that a table may fill; by default those of the terminal.

    Raises:
        QueryError: There is no such form, or it can't hold this kind of result.
    """
    if form == "table":
        return _to_table(result, width or shutil.get_terminal_size().columns)
    if form not in _FORMS:
        raise QueryError(f"no result is shown as {form!r}. Use one of: {', '.join(FORMS)}")
    return _FORMS[form](result)


def to_message(result: QueryResult) -> bytes:
    """Return a result as bytes for another process, three times as fast as pickle."""
    head = {
        "columns": result.columns,
        "boolean": result.boolean,
        "is_graph": result.is_graph,
        "prefixes": dict(result.prefixes),
        "count": len(result.terms),
    }
    rows = "" if result.boolean is not None else _to_tsv(result)
    return f"{json.dumps(head)}\n{rows}".encode()


def from_message(message: bytes) -> QueryResult:
    """Return the result that :func:`to_message` was given."""
    line, _, rows = message.partition(b"\n")
    head = json.loads(line)
    count = head.pop("count")
    return QueryResult(
        columns=tuple(head.pop("columns")),
        terms=_from_tsv(rows) if rows.strip() else ((),) * count,
        **head,
    )


def _from_tsv(rows: bytes) -> tuple[Row, ...]:
    parsed = parse_query_results(rows, format=QueryResultsFormat.TSV)
    return tuple(map(tuple, parsed)) if isinstance(parsed, QuerySolutions) else ()


def _to_csv(result: QueryResult) -> str:
    if result.boolean is not None:
        return f"{_lexical(result.boolean)}\r\n"
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(result.columns)
    writer.writerows(map(_to_csv_cell, row) for row in result.terms)
    return text.getvalue()


def _to_csv_cell(term: Term | None) -> str:
    is_number = isinstance(to_value(term), int | float | Decimal)
    return _plain(term) if is_number else to_harmless(_plain(term))


def _to_tsv(result: QueryResult) -> str:
    if result.boolean is not None:
        return f"{_lexical(result.boolean)}\n"
    rows = ("\t".join(map(_to_turtle_term, row)) for row in result.terms)
    return "\n".join(["\t".join(f"?{column}" for column in result.columns), *rows, ""])


def _to_turtle_term(term: Term | None) -> str:
    if term is None:
        return ""
    return f"<<( {term} )>>" if isinstance(term, Triple) else str(term)


def _to_xml(result: QueryResult) -> str:
    head = "".join(f"<variable name={quoteattr(column)}/>" for column in result.columns)
    if result.boolean is not None:
        body = f"<boolean>{_lexical(result.boolean)}</boolean>"
    else:
        rows = (_xml_row(result.columns, row) for row in result.terms)
        body = "\n".join(["<results>", *rows, "</results>"])
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<sparql xmlns="http://www.w3.org/2005/sparql-results#" '
        'xmlns:its="http://www.w3.org/2005/11/its" its:version="2.0">\n'
        f"<head>{head}</head>\n{body}\n</sparql>\n"
    )


def _xml_row(columns: Sequence[str], row: Row) -> str:
    bound = zip(columns, row, strict=True)
    cells = (
        f"<binding name={quoteattr(column)}>{_xml_term(term)}</binding>"
        for column, term in bound
        if term is not None
    )
    return f"<result>{''.join(cells)}</result>"


def _xml_term(term: Term) -> str:
    if isinstance(term, NamedNode):
        return f"<uri>{escape(term.value)}</uri>"
    if isinstance(term, BlankNode):
        return f"<bnode>{escape(term.value)}</bnode>"
    if isinstance(term, Triple):
        parts = zip(_TRIPLE_PARTS, tuple(term), strict=True)
        inner = "".join(f"<{name}>{_xml_term(part)}</{name}>" for name, part in parts)
        return f"<triple>{inner}</triple>"
    return f"<literal{_xml_kind(term)}>{_xml_text(term.value)}</literal>"


def _xml_kind(literal: Literal) -> str:
    if literal.direction:
        return f' xml:lang="{literal.language}" its:dir="{literal.direction.value}"'
    if literal.language:
        return f' xml:lang="{literal.language}"'
    is_text = literal.datatype == XSD.string
    return "" if is_text else f" datatype={quoteattr(literal.datatype.value)}"


def _xml_text(text: str) -> str:
    """Return escaped text whose spaces no reader normalizes or strips."""
    escaped = escape(_NOT_IN_XML.sub("\ufffd", text))
    return _XML_SPACES.sub(lambda match: "".join(f"&#{ord(each)};" for each in match[0]), escaped)


def _to_json(result: QueryResult) -> str:
    document: dict[str, Any] = {"head": {"vars": list(result.columns)}}
    if result.boolean is not None:
        document = {"head": {}, "boolean": result.boolean}
    else:
        document["results"] = {"bindings": [_binding(result.columns, row) for row in result.terms]}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _binding(columns: Sequence[str], row: Sequence[Term | None]) -> dict[str, Any]:
    bound = zip(columns, row, strict=True)
    return {column: _json_term(term) for column, term in bound if term is not None}


def _json_term(term: Term) -> dict[str, Any]:
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, Triple):
        return {"type": "triple", "value": _binding(_TRIPLE_PARTS, tuple(term))}
    if term.direction:
        kind = {"xml:lang": term.language, "its:dir": term.direction.value}
        return {"type": "literal", "value": term.value, **kind}
    if term.language:
        return {"type": "literal", "value": term.value, "xml:lang": term.language}
    if term.datatype == XSD.string:
        return {"type": "literal", "value": term.value}
    return {"type": "literal", "value": term.value, "datatype": term.datatype.value}


def _to_turtle(result: QueryResult) -> str:
    return _serialized(result, RdfFormat.TURTLE)


def _to_ntriples(result: QueryResult) -> str:
    return _serialized(result, RdfFormat.N_TRIPLES)


def _serialized(result: QueryResult, rdf_format: RdfFormat) -> str:
    if not result.is_graph:
        forms = ", ".join(FORMS[: -len(GRAPH_FORMS)])
        raise QueryError(f"only CONSTRUCT and DESCRIBE return triples. Use one of: {forms}")
    triples = [Triple(*row) for row in result.terms]  # type: ignore[arg-type]
    prefixes = dict(result.prefixes) if rdf_format == RdfFormat.TURTLE else None
    content = serialize(triples, format=rdf_format, prefixes=prefixes)
    return (content or b"").decode()


def _to_table(result: QueryResult, width: int) -> str:
    """Return aligned columns; cells that are too wide for the screen run over several lines."""
    if result.boolean is not None:
        return f"{_lexical(result.boolean)}\n"
    cells = [[_short(term, result.prefixes) for term in row] for row in result.terms]
    widths = _fit([list(result.columns), *cells], width)
    rule = _GAP.join("─" * each for each in widths)
    lines = [*_lines(result.columns, widths), rule]
    for row in cells:
        lines.extend(_lines(row, widths))
    count = len(cells)
    return "\n".join([*lines, f"({count} row{'' if count == 1 else 's'})", ""])


def _fit(rows: Sequence[Sequence[str]], width: int) -> list[int]:
    """Return the widths of columns: the widest give way until all fit."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    spare = width - len(_GAP) * (len(widths) - 1)
    while sum(widths) > spare and max(widths) > _MIN_WIDTH:
        widest = widths.index(max(widths))
        widths[widest] = _narrower(widths, widest, spare)
    return widths


def _narrower(widths: Sequence[int], widest: int, spare: int) -> int:
    """Return a width for the widest column that is no less than the next one's, or just fits."""
    others = [each for place, each in enumerate(widths) if place != widest]
    enough = widths[widest] - (sum(widths) - spare)
    return max(enough, min(max(others, default=0), widths[widest] - 1), _MIN_WIDTH)


def _lines(cells: Sequence[str], widths: Sequence[int]) -> list[str]:
    wrapped = [
        textwrap.wrap(cell, each, break_on_hyphens=False) if len(cell) > each else [cell]
        for cell, each in zip(cells, widths, strict=True)
    ]
    return [
        _GAP.join(cell.ljust(each) for cell, each in zip(line, widths, strict=True)).rstrip()
        for line in zip_longest(*wrapped, fillvalue="")
    ]


def _short(term: Term | None, prefixes: Mapping[str, str]) -> str:
    text = _plain(term)
    if isinstance(term, NamedNode):
        text = in_short(text, prefixes) or text
    return _UNPRINTABLE.sub(" ", text)


def _plain(term: Term | None) -> str:
    """Return an IRI or the lexical form of a literal as it is."""
    if term is None:
        return ""
    return term.value if isinstance(term, NamedNode | Literal) else str(term)


def _lexical(answer: bool) -> str:
    return "true" if answer else "false"


_CONVERTERS: dict[NamedNode, Callable[[str], Cell]] = {
    XSD.integer: int,
    XSD.nonNegativeInteger: int,
    XSD.decimal: Decimal,
    XSD.double: float,
    XSD.float: float,
    XSD.boolean: lambda lexical: lexical in ("true", "1"),
    XSD.date: date.fromisoformat,
    XSD.dateTime: datetime.fromisoformat,
}

_TRIPLE_PARTS = ("subject", "predicate", "object")
_FORMS: dict[str, Callable[[QueryResult], str]] = {
    "csv": _to_csv,
    "json": _to_json,
    "xml": _to_xml,
    "tsv": _to_tsv,
    "turtle": _to_turtle,
    "ntriples": _to_ntriples,
}
FORMS = ("table", *_FORMS)
GRAPH_FORMS = ("turtle", "ntriples")  # of these, what holds triples and nothing else

# Form to the media type that HTTP calls it by, first what is best for rows, then for triples.
MEDIA_TYPES = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "turtle": "text/turtle",
    "ntriples": "application/n-triples",
}
