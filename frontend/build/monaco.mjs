// @ts-check
// Bundles the code editor: two module workers first, then the editor module, which knows the workers' hashed names.
import { build } from "esbuild";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

const WORKERS = [
  { name: "monaco.editorWorker", path: "monaco/editor.worker.js", entry: "monaco-editor/editor/editor.worker.js" },
  {
    name: "monaco.jsonWorker",
    path: "monaco/json.worker.js",
    entry: "monaco-editor/languages/features/json/json.worker.js",
  },
];

/**
 * Monaco's helper for starting workers imports every editor feature for its side effects, a quarter of the bundle.
 * `monaco/features.mjs` says which ones we want.
 * @type {import("esbuild").Plugin}
 */
const withoutHiddenFeatures = {
  name: "without-hidden-features",
  setup(build) {
    build.onLoad(
      { filter: /monaco-editor[\\/]esm[\\/]vs[\\/]internal[\\/]common[\\/]workers\.js$/ },
      async ({ path }) => {
        const source = await readFile(path, "utf8");
        const contents = source.replace(/^import ['"][^'"]*['"];$/gm, "");
        if (contents === source || !contents.includes("createWebWorker")) {
          throw new Error("Monaco's worker helper has changed its shape: look at build/monaco.mjs again.");
        }
        return { contents, loader: "js" };
      },
    );
  },
};

/** @param {import("./output.mjs").Output} output @param {string} root the frontend folder */
export async function buildMonaco(output, root) {
  /** @type {Record<string, string>} */
  const define = {};
  for (const worker of WORKERS) {
    const { outputFiles } = await build({
      stdin: { contents: `import ${JSON.stringify(worker.entry)};`, resolveDir: root },
      bundle: true,
      minify: true,
      format: "esm",
      target: "es2022",
      legalComments: "none",
      write: false,
    });
    const path = await output.writeHashed(worker.path, outputFiles[0].contents, worker.name);
    define[worker.name === "monaco.editorWorker" ? "EDITOR_WORKER" : "JSON_WORKER"] = JSON.stringify(
      `./${path.slice("monaco/".length)}`,
    );
  }

  const { outputFiles } = await build({
    entryPoints: [join(root, "monaco/editor.mjs")],
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    define,
    plugins: [withoutHiddenFeatures],
    loader: { ".ttf": "file" },
    assetNames: "[name]-[hash]",
    outdir: join(root, "monaco-output"),
    legalComments: "none",
    write: false,
  });
  for (const file of outputFiles) {
    const name = file.path.slice(join(root, "monaco-output").length + 1);
    if (name === "editor.js") await output.writeHashed("monaco/editor.js", file.contents, "monaco.js");
    else if (name === "editor.css") await output.writeHashed("monaco/editor.css", file.contents, "monaco.css");
    // The icon font: the stylesheet already names it, so it keeps the name that esbuild gave it.
    else await output.write(`monaco/${name}`, file.contents);
  }
  if (!output.manifest["monaco.js"] || !output.manifest["monaco.css"]) {
    throw new Error(`Monaco's bundle is incomplete: esbuild wrote ${outputFiles.map((f) => f.path).join(", ")}.`);
  }
}
