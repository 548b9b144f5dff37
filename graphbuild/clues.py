"""What speaks for and against an entity's being what an anaphor means.

Features hold no word of the text but pronouns; the model that weighs them is learned from
annotated articles (``reference_training.py``).
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from graphbuild.anaphors import (
    HE,
    IT,
    SHE,
    SPEECH_GROUPS,
    Anaphor,
    sorts_of,
)
from graphbuild.model import MentionKind
from graphbuild.names import fold
from graphbuild.profiles import full_forms
from graphbuild.scene import LOCATION, PERSON, SUBJECTS, Entity, Scene, Seen, role_of
from graphbuild.syntax import Syntax
from graphbuild.variants import FEMININE, MASCULINE

GENDERS = {HE: MASCULINE, SHE: FEMININE}
VERBS = frozenset({"VERB", "AUX"})
OBJECT_FORMS = frozenset({"him", "her", "me"})
# How many verbs may share a subject.
MAX_SHARED = 4


class View:
    """The scene as seen from one anaphor."""

    def __init__(self, scene: Scene, anaphor: Anaphor) -> None:
        self.scene, self.anaphor, self.syntax = scene, anaphor, scene.syntax
        self.sentence = scene.sentences[anaphor.head]
        self.role = role_of(self.syntax, anaphor.head)
        self.is_quoted = self.syntax.quoted[anaphor.head] >= 0
        self.speaker = scene.speaker_of(anaphor.head)
        self.last_speaker = scene.last_speaker(anaphor.head)
        self.word = self.syntax.words[anaphor.head]
        governors = _governors(self.syntax, anaphor.head)
        self.clause = _clause(self.syntax, anaphor.head, governors)
        above = (_subject_of(self.syntax, verb) for verb in governors)
        self.subjects_above = list(dict.fromkeys(each for each in above if each is not None))
        self.is_nominal = anaphor.kind is MentionKind.NOMINAL
        self.gender = GENDERS.get(anaphor.group)
        self.subjects = [] if self.is_nominal else scene.subjects_before(anaphor)
        self.first: str | None = None
        if self.is_nominal:
            self._read_noun()

    def _read_noun(self) -> None:
        lemma = self.syntax.lemmas[self.anaphor.head]
        said = [
            fold(self.syntax.words[index]) for index in range(self.anaphor.first, self.anaphor.last)
        ]
        self.lemma = lemma
        self.said = full_forms(said)
        self.sorts = sorts_of(lemma)

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
        if entity.id == self.first:
            yield f"first subject {speaks}"
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
        for seen in reversed(entity.seen):
            if seen.sentence < self.sentence:
                break
            if seen.sentence == self.sentence and seen.head != self.anaphor.head:
                yield from self._bound(seen)

    def is_barred(self, entity: Entity) -> bool:
        """Whether grammar forbids the pronoun to mean the entity (Principle B; Chomsky, 1981).

        "X told him" isn't about X twice, nor is "his brother Y" Y's brother.
        """
        if self.is_nominal or self.anaphor.group in SPEECH_GROUPS:
            return False
        clues = {
            clue
            for seen in entity.seen
            if seen.sentence == self.sentence and seen.head != self.anaphor.head
            for clue in self._bound(seen)
        }
        return bool(clues & {"same verb", "inside own phrase"})

    def _bound(self, seen: Seen) -> Iterator[str]:
        """Yield how a mention in the anaphor's sentence stands to it."""
        head, syntax = self.anaphor.head, self.syntax
        is_owner = syntax.deps[head] == "poss"
        if is_owner:
            owned = syntax.heads[head]
            if syntax.left[owned] <= seen.head < syntax.right[owned]:
                yield "inside own phrase"
        if self.clause is not None and self._is_argument(seen.head):
            is_reflexive = self.word.endswith(("self", "selves"))
            yield "reflexive" if is_reflexive else "owner" if is_owner else "same verb"
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
        many = "many" if self.scene.unquoted_i > 9 else "few"
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
        if any(role_of(self.syntax, index) == "subject" for index in between):
            yield "nameless subject between"

    def _nouns_between(self, start: int, end: int) -> list[int]:
        heads = self.scene.nouns[self._noun_type()]
        return heads[bisect_left(heads, start + 1) : bisect_left(heads, end)]

    def _noun_type(self) -> str:
        """Return which nouns without a name the anaphor might stand for instead."""
        group = self.anaphor.group
        return group if group in {IT, LOCATION.value} else PERSON.value

    def _noun(self, entity: Entity) -> Iterator[str]:
        profile = entity.profile
        is_known = self.lemma in profile.heads
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
        shared = len(self.said & profile.words - {self.lemma})
        yield f"words shared {min(shared, 2)}"
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
            many = "many" if self.scene.unquoted_i > 9 else "few"
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
            if any(role_of(self.syntax, index) == "subject" for index in before):
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
        seen = self.scene.nameless_heads[self.lemma]
        yield f"none seen {min(seen, 2)}"

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


def _bucket(value: float, limits: Sequence[float]) -> str:
    """Return the greatest limit that *value* reaches, as a text."""
    return f"{max((limit for limit in limits if limit <= value), default=0):g}"
