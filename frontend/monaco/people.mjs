// @ts-check
// The looks of other people's cursors, as far as they can be told without a browser.

/**
 * @typedef {object} Person one cursor of somebody else
 * @property {string} user who, the same at every move
 * @property {string} name shown as plain text
 * @property {string} colour `#rrggbb`
 * @property {string} file id of the file it is in
 * @property {number} line from 1 @property {number} column from 1, in UTF-16 units
 * @property {number} [selectionLine] where the selection began; absent when nothing is selected
 * @property {number} [selectionColumn]
 */

// Somebody without a colour that we know is grey.
const NO_COLOUR = "#6b6b6b";

/**
 * A class name of our own making for a user, whatever their id consists of: 64 bits of FNV-1a, in two halves that begin
 * differently.
 * @param {string} user
 */
export function classOf(user) {
  const half = (/** @type {number} */ seed) => {
    let hash = seed;
    for (let at = 0; at < user.length; at += 1) hash = Math.imul(hash ^ user.charCodeAt(at), 0x01000193);
    return (hash >>> 0).toString(16).padStart(8, "0");
  };
  return `workspace-person-${half(0x811c9dc5)}${half(0x2a9b6e35)}`;
}

/** Relative luminance as WCAG defines it. @param {string} colour `#rrggbb` */
export function luminance(colour) {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const value = parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Contrast of two luminances, from 1 to 21. @param {number} one @param {number} other */
export const contrast = (one, other) => (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);

/** Black or white, whichever can be read better on `colour`. @param {string} colour `#rrggbb` */
export function inkOn(colour) {
  const ground = luminance(colour);
  return contrast(ground, 0) > contrast(ground, 1) ? "#000000" : "#ffffff";
}

/** The colour itself when it is one of `#rrggbb`: anything else could say more in a stylesheet than a colour. */
export const checkedColour = (/** @type {unknown} */ colour) =>
  typeof colour === "string" && /^#[0-9a-f]{6}$/i.test(colour) ? colour : NO_COLOUR;

/**
 * A stylesheet with one rule for each user. What is done with the colours is in `style/workspace.css`.
 * @param {readonly Pick<Person, "user" | "colour">[]} people
 */
export function rulesFor(people) {
  const rules = new Map();
  for (const { user, colour } of people) {
    const checked = checkedColour(colour);
    rules.set(
      classOf(user),
      `{ --person: ${checked}; --person-tint: ${checked}4d; --on-person: ${inkOn(checked)}; }`,
    );
  }
  return [...rules].map(([name, rule]) => `.${name} ${rule}`).join("\n");
}

/** Words that Monaco would read as Markdown, so that they are shown as they are. @param {string} words */
export function asMarkdown(words) {
  return words.replace(/\s+/g, " ").replace(/[!-/:-@[-`{-~]/g, "\\$&");
}
