"""Which entity or claim a decision means, by the words of its article.

A text that was corrected, or another version of graphbuild, finds other entities and claims than
there were when a person decided on them; their words mostly still fit.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from graphbuild.decisions import ClaimAnchor, NameAnchor, shown_anchor
from graphbuild.errors import AnchorError
from graphbuild.ids import wikidata_id
from graphbuild.judgements import Local
from graphbuild.model import Article, Claim, Extraction, Mention, MentionKind, Spans

_WORD = re.compile(r"\w+")
# Contents with so much of their words in common, in order, are one content that was corrected.
LIKE = 0.65
# So many words are enough to tell a content from others, though it go on.
TELLING = 4


class Anchors:
    """The extractions that anchors are found in.

    Args:
        extractions: Entity ids local to their article.
    """

    def __init__(self, extractions: Iterable[Extraction]) -> None:
        self.by_id: Mapping[str, Extraction] = {each.article.id: each for each in extractions}
        self._names: set[str] | None = None
        self._by_title: dict[str, list[Extraction]] = defaultdict(list)
        for each in self.by_id.values():
            if each.article.title:
                self._by_title[folded(each.article.title)].append(each)

    def has_name(self, name: str) -> bool:
        """Whether an entity of any article is called so."""
        if self._names is None:
            entities = (entity for each in self.by_id.values() for entity in each.entities)
            self._names = {folded(each.name) for each in entities}
        return folded(name) in self._names

    def find_article(self, anchor: NameAnchor | ClaimAnchor) -> Extraction:
        """Return the article that *anchor* names by its id, or else by its title.

        Raises:
            AnchorError: There is none, or several have the title.
        """
        if anchor.article is not None and anchor.article in self.by_id:
            return self.by_id[anchor.article]
        titled = self._by_title.get(folded(anchor.title or ""), [])
        if len(titled) == 1:
            return titled[0]
        if titled:
            named = ", ".join(sorted(f"'{each.article.id}'" for each in titled))
            raise AnchorError(f"several articles have the title '{anchor.title}': {named}")
        shown = anchor.article if anchor.article is not None else anchor.title
        raise AnchorError(f"there is no article '{shown}'")

    def shown(self, node: Local | str) -> str:
        """Return an entity, or a Wikidata id, as messages show it."""
        if isinstance(node, str):
            return node
        entities = self.by_id[node[0]].entities
        name = next(each.name for each in entities if each.id == node[1])
        return f"'{name}' of article '{node[0]}'"

    def find_entity(self, anchor: NameAnchor) -> Local:
        """Return the only entity that the words of *anchor* name, or that next to its offset.

        Raises:
            AnchorError: No mention in the article has these words, or those of several entities.
        """
        extraction = self.find_article(anchor)
        mentions = _mentions(extraction, anchor.name)
        if not mentions:
            raise AnchorError(f"no mention is {shown_anchor(anchor)}")
        if (at := anchor.at) is not None:
            mentions = [min(mentions, key=lambda each: (abs(each.start - at), each.start))]
        if len({each.entity for each in mentions}) > 1:
            places = ", ".join(f"'at: {each.start}' ({each.type})" for each in mentions)
            raise AnchorError(f"{shown_anchor(anchor)} names several entities: add one of {places}")
        return extraction.article.id, mentions[0].entity

    def find_claim(self, anchor: ClaimAnchor) -> tuple[str, str]:
        """Return the ids of the article and of the claim whose content is that of *anchor*.

        Raises:
            AnchorError: No claim of the article has such content and cue, or several have.
        """
        extraction = self.find_article(anchor)
        claims = _claims(extraction, anchor)
        if not claims:
            raise AnchorError(f"no claim of article '{extraction.article.id}' has such words")
        if (at := anchor.at) is not None:
            claims = [min(claims, key=lambda each: (abs(_start(each) - at), each.id))]
        if len(claims) > 1:
            places = ", ".join(f"'at: {_start(each)}'" for each in claims)
            raise AnchorError(f"several claims have these words: add one of {places}")
        return extraction.article.id, claims[0].id


def linked_entities(extractions: Iterable[Extraction]) -> Mapping[str, list[Local]]:
    """Return the entities that are surely linked to Wikidata, by its ids."""
    found: dict[str, list[Local]] = defaultdict(list)
    for each in extractions:
        for entity in each.entities:
            for iri in entity.same_as:
                if known := wikidata_id(iri):
                    found[known].append((each.article.id, entity.id))
    return found


# ------------------------------------------------------------------ anchors of what is found
def entity_anchor(extraction: Extraction, entity: str) -> NameAnchor:
    """Return an anchor that finds this entity of the article, by its offset only where needed."""
    article = extraction.article
    mention = _telling_mention(extraction, entity)
    words = _on_one_line(article.text[mention.start : mention.end])
    named = {each.entity for each in _mentions(extraction, words)}
    return NameAnchor(
        article=article.id,
        title=_title(article),
        name=words,
        at=mention.start if len(named) > 1 else None,
    )


def claim_anchor(extraction: Extraction, claim: Claim) -> ClaimAnchor:
    """Return an anchor that finds this claim of the article, by its offset only where needed."""
    text = extraction.article.text
    anchor = ClaimAnchor(
        article=extraction.article.id,
        title=_title(extraction.article),
        content=_shown(text, claim.content),
        cue=_shown(text, claim.cue),
    )
    is_one = _claims(extraction, anchor) == [claim]
    return anchor if is_one else replace(anchor, at=_start(claim))


def _telling_mention(extraction: Extraction, entity: str) -> Mention:
    """Return the first mention by the entity's name, else by a name, else by anything."""
    text = extraction.article.text
    name = next(folded(each.name) for each in extraction.entities if each.id == entity)
    mentions = [each for each in extraction.mentions if each.entity == entity]

    def rank(mention: Mention) -> tuple[bool, bool, int]:
        is_full = folded(text[mention.start : mention.end]) == name
        return not is_full, mention.kind is not MentionKind.NAME, mention.start

    return min(mentions, key=rank)


def _title(article: Article) -> str | None:
    return _on_one_line(article.title or "") or None


# ------------------------------------------------------------------ words
def _mentions(extraction: Extraction, words: str) -> list[Mention]:
    """Return the mentions with these words; names, if there are any."""
    text, wanted = extraction.article.text, folded(words)
    found = [each for each in extraction.mentions if folded(text[each.start : each.end]) == wanted]
    return [each for each in found if each.kind is MentionKind.NAME] or found


def _claims(extraction: Extraction, anchor: ClaimAnchor) -> list[Claim]:
    """Return the claims that are most like *anchor*: several only where they are equally so."""
    text = extraction.article.text
    content, cue = _split(anchor.content), _split(anchor.cue or "")
    ranks: dict[tuple[float, bool], list[Claim]] = defaultdict(list)
    for claim in extraction.claims:
        own = _words(text, claim.cue)
        if anchor.cue is None or own == cue or not set(own).isdisjoint(cue):
            likeness = _likeness(content, _words(text, claim.content))
            ranks[likeness, own == cue].append(claim)
    best = max(ranks, default=(0.0, False))
    return ranks[best] if best[0] >= LIKE else []


def _likeness(ours: Sequence[str], theirs: Sequence[str]) -> float:
    """Return how alike the words are, 0 to 1; 1 only if they are the same."""
    if ours == theirs:
        return 1.0
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    if matcher.real_quick_ratio() < LIKE and len(ours) < TELLING:
        return 0.0
    is_part = len(ours) >= TELLING and matcher.find_longest_match().size == len(ours)
    return max(LIKE, matcher.ratio()) if is_part else matcher.ratio()


def _split(words: str) -> Sequence[str]:
    return tuple(_WORD.findall(words.casefold()))


def _words(text: str, spans: Spans) -> Sequence[str]:
    return tuple(word for start, end in spans for word in _split(text[start:end]))


def _shown(text: str, spans: Spans) -> str:
    return " … ".join(_on_one_line(text[start:end]) for start, end in spans)


def _start(claim: Claim) -> int:
    return claim.cue[0][0]


def folded(words: str) -> str:
    """Return *words* without what letter case and line breaks change in them."""
    return _on_one_line(words.casefold())


def _on_one_line(words: str) -> str:
    return " ".join(words.split())
