// @ts-check
// Pure text steps of the editor module, apart so that they can be tested without a browser.

/** Every line ends with one line feed. A file from another system would otherwise count two units where we count one. */
export function withLineFeeds(/** @type {string} */ text) {
  return text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
}

/**
 * The one replacement that turns `before` into `after`, as small as a common start and end allow; null when equal.
 * Replacing less keeps cursors, folds and scroll position where they are.
 * @param {string} before @param {string} after
 * @returns {{rangeOffset: number, rangeLength: number, text: string} | null} offsets in UTF-16 units
 */
export function smallestEdit(before, after) {
  if (before === after) return null;
  const limit = Math.min(before.length, after.length);
  let start = 0;
  while (start < limit && before.charCodeAt(start) === after.charCodeAt(start)) start += 1;
  if (start > 0 && isHighSurrogate(before.charCodeAt(start - 1))) start -= 1;
  let end = 0;
  while (end < limit - start && before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end))
    end += 1;
  if (end > 0 && isLowSurrogate(before.charCodeAt(before.length - end))) end -= 1;
  return { rangeOffset: start, rangeLength: before.length - start - end, text: after.slice(start, after.length - end) };
}

// An edit must not split a pair: half a character is not text that UTF-8 can carry.
const isHighSurrogate = (/** @type {number} */ unit) => unit >= 0xd800 && unit <= 0xdbff;
const isLowSurrogate = (/** @type {number} */ unit) => unit >= 0xdc00 && unit <= 0xdfff;

/** @typedef {import("./places.mjs").Edit} Edit */

/**
 * What the person changed, as edits that leave whole characters everywhere. An edit that took or parted half of a pair
 * is widened to the pair, and half characters in new text become U+FFFD. `held` is what an edit's place holds now:
 * where it is not the edit's text, the text on show has to be put right (see `repaired`).
 * @param {readonly Edit[]} changes of one event, relative to the text before it, last position first
 * @param {(offset: number) => number} unitAt a unit of the text after it, NaN where there is none
 * @returns {{edits: Edit[], held: string[]}} last position first
 */
export function wholeCharacters(changes, unitAt) {
  const edits = [];
  const held = [];
  let moved = 0;
  for (const { rangeOffset, rangeLength, text } of joined(changes)) {
    const end = rangeOffset + moved + text.length;
    // The text before the event had whole characters only, so half of one here means that the edit began inside it.
    const before = rangeOffset > 0 ? unitAt(rangeOffset + moved - 1) : NaN;
    const after = unitAt(end);
    moved += text.length - rangeLength;
    const first = isHighSurrogate(before) ? String.fromCharCode(before) : "";
    const last = isLowSurrogate(after) ? String.fromCharCode(after) : "";
    const now = first + text + last;
    held.push(now);
    edits.push({
      rangeOffset: rangeOffset - first.length,
      rangeLength: rangeLength + first.length + last.length,
      text: now.replace(LONE, (_half, /** @type {number} */ at) => {
        const isRest = (first && at === 0) || (last && at === now.length - 1);
        return isRest ? "" : "\ufffd";
      }),
    });
  }
  return { edits: edits.reverse(), held: held.reverse() };
}

// With this flag a pair is one character, and only halves without their other half are surrogates.
const LONE = /\p{Surrogate}/gu;

/** In order of position; two that touch are one, because nothing between them tells where one ends. */
function joined(/** @type {readonly Edit[]} */ changes) {
  /** @type {Edit[]} */
  const all = [];
  for (const { rangeOffset, rangeLength, text } of [...changes].reverse()) {
    const previous = all[all.length - 1];
    if (previous && previous.rangeOffset + previous.rangeLength === rangeOffset) {
      previous.rangeLength += rangeLength;
      previous.text += text;
    } else {
      all.push({ rangeOffset, rangeLength, text });
    }
  }
  return all;
}

/**
 * The text on show, with what the edits say in place of what they hold.
 * @param {string} shown @param {{edits: Edit[], held: string[]}} whole of `wholeCharacters`
 */
export function repaired(shown, { edits, held }) {
  let text = "";
  let done = 0;
  let moved = 0;
  for (let at = edits.length - 1; at >= 0; at -= 1) {
    const start = edits[at].rangeOffset + moved;
    text += shown.slice(done, start) + edits[at].text;
    done = start + held[at].length;
    moved += held[at].length - edits[at].rangeLength;
  }
  return text + shown.slice(done);
}

/**
 * The same edit with its ends moved outwards until neither follows the first half of a pair. Monaco takes such a place
 * for the middle of a character, also where the second half is missing, and would move it by itself.
 * @param {string} before @param {Edit} edit @returns {Edit}
 */
export function outsidePairs(before, { rangeOffset, rangeLength, text }) {
  let start = rangeOffset;
  let end = rangeOffset + rangeLength;
  while (start > 0 && isHighSurrogate(before.charCodeAt(start - 1))) start -= 1;
  while (end > 0 && end < before.length && isHighSurrogate(before.charCodeAt(end - 1))) end += 1;
  return {
    rangeOffset: start,
    rangeLength: end - start,
    text: before.slice(start, rangeOffset) + text + before.slice(rangeOffset + rangeLength, end),
  };
}

/**
 * Checks edits that come from outside: in range, in order of position, not overlapping. Throws a sentence otherwise.
 * @param {unknown} edits @param {number} length of the text they apply to, in UTF-16 units
 * @returns {{rangeOffset: number, rangeLength: number, text: string}[]} sorted by position
 */
export function checkedEdits(edits, length) {
  if (!Array.isArray(edits)) throw new TypeError("Edits must be a list.");
  const sorted = edits.map((edit) => {
    const { rangeOffset, rangeLength, text } = edit ?? {};
    if (!Number.isInteger(rangeOffset) || !Number.isInteger(rangeLength) || typeof text !== "string") {
      throw new TypeError("An edit needs rangeOffset and rangeLength as whole numbers and text.");
    }
    if (rangeOffset < 0 || rangeLength < 0 || rangeOffset + rangeLength > length) {
      throw new RangeError(`An edit reaches ${rangeOffset}+${rangeLength}, but the text has ${length} units.`);
    }
    return { rangeOffset, rangeLength, text: withLineFeeds(text) };
  });
  sorted.sort((a, b) => a.rangeOffset - b.rangeOffset);
  for (let i = 1; i < sorted.length; i += 1) {
    if (sorted[i - 1].rangeOffset + sorted[i - 1].rangeLength > sorted[i].rangeOffset) {
      throw new RangeError(`Two edits overlap at ${sorted[i].rangeOffset}.`);
    }
  }
  return sorted;
}
