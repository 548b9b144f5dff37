"""What an article has said up to a place in it: who is mentioned where, and who speaks."""

from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from graphbuild.anaphors import (
    HE,
    IT,
    ME,
    NOUNS,
    PLURALS,
    PRONOUNS,
    SHE,
    YOU,
    Anaphor,
    types_of,
)
from graphbuild.gazetteer import Gazetteer
from graphbuild.model import EntityType, MentionKind
from graphbuild.profiles import Profile
from graphbuild.syntax import MARKS, Syntax

PERSON, ORGANIZATION, LOCATION = EntityType.PERSON, EntityType.ORGANIZATION, EntityType.LOCATION
# Types of the entities that each group may refer to.
TYPES: dict[str, frozenset[EntityType]] = {
    HE: frozenset({PERSON}),
    SHE: frozenset({PERSON}),
    IT: frozenset({ORGANIZATION, LOCATION}),
    ME: frozenset({PERSON}),
    YOU: frozenset({PERSON, ORGANIZATION}),
    LOCATION.value: frozenset({LOCATION}),
}
SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
OBJECTS = frozenset({"dobj", "dative", "attr", "oprd"})
# So many paragraphs that ask make an interview.
MIN_QUESTIONS = 3
# How many sentences back a subject counts as a late one.
SUBJECT_REACH = 4


@dataclass(frozen=True, slots=True)
class Seen:
    """A mention that stands before, or in the sentence of, what refers.

    Attributes:
        head: Its token; sentence: the number of its sentence.
        role: As ``role_of`` tells.
        group: Of an anaphor, which of its kind it is.
    """

    head: int
    sentence: int
    kind: MentionKind
    role: str
    group: str = ""


@dataclass(slots=True)
class Entity:
    """An entity with its mentions so far, in the order of the text.

    Attributes:
        names: How many of its mentions are names.
        noun_heads: Lemmas of the nouns that it was called by.
    """

    id: str
    profile: Profile
    seen: list[Seen] = field(default_factory=list)
    names: int = 0
    noun_heads: set[str] = field(default_factory=set)


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
        self.gazetteer = gazetteer
        self.sentences = _sentence_numbers(syntax)
        self._entity_at: dict[int, str] = {}
        self._speech_at = _innermost(speeches)
        self._sources = sorted({each.source for each in speeches})
        self.nouns = _unnamed_nouns(syntax, names)
        self.nameless_heads: Counter[str] = Counter()
        self.unquoted_i = sum(
            PRONOUNS.get(word) == ME and syntax.quoted[index] < 0
            for index, word in enumerate(syntax.words)
        )
        self.turns = _turns(syntax)
        self.paragraphs = _paragraph_numbers(syntax)

    # -------------------------------------------------------------- what was said
    def add(self, entity: str, head: int, kind: MentionKind, group: str = "") -> None:
        """Note that *entity* is mentioned at token *head*."""
        mention = Seen(head, self.sentences[head], kind, role_of(self.syntax, head), group)
        known = self.entities[entity]
        insort(known.seen, mention, key=lambda each: each.head)
        known.names += kind is MentionKind.NAME
        if kind is MentionKind.NOMINAL:
            known.noun_heads.add(self.syntax.lemmas[head])
        self._entity_at[head] = entity

    def add_nameless(self, anaphor: Anaphor) -> None:
        """Note that *anaphor* refers to nothing that has a name."""
        if anaphor.kind is MentionKind.NOMINAL:
            self.nameless_heads[self.syntax.lemmas[anaphor.head]] += 1

    def entity_at(self, head: int) -> str | None:
        """Return the entity that the mention with this head stands for."""
        return self._entity_at.get(head)

    # -------------------------------------------------------------- what can be asked
    def last_before(self, entity: Entity, anaphor: Anaphor) -> Seen | None:
        """Return the entity's last mention before *anaphor*, else the first behind it."""
        if not entity.seen:
            return None
        at = bisect_left(entity.seen, anaphor.first, key=lambda each: each.head)
        return entity.seen[max(at - 1, 0)]

    def subjects_before(self, anaphor: Anaphor) -> list[str]:
        """Return the entities of fitting type that were subjects lately, the last first."""
        earliest = self.sentences[anaphor.head] - SUBJECT_REACH
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


def role_of(syntax: Syntax, head: int) -> str:
    """Return what the token is to its verb or noun: "subject", "object", "poss" …."""
    dep = syntax.deps[head]
    if dep in SUBJECTS:
        return "subject"
    if dep in OBJECTS:
        return "object"
    if dep in {"poss", "pobj", "appos", "compound"}:
        return dep
    return "root" if dep == "ROOT" else "other"


def _unnamed_nouns(syntax: Syntax, names: frozenset[int]) -> dict[str, list[int]]:
    """Return the nouns that stand for people, bodies, places, things without naming them."""
    found: dict[str, list[int]] = defaultdict(list)
    for index in range(len(syntax)):
        is_noun = syntax.pos[index] in NOUNS and index not in names
        if is_noun and syntax.deps[index] not in {"compound", "appos", "attr"}:
            types = types_of(syntax.lemmas[index])
            for entity_type in types:
                found[entity_type.value].append(index)
            if syntax.tags[index] not in PLURALS and PERSON not in types:
                found[IT].append(index)
    return found


def _innermost(speeches: Iterable[Speech]) -> dict[int, Speech]:
    """Return the shortest speech that each token is part of."""
    found: dict[int, Speech] = {}
    for speech in sorted(speeches, key=lambda each: (-len(each.content), each.source)):
        found.update(dict.fromkeys(speech.content, speech))
    return found
