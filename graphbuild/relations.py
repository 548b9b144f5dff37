"""Facts about two entities that the text states in passing.

``affiliation``: a person's role names an organization or a place ("NATO Secretary General
Jens Stoltenberg", "the Turkish president", where Turkey is named too). ``located_in``: a place
and, after a comma, the one it lies in ("Kherson, Ukraine").
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from spacy.tokens import Doc

from graphbuild.gazetteer import Gazetteer
from graphbuild.model import EntityType, Mention, Relation, Role, Spans
from graphbuild.offices import find_bodies
from graphbuild.roles import RolePhrase

AFFILIATION, LOCATED_IN = "affiliation", "located_in"
# Words that leave it open whether a person holds the role, anywhere in the sentence.
DOUBT = frozenset(
    {"if", "whether", "would", "alleged", "allegedly", "self", "styled", "so", "called", "fake"}
    | {"future", "not", "n't", "n’t", "no", "never", "denied", "denies", "deny", "?"}
)
SCORE_NAMED, SCORE_DEMONYM, SCORE_COMMA = 0.9, 0.8, 0.7


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRole:
    """A role of the entity with this id: its words, the mention they stand beside, its parts."""

    entity: str
    phrase: RolePhrase
    mention: Mention
    role: Role


def find_relations(
    doc: Doc,
    mentions: Sequence[Mention],
    roles: Iterable[PersonRole],
    gazetteer: Gazetteer,
) -> Iterator[Relation]:
    """Yield the relations that roles and commas state, each with its words as evidence.

    Args:
        doc: Tokenised; ``doc.text`` is ``article.text``.
        mentions: The names of the article, in its order.
        roles: The roles that stand beside names; those of people affiliate them.
        gazetteer: Knows which place lies in which state.
    """
    for role in roles:
        if role.mention.type is EntityType.PERSON:
            yield from _affiliations(doc, role, mentions)
    text = doc.text
    for mention, following in pairwise(mentions):
        if _lies_in(text, mention, following, gazetteer):
            yield Relation(
                type=LOCATED_IN,
                head=mention.entity,
                tail=following.entity,
                evidence=((mention.start, following.end),),
                rule="place-comma-place",
                score=SCORE_COMMA,
            )


def _affiliations(doc: Doc, role: PersonRole, mentions: Sequence[Mention]) -> Iterator[Relation]:
    in_doubt = any(token.lower_ in DOUBT for token in doc[role.phrase.first].sent)
    for tail, rule, score in _bodies(doc, role, mentions):
        if tail != role.entity:
            yield Relation(
                type=AFFILIATION,
                head=role.entity,
                tail=tail,
                evidence=_evidence(role),
                modal=in_doubt,
                time="past" if role.role.former else None,
                rule=rule,
                score=score,
            )


def _bodies(
    doc: Doc, role: PersonRole, mentions: Sequence[Mention]
) -> Iterator[tuple[str, str, float]]:
    """Yield what a role is held in or for: entities named in it, else the state of a demonym."""
    named = find_bodies(doc, role.phrase, mentions)
    # "Founder and head of the bank" is one affiliation: a body lent to a role counts once.
    for mention in named:
        if role.phrase.shared and mention.start >= role.phrase.end:
            continue
        yield mention.entity, "role-names-body", SCORE_NAMED
    if not named and role.role.of is not None:
        yield role.role.of, "role-demonym", SCORE_DEMONYM


def _evidence(role: PersonRole) -> Spans:
    start = min(role.phrase.start, role.mention.start)
    return ((start, max(role.phrase.end, role.mention.end)),)


def _lies_in(text: str, mention: Mention, following: Mention, gazetteer: Gazetteer) -> bool:
    if not mention.type is following.type is EntityType.LOCATION:
        return False
    if text[mention.end : following.start] != ", " or mention.entity == following.entity:
        return False
    inner = gazetteer.find(text[mention.start : mention.end])
    outer = gazetteer.find(text[following.start : following.end])
    countries = {place.country for place in outer if place.is_region}
    return any(place.country in countries and not place.is_nation for place in inner)
