"""IRIs are made in one place, from one base, and are always well formed."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from graphbuild.errors import OutputError
from graphbuild.iris import DEFAULT_BASE, Iris, base_of
from graphbuild.judgements import ClaimLink, ClaimLinkKind

IRIS = Iris()
LINK = ClaimLink(
    kind=ClaimLinkKind.CHANGE, one="claim-1", other="claim-2", rule="other-number", score=0.8
)
SEGMENT = re.compile(r"(?:[A-Za-z0-9_.~-]|%[0-9A-F]{2})+")
ANY_TEXT = st.text(st.characters(exclude_categories=()), min_size=1)


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (IRIS.entities_graph, "graph/entities"),
        (IRIS.article("a/b c"), "article/a%2Fb%20c"),
        (IRIS.article(".."), "article/%2E%2E"),
        (IRIS.mention("a", (3, 7)), "article/a#m-3-7"),
        (IRIS.span("a", (3, 7)), "article/a#char=3,7"),
        (IRIS.claim("a", "claim-1"), "article/a#claim-1"),
        (IRIS.quantity("a", "claim-1", 2), "article/a#claim-1-quantity-2"),
        (IRIS.date("a", "claim-1", 0), "article/a#claim-1-date-0"),
        (IRIS.said("a", "claim-1"), "article/a#claim-1-said"),
        (IRIS.judgements_graph, "graph/judgements"),
        (IRIS.reprint("a/b"), "reprint/a%2Fb"),
        (IRIS.doubt(("a", "e1"), ("b/", "e2")), "doubt/a/e1/b%2F/e2"),
        (IRIS.claim_cluster("cluster-1"), "claim-cluster/cluster-1"),
        (IRIS.appearance("cluster-1", "claim-1"), "claim-cluster/cluster-1#claim-1"),
        (IRIS.claim_link(LINK), "claim-link/change/claim-1/claim-2/other-number"),
        (IRIS.relation("a", 4), "article/a#relation-4"),
        (IRIS.merge("a", "e1"), "article/a#merge-e1"),
        (IRIS.role("a", "e1", (3, 7)), "article/a#role-3-7-e1"),
        (IRIS.entity("Q42"), "entity/Q42"),
        (IRIS.link("Q42", 1), "entity/Q42#link-1"),
    ],
)
def test_iris_of_the_default_base(made, expected):
    assert made == DEFAULT_BASE + expected


def test_every_iri_begins_with_the_base():
    iris = Iris("http://kg.news.example:8080/v1/")
    assert iris.entity("x") == "http://kg.news.example:8080/v1/entity/x"


def test_the_base_is_told_from_the_entities_graph():
    iris = Iris("http://kg.news.example/v1/")
    assert base_of(iris.entities_graph) == iris.base


def test_prefixes_shorten_articles_and_entities():
    assert IRIS.entity("Q42") == IRIS.prefixes["entity"] + "Q42"
    assert IRIS.article("a") == IRIS.prefixes["article"] + "a"


@pytest.mark.parametrize(
    "base",
    [
        "",
        "kg/",
        "https://kg.example",
        "https://kg.example/#",
        "file:///kg/",
        "https:///",
        "https://a b/",
    ],
)
def test_what_is_no_base_is_refused(base):
    with pytest.raises(OutputError, match=re.escape(repr(base)) + ".*Give one like https://"):
        Iris(base)


@given(ANY_TEXT)
def test_any_id_makes_one_segment(text):
    segment = IRIS.article(text).removeprefix(f"{DEFAULT_BASE}article/")
    assert SEGMENT.fullmatch(segment)
    assert segment not in {".", ".."}


@given(ANY_TEXT, ANY_TEXT)
def test_different_ids_make_different_iris(left, right):
    assert (IRIS.entity(left) == IRIS.entity(right)) == (left == right)


@given(st.one_of(ANY_TEXT, ANY_TEXT.map(lambda text: f"https://other.example/{text}")))
def test_any_external_iri_is_well_formed(text):
    assert NamedNode(IRIS.external(text)).value


@pytest.mark.parametrize(
    "iri", ["http://www.wikidata.org/entity/Q42", "https://sws.geonames.org/706448/"]
)
def test_a_well_formed_web_address_stays(iri):
    assert IRIS.external(iri) == iri


@pytest.mark.parametrize("iri", ["javascript:alert(1)", "https://x.example/<b>", "Q42"])
def test_what_is_no_web_address_becomes_one_of_ours(iri):
    assert IRIS.external(iri).startswith(f"{DEFAULT_BASE}external/")
