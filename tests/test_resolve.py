"""Which entities of which articles are one."""

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from graphbuild.errors import ArticleError
from graphbuild.graph import KnowledgeGraph
from graphbuild.ids import is_reserved
from graphbuild.model import (
    Article,
    Attitude,
    Background,
    Certainty,
    Claim,
    Container,
    Entity,
    EntityType,
    Extraction,
    Form,
    Link,
    Mention,
    MentionKind,
    Polarity,
    Position,
    Relation,
    Role,
)
from graphbuild.resolve import Resolver, resolve_entities

WIKIDATA = "http://www.wikidata.org/entity/"
TYPES = {"p": EntityType.PERSON, "o": EntityType.ORGANIZATION, "l": EntityType.LOCATION}


def background(article: str, wikidata: str) -> Background:
    """Return what is known of an item, with a position held at the time of the article."""
    return Background(
        iri=f"{WIKIDATA}{wikidata}",
        description=f"item {wikidata}",
        positions=(Position(title=f"office at {article}"),),
    )


def extraction(article: str, listed: str) -> Extraction:
    """Return the extraction of "Peter Novak/p; Kyiv = Kiev/l@Q1": names, types and Wikidata ids.

    Each entity is mentioned by all its names; the first one speaks about the others.
    """
    entities, mentions, text = [], [], ""
    for number, item in enumerate(listed.split("; ") if listed else [], start=1):
        names, _, entity_type = item.rpartition("/")
        entity_type, _, wikidata = entity_type.partition("@")
        name, *aliases = names.split(" = ")
        local = f"e{number}"
        entities.append(
            Entity(
                id=local,
                type=TYPES[entity_type],
                name=name,
                aliases=tuple(sorted(aliases)),
                same_as=(f"{WIKIDATA}{wikidata}",) if wikidata else (),
                background=background(article, wikidata) if wikidata else None,
            )
        )
        for form in (name, *aliases):
            mentions.append(
                Mention(
                    start=len(text),
                    end=len(text) + len(form),
                    type=TYPES[entity_type],
                    kind=MentionKind.NAME,
                    entity=local,
                    rule="same-name",
                    score=1.0,
                )
            )
            text += f"{form}. "
    ids = [entity.id for entity in entities]
    return Extraction(
        article=Article(id=article, text=text),
        entities=tuple(entities),
        mentions=tuple(mentions),
        claims=(_claim(ids),) if ids else (),
        relations=(_relation(ids),) if len(ids) > 1 else (),
    )


def _claim(ids: list[str]) -> Claim:
    return Claim(
        id="claim-1",
        source=((0, 1),),
        cue=((0, 1),),
        content=((1, 2),),
        speaker=ids[0],
        about=tuple(ids[1:]),
        form=Form.INDIRECT,
        attitude=Attitude.STATEMENT,
        polarity=Polarity.POSITIVE,
        certainty=Certainty.CERTAIN,
        cue_lemma="say",
        rule="clause",
        score=0.8,
    )


def _relation(ids: list[str]) -> Relation:
    return Relation(
        type="affiliation",
        head=ids[0],
        tail=ids[1],
        evidence=((0, 1),),
        rule="role-names-body",
        score=0.9,
    )


def graph_of(*articles: str) -> KnowledgeGraph:
    """Return the graph of articles "a", "b", …, each given by its entities."""
    return resolve_entities(
        extraction(chr(97 + number), listed) for number, listed in enumerate(articles)
    )


def clusters(graph: KnowledgeGraph) -> set[frozenset[tuple[str, str]]]:
    """Return the (article, local id) pairs of each entity of the graph."""
    return {
        frozenset((each.article, each.local) for each in graph.merges if each.entity == entity)
        for entity in graph.entities
    }


def check_entities(articles: list[str], expected: str) -> None:
    """Check the graph's entities, each as the articles and ids of its parts: "a1 b1; b2"."""
    shown = [
        " ".join(f"{article}{local.removeprefix('e')}" for article, local in sorted(cluster))
        for cluster in clusters(graph_of(*articles))
    ]
    assert "; ".join(sorted(shown)) == expected


@pytest.mark.parametrize(
    ("articles", "expected"),
    [
        (["Peter Novak/p", "Peter Novak/p"], "a1 b1"),
        (["Peter Novak/p", "Maria Novak/p"], "a1; b1"),
        (["Peter J. Novak/p", "Peter Novak/p"], "a1 b1"),
        (["Volodymyr Zelenskyy/p", "Volodymyr Zelensky/p"], "a1 b1"),
        (["PETER NOVAK/p", "Peter Novák/p"], "a1 b1"),
    ],
)
def test_full_names(articles, expected):
    check_entities(articles, expected)


@pytest.mark.parametrize(
    ("articles", "expected"),
    [
        # The only person of that name, in shared company.
        (["Peter Novak/p; NATO/o", "Novak/p; NATO/o"], "a1 b1; a2 b2"),
        (["Novak/p; NATO/o", "Peter Novak/p; NATO/o"], "a1 b1; a2 b2"),
        # In strange company it stays alone.
        (["Peter Novak/p; NATO/o", "Novak/p; Sweden/l"], "a1; a2; b1; b2"),
        (["Peter Novak/p", "Novak/p"], "a1; b1"),
        # Of two candidates it joins none.
        (
            ["Peter Novak/p; NATO/o", "Maria Novak/p; NATO/o", "Novak/p; NATO/o"],
            "a1; a2 b2 c2; b1; c1",
        ),
        (["Peter Novak/p; Maria Novak/p; NATO/o", "Novak/p; NATO/o"], "a1; a2; a3 b2; b1"),
        # Bare names that nobody has in full are one person, in shared company.
        (["Novak/p; NATO/o", "Novak/p; NATO/o"], "a1 b1; a2 b2"),
        (["Novak/p", "Novak/p"], "a1; b1"),
        # Two bare names that each stay alone are two.
        (
            ["Peter Novak/p", "Maria Novak/p", "Novak/p", "Novak/p"],
            "a1; b1; c1; d1",
        ),
    ],
)
def test_bare_surnames(articles, expected):
    check_entities(articles, expected)


def test_company_is_that_of_articles_with_the_full_name():
    """Not of those whose bare name was joined before: else article ids would decide."""
    articles = ["Peter Novak/p; NATO/o", "Novak/p; NATO/o; Sweden/l", "Novak/p; Sweden/l"]
    check_entities(articles, "a1 b1; a2 b2; b3 c2; c1")
    check_entities([articles[0], articles[2], articles[1]], "a1 c1; a2 c2; b1; b2 c3")


@pytest.mark.parametrize(
    ("articles", "expected"),
    [
        (["Ministry of Defence/o", "Ministry of Defense/o"], "a1 b1"),
        (["Kyiv/l", "Kyiv = Kiev/l", "Kiev/l"], "a1 b1 c1"),
        (
            ["International Atomic Energy Agency = IAEA/o", "IAEA/o"],
            "a1 b1",
        ),
        (["Bank of Norway/o", "Bank of Sweden/o"], "a1; b1"),
        (["Washington/p", "Washington/l"], "a1; b1"),
        (["Denzel Washington = Washington/p; NATO/o", "Washington/l; NATO/o"], "a1; a2 b2; b1"),
        (["Amazon/o", "Amazon/l"], "a1; b1"),
    ],
)
def test_bodies_and_places(articles, expected):
    check_entities(articles, expected)


def test_sure_links_join_names_that_differ():
    same = ("http://www.wikidata.org/entity/Q1899",)
    left, right = extraction("a", "Kyiv/l"), extraction("b", "Kiev/l")
    linked = [
        replace(each, entities=tuple(replace(entity, same_as=same) for entity in each.entities))
        for each in (left, right)
    ]
    graph = resolve_entities(linked)
    assert len(graph.entities) == 1
    assert {merge.rule for merge in graph.merges} == {"same-link"}


def test_a_person_with_a_link_may_have_only_a_bare_name():
    same = ("http://www.wikidata.org/entity/Q41421",)
    bare = extraction("a", "Novak/p")
    graph = resolve_entities([replace(bare, entities=(replace(bare.entities[0], same_as=same),))])
    assert [entity.name for entity in graph.entities.values()] == ["Novak"]


def test_an_article_id_is_never_taken_for_part_of_a_name():
    articles = [
        extraction("x", "Maria Keller/p; Maria Novak/p"),
        extraction("keller", "Maria/p"),
    ]
    assert len(resolve_entities(articles).entities) == 3


@pytest.mark.parametrize(
    ("articles", "name", "aliases"),
    [
        (
            ["Peter Novak = Novak/p", "P. Novak = Peter Novak/p"],
            "Peter Novak",
            ("Novak", "P. Novak"),
        ),
        (
            ["Novak/p; NATO/o", "Peter Novak/p; NATO/o", "Novak/p; NATO/o"],
            "Peter Novak",
            ("Novak",),
        ),
        (["UKRAINE/l", "UKRAINE/l", "Ukraine/l"], "Ukraine", ("UKRAINE",)),
    ],
)
def test_the_name_of_an_entity(articles, name, aliases):
    found = [(each.name, each.aliases) for each in graph_of(*articles).entities.values()]
    assert (name, aliases) in found


def test_every_reference_to_an_entity_is_global():
    graph = graph_of("Peter Novak/p; NATO/o", "NATO/o; Peter Novak/p")
    by_name = {entity.name: entity.id for entity in graph.entities.values()}
    first, second = graph.extractions.values()
    assert all(is_reserved(entity) for entity in graph.entities)
    assert first.claims[0].speaker == second.claims[0].about[0] == by_name["Peter Novak"]
    assert first.relations[0].head == second.relations[0].tail == by_name["Peter Novak"]
    assert {mention.entity for mention in first.mentions} == set(by_name.values())


def test_two_entities_of_one_article_that_are_one_are_listed_once():
    graph = graph_of(
        "Defence Ministry/o; Ministry of Defence/o", "Defence Ministry = Ministry of Defence/o"
    )
    (entity,) = graph.entities
    assert [each.id for each in graph.extractions["a"].entities] == [entity]
    assert len(graph.merges) == 3


def linked(article: str, iri: str | None) -> Extraction:
    """Return the extraction of an article that names one place, Cambridge, with this link."""
    bare = extraction(article, "Cambridge/l")
    place = replace(bare.entities[0], same_as=(iri,) if iri else ())
    return replace(bare, entities=(place,))


def test_places_of_one_name_with_different_links_stay_apart():
    graph = resolve_entities(
        [linked("a", "https://geo.example/1"), linked("b", "https://geo.example/2")]
    )
    assert len(graph.entities) == 2


def test_a_place_without_link_takes_the_only_one_of_its_name():
    graph = resolve_entities([linked("a", "https://geo.example/1"), linked("b", None)])
    assert len(graph.entities) == 1


def test_a_place_without_link_takes_none_of_two():
    links = ["https://geo.example/1", "https://geo.example/2", None]
    graph = resolve_entities(linked(name, iri) for name, iri in zip("abc", links, strict=True))
    assert len(graph.entities) == 3


@pytest.mark.parametrize(
    "articles",
    [
        ["Ali al-Assad = al-Assad/p", "Omar al-Assad = al-Assad/p"],
        ["National Bank of Norway = National Bank/o", "National Bank of Oslo = National Bank/o"],
    ],
)
def test_a_part_of_two_names_joins_neither(articles):
    check_entities(articles, "a1; b1")


def test_a_relation_between_two_that_are_one_is_gone():
    graph = graph_of("Kyiv/l; Kiev/l", "Kyiv = Kiev/l")
    assert [each.relations for each in graph.extractions.values()] == [(), ()]


def test_every_merge_says_why():
    graph = graph_of("Peter Novak = Novak/p; NATO/o", "Novak/p; NATO/o", "Sweden/l")
    rules = {(merge.article, merge.local): merge.rule for merge in graph.merges}
    assert rules == {
        ("a", "e1"): "only",
        ("a", "e2"): "same-name",
        ("b", "e1"): "surname",
        ("b", "e2"): "same-name",
        ("c", "e1"): "only",
    }
    assert all(0 < merge.score <= 1 for merge in graph.merges)


def test_two_articles_of_one_id_are_refused():
    with pytest.raises(ArticleError, match="two articles have the id 'a'"):
        resolve_entities([extraction("a", "NATO/o"), extraction("a", "Sweden/l")])


def test_a_linked_entity_has_its_wikidata_id_and_what_is_known_of_it():
    graph = resolve_entities(
        [
            extraction("a", "Peter Novak/p@Q7; Kyiv/l@Q1899"),
            extraction("b", "P. Novakov/p@Q7; Novak/p"),
            extraction("c", "Peter Novak/p@Q8"),
        ]
    )
    assert {"Q7", "Q8", "Q1899"} <= set(graph.entities)
    novak = graph.entities["Q7"]
    assert {novak.name, *novak.aliases} == {"Peter Novak", "P. Novakov"}
    assert novak.background == replace(
        background("a", "Q7"),
        positions=(Position(title="office at a"), Position(title="office at b")),
    )
    assert {merge.rule for merge in graph.merges if merge.entity == "Q7"} == {"same-link"}


def test_a_name_without_a_link_takes_the_only_link_of_its_name():
    graph = resolve_entities(
        [extraction("a", "Maria Keller/p@Q7"), extraction("b", "Maria Keller/p")]
    )
    assert set(graph.entities) == {"Q7"}


def test_of_two_types_with_one_link_only_one_has_its_id():
    graph = resolve_entities([extraction("a", "Keller/o@Q7"), extraction("b", "Keller/l@Q7")])
    assert {each.type for each in graph.entities.values()} == {"location", "organization"}
    assert graph.entities["Q7"].type is EntityType.LOCATION


def test_nothing_makes_an_empty_graph():
    assert len(resolve_entities([]).entities) == 0
    assert len(graph_of("").extractions) == 1


# ------------------------------------------------------------------ any corpus
NAMES = [
    "Peter Novak",
    "Maria Novak",
    "P. Novak",
    "Novak",
    "Peter",
    "Keller",
    "Maria Keller",
    "—",
    "",
]
NAMES += ["Ali al-Assad", "al-Assad", "National Bank of Norway", "National Bank"]
NAMES += ["NATO", "Kyiv", "Kiev", "Washington", "Ministry of Defence", "Defense Ministry"]
ENTITY = st.builds(
    lambda names, entity_type, link: f"{' = '.join(dict.fromkeys(names))}/{entity_type}{link}",
    st.lists(st.sampled_from(NAMES), min_size=1, max_size=3),
    st.sampled_from("pol"),
    st.sampled_from(["", "", "", "@Q1", "@Q2"]),
)
ARTICLE = st.lists(ENTITY, max_size=4).map("; ".join)
CORPUS = st.lists(ARTICLE, max_size=6).map(
    lambda articles: [extraction(f"{number}", listed) for number, listed in enumerate(articles)]
)


def without_namesakes(article: list[str]) -> list[str]:
    """Leave out what no extraction has: two entities of a type with a name in common."""
    seen: set[tuple[str, str]] = set()
    kept = []
    for item in article:
        names, _, kind = item.rpartition("/")
        entity_type, _, link = kind.partition("@")
        keys = {(entity_type, name) for name in [*names.split(" = "), *([link] if link else [])]}
        if not keys & seen:
            seen |= keys
            kept.append(item)
    return kept


REAL_CORPUS = st.lists(
    st.lists(ENTITY, max_size=4).map(without_namesakes).map("; ".join), max_size=6
).map(lambda articles: [extraction(f"{n}", listed) for n, listed in enumerate(articles)])


def content(graph: KnowledgeGraph) -> tuple[object, ...]:
    found = graph.extractions, graph.entities, graph.merges, graph.doubts
    return tuple(tuple(each.values() if isinstance(each, dict) else each) for each in found)


@given(CORPUS, st.randoms(use_true_random=False))
def test_the_order_of_articles_does_not_matter(corpus, random):
    shuffled = random.sample(corpus, len(corpus))
    assert content(resolve_entities(corpus)) == content(resolve_entities(shuffled))


@given(CORPUS)
def test_one_article_more_makes_the_graph_of_all(corpus):
    """Adding to a resolver that has made a graph is the same as resolving everything anew."""
    resolver = Resolver()
    for number, each in enumerate(corpus, start=1):
        resolver.add(each)
        assert content(resolver.graph()) == content(resolve_entities(corpus[:number]))


LOCALS = st.sampled_from(
    [(str(article), f"e{number}") for article in range(4) for number in (1, 2)]
)
PAIRS = st.lists(st.tuples(LOCALS, LOCALS).filter(lambda pair: pair[0] != pair[1]), max_size=2)


@given(CORPUS, PAIRS)
def test_what_is_decided_to_be_different_is_different(corpus, different):
    graph = resolve_entities(corpus, different=different)
    entities = {(each.article, each.local): each.entity for each in graph.merges}
    for one, other in different:
        if one in entities and other in entities:
            assert entities[one] != entities[other]


@given(CORPUS, PAIRS)
def test_what_is_decided_to_be_the_same_is_the_same(corpus, same):
    graph = resolve_entities(corpus, same=same)
    entities = {(each.article, each.local): each.entity for each in graph.merges}
    for one, other in same:
        if one in entities and other in entities:
            assert entities[one] == entities[other]


@given(REAL_CORPUS)
@example(
    [
        extraction("0", "National Bank/p"),
        extraction("1", "Peter Novak = Maria Novak/p"),
        extraction("2", "Peter Novak = National Bank of Norway/p; Maria Novak = National Bank/p"),
    ]
)
def test_resolving_again_changes_nothing(corpus):
    once = resolve_entities(corpus)
    again = resolve_entities(once.extractions.values())
    assert set(again.entities) == set(once.entities)
    assert list(again.extractions.values()) == list(once.extractions.values())


@given(CORPUS)
def test_every_entity_of_every_article_is_exactly_one_of_the_graph(corpus):
    graph = resolve_entities(corpus)
    assert sorted((merge.article, merge.local) for merge in graph.merges) == sorted(
        (each.article.id, entity.id) for each in corpus for entity in each.entities
    )
    assert {merge.entity for merge in graph.merges} == set(graph.entities)


@given(CORPUS)
def test_an_entity_has_one_type(corpus):
    types = {
        (each.article.id, entity.id): entity.type for each in corpus for entity in each.entities
    }
    graph = resolve_entities(corpus)
    for merge in graph.merges:
        is_same = types[merge.article, merge.local] is graph.entities[merge.entity].type
        assert is_same or merge.rule == "other-type"
    for _, mention in graph.mentions:
        assert mention.type is graph.entities[mention.entity].type


@given(CORPUS)
def test_full_names_with_different_given_names_meet_only_through_one_who_has_both(corpus):
    graph = resolve_entities(corpus)
    alone = [each for each in corpus if all(not entity.aliases for entity in each.entities)]
    if len(alone) == len(corpus):
        for entity in graph.entities.values():
            forms = {entity.name, *entity.aliases}
            assert not {"Peter Novak", "Maria Novak"} <= forms


@given(CORPUS)
def test_aliases_are_all_other_names(corpus):
    named = {
        (each.article.id, entity.id): {entity.name, *entity.aliases}
        for each in corpus
        for entity in each.entities
    }
    graph = resolve_entities(corpus)
    for entity in graph.entities.values():
        merges = [merge for merge in graph.merges if merge.entity == entity.id]
        forms = set().union(*(named[merge.article, merge.local] for merge in merges))
        assert {entity.name, *entity.aliases} == forms
        assert entity.name not in entity.aliases


def test_what_a_role_is_held_in_gets_the_id_of_the_graph():
    article = extraction("a", "Peter Novak/p; NATO/o")
    novak, nato = article.entities
    role = Role(article="a", title="chief", start=0, end=1, of=nato.id)
    graph = resolve_entities([replace(article, entities=(replace(novak, roles=(role,)), nato))])
    by_name = {entity.name: entity for entity in graph.entities.values()}
    held_in = by_name["NATO"].id
    assert [each.of for each in by_name["Peter Novak"].roles] == [held_in]
    (extracted,) = graph.extractions.values()
    assert {each.of for entity in extracted.entities for each in entity.roles} == {held_in}


def test_what_a_place_lies_in_comes_from_an_article_that_is_sure_of_it():
    ukraine = Container(name="Ukraine", iri="https://sws.geonames.org/690791/")
    unsure, sure = extraction("a", "Kherson/l"), extraction("b", "Kherson/l")
    guess = Link(iri="https://sws.geonames.org/1/", rule="gazetteer", score=0.3)
    entity = replace(unsure.entities[0], lat=1.0, lon=1.0, links=(guess,))
    unsure = replace(unsure, entities=(entity,))
    known = {"lat": 46.7, "lon": 32.6, "part_of": (ukraine,), "country": "UA", "population": 9}
    sure = replace(sure, entities=(replace(sure.entities[0], **known),))
    for order in ((unsure, sure), (sure, unsure)):
        (merged,) = resolve_entities(order).entities.values()
        assert {name: getattr(merged, name) for name in known} == known
