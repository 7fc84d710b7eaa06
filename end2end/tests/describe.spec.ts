// From words to a running project: the prompt box, the plan, the files.
import type { Page } from "@playwright/test";
import {
  axe,
  expect,
  gotoHydrated,
  hydrated,
  linkInMail,
  newPerson,
  PHONE,
  signUp,
  surplusWidth,
  tabTo,
  test,
  type Person,
} from "./fixtures.ts";
import { filesOf, planProject, preview, previewReady, textAt } from "./project.ts";

const BOOKS =
  "A reading list where I add books with author, page count and a finished tick box, sorted by author, dark green";

async function describe(page: Page, words: string): Promise<void> {
  await page.getByLabel("Describe your app").fill(words);
  await page.getByRole("button", { name: "Make it" }).click();
}

/** Waits for the plan's page and answers the project's id. */
async function onPlan(page: Page): Promise<string> {
  await page.waitForURL(/\/projects\/[\w-]+\/plan$/);
  await expect(page.getByRole("heading", { level: 1, name: "Check the plan" })).toBeVisible();
  return page.url().match(/\/projects\/([\w-]+)\/plan/)![1]!;
}

async function makeAccount(page: Page, person: Person): Promise<string> {
  await page.getByLabel("Username").fill(person.username);
  await page.getByLabel("E-mail").fill(person.email);
  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("button", { name: "Make account" }).click();
  await expect(page).toHaveURL(/\/check-mail/);
  return linkInMail(page, person.email, "/confirm/");
}

async function projectCount(page: Page): Promise<number> {
  const answer = await page.request.get("/api/v1/projects");
  return ((await answer.json()) as { items: unknown[] }).items.length;
}

test("a visitor's words survive sign-up and become a running project", async ({ page }) => {
  await page.goto("/");
  await describe(page, BOOKS);
  await expect(page).toHaveURL(/\/sign-up/);
  await expect(page.getByText("Your description is kept.")).toBeVisible();
  await page.goto(await makeAccount(page, newPerson()));
  await page.getByRole("button", { name: "Confirm and sign in" }).click();

  const id = await onPlan(page);
  await hydrated(page);
  await expect(page.getByRole("textbox", { name: "Your words" })).toHaveValue(BOOKS);
  await expect(page.getByText("sorted by author").first()).toBeVisible();
  expect(await filesOf(page, id), "no file before the plan is approved").toEqual([]);

  await page.getByRole("button", { name: "Write the files" }).click();
  await page.waitForURL(`**/p/${id}`);
  await previewReady(page);
  await expect(preview(page).getByRole("button", { name: "Add book" })).toBeVisible();
  expect((await filesOf(page, id)).map((file) => file.path)).toContain("README.md");
});

test("the words survive when the mail is opened in another browser", async ({ page, openContext }) => {
  await page.goto("/");
  await describe(page, BOOKS);
  const link = await makeAccount(page, newPerson());
  const other = await (await openContext()).newPage();
  await other.goto(link);
  await other.getByRole("button", { name: "Confirm and sign in" }).click();
  await onPlan(other);
  await hydrated(other);
  await expect(other.getByRole("textbox", { name: "Your words" })).toHaveValue(BOOKS);
});

test("somebody with an account signs in and finds the words", async ({ page }) => {
  const person = await signUp(page);
  await page.context().clearCookies();
  await page.goto("/");
  await describe(page, BOOKS);
  await page.getByRole("link", { name: "Sign in" }).click();
  await page.getByLabel("E-mail or username").fill(person.email);
  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await onPlan(page);
  await hydrated(page);
  await expect(page.getByRole("textbox", { name: "Your words" })).toHaveValue(BOOKS);
});

test("the plan is changed before a file is written, and the files follow it", async ({ page }) => {
  await signUp(page);
  await page.goto("/home");
  await describe(page, BOOKS);
  const id = await onPlan(page);
  await hydrated(page);
  await page.getByLabel("Title", { exact: true }).fill("The Quiet Shelf");
  const names = page.getByRole("textbox", { name: /^Name of field/ });
  const before = await names.count();
  await page.getByRole("button", { name: "Add field" }).click();
  await expect(names).toHaveCount(before + 1);
  await names.last().fill("Shelf mark");
  await page.getByRole("button", { name: "Remove field 2" }).click();
  await expect(names).toHaveCount(before);
  await page.getByRole("radio", { name: "JavaScript" }).check({ force: true });
  await page.getByRole("radio", { name: "Notes" }).check({ force: true });
  expect(await filesOf(page, id)).toEqual([]);

  await page.getByRole("button", { name: "Write the files" }).click();
  await page.waitForURL(`**/p/${id}`);
  await previewReady(page);
  const app = preview(page);
  await expect(app.getByRole("heading", { level: 1, name: "The Quiet Shelf" })).toBeVisible();
  await app.getByRole("button", { name: "Add book" }).click();
  await expect(app.getByLabel("Shelf mark")).toBeVisible();
  await expect(app.getByLabel("Author")).toHaveCount(0);
  const paths = (await filesOf(page, id)).map((file) => file.path);
  expect(paths.filter((path) => path.endsWith(".ts"))).toEqual([]);
  const kind: { kind: string } = await (await page.request.get(`/api/v1/projects/${id}`)).json();
  expect(kind.kind).toBe("notes");
});

test("a plan that breaks a limit is refused in words and nothing is lost", async ({ page, expectError }) => {
  expectError(/status of 422/);
  await signUp(page);
  const id = await planProject(page, BOOKS);
  await gotoHydrated(page, `/projects/${id}/plan`);
  await page.getByLabel(/Accent/).fill("not a colour");
  await page.getByLabel("Title", { exact: true }).fill("Kept");
  await page.getByRole("button", { name: "Write the files" }).click();
  await expect(page.getByRole("alert")).toContainText(/colour/i);
  await expect(page.getByLabel("Title", { exact: true })).toHaveValue("Kept");
  expect(await filesOf(page, id)).toEqual([]);
  await page.getByLabel(/Accent/).fill("#0a7d33");
  await page.getByRole("button", { name: "Write the files" }).click();
  await page.waitForURL(`**/p/${id}`);
  expect(await textAt(page, id, "index.html")).toContain("Kept");
});

test("other words are read again without leaving the plan", async ({ page }) => {
  await signUp(page);
  const id = await planProject(page, BOOKS);
  await gotoHydrated(page, `/projects/${id}/plan`);
  await page.getByRole("textbox", { name: "Your words" }).fill("A snake game with arrow keys, teal");
  await page.getByRole("button", { name: "Read again" }).click();
  await expect(page.getByRole("radio", { name: "2-D game" })).toBeChecked();
  await expect(page.getByRole("textbox", { name: /^Name of field/ })).toHaveCount(0);
  await page.getByRole("button", { name: "Write the files" }).click();
  await page.waitForURL(`**/p/${id}`);
  await previewReady(page);
  await expect(preview(page).getByRole("button", { name: "Start" })).toBeVisible();
});

test("a plan that was left is found among the projects", async ({ page }) => {
  await signUp(page);
  const id = await planProject(page, BOOKS);
  await page.goto("/projects");
  const card = page.getByRole("listitem").filter({ hasText: "A plan, no files yet" });
  await card.getByRole("heading").getByRole("link").click();
  expect(await onPlan(page)).toBe(id);
});

test("what the generator cannot do is said before anything is written", async ({ page }) => {
  await signUp(page);
  await page.goto("/home");
  await describe(page, `${BOOKS}, and mail me on Sundays`);
  await onPlan(page);
  const missing = page.getByRole("region", { name: "Not done" });
  await expect(missing).toContainText(/mail me/);
  await expect(page.getByRole("region", { name: "Words that were used" })).toContainText("dark green");
});

test("an empty description makes nothing", async ({ page }) => {
  await signUp(page);
  await page.goto("/home");
  await page.getByRole("button", { name: "Make it" }).click();
  await expect(page).toHaveURL(/\/home$/);
  await expect(page.getByLabel("Describe your app")).toBeFocused();
  // The browser stops an empty field by itself; spaces reach the server.
  await describe(page, "   ");
  await expect(page.getByRole("alert")).toContainText("Describe what you want to make");
  expect(await projectCount(page)).toBe(0);
});

for (const who of ["visitor", "user"] as const) {
  test(`10,001 characters from a ${who} are refused and stay in the box`, async ({ page }) => {
    const words = "An app for tea. ".repeat(700).slice(0, 10_001);
    if (who === "user") await signUp(page);
    await page.goto(who === "user" ? "/home" : "/");
    await describe(page, words);
    await expect(page.getByRole("alert")).toContainText(/10,?000|10,001|10001/);
    await expect(page.getByLabel("Describe your app")).toHaveValue(words);
    if (who === "user") expect(await projectCount(page)).toBe(0);
    await describe(page, words.slice(0, 10_000));
    await expect(page).toHaveURL(who === "user" ? /\/plan$/ : /\/sign-up/);
  });
}

test("a double click makes one project", async ({ page }) => {
  await signUp(page);
  await page.goto("/home");
  await page.getByLabel("Describe your app").fill(BOOKS);
  await page.getByRole("button", { name: "Make it" }).dblclick();
  await onPlan(page);
  expect(await projectCount(page)).toBe(1);
});

test("the form sent twice from two pages makes one project", async ({ page }) => {
  await signUp(page);
  const form = { description: BOOKS };
  const [one, two] = await Promise.all(
    [0, 1].map(() => page.request.post("/describe", { form, maxRedirects: 0 })),
  );
  expect(one!.headers()["location"]).toBe(two!.headers()["location"]);
  expect(await projectCount(page)).toBe(1);
});

test("from the box to the workspace without a mouse", async ({ page }) => {
  await signUp(page);
  await page.goto("/home");
  await tabTo(page, "textbox", "Describe your app");
  await page.keyboard.type(BOOKS);
  await page.keyboard.press("Control+Enter");
  const id = await onPlan(page);
  await hydrated(page);
  await tabTo(page, "textbox", "Title");
  await page.keyboard.press("Control+A");
  await page.keyboard.type("Typed by hand");
  // Enter in a field sends the form, as everywhere.
  await page.keyboard.press("Enter");
  await page.waitForURL(`**/p/${id}`);
  expect(await textAt(page, id, "index.html")).toContain("Typed by hand");
});

test("the plan fits a phone", async ({ page }) => {
  await page.setViewportSize(PHONE);
  await signUp(page);
  await page.goto("/home");
  await describe(page, BOOKS);
  await onPlan(page);
  await hydrated(page);
  await axe(page);
  await page.getByRole("button", { name: "Add field" }).click();
  expect(await surplusWidth(page)).toBe(0);
});

test("an example on the landing page fills the box", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("link", { name: "Quiz about bridges" }).click();
  await expect(page.getByLabel("Describe your app")).toHaveValue(/quiz about bridges/);
  await page.getByRole("link", { name: "Kanban board" }).click();
  await expect(page.getByLabel("Describe your app")).toHaveValue(/kanban board/);
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("a project is described and written", async ({ page }) => {
    await signUp(page);
    await page.goto("/home");
    await describe(page, BOOKS);
    const id = await onPlan(page);
    expect(await filesOf(page, id)).toEqual([]);
    await page.getByRole("button", { name: "Write the files" }).click();
    await page.waitForURL(`**/p/${id}`);
    expect((await filesOf(page, id)).length).toBeGreaterThan(5);
    await expect(page.getByRole("heading", { level: 1 })).toBeAttached();
  });

  test("a double click makes one project", async ({ page }) => {
    await signUp(page);
    await page.goto("/home");
    await page.getByLabel("Describe your app").fill(BOOKS);
    await page.getByRole("button", { name: "Make it" }).dblclick();
    await onPlan(page);
    expect(await projectCount(page)).toBe(1);
  });
});

test("a project goes to the trash and comes back", async ({ page }) => {
  await signUp(page);
  const id = await planProject(page, BOOKS);
  await page.goto("/projects");
  const card = page.getByRole("listitem").filter({ has: page.getByRole("heading", { level: 3 }) });
  await expect(card).toHaveCount(1);
  await card.locator("summary").click();
  await card.getByRole("button", { name: "Move to trash" }).click();
  await expect(page.getByText("The project is in the trash")).toBeVisible();
  await page.getByRole("link", { name: "Trash" }).click();
  await page.getByRole("button", { name: /^Restore / }).click();
  await expect(page.getByText("is back.")).toBeVisible();
  await page.goto(`/projects/${id}/plan`);
  await expect(page.getByRole("heading", { name: "Check the plan" })).toBeVisible();
});
