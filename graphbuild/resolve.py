"""Across articles: which entities of which articles are one.

A sure link joins, else a person's full name, an organization's or a place's name, where the types
agree; places of one name with different links stay apart. A bare
surname joins the only full name of the corpus that has it, and only if its article is on the same
matter as one that uses the full name; where two candidates exist it joins none.
The result doesn't depend on the order of articles.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from graphbuild.errors import ArticleError
from graphbuild.graph import KnowledgeGraph
from graphbuild.ids import entity_id, wikidata_id
from graphbuild.judgements import Local, Merge
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
from graphbuild.names import fold, is_part_of, person_tokens

MAX_ACRONYM = 6
# So many places in common make two articles be on the same matter.
SAME_MATTER = 3
# A link from so many thousandths is sure, whatever other articles hold.
SURE = 900
# What follows them tells bodies apart: "National Bank of Poland".
COMPLEMENTS = frozenset({"of", "for", "in", "on", "and"})
# A name that begins with one of them is a surname alone.
PARTICLES = frozenset({"al", "el", "bin", "ibn", "de", "di", "da", "van", "von", "der", "la"})
SCORES = {"only": 1.0, "same-link": 0.95, "same-name": 0.9, "name-form": 0.85, "surname": 0.6}


@dataclass(frozen=True, slots=True)
class _Candidate:
    """An article's entity, with the keys under which it may meet its like."""

    local: Local
    entity: Entity
    keys: frozenset[str]

    @property
    def is_bare(self) -> bool:
        """Whether it is a person known by one word only."""
        return self.entity.type is EntityType.PERSON and not self.keys


def resolve_entities(extractions: Iterable[Extraction]) -> KnowledgeGraph:
    """Return the graph of *extractions*, each entity one node with an id of its own.

    Where another article shows two entities of an article to be one, all are resolved again, as
    their names together may tell less than each did: "National Bank" beside "National Bank of
    Norway".

    Raises:
        ArticleError: Two extractions have the same article id.
    """
    ordered = sorted(extractions, key=lambda extraction: extraction.article.id)
    ordered = _with_agreed_links(ordered)
    for article, number in Counter(each.article.id for each in ordered).items():
        if number > 1:
            raise ArticleError(f"{number} articles have the id '{article}'. Give each its own.")
    graph = _resolve_once(ordered)
    before = ordered
    while _number_of_entities(graph.extractions.values()) < _number_of_entities(before):
        before = list(graph.extractions.values())
        graph = _after(graph, _resolve_once(before))
    return graph


def _with_agreed_links(extractions: Sequence[Extraction]) -> list[Extraction]:
    """Return *extractions* in which bodies of one name don't hang on two doubtful links.

    The link that all articles together hold likeliest counts, unless the bodies are of different
    states; another that isn't sure is taken back.
    """
    entities = [entity for each in extractions for entity in each.entities]
    weights: dict[str, Counter[str]] = defaultdict(Counter)
    states: dict[str, str | None] = {}
    for entity in entities:
        if entity.type is EntityType.ORGANIZATION and entity.background:
            weights[fold(entity.name)][entity.background.iri] += _thousandths(entity)
            states[entity.background.iri] = entity.background.country
    winners = {name: max(sorted(found), key=found.__getitem__) for name, found in weights.items()}

    def agreed(entity: Entity) -> Entity:
        known, winner = entity.background, winners.get(fold(entity.name))
        if entity.type is not EntityType.ORGANIZATION or known is None or winner is None:
            return entity
        is_other = known.iri != winner and _thousandths(entity) < SURE
        if not is_other or len({known.country, states[winner]} - {None}) > 1:
            return entity
        same_as = tuple(iri for iri in entity.same_as if iri != known.iri)
        return replace(entity, same_as=same_as, background=None)

    return [replace(each, entities=tuple(map(agreed, each.entities))) for each in extractions]


def _thousandths(entity: Entity) -> int:
    """Return how sure the link is that the background comes from; whole, to add up exactly."""
    known = entity.background
    scores = (link.score for link in entity.links if known is not None and link.iri == known.iri)
    return round(1000 * max(scores, default=0.0))


def _number_of_entities(extractions: Iterable[Extraction]) -> int:
    return sum(len(each.entities) for each in extractions)


def _after(first: KnowledgeGraph, second: KnowledgeGraph) -> KnowledgeGraph:
    """Return *second*, which resolves what *first* made, with merges from where those began."""
    judged = {(each.article, each.local): each for each in second.merges}
    merges = []
    for merge in first.merges:
        then = judged[merge.article, merge.entity]
        why = merge if then.rule == "only" else then
        merges.append(replace(merge, entity=then.entity, rule=why.rule, score=why.score))
    return KnowledgeGraph(
        extractions=list(second.extractions.values()),
        entities=list(second.entities.values()),
        merges=merges,
    )


def _resolve_once(ordered: Sequence[Extraction]) -> KnowledgeGraph:
    candidates = _candidates(
        ((each.article.id, entity.id), entity) for each in ordered for entity in each.entities
    )
    named = _named(list(_adopt_bare_names(_group(candidates), candidates)))
    global_ids = {each.local: entity for entity, group in named.items() for each in group}
    return KnowledgeGraph(
        extractions=[_with_global_ids(each, global_ids) for each in ordered],
        entities=[
            _merged(
                entity,
                [_with_global_roles(each.entity, each.local[0], global_ids) for each in group],
            )
            for entity, group in named.items()
        ],
        merges=[merge for entity, group in named.items() for merge in _merges(entity, group)],
    )


def _named(groups: Sequence[tuple[str, list[_Candidate]]]) -> dict[str, list[_Candidate]]:
    """Return the groups by the ids of their entities: that of Wikidata where linked.

    Where entities of several types have one link, the first of the types has its id.
    """
    owners: dict[str, EntityType] = {}
    for key, group in groups:
        own = group[0].entity.type
        owners[key] = min(own, owners.get(key, own))
    named = {}
    for key, group in groups:
        own = group[0].entity.type
        linked = wikidata_id(key) if owners[key] is own else None
        named[linked or entity_id(own, key)] = group
    return named


def _candidates(entities: Iterable[tuple[Local, Entity]]) -> list[_Candidate]:
    """Return the entities with their keys.

    A sure link is the only key of an entity that has one; a name without a link takes the only
    link that entities of this name have elsewhere.
    """
    found = [(local, entity, _full_names(entity)) for local, entity in entities]
    links: dict[tuple[EntityType, str], set[str]] = defaultdict(set)
    for _, entity, names in found:
        for name in names:
            links[entity.type, name].update(entity.same_as)
    return [
        _Candidate(local, entity, frozenset(_keys(entity, names, links)))
        for local, entity, names in found
    ]


def _keys(
    entity: Entity, names: Iterable[str], links: Mapping[tuple[EntityType, str], set[str]]
) -> Iterable[str]:
    if entity.same_as:
        return entity.same_as
    elsewhere = {iri for name in names for iri in links[entity.type, name]}
    return elsewhere if len(elsewhere) == 1 else names


def _full_names(entity: Entity) -> frozenset[str]:
    """Return the folded names that tell an entity from others, of a person first and last name.

    A part of a longer name, such as "al-Assad" or "National Bank", is none of them, unless it is
    what the longer name of a body begins with: "Airbus" for "Airbus SAS".
    """
    forms = [_tokens(name, entity.type) for name in (entity.name, *entity.aliases)]
    telling = [tokens for tokens in forms if all(_tells(tokens, form, entity) for form in forms)]
    if entity.type is EntityType.PERSON:
        full = (tokens for tokens in telling if len(tokens) > 1 and tokens[0] not in PARTICLES)
        return frozenset(f"{tokens[0]} {tokens[-1]}" for tokens in full)
    return frozenset(" ".join(tokens) for tokens in telling)


def _tells(tokens: tuple[str, ...], form: tuple[str, ...], entity: Entity) -> bool:
    """Whether *tokens* tell the entity apart as well as its longer *form* does."""
    if not is_part_of(tokens, form):
        return True
    begins = form[: len(tokens)] == tokens and form[len(tokens)] not in COMPLEMENTS
    return begins and entity.type is not EntityType.PERSON


def _tokens(name: str, entity_type: EntityType) -> tuple[str, ...]:
    return person_tokens(name) if entity_type is EntityType.PERSON else tuple(fold(name).split())


def _group(candidates: Sequence[_Candidate]) -> list[list[_Candidate]]:
    """Join the candidates that share a type and a key, transitively."""
    root: dict[int, int] = {number: number for number in range(len(candidates))}

    def find(number: int) -> int:
        while root[number] != number:
            root[number] = root[root[number]]
            number = root[number]
        return number

    first_with: dict[tuple[EntityType, str], int] = {}
    for number, candidate in enumerate(candidates):
        for key in sorted(candidate.keys):
            other = first_with.setdefault((candidate.entity.type, key), number)
            root[find(number)] = find(other)
    groups: dict[int, list[_Candidate]] = defaultdict(list)
    for number, candidate in enumerate(candidates):
        groups[find(number)].append(candidate)
    return list(groups.values())


def _adopt_bare_names(
    groups: list[list[_Candidate]], candidates: Sequence[_Candidate]
) -> Iterator[tuple[str, list[_Candidate]]]:
    """Yield the final groups, each with its smallest key.

    A bare name moves to the only person of that name, if their articles share company. With no
    full name in the corpus, equal bare names are one person. With several, or in strange
    company, a bare name stays alone.
    """
    company = _company(candidates)
    settled = [list(group) for group in groups if not group[0].is_bare]
    people = [group for group in settled if _is_person(group)]
    # Before any bare name joins, so that the order of ids doesn't decide.
    company_of = [
        frozenset[tuple[EntityType, str]]().union(*(company[each.local[0]] for each in group))
        for group in people
    ]
    by_token = _by_token(people)
    namesakes: dict[str, list[_Candidate]] = defaultdict(list)
    for bare in (each for group in groups for each in group if each.is_bare):
        owners = by_token.get(_bare_token(bare), [])
        if len(owners) == 1 and _share_company(company[bare.local[0]], company_of[owners[0]]):
            people[owners[0]].append(bare)
        else:
            # No folded name holds "@", so that no article's id can complete one.
            home = f"@{bare.local[0]}" if owners else ""
            namesakes[_bare_token(bare) + home].append(bare)
    yield from ((_smallest_key(group), group) for group in settled)
    yield from namesakes.items()


def _is_person(group: Sequence[_Candidate]) -> bool:
    return group[0].entity.type is EntityType.PERSON


def _bare_token(candidate: _Candidate) -> str:
    return (person_tokens(candidate.entity.name) or (candidate.entity.name,))[-1]


def _by_token(people: Sequence[Sequence[_Candidate]]) -> dict[str, list[int]]:
    """Return the positions of the groups of people by each token of their names."""
    index: dict[str, list[int]] = defaultdict(list)
    for position, group in enumerate(people):
        for token in {token for each in group for token in _person_tokens(each.entity)}:
            index[token].append(position)
    return index


def _person_tokens(entity: Entity) -> Iterator[str]:
    for name in (entity.name, *entity.aliases):
        yield from person_tokens(name)


def _company(candidates: Sequence[_Candidate]) -> Mapping[str, frozenset[tuple[EntityType, str]]]:
    """Return the keys of all entities of each article, with their type."""
    keys: dict[str, set[tuple[EntityType, str]]] = defaultdict(set)
    for candidate in candidates:
        keys[candidate.local[0]] |= {(candidate.entity.type, key) for key in candidate.keys}
    return {article: frozenset(found) for article, found in keys.items()}


def _share_company(
    mine: frozenset[tuple[EntityType, str]], theirs: frozenset[tuple[EntityType, str]]
) -> bool:
    """Whether articles with these entities are on one matter.

    They name a person or body in common, or several places.
    """
    shared = mine & theirs
    return len(shared) >= SAME_MATTER or any(kind is not EntityType.LOCATION for kind, _ in shared)


# ------------------------------------------------------------------ the graph's entities
def _smallest_key(group: Sequence[_Candidate]) -> str:
    """Return the smallest link of the group, or its smallest full name where it has no link."""
    links = {iri for each in group for iri in each.entity.same_as}
    return min(links or _full_names(_merged("", [each.entity for each in group])))


def _merged(entity: str, group: Sequence[Entity]) -> Entity:
    """Return the one entity that the group's entities are."""
    name = _best_name(group)
    aliases = {form for each in group for form in (each.name, *each.aliases)}
    every_link = (link for each in group for link in each.links)
    links = {link.iri: link for link in sorted(every_link, key=lambda link: link.score)}
    # Of several of equal knowledge the first, as everywhere.
    located = max(group, key=lambda each: (each.lat is not None, each.country is not None))
    return Entity(
        id=entity,
        type=group[0].type,
        name=name,
        aliases=tuple(sorted(aliases - {name})),
        roles=tuple(role for each in group for role in each.roles),
        links=tuple(links[iri] for iri in sorted(links)),
        same_as=tuple(sorted({iri for each in group for iri in each.same_as})),
        lat=located.lat,
        lon=located.lon,
        part_of=located.part_of,
        country=located.country,
        population=located.population,
        background=_background([each.background for each in group if each.background]),
    )


def _background(found: Sequence[Background]) -> Background | None:
    """Return what is known of the entity that has the smallest link, with all its positions."""
    if not found:
        return None
    first = min(found, key=lambda each: (each.iri, repr(each)))
    positions = {position for each in found if each.iri == first.iri for position in each.positions}
    ordered = sorted(positions, key=lambda each: (each.start or "", each.title, each.end or ""))
    return replace(first, positions=tuple(ordered))


def _best_name(group: Sequence[Entity]) -> str:
    """Return the most frequent name that is neither a lone surname nor shouted in capitals."""
    names = Counter(each.name for each in group)
    is_person = group[0].type is EntityType.PERSON

    def rank(name: str) -> tuple[bool, bool, int, int]:
        is_full = not is_person or len(person_tokens(name)) > 1
        return is_full, len(name) <= MAX_ACRONYM or not name.isupper(), names[name], len(name)

    return max(sorted(names), key=rank)


def _merges(entity: str, group: Sequence[_Candidate]) -> Iterator[Merge]:
    shared = Counter(key for each in group for key in each.keys)
    for each in group:
        rule = _rule(each, shared, len(group))
        yield Merge(
            article=each.local[0],
            local=each.local[1],
            entity=entity,
            rule=rule,
            score=SCORES[rule],
        )


def _rule(candidate: _Candidate, shared: Counter[str], size: int) -> str:
    """Return why *candidate* is in its group."""
    if size == 1:
        return "only"
    if candidate.is_bare:
        return "surname"
    common = {key for key in candidate.keys if shared[key] > 1}
    if not common:
        return "only"
    if common & set(candidate.entity.same_as):
        return "same-link"
    if common <= _full_names(replace(candidate.entity, aliases=())):
        return "same-name"
    return "name-form"


# ------------------------------------------------------------------ global ids
def _with_global_ids(extraction: Extraction, ids: Mapping[Local, str]) -> Extraction:
    article = extraction.article.id
    return replace(
        extraction,
        mentions=tuple(_mention(each, article, ids) for each in extraction.mentions),
        entities=tuple(_entities(extraction, ids)),
        claims=tuple(_claim(each, article, ids) for each in extraction.claims),
        relations=tuple(_relations(extraction, ids)),
    )


def _entities(extraction: Extraction, ids: Mapping[Local, str]) -> Iterator[Entity]:
    """Yield the article's entities; two that another article shows to be one become one."""
    article = extraction.article.id
    together: dict[str, list[Entity]] = defaultdict(list)
    for each in extraction.entities:
        together[ids[article, each.id]].append(_with_global_roles(each, article, ids))
    yield from (_merged(entity, group) for entity, group in together.items())


def _relations(extraction: Extraction, ids: Mapping[Local, str]) -> Iterator[Relation]:
    """Yield the relations between what are still two entities."""
    article = extraction.article.id
    for each in extraction.relations:
        head, tail = ids[article, each.head], ids[article, each.tail]
        if head != tail:
            yield replace(each, head=head, tail=tail)


def _with_global_roles(entity: Entity, article: str, ids: Mapping[Local, str]) -> Entity:
    return replace(entity, roles=tuple(_role(each, article, ids) for each in entity.roles))


def _role(role: Role, article: str, ids: Mapping[Local, str]) -> Role:
    return role if role.of is None else replace(role, of=ids[article, role.of])


def _mention(mention: Mention, article: str, ids: Mapping[Local, str]) -> Mention:
    return replace(mention, entity=ids[article, mention.entity])


def _claim(claim: Claim, article: str, ids: Mapping[Local, str]) -> Claim:
    return replace(
        claim,
        speaker=None if claim.speaker is None else ids[article, claim.speaker],
        about=tuple(dict.fromkeys(ids[article, entity] for entity in claim.about)),
    )
