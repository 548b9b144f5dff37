"""Titles ("the Turkish president", "the ministry") to who has them, by what is known of offices."""

from graphbuild.anaphors import Anaphor, sorts_of, types_of
from graphbuild.lexicons import words
from graphbuild.names import fold
from graphbuild.profiles import full_forms, states_of
from graphbuild.scene import LOCATION, PERSON, SUBJECTS, Scene

# How many sentences back a title may point to who has it, and to who has none.
TITLE_REACH, LAST_REACH = 15, 2


def find_titled(scene: Scene, anaphor: Anaphor) -> tuple[str, str] | None:
    """Return whom a title means by what is known of their offices, and the rule.

    "the Turkish president" is who was called so, or whose office is of that state; "the
    leader" whoever has an office that leads.
    """
    syntax = scene.syntax
    lemma, sentence = fold(syntax.lemmas[anaphor.head]), scene.sentences[anaphor.head]
    folded = [fold(syntax.words[index]) for index in range(anaphor.first, anaphor.last)]
    said, states = full_forms(folded), states_of(folded, scene.gazetteer)
    fitting = []
    for entity in scene.entities.values():
        known = entity.profile
        last = scene.last_before(entity, anaphor)
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
    untitled = _untitled(scene, anaphor, lemma)
    return (untitled, "title-of-last") if untitled is not None else None


def _untitled(scene: Scene, anaphor: Anaphor, lemma: str) -> str | None:
    """Return the person whom a title at the head of a sentence calls by another word.

    News names somebody, then varies: "Ann Lee voted no. The senator said …". It is who was
    the subject last, if nothing is known of their office that the title would contradict.
    """
    syntax, head = scene.syntax, anaphor.head
    is_owned = any(syntax.deps[child] == "poss" for child in syntax.children[head])
    if syntax.deps[head] not in SUBJECTS or lemma not in words("titles") or is_owned:
        return None
    sentence = scene.sentences[head]
    subjects = [
        (seen.head, entity)
        for entity in scene.entities.values()
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
    if scene.sentences[last] == sentence or entity.profile.words & words("titles"):
        return None
    gender = next(iter(sorts_of(lemma)), None)
    return entity.id if gender in {None, entity.profile.gender} else None
