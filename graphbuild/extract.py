"""One article to all that is found in it: pure, and the same for every article.

nlp → names → coreference → roles → claims → references → links → relations
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from spacy.language import Language
from spacy.tokens import Doc

from graphbuild.boilerplate import find_boilerplate
from graphbuild.claims import FoundClaim, find_claims
from graphbuild.coreference import Cluster, join_names
from graphbuild.gazetteer import Gazetteer, load_gazetteer
from graphbuild.ids import claim_id
from graphbuild.knowledge import KnowledgeBase, load_knowledge
from graphbuild.linking import Located, link_entities
from graphbuild.masks import without_stand_ins
from graphbuild.mentions import find_names
from graphbuild.metonymy import mark_metonymy
from graphbuild.model import (
    Article,
    Claim,
    Entity,
    Extraction,
    Mention,
    MentionKind,
    Relation,
)
from graphbuild.nlp import parse
from graphbuild.offices import to_role
from graphbuild.place_kinds import with_kinds
from graphbuild.places import Resolution, link_places, with_place
from graphbuild.profiles import Profile, profile
from graphbuild.references import Choose, find_references
from graphbuild.relations import LOCATED_IN, PersonRole, find_relations
from graphbuild.roles import RolePhrase, find_roles
from graphbuild.speakers import MentionIndex, find_speaker
from graphbuild.teams import find_teams, mark_teams

Linker = Callable[[Article, Sequence[Entity], Sequence[Located], KnowledgeBase], tuple[Entity, ...]]


def extract_all(
    articles: Iterable[Article],
    nlp: Language,
    gazetteer: Gazetteer | None = None,
    kb: KnowledgeBase | None = None,
) -> Iterator[Extraction]:
    """Yield what is found in each article, in the given order.

    Args:
        articles: Read lazily, a few at a time.
        nlp: From ``load_nlp``.
        gazetteer: Places to know; the world's by default.
        kb: What to link to; the knowledge base of the package by default.
    """
    places = gazetteer or load_gazetteer()
    for article, doc in parse(articles, nlp):
        yield extract(article, doc, places, kb)


def extract(
    article: Article,
    doc: Doc,
    gazetteer: Gazetteer,
    kb: KnowledgeBase | None = None,
    *,
    choose: Choose | None = None,
    link: Linker = link_entities,
) -> Extraction:
    """Return what is found in *article*; entity ids are local to it ("e1", "e2", …).

    Args:
        article: Its text is the doc's, but for masked words.
        doc: Tagged, lemmatised and parsed.
        gazetteer: Places to know.
        kb: What to link to; the knowledge base of the package by default.
        choose: Tells what a pronoun or noun phrase means; by the shipped weights by default.
        link: Links entities to it.
    """
    read = replace(
        article, text=doc.text, boilerplate=article.boilerplate or find_boilerplate(doc.text)
    )
    found = _extract(read, doc, gazetteer, kb or load_knowledge(), choose, link)
    return without_stand_ins(found, article)


def _extract(
    article: Article,
    doc: Doc,
    gazetteer: Gazetteer,
    kb: KnowledgeBase,
    choose: Choose | None,
    link: Linker,
) -> Extraction:
    known = _find_named(article, doc, gazetteer, kb)
    roles = list(_person_roles(doc, known, article.id))
    profiles = _profiles(known, roles, gazetteer)
    day = article.published_day
    published = date.fromisoformat(day) if day else None
    found = find_claims(doc, skip=article.boilerplate, published=published)
    said = [(each.source, each.content) for each in found]
    references = find_references(doc, known.mentions, profiles, gazetteer, said, choose=choose)
    nations = frozenset(known.nations.values())
    acting = mark_metonymy(doc, [*known.mentions, *references], nations)
    mentions = _in_order(mark_teams(doc, acting, known.teams), article)
    index = MentionIndex(mentions)
    claims = tuple(_claim(article, doc, each, index) for each in found)
    roles = [role for role in roles if not _is_reported(role, claims)]
    entities = [_entity(entity, known, roles) for entity in known.clusters]
    located = [(each.place, each.score) if each else None for each in known.places.values()]
    relations = find_relations(doc, known.mentions, roles, gazetteer)
    return Extraction(
        article=article,
        mentions=mentions,
        entities=link(article, entities, located, kb),
        claims=claims,
        relations=tuple(
            _voiced(relation, claims) for relation in relations if _may_hold(relation, known.teams)
        ),
    )


# ------------------------------------------------------------------ mentions and entities
@dataclass(frozen=True, slots=True, kw_only=True)
class _Named:
    """The named entities of an article.

    Attributes:
        clusters: Their names, by id; places: what places they are, in the same order.
        mentions: Their names in the order of the text.
        teams: Ids of those called by the name of a place whose team is meant.
    """

    clusters: Mapping[str, Cluster]
    places: Mapping[str, Resolution | None]
    mentions: Sequence[Mention]
    teams: frozenset[str]

    @property
    def nations(self) -> Mapping[str, str]:
        """Ids of the states that are named whole, by ISO 3166-1 code."""
        return {
            found.place.country: entity
            for entity, found in self.places.items()
            if found and found.place.is_nation and not found.is_part
        }


def _find_named(article: Article, doc: Doc, gazetteer: Gazetteer, kb: KnowledgeBase) -> _Named:
    names = find_names(doc, gazetteer, kb, skip=article.boilerplate)
    clusters = join_names(with_kinds(doc, names, gazetteer), gazetteer, article.text)
    ids = [f"e{number}" for number in range(1, len(clusters) + 1)]
    places = link_places(article.text, clusters, gazetteer)
    mentions = sorted(_name_mentions(clusters, ids), key=lambda mention: mention.start)
    return _Named(
        clusters=dict(zip(ids, clusters, strict=True)),
        places=dict(zip(ids, places, strict=True)),
        mentions=mentions,
        teams=find_teams(doc, mentions),
    )


def _profiles(
    known: _Named, roles: Sequence[PersonRole], gazetteer: Gazetteer
) -> Mapping[str, Profile]:
    phrases: dict[str, list[RolePhrase]] = defaultdict(list)
    for role in roles:
        phrases[role.entity].append(role.phrase)
    return {
        entity: profile(cluster, phrases[entity], gazetteer)
        for entity, cluster in known.clusters.items()
    }


def _name_mentions(clusters: Sequence[Cluster], ids: Sequence[str]) -> Iterator[Mention]:
    for entity, cluster in zip(ids, clusters, strict=True):
        for name, rule, score in cluster.names:
            yield Mention(
                start=name.start,
                end=name.end,
                type=cluster.type,
                kind=MentionKind.NAME,
                entity=entity,
                rule=rule,
                score=score,
            )


def _in_order(mentions: Iterable[Mention], article: Article) -> tuple[Mention, ...]:
    inside = [
        mention
        for mention in mentions
        if not any(start <= mention.start < end for start, end in article.boilerplate)
    ]
    return tuple(sorted(inside, key=lambda mention: (mention.start, mention.end)))


def _person_roles(doc: Doc, known: _Named, article: str) -> Iterator[PersonRole]:
    mention_at = {mention.start: mention for mention in known.mentions}
    nations = known.nations
    for cluster in known.clusters.values():
        for name, _, _ in cluster.names:
            mention = mention_at[name.start]
            for phrase in find_roles(doc, name):
                role = to_role(doc, phrase, known.mentions, nations, article)
                yield PersonRole(entity=mention.entity, phrase=phrase, mention=mention, role=role)


def _is_reported(role: PersonRole, claims: Iterable[Claim]) -> bool:
    """Whether a claim, not the article, states the role: "He said that Ann Lee is the head".

    The name lies in the same words as the role, so that the verb between them does.
    """
    first, last = role.mention.start, role.role.end
    return role.phrase.is_stated and any(
        start <= first < last <= end for claim in claims for start, end in claim.content
    )


def _entity(entity: str, known: _Named, roles: Iterable[PersonRole]) -> Entity:
    cluster = known.clusters[entity]
    found = Entity(
        id=entity,
        type=cluster.type,
        name=cluster.name,
        aliases=tuple(sorted(set(cluster.forms) - {cluster.name})),
        roles=tuple(role.role for role in roles if role.entity == entity),
        team=entity in known.teams,
    )
    return found if found.team else with_place(found, known.places[entity])


# ------------------------------------------------------------------ claims and relations
def _claim(article: Article, doc: Doc, found: FoundClaim, mentions: MentionIndex) -> Claim:
    about = (mention.entity for mention in mentions.within(found.content))
    return Claim(
        id=claim_id(article.id, source=found.source, cue=found.cue, content=found.content),
        source=found.source,
        cue=found.cue,
        content=found.content,
        speaker=find_speaker(doc, found.source, mentions),
        about=tuple(dict.fromkeys(about)),
        form=found.form,
        attitude=found.attitude,
        polarity=found.polarity,
        negation=found.negation,
        content_negation=found.content_negation,
        certainty=found.certainty,
        hedges=found.hedges,
        cue_lemma=found.cue_lemma,
        quantities=found.quantities,
        dates=found.dates,
        said=found.said,
        rule=found.rule,
        score=found.score,
    )


def _may_hold(relation: Relation, teams: frozenset[str]) -> bool:
    """Whether *relation* says nothing of where a team lies, which is no place."""
    return relation.type != LOCATED_IN or not {relation.head, relation.tail} & teams


def _voiced(relation: Relation, claims: Iterable[Claim]) -> Relation:
    """Return *relation* with the claim whose content its evidence touches, if any."""
    for claim in claims:
        if any(
            first < end and start < last
            for first, last in claim.content
            for start, end in relation.evidence
        ):
            return replace(relation, claim=claim.id)
    return relation
