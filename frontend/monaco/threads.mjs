// @ts-check
// Marks of comments beside the lines they are about.
import { editor, Range } from "monaco-editor/editor.js";
import { fileOf } from "./handle.mjs";

/** @typedef {import("./handle.mjs").Handle} Handle */
/** @typedef {{line: number, count: number, resolved: boolean}} Thread */

/**
 * Replaces the marks of comments in file `id`: `{line, count, resolved}[]`. They move with their lines. The column that
 * holds them is there only while the file on show has some.
 * @param {Handle} handle @param {string} id @param {string} threadsJson
 */
export function setThreads(handle, id, threadsJson) {
  const file = fileOf(handle, id);
  const { model } = file;
  const marks = JSON.parse(threadsJson).map((/** @type {Thread} */ { line, count, resolved }) => {
    const { lineNumber } = model.validatePosition({ lineNumber: line, column: 1 });
    const comments = Number(count) === 1 ? "1 comment" : `${Number(count)} comments`;
    return {
      range: new Range(lineNumber, 1, lineNumber, 1),
      options: {
        // A line that is broken at its beginning takes its comments along.
        stickiness: editor.TrackedRangeStickiness.NeverGrowsWhenTypingAtEdges,
        glyphMarginClassName: resolved ? "workspace-thread workspace-thread-resolved" : "workspace-thread",
        glyphMarginHoverMessage: { value: resolved ? `${comments}, resolved` : comments },
      },
    };
  });
  file.threads = model.deltaDecorations(file.threads, marks);
  showThreads(handle);
}

/** Makes room for marks where the file on show has some. @param {Handle} handle */
export function showThreads(handle) {
  const file = handle.current === null ? undefined : handle.files.get(handle.current);
  handle.code.updateOptions({ glyphMargin: file !== undefined && file.threads.length > 0 });
}

/**
 * Hears a click on a mark, with the line it stands on now. A second call replaces the callback.
 * @param {Handle} handle @param {(line: number) => void} callback
 */
export function onThread(handle, callback) {
  handle.threadListener?.dispose();
  handle.threadListener = handle.code.onMouseDown(({ event, target }) => {
    if (target.type !== editor.MouseTargetType.GUTTER_GLYPH_MARGIN || !event.leftButton || !target.position) return;
    const file = handle.current === null ? undefined : handle.files.get(handle.current);
    const line = target.position.lineNumber;
    if (file?.threads.some((mark) => file.model.getDecorationRange(mark)?.startLineNumber === line)) callback(line);
  });
}
