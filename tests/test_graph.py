"""The graph in memory: what is in it, and in which order."""

from graphbuild.graph import KnowledgeGraph


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


def test_repr_says_how_large_it_is(small_graph):
    assert repr(small_graph) == "KnowledgeGraph(2 articles, 7 entities, 6 claims)"
    assert repr(KnowledgeGraph([], [])) == "KnowledgeGraph(0 articles, 0 entities, 0 claims)"
