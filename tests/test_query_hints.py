"""A query that finds nothing is told which of its names the graph hasn't."""

import pytest

from graphbuild.ontology import named_queries, read_named_query
from graphbuild.query_hints import find_hints
from graphbuild.vocabulary import prefixes

PREFIXES = prefixes("https://graphbuild.example/")


@pytest.mark.parametrize(
    ("query", "hints"),
    [
        (
            "ASK { ?x gb:sourcex ?y }",
            ["line 1: the graph has no gb:sourcex; the nearest is gb:source"],
        ),
        (
            "ASK {\n?x schema:naame ?y ; schema:name 'gb:no' ; gb:attitude gb:attitude-denail }",
            [
                "line 2: the graph has no schema:naame; the nearest is schema:name",
                "line 2: the graph has no gb:attitude-denail; the nearest is gb:attitude-denial",
            ],
        ),
        ("ASK { ?x gb:qqqqq ?y }", ["line 1: the graph has no gb:qqqqq"]),
        (
            "PREFIX gb: <http://a/> ASK { ?x gb:naame ?y }",
            [f"gb: is <http://a/> in the query, and <{PREFIXES['gb']}> in the graph"],
        ),
        (
            "PREFIX s: <https://schema.org/> ASK { ?x s:naame ?y }",
            ["line 1: the graph has no s:naame; the nearest is s:name"],
        ),
        ("ASK { ?x entity:Q1 ?y ; wd:Q1 rdfs:label ; ex:z gb:attitude-denial }", []),
    ],
)
def test_a_hint_names_what_is_unknown_and_the_nearest(query, hints):
    assert list(find_hints(query, PREFIXES)) == hints


@pytest.mark.parametrize("name", named_queries())
def test_the_named_queries_need_no_hint(name):
    assert not list(find_hints(read_named_query(name), PREFIXES))
