// IRIs for people: shortened, and linked where that is safe.

import { element } from "./elements";
import type { Knowledge } from "./knowledge";

/** Control characters, and those that turn the direction of writing. */
const UNPRINTABLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

export function printable(text: string): string {
  return text.replace(UNPRINTABLE, "\ufffd");
}

export function shorten(iri: string, prefixes: Knowledge["prefixes"]): string {
  for (const [prefix, namespace] of Object.entries(prefixes)) {
    if (iri.startsWith(namespace)) return `${prefix}:${iri.slice(namespace.length)}`;
  }
  return iri;
}

/** Whether the graph may state something of the IRI. */
export function isOurs(iri: string, knowledge: Knowledge): boolean {
  return iri.startsWith(knowledge.base) && !iri.startsWith(knowledge.prefixes["gb"] ?? "\0");
}

export function isIri(text: string): boolean {
  return /^[^<>"{}|^`\\\u0000-\u0020]+$/.test(text);
}

/** A query for all that is stated of the IRI, and for what points to it. */
export function describe(iri: string): string {
  return `# What the graph states of this, and what points to it
CONSTRUCT { <${iri}> ?property ?value . ?other ?relation <${iri}> }
WHERE {
  { <${iri}> ?property ?value }
  UNION
  { ?other ?relation <${iri}> }
}
LIMIT 1000`;
}

/** A link with the name, or the IRI in short: ours lead to what is known of them, those of the web there. */
export function iriLink(iri: string, knowledge: Knowledge, name?: string): HTMLElement {
  const text = printable(name ?? shorten(iri, knowledge.prefixes));
  if (isOurs(iri, knowledge) && isIri(iri)) {
    const href = `#query=${encodeURIComponent(describe(iri))}`;
    return element("a", { href, title: printable(iri) }, text);
  }
  if (/^https?:\/\//i.test(iri)) {
    return element("a", { href: iri, title: printable(iri), target: "_blank", rel: "noreferrer noopener" }, text);
  }
  return element("span", {}, text);
}
