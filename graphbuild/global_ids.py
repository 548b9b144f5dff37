"""Extractions and entities with the ids of the graph in place of their articles' own."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from graphbuild.identities import MAX_ACRONYM
from graphbuild.judgements import Local
from graphbuild.model import (
    Background,
    Claim,
    Entity,
    EntityType,
    Extraction,
    Mention,
    Relation,
    Role,
)
from graphbuild.names import person_tokens

Ids = Mapping[Local, str]


# ------------------------------------------------------------------ extractions
def with_global_ids(
    extraction: Extraction, ids: Ids, types: Mapping[str, EntityType]
) -> Extraction:
    """Return *extraction* with the graph's ids, and its mentions of the types of the graph.

    Args:
        extraction: With the article's own ids.
        ids: Graph's id of each entity of the article.
        types: Graph's id to the type of that entity.
    """
    article = extraction.article.id
    return replace(
        extraction,
        mentions=tuple(_mention(each, article, ids, types) for each in extraction.mentions),
        entities=tuple(_entities(extraction, ids, types)),
        claims=tuple(_claim(each, article, ids) for each in extraction.claims),
        relations=tuple(_relations(extraction, ids)),
    )


def _entities(
    extraction: Extraction, ids: Ids, types: Mapping[str, EntityType]
) -> Iterator[Entity]:
    """Yield the article's entities; two that are one in the graph become one."""
    article = extraction.article.id
    together: dict[str, list[Entity]] = defaultdict(list)
    for each in extraction.entities:
        together[ids[article, each.id]].append(with_global_roles(each, article, ids))
    yield from (merged(entity, types[entity], group) for entity, group in together.items())


def _relations(extraction: Extraction, ids: Ids) -> Iterator[Relation]:
    """Yield the relations between what are still two entities."""
    article = extraction.article.id
    for each in extraction.relations:
        head, tail = ids[article, each.head], ids[article, each.tail]
        if head != tail:
            yield replace(each, head=head, tail=tail)


def with_global_roles(entity: Entity, article: str, ids: Ids) -> Entity:
    """Return *entity* of an article, what its roles are held in by the graph's ids."""
    if all(role.of is None for role in entity.roles):
        return entity
    return replace(entity, roles=tuple(_role(each, article, ids) for each in entity.roles))


def _role(role: Role, article: str, ids: Ids) -> Role:
    return role if role.of is None else replace(role, of=ids[article, role.of])


def _mention(mention: Mention, article: str, ids: Ids, types: Mapping[str, EntityType]) -> Mention:
    entity = ids[article, mention.entity]
    return replace(mention, entity=entity, type=types[entity])


def _claim(claim: Claim, article: str, ids: Ids) -> Claim:
    return replace(
        claim,
        speaker=None if claim.speaker is None else ids[article, claim.speaker],
        about=tuple(dict.fromkeys(ids[article, entity] for entity in claim.about)),
    )


# ------------------------------------------------------------------ entities
def merged(entity: str, entity_type: EntityType, parts: Sequence[Entity]) -> Entity:
    """Return the one entity that *parts*, in the order of their articles, are."""
    name = _best_name(entity_type, parts)
    aliases = {form for each in parts for form in (each.name, *each.aliases)}
    every_link = (link for each in parts for link in each.links)
    links = {link.iri: link for link in sorted(every_link, key=lambda link: link.score)}
    # Of several of equal knowledge the first, as everywhere.
    located = max(parts, key=lambda each: (each.lat is not None, each.country is not None))
    return Entity(
        id=entity,
        type=entity_type,
        name=name,
        aliases=tuple(sorted(aliases - {name})),
        roles=tuple(role for each in parts for role in each.roles),
        links=tuple(links[iri] for iri in sorted(links)),
        same_as=tuple(sorted({iri for each in parts for iri in each.same_as})),
        lat=located.lat,
        lon=located.lon,
        part_of=located.part_of,
        country=located.country,
        population=located.population,
        team=parts[0].team,
        background=_background([each.background for each in parts if each.background]),
    )


def _background(found: Sequence[Background]) -> Background | None:
    """Return what is known of the entity that has the smallest link, with all its positions."""
    if not found:
        return None
    first = min(found, key=lambda each: (each.iri, repr(each)))
    positions = {position for each in found if each.iri == first.iri for position in each.positions}
    ordered = sorted(positions, key=lambda each: (each.start or "", each.title, each.end or ""))
    return replace(first, positions=tuple(ordered))


def _best_name(entity_type: EntityType, parts: Sequence[Entity]) -> str:
    """Return the most frequent name that is neither a lone surname nor shouted in capitals."""
    names = Counter(each.name for each in parts)
    is_person = entity_type is EntityType.PERSON

    def rank(name: str) -> tuple[bool, bool, int, int]:
        is_full = not is_person or len(person_tokens(name)) > 1
        return is_full, len(name) <= MAX_ACRONYM or not name.isupper(), names[name], len(name)

    return max(sorted(names), key=rank)
