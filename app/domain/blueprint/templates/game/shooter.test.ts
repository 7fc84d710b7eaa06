import assert from "node:assert/strict";
import { test } from "node:test";
import { collide, press, size, start, step } from "../src/game.{{ext}}";

const rules = { speed: 1, lives: 2, wrap: false, players: 1, oneWave: false };
const random = () => 0.5;
const idle = { left: false, right: false, up: false, down: false, fire: false };
const rock = (x«: number», y«: number») => ({ x, y, drift: 0, speed: 80 });

test("firing adds one shot and then needs a moment", () => {
  const once = press(start(rules, random), "fire");
  assert.equal(once.shots.length, 1);
  assert.equal(press(once, "fire").shots.length, 1);
  assert.equal(press(step(once, idle, 0.3, rules, random), "fire").shots.length, 2);
});

test("a shot removes one rock and is spent", () => {
  const state = { ...start(rules, random), shots: [{ x: 100, y: 100 }], rocks: [rock(102, 104), rock(300, 40)] };
  const after = collide(state);
  assert.deepEqual([after.score, after.rocks.length, after.shots.length], [10, 1, 0]);
});

test("a rock that gets past costs a life; the last life ends the game", () => {
  const passed = { ...start(rules, random), rocks: [rock(10, size.height + 40)] };
  assert.equal(collide(passed).lives, 1);
  assert.equal(collide({ ...passed, lives: 1 }).over, true);
});

test("the ship stays inside", () => {
  assert.ok(step(start(rules, random), { ...idle, left: true }, 30, rules, random).ship > 0);
});

test("a faster game sends rocks sooner", () => {
  const afterTwoSeconds = (speed«: number») => {
    let state = start(rules, random);
    for (let frame = 0; frame < 120; frame += 1) state = step(state, idle, 1 / 60, { ...rules, speed }, random);
    return state.rocks.length;
  };
  assert.ok(afterTwoSeconds(2) > afterTwoSeconds(0.5));
});
