// @ts-check
// Which keys belong to the workspace and not to Monaco.

/** @type {Record<string, string>} */
const COMMANDS = { s: "save", k: "palette", p: "quickOpen", enter: "run" };

/**
 * The command of a key event, or null. Ctrl counts on every system but a Mac, where Ctrl+K cuts to the line's end
 * and Cmd is the key people mean.
 * @param {Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">} event @param {boolean} mac
 */
export function commandFor(event, mac) {
  const wanted = mac ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey;
  if (!wanted || event.altKey || event.shiftKey) return null;
  return COMMANDS[event.key.toLowerCase()] ?? null;
}
