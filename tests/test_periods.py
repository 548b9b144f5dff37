"""The part of a graph that was published in a period: nothing of what lies outside stays."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphbuild.errors import PeriodError
from graphbuild.graph import KnowledgeGraph
from graphbuild.judgements import (
    Appearance,
    ClaimCluster,
    ClaimLink,
    ClaimLinkKind,
    Doubt,
    Merge,
    Reprint,
)
from graphbuild.model import (
    Article,
    Attitude,
    Certainty,
    Claim,
    DateValue,
    Entity,
    EntityType,
    Extraction,
    Form,
    Mention,
    MentionKind,
    Polarity,
    Role,
)
from graphbuild.periods import Period, to_period_graph

TEXT = "Ann Lee, the mayor, said yesterday it was dry."
ANN, AGENCY = "person-1", "organization-2"


def a_claim(name: str, speaker: str | None, said: str | None = None) -> Claim:
    return Claim(
        id=name,
        source=((0, 7),),
        cue=((20, 24),),
        content=((35, 45),),
        speaker=speaker,
        about=(),
        form=Form.INDIRECT,
        attitude=Attitude.STATEMENT,
        polarity=Polarity.POSITIVE,
        certainty=Certainty.UNKNOWN,
        cue_lemma="say",
        said=said and DateValue(start=25, end=34, value=said, relative=True),
        rule="clause",
        score=0.9,
    )


def an_extraction(article: str, published: str | None, **claim) -> Extraction:
    role = Role(article=article, title="mayor", start=13, end=18)
    return Extraction(
        article=Article(id=article, text=TEXT, published=published),
        mentions=(
            Mention(
                start=0,
                end=7,
                type=EntityType.PERSON,
                kind=MentionKind.NAME,
                entity=ANN,
                rule="fullest-name",
                score=1.0,
            ),
        ),
        entities=(
            Entity(
                id=ANN,
                type=EntityType.PERSON,
                name="Ann Lee",
                aliases=(f"Ann of {article}",),
                roles=(role,),
            ),
        ),
        claims=(a_claim(f"claim-{article}", **claim),),
    )


@pytest.fixture
def graph() -> KnowledgeGraph:
    """Five articles of November and one without a date, all of one text."""
    extractions = [
        an_extraction("a", "2022-11-01", speaker=ANN, said="2022-10"),
        an_extraction("b", "2022-11-09T23:30:00-05:00", speaker=ANN, said="2022-11-08"),
        an_extraction("c", "2022-11-10", speaker=None),
        an_extraction("d", "2022-11-10T00:10:00+02:00", speaker=None),
        an_extraction("e", "2022-11-30", speaker=ANN),
        an_extraction("f", None, speaker=ANN),
    ]
    names = "abcdef"
    entity = replace(
        extractions[0].entities[0],
        aliases=tuple(f"Ann of {name}" for name in names),
        roles=tuple(each.entities[0].roles[0] for each in extractions),
    )
    others = Entity(id=AGENCY, type=EntityType.ORGANIZATION, name="Nowhere Agency")
    return KnowledgeGraph(
        extractions,
        [entity, others],
        [
            Merge(article=each, local="e1", entity=ANN, rule="same-name", score=0.9)
            for each in names
        ],
        doubts=[a_doubt("a", "b"), a_doubt("b", "c")],
        reprints=[Reprint(article=each, group="a", rule="shingles", score=1.0) for each in "abcd"],
        clusters=[
            ClaimCluster(
                id="cluster-1",
                speaker=ANN,
                appearances=tuple(
                    Appearance(claim=f"claim-{each}", rule="same-words", score=0.9)
                    for each in "abcd"
                ),
            )
        ],
        claim_links=[a_link("a", "b"), a_link("b", "e"), a_link("c", "f")],
    )


def a_doubt(one: str, other: str) -> Doubt:
    return Doubt(
        one=(one, "e1"), other=(other, "e1"), same=True, rule="same-name", score=0.6, weight=1
    )


def a_link(one: str, other: str) -> ClaimLink:
    return ClaimLink(
        kind=ClaimLinkKind.AGREEMENT,
        one=f"claim-{one}",
        other=f"claim-{other}",
        rule="same-words",
        score=0.8,
    )


@pytest.mark.parametrize(
    ("since", "until", "articles"),
    [
        (None, None, "abcde"),
        ("2022-11-09", None, "bcde"),
        (None, "2022-11-09", "ab"),
        ("2022-11-09", "2022-11-09", "b"),
        ("2022-11", "2022-11", "abcde"),
        ("2022-11-10", "2022-11", "cde"),
        ("2022", "2022-11-01", "a"),
        ("2022-12", None, ""),
        (None, "2021", ""),
    ],
)
def test_articles_by_their_publishers_clocks(graph, since, until, articles):
    part = to_period_graph(graph, Period(since=since, until=until))
    assert "".join(part.extractions) == articles
    assert [each.article for each in part.merges] == list(articles)


def test_entities_have_the_names_and_roles_of_the_period(graph):
    part = to_period_graph(graph, Period(since="2022-11-10", until="2022-11-29"))
    assert list(part.entities) == [ANN]
    assert part.entities[ANN].aliases == ("Ann of c", "Ann of d")
    assert [role.article for role in part.entities[ANN].roles] == ["c", "d"]


def test_judgements_need_both_sides(graph):
    part = to_period_graph(graph, Period(since="2022-11-09"))
    assert [(each.one[0], each.other[0]) for each in part.doubts] == [("b", "c")]
    assert [(each.one, each.other) for each in part.claim_links] == [("claim-b", "claim-e")]


def test_reprints_stand_under_the_earliest_that_is_left(graph):
    part = to_period_graph(graph, Period(since="2022-11-09"))
    assert [(each.article, each.group) for each in part.reprints.values()] == [
        ("b", "b"),
        ("c", "b"),
        ("d", "b"),
    ]
    whole = to_period_graph(graph, Period(until="2022-11"))
    assert {each.group for each in whole.reprints.values()} == {"a"}
    assert to_period_graph(graph, Period(until="2022-11-01")).reprints == {}


def test_a_cluster_keeps_its_id_and_loses_a_speaker_whom_none_names(graph):
    part = to_period_graph(graph, Period(since="2022-11-10"))
    cluster = part.clusters["cluster-1"]
    assert [each.claim for each in cluster.appearances] == ["claim-c", "claim-d"]
    assert cluster.speaker is None
    assert to_period_graph(graph, Period(since="2022-11-09")).clusters["cluster-1"].speaker == ANN
    assert to_period_graph(graph, Period(until="2022-11-01")).clusters == {}


def test_what_has_no_date_is_left_out_and_can_be_told(graph):
    assert graph.undated == ("f",)
    assert to_period_graph(graph, Period()).undated == ()


@pytest.mark.parametrize("bound", ["", "9 Nov 2022", "2022-13", "2022-02-30", "20221109", "22-11"])
def test_a_bound_that_is_no_date(bound):
    with pytest.raises(PeriodError, match=r"'until' is .* such as 2022-11-09, 2022-11 or"):
        Period(until=bound)
    with pytest.raises(PeriodError, match="'since' is"):
        Period(since=bound)


@pytest.mark.parametrize(("since", "until"), [("2022-11-10", "2022-11-09"), ("2023", "2022-11")])
def test_a_period_that_ends_before_it_begins(since, until):
    with pytest.raises(PeriodError, match="exchange the two"):
        Period(since=since, until=until)


@given(st.dates(), st.dates(), st.dates(), st.sampled_from([4, 7, 10]), st.sampled_from([4, 7, 10]))
def test_bounds_hold_as_far_as_they_go(day, since, until, first, last):
    low, high = since.isoformat()[:first], until.isoformat()[:last]
    if low[:last] > high:
        return
    inside = low <= day.isoformat()[:first] and day.isoformat()[:last] <= high
    assert (day.isoformat() in Period(since=low, until=high)) == inside


def test_first_and_last_seen(graph):
    assert graph.seen(ANN) == ("2022-11-01", "2022-11-30")
    assert graph.seen(AGENCY) is None
    assert graph.seen("nobody") is None
    assert to_period_graph(graph, Period(until="2022-11-10")).seen(ANN) == (
        "2022-11-01",
        "2022-11-10",
    )


def test_when_a_claim_was_said_or_else_published(graph):
    assert graph.when("claim-a") == "2022-10"
    assert graph.when("claim-b") == "2022-11-08"
    assert graph.when("claim-d") == "2022-11-10"
    assert graph.when("claim-f") is None
    assert graph.when_in_cluster("cluster-1") == ("2022-10", "2022-11-10")
    with pytest.raises(KeyError):
        graph.when("claim-z")


def test_the_days_of_articles(graph):
    assert graph.days_of(["d", "b", "f"]) == ("2022-11-09", "2022-11-10")
    assert graph.days_of(["f"]) is None
    assert graph.days_of([]) is None
