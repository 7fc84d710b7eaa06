import assert from "node:assert/strict";
import { test } from "node:test";
import { bodyField, excerpt, minutesToRead, neighbours } from "../src/posts.{{ext}}";

const post = (id, createdAt, body = "") => (bodyField ? { id, createdAt, [bodyField.key]: body } : { id, createdAt });

test("the excerpt leaves headings and marks out and ends between words", { skip: !bodyField }, () => {
  assert.equal(excerpt(post("a", 1, "# Head\n\nSome **bold** words")), "Some bold words");
  const long = excerpt(post("a", 1, "word ".repeat(200)));
  assert.ok(long.length < 240 && long.endsWith("word …"));
});

test("reading takes at least a minute", () => {
  assert.equal(minutesToRead(post("a", 1)), 1);
});

test("neighbours follow time, not the order of the list", () => {
  const posts = [post("new", 30), post("old", 10), post("mid", 20)];
  const { earlier, later } = neighbours(posts, posts[2]);
  assert.deepEqual([earlier.id, later.id], ["old", "new"]);
  assert.equal(neighbours(posts, posts[1]).earlier, undefined);
});
