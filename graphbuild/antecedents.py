"""Which entities an anaphor may refer to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graphbuild.anaphors import HE, IT, SHE, SPEECH_GROUPS, Anaphor
from graphbuild.clues import GENDERS, View
from graphbuild.scene import TYPES, Entity, Scene, Seen

THIRD_PERSON = frozenset({HE, SHE, IT})
# How many sentences back each group may point, and among how many entities.
REACH = {IT: 4, HE: 6, SHE: 6}
FAR_REACH, MOST_CANDIDATES = 40, 8
# So many of the entities that an article names most may speak in it without quotation marks.
MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity that may be meant, None for none that has a name; what speaks for it."""

    entity: str | None
    features: tuple[str, ...]


def find_candidates(scene: Scene, anaphor: Anaphor) -> list[Candidate]:
    """Return the entities that *anaphor* may refer to, and none, each with its features."""
    view = View(scene, anaphor)
    near = [each for each in _near(scene, anaphor) if not view.is_barred(each[0])]
    view.first = _first_of(near, anaphor)
    found = [
        Candidate(each.id, tuple(view.features(each, last, rank, len(near))))
        for rank, (each, last) in enumerate(near)
    ]
    return [*found, Candidate(None, tuple(view.nameless(near)))]


def _first_of(near: Sequence[tuple[Entity, Seen]], anaphor: Anaphor) -> str | None:
    """Return who is the first subject of the last sentence that names one of *near*."""
    seen = [
        (each.sentence, each.role == "subject", -each.head, entity.id)
        for entity, _ in near
        for each in entity.seen
        if each.head < anaphor.head
    ]
    return max(seen)[3] if seen else None


def _near(scene: Scene, anaphor: Anaphor) -> list[tuple[Entity, Seen]]:
    """Return the entities of fitting type with their last mention, the nearest first."""
    sentence = scene.sentences[anaphor.head]
    types = TYPES[anaphor.group]
    reach = REACH.get(anaphor.group, FAR_REACH)
    # Who speaks of themselves in a quotation says "I".
    is_quoted = scene.syntax.quoted[anaphor.head] >= 0 and anaphor.group in THIRD_PERSON
    quoting = scene.speaker_of(anaphor.head) if is_quoted else None
    found = []
    for entity in scene.entities.values():
        if entity.id == quoting:
            continue
        if entity.profile.type in types and _may_be(entity, anaphor):
            last = scene.last_before(entity, anaphor)
            if last is not None and 0 <= sentence - last.sentence <= reach:
                found.append((entity, last))
    if anaphor.group in GENDERS and scene.syntax.quoted[anaphor.head] < 0:
        # Who acts is named outside of what is said.
        told = [each for each in found if scene.syntax.quoted[each[1].head] < 0]
        found = told or found
    found.sort(key=lambda each: (each[1].head > anaphor.head, -each[1].head))
    near = found[:MOST_CANDIDATES]
    if anaphor.group in SPEECH_GROUPS:
        near += _speakers(scene, anaphor, [each.id for each, _ in near])
    return near


def _speakers(
    scene: Scene, anaphor: Anaphor, taken: Sequence[str]
) -> Iterator[tuple[Entity, Seen]]:
    """Yield who speaks, and whom the article names most, where they are far away."""
    types = TYPES[anaphor.group]
    speaker = scene.speaker_of(anaphor.head)
    ranked = sorted(scene.entities.values(), key=lambda each: -each.names)
    most = [each.id for each in ranked if each.profile.type in types][:MOST_NAMED]
    for each in dict.fromkeys((speaker, *most)):
        entity = scene.entities.get(each or "")
        is_open = entity is not None and entity.seen and each not in taken
        if entity is not None and is_open and entity.profile.type in types:
            yield entity, entity.seen[0]


def _may_be(entity: Entity, anaphor: Anaphor) -> bool:
    """Whether the gender that name or title tell of a person doesn't contradict."""
    gender = GENDERS.get(anaphor.group)
    return gender is None or entity.profile.gender in {None, gender}
