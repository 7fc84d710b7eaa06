// @ts-check
// Copies the two typefaces (variable weight). Their names carry no hash, because `style/base.css` and the page shell's
// preload must name the same file; a new version of a font changes its look, so it would get a new name anyway.
import { readFile } from "node:fs/promises";
import { join } from "node:path";

const FACES = [
  {
    name: "font.sans",
    file: "instrument-sans.woff2",
    from: "instrument-sans/files/instrument-sans-latin-wght-normal.woff2",
  },
  {
    name: "font.sansItalic",
    file: "instrument-sans-italic.woff2",
    from: "instrument-sans/files/instrument-sans-latin-wght-italic.woff2",
  },
  {
    name: "font.mono",
    file: "jetbrains-mono.woff2",
    from: "jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2",
  },
];

/** @param {import("./output.mjs").Output} output @param {string} root the frontend folder */
export async function buildFonts(output, root) {
  for (const face of FACES) {
    const content = await readFile(join(root, "node_modules/@fontsource-variable", face.from));
    await output.write(`fonts/${face.file}`, content, face.name);
  }
}
