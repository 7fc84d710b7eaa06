import assert from "node:assert/strict";
import { test } from "node:test";
import { charts } from "../src/chart-list.{{ext}}";
import { pointsOf, summary, ticks } from "../src/figures.{{ext}}";
import { fields } from "../src/model.{{ext}}";

const record = (values, at = 0) => ({ id: String(at), createdAt: at, ...values });

test("every chart names fields that exist", () => {
  const keys = fields.map((field) => field.key);
  assert.ok(charts.length > 0);
  for (const chart of charts)
    assert.ok(keys.includes(chart.by) && (chart.of === "" || keys.includes(chart.of)), chart.title);
});

for (const chart of charts) {
  const by = fields.find((field) => field.key === chart.by);
  test(`${chart.title}: the points add up to the records`, () => {
    const value =
      by.type === "date"
        ? "2026-03-09"
        : by.type === "choice"
          ? by.options[0]
          : by.type === "checkbox"
            ? true
            : ["number", "money", "rating"].includes(by.type)
              ? 3
              : "Oak";
    const records = [1, 2, 3].map((at) =>
      record({ [chart.by]: value, ...(chart.of ? { [chart.of]: at * 1.1 } : {}) }, at),
    );
    const points = pointsOf(chart, records);
    assert.equal(points.length, 1);
    assert.equal(points[0].value, chart.of ? 6.6 : 3);
    assert.deepEqual(pointsOf(chart, []), []);
  });
  test(`${chart.title}: a long time is drawn by month, with the empty ones`, { skip: by.type !== "date" }, () => {
    const records = ["2025-11-03", "2026-02-01", "2026-02-20"].map((day, at) =>
      record({ [chart.by]: day, [chart.of || "none"]: 1 }, at),
    );
    assert.deepEqual(
      pointsOf(chart, records).map((point) => point.value),
      [1, 0, 0, 2],
    );
  });
  test(`${chart.title}: many values become a few and the rest`, { skip: by.type !== "text" }, () => {
    const records = Array.from({ length: 30 }, (_, at) =>
      record({ [chart.by]: `v${at}`, [chart.of || "none"]: 1 }, at),
    );
    const points = pointsOf(chart, records);
    assert.equal(points.length, 8);
    assert.equal(
      points.reduce((sum, point) => sum + point.value, 0),
      30,
    );
  });
}

test("the scale is round and holds every value", () => {
  assert.deepEqual(ticks([3, 55]), [0, 20, 40, 60]);
  assert.deepEqual(ticks([]), [0, 0.25, 0.5, 0.75, 1]);
  const steps = ticks([-7, 12]);
  assert.ok(steps[0] <= -7 && steps[steps.length - 1] >= 12);
});

test("the summary begins with the number of records", () => {
  assert.deepEqual(summary([], "visits")[0], { label: "Visits", text: "0" });
});
