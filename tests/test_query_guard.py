"""Only queries pass that read, and only this store; whatever Oxigraph reads decides."""

from contextlib import suppress

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, QueryBoolean, Store

from graphbuild.errors import QueryError
from graphbuild.query_guard import check_query

GB = "https://graphbuild.example/ontology#"
PREFIXES = {"gb": GB, "schema": "https://schema.org/"}
NOWHERE = "http://127.0.0.1:9/"  # a port that Oxigraph refuses with a word of its own
NODE = NamedNode("http://a/b")
TRAP = "not allowed for HTTP"


def store_of_one() -> Store:
    store = Store()
    store.add(Quad(NODE, NODE, Literal("x"), NODE))
    return store


def fetches(query: str) -> bool:
    """Whether Oxigraph would make a request for a query."""
    try:
        found = store_of_one().query(query, prefixes=PREFIXES, use_default_graph_as_union=True)
        if not isinstance(found, QueryBoolean):
            list(found)
    except OSError as error:
        return TRAP in str(error)
    except (SyntaxError, RuntimeError, ValueError):
        pass
    return False


def passes(query: str) -> bool:
    try:
        check_query(query, PREFIXES)
    except QueryError:
        return False
    return True


HIDDEN = [
    'SELECT * { VALUES ?x {"""a"} SERVICE <URL> {?s ?p ?o} #\\q"""\n}',
    "SELECT * { VALUES ?x {'''a'} SERVICE <URL> {?s ?p ?o} #\\q'''\n}",
    'SELECT * { VALUES ?x {"""a"} SERVICE <URL> {?s ?p ?o} #\\uD800"""\n}',
    "PREFIX : <URL> SELECT * { ?s ?p ?o FILTER(?s<(?o)||true)SERVICE:x#>\n{?s ?p ?o} }",
    "SELECT * { ?s ?p ?o FILTER(true)SERVICE<URL>{?s ?p ?o} }",
    "SELECT * { BIND(1 AS ?x)SeRvIcE sIlEnT<URL>{?s ?p ?o} }",
    "SELECT * { ?s ?p ?o FILTER EXISTS { SERVICE <URL> {?s ?p ?o} } }",
    "SELECT * { { SELECT * { SERVICE <URL> {?s ?p ?o} } } }",
    "SELECT * { ?s ?p ?o OPTIONAL { LATERAL { SERVICE <URL> {?s ?p ?o} } } }",
    "PREFIX servicf: <http://a/> SELECT * { SERVICE <URL> {?s ?p ?o} } #serviZZ servizy",
    "SELECT (EXISTS { SERVICE <URL> {?s ?p ?o} } AS ?x) { }",
]


@pytest.mark.parametrize("query", [query.replace("URL", NOWHERE) for query in HIDDEN])
def test_no_disguise_gets_a_request_out(query):
    assert not passes(query)


def test_the_disguises_are_real():
    fetched = [query for query in HIDDEN if fetches(query.replace("URL", NOWHERE))]
    assert len(fetched) >= len(HIDDEN) - 3  # SILENT says nothing, and some ask only sometimes


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?service ?from $load { ?service ?from $load }",
        "ASK { ?x ?y 'SERVICE FROM LOAD', \"from\", '''SERVICE <x> { }''' } # DROP FROM SERVICE",
        'ASK { ?x ?y """a "SERVICE" b""" , "it\\"s from" }',
        "ASK { ?x <http://a/SERVICE> gb:service ; gb:x\\'from gb:a\\,SERVICE }",
        "ASK { ?x <http://a/z\\u00e9/from> 'service \\u0041' }",
        "PREFIX service: <http://a/> ASK { ?x service:from 'x'@en-from ; service:a.SERVICE ?y }",
        "PREFIX FROM: <http://a/> DESCRIBE FROM:x",
        "ASK { _:service ?from ?x . FILTER(?x<'from'&&?x>?from) }",
        "SELECT * { ?s ?p ?o LATERAL { SELECT ?from { ?s ?from ?o } LIMIT 1 } }",
        "SELECT * { ?s ?p ?o . ?from ?p <<( ?s ?p ?o )>> }",
        "SELECT (SUM(?y) AS ?servicy) { ?x ?y ?servizz ; ?frozz ?service }",
        "ASK { ?x ?insert ?delete ; gb:load 'drop' , 'clear' }",
    ],
)
def test_words_that_only_look_like_keywords_pass(query):
    check_query(query, PREFIXES)


@pytest.mark.parametrize(
    "query",
    [
        "ASK { ?x ?y 'a\\u0022 } SERVICE <http://a/> { ?s ?p \\u0022b' }",
        'ASK { ?x ?y "a\\u0022 . SERVICE <http://a/> { ?s ?p \\u0022b" } }',
        r"SELECT * { \u0053ERVICE <http://a/> { ?s ?p ?o } }",
        r"SELECT * \u0046ROM <http://a/> { ?s ?p ?o }",
    ],
)
def test_escapes_are_read_as_other_tools_read_them_too(query):
    is_harmless = "'a" in query  # there the other reading has quotes within quotes
    assert passes(query) == is_harmless


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT *\n{ SERVICE <http://a/> { ?s ?p ?o } }", "line 2: SERVICE is refused"),
        ("SELECT *\nFROM <file:///etc/passwd> { ?s ?p ?o }", "line 2: FROM is refused.*GRAPH"),
        ("SELECT * FROM NAMED <http://a/> { }", "FROM is refused"),
        ("ASK { ?s ?p gb:x.y.SERVICE <http://a/> { ?s ?p ?o } }", "SERVICE is refused"),
        ("LOAD <file:///etc/passwd>", "LOAD is refused: queries only read"),
        ("PREFIX a: <http://a/> INSERT DATA { a:x a:y a:z }", "INSERT is refused"),
        ("WITH <http://a/> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", "DELETE is refused"),
        ("ASK { ?x schemma:name ?y }", "schemma: isn't declared; the nearest is schema:"),
        ("ASK { ?x qqq:name ?y }", "qqq: isn't declared. Known without PREFIX: gb, schema"),
        ("PREFIX mine: <http://a/> ASK { ?x mne:y ?y }", "the nearest is mine:"),
        ("SELECT ?from\nWHER { ?from a ?y }", r"line 2, column 6: SPARQL.*\nWHER .*\n {5}\^$"),
        ("SELECT ?x (COUNT(?y) AS ?n) { ?x a ?y }", "GROUP BY"),
        ("ASK { ?x <not an iri> ?y }", "well formed"),
        ("", "line 1, column 1"),
        ("\ud800", "can't be read"),
        ("ASK { " + "?x ?y ?z . " * 50 + "! }", r"line 1, column \d+: .*\n.{1,200}\n {100}\^$"),
    ],
)
def test_what_is_wrong_is_told_with_its_line_and_a_hint(query, message):
    with pytest.raises(QueryError, match=f"(?s){message}"):
        check_query(query, PREFIXES)


@pytest.mark.parametrize(
    "piece", ["-from", "service ", "a:b ", '"""', "'", "\\", "#\n", "\\u0053", "FROM\n"]
)
def test_a_long_query_is_refused_as_fast_as_a_short_one(piece):
    with pytest.raises(QueryError):
        check_query("SELECT * { " + piece * 20_000, PREFIXES)


def test_a_query_with_every_other_word_in_it_is_refused():
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = " ".join(f"servi{one}{other}" for one in letters for other in letters)
    with pytest.raises(QueryError, match="every word"):
        check_query(f"ASK {{}} # {words}", PREFIXES)


PIECES = [
    *("SERVICE", "service", "SILENT", "FROM", "NAMED", "SELECT", "ASK", "WHERE", "FILTER", "BIND"),
    *("VALUES", "OPTIONAL", "MINUS", "GRAPH", "EXISTS", "LATERAL", "AS", "true", "PREFIX", "LIMIT"),
    *("INSERT", "DATA", "LOAD", "DESCRIBE", "CONSTRUCT", "UNION", "ORDER", "BY", "IN", "NOT"),
    *("{", "}", "(", ")", "[", "]", "<", ">", ".", ";", ",", "*", "+", "?", "|", "/", "^", "!"),
    *("'", '"', '"""', "'''", "\\", "\\q", "\\u0022", "\\u0053", "\\uD800", "#", "\n", " ", "&&"),
    *("?s", "?p", "$o", "?service", "gb:x", "gb:", ":", "a:", "x:SERVICE", "_:b", "1", "1.", "1e0"),
    *("@en", "^^", "=", "-", "%41", "·", "\u200c", "é", "<http://a/b>", f"<{NOWHERE}>", "UNDEF"),
    *("{ ?s ?p ?o }", f"SERVICE <{NOWHERE}> {{ ?s ?p ?o }}", "FILTER(?s<?o)", "VALUES ?x { 1 }"),
]


@st.composite
def soups(draw):
    """Draw queries that are whole but for a soup of pieces somewhere."""
    soup = "".join(
        piece + gap
        for piece, gap in draw(
            st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(["", " "])), max_size=12)
        )
    )
    frame = draw(
        st.sampled_from(
            [
                "SELECT * { ?s ?p ?o %s }",
                "SELECT * { %s SERVICE <URL> { ?s ?p ?o } }",
                "SELECT * { VALUES ?x { %s } SERVICE <URL> { ?s ?p ?o } }",
                "SELECT * { ?s ?p %s SERVICE <URL> { ?s ?p ?o } %s }",
                'SELECT * { VALUES ?x { """a"} SERVICE <URL> { ?s ?p ?o } %s """\n}',
                "PREFIX : <URL> SELECT * { ?s ?p ?o FILTER(%s)SERVICE:x %s\n{ ?s ?p ?o } }",
                "ASK { %s }",
                "SELECT ?s %s { ?s ?p ?o }",
                "%s",
            ]
        )
    )
    return frame.replace("URL", NOWHERE).replace("%s", soup)


@settings(max_examples=1500, deadline=None)
@given(soups())
@example(f"SELECT * {{ ?s ?p trueSERVICE <{NOWHERE}> {{ ?s ?p ?o }} }}")
def test_no_soup_of_words_gets_a_request_out_or_fails_otherwise(query):
    assert not (passes(query) and fetches(query))


@settings(max_examples=500, deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_any_text_passes_or_is_told(text):
    with suppress(QueryError):
        check_query(text, PREFIXES)


@settings(max_examples=500, deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_characters='"\\\n\r'), max_size=40))
@example("SERVICE <http://a/> { FROM }")
@example("servizz service")
def test_any_word_in_a_string_passes(text):
    check_query(f'ASK {{ ?x ?from "service {text}" }}', PREFIXES)
