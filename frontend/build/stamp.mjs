// @ts-check
// Knows whether a build would change anything: a digest of the inputs, kept beside the outputs.
import { createHash } from "node:crypto";
import { access, readFile, readdir, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";

// What the outputs are made of. `node_modules` is represented by the lock file.
const INPUTS = ["package-lock.json", "build.mjs", "build", "monaco", "preview"];

/** @param {string} root the frontend folder */
export async function inputDigest(root) {
  const digest = createHash("sha256").update(process.versions.node.split(".")[0]);
  for (const input of INPUTS) {
    for (const path of await filesBelow(join(root, input))) {
      // A test never reaches the output.
      if (path.endsWith(".test.mjs")) continue;
      digest
        .update(relative(root, path))
        .update("\0")
        .update(await readFile(path))
        .update("\0");
    }
  }
  return digest.digest("hex");
}

async function filesBelow(/** @type {string} */ path) {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch((error) => {
    if (error.code === "ENOTDIR") return null;
    throw error;
  });
  if (entries === null) return [path];
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** True when `directory` holds the finished outputs of exactly these inputs. */
export async function isFresh(/** @type {string} */ directory, /** @type {string} */ digest) {
  try {
    const stamp = JSON.parse(await readFile(join(directory, ".stamp"), "utf8"));
    if (stamp.inputs !== digest) return false;
    await Promise.all(stamp.files.map((/** @type {string} */ file) => access(join(directory, file))));
    return true;
  } catch {
    // No stamp, an unreadable one or a missing file all mean the same: build.
    return false;
  }
}

/** @param {string} directory @param {string} digest @param {Iterable<string>} files */
export async function writeStamp(directory, digest, files) {
  await writeFile(join(directory, ".stamp"), JSON.stringify({ inputs: digest, files: [...files] }));
}
