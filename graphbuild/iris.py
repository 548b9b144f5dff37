"""Ids to IRIs: the only place where an IRI is made."""

from dataclasses import dataclass
from urllib.parse import quote

from graphbuild.model import Span

DEFAULT_BASE = "https://graphbuild.example/"
ONTOLOGY = "https://graphbuild.example/ontology#"


@dataclass(frozen=True, slots=True)
class Iris:
    """The IRIs of one graph's articles, mentions, claims and entities.

    Attributes:
        base: Absolute IRI that all others begin with; ends in "/" or "#".
    """

    base: str = DEFAULT_BASE

    @property
    def entities_graph(self) -> str:
        """Named graph of the entities and their links."""
        return f"{self.base}graph/entities"

    def article(self, article: str) -> str:
        """IRI of an article, and of its named graph."""
        return f"{self.base}article/{quote(article, safe='')}"

    def mention(self, article: str, span: Span) -> str:
        return f"{self.article(article)}#m-{span[0]}-{span[1]}"

    def span(self, article: str, span: Span) -> str:
        """IRI of a stretch of text that is no mention: a source, cue, content or evidence."""
        return f"{self.article(article)}#char={span[0]},{span[1]}"

    def claim(self, article: str, claim: str) -> str:
        return f"{self.article(article)}#{claim}"

    def relation(self, article: str, number: int) -> str:
        return f"{self.article(article)}#relation-{number}"

    def merge(self, article: str, local: str) -> str:
        return f"{self.article(article)}#merge-{quote(local, safe='')}"

    def entity(self, entity: str) -> str:
        return f"{self.base}entity/{quote(entity, safe='')}"
