"""Ids: hashes of content, so that the same input has the same ids."""

import re
from collections.abc import Iterable
from hashlib import sha256
from urllib.parse import urlsplit, urlunsplit

from graphbuild.model import EntityType, Spans

DIGEST_LENGTH = 16
DEFAULT_PORTS = {"http": ":80", "https": ":443"}
WIKIDATA = re.compile(r"http://www\.wikidata\.org/entity/(Q[1-9][0-9]*)")
RESERVED = re.compile(r"(?:(?:person|organization|location|claim|cluster)-[0-9a-f]{16}|Q[0-9]+)")


def digest(*parts: str) -> str:
    """Return 16 hexadecimal digits that depend on every part and on where each ends."""
    framed = "".join(f"{len(part)}:{part}" for part in parts)
    return sha256(framed.encode("utf-8", "surrogatepass")).hexdigest()[:DIGEST_LENGTH]


def canonical_url(url: str) -> str:
    """Return *url* without fragment, default port, trailing slash and letter case of its host."""
    parts = urlsplit(url.strip())
    host = parts.netloc.lower().removesuffix(DEFAULT_PORTS.get(parts.scheme.lower(), ""))
    return urlunsplit((parts.scheme.lower(), host, parts.path.rstrip("/"), parts.query, ""))


def article_id(*, url: str | None, publisher: str | None, title: str | None, text: str) -> str:
    """Return the id of an article that was given none."""
    if url:
        return digest("url", canonical_url(url))
    return digest("text", publisher or "", title or "", text)


def is_reserved(article: str) -> bool:
    """Whether *article*, a given article id, looks like the id of an entity, claim or cluster."""
    return RESERVED.fullmatch(article) is not None


def entity_id(entity_type: EntityType, smallest_key: str) -> str:
    """Return the id of an entity without a Wikidata id."""
    return f"{entity_type}-{digest(entity_type, smallest_key)}"


def wikidata_id(iri: str) -> str | None:
    """Return the Wikidata id that *iri* ends in, None where it isn't one of Wikidata's.

    >>> wikidata_id("http://www.wikidata.org/entity/Q7747")
    'Q7747'
    """
    found = WIKIDATA.fullmatch(iri)
    return found[1] if found else None


def wikidata_iri(entity: str) -> str | None:
    """Return the IRI that Wikidata gives the thing with this id, None if the id isn't its.

    >>> wikidata_iri("Q7747")
    'http://www.wikidata.org/entity/Q7747'
    """
    iri = f"http://www.wikidata.org/entity/{entity}"
    return iri if WIKIDATA.fullmatch(iri) else None


def claim_id(article: str, *, source: Spans, cue: Spans, content: Spans) -> str:
    """Return the id of the claim with these spans in *article*."""
    return f"claim-{digest(article, repr(source), repr(cue), repr(content))}"


def cluster_id(claims: Iterable[str]) -> str:
    """Return the id of the cluster of the claims with these ids, in any order."""
    return f"cluster-{digest(*sorted(claims))}"
