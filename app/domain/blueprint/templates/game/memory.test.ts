import assert from "node:assert/strict";
import { test } from "node:test";
import { deal, score, turn } from "../src/game.{{ext}}";

const faces = ["oak", "elm", "ash"];
const firstOf = (state«: ReturnType<typeof deal>», face«: string») => state.cards.findIndex((card) => card.face === face);
const lastOf = (state«: ReturnType<typeof deal>», face«: string») => state.cards.map((card) => card.face).lastIndexOf(face);

test("every face is dealt twice, in an order that chance decides", () => {
  const dealt = deal(faces, () => 0.1).cards.map((card) => card.face);
  assert.deepEqual([...dealt].sort(), ["ash", "ash", "elm", "elm", "oak", "oak"]);
  assert.notDeepEqual(
    dealt,
    deal(faces, () => 0.9).cards.map((card) => card.face),
  );
});

test("a pair stays open", () => {
  const start = deal(faces, () => 0.3);
  const after = turn(turn(start, firstOf(start, "elm")), lastOf(start, "elm"));
  assert.equal(after.cards.filter((card) => card.found).length, 2);
  assert.equal(after.moves, 1);
});

test("two different cards close when the next is opened", () => {
  const start = deal(faces, () => 0.3);
  const wrong = turn(turn(start, firstOf(start, "elm")), firstOf(start, "oak"));
  assert.equal(wrong.cards.filter((card) => card.open).length, 2);
  const next = turn(wrong, firstOf(start, "ash"));
  assert.deepEqual(
    next.cards.filter((card) => card.open).map((card) => card.face),
    ["ash"],
  );
});

test("an open card cannot be opened again", () => {
  const start = turn(
    deal(faces, () => 0.3),
    0,
  );
  assert.equal(turn(start, 0), start);
});

test("finding everything ends the game, and a flawless one scores 100", () => {
  let state = deal(faces, () => 0.3);
  for (const face of faces) state = turn(turn(state, firstOf(state, face)), lastOf(state, face));
  assert.equal(state.over, true);
  assert.equal(score(state), 100);
  assert.ok(score({ ...state, moves: 9 }) < 100);
});
