// @ts-check
// What people wait for without any model: the analyst's first word, and a described project until it runs on screen.
import { chromium } from "@playwright/test";
import { performance } from "node:perf_hooks";
import { burnish, command, machine, spread, wanted } from "./lib.mjs";

const RUNS = 9;
const QUESTIONS = ["Explain this file", "Change the title to Quiet Shelf", "What does this project do?"];

console.log(machine());
const server = await burnish("analyst");
const browser = await chromium.launch({
  executablePath: wanted("CHROMIUM"),
  // As in end2end/playwright.config.ts: previews need the partitioned storage that Playwright switches off.
  args: ["--disable-features=Translate"],
});
const context = await browser.newContext();
const page = await context.newPage();
await page.goto(command(server, "admin", "owner-link"));

const made = await context.request.post(`${server.url}/api/v1/projects`, {
  data: { description: "A reading list with title, author and a finished tick box" },
});
if (made.status() !== 201) throw new Error(`Making a project answered ${made.status()}: ${await made.text()}`);
const { id } = await made.json();
const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
const headers = { cookie, "content-type": "application/json", origin: server.url };

/** @type {number[]} */
const words = [];
for (let run = 0; run < RUNS; run++) {
  const started = await fetch(`${server.url}/api/chat/start`, {
    method: "POST",
    headers,
    body: JSON.stringify({ projectId: id }),
  });
  const { conversationId } = await started.json();
  const begun = performance.now();
  const reply = await fetch(`${server.url}/api/chat/message`, {
    method: "POST",
    headers: { ...headers, accept: "text/event-stream" },
    body: JSON.stringify({ conversationId, message: QUESTIONS[run % QUESTIONS.length], filePath: "src/main.ts" }),
  });
  if (!reply.ok || !reply.body) throw new Error(`Asking answered ${reply.status}: ${await reply.text()}`);
  let heard = "";
  for await (const piece of reply.body.pipeThrough(new TextDecoderStream())) {
    heard += piece;
    if (heard.includes("event: token")) break;
  }
  if (!heard.includes("event: token")) throw new Error(`No word came: ${heard}`);
  words.push(performance.now() - begun);
}

/** @type {number[]} */
const onScreen = [];
for (let run = 0; run < 5; run++) {
  const planned = await context.request.post(`${server.url}/api/v1/projects`, {
    data: { description: "A kanban board for bicycle repairs with owner and price", approved: false },
  });
  const project = await planned.json();
  await page.goto(`${server.url}/projects/${project.id}/plan`);
  await page.locator("html[data-hydrated]").waitFor();
  const begun = performance.now();
  await page.getByRole("button", { name: "Write the files" }).click();
  await page.waitForURL(/\/p\//);
  // The project's own page lies one frame below the one that keeps the line to the workspace.
  const shown = page.frameLocator('iframe[title^="Preview of"]').frameLocator('iframe[title="Preview"]');
  await shown.getByRole("heading", { level: 1 }).waitFor();
  onScreen.push((performance.now() - begun) / 1000);
}

await browser.close();
await server.stop();
console.log(`the analyst's first word: ${spread(words, "ms")} (at most 150)`);
console.log(`from “Write the files” to the running project: ${spread(onScreen, "s", 2)} (at most 2)`);
