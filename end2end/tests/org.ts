// Orgs, for tests whose subject is something else.
import { expect, type Page } from "@playwright/test";
import { linkInMail } from "./fixtures.ts";

/** Makes an org, as the signed-in visitor of this page. Answers its id. */
export async function createOrg(page: Page, name: string): Promise<string> {
  const answer = await page.request.post("/api/v1/orgs", { data: { name } });
  expect(answer.status(), await answer.text()).toBe(201);
  const org: { id: string } = await answer.json();
  return org.id;
}

/** Invites an address as a member. Answers the link in the mail, as a path. */
export async function inviteInto(page: Page, org: string, email: string): Promise<string> {
  const answer = await page.request.post(`/api/v1/orgs/${org}/invites`, { data: { email, role: "member" } });
  expect(answer.status(), await answer.text()).toBe(201);
  return linkInMail(page, email, "/invite/");
}
