// Names of what the graph speaks of, so that people needn't read identifiers.

import { ask } from "./endpoint";
import { isIri, isOurs } from "./iris";
import type { Knowledge } from "./knowledge";

const MOST_AT_ONCE = 300;
const known = new Map<string, string | undefined>();

/** Names of those IRIs of the graph that have one; the rest are left out. */
export async function namesOf(iris: Iterable<string>, knowledge: Knowledge): Promise<Map<string, string>> {
  const wanted = [...new Set(iris)].filter((iri) => isOurs(iri, knowledge) && isIri(iri)).slice(0, MOST_AT_ONCE);
  const unknown = wanted.filter((iri) => !known.has(iri));
  if (unknown.length) await fetchNames(unknown);
  return new Map(wanted.flatMap((iri) => (known.get(iri) ? [[iri, known.get(iri)!]] : [])));
}

async function fetchNames(iris: string[]): Promise<void> {
  const values = iris.map((iri) => `<${iri}>`).join(" ");
  const sparql = `PREFIX schema: <https://schema.org/>
    PREFIX nif: <http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#>
    SELECT ?thing (MIN(?label) AS ?name) {
      VALUES ?thing { ${values} } ?thing schema:name|schema:headline|schema:roleName|schema:text|nif:anchorOf ?label
    } GROUP BY ?thing`;
  for (const iri of iris) known.set(iri, undefined);
  const found = await ask(sparql, new AbortController().signal);
  if (found.kind !== "rows") return;
  for (const { thing, name } of found.rows) if (thing && name) known.set(thing.value, name.value);
}
