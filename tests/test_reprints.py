"""Reprints: which articles print one text, and which only tell of the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphbuild.model import Article
from graphbuild.reprints import EXCERPT, SAME_TEXT, find_reprints

WIRE = (
    "The ferry between Holmvik and Strand will not sail this winter, the harbour board decided on "
    "Tuesday. “We have looked at every figure twice,” chairwoman Ingrid Solheim told reporters, "
    "“and 212 passengers a week do not pay for the fuel.” Her deputy, Per Aune, voted against. "
    "He said the islanders had been promised a crossing until 2031 and would go to court. "
    "The board wants to replace the boat with a bus through the new tunnel, which opens in May. "
    "Shopkeepers in Strand fear that their customers will drive on to the city instead. "
    "A petition for the ferry was signed by 1,400 people within four days, more than live there. "
    "The minister of transport, Bodil Krogh, declined to comment before she had read the decision. "
    "The oldest of the two boats was built in 1974 and is to be sold; a museum has asked for it. "
    "Fares have risen three times since the road was widened, and crews were cut by a third. "
    "In summer the line carries tourists, and nobody proposes to close it then."
)
OTHER = (
    "Farmers in the Lunde valley have begun the harvest two weeks early. Warm nights and little "
    "rain ripened the barley, said Olav Tveit, who grows it on forty hectares. The mills pay less "
    "than last year, and two of them take no more grain before September. Some growers have put "
    "up tents to dry it. Prices in the capital have not moved, according to the growers' union, "
    "which asked the government for cheap loans on Monday and was told to wait for the budget."
)
SENTENCES = [f"{each}." for each in WIRE.split(". ")]


def article(name, text, **fields):
    return Article(id=name, text=text, **fields)


def found(*articles):
    return {each.article: (each.group, each.rule) for each in find_reprints(articles)}


def test_a_reprint_with_another_house_style_is_found():
    edited = "STRAND — " + WIRE.replace("harbour", "harbor").replace("“", '"').replace("”", '"')
    edited = edited.replace("chairwoman", "chair").replace(" on Tuesday", "")
    reprints = find_reprints([article("a", WIRE), article("b", edited), article("c", OTHER)])
    assert [(each.article, each.group, each.rule) for each in reprints] == [
        ("a", "a", SAME_TEXT),
        ("b", "a", SAME_TEXT),
    ]
    assert 0.8 < reprints[0].score < 1
    assert reprints[0].score == reprints[1].score


def test_the_same_text_has_all_in_common():
    assert [each.score for each in find_reprints([article("a", WIRE), article("b", WIRE)])] == [
        1.0,
        1.0,
    ]


def test_a_text_cut_from_the_end_is_an_excerpt():
    cut = " ".join(SENTENCES[:4])
    assert found(article("a", WIRE), article("b", cut)) == {
        "a": ("a", EXCERPT),
        "b": ("a", EXCERPT),
    }


def test_what_is_quoted_in_the_middle_of_a_longer_text_is_no_excerpt():
    notice = " ".join(SENTENCES[7:10])
    assert found(article("a", WIRE), article("b", notice)) == {}


def test_a_notice_that_begins_a_much_longer_text_is_no_excerpt():
    assert found(article("a", f"{SENTENCES[0]} {OTHER}"), article("b", SENTENCES[0])) == {}


def test_a_round_up_does_not_tie_its_parts_together():
    other_part = " ".join(SENTENCES[:4])
    round_up = article("r", f"{OTHER} {other_part}")
    reprints = found(round_up, article("a", OTHER), article("b", other_part))
    assert "b" not in reprints


def test_a_report_on_the_same_matter_in_other_words_is_none():
    retold = (
        "Islanders will lose their winter boat. The harbour board of Holmvik voted on Tuesday to "
        "stop the ferry to Strand, which 212 people take in a week. Ingrid Solheim, who chairs "
        "it, said that the figures had been checked twice. Her deputy Per Aune was against."
    )
    assert found(article("a", WIRE), article("b", retold)) == {}


@pytest.mark.parametrize("changed", ["names", "numbers"])
def test_notices_made_from_one_form_are_none(changed):
    form = (
        "{0} reported a profit of {1} million crowns for the quarter that has just ended, "
        "against a loss in the quarter before it. Sales rose to {2} million and the margin "
        "to {3} per cent of them, which was a little more than analysts had expected on "
        "average. The board of {0} proposes a dividend of {4} crowns a share and intends "
        "to buy back shares for {5} million until the meeting of shareholders. The chief "
        "executive, {6}, thanked all who work for {7} and said that orders were good."
    )
    one = ["Norlift", "12", "340", "7", "3.50", "25", "Anna Berg", "Norlift in Malmo"]
    two = ["Kaldera", "48", "910", "9", "1.75", "60", "Tom Haugen", "Kaldera in Turku"]
    mixed = [
        b if (changed == "numbers") == b[0].isdigit() else a for a, b in zip(one, two, strict=True)
    ]
    assert found(article("a", form.format(*one)), article("b", form.format(*mixed))) == {}


def test_a_corrected_number_and_a_corrected_name_leave_a_reprint():
    corrected = WIRE.replace("212", "221").replace("1974", "1972").replace("Aune", "Aunet")
    assert set(found(article("a", WIRE), article("b", corrected))) == {"a", "b"}


def test_boilerplate_is_not_compared():
    footer = "You may also like\n- " + "\n- ".join(OTHER.split(". "))
    one, two = f"{OTHER}\n\n{WIRE}", f"{OTHER}\n\n{footer}"
    span = ((0, len(OTHER)),)
    assert found(article("a", one, boilerplate=span), article("b", two, boilerplate=span)) == {}
    marked = article("b", f"{OTHER}\n\n{WIRE}", boilerplate=span)
    assert set(found(article("a", WIRE), marked)) == {"a", "b"}


def test_the_earliest_stands_for_the_group():
    days = {"a": None, "b": "2024-03-02", "c": "2024-03-01T23:30:00+05:00", "d": "2024-03-01"}
    articles = [article(each, WIRE, published=day) for each, day in days.items()]
    assert {group for group, _ in found(*articles).values()} == {"d"}
    assert {group for group, _ in found(*articles[:3]).values()} == {"c"}
    assert {group for group, _ in found(articles[0], article("0", WIRE)).values()} == {"0"}


def test_what_pairs_tie_together_is_one_group():
    versions = [" ".join(SENTENCES[at : at + 8]) for at in (0, 2, 4)]
    middle = article("m", versions[1])
    ends = [article("a", versions[0]), article("z", versions[2])]
    assert found(*ends) == {}
    assert {group for group, _ in found(middle, *ends).values()} == {"a"}


def test_texts_without_words_are_no_reprints():
    assert found(article("a", "…"), article("b", "…"), article("c", "")) == {}


def test_many_copies_cost_about_as_much_each_as_few():
    copies = [article(f"{each:04}", f"{WIRE} Edition {each}.") for each in range(300)]
    assert {group for group, _ in found(*copies).values()} == {"0000"}


TEXTS = st.lists(
    st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=8).map(" ".join),
    min_size=2,
    max_size=6,
)


@given(TEXTS, st.randoms(use_true_random=False))
def test_the_order_of_articles_does_not_matter(texts, random):
    articles = [article(str(index), text) for index, text in enumerate(texts)]
    expected = find_reprints(articles)
    random.shuffle(articles)
    assert find_reprints(articles) == expected


@given(TEXTS)
def test_a_group_has_two_members_or_more_and_holds_the_article_it_is_called_by(texts):
    reprints = find_reprints(article(str(index), text) for index, text in enumerate(texts))
    groups = [each.group for each in reprints]
    assert all(groups.count(group) > 1 for group in groups)
    assert set(groups) <= {each.article for each in reprints}
    assert all(0 < each.score <= 1 for each in reprints)
