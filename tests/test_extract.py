"""One article to all that is found in it; whatever the text, the spans are right."""

import os

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from graphbuild.extract import extract, extract_all
from graphbuild.extraction_file import StoredExtraction
from graphbuild.gazetteer import gazetteer_of
from graphbuild.model import Article, Extraction, MentionKind
from graphbuild.verify import find_faults

pytestmark = pytest.mark.model


@pytest.fixture
def extracted(nlp, gazetteer):
    """Return what is found in a text."""

    def extract_text(text: str, **fields: object) -> Extraction:
        return extract(Article(id="a", text=text, **fields), nlp(text), gazetteer)

    return extract_text


def names(extraction: Extraction) -> dict[str, str]:
    return {entity.id: entity.name for entity in extraction.entities}


def speakers(extraction: Extraction) -> list[str | None]:
    return [names(extraction).get(claim.speaker) for claim in extraction.claims]


def relations(extraction: Extraction) -> list[tuple[str, str, str, bool]]:
    known = names(extraction)
    return [
        (known[each.head], each.type, known[each.tail], each.is_asserted)
        for each in extraction.relations
    ]


# ------------------------------------------------------------------ entities
def test_an_entity_has_one_type_its_names_and_its_roles(extracted):
    text = (
        "The International Atomic Energy Agency sent Austrian inspector Maria Keller. "
        "Keller was calm. The IAEA was not."
    )
    found = extracted(text)
    agency, keller = found.entities
    assert (agency.type, agency.name, agency.aliases) == (
        "organization",
        "International Atomic Energy Agency",
        ("IAEA",),
    )
    assert (keller.type, keller.name, keller.aliases) == ("person", "Maria Keller", ("Keller",))


def test_roles_are_anchored_in_the_article(extracted):
    text = "President Peter Novak spoke."
    (novak,) = extracted(text).entities
    (role,) = novak.roles
    assert (role.article, role.title, text[role.start : role.end]) == (
        "a",
        "President",
        "President",
    )


def test_a_sure_place_is_linked_and_has_coordinates(extracted):
    norway, oslo = extracted("Norway mourns. Rain fell in Oslo.").entities
    assert norway.same_as == tuple(link.iri for link in norway.links)
    assert (norway.lat, norway.lon, norway.country) == (62, 10, "NO")
    assert oslo.same_as == (
        "https://sws.geonames.org/3143244/",
        "http://www.wikidata.org/entity/Q585",
    )
    assert oslo.background.country == "NO"
    assert round(oslo.lat) == 60
    assert [each.name for each in oslo.part_of] == ["Norway"]


def test_an_unsure_place_is_linked_but_not_the_same(extracted):
    (springfield,) = extracted("Rain fell in Springfield.").entities
    assert len(springfield.links) == 2
    assert springfield.same_as == ()
    assert springfield.part_of == ()


def test_demonyms_are_no_entities(extracted):
    assert list(names(extracted("German farmers met Russians in Oslo.")).values()) == ["Oslo"]


# ------------------------------------------------------------------ speakers
@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Peter Novak arrived in Vienna. Novak said that it rained.", "Peter Novak"),
        ("Maria Keller arrived in Vienna. She said that it rained.", "Maria Keller"),
        (
            (
                "Maria Keller, the Austrian president, arrived in Prague. "
                "The president said that it rained."
            ),
            "Maria Keller",
        ),
        ("A spokesman for NATO said that it rained.", "NATO"),
        ("A NATO spokeswoman said that it rained.", "NATO"),
        ("Peter Novak, who said that the bridge was safe, resigned.", "Peter Novak"),
        ("Turkey’s president, Peter Novak, said that it rained.", "Peter Novak"),
        ("Maria Keller's lawyer said that it rained.", None),
        ("He said that it rained.", None),
        ("Experts said that it rained.", None),
    ],
)
def test_who_speaks(extracted, text, speaker):
    assert speakers(extracted(text)) == [speaker]


def test_of_two_people_of_one_surname_the_last_named_speaks(extracted):
    found = extracted(
        "Peter Novak met Maria Novak in Vienna. Novak said that the talks were useful."
    )
    assert speakers(found) == ["Maria Novak"]


def test_what_a_claim_is_about(extracted):
    found = extracted("Maria Keller said that Peter Novak had left Norway. Sweden was silent.")
    (claim,) = found.claims
    assert [names(found)[entity] for entity in claim.about] == ["Peter Novak", "Norway"]


def test_numbers_and_dates_of_a_claim_are_values(extracted):
    text = "On 9 May 2021 Maria Keller said that over 40% of them had left Norway in June 2014."
    (claim,) = extracted(text).claims
    (quantity,) = claim.quantities
    (date,) = claim.dates
    assert text[quantity.start : quantity.end] == "over 40%"
    assert (quantity.value, quantity.unit, quantity.bound) == (40, "percent", "at least")
    assert (text[date.start : date.end], date.value) == ("June 2014", "2014-06")


# ------------------------------------------------------------------ whose voice
def test_a_relation_in_the_articles_own_voice_is_asserted(extracted):
    found = extracted("NATO chief Peter Novak met the press in Oslo.")
    assert relations(found) == [("Peter Novak", "affiliation", "NATO", True)]


def test_a_relation_within_a_claim_is_the_sources(extracted):
    found = extracted("Maria Keller said that NATO chief Peter Novak had resigned.")
    assert relations(found) == [("Peter Novak", "affiliation", "NATO", False)]
    assert found.relations[0].claim == found.claims[0].id


def test_a_past_affiliation_is_not_asserted(extracted):
    found = extracted("Former NATO chief Peter Novak said that the exercise would go on.")
    assert relations(found) == [("Peter Novak", "affiliation", "NATO", False)]
    assert (found.relations[0].time, found.relations[0].claim) == ("past", None)


def test_a_demonym_of_a_role_is_the_state_where_it_is_named(extracted):
    found = extracted("The Turkish president Peter Novak went home to Turkey.")
    assert relations(found) == [("Peter Novak", "affiliation", "Turkey", True)]


# ------------------------------------------------------------------ boilerplate
def test_nothing_is_found_in_boilerplate(extracted):
    text = "Maria Keller said that it rained. Peter Novak said that Norway was dry."
    start = text.index("Peter")
    found = extracted(text, boilerplate=((start, len(text)),))
    assert list(names(found).values()) == ["Maria Keller"]
    assert speakers(found) == ["Maria Keller"]
    assert found.relations == ()


# ------------------------------------------------------------------ any text
PIECES = [
    *(
        "Maria Keller",
        "Peter Novak",
        "Novak",
        "Gen. Keller",
        "NATO",
        "Norway",
        "Kyiv",
        "Mirovthere",
    ),
    *("said", "said that", "denied", "fears", "according to", "made it known that", "who", "she"),
    *("the president", "a spokesman for", "the minister,", "more than 100,000", "10%", "2022"),
    *("“", "”", '"', "‘", "’", "''", "``", "«", "(", ")", ",", ".", ":", "!", "…", "—", "-", "'s"),
    *(
        "\n",
        "\n\n",
        "\r\n\r\n",
        "\t",
        " ",
        "\u00a0",
        "\u200b",
        "\ufeff",
        "\u202e",
        "e\u0301",
        "\u0301",
    ),
    *(
        "📍",
        "👩\u200d🚀",
        "שלום",
        "العربية",
        "中文",
        "\x00",
        "\U0010ffff",
        "You may also like",
        "Source:",
    ),
]
ANY_TEXT = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=25).map("".join),
    st.text(max_size=200),
)
EXAMPLES = 10_000 if "GRAPHBUILD_SOAK" in os.environ else 120


def check_spans(found: Extraction) -> None:
    """Check that every span lies in the text, and that names are what they say they are."""
    stored = StoredExtraction(where="any", text_sha256=found.article.text_sha256, extraction=found)
    assert [str(fault) for fault in find_faults([stored])] == []
    text, forms = found.article.text, {}
    for entity in found.entities:
        forms[entity.id] = {entity.name, *entity.aliases}
    for mention in found.mentions:
        assert 0 <= mention.start < mention.end <= len(text)
        if mention.kind is MentionKind.NAME:
            assert text[mention.start : mention.end] in forms[mention.entity]
    for claim in found.claims:
        assert claim.content
        for spans in (claim.source, claim.cue, claim.content):
            assert all(0 <= start < end <= len(text) for start, end in spans)
            assert list(spans) == sorted(spans)


@given(ANY_TEXT)
@example("")
@example(" ")
@example("\n\n\n")
@example("“")
@example("”“" * 30)
@example("Norway said “" + "it rained " * 400 + "”")
@example("Maria Keller said: “One.\n\n“Two.\n\n“Three.")
@example("x" * 20_000)
@example("Peter Novak" * 300)
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_no_text_fails_and_every_span_is_right(nlp, gazetteer, text):
    check_spans(extract(Article(id="a", text=text), nlp(text), gazetteer))


@given(ANY_TEXT)
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_same_text_has_the_same_extraction(nlp, gazetteer, text):
    article = Article(id="a", text=text)
    assert extract(article, nlp(text), gazetteer) == extract(article, nlp(text), gazetteer)


def test_a_very_long_line(extracted):
    sentence = "Maria Keller said that Norway would help Peter Novak rebuild the dam, "
    found = extracted(sentence * 150)
    check_spans(found)
    assert {"Maria Keller", "Norway", "Peter Novak"} <= set(names(found).values())


def test_articles_keep_their_order_and_places_and_facts_may_be_given(nlp, knowledge):
    articles = [Article(id=each, text="Rain fell in Oslo.") for each in "bac"]
    found = list(extract_all(articles, nlp, gazetteer_of(()), knowledge()))
    assert [each.article.id for each in found] == ["b", "a", "c"]
    assert [entity.links for each in found for entity in each.entities] == [(), (), ()]
