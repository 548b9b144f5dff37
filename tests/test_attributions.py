"""Candidates for attribution, from parses drawn by hand."""

import pytest
import spacy
from spacy.tokens import Doc

from graphbuild.attributions import (
    Attribution,
    find_attributions,
    find_quoted,
    find_quoted_attributions,
    find_subject,
)

VOCAB = spacy.blank("en").vocab


def parsed(drawing: str) -> Doc:
    """Return the Doc of ``word/lemma/POS/dep/head`` for each token; the head is a word.

    Fields at the end may be left out: the lemma is then the word, the rest is punctuation.
    """
    rows = [token.split("/") for token in drawing.split()]
    words = [row[0] for row in rows]
    fields = [(row[1:] + ["", "", "", ""][: 5 - len(row)]) for row in rows]
    return Doc(
        VOCAB,
        words=words,
        lemmas=[lemma or word for word, (lemma, *_) in zip(words, fields, strict=True)],
        pos=[pos or "PUNCT" for _, pos, _, _ in fields],
        tags=["VB" if pos == "VERB" else "NN" for _, pos, _, _ in fields],
        deps=[dep or "punct" for _, _, dep, _ in fields],
        heads=[words.index(head) if head else index for index, (*_, head) in enumerate(fields)],
    )


def shown(doc: Doc, attribution: Attribution) -> tuple[str, str, str, str, str]:
    parts = (attribution.source, attribution.cue, attribution.content)
    words = (" ".join(doc[i].text for i in sorted(part)) for part in parts)
    return (attribution.lemma, attribution.relation, *words)


def check_attributions(drawing: str, *expected: tuple[str, str, str, str, str]) -> None:
    """Check lemma, relation, source, cue and content of each candidate."""
    doc = parsed(drawing)
    assert [shown(doc, each) for each in find_attributions(doc)] == list(expected)


def test_a_clause():
    check_attributions(
        "Ann//PROPN/nsubj/said has/have/AUX/aux/said said/say/VERB/ROOT/said "
        "that//SCONJ/mark/holds it//PRON/nsubj/holds holds/hold/VERB/ccomp/said",
        ("say", "clause", "Ann", "has said", "that it holds"),
    )


def test_a_negated_cue():
    check_attributions(
        "Ann//PROPN/nsubj/say did/do/AUX/aux/say not//PART/neg/say say//VERB/ROOT/say "
        "it//PRON/nsubj/holds holds/hold/VERB/ccomp/say for//ADP/prep/holds ever//ADV/pcomp/for "
        "and//CCONJ/cc/holds a//DET/det/day day//NOUN/npadvmod/holds",
        ("say", "clause", "Ann", "did not say", "it holds for ever and a day"),
        ("hold", "about:for", "it", "holds for", "ever"),
    )


def test_an_infinitive():
    check_attributions(
        "Ann//PROPN/nsubj/hopes hopes/hope/VERB/ROOT/hopes to//PART/aux/win win//VERB/xcomp/hopes",
        ("hope", "infinitive", "Ann", "hopes", "to win"),
    )


def test_a_noun_as_content_with_what_bears_on_it():
    check_attributions(
        "Ann//PROPN/nsubj/accused accused/accuse/VERB/ROOT/accused Bob//PROPN/dobj/accused "
        "of//ADP/prep/accused fraud//NOUN/pobj/of",
        ("accuse", "object", "Ann", "accused", "Bob of fraud"),
        ("accuse", "about:of", "Ann", "accused of", "fraud"),
    )


def test_a_passive_and_its_agent():
    check_attributions(
        "Bob//PROPN/nsubjpass/accused was/be/AUX/auxpass/accused accused/accuse/VERB/ROOT/accused "
        "of//ADP/prep/accused fraud//NOUN/pobj/of by//ADP/agent/accused Ann//PROPN/pobj/by",
        ("accuse", "passive", "Ann", "was accused", "Bob of fraud"),
    )


def test_raising_has_no_source():
    check_attributions(
        "Ann//PROPN/nsubj/seems seems/seem/VERB/ROOT/seems to//PART/aux/win win//VERB/xcomp/seems",
        ("seem", "raising", "", "seems", "Ann to win"),
    )


def test_a_parenthesis():
    check_attributions(
        "The//DET/det/dam dam//NOUN/nsubj/holds , Ann//PROPN/nsubj/says says/say/VERB/ccomp/holds "
        ", still//ADV/advmod/holds holds/hold/VERB/ROOT/holds now//ADV/advmod/holds",
        ("say", "parenthesis", "Ann", "says", "The dam still holds now"),
        ("hold", "clause", "The dam", "still holds", "Ann says"),
    )


def test_according_to():
    check_attributions(
        "It//PRON/nsubj/holds holds/hold/VERB/ROOT/holds according/accord/VERB/prep/holds "
        "to//ADP/prep/according Ann//PROPN/pobj/to",
        ("according to", "clause", "Ann", "according to", "It holds"),
    )


@pytest.mark.parametrize("word", ["known", "clear", "plain"])
def test_made_it_known(word):
    check_attributions(
        f"Ann//PROPN/nsubj/made made/make/VERB/ROOT/made it//PRON/nsubj/{word} "
        f"{word}//ADJ/ccomp/made that//SCONJ/mark/wins she//PRON/nsubj/wins "
        f"wins/win/VERB/ccomp/{word}",
        ("make", "clause", "Ann", "made", f"it {word} that she wins"),
        ("make known", "clause", "Ann", f"made it {word}", "that she wins"),
    )


def test_a_noun_with_a_clause_and_its_owner():
    check_attributions(
        "Ann//PROPN/poss/claim 's//PART/case/Ann claim//NOUN/nsubj/spread that//SCONJ/mark/wins "
        "she//PRON/nsubj/wins wins/win/VERB/acl/claim spread//VERB/ROOT/spread",
        ("claim", "noun", "Ann 's", "claim", "that she wins"),
    )


def test_the_view_of():
    check_attributions(
        "In//ADP/prep/holds the//DET/det/view view//NOUN/pobj/In of//ADP/prep/view "
        "Ann//PROPN/pobj/of it//PRON/nsubj/holds holds/hold/VERB/ROOT/holds",
        ("in view", "clause", "Ann", "In the view of", "it holds"),
    )


def test_the_subject_of_a_coordinated_verb():
    doc = parsed(
        "Ann//PROPN/nsubj/came came/come/VERB/ROOT/came and//CCONJ/cc/came said/say/VERB/conj/came"
    )
    assert find_subject(doc[3]).text == "Ann"
    assert find_subject(doc[2]) is None


def test_a_verb_without_complement_attributes_nothing():
    check_attributions("Ann//PROPN/nsubj/slept slept/sleep/VERB/ROOT/slept")


def test_verbs_beside_a_quotation_are_its_candidates():
    doc = parsed(
        "“ Hold//VERB/dep/said ” Ann//PROPN/nsubj/said said/say/VERB/ROOT/said . "
        "Bob//PROPN/nsubj/slept slept/sleep/VERB/ROOT/slept"
    )
    found = list(find_quoted_attributions(doc, find_quoted(doc)))
    assert [shown(doc, each) for each in found] == [("say", "quotation", "Ann", "said", "“ Hold ”")]


def test_a_text_without_words_has_no_candidates():
    doc = Doc(VOCAB)
    assert list(find_attributions(doc)) == []
    assert list(find_quoted_attributions(doc, find_quoted(doc))) == []
