// The queries that come with graphbuild, and fields for their parameters.

import { element } from "./elements";
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

/** A field for each parameter; `change` is called with the query that they make. */
export function parameterFields(
  question: Question,
  current: () => string,
  change: (sparql: string) => void,
): HTMLElement[] {
  return question.parameters.map((parameter) => {
    const input = element("input", { name: parameter.name, autocomplete: "off", spellcheck: "false" });
    input.value = boundValue(question.sparql, parameter.name);
    input.placeholder = parameter.optional ? "any" : "";
    input.addEventListener("input", () => change(bind(current(), parameter, input.value)));
    return element(
      "label",
      {},
      element("b", {}, parameter.name.replaceAll("_", " ")),
      input,
      element("small", {}, parameter.description),
    );
  });
}

function line(parameter: string): RegExp {
  return new RegExp(`(VALUES \\?${parameter}_name )\\{((?:[^}"]|"(?:[^"\\\\]|\\\\.)*")*)\\}`);
}

function boundValue(sparql: string, parameter: string): string {
  const literal = /"((?:[^"\\]|\\.)*)"/.exec(line(parameter).exec(sparql)?.[2] ?? "");
  return literal ? (JSON.parse(`"${literal[1]}"`) as string) : "";
}

function bind(sparql: string, parameter: Parameter, value: string): string {
  const written = value === "" && parameter.optional ? "UNDEF" : quoted(value);
  return sparql.replace(line(parameter.name), (_all, before: string) => `${before}{ ${written} }`);
}

/** JSON escapes what SPARQL does, but for control characters, which no name has. */
function quoted(value: string): string {
  return JSON.stringify(value.replace(/[\u0000-\u001f]/g, " "));
}
