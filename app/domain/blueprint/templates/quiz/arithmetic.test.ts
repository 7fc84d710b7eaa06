import assert from "node:assert/strict";
import { test } from "node:test";
import { makeSum, makeSums } from "../src/arithmetic.{{ext}}";

const dice = (seed«: number») => () => (seed = (seed * 16807) % 2147483647) / 2147483647;

test("every answer is the result of its sum", () => {
  const random = dice(7);
  for (let index = 0; index < 400; index += 1) {
    const sum = makeSum(["+", "−", "×", "÷"][index % 4], 12, random);
    const [left, sign, right] = sum.prompt.split(" ");
    const [a, b] = [Number(left), Number(right)];
    const expected = { "+": a + b, "−": a - b, "×": a * b, "÷": a / b }[sign];
    assert.equal(Number(sum.answer), expected, sum.prompt);
    assert.ok(Number(sum.answer) >= 0 && Number.isInteger(Number(sum.answer)));
    assert.ok(!sum.wrong.includes(sum.answer) && sum.wrong.length > 0);
  }
});

test("the sums of one round are all different", () => {
  const sums = makeSums({ signs: ["+", "×"], most: 10, count: 20 }, dice(3));
  assert.equal(new Set(sums.map((sum) => sum.prompt)).size, 20);
});

test("numbers too small for so many sums give as many as there are", () => {
  assert.equal(makeSums({ signs: ["+"], most: 2, count: 30 }, dice(5)).length, 4);
});
