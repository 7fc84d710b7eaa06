import assert from "node:assert/strict";
import { test } from "node:test";
import { meet, press, start, step } from "../src/game.{{ext}}";

const rules = { speed: 1, lives: 2, wrap: false, players: 1, oneWave: false };
const random = () => 0.5;
const idle = { left: false, right: false, up: false, down: false, fire: false };

function run(state«: ReturnType<typeof start>», seconds«: number»)«: ReturnType<typeof start>» {
  for (let frame = 0; frame < seconds * 60; frame += 1) state = step(state, idle, 1 / 60, rules, random);
  return state;
}

test("a jump goes up and comes down again", () => {
  const jumping = run(press(start(rules, random), "up"), 0.2);
  assert.ok(jumping.y > 60);
  assert.equal(run(jumping, 1).y, 0);
});

test("there is one more jump in the air, and not a third", () => {
  const twice = press(press(start(rules, random), "up"), "fire");
  assert.equal(twice.jumps, 2);
  assert.equal(press(twice, "up"), twice);
});

test("a block costs one life and not another at once", () => {
  const block = { x: 70, y: 0, width: 20, height: 22, kind: "block"« as const» };
  const hurt = meet({ ...start(rules, random), things: [block] });
  assert.equal(hurt.lives, 1);
  assert.equal(meet(hurt).lives, 1);
  assert.equal(meet({ ...hurt, safe: 0 }).over, true);
});

test("a coin is taken once and adds ten points", () => {
  const coin = { x: 72, y: 4, width: 16, height: 16, kind: "coin"« as const» };
  const richer = meet({ ...start(rules, random), things: [coin] });
  assert.deepEqual([richer.score, richer.things.length, richer.lives], [10, 0, 2]);
});
