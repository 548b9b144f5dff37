// What the server tells of its graph: prefixes, terms and the queries that come with graphbuild.

export interface Parameter {
  name: string;
  description: string;
  optional: boolean;
}

export interface Question {
  name: string;
  description: string;
  sparql: string;
  parameters: Parameter[];
}

export interface Term {
  name: string;
  comment: string;
  isClass: boolean;
}

export interface Knowledge {
  base: string;
  prefixes: Record<string, string>;
  queries: Question[];
  terms: Term[];
}

export async function fetchKnowledge(): Promise<Knowledge> {
  const response = await fetch("/page.json");
  if (!response.ok) throw new Error(`the server answers ${response.status}`);
  return (await response.json()) as Knowledge;
}
