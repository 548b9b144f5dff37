"""Attitude, polarity and certainty, and the words that show them."""

import pytest
from conftest import candidate, parsed

from graphbuild.stance import find_stance
from graphbuild.syntax import Syntax

SAID = "said/say/VERB/ROOT"
DID_NOT = "did/do/AUX/aux not//PART/neg"
SAFE = "it//PRON/nsubj/is is/be/AUX/ccomp//VBZ safe//ADJ/acomp/is"
TO_WIN = "to//PART/aux/win win//VERB/xcomp"
ABOUT_IT = "on//ADP/prep it//PRON/pobj/on"


def stance(drawing: str, relation: str = "clause") -> tuple[str, str, str]:
    """Return attitude, polarity and certainty; the words of negation; the words of doubt."""
    syntax = Syntax(parsed(drawing))
    found = find_stance(syntax, candidate(syntax, relation))
    negation, hedges = (
        " ".join(syntax.doc[index].text for index in indexes)
        for indexes in (found.negation, found.hedges)
    )
    return f"{found.attitude} {found.polarity} {found.certainty}", negation, hedges


def ann(cue: str, content: str = SAFE) -> str:
    return f"Ann//PROPN/nsubj {cue} {content}"


@pytest.mark.parametrize(
    ("cue", "expected", "hedges"),
    [
        (SAID, "statement positive certain", ""),
        ("zapped/zap/VERB/ROOT", "statement positive certain", ""),
        ("announced/announce/VERB/ROOT", "announcement positive certain", ""),
        ("estimated/estimate/VERB/ROOT", "estimate positive probable", "estimated"),
        ("believed/believe/VERB/ROOT", "belief positive probable", "believed"),
        ("feared/fear/VERB/ROOT", "fear positive possible", "feared"),
        ("hoped/hope/VERB/ROOT", "hope positive possible", "hoped"),
        ("asked/ask/VERB/ROOT", "question positive unknown", ""),
        ("demanded/demand/VERB/ROOT", "demand positive unknown", ""),
    ],
)
def test_what_a_cue_usually_means(cue, expected, hedges):
    assert stance(ann(cue)) == (expected, "", hedges)


@pytest.mark.parametrize(
    ("drawing", "expected", "negation"),
    [
        (ann(f"{DID_NOT} say//VERB/ROOT"), "statement negative certain", "not"),
        (f"Nobody//PRON/nsubj {SAID} {SAFE}", "statement negative certain", "Nobody"),
        (
            f"None//NOUN/nsubj of//ADP/prep/None them//PRON/pobj/of {SAID} {SAFE}",
            "statement negative certain",
            "None",
        ),
        (ann("denied/deny/VERB/ROOT"), "denial negative certain", "denied"),
        (ann(f"{DID_NOT} deny//VERB/ROOT"), "denial positive certain", "not deny"),
        (
            f"Nobody//PRON/nsubj denied/deny/VERB/ROOT {SAFE}",
            "denial positive certain",
            "Nobody denied",
        ),
        (ann("doubted/doubt/VERB/ROOT"), "belief negative probable", "doubted"),
        (ann(f"{DID_NOT} doubt//VERB/ROOT"), "belief positive probable", "not doubt"),
    ],
)
def test_what_turns_the_polarity(drawing, expected, negation):
    assert stance(drawing)[:2] == (expected, negation)


def test_no_is_a_negation_but_not_a_number():
    no_comment = ann(
        "had/have/VERB/ROOT no//DET/det/comment comment//NOUN/dobj on//ADP/prep/comment "
        "it//PRON/pobj/on"
    )
    assert stance(no_comment, "noun:on")[:2] == ("refusal negative unknown", "no")
    number = f"No//NOUN/compound/10 10//NUM/nsubj {SAID} {SAFE}"
    assert stance(number)[:2] == ("statement positive certain", "")


def test_a_negation_in_the_content_is_the_contents_own():
    drawing = ann(SAID, SAFE.replace("safe", "not//PART/neg/is safe"))
    assert stance(drawing) == ("statement positive certain", "", "")


@pytest.mark.parametrize(
    ("cue", "content", "relation", "negation"),
    [
        ("refused/refuse/VERB/ROOT", TO_WIN, "infinitive", "refused"),
        ("has/have/AUX/aux not//PART/neg commented/comment/VERB/ROOT", ABOUT_IT, "about:on", "not"),
        (f"{DID_NOT} confirm//VERB/ROOT", SAFE, "clause", "not"),
    ],
)
def test_who_does_not_answer_refuses(cue, content, relation, negation):
    assert stance(ann(cue, content), relation)[:2] == ("refusal negative unknown", negation)


def test_who_does_not_refuse_answers():
    drawing = ann(f"{DID_NOT} refuse//VERB/ROOT", TO_WIN)
    assert stance(drawing, "infinitive")[:2] == ("refusal positive unknown", "not refuse")


@pytest.mark.parametrize(
    ("content", "certainty", "hedges"),
    [
        ("she//PRON/nsubj/win may//AUX/aux/win/MD win//VERB/ccomp", "possible", "may"),
        ("she//PRON/nsubj/win could//AUX/aux/win/MD win//VERB/ccomp", "possible", "could"),
        (SAFE.replace("safe", "perhaps//ADV/advmod/is safe"), "possible", "perhaps"),
        (SAFE.replace("safe", "probably//ADV/advmod/is safe"), "probable", "probably"),
        (
            SAFE.replace("safe", "probably//ADV/advmod/is perhaps//ADV/advmod/is safe"),
            "possible",
            "perhaps",
        ),
        (SAFE.replace("it/", "May/").replace("/PRON/", "/PROPN/"), "certain", ""),
        (SAFE.replace("it/", "Might/").replace("/PRON/", "/NOUN/"), "certain", ""),
    ],
)
def test_what_lowers_the_certainty(content, certainty, hedges):
    assert stance(ann(SAID, content)) == (f"statement positive {certainty}", "", hedges)


def test_the_cue_may_be_hedged_too():
    drawing = ann("may/may/AUX/aux//MD have/have/AUX/aux said/say/VERB/ROOT//VBN")
    assert stance(drawing) == ("statement positive possible", "", "may")


def test_a_question_leaves_open_how_certain_its_content_is():
    content = "she//PRON/nsubj/win may//AUX/aux/win/MD win//VERB/ccomp"
    drawing = ann("asked/ask/VERB/ROOT", f"if//SCONJ/mark/win {content}")
    assert stance(drawing)[0] == "question positive unknown"


def test_asking_somebody_to_act_is_a_demand():
    drawing = ann("asked/ask/VERB/ROOT", f"Bob//PROPN/dobj {TO_WIN}")
    assert stance(drawing, "object+infinitive")[0] == "demand positive unknown"
