// @ts-check
// Collects the licence texts of everything that is shipped, as those licences ask. Bundles themselves carry no comments.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

// Run while building, and not part of what is served.
const TOOLS = new Set(["binaryen", "esbuild"]);

/** @param {import("./output.mjs").Output} output @param {string} root the frontend folder */
export async function buildLicenses(output, root) {
  const { packages } = JSON.parse(await readFile(join(root, "package-lock.json"), "utf8"));
  const parts = [];
  for (const [path, { version, license, optional }] of Object.entries(packages)) {
    const name = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
    // Platform-specific binaries are optional in the lock file, and never served.
    if (path === "" || optional || TOOLS.has(name)) continue;
    const files = await readdir(join(root, path));
    const file = files.find((candidate) => /^(licen[cs]e|copying)(\.(md|txt))?$/i.test(candidate));
    const text = file
      ? (await readFile(join(root, path, file), "utf8")).trim()
      : `Licence: ${license}. The package carries no text of its own.`;
    parts.push(`${name} ${version} (${license})\n${"-".repeat(60)}\n${text}\n`);
  }
  await output.write("licenses.txt", parts.join("\n\n"), "licenses");
}
