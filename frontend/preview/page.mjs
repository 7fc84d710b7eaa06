// @ts-check
// Reads one HTML file: which of its scripts and stylesheets have to be bundled, and how it looks afterwards.
import { changed, headOffset, lineOf, tagsOf, withValue } from "./html.mjs";
import { nearest } from "./nearest.mjs";
import { excerptOf } from "./problems.mjs";
import { isAddress, resolveLocal, withoutQuery } from "./resolve.mjs";
import { guarded } from "./guard.mjs";

/** @typedef {import("./html.mjs").Change} Change */
/** @typedef {import("./types.mjs").Problem} Problem */
/**
 * One thing to bundle. `path` is a project file, or `index.html#1` for the first inline script of that page.
 * @typedef {{path: string, kind: "script" | "style", inline?: {code: string, loader: "ts" | "tsx" | "jsx" | "js"}}} Entry
 */
/**
 * @typedef {object} Page
 * @property {Entry[]} entries
 * @property {Set<string>} classic project paths of scripts that run as they are
 * @property {Record<string, string>} imports of the page's own import map
 * @property {Problem[]} problems
 * @property {(outputs: Outputs) => string} render the page with bundled addresses in place
 */
/** @typedef {{script(path: string): string, style(path: string): string, stylesOf(path: string): string | null}} Outputs */

const COMPILED = /\.(ts|tsx|jsx|mts)$/;

/**
 * @param {string} path @param {string} html
 * @param {{has(path: string): boolean, keys(): Iterable<string>}} files
 * @param {{bridge: string, imports: Record<string, string>}} shell
 * @returns {Page}
 */
export function readPage(path, html, files, shell) {
  const tags = tagsOf(html);
  /** @type {Entry[]} */ const entries = [];
  /** @type {Set<string>} */ const classic = new Set();
  /** @type {Problem[]} */ const problems = [];
  /** @type {Record<string, string>} */ let imports = {};
  /** @type {((outputs: Outputs) => Change[])[]} */ const rewrites = [];
  let inlineCount = 0;

  /** The project file that an attribute names; null, with a problem noted, when there is none. */
  const find = (/** @type {import("./html.mjs").Attribute} */ attribute) => {
    const { path: wanted } = withoutQuery(attribute.value);
    const found = resolveLocal(files, path, wanted);
    if (found === null) {
      const near = nearest(wanted.replace(/^\.?\//, ""), files.keys());
      const line = lineOf(html, attribute.start);
      const column = attribute.start - html.lastIndexOf("\n", attribute.start - 1);
      problems.push({
        kind: "build",
        message: `There is no file ${wanted}.${near ? ` Did you mean ${near}?` : ""}`,
        file: path,
        line,
        column,
        excerpt: excerptOf(html, line, column, attribute.end - attribute.start),
      });
    }
    return found;
  };

  for (const tag of tags) {
    const type = tag.attributes.get("type")?.value.trim().toLowerCase() ?? "";
    if (tag.name === "script" && type === "importmap") {
      imports = { ...imports, ...importsIn(html.slice(tag.end, tag.contentEnd)) };
      // Merged into ours, because older browsers take only the first.
      const closing = html.indexOf(">", tag.contentEnd);
      rewrites.push(() => [{ start: tag.start, end: closing === -1 ? html.length : closing + 1, text: "" }]);
    } else if (tag.name === "script") {
      const source = tag.attributes.get("src");
      const babel = type === "text/babel" || type === "text/jsx";
      const typescript = type === "text/typescript" || type === "application/typescript";
      const isModule = type === "module" || babel || typescript;
      const runs = isModule || type === "" || /^(text|application)\/(x-)?(java|ecma)script$/.test(type);
      if (!runs || (source && isAddress(source.value))) continue;
      const asModule = () => {
        const attribute = tag.attributes.get("type");
        const at = tag.start + 1 + tag.name.length;
        return attribute ? withValue(attribute, "module") : { start: at, end: at, text: ' type="module"' };
      };
      if (source) {
        const found = find(source);
        if (found === null) continue;
        if (!isModule && !COMPILED.test(found)) {
          classic.add(found);
          continue;
        }
        entries.push({ path: found, kind: "script" });
        rewrites.push((outputs) => [withValue(source, outputs.script(found)), asModule()]);
      } else {
        const code = html.slice(tag.end, tag.contentEnd);
        if (!isModule) {
          rewrites.push(() => [{ start: tag.end, end: tag.contentEnd, text: guarded(code, "script") }]);
          continue;
        }
        inlineCount += 1;
        const id = `${path}#${inlineCount}`;
        // Space in front gives errors the line and column that the page has.
        const lineStart = html.lastIndexOf("\n", tag.end - 1) + 1;
        const padded = "\n".repeat(lineOf(html, tag.end) - 1) + " ".repeat(tag.end - lineStart) + code;
        entries.push({
          path: id,
          kind: "script",
          inline: { code: padded, loader: babel ? "jsx" : typescript ? "ts" : "js" },
        });
        const at = tag.start + 1 + tag.name.length;
        rewrites.push((outputs) => [
          { start: at, end: at, text: ` src="${outputs.script(id)}"` },
          asModule(),
          { start: tag.end, end: tag.contentEnd, text: "" },
        ]);
      }
    } else if (
      tag.name === "link" &&
      (tag.attributes.get("rel")?.value ?? "").toLowerCase().split(/\s+/).includes("stylesheet")
    ) {
      const target = tag.attributes.get("href");
      if (!target || isAddress(target.value)) continue;
      const found = find(target);
      if (found === null) continue;
      entries.push({ path: found, kind: "style" });
      rewrites.push((outputs) => [withValue(target, outputs.style(found))]);
    }
  }

  const render = (/** @type {Outputs} */ outputs) => {
    const styles = entries
      .filter((entry) => entry.kind === "script")
      .flatMap((entry) => outputs.stylesOf(entry.path) ?? []);
    const ours = [
      `<script src="${shell.bridge}"></script>`,
      // JSON in a script element must not be able to close it.
      `<script type="importmap">${JSON.stringify({ imports: { ...shell.imports, ...imports } }).replaceAll("<", "\\u003c")}</script>`,
      ...[...new Set(styles)].map((href) => `<link rel="stylesheet" href="${href}">`),
    ].join("");
    const at = headOffset(html, tags);
    return changed(html, [
      { start: at, end: at, text: ours },
      ...mergedAt(rewrites.flatMap((rewrite) => rewrite(outputs))),
    ]);
  };
  return { entries, classic, imports, problems, render };
}

/** Two insertions at one offset become one, so that their order is the order they were asked for. @param {Change[]} changes */
function mergedAt(changes) {
  /** @type {Change[]} */
  const merged = [];
  for (const change of changes) {
    const same = merged.find(
      (other) => other.start === change.start && other.end === change.end && change.start === change.end,
    );
    if (same) same.text += change.text;
    else merged.push({ ...change });
  }
  return merged;
}

/** @param {string} json @returns {Record<string, string>} */
function importsIn(json) {
  try {
    const { imports } = JSON.parse(json);
    return Object.fromEntries(Object.entries(imports ?? {}).filter(([, address]) => typeof address === "string"));
  } catch {
    // The browser ignores an import map it cannot read, and says so in the console; the imports then say it clearly.
    return {};
  }
}
