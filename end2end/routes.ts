// Every page of the product. The pictures (`cargo xtask screens`) and the tests that hold for all pages go through
// this list, so a page that is missing here is a page that nobody looks at.
import type { Page } from "@playwright/test";
import { createOrg, inviteInto } from "./tests/org.ts";
import { signUp } from "./tests/fixtures.ts";
import { createProject, planProject } from "./tests/project.ts";
import { commentIn, createRoom, inviteIntoRoom } from "./tests/room.ts";

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

/** Words with a field of most types and a wish that cannot be met, so that the plan's page shows all of its parts. */
const SENTENCE =
  "A reading list where I add books with author, page count (number), genre (one of fiction, history), finished on " +
  "(date) and a finished tick box, sorted by author, dark green, and mail me on Sundays";

/** As long as a name of an org may be, and without a place to break. */
const LONG_NAME = "Lesegesellschaft".repeat(5);

export const routes: Route[] = [
  { name: "landing", as: "visitor", path: "/" },
  { name: "sign-up", as: "visitor", path: "/sign-up" },
  { name: "sign-in", as: "visitor", path: "/sign-in" },
  { name: "forgot", as: "visitor", path: "/forgot" },
  { name: "check-mail", as: "visitor", path: "/check-mail" },
  { name: "marketplace", as: "visitor", path: "/marketplace" },
  { name: "marketplace-kind", as: "visitor", path: "/marketplace/templates" },
  { name: "marketplace-search", as: "visitor", path: "/marketplace?q=kanban" },
  { name: "marketplace-nothing-found", as: "visitor", path: "/marketplace?q=zzzzqqqq" },
  { name: "marketplace-listing", as: "visitor", path: firstListing },
  { name: "docs-api", as: "visitor", path: "/docs/api" },
  { name: "docs-collaboration", as: "visitor", path: "/docs/collaboration" },
  { name: "reset", as: "visitor", path: "/reset/no-such-secret" },
  { name: "confirm", as: "visitor", path: "/confirm/no-such-secret" },
  { name: "invite-dead", as: "visitor", path: "/invite/no-such-secret", status: 410 },
  { name: "outbox", as: "visitor", path: "/outbox" },
  { name: "not-found", as: "visitor", path: "/no-such-page", status: 404 },
  { name: "home", as: "user", path: "/home" },
  { name: "projects", as: "user", path: "/projects" },
  { name: "workspace", as: "user", path: async (page) => `/p/${await createProject(page, "A notes app with tags")}` },
  { name: "plan", as: "user", path: async (page) => `/projects/${await planProject(page, SENTENCE)}/plan` },
  { name: "projects-trash", as: "user", path: "/projects/trash" },
  { name: "settings-profile", as: "user", path: "/settings/profile" },
  { name: "settings-security", as: "user", path: "/settings/security" },
  { name: "settings-sessions", as: "user", path: "/settings/sessions" },
  { name: "settings-address", as: "user", path: "/settings/address/no-such-secret" },
  { name: "settings-orgs", as: "user", path: "/settings/orgs" },
  { name: "settings-org", as: "user", path: orgWithAnInvite },
  { name: "invite", as: "user", path: async (page) => inviteInto(page, await createOrg(page, LONG_NAME), guest()) },
  { name: "settings-api", as: "user", path: "/settings/api" },
  { name: "rooms-none", as: "user", path: async (page) => `/projects/${await createProject(page, "Notes")}/people` },
  { name: "rooms", as: "user", path: roomList },
  { name: "room", as: "user", path: roomWithEverything },
  { name: "room-empty", as: "user", path: async (page) => `/rooms/${(await createRoom(page, "Review")).id}` },
  { name: "room-closed", as: "user", path: closedRoom, status: 410 },
  { name: "room-nobodys", as: "user", path: "/rooms/no-such-room", status: 404 },
  { name: "room-invite", as: "user", path: roomInvite },
  { name: "room-invite-visitor", as: "visitor", path: (page) => asVisitor(page, roomInvite) },
  { name: "room-invite-dead", as: "visitor", path: "/invites/nosuchsecret", status: 404 },
  { name: "share", as: "user", path: async (page) => (await createRoom(page, LONG_NAME)).share },
  {
    name: "share-visitor",
    as: "visitor",
    path: (page) => asVisitor(page, async () => (await createRoom(page, LONG_NAME)).share),
  },
  { name: "share-dead", as: "visitor", path: "/share/nosuchsecret", status: 404 },
  { name: "notifications", as: "user", path: "/notifications" },
];

/** The address of a route for this page's visitor. */
export async function pathOf(route: Route, page: Page): Promise<string> {
  return typeof route.path === "string" ? route.path : route.path(page);
}

async function firstListing(page: Page): Promise<string> {
  const answer = await page.request.get("/api/v1/listings");
  const shelf: { items: { slug: string }[] } = await answer.json();
  const first = shelf.items[0];
  if (!first) throw new Error("The marketplace shows no listing that could be opened.");
  return `/marketplace/templates/${first.slug}`;
}

/** An address that nobody has. */
function guest(): string {
  return `guest-${crypto.randomUUID()}@example.com`;
}

async function orgWithAnInvite(page: Page): Promise<string> {
  const org = await createOrg(page, LONG_NAME);
  await inviteInto(page, org, guest());
  return `/settings/orgs/${org}`;
}

/** A room with all of its parts, and long words in them. */
async function roomWithEverything(page: Page): Promise<string> {
  const room = await createRoom(page, LONG_NAME);
  await inviteIntoRoom(page, room.id, guest());
  const thread = await commentIn(page, room.id, `Why so long? ${LONG_NAME}${LONG_NAME}`);
  await commentIn(page, room.id, "It has to be.\nThere is no other name.", thread);
  const settle = { data: { isResolved: true } };
  expectOk(await page.request.patch(`/api/collaboration/comments/${thread}`, settle));
  await commentIn(page, room.id, "Another thread");
  expectOk(await page.request.post(`/api/collaboration/rooms/${room.id}/rating`, { data: { stars: 4 } }));
  return `/rooms/${room.id}`;
}

async function roomList(page: Page): Promise<string> {
  return `/projects/${(await createRoom(page, LONG_NAME)).project}/people`;
}

async function closedRoom(page: Page): Promise<string> {
  const room = await createRoom(page, LONG_NAME);
  expectOk(await page.request.delete(`/api/collaboration/rooms/${room.id}`));
  return `/rooms/${room.id}`;
}

async function roomInvite(page: Page): Promise<string> {
  return inviteIntoRoom(page, (await createRoom(page, LONG_NAME)).id, guest());
}

/** What somebody with an account made, to be looked at by somebody without. */
async function asVisitor(page: Page, make: (page: Page) => Promise<string>): Promise<string> {
  await signUp(page);
  const path = await make(page);
  await page.context().clearCookies();
  return path;
}

function expectOk(answer: { ok(): boolean; status(): number; url(): string }): void {
  if (!answer.ok()) throw new Error(`${answer.url()} answered ${answer.status()}.`);
}
