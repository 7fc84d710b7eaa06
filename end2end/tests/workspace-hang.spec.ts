// A preview that never returns to the browser. Apart from the other tests of the workspace because of the tracing.
import { openFile, row, typeAt, writeText } from "./editor.ts";
import { expect, signUp, test } from "./fixtures.ts";
import { createFromFiles, openWorkspace, preview, textAt } from "./project.ts";

// A trace takes a picture of every frame at every step and would wait six seconds for the hanging one each time.
test.use({ trace: "off", screenshot: "off" });

const PAGE = `<!doctype html>
<title>Kettle</title>
<script type="module" src="src/main.ts"></script>
<p id="out"></p>
`;

// Text that is run by eval is out of reach of the check in each loop.
const HANGS = `setTimeout(() => eval("while (true) {}"), 500);\n`;

/** Milliseconds from the wish to the saved text. A hanging workspace would take for ever. */
const LONGEST_MS = 8_000;

test("a preview that hangs leaves the workspace alive, can be stopped, and starts again", async ({ page }) => {
  await signUp(page);
  const id = await createFromFiles(page, { "index.html": PAGE, "src/main.ts": HANGS, "notes.md": "# Notes\n" });
  await openWorkspace(page, id);
  const panel = page.getByRole("region", { name: "Preview" });
  await expect(panel.getByRole("heading", { name: "The page does not answer" })).toBeVisible({ timeout: 30_000 });

  const started = Date.now();
  await openFile(page, "notes.md");
  await typeAt(page, "end", "still here\n");
  await expect.poll(() => textAt(page, id, "notes.md")).toContain("still here");
  await row(page, "index.html").click();
  expect(Date.now() - started).toBeLessThan(LONGEST_MS);

  await panel.getByRole("button", { name: "Stop it" }).click();
  await expect(panel.getByRole("heading", { name: "The preview is stopped" })).toBeVisible();
  await openFile(page, "main.ts");
  await writeText(page, `document.getElementById("out")!.textContent = "cooled";\n`);
  await expect(preview(page).locator("#out")).toHaveText("cooled", { timeout: 30_000 });
});
