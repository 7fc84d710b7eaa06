// The code editor and the tree of the workspace, by their roles.
import { expect, type Locator, type Page } from "@playwright/test";

/** The editor's text field. It has no size of its own; see `editorReady`. */
export function editor(page: Page): Locator {
  return page.getByRole("textbox", { name: /^Code editor/ });
}

/** Waits until the editor has loaded, which begins with the page, and shows the open file. */
export async function editorReady(page: Page): Promise<void> {
  await expect(editor(page)).toBeAttached({ timeout: 30_000 });
  await expect(page.locator(".view-lines")).toBeVisible();
}

/** A row of the file tree. */
export function row(page: Page, name: string): Locator {
  return page.getByRole("treeitem", { name, exact: true });
}

/** Opens a file from the tree and waits for its text. */
export async function openFile(page: Page, name: string): Promise<void> {
  await row(page, name).click();
  const tab = page.getByRole("group", { name: "Open files" }).getByRole("button", { name, exact: true });
  await expect(tab).toHaveAttribute("aria-current", "true");
  await editorReady(page);
}

/** Puts the cursor at an end of the text and types. */
export async function typeAt(page: Page, where: "start" | "end", text: string): Promise<void> {
  await editor(page).focus();
  await page.keyboard.press(where === "start" ? "Control+Home" : "Control+End");
  // As one piece, like a paste: the editor's own brackets and indents are not what is tested.
  await page.keyboard.insertText(text);
}

/** Replaces the whole text. */
export async function writeText(page: Page, text: string): Promise<void> {
  await editor(page).focus();
  await page.keyboard.press("Control+A");
  await page.keyboard.insertText(text);
}

/** Waits until the page says that the server has everything. */
export async function saved(page: Page): Promise<void> {
  await expect(page.getByTestId("saved-state")).toHaveText("saved");
}

/** Chooses a line of a row's menu. */
export async function rowMenu(page: Page, name: string, item: string): Promise<void> {
  await row(page, name).click({ button: "right" });
  await page.getByRole("menu", { name: "File actions" }).getByRole("menuitem", { name: item }).click();
}

/** The message in the corner. */
export function toast(page: Page, text: string | RegExp): Locator {
  return page.locator(".kit-toast").filter({ hasText: text });
}
