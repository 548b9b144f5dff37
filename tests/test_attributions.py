"""Candidates for attribution, from parses drawn by hand."""

import pytest
from conftest import parsed

from graphbuild.attributions import find_attributions
from graphbuild.grammar.attribution import group_of
from graphbuild.grammar.verb_parts import find_subject
from graphbuild.syntax import Syntax

# A content in which there is no other cue.
SAFE = "it//PRON/nsubj/is is/be/AUX/ccomp//VBZ safe//ADJ/acomp/is"


def that_safe(dep: str = "ccomp", head: str = "") -> str:
    """Return the drawing of "that it is safe", which hangs on *head*, else on the root."""
    return f"that//SCONJ/mark/is it//PRON/nsubj/is is/be/AUX/{dep}/{head}/VBZ safe//ADJ/acomp/is"


def ann_lee(dep: str, head: str) -> str:
    return f"Ann//PROPN/compound/Lee/NNP/PERSON Lee//PROPN/{dep}/{head}/NNP/PERSON"


def shown(syntax: Syntax, attribution) -> tuple[str, str, str, str, str]:
    """Return lemma, relation, source, cue and content, without commas and stops."""
    tokens = (attribution.source, attribution.cue, attribution.content)
    words = ([syntax.doc[index].text for index in sorted(part)] for part in tokens)
    parts = (" ".join(word for word in part if word not in {",", "."}) for part in words)
    return (attribution.lemma, attribution.relation, *parts)


def check_attributions(drawing: str | tuple[str, ...], *expected: tuple[str, ...]) -> None:
    """Check lemma, relation, source, cue and content of each candidate."""
    syntax = Syntax(parsed(*([drawing] if isinstance(drawing, str) else drawing)))
    assert [shown(syntax, each) for each in find_attributions(syntax)] == list(expected)


# ------------------------------------------------------------------ verbs
def test_a_clause():
    check_attributions(
        f"Ann//PROPN/nsubj has/have/AUX/aux said/say/VERB/ROOT {that_safe()}",
        ("say", "clause", "Ann", "has said", "that it is safe"),
    )


def test_a_negated_cue():
    check_attributions(
        f"Ann//PROPN/nsubj did/do/AUX/aux not//PART/neg say//VERB/ROOT {SAFE} for//ADP/prep/is "
        "ever//ADV/pcomp/for and//CCONJ/cc/is a//DET/det/day day//NOUN/npadvmod/is",
        ("say", "clause", "Ann", "did not say", "it is safe for ever and a day"),
    )


def test_a_question_leaves_the_auxiliary_before_its_subject():
    check_attributions(
        f"Did/do/AUX/aux Ann//PROPN/nsubj say//VERB/ROOT {SAFE} ?",
        ("say", "clause", "Ann", "say", "it is safe"),
    )


def test_an_infinitive():
    check_attributions(
        "Ann//PROPN/nsubj hopes/hope/VERB/ROOT to//PART/aux/win win//VERB/xcomp",
        ("hope", "infinitive", "Ann", "hopes", "to win"),
    )


def test_an_object_and_an_infinitive():
    check_attributions(
        "She//PRON/nsubj urged/urge/VERB/ROOT the//DET/det/council council//NOUN/dobj "
        "to//PART/aux/resign resign//VERB/xcomp",
        ("urge", "object+infinitive", "She", "urged", "the council to resign"),
    )


def test_a_gerund():
    check_attributions(
        "Ann//PROPN/nsubj proposed/propose/VERB/ROOT resigning/resign/VERB/xcomp//VBG",
        ("propose", "gerund", "Ann", "proposed", "resigning"),
    )


@pytest.mark.parametrize(
    ("clause", "source"),
    [
        ("she//PRON/nsubj/proposed proposed/propose/VERB/relcl/plan/VBD", "she"),
        (
            "proposed/propose/VERB/acl/plan/VBN by//ADP/agent/proposed Ann//PROPN/pobj/by",
            "Ann",
        ),
    ],
)
def test_a_relative_clause_attributes_its_noun(clause, source):
    check_attributions(
        f"The//DET/det/plan plan//NOUN/nsubj {clause} failed/fail/VERB/ROOT//VBD",
        ("propose", "relative", source, "proposed", "The plan"),
    )


def test_a_noun_as_content_with_what_bears_on_it():
    check_attributions(
        "Ann//PROPN/nsubj accused/accuse/VERB/ROOT Bob//PROPN/dobj of//ADP/prep "
        "fraud//NOUN/pobj/of",
        ("accuse", "object", "Ann", "accused", "Bob of fraud"),
    )


def test_a_preposition_takes_the_addressee_into_the_cue():
    check_attributions(
        "Ann//PROPN/nsubj talked/talk/VERB/ROOT to//ADP/prep Bob//PROPN/pobj/to "
        "about//ADP/prep fraud//NOUN/pobj/about",
        ("talk", "about:to", "Ann", "talked to", "Bob"),
        ("talk", "about:about", "Ann", "talked to Bob about", "fraud"),
    )


def test_a_verb_with_a_noun_may_be_one_cue():
    check_attributions(
        "Ann//PROPN/nsubj shed//VERB/ROOT light//NOUN/dobj on//ADP/prep fraud//NOUN/pobj/on",
        ("shed", "object", "Ann", "shed", "light"),
        ("shed", "light:on", "Ann", "shed light on", "fraud"),
    )


def test_a_passive_and_its_agent():
    check_attributions(
        "Bob//PROPN/nsubjpass was/be/AUX/auxpass accused/accuse/VERB/ROOT//VBN "
        "of//ADP/prep fraud//NOUN/pobj/of by//ADP/agent Ann//PROPN/pobj/by",
        ("accuse", "passive", "Ann", "was accused", "Bob of fraud"),
        ("accuse", "passive-about:of", "Ann", "was accused of", "fraud"),
    )


def test_raising_has_no_source():
    check_attributions(
        "Ann//PROPN/nsubj seems/seem/VERB/ROOT to//PART/aux/win win//VERB/xcomp",
        ("seem", "raising", "", "seems", "Ann to win"),
    )


def test_a_parenthesis():
    check_attributions(
        "The//DET/det/dam dam//NOUN/nsubj , Ann//PROPN/nsubj/says says/say/VERB/ccomp//VBZ , "
        "is/be/AUX/ROOT//VBZ safe//ADJ/acomp now//ADV/advmod",
        ("say", "parenthesis", "Ann", "says", "The dam is safe now"),
    )


def test_a_cue_goes_on_from_the_verb_that_leads_to_it():
    check_attributions(
        "Ann//PROPN/nsubj went/go/VERB/ROOT//VBD on//ADP/prt to//PART/aux/say say//VERB/xcomp "
        f"{that_safe('ccomp', 'say')}",
        ("go on", "infinitive", "Ann", "went on", "to say that it is safe"),
        ("say", "clause", "Ann", "went on to say", "that it is safe"),
    )


def test_what_the_speaker_adds_is_left_out():
    check_attributions(
        f"Ann//PROPN/nsubj said/say/VERB/ROOT {that_safe()} , adding/add/VERB/advcl/is/VBG "
        "that//SCONJ/mark/was she//PRON/nsubj/was was/be/AUX/ccomp/adding tired//ADJ/acomp/was",
        ("say", "clause", "Ann", "said", "that it is safe"),
        ("add", "clause", "Ann", "adding", "that she was tired"),
    )


def test_a_colon_belongs_to_the_cue_before_it():
    check_attributions(
        f"She//PRON/nsubj replied/reply/VERB/ROOT//VBD : “ {SAFE} . ”",
        ("reply", "clause", "She", "replied :", "“ it is safe ”"),
        ("reply", "quotation", "She", "replied :", "“ it is safe ”"),
    )


@pytest.mark.parametrize("word", ["known", "clear", "plain"])
def test_made_it_known(word):
    check_attributions(
        f"Ann//PROPN/nsubj made/make/VERB/ROOT it//PRON/nsubj/{word} {word}//ADJ/ccomp "
        f"that//SCONJ/mark/is she//PRON/nsubj/is is/be/AUX/ccomp/{word} here//ADV/advmod/is",
        ("make", "clause", "Ann", "made", f"it {word} that she is here"),
        ("make known", "clause", "Ann", f"made it {word}", "that she is here"),
    )


def test_a_verb_without_complement_attributes_nothing():
    check_attributions("Ann//PROPN/nsubj slept/sleep/VERB/ROOT")


def test_a_day_attributes_nothing():
    check_attributions(
        "Monday//PROPN/nsubj//NNP/DATE saw/see/VERB/ROOT a//DET/det/protest protest//NOUN/dobj"
    )


# ------------------------------------------------------------------ sources
def test_a_possessive_stays_in_the_source():
    check_attributions(
        f"Ann//PROPN/poss/report 's//PART/case/Ann report//NOUN/nsubj said/say/VERB/ROOT {SAFE}",
        ("say", "clause", "Ann 's report", "said", "it is safe"),
    )


def test_a_dateline_is_no_part_of_the_source():
    check_attributions(
        "KYIV//PROPN/nmod/army —//PUNCT/punct/army The//DET/det/army army//NOUN/nsubj "
        f"said/say/VERB/ROOT {SAFE}",
        ("say", "clause", "The army", "said", "it is safe"),
    )


def test_will_may_be_a_name():
    check_attributions(
        f"Will//AUX/aux//MD wrote/write/VERB/ROOT//VBD {that_safe()}",
        ("write", "clause", "Will", "wrote", "that it is safe"),
    )


def test_the_subject_of_a_coordinated_verb():
    syntax = Syntax(
        parsed("Ann//PROPN/nsubj came/come/VERB/ROOT and//CCONJ/cc said/say/VERB/conj//VBD")
    )
    assert find_subject(syntax, 3) == 0
    assert find_subject(syntax, 2) is None


# ------------------------------------------------------------------ nouns and adjectives
def test_a_noun_with_a_clause_and_its_owner():
    check_attributions(
        f"Ann//PROPN/poss/claim 's//PART/case/Ann claim//NOUN/nsubj "
        f"{that_safe('acl', 'claim')} spread//VERB/ROOT",
        ("claim", "noun", "Ann 's", "claim", "that it is safe"),
    )


def test_a_noun_with_a_preposition_and_its_owner():
    check_attributions(
        "Ann//PROPN/poss/criticism 's//PART/case/Ann criticism//NOUN/nsubj of//ADP/prep/criticism "
        "Bob//PROPN/pobj/of grew/grow/VERB/ROOT",
        ("criticism", "noun:of", "Ann 's", "criticism of", "Bob"),
    )


def test_an_object_before_its_light_verb_is_a_cue_alone():
    syntax = Syntax(
        parsed(
            "What//DET/det/promise promise//NOUN/dobj/made to//PART/aux/resign "
            "resign//VERB/acl/promise he//PRON/nsubj/made made/make/VERB/ROOT"
        )
    )
    cues = [shown(syntax, each)[3] for each in find_attributions(syntax) if each.lemma == "promise"]
    assert cues == ["promise"]


def test_an_adjective_before_its_copula_is_a_cue_alone():
    syntax = Syntax(
        parsed(
            "confident//ADJ/acomp/is is/be/AUX/ROOT Ann//PROPN/nsubj that//SCONJ/mark/wins "
            "she//PRON/nsubj/wins wins/win/VERB/ccomp/confident"
        )
    )
    cues = [each.cue for each in find_attributions(syntax) if each.lemma == "confident"]
    assert cues == [frozenset({0})]


def test_a_light_verb_lends_its_noun_the_subject():
    check_attributions(
        "Ann//PROPN/nsubj expressed/express/VERB/ROOT the//DET/det/hope hope//NOUN/dobj "
        f"{that_safe('acl', 'hope')}",
        ("hope", "noun", "Ann", "expressed the hope", "that it is safe"),
    )


@pytest.mark.parametrize(
    ("drawing", "expected"),
    [
        (
            f"confident//ADJ/acomp {that_safe('ccomp', 'confident')}",
            ("confident", "adjective-clause", "was confident", "that it is safe"),
        ),
        (
            "eager//ADJ/acomp to//PART/aux/win win//VERB/xcomp/eager",
            ("eager", "adjective-infinitive", "was eager", "to win"),
        ),
        (
            "critical//ADJ/acomp of//ADP/prep/critical Bob//PROPN/pobj/of",
            ("critical", "adjective:of", "was critical of", "Bob"),
        ),
    ],
)
def test_an_adjective_behind_a_copula(drawing, expected):
    lemma, relation, cue, content = expected
    check_attributions(
        f"Ann//PROPN/nsubj was/be/AUX/ROOT//VBD {drawing}", (lemma, relation, "Ann", cue, content)
    )


# ------------------------------------------------------------------ prepositions and adverbs
def test_according_to():
    check_attributions(
        "It//PRON/nsubj is/be/AUX/ROOT safe//ADJ/acomp according/accord/VERB/prep "
        "to//ADP/prep/according Ann//PROPN/pobj/to",
        ("according to", "clause", "Ann", "according to", "It is safe"),
    )


def test_the_view_of():
    check_attributions(
        "In//ADP/prep the//DET/det/view view//NOUN/pobj/In of//ADP/prep/view Ann//PROPN/pobj/of , "
        "it//PRON/nsubj is/be/AUX/ROOT safe//ADJ/acomp",
        ("in view", "clause", "Ann", "In the view of", "it is safe"),
        ("view", "noun:of", "", "view of", "Ann"),
    )


def test_an_opinion():
    check_attributions(
        f"For//ADP/prep {ann_lee('pobj', 'For')} , the//DET/det/offer offer//NOUN/nsubj "
        "is/be/AUX/ROOT//VBZ a//DET/det/trap trap//NOUN/attr",
        ("for", "opinion", "Ann Lee", "For", "the offer is a trap"),
    )


@pytest.mark.parametrize("verb", ["was/be/AUX/ROOT//VBD", "makes/make/VERB/ROOT//VBZ"])
def test_what_does_not_judge_is_no_opinion(verb):
    check_attributions(
        f"For//ADP/prep {ann_lee('pobj', 'For')} , the//DET/det/offer offer//NOUN/nsubj {verb} "
        "a//DET/det/trap trap//NOUN/attr"
    )


def test_an_adjunct():
    check_attributions(
        "In//ADP/prep a//DET/det/poll poll//NOUN/pobj/In , most//ADJ/amod/voters "
        "voters/voter/NOUN/nsubj were/be/AUX/ROOT wary//ADJ/acomp",
        ("in poll", "adjunct", "a poll", "In", "most voters were wary"),
    )


def test_an_adverb_has_no_source():
    check_attributions(
        "The//DET/det/dam dam//NOUN/nsubj is/be/AUX/ROOT reportedly//ADV/advmod safe//ADJ/acomp",
        ("reportedly", "adverb", "", "reportedly", "The dam is safe"),
    )


# ------------------------------------------------------------------ quotations and lines
def test_verbs_beside_a_quotation_are_its_candidates():
    check_attributions(
        (
            "“ Hold//VERB/dep ” Ann//PROPN/nsubj said/say/VERB/ROOT//VBD .",
            "Bob//PROPN/nsubj slept/sleep/VERB/ROOT//VBD",
        ),
        ("say", "quotation", "Ann", "said", "“ Hold ”"),
    )


def test_a_split_quotation_is_one_candidate():
    check_attributions(
        "“ The//DET/det/dam dam//NOUN/nsubj , ” Ann//PROPN/nsubj/said said/say/VERB/dep//VBD , "
        "“ is/be/AUX/ROOT//VBZ safe//ADJ/acomp . ”",
        ("say", "quotation", "Ann", "said", "“ The dam ” “ is safe ”"),
    )


def test_a_quotation_is_taken_whole_where_the_parse_breaks_off():
    check_attributions(
        "Ann//PROPN/nsubj said/say/VERB/ROOT//VBD “ it//PRON/nsubj/is is/be/AUX/ccomp//VBZ "
        "safe//ADJ/acomp/is now//ADV/advmod/said ”",
        ("say", "clause", "Ann", "said", "“ it is safe now ”"),
        ("say", "quotation", "Ann", "said", "“ it is safe now ”"),
    )


def test_a_line_that_begins_with_a_name_and_a_colon():
    check_attributions(
        (
            "Is/be/AUX/ROOT it//PRON/nsubj safe//ADJ/acomp ? ¶",
            f"{ann_lee('dep', 'is')} : it//PRON/nsubj/is is/be/AUX/ROOT safe//ADJ/acomp . ¶",
            "We//PRON/nsubj are/be/AUX/ROOT glad//ADJ/acomp",
        ),
        (":", "label", "Ann Lee", ":", "it is safe"),
    )


def test_a_label_without_a_name_is_none():
    check_attributions("Note//NOUN/dep/is : it//PRON/nsubj is/be/AUX/ROOT safe//ADJ/acomp")


def test_the_name_behind_a_quotation_and_a_dash():
    check_attributions(
        (
            "“ It//PRON/nsubj is/be/AUX/ROOT safe//ADJ/acomp . ”",
            "–//PUNCT/punct/Lee Ann//PROPN/compound/Lee/NNP/PERSON Lee//PROPN/ROOT//NNP/PERSON",
        ),
        ("–", "quotation", "Ann Lee", "–", "“ It is safe ”"),
    )


def test_a_text_without_words_has_no_candidates():
    check_attributions(())


@pytest.mark.parametrize(
    ("relation", "group"), [("clause", "clause"), ("about:for", "about:"), ("noun:of", "noun:")]
)
def test_the_group_of_a_relation_leaves_out_its_preposition(relation, group):
    assert group_of(relation) == group
