"""Pronouns and titles ("he", "the minister", "Ukraine's president") to the entities they mean.

Rules only, as no trained English coreference model ships as a package: the nearest entity
that fits in type, gender, office and state, subjects before objects.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from spacy.tokens import Doc, Token

from graphbuild.coreference import Cluster
from graphbuild.gazetteer import Gazetteer
from graphbuild.lexicons import demonym_states, table, words
from graphbuild.model import EntityType, Mention, MentionKind
from graphbuild.names import fold
from graphbuild.nlp import head_of
from graphbuild.quotations import find_quotations
from graphbuild.roles import RolePhrase

MASCULINE, FEMININE = "m", "f"
PRONOUNS = {
    **dict.fromkeys(("he", "him", "his", "himself"), MASCULINE),
    **dict.fromkeys(("she", "her", "hers", "herself"), FEMININE),
}
TITLE_GENDERS = {
    **dict.fromkeys(("mr", "sir", "lord", "king", "prince", "father", "pope"), MASCULINE),
    **dict.fromkeys(("spokesman", "chairman", "congressman", "businessman"), MASCULINE),
    **dict.fromkeys(("mrs", "ms", "miss", "lady", "dame", "queen", "princess"), FEMININE),
    **dict.fromkeys(("spokeswoman", "chairwoman", "congresswoman", "sister"), FEMININE),
}
# Offices whose holder may be called a leader.
LEADERS = frozenset({"president", "premier", "chancellor", "leader", "chief", "king", "emir"})
NOMINAL_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
DETERMINERS = frozenset({"the", "this", "that"})
# How many sentences back each may point.
PRONOUN_REACH, IT_REACH, TITLE_REACH, LAST_REACH = 3, 1, 15, 2
SCORE_PRONOUN, SCORE_TITLE, SCORE_LAST = 0.7, 0.6, 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What is known of an entity that a pronoun or a title must fit.

    Attributes:
        gender: ``m`` or ``f``, None where unknown.
        words: Folded words of a person's roles, or of an organization's name.
        states: ISO 3166-1 codes of the states that its roles name.
    """

    type: EntityType
    gender: str | None
    words: frozenset[str]
    states: frozenset[str]


def profile(cluster: Cluster, phrases: Sequence[RolePhrase], gazetteer: Gazetteer) -> Profile:
    """Return what the names and roles of *cluster* tell."""
    said = [word for phrase in phrases for word in fold(phrase.title).split()]
    role_words = _full_forms(said)
    known = role_words
    if cluster.type is EntityType.ORGANIZATION:
        known |= {word for form in cluster.forms for word in fold(form).split()}
    return Profile(
        type=cluster.type,
        gender=_gender(cluster, role_words),
        words=frozenset(known | ({"leader"} if known & LEADERS else set())),
        states=_states(said, gazetteer),
    )


def _full_forms(found: Iterable[str]) -> set[str]:
    return {table("title_forms").get(word, word) for word in found}


def _gender(cluster: Cluster, role_words: set[str]) -> str | None:
    if cluster.type is not EntityType.PERSON:
        return None
    for word in sorted(role_words):
        if word in TITLE_GENDERS:
            return TITLE_GENDERS[word]
    return next(
        (
            table("given_names")[first]
            for first in (form.split()[0] for form in map(fold, cluster.forms) if form)
            if first in table("given_names")
        ),
        None,
    )


def _states(said: Sequence[str], gazetteer: Gazetteer) -> frozenset[str]:
    """Return the states that demonyms and names among the folded words stand for."""
    places = (gazetteer.find(word)[:1] for word in said)
    named = {place.country for found in places for place in found if place.is_nation}
    return demonym_states(said) | named


# ------------------------------------------------------------------ finding
@dataclass(frozen=True, slots=True, kw_only=True)
class _Antecedent:
    position: int
    sentence: int
    entity: str
    profile: Profile
    is_subject: bool
    is_quoted: bool


def find_references(
    doc: Doc, named: Sequence[Mention], profiles: Mapping[str, Profile], gazetteer: Gazetteer
) -> Iterator[Mention]:
    """Yield the pronouns and titles that refer to an entity, in the order of the text.

    Args:
        doc: Tagged and parsed.
        named: The names of the article, in its order.
        profiles: What is known of each entity, by id.
        gazetteer: Knows the names of states.
    """
    sentence_of = {token.i: number for number, sent in enumerate(doc.sents) for token in sent}
    quoted = _quoted(doc)

    def antecedent(token: Token, entity: str) -> _Antecedent:
        return _Antecedent(
            position=token.i,
            sentence=sentence_of[token.i],
            entity=entity,
            profile=profiles[entity],
            is_subject=token.dep_ in NOMINAL_SUBJECTS,
            is_quoted=token.i in quoted,
        )

    heads = (antecedent(head_of(doc, (each.start, each.end)), each.entity) for each in named)
    ahead = sorted(heads, key=lambda each: each.position, reverse=True)
    names = _tokens_of(doc, named)
    before: list[_Antecedent] = []
    for token in doc:
        while ahead and ahead[-1].position < token.i:
            before.append(ahead.pop())
        sentence = sentence_of[token.i]
        reference = _of_pronoun(token, before, sentence, token.i in quoted) or _of_title(
            token, before, sentence, names, gazetteer
        )
        if reference is not None:
            yield reference
            before.append(antecedent(token, reference.entity))


def _quoted(doc: Doc) -> frozenset[int]:
    spans = (
        doc.char_span(each.start, each.end, alignment_mode="expand")
        for each in find_quotations(doc.text)
    )
    return frozenset(token.i for span in spans for token in span or ())


def _tokens_of(doc: Doc, named: Iterable[Mention]) -> frozenset[int]:
    spans = (doc.char_span(each.start, each.end, alignment_mode="expand") for each in named)
    return frozenset(token.i for span in spans for token in span or ())


def _within(before: Sequence[_Antecedent], earliest: int) -> Iterator[_Antecedent]:
    """Yield what stands in sentence *earliest* or after it, the last first."""
    return takewhile(lambda each: each.sentence >= earliest, reversed(before))


def _of_pronoun(
    token: Token, before: list[_Antecedent], sentence: int, is_quoted: bool
) -> Mention | None:
    if token.pos_ != "PRON":
        return None
    gender = PRONOUNS.get(token.lower_)
    if gender is not None:
        near = list(_within(before, sentence - PRONOUN_REACH))
        fitting = [each for each in near if _may_be(each.profile, gender)]
        # Who speaks is named outside of what is said.
        told = [] if is_quoted else [each for each in fitting if not each.is_quoted]
        best = _nearest(told or fitting)
    elif _is_referring_it(token):
        near = list(_within(before, sentence - IT_REACH))
        best = _nearest(
            each for each in near if each.is_subject and each.profile.type is not EntityType.PERSON
        )
    else:
        return None
    span = token.idx, token.idx + len(token)
    return (
        None
        if best is None
        else _mention(span, best, MentionKind.PRONOUN, "nearest-fitting", SCORE_PRONOUN)
    )


def _is_referring_it(token: Token) -> bool:
    """Whether *token* is an "it" that does something, unlike that of "made it known"."""
    verb = token.head
    return (
        token.lower_ == "it"
        and token.dep_ == "nsubj"
        and verb.pos_ == "VERB"
        and verb.head.lemma_ != "make"
    )


def _may_be(known: Profile, gender: str) -> bool:
    return known.type is EntityType.PERSON and known.gender in {gender, None}


def _nearest(fitting: Iterable[_Antecedent]) -> _Antecedent | None:
    """Return the last sentence's first subject, else its first name (after Hobbs, 1978)."""
    return max(
        fitting, key=lambda each: (each.sentence, each.is_subject, -each.position), default=None
    )


def _of_title(
    token: Token,
    before: list[_Antecedent],
    sentence: int,
    names: frozenset[int],
    gazetteer: Gazetteer,
) -> Mention | None:
    phrase = _title_phrase(token, names)
    if not phrase:
        return None
    folded = [fold(each.text) for each in phrase]
    said = _full_forms(folded)
    head = fold(token.lemma_)
    states = _states(folded, gazetteer)
    fitting = [
        each
        for each in _within(before, sentence - TITLE_REACH)
        if head in each.profile.words
        and not (states and each.profile.states and states.isdisjoint(each.profile.states))
    ]
    best = max(
        fitting,
        key=lambda each: (len(said & each.profile.words), each.sentence, each.position),
        default=None,
    )
    span = phrase[0].idx, phrase[-1].idx + len(phrase[-1])
    if best is not None:
        return _mention(span, best, MentionKind.NOMINAL, "title-of-role", SCORE_TITLE)
    untitled = _untitled_before(token, before, sentence, head)
    if untitled is not None:
        return _mention(span, untitled, MentionKind.NOMINAL, "title-of-last", SCORE_LAST)
    return None


def _untitled_before(
    token: Token, before: list[_Antecedent], sentence: int, head: str
) -> _Antecedent | None:
    """Return the person whom a title at the head of a sentence calls by another word.

    News names somebody, then varies: "Ann Lee voted no. The senator said …". It is who was the
    subject last, if nothing is known of their office that the title would contradict.
    """
    is_owned = any(child.dep_ == "poss" for child in token.lefts)
    if token.dep_ not in NOMINAL_SUBJECTS or head not in words("titles") or is_owned:
        return None
    near = _within(before, sentence - LAST_REACH)
    people = [each for each in near if each.profile.type is EntityType.PERSON]
    last = next((each for each in people if each.is_subject and not each.is_quoted), None)
    if last is None or last.sentence == sentence or last.profile.words & words("titles"):
        return None
    gender = TITLE_GENDERS.get(head)
    return last if gender is None or _may_be(last.profile, gender) else None


def _title_phrase(token: Token, names: frozenset[int]) -> list[Token]:
    """Return the definite noun phrase that the title *token* heads, if it holds no name of its own.

    "the minister", "the Ukrainian president", "Britain's defence secretary", "the director
    general of the IAEA".
    """
    if token.pos_ not in {"NOUN", "PROPN"} or token.i in names or token.tag_ in {"NNS", "NNPS"}:
        return []
    if fold(token.lemma_) not in words("titles") | words("organization_heads"):
        return []
    first, last = token.left_edge.i, token.i
    is_definite = token.doc[first].lower_ in DETERMINERS or any(
        child.dep_ == "poss" and child.i in names for child in token.lefts
    )
    for child in token.rights:
        if child.dep_ == "prep" and child.lower_ == "of" and child.i == last + 1:
            last = child.right_edge.i
    if not is_definite or _is_beside_name(token, last, names):
        return []
    return list(token.doc[first : last + 1])


def _is_beside_name(token: Token, last: int, names: frozenset[int]) -> bool:
    """Whether the phrase goes on with the name of the person whom the title is of."""
    following = token.doc[last + 1 : last + 3]
    is_followed = any(
        each.i in names for each in following[: 2 if following.text.startswith(",") else 1]
    )
    return is_followed or token.dep_ in {"compound", "appos", "amod", "nmod"}


def _mention(
    span: tuple[int, int], best: _Antecedent, kind: MentionKind, rule: str, score: float
) -> Mention:
    return Mention(
        start=span[0],
        end=span[1],
        type=best.profile.type,
        kind=kind,
        entity=best.entity,
        rule=rule,
        score=score,
    )
