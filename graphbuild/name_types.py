"""One type for a name throughout a document, by all that its mentions and its words tell.

What the tagger gives each mention is joined with the pipeline's own tag, the gazetteer, the
knowledge base, head nouns and the word before it, as independent evidence: log odds that add up.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import exp, log

from spacy.tokens import Doc

from graphbuild.gazetteer import Gazetteer, Kind, Place
from graphbuild.knowledge import KnowledgeBase
from graphbuild.lexicons import table, words
from graphbuild.model import EntityType
from graphbuild.name_features import LEXICON_COLUMNS, TYPES, load_lexicon
from graphbuild.names import fold

PERSON, ORGANIZATION, LOCATION = EntityType.PERSON, EntityType.ORGANIZATION, EntityType.LOCATION
PLACE_PREPOSITIONS = frozenset({"in", "at", "near", "across", "outside", "around", "throughout"})
TAGGED = {
    "PERSON": PERSON,
    "ORG": ORGANIZATION,
    "GPE": LOCATION,
    "LOC": LOCATION,
    "FAC": LOCATION,
}
# What people have and places don't: "the Bush administration".
FOLLOWERS = frozenset({"administration", "campaign", "presidency", "doctrine"})
# The least that the tagger may give a type, so that it is never the only judge.
FLOOR = 0.02
# Log odds that each kind of evidence adds; ``more`` for each doubling of the mentions.
WEIGHTS = {
    "more": 0.3,
    "follower": 3.0,
    "tag": 0.5,
    "the": -1.0,
    "head": 1.5,
    "nation": 3.0,
    "capital": 1.5,
    "town": 0.5,
    "nobody": -3.0,
    "in": 1.0,
    "full": 2.0,
    "fact": 2.0,
}
LARGE_TOWN = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name in the text.

    Attributes:
        start: First character; end: one past the last.
        first: First token; last: one past the last. The name may end inside its last
            token, where two words are glued.
        type: Agreed on by the whole document.
        score: Probability of the type.
        shares: What the tagger gives each type, in the order of ``TYPES``; empty where it has
            not looked.
        kind: What the words beside it say that it is, where it shares its name with a town or
            state: a region or a river. None where they say nothing.
    """

    start: int
    end: int
    first: int
    last: int
    text: str
    type: EntityType
    score: float = 1.0
    shares: tuple[float, ...] = ()
    kind: Kind | None = None

    @property
    def key(self) -> str:
        """The folded text, by which equal names are known."""
        return fold(self.text)


def agree_on_types(
    doc: Doc, names: Sequence[Name], gazetteer: Gazetteer, kb: KnowledgeBase | None = None
) -> Iterator[Name]:
    """Yield *names*, each with the type that all names of its key get together."""
    groups = defaultdict(list)
    for name in names:
        groups[name.key].append(name)
    odds = {key: _log_odds(doc, group, gazetteer, kb) for key, group in groups.items()}
    _let_full_names_decide(odds)
    winners = {key: _winner(each) for key, each in odds.items()}
    for name in names:
        entity_type, score = winners[name.key]
        yield replace(name, type=entity_type, score=score)


def _let_full_names_decide(odds: dict[str, dict[EntityType, float]]) -> None:
    """Add what full names tell of their short forms: a person's surname, a body's first word."""
    for key in list(odds):
        tokens = key.split()
        if len(tokens) == 1:
            continue
        kind = _winner(odds[key])[0]
        if kind is PERSON and tokens[-1] in odds:
            odds[tokens[-1]][PERSON] += WEIGHTS["full"]
        elif kind is ORGANIZATION and tokens[0] in odds and _winner(odds[tokens[0]])[0] is PERSON:
            odds[tokens[0]][ORGANIZATION] += WEIGHTS["full"]


def _log_odds(
    doc: Doc, group: Sequence[Name], gazetteer: Gazetteer, kb: KnowledgeBase | None
) -> dict[EntityType, float]:
    """Add up the evidence for each type: what the name is, and how its mentions are used."""
    odds = dict.fromkeys(TYPES, 0.0)
    share = 1 / len(group)
    many = 1 + WEIGHTS["more"] * log(len(group), 2)
    for name in group:
        for entity_type, probability in zip(TYPES, name.shares, strict=False):
            odds[entity_type] += many * share * log(max(probability, FLOOR))
        for entity_type, weight in _usage(doc, name):
            odds[entity_type] += weight * share
    for entity_type, weight in (*_form(group[0], gazetteer), *_facts(group[0], gazetteer, kb)):
        odds[entity_type] += weight
    return odds


def _usage(doc: Doc, name: Name) -> Iterator[tuple[EntityType, float]]:
    tag = doc[name.first].ent_type_
    if tag in TAGGED:
        yield TAGGED[tag], WEIGHTS["tag"]
    before = doc[name.first - 1].lower_ if name.first else ""
    if before == "the":
        yield PERSON, WEIGHTS["the"]
    if doc[name.last : name.last + 1].text in FOLLOWERS:
        yield PERSON, WEIGHTS["follower"]
    if before in PLACE_PREPOSITIONS:
        yield LOCATION, WEIGHTS["in"]


def _form(name: Name, gazetteer: Gazetteer) -> Iterator[tuple[EntityType, float]]:
    tokens = name.key.split() or [""]
    if len(tokens) > 1 and words("organization_heads") & {tokens[0], tokens[-1]}:
        yield ORGANIZATION, WEIGHTS["head"]
    elif len(tokens) > 1 and words("location_heads") & {tokens[0], tokens[-1]}:
        yield LOCATION, WEIGHTS["head"]
    known = gazetteer.find(name.text)[:1]
    places = [place for place in known if place.is_nation or place.population > LARGE_TOWN]
    for place in places:
        yield LOCATION, WEIGHTS[_rank(place)]
    is_seat = name.key in table("seats")
    if (places or is_seat) and not _is_in_names_of_people(tokens):
        yield PERSON, WEIGHTS["nobody"]


def _rank(place: Place) -> str:
    if place.is_nation:
        return "nation"
    return "capital" if place.is_capital else "town"


def _facts(
    name: Name, gazetteer: Gazetteer, kb: KnowledgeBase | None
) -> Iterator[tuple[EntityType, float]]:
    """Yield the one type that all known to be called so have, of people only by full names."""
    known = {fact.type for fact in kb.find(name.text)} if kb else set()
    is_body = known == {ORGANIZATION} and not gazetteer.find(name.text)
    if is_body or (known == {PERSON} and len(name.key.split()) > 1):
        yield from ((entity_type, WEIGHTS["fact"]) for entity_type in known)


def _is_in_names_of_people(tokens: Sequence[str]) -> bool:
    first, middle, last, *_ = load_lexicon().get(tokens[-1], (0,) * LEXICON_COLUMNS)
    return len(tokens) == 1 and first + middle + last > 0


def _winner(odds: dict[EntityType, float]) -> tuple[EntityType, float]:
    winner = max(TYPES, key=lambda entity_type: odds[entity_type])
    total = sum(exp(each - odds[winner]) for each in odds.values())
    return winner, round(1 / total, 3)
