"""What in the knowledge base an entity of an article may be, and what the article is about."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import pairwise

from graphbuild.atlas import Kind
from graphbuild.facts import Fact
from graphbuild.gazetteer import Place
from graphbuild.knowledge import KnowledgeBase
from graphbuild.lexicons import table
from graphbuild.model import Article, Entity, EntityType, RoleKind
from graphbuild.names import fold, person_tokens

# What no town is.
NATURAL = frozenset({Kind.AREA, Kind.MOUNTAIN, Kind.WATER})
# Forms of a name that are looked up.
MAX_FORMS = 8
# Of so many of the states that an article names most, bodies and people are completed.
MAX_STATES = 2
# Longer names of bodies are whole.
MAX_BODY_WORDS = 3
# Of equal places by name and country, the one with about the inhabitants of the gazetteer's.
SAME_SIZE = 4.0
_WORD = re.compile(r"[^\W_]+")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """An entity of an article, as far as its link depends on it.

    Attributes:
        forms: The different texts of its names, the fullest first.
        roles: Titles that the article gives it, as in the text.
        occupations: Those of them that tell what it does, for whomever.
        states: ISO 3166-1 codes of the states that it holds them in.
        place: What the gazetteer says it is; place_score: how surely.
        within: Names of what the place lies in, the smallest first.
    """

    type: EntityType
    name: str
    forms: Sequence[str]
    roles: Sequence[str] = ()
    occupations: Sequence[str] = ()
    states: Sequence[str] = ()
    place: Place | None = None
    place_score: float = 0.0
    within: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What an article is about, as far as links depend on it.

    Attributes:
        countries: How often it names each state, its people or a place in it; ISO 3166-1 codes.
        words: Its words in lower case, a final "s" left out.
        common: The words that it writes in lower case.
        day: When it was published, or the latest year that it names; None where unknown.
    """

    countries: Counter[str] = field(default_factory=Counter)
    words: frozenset[str] = frozenset()
    common: frozenset[str] = frozenset()
    day: str | None = None


def to_subject(entity: Entity, place: Place | None, place_score: float) -> Subject:
    """Return what the link of *entity* depends on, *place* being what the gazetteer says it is."""
    return Subject(
        type=entity.type,
        name=entity.name,
        forms=(entity.name, *entity.aliases),
        roles=tuple(role.title for role in entity.roles),
        occupations=tuple(r.title for r in entity.roles if r.kind is RoleKind.OCCUPATION),
        states=tuple(sorted({role.country for role in entity.roles if role.country})),
        place=place,
        place_score=place_score,
        within=tuple(each.name for each in entity.part_of),
    )


def find_setting(article: Article, subjects: Iterable[Subject]) -> Setting:
    """Return what *article* is about, *subjects* being the entities in it."""
    written = _WORD.findall(article.text)
    words = [word.casefold() for word in written]
    places = (subject.place for subject in subjects if subject.place)
    countries = Counter(place.country for place in places if place.country)
    countries.update(_states(words))
    years = _YEAR.findall(article.text)
    return Setting(
        countries=countries,
        words=frozenset(map(stem, words)),
        common=frozenset(word for word in written if word.islower()),
        day=article.published[:10] if article.published else max(years, default=None),
    )


def _states(words: Sequence[str]) -> Iterator[str]:
    """Yield the codes of the states whose people or things the words name."""
    codes, seconds = _state_words(), _second_words()
    for word, count in Counter(words).items():
        if word in codes:
            yield from [codes[word]] * count
    for pair in pairwise(words):
        if pair[1] in seconds and " ".join(pair) in codes:
            yield codes[" ".join(pair)]


@cache
def _state_words() -> dict[str, str]:
    return {phrase: code for phrase, code in table("demonyms").items() if code != "-"}


def stem(word: str) -> str:
    """Return *word* without a final "s", so that a plural is its singular."""
    return word[:-1] if len(word) > 3 and word.endswith("s") else word


@cache
def _second_words() -> frozenset[str]:
    return frozenset(phrase.split()[1] for phrase in _state_words() if " " in phrase)


@lru_cache(maxsize=20_000)
def content_words(text: str) -> frozenset[str]:
    """Return the words of *text* that say what something is."""
    return frozenset(stem(word) for word in _WORD.findall(text.casefold()) if len(word) > 2)


def find_candidates(subject: Subject, setting: Setting, kb: KnowledgeBase) -> list[Fact]:
    """Return the facts that *subject* may be, by its names, the best known first.

    A person is a person. Institutions and cities of one name are often taken for each other.
    """
    found: dict[str, Fact] = {}
    for fact in _namesakes(subject, setting, kb):
        is_person = fact.type is EntityType.PERSON
        if is_person == (subject.type is EntityType.PERSON) and not _is_other_kind(subject, fact):
            found.setdefault(fact.id, fact)
    own = own_fact(subject, kb)
    if own is not None:
        found.setdefault(own.id, own)
    return sorted(found.values(), key=lambda fact: (-fact.prior, int(fact.id[1:])))


def _is_other_kind(subject: Subject, fact: Fact) -> bool:
    """Whether *subject* is a river, range or region, and *fact* a town of its name."""
    is_natural = subject.place is not None and subject.place.kind in NATURAL
    return is_natural and bool(fact.geonames or fact.population)


def _namesakes(subject: Subject, setting: Setting, kb: KnowledgeBase) -> Iterator[Fact]:
    for form in subject.forms[:MAX_FORMS]:
        yield from kb.find(form)
    states = sorted(setting.countries, key=lambda code: (-setting.countries[code], code))
    for country in dict.fromkeys((*subject.states, *states[:MAX_STATES])):
        yield from _of_state(subject, country, kb)


def _of_state(subject: Subject, country: str, kb: KnowledgeBase) -> Iterator[Fact]:
    """Yield what the article names only in part, as it is about the state.

    "Congress" is the United States Congress, and "President Bush" held such an office there.
    """
    if subject.type is EntityType.PERSON:
        tokens = person_tokens(subject.name)
        if len(tokens) == 1 and subject.roles:
            said = role_words(subject)
            known = kb.find_surname(tokens[0], country)
            yield from (fact for fact in known if said & office_words(fact))
    elif subject.type is EntityType.ORGANIZATION:
        nation = kb.nation(country) if len(subject.name.split()) <= MAX_BODY_WORDS else None
        if nation is not None:
            yield from kb.find(f"{nation.name} {subject.name}")
            yield from kb.find(f"{subject.name} of the {nation.name}")
            yield from kb.find(f"{subject.name} of {nation.name}")


def role_words(subject: Subject) -> frozenset[str]:
    """Return the words of the titles that the article gives a person."""
    return frozenset[str]().union(*map(content_words, subject.roles))


def office_words(fact: Fact) -> frozenset[str]:
    """Return the words that say what a person is and was, with how they are shortened."""
    known = content_words(" ".join((fact.description, *(each.title for each in fact.positions))))
    return known | {word[:3] for word in known}


def own_fact(subject: Subject, kb: KnowledgeBase) -> Fact | None:
    """Return the fact on the place that the gazetteer says *subject* is."""
    if subject.place is None:
        return None
    return wikidata_of_place(subject.place, kb, within=subject.within)


def is_contradicted(subject: Subject, fact: Fact, setting: Setting, kb: KnowledgeBase) -> bool:
    """Whether what the article or the gazetteer says of *subject* speaks against the *fact*.

    A place is what the gazetteer says it is. A teacher is no actress of her name, and who shares
    a name with somebody better known must be told by an office. The "Congress" of an article that
    doesn't speak of India is not the Indian National Congress.
    """
    if subject.type is EntityType.LOCATION and subject.place is not None:
        return _is_elsewhere(subject, subject.place, fact, kb)
    if subject.type is EntityType.ORGANIZATION:
        return _is_of_strangers(subject, fact, setting)
    if subject.type is not EntityType.PERSON or role_words(subject) & office_words(fact):
        return False
    return bool(subject.occupations) or "(" in (fact.wikipedia or "")


def _is_of_strangers(subject: Subject, fact: Fact, setting: Setting) -> bool:
    """Whether a body is called by a common word, or in short and of a state not spoken of."""
    is_whole = fold(fact.name) in {fold(form) for form in subject.forms}
    if is_whole or subject.name.isupper():
        return False
    if " " not in subject.name and subject.name.casefold() in setting.common:
        return True
    state = fact.country or ""
    return bool(state and setting.countries) and not setting.countries[state]


def _is_elsewhere(subject: Subject, place: Place, fact: Fact, kb: KnowledgeBase) -> bool:
    own = own_fact(subject, kb)
    if own is not None:
        return fact != own
    if fact.country and place.country and fact.country != place.country:
        return True
    region = subject.within[:-1]
    is_town = place.kind in {Kind.CITY, Kind.DISTRICT}
    return is_town and bool(region) and not any(name in fact.description for name in region)


def wikidata_of_place(
    place: Place, kb: KnowledgeBase, *, within: Sequence[str] = ()
) -> Fact | None:
    """Return the fact on a *place* of the gazetteer, None where none is surely its.

    By an id of it, else by name and country: of several the one of the same rank and size,
    whose description names most of what the place is *within*.
    """
    by_id = kb.by_id(place.wikidata) if place.wikidata else None
    if by_id is None and place.geonames is not None:
        by_id = kb.by_geonames(place.geonames)
    if by_id is not None and by_id.type is EntityType.LOCATION:
        return by_id
    if not place.country:
        return None
    alike = [
        fact
        for fact in kb.find(place.name)
        if fact.type is EntityType.LOCATION
        and fact.country == place.country
        and fact.geonames is None
        and _same_rank(place, fact)
    ]
    if place.is_region:
        return alike[0] if alike else None
    exact = [fact for fact in alike if fold(fact.name) == fold(place.name)] or alike
    if len(exact) > 1:
        named = [sum(name in fact.description for name in within) for fact in exact]
        exact = [fact for fact, count in zip(exact, named, strict=True) if count == max(named)]
    return exact[0] if len(exact) == 1 else None


def _same_rank(place: Place, fact: Fact) -> bool:
    """Whether both are states, both regions or both towns, as far as the fact tells."""
    if place.is_nation:
        return fact.is_nation
    if place.is_region:
        return fact.is_region
    return not (fact.is_nation or fact.is_region) and _same_size(place, fact)


def _same_size(place: Place, fact: Fact) -> bool:
    if not (place.population and fact.population):
        return True
    ratio = place.population / fact.population
    return 1 / SAME_SIZE <= ratio <= SAME_SIZE
