"""What is told of a candidate: one row for each thing that speaks for or against it."""

import pytest
from conftest import blank_vocab, candidate, parsed

from graphbuild.cues import Cues, Senses
from graphbuild.features import Describer
from graphbuild.syntax import Syntax

ANN = "Ann//PROPN/nsubj//NNP/PERSON"
SAID = "said/say/VERB/ROOT//VBD"
SAFE = "it//PRON/nsubj/is is/be/AUX/ccomp//VBZ safe//ADJ/acomp/is"
INSERTED = (
    "The//DET/det/dam dam//NOUN/nsubj , Ann//PROPN/nsubj/said said/say/VERB/ccomp//VBD , "
    "is/be/AUX/ROOT//VBZ safe//ADJ/acomp"
)
KINDS = (
    *("person", "organization", "place", "group", "I", "you", "they", "it", "one"),
    *("office", "body", "other NN", "other NNS", "none"),
)


def features(
    *drawing: str, relation: str = "clause", counts: dict | None = None
) -> dict[str, float]:
    """Return the features of the only candidate with *relation*."""
    syntax = Syntax(parsed(*drawing))
    vocab = blank_vocab()
    describer = Describer(syntax, Cues(counts or {}, vocab), Senses(vocab))
    return dict(describer.features(candidate(syntax, relation)))


def check(found: dict[str, float], present: str, absent: str) -> None:
    """Check which features hold; names are parted by semicolons."""
    assert set(present.split("; ")) - {""} <= set(found)
    assert set(absent.split("; ")) & set(found) == set()


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        (ANN, "person"),
        ("NATO//PROPN/nsubj//NNP/ORG", "organization"),
        ("Norway//PROPN/nsubj//NNP/GPE", "place"),
        ("Russians//PROPN/nsubj//NNPS/NORP", "group"),
        ("We//PRON/nsubj", "I"),
        ("You//PRON/nsubj", "you"),
        ("She//PRON/nsubj", "they"),
        ("This//PRON/nsubj", "it"),
        ("Everyone//PRON/nsubj", "one"),
        ("Officials/official/NOUN/nsubj//NNS", "office"),
        ("Police//NOUN/nsubj", "body"),
        ("A//DET/det/baker baker//NOUN/nsubj", "other NN"),
        ("Bakers/baker/NOUN/nsubj//NNS", "other NNS"),
        ("was/be/AUX/auxpass", "none"),
    ],
)
def test_the_kind_of_source(source, kind):
    found = features(f"{source} {SAID} {SAFE}")
    assert [each for each in KINDS if f"source {each}" in found] == [kind]
    assert f"source {kind}, clause" in found


@pytest.mark.parametrize(("name", "tag"), [("US", "GPE"), ("WHO", "ORG")])
def test_a_name_in_capitals_is_no_pronoun(name, tag):
    found = features(f"{name}//PROPN/nsubj//NNP/{tag} {SAID} {SAFE}")
    check(found, "", "source I; source they")
    assert found["article first person"] == 0


def test_a_source_before_its_cue():
    assert "source before" in features(f"{ANN} {SAID} {SAFE}")
    behind = features(f"{SAFE} , {SAID} {ANN}", relation="preposed")
    assert "source before" not in behind


@pytest.mark.parametrize(
    ("content", "quoted"),
    [
        (f"“ {SAFE} ”", "whole"),
        (SAFE.replace("safe", "“ safe") + " ”", "part"),
        (SAFE, "not"),
    ],
)
def test_how_much_is_quoted(content, quoted):
    found = features(f"{ANN} {SAID} {content}")
    shares = [share for share in ("whole", "part", "not") if f"content quoted {share}" in found]
    assert shares == [quoted]
    assert ("odds, content quoted" in found) == (quoted != "not")


@pytest.mark.parametrize(
    ("drawing", "relation", "present", "absent"),
    [
        (f"{ANN} {SAID} {SAFE}", "clause", "content behind, clause", "content around"),
        (f"{SAFE} , {ANN} {SAID}", "preposed", "content before, preposed", "content around"),
        (
            INSERTED,
            "parenthesis",
            "content before, parenthesis; content around",
            "content behind, parenthesis",
        ),
    ],
)
def test_where_the_content_stands(drawing, relation, present, absent):
    check(features(drawing, relation=relation), present, absent)


@pytest.mark.parametrize(
    ("between", "present", "absent"),
    [
        ("", "content gap 0; content behind word", "content gap 1"),
        ("today//NOUN/npadvmod", "content gap 1; content behind word", "content gap 0"),
        (",", "content gap 0; content behind ,", "content behind word"),
        (":", "content gap 0; content behind :", "content behind word"),
    ],
)
def test_what_stands_between_cue_and_content(between, present, absent):
    check(features(f"{ANN} {SAID} {between} {SAFE}"), present, absent)


def test_quotation_marks_between_cue_and_content_are_passed_over():
    check(features(f"{ANN} {SAID} , “ {SAFE} ”"), "content behind ,", "content behind word")


def test_a_content_that_is_marked():
    marked = "content marked, clause"
    check(features(f"{ANN} {SAID} that//SCONJ/mark/is {SAFE}"), marked, "")
    check(features(f"{ANN} {SAID} {SAFE}"), "", marked)


@pytest.mark.parametrize(
    ("title", "present", "absent"),
    [
        ("The//DET/det/Rain Long//ADJ/amod/Rain Rain//NOUN/dobj", "open", "ends"),
        ("The//DET/det/Rain Long//ADJ/amod/Rain Rain//NOUN/dobj .", "ends", "open"),
        ("The//DET/det/rain long//ADJ/amod/rain rain//NOUN/dobj", "", "open; content titled, ends"),
    ],
)
def test_a_quotation_set_like_a_title(title, present, absent):
    found = features(f"{ANN} wrote/write/VERB/ROOT//VBD “ {title} ”", relation="object")
    check(found, f"content titled, {present}" if present else "", f"content titled, {absent}")


def test_capitals_without_quotation_marks_are_no_title():
    title = "The//DET/det/Rain Long//ADJ/amod/Rain Rain//NOUN/dobj"
    found = features(f"{ANN} wrote/write/VERB/ROOT//VBD {title}", relation="object")
    check(found, "content quoted not", "content titled, open; content titled, ends")


@pytest.mark.parametrize(("mark", "asks"), [("?", True), ("? ”", True), (".", False), ("", False)])
def test_a_sentence_that_asks(mark, asks):
    found = features(f"Did/do/AUX/aux {ANN} say//VERB/ROOT {SAFE} {mark}")
    assert ("sentence asks" in found) == asks


@pytest.mark.parametrize(
    ("cue", "present", "absent"),
    [
        (SAID, "", "cue modal; cue with neg; cue with auxpass; cue with advmod"),
        ("did//AUX/aux not//PART/neg say//VERB/ROOT", "cue with neg", "cue modal"),
        ("would//AUX/aux//MD say//VERB/ROOT", "cue modal", "cue with neg"),
        ("often//ADV/advmod said/say/VERB/ROOT", "cue with advmod", "cue modal"),
        ("was/be/AUX/auxpass told/tell/VERB/ROOT//VBN", "cue with auxpass", "cue modal"),
    ],
)
def test_what_belongs_to_the_cue(cue, present, absent):
    check(features(f"Ann//PROPN/nsubj {cue} {SAFE}"), present, absent)


def test_a_cue_within_a_quotation():
    assert "cue quoted" in features(f"“ {ANN} {SAID} {SAFE} ”")
    assert "cue quoted" not in features(f"{ANN} {SAID} “ {SAFE} ”")


def test_what_the_cue_hangs_on():
    drawing = f"Bob//PROPN/nsubj left/leave/VERB/ROOT , saying/say/VERB/advcl//VBG {SAFE}"
    check(features(drawing.replace("ccomp/", "ccomp/saying")), "above VERB; cue advcl", "")
    assert not any(name.startswith("above") for name in features(f"{ANN} {SAID} {SAFE}"))


def test_the_size_of_source_and_content_is_an_order_of_magnitude():
    found = features(f"{ANN} {SAID} {SAFE} now//ADV/advmod/is")
    check(found, "source size 1; content size 3", "content size 4")


def test_counts_speak_by_their_log_odds():
    often = features(f"{ANN} {SAID} {SAFE}", counts={("say", "clause"): (45, 50)})
    seldom = features(f"{ANN} {SAID} {SAFE}", counts={("say", "clause"): (5, 50)})
    for name in ("odds, clause", "odds, many counted", "odds of lemma", "odds, source person"):
        assert often[name] > 0 > seldom[name]


@pytest.mark.parametrize(("tries", "size"), [(0, "none"), (5, "few"), (50, "many")])
def test_how_often_the_cue_was_counted(tries, size):
    counts = {("say", "clause"): (tries, tries), ("go", "object"): (1, 9)} if tries else {}
    assert f"{size} counted" in features(f"{ANN} {SAID} {SAFE}", counts=counts)


def test_the_attitude_of_a_known_cue():
    check(features(f"{ANN} {SAID} {SAFE}"), "attitude statement; attitude known, clause", "")
    check(features(f"{ANN} xed/xe/VERB/ROOT {SAFE}"), "", "attitude known, clause")


def test_the_article_is_a_personal_one_where_it_says_i():
    assert features(f"{ANN} {SAID} {SAFE}")["article first person"] == 0
    assert features(f"{ANN} {SAID} {SAFE}", "I//PRON/ROOT")["article first person"] == 1
    assert features(f"{ANN} {SAID} {SAFE}", "“ I//PRON/ROOT ”")["article first person"] == 0


def test_the_share_of_the_article_that_is_quoted():
    assert features(f"{ANN} {SAID} {SAFE}")["article quoted"] == 0
    assert features(f"{ANN} {SAID} {SAFE}", "“ Yes//INTJ/ROOT ”")["article quoted"] == 3 / 8


def test_no_feature_is_named_by_a_word_of_the_text():
    found = features(
        "Xqa//PROPN/nsubj xqbed/xqb/VERB/ROOT xqc//PRON/nsubj/xqd xqd//VERB/ccomp "
        "xqe//NOUN/dobj/xqd"
    )
    assert [name for name in found if "xq" in name.lower()] == []


def test_the_same_candidate_has_the_same_features():
    drawing = f"{ANN} {SAID} “ {SAFE} ”"
    assert features(drawing) == features(drawing)
