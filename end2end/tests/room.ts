// Rooms, for tests whose subject is something else.
import { expect, type Page } from "@playwright/test";
import { createProject } from "./project.ts";

/** A room that a test opened. */
export interface Room {
  /** Its id. */
  id: string;
  /** The project that it is on. */
  project: string;
  /** Its first link, as a path: whoever has it can edit. */
  share: string;
}

/** Opens a room on a new project, as the signed-in visitor of this page. */
export async function createRoom(page: Page, name: string): Promise<Room> {
  const project = await createProject(page, "A landing page for a small bakery");
  const answer = await page.request.post("/api/collaboration/rooms", { data: { projectId: project, name } });
  expect(answer.status(), await answer.text()).toBe(201);
  const made: { roomId: string; inviteLink: string } = await answer.json();
  return { id: made.roomId, project, share: new URL(made.inviteLink).pathname };
}

/** Invites an address into a room as a viewer. Answers the link, as a path. */
export async function inviteIntoRoom(page: Page, room: string, email: string): Promise<string> {
  const data = { email, role: "viewer" };
  const answer = await page.request.post(`/api/collaboration/rooms/${room}/invite`, { data });
  expect(answer.status(), await answer.text()).toBe(200);
  const sent: { inviteLink: string } = await answer.json();
  return new URL(sent.inviteLink).pathname;
}

/** Writes a comment on the first line of the first text, or an answer to one. Answers its id. */
export async function commentIn(page: Page, room: string, content: string, parentId?: string): Promise<string> {
  const details = await (await page.request.get(`/api/collaboration/rooms/${room}`)).json();
  const files: { path: string; isBinary: boolean }[] = details.files;
  const filePath = files.find((file) => !file.isBinary)?.path;
  const data = { filePath, lineNumber: 1, content, parentId };
  const answer = await page.request.post(`/api/collaboration/rooms/${room}/comments`, { data });
  expect(answer.status(), await answer.text()).toBe(201);
  const made: { comment: { commentId: string } } = await answer.json();
  return made.comment.commentId;
}

/** Comes in through a link with the page's own account. */
export async function joinByLink(page: Page, share: string): Promise<void> {
  await page.goto(share);
  await page.getByRole("button", { name: /^Join as / }).click();
  await expect(page).toHaveURL(/\/rooms\//);
}

/** The link that the page shows once, as a path. */
export async function freshLink(page: Page): Promise<string> {
  return new URL(await page.getByLabel("Copy the link now; it is not shown again.").inputValue()).pathname;
}
