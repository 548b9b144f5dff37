"""Who a claim's source is: the entity behind a noun phrase."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from spacy.tokens import Doc, Token

from graphbuild.model import EntityType, Mention, MentionKind, Span, Spans
from graphbuild.nlp import head_of

SPOKESPEOPLE = frozenset({"spokesman", "spokeswoman", "spokesperson", "representative"})
# What speaks for whoever made it.
DOCUMENTS = frozenset(
    {"report", "statement", "memo", "letter", "study", "survey", "poll", "article", "analysis"}
    | {"announcement", "estimate", "figure", "message", "tweet", "editorial", "release"}
)
# What speaks for the state it is of.
GOVERNMENTS = frozenset({"government", "administration", "regime", "leadership", "cabinet"})
RELATIVES = frozenset({"who", "which", "that"})


class MentionIndex:
    """An article's mentions, by where they stand.

    Args:
        mentions: In the order of the text.
    """

    def __init__(self, mentions: Sequence[Mention]) -> None:
        self._mentions = mentions
        self._starts = [mention.start for mention in mentions]
        self._longest = max((mention.end - mention.start for mention in mentions), default=0)

    def touching(self, span: Span) -> list[Mention]:
        """Return the mentions that share a character with *span*, in the order of the text."""
        first = bisect_left(self._starts, span[0] - self._longest)
        last = bisect_left(self._starts, span[1])
        return [mention for mention in self._mentions[first:last] if span[0] < mention.end]

    def within(self, spans: Spans) -> Iterator[Mention]:
        """Yield the mentions that lie in one of *spans*, span by span."""
        for start, end in spans:
            for mention in self.touching((start, end)):
                if start <= mention.start and mention.end <= end:
                    yield mention


def find_speaker(doc: Doc, source: Spans, mentions: MentionIndex) -> str | None:
    """Return the id of the entity that *source* stands for, None where it names none.

    The head of the phrase decides: "Trump's lawyer" isn't Trump, "President Trump" is. An
    unnamed spokesperson speaks for the body that the phrase names, a document for who made it.
    Two who speak together are no one entity.
    """
    if not source:
        return None
    head = _antecedent(head_of(doc, source[0]))
    at_head = sorted(mentions.touching((head.idx, head.idx + 1)), key=_looseness)
    inside = mentions.touching(source[0])
    found = (
        [each for each in at_head if _is_persons_name(each)]
        or [each for each in inside if _is_apposed(doc, each, head)]
        or [each for each in inside if _is_titled(doc, each)]
        or at_head
        or [each for each in inside if _is_body_of(doc, each, head)]
        or [each for each in inside if _is_author(doc, each, head)]
        or [each for each in inside if _is_spoken_for(each, head)]
    )
    if not found or (found[0] in at_head and _is_joined(head, source[0])):
        return None
    return found[0].entity


def _looseness(mention: Mention) -> tuple[bool, int]:
    """Return by what a mention stands for its head: names first, then what is shortest."""
    return mention.kind is not MentionKind.NAME, mention.end - mention.start


def _is_spoken_for(mention: Mention, head: Token) -> bool:
    """Whether *head* is an unnamed spokesperson, and the mention a body or place."""
    return head.lemma_.lower() in SPOKESPEOPLE and mention.type is not EntityType.PERSON


def _is_body_of(doc: Doc, mention: Mention, head: Token) -> bool:
    """Whether a body's name is put beside *head*, or a state's before its government.

    "One news site, Znak.com, claims"; "the United States government says"
    """
    if mention.kind is not MentionKind.NAME or mention.type is EntityType.PERSON:
        return False
    root = head_of(doc, (mention.start, mention.end))
    if root.head != head:
        return False
    is_state = mention.type is EntityType.LOCATION and root.dep_ in {"compound", "poss", "nmod"}
    is_apposed = mention.type is EntityType.ORGANIZATION and root.dep_ == "appos"
    return is_apposed or (is_state and head.lemma_.lower() in GOVERNMENTS)


def _is_author(doc: Doc, mention: Mention, head: Token) -> bool:
    """Whether *head* is a document, made by whom the mention names: "a report by NATO"."""
    if head.lemma_.lower() not in DOCUMENTS:
        return False
    root = head_of(doc, (mention.start, mention.end))
    if root.dep_ == "pobj" and root.head.lower_ in {"by", "from"}:
        return root.head.head == head
    return root.head == head and root.dep_ in {"poss", "compound", "nmod"}


def _antecedent(token: Token) -> Token:
    """Return the noun that a relative pronoun stands for, else the token itself."""
    if token.lower_ in RELATIVES:
        for ancestor in token.ancestors:
            if ancestor.dep_ == "relcl":
                return ancestor.head
    return token


def _is_persons_name(mention: Mention) -> bool:
    return mention.type is EntityType.PERSON and mention.kind is MentionKind.NAME


def _is_apposed(doc: Doc, mention: Mention, head: Token) -> bool:
    """Whether a person's name stands in apposition to *head*: "the minister, Sergei Shoigu"."""
    if not _is_persons_name(mention):
        return False
    root = head_of(doc, (mention.start, mention.end))
    return root.head == head and root.dep_ in {"appos", "compound", "nmod", "nsubj"}


def _is_titled(doc: Doc, mention: Mention) -> bool:
    """Whether a person's name follows a noun directly: "envoy to the United Nations Ann Lee".

    The parse hangs such a name on whatever is nearest.
    """
    name = doc.char_span(mention.start, mention.end, alignment_mode="expand")
    if not _is_persons_name(mention) or name is None or name.start == 0:
        return False
    is_owner = doc[name.end : name.end + 1].text.startswith(("'", "’"))
    return doc[name.start - 1].pos_ in {"NOUN", "PROPN"} and not is_owner


def _is_joined(head: Token, source: Span) -> bool:
    """Whether the source names several: "Washington and Moscow"."""
    return any(
        child.dep_ == "conj" and child.pos_ not in {"VERB", "AUX"} and child.idx < source[1]
        for child in head.rights
    )
