// @ts-check
// Builds the preview from the inside out, so that each part knows the hashed address of the next: the pages on the sites
// host, the compiler, the bundler's worker, and the module that the workspace imports.
import { build } from "esbuild";
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";

/**
 * @param {import("./output.mjs").Output} output @param {string} root the frontend folder
 * @param {{imports: Record<string, string>}} vendor what a project may import
 */
export async function buildPreview(output, root, vendor) {
  const source = join(root, "preview");
  const bridge = await output.writeHashed(
    "site/bridge.js",
    await bundled(join(source, "site/bridge.mjs"), "iife"),
    "site.bridge",
  );
  const boot = await output.writeHashed(
    "site/boot.js",
    await bundled(join(source, "site/boot.mjs"), "esm"),
    "site.boot",
  );
  const styles = await output.writeHashed(
    "site/boot.css",
    await bundled(join(source, "site/boot.css"), "esm"),
    "site.bootStyles",
  );
  const bootPage = await readFile(join(source, "site/boot.html"), "utf8");
  await output.write(
    "site/boot.html",
    bootPage.replace("BOOT_JS", basename(boot)).replace("BOOT_CSS", basename(styles)),
    "site.bootPage",
  );
  await output.write("site/index.html", await readFile(join(source, "site/index.html")), "site.index");
  // A service worker keeps its address for ever; the browser compares its bytes to find a new version.
  await output.write("site/sw.js", await bundled(join(source, "site/sw.mjs"), "iife"), "site.sw");

  const compiler = await output.writeHashed(
    "preview/esbuild.wasm",
    await readFile(join(root, "node_modules/esbuild-wasm/esbuild.wasm")),
    "preview.esbuildWasm",
  );
  const worker = await output.writeHashed(
    "preview/bundler-worker.js",
    await bundled(join(source, "bundler-worker.mjs"), "esm", {
      ESBUILD_WASM: `./${basename(compiler)}`,
      BRIDGE: `/__burnish/${basename(bridge)}`,
      IMPORTS: vendor.imports,
    }),
    "preview.bundler",
  );
  await output.writeHashed(
    "preview/host.js",
    await bundled(join(source, "host.mjs"), "esm", { BUNDLER_WORKER: `./${basename(worker)}` }),
    "preview.host",
  );
}

/** @param {string} entry @param {"esm" | "iife"} format @param {Record<string, unknown>} [constants] */
async function bundled(entry, format, constants = {}) {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format,
    target: "es2022",
    platform: "browser",
    legalComments: "none",
    define: Object.fromEntries(Object.entries(constants).map(([name, value]) => [name, JSON.stringify(value)])),
    logLevel: "error",
    write: false,
  });
  return outputFiles[0].contents;
}
