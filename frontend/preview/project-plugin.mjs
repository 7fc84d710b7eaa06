// @ts-check
// Gives esbuild the project's files and the vendored packages instead of a disk.
import { nearest } from "./nearest.mjs";
import { NAMESPACE } from "./problems.mjs";
import { isAddress, isLocal, resolveAlias, resolveLocal, withoutQuery } from "./resolve.mjs";
import { extensionOf } from "./types.mjs";

/** @typedef {import("esbuild").Loader} Loader */
/** @typedef {Map<string, import("./types.mjs").Content>} Files */

/** @type {Record<string, Loader>} */
const LOADERS = {
  ts: "ts",
  mts: "ts",
  cts: "ts",
  tsx: "tsx",
  js: "js",
  mjs: "js",
  cjs: "js",
  jsx: "jsx",
  json: "json",
  css: "css",
  txt: "text",
  md: "text",
  html: "text",
  csv: "text",
  glsl: "text",
  vert: "text",
  frag: "text",
  wgsl: "text",
  sql: "text",
};

/** Languages that need a compiler of their own, and what to do instead. @type {Record<string, string>} */
const NOT_COMPILED = {
  scss: "The preview does not compile SCSS. Plain CSS has nesting and variables: rename the file to .css.",
  sass: "The preview does not compile Sass. Plain CSS has nesting and variables: rewrite it as .css.",
  less: "The preview does not compile Less. Plain CSS has nesting and variables: rename the file to .css.",
  vue: "The preview does not compile Vue components. Use React or Preact, or plain TypeScript.",
  svelte: "The preview does not compile Svelte components. Use React or Preact, or plain TypeScript.",
};

const NODE_MODULES = new Set(
  "assert buffer child_process cluster crypto dgram dns events fs http http2 https module net os path perf_hooks process querystring readline stream string_decoder tls tty url util v8 vm worker_threads zlib".split(
    " ",
  ),
);

/**
 * @param {Files} files
 * @param {Map<string, NonNullable<import("./page.mjs").Entry["inline"]>>} inline scripts inside pages, by entry path
 * @param {Set<string>} packages bare specifiers that the import map answers
 * @returns {import("esbuild").Plugin}
 */
export function projectPlugin(files, inline, packages) {
  return {
    name: "project",
    setup(build) {
      build.onResolve({ filter: /.*/ }, ({ path: specifier, importer, kind }) => {
        if (kind === "entry-point") return { path: specifier, namespace: NAMESPACE };
        if (specifier.startsWith("data:")) return undefined;
        if (isAddress(specifier) && !specifier.startsWith("node:")) return { path: specifier, external: true };
        const { path: bare, query } = withoutQuery(specifier);
        if (kind === "url-token" && bare === "") return { path: specifier, external: true };
        const from = importer.replace(/#\d+$/, "");
        const inStyle = kind === "import-rule" || kind === "url-token" || kind === "composes-from";
        // In a stylesheet `a.css` means the same as `./a.css`.
        if (isLocal(bare) || inStyle) {
          const found = resolveLocal(files, from, bare) ?? resolveAlias(files, bare);
          if (found === null) return { errors: [{ text: missingFile(bare, files.keys()) }] };
          // Images and fonts keep their own address, so a change of one does not rebuild the stylesheet.
          if (kind === "url-token") return { path: `/${found}`, external: true };
          return { path: found, namespace: NAMESPACE, suffix: query === "raw" || query === "url" ? `?${query}` : "" };
        }
        if (packages.has(specifier)) return { path: specifier, external: true };
        const found = resolveAlias(files, bare);
        if (found !== null) return { path: found, namespace: NAMESPACE };
        return { errors: [{ text: missingPackage(specifier, packages) }] };
      });

      build.onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path, suffix }) => {
        const script = inline.get(path);
        if (script) return { contents: script.code, loader: script.loader };
        const contents = files.get(path);
        if (contents === undefined) return { errors: [{ text: `There is no file ${path}.` }] };
        if (suffix === "?raw") return { contents, loader: "text" };
        const extension = extensionOf(path);
        if (Object.hasOwn(NOT_COMPILED, extension)) {
          // Without a place, a file that a page names directly would be a problem of nowhere.
          return {
            errors: [{ text: NOT_COMPILED[extension], location: { file: `${NAMESPACE}:${path}`, line: 1, column: 0 } }],
          };
        }
        if (suffix === "?url" || !Object.hasOwn(LOADERS, extension))
          return { contents: `export default ${JSON.stringify(`/${path}`)};`, loader: "js" };
        return { contents, loader: path.endsWith(".module.css") ? "local-css" : LOADERS[extension] };
      });
    },
  };
}

/** @param {string} wanted @param {Iterable<string>} paths */
function missingFile(wanted, paths) {
  const name = wanted.slice(wanted.lastIndexOf("/") + 1);
  const all = [...paths];
  // A wrong folder is as likely as a typing mistake.
  const near =
    all.find((path) => path.endsWith(`/${name}`) || path === name) ??
    nearest(wanted.replace(/^[./]+/, ""), all) ??
    nearestName(name, all);
  return `There is no file ${wanted}.${near ? ` Did you mean ${near}?` : ""}`;
}

/** @param {string} name @param {string[]} paths */
function nearestName(name, paths) {
  const byName = new Map(paths.map((path) => [path.slice(path.lastIndexOf("/") + 1).replace(/\.\w+$/, ""), path]));
  const near = nearest(name.replace(/\.\w+$/, ""), byName.keys());
  return near === null ? null : byName.get(near);
}

/** @param {string} specifier @param {Set<string>} packages */
function missingPackage(specifier, packages) {
  const name = /^(@[^/]+\/[^/]+|[^/]+)/.exec(specifier)?.[0] ?? specifier;
  const base = specifier.replace(/^node:/, "").split("/")[0];
  if (specifier.startsWith("node:") || (NODE_MODULES.has(base) && !packages.has(base))) {
    return `${specifier} is part of Node.js, and the preview runs in a browser. Use a browser API instead.`;
  }
  if (packages.has(name)) {
    const paths = [...packages].filter((known) => known.startsWith(`${name}/`));
    return `${specifier} is not available here. ${paths.length > 0 ? `Of ${name} there are ${[name, ...paths].join(", ")}.` : `Import from ${name} itself.`}`;
  }
  const names = new Set([...packages].map((known) => known.split("/")[0]));
  const near = nearest(name, names);
  return `The package ${name} is not available here.${near ? ` Did you mean ${near}?` : ` There are ${[...names].join(", ")}; any other can be imported by its https address.`}`;
}
