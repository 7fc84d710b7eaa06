// The assistant beside the project, with the built-in analyst that needs no key. A model's answers: model.spec.ts.
import type { Locator, Page } from "@playwright/test";
import { editorReady, openFile, saved, typeAt } from "./editor.ts";
import { axe, expect, PHONE, signUp, surplusWidth, tabTo, test } from "./fixtures.ts";
import { createProject, fileAt, openWorkspace, preview, previewReady, textAt } from "./project.ts";

const BOOKS = "A reading list where I add books with author and page count, dark green";

function panel(page: Page): Locator {
  return page.getByRole("region", { name: "Assistant" });
}

function composer(page: Page): Locator {
  return panel(page).getByRole("textbox", { name: "Message" });
}

/** The answers so far, oldest first. */
function answers(page: Page): Locator {
  return panel(page).getByRole("log", { name: "Conversation" }).locator('[data-by="assistant"]');
}

/** Asks and waits for the whole answer. */
async function ask(page: Page, words: string): Promise<Locator> {
  const before = await answers(page).count();
  await composer(page).fill(words);
  await composer(page).press("Enter");
  const answer = answers(page).nth(before);
  await expect(answer).toBeVisible();
  await expect(answer).not.toHaveAttribute("aria-busy", "true", { timeout: 20_000 });
  return answer;
}

async function openBooks(page: Page): Promise<string> {
  await signUp(page);
  const id = await createProject(page, BOOKS);
  await openWorkspace(page, id);
  await expect(composer(page)).toBeVisible();
  return id;
}

test("the title is changed: asked, shown as a diff, applied, seen in the preview, undone", async ({ page }) => {
  const id = await openBooks(page);
  await previewReady(page);
  const heading = preview(page).getByRole("heading", { level: 1 });
  const before = await heading.innerText();
  const original = await fileAt(page, id, "index.html");

  const answer = await ask(page, "Change the title to Quiet Shelf");
  await expect(panel(page).getByText(/No model is configured. The built-in analyst/)).toBeVisible();
  await expect(answer.locator(".kit-ledger")).toContainText("analyst");
  const change = answer.getByRole("region", { name: "Change in index.html" });
  await expect(change.locator('[data-change="removed"]').first()).toContainText(before);
  await expect(change.locator('[data-change="added"]').first()).toContainText("Quiet Shelf");
  expect(await textAt(page, id, "index.html"), "a proposal changes nothing").toBe(original.text);

  await answer.getByRole("button", { name: "Apply all" }).click();
  await expect(answer.getByText("Applied", { exact: true })).toBeVisible();
  await expect(heading).toHaveText("Quiet Shelf");
  expect(await textAt(page, id, "index.html")).toContain("<title>Quiet Shelf</title>");

  await answer.getByRole("button", { name: "Undo" }).click();
  await expect(answer.getByText("Undone", { exact: true })).toBeVisible();
  await expect(heading).toHaveText(before);
  expect(await textAt(page, id, "index.html")).toBe(original.text);
});

test("one of several hunks is accepted, the others stay out", async ({ page }) => {
  const id = await openBooks(page);
  const before = await textAt(page, id, "index.html");
  const answer = await ask(page, "Change the title to Quiet Shelf");
  const hunks = answer.getByRole("button", { name: "Accept", exact: true });
  const count = await hunks.count();
  expect(count, "hunks to choose from").toBeGreaterThan(1);
  await hunks.first().click();
  await expect(answer.getByText(`1 of ${count} accepted`)).toBeVisible();
  await answer.getByRole("button", { name: "Apply 1" }).click();
  await expect(answer.getByText("Applied", { exact: true })).toBeVisible();
  // The title stands in two files, with a hunk for each.
  const files = await Promise.all(["index.html", "README.md"].map((path) => textAt(page, id, path)));
  expect(files.filter((text) => text?.includes("Quiet Shelf"))).toHaveLength(1);
  await answer.getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => textAt(page, id, "index.html")).toBe(before);
});

test("a proposal is looked at in the preview before it is applied", async ({ page }) => {
  const id = await openBooks(page);
  await previewReady(page);
  const heading = preview(page).getByRole("heading", { level: 1 });
  const before = await heading.innerText();
  const original = await textAt(page, id, "index.html");
  const answer = await ask(page, "Change the title to Quiet Shelf");
  const look = answer.getByRole("button", { name: "Preview" });
  const note = page.getByTestId("preview-trial");
  await look.click();
  await expect(heading).toHaveText("Quiet Shelf");
  await expect(look).toHaveAttribute("aria-pressed", "true");
  await expect(note).toContainText("It is not in your files");
  expect(await textAt(page, id, "index.html"), "looking changes nothing").toBe(original);
  await axe(page);

  // What is rejected leaves the preview, too.
  const rejects = answer.getByRole("button", { name: "Reject", exact: true });
  while ((await rejects.count()) > 0) await rejects.first().click();
  await expect(heading).toHaveText(before);
  await expect(note).toHaveCount(0);
  await expect(look).toBeDisabled();
  const undos = answer.getByRole("button", { name: "Undo", exact: true });
  while ((await undos.count()) > 0) await undos.first().click();

  await look.click();
  await expect(heading).toHaveText("Quiet Shelf");
  await note.getByRole("button", { name: "Show my files" }).click();
  await expect(heading).toHaveText(before);
  await expect(look).toHaveAttribute("aria-pressed", "false");

  await look.click();
  await expect(note).toBeVisible();
  await answer.getByRole("button", { name: "Apply all" }).click();
  await expect(answer.getByText("Applied", { exact: true })).toBeVisible();
  await expect(note).toHaveCount(0);
  await expect(heading).toHaveText("Quiet Shelf");
  expect(await textAt(page, id, "index.html")).toContain("<title>Quiet Shelf</title>");
});

test("the thread stays at its end while answers come", async ({ page }) => {
  await openBooks(page);
  for (const question of ["Change the title to Quiet Shelf", "Explain this file", "Change the title to Loud Shelf"]) {
    const answer = await ask(page, question);
    await expect(answer.locator(".kit-ledger")).toBeInViewport();
  }
});

test("a rejected proposal changes nothing", async ({ page }) => {
  const id = await openBooks(page);
  const before = await textAt(page, id, "index.html");
  const answer = await ask(page, "Change the title to Quiet Shelf");
  await answer.getByRole("button", { name: "Reject all" }).click();
  await expect(answer.getByText("Rejected", { exact: true })).toBeVisible();
  expect(await textAt(page, id, "index.html")).toBe(before);
  await page.reload();
  await expect(answers(page).first().getByText("Rejected", { exact: true })).toBeVisible();
});

test("a proposal for a text that has changed meanwhile is refused", async ({ page, expectError }) => {
  expectError(/status of 409/);
  const id = await openBooks(page);
  const answer = await ask(page, "Change the title to Quiet Shelf");
  // Opening a file while the reply is being written may stop it; this is about a proposal that is there.
  await expect(answer.getByRole("button", { name: "Apply all" })).toBeVisible();
  await openFile(page, "index.html");
  await typeAt(page, "end", "<!-- later -->\n");
  await saved(page);
  await expect.poll(() => textAt(page, id, "index.html")).toContain("later");
  await answer.getByRole("button", { name: "Apply all" }).click();
  await expect(answer.getByRole("alert")).toContainText("was changed after this proposal was made");
  expect(await textAt(page, id, "index.html")).not.toContain("Quiet Shelf");
});

test("text that is not saved yet belongs to what is changed", async ({ page }) => {
  const id = await openBooks(page);
  await openFile(page, "README.md");
  await typeAt(page, "end", "typed just now\n");
  const answer = await ask(page, 'replace "typed just now" with "changed just now"');
  await answer.getByRole("button", { name: "Apply all" }).click();
  await expect.poll(() => textAt(page, id, "README.md")).toContain("changed just now");
  await expect(page.locator(".view-lines")).toContainText("changed just now");
});

test("a file is explained, and a place in the answer opens it", async ({ page }) => {
  await openBooks(page);
  await openFile(page, "main.ts");
  const answer = await ask(page, "explain this file");
  await expect(answer).toContainText("main.ts");
  await expect(answer.locator(".kit-ledger")).toContainText("$0.00");
  await expect(answer.getByRole("button", { name: "Copy answer" })).toBeVisible();
});

test("what it cannot do is said in one sentence, without a change", async ({ page }) => {
  await openBooks(page);
  const answer = await ask(page, "write a websocket server with authentication");
  await expect(answer).toContainText(/can.t make this change/i);
  await expect(answer.getByRole("button", { name: "Apply all" })).toHaveCount(0);
});

test("words with markup in them are only words", async ({ page }) => {
  await openBooks(page);
  const sly = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script> what is <b>this</b>?`;
  const answer = await ask(page, sly);
  const thread = panel(page).getByRole("log", { name: "Conversation" });
  await expect(thread.locator('[data-by="user"]').last()).toContainText("<img src=x");
  await expect(thread.locator("img, script")).toHaveCount(0);
  await expect(answer).toBeVisible();
  expect(await page.title()).not.toContain("owned");
});

test("conversations are kept, listed, read again and deleted", async ({ page }) => {
  await openBooks(page);
  await ask(page, "Give me an overview of the project");
  await page.reload();
  await expect(answers(page).first()).toContainText(/text files/);
  await panel(page).getByRole("button", { name: "New conversation" }).click();
  await expect(answers(page)).toHaveCount(0);
  await ask(page, "explain README.md");

  await panel(page).getByRole("button", { name: "Conversations" }).click();
  const list = panel(page).getByRole("list", { name: "Conversations" });
  await expect(list.getByRole("listitem")).toHaveCount(2);
  await list.getByRole("button", { name: /^Give me an overview/ }).click();
  await expect(answers(page).first()).toContainText(/text files/);

  await panel(page).getByRole("button", { name: "Conversations" }).click();
  await list.getByRole("button", { name: /^Delete Give me an overview/ }).click();
  await list.getByRole("button", { name: "Delete for good" }).click();
  await expect(list.getByRole("listitem")).toHaveCount(1);
  await page.reload();
  await panel(page).getByRole("button", { name: "Conversations" }).click();
  await expect(list.getByRole("listitem")).toHaveCount(1);
});

test("from the question to the applied change without a mouse", async ({ page }) => {
  const id = await openBooks(page);
  await editorReady(page);
  await page.keyboard.press("Control+K");
  await expect(composer(page)).toBeFocused();
  await page.keyboard.type("Change the title to Typed Shelf");
  await page.keyboard.press("Shift+Enter");
  await page.keyboard.press("Backspace");
  await page.keyboard.press("Enter");
  await expect(answers(page).first().getByRole("button", { name: "Apply all" })).toBeVisible();
  // The composer is the last stop of the panel; what it answered stands before it.
  for (let step = 0; step < 12; step += 1) {
    const there = await page.evaluate(() => document.activeElement?.textContent?.trim());
    if (there === "Apply all") break;
    await page.keyboard.press("Shift+Tab");
  }
  await page.keyboard.press("Enter");
  await expect.poll(() => textAt(page, id, "index.html")).toContain("Typed Shelf");
  await tabTo(page, "textbox", "Message");
  await page.keyboard.press("Escape");
  await expect(composer(page)).toBeHidden();
  await page.keyboard.press("Control+K");
  await expect(composer(page)).toBeFocused();
});

test("an error in the preview is handed over with a click", async ({ page }) => {
  await openBooks(page);
  await previewReady(page);
  await openFile(page, "main.ts");
  await typeAt(page, "end", "const broken = ;\n");
  await page.getByRole("region", { name: "Preview" }).getByRole("button", { name: "Fix with assistant" }).click();
  await expect(composer(page)).toHaveValue(/does not build in src\/main\.ts:\d+/);
});

test("the panel works on a phone", async ({ page }) => {
  await page.setViewportSize(PHONE);
  const id = await openBooks(page);
  const answer = await ask(page, "Change the title to Pocket Shelf");
  expect(await surplusWidth(page)).toBe(0);
  await axe(page);
  await answer.getByRole("button", { name: "Apply all" }).click();
  await expect.poll(() => textAt(page, id, "index.html")).toContain("Pocket Shelf");
  await page.getByRole("tab", { name: "Preview" }).click();
  await expect(preview(page).getByRole("heading", { level: 1 })).toHaveText("Pocket Shelf", { timeout: 30_000 });
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`a conversation has no barriers (${colorScheme})`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await openBooks(page);
    await ask(page, "Change the title to Quiet Shelf");
    await ask(page, "explain README.md");
    await axe(page);
    await panel(page).getByRole("button", { name: "Conversations" }).click();
    await axe(page);
  });
}
