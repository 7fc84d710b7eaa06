// Projects, for tests whose subject is something else.
import { expect, type FrameLocator, type Page } from "@playwright/test";
import { gotoHydrated } from "./fixtures.ts";

/** A file of a project with its text. */
export interface ProjectFile {
  id: string;
  path: string;
  version: number;
  isBinary: boolean;
  text: string | null;
}

/** Makes a project from a description, as the signed-in visitor of this page. Answers its id. */
export async function createProject(page: Page, description: string): Promise<string> {
  const answer = await page.request.post("/api/v1/projects", { data: { description } });
  expect(answer.status(), await answer.text()).toBe(201);
  const project: { id: string } = await answer.json();
  return project.id;
}

/** Makes a plan from a description, without files. Answers the project's id. */
export async function planProject(page: Page, description: string): Promise<string> {
  const answer = await page.request.post("/api/v1/projects", { data: { description, approved: false } });
  expect(answer.status(), await answer.text()).toBe(201);
  const project: { id: string } = await answer.json();
  return project.id;
}

/** Makes a project from files of one's own. */
export async function createFromFiles(page: Page, files: Record<string, string>): Promise<string> {
  const id = await createProject(page, "A landing page for a small bakery");
  for (const file of await filesOf(page, id)) {
    expect((await page.request.delete(`/api/v1/files/${file.id}`)).ok()).toBe(true);
  }
  for (const [path, text] of Object.entries(files)) {
    const answer = await page.request.post(`/api/v1/projects/${id}/files`, { data: { path, text } });
    expect(answer.ok(), await answer.text()).toBe(true);
  }
  return id;
}

/** All files of a project as the server has them. */
export async function filesOf(page: Page, project: string): Promise<ProjectFile[]> {
  const answer = await page.request.get(`/api/v1/projects/${project}/snapshot`);
  expect(answer.status(), await answer.text()).toBe(200);
  return answer.json();
}

/** One file as the server has it. */
export async function fileAt(page: Page, project: string, path: string): Promise<ProjectFile> {
  const file = (await filesOf(page, project)).find((file) => file.path === path);
  expect(file, `${path} in the project`).toBeTruthy();
  return file!;
}

/** The text of one file as the server has it; nothing when there is no such file. */
export async function textAt(page: Page, project: string, path: string): Promise<string | undefined> {
  return (await filesOf(page, project)).find((file) => file.path === path)?.text ?? undefined;
}

/** Opens the workspace of a project and waits until it works. */
export async function openWorkspace(page: Page, project: string): Promise<void> {
  await gotoHydrated(page, `/p/${project}`);
  // A phone shows one panel at a time; the tree is there all the same.
  await expect(page.getByRole("tree", { name: "Project files", includeHidden: true })).toBeAttached();
}

/** Waits until the preview shows what the editor holds. */
export async function previewReady(page: Page): Promise<void> {
  const status = page.getByRole("region", { name: "Preview" }).getByRole("status").first();
  await expect(status).toHaveText("Preview is ready", { timeout: 30_000 });
}

/** The page inside the preview: the project's own, one frame below the one that keeps the line to the workspace. */
export function preview(page: Page): FrameLocator {
  return page.frameLocator('iframe[title^="Preview of"]').frameLocator('iframe[title="Preview"]');
}
