// The marketplace: a fast site of plain pages, and the way from a listing to a running project.
import type { Page } from "@playwright/test";
import { APP_URL } from "../environment.ts";
import { axe, expect, PHONE, signUp, surplusWidth, test } from "./fixtures.ts";
import { filesOf, preview, previewReady } from "./project.ts";

/** Names of the listings on show. */
async function names(page: Page): Promise<string[]> {
  return page.getByRole("main").getByRole("heading", { level: 3 }).allInnerTexts();
}

async function search(page: Page, words: string): Promise<void> {
  await page.getByRole("searchbox", { name: "Search the market" }).fill(words);
  await page.getByRole("search").getByRole("button", { name: "Search" }).click();
  await page.waitForURL(/[?&]q=/);
}

/** Number of listings that the page says it found. */
async function count(page: Page): Promise<number> {
  return Number((await page.locator("#count").innerText()).match(/\d+/)?.[0]);
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("a typo is corrected, and said", async ({ page }) => {
      await page.goto("/marketplace");
      const all = await names(page);
      expect(all.length).toBeGreaterThan(10);
      await search(page, "kanbn");
      await expect(page.getByText("for “kanban” instead of “kanbn”")).toBeVisible();
      const found = await names(page);
      expect(found.length).toBeGreaterThan(0);
      expect(found.length).toBeLessThan(all.length);
      await expect(page.getByRole("searchbox", { name: "Search the market" })).toHaveValue("kanbn");
    });

    test("filters combine, can be taken back one by one, and the back button undoes each", async ({ page }) => {
      await page.goto("/marketplace");
      const all = await count(page);
      const filters = page.getByRole("navigation", { name: "Filters" });
      await filters.getByRole("link", { name: /^Lists and notes/ }).click();
      await page.waitForURL(/lists-and-notes/);
      const inCategory = await count(page);
      expect(inCategory).toBeLessThan(all);
      await filters.getByText("More filters").click();
      await filters.getByLabel("Feature").selectOption({ index: 1 });
      await filters.getByRole("button", { name: "Apply" }).click();
      await page.waitForURL(/feature=/);
      const both = await count(page);
      expect(both).toBeLessThanOrEqual(inCategory);
      await search(page, "list");
      expect(await count(page)).toBeLessThanOrEqual(both);
      expect(page.url()).toContain("feature=");

      await page.goBack();
      await page.waitForURL((url) => !url.searchParams.has("q"));
      expect(await count(page)).toBe(both);
      await page.getByRole("link", { name: /remove this filter/ }).first().click();
      await page.waitForURL((url) => !url.searchParams.has("feature"));
      expect(await count(page)).toBe(inCategory);
      await page.goBack();
      await page.goBack();
      await page.waitForURL((url) => !url.searchParams.has("feature"));
      await page.goBack();
      await page.waitForURL(/\/marketplace$/);
      expect(await count(page)).toBe(all);
    });

    test("tabs and order", async ({ page }) => {
      await page.goto("/marketplace");
      const tabs = page.getByRole("navigation", { name: "Listings" });
      for (const name of ["Featured", "Most popular", "Free", "All"]) {
        await tabs.getByRole("link", { name, exact: true }).click();
        await expect(tabs.getByRole("link", { name, exact: true })).toHaveAttribute("aria-current", "page");
        expect((await names(page)).length, name).toBeGreaterThan(0);
      }
      await page.locator("summary").filter({ hasText: "Sort:" }).click();
      await page.getByRole("link", { name: "Name", exact: true }).click();
      await page.waitForURL(/sort=name/);
      const sorted = await names(page);
      expect(sorted).toEqual([...sorted].sort((a, b) => a.localeCompare(b, "en", { sensitivity: "base" })));
    });

    test("from a card to the listing with its files, and back", async ({ page }) => {
      await page.goto("/marketplace/templates");
      const first = page.getByRole("main").getByRole("heading", { level: 3 }).first();
      const name = await first.innerText();
      await first.getByRole("link").click();
      await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
      await expect(page.getByText("Example", { exact: true }).first()).toBeVisible();
      await expect(page.getByText("No ratings yet")).toBeVisible();
      await page.getByRole("link", { name: "index.html", exact: true }).click();
      await expect(page.getByRole("region", { name: "Text of the file" })).toContainText("<!doctype html>", {
        ignoreCase: true,
      });
      await page.getByRole("navigation", { name: "Breadcrumb" }).getByRole("link", { name: "Templates" }).click();
      await expect(page.getByRole("heading", { level: 1, name: "Templates" })).toBeVisible();
    });

    test("a visitor who uses a template comes back to it after signing in", async ({ page, openContext }) => {
      const owner = await (await openContext()).newPage();
      const person = await signUp(owner);
      await page.goto("/marketplace/templates/reading-room");
      await page.getByRole("button", { name: "Use this template" }).click();
      await expect(page).toHaveURL(/\/sign-(up|in)\?next=/);
      await page.getByRole("link", { name: "Sign in" }).click();
      await page.getByLabel("E-mail or username").fill(person.email);
      await page.getByLabel("Password").fill(person.password);
      await page.getByRole("button", { name: "Sign in" }).click();
      // Either the project is made now, or the listing waits with its button.
      const use = page.getByRole("button", { name: "Use this template" });
      await expect(page).toHaveURL(/\/p\/|\/marketplace\/templates\/reading-room/);
      if (await use.isVisible()) await use.click();
      await expect(page).toHaveURL(/\/p\//);
      expect((await filesOf(page, page.url().split("/p/")[1]!)).length).toBeGreaterThan(5);
    });
  });
}

test("a listing opens over the list it was chosen from, and as a page by its address", async ({ page }) => {
  await page.goto("/marketplace/templates?sort=name");
  const card = page.getByRole("main").getByRole("heading", { level: 3 }).nth(3);
  const name = await card.innerText();
  const link = card.getByRole("link");
  const address = await link.getAttribute("href");
  const sheet = page.getByRole("dialog", { name });
  const open = async () => {
    await link.press("Enter");
    await expect(sheet.getByRole("heading", { level: 1, name })).toBeVisible();
    await expect(page).toHaveURL(new RegExp(`${address}$`));
    await expect(page).toHaveTitle(new RegExp(name));
  };
  const gone = async () => {
    await expect(sheet).toHaveCount(0);
    await expect(page).toHaveURL(/sort=name/);
    await expect(page).toHaveTitle(/Templates/);
    await expect(link).toBeFocused();
  };
  await open();
  await expect(sheet.getByText("No ratings yet")).toBeVisible();
  await expect(sheet.locator("iframe")).toBeVisible();
  await axe(page);
  await sheet.getByRole("link", { name: "MIT" }).first().click();
  await expect(sheet.locator("#licence")).toBeInViewport();
  await page.keyboard.press("Escape");
  await gone();
  await open();
  await sheet.getByRole("button", { name: "Close" }).click();
  await gone();
  await open();
  await page.goBack();
  await gone();
  // The address alone is the page, and from there back is the list again.
  await page.goForward();
  await expect(page.getByRole("main").getByRole("heading", { level: 1, name })).toBeVisible();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.goBack();
  await expect(page.getByRole("heading", { level: 1, name: "Templates" })).toBeVisible();
});

test("using a template opens a running project", async ({ page }, info) => {
  await signUp(page);
  await page.goto("/marketplace/templates/workshop-board");
  const started = Date.now();
  await page.getByRole("button", { name: "Use this template" }).click();
  await page.waitForURL(/\/p\//);
  await previewReady(page);
  await expect(preview(page).getByRole("group", { name: "Board" })).toBeVisible();
  const took = `${((Date.now() - started) / 1_000).toFixed(1)} s from the button to the running project`;
  info.annotations.push({ type: "duration", description: took });
  console.log(`  Use this template: ${took}`);
});

test("a double click on “Use this template” makes one project", async ({ page }) => {
  await signUp(page);
  await page.goto("/marketplace/templates/workshop-board");
  await page.getByRole("button", { name: "Use this template" }).dblclick();
  await page.waitForURL(/\/p\//);
  const { items }: { items: unknown[] } = await (await page.request.get("/api/v1/projects")).json();
  expect(items).toHaveLength(1);
});

test("an example runs on its own page, away from the account", async ({ page }) => {
  await signUp(page);
  await page.goto("/marketplace/templates/reading-room");
  const app = page.frameLocator('iframe[title="Reading room, running"]');
  await app.getByRole("button", { name: "Add book" }).click();
  await app.getByRole("dialog").getByLabel("Title").fill("Reeds");
  await app.getByRole("dialog").getByLabel("Author").fill("Ada");
  await app.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await expect(app.getByRole("button", { name: "Edit Reeds" })).toBeVisible();
  const frame = page.frames().find((frame) => frame.url().includes(".localhost"))!;
  expect(new URL(frame.url()).host).not.toBe(new URL(APP_URL).host);
  expect(await frame.evaluate(() => document.cookie)).toBe("");
});

test("what search engines read is there and right", async ({ page }) => {
  await page.goto("/marketplace");
  const shelf = JSON.parse(await page.locator('script[type="application/ld+json"]').innerText());
  expect(shelf["@type"]).toBe("ItemList");
  expect(shelf.itemListElement.map((item: { name: string }) => item.name)).toEqual(await names(page));
  await expect(page.locator('link[rel="canonical"]')).toHaveAttribute("href", `${APP_URL}/marketplace`);

  await page.goto("/marketplace/templates/reading-room");
  const listing = JSON.parse(await page.locator('script[type="application/ld+json"]').innerText());
  expect(listing["@type"]).toBe("SoftwareApplication");
  expect(listing.name).toBe(await page.getByRole("heading", { level: 1 }).innerText());
  // Nobody has rated an example.
  expect(listing.aggregateRating).toBeUndefined();
  expect(await page.title()).toContain(listing.name);
  await expect(page.locator('meta[name="description"]')).toHaveAttribute("content", listing.description);
  await expect(page.locator('link[rel="canonical"]')).toHaveAttribute("href", listing.url);

  const map = await (await page.request.get("/sitemap.xml")).text();
  const places = [...map.matchAll(/<loc>([^<]+)<\/loc>/g)].map((match) => match[1]!);
  expect(places).toContain(`${APP_URL}/marketplace/templates/reading-room`);
  for (const place of places.slice(0, 12)) expect((await page.request.get(place)).status(), place).toBe(200);
  const robots = await (await page.request.get("/robots.txt")).text();
  expect(robots).toContain(`Sitemap: ${APP_URL}/sitemap.xml`);
  expect(robots).toMatch(/Disallow: \/projects/);
});

test("a listing that is not there answers 404 in words", async ({ page, expectError }) => {
  expectError(/status of 404/);
  const answer = await page.goto("/marketplace/templates/no-such-thing");
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole("main")).toContainText(/not|no /i);
  await expect(page.getByRole("main").getByRole("link").first()).toBeVisible();
});

test("filters can be reached on a phone", async ({ page }) => {
  await page.setViewportSize(PHONE);
  await page.goto("/marketplace");
  expect(await surplusWidth(page)).toBe(0);
  const filters = page.getByRole("navigation", { name: "Filters" });
  await filters.getByRole("link", { name: /^Boards/ }).click();
  await page.waitForURL(/category\/boards|category=boards/);
  expect(await surplusWidth(page)).toBe(0);
  expect((await names(page)).length).toBeGreaterThan(0);
});

test("what was typed is only text", async ({ page }) => {
  const sly = `"><img src=x onerror="document.title='owned'">`;
  await page.goto(`/marketplace?q=${encodeURIComponent(sly)}&tag=${encodeURIComponent(sly)}`);
  await expect(page.getByRole("searchbox", { name: "Search the market" })).toHaveValue(sly);
  await expect(page.locator("main img")).toHaveCount(0);
});
