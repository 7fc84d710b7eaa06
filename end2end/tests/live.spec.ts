// Typing together: several people, tabs and screens in one text, which is the same for everybody in the end.
import type { Page } from "@playwright/test";
import { editor, openFile, row, saved, toast, typeAt } from "./editor.ts";
import { expect, PHONE, signUp, test } from "./fixtures.ts";
import { randomFrom } from "./generated/words.ts";
import {
  agreed,
  allHave,
  come,
  FILES,
  goIn,
  goTo,
  meet,
  only,
  openLive,
  openTogether,
  paste,
  peopleHere,
  personHere,
  stands,
  textShown,
} from "./live.ts";
import { textAt } from "./project.ts";

const LOWER = "abcdefghijklmnopqrstuvwxyz";
const UPPER = LOWER.toUpperCase();

const SEED = Number(process.env["BURNISH_E2E_SEED"]);

// Several browsers share two cores.
test.describe.configure({ timeout: 120_000 });

test("two people type at once in one line, and each one's letters stay in order", async ({ page, openContext }) => {
  await signUp(page);
  const meeting = await meet(page);
  const other = await (await openContext()).newPage();
  await come(other, meeting.secret);
  await openTogether(meeting, "words.txt", page, other);
  // First both at one place, then at two places of the line.
  await goTo(page, 1, "end");
  await goTo(other, 1, "end");
  await Promise.all([page.keyboard.type(LOWER, { delay: 20 }), other.keyboard.type(UPPER, { delay: 20 })]);
  const once = await agreed(meeting, "words.txt", [page, other], "z", "Z");
  const added = once.replace(/^one two three/, "").replace(/\nfour five six\n$/, "");
  expect(only(added, /[a-z]/)).toBe(LOWER);
  expect(only(added, /[A-Z]/)).toBe(UPPER);

  await goTo(page, 1, 1);
  await goTo(other, 1, 5);
  await Promise.all([page.keyboard.type("12345", { delay: 20 }), other.keyboard.type("67890", { delay: 20 })]);
  const twice = await agreed(meeting, "words.txt", [page, other], "5", "0");
  expect(twice.replace(/\d/g, "")).toBe(once);
  expect(only(twice, /[1-5]/)).toBe("12345");
  expect(only(twice, /[06-9]/)).toBe("67890");
  await saved(page);
  await saved(other);
});

test("emoji are never torn, not even when they are deleted while somebody types", async ({ page, openContext }) => {
  await signUp(page);
  const meeting = await meet(page, { ...FILES, "words.txt": "ab\n" });
  const other = await (await openContext()).newPage();
  await come(other, meeting.secret);
  await openTogether(meeting, "words.txt", page, other);
  await goTo(page, 1, "end");
  await goTo(other, 1, 1);
  await Promise.all([page.keyboard.insertText("👩‍👩‍👧‍👦🫖🐦"), other.keyboard.type("12345", { delay: 20 })]);
  await allHave(meeting, "words.txt", [page, other], "12345ab👩‍👩‍👧‍👦🫖🐦\n");

  const erase = async () => {
    for (let press = 0; press < 3; press += 1) await page.keyboard.press("Backspace", { delay: 20 });
  };
  const write = async () => {
    await other.keyboard.insertText("🎈");
    await other.keyboard.type("67890", { delay: 20 });
  };
  await Promise.all([erase(), write()]);
  await page.keyboard.insertText("!");
  const text = await agreed(meeting, "words.txt", [page, other], "67890", "!");
  // How much of a family one press takes is the editor's affair; half a character is nobody's.
  expect(text).not.toMatch(/\p{Surrogate}/u);
  expect(text).not.toContain("\ufffd");
  expect(text).toMatch(/^12345🎈67890ab[\p{Emoji}\u200d]*!\n$/u);
  expect(text).not.toContain("🫖");
  expect(text).not.toContain("🐦");
});

test("words of an input method arrive whole while somebody types in the same line", async ({ page, openContext }) => {
  await signUp(page);
  const meeting = await meet(page);
  const other = await (await openContext()).newPage();
  await come(other, meeting.secret);
  await openTogether(meeting, "words.txt", page, other);
  await goTo(page, 1, 4);
  await goTo(other, 1, 1);
  const keys = await page.context().newCDPSession(page);
  const compose = (text: string) => {
    const end = text.length;
    return keys.send("Input.imeSetComposition", { text, selectionStart: end, selectionEnd: end });
  };
  await compose("に");
  await expect.poll(() => textShown(page)).toContain("に");
  // What the other types arrives in the middle of the composition, and after it.
  await other.keyboard.type(UPPER.slice(0, 13), { delay: 20 });
  await expect.poll(() => textAt(page, meeting.project, "words.txt")).toContain("ABCDEFGHIJKLM");
  const rest = other.keyboard.type(UPPER.slice(13), { delay: 20 });
  for (const step of ["にほ", "にほん", "日本"]) await compose(step);
  await keys.send("Input.insertText", { text: "日本" });
  await rest;
  await allHave(meeting, "words.txt", [page, other], `${UPPER}one日本 two three\nfour five six\n`);
  // A composition that is given up leaves nothing.
  await compose("とうきょう");
  await other.keyboard.type("12345", { delay: 20 });
  await compose("");
  await allHave(meeting, "words.txt", [page, other], `${UPPER}12345one日本 two three\nfour five six\n`);
});

async function pressed(page: Page, key: string, times: number): Promise<void> {
  for (let n = 0; n < times; n += 1) await page.keyboard.press(key);
}

test("undo takes back one's own words and leaves those of others inside and around", async ({ page, openContext }) => {
  await signUp(page);
  const meeting = await meet(page);
  const other = await (await openContext()).newPage();
  await come(other, meeting.secret);
  await openTogether(meeting, "words.txt", page, other);
  const both = [page, other];
  const reads = (line: string) => allHave(meeting, "words.txt", both, `${line}\nfour five six\n`);
  await goTo(page, 1, "end");
  await page.keyboard.insertText(" RED GREEN BLUE");
  await reads("one two three RED GREEN BLUE");
  await goTo(other, 1, 21);
  await other.keyboard.insertText("11");
  await goTo(other, 1, 1);
  await other.keyboard.insertText("22");
  await reads("22one two three RED GR11EEN BLUE");

  // A word at a time, as editors do.
  await pressed(page, "Control+Z", 1);
  await reads("22one two three RED GR11EEN");
  await pressed(page, "Control+Z", 2);
  await reads("22one two three11");
  await pressed(page, "Control+Shift+Z", 3);
  await reads("22one two three RED GR11EEN BLUE");

  await editor(other).focus();
  await other.keyboard.press("Control+Z");
  await reads("one two three RED GR11EEN BLUE");
  await other.keyboard.press("Control+Z");
  await reads("one two three RED GREEN BLUE");
  // Nothing of one's own is left to take back.
  await other.keyboard.press("Control+Z");
  await other.keyboard.insertText("33");
  const text = await agreed(meeting, "words.txt", both, "33");
  expect(text.replace("33", "")).toBe("one two three RED GREEN BLUE\nfour five six\n");
});

test("a version is brought back while somebody types", async ({ page, openContext }) => {
  await signUp(page);
  const meeting = await meet(page);
  const other = await (await openContext()).newPage();
  await come(other, meeting.secret);
  const data = { message: "Early" };
  const saving = await page.request.post(`/api/v1/projects/${meeting.project}/versions`, { data });
  expect(saving.status(), await saving.text()).toBe(200);
  await openTogether(meeting, "words.txt", page, other);
  await typeAt(page, "end", "later words\n");
  await agreed(meeting, "words.txt", [page, other], "later words");

  await page.getByRole("button", { name: "Versions", exact: true }).first().click();
  const timeline = page.getByRole("region", { name: "Timeline" });
  await timeline.getByRole("listitem").filter({ hasText: "Early" }).getByRole("button", { name: "Restore" }).click();
  const restore = page.getByRole("dialog", { name: /^Restore version/ }).getByRole("button", { name: "Restore" });
  await expect(restore).toBeVisible();
  let isBack = false;
  const typing = (async () => {
    await goTo(other, 1, "end");
    for (let key = 0; key < 500 && !isBack; key += 1) await other.keyboard.type("7", { delay: 10 });
  })();
  // Some of it is on its way already when the version comes back.
  await expect.poll(() => textAt(page, meeting.project, "words.txt")).toContain("7");
  await restore.click();
  await expect(toast(page, /Brought back as version/)).toBeVisible();
  isBack = true;
  await typing;
  await other.keyboard.insertText(" still here");
  const text = await agreed(meeting, "words.txt", [page, other], "still here");
  expect(text).not.toContain("later words");
  expect(text.replace(/7* still here/, "").replace(/7/g, "")).toBe(FILES["words.txt"]);
  await expect(timeline.getByRole("listitem").filter({ hasText: "Restored version" })).toBeVisible();
});

test("two tabs of one person are one person, and both write", async ({ page, openContext }) => {
  const ada = await signUp(page);
  const meeting = await meet(page);
  const other = await (await openContext()).newPage();
  const ben = await come(other, meeting.secret);
  const tab = await page.context().newPage();
  for (const each of [page, tab, other]) {
    await openLive(each, meeting);
    await openFile(each, "words.txt");
  }
  await expect(personHere(other, ada.username)).toHaveCount(1);
  await expect(peopleHere(other)).toHaveCount(1);
  await expect(personHere(tab, ben.name)).toHaveCount(1);
  await expect(peopleHere(tab)).toHaveCount(1);

  // Only the tab in front draws.
  await page.bringToFront();
  await goTo(page, 1, "end");
  await page.keyboard.insertText(" from the first");
  await agreed(meeting, "words.txt", [page, other], "from the first");
  await tab.bringToFront();
  await goTo(tab, 2, "end");
  await Promise.all([tab.keyboard.insertText(" from the second"), typeAt(other, "start", "from Ben\n")]);
  const text = "from Ben\none two three from the first\nfour five six from the second\n";
  await allHave(meeting, "words.txt", [tab, other], text);
  await page.bringToFront();
  await allHave(meeting, "words.txt", [page], text);

  // What one tab wrote is not the other's to take back.
  await editor(page).focus();
  await pressed(page, "Control+Z", 3);
  await allHave(meeting, "words.txt", [page, other], text.replace(" from the first", ""));

  await tab.close();
  await expect(personHere(other, ada.username)).toHaveCount(1);
  await page.close();
  await expect(peopleHere(other)).toHaveCount(0);
});

test("a megabyte that is pasted arrives", async ({ page, openContext }) => {
  await signUp(page);
  const meeting = await meet(page);
  const other = await (await openContext()).newPage();
  await come(other, meeting.secret);
  await openTogether(meeting, "words.txt", page, other);
  // 100 characters with its line feed.
  const line = (n: number) => `${`line ${n} `.padEnd(99, "reeds and herons ").slice(0, 99)}\n`;
  const pasted = Array.from({ length: 10_000 }, (_, n) => line(n)).join("");
  expect(pasted.length).toBe(1_000_000);
  await goTo(page, 2, 1);
  await paste(page, pasted);
  const whole = `one two three\n${pasted}four five six\n`;
  // Compared here: a failure would print both of them.
  const arrived = async () => (await textAt(page, meeting.project, "words.txt")) === whole;
  await expect.poll(arrived, { timeout: 30_000 }).toBe(true);
  await stands(page, "saved");

  await editor(other).focus();
  await other.keyboard.press("Control+End");
  await expect(other.getByText("Ln 10003, Col 1")).toBeVisible();
  await expect.poll(() => textShown(other)).toContain("line 9999 ");
  await other.keyboard.insertText("and on");
  await expect
    .poll(async () => (await textAt(page, meeting.project, "words.txt")) === `${whole}and on`, { timeout: 30_000 })
    .toBe(true);
  await page.keyboard.press("Control+End");
  await expect.poll(() => textShown(page)).toContain("and on");
});

test("a phone and a desk write in one text", async ({ page, openContext }) => {
  await signUp(page);
  const meeting = await meet(page);
  const phone = await (await openContext({ viewport: PHONE })).newPage();
  await come(phone, meeting.secret);
  await openLive(page, meeting);
  await openFile(page, "words.txt");
  await openLive(phone, meeting);
  await phone.getByRole("tab", { name: "Code" }).click();
  await phone.getByRole("group", { name: "Open files" }).getByRole("button", { name: "Files" }).click();
  await row(phone, "words.txt").click();
  const field = phone.getByRole("textbox", { name: "Text of the file" });
  await expect(field).toHaveValue(FILES["words.txt"]);

  await field.press("Control+Home");
  await field.press("End");
  await Promise.all([field.pressSequentially(" 12345", { delay: 20 }), typeAt(page, "start", "from the desk\n")]);
  await allHave(meeting, "words.txt", [page, phone], "from the desk\none two three 12345\nfour five six\n");
  // The cursor stayed behind the word, although lines came above it.
  await phone.keyboard.type("67890", { delay: 20 });
  await allHave(meeting, "words.txt", [page, phone], "from the desk\none two three 1234567890\nfour five six\n");
  await stands(phone, "saved");
});

test("a guest without an account writes along", async ({ page, openContext }) => {
  await signUp(page);
  const meeting = await meet(page);
  const other = await (await openContext()).newPage();
  await goIn(other, meeting.secret, "Gus");
  await openTogether(meeting, "words.txt", page, other);
  await expect(personHere(page, "Gus")).toHaveAccessibleName("Gus, editor");
  await typeAt(other, "start", "from Gus\n");
  await typeAt(page, "end", "to Gus\n");
  await allHave(meeting, "words.txt", [page, other], "from Gus\none two three\nfour five six\nto Gus\n");
});

test(`three people write whatever they like for 15 seconds (seed ${SEED})`, async ({ page, openContext }, info) => {
  await signUp(page);
  const meeting = await meet(page);
  const pages = [page];
  for (let n = 0; n < 2; n += 1) {
    const other = await (await openContext()).newPage();
    await come(other, meeting.secret);
    pages.push(other);
  }
  await openTogether(meeting, "words.txt", ...pages);
  // A key that meets the tree instead would do something to the file.
  for (const each of pages) await goTo(each, 1, 1);
  const end = Date.now() + 15_000;
  await Promise.all(
    pages.map(async (each, who) => {
      const random = randomFrom(SEED + 7919 * info.repeatEachIndex + 104_729 * who);
      const below = (count: number) => Math.floor(random() * count);
      const one = <T>(of: readonly T[]) => of[below(of.length)]!;
      const keys = each.keyboard;
      // Few new lines, so that the editor can show the whole text.
      let lines = 4;
      const write = () => keys.type(one(["reed ", "heron ", "kettle ", "tea "]), { delay: 5 });
      const acts = [
        write,
        write,
        write,
        () => goTo(each, 1 + below(4), 1 + below(12)),
        () => goTo(each, 1 + below(4), "end"),
        () => keys.insertText(one(["🫖", "é", "👩‍👩‍👧‍👦", "日本"])),
        () => ((lines -= 1) >= 0 ? keys.insertText("\n") : write()),
        () => keys.press("Backspace"),
        () => keys.press("Delete"),
        () => keys.press("Shift+Control+ArrowLeft"),
        () => keys.press("Control+Z"),
        () => keys.press("Control+Shift+Z"),
      ];
      while (Date.now() < end) await one(acts)();
      await each.keyboard.press("Control+End");
      await each.keyboard.insertText(`<${who}>`);
    }),
  );
  const text = await agreed(meeting, "words.txt", pages, "<0>", "<1>", "<2>");
  expect(text).not.toMatch(/\p{Surrogate}/u);
  for (const each of pages) await stands(each, "saved");
  // And it is what somebody sees who comes only now.
  await page.reload();
  await openFile(page, "words.txt");
  await allHave(meeting, "words.txt", pages, text);
});
