"""Named graphs are read by SPARQL 1.1 Graph Store HTTP Protocol."""

import pyoxigraph
import pytest
from served import serving, two_articles

from graphbuild.quads import to_quads

ARTICLE = "https://graphbuild.example/article/courier-1"


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    with serving(two_articles(), tmp_path_factory.mktemp("out"), rows=100_000) as served:
        yield served.client


def triples(response) -> set[str]:
    assert response.status_code == 200, response.text
    found = pyoxigraph.parse(response.content, format=pyoxigraph.RdfFormat.N_TRIPLES)
    return {str(quad.triple) for quad in found}


def stored(graph, name: str | None = None) -> set[str]:
    quads = to_quads(graph)
    kept = {str(each.triple) for each in quads if name in (None, each.graph_name.value)}
    return {each.replace("nonNegativeInteger", "integer") for each in kept}


def test_a_graph_is_read_by_its_iri(client, small_graph):
    response = client.get(
        "/store", params={"graph": ARTICLE}, headers={"accept": "application/n-triples"}
    )
    assert triples(response) == stored(small_graph, ARTICLE)


def test_the_default_graph_is_all_graphs_together(client, small_graph):
    response = client.get("/store?default", headers={"accept": "application/n-triples"})
    assert triples(response) == stored(small_graph)


def test_turtle_comes_unless_asked_otherwise(client):
    response = client.get("/store", params={"graph": ARTICLE})
    assert response.headers["content-type"].startswith("text/turtle")
    head = client.head("/store", params={"graph": ARTICLE})
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == response.headers["content-length"]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/store", 400),
        (f"/store?default&graph={ARTICLE}", 400),
        ("/store?graph=courier-1", 400),
        ("/store?graph=http://a/%3E%20%7D", 400),
        ("/store?graph=http://a/%3Cb%3E", 400),
        ("/store?graph=http://127.0.0.1:9/", 404),
        ("/store?graph=file:///etc/passwd", 404),
    ],
)
def test_what_isnt_there_is_told(client, address, status):
    response = client.get(address)
    assert (response.status_code, len(response.text) > 10) == (status, True)


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
def test_nothing_is_written(client, method):
    response = client.request(
        method, "/store", params={"graph": ARTICLE}, content="<a:a> a <a:b> ."
    )
    assert response.status_code == 405
    assert response.headers["allow"] == "GET, HEAD, OPTIONS"


def test_what_isnt_offered_is_not_acceptable(client):
    response = client.get("/store?default", headers={"accept": "text/csv"})
    assert response.status_code == 406
    assert client.options("/store").headers["allow"] == "GET, HEAD, OPTIONS"
