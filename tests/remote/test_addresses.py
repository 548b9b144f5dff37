"""The addresses of known servers are found from whichever of them a user gives."""

import pytest

from graphbuild.errors import RemoteError
from graphbuild.remote.addresses import Addresses

HOST = "http://host:7878"


@pytest.mark.parametrize("given", ["", "/", "/query", "/update", "/store"])
def test_oxigraph(given):
    where = Addresses(url=f"{HOST}{given}")
    assert f"{HOST}/query" in where.queries
    assert where.stores(f"{HOST}/query")[0] == f"{HOST}/store"
    assert where.updates(f"{HOST}/query") == (f"{HOST}/update",)


@pytest.mark.parametrize("given", ["", "/sparql", "/sparql-graph-crud", "/sparql-auth"])
def test_virtuoso(given):
    where = Addresses(url=f"{HOST}{given}")
    assert f"{HOST}/sparql" in where.queries
    assert where.stores(f"{HOST}/sparql")[0] == f"{HOST}/sparql-graph-crud-auth"
    assert where.updates(f"{HOST}/sparql")[0] == f"{HOST}/sparql-auth"


@pytest.mark.parametrize("given", ["", "/query", "/sparql", "/update", "/data"])
def test_fuseki(given):
    where = Addresses(url=f"{HOST}/news{given}")
    for end in ("", "/query", "/sparql"):
        assert f"{HOST}/news{end}" in where.queries
        assert f"{HOST}/news/data" in where.stores(f"{HOST}/news{end}")
    assert f"{HOST}/news/update" in where.updates(f"{HOST}/news/sparql")


@pytest.mark.parametrize("given", ["", "/statements", "/rdf-graphs/service"])
def test_graphdb(given):
    root = f"{HOST}/repositories/news"
    where = Addresses(url=f"{root}{given}")
    assert root in where.queries
    assert where.stores(root)[0] == f"{root}/rdf-graphs/service"
    assert where.updates(root)[0] == f"{root}/statements"


def test_blazegraph():
    url = f"{HOST}/blazegraph/namespace/kb/sparql"
    where = Addresses(url=url)
    assert where.queries[0] == url
    assert url in where.updates(url)


def test_what_answers_queries_is_asked_first_if_it_is_given():
    assert Addresses(url=f"{HOST}/sparql").queries[0] == f"{HOST}/sparql"
    assert f"{HOST}/store" not in Addresses(url=f"{HOST}/store").queries


def test_what_a_user_says_is_tried_alone():
    where = Addresses(url=HOST, query=f"{HOST}/q", update=f"{HOST}/u", graph_store=f"{HOST}/g")
    assert where.queries == (f"{HOST}/q",)
    assert where.stores(f"{HOST}/q") == (f"{HOST}/g",)
    assert where.updates(f"{HOST}/q") == (f"{HOST}/u",)


def test_who_names_where_to_update_wants_no_graph_store():
    assert Addresses(url=HOST, update=f"{HOST}/u").stores(f"{HOST}/query") == ()


def test_an_address_of_no_known_layout_does_all():
    where = Addresses(url=HOST, query=f"{HOST}/ask/data")
    assert f"{HOST}/ask/data" in where.updates(f"{HOST}/ask/data")


@pytest.mark.parametrize(
    "url", ["", "host:7878", "ftp://host/", "file:///etc/passwd", "http://h/?query=x", "http:// h"]
)
def test_what_is_no_address_is_refused(url):
    with pytest.raises(RemoteError, match="not the address of a server"):
        Addresses(url=url)


def test_a_password_in_an_address_is_refused_and_not_shown():
    with pytest.raises(RemoteError, match="--user") as caught:
        Addresses(url="https://ann:secret@host/sparql")
    assert "secret" not in str(caught.value)
