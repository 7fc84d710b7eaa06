import assert from "node:assert/strict";
import { mkdtemp, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { brotliDecompressSync } from "node:zlib";
import { contentHash, Output } from "./output.mjs";
import { PACKAGES } from "./packages.mjs";
import { isFresh, writeStamp } from "./stamp.mjs";

/** @param {(folder: string) => Promise<void>} use */
async function inFolder(use) {
  const folder = await mkdtemp(join(tmpdir(), "burnish-assets-"));
  try {
    await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

test("files get hashed names, brotli copies and a line in the manifest; leftovers go", () =>
  inFolder(async (folder) => {
    await mkdir(join(folder, "old/deep/er"), { recursive: true });
    await writeFile(join(folder, "old/deep/er/gone.js"), "");
    const output = new Output(folder);
    const text = "let a = 1;\n".repeat(500);
    const path = await output.writeHashed("a/b.js", text, "part.b");
    await output.write("a/small.txt", "small");
    await output.finish();
    assert.equal(path, `a/b-${contentHash(text)}.js`);
    assert.equal(brotliDecompressSync(await readFile(join(folder, `${path}.br`))).toString(), text);
    assert.deepEqual(JSON.parse(await readFile(join(folder, "manifest.json"), "utf8")), { "part.b": path });
    const left = (await readdir(folder, { recursive: true })).sort();
    assert.deepEqual(left, ["a", path, `${path}.br`, "a/small.txt", "manifest.json"].sort());
    assert.match(output.sizeTable(), /total/);
  }));

test("a build is fresh only with its stamp and all of its files", () =>
  inFolder(async (folder) => {
    assert.equal(await isFresh(folder, "digest"), false);
    await writeFile(join(folder, "a.js"), "");
    await writeStamp(folder, "digest", ["a.js"]);
    assert.equal(await isFresh(folder, "digest"), true);
    assert.equal(await isFresh(folder, "other"), false);
    await rm(join(folder, "a.js"));
    assert.equal(await isFresh(folder, "digest"), false);
  }));

test("every offered package is pinned to one version", async () => {
  const { dependencies } = JSON.parse(await readFile(new URL("../package.json", import.meta.url), "utf8"));
  for (const name of Object.keys(PACKAGES)) assert.match(dependencies[name] ?? "missing", /^\d+\.\d+\.\d+$/, name);
});

test("the lock file names no machine and no registry", async () => {
  const lock = await readFile(new URL("../package-lock.json", import.meta.url), "utf8");
  assert.doesNotMatch(lock, /"resolved"|file:/);
});
