import assert from "node:assert/strict";
import { test } from "node:test";
import { POINTS_TO_WIN, fly, size, start, step } from "../src/game.{{ext}}";

const rules = { speed: 1, lives: 0, wrap: false, players: 1, oneWave: false };
const random = () => 0.5;
const idle = { left: false, right: false, up: false, down: false, fire: false };

test("the paddle follows the held key and stops at the edge", () => {
  const state = start(rules, random);
  assert.ok(step(state, { ...idle, up: true }, 0.1, rules, random).left < state.left);
  assert.ok(step(state, { ...idle, down: true }, 60, rules, random).left <= size.height);
});

test("a paddle sends the ball back, further down when it is met below the middle", () => {
  const state = { ...start(rules, random), ball: { x: 34, y: size.height / 2 + 20, dx: -1, dy: 0 } };
  const after = fly(state, 5, random);
  assert.ok(after.ball.dx > 0 && after.ball.dy > 0);
  assert.equal(after.rally, 1);
});

test("a miss is a point for the other side", () => {
  const state = { ...start(rules, random), left: 40, ball: { x: -4, y: 300, dx: -1, dy: 0 } };
  const after = fly(state, 5, random);
  assert.deepEqual([after.score, after.against, after.ball.x], [0, 1, size.width / 2]);
});

test("the game ends at the winning score", () => {
  const state = { ...start(rules, random), score: POINTS_TO_WIN - 1, ball: { x: size.width + 4, y: 20, dx: 1, dy: 0 } };
  assert.equal(fly(state, 5, random).over, true);
});

test("with two players the right paddle obeys its own keys and not the ball", () => {
  const state = { ...start(rules, random), ball: { x: 100, y: 10, dx: 1, dy: 0 } };
  const two = { ...rules, players: 2 };
  assert.equal(step(state, idle, 0.1, two, random).right, state.right);
  assert.ok(step(state, { ...idle, right: true }, 0.1, two, random).right > state.right);
  assert.ok(step(state, idle, 0.1, rules, random).right < state.right);
});
