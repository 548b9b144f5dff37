import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from graphbuild.export.cards import article_card, marked
from graphbuild.export.page import to_page, write_page
from graphbuild.export.picture import importance, most_important, to_svg
from graphbuild.graph import KnowledgeGraph
from graphbuild.model import Article


class Addresses(HTMLParser):
    """Collects what a browser would fetch."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found += [(tag, name, value) for name, value in attrs if name in ("src", "href")]


@pytest.fixture
def page(small_graph):
    return to_page(small_graph, title="Kherson & <the> bank")


def data_of(page):
    return json.loads(re.search(r'<script id="data"[^>]*>(.*?)</script>', page, re.DOTALL)[1])


def test_page_loads_nothing(page):
    parser = Addresses()
    parser.feed(page)
    assert parser.found == []
    assert "sourceMappingURL" not in page
    assert "cdn" not in re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL).lower()
    assert "default-src 'none'" in page


def test_title_is_text(page):
    assert "<title>Kherson &amp; &lt;the&gt; bank</title>" in page


def test_a_place_says_what_it_lies_in(page):
    entities = data_of(page)["entities"].values()
    assert {entity["name"]: entity["place"] for entity in entities if entity["place"]} == {
        "Kherson": "Kherson Oblast, Ukraine"
    }


def test_data_holds_claims_with_marked_sentences(page, small_graph):
    data = data_of(page)
    assert set(data["entities"]) == set(small_graph.entities)
    assert len(data["claims"]) == 6
    denial = next(claim for claim in data["claims"] if "denial" in claim["tags"])
    assert denial["passage"] == [
        ["Volodymyr Zelenskyy, the Ukrainian president", "source"],
        [", ", ""],
        ["denied", "cue"],
        [" ", ""],
        ["that the army was leaving Kherson", "content"],
        [". ", ""],
    ]
    assert denial["tags"] == ["denial", "not so (denied)", "certain"]


def test_a_claim_shows_what_makes_it_uncertain(page):
    tags = [claim["tags"] for claim in data_of(page)["claims"]]
    assert ["fear", "possible (might)"] in tags
    assert ["statement", "possible (may, reportedly)"] in tags


def test_edges_lead_from_speakers_to_topics(page, small_graph):
    data = data_of(page)
    names = {key: entity.name for key, entity in small_graph.entities.items()}
    drawn = {(names[edge["from"]], edge["label"], names[edge["to"]]) for edge in data["edges"]}
    assert ("Volodymyr Zelenskyy", "denied", "Kherson") in drawn
    assert ("Kherson City Council", "located in", "Kherson") in drawn
    assert len(drawn) == 6


def test_types_differ_in_shape(page):
    shapes = {node["type"]: node["shape"] for node in data_of(page)["nodes"]}
    assert len(set(shapes.values())) == len(shapes) == 3


def test_limit_keeps_the_most_important(small_graph):
    page = to_page(small_graph, limit=2)
    assert set(data_of(page)["entities"]) == set(most_important(small_graph, 2))
    assert "Showing 2 of 7 entities and 6 of 6 claims, from 2 articles" in page


def test_most_important_come_first(small_graph):
    ranked = most_important(small_graph, 10)
    counts = [importance(small_graph, entity) for entity in ranked]
    assert counts == sorted(counts, reverse=True)
    assert small_graph.entities[ranked[0]].name == "Kherson"


def test_same_graph_same_bytes(small_graph, tmp_path):
    for name in ("one.html", "other.html"):
        write_page(small_graph, tmp_path / name)
    assert (tmp_path / "one.html").read_bytes() == (tmp_path / "other.html").read_bytes()


def test_data_cannot_end_its_script(small_graph):
    entities = [replace(each, name="</script><b>") for each in small_graph.entities.values()]
    page = to_page(KnowledgeGraph(small_graph.extractions.values(), entities))
    assert "</script><b>" not in page
    assert page.count("</script>") == 3


def test_lone_surrogates_are_written(small_graph, tmp_path):
    write_page(small_graph, tmp_path / "page.html", title="half \ud83d")
    assert "<h1>half ?</h1>" in (tmp_path / "page.html").read_text("utf-8")


def test_article_links_to_the_web_only(small_graph):
    unsafe = Article(id="1", text="", url="javascript:alert(1)")
    assert article_card(small_graph, unsafe)["url"] is None
    assert article_card(small_graph, replace(unsafe, url="HTTPS://a.example/"))["url"]


def test_marks_may_overlap():
    text = "“No,” he said."
    assert marked(text, {"source": ((6, 8),), "content": ((0, 8),)}) == [
        ("“No,” ", "content"),
        ("he", "source"),
        (" said.", ""),
    ]


def test_svg_escapes_names(small_graph):
    entities = [replace(each, name="A & <B>") for each in small_graph.entities.values()]
    svg = to_svg(KnowledgeGraph(small_graph.extractions.values(), entities))
    assert svg.count("A &amp; &lt;B&gt;") == 7
    assert svg.startswith("<svg ")


def test_svg_of_nothing_is_an_svg():
    assert to_svg(KnowledgeGraph((), ())).endswith("</svg>")
