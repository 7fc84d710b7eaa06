import assert from "node:assert/strict";
import { test } from "node:test";
import { SECONDS_BETWEEN, isLate } from "../src/pace.{{ext}}";

test("a second entry has to wait, the next one does not", () => {
  const first = 1_000_000;
  assert.equal(isLate(0, first), true);
  assert.equal(isLate(first, first + 100), false);
  assert.equal(isLate(first, first + SECONDS_BETWEEN * 1000), true);
});

test("a clock that was set back does not lock the form", () => {
  assert.equal(isLate(2_000_000, 1_000_000), true);
});
