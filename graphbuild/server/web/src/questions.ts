// The queries that come with graphbuild, and fields for their parameters.

import { element } from "./elements";
import { QueryFailure } from "./endpoint";
import type { Parameter, Question } from "./knowledge";

/** The list of questions; `choose` is called with the one that is clicked. */
export function questionList(questions: Question[], choose: (question: Question) => void): HTMLElement[] {
  return questions.map((question) => {
    const button = element(
      "button",
      { type: "button", "data-question": question.name },
      element("b", {}, question.name.replaceAll("-", " ")),
      element("span", {}, question.description),
    );
    button.addEventListener("click", () => choose(question));
    return element("li", {}, button);
  });
}

/** A field for each parameter of a question that is asked by `sparql`; `change` is called with all values. */
export function parameterFields(
  question: Question,
  sparql: string,
  change: (values: URLSearchParams) => void,
): HTMLElement[] {
  const inputs = question.parameters.map((parameter) => {
    const input = element("input", { name: parameter.name, autocomplete: "off", spellcheck: "false" });
    input.value = boundValue(sparql, parameter);
    input.placeholder = parameter.optional ? "any" : "";
    return input;
  });
  const given = (): [string, string][] =>
    inputs.filter((input) => input.value !== "").map((input) => [input.name, input.value]);
  for (const input of inputs) input.addEventListener("input", () => change(new URLSearchParams(given())));
  return question.parameters.map((parameter, index) =>
    element(
      "label",
      {},
      element("b", {}, parameter.name.replaceAll("_", " ")),
      inputs[index] as HTMLElement,
      element("small", {}, parameter.description),
    ),
  );
}

/** The question in SPARQL with these values: how names are looked up is for the server to know. */
export async function bound(question: Question, values: URLSearchParams): Promise<string> {
  const address = `/questions/${encodeURIComponent(question.name)}?${values.toString()}`;
  const response = await fetch(address).catch(() => {
    throw new QueryFailure("the server can't be reached. Is graphbuild serve still running?");
  });
  if (!response.ok) throw new QueryFailure(await response.text());
  return response.text();
}

/** The query without what is asked for in it, to know a question again in an address. */
export function withoutValues(sparql: string): string {
  return sparql
    .replace(/^( *)# (.* # if \w+)$/gm, "$1$2")
    .replace(/(VALUES \?\w+_(?:name|key) )\{(?:[^}"]|"(?:[^"\\]|\\.)*")*\}/g, "$1")
    .trim();
}

function boundValue(sparql: string, parameter: Parameter): string {
  const written = sparql.replace(/^ *#.*$/gm, "");
  const literal = new RegExp(`VALUES \\?${parameter.name}_(?:name|key) \\{ "((?:[^"\\\\]|\\\\.)*)"`).exec(written);
  return literal ? (JSON.parse(`"${literal[1]}"`) as string) : "";
}
