import assert from "node:assert/strict";
import { test } from "node:test";
import { asMarkdown, checkedColour, classOf, contrast, inkOn, luminance, rulesFor } from "./people.mjs";
import { endOfLast, followed, followedSelection, keptScrollTop } from "./places.mjs";
import { outsidePairs, repaired, smallestEdit, wholeCharacters } from "./text.mjs";

/** @typedef {import("./places.mjs").Edit} Edit */

let seed = 11;
const random = (/** @type {number} */ below) => (seed = (seed * 48271) % 2147483647) % below;
const textOf = (/** @type {readonly string[]} */ letters, /** @type {number} */ most) =>
  Array.from({ length: random(most + 1) }, () => letters[random(letters.length)]).join("");

const insert = (/** @type {number} */ at, /** @type {string} */ text) => ({ rangeOffset: at, rangeLength: 0, text });
const erase = (/** @type {number} */ at, /** @type {number} */ length) => ({
  rangeOffset: at,
  rangeLength: length,
  text: "",
});

/** Edits in order of position, applied one after the other from the last. */
const applied = (/** @type {string} */ text, /** @type {readonly Edit[]} */ edits) =>
  edits.reduceRight(
    (now, edit) => now.slice(0, edit.rangeOffset) + edit.text + now.slice(edit.rangeOffset + edit.rangeLength),
    text,
  );

/** Up to four edits of a text with `length` units, in order of position, anywhere: also inside pairs, also touching. */
function someEdits(/** @type {number} */ length, /** @type {readonly string[]} */ letters) {
  const cuts = Array.from({ length: 2 * (1 + random(4)) }, () => random(length + 1)).sort((a, b) => a - b);
  /** @type {Edit[]} */
  const edits = [];
  for (let at = 0; at < cuts.length; at += 2) {
    const edit = { rangeOffset: cuts[at], rangeLength: cuts[at + 1] - cuts[at], text: textOf(letters, 3) };
    if (edit.rangeLength > 0 || edit.text) edits.push(edit);
  }
  return edits;
}

const isWhole = (/** @type {string} */ text) => !/\p{Surrogate}/u.test(text);

test("text put at a cursor goes behind it, and pushes what is to keep its line", () => {
  assert.equal(followed([insert(3, "abc")], 3), 3);
  assert.equal(followed([insert(3, "abc")], 3, true), 6);
  assert.equal(followed([insert(2, "abc")], 3), 6);
  assert.equal(followed([insert(4, "abc")], 3, true), 3);
});

test("a place in removed text goes to where it was, and one in replaced text stays as far as there is text", () => {
  assert.equal(followed([erase(2, 5)], 4), 2);
  assert.equal(followed([erase(2, 5)], 7), 2);
  assert.equal(followed([erase(2, 5)], 2), 2);
  assert.equal(followed([{ rangeOffset: 2, rangeLength: 5, text: "12345678" }], 4), 4);
  assert.equal(followed([{ rangeOffset: 2, rangeLength: 5, text: "1" }], 6), 3);
  assert.equal(followed([insert(0, "ab"), erase(4, 2), insert(9, "c")], 8), 8);
});

test("a place between two characters that both stay is between them afterwards", () => {
  const before = "abcdefghij";
  for (let round = 0; round < 3000; round += 1) {
    const edits = someEdits(before.length, ["1", "2"]);
    const after = applied(before, edits);
    for (let offset = 1; offset < before.length; offset += 1) {
      const kept = (/** @type {number} */ at) =>
        !edits.some(({ rangeOffset, rangeLength }) => rangeOffset <= at && at < rangeOffset + rangeLength);
      if (kept(offset - 1)) assert.equal(after[followed(edits, offset) - 1], before[offset - 1]);
      if (kept(offset)) assert.equal(after[followed(edits, offset, true)], before[offset]);
    }
  }
});

test("a selection covers what it covered, in its direction", () => {
  assert.deepEqual(followedSelection([insert(2, "x"), insert(5, "y")], 2, 5), [3, 6]);
  assert.deepEqual(followedSelection([insert(2, "x"), insert(5, "y")], 5, 2), [6, 3]);
  assert.deepEqual(followedSelection([insert(2, "x")], 2, 2), [2, 2]);
  assert.deepEqual(followedSelection([insert(3, "x")], 2, 5), [2, 6]);
  assert.deepEqual(followedSelection([erase(1, 8)], 2, 5), [1, 1]);
});

test("after undo the cursor is behind what came back", () => {
  assert.equal(endOfLast([insert(4, "word")]), 8);
  assert.equal(endOfLast([erase(4, 3)]), 4);
  assert.equal(endOfLast([insert(0, "ab"), { rangeOffset: 5, rangeLength: 2, text: "c" }]), 8);
});

test("lines added above what is read scroll along, and nothing scrolls above the beginning", () => {
  assert.equal(keptScrollTop(105, 100, 140), 145);
  assert.equal(keptScrollTop(105, 100, 100), 105);
  assert.equal(keptScrollTop(105, 100, 60), 65);
  assert.equal(keptScrollTop(5, 100, 20), 0);
});

test("half of a pair is never left, and the report is widened to the pair", () => {
  const unitAt = (/** @type {string} */ text) => (/** @type {number} */ at) => text.charCodeAt(at);
  const halved = wholeCharacters([erase(2, 1)], unitAt("a\ud83db"));
  assert.deepEqual(halved, { edits: [erase(1, 2)], held: ["\ud83d"] });
  assert.equal(repaired("a\ud83db", halved), "ab");

  const parted = wholeCharacters([insert(2, "x")], unitAt("a\ud83dx\ude00b"));
  assert.deepEqual(parted.edits, [{ rangeOffset: 1, rangeLength: 2, text: "x" }]);
  assert.equal(repaired("a\ud83dx\ude00b", parted), "axb");

  // From the first half of one and the second of another a third came to be: nothing to put right, much to report.
  const joined = wholeCharacters([erase(1, 2)], unitAt("\ud83d\ude01"));
  assert.deepEqual(joined, { edits: [{ rangeOffset: 0, rangeLength: 4, text: "😁" }], held: ["😁"] });

  assert.deepEqual(wholeCharacters([insert(0, "a\ud83d")], unitAt("a\ud83d")).edits, [insert(0, "a\ufffd")]);
});

test("ordinary changes are reported as they are, last position first", () => {
  const text = "one two three";
  const changes = [insert(7, "😀"), insert(3, "x")];
  const after = applied(text, [...changes].reverse());
  const { edits, held } = wholeCharacters(changes, (at) => after.charCodeAt(at));
  assert.deepEqual(edits, changes);
  assert.deepEqual(held, ["😀", "x"]);
});

test("whatever an event did to pairs, the report turns the text before into the text that is left", () => {
  const letters = ["a", "\n", "é", "😀", "😁", "🎈"];
  const pieces = ["a", "", "😀", "\ud83d", "\ude01"];
  let repairs = 0;
  for (let round = 0; round < 20000; round += 1) {
    const before = textOf(letters, 8);
    const changes = someEdits(before.length, pieces);
    const shown = applied(before, changes);
    const whole = wholeCharacters([...changes].reverse(), (at) => shown.charCodeAt(at));
    const after = repaired(shown, whole);
    const edits = [...whole.edits].reverse();
    assert.equal(applied(before, edits), after);
    assert.ok(isWhole(after));
    for (const { rangeOffset, rangeLength, text } of edits) {
      assert.ok(isWhole(text));
      for (const at of [rangeOffset, rangeOffset + rangeLength]) assert.ok(isWhole(before.slice(0, at)));
    }
    if (after === shown) continue;
    repairs += 1;
    const edit = smallestEdit(shown, after);
    assert.ok(edit);
    const safe = outsidePairs(shown, edit);
    assert.equal(applied(shown, [safe]), after);
    for (const at of [safe.rangeOffset, safe.rangeOffset + safe.rangeLength]) {
      assert.ok(at === shown.length || !/[\ud800-\udbff]$/.test(shown.slice(0, at)));
    }
  }
  assert.ok(repairs > 1000, `only ${repairs} of the texts needed repair`);
});

test("a user's class is a class whatever the id is, and another user's is another", () => {
  const odd = ["", "a", "b", "ab", "ba", "<b>", "} * {", "019a-…", "😀"];
  const ids = [...odd, ...Array.from({ length: 5000 }, (_, n) => `u${n}`)];
  for (const id of ids) assert.match(classOf(id), /^workspace-person-[0-9a-f]{16}$/);
  assert.equal(new Set(ids.map(classOf)).size, ids.length);
  assert.equal(classOf("ada"), classOf("ada"));
});

test("a name is black or white, whichever can be read better", () => {
  assert.equal(inkOn("#ffffff"), "#000000");
  assert.equal(inkOn("#000000"), "#ffffff");
  assert.equal(inkOn("#727213"), "#ffffff");
  for (let round = 0; round < 2000; round += 1) {
    const colour = `#${random(0x1000000).toString(16).padStart(6, "0")}`;
    const ink = luminance(inkOn(colour));
    const other = 1 - ink;
    assert.ok(contrast(luminance(colour), ink) >= contrast(luminance(colour), other), colour);
    // The worst colour of all still leaves 4.58:1, so every name reaches AA.
    assert.ok(contrast(luminance(colour), ink) >= 4.5, colour);
  }
});

test("only colours get into the stylesheet", () => {
  assert.equal(checkedColour("#E0033b"), "#E0033b");
  for (const bad of ["red", "#fff", "#e0033b; } body { display: none", "#e0033b\n", "", null, undefined, 7]) {
    assert.match(checkedColour(bad), /^#[0-9a-f]{6}$/);
    assert.notEqual(checkedColour(bad), bad);
  }
  const rules = rulesFor([
    { user: "ada", colour: "#e0033b" },
    { user: "ben", colour: "#107d61" },
    { user: "ada", colour: "#e0033b" },
  ]);
  assert.equal(
    rules.split("\n")[0],
    `.${classOf("ada")} { --person: #e0033b; --person-tint: #e0033b4d; --on-person: #ffffff; }`,
  );
  assert.equal(rules.split("\n").length, 2);
  assert.equal(rulesFor([]), "");
});

test("a name in a message is shown as it is written", () => {
  assert.equal(asMarkdown("Ada Byron"), "Ada Byron");
  assert.equal(asMarkdown("[x](https://e.x)\n# <b>"), "\\[x\\]\\(https\\:\\/\\/e\\.x\\) \\# \\<b\\>");
  assert.equal(asMarkdown("Zoë 😀"), "Zoë 😀");
});
