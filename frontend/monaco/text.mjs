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
