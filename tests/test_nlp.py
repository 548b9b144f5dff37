"""Loading the spaCy pipeline, and parsing articles with it."""

import pytest
import spacy
from spacy.tokens import Doc

from graphbuild.errors import PipelineError
from graphbuild.model import Article
from graphbuild.nlp import REQUIRED, head_of, load_nlp, paragraph_boundaries, parse

VOCAB = spacy.blank("en").vocab


def test_a_pipeline_that_is_not_installed():
    with pytest.raises(PipelineError, match=r"no spaCy pipeline 'en_none' is installed\. Install"):
        load_nlp("en_none")


def test_a_pipeline_that_lacks_components(tmp_path):
    spacy.blank("en").to_disk(tmp_path)
    with pytest.raises(PipelineError, match="has no tagger, parser, lemmatizer, ner"):
        load_nlp(str(tmp_path))


@pytest.mark.parametrize(
    ("space", "begins"), [("\n\n", True), ("\n \n", True), ("\n", None), (" ", None)]
)
def test_a_blank_line_ends_a_sentence(space, begins):
    doc = Doc(VOCAB, words=["Heading", space, "Text"], spaces=[False, False, False])
    assert paragraph_boundaries(doc)[2].is_sent_start == begins


def test_blank_lines_at_the_end_and_empty_texts_are_fine():
    assert len(paragraph_boundaries(Doc(VOCAB, words=["End", "\n\n"]))) == 2
    assert len(paragraph_boundaries(Doc(VOCAB))) == 0


def test_head_of_touches_whole_tokens():
    doc = Doc(
        VOCAB,
        words=["President", "Peter", "Novak", "spoke"],
        heads=[2, 2, 3, 3],
        deps=["compound", "compound", "nsubj", "ROOT"],
    )
    assert head_of(doc, (0, 21)).text == "Novak"
    assert head_of(doc, (11, 13)).text == "Peter"


def test_head_of_nothing():
    with pytest.raises(ValueError, match=r"no token of the text lies within \(0, 3\)"):
        head_of(Doc(VOCAB), (0, 3))


@pytest.mark.model
def test_the_default_pipeline_has_what_is_needed(nlp):
    assert set(REQUIRED) <= set(nlp.pipe_names)


@pytest.mark.model
def test_articles_keep_their_order_and_their_text(nlp):
    texts = ["", "One.", "  Two\r\n\r\n\tlines 📍 ", "e\u0301\u200b\u202e", "One."] * 5
    articles = [Article(id=str(number), text=text) for number, text in enumerate(texts)]
    parsed = list(parse(articles, nlp))
    assert [article.id for article, _ in parsed] == [article.id for article in articles]
    assert [doc.text for _, doc in parsed] == texts


@pytest.mark.model
def test_a_heading_is_a_sentence_of_its_own(nlp):
    doc = nlp("A visit to the dam\n\nThe mayor came.")
    assert [sent.text.strip() for sent in doc.sents] == ["A visit to the dam", "The mayor came."]
