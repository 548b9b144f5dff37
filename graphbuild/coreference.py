"""Which mentions of an article name the same entity.

Names are joined by spelling, acronym and part ("Mark Milley" … "Milley"); pronouns and
titles ("the minister") go to the nearest entity that fits in type, gender and role. Rules
only, as no trained English coreference model ships as a package.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from spacy.tokens import Doc, Token

from graphbuild.gazetteer import Gazetteer
from graphbuild.lexicons import table, words
from graphbuild.mentions import Name
from graphbuild.model import EntityType, Mention, MentionKind
from graphbuild.names import fold, is_acronym_of, is_part_of, person_tokens, same_person
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
# How many sentences back a pronoun or a title may point.
PRONOUN_REACH, NOMINAL_REACH = 3, 12
SCORES = {"same-name": 1.0, "same-place": 0.95, "acronym": 0.95, "part-of-name": 0.9}
SCORE_RECENT, SCORE_PRONOUN, SCORE_NOMINAL = 0.6, 0.7, 0.6


@dataclass(slots=True)
class Cluster:
    """The names of one entity, as they are being joined.

    Attributes:
        names: Each with the rule that joined it and its score.
    """

    type: EntityType
    names: list[tuple[Name, str, float]] = field(default_factory=list)

    @property
    def forms(self) -> list[str]:
        """The different texts of the names, the most frequent first."""
        counts = Counter(name.text for name, _, _ in self.names)
        return sorted(counts, key=lambda text: (-counts[text], text))

    @property
    def name(self) -> str:
        """The fullest form of a person's or organization's name, a place's most frequent."""
        if self.type is EntityType.LOCATION:
            return self.forms[0]
        return max(self.forms, key=lambda text: (len(fold(text).split()), not text.isupper()))

    def add(self, name: Name, rule: str, score: float) -> None:
        self.names.append((name, rule, score))


def join_names(names: Iterable[Name], gazetteer: Gazetteer) -> list[Cluster]:
    """Join *names* into one cluster for each entity, in the order of their first names.

    A surname goes to the only person of that name, or to the one named last before it.
    """
    ordered = list(names)
    clusters: list[Cluster] = []
    # Full names first, so that a surname in the headline finds its person too.
    for name in sorted(ordered, key=lambda name: (-len(name.key.split()), name.start)):
        found = _cluster_for(name, clusters, gazetteer)
        if found is None:
            clusters.append(Cluster(name.type, [(name, "same-name", name.score)]))
        else:
            cluster, rule, score = found
            cluster.add(name, rule, score)
    for cluster in clusters:
        cluster.names.sort(key=lambda joined: joined[0].start)
    return sorted(clusters, key=lambda cluster: cluster.names[0][0].start)


def _cluster_for(
    name: Name, clusters: list[Cluster], gazetteer: Gazetteer
) -> tuple[Cluster, str, float] | None:
    alike = [cluster for cluster in clusters if cluster.type is name.type]
    for cluster in alike:
        rule = _same_entity(name, cluster, gazetteer)
        if rule is not None:
            return cluster, rule, SCORES[rule]
    if name.type is EntityType.LOCATION:
        return None
    partial = [cluster for cluster in alike if _is_short_form(name, cluster)]
    if len(partial) == 1:
        return partial[0], "part-of-name", SCORES["part-of-name"]
    if partial and name.type is EntityType.PERSON:
        return _named_last(name, partial), "part-of-name-recent", SCORE_RECENT
    return None


def _same_entity(name: Name, cluster: Cluster, gazetteer: Gazetteer) -> str | None:
    """Return the rule by which *name* names the entity of *cluster* for certain."""
    for form in cluster.forms:
        if fold(form) == name.key:
            return "same-name"
        if name.type is EntityType.PERSON and same_person(
            person_tokens(form), person_tokens(name.text)
        ):
            return "same-name"
        if name.type is EntityType.ORGANIZATION and is_acronym_of(name.text, form):
            return "acronym"
        if name.type is EntityType.LOCATION and _same_place(form, name.text, gazetteer):
            return "same-place"
    return None


def _same_place(left: str, right: str, gazetteer: Gazetteer) -> bool:
    place, other = gazetteer.link(left), gazetteer.link(right)
    return place is not None and other is not None and place[0] == other[0]


def _is_short_form(name: Name, cluster: Cluster) -> bool:
    if name.type is EntityType.PERSON:
        tokens = person_tokens(name.text)
        return any(is_part_of(tokens, person_tokens(form)) for form in cluster.forms)
    tokens = tuple(name.key.split())
    fulls = [tuple(fold(form).split()) for form in cluster.forms]
    return any(
        is_part_of(tokens, full)
        and (full[: len(tokens)] == tokens or full[-len(tokens) :] == tokens)
        for full in fulls
    ) and not words("organization_heads").issuperset(tokens)


def _named_last(name: Name, clusters: Sequence[Cluster]) -> Cluster:
    """Return the cluster with the full name nearest before *name*, else nearest after it."""

    def distance(cluster: Cluster) -> tuple[bool, int]:
        starts = [each.start for each, _, _ in cluster.names if len(each.key.split()) > 1]
        before = [name.start - start for start in starts if start < name.start]
        return (not before, min(before, default=min(starts, default=0)))

    return min(clusters, key=distance)


# ------------------------------------------------------------------ pronouns and titles
@dataclass(frozen=True, slots=True, kw_only=True)
class Antecedent:
    """A mention that a pronoun or a title may refer back to."""

    position: int
    sentence: int
    entity: str
    is_subject: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What is known of an entity that a pronoun or a title must fit."""

    type: EntityType
    gender: str | None
    heads: frozenset[str]


def find_references(
    doc: Doc, mentions: Sequence[Mention], profiles: dict[str, Profile], heads: dict[int, Token]
) -> Iterator[Mention]:
    """Yield the pronouns and titles that refer to an entity named before them.

    Args:
        doc: Tagged and parsed.
        mentions: The names of the article, in its order.
        profiles: What is known of each entity, by id.
        heads: The syntactic head of each name, by its start.
    """
    sentence_of = {token.i: number for number, sent in enumerate(doc.sents) for token in sent}
    found = [_antecedent(heads[each.start], each.entity, sentence_of) for each in mentions]
    named = {
        token.i for head in heads.values() for token in (head, *head.children) if token.ent_type_
    }
    for token in doc:
        reference = _refer(token, found, profiles, sentence_of, named)
        if reference is not None:
            yield reference
            found.append(_antecedent(token, reference.entity, sentence_of))


def _antecedent(token: Token, entity: str, sentence_of: dict[int, int]) -> Antecedent:
    return Antecedent(
        position=token.i,
        sentence=sentence_of[token.i],
        entity=entity,
        is_subject=token.dep_ in {"nsubj", "nsubjpass"},
    )


def _refer(
    token: Token,
    found: list[Antecedent],
    profiles: dict[str, Profile],
    sentence_of: dict[int, int],
    named: set[int],
) -> Mention | None:
    gender = PRONOUNS.get(token.lower_)
    if gender is not None and token.pos_ == "PRON":
        fitting = [each for each in found if _fits_pronoun(profiles[each.entity], gender)]
        entity = _nearest(token, fitting, sentence_of, PRONOUN_REACH)
        start, kind = token.idx, MentionKind.PRONOUN
        return None if entity is None else _mention(start, token, kind, entity, profiles)
    if _is_definite_title(token) and token.i not in named:
        lemma = token.lemma_.lower()
        fitting = [each for each in found if lemma in profiles[each.entity].heads]
        entity = _nearest(token, fitting, sentence_of, NOMINAL_REACH)
        start, kind = token.left_edge.idx, MentionKind.NOMINAL
        return None if entity is None else _mention(start, token, kind, entity, profiles)
    return None


def _fits_pronoun(profile: Profile, gender: str) -> bool:
    return profile.type is EntityType.PERSON and profile.gender in {gender, None}


def _is_definite_title(token: Token) -> bool:
    """Whether *token* heads a bare "the minister", "the ministry": no name, no complement."""
    if token.pos_ != "NOUN" or token.i == 0:
        return False
    if token.lemma_.lower() not in words("titles") | words("organization_heads"):
        return False
    before = token.doc[token.i - 1]
    return before.lower_ == "the" and token.left_edge == before and token.right_edge == token


def _nearest(
    token: Token, found: list[Antecedent], sentence_of: dict[int, int], reach: int
) -> str | None:
    """Return the entity of the nearest antecedent: subjects first within a sentence.

    Subjects before objects, nearer sentences before farther ones: the order of Hobbs (1978)
    in short.
    """
    sentence = sentence_of[token.i]
    near = [each for each in found if each.position < token.i and sentence - each.sentence <= reach]
    if not near:
        return None
    best = max(near, key=lambda each: (each.sentence, each.is_subject, -each.position))
    return best.entity


def _mention(
    start: int, token: Token, kind: MentionKind, entity: str, profiles: dict[str, Profile]
) -> Mention:
    is_pronoun = kind is MentionKind.PRONOUN
    return Mention(
        start=start,
        end=token.idx + len(token),
        type=profiles[entity].type,
        kind=kind,
        entity=entity,
        rule="nearest-person" if is_pronoun else "nearest-title",
        score=SCORE_PRONOUN if is_pronoun else SCORE_NOMINAL,
    )


def profile(cluster: Cluster, phrases: Sequence[RolePhrase]) -> Profile:
    """Return what the names and roles of *cluster* tell of gender and of fitting titles."""
    role_words = {word for phrase in phrases for word in fold(phrase.title).split()}
    heads = role_words & words("titles")
    if cluster.type is EntityType.ORGANIZATION:
        heads |= {word for form in cluster.forms for word in fold(form).split()}
    return Profile(type=cluster.type, gender=_gender(cluster, role_words), heads=frozenset(heads))


def _gender(cluster: Cluster, role_words: set[str]) -> str | None:
    if cluster.type is not EntityType.PERSON:
        return None
    for word in sorted(role_words):
        if word in TITLE_GENDERS:
            return TITLE_GENDERS[word]
    return table("given_names").get(fold(cluster.name).split()[0])
