// Who somebody is: the ways in and out, and the sessions in between.
import type { Page } from "@playwright/test";
import {
  axe,
  expect,
  isSignedIn,
  linkInMail,
  newPerson,
  signIn,
  signUp,
  tabTo,
  test,
  type Person,
} from "./fixtures.ts";
import { createOrg } from "./org.ts";

async function fillSignUp(page: Page, person: Person): Promise<void> {
  await page.getByLabel("Username").fill(person.username);
  await page.getByLabel("E-mail").fill(person.email);
  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("button", { name: "Make account" }).click();
}

async function fillSignIn(page: Page, login: string, password: string): Promise<void> {
  await page.getByLabel("E-mail or username").fill(login);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** Sign-up as a newcomer does it, by the pages alone. */
async function join(page: Page, person: Person): Promise<void> {
  await page.goto("/");
  await page.getByRole("link", { name: "Sign in" }).click();
  await page.getByRole("link", { name: "Make an account" }).click();
  await fillSignUp(page, person);
  await expect(page.getByRole("heading", { name: "Check your mail" })).toBeVisible();
  await page.getByRole("link", { name: "Open the outbox" }).click();
  const letter = page.getByRole("article").filter({ hasText: person.email }).first();
  await expect(async () => {
    await page.reload();
    await letter.getByRole("link", { name: "Open the link" }).click({ timeout: 1_000 });
  }).toPass();
  await page.getByRole("button", { name: "Confirm and sign in" }).click();
  await expect(page).toHaveURL(/\/home$/);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
}

test("a newcomer signs up, confirms the address and arrives at home", async ({ page }) => {
  const person = newPerson();
  await join(page, person);
  await page.goto("/settings/profile");
  await expect(page.getByLabel("Username")).toHaveValue(person.username);
});

test("a confirmation link works once", async ({ page, openContext }) => {
  const person = newPerson();
  await join(page, person);
  const link = await linkInMail(page, person.email, "/confirm/");
  const other = await (await openContext()).newPage();
  await other.goto(link);
  await other.getByRole("button", { name: "Confirm and sign in" }).click();
  await expect(other).toHaveURL(/\/sign-in/);
  await expect(other.getByRole("alert")).toBeVisible();
  expect(await isSignedIn(other)).toBe(false);
});

test("signing in and out needs no mouse", async ({ page }) => {
  const person = await signUp(page);
  await page.goto("/settings/profile");
  await tabTo(page, "button", "Save profile");
  await page.context().clearCookies();

  await page.goto("/sign-in");
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await tabTo(page, "textbox", "E-mail or username");
  await page.keyboard.type(person.username);
  await page.keyboard.press("Tab");
  // "Forgot it?" stands between the label and the field.
  if (!(await page.getByLabel("Password").evaluate((field) => field === document.activeElement))) {
    await page.keyboard.press("Tab");
  }
  await page.keyboard.type(person.password);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/home$/);

  await page.goto("/settings/profile");
  const me = page.locator("summary").filter({ hasText: person.username });
  for (let step = 0; step < 40 && !(await me.evaluate((e) => e === document.activeElement)); step += 1) {
    await page.keyboard.press("Tab");
  }
  await page.keyboard.press("Enter");
  await tabTo(page, "button", "Sign out");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("link", { name: "Sign in" })).toBeVisible();
  expect(await isSignedIn(page)).toBe(false);
});

test("a wrong password says so, keeps the name and tells nothing about the account", async ({ page }) => {
  const person = await signUp(page);
  await page.context().clearCookies();
  const said: string[] = [];
  for (const login of [person.email, "nobody-at-all@example.com"]) {
    await page.goto("/sign-in");
    await fillSignIn(page, login, "not the heron");
    await expect(page).toHaveURL(/\/sign-in/);
    await expect(page.getByLabel("E-mail or username")).toHaveValue(login);
    await expect(page.getByLabel("Password")).toHaveValue("");
    said.push(await page.getByRole("alert").innerText());
  }
  expect(said[0]).toBe(said[1]);
  await axe(page);
  await fillSignIn(page, person.email, person.password);
  await expect(page).toHaveURL(/\/home$/);
});

test("sign-up with a taken name keeps what was typed", async ({ page }) => {
  const first = await signUp(page);
  await page.context().clearCookies();
  const second = { ...newPerson(), username: first.username };
  await page.goto("/sign-up");
  await fillSignUp(page, second);
  await expect(page.getByRole("alert")).toContainText(/username|name/i);
  await expect(page.getByLabel("Username")).toHaveValue(second.username);
  await expect(page.getByLabel("E-mail")).toHaveValue(second.email);
});

test("a forgotten password is replaced by mail, and the old one stops working", async ({ page, openContext }) => {
  const person = await signUp(page);
  const visitor = await (await openContext()).newPage();
  await visitor.goto("/sign-in");
  await visitor.getByRole("link", { name: "Forgot it?" }).click();
  await visitor.getByLabel("E-mail").fill(person.email);
  await visitor.getByRole("button", { name: "Mail me a link" }).click();
  await expect(visitor.getByRole("heading", { name: "Check your mail" })).toBeVisible();

  await visitor.goto(await linkInMail(visitor, person.email, "/reset/"));
  await visitor.getByLabel("New password").fill("a bittern in the sedge");
  await visitor.getByRole("button", { name: "Save password" }).click();
  await expect(visitor).toHaveURL(/\/home$/);
  expect(await isSignedIn(page), "sessions of before have ended").toBe(false);

  await visitor.context().clearCookies();
  await visitor.goto("/sign-in");
  await fillSignIn(visitor, person.email, person.password);
  await expect(visitor.getByRole("alert")).toBeVisible();
  await fillSignIn(visitor, person.email, "a bittern in the sedge");
  await expect(visitor).toHaveURL(/\/home$/);
});

test("a password is changed in the settings, which ends the other sessions", async ({ page, openContext }) => {
  const person = await signUp(page);
  const other = await (await openContext()).newPage();
  await signIn(other, person);
  await page.goto("/settings/security");
  await page.getByLabel("Present password").fill("wrong");
  await page.getByLabel("New password").fill("a bittern in the sedge");
  await page.getByRole("button", { name: "Save password" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await page.getByLabel("Present password").fill(person.password);
  await page.getByLabel("New password").fill("a bittern in the sedge");
  await page.getByRole("button", { name: "Save password" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Password changed" })).toBeVisible();
  expect(await isSignedIn(page)).toBe(true);
  expect(await isSignedIn(other)).toBe(false);
});

test("a session that is ended elsewhere is sent to sign-in and comes back to its page", async ({
  page,
  openContext,
}) => {
  const person = await signUp(page);
  const phone = await (
    await openContext({
      userAgent:
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
    })
  ).newPage();
  await signIn(phone, person);
  await phone.goto("/projects");

  await page.goto("/settings/sessions");
  await expect(page.getByText("This session")).toHaveCount(1);
  await page.getByRole("button", { name: /^Sign out .*(iPhone|Safari)/ }).click();
  await expect(page.getByRole("status").filter({ hasText: "One session was signed out." })).toBeVisible();
  await expect(page.getByRole("button", { name: /^Sign out .*(iPhone|Safari)/ })).toHaveCount(0);

  await phone.goto("/projects");
  await expect(phone).toHaveURL(/\/sign-in\?next=%?/);
  await fillSignIn(phone, person.username, person.password);
  await expect(phone).toHaveURL(/\/projects$/);

  await page.goto("/settings/sessions");
  await page.getByRole("button", { name: "Sign out everywhere else" }).click();
  await expect(page.getByRole("button", { name: /^Sign out/ })).toHaveCount(0);
  expect(await isSignedIn(phone)).toBe(false);
});

test("pages of one's own send a visitor to sign-in and from there to where they wanted", async ({ page }) => {
  const person = await signUp(page);
  await page.context().clearCookies();
  for (const path of ["/home", "/projects", "/settings/profile"]) {
    await page.goto(path);
    await expect(page, path).toHaveURL(/\/sign-in/);
  }
  await fillSignIn(page, person.email, person.password);
  await expect(page).toHaveURL(/\/settings\/profile$/);
});

test("a token for programs is shown once, works, and ends with its session", async ({ page, playwright, baseURL }) => {
  const person = await signUp(page);
  await page.goto("/settings/api");
  await page.getByRole("button", { name: "Make a token" }).click();
  const token = await page.getByLabel("Copy it now; it is not shown again.").inputValue();
  expect(token.split(".")).toHaveLength(3);
  const program = await playwright.request.newContext({
    baseURL: baseURL!,
    extraHTTPHeaders: { authorization: `Bearer ${token}` },
  });
  const me = await program.get("/api/v1/auth/me");
  expect(me.status()).toBe(200);
  expect((await me.json()).username).toBe(person.username);

  await page.reload();
  await expect(page.getByLabel("Copy it now; it is not shown again.")).toHaveCount(0);

  await page.goto("/settings/sessions");
  await page.getByRole("button", { name: /^Sign out API token/ }).click();
  await expect(page.getByRole("status").filter({ hasText: "One session was signed out." })).toBeVisible();
  expect((await program.get("/api/v1/auth/me")).status()).toBe(401);
  await program.dispose();
});

test("name and theme are changed in the profile", async ({ page }) => {
  await signUp(page);
  await page.goto("/settings/profile");
  await page.getByLabel("Name", { exact: true }).fill("Ada of the Reeds");
  await page.getByText("Dark", { exact: true }).click();
  await page.getByRole("button", { name: "Save profile" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Saved." })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Ada of the Reeds");
  await expect(page.getByRole("radio", { name: "Dark" })).toBeChecked();
});

test("an organisation is made, somebody is invited, joins, gets another role and is removed", async ({
  page,
  openContext,
}) => {
  await signUp(page);
  const guest = newPerson();
  await page.goto("/settings/orgs");
  await page.getByLabel("Name", { exact: true }).fill("Reading Room");
  await page.getByRole("button", { name: "Create organisation" }).click();
  await expect(page.getByRole("heading", { name: "Reading Room" })).toBeVisible();
  await page.getByLabel("E-mail").fill(guest.email);
  await page.getByLabel("Role", { exact: true }).selectOption("viewer");
  await page.getByRole("button", { name: "Send invitation" }).click();
  await expect(page.getByRole("status").filter({ hasText: guest.email })).toBeVisible();
  await expect(page.getByRole("listitem").filter({ hasText: guest.email })).toBeVisible();
  await axe(page);

  const other = await (await openContext()).newPage();
  await other.goto(await linkInMail(page, guest.email, "/invite/"));
  await expect(other.getByText("Reading Room")).toBeVisible();
  await axe(other);
  await other.getByRole("link", { name: "Make an account" }).click();
  await fillSignUp(other, guest);
  await expect(other.getByRole("heading", { name: "Check your mail" })).toBeVisible();
  await other.goto(await linkInMail(other, guest.email, "/confirm/"));
  await other.getByRole("button", { name: "Confirm and sign in" }).click();
  await expect(other).toHaveURL(/\/invite\//);
  await other.getByRole("button", { name: "Accept and join" }).click();
  await expect(other.getByRole("status").filter({ hasText: "Welcome to “Reading Room”" })).toBeVisible();
  await expect(other.getByRole("heading", { name: "Members" })).toBeVisible();
  await expect(other.getByRole("heading", { name: "Invite somebody" })).toHaveCount(0);

  await page.reload();
  const member = page.getByRole("listitem").filter({ hasText: guest.username });
  await member.getByRole("combobox").selectOption("admin");
  await member.getByRole("button", { name: /^Save role/ }).click();
  await expect(page.getByRole("status").filter({ hasText: "is an admin now." })).toBeVisible();
  await other.reload();
  await expect(other.getByRole("heading", { name: "Invite somebody" })).toBeVisible();
  await other.getByRole("button", { name: "Switch to Reading Room" }).click();
  await expect(other.getByRole("status").filter({ hasText: "You act for “Reading Room” now." })).toBeVisible();

  await member.locator("summary").click();
  await member.getByRole("button", { name: "Yes, remove" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Removed." })).toBeVisible();
  await expect(member).toHaveCount(0);
  await other.goto("/settings/orgs");
  await expect(other.getByRole("heading", { name: "New organisation" })).toBeVisible();
  await expect(other.getByRole("link", { name: "Reading Room" })).toHaveCount(0);
  await other.goto("/projects");
  await expect(other).toHaveURL(/\/projects$/);
});

test("the last owner hears why they cannot leave, by keyboard alone", async ({ page }) => {
  await signUp(page);
  await page.goto(`/settings/orgs/${await createOrg(page, "Reading Room")}`);
  const leave = page.locator("summary").filter({ hasText: "Leave organisation" });
  for (let step = 0; step < 60 && !(await leave.evaluate((e) => e === document.activeElement)); step += 1) {
    await page.keyboard.press("Tab");
  }
  await page.keyboard.press("Enter");
  await tabTo(page, "button", "Yes, leave");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert")).toContainText("Make somebody else an owner first");
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("an organisation is made and switched to, and its last owner cannot leave", async ({ page }) => {
    await signUp(page);
    await page.goto("/settings/orgs");
    await page.getByLabel("Name", { exact: true }).fill("Reading Room");
    await page.getByRole("button", { name: "Create organisation" }).click();
    await page.getByRole("button", { name: "Switch to Reading Room" }).click();
    await expect(page.getByText("You act for “Reading Room” now.")).toBeVisible();
    await page.getByRole("link", { name: "Reading Room" }).click();
    await page.locator("summary").filter({ hasText: "Leave organisation" }).click();
    await page.getByRole("button", { name: "Yes, leave" }).click();
    await expect(page.getByRole("alert")).toContainText("last owner");
  });

  test("one signs up, out and in, and changes the profile", async ({ page }) => {
    const person = newPerson();
    await join(page, person);
    await page.goto("/settings/profile");
    await page.getByLabel("Name", { exact: true }).fill("Ada");
    await page.getByRole("button", { name: "Save profile" }).click();
    await expect(page.getByText("Saved.")).toBeVisible();
    await page.locator("summary").filter({ hasText: person.username }).click();
    await page.getByRole("button", { name: "Sign out" }).click();
    await expect(page.getByRole("link", { name: "Sign in" })).toBeVisible();
    await page.goto("/sign-in");
    await fillSignIn(page, person.email, "wrong");
    await expect(page.getByLabel("E-mail or username")).toHaveValue(person.email);
    await fillSignIn(page, person.email, person.password);
    await expect(page).toHaveURL(/\/home$/);
  });
});
