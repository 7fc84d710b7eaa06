// Several people in one project at once, for tests of the live workspace.
import { expect, type BrowserContext, type Locator, type Page, type WebSocketRoute } from "@playwright/test";
import { editor, openFile } from "./editor.ts";
import { gotoHydrated, signUp, type Person } from "./fixtures.ts";
import { createFromFiles, textAt } from "./project.ts";

/** Files whose editor shows them whole, without brackets that close themselves. */
export const FILES = { "words.txt": "one two three\nfour five six\n", "notes.md": "# Notes\n" };

/** A project in which people meet. */
export interface Meeting {
  project: string;
  room: string;
  /** The last part of the link that lets people in as editors. */
  secret: string;
}

/** Somebody who came in by a link. */
export interface Guest {
  /** As the others see them. */
  name: string;
  /** Their id in the room. */
  id: string;
}

/** Makes a project and a room on it, as the signed-in visitor of this page. */
export async function meet(page: Page, files: Record<string, string> = FILES): Promise<Meeting> {
  const project = await createFromFiles(page, files);
  const data = { projectId: project, name: "Review" };
  const answer = await page.request.post("/api/collaboration/rooms", { data });
  expect(answer.status(), await answer.text()).toBe(201);
  const made: { roomId: string; inviteLink: string } = await answer.json();
  return { project, room: made.roomId, secret: secretOf(made.inviteLink) };
}

/** A link for people who only look, made by an owner. Answers its last part. */
export async function linkForViewers(owner: Page, meeting: Meeting): Promise<string> {
  const data = { name: "To look", role: "viewer", lifetime: "7d" };
  const answer = await owner.request.post(`/api/collaboration/rooms/${meeting.room}/share-links`, { data });
  expect(answer.status(), await answer.text()).toBe(201);
  const made: { url: string } = await answer.json();
  return secretOf(made.url);
}

/** Goes in by a link: with the page's own account, or as a guest of that name. */
export async function goIn(page: Page, secret: string, name = ""): Promise<Guest> {
  const answer = await page.request.post(`/api/collaboration/share/${secret}/join`, { data: { name } });
  expect(answer.status(), await answer.text()).toBe(200);
  const { participant }: { participant: { userId: string; displayName: string } } = await answer.json();
  return { name: participant.displayName, id: participant.userId };
}

/** Signs up and goes in by a link. */
export async function come(page: Page, secret: string): Promise<Guest & { person: Person }> {
  const person = await signUp(page);
  return { ...(await goIn(page, secret)), person };
}

/** Gives somebody another role, as the owner. */
export async function giveRole(owner: Page, meeting: Meeting, who: string, role: "editor" | "viewer"): Promise<void> {
  const path = `/api/collaboration/rooms/${meeting.room}/participants/${who}`;
  const answer = await owner.request.patch(path, { data: { role } });
  expect(answer.status(), await answer.text()).toBe(200);
}

/** Opens the workspace in the room. */
export async function openLive(page: Page, meeting: Meeting): Promise<void> {
  await gotoHydrated(page, `/p/${meeting.project}?room=${meeting.room}`);
  await expect(page.getByRole("tree", { name: "Project files", includeHidden: true })).toBeAttached();
}

/** Opens one file on the pages of different people, and waits until each sees all others. */
export async function openTogether(meeting: Meeting, name: string, ...pages: Page[]): Promise<void> {
  for (const page of pages) {
    await openLive(page, meeting);
    await openFile(page, name);
  }
  for (const page of pages) await expect(peopleHere(page)).toHaveCount(pages.length - 1);
}

/** The others who are here. */
export function peopleHere(page: Page): Locator {
  return page.getByRole("group", { name: "People here" }).getByRole("button");
}

/** One of the others who are here. */
export function personHere(page: Page, name: string): Locator {
  return page.getByRole("group", { name: "People here" }).getByRole("button", { name: new RegExp(`^${name}, `) });
}

/** Whether the page says that it stands with the server as wished. */
export async function stands(page: Page, as: "saved" | "syncing" | "offline"): Promise<void> {
  await expect(page.getByTestId("saved-state")).toHaveText(as, { timeout: 20_000 });
}

/**
 * The text that somebody reads on the page: in the plain field where there is one, otherwise in the editor. The editor
 * draws only the lines that fit, so the file has to be short.
 */
export async function textShown(page: Page): Promise<string> {
  const field = page.getByRole("textbox", { name: "Text of the file" });
  if ((await field.count()) > 0) return field.inputValue();
  const lines = page.getByRole("region", { name: "Editor", exact: true }).locator(".view-lines");
  return lines.evaluate((element) => {
    const shown = [...element.querySelectorAll(":scope > .view-line")].map((line) => {
      const copy = line.cloneNode(true) as Element;
      // The name above somebody's cursor is no text of the file.
      for (const label of copy.querySelectorAll(".workspace-caret-name")) label.remove();
      return { top: line.getBoundingClientRect().top, text: copy.textContent ?? "" };
    });
    // Monaco uses its elements again in any order, and writes each space as one that does not break.
    shown.sort((one, other) => one.top - other.top);
    return shown.map(({ text }) => text.replaceAll("\u00a0", " ")).join("\n");
  });
}

/** Waits until all pages and the server have exactly this text. The first page has to be allowed to read it. */
export async function allHave(meeting: Meeting, path: string, pages: Page[], text: string): Promise<void> {
  await expect
    .poll(() => everyText(meeting, path, pages), { timeout: 20_000 })
    .toEqual(Array.from({ length: pages.length + 1 }, () => text));
}

/**
 * Waits until all pages and the server have the same text with all of these words in it, and answers it. Name the words
 * that were typed last: before they arrive, all may agree on an older text.
 */
export async function agreed(meeting: Meeting, path: string, pages: Page[], ...words: string[]): Promise<string> {
  let common = "";
  await expect(async () => {
    const [stored, ...shown] = await everyText(meeting, path, pages);
    for (const text of shown) expect(text, "the text on a page, beside the server's").toBe(stored);
    for (const one of words) expect(stored).toContain(one);
    common = stored!;
  }).toPass({ timeout: 30_000 });
  return common;
}

async function everyText(meeting: Meeting, path: string, pages: Page[]): Promise<(string | undefined)[]> {
  const shown = await Promise.all(pages.map(textShown));
  return [await textAt(pages[0]!, meeting.project, path), ...shown];
}

/** The characters of one kind, in their order. */
export function only(text: string, kind: RegExp): string {
  return [...text].filter((letter) => kind.test(letter)).join("");
}

/** Puts the cursor at a line and column from 1, or at the end of the line, with the keyboard. */
export async function goTo(page: Page, line: number, column: number | "end"): Promise<void> {
  await editor(page).focus();
  await page.keyboard.press("Control+Home");
  for (let step = 1; step < line; step += 1) await page.keyboard.press("ArrowDown");
  if (column === "end") await page.keyboard.press("End");
  else for (let step = 1; step < column; step += 1) await page.keyboard.press("ArrowRight");
}

/** Pastes a text where the cursor is. */
export async function paste(page: Page, text: string): Promise<void> {
  await editor(page).focus();
  await page.evaluate((text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
    document.activeElement!.dispatchEvent(event);
  }, text);
}

/** Whether the name of somebody stands at their cursor, large enough to be read. */
export function isNamed(page: Page, name: string): Promise<boolean> {
  return page.locator(".workspace-caret-name").filter({ hasText: name }).evaluateAll((labels) =>
    labels.some((label) => {
      const { width, height } = label.getBoundingClientRect();
      return width >= 20 && height >= 8 && label.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    }),
  );
}

/** The line that says that somebody types. */
export function isTyping(page: Page, name: string): Locator {
  return page.locator(".workspace-typing").filter({ hasText: `${name} is typing…` });
}

/** Waits until the browser itself keeps these words for later, as a page must before it may be closed. */
export async function keptInBrowser(page: Page, words: string): Promise<void> {
  const everything = () =>
    page.evaluate(async () => {
      const settled = <T>(ask: IDBRequest<T>) =>
        new Promise<T>((resolve, reject) => {
          ask.onsuccess = () => resolve(ask.result);
          ask.onerror = () => reject(ask.error);
        });
      const found: unknown[] = [];
      for (const { name } of await indexedDB.databases()) {
        if (!name) continue;
        const base = await settled(indexedDB.open(name));
        for (const store of Array.from(base.objectStoreNames)) {
          found.push(await settled(base.transaction(store).objectStore(store).getAll()));
        }
        base.close();
      }
      return JSON.stringify(found);
    });
  await expect.poll(everything).toContain(words);
}

/** What the browser's console says of a line that a test has cut. */
export const CUT: RegExp[] = [/ERR_INTERNET_DISCONNECTED/, /Failed to fetch/, /WebSocket connection to/];

/** The code with which browsers report a line that broke. */
const BROKEN = 1006;

/**
 * The line between one browser and the server, which a test can cut. `setOffline` alone fails new requests but leaves
 * open sockets as they are. To be made before the browser's first page is opened.
 */
export class Line {
  readonly #context: BrowserContext;
  readonly #open = new Set<{ socket: WebSocketRoute; isDead: boolean }>();
  #isCut = false;

  constructor(context: BrowserContext) {
    this.#context = context;
  }

  static async of(context: BrowserContext): Promise<Line> {
    const line = new Line(context);
    await context.routeWebSocket(/\/ws\//, (socket) => line.#connect(socket));
    return line;
  }

  /** Cuts it: what is under way is lost, and the browser knows. */
  async cut(): Promise<void> {
    this.silence();
    await this.#context.setOffline(true);
    await this.dropSockets();
  }

  /** Lets sockets die without a word: they stay open, and nothing comes through. Requests are answered. */
  silence(): void {
    this.#isCut = true;
    for (const each of this.#open) each.isDead = true;
  }

  /** Breaks the open sockets. */
  async dropSockets(): Promise<void> {
    for (const each of [...this.#open]) await each.socket.close({ code: BROKEN });
  }

  /** New sockets reach the server again. Dead ones stay dead, as they do in life. */
  async mend(): Promise<void> {
    this.#isCut = false;
    await this.#context.setOffline(false);
  }

  async #connect(socket: WebSocketRoute): Promise<void> {
    if (this.#isCut) {
      await socket.close({ code: BROKEN });
      return;
    }
    const each = { socket, isDead: false };
    this.#open.add(each);
    const server = socket.connectToServer();
    socket.onMessage((message) => {
      if (!each.isDead) server.send(message);
    });
    server.onMessage((message) => {
      if (!each.isDead) socket.send(message);
    });
    socket.onClose(() => {
      this.#open.delete(each);
      void server.close();
    });
  }
}

function secretOf(link: string): string {
  return new URL(link).pathname.split("/").pop()!;
}
