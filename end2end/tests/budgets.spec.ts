// What pages may ask a browser to load, counted where it counts. The size of the application itself is checked
// without a browser (`xtask/src/budgets.rs`).
import type { Page } from "@playwright/test";
import { APP_URL } from "../environment.ts";
import { createProject } from "./project.ts";
import { expect, gotoHydrated, signUp, test } from "./fixtures.ts";

/** Script that an anonymous visitor may be sent, in bytes before compression. */
const ANONYMOUS_SCRIPT_MAX = 5_000;

/** HTML of the marketplace, in bytes before compression. */
const MARKETPLACE_HTML_MAX = 60_000;

interface Loaded {
  scriptBytes: number;
  wasm: string[];
  htmlBytes: number;
}

/** Opens a page and counts its code, in the document and beside it. */
async function load(page: Page, path: string): Promise<Loaded> {
  const loaded: Loaded = { scriptBytes: 0, wasm: [], htmlBytes: 0 };
  const bodies: Promise<void>[] = [];
  page.on("response", (response) => {
    // The landing page shows a running example in a frame of another host; what that loads is the example's affair.
    if (new URL(response.url()).origin !== new URL(APP_URL).origin) return;
    const type = response.headers()["content-type"] ?? "";
    if (type.includes("wasm")) loaded.wasm.push(response.url());
    if (type.includes("javascript")) {
      bodies.push(response.body().then((body) => void (loaded.scriptBytes += body.length)));
    }
  });
  const answer = await page.goto(path);
  await page.waitForLoadState("networkidle");
  await Promise.all(bodies);
  loaded.htmlBytes = (await answer!.body()).length;
  // Data blocks such as JSON-LD are not run, so they are not script.
  loaded.scriptBytes += await page
    .locator('script:not([src]):not([type$="json"])')
    .evaluateAll((scripts) => scripts.reduce((sum, script) => sum + new Blob([script.textContent ?? ""]).size, 0));
  return loaded;
}

for (const path of ["/", "/marketplace", "/marketplace/templates"]) {
  test(`${path} sends an anonymous visitor no wasm and hardly any script`, async ({ page }) => {
    const loaded = await load(page, path);
    expect(loaded.wasm).toEqual([]);
    expect(loaded.scriptBytes).toBeLessThanOrEqual(ANONYMOUS_SCRIPT_MAX);
  });
}

test("the marketplace's page is small", async ({ page }) => {
  const { htmlBytes } = await load(page, "/marketplace");
  expect(htmlBytes).toBeGreaterThan(5_000);
  expect(htmlBytes).toBeLessThanOrEqual(MARKETPLACE_HTML_MAX);
});

test("the code editor is loaded in the workspace and nowhere else", async ({ page }) => {
  await signUp(page);
  const editor: string[] = [];
  page.on("request", (request) => {
    if (/monaco/i.test(new URL(request.url()).pathname)) editor.push(request.url());
  });
  for (const path of ["/home", "/projects", "/settings/profile", "/marketplace"]) {
    await page.goto(path);
    await page.waitForLoadState("networkidle");
    expect(editor, `editor files on ${path}`).toEqual([]);
  }
  const id = await createProject(page, "A to-do list");
  await gotoHydrated(page, `/p/${id}`);
  await expect.poll(() => editor.length, { timeout: 20_000 }).toBeGreaterThan(0);
});
