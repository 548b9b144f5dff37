"""One claim in several articles."""

from claim_makers import said
from hypothesis import given
from hypothesis import strategies as st

from graphbuild.claim_clusters import find_claim_clusters
from graphbuild.claim_words import statements_in_order
from graphbuild.model import Attitude, Polarity

DAM = "the dam of Mira Novak would flood the lower villages before winter"


def found(extractions):
    return find_claim_clusters(statements_in_order(extractions))


def clustered(*extractions) -> list[list[str]]:
    """Return the articles of each cluster."""
    article = {claim.id: each.article.id for each in extractions for claim in each.claims}
    return [
        [article[appearance.claim] for appearance in cluster.appearances]
        for cluster in found(extractions)
    ]


def test_the_same_speaker_with_the_same_words_says_one_thing():
    assert clustered(said("a", DAM), said("b", DAM)) == [["a", "b"]]


def test_inflections_and_order_of_words_do_not_matter():
    other = "lower villages would be flooded by the dam of Mira Novak before winter"
    assert clustered(said("a", DAM), said("b", other)) == [["a", "b"]]


def test_two_speakers_are_two_claims():
    assert clustered(said("a", DAM), said("b", DAM, by="Bob Stone")) == []


def test_a_quotation_cut_differently_is_one():
    long = "“The dam will not last, whatever the engineers promise us this spring, and we know it.”"
    short = "“The dam will not last, whatever the engineers promise us this spring.”"
    found = clustered(said("a", long, rule="quotation"), said("b", short, rule="quotation"))
    assert found == [["a", "b"]]


def test_a_negation_tells_claims_apart():
    other = DAM.replace("would flood", "would ~not~ flood")
    assert clustered(said("a", DAM), said("b", other)) == []


def test_a_denial_of_a_negation_is_a_statement():
    other = DAM.replace("would flood", "would ~not~ flood")
    denied = said("b", other, cue="denied", attitude=Attitude.DENIAL, polarity=Polarity.NEGATIVE)
    assert clustered(said("a", DAM), denied) == [["a", "b"]]


def test_another_number_tells_claims_apart():
    one, other = (
        said(each, f"the flood destroyed [{number}|wooden houses] in the villages of Mira Novak")
        for each, number in (("a", "120"), ("b", "300"))
    )
    assert clustered(one, other) == []


def test_a_hope_is_no_statement():
    assert clustered(said("a", DAM), said("b", DAM, attitude=Attitude.HOPE)) == []


def test_claims_without_words_to_compare_are_no_cluster():
    assert clustered(said("a", "it was so"), said("b", "it was so")) == []


CLAIMS = [
    said("a", DAM),
    said("b", DAM),
    said("c", DAM, by="Bob Stone"),
    said("d", DAM.replace("would", "would ~not~")),
    said("e", "lower villages would be flooded by the dam of Mira Novak", day="2031-05-06"),
    said("f", "the flood destroyed [120|wooden houses] in the villages of Mira Novak"),
]


@given(st.permutations(CLAIMS))
def test_the_order_of_articles_does_not_matter(ordered):
    assert found(ordered) == found(CLAIMS)


def test_the_words_in_common_are_the_contents_own():
    for cluster in found(CLAIMS):
        for appearance in cluster.appearances:
            (claim,) = (c for each in CLAIMS for c in each.claims if c.id == appearance.claim)
            (content,) = claim.content
            assert appearance.words
            assert all(content[0] <= start < end <= content[1] for start, end in appearance.words)


def test_two_numbers_of_one_sentence_do_not_tell_it_from_itself():
    both = "the flood destroyed [8,000|houses], less than half of the [18,000|houses] of last year"
    assert clustered(said("a", both), said("b", both, day="2031-05-05")) == [["a", "b"]]
