// The editor: CodeMirror with SPARQL, whose errors are marked where the server says.

import { autocompletion } from "@codemirror/autocomplete";
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { setDiagnostics } from "@codemirror/lint";
import { EditorState, Prec } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { basicSetup } from "codemirror";
import { sparql } from "codemirror-lang-sparql";
import { completer } from "./completion";
import type { Knowledge } from "./knowledge";

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--code-keyword)", fontWeight: "600" },
  { tag: [tags.string, tags.integer, tags.float, tags.bool], color: "var(--code-value)" },
  { tag: tags.variableName, color: "var(--code-variable)" },
  { tag: [tags.namespace, tags.url, tags.typeName], color: "var(--code-name)" },
  { tag: [tags.comment, tags.annotation], color: "var(--muted)" },
]);

const frame = EditorView.theme({
  "&": { backgroundColor: "var(--field)", color: "var(--text)", fontSize: "0.875rem", borderRadius: "6px" },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "1px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.5", maxHeight: "32vh", minHeight: "9rem" },
  ".cm-content": { caretColor: "var(--text)" },
  ".cm-cursor": { borderLeftColor: "var(--text)" },
  ".cm-gutters": { backgroundColor: "var(--field)", color: "var(--muted)", border: "none" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--active)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--selection)",
  },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": { backgroundColor: "var(--selection)" },
  ".cm-tooltip, .cm-panels": {
    backgroundColor: "var(--surface)",
    color: "var(--text)",
    border: "1px solid var(--line)",
    borderRadius: "6px",
    boxShadow: "0 4px 16px #0003",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", maxHeight: "14rem" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "0.2rem 0.5rem" },
  ".cm-tooltip .cm-completionInfo": { maxWidth: "22rem", padding: "0.5rem 0.75rem", fontSize: "0.8125rem" },
  ".cm-completionDetail": { color: "var(--muted)", fontStyle: "normal" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--on-accent)" },
  ".cm-tooltip-autocomplete ul li[aria-selected] .cm-completionDetail": { color: "inherit" },
  ".cm-lintRange-error": {
    backgroundImage: "none",
    backgroundColor: "var(--bad-surface)",
    textDecoration: "underline wavy var(--bad)",
    textDecorationSkipInk: "none",
  },
  ".cm-diagnostic-error": { borderLeftColor: "var(--bad)" },
});

export class Editor {
  readonly #view: EditorView;

  constructor(parent: HTMLElement, knowledge: Knowledge, nonce: string, run: () => void, changed: () => void) {
    const extensions = [
      Prec.highest(keymap.of([{ key: "Mod-Enter", run: () => (run(), true) }])),
      basicSetup,
      sparql(),
      Prec.high(syntaxHighlighting(colours)),
      autocompletion({ override: [completer(knowledge)], icons: false }),
      frame,
      EditorView.lineWrapping,
      EditorView.cspNonce.of(nonce),
      EditorView.contentAttributes.of({ "aria-label": "SPARQL query", "aria-describedby": "editor-hint" }),
      EditorView.updateListener.of((update) => update.docChanged && changed()),
    ];
    this.#view = new EditorView({ parent, state: EditorState.create({ doc: "", extensions }) });
  }

  get text(): string {
    return this.#view.state.doc.toString();
  }

  set text(text: string) {
    this.#view.dispatch({ changes: { from: 0, to: this.#view.state.doc.length, insert: text } });
  }

  /** Marks a line, counted from 1, as the error's; without a line, unmarks all. */
  mark(message: string, line?: number): void {
    const { doc } = this.#view.state;
    if (line === undefined || line < 1 || line > doc.lines) {
      this.#view.dispatch(setDiagnostics(this.#view.state, []));
      return;
    }
    const found = doc.line(line);
    const from = found.from + (/\S/.exec(found.text)?.index ?? 0);
    const to = Math.max(from, found.from + found.text.trimEnd().length);
    this.#view.dispatch(setDiagnostics(this.#view.state, [{ from, to, severity: "error", message }]), {
      selection: { anchor: from },
      scrollIntoView: true,
    });
  }
}
