// @ts-check
// Finds the scripts and stylesheets of a page. A worker has no DOM, and a page must come out byte for byte as it went
// in except where we change it, so this reads the text itself: tags, quoted attributes, comments and raw-text elements.

/** @typedef {{value: string, start: number, end: number}} Attribute `start..end` is the value with its quotes */
/**
 * @typedef {object} Tag
 * @property {string} name lower case
 * @property {number} start @property {number} end of the opening tag
 * @property {Map<string, Attribute>} attributes
 * @property {number} contentEnd for raw-text elements the offset of the closing tag, else `end`
 */

// Their content is text until the closing tag, whatever it looks like.
const RAW_TEXT = new Set(["script", "style", "textarea", "title", "xmp", "noscript", "iframe"]);

/** Every opening tag of a page, in order. @returns {Tag[]} */
export function tagsOf(/** @type {string} */ html) {
  const tags = [];
  let at = 0;
  while ((at = html.indexOf("<", at)) !== -1) {
    if (html.startsWith("<!--", at)) {
      const end = html.indexOf("-->", at + 4);
      if (end === -1) break;
      at = end + 3;
    } else if (/[a-zA-Z]/.test(html[at + 1] ?? "")) {
      const tag = readTag(html, at);
      if (!tag) break;
      if (RAW_TEXT.has(tag.name)) {
        const closing = new RegExp(`</${tag.name}[\\s/>]`, "gi");
        closing.lastIndex = tag.end;
        tag.contentEnd = closing.exec(html)?.index ?? html.length;
      }
      tags.push(tag);
      at = tag.contentEnd;
    } else {
      at += 1;
    }
  }
  return tags;
}

/** @param {string} html @param {number} start @returns {Tag | null} null when the page ends inside the tag */
function readTag(html, start) {
  let at = start + 1;
  while (at < html.length && !/[\s/>]/.test(html[at])) at += 1;
  const name = html.slice(start + 1, at).toLowerCase();
  /** @type {Map<string, Attribute>} */
  const attributes = new Map();
  while (at < html.length) {
    if (html[at] === ">") return { name, start, end: at + 1, attributes, contentEnd: at + 1 };
    if (/[\s/]/.test(html[at])) {
      at += 1;
      continue;
    }
    const nameStart = at;
    // A name may begin with an equals sign, which then belongs to it.
    at += 1;
    while (at < html.length && !/[\s/>=]/.test(html[at])) at += 1;
    const attribute = html.slice(nameStart, at).toLowerCase();
    let after = at;
    while (/\s/.test(html[after] ?? "")) after += 1;
    if (html[after] !== "=") {
      if (!attributes.has(attribute)) attributes.set(attribute, { value: "", start: at, end: at });
      continue;
    }
    at = after + 1;
    while (/\s/.test(html[at] ?? "")) at += 1;
    const valueStart = at;
    const quote = html[at];
    if (quote === '"' || quote === "'") {
      const end = html.indexOf(quote, at + 1);
      if (end === -1) return null;
      at = end + 1;
      if (!attributes.has(attribute))
        attributes.set(attribute, { value: decoded(html.slice(valueStart + 1, end)), start: valueStart, end: at });
    } else {
      while (at < html.length && !/[\s>]/.test(html[at])) at += 1;
      if (!attributes.has(attribute))
        attributes.set(attribute, { value: decoded(html.slice(valueStart, at)), start: valueStart, end: at });
    }
  }
  return null;
}

// Paths in attributes hold no other entities in practice.
const decoded = (/** @type {string} */ value) => value.replaceAll("&quot;", '"').replaceAll("&amp;", "&");
const encoded = (/** @type {string} */ value) => value.replaceAll("&", "&amp;").replaceAll('"', "&quot;");

/** A new value for an attribute, in double quotes. @param {Attribute} attribute @param {string} value @returns {Change} */
export const withValue = (attribute, value) => ({
  start: attribute.start,
  end: attribute.end,
  // An attribute without a value has no equals sign yet.
  text: `${attribute.start === attribute.end ? "=" : ""}"${encoded(value)}"`,
});

/** @typedef {{start: number, end: number, text: string}} Change */

/** The page with changes applied; they must not overlap. @param {string} html @param {Change[]} changes */
export function changed(html, changes) {
  let result = "";
  let at = 0;
  for (const { start, end, text } of [...changes].sort((a, b) => a.start - b.start)) {
    result += html.slice(at, start) + text;
    at = end;
  }
  return result + html.slice(at);
}

/** Where our own first elements go: inside the head, before any script of the page. @param {string} html @param {Tag[]} tags */
export function headOffset(html, tags) {
  const head = tags.find((tag) => tag.name === "head");
  if (head) return head.end;
  const root = tags.find((tag) => tag.name === "html");
  if (root) return root.end;
  return /^\s*<!doctype[^>]*>/i.exec(html)?.[0].length ?? 0;
}

/** The line of an offset, from 1. @param {string} text @param {number} offset */
export function lineOf(text, offset) {
  let line = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", at + 1)) line += 1;
  return line;
}
