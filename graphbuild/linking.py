"""Links of an article's entities to the knowledge base: which of the candidates, and how surely.

Nothing is a good answer: most people in the news are in no knowledge base, and a name alone
tells little.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from math import exp

from graphbuild.candidates import (
    Setting,
    Subject,
    find_candidates,
    find_setting,
    is_contradicted,
    own_fact,
    to_subject,
)
from graphbuild.facts import Fact
from graphbuild.gazetteer import Place
from graphbuild.ids import wikidata_id
from graphbuild.knowledge import KnowledgeBase
from graphbuild.linear import LIMIT, Feature, LinearModel, load_model
from graphbuild.link_features import describe_candidates
from graphbuild.model import Article, Background, Entity, EntityType, Link

# A place of the gazetteer and how surely it is meant; None for what is no place of it.
Located = tuple[Place, float] | None

MODEL = "link_weights"
RULE = "knowledge-base"
# Of descriptions of places, those made from tables: "city, Northern March, Norway".
PLAIN_PLACE = re.compile(r"(?:city or town|city|town),|territory$")
# From this probability an entity is the same as the fact: below it, links are more often wrong
# than right, see docs/quality.md.
SAME_AS_THRESHOLD = 0.45
# Below it, the best candidate isn't worth to be told.
CLOSE_MATCH_THRESHOLD = 0.1


def link_entities(
    article: Article, entities: Sequence[Entity], places: Sequence[Located], kb: KnowledgeBase
) -> tuple[Entity, ...]:
    """Return *entities* with their links to *kb*, and what it states about the linked ones.

    The score of a link is the probability that it is right, as measured on articles with links.

    Args:
        article: That the entities are found in.
        entities: Places with their links to the gazetteer.
        places: What the gazetteer says each of them is.
        kb: Nothing of it is read where there are no entities.
    """
    model = load_model(MODEL)
    subjects = [
        to_subject(entity, *(located or (None, 0.0)))
        for entity, located in zip(entities, places, strict=True)
    ]
    setting = find_setting(article, subjects)
    return tuple(
        _team(entity)
        or _known(entity, article.published, kb)
        or _linked(entity, subject, setting, kb, model, article.published)
        for entity, subject in zip(entities, subjects, strict=True)
    )


def _team(entity: Entity) -> Entity | None:
    """Return a team as it is: what bears the name that it goes by is the place it plays for."""
    return entity if entity.team else None


def _known(entity: Entity, published: str | None, kb: KnowledgeBase) -> Entity | None:
    """Return an entity that is linked to Wikidata already with what *kb* states about it."""
    ids = [found for iri in entity.same_as if (found := wikidata_id(iri))]
    if not ids:
        return None
    fact = kb.by_id(ids[0])
    background = to_background(fact, published) if fact else None
    return replace(entity, background=background)


def _linked(
    entity: Entity,
    subject: Subject,
    setting: Setting,
    kb: KnowledgeBase,
    model: LinearModel,
    published: str | None,
) -> Entity:
    best = _best(subject, setting, kb, model)
    if best is None:
        return entity
    fact, link = best
    links = (*entity.links, link)
    is_likely = link.score >= SAME_AS_THRESHOLD and fact.type is entity.type
    if not is_likely or is_contradicted(subject, fact, setting, kb):
        return replace(entity, links=links)
    return replace(
        entity,
        links=links,
        same_as=(*entity.same_as, fact.iri),
        background=to_background(fact, published),
    )


def to_background(fact: Fact, published: str | None) -> Background:
    """Return what *fact* states, of the positions those held when an article was *published*."""
    return Background(
        iri=fact.iri,
        description=_description(fact),
        country=fact.country,
        positions=fact.positions_at(published[:10]) if published else (),
        party=fact.party,
        birth=fact.birth,
        death=fact.death,
        inception=fact.inception,
        dissolved=fact.dissolved,
    )


def _description(fact: Fact) -> str | None:
    """Return what *fact* is in a few words; of a town, where it lies is the gazetteer's to say."""
    says_nothing = fact.type is EntityType.LOCATION and PLAIN_PLACE.match(fact.description)
    return None if says_nothing else fact.description or None


def _best(
    subject: Subject, setting: Setting, kb: KnowledgeBase, model: LinearModel
) -> tuple[Fact, Link] | None:
    scored = score_candidates(subject, setting, kb, model)
    if not scored:
        return None
    fact, score = max(scored, key=lambda each: (each[1], -int(each[0].id[1:])))
    if subject.place is not None and fact == own_fact(subject, kb):
        # What a place is in Wikidata is never surer than which place it is.
        score = min(score, subject.place_score)
    if score < CLOSE_MATCH_THRESHOLD:
        return None
    return fact, Link(iri=fact.iri, rule=RULE, score=round(score, 3))


def score_candidates(
    subject: Subject, setting: Setting, kb: KnowledgeBase, model: LinearModel
) -> list[tuple[Fact, float]]:
    """Return the candidates for *subject*, each with the probability that it is the one."""
    candidates = find_candidates(subject, setting, kb)
    described = describe_candidates(subject, candidates, setting, kb)
    return list(zip(candidates, choose(model, described), strict=True))


def choose(model: LinearModel, described: Sequence[Sequence[Feature]]) -> list[float]:
    """Return the probability of each thing that is *described*; the rest is that of none."""
    weights = [exp(min(model.log_odds(features), LIMIT)) for features in described]
    return [weight / (1.0 + sum(weights)) for weight in weights]
