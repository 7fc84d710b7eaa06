// Who is here, who may do what, and the things beside the text that are live: files, locks, comments.
import type { Locator, Page } from "@playwright/test";
import { editor, openFile, row, rowMenu, saved, toast, typeAt } from "./editor.ts";
import { axe, expect, signUp, test } from "./fixtures.ts";
import {
  agreed,
  allHave,
  come,
  FILES,
  giveRole,
  goTo,
  isNamed,
  isTyping,
  linkForViewers,
  meet,
  openTogether,
  peopleHere,
  personHere,
  textShown,
  type Meeting,
} from "./live.ts";
import { fileAt, filesOf, textAt } from "./project.ts";

const READER = "You can look at this project but not change it.";

// Several browsers share two cores.
test.describe.configure({ timeout: 120_000 });

/** The tab of an open file. */
function tab(page: Page, name: string): Locator {
  return page.getByRole("group", { name: "Open files" }).getByRole("button", { name, exact: true });
}

/** Shows that typing has no effect on one page: what the other types afterwards arrives, and nothing else. */
async function cannotType(meeting: Meeting, reader: Page, writer: Page, mark: string): Promise<void> {
  const before = await agreed(meeting, "words.txt", [writer, reader]);
  await editor(reader).focus();
  await reader.keyboard.press("Control+Home");
  await reader.keyboard.type("nope");
  await reader.keyboard.insertText("nope");
  await reader.keyboard.press("Delete");
  await typeAt(writer, "end", `${mark}\n`);
  await allHave(meeting, "words.txt", [writer, reader], `${before}${mark}\n`);
}

test("people see each other, where they are and that they type; nobody is kept out", async ({ page, openContext }) => {
  const ada = await signUp(page);
  const long = Array.from({ length: 60 }, (_, n) => `line ${n + 1}\n`).join("");
  const meeting = await meet(page, { ...FILES, "long.txt": long });
  const other = await (await openContext()).newPage();
  const ben = await come(other, meeting.secret);
  await openTogether(meeting, "words.txt", page, other);
  await expect(personHere(page, ben.name)).toHaveAccessibleName(`${ben.name}, editor`);
  await expect(personHere(other, ada.username)).toBeVisible();
  await axe(other);

  await goTo(other, 2, "end");
  await expect.poll(() => textShown(page)).toBe(FILES["words.txt"]);
  await other.keyboard.type("k");
  await expect(isTyping(page, ben.name)).toBeVisible({ timeout: 1_000 });
  await other.keyboard.type("ettle");
  await expect.poll(() => isNamed(page, ben.name), { timeout: 1_000 }).toBe(true);
  // Nobody is told of oneself.
  await expect(isTyping(other, ben.name)).toHaveCount(0);
  expect(await isNamed(other, ben.name)).toBe(false);
  await expect(isTyping(page, ben.name)).toBeHidden({ timeout: 4_000 });
  await expect.poll(() => isNamed(page, ben.name), { timeout: 4_000 }).toBe(false);
  await other.keyboard.type("s");
  await expect(isTyping(page, ben.name)).toBeVisible();
  await axe(page);

  // A press on a name goes to where that person is.
  await openFile(other, "long.txt");
  await goTo(other, 45, 3);
  await expect(async () => {
    await personHere(page, ben.name).click();
    await expect(tab(page, "long.txt")).toHaveAttribute("aria-current", "true", { timeout: 500 });
    await expect(page.getByText(/Ln 45, Col/)).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 10_000 });
  await expect.poll(() => textShown(page)).toContain("line 45");

  await other.close();
  await expect(peopleHere(page)).toHaveCount(0);
});

test("who only looks cannot type, until the role is raised, and no longer after it is taken", async ({
  page,
  openContext,
}) => {
  await signUp(page);
  const meeting = await meet(page);
  const other = await (await openContext()).newPage();
  const ben = await come(other, await linkForViewers(page, meeting));
  await openTogether(meeting, "words.txt", page, other);
  await expect(personHere(page, ben.name)).toHaveAccessibleName(`${ben.name}, viewer`);
  await expect(other.getByText(READER)).toBeVisible();
  await expect(other.getByRole("button", { name: "New file", exact: true })).toHaveCount(0);
  await cannotType(meeting, other, page, "seen by both");

  await giveRole(page, meeting, ben.id, "editor");
  await expect(toast(other, "You are an editor now.")).toBeVisible({ timeout: 1_000 });
  await expect(other.getByText(READER)).toHaveCount(0);
  await typeAt(other, "start", "at last\n");
  await expect.poll(() => textAt(page, meeting.project, "words.txt"), { timeout: 1_000 }).toContain("at last");
  await agreed(meeting, "words.txt", [page, other], "at last");
  await expect(personHere(page, ben.name)).toHaveAccessibleName(`${ben.name}, editor`);
  await expect(other.getByRole("button", { name: "New file", exact: true })).toBeVisible();

  await giveRole(page, meeting, ben.id, "viewer");
  await expect(toast(other, "You can only look now.")).toBeVisible({ timeout: 1_000 });
  await expect(other.getByText(READER)).toBeVisible();
  await cannotType(meeting, other, page, "and again");
});

test("files appear, change their names, go and come back for everybody", async ({ page, openContext }) => {
  await signUp(page);
  const meeting = await meet(page);
  const other = await (await openContext()).newPage();
  await come(other, meeting.secret);
  await openTogether(meeting, "words.txt", page, other);

  await page.getByRole("button", { name: "New file", exact: true }).click();
  await page.getByLabel("Name of the file").fill("parts/list.txt");
  await page.getByRole("button", { name: "Create" }).click();
  await expect(row(other, "parts")).toBeVisible();
  await expect(row(other, "list.txt")).toBeVisible();

  // Renamed while both write in it: the text goes on.
  await openFile(page, "list.txt");
  await openFile(other, "list.txt");
  await typeAt(page, "end", "kettle\n");
  await agreed(meeting, "parts/list.txt", [page, other], "kettle");
  await rowMenu(other, "list.txt", "Rename");
  await other.getByLabel("New name").fill("rows.txt");
  await other.keyboard.press("Enter");
  await expect(row(page, "rows.txt")).toBeVisible();
  await expect(row(page, "list.txt")).toHaveCount(0);
  await expect(tab(page, "rows.txt")).toHaveAttribute("aria-current", "true");
  await typeAt(page, "end", "teapot\n");
  await typeAt(other, "start", "cup\n");
  await allHave(meeting, "parts/rows.txt", [page, other], "cup\nkettle\nteapot\n");
  await saved(page);
  await saved(other);

  await rowMenu(page, "rows.txt", "Delete");
  await expect(row(other, "rows.txt")).toHaveCount(0);
  await expect(tab(other, "rows.txt")).toHaveCount(0);
  await expect(toast(other, "rows.txt").first()).toBeVisible();
  await expect(other.getByRole("dialog")).toHaveCount(0);
  await toast(page, "is in the trash").getByRole("button", { name: "Undo" }).click();
  await expect(row(other, "rows.txt")).toBeVisible();
  await openFile(page, "rows.txt");
  await openFile(other, "rows.txt");
  await typeAt(other, "end", "and it goes on\n");
  await allHave(meeting, "parts/rows.txt", [page, other], "cup\nkettle\nteapot\nand it goes on\n");
});

test("a locked file is one person's until it is freed or they leave", async ({ page, openContext }) => {
  const ada = await signUp(page);
  const meeting = await meet(page);
  const other = await (await openContext()).newPage();
  await come(other, meeting.secret);
  await openTogether(meeting, "words.txt", page, other);
  await rowMenu(page, "words.txt", "Lock");
  await expect(row(other, "words.txt")).toHaveAccessibleDescription(`Locked by ${ada.username}`);
  await cannotType(meeting, other, page, "by its holder");
  // Other files are free.
  await openFile(other, "notes.md");
  await typeAt(other, "end", "free\n");
  await expect.poll(() => textAt(page, meeting.project, "notes.md")).toContain("free");
  await openFile(other, "words.txt");

  await rowMenu(page, "words.txt", "Unlock");
  await expect(row(other, "words.txt")).not.toHaveAccessibleDescription(/Locked/);
  await typeAt(other, "end", "by both\n");
  const text = `${FILES["words.txt"]}by its holder\nby both\n`;
  await allHave(meeting, "words.txt", [page, other], text);

  await rowMenu(page, "words.txt", "Lock");
  await expect(row(other, "words.txt")).toHaveAccessibleDescription(`Locked by ${ada.username}`);
  const address = page.url();
  await page.goto("about:blank");
  await expect(row(other, "words.txt")).not.toHaveAccessibleDescription(/Locked/, { timeout: 35_000 });
  await typeAt(other, "end", "after the holder\n");
  await expect.poll(() => textAt(page, meeting.project, "words.txt")).toBe(`${text}after the holder\n`);
  await page.goto(address);
  await openFile(page, "words.txt");
  await allHave(meeting, "words.txt", [page, other], `${text}after the holder\n`);
});

test("a comment goes with its line", async ({ page, openContext }) => {
  await signUp(page);
  const lines = Array.from({ length: 9 }, (_, n) => `line ${n + 1}\n`).join("");
  const meeting = await meet(page, { "words.txt": lines });
  const other = await (await openContext()).newPage();
  await come(other, meeting.secret);
  await openTogether(meeting, "words.txt", page, other);
  const reader = await page.context().newPage();
  await reader.goto(`/rooms/${meeting.room}`);
  const form = reader.getByRole("form", { name: "New comment" });
  await form.getByLabel("Line").fill("5");
  await form.getByLabel("Comment").fill("Is this the fifth?");
  await form.getByRole("button", { name: "Comment" }).click();
  const thread = reader.getByRole("article").filter({ hasText: "Is this the fifth?" });
  await expect(thread).toContainText("line 5");
  const isOn = (place: string) =>
    expect(async () => {
      await reader.reload();
      await expect(thread.getByText(place, { exact: true })).toBeVisible({ timeout: 1_000 });
    }).toPass({ timeout: 15_000 });
  const chip = (n: number) => `line ${n}`;

  await page.bringToFront();
  await typeAt(other, "start", "above\nand above\n");
  await agreed(meeting, "words.txt", [page, other], "and above");
  await isOn(chip(7));
  // Words in the line itself leave it where it is; a line that goes takes the comment off the text, not away.
  await goTo(other, 7, 1);
  await other.keyboard.insertText("the fifth ");
  await agreed(meeting, "words.txt", [other], "the fifth line 5");
  await isOn(chip(7));
  await goTo(other, 7, 1);
  await other.keyboard.press("Shift+End");
  await other.keyboard.press("Delete");
  await expect.poll(() => textAt(page, meeting.project, "words.txt")).not.toContain("line 5");
  await isOn("On text that was deleted");
  await other.keyboard.press("Control+Z");
  await expect.poll(() => textAt(page, meeting.project, "words.txt")).toContain("the fifth line 5");
  await isOn(chip(7));
});

test("a file that another program writes is the same for those who have it open", async ({ page, openContext }) => {
  await signUp(page);
  const meeting = await meet(page);
  const other = await (await openContext()).newPage();
  await come(other, meeting.secret);
  await openTogether(meeting, "words.txt", page, other);
  await typeAt(page, "end", "typed\n");
  await agreed(meeting, "words.txt", [page, other], "typed");
  await saved(page);
  const file = await fileAt(page, meeting.project, "words.txt");
  const edits = [{ start: 0, end: 3, text: "ONE" }];
  const data = { baseVersion: file.version, edits };
  const answer = await page.request.patch(`/api/v1/files/${file.id}`, { data });
  expect(answer.status(), await answer.text()).toBe(200);
  await typeAt(other, "start", "meanwhile\n");
  await allHave(meeting, "words.txt", [page, other], "meanwhile\nONE two three\nfour five six\ntyped\n");
  expect((await filesOf(page, meeting.project)).length).toBe(Object.keys(FILES).length);
});
