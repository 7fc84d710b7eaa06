import assert from "node:assert/strict";
import { test } from "node:test";
import { makeFeed, xml } from "../src/feed.{{ext}}";
import { nameField } from "../src/fields.{{ext}}";

test("a feed has one entry for each post and no raw marks", { skip: nameField.type !== "text" }, () => {
  const post = { id: "a1", createdAt: 86_400_000, [nameField.key]: "Salt & <pepper>" };
  const feed = makeFeed("Food", "https://example.org/", [post]);
  assert.equal(feed.split("<entry>").length, 2);
  assert.ok(feed.includes("https://example.org/#/post/a1"));
  assert.ok(!feed.includes("<pepper>"));
});

test("text is safe inside XML", () => {
  assert.equal(xml('a\u0001<b> & "c"'), "a&lt;b&gt; &amp; &quot;c&quot;");
});
