#!/usr/bin/env node
// @ts-check
// Builds what the browser loads beside our WebAssembly. `node build.mjs --out <folder> [--force]`
import { mkdir } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { buildFonts } from "./build/fonts.mjs";
import { buildLicenses } from "./build/licenses.mjs";
import { buildMonaco } from "./build/monaco.mjs";
import { Output } from "./build/output.mjs";
import { buildPreview } from "./build/preview.mjs";
import { inputDigest, isFresh, writeStamp } from "./build/stamp.mjs";
import { buildVendor } from "./build/vendor.mjs";

const root = dirname(fileURLToPath(import.meta.url));
const { values } = parseArgs({ options: { out: { type: "string" }, force: { type: "boolean", default: false } } });
if (!values.out) {
  console.error("Say where the files go: node build.mjs --out <folder>");
  process.exit(2);
}
const directory = resolve(values.out);
const started = performance.now();

const digest = await inputDigest(root);
if (!values.force && (await isFresh(directory, digest))) {
  console.log(`Front-end assets in ${values.out} are up to date.`);
  process.exit(0);
}

await mkdir(directory, { recursive: true });
const output = new Output(directory);
await buildFonts(output, root);
await buildLicenses(output, root);
await timed("editor", () => buildMonaco(output, root));
const importMap = await timed("preview packages", () => buildVendor(output, root));
await timed("preview", () => buildPreview(output, root, importMap));
await timed("compression", () => output.finish());
await writeStamp(directory, digest, output.written.keys());

console.log(output.sizeTable());
console.log(`Built in ${((performance.now() - started) / 1000).toFixed(1)} s.`);

/** @template T @param {string} step @param {() => Promise<T>} work */
async function timed(step, work) {
  const from = performance.now();
  const result = await work();
  console.log(`${step}: ${((performance.now() - from) / 1000).toFixed(1)} s`);
  return result;
}
