// A result as a table that can be sorted.

import { element } from "./elements";
import type { Binding, Row } from "./endpoint";
import { iriLink, printable, shorten } from "./iris";
import type { Knowledge } from "./knowledge";

export const ROWS_AT_FIRST = 500;
const NUMBER = /#(?:integer|decimal|double|float|nonNegativeInteger)$/;
// Characters: sentences want room, dates and words of one kind no break.
const LONG = 40;
const SHORT = 12;
const collator = new Intl.Collator(undefined, { numeric: true });

type Names = Map<string, string>;

export function table(columns: string[], rows: Row[], knowledge: Knowledge, names: Names): HTMLElement {
  const body = element("tbody");
  const more = element("button", { type: "button", class: "more" });
  let sorted = rows;
  let shown = ROWS_AT_FIRST;

  function draw(): void {
    body.replaceChildren(...sorted.slice(0, shown).map((row) => tableRow(columns, row, knowledge, names)));
    more.hidden = sorted.length <= shown;
    more.textContent = `Show all ${sorted.length.toLocaleString("en")} rows`;
  }

  more.addEventListener("click", () => {
    shown = Infinity;
    draw();
  });
  const heads = columns.map((column) => {
    const button = element("button", { type: "button", title: "Sort" }, column.replaceAll("_", " "));
    const head = element("th", { scope: "col", "aria-sort": "none" }, button);
    button.addEventListener("click", () => {
      const isUp = head.getAttribute("aria-sort") !== "ascending";
      for (const other of heads) other.setAttribute("aria-sort", "none");
      head.setAttribute("aria-sort", isUp ? "ascending" : "descending");
      sorted = [...rows].sort((one, other) => (isUp ? 1 : -1) * compare(one[column], other[column]));
      draw();
    });
    return head;
  });
  draw();
  const head = element("thead", {}, element("tr", {}, ...heads));
  const frame = { class: "scroll", tabindex: "0", role: "region", "aria-label": "Rows" };
  return element("div", {}, element("div", frame, element("table", {}, head, body)), more);
}

function tableRow(columns: string[], row: Row, knowledge: Knowledge, names: Names): HTMLElement {
  const cells = columns.map((column) => {
    const made = cell(row[column], knowledge, names);
    made.dataset["column"] = column.replaceAll("_", " ");
    return made;
  });
  return element("tr", {}, ...cells);
}

function cell(binding: Binding | undefined, knowledge: Knowledge, names: Names): HTMLElement {
  if (!binding) return element("td", { class: "unbound" });
  if (binding.type === "uri") {
    const name = names.get(binding.value);
    const id = name ? [element("small", {}, printable(shorten(binding.value, knowledge.prefixes)))] : [];
    return element("td", { class: "iri" }, iriLink(binding.value, knowledge, name), ...id);
  }
  const text = binding.type === "triple" ? JSON.stringify(binding.value) : binding.value;
  const made = element("td", {}, printable(text));
  if (NUMBER.test(binding.datatype ?? "")) made.className = "number";
  else if (text.length > LONG) made.className = "long";
  else if (text.length <= SHORT) made.className = "short";
  if (binding["xml:lang"]) made.lang = binding["xml:lang"];
  return made;
}

function compare(one: Binding | undefined, other: Binding | undefined): number {
  if (!one || !other) return Number(!one) - Number(!other);
  if (NUMBER.test(one.datatype ?? "") && NUMBER.test(other.datatype ?? "")) return Number(one.value) - Number(other.value);
  return collator.compare(one.value, other.value);
}
