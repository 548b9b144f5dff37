"""Redaction: which words name the redacted, wherever and however they stand."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphbuild.decisions import Decisions, to_decision
from graphbuild.errors import DecisionError
from graphbuild.model import Article, Background, Entity, EntityType, Extraction, Link, Position
from graphbuild.redaction import Redaction, Redactor, redact_article, redact_names

NAMES = ("Anna Maria Lindqvist", "Anna Lindqvist", "Lindqvist", "Anja Lindkvist", "the minister")
ANNA = redact_names(NAMES[:4], ["short"], EntityType.PERSON, "pepper")
FUND = redact_names(["Nordic Grain Fund", "NGF"], ["notes"], EntityType.ORGANIZATION, "pepper")


def masked(text, redaction=ANNA, name="a", **fields):
    article = Redactor([redaction]).article(Article(id=name, text=text, **fields))
    assert article is not None
    assert len(article.text) == len(text)
    return article.text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Anna Lindqvist said so.", "████ █████████ said so."),
        ("ANNA LINDQVIST’S house", "████ █████████’S house"),
        ("Anna-Maria\nLindqvist", "████-█████\n█████████"),
        ("Lindqvist, Anna, 51", "█████████, ████, 51"),
        ("anna_lindqvist wrote", "████_█████████ wrote"),
        ("@AnnaLindqvist and #annalindqvist", "@█████████████ and #█████████████"),
        ("anna.lindqvist@post.example", "████.█████████@post.example"),
        ("Änna Líndqvist", "████ █████████"),
        ("A\u0308nna Lind\u00adqvist", "█████ ██████████"),
        ("Anja Lindkvist left. Lindkvist left.", "████ █████████ left. █████████ left."),
        ("Anna Lindqvist left. So did Anna.", "████ █████████ left. So did ████."),
        ("Anna Lindqvist met Tom Lindqvist.", "████ █████████ met Tom █████████."),
        ("Anna Lindqvist lives in lindqvist green.", "████ █████████ lives in lindqvist green."),
    ],
)
def test_a_whole_name_is_masked_however_it_is_written(text, shown):
    assert masked(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "Lindqvist said so.",  # another one may be meant
        "Anna Berg met Lindqvist.",
        "Anna met the others. Lindqvist came.",
        "the minister",
        "Lind qvist Anna",
    ],
)
def test_a_part_of_the_name_alone_is_left_where_nobody_says_whose_it_is(text):
    assert masked(text) == text


def test_a_surname_is_masked_where_it_meant_the_redacted():
    assert masked("Lindqvist said so.", name="short") == "█████████ said so."


def test_the_particles_of_a_surname_are_masked_with_it():
    vries = redact_names(["Tom van der Vries"], [], EntityType.PERSON, "pepper")
    text = "Tom van der Vries met the Vries family. Van der Vries left; van der Berg stayed."
    assert masked(text, vries) == (
        "███ ███ ███ █████ met the █████ family. ███ ███ █████ left; van der Berg stayed."
    )


def test_names_of_bodies_need_a_capital():
    assert masked("The nordic grain fund and the Nordic Grain Fund", FUND) == (
        "The nordic grain fund and the ██████ █████ ████"
    )
    assert masked("NGF fell. Grain prices fell.", FUND, name="notes") == (
        "███ fell. Grain prices fell."
    )
    assert masked("NGF fell.", FUND) == "NGF fell."


def test_a_name_of_one_word_is_masked_where_it_has_a_capital():
    rose = redact_names(["Rosenkvist"], [], EntityType.PERSON, "pepper")
    assert masked("Rosenkvist likes a rosenkvist.", rose) == "██████████ likes a rosenkvist."


def test_names_are_masked_in_title_and_publisher_and_addresses_are_left_out():
    article = Article(
        id="tv-anna-lindqvist-resigns",
        text="She resigned.",
        title="Anna Lindqvist resigns",
        publisher="Lindqvist Daily",
        url="https://tv.example/anna%20lindqvist-resigns?x=1",
    )
    shown = Redactor([ANNA]).article(article)
    assert shown is not None
    assert shown.id.startswith("redacted-")
    assert (shown.text, shown.title) == ("She resigned.", "████ █████████ resigns")
    assert (shown.publisher, shown.url) == ("█████████ Daily", None)


def test_an_address_without_the_name_stays():
    article = Article(id="a", text="Anna Lindqvist resigned.", url="https://tv.example/42")
    shown = Redactor([ANNA]).article(article)
    assert shown is not None
    assert (shown.id, shown.url) == ("a", "https://tv.example/42")


def test_articles_that_do_not_name_the_redacted_are_as_they_were():
    article = Article(id="a", text="It rained.", url="https://lindqvist.example/1")
    assert Redactor([ANNA]).article(article) is article
    assert Redactor([]).article(article) is article


def test_an_article_is_left_out_by_its_id_and_by_its_text():
    article = Article(id="a", text="It rained in Oslo.")
    redactor = Redactor([redact_article(article, "salt")])
    others = [Article(id="a", text="Corrected."), Article(id="b", text=article.text)]
    kept = Article(id="c", text="It snowed in Oslo.")
    assert list(redactor.articles([article, *others, kept])) == [kept]


def test_an_article_is_left_out_too_if_its_id_was_hidden_when_it_was_redacted():
    article = Article(id="anna-lindqvist", text="It rained.")
    hidden = Redactor([ANNA]).article(article)
    assert hidden is not None
    both = Redactor([ANNA, redact_article(hidden, "salt")])
    assert both.article(article) is None


def test_what_a_knowledge_base_says_of_the_redacted_is_left_out():
    told = Background(
        iri="http://www.wikidata.org/entity/Q1",
        description="husband of Anna Lindqvist",
        party="Grain Party",
        positions=(Position(title="aide to Anna Lindqvist"), Position(title="mayor")),
    )
    entity = Entity(id="e1", type=EntityType.PERSON, name="Tom Berg", background=told)
    extraction = Extraction(article=Article(id="a", text="Tom Berg"), entities=(entity,))
    (shown,) = Redactor([ANNA]).extraction(extraction).entities
    assert shown.background == Background(
        iri=told.iri, party="Grain Party", positions=(Position(title="mayor"),)
    )


def test_links_to_the_redacted_are_left_out():
    linked = redact_names(NAMES, [], EntityType.PERSON, "pepper", ids=["Q17"])
    iris = [f"http://www.wikidata.org/entity/{each}" for each in ("Q17", "Q18")]
    links = tuple(Link(iri=iri, rule="name", score=0.9) for iri in iris)
    known = [
        Entity(
            id=f"e{number}",
            type=EntityType.PERSON,
            name="The Doctor",
            links=links,
            same_as=(iri,),
            background=Background(iri=iri, description="doctor"),
        )
        for number, iri in enumerate(iris)
    ]
    extraction = Extraction(article=Article(id="a", text="The Doctor"), entities=tuple(known))
    her, other = Redactor([linked]).extraction(extraction).entities
    assert (her.links, her.same_as, her.background) == (links[1:], (), None)
    assert (other.links, other.same_as, other.background) == (
        links[1:],
        (iris[1],),
        known[1].background,
    )


def test_the_record_names_nobody():
    shown = json.dumps(ANNA.to_data()).casefold()
    assert not any(word in shown for name in NAMES for word in name.casefold().split())
    assert "short" not in shown
    other = redact_names(NAMES[:4], ["short"], EntityType.PERSON, "salt")
    assert not set(other.hashes) & set(ANNA.hashes)


@pytest.mark.parametrize("redaction", [ANNA, FUND, redact_article(Article(id="a", text=""), "s")])
def test_a_record_is_read_as_it_was_written(redaction):
    assert to_decision(redaction.to_data(), "f:1") == redaction
    assert Decisions(entries=(redaction,)).redactions == (redaction,)


@pytest.mark.parametrize(
    "change",
    [{"redacted": ["Anna"]}, {"redacted": "x"}, {"salt": None}, {"widths": ["two"]}, {"x": "y"}],
)
def test_a_damaged_record_is_told(change):
    with pytest.raises(DecisionError, match=r"f:1: .* can't be obeyed"):
        to_decision({**ANNA.to_data(), **change}, "f:1")


PIECES = st.sampled_from(
    ["Anna", "anna", "Lindqvist", "LINDQVIST", "Maria", "Tom", " ", " ", "-", ".", "’s", "\n", "_"]
)


@given(st.lists(PIECES, max_size=12).map("".join))
def test_masking_again_changes_nothing(text):
    redactor = Redactor([ANNA, FUND])
    once = redactor.article(Article(id="a", text=text))
    assert once is not None
    assert redactor.article(once) == once
    assert len(once.text) == len(text)
    assert redactor.text(once.text) == once.text


def test_redactions_have_one_effect_in_any_order():
    cooper = redact_names(["Lindqvist Cooper"], [], EntityType.PERSON, "salt")
    article = Article(id="anna-lindqvist-cooper", text="Anna Lindqvist Cooper, cooper")
    orders = [(ANNA, cooper), (cooper, ANNA)]
    shown = [Redactor(order).article(article) for order in orders]
    assert shown[0] == shown[1]
    assert Decisions(entries=orders[0]).redactions == Decisions(entries=orders[1]).redactions


def test_an_empty_redaction_does_nothing():
    redactor = Redactor([Redaction(salt="", hashes=())])
    article = Article(id="a", text="Anna Lindqvist")
    assert redactor.article(article) == article
