// Rooms: people who work on one project together, as owner, editor, viewer or guest.
import type { Locator, Page } from "@playwright/test";
import { createProject } from "./project.ts";
import { commentIn, createRoom, freshLink, inviteIntoRoom, joinByLink } from "./room.ts";
import { axe, expect, linkInMail, newPerson, PHONE, signUp, surplusWidth, tabTo, test } from "./fixtures.ts";

/** What the last form said. */
function said(page: Page, words: string): Locator {
  return page.getByRole("status").filter({ hasText: words });
}

/** Somebody in the list of people. */
function person(page: Page, name: string): Locator {
  return page.getByRole("region", { name: "People" }).getByRole("listitem").filter({ hasText: name });
}

test("a room is opened, people come in by links, and the owner decides who may do what", async ({
  page,
  openContext,
  expectError,
}) => {
  await signUp(page);
  await createProject(page, "A landing page for a small bakery");
  await page.goto("/projects");
  await page.locator("summary[aria-label$=': actions']").click();
  await page.getByRole("link", { name: "People" }).click();
  await expect(page.getByRole("heading", { name: "No room yet" })).toBeVisible();
  await page.getByLabel("Name", { exact: true }).fill("Tuesday review");
  await page.getByLabel("Ends", { exact: true }).selectOption("30d");
  await page.getByRole("button", { name: "Create room" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Tuesday review" })).toBeVisible();
  const editing = await freshLink(page);
  await axe(page);
  await page.reload();
  await expect(page.getByLabel("Copy the link now; it is not shown again.")).toHaveCount(0);

  // Somebody with an account comes in by the first link and may write, but decides nothing.
  const second = await (await openContext()).newPage();
  const ben = await signUp(second);
  await joinByLink(second, editing);
  await expect(person(second, ben.username)).toContainText("Editor");
  await expect(second.getByRole("form", { name: "New comment" })).toBeVisible();
  await expect(second.getByRole("heading", { name: "Share links" })).toHaveCount(0);
  await expect(second.getByRole("heading", { name: "Invite by mail" })).toHaveCount(0);
  await expect(person(second, ben.username).getByRole("combobox")).toHaveCount(0);

  // Somebody without one comes in by a link for reading.
  await page.getByLabel("Label", { exact: true }).fill("For clients");
  await page.getByLabel("Opens as").selectOption("viewer");
  await page.getByLabel("Works for").selectOption("never");
  await page.getByRole("button", { name: "Make link" }).click();
  await expect(said(page, "The link “For clients” is ready.")).toBeVisible();
  const reading = await freshLink(page);
  const guest = await (await openContext()).newPage();
  await guest.goto(reading);
  await expect(guest.getByText("Tuesday review")).toBeVisible();
  await guest.getByLabel("Your name").fill("Gus");
  await guest.getByRole("button", { name: "Join as a guest" }).click();
  await expect(person(guest, "Gus (you)")).toContainText("Viewer");
  await expect(guest.getByRole("form", { name: "New comment" })).toHaveCount(0);
  await expect(guest.getByRole("link", { name: "Open the project" })).toHaveAttribute("href", /^\/p\/.+\?room=/);
  await axe(guest);

  await page.reload();
  await person(page, "Gus").getByRole("combobox").selectOption("editor");
  await person(page, "Gus").getByRole("button", { name: "Save role of Gus" }).click();
  await expect(said(page, "Gus is an editor now.")).toBeVisible();
  await guest.reload();
  await expect(guest.getByRole("form", { name: "New comment" })).toBeVisible();

  await person(page, ben.username).locator("summary").click();
  await person(page, ben.username).getByRole("button", { name: "Yes, remove" }).click();
  await expect(said(page, "Removed.")).toBeVisible();
  await expect(person(page, ben.username)).toHaveCount(0);
  expectError(/status of 404/, /status of 410/);
  await second.reload();
  await expect(second.getByRole("heading", { name: "There is no such room for you" })).toBeVisible();

  // A link that was called back opens nothing, not even for those who came through it.
  await page.getByRole("button", { name: "Call back the link For clients" }).click();
  await expect(said(page, "The link was called back.")).toBeVisible();
  expect((await guest.reload())?.status()).toBe(410);
  await expect(guest.getByRole("heading", { name: "This link does not work any more" })).toBeVisible();
  const late = await (await openContext()).newPage();
  expect((await late.goto(reading))?.status()).toBe(410);
  await expect(late.getByRole("heading", { name: "This link does not work" })).toBeVisible();

  await page.getByLabel("Name", { exact: true }).fill("Friday review");
  await page.getByRole("button", { name: "Rename" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Friday review" })).toBeVisible();
  await page.locator("summary").filter({ hasText: "Close room" }).click();
  await page.getByRole("button", { name: "Yes, close" }).click();
  await expect(said(page, "The room is closed.")).toBeVisible();
  await expect(page.getByRole("heading", { name: "No room yet" })).toBeVisible();
  expect((await late.goto(editing))?.status()).toBe(410);
});

test("a mention is told to whom it names, answered, settled and read", async ({ page, openContext }) => {
  await signUp(page);
  const room = await createRoom(page, "Review");
  const second = await (await openContext()).newPage();
  const ben = await signUp(second);
  await joinByLink(second, room.share);

  await page.goto(`/rooms/${room.id}`);
  await expect(page.getByText("Nobody has commented yet.")).toBeVisible();
  const form = page.getByRole("form", { name: "New comment" });
  await form.getByLabel("Line").fill("100000");
  await form.getByLabel("Comment").fill(`@${ben.username} is this right?`);
  await form.getByRole("button", { name: "Comment" }).click();
  await expect(page.getByRole("alert")).toContainText("There is no such place");
  await expect(form.getByLabel("Comment")).toHaveValue(`@${ben.username} is this right?`);
  await form.getByLabel("Line").fill("1");
  await form.getByRole("button", { name: "Comment" }).click();
  await expect(page.getByRole("article")).toContainText("is this right?");

  await second.goto("/notifications");
  await expect(second.getByRole("heading", { name: "1 unread notice" })).toBeVisible();
  await axe(second);
  await second.getByRole("link", { name: /mentioned you in “Review”/ }).click();
  await expect(second).toHaveURL(/#comment-/);
  const thread = second.getByRole("article").filter({ hasText: "is this right?" });
  await thread.locator("summary").filter({ hasText: "Reply" }).click();
  await thread.getByLabel("Your answer").fill("It is.");
  await thread.getByRole("button", { name: "Send answer" }).click();
  await expect(thread).toContainText("It is.");
  await second.goto("/notifications");
  await second.getByRole("button", { name: "Mark all as read" }).click();
  await expect(said(second, "Everything is marked as read.")).toBeVisible();
  await expect(second.getByRole("heading", { name: "Earlier" })).toBeVisible();

  await page.reload();
  await expect(page.getByRole("article")).toContainText("It is.");
  await page.getByRole("button", { name: "Settle" }).click();
  await expect(page.getByRole("article")).toContainText("Settled by");
  await page.getByRole("button", { name: "Open again" }).click();
  await expect(said(page, "The thread is open again.")).toBeVisible();
  await expect(page.getByRole("region", { name: "Activity" })).toContainText("opened a thread on");
  await page.getByRole("article").locator("summary").filter({ hasText: "Delete" }).first().click();
  await page.getByRole("button", { name: "Yes, delete" }).first().click();
  await expect(page.getByRole("article")).toHaveCount(0);

  // Whoever does not want to be told is not.
  await second.getByLabel("Somebody mentions me: here").uncheck();
  await second.getByRole("button", { name: "Save preferences" }).click();
  await expect(said(second, "Saved.")).toBeVisible();
  await expect(second.getByLabel("Somebody mentions me: here")).not.toBeChecked();
  await commentIn(page, room.id, `@${ben.username} once more`);
  await second.reload();
  await expect(second.getByRole("heading", { name: /unread/ })).toHaveCount(0);
});

test("an @ offers the people of the room and nobody else", async ({ page, openContext }) => {
  await signUp(page);
  const room = await createRoom(page, "Review");
  const second = await (await openContext()).newPage();
  const ben = await signUp(second);
  await joinByLink(second, room.share);
  const third = await (await openContext()).newPage();
  const cleo = await signUp(third);
  await joinByLink(third, room.share);
  // All names of these tests begin alike, so that only the room keeps this one out.
  const outside = await signUp(await (await openContext()).newPage());
  const asked: string[] = [];
  page.on("request", (request) => {
    if (request.url().includes("/mentionable")) asked.push(request.url());
  });

  await page.goto(`/rooms/${room.id}`);
  const field = page.getByRole("form", { name: "New comment" }).getByLabel("Comment");
  const offered = page.getByRole("listbox", { name: "People to mention" });
  const names = offered.getByRole("option");
  await expect(field).toHaveAttribute("aria-autocomplete", "list");
  await field.focus();
  await page.keyboard.type("The address is ada@ada");
  expect(asked, "an address names nobody").toEqual([]);
  await field.fill("");
  await page.keyboard.type("Look, @ada");
  await expect(names).toHaveText([ben, cleo].map(({ username }) => new RegExp(`^@${username}\\b`)));
  await expect(offered).not.toContainText(outside.username);
  await expect(field).toHaveRole("combobox");
  await expect(field).toHaveAttribute("aria-expanded", "true");
  await expect(names.first()).toHaveAttribute("aria-selected", "true");
  await axe(page);

  // Closed with Escape, it stays closed for this name.
  await page.keyboard.press("Escape");
  await expect(offered).toBeHidden();
  await page.keyboard.press("Backspace");
  await expect(field).toHaveValue("Look, @ad");
  await expect(offered).toBeHidden();
  await expect(field).toHaveRole("textbox");

  await field.fill("");
  await page.keyboard.type("@");
  await page.keyboard.press("ArrowDown");
  await expect(names.last()).toHaveAttribute("aria-selected", "true");
  await expect(field).toHaveAttribute("aria-activedescendant", (await names.last().getAttribute("id"))!);
  await page.keyboard.press("Enter");
  await expect(field).toHaveValue(`@${cleo.username} `);
  await expect(offered).toBeHidden();
  await page.keyboard.press("Control+z");
  await expect(field).toHaveValue("@");
  await page.keyboard.press("Control+Shift+z");
  await expect(field).toHaveValue(`@${cleo.username} `);
  expect(asked, "people are fetched once").toHaveLength(1);
  await page.keyboard.type("is this right?");
  await page.keyboard.press("Control+Enter");
  const thread = page.getByRole("article");
  await expect(thread).toContainText(`@${cleo.username} is this right?`);

  await third.goto("/notifications");
  await expect(third.getByRole("link", { name: /mentioned you in “Review”/ })).toBeVisible();
  await second.goto("/notifications");
  await expect(second.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(second.getByRole("link", { name: /mentioned you/ })).toHaveCount(0);

  // Answers and changed words offer the same, also to a finger on a narrow screen.
  await page.setViewportSize(PHONE);
  await thread.locator("summary").filter({ hasText: "Reply" }).click();
  const answer = thread.getByLabel("Your answer");
  await expect(answer).toHaveAttribute("aria-autocomplete", "list");
  await answer.focus();
  await page.keyboard.type(`And @${ben.username.slice(-6)}`);
  await expect(names).toHaveCount(1);
  await expect(offered).toBeInViewport();
  expect(await surplusWidth(page)).toBe(0);
  await names.click();
  await expect(answer).toHaveValue(`And @${ben.username} `);
  await expect(answer).toBeFocused();
  await thread.locator("summary").filter({ hasText: "Change" }).click();
  const words = thread.getByLabel("Your words");
  await words.fill("");
  await page.keyboard.type("@ada");
  await expect(names).toHaveCount(2);
  await page.keyboard.press("Tab");
  await expect(words).toHaveValue(`@${ben.username} `);
  await expect(words).toBeFocused();
});

test("a comment is typed as it is when people cannot be fetched", async ({ page, expectError }) => {
  await signUp(page);
  const room = await createRoom(page, "Review");
  expectError(/net::ERR_FAILED/);
  await page.route("**/mentionable", (route) => route.abort());
  await page.goto(`/rooms/${room.id}`);
  const field = page.getByRole("form", { name: "New comment" }).getByLabel("Comment");
  await expect(field).toHaveAttribute("aria-autocomplete", "list");
  await field.focus();
  const failed = page.waitForEvent("requestfailed");
  await page.keyboard.type("@ada");
  await failed;
  await page.keyboard.type("m, look");
  await expect(page.getByRole("listbox", { name: "People to mention" })).toBeHidden();
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("article")).toContainText("@adam, look");
});

test("an invitation by mail leads through sign-in into the room, once", async ({ page, openContext, expectError }) => {
  await signUp(page);
  const room = await createRoom(page, "Review");
  await page.goto(`/rooms/${room.id}`);
  const context = await openContext();
  const other = await context.newPage();
  const ivan = await signUp(other);
  await context.clearCookies();
  await page.getByLabel("E-mail").fill(ivan.email);
  await page.getByRole("button", { name: "Send invitation" }).click();
  await expect(said(page, ivan.email)).toBeVisible();
  await expect(page.getByRole("region", { name: "Open invitations" })).toContainText(ivan.email);

  const invitation = await linkInMail(other, ivan.email, "/invites/");
  await other.goto(invitation);
  await other.getByRole("link", { name: "Sign in to accept" }).click();
  await other.getByLabel("E-mail or username").fill(ivan.email);
  await other.getByLabel("Password").fill(ivan.password);
  await other.getByRole("button", { name: "Sign in" }).click();
  await expect(other).toHaveURL(/\/invites\//);
  await other.getByRole("button", { name: "Accept and join" }).click();
  await expect(person(other, ivan.username)).toContainText("Editor");
  await other.goto(invitation);
  await other.getByRole("link", { name: "Go to the room" }).click();
  await expect(other).toHaveURL(/\/rooms\//);

  // How it was can be said on leaving; the figure is shown with its number.
  await other.locator("summary").filter({ hasText: "Leave room" }).click();
  await other.getByRole("group", { name: "How was working here?" }).last().getByText("4 ★").click();
  await other.getByRole("button", { name: "Yes, leave" }).click();
  await expect(other).toHaveURL(/\/projects$/);
  await page.reload();
  await expect(page.getByText("4.0 of 5, from 1 rating.")).toBeVisible();

  const back = newPerson().email;
  const called = await inviteIntoRoom(page, room.id, back);
  await page.reload();
  await page.getByRole("button", { name: `Call back the invitation of ${back}` }).click();
  await expect(said(page, "The invitation was called back.")).toBeVisible();
  expectError(/status of 410/);
  for (const dead of [invitation, called]) {
    const late = await (await openContext()).newPage();
    expect((await late.goto(dead))?.status()).toBe(410);
    await expect(late.getByRole("heading", { name: "This invitation does not work" })).toBeVisible();
  }
});

test("a link that is shown once is copied with one press", async ({ page }) => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await signUp(page);
  const room = await createRoom(page, "Review");
  await page.goto(`/rooms/${room.id}`);
  await expect(page.getByRole("button", { name: "Copy link" })).toHaveCount(0);
  await page.getByLabel("Label", { exact: true }).fill("For clients");
  await page.getByRole("button", { name: "Make link" }).click();
  const shown = page.getByLabel("Copy the link now; it is not shown again.");
  await page.getByRole("button", { name: "Copy link" }).click();
  const copied = page.getByRole("status").filter({ hasText: /^Copied$/ });
  await expect(copied).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(await shown.inputValue());
  await expect(copied).toHaveCount(0);

  // So is the one of an invitation.
  await page.getByLabel("E-mail").fill(newPerson().email);
  await page.getByRole("button", { name: "Send invitation" }).click();
  await page.getByRole("button", { name: "Copy link" }).click();
  await expect(copied).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/\/invites\/[\w-]+$/);
});

test("authors change the words of their comments, and nobody else does", async ({ page, openContext }) => {
  await signUp(page);
  const room = await createRoom(page, "Review");
  const second = await (await openContext()).newPage();
  await signUp(second);
  await joinByLink(second, room.share);
  const thread = await commentIn(page, room.id, "Why is this hear?");
  await commentIn(second, room.id, "I see", thread);

  await page.goto(`/rooms/${room.id}`);
  const article = page.getByRole("article");
  await expect(article.locator("summary").filter({ hasText: "Change" })).toHaveCount(1);
  await article.locator("summary").filter({ hasText: "Change" }).click();
  const words = article.getByLabel("Your words");
  await expect(words).toHaveValue("Why is this hear?");
  await axe(page);
  await words.fill("Why is this here?");
  await article.getByRole("button", { name: "Save words" }).click();
  await expect(said(page, "Your comment was changed.")).toBeVisible();
  await expect(article.locator(".collab-words").first()).toHaveText("Why is this here?");

  await second.reload();
  await expect(second.locator(".collab-words")).toHaveText(["Why is this here?", "I see"]);
  const theirs = second.getByRole("article").locator("summary").filter({ hasText: "Change" });
  await expect(theirs).toHaveCount(1);
  await theirs.click();
  await expect(second.getByLabel("Your words")).toHaveValue("I see");
});

test("a room takes no mouse and no wide screen", async ({ page }) => {
  await page.setViewportSize(PHONE);
  await signUp(page);
  await page.goto(`/projects/${await createProject(page, "A to-do list")}/people`);
  await tabTo(page, "textbox", "Name");
  await page.keyboard.type("Lesegesellschaft".repeat(5));
  await tabTo(page, "button", "Create room");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/rooms\//);
  expect(await surplusWidth(page)).toBe(0);
  await tabTo(page, "textbox", "Comment");
  await page.keyboard.type("Typed");
  await tabTo(page, "button", "Comment");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("article")).toContainText("Typed");
  expect(await surplusWidth(page)).toBe(0);
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("a room is opened, commented in and closed", async ({ page }) => {
    await signUp(page);
    await page.goto(`/projects/${await createProject(page, "A to-do list")}/people`);
    await page.getByLabel("Name", { exact: true }).fill("Review");
    await page.getByRole("button", { name: "Create room" }).click();
    await page.getByLabel("Comment", { exact: true }).fill("Plain");
    await page.getByRole("button", { name: "Comment", exact: true }).click();
    await expect(page.getByRole("article")).toContainText("Plain");
    await page.getByRole("article").locator("summary").filter({ hasText: "Change" }).click();
    await page.getByLabel("Your words").fill("Plainer");
    await page.getByRole("button", { name: "Save words" }).click();
    await expect(page.locator(".collab-words")).toHaveText("Plainer");
    await page.locator("summary").filter({ hasText: "Close room" }).click();
    await page.getByRole("button", { name: "Yes, close" }).click();
    await expect(page.getByText("The room is closed.")).toBeVisible();
  });
});
