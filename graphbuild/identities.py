"""What tells an article's entity from others: the keys under which it meets its like elsewhere.

All of it comes from one article, so that it is found once and stays.
"""

from collections import Counter
from collections.abc import Iterator, Set
from dataclasses import dataclass

from graphbuild.ids import is_reserved, wikidata_iri
from graphbuild.judgements import Local
from graphbuild.lexicons import demonym_states, words
from graphbuild.model import Entity, EntityType, Extraction, RoleKind
from graphbuild.names import fold, is_part_of, person_tokens
from graphbuild.public_bodies import Setting, body_name, body_tokens

Key = tuple[EntityType, str]
"""A type, and a name, a link or a place's position by which entities of that type may meet."""

MAX_ACRONYM = 6
# What follows them tells bodies apart: "National Bank of Poland".
COMPLEMENTS = frozenset({"of", "for", "in", "on", "and"})
# A name that begins with one of them is a surname alone.
PARTICLES = frozenset({"al", "el", "bin", "ibn", "de", "di", "da", "van", "von", "der", "la"})
# Roles that say for which state or in what field somebody acts.
TELLING_ROLES = frozenset({RoleKind.POSITION, RoleKind.OCCUPATION, RoleKind.RANK})


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """An article's entity, with what it may be known by.

    Attributes:
        local: Where it is from.
        keys: Names that tell it from others; none for a person known by one word.
        links: The identifiers that it has, all of one thing; sureness: that of the best of them,
            in thousandths.
        states: ISO 3166-1 codes of the states that its roles, place or background name.
        offices: The titles of its roles, folded.
        weight: How many mentions and claims of the article hang on it.
    """

    local: Local
    entity: Entity
    keys: frozenset[Key]
    links: frozenset[str]
    sureness: int
    states: frozenset[str]
    offices: frozenset[str]
    weight: int

    @property
    def type(self) -> EntityType:
        """The type that the article gives it."""
        return self.entity.type

    @property
    def is_bare(self) -> bool:
        """Whether it is a person known by one word only."""
        return self.type is EntityType.PERSON and not self.keys and not self.links

    @property
    def is_reporter(self) -> bool:
        """Whether it is one of the media, which are named beside everybody."""
        return self.type is EntityType.ORGANIZATION and not words("news_media").isdisjoint(
            fold(name).replace(" ", "") for name in (self.entity.name, *self.entity.aliases)
        )

    @property
    def bare_name(self) -> str:
        """The last token of its name."""
        return (person_tokens(self.entity.name) or (self.entity.name,))[-1]


def find_identities(extraction: Extraction) -> tuple[Identity, ...]:
    """Return the identities of an article's entities, in their order."""
    weights = Counter(mention.entity for mention in extraction.mentions)
    weights.update(claim.speaker for claim in extraction.claims if claim.speaker)
    setting = Setting(extraction)
    return tuple(
        _identity(entity, extraction.article.id, setting, weights[entity.id])
        for entity in extraction.entities
    )


def _identity(entity: Entity, article: str, setting: Setting, weight: int) -> Identity:
    states = setting.states_of(entity)
    return Identity(
        local=(article, entity.id),
        entity=entity,
        keys=frozenset((entity.type, name) for name in _names(entity, states)),
        links=_links(entity),
        sureness=_sureness(entity),
        states=states,
        offices=frozenset(fold(role.title) for role in entity.roles if role.kind in TELLING_ROLES),
        weight=weight,
    )


def _links(entity: Entity) -> frozenset[str]:
    """Return what the entity is identified by; one that was resolved before keeps its id.

    A place that the gazetteer knows and no identifier stands for, as a river, is where it lies.
    """
    if is_reserved(entity.id):
        return frozenset({wikidata_iri(entity.id) or entity.id})
    if entity.lat is not None and entity.lon is not None and not entity.links:
        return frozenset({*entity.same_as, f"geo:{entity.lat},{entity.lon}"})
    return frozenset(entity.same_as)


def _sureness(entity: Entity) -> int:
    """Return how sure the best of its links that hold is, in whole thousandths to add up."""
    if is_reserved(entity.id):
        return 1000
    scores = (link.score for link in entity.links if link.iri in entity.same_as)
    return round(1000 * max(scores, default=0.0))


# ------------------------------------------------------------------ names
def _names(entity: Entity, states: frozenset[str]) -> Iterator[str]:
    """Yield the folded names that tell an entity from others, of a person first and last name.

    A part of a longer name, such as "al-Assad" or "National Bank", is none of them, unless it is
    what the longer name of a body begins with ("Airbus" for "Airbus Defence") or the acronym that
    it ends with; "EU" doesn't tell "EU Commission".
    """
    forms = _forms(entity)
    acronyms = {fold(name) for name in (entity.name, *entity.aliases) if is_acronym(name)}
    telling = [
        tokens for tokens in forms if all(_tells(tokens, form, entity, acronyms) for form in forms)
    ]
    if entity.type is EntityType.PERSON:
        yield from (name for tokens in telling if (name := _full_name(tokens)))
    elif entity.type is EntityType.LOCATION:
        sort = ("team",) if entity.team else ()
        yield from (" ".join((*sort, *tokens)) for tokens in telling if tokens)
    else:
        state = min(states) if len(states) == 1 else None
        yield from (body_name(tokens, state) for tokens in telling if tokens)


def is_acronym(name: str) -> bool:
    """Whether a name is so short and in capitals that it can only be an acronym: "EADS"."""
    letters = name.replace(".", "")
    return 1 < len(letters) <= MAX_ACRONYM and letters.isupper() and letters.isalpha()


def _forms(entity: Entity) -> list[tuple[str, ...]]:
    names = (entity.name, *entity.aliases)
    if entity.type is EntityType.PERSON:
        return [person_tokens(name) for name in names]
    if entity.type is EntityType.ORGANIZATION:
        return [body_tokens(name) for name in names]
    return [tuple(fold(name).split()) for name in names]


def _tells(
    tokens: tuple[str, ...], form: tuple[str, ...], entity: Entity, acronyms: Set[str]
) -> bool:
    """Whether *tokens* tell the entity apart as well as its longer *form* does."""
    if not is_part_of(tokens, form):
        return True
    if " ".join(tokens) in acronyms:
        return form[-len(tokens) :] == tokens
    begins = form[: len(tokens)] == tokens and form[len(tokens)] not in COMPLEMENTS
    return begins and entity.type is not EntityType.PERSON


def _full_name(tokens: tuple[str, ...]) -> str | None:
    """Return first and last name, German umlauts spelt in one way: "schauble".

    Titles and what they are of, taken for part of the name, are left out.
    """
    while len(tokens) > 2 and is_title(tokens[0]):
        tokens = tokens[1:]
    if len(tokens) < 2 or tokens[0] in PARTICLES:
        return None
    return f"{tokens[0]} {_without_umlauts(tokens[-1])}"


def is_title(token: str) -> bool:
    """Whether a folded word is one of titles, or of what they are of: "minister", "german"."""
    is_office = token in words("titles") or token in words("public_bodies")
    return is_office or bool(demonym_states((token,)))


def _without_umlauts(token: str) -> str:
    for spelt, bare in (("ae", "a"), ("oe", "o"), ("ue", "u")):
        token = token.replace(spelt, bare)
    return token
