import json
from dataclasses import replace

import networkx as nx
import pytest

from graphbuild.errors import OutputError
from graphbuild.export.network import WEIGHTS, project_entities, to_networkx, write_network
from graphbuild.graph import KnowledgeGraph
from graphbuild.model import Article, Extraction

READERS = {
    ".graphml": lambda path: nx.read_graphml(path, force_multigraph=True),
    ".gexf": lambda path: nx.MultiDiGraph(nx.read_gexf(path)),
}


def nodes(net):
    return dict(net.nodes(data=True))


def edges(net):
    return {data["id"]: (source, target, data) for source, target, data in net.edges(data=True)}


def by_kind(net, kind):
    return [(*ends, data) for *ends, data in net.edges(data=True) if data["kind"] == kind]


def renamed(graph, name):
    entities = [replace(each, name=name, aliases=(name,)) for each in graph.entities.values()]
    return KnowledgeGraph(
        graph.extractions.values(),
        entities,
        graph.merges,
        clusters=graph.clusters.values(),
        claim_links=graph.claim_links,
    )


def test_every_article_entity_and_claim_is_a_node(small_graph):
    kinds = nx.get_node_attributes(to_networkx(small_graph), "kind")
    assert sorted(kinds.values()) == ["article"] * 2 + ["claim"] * 6 + ["entity"] * 7


def test_edges_have_their_kinds(small_graph):
    net = to_networkx(small_graph)
    counts = {kind: len(by_kind(net, kind)) for kind in ("mentions", "says", "in", "relation")}
    assert counts == {"mentions": 9, "says": 5, "in": 6, "relation": 2}
    assert len(by_kind(net, "about")) == 6


def test_mentions_are_counted_and_the_first_is_located(small_graph):
    net = to_networkx(small_graph)
    data = net.edges["courier-1", "Q156732", "mentions:courier-1:Q156732"]
    text = small_graph.extractions["courier-1"].article.text
    assert data["count"] == 3
    assert text[data["char_start"] : data["char_end"]] == "Kherson"
    assert data["sentence"].startswith("Gen. Sergei Surovikin said on Wednesday")


def test_a_claim_is_spoken_about_and_located(small_graph):
    net = to_networkx(small_graph)
    claim = next(key for key, data in net.nodes(data=True) if data["type"] == "denial")
    assert net.nodes[claim]["label"] == "that the army was leaving Kherson"
    assert net.nodes[claim]["cue"] == "denied"
    assert net.nodes[claim]["negation"] == "denied"
    assert net.nodes[claim]["negation_spans"] == net.nodes[claim]["cue_spans"]
    assert "hedges" not in net.nodes[claim]
    assert {(net.nodes[a]["label"], net.nodes[b]["kind"]) for a, b in net.in_edges(claim)} == {
        ("Volodymyr Zelenskyy", "claim")
    }
    assert {net.nodes[b]["kind"] for _, b in net.out_edges(claim)} == {"entity", "article"}


def test_a_relation_in_a_claim_is_not_asserted(small_graph):
    facts = {data["relation"]: data for *_, data in by_kind(to_networkx(small_graph), "relation")}
    assert facts["located_in"]["asserted"] is True
    assert facts["affiliation"]["asserted"] is False
    assert facts["affiliation"]["claim"].startswith("claim-")
    assert facts["affiliation"]["evidence"] == "Sergei Surovikin may take over the Black Sea Fleet"


def test_every_node_and_edge_says_what_proves_it(judged_graph):
    net = to_networkx(judged_graph)
    for data in [*nodes(net).values(), *(data for _, _, data in edges(net).values())]:
        assert {"article", "char_start", "char_end"} <= set(data)
        assert all(isinstance(value, str | int | float | bool) for value in data.values())


@pytest.mark.parametrize("suffix", READERS)
def test_xml_reads_back_equal(judged_graph, tmp_path, suffix):
    path = tmp_path / f"net{suffix}"
    write_network(judged_graph, path)
    net, back = to_networkx(judged_graph), READERS[suffix](path)
    assert nodes(back) == nodes(net)
    assert edges(back) == edges(net)


def test_json_reads_back_equal_whatever_the_names(judged_graph, tmp_path):
    graph = renamed(judged_graph, "\x00\ud800 </script>")
    write_network(graph, tmp_path / "net.json")
    text = (tmp_path / "net.json").read_text("utf-8")
    back = nx.node_link_graph(json.loads(text), edges="edges")
    assert nx.utils.graphs_equal(back, to_networkx(graph))


@pytest.mark.parametrize("suffix", READERS)
def test_xml_shows_what_it_cannot_hold(small_graph, tmp_path, suffix):
    path = tmp_path / f"net{suffix}"
    write_network(renamed(small_graph, "a\x07b\x00c\ud800d\ufffee <&\"'>"), path)
    assert nodes(READERS[suffix](path))["Q1899"]["label"] == "a␇b␀c\ufffdd\ufffde <&\"'>"


@pytest.mark.parametrize("suffix", [".graphml", ".gexf", ".json"])
def test_same_graph_same_bytes(judged_graph, tmp_path, suffix):
    for name in ("one", "other"):
        write_network(judged_graph, tmp_path / f"{name}{suffix}")
    written = (tmp_path / f"one{suffix}").read_bytes()
    assert written == (tmp_path / f"other{suffix}").read_bytes()
    assert b"lastmodified" not in written


@pytest.mark.parametrize("suffix", [".graphml", ".gexf", ".json"])
def test_empty_graph_is_written(tmp_path, suffix):
    write_network(KnowledgeGraph((), ()), tmp_path / f"net{suffix}")
    assert (tmp_path / f"net{suffix}").stat().st_size > 0


def test_article_with_the_id_of_an_entity_is_refused(small_graph):
    article = Extraction(article=Article(id="Q1899", text=""))
    graph = KnowledgeGraph([article], small_graph.entities.values())
    with pytest.raises(OutputError, match="'Q1899'"):
        to_networkx(graph)


def test_ids_that_xml_cannot_tell_apart_are_refused(tmp_path):
    graph = KnowledgeGraph(
        [Extraction(article=Article(id=name, text="")) for name in ("a\ud800", "a\ud801")], ()
    )
    with pytest.raises(OutputError, match="json"):
        write_network(graph, tmp_path / "net.gexf")


def test_projection_counts_what_entities_share(small_graph):
    net = project_entities(small_graph)
    council = next(key for key, data in net.nodes(data=True) if "Council" in data["label"])
    tie = net.edges[council, "Q156732"]
    assert {name: tie[name] for name in ("claims", "relations", "sentences", "articles")} == {
        "claims": 1,
        "relations": 1,
        "sentences": 1,
        "articles": 1,
    }
    assert tie["weight"] == sum(WEIGHTS[name] for name in WEIGHTS if name != "topics")


def test_projection_can_be_of_some(small_graph):
    net = project_entities(small_graph, entities={"Q156732", "Q1899"})
    assert set(net) == {"Q156732", "Q1899"}
    assert net.edges["Q156732", "Q1899"]["sentences"] == 1


# --- Across articles


def test_claims_are_tied_by_what_is_judged_of_them(judged_graph):
    net = to_networkx(judged_graph)
    kinds = {kind: by_kind(net, kind) for kind in ("agrees", "contradicts", "changes", "repeats")}
    assert {kind: len(found) for kind, found in kinds.items()} == {
        "agrees": 1,
        "contradicts": 1,
        "changes": 1,
        "repeats": 2,
    }
    ((denial, claim, data),) = kinds["contradicts"]
    assert net.nodes[denial]["type"] == "denial"
    assert net.nodes[claim]["label"] == "that the army was leaving Kherson"
    assert (data["rule"], data["score"]) == ("denial", 0.9)
    assert data["words"] == "denied … the army was leaving"
    assert (data["article"], data["other_article"]) == ("courier-1", "herald-3")


def test_what_a_cluster_repeats_leads_to_its_first(judged_graph):
    net = to_networkx(judged_graph)
    again, first, data = by_kind(net, "repeats")[0]
    assert (net.nodes[first]["article"], net.nodes[again]["article"]) == ("courier-1", "herald-3")
    assert net.nodes[first]["cluster"] == net.nodes[again]["cluster"] == data["cluster"]
    assert data["words"] == "no longer be supplied"


def test_sources_are_counted_raw_and_independent(judged_graph):
    net = to_networkx(judged_graph)
    claim = judged_graph.clusters["cluster-0"].appearances[0].claim
    counts = [net.nodes[claim][name] for name in ("articles", "independent_sources")]
    assert counts == [2, 1]
    kherson = net.nodes["Q156732"]
    assert (kherson["articles"], kherson["independent_sources"]) == (3, 2)
    assert (kherson["first_seen"], kherson["last_seen"]) == ("2022-11-09", "2022-11-12")


def test_articles_of_one_text_have_one_group(judged_graph):
    groups = nx.get_node_attributes(to_networkx(judged_graph), "reprint_group")
    assert groups == {"courier-1": "courier-1", "herald-3": "courier-1"}


def test_words_that_decide_may_be_missing(judged_graph):
    bare = [replace(each, one_words=(), other_words=()) for each in judged_graph.claim_links]
    graph = KnowledgeGraph(
        judged_graph.extractions.values(), judged_graph.entities.values(), claim_links=bare
    )
    ((_, _, data),) = by_kind(to_networkx(graph), "agrees")
    assert "words" not in data
    assert data["char_start"] > 0
