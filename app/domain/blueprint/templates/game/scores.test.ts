import assert from "node:assert/strict";
import { test } from "node:test";
import { MOST_SCORES, best, enter, readScores } from "../src/scores.{{ext}}";

test("the highest score comes first and a tie keeps the earlier one ahead", () => {
  let scores = enter([], { name: "Ada", points: 30, at: 2 });
  scores = enter(scores, { name: "Ben", points: 50, at: 3 });
  scores = enter(scores, { name: "Cy", points: 30, at: 1 });
  assert.deepEqual(
    scores.map((score) => score.name),
    ["Ben", "Cy", "Ada"],
  );
  assert.equal(best(scores), 50);
});

test("the board stays short and names stay readable", () => {
  let scores«: ReturnType<typeof readScores>» = [];
  for (let points = 0; points < 30; points += 1) scores = enter(scores, { name: "x".repeat(90), points, at: points });
  assert.equal(scores.length, MOST_SCORES);
  assert.equal(scores[0].name.length, 24);
  assert.equal(enter([], { name: "  ", points: 1, at: 1 })[0].name, "Someone");
});

test("damaged scores are refused instead of shown", () => {
  assert.deepEqual(readScores([{ name: "Ada", points: 3, at: 1 }]), [{ name: "Ada", points: 3, at: 1 }]);
  assert.throws(() => readScores([{ name: 4 }]));
  assert.throws(() => readScores("30"));
});
