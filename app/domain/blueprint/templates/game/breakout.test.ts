import assert from "node:assert/strict";
import { test } from "node:test";
import { fly, press, size, start, step } from "../src/game.{{ext}}";

const rules = { speed: 1, lives: 3, wrap: false, players: 1, oneWave: false };
const random = () => 0.5;
const idle = { left: false, right: false, up: false, down: false, fire: false };

test("the ball waits on the paddle until it is let go", () => {
  const waiting = step(start(rules, random), { ...idle, left: true }, 0.2, rules, random);
  assert.equal(waiting.ball.x, waiting.paddle);
  assert.equal(press(waiting, "left").ball.held, true);
  assert.equal(press(waiting, "fire").ball.held, false);
});

test("the paddle stops at the edges", () => {
  const state = step(start(rules, random), { ...idle, right: true }, 60, rules, random);
  assert.ok(state.paddle <= size.width && state.paddle > size.width - 100);
});

test("a brick goes when it is hit, and a higher row is worth more", () => {
  const state = start(rules, random);
  const below = (row«: number», y«: number») => {
    const bricks = state.bricks.filter((brick) => brick.column === 4 && brick.row === row);
    const other = state.bricks.filter((brick) => brick.column === 0 && brick.row === 0);
    return fly({ ...state, bricks: [...bricks, ...other], ball: { x: 216, y, dx: 0, dy: -1, held: false } }, 1, rules);
  };
  const low = below(4, 126);
  const high = below(0, 50);
  assert.equal(low.bricks.length, 1);
  assert.ok(low.ball.dy > 0, "it bounces back down");
  assert.ok(high.score > low.score);
});

test("a missed ball costs a life and the last one ends the game", () => {
  const falling = { ...start(rules, random), ball: { x: 20, y: size.height + 6, dx: 0, dy: 1, held: false } };
  assert.equal(fly(falling, 2, rules).lives, 2);
  assert.equal(fly({ ...falling, lives: 1 }, 2, rules).over, true);
});

test("an emptied wall comes back as a quicker wave", () => {
  const state = start(rules, random);
  const last = { ...state, bricks: [{ column: 4, row: 0 }], ball: { x: 216, y: 50, dx: 0, dy: -1, held: false } };
  const after = fly(last, 1, rules);
  assert.equal(after.wave, 2);
  assert.equal(after.bricks.length, 50);
});
