"""Ids to IRIs: the only place that knows how an IRI goes on after its graph's base."""

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

from graphbuild.errors import OutputError
from graphbuild.judgements import ClaimLink, Local
from graphbuild.model import Span

DEFAULT_BASE = "https://graphbuild.example/"
ONTOLOGY = "https://graphbuild.example/ontology#"

_ENTITIES_GRAPH = "graph/entities"
_JUDGEMENTS_GRAPH = "graph/judgements"
_PUSHED_GRAPH = "graph/pushed"

_PATH_CHARACTER = r"(?:[!$&-;=?@A-Z_a-z~\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef]|%[0-9A-Fa-f]{2})"
_HOST = r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?"
_WEB = re.compile(rf"https?://{_HOST}(?:[/?]{_PATH_CHARACTER}*)?(?:#{_PATH_CHARACTER}*)?")


@dataclass(frozen=True, slots=True)
class Iris:
    """The IRIs of one graph's articles, mentions, claims and entities.

    Attributes:
        base: Absolute web address that all others begin with; ends in "/".

    Raises:
        OutputError: *base* is something else.
    """

    base: str = DEFAULT_BASE

    def __post_init__(self) -> None:
        if not (_WEB.fullmatch(self.base) and self.base.endswith("/") and "#" not in self.base):
            raise OutputError(
                f"base {self.base!r} can't begin an IRI. Give one like {DEFAULT_BASE}"
            )

    @property
    def entities_graph(self) -> str:
        """Named graph of the entities and their links."""
        return f"{self.base}{_ENTITIES_GRAPH}"

    @property
    def judgements_graph(self) -> str:
        """Named graph of what is judged across articles: reprints, doubts, clusters and links."""
        return f"{self.base}{_JUDGEMENTS_GRAPH}"

    @property
    def pushed_graph(self) -> str:
        """Named graph, on a server only, of which graphs were pushed there whole."""
        return f"{self.base}{_PUSHED_GRAPH}"

    @property
    def prefixes(self) -> dict[str, str]:
        """Prefix to namespace of the articles and of the entities."""
        return {"entity": self.entity(""), "article": self.article("")}

    def article(self, article: str) -> str:
        """IRI of an article, and of its named graph."""
        return f"{self.base}article/{_escaped(article)}"

    def mention(self, article: str, span: Span) -> str:
        return f"{self.article(article)}#m-{span[0]}-{span[1]}"

    def span(self, article: str, span: Span) -> str:
        """IRI of a stretch of text that is no mention: a source, cue, content or evidence."""
        return f"{self.article(article)}#char={span[0]},{span[1]}"

    def claim(self, article: str, claim: str) -> str:
        return f"{self.article(article)}#{_escaped(claim)}"

    def quantity(self, article: str, claim: str, number: int) -> str:
        return f"{self.claim(article, claim)}-quantity-{number}"

    def date(self, article: str, claim: str, number: int) -> str:
        return f"{self.claim(article, claim)}-date-{number}"

    def said(self, article: str, claim: str) -> str:
        """IRI of when the source said a claim."""
        return f"{self.claim(article, claim)}-said"

    def relation(self, article: str, number: int) -> str:
        return f"{self.article(article)}#relation-{number}"

    def merge(self, article: str, local: str) -> str:
        return f"{self.article(article)}#merge-{_escaped(local)}"

    def role(self, article: str, entity: str, span: Span) -> str:
        return f"{self.article(article)}#role-{span[0]}-{span[1]}-{_escaped(entity)}"

    def entity(self, entity: str) -> str:
        return f"{self.base}entity/{_escaped(entity)}"

    def link(self, entity: str, number: int) -> str:
        return f"{self.entity(entity)}#link-{number}"

    def background(self, entity: str) -> str:
        """IRI of what a knowledge base states about an entity."""
        return f"{self.entity(entity)}#background"

    def position(self, entity: str, number: int) -> str:
        return f"{self.entity(entity)}#position-{number}"

    def reprint(self, article: str) -> str:
        """IRI of the judgement that an article prints what others do."""
        return f"{self.base}reprint/{_escaped(article)}"

    def doubt(self, one: Local, other: Local) -> str:
        """IRI of the doubt whether two articles' entities are one."""
        return f"{self.base}doubt/{'/'.join(map(_escaped, (*one, *other)))}"

    def claim_cluster(self, cluster: str) -> str:
        return f"{self.base}claim-cluster/{_escaped(cluster)}"

    def appearance(self, cluster: str, claim: str) -> str:
        """IRI of the judgement that a claim is what a cluster says."""
        return f"{self.claim_cluster(cluster)}#{_escaped(claim)}"

    def claim_link(self, link: ClaimLink) -> str:
        parts = (link.kind, link.one, link.other, link.rule)
        return f"{self.base}claim-link/{'/'.join(map(_escaped, parts))}"

    def external(self, iri: str) -> str:
        """Return *iri* if it is a well-formed web address, else one of ours that holds it."""
        return iri if _WEB.fullmatch(iri) else f"{self.base}external/{_escaped(iri)}"


def base_of(entities_graph: str) -> str:
    """Return the base of the IRIs among which *entities_graph* is the entities' graph."""
    return entities_graph.removesuffix(_ENTITIES_GRAPH)


@lru_cache(maxsize=10_000)  # an article's id begins the IRIs of all that is found in it
def _escaped(text: str) -> str:
    """Return *text* as one segment of a path: no separators, and never "." or ".."."""
    escaped = quote(text, safe="", errors="surrogatepass")
    return escaped if escaped.strip(".") else escaped.replace(".", "%2E")
