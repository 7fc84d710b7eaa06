// @ts-check
// Pre-bundles the packages of `packages.mjs` as ES modules. Each package is one folder; a package imports another by
// its bare name, which the page's import map resolves, so that React exists once however many packages use it.
import { build } from "esbuild";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { PACKAGES, specifierOf } from "./packages.mjs";

const CONDITIONS = ["module", "development"];
const SPECIFIERS = new Set(
  Object.entries(PACKAGES).flatMap(([name, entries]) => entries.map((entry) => specifierOf(name, entry))),
);

/**
 * @param {import("./output.mjs").Output} output @param {string} root the frontend folder
 * @returns {Promise<{imports: Record<string, string>}>} bare specifiers to paths on the sites host
 */
export async function buildVendor(output, root) {
  /** @type {Record<string, string>} */
  const imports = {};
  for (const [name, entries] of Object.entries(PACKAGES)) {
    const { version } = JSON.parse(await readFile(join(root, "node_modules", name, "package.json"), "utf8"));
    const folder = `vendor/${name}@${version}`;
    const own = new Set(entries.map((entry) => specifierOf(name, entry)));
    const { outputFiles, metafile } = await build({
      entryPoints: Object.fromEntries(entries.map((entry) => [outputName(entry), `entry:${specifierOf(name, entry)}`])),
      bundle: true,
      splitting: true,
      format: "esm",
      target: "es2022",
      platform: "browser",
      conditions: CONDITIONS,
      // People debug in the preview: React's readable messages are worth the bytes, and names stay as they are.
      define: { "process.env.NODE_ENV": '"development"', global: "globalThis" },
      minifyWhitespace: true,
      minifySyntax: true,
      legalComments: "none",
      logLevel: "error",
      outdir: join(root, folder),
      // A version says whose code it is; the hash says that our way of bundling it has not changed either.
      entryNames: "[dir]/[name]-[hash]",
      chunkNames: "chunk-[hash]",
      metafile: true,
      absWorkingDir: root,
      write: false,
      plugins: [entryStubs(root, own), sharedPackages(own)],
    });
    for (const file of outputFiles)
      await output.write(`${folder}/${file.path.slice(join(root, folder).length + 1)}`, file.contents);
    for (const [path, { entryPoint }] of Object.entries(metafile.outputs)) {
      if (entryPoint) imports[entryPoint.slice("entry:".length)] = `/${path}`;
    }
  }
  await output.write("vendor/importmap.json", `${JSON.stringify({ imports }, null, 2)}\n`, "vendor.importmap");
  return { imports };
}

const outputName = (/** @type {string} */ entry) => (entry === "." ? "index" : entry.slice(2).replace(/\.js$/, ""));

/**
 * An entry that exports everything the package does. A CommonJS package has no export names that a bundler can see, so
 * they are read by loading it here.
 * @param {string} root @param {Set<string>} own @returns {import("esbuild").Plugin}
 */
function entryStubs(root, own) {
  const require = createRequire(join(root, "package.json"));
  return {
    name: "entry-stubs",
    setup(build) {
      build.onResolve({ filter: /^entry:/ }, ({ path }) => ({ path: path.slice("entry:".length), namespace: "entry" }));
      build.onLoad({ filter: /.*/, namespace: "entry" }, async ({ path }) => {
        const resolved = await build.resolve(path, { resolveDir: root, kind: "import-statement", pluginData: "own" });
        if (resolved.errors.length > 0) return { errors: resolved.errors };
        const from = JSON.stringify(path);
        const { format, exports } = await shapeOf(resolved.path);
        // By name, because `export *` through two modules of another package would reach the browser as nothing.
        if (format === "esm") return { contents: `export { ${exports.join(", ")} } from ${from};`, resolveDir: root };
        const names = Object.keys(require(path)).filter((key) => key !== "default" && /^[A-Za-z_$][\w$]*$/.test(key));
        return {
          contents: `import module from ${from};export default module;${names.length > 0 ? `export const { ${names.join(", ")} } = module;` : ""}`,
          resolveDir: root,
        };
      });
    },
  };
}

/** Which module system a file uses, and the names it exports, its dependencies' included. @param {string} path */
async function shapeOf(path) {
  const { metafile } = await build({
    entryPoints: [path],
    bundle: true,
    format: "esm",
    platform: "browser",
    conditions: CONDITIONS,
    write: false,
    metafile: true,
    logLevel: "silent",
    absWorkingDir: dirname(path),
    outdir: dirname(path),
  });
  return { format: metafile.inputs[basename(path)].format, exports: Object.values(metafile.outputs)[0].exports };
}

/**
 * Leaves other vendored packages out of the bundle. A `require` of one becomes an import, because browsers have no
 * `require`.
 * @param {Set<string>} own @returns {import("esbuild").Plugin}
 */
function sharedPackages(own) {
  return {
    name: "shared-packages",
    setup(build) {
      build.onResolve({ filter: /^[^./]/ }, ({ path, kind, namespace }) => {
        if (!SPECIFIERS.has(path) || own.has(path) || kind === "entry-point") return undefined;
        if (kind === "require-call" && namespace !== "required") return { path, namespace: "required" };
        return { path, external: true };
      });
      build.onLoad({ filter: /.*/, namespace: "required" }, ({ path }) => ({
        contents: `export * from ${JSON.stringify(path)};`,
      }));
    },
  };
}
