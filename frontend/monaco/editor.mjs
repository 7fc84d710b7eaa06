// @ts-check
// The whole interface between Burnish and Monaco. `app/ui/monaco` (crate `monaco-wasm`) mirrors these functions in
// Rust; nothing else may import Monaco, so that a new version of it is a change to this folder alone.
//
// Offsets and lengths are UTF-16 units, lines and columns count from 1, line ends are always one line feed.
import { editor, Uri } from "monaco-editor/editor.js";
import { appearance, lineHeightOf, loadStyles, remeasureWhenFontsArrive, setTheme } from "./appearance.mjs";
import { createCarets } from "./carets.mjs";
import { createDiff } from "./diff.mjs";
import { beginComposition, endComposition, fileOf, silently } from "./handle.mjs";
import { isKnown, languageOf } from "./languages.mjs";
import { commandFor } from "./keys.mjs";
import { setMarkers } from "./markers.mjs";
import { operationsOf, watch } from "./report.mjs";
import { applyRemote, hearBrowserUndo, lockedFor, onComposing, onUndo, replaceText, showLock } from "./shared.mjs";
import { smallestEdit, withLineFeeds } from "./text.mjs";
import { onThread, setThreads, showThreads } from "./threads.mjs";

/** @typedef {import("./diff.mjs").DiffHandle} DiffHandle */
/** @typedef {import("./appearance.mjs").Options} Options */
/** @typedef {import("./handle.mjs").Handle} Handle */
/** @typedef {import("./handle.mjs").OpenFile} OpenFile */

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
    readOnly: options.readOnly ?? false,
    locks: new Map(),
    commands: new Map(),
    changed: null,
    undo: null,
    cursorListener: null,
    tellCursor: () => {},
    composing: null,
    tellComposing: null,
    threadListener: null,
    carets: createCarets(code),
    release: () => {},
  };
  showLock(handle);
  code.onDidCompositionStart(() => beginComposition(handle));
  code.onDidCompositionEnd(() => endComposition(handle));

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
  const releaseUndo = hearBrowserUndo(handle, element);
  handle.release = () => {
    element.removeEventListener("keydown", onKey, true);
    releaseUndo();
  };
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
    /** @type {OpenFile} */
    const opened = { model, viewState: null, silent: false, threads: [] };
    watch(handle, id, opened);
    handle.files.set(id, opened);
    file = opened;
  }
  if (handle.current === id) return;
  keepViewState(handle);
  handle.code.setModel(file.model);
  handle.code.restoreViewState(file.viewState);
  handle.current = id;
  onShow(handle);
}

/** What belongs to the file on show and not to the editor. @param {Handle} handle */
function onShow(handle) {
  // Monaco does not tell the end of a composition in a file that it does not show any more.
  if (handle.composing !== null && handle.composing !== handle.current) endComposition(handle);
  showLock(handle);
  showThreads(handle);
  handle.carets.showIn(handle.current);
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

/**
 * Forgets file `id` and its undo history. Closing what is not open does nothing.
 * @param {Handle} handle @param {string} id
 */
export function closeModel(handle, id) {
  const file = handle.files.get(id);
  if (!file) return;
  if (handle.current === id) {
    handle.code.setModel(null);
    handle.current = null;
  }
  handle.files.delete(id);
  file.model.dispose();
  if (handle.current === null) onShow(handle);
}

/**
 * Replaces the text as one step that Monaco can undo, and keeps the cursor. Not reported to `onChange`. Where several
 * write, `replaceText` does it.
 * @param {Handle} handle @param {string} id @param {string} text
 */
export function setText(handle, id, text) {
  const file = fileOf(handle, id);
  const { model } = file;
  const edit = smallestEdit(model.getValue(), withLineFeeds(text));
  if (!edit) return;
  const operations = operationsOf(model, [edit]).map((operation) => ({ ...operation, forceMoveMarkers: true }));
  silently(file, () => {
    model.pushStackElement();
    model.pushEditOperations(null, operations, () => null);
    model.pushStackElement();
  });
}

/** @param {Handle} handle @param {string} id */
export function getText(handle, id) {
  return fileOf(handle, id).model.getValue();
}

/**
 * Hears every change made by the person: typing, paste, undo by Monaco, and each step of a composition as it comes.
 * One call per change event, with `{rangeOffset, rangeLength, text}[]`: the edits all refer to the text before the
 * event, do not touch, leave whole characters, and stand last position first. A second call replaces the callback.
 * @param {Handle} handle @param {(id: string, changesJson: string) => void} callback
 */
export function onChange(handle, callback) {
  handle.changed = callback;
}

/**
 * Hears the cursor's line and column, and those of the other end of the selection, which are 0 when nothing is
 * selected. Of several cursors the first counts. A second call replaces the callback.
 * @param {Handle} handle
 * @param {(line: number, column: number, selectionLine: number, selectionColumn: number) => void} callback
 */
export function onCursor(handle, callback) {
  handle.cursorListener?.dispose();
  let told = "";
  const tell = (/** @type {import("monaco-editor").Selection} */ selection) => {
    const { lineNumber, column } = selection.getPosition();
    const other = selection.isEmpty() ? { lineNumber: 0, column: 0 } : selection.getSelectionStart();
    told = selection.toString();
    callback(lineNumber, column, other.lineNumber, other.column);
  };
  handle.cursorListener = handle.code.onDidChangeCursorSelection(({ selection }) => {
    // In the middle of somebody else's edit the cursor is not where it is going to stay.
    if (handle.current === null || !handle.files.get(handle.current)?.silent) tell(selection);
  });
  handle.tellCursor = () => {
    const selection = handle.code.getSelection();
    if (selection && selection.toString() !== told) tell(selection);
  };
}

/**
 * Replaces the cursors of all other people, in whatever files they are. Those in the file on show are drawn there and
 * follow the edits until the next call.
 * @param {Handle} handle @param {string} peopleJson
 * `{user, name, colour, file, line, column, selectionLine?, selectionColumn?}[]`
 */
export function setCursors(handle, peopleJson) {
  handle.carets.show(JSON.parse(peopleJson), handle.current);
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

/** @param {Handle} handle @param {boolean} readOnly */
export function setReadOnly(handle, readOnly) {
  handle.readOnly = readOnly;
  showLock(handle);
}

/** @param {Handle} handle @param {number} fontSize in CSS pixels */
export function setFontSize(handle, fontSize) {
  handle.code.updateOptions({ fontSize, lineHeight: lineHeightOf(fontSize) });
  handle.carets.layout();
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
  handle.threadListener?.dispose();
  handle.carets.dispose();
  handle.tellCursor = () => {};
  handle.changed = null;
  handle.undo = null;
  handle.tellComposing = null;
  handle.commands.clear();
  handle.code.dispose();
  for (const { model } of handle.files.values()) model.dispose();
  handle.files.clear();
  handle.current = null;
}

export { createDiff, languageOf, loadStyles, setMarkers, setTheme };
export { applyRemote, lockedFor, onComposing, onThread, onUndo, replaceText, setThreads };
