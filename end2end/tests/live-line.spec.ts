// Lines that break, servers that end, and what becomes of text that was typed meanwhile.
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { openFile, row, rowMenu, saved, typeAt } from "./editor.ts";
import { expect, isSignedIn, signIn, signUp, test, type Person } from "./fixtures.ts";
import {
  agreed,
  allHave,
  come,
  CUT,
  FILES,
  giveRole,
  goIn,
  goTo,
  keptInBrowser,
  Line,
  meet,
  only,
  openLive,
  openTogether,
  stands,
  textShown,
} from "./live.ts";
import { filesOf, textAt } from "./project.ts";
import { freePorts, startServer } from "./server.ts";

/** As long as a train is in a tunnel. */
const AWAY_MS = 20_000;

/** What the browser's console says while there is no server. */
const DOWN = [...CUT, /ERR_(CONNECTION_|EMPTY_RESPONSE|SOCKET_NOT_CONNECTED|INCOMPLETE_CHUNKED)/, /status of 50\d/];

// Several browsers share two cores.
test.describe.configure({ timeout: 120_000 });

/** Types one letter after the other until it is enough. Answers what was typed. */
async function typeUntil(page: Page, letters: string, isEnough: () => boolean): Promise<string> {
  let typed = "";
  while (!isEnough()) {
    const letter = letters[typed.length % letters.length]!;
    await page.keyboard.type(letter, { delay: 100 });
    typed += letter;
  }
  return typed;
}

/** Leaves by the menu, as people do. */
async function signOut(page: Page, person: Person): Promise<void> {
  await page.goto("/settings/profile");
  await page.locator("summary").filter({ hasText: person.username }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("link", { name: "Sign in" })).toBeVisible();
  expect(await isSignedIn(page)).toBe(false);
}

test("twenty seconds without a line: both go on typing, and in the end both have everything", async ({
  page,
  openContext,
  expectError,
}) => {
  expectError(...CUT);
  const line = await Line.of(page.context());
  await signUp(page);
  const meeting = await meet(page);
  const other = await (await openContext()).newPage();
  await come(other, meeting.secret);
  await openTogether(meeting, "words.txt", page, other);
  await goTo(page, 1, "end");
  await goTo(other, 1, 1);
  await page.keyboard.type("<");
  await agreed(meeting, "words.txt", [page, other], "<");

  const end = Date.now() + AWAY_MS;
  const isEnough = () => Date.now() >= end;
  const typing = Promise.all([typeUntil(page, "abcdefghij", isEnough), typeUntil(other, "KLMNOPQRST", isEnough)]);
  await line.cut();
  await stands(page, "offline");
  const [away, here] = await typing;
  await stands(page, "offline");
  // Each sees one's own words only; the server has those of the one who is there.
  await expect.poll(() => textShown(page)).toContain(`<${away}`);
  await expect.poll(() => textAt(page, meeting.project, "words.txt")).toContain(`${here}one`);
  await line.mend();
  const text = await agreed(meeting, "words.txt", [page, other], here, away);
  expect(text).toBe(`${here}one two three<${away}\nfour five six\n`);
  await stands(page, "saved");
  await stands(other, "saved");
  // And on it goes.
  await Promise.all([page.keyboard.type(">"), other.keyboard.type("U")]);
  await allHave(meeting, "words.txt", [page, other], `${here}Uone two three<${away}>\nfour five six\n`);
});

test("what was under way when the line broke is neither lost nor there twice", async ({
  page,
  openContext,
  expectError,
}) => {
  expectError(...CUT);
  const line = await Line.of(page.context());
  await signUp(page);
  const meeting = await meet(page);
  const other = await (await openContext()).newPage();
  await come(other, meeting.secret);
  await openTogether(meeting, "words.txt", page, other);
  await goTo(page, 1, "end");
  await goTo(other, 1, "end");
  // Broken in the middle of a word, again and again: some of it has arrived, and the answer has not.
  let cuts = 0;
  const isEnough = () => cuts >= 5;
  const typing = Promise.all([typeUntil(page, "abcdefghij", isEnough), typeUntil(other, "KLMNOPQRST", isEnough)]);
  try {
    for (; cuts < 5; cuts += 1) {
      // Letters of the one whose line is cut have arrived since the last time.
      const letters = async () => only((await textAt(page, meeting.project, "words.txt"))!, /[a-j]/).length;
      const before = await letters();
      await expect.poll(letters).toBeGreaterThan(before);
      await line.cut();
      await line.mend();
    }
  } finally {
    cuts = 5;
  }
  const [mine, theirs] = await typing;
  await Promise.all([page.keyboard.type("z"), other.keyboard.type("Z")]);
  const text = await agreed(meeting, "words.txt", [page, other], "z", "Z");
  const added = text.replace(/^one two three/, "").replace(/\nfour five six\n$/, "");
  expect(only(added, /[a-z]/)).toBe(`${mine}z`);
  expect(only(added, /[A-Z]/)).toBe(`${theirs}Z`);
  await stands(page, "saved");
});

test("a line that dies without a word is noticed", async ({ page, openContext, expectError }) => {
  expectError(...CUT);
  const line = await Line.of(page.context());
  await signUp(page);
  const meeting = await meet(page);
  const other = await (await openContext()).newPage();
  await come(other, meeting.secret);
  await openTogether(meeting, "words.txt", page, other);
  await stands(page, "saved");
  line.silence();
  await typeAt(page, "end", "into the void\n");
  await expect(page.getByTestId("saved-state")).not.toHaveText("saved");
  await typeAt(other, "start", "meanwhile\n");
  await stands(page, "offline");
  await line.mend();
  await allHave(meeting, "words.txt", [page, other], `meanwhile\n${FILES["words.txt"]}into the void\n`);
  await stands(page, "saved");
});

test("a page that is closed without a line leaves its words in the browser, which brings them back", async ({
  page,
  openContext,
  expectError,
}) => {
  expectError(...CUT);
  const line = await Line.of(page.context());
  await signUp(page);
  const meeting = await meet(page);
  const other = await (await openContext()).newPage();
  await come(other, meeting.secret);
  await openTogether(meeting, "words.txt", page, other);
  await line.cut();
  await typeAt(page, "end", "written on the train\n");
  await stands(page, "offline");
  await keptInBrowser(page, "written on the train");
  await page.close();
  await typeAt(other, "start", "written at the desk\n");
  await stands(other, "saved");

  await line.mend();
  const again = await page.context().newPage();
  await openLive(again, meeting);
  await openFile(again, "words.txt");
  const text = `written at the desk\n${FILES["words.txt"]}written on the train\n`;
  await allHave(meeting, "words.txt", [again, other], text);
  await stands(again, "saved");
  // What has arrived is not brought back a second time.
  await again.reload();
  await openFile(again, "words.txt");
  await typeAt(again, "end", "once\n");
  await allHave(meeting, "words.txt", [again, other], `${text}once\n`);
});

for (const end of ["stopped", "killed"] as const) {
  test(`the server is ${end} and started again in the middle of a word`, async ({ openContext, expectError }) => {
    test.setTimeout(180_000);
    expectError(...DOWN);
    const ports = await freePorts();
    let server = await startServer({}, ports);
    try {
      const page = await (await openContext({ baseURL: server.url })).newPage();
      const other = await (await openContext({ baseURL: server.url })).newPage();
      await signUp(page);
      const meeting = await meet(page);
      await come(other, meeting.secret);
      await openTogether(meeting, "words.txt", page, other);
      await goTo(page, 1, "end");
      await goTo(other, 2, "end");
      await Promise.all([page.keyboard.type("abc"), other.keyboard.type("KLM")]);
      await agreed(meeting, "words.txt", [page, other], "abc", "KLM");

      const typing = Promise.all([
        page.keyboard.type("defghij", { delay: 100 }),
        other.keyboard.type("NOPQRST", { delay: 100 }),
      ]);
      await expect.poll(() => textAt(page, meeting.project, "words.txt")).toContain("abcd");
      await (end === "stopped" ? server.stop() : server.kill());
      await typing;
      await stands(page, "offline");
      await stands(other, "offline");
      await Promise.all([page.keyboard.type(" 123"), other.keyboard.type(" 456")]);
      server = await startServer({}, ports);
      const text = "one two threeabcdefghij 123\nfour five sixKLMNOPQRST 456\n";
      await allHave(meeting, "words.txt", [page, other], text);
      await stands(page, "saved");
      await stands(other, "saved");
      // The log that a new server reads says the same.
      await page.reload();
      await openFile(page, "words.txt");
      await allHave(meeting, "words.txt", [page, other], text);
    } finally {
      await server.stop();
    }
  });
}

test("whoever lost the role meanwhile is offered their text, and nothing of it gets in", async ({
  page,
  openContext,
  expectError,
}) => {
  expectError(...CUT, /status of 403/);
  await signUp(page);
  const meeting = await meet(page);
  const context = await openContext();
  const line = await Line.of(context);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const other = await context.newPage();
  const ben = await come(other, meeting.secret);
  await openTogether(meeting, "words.txt", page, other);
  await line.cut();
  await typeAt(other, "end", "written too late\n");
  await stands(other, "offline");
  await giveRole(page, meeting, ben.id, "viewer");
  await typeAt(page, "start", "from the owner\n");
  await line.mend();

  const dialog = other.getByRole("dialog", { name: "Your text of words.txt" });
  await expect(dialog).toBeVisible({ timeout: 20_000 });
  await expect(dialog.getByRole("button", { name: "Keep as a copy" })).toHaveCount(0);
  await dialog.getByRole("button", { name: "Copy text" }).click();
  await expect.poll(() => other.evaluate(() => navigator.clipboard.readText())).toContain("written too late");
  const downloading = other.waitForEvent("download");
  await dialog.getByRole("link", { name: /^Download/ }).or(dialog.getByRole("button", { name: /^Download/ })).click();
  expect(readFileSync(await (await downloading).path(), "utf8")).toContain("written too late");
  await dialog.getByRole("button", { name: "Discard" }).click();
  await expect(dialog).toHaveCount(0);

  await typeAt(page, "end", "the end\n");
  await allHave(meeting, "words.txt", [page, other], `from the owner\n${FILES["words.txt"]}the end\n`);
  expect((await filesOf(page, meeting.project)).length).toBe(Object.keys(FILES).length);
});

test("text for a file that was deleted meanwhile is kept as a copy", async ({ page, openContext, expectError }) => {
  expectError(...CUT, /status of 404/);
  await signUp(page);
  const meeting = await meet(page);
  const context = await openContext();
  const line = await Line.of(context);
  const other = await context.newPage();
  await come(other, meeting.secret);
  await openTogether(meeting, "words.txt", page, other);
  await line.cut();
  await typeAt(other, "end", "written too late\n");
  await stands(other, "offline");
  await rowMenu(page, "words.txt", "Delete");
  await expect(row(page, "words.txt")).toHaveCount(0);
  await expect.poll(() => textAt(page, meeting.project, "words.txt")).toBeUndefined();
  await line.mend();

  const dialog = other.getByRole("dialog", { name: "Your text of words.txt" });
  await expect(dialog).toBeVisible({ timeout: 20_000 });
  await dialog.getByRole("button", { name: "Keep as a copy" }).click();
  await expect(dialog).toHaveCount(0);
  await expect
    .poll(async () => (await filesOf(page, meeting.project)).map(({ text }) => text))
    .toContain(`${FILES["words.txt"]}written too late\n`);
  const copy = (await filesOf(page, meeting.project)).find(({ text }) => text?.includes("written too late"))!;
  // Everybody has it.
  for (const each of [page, other]) await expect(row(each, copy.path)).toBeVisible();
});

test("words of somebody who signed out are shown to nobody else, and are there when they come back", async ({
  page,
  openContext,
  expectError,
}) => {
  expectError(...CUT);
  const line = await Line.of(page.context());
  const ada = await signUp(page);
  const meeting = await meet(page);
  const elsewhere = await (await openContext()).newPage();
  const ben = await come(elsewhere, meeting.secret);
  await openLive(page, meeting);
  await openFile(page, "words.txt");
  await saved(page);
  // Requests go through, so that one can sign out; the text does not.
  line.silence();
  await line.dropSockets();
  await typeAt(page, "end", "a secret of Ada\n");
  await expect(page.getByTestId("saved-state")).not.toHaveText("saved");
  await keptInBrowser(page, "a secret of Ada");
  await signOut(page, ada);
  await line.mend();

  await signIn(page, ben.person);
  await goIn(page, meeting.secret);
  await openLive(page, meeting);
  await openFile(page, "words.txt");
  await typeAt(page, "start", "from Ben\n");
  await allHave(meeting, "words.txt", [page], `from Ben\n${FILES["words.txt"]}`);
  await saved(page);
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.getByText("a secret of Ada")).toHaveCount(0);
  await signOut(page, ben.person);

  await signIn(page, ada);
  await openLive(page, meeting);
  await openFile(page, "words.txt");
  await allHave(meeting, "words.txt", [page], `from Ben\n${FILES["words.txt"]}a secret of Ada\n`);
  await saved(page);
});
