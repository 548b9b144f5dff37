"""Names: their boundaries, and their types."""

import pytest
import spacy
from spacy.tokens import Doc, Span

from graphbuild.gazetteer import Kind, Place, gazetteer_of
from graphbuild.mentions import find_names

VOCAB = spacy.blank("en").vocab
NORWAY = Place(geonames=1, name="Norway", population=5_000_000, country="NO", kind=Kind.NATION)
OSLO = Place(geonames=2, name="Oslo", population=600_000, country="NO")
WASHINGTON = Place(geonames=3, name="Washington", population=600_000, country="US")
PLACES = gazetteer_of((place.name, place) for place in (NORWAY, OSLO, WASHINGTON))


def doc_of(marked: str) -> Doc:
    """Return the Doc of words like ``Norway/GPE``; ``Peter/PERSON Novak/-`` is one name.

    Words with a capital are proper nouns, others are nouns; all hang on the last.
    """
    words, ents = [], []
    for item in marked.split():
        word, slash, label = item.rpartition("/")
        words.append(word if slash else item)
        previous = ents[-1][2:] if ents and ents[-1] != "O" else ""
        inside = f"I-{previous}" if label == "-" and slash else f"B-{label}"
        ents.append(inside if slash else "O")
    pos = ["PROPN" if word[0].isupper() else "NOUN" for word in words]
    tags = [
        "POS" if word in {"'s", "’s"} else "NNP" if word[0].isupper() else "NN" for word in words
    ]
    last = len(words) - 1
    return Doc(
        VOCAB,
        words=words,
        pos=pos,
        tags=tags,
        ents=ents,
        heads=[last] * len(words),
        deps=["dep"] * last + ["ROOT"],
    )


def check_names(marked: str, *expected: tuple[str, str]) -> None:
    """Check which (text, type) are found; that they lie where they say is checked too."""
    doc = doc_of(marked)
    found = find_names(doc, PLACES)
    assert [(name.text, str(name.type)) for name in found] == list(expected)
    for name in found:
        assert doc.text[name.start : name.end] == name.text
        assert doc[name.first].idx == name.start


@pytest.mark.parametrize(
    ("label", "entity_type"),
    [
        ("PERSON", "person"),
        ("ORG", "organization"),
        ("GPE", "location"),
        ("LOC", "location"),
        ("FAC", "location"),
    ],
)
def test_tags_become_types(label, entity_type):
    check_names(f"we saw Xanthor/{label} today", ("Xanthor", entity_type))


@pytest.mark.parametrize("label", ["NORP", "DATE", "EVENT", "WORK_OF_ART", "PRODUCT", "MONEY"])
def test_other_tags_are_no_names(label):
    check_names(f"we saw Xanthor/{label} today")


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        ("the/ORG Treasury/- spoke", "Treasury"),
        ("Xanthor/ORG 's/- plan", "Xanthor"),
        ("“/ORG Xanthor/- said", "Xanthor"),
        ("Xanthor/ORG ,/- he said", "Xanthor"),
        ("Corp/ORG Inc./- said", "Corp Inc."),
    ],
)
def test_boundaries(marked, name):
    check_names(marked, (name, "organization"))


@pytest.mark.parametrize("title", ["President", "Gen.", "Mr", "minister", "Dr."])
def test_titles_are_no_part_of_a_name(title):
    check_names(f"then {title}/PERSON Peter/- Novak/- spoke", ("Peter Novak", "person"))


@pytest.mark.parametrize("demonym", ["Norwegian", "Russians", "European", "Chechen"])
def test_demonyms_are_no_entities(demonym):
    check_names(f"the {demonym}/ORG plan")


def test_a_lower_case_word_is_no_name():
    check_names("the winter/ORG plan")


def test_a_name_ends_where_its_line_ends():
    doc = Doc(
        VOCAB,
        words=["Peter", "Novak", "\n", "Vienna", "spoke"],
        pos=["PROPN", "PROPN", "SPACE", "PROPN", "VERB"],
        ents=["B-PERSON", "I-PERSON", "I-PERSON", "I-PERSON", "O"],
        heads=[4] * 5,
        deps=["dep"] * 4 + ["ROOT"],
    )
    assert [name.text for name in find_names(doc, PLACES)] == ["Peter Novak", "Vienna"]


@pytest.mark.parametrize("word", ["there", "who", "said"])
def test_a_word_glued_to_a_name_is_cut_off(word):
    check_names(
        f"then Mirov/PERSON rose like Ramzan/PERSON Mirov{word}/- are",
        ("Mirov", "person"),
        ("Ramzan Mirov", "person"),
    )


def test_a_name_that_ends_like_a_word_stays_whole():
    check_names("like Peter/PERSON Yolanthe/- says", ("Peter Yolanthe", "person"))


def test_a_short_rest_is_not_taken_for_a_glued_name():
    check_names("like Ann/PERSON Luthe/- says", ("Ann Luthe", "person"))


def test_large_places_are_found_without_a_tag():
    check_names("they left Norway and oslo", ("Norway", "location"))


def test_part_of_a_longer_name_is_no_place():
    check_names("the Norway Cup begins")


def test_a_name_seen_once_is_found_everywhere():
    check_names(
        "then Xanthor/ORG rose and Xanthor fell",
        ("Xanthor", "organization"),
        ("Xanthor", "organization"),
    )


def test_the_surname_of_a_known_person_is_found():
    check_names(
        "then Peter/PERSON Novak/- rose and Novak fell",
        ("Peter Novak", "person"),
        ("Novak", "person"),
    )


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("the Xanthor/GPE Ministry/- said", ("Xanthor Ministry", "organization")),
        ("the Xanthor/PERSON River/- rose", ("Xanthor River", "location")),
        ("the Lake/ORG Xanthor/- rose", ("Lake Xanthor", "location")),
        ("they left Norway/ORG today", ("Norway", "location")),
        ("then Maria/ORG Xanthor/- and minister Maria/PERSON Xanthor/- met", None),
    ],
)
def test_evidence_outvotes_a_tag(marked, expected):
    if expected is None:
        check_names(marked, ("Maria Xanthor", "person"), ("Maria Xanthor", "person"))
    else:
        check_names(marked, expected)


def test_all_mentions_of_a_name_have_one_type():
    check_names(
        "near Xanthor/GPE and in Xanthor/GPE met Xanthor/PERSON again",
        ("Xanthor", "location"),
        ("Xanthor", "location"),
        ("Xanthor", "location"),
    )


def test_the_surname_of_a_full_name_is_a_person_though_a_city_has_it():
    check_names(
        "then Denzel/PERSON Washington/- rose and Washington/PERSON fell",
        ("Denzel Washington", "person"),
        ("Washington", "person"),
    )


def test_a_word_that_only_modifies_a_common_noun_is_no_person():
    doc = Doc(
        VOCAB,
        words=["the", "Trojan", "horse"],
        pos=["DET", "PROPN", "NOUN"],
        ents=["O", "B-PERSON", "O"],
        heads=[2, 2, 2],
        deps=["det", "compound", "ROOT"],
    )
    assert find_names(doc, PLACES) == ()


def test_parts_to_skip():
    doc = doc_of("here Xanthor/ORG rose and Yolanda/ORG fell")
    start = doc.text.index("Yolanda")
    assert [name.text for name in find_names(doc, PLACES, skip=((0, start),))] == ["Yolanda"]


def test_scores_are_probabilities():
    (plain,) = find_names(doc_of("they saw Xanthor/ORG"), PLACES)
    assert 0.6 < plain.score < 0.7
    (doubtful,) = find_names(doc_of("they saw Oslo/ORG"), PLACES)
    (sure,) = find_names(doc_of("they went to Oslo/GPE"), PLACES)
    assert doubtful.score < 0.7 < sure.score < 1


def test_the_names_of_the_tagger_come_before_tags():
    doc = doc_of("then Xanthor/ORG and Novak met")
    doc.spans["names"] = [Span(doc, 3, 4, label="person")]
    doc.spans["names"].attrs["probabilities"] = [[0.9, 0.06, 0.04]]
    ((name, score),) = [(name.text, name.score) for name in find_names(doc, PLACES)]
    assert name == "Novak"
    assert score == pytest.approx(0.9)


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("then A./PERSON Dale/- 69/- rose", [("A. Dale", "person")]),
        ("then MSF/ORG //- Xanthor/- rose", [("MSF", "organization"), ("Xanthor", "organization")]),
        ("then Mladost/ORG (/- BJ/- )/- rose", [("Mladost ( BJ )", "organization")]),
        ("then Bravo/ORG 6/- rose", [("Bravo 6", "organization")]),
    ],
)
def test_numbers_and_signs_at_names(marked, expected):
    check_names(marked, *expected)


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("then Keller , R-Elmwood/GPE Park/- rose", [("Elmwood Park", "location")]),
        ("then 1110/FAC Xanthor/- Avenue/- burned", [("Xanthor Avenue", "location")]),
        ("then Downtown/GPE Xanthor/- burned", [("Xanthor", "location")]),
        ("the Xanthor/GPE administration said", [("Xanthor", "person")]),
    ],
)
def test_what_stands_around_a_name(marked, expected):
    check_places(marked, expected)


def check_places(marked: str, expected: list[tuple[str, str]]) -> None:
    doc = doc_of(marked)
    found = find_names(doc, PLACES)
    assert [(name.text, str(name.type)) for name in found] == expected
    assert all(doc.text[name.start : name.end] == name.text for name in found)


def test_an_abbreviation_keeps_its_last_full_stop():
    doc = Doc(
        VOCAB, words=["in", "W.Va", "."], spaces=[True, False, False], ents=["O", "B-GPE", "O"]
    )
    assert [name.text for name in find_names(doc, PLACES)] == ["W.Va."]


def test_nobody_is_called_by_an_adjective_of_people():
    check_names("then Chechen/PERSON Ramzan/- Mirov/- spoke", ("Ramzan Mirov", "person"))
    check_names("then German/PERSON Villa/- spoke", ("German Villa", "person"))


def test_the_acronym_of_a_common_noun_is_no_name():
    check_names("a first road report ( FRR/ORG ) on FRR/ORG")
    check_names(
        "the Road Rescue ( RR/ORG ) and RR/ORG", ("RR", "organization"), ("RR", "organization")
    )


def test_a_family_is_nobody():
    check_names("then Peter/PERSON Novak/- left the Novaks/PERSON", ("Peter Novak", "person"))


def test_a_text_without_words_has_no_names():
    assert find_names(Doc(VOCAB), PLACES) == ()


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "President Peter Novak met Gen. Anna Lindqvist in Oslo.",
            ["Peter Novak/person", "Anna Lindqvist/person", "Oslo/location"],
        ),
        ("The German minister met Polish farmers in Berlin.", ["Berlin/location"]),
        ("The troops took the Trojan horse inside.", []),
        ("NATO warned Norway.", ["NATO/organization", "Norway/location"]),
        ("They crossed the Dnipro River.", ["Dnipro River/location"]),
        ("The Kremlin was silent.", ["Kremlin/organization"]),
    ],
)
def test_names_in_news(nlp, gazetteer, text, expected):
    assert [f"{name.text}/{name.type}" for name in find_names(nlp(text), gazetteer)] == expected
