"""The graph in memory: what is in it, and in which order."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphbuild.graph import KnowledgeGraph
from graphbuild.judgements import Reprint
from graphbuild.model import Article, Extraction


def texts(found):
    return [(article.id, article.text[each.start : each.end]) for article, each in found]


def test_articles_and_entities_are_in_the_order_of_their_ids(small_graph):
    assert list(small_graph.extractions) == ["courier-1", "lantern/2022 11"]
    assert [article.id for article in small_graph.articles] == list(small_graph.extractions)
    assert list(small_graph.entities) == sorted(small_graph.entities)


def test_the_order_in_which_it_is_given_things_is_forgotten(small_graph):
    again = KnowledgeGraph(
        reversed(list(small_graph.extractions.values())),
        reversed(list(small_graph.entities.values())),
        reversed(small_graph.merges),
    )
    assert list(again.extractions.items()) == list(small_graph.extractions.items())
    assert list(again.entities.items()) == list(small_graph.entities.items())
    assert again.merges == small_graph.merges


def test_all_of_each_kind_come_with_their_article(small_graph):
    extractions = small_graph.extractions.values()
    assert len(list(small_graph.claims)) == sum(len(each.claims) for each in extractions) == 6
    assert len(list(small_graph.mentions)) == sum(len(each.mentions) for each in extractions)
    assert [relation.type for _, relation in small_graph.relations] == ["located_in", "affiliation"]


def test_mentions_of_an_entity(small_graph):
    kyiv = next(each for each in small_graph.entities.values() if each.name == "Kyiv")
    assert texts(small_graph.mentions_of(kyiv.id)) == [("lantern/2022 11", "KYIV")]


def test_claims_by_and_about(small_graph):
    by_name = {entity.name: entity.id for entity in small_graph.entities.values()}
    said = small_graph.claims_by(by_name["Sergei Surovikin"])
    assert [claim.cue_lemma for _, claim in said] == ["say", "say"]
    about = small_graph.claims_about(by_name["Kherson"])
    assert [(article.id, claim.cue_lemma) for article, claim in about] == [
        ("courier-1", "say"),
        ("courier-1", "deny"),
        ("courier-1", "according to"),
        ("lantern/2022 11", "fear"),
    ]


def test_an_unknown_id_has_nothing(small_graph):
    assert small_graph.mentions_of("nobody") == ()
    assert small_graph.claims_by("nobody") == ()
    assert small_graph.claims_about("nobody") == ()


PUBLISHERS = {
    "a": "Harbour Courier",
    "b": "The Harbour Courier",
    "c": "Dnipro Lantern",
    "d": None,
    "e": None,
    "f": "Pine Post",
    "g": "Dnipro  lantern",
    "h": "…",
}


@pytest.fixture(scope="module")
def printed():
    """Articles of which b and c, and c and d, print one text."""
    reprints = [Reprint(article=each, group="b", rule="same-text", score=0.9) for each in "bcd"]
    articles = [Article(id=each, text=each, publisher=name) for each, name in PUBLISHERS.items()]
    return KnowledgeGraph([Extraction(article=each) for each in articles], [], reprints=reprints)


@pytest.mark.parametrize(
    ("articles", "count"),
    [
        ("", 0),
        ("a", 1),
        ("aaa", 1),
        ("ab", 1),  # one publisher
        ("bc", 1),  # one text
        ("bd", 1),
        ("abc", 1),
        ("abcg", 1),  # a to b, b to c, c to g
        ("acg", 2),  # without b nothing ties a to c
        ("de", 2),  # who publishes them isn't known
        ("cg", 1),
        ("aefh", 4),
        ("abcdefgh", 4),
    ],
)
def test_independent_sources_count_a_text_and_a_publisher_once(printed, articles, count):
    assert printed.independent_sources(articles) == count
    assert printed.independent_sources(reversed(articles)) == count


@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from(["Lantern", "Herald", "Post", None]))))
def test_independent_sources_are_the_parts_that_texts_and_publishers_tie(printed_articles):
    """Each article has a text and a publisher; compared with joining whatever shares one."""
    articles = [
        (
            Article(id=str(number), text="…", publisher=publisher),
            Reprint(article=str(number), group=f"t{text}", rule="same-text", score=1.0),
        )
        for number, (text, publisher) in enumerate(printed_articles)
    ]
    graph = KnowledgeGraph(
        [Extraction(article=article) for article, _ in articles],
        [],
        reprints=[reprint for _, reprint in articles],
    )
    parts: list[set[object]] = []
    for text, publisher in printed_articles:
        tied: set[object] = {text} if publisher is None else {text, publisher}
        joined = [part for part in parts if part & tied]
        parts = [part for part in parts if not part & tied] + [tied.union(*joined)]
    assert graph.independent_sources(graph.extractions) == len(parts)


def test_sources_of_an_unknown_article_are_an_error(printed):
    with pytest.raises(KeyError, match="nobody"):
        printed.independent_sources(["nobody"])


def test_repr_says_how_large_it_is(small_graph):
    assert repr(small_graph) == "KnowledgeGraph(2 articles, 7 entities, 6 claims)"
    assert repr(KnowledgeGraph([], [])) == "KnowledgeGraph(0 articles, 0 entities, 0 claims)"


def test_a_claim_is_found_with_its_article(judged_graph):
    for article, claim in judged_graph.claims:
        assert judged_graph.claim(claim.id) == (article, claim)


def test_a_claim_knows_its_cluster_and_the_articles_that_report_it(judged_graph):
    first, second = (each.claim for each in judged_graph.clusters["cluster-0"].appearances)
    assert judged_graph.cluster_of(first)[0].id == judged_graph.cluster_of(second)[0].id
    assert judged_graph.cluster_of(second)[1].claim == second
    assert judged_graph.articles_saying(first) == ("courier-1", "herald-3")
    quote = judged_graph.extractions["courier-1"].claims[1]
    assert judged_graph.cluster_of(quote.id) is None
    assert judged_graph.articles_saying(quote.id) == ("courier-1",)


def test_a_claim_knows_what_it_is_held_against(judged_graph):
    for link in judged_graph.claim_links:
        assert link in judged_graph.links_of(link.one)
        assert link in judged_graph.links_of(link.other)
    assert judged_graph.links_of("nothing") == ()


def test_sources_count_once_for_each_text_and_publisher(judged_graph):
    courier, herald, lantern = judged_graph.extractions
    assert judged_graph.independent_sources([]) == 0
    assert judged_graph.independent_sources([courier]) == 1
    assert judged_graph.independent_sources([courier, lantern]) == 2
    assert judged_graph.independent_sources([courier, herald]) == 1  # one text
    assert judged_graph.independent_sources([courier, herald, lantern]) == 2


def test_articles_of_one_publisher_are_one_source(small_graph):
    extractions = [
        replace(each, article=replace(each.article, publisher=name))
        for each, name in zip(
            small_graph.extractions.values(), ("Coast Herald", "coast herald"), strict=True
        )
    ]
    graph = KnowledgeGraph(extractions, ())
    assert graph.independent_sources(graph.extractions) == 1


def test_what_is_seen_has_a_first_and_a_last_day(judged_graph):
    assert judged_graph.days_of(judged_graph.extractions) == ("2022-11-09", "2022-11-12")
    assert judged_graph.days_of(["lantern/2022 11"]) == ("2022-11-11", "2022-11-11")
    assert judged_graph.days_of([]) is None


def test_an_article_without_a_day_is_seen_on_none():
    articles = [Article(id="a", text=""), Article(id="b", text="", published="last week")]
    graph = KnowledgeGraph([Extraction(article=each) for each in articles], ())
    assert graph.days_of(["a", "b"]) is None
