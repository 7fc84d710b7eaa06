import assert from "node:assert/strict";
import { test } from "node:test";
import * as esbuild from "esbuild";
import { Bundler } from "./bundle.mjs";

const shell = {
  bridge: "/__burnish/bridge.js",
  imports: {
    react: "/vendor/react.js",
    "react/jsx-runtime": "/vendor/jsx.js",
    "preact/jsx-runtime": "/vendor/p.js",
    "date-fns": "/vendor/d.js",
  },
};

/** @param {Record<string, string | Uint8Array>} files */
async function built(files) {
  const bundler = new Bundler(esbuild, shell, "test");
  bundler.change(Object.entries(files), []);
  const result = await bundler.build();
  const served = new Map(result.publication?.set);
  return { bundler, result, served, text: (/** @type {string} */ path) => String(served.get(path)?.body) };
}

const page = (/** @type {string} */ body) =>
  `<!doctype html>\n<html>\n<head></head>\n<body>\n${body}\n</body>\n</html>\n`;

test("a page with TypeScript, JSX, CSS, JSON and a picture becomes browser files", async () => {
  const { result, text, served } = await built({
    "index.html": page('<script type="module" src="/src/main.tsx"></script>'),
    "src/main.tsx":
      'import "./a.css"; import { n } from "./n"; import data from "./d.json"; import logo from "./logo.png";\nexport const v: unknown = <b>{n}{data.x}{logo}</b>;',
    "src/n.ts": "export const n: number = 1;",
    "src/a.css": "a { background: url(./logo.png) }",
    "src/d.json": '{"x": 2}',
    "src/logo.png": new Uint8Array([137, 80, 78, 71]),
  });
  assert.deepEqual(result.problems, []);
  assert.match(text("/index.html"), /<head><script src="\/__burnish\/bridge\.js"><\/script><script type="importmap">/);
  assert.match(text("/index.html"), /<link rel="stylesheet" href="\/src\/main\.tsx\.bundle\.css">/);
  assert.match(text("/index.html"), /<script type="module" src="\/src\/main\.tsx\.bundle\.js"><\/script>/);
  assert.match(text("/src/main.tsx.bundle.js"), /from "react\/jsx-runtime"/);
  assert.match(text("/src/main.tsx.bundle.js"), /"\/src\/logo\.png"/);
  assert.match(text("/src/main.tsx.bundle.css"), /url\("?\/src\/logo\.png"?\)/);
  assert.equal(served.get("/src/logo.png")?.type, "image/png");
});

test("a package that is not there names the nearest one, with the place", async () => {
  const { result } = await built({
    "index.html": page('<script type="module" src="a.ts"></script>'),
    "a.ts": 'const é = 1;\n/* é */ import "raect";\n',
  });
  const [problem] = result.problems;
  assert.equal(problem.message, "The package raect is not available here. Did you mean react?");
  assert.deepEqual([problem.file, problem.line, problem.column], ["a.ts", 2, 16]);
  assert.deepEqual(
    problem.excerpt?.lines.map((line) => line.number),
    [1, 2, 3],
  );
  assert.equal(problem.excerpt?.length, '"raect"'.length);
  assert.equal(result.publication, null);
});

test("imports that cannot work say why", async () => {
  const message = async (/** @type {string} */ code, files = {}) =>
    (await built({ "index.html": page(`<script type="module">${code}</script>`), ...files })).result.problems[0]
      ?.message;
  assert.match(await message('import "node:fs"'), /part of Node\.js/);
  assert.match(await message('import "path"'), /part of Node\.js/);
  assert.match(await message('import "react/server"'), /Of react there are react, react\/jsx-runtime/);
  assert.match(
    await message('import "./buton"', { "button.ts": "" }),
    /There is no file \.\/buton\. Did you mean button\.ts\?/,
  );
  assert.match(
    await message('import "./lib/bar"', { "src/bar.ts": "" }),
    /There is no file \.\/lib\/bar\. Did you mean src\/bar\.ts\?/,
  );
  assert.match(await message('import "./a.scss"', { "a.scss": "" }), /does not compile SCSS/);
  assert.equal(await message('import "https://example.com/x.js"'), undefined);
});

test("a file that a page names but the project lacks is a problem at that attribute", async () => {
  const { result } = await built({
    "index.html": page('<script type="module" src="src/mian.ts"></script>'),
    "src/main.ts": "",
  });
  assert.equal(result.problems[0].message, "There is no file src/mian.ts. Did you mean src/main.ts?");
  assert.deepEqual([result.problems[0].file, result.problems[0].line], ["index.html", 5]);
});

test("an error in an inline script has the line and column of the page", async () => {
  const html = page('<p>text</p>\n<b></b><script type="module">const a = ;</script>');
  const { result } = await built({ "index.html": html });
  const [problem] = result.problems;
  assert.deepEqual(
    [problem.file, problem.line, problem.column],
    ["index.html", 6, '<b></b><script type="module">const a = ;'.length],
  );
});

test("two scripts of one page share one copy of a module", async () => {
  const { served, text } = await built({
    "index.html": page('<script type="module" src="a.ts"></script><script type="module" src="b.ts"></script>'),
    "a.ts": 'import { s } from "./s"; console.log(s);',
    "b.ts": 'import { s } from "./s"; console.log(s);',
    "s.ts": "export const s = Math.random();",
  });
  assert.equal([...served.keys()].filter((path) => path.startsWith("/_shared/")).length, 1);
  assert.doesNotMatch(text("/a.ts.bundle.js") + text("/b.ts.bundle.js"), /Math\.random/);
});

test("only what changed is published, against the build before", async () => {
  const { bundler, result } = await built({
    "index.html": page('<script type="module" src="a.ts"></script>'),
    "a.ts": "export const a = 1",
    "b.txt": "b",
  });
  assert.equal(result.publication?.base, null);
  bundler.change([["a.ts", "export const a = 2"]], ["b.txt"]);
  const next = await bundler.build();
  assert.equal(next.publication?.base, result.publication?.build);
  assert.deepEqual(next.publication?.set.map(([path]) => path).sort(), ["/a.ts", "/a.ts.bundle.js"]);
  assert.deepEqual(next.publication?.remove, ["/b.txt"]);
  assert.equal(bundler.everything()?.base, null);
  assert.deepEqual(
    bundler
      .everything()
      ?.set.map(([path]) => path)
      .sort(),
    ["/a.ts", "/a.ts.bundle.js", "/index.html"],
  );
});

test("a broken build keeps the last good one", async () => {
  const { bundler, result } = await built({
    "index.html": page('<script type="module" src="a.ts"></script>'),
    "a.ts": "export const a = 1",
  });
  bundler.change([["a.ts", "export const a ="]], []);
  assert.equal((await bundler.build()).publication, null);
  assert.equal(bundler.everything()?.build, result.publication?.build);
});

test("a place in served code leads back to the line that was written", async () => {
  const { bundler, text } = await built({
    "index.html": page('<script type="module" src="a.ts"></script><script src="old.js"></script>'),
    "a.ts":
      "type Gone = { a: 1 };\n\n\nexport function f(): void {\n  while (true) {\n    throw new Error('x');\n  }\n}\nf();\n",
    "old.js": "var a = 1;",
  });
  const lines = text("/a.ts.bundle.js").split("\n");
  const line = lines.findIndex((code) => code.includes("throw")) + 1;
  const place = bundler.locate({ url: "/a.ts.bundle.js", line, column: lines[line - 1].indexOf("throw") + 1 });
  assert.deepEqual([place?.file, place?.line, place?.column], ["a.ts", 6, 5]);
  assert.equal(bundler.locate({ url: "/old.js", line: 1, column: 5 })?.file, "old.js");
  assert.equal(bundler.locate({ url: "/", line: 5, column: 1 })?.file, "index.html");
  assert.equal(bundler.locate({ url: "/vendor/react.js", line: 1, column: 1 }), null);
  assert.equal(bundler.locate({ url: "", line: 1, column: 1 }), null);
});

test("JSX follows the project: Preact when its package.json says so", async () => {
  const { text } = await built({
    "index.html": page('<script type="module" src="a.jsx"></script>'),
    "a.jsx": "export const a = <i />;",
    "package.json": '{"dependencies": {"preact": "^10"}}',
  });
  assert.match(text("/a.jsx.bundle.js"), /preact\/jsx-runtime/);
});

test("loops are guarded in modules, classic scripts and inline scripts", async () => {
  const { text } = await built({
    "index.html": page(
      '<script type="module" src="a.ts"></script><script src="b.js"></script><script>while (1) {}</script>',
    ),
    "a.ts": "while (Math.random()) console.log(1);",
    "b.js": "for (;;) {}",
  });
  for (const path of ["/a.ts.bundle.js", "/b.js", "/index.html"]) assert.match(text(path), /__burnishGuard\(\);/, path);
});

test("files for tools stay home, and public/ is served at the root", async () => {
  const { served } = await built({ "index.html": page(""), ".env": "SECRET=1", "public/robots.txt": "x" });
  assert.equal(served.has("/.env"), false);
  assert.equal(served.get("/robots.txt")?.body, "x");
});

test("a project without a page says what is missing", async () => {
  assert.match((await built({})).result.problems[0].message, /The project is empty/);
  assert.match((await built({ "idnex.html.txt": "" })).result.problems[0].message, /starts at index\.html/);
});

test("a page's own import map joins ours", async () => {
  const { text, result } = await built({
    "index.html": page(
      '<script type="importmap">{"imports":{"vue":"https://example.com/vue.js"}}</script><script type="module">import "vue"</script>',
    ),
  });
  assert.deepEqual(result.problems, []);
  assert.equal(text("/index.html").match(/type="importmap"/g)?.length, 1);
  assert.match(text("/index.html"), /"vue":"https:\/\/example\.com\/vue\.js"/);
});

test("twenty files bundle well below a typing pause", async () => {
  const files = Object.fromEntries(
    Array.from({ length: 20 }, (_, i) => [
      `m${i}.ts`,
      `export const m${i}: number = ${i};\n` + "// filler\n".repeat(200),
    ]),
  );
  files["index.html"] = page('<script type="module" src="main.ts"></script>');
  files["main.ts"] = Array.from({ length: 20 }, (_, i) => `import { m${i} } from "./m${i}"; console.log(m${i});`).join(
    "\n",
  );
  const { bundler } = await built(files);
  const from = performance.now();
  bundler.change([["m3.ts", "export const m3 = 33;"]], []);
  await bundler.build();
  // The browser's budget is 300 ms; the native compiler of this test must be far away from it even on a busy machine.
  assert.ok(performance.now() - from < 300);
});
