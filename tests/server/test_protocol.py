"""The endpoint speaks SPARQL 1.1 Protocol, and refuses what only looks like it."""

import csv
import json
from io import StringIO
from xml.etree import ElementTree

import httpx
import pyoxigraph
import pytest
from served import serving, two_articles

SELECT = "SELECT ?name { ?person a schema:Person ; schema:name ?name } ORDER BY ?name"
CONSTRUCT = "CONSTRUCT { ?x schema:name ?name } WHERE { ?x a schema:Person ; schema:name ?name }"
NAMES = ["Sergei Surovikin", "Volodymyr Zelenskyy"]
ARTICLE = "https://graphbuild.example/article/courier-1"
ENTITIES = "https://graphbuild.example/graph/entities"
JSON = "application/sparql-results+json"
FORM = {"content-type": "application/x-www-form-urlencoded"}
QUERY = {"content-type": "application/sparql-query"}


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    with serving(two_articles(), tmp_path_factory.mktemp("out")) as served:
        yield served.client


def ask(
    client: httpx.Client, query: str, accept: str | None = None, **parameters
) -> httpx.Response:
    headers = {"accept": accept} if accept is not None else {}
    return client.get("/sparql", params={"query": query, **parameters}, headers=headers)


def values(response: httpx.Response) -> list[str]:
    assert response.status_code == 200, response.text
    variable, *_ = response.json()["head"]["vars"]
    return [row[variable]["value"] for row in response.json()["results"]["bindings"]]


# --- How a query is sent


def test_by_get(client):
    assert values(ask(client, SELECT)) == NAMES


def test_by_form(client):
    assert values(client.post("/sparql", data={"query": SELECT})) == NAMES


def test_by_body(client):
    assert values(client.post("/sparql", content=SELECT, headers=QUERY)) == NAMES


def test_a_charset_may_be_named(client):
    headers = {"content-type": 'application/sparql-query; charset="UTF-8"'}
    assert values(client.post("/sparql", content=SELECT, headers=headers)) == NAMES


def test_letters_of_any_script_arrive(client):
    query = 'SELECT ("Ђорђе “Ł” 🕊" AS ?x) {}'
    assert values(ask(client, query)) == ["Ђорђе “Ł” 🕊"]
    assert values(client.post("/sparql", data={"query": query})) == ["Ђорђе “Ł” 🕊"]
    assert values(client.post("/sparql", content=query.encode(), headers=QUERY)) == ["Ђорђе “Ł” 🕊"]


def test_head_is_get_without_a_body(client):
    response = client.head("/sparql", params={"query": SELECT})
    assert (response.status_code, response.content) == (200, b"")
    assert response.headers["content-type"] == JSON
    assert int(response.headers["content-length"]) == len(ask(client, SELECT).content)


# --- What is returned


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("application/json", JSON),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv"),
        ("text/*", "text/csv"),
        ("text/tab-separated-values", "text/tab-separated-values"),
        ("text/html", "text/html"),
        ("text/csv;q=0.3, application/sparql-results+xml;q=0.7", "application/sparql-results+xml"),
        ("application/sparql-results+json;q=0, */*;q=0.1", JSON),
        ("image/png, text/csv; q=0.1", "text/csv"),
    ],
)
def test_rows_come_as_asked_for(client, accept, media_type):
    if accept == "application/sparql-results+json;q=0, */*;q=0.1":
        media_type = JSON  # application/json still fits the wildcard
    response = ask(client, SELECT, accept)
    assert response.status_code == 200
    assert response.headers["content-type"].split(";")[0] == media_type


def test_csv_and_tsv_and_xml_hold_the_rows(client):
    rows = list(csv.reader(StringIO(ask(client, SELECT, "text/csv").text)))
    assert rows == [["name"], *([name] for name in NAMES)]
    lines = ask(client, SELECT, "text/tab-separated-values").text.splitlines()
    assert lines == ["?name", *(f'"{name}"' for name in NAMES)]
    tree = ElementTree.fromstring(ask(client, SELECT, "application/sparql-results+xml").text)
    literals = tree.iter("{http://www.w3.org/2005/sparql-results#}literal")
    assert [each.text for each in literals] == NAMES


@pytest.mark.parametrize(
    "form", ["application/sparql-results+json", "application/sparql-results+xml"]
)
def test_ask_is_answered(client, form):
    assert "true" in ask(client, "ASK { ?x a schema:Person }", form).text


@pytest.mark.parametrize(
    ("accept", "format_"),
    [
        ("text/turtle", pyoxigraph.RdfFormat.TURTLE),
        ("application/n-triples", pyoxigraph.RdfFormat.N_TRIPLES),
        ("application/ld+json", pyoxigraph.RdfFormat.JSON_LD),
        ("application/rdf+xml", pyoxigraph.RdfFormat.RDF_XML),
        ("*/*", pyoxigraph.RdfFormat.TURTLE),
        (JSON, None),
    ],
)
def test_triples_come_as_asked_for(client, accept, format_):
    response = ask(client, CONSTRUCT, accept)
    if format_ is None:
        assert response.status_code == 406
        return
    found = {quad.object.value for quad in pyoxigraph.parse(response.content, format=format_)}
    assert found == set(NAMES)


@pytest.mark.parametrize("accept", ["image/png", "text/csv;q=0", "application/pdf, image/*"])
def test_what_isnt_offered_is_not_acceptable(client, accept):
    response = ask(client, SELECT, accept)
    assert response.status_code == 406
    assert "text/csv" in response.text


def test_an_answer_is_not_kept_by_caches(client):
    headers = ask(client, SELECT).headers
    assert (headers["cache-control"], headers["vary"]) == ("no-store", "accept")


# --- What the query sees


def test_a_dataset_of_given_graphs(client):
    everywhere = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    within = {"default-graph-uri": [ARTICLE]}
    count, all_ = values(ask(client, everywhere, **within)), values(ask(client, everywhere))
    assert 0 < int(count[0]) < int(all_[0])
    both = {"default-graph-uri": [ARTICLE, ENTITIES]}
    assert int(values(ask(client, everywhere, **both))[0]) > int(count[0])
    posted = client.post("/sparql", data={"query": everywhere, **within})
    assert values(posted) == count
    direct = client.post("/sparql", params=within, content=everywhere, headers=QUERY)
    assert values(direct) == count


def test_only_the_named_graphs_that_are_given(client):
    names = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
    assert values(ask(client, names, **{"named-graph-uri": ARTICLE})) == [ARTICLE]
    assert values(ask(client, names, **{"default-graph-uri": ARTICLE})) == []
    seen_beside = ask(client, "SELECT ?s { ?s ?p ?o }", **{"named-graph-uri": ARTICLE})
    assert values(seen_beside) == []


@pytest.mark.parametrize("iri", ["http://127.0.0.1:9/x", "file:///etc/passwd", "not an iri"])
def test_a_graph_that_isnt_in_the_store_is_never_fetched(client, iri):
    response = ask(client, SELECT, **{"default-graph-uri": iri})
    assert response.status_code == 400


# --- What is refused


def test_a_malformed_query_is_told_with_its_place(client):
    response = ask(client, "SELECT ?x {\n  ?x foo:bar ?y\n}")
    assert response.status_code == 400
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert "line 2" in response.text
    assert "foo:bar" in response.text


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * FROM <http://127.0.0.1:9/> { ?s ?p ?o }",
        "INSERT DATA { <http://a/> a <http://b/> }",
        "LOAD <file:///etc/passwd>",
        "DROP ALL",
    ],
)
def test_queries_that_leave_or_change_the_store_are_refused(client, query):
    response = ask(client, query)
    assert response.status_code == 400
    assert "SPARQL" in response.text


def test_updates_are_forbidden(client):
    update = "INSERT DATA { <http://a/> a <http://b/> }"
    headers = {"content-type": "application/sparql-update"}
    for response in (
        client.post("/sparql", data={"update": update}),
        client.post("/sparql", content=update, headers=headers),
        client.get("/sparql", params={"update": update}),
    ):
        assert response.status_code == 403
        assert "read-only" in response.text
    assert ask(client, "ASK { <http://a/> a <http://b/> }").json()["boolean"] is False


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"method": "POST"}, 415),
        ({"method": "POST", "data": {}, "headers": FORM}, 400),
        ({"method": "POST", "data": {"query": "  "}}, 400),
        ({"method": "POST", "data": {"query": [SELECT, SELECT]}}, 400),
        ({"method": "POST", "json": {"query": SELECT}}, 415),
        ({"method": "POST", "content": b"SELECT \xff", "headers": QUERY}, 400),
        ({"method": "POST", "content": b"query=%FF", "headers": FORM}, 400),
        ({"method": "POST", "content": b" " * (1 << 20) + b"x", "headers": QUERY}, 413),
        (
            {
                "method": "POST",
                "content": SELECT,
                "headers": {"content-type": "application/sparql-query; charset=latin-1"},
            },
            415,
        ),
        (
            {"method": "POST", "content": SELECT, "headers": QUERY | {"content-encoding": "gzip"}},
            415,
        ),
        ({"method": "GET", "params": {"query": ""}}, 400),
        ({"method": "GET", "params": {"query": [SELECT, SELECT]}}, 400),
        ({"method": "GET", "params": {"query": "x" * (1 << 15)}}, 414),
        ({"method": "PUT"}, 405),
        ({"method": "DELETE"}, 405),
        ({"method": "PATCH"}, 405),
    ],
)
def test_what_isnt_the_protocol_has_its_status(client, sent, status):
    response = client.request(url="/sparql", **sent)
    assert response.status_code == status, response.text
    assert response.headers["content-type"].startswith("text/plain")
    assert len(response.text) > 20
    if status == 405:
        assert response.headers["allow"] == "GET, HEAD, OPTIONS, POST"


def test_options_tells_the_methods(client):
    response = client.options("/sparql")
    assert response.status_code == 204
    assert response.headers["allow"] == "GET, HEAD, OPTIONS, POST"


def test_other_sites_are_told_nothing(client):
    response = client.get(
        "/sparql", params={"query": SELECT}, headers={"origin": "http://evil.example"}
    )
    assert not [name for name in response.headers if name.startswith("access-control")]


# --- What the service says of itself


def test_the_service_describes_itself(client):
    response = client.get("/sparql", headers={"accept": "text/turtle"})
    store = pyoxigraph.Store()
    store.load(response.content, format=pyoxigraph.RdfFormat.TURTLE)
    sd = "http://www.w3.org/ns/sparql-service-description#"
    (service,) = store.query(
        f"SELECT ?endpoint ?name {{ ?s a <{sd}Service> ; <{sd}endpoint> ?endpoint ;"
        f"<{sd}defaultDataset>/<{sd}namedGraph>/<{sd}name> ?name FILTER(?name = <{ENTITIES}>) }}"
    )
    assert service["endpoint"].value == str(client.base_url.join("/sparql"))


def test_the_description_comes_in_other_forms(client):
    response = client.get("/sparql", headers={"accept": "application/ld+json"})
    assert json.loads(response.text)
    assert client.get("/sparql", headers={"accept": "text/csv"}).status_code == 406


def test_a_browser_is_sent_to_the_page(client):
    response = client.get("/sparql", headers={"accept": "text/html,*/*;q=0.8"})
    assert (response.status_code, response.headers["location"]) == (303, "/")


def test_a_browser_without_scripts_gets_a_table(client):
    response = ask(client, SELECT, "text/html,application/xml;q=0.9,*/*;q=0.8")
    assert "<td>Sergei Surovikin" in response.text
