"""The page in a real browser, opened from disk and without a network."""

import os
import random
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from graphbuild.export.page import to_page, write_page
from graphbuild.graph import KnowledgeGraph
from graphbuild.ids import claim_id, entity_id
from graphbuild.model import (
    Article,
    Attitude,
    Certainty,
    Claim,
    Entity,
    EntityType,
    Extraction,
    Form,
    Mention,
    MentionKind,
    Polarity,
)

pytestmark = pytest.mark.browser

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
HOSTILE = '<img src=x onerror="window.hacked=1"></script><script>window.hacked=1</script>'
COLOURS_ON_CANVAS = """() => {
    const canvas = document.querySelector("canvas");
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return new Set(new Uint32Array(data.buffer)).size;
}"""
PLACE_OF_NODE = """id => {
    const { x, y } = network.canvasToDOM(network.getPosition(id));
    const box = document.getElementById("picture").getBoundingClientRect();
    return [x + box.left, y + box.top];
}"""
SPEAKERS_EDGE = """() => edges.get().find((edge) => edge.label === "denied").id"""
MIDDLE_OF_EDGE = """id => {
    const { x, y } = network.canvasToDOM(network.body.edges[id].edgeType.getPoint(0.5));
    const box = document.getElementById("picture").getBoundingClientRect();
    return [x + box.left, y + box.top];
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    names = ("chromium", "chromium-browser", "google-chrome")
    executable = next(filter(None, map(shutil.which, names)), None)
    if executable is None:
        complaint = f"None of {', '.join(names)} is in PATH: the page isn't tested in a browser."
        (pytest.fail if os.environ.get("CI") else pytest.skip)(complaint)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page whose errors and requests end the test."""
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: complaints.append(request.url))
    yield page
    context.close()
    assert [each for each in complaints if not each.startswith("file://")] == []
    assert len([each for each in complaints if each.startswith("file://")]) == 1


def open_page(page: Page, graph: KnowledgeGraph, folder: Path, **options: int) -> None:
    path = folder / "page.html"
    write_page(graph, path, **options)
    page.goto(path.as_uri())


def synthetic_graph(entities: int, claims: int) -> KnowledgeGraph:
    """Return a graph in which few entities say and are said much, as in the news."""
    chance = random.Random(7)
    everyone = [synthetic_entity(number, chance) for number in range(entities)]
    weights = [1 / (number + 1) ** 0.8 for number in range(entities)]
    extractions = []
    for number in range(0, claims, 12):
        cast = chance.choices(everyone, weights, k=9)
        extractions.append(synthetic_extraction(number // 12, list(dict.fromkeys(cast)), chance))
    return KnowledgeGraph(extractions, everyone)


def synthetic_entity(number: int, chance: random.Random) -> Entity:
    kind = chance.choice(list(EntityType))
    first = chance.choice(["Anna", "Boris", "Clara", "Dmytro", "Elena", "Farid", "Greta", "Hugo"])
    last = chance.choice(["Almas", "Bergström", "Castillo", "Dubois", "Eriksen", "Fontaine"])
    name = {
        EntityType.PERSON: f"{first} {last} {number}",
        EntityType.ORGANIZATION: f"Ministry of {last} Affairs {number}",
        EntityType.LOCATION: f"{last}stad {number}",
    }[kind]
    return Entity(id=entity_id(kind, name), type=kind, name=name)


def synthetic_extraction(number: int, cast: list[Entity], chance: random.Random) -> Extraction:
    text, claims, mentions = "", [], []
    for line in range(12):
        speaker, topic = chance.sample(cast, 2)
        cue, attitude = chance.choice(
            [("said", Attitude.STATEMENT), ("denied", Attitude.DENIAL), ("feared", Attitude.FEAR)]
        )
        start = len(text)
        source = (start, start + len(speaker.name))
        verb = (source[1] + 1, source[1] + 1 + len(cue))
        content = (verb[1] + 1, verb[1] + len(f" that {topic.name} had left in hour {line}"))
        text += f"{speaker.name} {cue} that {topic.name} had left in hour {line}.\n\n"
        told = (content[0] + 5, content[0] + 5 + len(topic.name))
        mentions += [synthetic_mention(speaker, source), synthetic_mention(topic, told)]
        claims.append(synthetic_claim(str(number), (source, verb, content), speaker, topic))
        claims[-1] = replace(claims[-1], attitude=attitude)
    article = Article(id=str(number), text=text, title=f"Report {number}", publisher="The Wire")
    return Extraction(article=article, mentions=tuple(mentions), claims=tuple(claims))


def synthetic_mention(entity: Entity, span: tuple[int, int]) -> Mention:
    return Mention(
        start=span[0],
        end=span[1],
        type=entity.type,
        kind=MentionKind.NAME,
        entity=entity.id,
        rule="same-name",
        score=1.0,
    )


def synthetic_claim(
    article: str, spans: tuple[tuple[int, int], ...], speaker: Entity, topic: Entity
) -> Claim:
    source, cue, content = ((span,) for span in spans)
    return Claim(
        id=claim_id(article, source=source, cue=cue, content=content),
        source=source,
        cue=cue,
        content=content,
        speaker=speaker.id,
        about=(topic.id,),
        form=Form.INDIRECT,
        attitude=Attitude.STATEMENT,
        polarity=Polarity.POSITIVE,
        certainty=Certainty.UNKNOWN,
        cue_lemma="say",
        rule="clausal-complement",
        score=0.9,
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_node_is_drawn(page, small_graph, tmp_path, scheme):
    page.emulate_media(color_scheme=scheme)
    open_page(page, small_graph, tmp_path)
    assert page.evaluate("network.body.nodeIndices.length") == len(small_graph.entities)
    assert page.evaluate(COLOURS_ON_CANVAS) > 20
    assert "Showing 7 of 7 entities and 6 of 6 claims" in page.inner_text("#summary")


def test_hovering_an_arrow_shows_the_sentence_and_its_origin(page, small_graph, tmp_path):
    open_page(page, small_graph, tmp_path)
    page.mouse.move(10, 300)
    page.mouse.move(*page.evaluate(MIDDLE_OF_EDGE, page.evaluate(SPEAKERS_EDGE)), steps=4)
    page.wait_for_selector("#tip:visible")
    assert "Zelenskyy, the Ukrainian president, denied that the army" in page.inner_text("#tip")
    assert page.inner_text("#tip mark.cue") == "denied"
    assert "Harbour Courier, 2022-11-09" in page.inner_text("#tip")


def test_clicking_an_entity_lists_what_it_says(page, small_graph, tmp_path):
    open_page(page, small_graph, tmp_path)
    speaker = next(each.id for each in small_graph.entities.values() if "Surovikin" in each.name)
    page.mouse.click(*page.evaluate(PLACE_OF_NODE, speaker))
    page.wait_for_selector("#panel h2:has-text('Sergei Surovikin')")
    panel = page.inner_text("#panel")
    assert "Says (2)" in panel
    assert "Said about it (1)" in panel
    assert "Kherson could no longer be supplied" in panel
    article = page.get_by_role("link", name="Russia orders a pullback from Kherson").first
    assert article.get_attribute("href") == "https://courier.example/2022/11/09/kherson"
    assert article.get_attribute("rel") == "noopener noreferrer"


def test_clicking_an_arrow_lists_its_claims(page, small_graph, tmp_path):
    open_page(page, small_graph, tmp_path)
    page.mouse.click(*page.evaluate(MIDDLE_OF_EDGE, page.evaluate(SPEAKERS_EDGE)))
    page.wait_for_selector("#panel h2:has-text('Volodymyr Zelenskyy → Kherson')")
    assert "Claims (1)" in page.inner_text("#panel")


def test_a_claim_leads_to_what_contradicts_it_and_back(page, judged_graph, tmp_path):
    open_page(page, judged_graph, tmp_path)
    page.fill("#query", "Zelenskyy")
    page.keyboard.press("Enter")
    page.click("#panel summary:has-text('contradicted by')")
    tie = page.locator("#panel .tie").first
    assert "contradicted by Amnesty International (Coast Herald, 2022-11-12)" in tie.inner_text()
    assert tie.locator("mark.decided").inner_text() == "the army was leaving"
    tie.get_by_role("button", name="Read it").click()
    page.wait_for_selector("#panel h2:has-text('One claim')")
    assert "contradicts (1)" in page.inner_text("#panel")
    page.get_by_role("button", name="← Back").click()
    page.wait_for_selector("#panel h2:has-text('Volodymyr Zelenskyy')")


def test_search_finds_an_alias(page, small_graph, tmp_path):
    open_page(page, small_graph, tmp_path)
    page.fill("#query", "kiev")
    assert "Kyiv" in page.inner_text("#matches")
    page.press("#query", "Enter")
    assert page.is_hidden("#matches")
    page.wait_for_selector("#panel h2:has-text('Kyiv')")


def test_escape_closes_the_search(page, small_graph, tmp_path):
    open_page(page, small_graph, tmp_path)
    page.fill("#query", "nobody of this name")
    assert "Nobody and nothing" in page.inner_text("#matches")
    page.keyboard.press("Escape")
    assert page.is_hidden("#matches")


def test_types_can_be_hidden(page, small_graph, tmp_path):
    open_page(page, small_graph, tmp_path)
    page.uncheck("input[name=location]")
    hidden = page.evaluate("nodes.get({ filter: (node) => node.hidden }).map((node) => node.label)")
    assert sorted(hidden) == ["Kherson", "Kyiv"]
    page.check("input[name=location]")
    assert page.evaluate("nodes.get({ filter: (node) => node.hidden }).length") == 0


def test_a_large_graph_is_cut_to_what_matters(page, tmp_path):
    open_page(page, synthetic_graph(300, 600), tmp_path, limit=60)
    assert "Showing 60 of 300 entities" in page.inner_text("#summary")
    assert page.evaluate("network.body.nodeIndices.length") == 60
    page.evaluate("show(data.nodes[0].id)")
    cards = page.locator("#panel article").count()
    page.click("text=/Show \\d+ more/ >> nth=0")
    assert page.locator("#panel article").count() > cards


def test_a_narrow_screen_scrolls_down_only(page, small_graph, tmp_path):
    page.set_viewport_size({"width": 375, "height": 740})
    open_page(page, small_graph, tmp_path)
    assert page.evaluate("document.documentElement.scrollWidth") == 375
    assert page.evaluate(COLOURS_ON_CANVAS) > 20


def test_an_empty_graph_says_so(page, tmp_path):
    open_page(page, KnowledgeGraph((), ()), tmp_path)
    assert "No people, organizations or places were found" in page.inner_text("#panel")


def test_hostile_text_is_shown_and_does_not_run(page, small_graph, tmp_path):
    graph = hostile(small_graph)
    path = tmp_path / "page.html"
    path.write_text(to_page(graph, title=HOSTILE), encoding="utf-8")
    page.goto(path.as_uri())
    assert page.inner_text("h1") == HOSTILE
    for entity in graph.entities:
        page.evaluate("id => show(id)", entity)
        assert page.inner_text("#panel h2").endswith(HOSTILE)
        assert page.locator("#panel img, #panel script").count() == 0
    assert page.locator("a[href^=javascript]").count() == 0
    assert page.evaluate("window.hacked") is None


def hostile(graph: KnowledgeGraph) -> KnowledgeGraph:
    """Return *graph* with markup in every name, title and publisher, and a script for a link."""
    extractions = [
        replace(
            each,
            article=replace(
                each.article, title=HOSTILE, publisher=HOSTILE, url="javascript:window.hacked=1"
            ),
        )
        for each in graph.extractions.values()
    ]
    entities = [
        replace(each, name=HOSTILE, aliases=(HOSTILE,), same_as=("javascript:window.hacked=1",))
        for each in graph.entities.values()
    ]
    return KnowledgeGraph(extractions, entities, graph.merges)
