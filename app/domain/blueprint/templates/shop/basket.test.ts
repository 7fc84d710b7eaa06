import assert from "node:assert/strict";
import { test } from "node:test";

import { addOne, lines, mostOfOne, orderText, setQuantity, sum } from "../src/basket.{{ext}}";
import { examples } from "../src/examples.{{ext}}";
import { nameOf } from "../src/fields.{{ext}}";

const goods = examples.map((draft, at) => ({ id: `g${at}`, createdAt: at, ...draft }));

test("adding the same thing twice makes two of it", () => {
  const basket = addOne(addOne({}, "g0"), "g0");
  assert.deepEqual(basket, { g0: 2 });
  assert.equal(lines(basket, goods)[0]?.quantity, 2);
});

test("none, or less than none, takes a thing out", () => {
  assert.deepEqual(setQuantity({ g0: 2 }, "g0", 0), {});
  assert.deepEqual(setQuantity({ g0: 2 }, "g0", -3), {});
});

test("a slip of the finger stays within bounds", () => {
  assert.deepEqual(setQuantity({}, "g0", 100_000), { g0: mostOfOne });
});

test("the sum is the sum of the lines, and what is no longer sold costs nothing", () => {
  const basket = { g0: 3, gone: 5 };
  const [line] = lines(basket, goods);
  assert.ok(line);
  assert.equal(lines(basket, goods).length, 1);
  assert.equal(sum(basket, goods), line.cost);
});

test("the order names everything in the basket", () => {
  const [first] = goods;
  assert.ok(first);
  assert.ok(orderText({ g0: 2 }, goods).includes(`2 × ${nameOf(first)}`));
});
