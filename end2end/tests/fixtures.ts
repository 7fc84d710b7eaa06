// What all browser tests share. Import `test` and `expect` from here.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { AxeBuilder } from "@axe-core/playwright";
import { test as base, expect, type ConsoleMessage, type Page } from "@playwright/test";
import { APP_URL, OUTBOX_URL } from "../environment.ts";

export { expect };

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** An account that a test made. */
export interface Person {
  email: string;
  username: string;
  password: string;
}

interface Options {
  /** Errors in the browser's console that this test provokes. Any other fails it. */
  expectedErrors: RegExp[];
}

interface Fixtures {
  /** Watches the console of `page` for as long as the test runs. */
  quietConsole: void;
}

export const test = base.extend<Options & Fixtures>({
  expectedErrors: [[], { option: true }],

  // Each test comes from an address of its own, as people do; otherwise they would share one throttle. The server
  // believes the header because the test run names itself a trusted proxy.
  extraHTTPHeaders: async ({}, use, info) => {
    await use({ "x-forwarded-for": addressOf(info.testId + String(info.repeatEachIndex)) });
  },

  quietConsole: [
    async ({ page, expectedErrors }, use) => {
      const errors: string[] = [];
      const note = (text: string) => {
        if (!expectedErrors.some((expected) => expected.test(text))) errors.push(text);
      };
      page.on("console", (message: ConsoleMessage) => {
        if (message.type() === "error") note(`${message.text()} (${message.location().url})`);
      });
      page.on("pageerror", (error) => note(error.stack ?? error.message));
      await use();
      expect(errors, "errors in the browser's console").toEqual([]);
    },
    { auto: true },
  ],
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

/** Makes an account as a newcomer does: the form, the mail, its link. Ends signed in, on the page that follows. */
export async function signUp(page: Page, person: Person = newPerson()): Promise<Person> {
  await page.goto("/sign-up");
  await fillSignUp(page, person);
  await expect(page).toHaveURL(/\/check-mail/);
  await page.goto(await linkInMail(page, person.email, "/confirm/"));
  // Opening the link is not enough: mail scanners open links too.
  await page.getByRole("main").getByRole("button").first().click();
  await expect(page).not.toHaveURL(/\/confirm\/|\/sign-in/);
  return person;
}

/** Fills and sends the sign-up form that is open. */
export async function fillSignUp(page: Page, person: Person): Promise<void> {
  await page.locator('input[name="email"]').fill(person.email);
  await page.locator('input[name="username"]').fill(person.username);
  await page.locator('input[name="password"]').fill(person.password);
  await page.locator('form:has(input[name="username"]) button[type="submit"]').click();
}

/** Signs in by the form. */
export async function signIn(page: Page, person: Person): Promise<void> {
  await page.goto("/sign-in");
  await page.locator('input[name="login"]').fill(person.email);
  await page.locator('input[name="password"]').fill(person.password);
  await page.locator('form:has(input[name="login"]) button[type="submit"]').click();
  await expect(page).not.toHaveURL(/\/sign-in/);
}

/** Somebody who has never been here. */
export function newPerson(): Person {
  const name = `ada${crypto.randomUUID().replaceAll("-", "").slice(0, 12)}`;
  return { email: `${name}@example.com`, username: name, password: "a heron over the reeds" };
}

/** The newest link in the outbox that leads to `path` in a mail to `email`, as a path of the application. */
export async function linkInMail(page: Page, email: string, path: string): Promise<string> {
  const reader = await page.context().browser()!.newPage();
  try {
    let found: string | undefined;
    await expect(async () => {
      await reader.goto(OUTBOX_URL);
      // One article per mail, newest first.
      const mail = reader.getByRole("article").filter({ hasText: email }).filter({ hasText: path }).first();
      const text = (await mail.textContent({ timeout: 2_000 })) ?? "";
      found = text.match(new RegExp(`${escape(APP_URL)}(${escape(path)}[\\w-]+)`))?.[1];
      expect(found, `a link to ${path} in a mail to ${email}`).toBeTruthy();
    }).toPass({ timeout: 15_000 });
    return found!;
  } finally {
    await reader.close();
  }
}

/** Looks for what keeps people with assistive technology out. */
export async function axe(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page, axeSource }).analyze();
  const serious = violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, help, nodes }) => `${id}: ${help}\n    ${nodes.map((node) => node.html).join("\n    ")}`);
  expect(serious, `barriers on ${page.url()}`).toEqual([]);
}

/** An address from a block that is kept for documentation, the same for the same test. */
function addressOf(test: string): string {
  let hash = 0;
  for (const letter of test) hash = (hash * 31 + letter.charCodeAt(0)) >>> 0;
  return `198.18.${(hash >>> 8) & 255}.${hash & 255}`;
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
