"""Results as table, CSV, JSON and Turtle."""

import csv
import io
import json
import pickle
from datetime import date
from decimal import Decimal

import pyoxigraph
import pytest
from pyoxigraph import BlankNode, Literal, NamedNode

from graphbuild.errors import QueryError
from graphbuild.results import Iri, QueryResult, format_result, to_value
from graphbuild.store import load_memory_store, run_query
from graphbuild.vocabulary import SCHEMA, XSD

NAME = NamedNode("https://e.example/entity/Q1")
PREFIXES = {"entity": "https://e.example/entity/"}


def result(*rows: tuple, columns: tuple[str, ...] = ("who", "what")) -> QueryResult:
    return QueryResult(columns=columns, terms=rows, prefixes=PREFIXES)


@pytest.mark.parametrize(
    ("term", "value"),
    [
        (NAME, Iri("https://e.example/entity/Q1")),
        (Literal("text"), "text"),
        (Literal("text", language="en"), "text"),
        (Literal(7), 7),
        (Literal(True), True),
        (Literal("0.50", datatype=XSD.decimal), Decimal("0.5")),
        (Literal("2022-11-09", datatype=XSD.date), date(2022, 11, 9)),
        (Literal("no date", datatype=XSD.date), "no date"),
        (Literal("no number", datatype=XSD.decimal), "no number"),
        (BlankNode("b"), "_:b"),
        (None, None),
    ],
)
def test_terms_become_python_values(term, value):
    assert to_value(term) == value
    assert type(to_value(term)) is type(value)


def test_a_table_is_aligned_and_shortens_iris():
    shown = format_result(result((NAME, Literal("says"))), "table", width=80)
    assert shown == "who        what\n─────────  ────\nentity:Q1  says\n(1 row)\n"


def test_wide_cells_run_over_lines_within_the_width():
    words = "one two three four five six seven eight nine ten"
    shown = format_result(result((NAME, Literal(words))), "table", width=30)
    assert max(map(len, shown.splitlines())) <= 30
    assert " ".join(shown.split()[5:]).count("ten") == 1


def test_a_table_moves_no_cursor():
    shown = format_result(result((NAME, Literal("a\x1b[2J\nb\u202ec\x9b"))), "table", width=80)
    assert "a [2J b c" in shown


def test_an_empty_table_has_its_header():
    assert format_result(result(), "table").splitlines()[0] == "who  what"


def test_csv_follows_the_standard():
    text = 'says "no",\nthen =1+1'
    shown = format_result(result((NAME, Literal(text)), (None, Literal(1))), "csv")
    assert shown.startswith("who,what\r\n")
    assert list(csv.reader(io.StringIO(shown, newline=""))) == [
        ["who", "what"],
        [NAME.value, text],
        ["", "1"],
    ]


def test_json_is_what_oxigraph_reads_back():
    rows = (
        (NAME, Literal("a", language="en")),
        (BlankNode("b"), Literal(1)),
        (None, Literal("\x01")),
    )
    shown = format_result(result(*rows), "json")
    parsed = pyoxigraph.parse_query_results(shown, pyoxigraph.QueryResultsFormat.JSON)
    assert [tuple(solution) for solution in parsed] == list(rows)


def test_ask_in_each_form():
    answer = QueryResult(boolean=False)
    assert format_result(answer, "table") == "false\n"
    assert format_result(answer, "csv") == "false\r\n"
    assert json.loads(format_result(answer, "json")) == {"head": {}, "boolean": False}


def test_turtle_is_for_triples(small_graph):
    store = load_memory_store(small_graph)
    found = run_query(store, "DESCRIBE entity:Q1899")
    turtle = format_result(found, "turtle")
    assert 'schema:name "Kyiv"' in turtle
    triples = list(pyoxigraph.parse(turtle, pyoxigraph.RdfFormat.TURTLE))
    assert any(triple.predicate == SCHEMA.name for triple in triples)
    with pytest.raises(QueryError, match="CONSTRUCT"):
        format_result(result(), "turtle")


def test_an_unknown_form_is_told():
    with pytest.raises(QueryError, match="table, csv, json, xml, tsv, turtle"):
        format_result(result(), "pdf")


def test_a_result_can_be_sent_to_another_process():
    found = result((NAME, Literal("x")))
    assert pickle.loads(pickle.dumps(found)) == found


def test_a_result_becomes_a_data_frame():
    frame = result((NAME, Literal(3))).to_pandas()
    assert list(frame.columns) == ["who", "what"]
    assert frame["what"].sum() == 3
    assert QueryResult(boolean=True).to_pandas().iloc[0, 0]
