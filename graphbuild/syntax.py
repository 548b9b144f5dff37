"""A parsed text as plain lists: what the grammar of claims reads, at a fraction of the cost."""

from collections.abc import Iterable

from spacy.attrs import DEP, ENT_TYPE, HEAD, LEMMA, LOWER, POS, TAG
from spacy.tokens import Doc

from graphbuild.quotations import Quotation, find_quotations

Tokens = frozenset[int]
NOTHING: Tokens = frozenset()
# What the pipeline's lemmatizer gets wrong, of the verbs that matter here.
MISLEMMATIZED = {"hop": "hope", "rat": "rate", "wag": "wage"}
MARKS = frozenset({'"', "“", "”", "„", "‟", "«", "»", "''", "``"})


class Syntax:
    """The parse of *doc*, by token index.

    The subtree of a token is the stretch from its left to its right edge; parses that cross
    themselves are rare, and the stretch is what a reader would mark there too.

    Attributes:
        words, lemmas: In lower case.
        tags, pos, deps, ents: Fine and coarse part of speech, dependency, type of named entity.
        heads: Index of the head, the token's own at a root.
        children: Indexes of the dependents, in order.
        left, right: First token of the subtree, and the one behind its last.
        starts, ends: First token of the sentence, and the one behind its last.
        quotations: With the stretch of tokens, marks included, that each takes up.
        quoted: Index of the quotation that a token is in, -1 outside.
    """

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        columns = doc.to_array([LOWER, LEMMA, TAG, POS, DEP, ENT_TYPE, HEAD]).T
        strings = doc.vocab.strings
        self.words, lemmas, self.tags, self.pos, self.deps, self.ents = (
            _texts(column.tolist(), strings) for column in columns[:6]
        )
        self.lemmas = [MISLEMMATIZED.get(each.lower(), each.lower()) for each in lemmas]
        offsets = columns[6].astype("int64").tolist()
        self.heads: list[int] = [index + offset for index, offset in enumerate(offsets)]
        self.children: list[list[int]] = [[] for _ in self.heads]
        for index, head in enumerate(self.heads):
            if head != index:
                self.children[head].append(index)
        self.left, self.right = _edges(self.heads)
        self.starts, self.ends = [0] * len(doc), [0] * len(doc)
        for sent in doc.sents:
            for index in range(sent.start, sent.end):
                self.starts[index], self.ends[index] = sent.start, sent.end
        self.quotations = _quotations(doc)
        self.quoted = [-1] * len(doc)
        for number, (_, start, end) in enumerate(self.quotations):
            self.quoted[start:end] = [number] * (end - start)

    def __len__(self) -> int:
        return len(self.heads)

    def subtree(self, index: int) -> Tokens:
        """Return the indexes of the token and of all that depends on it."""
        return frozenset(range(self.left[index], self.right[index]))

    def child(self, index: int, *deps: str) -> int | None:
        """Return the first dependent of one of the kinds *deps*."""
        return next((each for each in self.children[index] if self.deps[each] in deps), None)

    def top(self, tokens: Tokens) -> int:
        """Return the first word of *tokens* whose head is not among them."""
        for index in sorted(tokens):
            head = self.heads[index]
            if (head not in tokens or head == index) and not self.is_punct(index):
                return index
        return min(tokens)

    def is_punct(self, index: int) -> bool:
        """Whether the token is a punctuation mark or white space."""
        return self.pos[index] in {"PUNCT", "SPACE"} or self.words[index] in MARKS

    def is_break(self, index: int) -> bool:
        """Whether the token ends a line."""
        return self.pos[index] == "SPACE" and "\n" in self.words[index]

    def has_verb(self, indexes: Iterable[int]) -> bool:
        """Whether one of the tokens is a verb or an auxiliary."""
        return any(self.pos[index] in {"VERB", "AUX"} for index in indexes)


def _edges(heads: list[int]) -> tuple[list[int], list[int]]:
    """Return the first token of each subtree, and the one behind its last."""
    left, right = list(range(len(heads))), list(range(1, len(heads) + 1))
    for index in range(len(heads)):
        head = heads[index]
        while left[head] > index:  # what is above an ancestor that reaches as far does too
            left[head] = index
            head = heads[head]
    for index in reversed(range(len(heads))):
        head = heads[index]
        while right[head] <= index:
            right[head] = index + 1
            head = heads[head]
    return left, right


def _texts(keys: list[int], strings: object) -> list[str]:
    found: dict[int, str] = {0: ""}
    for key in set(keys) - {0}:
        found[key] = strings[key]  # type: ignore[index]
    return [found[key] for key in keys]


def _quotations(doc: Doc) -> tuple[tuple[Quotation, int, int], ...]:
    found = []
    for quotation in find_quotations(doc.text):
        span = doc.char_span(quotation.start, quotation.end, alignment_mode="expand")
        if span is not None and len(span):
            found.append((quotation, span.start, span.end))
    return tuple(found)
