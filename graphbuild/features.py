"""What speaks for and against a candidate claim: features of a linear model, none of them a word.

They tell of the parse, the punctuation, the kinds of source and content, the attitude, and how
often the cue attributes.
"""

from collections.abc import Iterator

from graphbuild.cues import Cues, Senses
from graphbuild.grammar.attribution import Attribution, group_of
from graphbuild.lexicons import table, words
from graphbuild.linear import Feature
from graphbuild.syntax import MARKS, Syntax

PRONOUN_KINDS = {
    **dict.fromkeys(("i", "we", "me", "us", "my", "our"), "I"),
    **dict.fromkeys(("you", "your"), "you"),
    **dict.fromkeys(("it", "its", "this", "that", "these", "those", "which", "what"), "it"),
    **dict.fromkeys(("there",), "it"),
    **dict.fromkeys(("he", "she", "they", "who", "his", "her", "their", "him", "them"), "they"),
    **dict.fromkeys(("one", "someone", "anyone", "everyone", "people"), "one"),
    **dict.fromkeys(("nobody", "somebody", "everybody"), "one"),
}
ENTITY_KINDS = {
    "PERSON": "person",
    "ORG": "organization",
    "GPE": "place",
    "NORP": "group",
    "DATE": "time",
    "TIME": "time",
    "CARDINAL": "number",
}
# Kinds of source that are told apart for each group of relations.
NAMED_KINDS = frozenset({"person", "organization", "I", "you", "they", "it"})
# Candidates from which on a count is taken at its word.
MANY = 20
# Words of a title from this length on are capitalised.
MIN_TITLED = 4
# What ends a sentence, or a quotation that goes on with its cue.
ENDS = frozenset({".", "!", "?", ","})
# Marks that may stand between a cue and its content.
BETWEEN = frozenset({".", "!", "?", ",", ":", ";", "-", "–", "—", "("})
# A share of first person pronouns that makes an article a personal one.
PERSONAL = 0.02


class Describer:
    """Describes the candidates of one article.

    Args:
        syntax: The article's parse.
        cues: How likely each cue attributes.
        senses: What may speak.
    """

    def __init__(self, syntax: Syntax, cues: Cues, senses: Senses) -> None:
        self._syntax = syntax
        self._cues = cues
        self._senses = senses
        outside = [index for index, at in enumerate(syntax.quoted) if at < 0]
        first = sum(self._pronoun_kind(index) == "I" for index in outside)
        self._of_article: tuple[Feature, ...] = (
            ("article first person", min(first / max(len(outside), 1) / PERSONAL, 1.0)),
            ("article quoted", 1.0 - len(outside) / max(len(syntax), 1)),
        )

    def features(self, each: Attribution) -> Iterator[Feature]:
        """Yield what speaks for and against *each*: names with values, 1 or log odds or so."""
        group = group_of(each.relation)
        odds, tries = self._cues.of_key(each.lemma, each.relation)
        yield "bias", 1.0
        yield from self._of_lemma(each, group, odds, tries)
        yield from self._of_cue(each, group, odds)
        yield from self._of_source(each, group, odds)
        yield from self._of_content(each, group, odds)
        yield from self._of_article

    # -------------------------------------------------------------- the parts
    def _of_lemma(
        self, each: Attribution, group: str, odds: float, tries: int
    ) -> Iterator[Feature]:
        size = "none" if not tries else "few" if tries < MANY else "many"
        yield f"odds, {size} counted", odds
        yield f"odds, {group}", odds
        if group == "quotation":
            yield "odds as clause", self._cues.of_key(each.lemma, "clause")[0]
        yield "odds of lemma", self._cues.of_lemma(each.lemma)
        yield "odds of alike", self._cues.of_alike(each.lemma)
        yield "odds of relation", self._cues.of_relation(each.relation)
        yield f"{size} counted", 1.0
        attitude = table("attitudes").get(each.lemma)
        if attitude is not None:
            yield f"attitude {attitude}", 1.0
            yield "odds of attitude", self._cues.of_attitude(attitude, each.relation)
            yield (
                f"odds of attitude, {size} counted",
                self._cues.of_attitude(attitude, each.relation),
            )
            yield f"attitude known, {group}", 1.0
        yield f"relation {group}", 1.0

    def _of_cue(self, each: Attribution, group: str, odds: float) -> Iterator[Feature]:
        syntax, head = self._syntax, each.head
        dep, tag = syntax.deps[head], syntax.tags[head]
        yield f"odds, cue {tag}", odds
        yield f"odds, cue {dep}", odds
        yield f"cue {tag}", 1.0
        yield f"cue {tag}, {group}", 1.0
        yield f"cue {dep}", 1.0
        if syntax.quoted[head] >= 0:
            yield "cue quoted", 1.0
        if head == syntax.starts[head]:
            yield "cue first", 1.0
        for index in sorted(each.cue):
            if syntax.tags[index] == "MD":
                yield "cue modal", 1.0
            elif syntax.deps[index] in {"neg", "advmod", "auxpass"}:
                yield f"cue with {syntax.deps[index]}", 1.0
        above = syntax.heads[head]
        if above != head:
            yield f"above {syntax.pos[above]}", 1.0
            yield f"above {_step(self._cues.of_lemma(syntax.lemmas[above]))}, {dep}", 1.0
        if self._asks(head):
            yield "sentence asks", 1.0

    def _asks(self, head: int) -> bool:
        """Whether the sentence ends with a question mark."""
        syntax = self._syntax
        for index in range(syntax.ends[head] - 1, head, -1):
            if syntax.words[index] == "?":
                return True
            if not syntax.is_punct(index):
                break
        return False

    def _of_source(self, each: Attribution, group: str, odds: float) -> Iterator[Feature]:
        syntax = self._syntax
        if not each.source:
            yield "source none", 1.0
            yield f"source none, {group}", 1.0
            yield "odds, source none", odds
            return
        noun = syntax.top(each.source)
        kind = self._kind(noun)
        yield f"source {kind}", 1.0
        yield f"source {kind}, {group}", 1.0
        yield f"odds, source {kind}", odds
        if kind in NAMED_KINDS:
            yield f"odds, {group}, source {kind}", odds
        if max(each.source) < min(each.cue):
            yield "source before", 1.0
        yield f"source size {_size(len(each.source), 5)}", 1.0
        if syntax.quoted[noun] >= 0:
            yield "source quoted", 1.0
        if syntax.pos[noun] in {"NOUN", "PROPN"} and not syntax.ents[noun]:
            for sense, likeness in self._senses.of(syntax.lemmas[noun]):
                yield f"source like {sense}", likeness

    def _of_content(self, each: Attribution, group: str, odds: float) -> Iterator[Feature]:
        syntax = self._syntax
        inside = sorted(index for index in each.content if not syntax.is_punct(index))
        first, top = inside[0], syntax.top(each.content)
        share = sum(syntax.quoted[index] >= 0 for index in inside) / len(inside)
        quoted = "whole" if share > 0.9 else "part" if share else "not"
        yield f"content quoted {quoted}", 1.0
        yield f"content quoted {quoted}, {group}", 1.0
        if share:
            yield "odds, content quoted", odds
        if share > 0.9 and self._is_title(inside):
            is_sentence = inside[-1] + 1 in each.content and syntax.words[inside[-1] + 1] in ENDS
            yield f"content titled, {'ends' if is_sentence else 'open'}", 1.0
            yield f"content titled, {'ends' if is_sentence else 'open'}, {group}", 1.0
        size = _size(len(inside), 6)
        yield f"content size {size}", 1.0
        yield f"content size {size}, {group}", 1.0
        yield from self._of_place(each, group, inside)
        if syntax.deps[first] == "mark" or syntax.words[first] == "that":
            yield f"content marked, {group}", 1.0
            yield "odds, content marked", odds
        yield f"content begins {syntax.tags[first]}, {group}", 1.0
        yield from self._of_top(top, group, odds)

    def _is_title(self, inside: list[int]) -> bool:
        """Whether the words are set like a title: capitals, but for small words."""
        words_ = [self._syntax.doc[index].text for index in inside]
        return all(word[:1].isupper() or len(word) < MIN_TITLED for word in words_)

    def _of_place(self, each: Attribution, group: str, inside: list[int]) -> Iterator[Feature]:
        """Yield where the content, whose words are *inside*, stands beside its cue."""
        syntax, first = self._syntax, inside[0]
        place = "before" if first < each.head else "behind"
        yield f"content {place}, {group}", 1.0
        if first < each.head < inside[-1]:
            yield "content around", 1.0
        if place == "behind":
            gap = sum(not syntax.is_punct(index) for index in range(max(each.cue) + 1, first))
            yield f"content gap {min(gap, 3)}", 1.0
            yield f"content behind {self._mark_before(first)}", 1.0
            yield f"content behind {self._mark_before(first)}, {group}", 1.0
        else:
            yield from self._of_cue_behind(each, group, inside)

    def _of_cue_behind(self, each: Attribution, group: str, inside: list[int]) -> Iterator[Feature]:
        """Yield how the cue follows the content: "It is safe, officials said."."""
        syntax = self._syntax
        last = max((index for index in inside if index < each.head), default=each.head)
        yield f"cue behind {self._mark_before(last + 2)}, {group}", 1.0
        end = max(each.cue | {index for index in each.source if index > each.head}) + 1
        while end < syntax.ends[each.head] and syntax.is_punct(end):
            end += 1
        if end >= syntax.ends[each.head]:
            yield f"cue last, {group}", 1.0
        behind = (index for index in syntax.children[each.head] if index > each.head)
        if any(syntax.deps[index] in {"ccomp", "xcomp", "dobj"} for index in behind):
            yield f"complement behind too, {group}", 1.0

    def _mark_before(self, first: int) -> str:
        """Return the punctuation mark before the token, quotation marks and spaces passed over."""
        syntax = self._syntax
        index = first - 1
        while index > 0 and (syntax.words[index] in MARKS or syntax.pos[index] == "SPACE"):
            index -= 1
        return syntax.words[index] if syntax.words[index] in BETWEEN else "word"

    def _of_top(self, top: int, group: str, odds: float) -> Iterator[Feature]:
        """Yield what the head of the content is."""
        syntax = self._syntax
        yield f"content {syntax.pos[top]}, {group}", 1.0
        yield f"odds, content {syntax.pos[top]}", odds
        yield f"content {self._kind(top)}, {group}", 1.0
        if syntax.pos[top] in {"VERB", "AUX"}:
            yield f"content {syntax.tags[top]}", 1.0
            if syntax.child(top, "nsubj", "nsubjpass", "expl") is not None:
                yield f"content with subject, {group}", 1.0
            return
        yield f"content {_step(self._cues.of_lemma(syntax.lemmas[top]))}", 1.0
        if syntax.pos[top] in {"NOUN", "PROPN"}:
            for sense, likeness in self._senses.of(syntax.lemmas[top]):
                yield f"content like {sense}, {group}", likeness

    def _pronoun_kind(self, index: int) -> str | None:
        """Return what a pronoun stands for; "US" and "WHO" are none."""
        is_name = self._syntax.pos[index] == "PROPN"
        return None if is_name else PRONOUN_KINDS.get(self._syntax.words[index])

    def _kind(self, noun: int) -> str:
        syntax = self._syntax
        kind = self._pronoun_kind(noun) or ENTITY_KINDS.get(syntax.ents[noun])
        if kind is not None:
            return kind
        if syntax.lemmas[noun] in words("titles"):
            return "office"
        if syntax.lemmas[noun] in words("organization_heads"):
            return "body"
        return f"other {syntax.tags[noun]}"


def _size(number: int, most: int) -> int:
    """Return the order of magnitude of *number* in base 2, *most* at the most."""
    return min(number.bit_length(), most)


def _step(odds: float) -> str:
    return f"odds {min(max(round(odds), -4), 3)}"
