// What the editor proposes: prefixes, terms of the vocabularies, variables and keywords.

import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import type { Knowledge } from "./knowledge";

const KEYWORDS = `SELECT CONSTRUCT DESCRIBE ASK WHERE DISTINCT OPTIONAL UNION MINUS GRAPH FILTER BIND VALUES EXISTS
  NOT IN AS GROUP BY HAVING ORDER ASC DESC LIMIT OFFSET PREFIX COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT STR LANG
  LCASE UCASE CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER SUBSTR REGEX REPLACE BOUND COALESCE IF YEAR MONTH DAY
  STRLEN CONCAT ISIRI ISLITERAL UNDEF`.split(/\s+/);

const keywords: Completion[] = KEYWORDS.map((label) => ({ label, type: "keyword" }));

export function completer(knowledge: Knowledge): (context: CompletionContext) => CompletionResult | null {
  const prefixes = Object.entries(knowledge.prefixes).map(
    ([prefix, namespace]): Completion => ({ label: `${prefix}:`, detail: namespace, type: "namespace" }),
  );
  return (context) => {
    const word = context.matchBefore(/[?$]?[\w-]*(?::[\w-]*)?/);
    if (!word || (word.from === word.to && !context.explicit)) return null;
    if (/^[?$]/.test(word.text)) return { from: word.from, options: variables(context), validFor: /^[?$]\w*$/ };
    const [prefix, name] = word.text.split(":");
    if (name === undefined) {
      return { from: word.from, options: [...prefixes, ...keywords], validFor: /^[\w-]*$/ };
    }
    const isType = /(?:^|[\s;{])(?:a|rdf:type)\s+$/.test(context.state.sliceDoc(Math.max(0, word.from - 20), word.from));
    return { from: word.from, options: terms(knowledge, `${prefix}:`, isType), validFor: /^[\w-]*:[\w-]*$/ };
  };
}

function terms(knowledge: Knowledge, prefix: string, isType: boolean): Completion[] {
  return knowledge.terms
    .filter((term) => term.name.startsWith(prefix))
    .map((term) => ({
      label: term.name,
      type: term.isClass ? "class" : "property",
      boost: term.isClass === isType ? 1 : 0,
      ...(term.comment && { info: term.comment }),
    }));
}

function variables(context: CompletionContext): Completion[] {
  const word = context.matchBefore(/[?$]\w*/);
  const found = new Set(context.state.doc.toString().match(/[?$]\w+/g));
  if (word) found.delete(word.text);
  return [...found].map((label) => ({ label, type: "variable" }));
}
