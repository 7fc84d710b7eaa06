// @ts-check
// Console arguments as text, for a reader rather than a machine.

const DEPTH = 3;
const ITEMS = 50;

/** What a console would print, cut at `limit` characters. @param {unknown[]} values @param {number} limit */
export function formatted(values, limit) {
  const [first, ...rest] = values;
  /** @type {string[]} */
  const parts = [];
  if (typeof first === "string" && /%[sdifoOc]/.test(first)) {
    parts.push(
      first.replace(/%([sdifoOc%])/g, (whole, letter) => {
        if (letter === "%") return "%";
        if (rest.length === 0) return whole;
        const value = rest.shift();
        // Colours of the terminal kind have no place in a plain text panel.
        if (letter === "c") return "";
        if (letter === "d" || letter === "i") return String(Math.trunc(Number(value)));
        return letter === "f" ? String(Number(value)) : letter === "s" ? String(value) : shown(value, limit);
      }),
    );
  } else if (values.length > 0) {
    parts.push(typeof first === "string" ? first : shown(first, limit));
  }
  let length = parts.join(" ").length;
  for (const value of rest) {
    if (length > limit) break;
    const part = typeof value === "string" ? value : shown(value, limit);
    parts.push(part);
    length += part.length + 1;
  }
  const text = parts.join(" ");
  return text.length > limit ? `${text.slice(0, limit - 1)}…` : text;
}

/** One value. Getters are not called: looking at an object must not change it. @param {unknown} value @param {number} limit */
function shown(value, limit) {
  let left = limit;
  const seen = new Set();
  /** @param {unknown} item @param {number} depth @returns {string} */
  const show = (item, depth) => {
    const text = part(item, depth);
    left -= text.length;
    return text;
  };
  /** @param {unknown} item @param {number} depth @returns {string} */
  const part = (item, depth) => {
    if (typeof item === "string") return depth === 0 ? item : JSON.stringify(item.slice(0, Math.max(0, left)));
    if (typeof item === "function") return `ƒ ${item.name || "anonymous"}()`;
    if (typeof item === "symbol") return item.toString();
    if (typeof item === "bigint") return `${item}n`;
    if (item === null || typeof item !== "object") return String(item);
    if (item instanceof Error) return depth === 0 ? String(item.stack ?? item) : `${item.name}: ${item.message}`;
    if (item instanceof Date) return Number.isNaN(item.getTime()) ? "Invalid Date" : item.toISOString();
    if (item instanceof RegExp) return String(item);
    if (typeof Element !== "undefined" && item instanceof Element)
      return `<${item.tagName.toLowerCase()}${item.id ? ` id="${item.id}"` : ""}>`;
    if (seen.has(item)) return "[circular]";
    if (depth > DEPTH || left <= 0) return Array.isArray(item) ? `[… ${item.length}]` : "{…}";
    seen.add(item);
    const text = container(item, depth);
    seen.delete(item);
    return text;
  };
  /** @param {object} item @param {number} depth @returns {string} */
  const container = (item, depth) => {
    const listed = (/** @type {Iterable<unknown>} */ items, /** @type {number} */ size) => {
      const texts = [];
      for (const entry of items) {
        if (texts.length === ITEMS || left <= 0) break;
        texts.push(show(entry, depth + 1));
      }
      if (size > texts.length) texts.push(`… ${size - texts.length} more`);
      return texts.join(", ");
    };
    if (Array.isArray(item)) return `[${listed(item, item.length)}]`;
    if (ArrayBuffer.isView(item) && "length" in item)
      return `${item.constructor.name}(${item.length}) [${listed(/** @type {any} */ (item), Number(item.length))}]`;
    if (item instanceof Set) return `Set(${item.size}) {${listed(item, item.size)}}`;
    if (item instanceof Map) {
      const texts = [];
      for (const [key, entry] of item) {
        if (texts.length === ITEMS || left <= 0) break;
        texts.push(`${show(key, depth + 1)} => ${show(entry, depth + 1)}`);
      }
      return `Map(${item.size}) {${texts.join(", ")}${item.size > texts.length ? `, … ${item.size - texts.length} more` : ""}}`;
    }
    const name = Object.getPrototypeOf(item)?.constructor?.name;
    const keys = Object.keys(item);
    const texts = keys.slice(0, ITEMS).flatMap((key) => {
      if (left <= 0) return [];
      const property = Object.getOwnPropertyDescriptor(item, key);
      return `${/^[\w$]+$/.test(key) ? key : JSON.stringify(key)}: ${property?.get ? "(getter)" : show(property?.value, depth + 1)}`;
    });
    if (keys.length > texts.length) texts.push(`… ${keys.length - texts.length} more`);
    return `${name && name !== "Object" ? `${name} ` : ""}{${texts.length > 0 ? ` ${texts.join(", ")} ` : ""}}`;
  };
  return show(value, 0);
}
