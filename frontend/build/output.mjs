// @ts-check
// Where every build step puts its files: content-hashed names, brotli copies, the manifest and the size table.
import { createHash } from "node:crypto";
import { mkdir, readdir, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";

const brotli = promisify(brotliCompress);
// A brotli copy of a tiny file costs a disk block and saves nothing.
const COMPRESS_FROM_BYTES = 1024;
// Quality 11 is ten times slower than 9 for a few percent: worth it only where it takes milliseconds.
const LARGE_BYTES = 512 * 1024;
const ALREADY_COMPRESSED = /\.(woff2|png|jpe?g|webp|avif|gif|br|gz)$/;

/** First ten hex digits of the content's SHA-256: enough that two versions of one file never share a name. */
export function contentHash(/** @type {string | Uint8Array} */ content) {
  return createHash("sha256").update(content).digest("hex").slice(0, 10);
}

export class Output {
  /** @param {string} directory everything is written below it; files of an earlier build are removed at `finish` */
  constructor(directory) {
    this.directory = directory;
    /** @type {Map<string, {bytes: number, brotliBytes: number | null}>} */
    this.written = new Map();
    /** @type {Record<string, string>} */
    this.manifest = {};
    /** @type {Promise<void>[]} */
    this.compressing = [];
  }

  /**
   * Writes one file, and its `.br` copy when that helps. Returns the path below the output directory.
   * @param {string} path @param {string | Uint8Array} content @param {string} [logicalName] its key in the manifest
   */
  async write(path, content, logicalName) {
    const bytes = typeof content === "string" ? Buffer.from(content) : content;
    await this.#place(path, bytes);
    this.written.set(path, { bytes: bytes.length, brotliBytes: null });
    if (logicalName) this.manifest[logicalName] = path;
    if (bytes.length > COMPRESS_FROM_BYTES && !ALREADY_COMPRESSED.test(path)) {
      this.compressing.push(this.#compress(path, bytes));
    }
    return path;
  }

  /**
   * Like `write`, with the content's hash before the extension: `fonts/a.woff2` becomes `fonts/a-1f3c….woff2`.
   * @param {string} path @param {string | Uint8Array} content @param {string} [logicalName]
   */
  writeHashed(path, content, logicalName) {
    const dot = path.lastIndexOf(".");
    return this.write(`${path.slice(0, dot)}-${contentHash(content)}${path.slice(dot)}`, content, logicalName);
  }

  async #compress(/** @type {string} */ path, /** @type {Uint8Array} */ bytes) {
    const compressed = await brotli(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: bytes.length > LARGE_BYTES ? 9 : 11,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      },
    });
    await this.#place(`${path}.br`, compressed);
    const entry = this.written.get(path);
    if (entry) entry.brotliBytes = compressed.length;
  }

  // A running server may read the folder while we write: each file appears whole or not at all.
  async #place(/** @type {string} */ path, /** @type {Uint8Array} */ bytes) {
    const target = join(this.directory, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(`${target}.part`, bytes);
    await rename(`${target}.part`, target);
  }

  /** Waits for compression, writes the manifest, and removes what an earlier build left behind. */
  async finish() {
    await Promise.all(this.compressing);
    const sorted = Object.fromEntries(Object.entries(this.manifest).sort(([a], [b]) => (a < b ? -1 : 1)));
    await this.write("manifest.json", `${JSON.stringify(sorted, null, 2)}\n`);
    await Promise.all(this.compressing);
    const keep = new Set(["manifest.json"]);
    for (const [path, { brotliBytes }] of this.written) {
      keep.add(path);
      if (brotliBytes !== null) keep.add(`${path}.br`);
    }
    await removeOthers(this.directory, keep);
  }

  /** One line per shipped group, largest first, in kilobytes. */
  sizeTable() {
    /** @type {Map<string, {files: number, bytes: number, brotli: number}>} */
    const groups = new Map();
    for (const [path, { bytes, brotliBytes }] of this.written) {
      const parts = path.split("/");
      // A vendored package is one line; everything else is one line per file.
      const name = parts[0] === "vendor" && parts.length > 2 ? `${parts.slice(0, -1).join("/")}/` : path;
      const group = groups.get(name) ?? { files: 0, bytes: 0, brotli: 0 };
      group.files += 1;
      group.bytes += bytes;
      group.brotli += brotliBytes ?? bytes;
      groups.set(name, group);
    }
    const rows = [...groups].sort(([, a], [, b]) => b.bytes - a.bytes);
    const kilobytes = (/** @type {number} */ n) => (n / 1000).toFixed(1).padStart(9);
    const line = (/** @type {string} */ name, /** @type {number} */ raw, /** @type {number} */ br) =>
      `${name.padEnd(52)}${kilobytes(raw)}${kilobytes(br)}`;
    const total = rows.reduce((sum, [, g]) => ({ bytes: sum.bytes + g.bytes, brotli: sum.brotli + g.brotli }), {
      bytes: 0,
      brotli: 0,
    });
    return [
      `${"file".padEnd(52)}${"kB".padStart(9)}${"kB br".padStart(9)}`,
      ...rows.map(([name, g]) => line(name, g.bytes, g.brotli)),
      line("total", total.bytes, total.brotli),
    ].join("\n");
  }
}

/** Deletes files that are not in `keep`, then the folders that this emptied. @param {Set<string>} keep */
async function removeOthers(/** @type {string} */ directory, keep) {
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && !keep.has(relative(directory, path).split(sep).join("/"))) await rm(path);
  }
  const folders = (await readdir(directory, { recursive: true, withFileTypes: true })).filter((entry) =>
    entry.isDirectory(),
  );
  // Deepest first. Removing a folder fails, as it should, while it still holds something.
  const paths = folders.map((entry) => join(entry.parentPath, entry.name)).sort((a, b) => b.length - a.length);
  for (const path of paths) await rmdir(path).catch(() => {});
}
