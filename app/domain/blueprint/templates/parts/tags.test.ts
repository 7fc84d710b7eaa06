import assert from "node:assert/strict";
import { test } from "node:test";
import { countTags, tagsField, tagsOf, withTag } from "../src/tags.{{ext}}";

const record = (id, tags) => ({ id, createdAt: 1, [tagsField?.key ?? "none"]: tags });

test("tags are parted at commas, once each, whatever their case", { skip: !tagsField }, () => {
  assert.deepEqual(tagsOf(record("a", "Bread, #rye , bread")), ["Bread", "rye"]);
  const records = [record("a", "rye"), record("b", "Rye, oats")];
  assert.deepEqual(countTags(records), [
    { tag: "rye", count: 2 },
    { tag: "oats", count: 1 },
  ]);
  assert.deepEqual(
    withTag(records, "OATS").map((one) => one.id),
    ["b"],
  );
  assert.equal(withTag(records, "").length, 2);
});

test("without a field for tags there are none", { skip: tagsField !== undefined }, () => {
  assert.deepEqual(countTags([{ id: "a", createdAt: 1 }]), []);
});
