"""Which entities an anaphor may refer to, and what speaks for and against each.

Features hold no word of the text but pronouns; the model that weighs them is learned from
annotated articles (``reference_training.py``).
"""

from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from graphbuild.anaphors import (
    HE,
    IT,
    NOUNS,
    PLURALS,
    PRONOUNS,
    SHE,
    SPEECH_GROUPS,
    THERE,
    THEY,
    WE,
    Anaphor,
    sorts_of,
    types_of,
)
from graphbuild.gazetteer import Gazetteer
from graphbuild.lexicons import words
from graphbuild.model import EntityType, MentionKind
from graphbuild.names import fold
from graphbuild.profiles import Profile, full_forms, states_of
from graphbuild.syntax import MARKS, Syntax
from graphbuild.variants import FEMININE, MASCULINE

PERSON, ORGANIZATION, LOCATION = EntityType.PERSON, EntityType.ORGANIZATION, EntityType.LOCATION
THIRD_PERSON = frozenset({HE, SHE, IT, THEY})
GENDERS = {HE: MASCULINE, SHE: FEMININE}
# Types of the entities that each group may refer to.
TYPES: dict[str, frozenset[EntityType]] = {
    HE: frozenset({PERSON}),
    SHE: frozenset({PERSON}),
    IT: frozenset({ORGANIZATION, LOCATION}),
    THEY: frozenset({ORGANIZATION, LOCATION, PERSON}),
    "i": frozenset({PERSON}),
    "you": frozenset({PERSON, ORGANIZATION}),
    WE: frozenset({PERSON, ORGANIZATION, LOCATION}),
    THERE: frozenset({LOCATION}),
    PERSON.value: frozenset({PERSON}),
    ORGANIZATION.value: frozenset({ORGANIZATION, LOCATION}),
    LOCATION.value: frozenset({LOCATION, ORGANIZATION}),
}
# How many sentences back each group may point, and among how many entities.
REACH = {IT: 4, THEY: 4, HE: 6, SHE: 6, THERE: 6}
FAR_REACH, MOST_CANDIDATES = 40, 8
SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
OBJECTS = frozenset({"dobj", "dative", "attr", "oprd"})
VERBS = frozenset({"VERB", "AUX"})
OBJECT_FORMS = frozenset({"him", "her", "them", "me", "us"})
# How many verbs may share a subject.
MAX_SHARED = 4
# So many paragraphs that ask make an interview.
MIN_QUESTIONS = 3
# How many sentences back a title may point to who has it, and to who has none.
TITLE_REACH, LAST_REACH, SUBJECT_REACH = 15, 2, 4
NO_ENTITY: str | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """A mention that stands before, or in the sentence of, what refers."""

    head: int
    sentence: int
    kind: MentionKind
    role: str
    group: str = ""


@dataclass(slots=True)
class Entity:
    """An entity with its mentions so far, in the order of the text."""

    id: str
    profile: Profile
    seen: list[Seen] = field(default_factory=list)
    names: int = 0
    noun_heads: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity that may be meant, None for none that has a name; what speaks for it."""

    entity: str | None
    features: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """What somebody says: the tokens, and the head of the phrase that stands for them."""

    source: int
    content: frozenset[int]


class Scene:
    """What an article has named up to a place in it.

    Args:
        syntax: The parsed text.
        names: Tokens of names.
        profiles: What is known of each entity, by id.
        gazetteer: Knows the names of states.
        speeches: Who says what, as far as that is known.
    """

    def __init__(
        self,
        syntax: Syntax,
        names: frozenset[int],
        profiles: Mapping[str, Profile],
        gazetteer: Gazetteer,
        speeches: Sequence[Speech],
    ) -> None:
        self.syntax = syntax
        self.entities = {each: Entity(each, known) for each, known in profiles.items()}
        self._gazetteer = gazetteer
        self._sentence = _sentence_numbers(syntax)
        self._entity_at: dict[int, str] = {}
        self._speech_at = _innermost(speeches)
        self._sources = sorted({each.source for each in speeches})
        self._nouns = _unnamed_nouns(syntax, names)
        self._nameless_heads: Counter[str] = Counter()
        self._unquoted_i = sum(
            PRONOUNS.get(word) == "i" and syntax.quoted[index] < 0
            for index, word in enumerate(syntax.words)
        )

        self.turns = _turns(syntax)
        self.paragraphs = _paragraph_numbers(syntax)

    # -------------------------------------------------------------- what was said
    def add(self, entity: str, head: int, kind: MentionKind, group: str = "") -> None:
        """Note that *entity* is mentioned at token *head*."""
        mention = Seen(head, self._sentence[head], kind, _role(self.syntax, head), group)
        known = self.entities[entity]
        insort(known.seen, mention, key=lambda each: each.head)
        known.names += kind is MentionKind.NAME
        if kind is MentionKind.NOMINAL:
            known.noun_heads.add(self.syntax.lemmas[head])
        self._entity_at[head] = entity

    def add_nameless(self, anaphor: Anaphor) -> None:
        """Note that *anaphor* refers to nothing that has a name."""
        if anaphor.kind is MentionKind.NOMINAL:
            self._nameless_heads[self.syntax.lemmas[anaphor.head]] += 1

    def entity_at(self, head: int) -> str | None:
        """Return the entity that the mention with this head stands for."""
        return self._entity_at.get(head)

    # -------------------------------------------------------------- who may be meant
    def candidates(self, anaphor: Anaphor) -> list[Candidate]:
        """Return the entities that *anaphor* may refer to, and none, each with its features."""
        view = _View(self, anaphor)
        near = self._near(anaphor)
        found = [
            Candidate(each.id, tuple(view.features(each, last, rank, len(near))))
            for rank, (each, last) in enumerate(near)
        ]
        found.append(Candidate(NO_ENTITY, tuple(view.nameless(near))))
        return found

    def _near(self, anaphor: Anaphor) -> list[tuple[Entity, Seen]]:
        """Return the entities of fitting type with their last mention, the nearest first."""
        sentence = self._sentence[anaphor.head]
        types = TYPES[anaphor.group]
        reach = REACH.get(anaphor.group, FAR_REACH)
        # Who speaks of themselves in a quotation says "I".
        is_quoted = self.syntax.quoted[anaphor.head] >= 0 and anaphor.group in THIRD_PERSON
        quoting = self.speaker_of(anaphor.head) if is_quoted else None
        found = []
        for entity in self.entities.values():
            if entity.id == quoting:
                continue
            if entity.profile.type in types and _may_be(entity, anaphor):
                last = _last_before(entity, anaphor)
                if last is not None and 0 <= sentence - last.sentence <= reach:
                    found.append((entity, last))
        found.sort(key=lambda each: (each[1].head > anaphor.head, -each[1].head))
        near = found[:MOST_CANDIDATES]
        if anaphor.group in SPEECH_GROUPS:
            near += self._speakers(anaphor, [each.id for each, _ in near])
        return near

    def _speakers(self, anaphor: Anaphor, taken: Sequence[str]) -> Iterator[tuple[Entity, Seen]]:
        """Yield who speaks, and whom the article names most, where they are far away."""
        types = TYPES[anaphor.group]
        speaker = self.speaker_of(anaphor.head)
        ranked = sorted(self.entities.values(), key=lambda each: -each.names)
        most = [each.id for each in ranked if each.profile.type in types][:3]
        for entity in dict.fromkeys((speaker, *most)):
            if entity is not None and entity not in taken and self.entities[entity].seen:
                if self.entities[entity].profile.type in types:
                    yield self.entities[entity], self.entities[entity].seen[0]

    def titled(self, anaphor: Anaphor) -> tuple[str, str] | None:
        """Return whom a title means by what is known of their offices, and the rule.

        "the Turkish president" is who was called so, or whose office is of that state; "the
        leader" whoever has an office that leads.
        """
        syntax = self.syntax
        lemma, sentence = fold(syntax.lemmas[anaphor.head]), self._sentence[anaphor.head]
        folded = [fold(syntax.words[index]) for index in range(anaphor.first, anaphor.last)]
        said, states = full_forms(folded), states_of(folded, self._gazetteer)
        fitting = []
        for entity in self.entities.values():
            known = entity.profile
            last = _last_before(entity, anaphor)
            if last is None or last.head > anaphor.head or known.type not in types_of(lemma):
                continue
            if lemma not in (known.words if known.type is PERSON else known.heads):
                continue
            if known.type is LOCATION:
                continue
            if sentence - last.sentence > TITLE_REACH:
                continue
            if states and known.states and states.isdisjoint(known.states):
                continue
            fitting.append((len(said & known.words), last.head, entity.id))
        if fitting:
            return max(fitting)[2], "title-of-role"
        untitled = self._untitled(anaphor, lemma)
        return (untitled, "title-of-last") if untitled is not None else None

    def _untitled(self, anaphor: Anaphor, lemma: str) -> str | None:
        """Return the person whom a title at the head of a sentence calls by another word.

        News names somebody, then varies: "Ann Lee voted no. The senator said …". It is who was
        the subject last, if nothing is known of their office that the title would contradict.
        """
        syntax, head = self.syntax, anaphor.head
        is_owned = any(syntax.deps[child] == "poss" for child in syntax.children[head])
        if syntax.deps[head] not in SUBJECTS or lemma not in words("titles") or is_owned:
            return None
        sentence = self._sentence[head]
        subjects = [
            (seen.head, entity)
            for entity in self.entities.values()
            if entity.profile.type is PERSON
            for seen in entity.seen
            if seen.role == "subject"
            and sentence - LAST_REACH <= seen.sentence
            and seen.head < head
            and syntax.quoted[seen.head] < 0
        ]
        if not subjects:
            return None
        last, entity = max(subjects, key=lambda each: each[0])
        if self._sentence[last] == sentence or entity.profile.words & words("titles"):
            return None
        gender = next(iter(sorts_of(lemma)), None)
        return entity.id if gender in {None, entity.profile.gender} else None

    def subjects_before(self, anaphor: Anaphor) -> list[str]:
        """Return the entities of fitting type that were subjects lately, the last first."""
        earliest = self._sentence[anaphor.head] - SUBJECT_REACH
        found: dict[str, int] = {}
        for entity in self.entities.values():
            if entity.profile.type in TYPES[anaphor.group]:
                for seen in reversed(entity.seen):
                    if seen.sentence < earliest:
                        break
                    if seen.head < anaphor.head and seen.role == "subject":
                        found[entity.id] = seen.head
                        break
        return sorted(found, key=lambda each: -found[each])

    def speaker_of(self, head: int) -> str | None:
        """Return who says what the token is part of, if that is somebody named."""
        speech = self._speech_at.get(head)
        return self._entity_at.get(speech.source) if speech is not None else None

    def is_source(self, head: int) -> bool:
        """Whether the token is the head of a claim's source."""
        at = bisect_left(self._sources, head)
        return at < len(self._sources) and self._sources[at] == head

    def last_speaker(self, head: int) -> str | None:
        """Return who said something last before the token, if that is somebody named."""
        at = bisect_left(self._sources, head)
        return self._entity_at.get(self._sources[at - 1]) if at else None

    def is_said(self, head: int) -> bool:
        """Whether the token is part of what somebody says."""
        return head in self._speech_at


def _may_be(entity: Entity, anaphor: Anaphor) -> bool:
    """Whether the gender that name or title tell of a person doesn't contradict."""
    gender = GENDERS.get(anaphor.group)
    return gender is None or entity.profile.gender in {None, gender}


def _last_before(entity: Entity, anaphor: Anaphor) -> Seen | None:
    """Return the entity's last mention before *anaphor*, else the first behind it."""
    if not entity.seen:
        return None
    at = bisect_left(entity.seen, anaphor.first, key=lambda each: each.head)
    return entity.seen[max(at - 1, 0)]


class _View:
    """The scene as seen from one anaphor."""

    def __init__(self, scene: Scene, anaphor: Anaphor) -> None:
        self.scene, self.anaphor, self.syntax = scene, anaphor, scene.syntax
        self.sentence = scene._sentence[anaphor.head]
        self.role = _role(self.syntax, anaphor.head)
        self.is_quoted = self.syntax.quoted[anaphor.head] >= 0
        self.speaker = scene.speaker_of(anaphor.head)
        self.last_speaker = scene.last_speaker(anaphor.head)
        self.word = self.syntax.words[anaphor.head]
        governors = _governors(self.syntax, anaphor.head)
        self.clause = _clause(self.syntax, anaphor.head, governors)
        above = (_subject_of(self.syntax, verb) for verb in governors)
        self.subjects_above = list(dict.fromkeys(each for each in above if each is not None))
        self.is_nominal = anaphor.kind is MentionKind.NOMINAL and anaphor.group != THERE
        self.gender = GENDERS.get(anaphor.group)
        self.subjects = [] if self.is_nominal else scene.subjects_before(anaphor)
        if self.is_nominal:
            self._read_noun()

    def _read_noun(self) -> None:
        lemma = self.syntax.lemmas[self.anaphor.head]
        said = [
            fold(self.syntax.words[index]) for index in range(self.anaphor.first, self.anaphor.last)
        ]
        self.lemma = lemma
        self.types = types_of(lemma)
        self.said = full_forms(said)
        self.states = states_of(said, self.scene._gazetteer)
        self.sorts = sorts_of(lemma)
        if self.anaphor.group == PERSON.value:
            self.gender = next(iter(self.sorts), None)

    # -------------------------------------------------------------- features
    def features(self, entity: Entity, last: Seen, rank: int, rivals: int) -> Iterator[str]:
        """Yield what speaks for and against *entity*, whose last mention is *last*."""
        distance = max(self.sentence - last.sentence, 0)
        near = _bucket(distance, (0, 1, 2, 3, 6, 15))
        yield f"distance {near}"
        yield f"rank {min(rank, 4)} {'near' if distance < 3 else 'far'}"
        yield f"role {last.role} {min(distance, 2)}"
        yield f"kind {last.kind.value}"
        if rivals == 1:
            yield "only"
        if last.group == self.anaphor.group and not self.is_nominal:
            yield f"same pronoun {min(distance, 2)}"
        if not self.is_nominal:
            yield f"{last.role} to {self.role} {min(distance, 2)}"
            yield f"rank {min(rank, 2)} {self.role}"
        yield f"type {entity.profile.type.value}"
        if self.is_nominal or self.anaphor.group in SPEECH_GROUPS:
            yield from self._salience(entity)
        else:
            yield from self._place(entity, last)
        yield from self._gender(entity)
        yield from self._binding(entity)
        yield from self._speech(entity, last)
        yield from self._rivals(last, distance)
        if self.is_nominal:
            yield from self._noun(entity)

    def _place(self, entity: Entity, last: Seen) -> Iterator[str]:
        """Yield where the entity stands among what the sentences before were about.

        How often it is named in the whole text would tell more of lives, which the training
        articles are, than of news, where one person follows the other.
        """
        if last.head > self.anaphor.head:
            return
        paragraphs = self.scene.paragraphs
        apart = paragraphs[self.anaphor.head] - paragraphs[last.head]
        yield f"paragraphs {min(apart, 2)}"
        if self.subjects and entity.id in self.subjects:
            yield f"subject order {min(self.subjects.index(entity.id), 2)}"
        else:
            yield "no subject"
        speaks = "says" if self.scene.is_source(self.anaphor.head) else "does"
        if entity.id == self.last_speaker:
            yield f"spoke last, {speaks}"
        yield f"{entity.profile.type.value} {speaks}"
        recent = sum(self.sentence - each.sentence <= 2 for each in entity.seen)
        yield f"recent {min(recent, 3)}"

    def _salience(self, entity: Entity) -> Iterator[str]:
        yield f"count {_bucket(len(entity.seen), (1, 2, 4, 8, 16))}"
        same = [
            each
            for each in self.scene.entities.values()
            if each.profile.type is entity.profile.type and each.seen
        ]
        more = sum(len(each.seen) > len(entity.seen) for each in same)
        yield f"salience {min(more, 3)}"
        if more == 0 and len(same) > 1:
            second = max(len(each.seen) for each in same if each is not entity)
            yield f"lead {_bucket(len(entity.seen) / second, (1, 1.5, 2, 3))}"

    def _gender(self, entity: Entity) -> Iterator[str]:
        if self.gender is not None and entity.profile.type is PERSON:
            known = entity.profile.gender or self._shown_gender(entity)
            fits = "unknown" if known is None else "fits" if known == self.gender else "clashes"
            yield f"gender {fits}"

    def _shown_gender(self, entity: Entity) -> str | None:
        """Return the gender that the pronouns found so far tell."""
        return next(
            (GENDERS[each.group] for each in reversed(entity.seen) if each.group in GENDERS), None
        )

    def _binding(self, entity: Entity) -> Iterator[str]:
        """Yield how the entity stands to the anaphor in the sentence."""
        head, syntax = self.anaphor.head, self.syntax
        is_reflexive = self.word.endswith(("self", "selves"))
        for seen in reversed(entity.seen):
            if seen.sentence < self.sentence:
                break
            if seen.sentence > self.sentence or seen.head == head:
                continue
            if syntax.deps[head] == "poss":
                owned = syntax.heads[head]
                if syntax.left[owned] <= seen.head < syntax.right[owned]:
                    yield "inside own phrase"
            if self.clause is not None and self._is_argument(seen.head):
                is_poss = syntax.deps[head] == "poss"
                yield "reflexive" if is_reflexive else "owner" if is_poss else "same verb"
            if seen.head in self.subjects_above:
                yield f"subject above {min(self.subjects_above.index(seen.head), 2)}"
                yield f"subject above {self.role}"
            if syntax.left[seen.head] <= head < syntax.right[seen.head]:
                yield "above"
            if seen.head > head:
                yield "behind"

    def _is_argument(self, head: int) -> bool:
        """Whether the token is subject or object of the verb that the anaphor goes with."""
        verb = self.syntax.heads[head]
        return verb == self.clause or (
            self.clause is not None and _subject_of(self.syntax, self.clause) == head
        )

    def _speech(self, entity: Entity, last: Seen) -> Iterator[str]:
        inside = "quoted" if self.is_quoted else "said" if self._is_said() else "told"
        if entity.id == self.speaker:
            yield f"speaker {inside}"
        elif self.speaker is not None:
            yield f"not speaker {inside}"
        last_quoted = self.syntax.quoted[last.head]
        if last_quoted >= 0:
            same = last_quoted == self.syntax.quoted[self.anaphor.head]
            yield f"named in {'same' if same else 'other'} quotation, {inside}"
        if self.anaphor.group in SPEECH_GROUPS:
            yield from self._author(entity, inside)

    def _author(self, entity: Entity, inside: str) -> Iterator[str]:
        """Yield whether the entity may be who the whole text is by, or an interview with."""
        ranked = sorted(
            (
                each
                for each in self.scene.entities.values()
                if each.profile.type is entity.profile.type
            ),
            key=lambda each: (-each.names, each.seen[0].head if each.seen else 0),
        )
        many = "many" if self.scene._unquoted_i > 9 else "few"
        yield f"named most {min(ranked.index(entity), 3)} {inside} {many}"
        first = min(ranked, key=lambda each: each.seen[0].head if each.seen else 10**9)
        if first is entity:
            yield f"named first {inside} {many}"
        turn = self.scene.turns[self.anaphor.head]
        if turn and inside == "told":
            yield f"{turn}, named most {min(ranked.index(entity), 3)}"
        mine = sum(each.group == self.anaphor.group for each in entity.seen)
        yield f"spoke {_bucket(mine, (0, 1, 4))} {inside}"

    def _is_said(self) -> bool:
        return self.scene.is_said(self.anaphor.head)

    def _rivals(self, last: Seen, distance: int) -> Iterator[str]:
        """Yield how many people or things without a name stand between."""
        if distance > 3 or last.head > self.anaphor.head:
            return
        between = self._nouns_between(last.head, self.anaphor.first)
        yield f"nameless between {min(len(between), 3)}"
        if any(_role(self.syntax, index) == "subject" for index in between):
            yield "nameless subject between"

    def _nouns_between(self, start: int, end: int) -> list[int]:
        heads = self.scene._nouns[self._noun_type()]
        return heads[bisect_left(heads, start + 1) : bisect_left(heads, end)]

    def _noun_type(self) -> str:
        """Return which nouns without a name the anaphor might stand for instead."""
        group = self.anaphor.group
        if group in {IT, THEY}:
            return group
        if group in {ORGANIZATION.value, LOCATION.value}:
            return group
        return LOCATION.value if group == THERE else PERSON.value

    def _noun(self, entity: Entity) -> Iterator[str]:
        profile = entity.profile
        if profile.type not in self.types:
            yield "type unlike noun"
        elif profile.type is self.types[0]:
            yield "type of noun"
        is_known = self.lemma in (profile.words if profile.type is PERSON else profile.heads)
        sort = (
            "exact"
            if is_known
            else "fits"
            if self.sorts & profile.sorts
            else "open"
            if not (self.sorts and profile.sorts)
            else "clashes"
        )
        yield f"sort {sort}"
        if profile.type is PERSON and not is_known:
            yield "office known" if profile.words else "no office known"
        shared = len(self.said & profile.words - {self.lemma})
        yield f"words shared {min(shared, 2)}"
        if self.states:
            fits = "fits" if self.states & profile.states else "clashes"
            yield f"state {fits if profile.states else 'open'}"
        if self.lemma in entity.noun_heads:
            yield "same noun before"
        yield f"determiner {self._determiner()} sort {sort}"

    def _determiner(self) -> str:
        first = self.syntax.words[self.anaphor.first]
        return first if first in {"the", "this", "that"} else "possessive"

    # -------------------------------------------------------------- no entity
    def nameless(self, near: Sequence[tuple[Entity, Seen]]) -> Iterator[str]:
        """Yield what speaks for the anaphor's meaning nothing that has a name."""
        yield "none"
        inside = "quoted" if self.is_quoted else "said" if self._is_said() else "told"
        yield f"none {inside}"
        if self.anaphor.group in SPEECH_GROUPS:
            many = "many" if self.scene._unquoted_i > 9 else "few"
            yield f"none {inside} {many} {'known' if self.speaker else 'unknown'} speaker"
            turn = self.scene.turns[self.anaphor.head]
            if turn:
                yield f"none {turn} {inside}"
        if self.is_nominal:
            yield from self._nameless_noun()
        else:
            yield f"none {self.word}"
            yield f"none {self.role}"
        if self.scene.is_source(self.anaphor.head):
            yield "none says"
        if self.anaphor.group == IT:
            yield from self._idle_it()
        distance = min((self.sentence - last.sentence for _, last in near), default=9)
        yield f"none nearest {min(max(distance, 0), 3)}"
        start = self.syntax.starts[self.anaphor.head]
        here = self._nouns_between(start - 1, self.anaphor.first)
        yield f"none nameless here {min(len(here), 2)}"
        if start:
            before = self._nouns_between(self.syntax.starts[start - 1] - 1, start)
            yield f"none nameless before {min(len(before), 2)}"
            if any(_role(self.syntax, index) == "subject" for index in before):
                yield "none nameless subject before"

    def _nameless_noun(self) -> Iterator[str]:
        syntax, head = self.syntax, self.anaphor.head
        yield f"none determiner {self._determiner()}"
        deps = {syntax.deps[child] for child in syntax.children[head]}
        for dep in ("relcl", "acl", "prep", "amod", "compound", "poss", "nummod"):
            if dep in deps:
                yield f"none with {dep}"
        if self.anaphor.last - self.anaphor.first <= 2:
            yield "none short"
        seen = self.scene._nameless_heads[self.lemma]
        yield f"none seen {min(seen, 2)}"
        yield f"none type {self.types[0].value}"

    def _idle_it(self) -> Iterator[str]:
        """Yield signs of an "it" that means nothing: "it is clear that", "made it known"."""
        syntax, head = self.syntax, self.anaphor.head
        verb = syntax.heads[head]
        is_copula = syntax.lemmas[verb] == "be"
        deps = {syntax.deps[child] for child in syntax.children[verb]}
        if is_copula:
            yield "none it is"
        if is_copula and {"acomp", "attr"} & deps and {"ccomp", "advcl", "xcomp", "csubj"} & deps:
            yield "none it is so that"
        if syntax.lemmas[verb] in {"seem", "appear", "take", "turn", "rain", "matter"}:
            yield "none it seems"
        if syntax.pos[verb] in VERBS and syntax.lemmas[syntax.heads[verb]] == "make":
            yield "none make it"


# ------------------------------------------------------------------ syntax
def _sentence_numbers(syntax: Syntax) -> list[int]:
    numbers, number = [], -1
    for index, start in enumerate(syntax.starts):
        number += index == start
        numbers.append(number)
    return numbers


def _paragraph_numbers(syntax: Syntax) -> list[int]:
    numbers, number = [], 0
    for index in range(len(syntax)):
        numbers.append(number)
        number += syntax.is_break(index)
    return numbers


def _turns(syntax: Syntax) -> list[str]:
    """Return for each token of an interview whether its paragraph asks or answers.

    Interviews are often set without names: questions are paragraphs that end in a question mark.
    """
    ends = [index for index in range(len(syntax)) if syntax.is_break(index)] + [len(syntax)]
    turns, turn, asked = [""] * len(syntax), "", 0
    start = 0
    for end in ends:
        last = end - 1
        while last > start and syntax.words[last] in MARKS:
            last -= 1
        if start < end:
            asks = syntax.words[last] == "?"
            asked += asks
            turn = "asks" if asks else "answers" if turn else ""
            turns[start:end] = [turn] * (end - start)
        start = end + 1
    return turns if asked >= MIN_QUESTIONS else [""] * len(syntax)


def _role(syntax: Syntax, head: int) -> str:
    dep = syntax.deps[head]
    if dep in SUBJECTS:
        return "subject"
    if dep in OBJECTS:
        return "object"
    if dep in {"poss", "pobj", "appos", "compound"}:
        return dep
    return "root" if dep == "ROOT" else "other"


def _governors(syntax: Syntax, head: int) -> list[int]:
    """Return the verbs above *head*, the nearest first."""
    found = []
    while syntax.heads[head] != head:
        head = syntax.heads[head]
        if syntax.pos[head] in VERBS:
            found.append(head)
    return found


def _subject_of(syntax: Syntax, verb: int) -> int | None:
    """Return the subject of *verb*, perhaps that of the verb it is joined to or depends on."""
    for _ in range(MAX_SHARED):
        for child in syntax.children[verb]:
            if syntax.deps[child] in SUBJECTS:
                return child
        if syntax.deps[verb] not in {"conj", "xcomp", "advcl"}:
            return None
        verb = syntax.heads[verb]
    return None


def _clause(syntax: Syntax, head: int, governors: Sequence[int]) -> int | None:
    """Return the verb that the pronoun or noun is an argument of.

    "allowed him to live": the parse has "him" for the subject of "live".
    """
    is_raised = syntax.words[head] in OBJECT_FORMS and syntax.deps[head] in SUBJECTS
    return next(iter(governors[1:] if is_raised else governors), None)


def _unnamed_nouns(syntax: Syntax, names: frozenset[int]) -> dict[str, list[int]]:
    """Return the nouns that stand for people, bodies, places, things without naming them."""
    found: dict[str, list[int]] = defaultdict(list)
    for index in range(len(syntax)):
        if syntax.pos[index] in NOUNS and index not in names:
            if syntax.deps[index] not in {"compound", "appos", "attr"}:
                types = types_of(syntax.lemmas[index])
                for entity_type in types:
                    found[entity_type.value].append(index)
                if syntax.tags[index] in PLURALS:
                    found[THEY].append(index)
                elif PERSON not in types:
                    found[IT].append(index)
    return found


def _innermost(speeches: Iterable[Speech]) -> dict[int, Speech]:
    """Return the shortest speech that each token is part of."""
    found: dict[int, Speech] = {}
    for speech in sorted(speeches, key=lambda each: (-len(each.content), each.source)):
        found.update(dict.fromkeys(speech.content, speech))
    return found


def _bucket(value: float, limits: Sequence[float]) -> str:
    """Return the greatest limit that *value* reaches, as a text."""
    return f"{max((limit for limit in limits if limit <= value), default=0):g}"
