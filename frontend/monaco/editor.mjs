// @ts-check
// The whole interface between Burnish and Monaco. `app/ui/monaco` (crate `monaco-wasm`) mirrors these functions in
// Rust; nothing else may import Monaco, so that a new version of it is a change to this folder alone.
//
// Offsets and lengths are UTF-16 units, lines and columns count from 1, line ends are always one line feed.
import { editor, MarkerSeverity, Range, Uri } from "monaco-editor/editor.js";
import { appearance, lineHeightOf, loadStyles, remeasureWhenFontsArrive, setTheme } from "./appearance.mjs";
import { createDiff } from "./diff.mjs";
import { isKnown, languageOf } from "./languages.mjs";
import { commandFor } from "./keys.mjs";
import { checkedEdits, smallestEdit, withLineFeeds } from "./text.mjs";

/** @typedef {import("monaco-editor").editor.IStandaloneCodeEditor} CodeEditor */
/** @typedef {import("./diff.mjs").DiffHandle} DiffHandle */
/** @typedef {import("monaco-editor").editor.ITextModel} TextModel */
/** @typedef {import("monaco-editor").editor.ICodeEditorViewState} ViewState */
/** @typedef {import("./appearance.mjs").Options} Options */
/** @typedef {{model: TextModel, viewState: ViewState | null, silent: boolean}} OpenFile */

/**
 * @typedef {object} Handle one mounted editor and the files open in it
 * @property {CodeEditor} code
 * @property {Map<string, OpenFile>} files
 * @property {string | null} current id of the file on show
 * @property {Map<string, () => void>} commands
 * @property {((id: string, changesJson: string) => void) | null} changed
 * @property {{dispose(): void} | null} cursorListener
 * @property {() => void} release
 */

// The build replaces both names by the workers' hashed paths, relative to this module.
const workerUrl = (/** @type {string} */ label) =>
  new URL(label === "json" ? JSON_WORKER : EDITOR_WORKER, import.meta.url);

/** @type {any} */ (globalThis).MonacoEnvironment = {
  getWorker: (/** @type {string} */ _id, /** @type {string} */ label) =>
    new Worker(workerUrl(label), { type: "module", name: `monaco-${label}` }),
};

/**
 * Mounts an editor in `element`, which must have a size. It shows nothing until `openModel`.
 * @param {HTMLElement} element @param {Options} [options] @returns {Handle}
 */
export function create(element, options = {}) {
  const code = editor.create(element, {
    ...appearance(options),
    model: null,
    readOnly: options.readOnly ?? false,
    readOnlyMessage: { value: "You can read this file, but not change it." },
    tabSize: 2,
    insertSpaces: true,
    detectIndentation: true,
    autoClosingBrackets: "languageDefined",
    formatOnPaste: false,
    dropIntoEditor: { enabled: false },
  });
  /** @type {Handle} */
  const handle = {
    code,
    files: new Map(),
    current: null,
    commands: new Map(),
    changed: null,
    cursorListener: null,
    release: () => {},
  };

  // Heard before Monaco and before the page: Monaco waits for a second key after Ctrl+K, and would swallow both.
  const onKey = (/** @type {KeyboardEvent} */ event) => {
    const name = commandFor(event, isMac());
    const run = name && handle.commands.get(name);
    if (!run) return;
    event.preventDefault();
    event.stopPropagation();
    if (!event.repeat) run();
  };
  element.addEventListener("keydown", onKey, true);
  handle.release = () => element.removeEventListener("keydown", onKey, true);
  remeasureWhenFontsArrive();
  return handle;
}

const isMac = () => /Mac|iPhone|iPad/.test(navigator.platform);

/**
 * Shows file `id`, creating its model on the first call. A later call with the same id shows it again, with cursor,
 * scroll position and undo history as they were, and ignores `text`.
 * @param {Handle} handle @param {string} id @param {string} path
 * @param {string} text @param {string} [language] a Monaco language id; empty or unknown means: by file name
 */
export function openModel(handle, id, path, text, language = "") {
  let file = handle.files.get(id);
  if (!file) {
    const model = editor.createModel(
      withLineFeeds(text),
      isKnown(language) ? language : languageOf(path),
      uriOf(id, path),
    );
    model.setEOL(0); // EndOfLineSequence.LF, also for an empty file on Windows
    const opened = { model, viewState: null, silent: false };
    model.onDidChangeContent((event) => {
      if (opened.silent || event.changes.length === 0) return;
      const changes = event.changes.map(({ rangeOffset, rangeLength, text }) => ({ rangeOffset, rangeLength, text }));
      handle.changed?.(id, JSON.stringify(changes));
    });
    handle.files.set(id, opened);
    file = opened;
  }
  if (handle.current === id) return;
  keepViewState(handle);
  handle.code.setModel(file.model);
  handle.code.restoreViewState(file.viewState);
  handle.current = id;
}

let editors = 0;
// Two editors may show one file; a model's address must be its own all the same.
const uriOf = (/** @type {string} */ id, /** @type {string} */ path) =>
  Uri.from({
    scheme: "burnish",
    authority: `${(editors += 1)}-${id.replace(/[^\w-]/g, "")}`,
    path: path.startsWith("/") ? path : `/${path}`,
  });

function keepViewState(/** @type {Handle} */ handle) {
  const previous = handle.current !== null && handle.files.get(handle.current);
  if (previous) previous.viewState = handle.code.saveViewState();
}

/** Forgets file `id` and its undo history. Closing what is not open does nothing. @param {Handle} handle @param {string} id */
export function closeModel(handle, id) {
  const file = handle.files.get(id);
  if (!file) return;
  if (handle.current === id) {
    handle.code.setModel(null);
    handle.current = null;
  }
  handle.files.delete(id);
  file.model.dispose();
}

/** @param {Handle} handle @param {string} id @returns {OpenFile} */
function fileOf(handle, id) {
  const file = handle.files.get(id);
  if (!file) throw new Error(`The file ${id} is not open in this editor.`);
  return file;
}

/**
 * Replaces the text as one undoable step and keeps the cursor. Not reported to `onChange`.
 * @param {Handle} handle @param {string} id @param {string} text
 */
export function setText(handle, id, text) {
  const { model } = fileOf(handle, id);
  const edit = smallestEdit(model.getValue(), withLineFeeds(text));
  if (edit) applyEdits(handle, id, JSON.stringify([edit]));
}

/** @param {Handle} handle @param {string} id */
export function getText(handle, id) {
  return fileOf(handle, id).model.getValue();
}

/**
 * Applies edits that all refer to the text before the call, as one undoable step. Not reported to `onChange`: whoever
 * applies them knows them. Throws, and changes nothing, when an edit is out of range or two overlap.
 * @param {Handle} handle @param {string} id @param {string} editsJson `{rangeOffset, rangeLength, text}[]`
 */
export function applyEdits(handle, id, editsJson) {
  const file = fileOf(handle, id);
  const { model } = file;
  const operations = checkedEdits(JSON.parse(editsJson), model.getValueLength()).map(
    ({ rangeOffset, rangeLength, text }) => ({
      range: Range.fromPositions(model.getPositionAt(rangeOffset), model.getPositionAt(rangeOffset + rangeLength)),
      text,
      forceMoveMarkers: true,
    }),
  );
  file.silent = true;
  try {
    model.pushStackElement();
    model.pushEditOperations(null, operations, () => null);
    model.pushStackElement();
  } finally {
    file.silent = false;
  }
}

/**
 * Hears every change made by the person: typing, paste, undo. One call per change event; its edits all refer to the
 * text before the event, do not overlap, and stand last position first. A second call replaces the callback.
 * @param {Handle} handle @param {(id: string, changesJson: string) => void} callback
 */
export function onChange(handle, callback) {
  handle.changed = callback;
}

/**
 * Hears the cursor's line and column. A second call replaces the callback.
 * @param {Handle} handle @param {(line: number, column: number) => void} callback
 */
export function onCursor(handle, callback) {
  handle.cursorListener?.dispose();
  handle.cursorListener = handle.code.onDidChangeCursorPosition(({ position }) =>
    callback(position.lineNumber, position.column),
  );
}

/**
 * Puts the cursor at a place and scrolls it to the middle; a place past the end becomes the end.
 * @param {Handle} handle @param {number} line @param {number} [column]
 */
export function reveal(handle, line, column = 1) {
  const model = handle.code.getModel();
  if (!model) return;
  const position = model.validatePosition({ lineNumber: line, column });
  handle.code.setPosition(position);
  handle.code.revealPositionInCenterIfOutsideViewport(position);
}

const SEVERITY = /** @type {Record<string, number>} */ ({
  error: MarkerSeverity.Error,
  warning: MarkerSeverity.Warning,
  info: MarkerSeverity.Info,
  hint: MarkerSeverity.Hint,
});

/**
 * Replaces the marks of file `id`: `{line, column, endLine?, endColumn?, severity, message, source?}[]`.
 * Without an end the mark covers the word, or the rest of the line.
 * @param {Handle} handle @param {string} id @param {string} markersJson
 */
export function setMarkers(handle, id, markersJson) {
  const { model } = fileOf(handle, id);
  const markers = JSON.parse(markersJson).map((/** @type {any} */ marker) => {
    const start = model.validatePosition({ lineNumber: marker.line, column: marker.column ?? 1 });
    const word = model.getWordAtPosition(start);
    return {
      startLineNumber: start.lineNumber,
      startColumn: start.column,
      endLineNumber: marker.endLine ?? start.lineNumber,
      endColumn: marker.endColumn ?? word?.endColumn ?? model.getLineMaxColumn(start.lineNumber),
      severity: SEVERITY[marker.severity] ?? MarkerSeverity.Error,
      message: String(marker.message),
      source: marker.source,
    };
  });
  editor.setModelMarkers(model, "burnish", markers);
}

/** @param {Handle} handle @param {boolean} readOnly */
export function setReadOnly(handle, readOnly) {
  handle.code.updateOptions({ readOnly });
}

/** @param {Handle} handle @param {number} fontSize in CSS pixels */
export function setFontSize(handle, fontSize) {
  handle.code.updateOptions({ fontSize, lineHeight: lineHeightOf(fontSize) });
}

/** Measures the element again; needed only when it was hidden. @param {Handle | DiffHandle} handle */
export function layout(handle) {
  ("diff" in handle ? handle.diff : handle.code).layout();
}

/** @param {Handle} handle */
export function focus(handle) {
  handle.code.focus();
}

/**
 * Runs `callback` on a shortcut: "save" Ctrl/Cmd+S, "palette" Ctrl/Cmd+K, "quickOpen" Ctrl/Cmd+P, "run" Ctrl/Cmd+Enter.
 * While the editor has the focus the key reaches neither Monaco nor the page. A name without callback stays untouched.
 * @param {Handle} handle @param {string} name @param {() => void} callback
 */
export function addCommand(handle, name, callback) {
  handle.commands.set(name, callback);
}

/** Releases the editor and all its files. @param {Handle | DiffHandle} handle */
export function dispose(handle) {
  if ("diff" in handle) {
    handle.diff.dispose();
    handle.original.dispose();
    handle.modified.dispose();
    return;
  }
  handle.release();
  // Disposing moves the cursor once more, and nobody should hear that.
  handle.cursorListener?.dispose();
  handle.changed = null;
  handle.commands.clear();
  handle.code.dispose();
  for (const { model } of handle.files.values()) model.dispose();
  handle.files.clear();
  handle.current = null;
}

export { createDiff, languageOf, loadStyles, setTheme };
