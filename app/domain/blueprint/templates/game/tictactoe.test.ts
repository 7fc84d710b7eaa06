import assert from "node:assert/strict";
import { test } from "node:test";
import { choose, place, start } from "../src/game.{{ext}}";

const after = (...squares«: number[]») => squares.reduce(place, start());
const random = () => 0;

test("marks alternate and a taken square is refused", () => {
  const state = after(4);
  assert.equal(state.turn, "O");
  assert.equal(place(state, 4), state);
});

test("three in a row win and end the game", () => {
  const state = after(0, 3, 1, 4, 2);
  assert.deepEqual([state.winner, state.over, state.line], ["X", true, [0, 1, 2]]);
  assert.equal(place(state, 8), state);
});

test("a full board without a row is a draw", () => {
  const state = after(0, 1, 2, 4, 3, 5, 7, 6, 8);
  assert.deepEqual([state.winner, state.over], [null, true]);
});

test("the computer takes a win, and else stops one", () => {
  assert.equal(choose(after(0, 3, 8, 4, 7), "normal", random), 5);
  assert.equal(choose(after(0, 4, 1), "normal", random), 2);
});

test("on hard it never loses, whatever is played against it", () => {
  const games = [start()];
  while (games.length > 0) {
    const state = games.pop() ?? start();
    assert.notEqual(state.winner, "X");
    if (state.over) continue;
    const moves =
      state.turn === "O"
        ? [choose(state, "hard", random)]
        : state.board.flatMap((mark, square) => (mark ? [] : [square]));
    for (const square of moves) games.push(place(state, square));
  }
});
