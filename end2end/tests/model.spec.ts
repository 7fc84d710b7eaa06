// With a model behind an OpenAI-compatible address: what it writes, and what happens when it fails. The model is a
// third-party fake (@copilotkit/aimock) that answers by words in the question.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expect, gotoHydrated, hydrated, signUp, test as base } from "./fixtures.ts";
import { filesOf, openWorkspace, planProject, preview, previewReady, textAt } from "./project.ts";
import { freePort, start, startServer, type Running } from "./server.ts";

const MODEL = "heron-1";

function file(path: string, text: string): string {
  return `<file path="${path}">\n${text}\n</file>\n`;
}

const PAGE = file(
  "index.html",
  `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Teapot</title><link rel="stylesheet" href="src/styles.css">
<script type="module" src="src/main.ts"></script></head>
<body><h1>Teapot</h1><p id="out"></p></body>
</html>`,
);
const MAIN = file("src/main.ts", `document.getElementById("out")!.textContent = "poured by a model";\nexport {};`);
const REST = file("src/styles.css", "h1 { color: teal; }") + file("README.md", "# Teapot\n\nIt pours.");
const PROJECT = `Here is the project.\n${PAGE}${MAIN}${REST}`;

const SLY = `Look: <img src=x onerror="document.title='owned'"> <script>document.title='owned'</script>
[a link](javascript:document.title='owned')

\`\`\`ts
const safe: string = "<b>code</b>";
\`\`\``;

const CHANGE = `I renamed the heading.

<change path="index.html" kind="edit">
<<<<<<< SEARCH
    <h1>Kettle</h1>
=======
    <h1>Heron</h1>
>>>>>>> REPLACE
</change>
`;

const usage = { prompt_tokens: 120, completion_tokens: 80, total_tokens: 200 };
const whole = (content: string) => ({ response: { content, usage }, chunkSize: 40 });
const cut = (content: string, after: number) => ({
  response: { content, usage },
  truncateAfterChunks: after,
  latency: 20,
  chunkSize: 40,
});

/** Pieces until the page is whole and the next file has begun. */
const PAST_THE_PAGE = Math.ceil((PROJECT.indexOf(MAIN) + 20) / 40) + 2;

/** The first match answers. `sequenceIndex` 0 is the first time that its words are asked. */
const FIXTURES = [
  { match: { userMessage: "a cracked teapot", sequenceIndex: 0 }, ...cut(PROJECT, PAST_THE_PAGE) },
  { match: { userMessage: "a cracked teapot" }, ...whole(PROJECT) },
  { match: { userMessage: "a talking teapot" }, ...whole("I am sorry, I would rather talk about the weather.") },
  { match: { userMessage: "a silent teapot" }, ...whole(PROJECT), latency: 600_000 },
  {
    match: { userMessage: "a crowded teapot", sequenceIndex: 0 },
    response: { error: { message: "Rate limited", type: "rate_limit_error" }, status: 429, retryAfter: 2 },
  },
  { match: { userMessage: "a crowded teapot" }, ...whole(PROJECT) },
  {
    match: { userMessage: "a broken teapot" },
    response: { error: { message: "secret-of-the-provider", type: "server_error" }, status: 500 },
  },
  { match: { userMessage: "a plain teapot" }, ...whole(PROJECT) },
  { match: { userMessage: "something sly" }, ...whole(SLY) },
  { match: { userMessage: "rename the heading" }, ...whole(CHANGE) },
  { match: { userMessage: "a long story" }, response: { content: "reed ".repeat(2_000), usage }, chunkSize: 10, latency: 60 },
  { match: { userMessage: "a story without end" }, ...cut("reed ".repeat(60), 3) },
];

interface Worker {
  /** Burnish with a model. */
  withModel: Running;
  model: Running;
}

const test = base.extend<{}, Worker>({
  model: [
    async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), "burnish-model-"));
      const fixtures = join(folder, "fixtures.json");
      writeFileSync(fixtures, JSON.stringify({ fixtures: FIXTURES }));
      const port = await freePort();
      const url = `http://127.0.0.1:${port}`;
      const program = new URL("../node_modules/.bin/llmock", import.meta.url).pathname;
      const args = ["-p", String(port), "-h", "127.0.0.1", "-f", fixtures, "--strict", "--validate-on-load"];
      const model = await start(url, `${url}/ready`, program, args);
      await use(model);
      await model.stop();
      rmSync(folder, { recursive: true });
    },
    { scope: "worker" },
  ],
  withModel: [
    async ({ model }, use) => {
      const server = await startServer({
        BURNISH_OPENAI_BASE_URL: `${model.url}/v1`,
        BURNISH_OPENAI_API_KEY: "not-a-real-key",
        BURNISH_OPENAI_MODEL: MODEL,
      });
      await use(server);
      await server.stop();
    },
    { scope: "worker", timeout: 90_000 },
  ],
  baseURL: async ({ withModel }, use) => use(withModel.url),
});

// One server and one model serve all of these; each worker that takes part would start its own.
test.describe.configure({ mode: "default" });

async function planned(page: Page, words: string): Promise<string> {
  await signUp(page);
  const id = await planProject(page, `A landing page for ${words}`);
  await gotoHydrated(page, `/projects/${id}/plan`);
  return id;
}

const write = (page: Page) => page.getByRole("button", { name: "Write the files" }).click();

test("the box says who writes", async ({ page }) => {
  await page.goto("/");
  const box = page.locator("form").filter({ has: page.getByLabel("Describe your app") });
  await expect(box).toContainText(MODEL);
  await expect(box).not.toContainText("built-in generator");
});

test("a model writes the project, and the pages say that it does", async ({ page }) => {
  const id = await planned(page, "a plain teapot");
  await expect(page.getByText(`Written by: ${MODEL}`)).toBeVisible();
  await write(page);
  await page.waitForURL(`**/p/${id}`);
  await previewReady(page);
  await expect(preview(page).locator("#out")).toHaveText("poured by a model");
  expect((await filesOf(page, id)).map(({ path }) => path)).toEqual([
    "README.md",
    "index.html",
    "src/main.ts",
    "src/styles.css",
  ]);
});

test("an answer that is cut off is said, what came is kept, and starting again finishes it", async ({ page }) => {
  const id = await planned(page, "a cracked teapot");
  await write(page);
  await expect(page.getByRole("alert")).toContainText(`${MODEL} did not finish`);
  expect((await filesOf(page, id)).map(({ path }) => path)).toEqual(["index.html"]);
  await page.reload();
  await hydrated(page);
  await expect(page.getByRole("alert")).toContainText("The last try did not finish");
  await write(page);
  await page.waitForURL(`**/p/${id}`);
  expect(await textAt(page, id, "src/main.ts")).toContain("poured by a model");
});

test("an answer without a project is said, and the built-in generator can take over", async ({ page }) => {
  const id = await planned(page, "a talking teapot");
  await write(page);
  await expect(page.getByRole("alert")).toContainText(`${MODEL} answered without a single file`);
  await page.getByRole("button", { name: /built-in generator/i }).click();
  await page.waitForURL(`**/p/${id}`);
  expect((await filesOf(page, id)).length).toBeGreaterThan(3);
});

test("a model that has too much to do is said, and starting again works", async ({ page }) => {
  const id = await planned(page, "a crowded teapot");
  await write(page);
  await expect(page.getByRole("alert")).toContainText(`${MODEL} is taking no more requests right now`);
  await write(page);
  await page.waitForURL(`**/p/${id}`);
  expect((await filesOf(page, id)).length).toBe(4);
});

test("a model that fails is said without its innards", async ({ page }) => {
  await planned(page, "a broken teapot");
  await write(page);
  await expect(page.getByRole("alert")).toContainText(`${MODEL} did not finish`);
  await expect(page.locator("body")).not.toContainText("secret-of-the-provider");
});

test("a model that hangs is given up on, and leaving the page meanwhile loses nothing", async ({ page }) => {
  test.slow();
  const id = await planned(page, "a silent teapot");
  await write(page);
  await expect(page.getByRole("button", { name: "Writing the files…" })).toBeVisible();
  // Left at once: the request is carried out all the same, perhaps after the list was asked for.
  await expect(async () => {
    await page.goto("/projects");
    await expect(page.getByText("Being written")).toBeVisible({ timeout: 2_000 });
  }).toPass();
  await expect(async () => {
    const project: { state: string; note: string } = await (await page.request.get(`/api/v1/projects/${id}`)).json();
    expect(project.state).toBe("failed");
    expect(project.note).toMatch(/silent for \d+ seconds|did not begin to answer within \d+ seconds/);
  }).toPass({ timeout: 60_000, intervals: [1_000] });
  await gotoHydrated(page, `/projects/${id}/plan`);
  await expect(page.getByRole("alert")).toContainText("The last try did not finish");
  await expect(page.getByRole("button", { name: "Write the files" })).toBeEnabled();
});

test.describe("the assistant", () => {
  const KETTLE = `<!doctype html>\n<html lang="en">\n  <head>\n    <title>Kettle</title>\n  </head>\n  <body>\n    <h1>Kettle</h1>\n  </body>\n</html>\n`;

  async function open(page: Page): Promise<string> {
    await signUp(page);
    // Made by hand on this server, without asking the model for it.
    const id = await planProject(page, "A landing page for a kettle");
    expect((await page.request.post(`/api/v1/projects/${id}/use-built-in`)).ok()).toBe(true);
    expect((await page.request.post(`/api/v1/projects/${id}/generate`)).ok()).toBe(true);
    const index = (await filesOf(page, id)).find(({ path }) => path === "index.html")!;
    const data = { baseVersion: index.version, text: KETTLE };
    const answer = await page.request.put(`/api/v1/files/${index.id}`, { data });
    expect(answer.ok(), await answer.text()).toBe(true);
    await openWorkspace(page, id);
    return id;
  }

  const ask = async (page: Page, words: string) => {
    const panel = page.getByRole("region", { name: "Assistant" });
    await panel.getByRole("textbox", { name: "Message" }).fill(words);
    await panel.getByRole("textbox", { name: "Message" }).press("Enter");
    return panel.getByRole("log", { name: "Conversation" }).locator('[data-by="assistant"]').last();
  };

  test("shows a model's change, applies it and takes it back", async ({ page }) => {
    const id = await open(page);
    const answer = await ask(page, "Please rename the heading");
    await expect(answer.getByRole("button", { name: "Apply all" })).toBeVisible();
    await expect(answer).toContainText(MODEL);
    await expect(answer.locator(".kit-ledger")).toContainText("200 tok");
    await answer.getByRole("button", { name: "Apply all" }).click();
    await expect.poll(() => textAt(page, id, "index.html")).toContain("<h1>Heron</h1>");
    await answer.getByRole("button", { name: "Undo" }).click();
    await expect.poll(() => textAt(page, id, "index.html")).toBe(KETTLE);
  });

  test("shows code as code and script as nothing", async ({ page }) => {
    await open(page);
    const answer = await ask(page, "Tell me something sly");
    await expect(answer.locator("pre")).toContainText('const safe: string = "<b>code</b>";');
    await expect(answer.locator("img, script, iframe, [onerror], a[href^='javascript']")).toHaveCount(0);
    expect(await page.title()).not.toContain("owned");
    await page.reload();
    await expect(page.getByRole("region", { name: "Assistant" }).locator("pre").first()).toBeVisible();
    expect(await page.title()).not.toContain("owned");
  });

  test("stops at once, keeps what came, and goes on afterwards", async ({ page }) => {
    await open(page);
    const answer = await ask(page, "Tell me a long story");
    await expect(answer).toContainText("reed reed");
    const panel = page.getByRole("region", { name: "Assistant" });
    const started = Date.now();
    await panel.getByRole("button", { name: "Stop" }).click();
    await expect(answer).toContainText("stopped");
    expect(Date.now() - started, "milliseconds until it stopped").toBeLessThan(3_000);
    await expect(panel.getByRole("button", { name: "Send" })).toBeVisible();
    const said = (await answer.innerText()).length;
    const next = await ask(page, "Please rename the heading");
    await expect(next.getByRole("button", { name: "Apply all" })).toBeVisible();
    expect(said).toBeLessThan(8_000);
  });

  test("says when an answer was cut, and can be asked again", async ({ page }) => {
    await open(page);
    const answer = await ask(page, "Tell me a story without end");
    await expect(answer.getByRole("alert")).toContainText(`${MODEL} did not finish`);
    await expect(answer.getByRole("button", { name: "Ask again" })).toBeVisible();
  });
});
