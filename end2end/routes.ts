// Every page of the product. The pictures (`cargo xtask screens`) and the tests that hold for all pages go through
// this list, so a page that is missing here is a page that nobody looks at.
import type { Page } from "@playwright/test";
import { createProject } from "./tests/project.ts";

export interface Route {
  /** Names the picture. */
  name: string;
  /** Who looks at it. */
  as: "visitor" | "user";
  /** The path, or how to make the thing that the page shows and get its path. */
  path: string | ((page: Page) => Promise<string>);
  /** The status of the answer, 200 unless said otherwise. */
  status?: number;
}

export const routes: Route[] = [
  { name: "landing", as: "visitor", path: "/" },
  { name: "sign-up", as: "visitor", path: "/sign-up" },
  { name: "sign-in", as: "visitor", path: "/sign-in" },
  { name: "forgot", as: "visitor", path: "/forgot" },
  { name: "check-mail", as: "visitor", path: "/check-mail" },
  { name: "marketplace", as: "visitor", path: "/marketplace" },
  { name: "marketplace-kind", as: "visitor", path: "/marketplace/template" },
  { name: "marketplace-search", as: "visitor", path: "/marketplace?q=kanban" },
  { name: "marketplace-nothing-found", as: "visitor", path: "/marketplace?q=zzzzqqqq" },
  { name: "marketplace-listing", as: "visitor", path: firstListing },
  { name: "docs-api", as: "visitor", path: "/docs/api" },
  { name: "outbox", as: "visitor", path: "/outbox" },
  { name: "not-found", as: "visitor", path: "/no-such-page", status: 404 },
  { name: "home", as: "user", path: "/home" },
  { name: "projects", as: "user", path: "/projects" },
  { name: "workspace", as: "user", path: async (page) => `/p/${await createProject(page, "A notes app with tags")}` },
  { name: "settings-profile", as: "user", path: "/settings/profile" },
  { name: "settings-security", as: "user", path: "/settings/security" },
  { name: "settings-sessions", as: "user", path: "/settings/sessions" },
];

/** The address of a route for this page's visitor. */
export async function pathOf(route: Route, page: Page): Promise<string> {
  return typeof route.path === "string" ? route.path : route.path(page);
}

async function firstListing(page: Page): Promise<string> {
  await page.goto("/marketplace");
  const link = page.getByRole("main").getByRole("article").first().getByRole("link").first();
  const path = await link.getAttribute("href");
  if (!path) throw new Error("The marketplace shows no listing that could be opened.");
  return path;
}
