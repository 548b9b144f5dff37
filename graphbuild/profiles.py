"""What an article and the word lists tell of an entity that a pronoun or a noun must fit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graphbuild.anaphors import sorts_of
from graphbuild.coreference import Cluster
from graphbuild.gazetteer import Gazetteer, Kind
from graphbuild.lexicons import demonym_states, table
from graphbuild.model import EntityType
from graphbuild.names import fold
from graphbuild.roles import RolePhrase
from graphbuild.variants import FEMININE, HONORIFICS, MASCULINE, gender_of

# Offices whose holder may be called a leader.
LEADERS = frozenset({"president", "premier", "chancellor", "leader", "chief", "king", "emir"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What is known of an entity.

    Attributes:
        gender: ``m`` or ``f``, None where unknown.
        words: Folded words of a person's roles, or of another's name.
        states: ISO 3166-1 codes of the states that its roles name.
        heads: Folded heads of an organization's or place's names, which say what it is: "Ministry
            of Finance", "Northern Bank", "Lake Vana".
        sorts: What sort of place it is, as in ``data/nominals.tsv``.
    """

    type: EntityType
    gender: str | None
    words: frozenset[str]
    states: frozenset[str]
    heads: frozenset[str] = frozenset()
    sorts: frozenset[str] = frozenset()


def profile(cluster: Cluster, phrases: Sequence[RolePhrase], gazetteer: Gazetteer) -> Profile:
    """Return what the names and roles of *cluster* tell."""
    said = [word for phrase in phrases for word in fold(phrase.title).split()]
    role_words = full_forms(said)
    known = role_words
    if cluster.type is not EntityType.PERSON:
        known |= {word for form in cluster.forms for word in fold(form).split()}
    return Profile(
        type=cluster.type,
        gender=_gender(cluster, role_words),
        words=frozenset(known | ({"leader"} if known & LEADERS else set())),
        states=states_of(said, gazetteer),
        heads=_heads(cluster),
        sorts=_sorts(cluster, gazetteer),
    )


def full_forms(found: Iterable[str]) -> set[str]:
    """Return the words with the short ones among them spelt out: "gen" is "general"."""
    return {table("title_forms").get(word, word) for word in found}


def states_of(said: Sequence[str], gazetteer: Gazetteer) -> frozenset[str]:
    """Return the states that demonyms and names among the folded words stand for."""
    places = (gazetteer.find(word)[:1] for word in said)
    named = {place.country for found in places for place in found if place.is_nation}
    return demonym_states(said) | named


def _gender(cluster: Cluster, role_words: set[str]) -> str | None:
    if cluster.type is not EntityType.PERSON:
        return None
    if cluster.gender is not None:
        return cluster.gender
    for word in sorted(role_words):
        told = {HONORIFICS.get(word), *sorts_of(word)} & {MASCULINE, FEMININE}
        if len(told) == 1:
            return told.pop()
    # The fullest form first: "Brandt" is a surname in "Ulrike Brandt".
    forms = sorted(cluster.forms, key=lambda form: -len(form.split()))
    genders = (gender_of(form) for form in forms)
    return next((gender for gender in genders if gender is not None), None)


def _heads(cluster: Cluster) -> frozenset[str]:
    if cluster.type is EntityType.PERSON:
        return frozenset()
    folded = (fold(form).split() for form in cluster.forms)
    return frozenset(end for words in folded for end in (*words[:1], *_before_of(words)[-1:]))


def _before_of(words: list[str]) -> list[str]:
    """Return the words in front of "of": "Northern Bank" of "Northern Bank of Commerce"."""
    return words[: words.index("of")] if "of" in words else words


def _sorts(cluster: Cluster, gazetteer: Gazetteer) -> frozenset[str]:
    if cluster.type is not EntityType.LOCATION:
        return frozenset()
    sorts = {sort for end in _heads(cluster) for sort in sorts_of(end)}
    if cluster.kind is Kind.REGION:
        return frozenset(sorts | {"region"})
    for place in gazetteer.find(cluster.name)[:1]:
        sorts.add("country" if place.is_nation else "region" if place.is_region else "city")
    return frozenset(sorts)
