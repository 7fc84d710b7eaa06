import assert from "node:assert/strict";
import { test } from "node:test";
import { parseMarkdown, parseSpans, plainText, safeLink } from "../src/markdown.{{ext}}";

test("each kind of block is recognised", () => {
  const kinds = parseMarkdown(
    "# A\n\ntext\nmore\n\n- one\n- two\n\n1. first\n\n> said\n\n```\ncode *x*\n```\n\n---",
  ).map((block) => block.kind);
  assert.deepEqual(kinds, ["heading", "paragraph", "list", "list", "quote", "code", "rule"]);
});

test("bold, italic, code and links nest", () => {
  assert.deepEqual(parseSpans("a **b *c*** `d`"), [
    { kind: "text", text: "a " },
    {
      kind: "strong",
      spans: [
        { kind: "text", text: "b " },
        { kind: "em", spans: [{ kind: "text", text: "c" }] },
      ],
    },
    { kind: "text", text: " " },
    { kind: "code", text: "d" },
  ]);
});

test("HTML stays text", () => {
  assert.deepEqual(parseSpans("<b onclick=x>"), [{ kind: "text", text: "<b onclick=x>" }]);
});

test("a link to a script stays text", () => {
  assert.equal(safeLink("javascript:alert(1)"), null);
  assert.equal(
    parseSpans("[a](javascript:x)").some((span) => span.kind === "link"),
    false,
  );
  assert.deepEqual(parseSpans("[a](https://example.org)")[0], {
    kind: "link",
    href: "https://example.org/",
    spans: [{ kind: "text", text: "a" }],
  });
});

test("signs that begin nothing, and escaped ones, are shown", () => {
  assert.equal(
    plainText(parseMarkdown("2 * 3 * 4, snake_case_name, \\*stars\\*")),
    "2 * 3 * 4, snake_case_name, *stars*",
  );
});

test("no text is lost or endless", () => {
  for (const text of ["*".repeat(4000), "[".repeat(4000), "> ".repeat(3000) + "x", "```\nopen", "_a".repeat(2000)]) {
    assert.ok(Array.isArray(parseMarkdown(text)));
  }
});
