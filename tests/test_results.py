"""Results as table, CSV, JSON, XML, TSV, Turtle and N-Triples."""

import csv
import io
import json
import pickle
import re
from datetime import date
from decimal import Decimal
from urllib.parse import quote

import pyoxigraph
import pytest
import rdflib
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from graphbuild.errors import QueryError
from graphbuild.results import (
    FORMS,
    MEDIA_TYPES,
    Iri,
    QueryResult,
    format_result,
    from_message,
    to_message,
    to_value,
)
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


def test_no_iri_turns_the_writing_in_a_table():
    turned = NamedNode(f"{NAME.value}\u202egpj")
    shown = format_result(result((turned, NamedNode("http://b/\u2067x"))), "table", width=80)
    assert "entity:Q1 gpj" in shown
    assert not set(shown) & {"\u202e", "\u2067"}


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


@pytest.mark.parametrize("formula", ["=1+1", "+1+1", "-1+1", "@x", "\t=1", "\r=1"])
def test_csv_holds_no_formula(formula):
    number = Literal(formula, datatype=XSD.integer)
    shown = format_result(result((Literal(formula), number), (Literal(-5), Literal("-5"))), "csv")
    first, second = list(csv.reader(io.StringIO(shown, newline="")))[1:]
    assert first == [f"'{formula}", f"'{formula}"]
    assert second == ["-5", "'-5"]


# In XML a control character can't be written.
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20)
XML_TEXTS = st.one_of(TEXTS, st.text("<>&\"'\t\n\r \\]]>é\u2028", max_size=12)).filter(
    lambda text: not re.search("[\ufffe\uffff]", text)
)
ANY_TEXTS = st.text(st.characters(codec="utf-8"), max_size=20)
NODES = st.one_of(
    st.builds(lambda text: NamedNode(f"http://a/{quote(text)}?x=1&y='"), TEXTS),
    st.from_regex("[a-zA-Z][a-zA-Z0-9]{0,8}", fullmatch=True).map(BlankNode),
)


def literals(texts):
    datatypes = st.sampled_from([XSD.integer, XSD.date, XSD.boolean, NamedNode("http://a/t&")])
    return st.one_of(
        st.builds(Literal, texts),
        st.builds(
            lambda text, tag: Literal(text, language=tag), texts, st.sampled_from(["en", "zh-hant"])
        ),
        st.builds(lambda text, datatype: Literal(text, datatype=datatype), texts, datatypes),
        st.builds(
            lambda text, way: Literal(text, language="ar", direction=way),
            texts,
            st.sampled_from([pyoxigraph.BaseDirection.LTR, pyoxigraph.BaseDirection.RTL]),
        ),
    )


def results(texts):
    """Draw results of three columns, with a triple here and there."""
    plain = st.one_of(NODES, literals(texts))
    triples = st.builds(
        lambda text, value: Triple(NamedNode(f"http://a/{quote(text)}"), NAME, value), TEXTS, plain
    )
    row = st.tuples(*[st.one_of(st.none(), plain, triples)] * 3)
    return st.lists(row, max_size=5).map(lambda rows: result(*rows, columns=("a", "b", "_c1")))


def read_back(shown: str, form: str) -> list[tuple]:
    parsed = pyoxigraph.parse_query_results(shown, getattr(pyoxigraph.QueryResultsFormat, form))
    return [tuple(solution) for solution in parsed]


@settings(deadline=None)
@given(results(ANY_TEXTS))
@example(result((NAME, Literal('\x00\x01\x7f\t\r\n"\\'), None), columns=("a", "b", "_c1")))
def test_oxigraph_reads_json_and_tsv_back(found):
    assert read_back(format_result(found, "json"), "JSON") == list(found.terms)
    assert read_back(format_result(found, "tsv"), "TSV") == list(found.terms)


@settings(deadline=None)
@given(results(XML_TEXTS))
def test_oxigraph_reads_xml_back(found):
    assert read_back(format_result(found, "xml"), "XML") == list(found.terms)


@settings(deadline=None)
@given(st.lists(st.tuples(*[st.one_of(st.none(), st.builds(Literal, XML_TEXTS))] * 2), max_size=4))
def test_rdflib_reads_the_same(rows):
    found = result(*rows)
    texts = [tuple(term and term.value for term in row) for row in rows]
    for form in ("json", "xml"):
        shown = format_result(found, form).encode()
        parsed = rdflib.query.Result.parse(io.BytesIO(shown), format=form)
        read = [
            tuple(row.get(rdflib.Variable(column)) for column in found.columns)
            for row in parsed.bindings
        ]
        assert [tuple(None if term is None else str(term) for term in row) for row in read] == texts


@settings(deadline=None)
@given(results(ANY_TEXTS))
def test_a_message_to_another_process_is_exact(found):
    assert from_message(to_message(found)) == found


@pytest.mark.parametrize(
    "found",
    [
        QueryResult(boolean=True, prefixes=PREFIXES),
        QueryResult(boolean=False),
        QueryResult(columns=(), terms=((), ())),
        QueryResult(columns=("a",), terms=((None,), (None,))),
        QueryResult(columns=("a", "b"), terms=()),
        QueryResult(
            columns=("subject", "predicate", "object"), terms=((NAME, NAME, NAME),), is_graph=True
        ),
    ],
)
def test_a_message_of_any_kind_is_exact(found):
    assert from_message(to_message(found)) == found


def test_ask_in_each_form():
    answer = QueryResult(boolean=False)
    assert format_result(answer, "table") == "false\n"
    assert format_result(answer, "csv") == "false\r\n"
    assert format_result(answer, "tsv") == "false\n"
    assert json.loads(format_result(answer, "json")) == {"head": {}, "boolean": False}
    for form in ("JSON", "XML"):
        shown = format_result(answer, form.lower())
        kind = getattr(pyoxigraph.QueryResultsFormat, form)
        assert not pyoxigraph.parse_query_results(shown, kind)


def test_xml_marks_what_it_cannot_write():
    shown = format_result(result((NAME, Literal("a\x00\ufffeb"))), "xml")
    assert "<literal>a\ufffd\ufffdb</literal>" in shown


def test_every_form_but_the_table_has_a_media_type():
    assert set(MEDIA_TYPES) == set(FORMS) - {"table"}


def test_turtle_is_for_triples(small_graph):
    store = load_memory_store(small_graph)
    found = run_query(store, "DESCRIBE entity:Q1899")
    turtle = format_result(found, "turtle")
    assert 'schema:name "Kyiv"' in turtle
    triples = list(pyoxigraph.parse(turtle, pyoxigraph.RdfFormat.TURTLE))
    assert any(triple.predicate == SCHEMA.name for triple in triples)
    lines = format_result(found, "ntriples")
    assert set(pyoxigraph.parse(lines, pyoxigraph.RdfFormat.N_TRIPLES)) == set(triples)


@pytest.mark.parametrize("form", ["turtle", "ntriples"])
def test_rows_are_no_triples(form):
    with pytest.raises(QueryError, match=r"CONSTRUCT.*one of: table, csv, json, xml, tsv$"):
        format_result(result(), form)


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
