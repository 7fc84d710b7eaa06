// @ts-check
// Marks under pieces of code, such as errors.
import { editor, MarkerSeverity } from "monaco-editor/editor.js";
import { fileOf } from "./handle.mjs";

/** @typedef {import("./handle.mjs").Handle} Handle */

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
