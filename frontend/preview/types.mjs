// @ts-check
// The shapes that several parts of the preview exchange.

/** @typedef {string | Uint8Array} Content a file's text, or its bytes when it is not text */
/** @typedef {{type: string, body: Content}} Served what the service worker answers for one path */
/** @typedef {{number: number, text: string}} CodeLine */
/** @typedef {{lines: CodeLine[], line: number, column: number, length: number}} Excerpt the lines around a place; column from 1 */
/**
 * Something that is wrong with the project, ready to be shown.
 * @typedef {object} Problem
 * @property {"build" | "runtime" | "preview"} kind a file that cannot be bundled, an error while the page ran, or a
 *   preview that cannot work here
 * @property {string} message one or two plain sentences
 * @property {string} [file] project path
 * @property {number} [line] from 1
 * @property {number} [column] from 1
 * @property {Excerpt} [excerpt]
 * @property {string[]} [stack] for runtime errors: "name (file:line)" of the project's own frames
 */
/** @typedef {{file: string, line: number, column: number, excerpt?: Excerpt}} Place a place in a file of the project */
/** @typedef {{url: string, line: number, column: number, name?: string}} Frame a place in served code; line and column from 1 */
/** @typedef {{build: string, base: string | null, set: [string, Served][], remove: string[]}} Publication
 *   what changed between build `base` and build `build`; without a base, everything */

/** @type {Record<string, string>} */
const TYPES = {
  html: "text/html; charset=utf-8",
  htm: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  mjs: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  json: "application/json; charset=utf-8",
  map: "application/json; charset=utf-8",
  webmanifest: "application/manifest+json; charset=utf-8",
  svg: "image/svg+xml",
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
  avif: "image/avif",
  ico: "image/x-icon",
  bmp: "image/bmp",
  woff: "font/woff",
  woff2: "font/woff2",
  ttf: "font/ttf",
  otf: "font/otf",
  mp3: "audio/mpeg",
  wav: "audio/wav",
  ogg: "audio/ogg",
  mp4: "video/mp4",
  webm: "video/webm",
  wasm: "application/wasm",
  pdf: "application/pdf",
  xml: "text/xml; charset=utf-8",
};

/** The part after the last dot of a path's last segment, in lower case; empty when there is none. */
export function extensionOf(/** @type {string} */ path) {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const dot = name.lastIndexOf(".");
  return dot < 1 ? "" : name.slice(dot + 1).toLowerCase();
}

/** The Content-Type of a path. Unknown text is plain text, unknown bytes are a download. @param {string} path @param {Content} content */
export function typeOf(path, content) {
  const extension = extensionOf(path);
  if (Object.hasOwn(TYPES, extension)) return TYPES[extension];
  return typeof content === "string" ? "text/plain; charset=utf-8" : "application/octet-stream";
}

/** Whether two files hold the same. @param {Content} a @param {Content} b */
export function sameContent(a, b) {
  if (typeof a === "string" || typeof b === "string") return a === b;
  return a === b || (a.length === b.length && a.every((byte, i) => byte === b[i]));
}
