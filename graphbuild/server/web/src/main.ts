// The page: questions, editor, result. Its address holds the query, so that it can be passed on.

import { drawing } from "./drawing";
import { Editor } from "./editor";
import { byId, element } from "./elements";
import { ask, fetchAs, QueryFailure } from "./endpoint";
import type { Result } from "./endpoint";
import { fetchKnowledge } from "./knowledge";
import type { Knowledge, Question } from "./knowledge";
import { namesOf } from "./names";
import { toNetwork } from "./network";
import { bound, parameterFields, questionList, withoutValues } from "./questions";
import { ROWS_AT_FIRST, table } from "./table";

const FIRST_QUESTION = "who-said-what";
const LINE_OF_ERROR = /^SPARQL line (\d+)/;
const EXPORTS = {
  rows: [
    ["CSV", "text/csv", "csv"],
    ["JSON", "application/sparql-results+json", "json"],
  ],
  graph: [
    ["Turtle", "text/turtle", "ttl"],
    ["N-Triples", "application/n-triples", "nt"],
    ["JSON-LD", "application/ld+json", "jsonld"],
  ],
} as const;

type View = "table" | "graph";

class Page {
  readonly #knowledge: Knowledge;
  readonly #editor: Editor;
  #running: AbortController | undefined;
  #asked = "";
  #result: Result | undefined;
  #view: View = "table";
  #question: Question | undefined;
  #values: URLSearchParams | undefined;
  #binding: Promise<void> | undefined;

  constructor(knowledge: Knowledge, nonce: string) {
    this.#knowledge = knowledge;
    const changed = (): void => this.#editor?.mark("");
    this.#editor = new Editor(byId("editor"), knowledge, nonce, () => void this.#start(), changed);
    byId("questions").replaceChildren(...questionList(knowledge.queries, (each) => this.#choose(each, true)));
    byId("run").addEventListener("click", () => void this.#start());
    byId("cancel").addEventListener("click", () => this.#running?.abort());
    byId("copy").addEventListener("click", () => void this.#copy());
    for (const view of ["table", "graph"] as const) byId(`show-${view}`).addEventListener("click", () => this.#show(view));
    window.addEventListener("hashchange", () => this.#openAddress());
    byId("find").addEventListener("input", (event) => filterQuestions((event.target as HTMLInputElement).value));
    this.#openAddress();
  }

  // --- What is asked

  #choose(question: Question, isRun: boolean): void {
    this.#editor.text = question.sparql;
    this.#showParameters(question);
    if (window.matchMedia("(max-width: 56rem)").matches) byId<HTMLDetailsElement>("choice").open = false;
    if (isRun) void this.#start();
  }

  #showParameters(question: Question | undefined): void {
    this.#question = question;
    for (const button of document.querySelectorAll("[data-question]")) {
      button.toggleAttribute("aria-current", button.getAttribute("data-question") === question?.name);
    }
    const fields = question
      ? parameterFields(question, this.#editor.text, (values) => (this.#binding = this.#bind(question, values)))
      : [];
    byId("parameters").replaceChildren(...fields);
    byId("parameters").hidden = fields.length === 0;
    byId("description").textContent = question?.description ?? "";
  }

  /** Writes a question with these values to the editor, unless others have been given by then. */
  async #bind(question: Question, values: URLSearchParams): Promise<void> {
    this.#values = values;
    try {
      const sparql = await bound(question, values);
      if (this.#values === values && this.#question === question) this.#editor.text = sparql;
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Shows and asks what the address holds; without a query, the first question. */
  #openAddress(): void {
    const given = new URLSearchParams(location.hash.slice(1));
    const sparql = given.get("query");
    this.#view = given.get("view") === "graph" ? "graph" : "table";
    if (sparql === null) {
      const first = this.#knowledge.queries.find((each) => each.name === FIRST_QUESTION);
      if (first && this.#editor.text === "") this.#choose(first, false);
      return;
    }
    if (sparql === this.#asked && this.#result) return this.#show(this.#view);
    if (sparql !== this.#editor.text) this.#editor.text = sparql;
    const known = this.#knowledge.queries.find((each) => withoutValues(each.sparql) === withoutValues(sparql));
    if (known !== this.#question) this.#showParameters(known);
    void this.#run(sparql);
  }

  async #start(): Promise<void> {
    await this.#binding;
    const sparql = this.#editor.text;
    const address = `#query=${encodeURIComponent(sparql)}${this.#view === "graph" ? "&view=graph" : ""}`;
    if (address !== location.hash) history.pushState(null, "", address);
    void this.#run(sparql);
  }

  async #copy(): Promise<void> {
    const query = encodeURIComponent(this.#editor.text);
    const address = new URL(`#query=${query}${this.#view === "graph" ? "&view=graph" : ""}`, location.href);
    await navigator.clipboard.writeText(address.href).then(
      () => tell("The link is copied."),
      () => tell("The browser doesn't let the link be copied. Run the query: the address then holds it."),
    );
  }

  // --- What is answered

  async #run(sparql: string): Promise<void> {
    this.#running?.abort();
    const running = new AbortController();
    this.#running = running;
    this.#asked = sparql;
    this.#result = undefined;
    this.#begin();
    const start = performance.now();
    const seconds = (): string => `${((performance.now() - start) / 1000).toFixed(2)} s`;
    try {
      const result = await ask(sparql, running.signal);
      if (this.#running !== running) return;
      this.#result = result;
      this.#show(this.#view);
      tell(`${summary(result)} in ${seconds()}`);
    } catch (error) {
      if (this.#running !== running) return;
      if (running.signal.aborted) tell(`Cancelled after ${seconds()}`);
      else this.#fail(error);
    } finally {
      if (this.#running === running) this.#end();
    }
  }

  #begin(): void {
    this.#editor.mark("");
    byId("error").hidden = true;
    byId("result").replaceChildren();
    byId("tools").hidden = true;
    byId("cancel").hidden = false;
    document.body.setAttribute("aria-busy", "true");
    tell("Asking …");
  }

  #end(): void {
    this.#running = undefined;
    byId("cancel").hidden = true;
    document.body.removeAttribute("aria-busy");
  }

  #fail(error: unknown): void {
    if (!(error instanceof QueryFailure)) throw error;
    const message = error.message;
    const line = LINE_OF_ERROR.exec(message);
    byId("error").textContent = message;
    byId("error").hidden = false;
    if (line) this.#editor.mark(message.split("\n")[0] ?? "", Number(line[1]));
    tell("No answer");
  }

  #show(view: View): void {
    this.#view = view;
    const result = this.#result;
    if (!result) return;
    for (const each of ["table", "graph"] as const) {
      byId(`show-${each}`).setAttribute("aria-pressed", String(each === view));
    }
    byId("tools").hidden = result.kind === "boolean";
    this.#offerExports(result);
    byId("result").replaceChildren(this.#drawn(result, view));
    void this.#addNames(result, view);
  }

  /** Draws again with names, unless something else is shown by then; without them it still holds. */
  async #addNames(result: Result, view: View): Promise<void> {
    if (result.kind === "boolean") return;
    const shown = result.rows.slice(0, ROWS_AT_FIRST).flatMap((row) => Object.values(row));
    const iris = shown.flatMap((binding) => (binding?.type === "uri" ? [binding.value] : []));
    const names = await namesOf(iris, this.#knowledge).catch(() => new Map<string, string>());
    if (names.size === 0 || result !== this.#result || view !== this.#view) return;
    byId("result").replaceChildren(this.#drawn(result, view, names));
  }

  #drawn(result: Result, view: View, names = new Map<string, string>()): HTMLElement {
    if (result.kind === "boolean") return element("p", { class: "answer" }, result.answer ? "Yes" : "No");
    if (result.rows.length === 0) return element("p", { class: "note" }, "Nothing is found.");
    if (view === "table") return table(result.columns, result.rows, this.#knowledge, names);
    return drawing(toNetwork(result.kind, result.columns, result.rows, names), this.#knowledge);
  }

  #offerExports(result: Result): void {
    const forms = result.kind === "boolean" ? [] : EXPORTS[result.kind];
    const buttons = forms.map(([name, mediaType, suffix]) => {
      const button = element("button", { type: "button" }, name);
      button.addEventListener("click", () => void this.#export(mediaType, suffix));
      return button;
    });
    byId("exports").replaceChildren(...buttons);
  }

  async #export(mediaType: string, suffix: string): Promise<void> {
    try {
      const content = await fetchAs(this.#asked, mediaType, new AbortController().signal);
      const link = element("a", { href: URL.createObjectURL(content), download: `result.${suffix}` });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    } catch (error) {
      this.#fail(error);
    }
  }
}

function summary(result: Result): string {
  if (result.kind === "boolean") return "Answered";
  const what = result.kind === "graph" ? "triple" : "row";
  const count = result.rows.length;
  return `${count.toLocaleString("en")} ${what}${count === 1 ? "" : "s"}`;
}

function filterQuestions(words: string): void {
  for (const item of document.querySelectorAll<HTMLElement>("#questions > li")) {
    const text = (item.textContent ?? "").toLowerCase();
    item.hidden = !words.toLowerCase().split(/\s+/).every((word) => text.includes(word));
  }
}

function tell(message: string): void {
  byId("status").textContent = message;
}

async function main(): Promise<void> {
  const nonce = byId("script").nonce ?? "";
  try {
    const knowledge = await fetchKnowledge();
    byId("plain").remove();
    byId("app").hidden = false;
    new Page(knowledge, nonce);
  } catch (error) {
    byId("script-error").hidden = false;
    throw error;
  }
}

void main();
