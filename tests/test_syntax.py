"""A parse as lists: every list has a place for each token."""

import pytest
from conftest import blank_vocab, parsed
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc

from graphbuild.syntax import Syntax

COLUMNS = (
    *("words", "lemmas", "tags", "pos", "deps", "ents", "heads", "children", "left", "right"),
    *("starts", "ends", "quoted"),
)
ANN_HOPES = (
    "Ann//PROPN/nsubj//NNP/PERSON hopes/hop/VERB/ROOT//VBZ that//SCONJ/mark/is "
    "it//PRON/nsubj/is is/be/AUX/ccomp//VBZ “ safe//ADJ/acomp/is ” ."
)
BOB_LEFT = "Bob//PROPN/nsubj left/Leave/VERB/ROOT//VBD ¶"


@st.composite
def trees(draw) -> Doc:
    """Return a Doc of odd words in any number of trees."""
    words = draw(st.lists(st.sampled_from(["“", "”", '"', "a", "B.", "\n", "’"]), max_size=12))
    order = draw(st.permutations(range(len(words))))
    heads = [0] * len(words)
    for place, index in enumerate(order):
        heads[index] = order[draw(st.integers(0, place))]
    spaces = draw(st.lists(st.booleans(), min_size=len(words), max_size=len(words)))
    return Doc(blank_vocab(), words=words, spaces=spaces, heads=heads, deps=["dep"] * len(words))


def test_words_and_lemmas_are_in_lower_case():
    syntax = Syntax(parsed(BOB_LEFT))
    assert syntax.words[:2] == ["bob", "left"]
    assert syntax.lemmas[:2] == ["bob", "leave"]


def test_lemmas_that_the_pipeline_gets_wrong_are_set_right():
    assert Syntax(parsed(ANN_HOPES)).lemmas[1] == "hope"


def test_labels_are_texts():
    syntax = Syntax(parsed(ANN_HOPES))
    columns = (syntax.tags, syntax.pos, syntax.deps, syntax.ents)
    assert [column[0] for column in columns] == ["NNP", "PROPN", "nsubj", "PERSON"]
    assert syntax.ents[1] == ""


def test_heads_children_and_edges():
    syntax = Syntax(parsed(ANN_HOPES))
    assert syntax.heads == [1, 1, 4, 4, 1, 1, 4, 1, 1]
    assert syntax.children[1] == [0, 4, 5, 7, 8]
    assert (syntax.left[4], syntax.right[4]) == (2, 7)
    assert syntax.subtree(4) == {2, 3, 4, 5, 6}
    assert syntax.subtree(0) == {0}


def test_heads_of_a_later_sentence_count_from_the_beginning():
    syntax = Syntax(parsed(ANN_HOPES, BOB_LEFT))
    assert syntax.heads[9:] == [10, 10, 10]
    assert syntax.subtree(10) == {9, 10, 11}


def test_a_child_is_the_first_of_one_of_some_kinds():
    syntax = Syntax(parsed(ANN_HOPES))
    assert syntax.child(1, "ccomp") == 4
    assert syntax.child(1, "ccomp", "nsubj") == 0
    assert syntax.child(1, "dobj") is None


def test_sentences_are_known_by_their_starts_and_ends():
    syntax = Syntax(parsed(ANN_HOPES, BOB_LEFT))
    assert syntax.starts == [0] * 9 + [9] * 3
    assert syntax.ends == [9] * 9 + [12] * 3


@pytest.mark.parametrize(
    ("tokens", "top"), [({2, 3, 4, 5, 6}, 4), ({5, 6}, 6), ({3, 6}, 3), ({5}, 5)]
)
def test_the_top_of_tokens_is_the_word_that_hangs_on_none_of_them(tokens, top):
    assert Syntax(parsed(ANN_HOPES)).top(frozenset(tokens)) == top


def test_a_quotation_takes_in_its_marks():
    syntax = Syntax(parsed(ANN_HOPES))
    assert [(start, end) for _, start, end in syntax.quotations] == [(5, 8)]
    assert syntax.quoted == [-1, -1, -1, -1, -1, 0, 0, 0, -1]


def test_quotations_are_numbered():
    syntax = Syntax(parsed("“ Yes//INTJ/ROOT ” and//CCONJ/cc “ no//INTJ/conj ”"))
    assert syntax.quoted == [0, 0, 0, -1, 1, 1, 1]


@pytest.mark.parametrize("mark", ['"', "“", "”", "„", "«", "»", "''", "``"])
def test_quotation_marks_are_punctuation_whatever_they_are_tagged(mark):
    assert Syntax(parsed(f"{mark}//NOUN/ROOT")).is_punct(0)


def test_punctuation_and_line_breaks():
    syntax = Syntax(parsed("Yes//INTJ/ROOT , sir//NOUN/npadvmod . ¶"))
    assert [syntax.is_punct(index) for index in range(5)] == [False, True, False, True, True]
    assert [syntax.is_break(index) for index in range(5)] == [False, False, False, False, True]


def test_verbs_and_auxiliaries_are_verbs():
    syntax = Syntax(parsed(ANN_HOPES))
    assert syntax.has_verb([0, 1])
    assert syntax.has_verb([4])
    assert not syntax.has_verb([0, 2, 3])


def test_a_text_without_words_has_empty_lists():
    syntax = Syntax(Doc(blank_vocab()))
    assert len(syntax) == 0
    assert all(getattr(syntax, name) == [] for name in COLUMNS)
    assert syntax.quotations == ()


@given(trees())
def test_every_list_has_a_place_for_each_token(doc):
    syntax = Syntax(doc)
    assert {len(getattr(syntax, name)) for name in COLUMNS} == {len(doc)}


@given(trees())
def test_quotations_lie_in_the_text_and_quoted_tokens_in_them(doc):
    syntax = Syntax(doc)
    assert all(0 <= start < end <= len(doc) for _, start, end in syntax.quotations)
    for index, number in enumerate(syntax.quoted):
        if number >= 0:
            _, start, end = syntax.quotations[number]
            assert start <= index < end


@given(trees())
def test_a_subtree_is_the_stretch_of_its_token_and_its_childrens_subtrees(doc):
    syntax = Syntax(doc)
    for index, children in enumerate(syntax.children):
        assert syntax.left[index] == min([index, *(syntax.left[each] for each in children)])
        assert syntax.right[index] == max([index + 1, *(syntax.right[each] for each in children)])
