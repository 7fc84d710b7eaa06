// The recorded room of the landing page. The recording is the one that visitors see; nothing here stands in for it.
import type { Locator, Page } from "@playwright/test";
import { axe, expect, PHONE, surplusWidth, test } from "./fixtures.ts";

/** What the recording and its player may weigh, in bytes before compression. */
const RECORDING_MAX = 12_000;
const PLAYER_MAX = 4_000;

interface Recording {
  start: string;
  people: { name: string }[];
}

async function recording(page: Page): Promise<Recording> {
  const answer = await page.request.get("/replay.json");
  expect(answer.status(), "public/replay.json is there").toBe(200);
  return (await answer.json()) as Recording;
}

function room(page: Page): Locator {
  return page.getByRole("region", { name: "Two people, one file" });
}

function code(page: Page): Locator {
  return room(page).locator("code");
}

/** The text that is shown now. */
function text(page: Page): Promise<string> {
  return code(page).evaluate((element) => element.textContent ?? "");
}

/** Waits for so many pictures of the browser. */
async function frames(page: Page, count: number): Promise<void> {
  await page.evaluate(async (count) => {
    for (let seen = 0; seen < count; seen += 1) await new Promise((done) => requestAnimationFrame(done));
  }, count);
}

test("the recorded room plays once it is seen, and stops when asked", async ({ page }) => {
  const { start, people } = await recording(page);
  const loaded = new Map<string, number>();
  page.on("response", async (response) => {
    const path = new URL(response.url()).pathname;
    if (path.startsWith("/replay")) loaded.set(path, (await response.body()).length);
  });
  await page.goto("/");
  await page.waitForLoadState("networkidle");
  expect([...loaded.keys()], "nothing of it before it is in view").toEqual([]);
  const end = await text(page);
  expect(end.length).toBeGreaterThan(start.length);

  await room(page).scrollIntoViewIfNeeded();
  const button = room(page).getByRole("button");
  await expect(button).toHaveText("Pause recording");
  // It begins at the beginning and grows; both cursors come into it.
  await expect.poll(async () => (await text(page)) !== end).toBe(true);
  const early = (await text(page)).length;
  expect(early).toBeLessThan(end.length);
  await expect.poll(async () => (await text(page)).length).toBeGreaterThan(early + 10);
  for (const { name } of people) await expect(code(page).locator(`[data-name="${name}"]`)).toHaveCount(1);
  await expect.poll(() => loaded.size).toBe(2);
  expect(loaded.get("/replay.json")).toBeLessThanOrEqual(RECORDING_MAX);
  expect(loaded.get("/replay.js")).toBeLessThanOrEqual(PLAYER_MAX);

  await button.click();
  await expect(button).toHaveText("Play recording");
  const paused = await text(page);
  await frames(page, 60);
  expect(await text(page)).toBe(paused);
  await axe(page);
  await button.click();
  await expect.poll(() => text(page)).not.toBe(paused);

  // Out of sight it stands still as well.
  await page.evaluate(() => scrollTo(0, 0));
  await expect(room(page)).not.toBeInViewport();
  await frames(page, 5);
  const left = await text(page);
  await frames(page, 60);
  expect(await text(page)).toBe(left);
});

test("the recorded room ends with the text that the page came with, and begins anew", async ({ page }) => {
  test.setTimeout(90_000);
  await recording(page);
  await page.goto("/");
  const end = await text(page);
  await room(page).scrollIntoViewIfNeeded();
  await expect.poll(async () => (await text(page)) !== end).toBe(true);
  await expect.poll(() => text(page), { timeout: 60_000 }).toBe(end);
  await expect.poll(() => text(page)).not.toBe(end);
});

test("whoever wants no motion gets the text of the end, and a button", async ({ page }) => {
  await recording(page);
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.setViewportSize(PHONE);
  await page.goto("/");
  const end = await text(page);
  await room(page).scrollIntoViewIfNeeded();
  const button = room(page).getByRole("button", { name: "Play recording" });
  await expect(button).toBeVisible();
  await frames(page, 60);
  expect(await text(page)).toBe(end);
  expect(await surplusWidth(page)).toBe(0);
  const cut = await code(page).evaluate((element) => element.scrollWidth - element.clientWidth);
  expect(cut, "pixels of code that a phone does not show").toBeLessThanOrEqual(0);
  await button.click();
  await expect.poll(() => text(page)).not.toBe(end);
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("the recorded room shows the text of the end and no button", async ({ page }) => {
    await recording(page);
    await page.goto("/");
    await expect(code(page)).toContainText(/\S/);
    await expect(room(page).getByRole("button")).toHaveCount(0);
  });
});
