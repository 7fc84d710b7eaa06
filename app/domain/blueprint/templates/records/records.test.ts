import assert from "node:assert/strict";
import { test } from "node:test";

import { compare, readDraft, textOf } from "../src/fields.{{ext}}";
import { fields } from "../src/model.{{ext}}";
import { add, find, fromStored, narrow, remove, restore, sortBy, toCsv, update } from "../src/records.{{ext}}";
import { examples } from "../src/examples.{{ext}}";
«import type { {{Type}} } from "../src/model.{{ext}}";
»

const some = examples.reduce«<{{Type}}[]>»((list, draft, at) => add(list, draft, `r${at}`, at), []);

test("each field has its own key and name", () => {
  assert.equal(new Set(fields.map((field) => field.key)).size, fields.length);
  assert.equal(new Set(fields.map((field) => field.label)).size, fields.length);
});

test("the examples could have been typed into the form", () => {
  for (const draft of examples) {
    const raw = Object.fromEntries(
      fields.map(({ key }) => [key, typeof draft[key] === "boolean" ? draft[key] : String(draft[key] ?? "")]),
    );
    assert.deepEqual(readDraft(raw), { draft, problems: {} });
  }
});

test("an empty form is only refused for the fields that must be filled in", () => {
  const { problems } = readDraft({});
  const required = fields.filter((field) => field.required).map((field) => field.key);
  assert.deepEqual(Object.keys(problems).sort(), [...required].sort());
});

test("what was deleted comes back to its place, once", () => {
  const [first, second] = some;
  assert.ok(first && second);
  const left = remove(some, second.id);
  assert.equal(left.length, some.length - 1);
  const back = restore(left, second, 1);
  assert.deepEqual(back, some);
  assert.deepEqual(restore(back, second, 1), some);
});

test("an edit changes one record and leaves the old list alone", () => {
  const [first, second] = some;
  assert.ok(first && second);
  const { id, createdAt, ...draft } = second;
  const edited = update(some, first.id, draft);
  assert.deepEqual(edited[0], { ...draft, id: first.id, createdAt: first.createdAt });
  assert.deepEqual(some[0], first);
});

test("every record is found by what any of its fields shows", () => {
  for (const record of some) {
    for (const field of fields) {
      const shown = textOf(field, record[field.key]);
      if (field.type === "checkbox" || shown === "") continue;
      assert.ok(find(some, shown.toUpperCase()).includes(record), `${field.label}: ${shown}`);
    }
  }
  assert.deepEqual(find(some, "no such words anywhere"), []);
});

test("a filter keeps the records that have its value", () => {
  for (const { key } of fields) {
    const is = some[0]?.[key] ?? null;
    const kept = narrow(some, { [key]: { is } });
    assert.deepEqual(kept, some.filter((record) => record[key] === is));
  }
});

test("sorting orders every field both ways", () => {
  for (const { key, options } of fields) {
    for (const descending of [false, true]) {
      const sorted = sortBy(some, { field: key, descending }).map((record) =>
        options ? options.indexOf(String(record[key])) : record[key],
      );
      for (let at = 1; at < sorted.length; at += 1) {
        assert.ok(compare(sorted[at - 1] ?? null, sorted[at] ?? null, descending) <= 0);
      }
    }
  }
});

test("what was stored is read again, and nonsense is refused", () => {
  assert.deepEqual(fromStored(JSON.stringify(some)), some);
  assert.deepEqual(fromStored('[null, 3, {"id": 7}]'), []);
  assert.throws(() => fromStored("not a list"));
});

test("the CSV file has a heading and a row for each record", () => {
  const lines = toCsv(some).trimEnd().split("\r\n");
  assert.ok(lines.length >= some.length + 1);
  assert.equal(toCsv([]).split("\r\n").length, 2);
});
