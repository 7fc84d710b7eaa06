// What the workspace promises about text that cannot be sent at once, or that two people change in one place: nobody is
// asked to choose between two texts, and nothing is lost.
import type { Page } from "@playwright/test";
import { editorReady, openFile, row, saved, toast, typeAt, writeText } from "./editor.ts";
import { expect, hydrated, signIn, signUp, test } from "./fixtures.ts";
import { agreed, allHave, CUT, keptInBrowser, Line, meet, openLive, stands, textShown, type Meeting } from "./live.ts";
import { fileAt, filesOf, textAt } from "./project.ts";

const NOTES = "# Notes\n";
const FILES = { "notes.md": NOTES, "words.txt": "one two three\n" };

// Several browsers share two cores.
test.describe.configure({ timeout: 120_000 });

/** Opens the same file in all browsers. */
async function openBoth(meeting: Meeting, pages: Page[]): Promise<void> {
  for (const each of pages) {
    await openLive(each, meeting);
    await openFile(each, "notes.md");
    await stands(each, "saved");
  }
}

/** The texts of all files but the one that nobody touches. */
async function texts(page: Page, meeting: Meeting): Promise<(string | null)[]> {
  const files = await filesOf(page, meeting.project);
  return files.filter(({ path }) => path !== "words.txt").map(({ text }) => text);
}

test.describe("text", () => {
  test("of two windows in the same line is both, at once, and nobody is asked", async ({ page, openContext }) => {
    const ada = await signUp(page);
    const meeting = await meet(page, FILES);
    const other = await (await openContext()).newPage();
    await signIn(other, ada);
    await openBoth(meeting, [page, other]);
    await typeAt(page, "start", "mine ");
    await allHave(meeting, "notes.md", [page, other], `mine ${NOTES}`);
    // Neither waits for the other's letters.
    await Promise.all([page.keyboard.insertText("and mine "), typeAt(other, "start", "theirs ")]);
    const text = `theirs mine and mine ${NOTES}`;
    await allHave(meeting, "notes.md", [page, other], text);
    for (const each of [page, other]) {
      await saved(each);
      await expect(each.getByRole("dialog")).toHaveCount(0);
    }
    expect(await texts(page, meeting)).toEqual([text]);
  });

  test("that replaced the same line on both sides of a broken line keeps both", async ({
    page,
    openContext,
    expectError,
  }) => {
    expectError(...CUT);
    const ada = await signUp(page);
    const meeting = await meet(page, FILES);
    const context = await openContext();
    const line = await Line.of(context);
    const other = await context.newPage();
    await signIn(other, ada);
    await openBoth(meeting, [page, other]);
    await line.cut();
    await writeText(other, "# mine\n");
    await stands(other, "offline");
    await writeText(page, "# theirs\n");
    await expect.poll(() => textAt(page, meeting.project, "notes.md")).toBe("# theirs\n");
    await line.mend();
    const text = await agreed(meeting, "notes.md", [page, other], "mine", "theirs");
    expect(text).not.toContain("Notes");
    for (const each of [page, other]) {
      await expect(each.getByRole("dialog")).toHaveCount(0);
      await stands(each, "saved");
    }
    expect(await texts(page, meeting)).toEqual([text]);
  });

  for (const [choice, kept] of [
    ["Keep as a copy", [`${NOTES}mine\n`]],
    ["Discard", []],
  ] as const) {
    test(`whose place is gone is shown, and “${choice}” does what it says`, async ({
      page,
      openContext,
      expectError,
    }) => {
      expectError(...CUT, /status of 404/);
      const ada = await signUp(page);
      const meeting = await meet(page, FILES);
      const context = await openContext();
      const line = await Line.of(context);
      const other = await context.newPage();
      await signIn(other, ada);
      await openBoth(meeting, [page, other]);
      await line.cut();
      await typeAt(other, "end", "mine\n");
      await stands(other, "offline");
      const file = await fileAt(page, meeting.project, "notes.md");
      expect((await page.request.delete(`/api/v1/files/${file.id}`)).ok()).toBe(true);
      await line.mend();
      const dialog = other.getByRole("dialog", { name: "Your text of notes.md" });
      await expect(dialog).toBeVisible({ timeout: 20_000 });
      for (const name of ["Keep as a copy", "Copy text", "Discard"]) {
        await expect(dialog.getByRole("button", { name, exact: true })).toBeVisible();
      }
      await dialog.getByRole("button", { name: choice, exact: true }).click();
      await expect(dialog).toHaveCount(0);
      await expect.poll(() => texts(page, meeting)).toEqual(kept);
      // What was chosen is settled: it does not come up again.
      await other.reload();
      await openFile(other, "words.txt");
      await typeAt(other, "end", "four\n");
      await allHave(meeting, "words.txt", [other], `${FILES["words.txt"]}four\n`);
      await expect(other.getByRole("dialog")).toHaveCount(0);
      expect(await texts(page, meeting)).toEqual(kept);
    });
  }

  test("that is typed without a connection is kept and sent later", async ({ page, expectError }) => {
    expectError(...CUT);
    const line = await Line.of(page.context());
    await signUp(page);
    const meeting = await meet(page, FILES);
    await openBoth(meeting, [page]);
    await line.cut();
    await typeAt(page, "end", "written on the train\n");
    await stands(page, "offline");
    await expect(page.getByRole("alert").filter({ hasText: "cannot be reached" })).toBeVisible();
    await keptInBrowser(page, "written on the train");
    await line.mend();
    await allHave(meeting, "notes.md", [page], `${NOTES}written on the train\n`);
    await stands(page, "saved");
    await expect(page.getByRole("alert").filter({ hasText: "cannot be reached" })).toHaveCount(0);
  });

  test("that was not sent before the page was closed comes back without being asked for", async ({
    page,
    expectError,
  }) => {
    expectError(...CUT);
    const line = await Line.of(page.context());
    await signUp(page);
    const meeting = await meet(page, FILES);
    await openBoth(meeting, [page]);
    // Requests come through, as they do when only the socket is in trouble: a reload works.
    line.silence();
    await line.dropSockets();
    await typeAt(page, "end", "first\n");
    await keptInBrowser(page, "first");
    await page.reload();
    await hydrated(page);
    await row(page, "notes.md").click();
    await editorReady(page);
    await expect.poll(() => textShown(page)).toBe(`${NOTES}first\n`);
    await typeAt(page, "end", "second\n");
    await keptInBrowser(page, "second");
    expect(await textAt(page, meeting.project, "notes.md")).toBe(NOTES);
    await line.mend();
    await allHave(meeting, "notes.md", [page], `${NOTES}first\nsecond\n`);
    await stands(page, "saved");
    await expect(toast(page, /not saved/i)).toHaveCount(0);
  });
});
