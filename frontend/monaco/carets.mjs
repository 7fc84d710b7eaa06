// @ts-check
// Other people's cursors in the file on show.
//
// Monaco keeps the places, as decorations that follow every edit; a widget draws each caret with its name there.
// Colours come from a stylesheet made here, because a decoration can carry a class name and nothing else.
import { editor, Range } from "monaco-editor/editor.js";
import { classOf, rulesFor } from "./people.mjs";

/** @typedef {import("./people.mjs").Person} Person */
/** @typedef {import("./handle.mjs").CodeEditor} CodeEditor */
/** @typedef {import("monaco-editor").editor.IModelDeltaDecoration} Decoration */
/** @typedef {import("monaco-editor").editor.IContentWidget} Widget */
/** @typedef {{node: HTMLElement, name: HTMLElement, at: number, timer: number, widget: Widget}} Caret */
/** @typedef {ReturnType<typeof createCarets>} Carets */

// A room has 200 people at most; more carets than these in one file tell nobody anything.
const MOST_CARETS = 100;
const NAME_SHOWN_MS = 2000;

const { NeverGrowsWhenTypingAtEdges, GrowsOnlyWhenTypingBefore } = editor.TrackedRangeStickiness;

/** @param {CodeEditor} code */
export function createCarets(code) {
  const places = code.createDecorationsCollection();
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  /** @type {Map<string, Caret>} */
  let carets = new Map();
  /** @type {readonly Person[]} */
  let everybody = [];
  let rules = "";

  /** Draws the carets where their places are now. */
  const layout = () => {
    const height = `${code.getOption(editor.EditorOption.lineHeight)}px`;
    for (const { node, at, widget } of carets.values()) {
      node.style.height = height;
      node.toggleAttribute("data-first-line", places.getRange(at)?.startLineNumber === 1);
      code.layoutContentWidget(widget);
    }
  };
  const edited = code.onDidChangeModelContent(layout);

  /** @param {Caret} caret */
  const remove = (caret) => {
    clearTimeout(caret.timer);
    code.removeContentWidget(caret.widget);
  };

  /** Shows a name for a while. @param {Caret} caret */
  const announce = (caret) => {
    clearTimeout(caret.timer);
    caret.node.toggleAttribute("data-moved", true);
    caret.timer = window.setTimeout(() => caret.node.toggleAttribute("data-moved", false), NAME_SHOWN_MS);
  };

  /** @param {string} key @returns {Caret} */
  const appear = (key) => {
    const node = document.createElement("div");
    // Who is where is told in words elsewhere; between letters it would only interrupt.
    node.setAttribute("aria-hidden", "true");
    const name = document.createElement("span");
    name.className = "workspace-caret-name";
    node.append(name);
    /** @type {Caret} */
    const caret = {
      node,
      name,
      at: 0,
      timer: 0,
      widget: {
        getId: () => `burnish.caret.${key}`,
        getDomNode: () => node,
        getPosition: () => {
          const range = places.getRange(caret.at);
          const preference = [editor.ContentWidgetPositionPreference.EXACT];
          return range && { position: range.getStartPosition(), preference };
        },
      },
    };
    code.addContentWidget(caret.widget);
    return caret;
  };

  return {
    /**
     * Replaces everybody's cursors, and shows those in `file`, which is the file on show.
     * @param {readonly Person[]} people @param {string | null} file
     */
    show(people, file) {
      everybody = people;
      const model = code.getModel();
      const here = model ? people.filter((person) => person.file === file).slice(0, MOST_CARETS) : [];
      const wanted = rulesFor(here);
      if (wanted !== rules) sheet.replaceSync(wanted);
      rules = wanted;

      /** @type {Map<string, Caret>} */
      const shown = new Map();
      /** @type {Decoration[]} */
      const decorations = [];
      /** @type {Caret[]} */
      const moved = [];
      for (const { user, name, line, column, selectionLine, selectionColumn } of here) {
        if (!model) break;
        // One person may have the file open twice.
        let key = user;
        for (let copy = 2; shown.has(key); copy += 1) key = `${user} ${copy}`;
        const caret = carets.get(key) ?? appear(key);
        const before = carets.has(key) ? places.getRange(caret.at)?.getStartPosition() : null;
        carets.delete(key);
        shown.set(key, caret);
        const head = model.validatePosition({ lineNumber: line, column });
        // An edit above moves a caret too, but nobody moved it.
        if (!before?.equals(head)) moved.push(caret);
        caret.at = decorations.length;
        caret.node.className = `workspace-caret ${classOf(user)}`;
        if (caret.name.textContent !== name) caret.name.textContent = name;
        decorations.push({
          range: Range.fromPositions(head),
          // What the person here types at somebody's caret goes behind it, as on that one's own screen.
          options: { stickiness: GrowsOnlyWhenTypingBefore },
        });
        if (selectionLine && selectionColumn) {
          const anchor = model.validatePosition({ lineNumber: selectionLine, column: selectionColumn });
          decorations.push({
            range: head.isBefore(anchor) ? Range.fromPositions(head, anchor) : Range.fromPositions(anchor, head),
            options: {
              stickiness: NeverGrowsWhenTypingAtEdges,
              className: `workspace-caret-selection ${classOf(user)}`,
            },
          });
        }
      }
      for (const caret of carets.values()) remove(caret);
      carets = shown;
      places.set(decorations);
      for (const caret of moved) announce(caret);
      layout();
    },

    /** Another file is on show, or none. @param {string | null} file */
    showIn(file) {
      for (const caret of carets.values()) remove(caret);
      carets = new Map();
      this.show(everybody, file);
    },

    layout,

    dispose() {
      edited.dispose();
      for (const caret of carets.values()) remove(caret);
      carets = new Map();
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
    },
  };
}
