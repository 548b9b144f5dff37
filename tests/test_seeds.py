"""End to end: the sample articles against their gold, and what must hold on any news."""

import json
from pathlib import Path

import pytest
import scoring

from graphbuild.articles import read_articles
from graphbuild.conformance import find_violations
from graphbuild.dataset import STORE_FOLDER
from graphbuild.extract import extract
from graphbuild.graph import KnowledgeGraph
from graphbuild.model import Article, Extraction, MentionKind
from graphbuild.pipeline import build_folder, find_folder_faults, load_graph
from graphbuild.shapes import read_own_shapes
from graphbuild.store import open_store

KHERSON = scoring.ROOT.parent / "shared" / "articles" / "kherson.txt"


@pytest.fixture(scope="module")
def seeds_folder(nlp, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("seeds") / "out"
    build_folder(read_articles(scoring.SEEDS), folder, nlp=nlp)
    return folder


@pytest.mark.slow
@pytest.mark.model
def test_the_graph_of_the_seeds_conforms(seeds_folder):
    store = open_store(seeds_folder / STORE_FOLDER)
    assert find_violations(store, read_own_shapes(), {}) == ()


@pytest.fixture(scope="module")
def seeds(seeds_folder) -> KnowledgeGraph:
    return load_graph(seeds_folder)


# ------------------------------------------------------------------ gold
@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """Return the text of each seed article by its hash."""
    return {article.text_sha256: article.text for article in read_articles(scoring.SEEDS)}


@pytest.mark.parametrize("path", sorted(scoring.GOLD.glob("*.json")), ids=lambda path: path.stem)
def test_gold_is_sound(path, texts):
    """Spans are those of the words beside them, and every entity is declared."""
    gold = json.loads(path.read_text(encoding="utf-8"))
    known = {entity["id"]: entity["type"] for entity in gold["entities"]}
    text = texts[gold["text_sha256"]]
    for mention in gold["mentions"]:
        assert text[mention["start"] : mention["end"]] == mention["text"]
        assert known[mention["entity"]] == mention["type"] == mention["entity"].split("/")[0]
    for claim in gold["claims"]:
        assert claim["speaker"] is None or claim["speaker"] in known
        for part in ("source", "cue", "content"):
            assert (
                " … ".join(text[start:end] for start, end in claim[part]) == claim[f"{part}_text"]
            )


def test_every_seed_has_gold_and_every_gold_a_seed(texts):
    assert set(texts) == set(scoring.read_gold())


# ------------------------------------------------------------------ the seeds
@pytest.mark.model
def test_quality_of_the_seeds_is_not_below_its_floors(seeds):
    assert scoring.below(scoring.score_seeds(seeds), scoring.read_floors()["seeds"]) == {}


@pytest.mark.model
def test_the_seeds_from_files_to_a_folder_are_without_fault(seeds, seeds_folder):
    assert len(seeds.extractions) == len(list(read_articles(scoring.SEEDS)))
    assert list(find_folder_faults(seeds_folder)) == []


@pytest.mark.model
def test_people_of_the_seeds_are_one_entity_across_articles(seeds):
    for name in ("Sergei Shoigu", "Mark Milley", "Volodymyr Zelensky"):
        surname = name.split()[-1]
        holders = [
            entity
            for entity in seeds.entities.values()
            if entity.type == "person" and surname in f"{entity.name} {' '.join(entity.aliases)}"
        ]
        articles = {article.id for each in holders for article, _ in seeds.mentions_of(each.id)}
        assert len(holders) == 1, name
        assert len(articles) > 1, name


# ------------------------------------------------------------------ one real article
LOCATIONS = ["Russia", "Kherson", "Ukraine", "US", "Crimea", "Moscow", "Kiev", "Dnipro River"]
EXPECTED = {
    **dict.fromkeys(("Milley", "Shoigu", "Kadyrov", "Napoleon", "Zakharova", "Erdogan"), "person"),
    **dict.fromkeys(("Ministry of Defense", "NATO"), "organization"),
    **dict.fromkeys(LOCATIONS, "location"),
}
ALLOWED = {"Vanity Fair", "Mariupol", "East", "province of Kherson"}
NO_ENTITIES = {"Kadyrovthere", "winter", "Dad", "general winter", "Trojan"}
# Words of the source or the name of the speaker, and words of the content.
ATTRIBUTED = [
    ("Russia", "it is withdrawing"),
    ("Russians", "their decision to leave"),
    ("Milley", "100,000 Russian soldiers"),
    ("Ministry of Defense", "the withdrawal from the right bank"),
    ("NATO", "around 40,000 soldiers"),
    ("Shoigu", "risked isolation"),
    ("Kiev", "tactical retreat"),
    ("Ukrainians", "mined"),
    ("They", "Trojan horse"),
    ("They", "withdrawn to regroup"),
    ("Zakharova", "never refused to negotiate"),
    ("Erdogan", "very positive step"),
    ("US", "channel of communication"),
]


@pytest.fixture(scope="module")
def kherson(nlp, gazetteer) -> Extraction:
    if not KHERSON.exists():
        pytest.skip(f"{KHERSON} is not here")
    text = KHERSON.read_text(encoding="utf-8")
    return extract(Article(id="kherson", text=text), nlp(text), gazetteer)


def matched(extraction: Extraction) -> dict[str, str]:
    """Return the expected entity that each entity is, by its name, where it is one."""
    return {
        entity.name: expected
        for entity in extraction.entities
        for expected, kind in EXPECTED.items()
        if entity.type == kind
        and (entity.name == expected or (kind != "location" and expected in entity.name))
    }


@pytest.mark.model
def test_kherson_entities(kherson):
    found = matched(kherson)
    names = {entity.name for entity in kherson.entities}
    assert len(set(found.values())) >= 13
    assert len(found) / len(names - ALLOWED) >= 0.8
    forms = {name for each in kherson.entities for name in (each.name, *each.aliases)}
    assert forms.isdisjoint(NO_ENTITIES)


@pytest.mark.model
def test_kherson_mentions_leave_out_what_is_no_name(kherson):
    text = kherson.article.text
    words = {text[m.start : m.end] for m in kherson.mentions if m.kind is MentionKind.NAME}
    assert words.isdisjoint(NO_ENTITIES)


@pytest.mark.model
def test_kherson_sources(kherson):
    text = kherson.article.text
    names = {None: "", **{entity.id: entity.name for entity in kherson.entities}}
    claims = [
        (
            " ".join(text[s:e] for s, e in claim.source) + f" {names[claim.speaker]}",
            " ".join(text[s:e] for s, e in claim.content),
        )
        for claim in kherson.claims
    ]
    right = [
        (source, content)
        for source, content in ATTRIBUTED
        if any(source in said_by and content in said for said_by, said in claims)
    ]
    assert right == ATTRIBUTED


@pytest.mark.model
def test_claims_with_a_higher_score_are_right_more_often(seeds):
    tenths = scoring.score_deciles(scoring.pairs_of(seeds, scoring.read_gold()))
    assert [lowest for lowest, _, _ in tenths] == sorted(lowest for lowest, _, _ in tenths)
    precision = [content for _, content, _ in tenths]
    assert len(precision) == 10
    assert sum(precision[5:]) > sum(precision[:5])


# ------------------------------------------------------------------ external packs
@pytest.mark.model
@pytest.mark.slow
@pytest.mark.parametrize("pack", scoring.PACKS)
def test_quality_on_external_packs_is_not_below_its_floors(nlp, pack):
    folder = scoring.gold_folder()
    if folder is None:
        pytest.skip("GRAPHBUILD_GOLD names no folder of packs with ../eval/score.py beside it")
    floors = scoring.read_floors().get(pack)
    assert floors, f"{pack} has no floor. Run: python tests/scoring.py --update"
    assert scoring.below(scoring.score_pack(pack, folder, nlp), floors) == {}


# ------------------------------------------------------------------ floors
def test_floors_are_raised_and_never_lowered():
    assert scoring.raised({"a": 0.9, "b": 0.5}, {"a": 0.7, "b": 0.6, "c": 0.1}) == {
        "a": 0.895,
        "b": 0.6,
        "c": 0.1,
    }
    assert scoring.below({"a": 0.6}, {"a": 0.7, "c": 0.1}) == {"a": (0.6, 0.7), "c": (0.0, 0.1)}


@pytest.mark.model
def test_gold_against_itself_is_perfect(seeds):
    """The scorer gives full marks to an extraction that says what the gold says."""
    pairs = scoring.pairs_of(seeds, scoring.read_gold())
    assert scoring.score_names((_as_gold(each), each) for _, each in pairs)["names_f1"] == 1
    figures = scoring.score_claims((_as_gold(each), each) for _, each in pairs)
    assert figures["claims_full_f1"] == pytest.approx(1, abs=0.01)
    assert figures["speaker_accuracy"] == pytest.approx(1, abs=0.01)
    crossdoc = scoring.score_crossdoc((_as_gold(each), each) for _, each in pairs)
    assert set(crossdoc.values()) == {1.0}


def _as_gold(extraction: Extraction) -> dict[str, object]:
    return {
        "mentions": [
            {
                "start": each.start,
                "end": each.end,
                "type": str(each.type),
                "kind": str(each.kind),
                "entity": each.entity,
            }
            for each in extraction.mentions
        ],
        "claims": [
            {
                "source": each.source,
                "cue": each.cue,
                "content": each.content,
                "speaker": each.speaker,
            }
            for each in extraction.claims
        ],
    }
