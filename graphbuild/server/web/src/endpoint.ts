// Queries over SPARQL 1.1 Protocol.

export interface Binding {
  type: "uri" | "literal" | "bnode" | "triple";
  value: string;
  datatype?: string;
  "xml:lang"?: string;
}

export type Row = Record<string, Binding | undefined>;

export type Result =
  | { kind: "rows"; columns: string[]; rows: Row[] }
  | { kind: "graph"; columns: string[]; rows: Row[] }
  | { kind: "boolean"; answer: boolean };

/** The server refuses a query, or can't be reached; the message is for people. */
export class QueryFailure extends Error {}

const ROWS = "application/sparql-results+json";
const TRIPLES = "application/n-triples";

export async function ask(sparql: string, signal: AbortSignal): Promise<Result> {
  const response = await send(sparql, `${ROWS}, ${TRIPLES}`, signal);
  if (response.headers.get("content-type")?.startsWith(TRIPLES)) {
    return { kind: "graph", columns: COLUMNS, rows: parseTriples(await response.text()) };
  }
  const found = await response.json();
  if (typeof found.boolean === "boolean") return { kind: "boolean", answer: found.boolean };
  return { kind: "rows", columns: found.head.vars, rows: found.results.bindings };
}

export async function fetchAs(sparql: string, mediaType: string, signal: AbortSignal): Promise<Blob> {
  return (await send(sparql, mediaType, signal)).blob();
}

async function send(sparql: string, accept: string, signal: AbortSignal): Promise<Response> {
  const headers = { "content-type": "application/sparql-query", accept };
  const response = await fetch("/sparql", { method: "POST", headers, body: sparql, signal }).catch((error) => {
    if (signal.aborted) throw error;
    throw new QueryFailure("The server can't be reached. Is graphbuild serve still running?");
  });
  if (!response.ok) throw new QueryFailure((await response.text()).trim());
  return response;
}

// --- N-Triples, as the server writes them: one triple a line

const COLUMNS = ["subject", "predicate", "object"];
const TERM = /<([^>]*)>|_:(\S+)|"((?:[^"\\]|\\.)*)"(?:@([\w-]+)|\^\^<([^>]*)>)?/g;
const NAMED_ESCAPES: Record<string, string> = { t: "\t", b: "\b", n: "\n", r: "\r", f: "\f" };

function parseTriples(text: string): Row[] {
  return text
    .split("\n")
    .filter((line) => line.trim())
    .map((line) => {
      const terms = [...line.matchAll(TERM)].map(toBinding);
      return { subject: terms[0], predicate: terms[1], object: terms[2] };
    });
}

function toBinding([, iri, blank, literal, language, datatype]: RegExpMatchArray): Binding {
  if (iri !== undefined) return { type: "uri", value: unescape(iri) };
  if (blank !== undefined) return { type: "bnode", value: blank };
  const found: Binding = { type: "literal", value: unescape(literal ?? "") };
  if (language) found["xml:lang"] = language;
  if (datatype) found.datatype = datatype;
  return found;
}

function unescape(text: string): string {
  return text.replace(/\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})|\\(.)/g, (_all, four, eight, one) =>
    one === undefined ? String.fromCodePoint(parseInt(four ?? eight, 16)) : (NAMED_ESCAPES[one] ?? one),
  );
}
