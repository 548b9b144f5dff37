"""A person's decisions with redacted names masked, as they are masked in the articles."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from graphbuild.decisions import (
    ClaimAnchor,
    ClaimRight,
    ClaimWrong,
    Decision,
    Decisions,
    Different,
    EntityAnchor,
    NameAnchor,
    OfType,
    Same,
    Speaker,
)
from graphbuild.masks import is_masked
from graphbuild.model import Article
from graphbuild.redaction import Redactor

Place = NameAnchor | ClaimAnchor
A = TypeVar("A", NameAnchor, ClaimAnchor)


def mask_decisions(decisions: Decisions, articles: Iterable[Article]) -> Decisions:
    """Return *decisions* as their redactions leave them.

    What is decided on the redacted itself, or on an article that is left out, is dropped, and so
    are paths with a redacted name.

    Args:
        decisions: Those that stand beside the articles.
        articles: As they were before the redactions.
    """
    if not decisions.redactions:
        return decisions
    redactor = Redactor(decisions.redactions)
    masks = _Masks(redactor, articles)
    entries = map(masks.decision, decisions.entries)
    return replace(
        decisions,
        entries=tuple(each for each in entries if each is not None),
        inputs=tuple(each for each in decisions.inputs if not redactor.is_telling(str(each))),
        files=tuple(each for each in decisions.files if not redactor.is_telling(str(each))),
    )


class _Masks:
    """Masks names by what is masked in the article that a decision is on."""

    def __init__(self, redactor: Redactor, articles: Iterable[Article]) -> None:
        self._redactor = redactor
        self._by_id: dict[str, tuple[Article, Article | None]] = {}
        self._by_title: dict[str | None, tuple[Article, Article | None]] = {}
        for article in articles:
            pair = article, redactor.article(article)
            self._by_id[article.id] = self._by_title[article.title] = pair

    def decision(self, decision: Decision) -> Decision | None:
        """Return *decision* with names masked, None if it is on the redacted."""
        match decision:
            case Same() | Different():
                one, other = self._entity(decision.one), self._entity(decision.other)
                return replace(decision, one=one, other=other) if one and other else None
            case OfType():
                entity = self._entity(decision.entity)
                return replace(decision, entity=entity) if entity else None
            case ClaimRight() | ClaimWrong():
                claim = self._claim(decision.claim)
                return replace(decision, claim=claim) if claim else None
            case Speaker():
                return self._speaker(decision)
        return decision

    def _entity(self, anchor: EntityAnchor) -> EntityAnchor | None:
        if isinstance(anchor, str):
            return None if self._redactor.has_id(anchor) else anchor
        masked = self._placed(anchor, anchor)
        if masked is None:
            return None
        name = self._text(anchor.name, anchor)
        return None if is_masked(name) else replace(masked, name=name)

    def _claim(self, anchor: ClaimAnchor) -> ClaimAnchor | None:
        masked = self._placed(anchor, anchor)
        cue = anchor.cue and self._text(anchor.cue, anchor)
        return masked and replace(masked, content=self._text(anchor.content, anchor), cue=cue)

    def _speaker(self, decision: Speaker) -> Speaker | None:
        claim, speaker = self._claim(decision.claim), decision.speaker
        if claim is None or (speaker and is_masked(self._text(speaker.name, decision.claim))):
            return None
        masked = speaker and self._placed(speaker, decision.claim)
        return replace(decision, claim=claim, speaker=masked)

    def _placed(self, anchor: A, of: Place) -> A | None:
        """Return *anchor* in the article as it is shown, None if that is left out."""
        found = self._found(of)
        if found is None:
            title = anchor.title and self._redactor.text(anchor.title)
            return replace(anchor, title=title)
        _, shown = found
        if shown is None:
            return None
        article, title = anchor.article and shown.id, anchor.title and shown.title
        return replace(anchor, article=article, title=title)

    def _text(self, text: str, of: Place) -> str:
        """Return *text* masked as its article is, surnames too if that names the redacted."""
        found = self._found(of)
        return self._redactor.text(text, with_parts=found is not None and found[0] != found[1])

    def _found(self, of: Place) -> tuple[Article, Article | None] | None:
        if of.article in self._by_id:
            return self._by_id[of.article]
        return self._by_title.get(of.title) if of.title else None
