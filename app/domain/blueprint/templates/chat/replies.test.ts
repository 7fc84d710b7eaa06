import assert from "node:assert/strict";
import { test } from "node:test";
import { cleanRules, replyTo } from "../src/replies.{{ext}}";

const rules = [
  { when: "hello, hi", reply: "Hello {name}." },
  { when: "opening hours", reply: "Nine to five." },
  { when: "hours", reply: "Sixty minutes." },
];

test("a rule answers when one of its phrases occurs as whole words", () => {
  assert.equal(replyTo("Hi there!", "Ada", rules, ""), "Hello Ada.");
  assert.equal(replyTo("This is a hint", "Ada", rules, "?"), "?");
});

test("the longest phrase wins", () => {
  assert.equal(replyTo("What are your opening hours?", "Ada", rules, ""), "Nine to five.");
});

test("case, accents and signs do not matter", () => {
  assert.equal(replyTo("HÉLLO...", "Ada", rules, ""), "Hello Ada.");
});

test("the fallback can repeat what was said, marks and all", () => {
  assert.equal(replyTo(" <b>$& {name}</b> ", "Ada", [], "You said: {text}"), "You said: <b>$& {name}</b>");
});

test("empty rules are dropped", () => {
  assert.deepEqual(
    cleanRules([
      { when: " ", reply: "x" },
      { when: "x", reply: "" },
      { when: " a ", reply: " b " },
    ]),
    [{ when: "a", reply: "b" }],
  );
});
