"""The page in a real browser that reaches nothing but the server."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote

import pytest
from articles_by_hand import drawn
from conftest import courier_extraction, lantern_extraction, merges_of, small_entities
from playwright.sync_api import Browser, Page, expect, sync_playwright
from served import Served, serving, started, wait_until

from graphbuild.decisions import Decisions
from graphbuild.folder import Build, Contents, write_folder, writing
from graphbuild.graph import KnowledgeGraph
from graphbuild.iris import DEFAULT_BASE
from graphbuild.model import SCHEMA_VERSION
from graphbuild.obeying import obey
from graphbuild.resolve import resolve_entities
from graphbuild.server.page import STATIC

pytestmark = pytest.mark.browser

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
HOSTILE = '<img src=x onerror="window.hacked=1"></script><script>window.hacked=1</script>'
PERSON = "Sergei Surovikin"
NAMES = "SELECT ?name { ?person a schema:Person ; schema:name ?name } ORDER BY ?name"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"
# Chromium tries to keep the style of what is typed over, which the policy refuses: no harm.
TYPING = "Applying inline style violates"

NAMELESS = """() => [...document.querySelectorAll("button, input, a, [role=textbox], textarea")]
  .filter((each) => each.offsetParent)
  .filter((each) => !(each.ariaLabel || each.labels?.length || each.textContent.trim()))
  .map((each) => each.outerHTML)"""
CONTRASTS = """() => {
  const style = getComputedStyle(document.documentElement);
  const linear = (part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  const light = (name) => {
    const hex = style.getPropertyValue(name).trim();
    const [r, g, b] = [1, 3, 5].map((at) => linear(parseInt(hex.slice(at, at + 2), 16) / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const code = ["--code-keyword", "--code-value", "--code-variable", "--code-name"];
  const pairs = {
    "--page": ["--text", "--muted", "--accent"],
    "--surface": ["--text", "--muted", "--accent"],
    "--field": ["--text", "--muted", ...code],
    "--accent": ["--on-accent"],
    "--bad-surface": ["--bad"],
  };
  const found = {};
  for (const [ground, letters] of Object.entries(pairs)) for (const letter of letters) {
    const [dark, bright] = [light(ground), light(letter)].sort((one, other) => one - other);
    found[`${letter} on ${ground}`] = (bright + 0.05) / (dark + 0.05);
  }
  return found;
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    names = ("chromium", "chromium-browser", "google-chrome")
    executable = next(filter(None, map(shutil.which, names)), None)
    missing = "" if executable else f"None of {', '.join(names)} is in PATH"
    if not (STATIC / "page.js").exists():
        missing = "The page isn't built: run make page"
    if missing:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory) -> Iterator[Served]:
    """Serve the small graph, in which a place has a hostile name."""
    entities = small_entities()
    place = next(key for key, each in entities.items() if each.name == "Kyiv")
    entities[place] = replace(entities[place], name=HOSTILE, aliases=())
    extractions = (courier_extraction(entities), lantern_extraction(entities))
    graph = KnowledgeGraph(extractions, entities.values(), merges_of(extractions))
    with serving(graph, tmp_path_factory.mktemp("out")) as served:
        yield served


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    """The page, whose errors and requests elsewhere end the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    address = str(served.client.base_url)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "request",
        lambda request: (
            request.url.startswith((address, "blob:")) or complaints.append(request.url)
        ),
    )
    page.complaints = complaints
    page.goto(address)
    page.wait_for_selector(".cm-content")
    yield page
    hacked = page.evaluate("window.hacked")
    context.close()
    assert [each for each in complaints if not each.startswith(TYPING)] == []
    assert hacked is None


def open_query(page: Page, query: str, more: str = "") -> None:
    page.evaluate("address => { location.hash = address }", f"query={quote(query)}{more}")


def write(page: Page, query: str) -> None:
    page.locator(".cm-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(query)


def cells(page: Page) -> list[str]:
    page.wait_for_selector("tbody tr")
    return page.locator("tbody td").all_inner_texts()


def test_a_question_is_asked_and_its_parameter_changed(page):
    page.get_by_role("button", name="Claims about entity").click()
    expect(page.locator("#status")).to_contain_text(" rows in ")
    assert any("supplied" in each for each in cells(page))
    page.get_by_label("Entity", exact=False).first.fill('Ky"iv\\')
    page.get_by_role("button", name="Run").click()
    expect(page.locator("#result")).to_contain_text("Nothing is found")
    expect(page.locator(".cm-content")).to_contain_text('VALUES ?entity_key { "ky iv" }')


def test_a_parameter_that_may_be_left_out(page):
    page.get_by_role("button", name="Who contradicts whom").click()
    query = page.locator(".cm-content")
    asks = 'VALUES ?about_key { "kherson" }'
    expect(query).to_contain_text(f"# {asks}")
    page.locator("input[name=about]").fill("KHERSON")
    expect(query).not_to_contain_text(f"# {asks}")
    expect(query).to_contain_text(asks)
    page.locator("input[name=about]").fill("")
    expect(query).to_contain_text(f"# {asks}")


def test_what_is_typed_last_is_asked(page):
    page.get_by_role("button", name="Claims about entity").click()
    expect(page.locator("#status")).to_contain_text(" rows in ")
    page.locator("input[name=entity]").fill("")
    page.locator("input[name=entity]").press_sequentially("nobody")
    page.get_by_role("button", name="Run").click()
    expect(page.locator("#result")).to_contain_text("Nothing is found")
    page.reload()
    expect(page.locator("input[name=entity]")).to_have_value("nobody")


def test_questions_are_found_by_their_words(page):
    page.get_by_placeholder("Find a question").fill("contradict")
    shown = page.locator("#questions li:visible").all_inner_texts()
    assert shown
    assert all("contradict" in each.lower() or "deni" in each.lower() for each in shown)


def test_control_and_enter_asks(page):
    write(page, NAMES)
    page.keyboard.press("Control+Enter")
    assert cells(page) == [PERSON, "Volodymyr Zelenskyy"]
    assert "#query=" in page.url


def test_rows_are_sorted(page):
    open_query(page, NAMES)
    assert cells(page)[0] == PERSON
    head = page.get_by_role("columnheader", name="name")
    head.get_by_role("button").click()
    head.get_by_role("button").click()
    assert cells(page) == ["Volodymyr Zelenskyy", PERSON]
    assert head.get_attribute("aria-sort") == "descending"
    open_query(page, "SELECT ?n { VALUES ?n { 9 10 2 } }")
    page.get_by_role("columnheader", name="n").get_by_role("button").click()
    assert cells(page) == ["2", "9", "10"]


def test_an_address_brings_the_query_back(page):
    write(page, NAMES)
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("tbody tr")
    page.reload()
    assert cells(page) == [PERSON, "Volodymyr Zelenskyy"]
    open_query(page, "ASK { ?x a schema:Person }")
    expect(page.locator(".answer")).to_have_text("Yes")
    page.go_back()
    assert cells(page) == [PERSON, "Volodymyr Zelenskyy"]
    assert NAMES in page.locator(".cm-content").inner_text()


def test_prefixes_terms_and_variables_are_completed(page):
    write(page, "SELECT ?person { ?person a ")
    page.keyboard.type("gb:Cla")
    proposed = page.locator(".cm-tooltip-autocomplete li")
    expect(proposed.first).to_contain_text("gb:Claim")
    expect(page.locator(".cm-completionInfo")).to_contain_text("somebody says")
    page.wait_for_timeout(100)  # the list takes no key at first, so that none is taken by mistake
    page.keyboard.press("Enter")
    assert "a gb:Claim" in page.locator(".cm-content").inner_text()
    page.keyboard.type(" . ?per")
    expect(proposed.first).to_contain_text("?person")
    page.keyboard.press("Escape")
    page.keyboard.type(" sche")
    expect(proposed.first).to_contain_text("schema:")


def test_an_error_is_shown_and_its_line_marked(page):
    write(page, "SELECT ?x {\n  ?x foo:bar ?y\n}")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert").filter(visible=True)).to_contain_text("line 2")
    marked = page.locator(".cm-lintRange-error").all_inner_texts()
    assert "".join(marked) == "?x foo:bar ?y"
    page.complaints.clear()  # the browser logs every answer of status 400
    write(page, NAMES)
    expect(page.locator(".cm-lintRange-error")).to_have_count(0)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#error")).to_be_hidden()


def test_a_query_is_cancelled_and_its_process_ended(page, served):
    write(page, ENDLESS)
    page.keyboard.press("Control+Enter")
    wait_until(lambda: bool(served.queries))
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("#status")).to_contain_text("Cancelled")
    wait_until(lambda: not served.queries)
    expect(page.get_by_role("button", name="Cancel")).to_be_hidden()


def test_a_result_is_drawn(page):
    open_query(
        page,
        "CONSTRUCT { ?claim gb:source ?who . ?who schema:name ?name }"
        " WHERE { ?claim gb:source ?who . ?who schema:name ?name }",
    )
    page.get_by_role("button", name="Graph").click()
    expect(page.locator(".drawing a circle").first).to_be_visible()
    expect(page.locator(".drawing")).to_contain_text(PERSON)
    assert page.locator(".drawing line").count() >= 1
    before = page.locator(".drawing svg").get_attribute("viewBox")
    page.locator(".drawing svg").focus()
    page.keyboard.press("+")
    assert page.locator(".drawing svg").get_attribute("viewBox") != before
    page.locator(".drawing a").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#description")).to_be_empty()
    expect(page.locator(".cm-content")).to_contain_text("What the graph states of this")


def test_a_large_result_is_drawn_in_part(page):
    many = 'SELECT (IRI(CONCAT("http://a.example/", STRUUID())) AS ?x) { ?s ?p ?o } LIMIT 310'
    open_query(page, many, "&view=graph")
    expect(page.locator(".drawing .note")).to_contain_text("10 more aren't drawn")
    assert page.locator(".drawing circle").count() == 300


def test_an_entity_leads_to_what_is_known_of_it(page):
    open_query(page, "SELECT ?e { ?e a schema:Person } ORDER BY ?e LIMIT 1")
    page.locator("tbody a").first.click()
    expect(page.locator("tbody")).to_contain_text("president")
    expect(page.locator("#status")).to_contain_text("triples")


def test_results_are_saved(page):
    open_query(page, NAMES)
    page.wait_for_selector("tbody tr")
    for name, start in (("CSV", "name"), ("JSON", "{")):
        with page.expect_download() as waiting:
            page.get_by_role("button", name=name, exact=True).click()
        text = waiting.value.path().read_text()
        assert text.startswith(start)
        assert PERSON in text
    open_query(page, "CONSTRUCT WHERE { ?x schema:name ?name }")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Turtle").click()
    assert waiting.value.suggested_filename == "result.ttl"
    assert "schema:name" in waiting.value.path().read_text()


def test_hostile_values_are_shown_as_they_are(page):
    literal = HOSTILE.replace('"', '\\"')
    open_query(
        page,
        f'SELECT ("{literal}" AS ?text) (<javascript:window.hacked=1> AS ?script)'
        " (<http://a.example/'onmouseover='window.hacked=1> AS ?web)"
        ' (IRI("https://graphbuild.example/entity/Q1") AS ?ours) {}',
    )
    text, script, *_ = cells(page)
    assert (text, script) == (HOSTILE, "javascript:window.hacked=1")
    links = page.locator("tbody a").evaluate_all(
        "all => all.map(each => each.getAttribute('href'))"
    )
    assert [each.split(":")[0].split("=")[0] for each in links] == ["http", "#query"]
    page.get_by_role("button", name="Graph").click()
    page.wait_for_selector(".drawing circle")


def test_hostile_names_are_shown_as_they_are(page):
    open_query(page, "SELECT ?e { ?e a schema:Place } ORDER BY ?e")
    expect(page.locator("tbody")).to_contain_text(HOSTILE)
    page.get_by_role("button", name="Graph").click()
    expect(page.locator(".drawing")).to_contain_text("<img src=x")
    open_query(page, "DESCRIBE ?e { ?e a schema:Place }", "&view=graph")
    expect(page.locator(".drawing")).to_contain_text("<img src=x")


def test_a_narrow_page_needs_no_sideways_scrolling(page):
    page.set_viewport_size({"width": 375, "height": 800})
    page.reload()
    page.get_by_text("Questions", exact=True).click()
    page.get_by_role("button", name="Who said what").click()
    page.wait_for_selector("tbody tr")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(page.get_by_role("button", name="Run")).to_be_in_viewport()


def test_all_is_reached_by_keys_and_has_a_name(page):
    open_query(page, NAMES)
    page.wait_for_selector("tbody tr")
    nameless = page.evaluate(NAMELESS)
    assert nameless == []
    page.get_by_role("textbox", name="SPARQL query").focus()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") in ("run", "copy")


def test_the_plain_form_works_without_scripts(browser, served):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(str(served.client.base_url))
    page.get_by_label("SPARQL query").fill(NAMES)
    page.get_by_role("button", name="Run").click()
    assert page.locator("td").all_inner_texts() == [PERSON, "Volodymyr Zelenskyy"]
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_letters_stand_out_from_their_ground(browser, served, scheme):
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto(str(served.client.base_url))
    page.get_by_role("button", name="Who said what").click()
    page.wait_for_selector("tbody tr")
    contrasts = page.evaluate(CONTRASTS)
    context.close()
    assert {pair: value for pair, value in contrasts.items() if value < 4.5} == {}


def test_the_explorer_opens_and_runs_under_its_own_policy(browser, tmp_path):
    extractions = [drawn("a", "[Ann Lee|e1/p] {said|that [Kyiv|e2/l] was calm|e1}.")]
    contents = Contents(
        made=Build(schema=SCHEMA_VERSION, pipeline="by hand", base=DEFAULT_BASE),
        extractions=extractions,
        decisions=Decisions(),
        obeyed=obey(extractions, Decisions()),
        graph=resolve_entities(extractions),
    )
    with writing(tmp_path) as folder:
        write_folder(contents, folder)
    with started(tmp_path) as served:
        context = browser.new_context()
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        page.goto(f"{served.client.base_url}explorer")
        expect(page.locator("body")).to_contain_text("being drawn")
        page.wait_for_selector("canvas", timeout=60_000)
        expect(page.locator("body")).to_contain_text("Ann Lee")
        context.close()
    assert complaints == []
