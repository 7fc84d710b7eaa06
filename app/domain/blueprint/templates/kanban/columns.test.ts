import assert from "node:assert/strict";
import { test } from "node:test";

import { columns, columnKey, columnOf, next } from "../src/columns.{{ext}}";
import { examples } from "../src/examples.{{ext}}";

test("a card can walk from the first column to the last and back", () => {
  let column = columns[0];
  for (const wanted of columns.slice(1)) {
    assert.ok(column !== undefined);
    column = next(column, 1);
    assert.equal(column, wanted);
  }
  assert.equal(next(columns.at(-1) ?? "", 1), undefined);
  assert.equal(next(columns[0] ?? "", -1), undefined);
});

test("a card whose column is gone stands in the first", () => {
  const [draft] = examples;
  assert.ok(draft);
  const card = { id: "c", createdAt: 0, ...draft, [columnKey]: "no such column" };
  assert.equal(columnOf(card), columns[0]);
});
