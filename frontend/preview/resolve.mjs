// @ts-check
// Turns what an import says into a path of the project, by the rules that people know from Vite and TypeScript.

/** @typedef {{has(path: string): boolean}} Files */

const ENDINGS = ["", ".tsx", ".ts", ".jsx", ".js", ".mjs", ".json", ".css"];
const INDEXES = ENDINGS.slice(1).map((ending) => `/index${ending}`);
// TypeScript sources name the file that a compiler would write.
const COMPILED = /** @type {Record<string, string[]>} */ ({
  ".js": [".ts", ".tsx", ".jsx"],
  ".jsx": [".tsx"],
  ".mjs": [".mts"],
});

/** Joins and cleans a path below the project's root. Climbing above the root ends at the root. */
export function normalized(/** @type {string} */ path) {
  const parts = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts.join("/");
}

export const folderOf = (/** @type {string} */ path) => path.slice(0, Math.max(0, path.lastIndexOf("/")));

/** @param {string} specifier @returns {{path: string, query: string}} */
export function withoutQuery(specifier) {
  const mark = specifier.search(/[?#]/);
  return mark === -1
    ? { path: specifier, query: "" }
    : { path: specifier.slice(0, mark), query: specifier.slice(mark + 1) };
}

/** True for what names a file of the project rather than a package or another site. */
export const isLocal = (/** @type {string} */ specifier) =>
  /^(\.{0,2}\/|\.{1,2}$)/.test(specifier) && !specifier.startsWith("//");

/** True for an address on another host, or one that carries its own data. */
export const isAddress = (/** @type {string} */ specifier) => /^([a-z][a-z0-9+.-]*:|\/\/)/i.test(specifier);

/**
 * The project path of a local specifier, or null. `public/` is served at the root, as Vite does.
 * @param {Files} files @param {string} importer project path of the importing file @param {string} specifier without query
 */
export function resolveLocal(files, importer, specifier) {
  const wanted = normalized(specifier.startsWith("/") ? specifier : `${folderOf(importer)}/${specifier}`);
  return candidate(files, wanted) ?? (specifier.startsWith("/") ? candidate(files, `public/${wanted}`) : null);
}

/** `@/x`, `~/x` and `src/x` as project templates use them, or null. @param {Files} files @param {string} specifier */
export function resolveAlias(files, specifier) {
  const rest = /^(?:[@~]|src)\/(.+)$/.exec(specifier)?.[1];
  return rest ? (candidate(files, normalized(`src/${rest}`)) ?? candidate(files, normalized(rest))) : null;
}

/** @param {Files} files @param {string} wanted */
function candidate(files, wanted) {
  for (const ending of ENDINGS) if (files.has(wanted + ending)) return wanted + ending;
  const compiled = /\.(js|jsx|mjs)$/.exec(wanted)?.[0];
  if (compiled) {
    for (const ending of COMPILED[compiled]) {
      const path = wanted.slice(0, -compiled.length) + ending;
      if (files.has(path)) return path;
    }
  }
  for (const index of INDEXES) if (files.has(normalized(wanted + index))) return normalized(wanted + index);
  return null;
}
