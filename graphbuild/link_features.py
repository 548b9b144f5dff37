"""What speaks for and against a link to the knowledge base; no feature holds a word."""

import re
from collections.abc import Iterator, Sequence
from math import log1p

from graphbuild.candidates import (
    Setting,
    Subject,
    content_words,
    office_words,
    own_fact,
    role_words,
)
from graphbuild.facts import Fact
from graphbuild.knowledge import TWO_LETTERS, KnowledgeBase, name_keys, spellings
from graphbuild.lexicons import words
from graphbuild.linear import Feature
from graphbuild.model import EntityType
from graphbuild.names import fold, is_part_of, person_tokens

# Beyond it, one fact isn't better known than another in any way that counts.
MAX_MARGIN = 4.0
MAX_ACRONYM = 6
_CAPITALIZED = re.compile(r"\b[A-Z]\w+")
# How a name may be like those of a fact, the strictest way first.
LIKENESSES = (
    *("same", "alias", "folded", "transliterated", "first-and-last", "short", "part", "surname"),
    "other",
)
WORD_LISTS = ("organization_heads", "location_heads", "titles")
# Years for which a person is in the news after leaving office, and after death.
IN_THE_NEWS = 15
LIFETIME = 95


def describe_candidates(
    subject: Subject, candidates: Sequence[Fact], setting: Setting, kb: KnowledgeBase
) -> list[list[Feature]]:
    """Return the features of each of *candidates* as what *subject* is."""
    own = own_fact(subject, kb)
    return [
        [
            *_crossed(subject, _name_features(subject, fact)),
            *_crossed(subject, _word_features(subject, setting)),
            *_crossed(subject, _rival_features(subject, fact, candidates, setting)),
            *_crossed(subject, _country_features(fact, candidates, setting)),
            *_role_features(subject, fact),
            *_context_features(subject, fact, setting),
            *_date_features(fact, setting),
            *_place_features(subject, fact, own),
        ]
        for fact in candidates
    ]


def _crossed(subject: Subject, features: Iterator[Feature]) -> Iterator[Feature]:
    """Yield each feature by itself and for the subject's type."""
    for name, value in features:
        yield name, value
        yield f"{subject.type}:{name}", value


def _name_features(subject: Subject, fact: Fact) -> Iterator[Feature]:
    yield "bias", 1.0
    if fact.type is not subject.type:
        yield "other-type", 1.0
    yield f"name={_likeness(subject.name, fact)}", 1.0
    if len(fold(subject.name).split()) == 1:
        yield "one-word", 1.0
        if subject.name.isupper() and len(subject.name) <= MAX_ACRONYM:
            yield "acronym", 1.0
    alike = sum(_likeness(form, fact) != "other" for form in subject.forms)
    yield "forms", alike / len(subject.forms)
    if alike > 1:
        yield "several-forms", 1.0


def _word_features(subject: Subject, setting: Setting) -> Iterator[Feature]:
    """Yield whether a name is an ordinary word too: "the House", the chain of shops "Duchess"."""
    name = fold(subject.name)
    if any(name in words(each) for each in WORD_LISTS):
        yield "generic", 1.0
    if name in setting.common:
        yield "common-word", 1.0


def _likeness(name: str, fact: Fact) -> str:
    """Return how *name* is a name of *fact*, the strictest way first."""
    if name == fact.name:
        return "same"
    if name in fact.aliases or name == fact.wikipedia:
        return "alias"
    if fact.type is EntityType.PERSON:
        return _person_likeness(name, fact)
    keys = name_keys(fact)
    if fold(name) in keys:
        return "folded"
    if keys & spellings(name):
        return "short"
    return "part" if set(fold(name).split()) <= set(fold(fact.name).split()) else "other"


def _person_likeness(name: str, fact: Fact) -> str:
    if fold(name) in map(fold, fact.names):
        return "folded"
    tokens = person_tokens(name)
    spelled = {each.translate(TWO_LETTERS) for each in fact.names}
    forms = [person_tokens(each) for each in sorted(spelled | set(fact.names))]
    if tokens in forms:
        return "transliterated"
    ends = {(form[0], form[-1]) for form in forms if len(form) > 1}
    if len(tokens) > 1 and (tokens[0], tokens[-1]) in ends:
        return "first-and-last"
    if len(tokens) == 1:
        return "surname" if tokens[0] in {form[-1] for form in forms if form} else "other"
    return "part" if any(is_part_of(tokens, form) for form in forms) else "other"


def _rival_features(
    subject: Subject, fact: Fact, candidates: Sequence[Fact], setting: Setting
) -> Iterator[Feature]:
    others = [each.prior for each in candidates if each is not fact]
    yield "prior", fact.prior
    yield "wikipedia", float(fact.wikipedia is not None)
    yield "rivals", log1p(len(others))
    yield "better-rivals", log1p(len(_better_rivals(subject, fact, candidates, setting)))
    if others:
        margin = fact.prior - max(others)
        yield "best-known", float(margin > 0)
        yield "margin", max(min(margin, MAX_MARGIN), -MAX_MARGIN)
    else:
        yield "only", 1.0


def _better_rivals(
    subject: Subject, fact: Fact, candidates: Sequence[Fact], setting: Setting
) -> list[Fact]:
    """Return the candidates that are as known as *fact* and as near to the article and the name."""
    named = setting.countries[fact.country or ""] > 0
    own = LIKENESSES.index(_likeness(subject.name, fact))
    return [
        each
        for each in candidates
        if each is not fact
        and each.prior >= fact.prior
        and (not named or setting.countries[each.country or ""])
        and LIKENESSES.index(_likeness(subject.name, each)) <= own
    ]


def _country_features(
    fact: Fact, candidates: Sequence[Fact], setting: Setting
) -> Iterator[Feature]:
    total = setting.countries.total()
    if fact.country is None or not total:
        yield "country-unknown", 1.0
        return
    share = setting.countries[fact.country] / total
    yield "country-share", share
    if not share:
        yield "country-strange", 1.0
        return
    yield "country-named", 1.0
    rivals = [each for each in candidates if setting.countries[each.country or ""]]
    if len(candidates) > 1 and rivals[0] is fact:
        yield "country-best-known", 1.0
        yield "country-only", float(len(rivals) == 1)


def _role_features(subject: Subject, fact: Fact) -> Iterator[Feature]:
    if subject.type is not EntityType.PERSON:
        return
    if not subject.roles:
        yield "role-none", 1.0
        return
    said, known = role_words(subject), office_words(fact)
    yield "role-share", len(said & known) / len(said) if said else 0.0
    yield "role-met" if said & known else "role-missed", 1.0


def _context_features(subject: Subject, fact: Fact, setting: Setting) -> Iterator[Feature]:
    """Yield how much of the description the article also talks of, the names themselves aside.

    And of the names in it: "city, California, United States".
    """
    own = frozenset[str]().union(*map(content_words, (*subject.forms, *fact.names)))
    known = content_words(" ".join((fact.description, fact.party or ""))) - own
    if not known:
        yield "context-none", 1.0
        return
    share = len(known & setting.words) / len(known)
    yield "context-share", share
    yield f"{subject.type}:context-share", share
    named = content_words(" ".join(_CAPITALIZED.findall(fact.description))) - own
    if named:
        share = len(named & setting.words) / len(named)
        yield "named-share", share
        yield f"{subject.type}:named-share", share


def _date_features(fact: Fact, setting: Setting) -> Iterator[Feature]:
    """Yield whether a person or body was there, and in office, at the time of the article."""
    if setting.day is None or not (fact.positions or fact.birth or fact.inception):
        yield "date-unknown", 1.0
        return
    year = int(setting.day[:4])
    born = fact.birth or fact.inception
    if born and born[:4] > setting.day[:4]:
        yield "before-its-time", 1.0
    if fact.death and year - _year(fact.death) > IN_THE_NEWS:
        yield "long-dead", 1.0
    if fact.birth and not fact.death and year - _year(fact.birth) > LIFETIME:
        yield "long-dead", 1.0
    if fact.positions:
        yield from _office_features(fact, setting.day)


def _office_features(fact: Fact, day: str) -> Iterator[Feature]:
    if fact.positions_at(day):
        yield "in-office", 1.0
        return
    ends = [_year(each.end) for each in fact.positions if each.end and each.end < day]
    if not any((each.start or "0") <= day for each in fact.positions):
        yield "not-yet-in-office", 1.0
    elif ends and int(day[:4]) - max(ends) > IN_THE_NEWS:
        yield "long-out-of-office", 1.0


def _year(day: str) -> int:
    return int(day[:4]) if day[:4].isdigit() else 0


def _place_features(subject: Subject, fact: Fact, own: Fact | None) -> Iterator[Feature]:
    if subject.type is not EntityType.LOCATION:
        return
    if subject.place is None:
        yield "place-unknown", 1.0
    elif own is None:
        yield "place-unlinked", 1.0
    elif own.id == fact.id:
        yield "place-chosen", 1.0
        yield "place-score", subject.place_score
        yield "place-nation", float(subject.place.is_nation)
    else:
        yield "place-other", 1.0
