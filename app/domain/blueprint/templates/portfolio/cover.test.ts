import assert from "node:assert/strict";
import { test } from "node:test";
import { coverFor } from "../src/cover.{{ext}}";

test("a name always gives the same cover", () => {
  assert.deepEqual(coverFor("Harbour"), coverFor("Harbour"));
});

test("different names give different covers", () => {
  const names = ["Harbour", "harbour", "Lamp", "Tram 9", "Ångström", ""];
  assert.equal(new Set(names.map((name) => JSON.stringify(coverFor(name)))).size, names.length);
});

test("every cover shows the accent and only finite numbers", () => {
  for (let index = 0; index < 60; index += 1) {
    const shapes = coverFor(`work ${index}`);
    assert.ok(shapes.some((shape) => shape.tone === "accent"));
    for (const value of shapes.flatMap(Object.values)) assert.ok(typeof value === "string" || Number.isFinite(value));
  }
});
