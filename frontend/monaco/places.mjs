// @ts-check
// Where a place is after an edit. Pure, so that it can be tested without a browser.

/** @typedef {{rangeOffset: number, rangeLength: number, text: string}} Edit offsets in UTF-16 units */

/**
 * The offset after `edits`, which all refer to the text before, are in order of position and do not overlap. Text that
 * is put exactly at the place goes behind it, or, with `pushed`, before it. A place inside replaced text stays where it
 * is as far as the new text reaches.
 * @param {readonly Edit[]} edits @param {number} offset @param {boolean} [pushed]
 */
export function followed(edits, offset, pushed = false) {
  let moved = 0;
  for (const { rangeOffset, rangeLength, text } of edits) {
    if (rangeOffset > offset) break;
    if (rangeOffset === offset) {
      if (rangeLength === 0 && pushed) moved += text.length;
    } else if (rangeOffset + rangeLength <= offset) {
      moved += text.length - rangeLength;
    } else {
      return rangeOffset + moved + Math.min(offset - rangeOffset, text.length);
    }
  }
  return offset + moved;
}

/**
 * Both ends of a selection after `edits`. It covers the text that it covered: what is put at its edges stays outside.
 * A cursor is a selection with one end, and text put there goes behind it.
 * @param {readonly Edit[]} edits @param {number} anchor @param {number} head @returns {[anchor: number, head: number]}
 */
export function followedSelection(edits, anchor, head) {
  const start = followed(edits, Math.min(anchor, head), anchor !== head);
  // What was selected may be gone altogether.
  const end = Math.max(start, followed(edits, Math.max(anchor, head)));
  return anchor <= head ? [start, end] : [end, start];
}

/**
 * Where the last of `edits` ends in the text after all of them.
 * @param {readonly Edit[]} edits in order of position; at least one
 */
export function endOfLast(edits) {
  const grown = edits.reduce((sum, { rangeLength, text }) => sum + text.length - rangeLength, 0);
  const last = edits[edits.length - 1];
  return last.rangeOffset + last.rangeLength + grown;
}

/**
 * How far to scroll so that a line stays where it was on the screen.
 * @param {number} scrollTop @param {number} topBefore @param {number} topAfter of that line, in CSS pixels from the
 * text's beginning
 */
export function keptScrollTop(scrollTop, topBefore, topAfter) {
  return Math.max(0, scrollTop + topAfter - topBefore);
}
