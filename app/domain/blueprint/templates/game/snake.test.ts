import assert from "node:assert/strict";
import { test } from "node:test";
import { COLUMNS, ROWS, move, press, start, step } from "../src/game.{{ext}}";

const rules = { speed: 1, lives: 1, wrap: false, players: 1, oneWave: false };
const random = () => 0.5;

test("the snake moves one cell in its heading", () => {
  const state = start(rules, random);
  assert.deepEqual(move(state, rules, random).snake[0], { x: state.snake[0].x + 1, y: state.snake[0].y });
});

test("eating adds a point and one cell, and the next bite lies outside the snake", () => {
  const state = start(rules, random);
  const fed = move({ ...state, food: { x: 7, y: state.snake[0].y } }, rules, random);
  assert.equal(fed.score, 1);
  assert.equal(fed.snake.length, 4);
  assert.ok(!fed.snake.some((cell) => cell.x === fed.food.x && cell.y === fed.food.y));
});

test("it cannot turn back into its own neck", () => {
  const state = start(rules, random);
  assert.equal(press(state, "left"), state);
  assert.equal(press(press(state, "up"), "down").turns.length, 1);
});

test("a wall ends the game, or is passed through when walls wrap", () => {
  const state = {
    ...start(rules, random),
    snake: [
      { x: COLUMNS - 1, y: 3 },
      { x: COLUMNS - 2, y: 3 },
    ],
  };
  assert.equal(move(state, rules, random).over, true);
  assert.deepEqual(move(state, { ...rules, wrap: true }, random).snake[0], { x: 0, y: 3 });
});

test("a life lost puts a short snake back and keeps the score", () => {
  const state = {
    ...start({ ...rules, lives: 2 }, random),
    score: 9,
    snake: [
      { x: 4, y: 0 },
      { x: 4, y: 1 },
    ],
    heading: { x: 0, y: -1 },
  };
  const after = move(state, rules, random);
  assert.deepEqual([after.lives, after.score, after.over, after.snake.length], [1, 9, false, 3]);
});

test("a faster game moves sooner", () => {
  const held = { left: false, right: false, up: false, down: false, fire: false };
  const moved = (speed«: number») => step(start(rules, random), held, 0.1, { ...rules, speed }, random).snake[0].x;
  assert.equal(moved(1), 6);
  assert.equal(moved(2), 7);
  assert.ok(ROWS > 1);
});
