import { expect, type Page } from "@playwright/test";

/** Makes a project from a description, as the signed-in visitor of this page. Answers its id. */
export async function createProject(page: Page, description: string): Promise<string> {
  const answer = await page.request.post("/api/v1/projects", { data: { description } });
  expect(answer.status(), await answer.text()).toBe(201);
  const project: { id: string } = await answer.json();
  return project.id;
}
