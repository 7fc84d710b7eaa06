#!/usr/bin/env node
// @ts-check
// The last step of building the site: bundles the style sheets, gives every file a name that changes with its content,
// compresses ahead of time for a release, and writes the manifest that the server reads.
//
//   node xtask/site.mjs --site <folder> --bindgen <folder with a folder of wasm-bindgen's output for each part> [--release]
import { createHash } from "node:crypto";
import { cp, mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
// esbuild is one of the front end's packages; this file has none of its own.
const esbuild = createRequire(join(root, "frontend/package.json"))("esbuild");

const { values } = parseArgs({
  options: { site: { type: "string" }, bindgen: { type: "string" }, release: { type: "boolean", default: false } },
});
if (!values.site || !values.bindgen) {
  console.error("usage: site.mjs --site <folder> --bindgen <folder> [--release]");
  process.exit(2);
}
const site = resolve(values.site);
const bindgen = resolve(values.bindgen);
const pkg = join(site, "pkg");
await mkdir(join(pkg, "snippets"), { recursive: true });

/** Paths from the site's root are the server's business, not esbuild's. */
const urlsStay = {
  name: "urls-stay",
  /** @param {any} build */
  setup(build) {
    build.onResolve({ filter: /^\// }, (/** @type {any} */ asked) =>
      asked.kind === "url-token" ? { path: asked.path, external: true } : undefined,
    );
  },
};

/** The live parts of pages, as `xtask/src/site.rs` has them. */
const PARTS = ["workspace", "plan", "live"];

/** File names in pkg/ that belong to this build. */
const kept = new Set(["manifest.json", "snippets"]);

/** @type {Record<string, string>} */
const names = { css: await place("app", "css", await styles()) };
await rm(join(pkg, "snippets"), { recursive: true, force: true });
for (const part of values.release ? PARTS : ["app"]) {
  const wasm = await place(part, "wasm", await readFile(join(bindgen, part, "app_bg.wasm")));
  const js = await place(part, "js", await script(part, wasm));
  await snippets(part);
  // While developing, one bundle has all parts.
  for (const name of part === "app" ? PARTS : [part]) Object.assign(names, { [`${name}.js`]: js, [`${name}.wasm`]: wasm });
}

const manifest = `${JSON.stringify(names, null, 2)}\n`;
await replace("manifest.json", Buffer.from(manifest));
await removeOld();
await rm(join(site, "public"), { recursive: true, force: true });
await cp(join(root, "public"), join(site, "public"), { recursive: true });
if (values.release) await compressPublic();

/** The style sheets as one. */
async function styles() {
  const result = await esbuild.build({
    entryPoints: [join(root, "style/main.css")],
    bundle: true,
    write: false,
    minify: values.release,
    plugins: [urlsStay],
    target: ["chrome120", "firefox121", "safari17"],
    logLevel: "warning",
  });
  return Buffer.from(result.outputFiles[0].contents);
}

/** wasm-bindgen's script, which names the wasm file that it loads when not told otherwise.
 *  @param {string} part @param {string} wasm */
async function script(part, wasm) {
  const text = (await readFile(join(bindgen, part, "app.js"), "utf8")).replaceAll("app_bg.wasm", wasm);
  if (!values.release) return Buffer.from(text);
  const result = await esbuild.transform(text, { minify: true, format: "esm", target: "es2022" });
  return Buffer.from(result.code);
}

/** Scripts that crates brought along; wasm-bindgen hashed their folders already. @param {string} part */
async function snippets(part) {
  await cp(join(bindgen, part, "snippets"), join(pkg, "snippets"), { recursive: true }).catch((error) => {
    if (error.code !== "ENOENT") throw error;
  });
}

/** Writes a file under a name that changes with its content.
 *  @param {string} stem @param {string} kind @param {Buffer} content */
async function place(stem, kind, content) {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 16);
  const name = `${stem}-${hash}.${kind}`;
  kept.add(name);
  const known = await readFile(join(pkg, name)).catch(() => undefined);
  if (!known?.equals(content)) await replace(name, content);
  if (values.release) await compress(join(pkg, name), content);
  return name;
}

/** A reader sees the old file or the new one, never half of one. @param {string} name @param {Buffer} content */
async function replace(name, content) {
  const aside = join(pkg, `.${name}.${process.pid}`);
  await writeFile(aside, content);
  await rename(aside, join(pkg, name));
}

/** The smallest brotli and gzip that there are, once, instead of middling ones per request.
 *  @param {string} file @param {Buffer} content */
async function compress(file, content) {
  const [br, gz] = [`${file}.br`, `${file}.gz`];
  kept.add(br.slice(pkg.length + 1)).add(gz.slice(pkg.length + 1));
  if ((await Promise.all([readFile(br), readFile(gz)]).catch(() => undefined)) !== undefined) return;
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
  await writeFile(br, await promisify(brotliCompress)(content, { params }));
  await writeFile(gz, await promisify(gzip)(content, { level: 9 }));
}

async function compressPublic() {
  for (const entry of await readdir(join(site, "public"), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(svg|txt|xml|json|webmanifest|js|css)$/.test(entry.name)) continue;
    const file = join(entry.parentPath, entry.name);
    await compress(file, await readFile(file));
  }
}

async function removeOld() {
  for (const name of await readdir(pkg)) {
    if (!kept.has(name)) await rm(join(pkg, name), { recursive: true, force: true });
  }
}
