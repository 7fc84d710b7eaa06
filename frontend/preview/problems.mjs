// @ts-check
// Makes readable problems out of the bundler's messages and of stack traces, with the lines around the place.
import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";

/** @typedef {import("./types.mjs").Problem} Problem */
/** @typedef {import("./types.mjs").Excerpt} Excerpt */

/** Prefix of every project file inside the bundler, so that its paths and the machine's never meet. */
export const NAMESPACE = "project";

/** "project:src/a.ts" or "../project:src/a.ts" as a project path. */
export const projectPath = (/** @type {string} */ source) => {
  const at = source.lastIndexOf(`${NAMESPACE}:`);
  return at === -1 ? source : source.slice(at + NAMESPACE.length + 1);
};

const AROUND = 2;
// One minified line can be a megabyte.
const LINE_CHARACTERS = 240;

/**
 * Two lines before and after a place. Undefined when the file or the line is not there.
 * @param {string | undefined} text @param {number} line from 1 @param {number} column from 1 @param {number} [length]
 * @returns {Excerpt | undefined}
 */
export function excerptOf(text, line, column, length = 1) {
  if (text === undefined) return undefined;
  const all = text.split("\n");
  if (line < 1 || line > all.length) return undefined;
  const from = Math.max(1, line - AROUND);
  const lines = all
    .slice(from - 1, line + AROUND)
    .map((code, i) => ({ number: from + i, text: code.slice(0, LINE_CHARACTERS) }));
  return { lines, line, column, length: Math.max(1, length) };
}

/**
 * esbuild's message as a problem. Its columns are bytes from 0; ours are UTF-16 units from 1.
 * @param {import("esbuild").Message} message @param {(path: string) => string | undefined} textOf
 * @returns {Problem}
 */
export function problemOf(message, textOf) {
  const { text, location } = message;
  if (!location) return { kind: "build", message: sentence(text) };
  const file = projectPath(location.file).replace(/#\d+$/, "");
  const column = unitsBefore(location.lineText, location.column) + 1;
  const length = unitsBefore(location.lineText, location.column + location.length) + 1 - column;
  return {
    kind: "build",
    message: sentence(text),
    file,
    line: location.line,
    column,
    excerpt: excerptOf(textOf(file), location.line, column, length),
  };
}

const sentence = (/** @type {string} */ text) => (/[.!?]$/.test(text) ? text : `${text}.`);

/** How many UTF-16 units the first `bytes` UTF-8 bytes of a line are. */
function unitsBefore(/** @type {string} */ line, /** @type {number} */ bytes) {
  let units = 0;
  let seen = 0;
  for (const character of line) {
    if (seen >= bytes) break;
    const code = /** @type {number} */ (character.codePointAt(0));
    seen += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    units += character.length;
  }
  return units;
}

const INLINE_MAP = /\/\/# sourceMappingURL=data:application\/json;base64,([\w+/=]+)\s*$/;

/** The code before its inline source map, and the map's comment. @returns {[string, string]} */
export function splitMap(/** @type {string} */ code) {
  const at = code.lastIndexOf("//# sourceMappingURL=");
  return at === -1 ? [code, ""] : [code.slice(0, at), code.slice(at)];
}

/** Reads the source map that a bundled file carries, or null. @returns {TraceMap | null} */
export function mapOf(/** @type {string} */ code) {
  const encoded = INLINE_MAP.exec(code)?.[1];
  if (!encoded) return null;
  const bytes = Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0));
  return new TraceMap(JSON.parse(new TextDecoder().decode(bytes)));
}

/**
 * Where a place in served code comes from. @param {TraceMap} map @param {number} line from 1 @param {number} column from 1
 * @returns {{file: string, line: number, column: number} | null}
 */
export function originOf(map, line, column) {
  const found = originalPositionFor(map, { line, column: Math.max(0, column - 1) });
  return found.source === null
    ? null
    : { file: projectPath(found.source).replace(/#\d+$/, ""), line: found.line, column: found.column + 1 };
}
