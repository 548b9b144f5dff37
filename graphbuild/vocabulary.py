"""The terms of our RDF: each vocabulary a class, each term an attribute.

A misspelt term is an AttributeError, and an error of the type checker before that.
"""
# ruff: noqa: N815  # the vocabularies spell their terms in camel case

from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache

from pyoxigraph import NamedNode

from graphbuild.iris import ONTOLOGY, Iris
from graphbuild.judgements import ClaimLinkKind
from graphbuild.model import Attitude, Certainty, EntityType, Form, MentionKind, Polarity, RoleKind


class Vocabulary:
    """A namespace; every annotated attribute of a subclass becomes a term of it."""

    namespace: str

    def __init_subclass__(cls, *, namespace: str) -> None:
        cls.namespace = namespace
        for term in cls.__annotations__:
            setattr(cls, term, NamedNode(f"{namespace}{term}"))


class GB(Vocabulary, namespace=ONTOLOGY):
    """What the reused vocabularies lack; documented in ``ontologies/graphbuild.ttl``."""

    Appearance: NamedNode
    Background: NamedNode
    Claim: NamedNode
    ClaimCluster: NamedNode
    ClaimLink: NamedNode
    DateValue: NamedNode
    Doubt: NamedNode
    Link: NamedNode
    Mention: NamedNode
    Merge: NamedNode
    Position: NamedNode
    Quantity: NamedNode
    Relation: NamedNode
    Reprint: NamedNode
    Role: NamedNode
    affiliation: NamedNode
    agreesWith: NamedNode
    appearance: NamedNode
    article: NamedNode
    articleCount: NamedNode
    attitude: NamedNode
    background: NamedNode
    boilerplateSpan: NamedNode
    bound: NamedNode
    certainty: NamedNode
    changedTo: NamedNode
    claim: NamedNode
    commonSpan: NamedNode
    confidence: NamedNode
    contentNegationSpan: NamedNode
    contentSpan: NamedNode
    contradicts: NamedNode
    countedSpan: NamedNode
    country: NamedNode
    countryCode: NamedNode
    cueLemma: NamedNode
    cueSpan: NamedNode
    date: NamedNode
    dateSpan: NamedNode
    dateValue: NamedNode
    evidence: NamedNode
    evidenceSpan: NamedNode
    firstClaim: NamedNode
    firstMerge: NamedNode
    firstSeen: NamedNode
    firstSpan: NamedNode
    form: NamedNode
    former: NamedNode
    graphSha256: NamedNode
    head: NamedNode
    hedgeSpan: NamedNode
    heldIn: NamedNode
    independentCount: NamedNode
    kind: NamedNode
    lastSeen: NamedNode
    link: NamedNode
    linkTarget: NamedNode
    localId: NamedNode
    locatedIn: NamedNode
    mergedInto: NamedNode
    metonymic: NamedNode
    modal: NamedNode
    negated: NamedNode
    negationSpan: NamedNode
    original: NamedNode
    party: NamedNode
    polarity: NamedNode
    population: NamedNode
    position: NamedNode
    quantity: NamedNode
    quantitySpan: NamedNode
    relationType: NamedNode
    relative: NamedNode
    reprintOf: NamedNode
    role: NamedNode
    roleKind: NamedNode
    roleSpan: NamedNode
    rule: NamedNode
    said: NamedNode
    same: NamedNode
    schemaVersion: NamedNode
    secondClaim: NamedNode
    secondMerge: NamedNode
    secondSpan: NamedNode
    source: NamedNode
    sourceMention: NamedNode
    sourceSpan: NamedNode
    tail: NamedNode
    team: NamedNode
    textSha256: NamedNode
    time: NamedNode
    value: NamedNode
    weight: NamedNode
    withinClaim: NamedNode


class RDF(Vocabulary, namespace="http://www.w3.org/1999/02/22-rdf-syntax-ns#"):
    """The parts of RDF's own vocabulary that we use."""

    predicate: NamedNode
    type: NamedNode


class XSD(Vocabulary, namespace="http://www.w3.org/2001/XMLSchema#"):
    """Datatypes of literals."""

    anyURI: NamedNode
    boolean: NamedNode
    date: NamedNode
    dateTime: NamedNode
    decimal: NamedNode
    double: NamedNode
    float: NamedNode
    gYear: NamedNode
    gYearMonth: NamedNode
    integer: NamedNode
    nonNegativeInteger: NamedNode
    string: NamedNode


class SCHEMA(Vocabulary, namespace="https://schema.org/"):
    """Articles, entities and what is said of them."""

    AdministrativeArea: NamedNode
    Claim: NamedNode
    NewsArticle: NamedNode
    Organization: NamedNode
    Person: NamedNode
    Place: NamedNode
    about: NamedNode
    alternateName: NamedNode
    appearance: NamedNode
    containedInPlace: NamedNode
    birthDate: NamedNode
    datePublished: NamedNode
    deathDate: NamedNode
    description: NamedNode
    dissolutionDate: NamedNode
    endDate: NamedNode
    foundingDate: NamedNode
    headline: NamedNode
    identifier: NamedNode
    inLanguage: NamedNode
    jobTitle: NamedNode
    mentions: NamedNode
    name: NamedNode
    publisher: NamedNode
    roleName: NamedNode
    sameAs: NamedNode
    startDate: NamedNode
    text: NamedNode
    unitText: NamedNode
    url: NamedNode


class NIF(Vocabulary, namespace="http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#"):
    """Stretches of text by code points."""

    Context: NamedNode
    OffsetBasedString: NamedNode
    anchorOf: NamedNode
    beginIndex: NamedNode
    endIndex: NamedNode
    isString: NamedNode
    referenceContext: NamedNode


class ITSRDF(Vocabulary, namespace="http://www.w3.org/2005/11/its/rdf#"):
    """What a stretch of text refers to, and how surely."""

    taClassRef: NamedNode
    taConfidence: NamedNode
    taIdentRef: NamedNode


class GEO(Vocabulary, namespace="http://www.w3.org/2003/01/geo/wgs84_pos#"):
    """Coordinates in WGS84."""

    SpatialThing: NamedNode
    lat: NamedNode
    long: NamedNode


class PROV(Vocabulary, namespace="http://www.w3.org/ns/prov#"):
    """Where statements come from."""

    hadMember: NamedNode
    wasAttributedTo: NamedNode
    wasDerivedFrom: NamedNode


class SKOS(Vocabulary, namespace="http://www.w3.org/2004/02/skos/core#"):
    """Links too weak for ``schema:sameAs``, and what names are looked up by."""

    closeMatch: NamedNode
    hiddenLabel: NamedNode


ENTITY_CLASSES = {
    EntityType.PERSON: SCHEMA.Person,
    EntityType.ORGANIZATION: SCHEMA.Organization,
    EntityType.LOCATION: SCHEMA.Place,
}

RELATION_PROPERTIES = {
    "affiliation": GB.affiliation,
    "located_in": GB.locatedIn,
}

CLAIM_LINK_PROPERTIES = {
    ClaimLinkKind.AGREEMENT: GB.agreesWith,
    ClaimLinkKind.CONTRADICTION: GB.contradicts,
    ClaimLinkKind.CHANGE: GB.changedTo,
}

CONCEPT_SCHEMES: dict[type[StrEnum], str] = {
    Attitude: "attitude",
    Certainty: "certainty",
    Form: "form",
    MentionKind: "kind",
    Polarity: "polarity",
    RoleKind: "roleKind",
}

_PREFIXES = {
    "gb": GB.namespace,
    "schema": SCHEMA.namespace,
    "nif": NIF.namespace,
    "itsrdf": ITSRDF.namespace,
    "prov": PROV.namespace,
    "skos": SKOS.namespace,
    "geo": GEO.namespace,
    "xsd": XSD.namespace,
    "rdf": RDF.namespace,
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "wd": "http://www.wikidata.org/entity/",
}


@lru_cache(typed=True)  # equal values of two schemes are two concepts
def concept(value: StrEnum) -> NamedNode:
    """Return the concept of a value: ``Attitude.DENIAL`` is ``gb:attitude-denial``."""
    return NamedNode(f"{ONTOLOGY}{CONCEPT_SCHEMES[type(value)]}-{value}")


def concepts() -> list[str]:
    """Return the names of all concepts within the ontology's namespace."""
    return [
        concept(value).value.removeprefix(ONTOLOGY)
        for values in CONCEPT_SCHEMES
        for value in values
    ]


def in_short(iri: str, prefixes: Mapping[str, str]) -> str | None:
    """Return an IRI with its prefix, None if no namespace begins it.

    >>> in_short("http://www.wikidata.org/entity/Q1", {"wd": "http://www.wikidata.org/entity/"})
    'wd:Q1'

    Args:
        iri: What is shown.
        prefixes: Prefix to namespace; the first that fits is taken.
    """
    for prefix, namespace in prefixes.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return None


def prefixes(base: str) -> dict[str, str]:
    """Return prefix to namespace, with those of the articles and entities under *base*."""
    return _PREFIXES | Iris(base).prefixes
