"""What an article has said up to a place in it, and what that speaks for."""

import pytest

from graphbuild.anaphors import Anaphor, find_anaphors
from graphbuild.antecedents import Candidate, find_candidates
from graphbuild.model import EntityType, MentionKind
from graphbuild.profiles import Profile
from graphbuild.scene import Scene, Speech
from graphbuild.syntax import Syntax
from graphbuild.titles import find_titled

pytestmark = pytest.mark.model


def known(entity_type: EntityType, gender: str | None = None, *words: str) -> Profile:
    heads = frozenset() if entity_type is EntityType.PERSON else frozenset(words[:1])
    return Profile(
        type=entity_type, gender=gender, words=frozenset(words), states=frozenset(), heads=heads
    )


KELLER = known(EntityType.PERSON, "f", "president")
NOVAK = known(EntityType.PERSON, "m")
MINISTRY = known(EntityType.ORGANIZATION, None, "ministry")
NORWAY = known(EntityType.LOCATION)
PROFILES = {"Keller": KELLER, "Novak": NOVAK, "Ministry": MINISTRY, "Norway": NORWAY}


@pytest.fixture
def stage(nlp, gazetteer):
    """Return the scene at the last anaphor of a text, and the anaphor."""

    def set_up(text: str, source: str | None = None) -> tuple[Scene, Anaphor]:
        syntax = Syntax(nlp(text))
        words = [token.text for token in syntax.doc]
        heads = {index: word for index, word in enumerate(words) if word in PROFILES}
        said = frozenset(index for index, quoted in enumerate(syntax.quoted) if quoted >= 0)
        speeches = [Speech(source=words.index(source), content=said)] if source else []
        scene = Scene(syntax, frozenset(heads), PROFILES, gazetteer, speeches)
        for index, name in heads.items():
            scene.add(name, index, MentionKind.NAME)
        return scene, list(find_anaphors(syntax, frozenset(heads)))[-1]

    return set_up


def features(scene: Scene, anaphor: Anaphor) -> dict[str | None, tuple[str, ...]]:
    return {each.entity: each.features for each in find_candidates(scene, anaphor)}


def test_only_who_fits_may_be_meant(stage):
    found = features(*stage("Novak met Keller in Norway. He left."))
    assert list(found) == ["Novak", None]
    assert {"only", "gender fits", "subject to subject 1"} <= set(found["Novak"])


def test_things_are_no_people(stage):
    found = features(*stage("Keller left Norway. It is large."))
    assert set(found) == {"Norway", None}
    assert "none it is" in found[None]


def test_who_acts_is_named_outside_of_what_is_said(stage):
    found = features(*stage("The baker spoke. “Novak lost,” the man said. He left."))
    assert set(found) == {"Novak", None}
    found = features(*stage("Keller spoke. “Keller is here.” She left."))
    assert "subject order 0" in found["Keller"]


def test_nobody_does_to_himself_what_he_does_to_him(stage):
    assert set(features(*stage("Novak saw him."))) == {None}
    assert "reflexive" in features(*stage("Novak saw himself."))["Novak"]


def test_who_speaks_is_i(stage):
    found = features(*stage("“Keller helped and I slept,” said Novak.", source="Novak"))
    assert "speaker quoted" in found["Novak"]
    assert "not speaker quoted" in found["Keller"]


def test_an_interview_asks_and_answers(nlp, gazetteer):
    text = "\n\n".join(f"Where were you in {year}?\n\nI was abroad." for year in (2001, 2002, 2003))
    scene = Scene(Syntax(nlp(text)), frozenset(), {}, gazetteer, [])
    turn = {token.text: scene.turns[token.i] for token in scene.syntax.doc}
    assert (turn["you"], turn["abroad"]) == ("asks", "answers")
    assert find_candidates(scene, next(find_anaphors(scene.syntax, frozenset()))) == [
        Candidate(None, scene_features(scene))
    ]


def scene_features(scene: Scene) -> tuple[str, ...]:
    anaphor = next(find_anaphors(scene.syntax, frozenset()))
    return find_candidates(scene, anaphor)[-1].features


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Keller spoke. The president left.", ("Keller", "title-of-role")),
        ("Keller spoke. The vice president left.", None),
        ("Keller spoke. The senator left.", None),
        ("Novak spoke. The senator left.", ("Novak", "title-of-last")),
        ("Novak spoke. The congresswoman left.", None),
        ("The Ministry spoke. The ministry left.", ("Ministry", "title-of-role")),
        ("The Ministry spoke. This ministry left.", None),
        ("The Ministry spoke. The ministry of justice left.", None),
    ],
)
def test_titles(stage, text, found):
    assert find_titled(*stage(text)) == found
