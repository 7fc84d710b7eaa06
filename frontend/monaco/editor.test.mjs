import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { commandFor } from "./keys.mjs";
import { checkedEdits, smallestEdit, withLineFeeds } from "./text.mjs";
import { hex, PALETTE, themeData } from "./theme.mjs";

const apply = (
  /** @type {string} */ text,
  /** @type {{rangeOffset: number, rangeLength: number, text: string}} */ edit,
) => text.slice(0, edit.rangeOffset) + edit.text + text.slice(edit.rangeOffset + edit.rangeLength);

test("colours convert as CSS does", () => {
  assert.equal(hex([1, 0, 0]), "#ffffff");
  assert.equal(hex([0, 0, 0]), "#000000");
  assert.equal(hex([0.627955, 0.257683, 29.2339]), "#ff0000");
  assert.equal(hex([0.5, 0, 0, 0.5]), "#63636380");
});

test("every colour of code is readable on the editor's ground", () => {
  const luminance = (/** @type {string} */ colour) => {
    const [r, g, b] = [1, 3, 5].map((at) => {
      const value = parseInt(colour.slice(at, at + 2), 16) / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  for (const theme of /** @type {const} */ (["light", "dark"])) {
    const ground = luminance(hex(PALETTE[theme].ground));
    for (const { token, foreground } of themeData(theme).rules) {
      const ink = luminance(`#${foreground}`);
      const contrast = (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
      assert.ok(contrast >= 4.5, `${theme} ${token || "text"} has ${contrast.toFixed(2)}`);
    }
  }
});

test("both themes name the same parts", () => {
  assert.deepEqual(Object.keys(PALETTE.light), Object.keys(PALETTE.dark));
  for (const value of Object.values(themeData("dark").colors)) assert.match(value, /^#[0-9a-f]{6}([0-9a-f]{2})?$/);
});

test("text has one kind of line end", () => {
  assert.equal(withLineFeeds("a\r\nb\rc\n"), "a\nb\nc\n");
});

test("the smallest edit turns one text into the other, whatever the two are", () => {
  const letters = ["a", "b", "\n", "é", "😀", "🎈"];
  let seed = 7;
  const random = (/** @type {number} */ below) => (seed = (seed * 48271) % 2147483647) % below;
  for (let round = 0; round < 2000; round += 1) {
    const text = () => Array.from({ length: random(12) }, () => letters[random(letters.length)]).join("");
    const [before, after] = [text(), text()];
    const edit = smallestEdit(before, after);
    if (edit === null) {
      assert.equal(before, after);
      continue;
    }
    assert.equal(apply(before, edit), after);
    // No half of a pair is cut off.
    assert.ok(edit.text.isWellFormed?.() ?? true);
    assert.ok(before.slice(edit.rangeOffset, edit.rangeOffset + edit.rangeLength).isWellFormed?.() ?? true);
  }
  assert.deepEqual(smallestEdit("const a = 1;", "const ab = 1;"), { rangeOffset: 7, rangeLength: 0, text: "b" });
});

test("edits from outside are checked before anything changes", () => {
  assert.deepEqual(
    checkedEdits(
      [
        { rangeOffset: 3, rangeLength: 0, text: "x\r\n" },
        { rangeOffset: 0, rangeLength: 2, text: "" },
      ],
      3,
    ),
    [
      { rangeOffset: 0, rangeLength: 2, text: "" },
      { rangeOffset: 3, rangeLength: 0, text: "x\n" },
    ],
  );
  assert.throws(
    () => checkedEdits([{ rangeOffset: 2, rangeLength: 2, text: "" }], 3),
    /reaches 2\+2, but the text has 3/,
  );
  assert.throws(
    () =>
      checkedEdits(
        [
          { rangeOffset: 0, rangeLength: 2, text: "" },
          { rangeOffset: 1, rangeLength: 1, text: "" },
        ],
        3,
      ),
    /overlap at 1/,
  );
  for (const bad of [
    null,
    {},
    [{}],
    [{ rangeOffset: -1, rangeLength: 0, text: "" }],
    [{ rangeOffset: 0.5, rangeLength: 0, text: "" }],
    [null],
  ]) {
    assert.throws(() => checkedEdits(bad, 3));
  }
});

test("the workspace's keys are its own, and Ctrl+K on a Mac stays the system's", () => {
  const key = (/** @type {string} */ name, held = {}) => ({
    key: name,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    shiftKey: false,
    ...held,
  });
  assert.equal(commandFor(key("s", { ctrlKey: true }), false), "save");
  assert.equal(commandFor(key("K", { ctrlKey: true }), false), "palette");
  assert.equal(commandFor(key("k", { metaKey: true }), true), "palette");
  assert.equal(commandFor(key("Enter", { ctrlKey: true }), false), "run");
  assert.equal(commandFor(key("k", { ctrlKey: true }), true), null);
  assert.equal(commandFor(key("k", { ctrlKey: true, shiftKey: true }), false), null);
  assert.equal(commandFor(key("k"), false), null);
});

// Those whose functions `editor.mjs` exports.
const MODULES = ["editor", "appearance", "diff", "markers", "shared", "threads"].map((name) => `./${name}.mjs`);

test("the Rust crate calls functions that exist, with as many arguments as they take", async () => {
  const read = (/** @type {string} */ path) => readFile(new URL(path, import.meta.url), "utf8");
  const rust = await read("../../app/ui/monaco/src/bindings.rs");
  const entry = await read("./editor.mjs");
  const module = (await Promise.all(MODULES.map(read))).join("\n");
  const exported = new Map(
    [...module.matchAll(/^export function (\w+)\(([^)]*)\)/gm)].map(([, name, parameters]) => [
      name,
      parameters
        .split(",")
        .map((part) => part.trim())
        .filter(Boolean),
    ]),
  );
  const called = [
    ...rust.matchAll(/#\[wasm_bindgen\(method, catch(?:, js_name = (\w+))?\)\]\s+pub fn (\w+)\(([^)]*)\)/g),
  ];
  assert.ok(called.length > 15, `found only ${called.length} functions in bindings.rs`);
  for (const [, jsName, rustName, parameters] of called) {
    const name = jsName ?? rustName;
    const given = parameters.split(",").filter((part) => part.trim()).length - 1;
    const taken = exported.get(name);
    assert.ok(taken, `editor.mjs exports no ${name}`);
    assert.match(entry, new RegExp(`^export (function ${name}\\(|\\{.*\\b${name}\\b.*\\};)`, "m"), name);
    const required = taken.filter((parameter) => !parameter.includes("=")).length;
    assert.ok(given >= required && given <= taken.length, `${name} takes ${taken.join(", ")}, and Rust gives ${given}`);
  }
});
