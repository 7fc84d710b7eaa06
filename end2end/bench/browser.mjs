// @ts-check
// What people wait for, in Chromium with its processor slowed down four times: the marketplace's largest paint as a
// visitor, and the workspace until its editor takes words.
import { chromium } from "@playwright/test";
import { burnish, command, machine, spread, wanted } from "./lib.mjs";

const RUNS = 5;
const SLOWER = 4;

console.log(machine());
const server = await burnish("browser");
const browser = await chromium.launch({ executablePath: wanted("CHROMIUM") });

/** @type {number[]} */
const paints = [];
for (let run = 0; run < RUNS; run++) {
  // A context per run, so that nothing is in the browser's cache.
  const page = await slowPage(await browser.newContext());
  await page.goto(`${server.url}/marketplace`, { waitUntil: "load" });
  paints.push(
    await page.evaluate(
      () =>
        new Promise((resolve) => {
          new PerformanceObserver((list) => resolve(list.getEntries().at(-1)?.startTime ?? NaN)).observe({
            type: "largest-contentful-paint",
            buffered: true,
          });
        }),
    ),
  );
  await page.context().close();
}

const people = await browser.newContext();
const door = await people.newPage();
await door.goto(command(server, "admin", "owner-link"));
const answer = await people.request.post(`${server.url}/api/v1/projects`, { data: { description: "A notes app with tags" } });
if (answer.status() !== 201) throw new Error(`Making a project answered ${answer.status()}: ${await answer.text()}`);
const { id } = await answer.json();
const state = await people.storageState();

/** @type {number[]} */
const words = [];
/** @type {number[]} */
const editor = [];
for (let run = 0; run < RUNS; run++) {
  const page = await slowPage(await browser.newContext({ storageState: state }));
  await page.goto(`${server.url}/p/${id}`, { waitUntil: "commit" });
  // Alive, and the open file takes words: in the plain field that stands there until the editor is loaded.
  await page.locator("html[data-hydrated]").locator(".workspace-field, .monaco-editor .view-line").first().waitFor();
  words.push((await page.evaluate(() => performance.now())) / 1000);
  await page.locator(".monaco-editor .view-line").first().waitFor();
  editor.push((await page.evaluate(() => performance.now())) / 1000);
  await page.context().close();
}

await browser.close();
await server.stop();
console.log(`marketplace, largest paint as a visitor: ${spread(paints.map((ms) => ms / 1000), "s", 2)} (at most 1.0)`);
console.log(`workspace until it takes words: ${spread(words, "s", 2)} (at most 2.5)`);
console.log(`workspace until the code editor does: ${spread(editor, "s", 2)}`);

/** @param {import("@playwright/test").BrowserContext} context */
async function slowPage(context) {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
  return page;
}
