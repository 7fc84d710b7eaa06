// @ts-check
// Puts a check into every loop of the bundled code, so that `while (true)` ends with an error that names the loop
// instead of a frozen page. The check itself is in `site/bridge.mjs`; what no check can reach, such as a loop inside
// a package, is left to the host's watchdog.
import { parse } from "acorn";

const LOOPS = new Set(["WhileStatement", "DoWhileStatement", "ForStatement", "ForInStatement", "ForOfStatement"]);
const CHECK = "__burnishGuard();";

/**
 * The code with a check at the start of each loop body. No line is added, so source maps keep their lines. Code that
 * does not parse comes back as it is: the browser reports it better than we could.
 * @param {string} code @param {"module" | "script"} sourceType
 */
export function guarded(code, sourceType) {
  // Most loops are written with methods; skip the parser for files without any of the keywords.
  if (!/\b(while|for|do)\b/.test(code)) return code;
  /** @type {{at: number, text: string}[]} */
  let insertions;
  try {
    const tree = parse(code, {
      ecmaVersion: "latest",
      sourceType,
      allowHashBang: true,
      allowReturnOutsideFunction: true,
      allowAwaitOutsideFunction: sourceType === "module",
    });
    insertions = insertionsFor(tree);
  } catch {
    // A syntax error, or code nested deeper than the stack.
    return code;
  }
  if (insertions.length === 0) return code;
  // Where places are equal, openings stay in source order and closing braces are all alike, so a stable sort is right.
  insertions.sort((a, b) => a.at - b.at);
  let result = "";
  let from = 0;
  for (const { at, text } of insertions) {
    result += code.slice(from, at) + text;
    from = at;
  }
  return result + code.slice(from);
}

/** @param {unknown} tree */
function insertionsFor(tree) {
  /** @type {{at: number, text: string}[]} */
  const insertions = [];
  const visit = (/** @type {any} */ node) => {
    if (Array.isArray(node)) {
      for (const item of node) visit(item);
      return;
    }
    if (node === null || typeof node !== "object" || typeof node.type !== "string") return;
    if (LOOPS.has(node.type)) {
      const { body } = node;
      if (body.type === "BlockStatement") insertions.push({ at: body.start + 1, text: CHECK });
      else insertions.push({ at: body.start, text: `{${CHECK}` }, { at: body.end, text: "}" });
    }
    for (const key in node) if (key !== "type" && key !== "start" && key !== "end") visit(node[key]);
  };
  visit(tree);
  return insertions;
}
