// @ts-check
// Tells what the person changes, and keeps the text such that its changes can be told.
import { editor, Range } from "monaco-editor/editor.js";
import { StandaloneServices } from "monaco-editor/editor/standalone/browser/standaloneServices.js";
import { IUndoRedoService } from "monaco-editor/platform/undoRedo/common/undoRedo.js";
import { silently } from "./handle.mjs";
import { outsidePairs, repaired, smallestEdit, wholeCharacters, withLineFeeds } from "./text.mjs";

/** @typedef {import("./handle.mjs").Handle} Handle */
/** @typedef {import("./handle.mjs").OpenFile} OpenFile */
/** @typedef {import("./places.mjs").Edit} Edit */
/** @typedef {import("monaco-editor").editor.ITextModel} TextModel */

const LINE_FEED = editor.EndOfLineSequence.LF;

/** Listens to a file from now on. @param {Handle} handle @param {string} id @param {OpenFile} file */
export function watch(handle, id, file) {
  const { model } = file;
  model.setEOL(LINE_FEED); // also for an empty file on Windows
  model.onDidChangeContent((event) => {
    // Our own changes never bring another line end.
    if (file.silent) return;
    if (event.eol !== "\n") silently(file, () => model.setEOL(LINE_FEED));
    // Other line ends and back is the same text.
    if (event.isEolChange || event.changes.length === 0) return;
    const changes = event.changes.map(({ rangeOffset, rangeLength, text }) => ({
      rangeOffset,
      rangeLength,
      text: withLineFeeds(text),
    }));
    const whole = wholeCharacters(changes, unitsOf(model));
    if (whole.edits.some(({ text }, at) => text !== whole.held[at])) repair(file, whole);
    // What Monaco would undo is never undone by Monaco, and would grow for as long as the page is open.
    if (handle.undo) StandaloneServices.get(IUndoRedoService).removeElements(model.uri);
    handle.changed?.(id, JSON.stringify(whole.edits));
  });
  const [undo, redo] = [model.undo.bind(model), model.redo.bind(model)];
  // All of Monaco's ways end here, whether a key, a menu or a command began them; it asks before whether the text may
  // be changed, and whether the field of its search is meant.
  model.undo = () => (handle.undo ? handle.undo(id, false) : undo());
  model.redo = () => (handle.undo ? handle.undo(id, true) : redo());
}

/** Reads single units; edits close together mostly ask for the same line. @param {TextModel} model */
function unitsOf(model) {
  let read = 0;
  let content = "";
  return (/** @type {number} */ offset) => {
    const { lineNumber, column } = model.getPositionAt(offset);
    if (lineNumber !== read) {
      read = lineNumber;
      content = model.getLineContent(lineNumber);
    }
    // A line feed is behind the line's content, and NaN like the end of the text: neither is half a character.
    return content.charCodeAt(column - 1);
  };
}

/**
 * Puts right a text in which half a character was left.
 * @param {OpenFile} file @param {{edits: Edit[], held: string[]}} whole
 */
function repair(file, whole) {
  const shown = file.model.getValue();
  const edit = smallestEdit(shown, repaired(shown, whole));
  if (edit) silently(file, () => file.model.applyEdits(operationsOf(file.model, [outsidePairs(shown, edit)])));
}

/** Edits as Monaco takes them. @param {TextModel} model @param {readonly Edit[]} edits */
export function operationsOf(model, edits) {
  return edits.map(({ rangeOffset, rangeLength, text }) => ({
    range: Range.fromPositions(model.getPositionAt(rangeOffset), model.getPositionAt(rangeOffset + rangeLength)),
    text,
  }));
}
