"""The parts of a role; whatever the text, its title stands where its span says."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphbuild.extract import extract
from graphbuild.extraction_file import StoredExtraction
from graphbuild.model import Article, Extraction, RoleKind
from graphbuild.verify import find_faults

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def extracted(nlp, gazetteer):
    def extract_text(text: str) -> Extraction:
        return extract(Article(id="a", text=text), nlp(text), gazetteer)

    return extract_text


def roles(extraction: Extraction, name: str) -> list[tuple[str, str, str | None, str | None, bool]]:
    """Return kind, title, body, country of the roles of the entity, and whether it is former."""
    names = {entity.id: entity.name for entity in extraction.entities}
    return [
        (str(role.kind), role.title, names.get(role.of or ""), role.country, role.former)
        for entity in extraction.entities
        for role in entity.roles
        if entity.name == name
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The US Chief of Staff, General Peter Novak, spoke in Oslo.",
            [
                ("position", "Chief of Staff", "US", "US", False),
                ("rank", "General", None, None, False),
            ],
        ),
        (
            "Turkish President Peter Novak said that talks had begun.",
            [("position", "President", None, "TR", False)],
        ),
        (
            "Turkish President Peter Novak returned to Turkey.",
            [("position", "President", "Turkey", "TR", False)],
        ),
        (
            "The former British prime minister Peter Novak spoke in Oslo.",
            [("position", "prime minister", None, "GB", True)],
        ),
        (
            "They met then-Interior Minister Peter Novak in Oslo.",
            [("position", "Interior Minister", None, None, True)],
        ),
        (
            "Ex-president Peter Novak was arrested.",
            [("position", "president", None, None, True)],
        ),
        (
            "NATO Secretary General Peter Novak warned of delays.",
            [("position", "Secretary General", "NATO", None, False)],
        ),
        (
            "Peter Novak, the minister of defence of Norway, resigned.",
            [("position", "minister of defence", "Norway", "NO", False)],
        ),
        (
            "Peter Novak, head of the IAEA, said the plant was safe.",
            [("position", "head", "IAEA", None, False)],
        ),
        (
            "Peter Novak, 43, a teacher from Leeds, won the prize.",
            [("occupation", "teacher", None, None, False)],
        ),
        (
            "Peter Novak, founder and CEO of Airbus, sold his shares.",
            [
                ("position", "founder", "Airbus", None, False),
                ("position", "CEO", "Airbus", None, False),
            ],
        ),
        (
            "Peter Novak is the director of the World Food Programme.",
            [("position", "director", "World Food Programme", None, False)],
        ),
        (
            "Peter Novak was named chairman of Airbus on Tuesday.",
            [("position", "chairman", "Airbus", None, False)],
        ),
        (
            "Peter Novak served as ambassador to Germany until 2004.",
            [("position", "ambassador", "Germany", "DE", True)],
        ),
        (
            "Peter Novak, who is the chief executive of Airbus, resigned.",
            [("position", "chief executive", "Airbus", None, False)],
        ),
        (
            "Defence Minister Gen. Peter Novak spoke.",
            [
                ("position", "Defence Minister", None, None, False),
                ("rank", "Gen.", None, None, False),
            ],
        ),
        (
            "Prof. Peter Novak, a professor of law at Leeds University, disagreed.",
            [
                ("honorific", "Prof.", None, None, False),
                ("occupation", "professor of law", "Leeds University", None, False),
            ],
        ),
        (
            "Rep. Peter Novak (D-Calif.) voted against the bill.",
            [
                ("position", "Rep.", None, None, False),
                ("member", "D-Calif.", None, "US", False),
            ],
        ),
        ("Senator Peter Novak of Ohio voted.", [("position", "Senator", "Ohio", None, False)]),
        (
            "Scottish First Minister Peter Novak spoke.",
            [("position", "First Minister", None, "GB", False)],
        ),
        (
            "The England captain Peter Novak scored twice.",
            [("position", "captain", "England", None, False)],
        ),
        (
            "The head of the Russian delegation, Peter Novak, left.",
            [("position", "head of the Russian delegation", None, "RU", False)],
        ),
        ("Peter Novak may be named chairman of Airbus.", []),
        ("Peter Novak is not the head of Airbus.", []),
        ("Maria Keller said that Peter Novak is the head of a criminal gang.", []),
        ("Moreover, a major boost for Peter Novak came from Oslo.", []),
        ("His sister Peter Novak came.", []),
    ],
)
def test_the_parts_of_a_role(extracted, text, expected):
    assert roles(extracted(text), "Peter Novak") == expected


def test_people_in_a_list_keep_their_roles(extracted):
    found = extracted("Maria Keller, Norway's foreign minister, and Peter Novak, the mayor, met.")
    assert roles(found, "Maria Keller") == [("position", "foreign minister", "Norway", "NO", False)]
    assert roles(found, "Peter Novak") == [("position", "mayor", None, None, False)]


def test_a_body_is_described(extracted):
    found = extracted("Airbus, a maker of planes, has hired engineers.")
    assert roles(found, "Airbus") == [("description", "maker of planes", None, None, False)]


def test_a_body_lent_to_a_role_affiliates_once(extracted):
    found = extracted("Peter Novak, founder and CEO of Airbus, sold his shares.")
    assert [each.type for each in found.relations] == ["affiliation"]


PARTS = st.sampled_from(
    (
        *("Peter Novak", "Maria Keller", "Norway", "the IAEA", "Turkish", "Dr.", "(D-", "(", ")"),
        *("president", "General", "minister", "head", "founder", "the former", "then-", "ex-"),
        *("is", "was named", "as", "and", "of", "for", "a", ",", ", 43,", "'s", ".", "\n", "\xa0"),
    )
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PARTS, max_size=14))
def test_whatever_the_text_a_title_stands_where_its_span_says(extracted, parts):
    found = extracted(" ".join(parts))
    text, ids = found.article.text, {entity.id for entity in found.entities}
    for role in (role for entity in found.entities for role in entity.roles):
        assert " ".join(text[role.start : role.end].split()) == role.title
        assert role.of is None or role.of in ids
        assert role.kind in RoleKind
    stored = StoredExtraction(where="", text_sha256=found.article.text_sha256, extraction=found)
    assert list(find_faults([stored])) == []
