"""Titles ("the Turkish president", "the ministry") to who has them, by what is known of offices."""

from graphbuild.anaphors import Anaphor, sorts_of, types_of
from graphbuild.lexicons import words
from graphbuild.names import fold
from graphbuild.profiles import Profile, full_forms, states_of
from graphbuild.scene import LOCATION, ORGANIZATION, PERSON, SUBJECTS, Entity, Scene

# How many sentences back a title may point to who has it, and to who has none.
TITLE_REACH, LAST_REACH = 15, 2
# What narrows a title down, so that it is another's if nothing says so of the entity.
NARROWING = frozenset({"amod", "compound", "relcl", "acl"})


def find_titled(scene: Scene, anaphor: Anaphor) -> tuple[str, str] | None:
    """Return whom a title means by what is known of their offices, and the rule.

    "the Turkish president" is who was called so, or whose office is of that state; "the
    leader" whoever has an office that leads.
    """
    title = _Title(scene, anaphor)
    held = [entity for entity in scene.entities.values() if title.is_held_by(entity)]
    if held:
        return max(held, key=title.closeness).id, "title-of-role"
    untitled = _untitled(scene, anaphor, title.lemma)
    return (untitled, "title-of-last") if untitled is not None else None


class _Title:
    """A noun phrase that may stand for who has an office, or for a body."""

    def __init__(self, scene: Scene, anaphor: Anaphor) -> None:
        syntax = scene.syntax
        self._scene, self._anaphor = scene, anaphor
        self.lemma = fold(syntax.lemmas[anaphor.head])
        self._types = frozenset(types_of(self.lemma)) - {LOCATION}
        folded = [fold(syntax.words[index]) for index in range(anaphor.first, anaphor.last)]
        self._said, self._states = full_forms(folded), states_of(folded, scene.gazetteer)
        beside = [(syntax.deps[each], each) for each in syntax.children[anaphor.head]]
        self._narrowing = {fold(syntax.words[each]) for dep, each in beside if dep in NARROWING}
        # "this court" and "the school of Dr Lee" may be any other.
        loose = {fold(syntax.words[each]) for dep, each in beside if dep not in {"case", "punct"}}
        self._beside = loose - {"the"}

    def is_held_by(self, entity: Entity) -> bool:
        """Whether the entity, named lately, is known by this title."""
        last = self._scene.last_before(entity, self._anaphor)
        if last is None or last.head > self._anaphor.head:
            return False
        sentence = self._scene.sentences[self._anaphor.head]
        return sentence - last.sentence <= TITLE_REACH and self._fits(entity.profile)

    def closeness(self, entity: Entity) -> tuple[int, int]:
        """Return how many words the title shares with the entity, and where that was last."""
        last = self._scene.last_before(entity, self._anaphor)
        return len(self._said & entity.profile.words), last.head if last else -1

    def _fits(self, known: Profile) -> bool:
        if known.type not in self._types:
            return False
        if known.type is ORGANIZATION:
            return self.lemma in known.heads and self._beside <= known.words
        if self._states and known.states and self._states.isdisjoint(known.states):
            return False
        return self.lemma in known.words and (
            bool(self._states) or full_forms(self._narrowing) <= known.words
        )


def _untitled(scene: Scene, anaphor: Anaphor, lemma: str) -> str | None:
    """Return the person whom a title at the head of a sentence calls by another word.

    News names somebody, then varies: "Ann Lee voted no. The senator said …". It is who was
    the subject last, if nothing is known of their office that the title would contradict.
    """
    syntax, head = scene.syntax, anaphor.head
    is_owned = any(syntax.deps[child] == "poss" for child in syntax.children[head])
    if syntax.deps[head] not in SUBJECTS or lemma not in words("titles") or is_owned:
        return None
    last = _last_subject(scene, head)
    if last is None or last[0] >= syntax.starts[head]:
        return None
    known, gender = last[1].profile, next(iter(sorts_of(lemma)), None)
    is_known = bool(known.words & words("titles"))
    return last[1].id if not is_known and gender in {None, known.gender} else None


def _last_subject(scene: Scene, head: int) -> tuple[int, Entity] | None:
    """Return the person who was the subject last before *head*, and the token of that."""
    earliest = scene.sentences[head] - LAST_REACH
    subjects = (
        (seen.head, entity)
        for entity in scene.entities.values()
        if entity.profile.type is PERSON
        for seen in entity.seen
        if seen.role == "subject" and earliest <= seen.sentence and seen.head < head
        if scene.syntax.quoted[seen.head] < 0
    )
    return max(subjects, key=lambda each: each[0], default=None)
