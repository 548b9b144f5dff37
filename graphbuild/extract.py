"""One article to all that is found in it: pure, and the same for every article.

nlp → names → coreference → roles → claims → references → links → relations
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from spacy.language import Language
from spacy.tokens import Doc

from graphbuild.boilerplate import find_boilerplate
from graphbuild.claims import FoundClaim, find_claims
from graphbuild.coreference import Cluster, join_names
from graphbuild.gazetteer import Gazetteer, load_gazetteer
from graphbuild.ids import claim_id
from graphbuild.knowledge import KnowledgeBase, load_knowledge
from graphbuild.linking import Located, link_entities
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
from graphbuild.places import Resolution, link_places, with_place
from graphbuild.profiles import Profile, profile
from graphbuild.references import Choose, find_references
from graphbuild.relations import PersonRole, find_relations
from graphbuild.roles import RolePhrase, find_roles
from graphbuild.speakers import MentionIndex, find_speaker

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
        article: Its text is the doc's.
        doc: Tagged, lemmatised and parsed.
        gazetteer: Places to know.
        kb: What to link to; the knowledge base of the package by default.
        choose: Tells what a pronoun or noun phrase means; by the shipped weights by default.
        link: Links entities to it.
    """
    article = replace(article, boilerplate=article.boilerplate or find_boilerplate(article.text))
    kb = kb or load_knowledge()
    known = _find_named(article, doc, gazetteer, kb)
    roles = list(_person_roles(doc, known, article.id))
    profiles = _profiles(known, roles, gazetteer)
    found = find_claims(doc, skip=article.boilerplate)
    said = [(each.source, each.content) for each in found]
    references = find_references(doc, known.mentions, profiles, gazetteer, said, choose=choose)
    nations = frozenset(known.nations.values())
    acting = mark_metonymy(doc, [*known.mentions, *references], nations)
    mentions = _in_order(acting, article)
    index = MentionIndex(mentions)
    claims = tuple(_claim(article, doc, each, index) for each in found)
    roles = [role for role in roles if not _is_reported(role, claims)]
    entities = [
        with_place(_entity(entity, cluster, roles), known.places[entity])
        for entity, cluster in known.clusters.items()
    ]
    located = [(each.place, each.score) if each else None for each in known.places.values()]
    relations = find_relations(doc, known.mentions, roles, gazetteer)
    return Extraction(
        article=article,
        mentions=mentions,
        entities=link(article, entities, located, kb),
        claims=claims,
        relations=tuple(_voiced(relation, claims) for relation in relations),
    )


# ------------------------------------------------------------------ mentions and entities
@dataclass(frozen=True, slots=True, kw_only=True)
class _Named:
    """The named entities of an article.

    Attributes:
        clusters: Their names, by id; places: what places they are, in the same order.
        mentions: Their names in the order of the text.
    """

    clusters: Mapping[str, Cluster]
    places: Mapping[str, Resolution | None]
    mentions: Sequence[Mention]

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
    clusters = join_names(names, gazetteer, article.text)
    ids = [f"e{number}" for number in range(1, len(clusters) + 1)]
    places = link_places(article.text, clusters, gazetteer)
    return _Named(
        clusters=dict(zip(ids, clusters, strict=True)),
        places=dict(zip(ids, places, strict=True)),
        mentions=sorted(_name_mentions(clusters, ids), key=lambda mention: mention.start),
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


def _entity(
    entity: str,
    cluster: Cluster,
    roles: Iterable[PersonRole],
) -> Entity:
    return Entity(
        id=entity,
        type=cluster.type,
        name=cluster.name,
        aliases=tuple(sorted(set(cluster.forms) - {cluster.name})),
        roles=tuple(role.role for role in roles if role.entity == entity),
    )


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
        rule=found.rule,
        score=found.score,
    )


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
