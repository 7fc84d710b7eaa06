// What all browser tests share. Import `test` and `expect` from here.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { AxeBuilder } from "@axe-core/playwright";
import {
  test as base,
  expect,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
} from "@playwright/test";
import { APP_URL, OUTBOX_URL } from "../environment.ts";

export { expect };

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** A phone of the smallest width that is promised. */
export const PHONE = { width: 390, height: 844 };

/** An account that a test made. */
export interface Person {
  email: string;
  username: string;
  password: string;
}

interface Fixtures {
  /** Names errors in the browser's console that the test provokes from here on. Any other fails it. */
  expectError: (...patterns: RegExp[]) => void;
  /** Another browser, with its own cookies. Its console is watched too. */
  openContext: (options?: BrowserContextOptions) => Promise<BrowserContext>;
  /** Collects the console's errors and fails the test at its end. */
  console: ConsoleWatch;
}

class ConsoleWatch {
  readonly expected: RegExp[] = [];
  readonly #errors: string[] = [];

  watch(context: BrowserContext): void {
    context.on("console", (message) => {
      if (message.type() === "error") this.#errors.push(`${message.text()} (${message.location().url})`);
    });
    context.on("weberror", (error) => this.#errors.push(error.error().stack ?? error.error().message));
  }

  unexpected(): string[] {
    return this.#errors.filter((error) => !this.expected.some((expected) => expected.test(error)));
  }
}

export const test = base.extend<Fixtures>({
  // Each test comes from an address of its own, as people do; otherwise they would share one throttle. The server
  // believes the header because the test run names itself a trusted proxy.
  extraHTTPHeaders: async ({}, use, info) => {
    await use({ "x-forwarded-for": addressOf(info.testId + String(info.repeatEachIndex)) });
  },

  console: [
    async ({ context }, use) => {
      const console = new ConsoleWatch();
      console.watch(context);
      await use(console);
      expect(console.unexpected(), "errors in the browser's console").toEqual([]);
    },
    { auto: true },
  ],

  expectError: async ({ console }, use) => {
    await use((...patterns) => void console.expected.push(...patterns));
  },

  openContext: async ({ browser, console, baseURL, extraHTTPHeaders, viewport, locale, timezoneId }, use) => {
    const opened: BrowserContext[] = [];
    await use(async (options = {}) => {
      const context = await browser.newContext({
        ...{ baseURL, extraHTTPHeaders, viewport, locale, timezoneId },
        ...options,
      });
      console.watch(context);
      opened.push(context);
      return context;
    });
    for (const context of opened) await context.close();
  },
});

/** Opens an address of the application and waits until its buttons do something. */
export async function gotoHydrated(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await hydrated(page);
}

/** Waits until the page that is open answers to clicks by itself. */
export async function hydrated(page: Page): Promise<void> {
  await expect(page.locator("html[data-hydrated]")).toBeAttached({ timeout: 30_000 });
}

/**
 * Makes an account and signs it in, without looking at any page: what every test needs and only `identity.spec.ts`
 * is about. The requests are those of the forms.
 */
export async function signUp(page: Page, person: Person = newPerson()): Promise<Person> {
  const form = { email: person.email, username: person.username, password: person.password };
  await sendForm(page, "/auth/sign-up", form);
  const link = await linkInMail(page, person.email, "/confirm/");
  await sendForm(page, "/auth/confirm", { secret: link.split("/").pop()! });
  const me = await page.request.get("/api/v1/auth/me");
  expect(me.status(), "signed in after confirming").toBe(200);
  return person;
}

/** Signs in as the form does, without looking at the page. */
export async function signIn(page: Page, person: Person): Promise<void> {
  await sendForm(page, "/auth/sign-in", { login: person.email, password: person.password });
  const me = await page.request.get("/api/v1/auth/me");
  expect(me.status(), "signed in").toBe(200);
}

async function sendForm(page: Page, path: string, form: Record<string, string>): Promise<void> {
  const answer = await page.request.post(path, { form, maxRedirects: 0 });
  expect([302, 303], `${path} answers with a redirect`).toContain(answer.status());
}

/** Somebody who has never been here. */
export function newPerson(): Person {
  const name = `ada${crypto.randomUUID().replaceAll("-", "").slice(0, 12)}`;
  return { email: `${name}@example.com`, username: name, password: "a heron over the reeds" };
}

/** The newest link to `path` in a mail to `email`, as a path of the application. Waits for the mail. */
export async function linkInMail(page: Page, email: string, path: string): Promise<string> {
  let found: string | undefined;
  await expect(async () => {
    // One article per mail, newest first.
    const letters = (await (await page.request.get(OUTBOX_URL)).text()).split("<article").slice(1);
    const letter = letters.find((text) => text.includes(email) && text.includes(`/${path.split("/")[1]}/`)) ?? "";
    found = letter.match(new RegExp(`https?://[^\\s"<]+?(${path}[\\w-]+)`))?.[1];
    expect(found, `a link to ${path} in a mail to ${email}`).toBeTruthy();
  }).toPass({ timeout: 15_000 });
  return found!;
}

/** Looks for what keeps people with assistive technology out. */
export async function axe(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page, axeSource }).analyze();
  const serious = violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, help, nodes }) => `${id}: ${help}\n    ${nodes.map((node) => node.html).join("\n    ")}`);
  expect(serious, `barriers on ${page.url()}`).toEqual([]);
}

/** Pixels by which a page is wider than its window. */
export function surplusWidth(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** Moves on with Tab until a control has the focus, as somebody without a mouse does. */
export async function tabTo(page: Page, role: Parameters<Page["getByRole"]>[0], name: string | RegExp): Promise<void> {
  const wanted = page.getByRole(role, { name, exact: typeof name === "string" });
  await expect(wanted).toBeVisible();
  for (let step = 0; step < 80; step += 1) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`The keyboard does not reach the ${role} “${name}”.`);
}

/** Whether somebody is signed in in this browser. */
export async function isSignedIn(page: Page): Promise<boolean> {
  return (await page.request.get(`${APP_URL}/api/v1/auth/me`)).status() === 200;
}

/** An address from a block that is kept for measurements, the same for the same test. */
function addressOf(test: string): string {
  let hash = 0;
  for (const letter of test) hash = (hash * 31 + letter.charCodeAt(0)) >>> 0;
  return `198.18.${(hash >>> 8) & 255}.${hash & 255}`;
}
