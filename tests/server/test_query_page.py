"""The page, without a browser: what it is made of, and how results look without its script."""

import json

import pytest
from served import serving, two_articles, wait_until

from graphbuild.ontology import bind_parameters, named_queries, read_named_query
from graphbuild.results import QueryResult
from graphbuild.server.page import STATIC
from graphbuild.server.result_page import to_result_page
from graphbuild.store import load_memory_store, run_query


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    with serving(two_articles(), tmp_path_factory.mktemp("out")) as served:
        yield served.client


def test_the_page_holds_a_form_that_works_without_scripts(client):
    page = client.get("/").text
    assert '<form id="plain" action="/sparql" method="get">' in page
    assert "SELECT ?who" in page
    assert "$" not in page.replace("$who", "")


def test_the_page_lets_only_its_own_script_run(client):
    response = client.get("/")
    policy = response.headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert client.get("/").headers["content-security-policy"] != policy  # a nonce is used once


def test_the_page_says_so_when_it_has_no_script(client):
    page = client.get("/").text
    assert ("/static/page.js" in page) is (STATIC / "page.js").exists()
    assert ("make page" in page) is not (STATIC / "page.js").exists()


def test_the_page_knows_queries_prefixes_and_terms(client):
    known = client.get("/page.json").json()
    assert {each["name"] for each in known["queries"]} == set(named_queries())
    about = next(each for each in known["queries"] if each["name"] == "claims-about-entity")
    assert [each["name"] for each in about["parameters"]] == ["entity"]
    assert known["prefixes"]["gb"].endswith("/ontology#")
    terms = {each["name"]: each for each in known["terms"]}
    assert terms["gb:Claim"]["isClass"]
    assert "somebody says" in terms["gb:Claim"]["comment"]
    assert not terms["schema:name"]["isClass"]


def test_a_question_gets_its_parameters(client):
    asked = client.get("/questions/claims-about-entity", params={"entity": 'Łódź"\\}'})
    assert asked.headers["content-type"].startswith("text/plain")
    sparql = read_named_query("claims-about-entity")
    assert asked.text == bind_parameters(sparql, {"entity": 'Łódź"\\}'})
    assert client.get("/questions/claims-about-entity").text == sparql
    for wrong in ("claims-about-entity?nobody=x", "no-such-question", "..%2Fshapes.ttl"):
        assert client.get(f"/questions/{wrong}").status_code == 404


@pytest.mark.parametrize(
    "name", ["nothing.js", "../page.py", "%2e%2e%2fpage.py", "..%5cpage.py", "page.html", ""]
)
def test_only_the_pages_own_files_are_given(client, name):
    response = client.get(f"/static/{name}")
    assert response.status_code == 404
    assert "import" not in response.text


def test_a_file_has_its_type(client):
    assert client.get("/static/page.css").headers["content-type"] == "text/css; charset=utf-8"
    assert client.get("/static/icon.svg").headers["content-type"] == "image/svg+xml"


def test_the_explorer_is_made_when_it_is_asked_for(tmp_path):
    """Of a folder without extractions it can't be made, which is told; see the browser's tests."""
    with serving(two_articles(), tmp_path) as served:
        assert "being drawn" in served.client.get("/explorer").text
        wait_until(lambda: served.client.get("/explorer").status_code == 500)
        assert "graphbuild export" in served.client.get("/explorer").text


# --- Results without a script

HOSTILE = "<script>alert(1)</script>\"'&"


def test_nothing_in_a_result_becomes_markup():
    store = load_memory_store(two_articles())
    found = run_query(
        store,
        f"SELECT ({json.dumps(HOSTILE)} AS ?x) (<javascript:alert(1)> AS ?y)"
        " (<http://a.example/'onload=x> AS ?z) (entity:Q1 AS ?e) {}",
    )
    page = to_result_page(found)
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#x27;&amp;" in page
    assert 'href="javascript' not in page
    assert 'href="http://a.example/&#x27;onload=x"' in page
    assert ">entity:Q1</a>" in page


def test_column_names_and_answers_are_shown():
    assert "<p>Yes." in to_result_page(QueryResult(boolean=True))
    assert "<p>No." in to_result_page(QueryResult(boolean=False))
    assert "<p>0 rows." in to_result_page(QueryResult(columns=("x",)))
