import assert from "node:assert/strict";
import { test } from "node:test";
import { guarded } from "./guard.mjs";
import { changed, headOffset, tagsOf, withValue } from "./html.mjs";
import { editDistance, nearest } from "./nearest.mjs";
import { isAddress, isLocal, normalized, resolveAlias, resolveLocal } from "./resolve.mjs";
import { sameContent, typeOf } from "./types.mjs";
import { answerFor, fileFor, rangeOf } from "./site/answer.mjs";
import { formatted } from "./site/format.mjs";

test("tags are found past comments, quotes and raw text", () => {
  const html = `<!doctype html><!-- <script src="no"></script> --><p title="a > b">x</p><script>if (a < b) "<script src='no'>"</script><SCRIPT src=yes.js type="module"></SCRIPT><style>a > b {}</style><img alt>`;
  const found = tagsOf(html).map((tag) => [tag.name, tag.attributes.get("src")?.value]);
  assert.deepEqual(found, [
    ["p", undefined],
    ["script", undefined],
    ["script", "yes.js"],
    ["style", undefined],
    ["img", undefined],
  ]);
});

test("a page that ends inside a tag ends the search, not the program", () => {
  for (const html of ["<", "<a", '<a href="x', "<script>", "<!--", "<a =", "<a b=", "a < b"])
    assert.ok(Array.isArray(tagsOf(html)), html);
});

test("changes keep everything else byte for byte", () => {
  const html = "<!doctype html>\r\n<HTML><head lang=a></head><link rel=stylesheet href=a.css></HTML>";
  const tags = tagsOf(html);
  const href = tags.find((tag) => tag.name === "link")?.attributes.get("href");
  assert.ok(href);
  const at = headOffset(html, tags);
  assert.equal(
    changed(html, [withValue(href, '/a"&b.css'), { start: at, end: at, text: "<i>" }]),
    '<!doctype html>\r\n<HTML><head lang=a><i></head><link rel=stylesheet href="/a&quot;&amp;b.css"></HTML>',
  );
  assert.equal(headOffset("<p>x", tagsOf("<p>x")), 0);
  assert.equal(headOffset("<!DOCTYPE html><p>x", tagsOf("<!DOCTYPE html><p>x")), 15);
});

test("every kind of loop gets one check and keeps its meaning", () => {
  const run = (/** @type {string} */ code) => {
    let calls = 0;
    const result = new Function("__burnishGuard", guarded(code, "script"))(() => {
      calls += 1;
    });
    return [result, calls];
  };
  assert.deepEqual(run("let s = 0; for (let i = 0; i < 3; i++) s += i; return s"), [3, 3]);
  assert.deepEqual(run("let i = 0; while (i < 4) i++\nreturn i"), [4, 4]);
  assert.deepEqual(run("let i = 0; do i++; while (i < 2); return i"), [2, 2]);
  assert.deepEqual(run("let s = ''; for (const k in { a: 1, b: 2 }) { s += k } return s"), ["ab", 2]);
  assert.deepEqual(
    run(
      "let n = 0; outer: for (const a of [1, 2]) for (const b of [1, 2]) { if (b > 1) continue outer; n++ } return n",
    ),
    [2, 6],
  );
  assert.deepEqual(run("let n = 0; if (true) while (n < 2) n++; else n = 9; return n"), [2, 2]);
  assert.deepEqual(run("let n = 0; for (; n < 3; n++); return n"), [3, 3]);
  assert.deepEqual(run("return /while (x) for/.source + 'for (;;)' + `${[1].map((x) => { for (;;) { return x } })}`"), [
    "while (x) forfor (;;)1",
    1,
  ]);
});

test("code that does not parse is left for the browser to report", () => {
  assert.equal(guarded("while (", "module"), "while (");
  assert.equal(guarded("no loops here", "module"), "no loops here");
});

test("guards add no lines", () => {
  const code = "for (;;) {\n  a();\n}\nwhile (x)\n  b();\n";
  assert.equal(guarded(code, "script").split("\n").length, code.split("\n").length);
});

test("the nearest name is close or not given", () => {
  assert.equal(editDistance("raect", "react"), 1);
  assert.equal(editDistance("", "abc"), 3);
  assert.equal(nearest("raect", ["three", "react", "react-dom"]), "react");
  assert.equal(nearest("left-pad", ["react", "three"]), null);
});

test("imports resolve by the rules of TypeScript and Vite, and never leave the project", () => {
  const files = new Set(["src/a.ts", "src/ui/index.tsx", "src/b.css", "lib/c.js", "public/logo.svg", "secret"]);
  assert.equal(resolveLocal(files, "src/main.ts", "./a"), "src/a.ts");
  assert.equal(resolveLocal(files, "src/main.ts", "./a.js"), "src/a.ts");
  assert.equal(resolveLocal(files, "src/main.ts", "./ui"), "src/ui/index.tsx");
  assert.equal(resolveLocal(files, "src/main.ts", "../lib/c"), "lib/c.js");
  assert.equal(resolveLocal(files, "src/main.ts", "/src/b.css"), "src/b.css");
  assert.equal(resolveLocal(files, "src/main.ts", "/logo.svg"), "public/logo.svg");
  assert.equal(resolveLocal(files, "src/main.ts", "./none"), null);
  assert.equal(resolveAlias(files, "@/a"), "src/a.ts");
  assert.equal(normalized("a/../../../../secret"), "secret");
  assert.ok(
    isLocal("./a") && isLocal("../a") && isLocal("/a") && isLocal(".") && !isLocal("a") && !isLocal("//host/a"),
  );
  assert.ok(isAddress("https://x") && isAddress("//x") && isAddress("data:x") && !isAddress("@/x"));
});

test("a request is answered by the rules of static hosting", () => {
  const files = new Set(["/index.html", "/about.html", "/docs/index.html", "/a.js"]);
  assert.deepEqual(fileFor(files, "/", true), { path: "/index.html", status: 200 });
  assert.deepEqual(fileFor(files, "/about", true), { path: "/about.html", status: 200 });
  assert.deepEqual(fileFor(files, "/docs", true), { path: "/docs/index.html", status: 200 });
  assert.deepEqual(fileFor(files, "/some/route", true), { path: "/index.html", status: 200 });
  assert.equal(fileFor(files, "/none.png", true), null);
  assert.equal(fileFor(files, "/some/data", false), null);
  assert.deepEqual(fileFor(new Set([...files, "/404.html"]), "/some/route", true), { path: "/404.html", status: 404 });
});

test("answers carry type, range and a readable refusal", async () => {
  const files = new Map([["/a b.txt", { type: "text/plain", body: "hello" }]]);
  const ask = (/** @type {string} */ path, init = {}) =>
    answerFor(files, new Request(`http://x.localhost${path}`, init));
  assert.equal(await ask("/a%20b.txt").text(), "hello");
  const part = ask("/a%20b.txt", { headers: { range: "bytes=1-2" } });
  assert.deepEqual([part.status, part.headers.get("content-range"), await part.text()], [206, "bytes 1-2/5", "el"]);
  assert.equal(ask("/none").status, 404);
  assert.equal(ask("/%").status, 404);
  const refused = ask("/api", { method: "POST", body: "x" });
  assert.deepEqual(
    [refused.status, await refused.text()],
    [405, "The preview has no server behind it, so it cannot answer POST /api."],
  );
  assert.equal(answerFor(null, new Request("http://x.localhost/")).status, 503);
});

test("byte ranges that make no sense are answered whole", () => {
  assert.deepEqual(rangeOf("bytes=0-", 10), { from: 0, to: 9 });
  assert.deepEqual(rangeOf("bytes=-3", 10), { from: 7, to: 9 });
  assert.deepEqual(rangeOf("bytes=5-99", 10), { from: 5, to: 9 });
  for (const header of [null, "bytes=", "bytes=-", "bytes=9-1", "bytes=10-", "bytes=0-1,3-4", "items=0-1"])
    assert.equal(rangeOf(header, 10), null, String(header));
});

test("console text is short, complete enough, and free of side effects", () => {
  const show = (/** @type {unknown[]} */ ...values) => formatted(values, 200);
  assert.equal(show("a", 1, true, null, undefined), "a 1 true null undefined");
  assert.equal(show({ a: [1, "x"], b: { c: new Set([1]) } }), '{ a: [1, "x"], b: { c: Set(1) {1} } }');
  assert.equal(show(new Map([["k", 1]])), 'Map(1) {"k" => 1}');
  assert.equal(show("%s is %d%%", "x", 4.7, "rest"), "x is 4% rest");
  assert.equal(show("%cstyled", "color: red"), "styled");
  const circular = { name: "c", self: /** @type {unknown} */ (null) };
  circular.self = circular;
  assert.equal(show(circular), '{ name: "c", self: [circular] }');
  let read = false;
  assert.equal(
    show({
      get boom() {
        read = true;
        return 1;
      },
    }),
    "{ boom: (getter) }",
  );
  assert.equal(read, false);
  assert.ok(formatted([Array.from({ length: 1e5 }, (_, i) => ({ i }))], 2000).length <= 2000);
  assert.ok(formatted(["x".repeat(1e6)], 2000).length <= 2000);
  assert.match(
    show(() => 1),
    /^ƒ /,
  );
});

test("types follow the ending, and unknown text is not a download", () => {
  assert.equal(typeOf("a/b.HTML", ""), "text/html; charset=utf-8");
  assert.equal(typeOf("LICENSE", "text"), "text/plain; charset=utf-8");
  assert.equal(typeOf("x.bin", new Uint8Array()), "application/octet-stream");
  assert.ok(sameContent(new Uint8Array([1, 2]), new Uint8Array([1, 2])) && !sameContent("1", new Uint8Array([49])));
});
