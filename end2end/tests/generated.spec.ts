// The built-in generator's projects, in the browser: what the description names can be added, edited, found and deleted,
// and what it wishes for can be seen. Replay a run with BURNISH_E2E_SEED=<number in the title>.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expect, signUp, test as base } from "./fixtures.ts";
import { onScreen, RECORD_KINDS, Records } from "./generated/kinds.ts";
import { ProjectHost } from "./generated/serve.ts";
import { entityFrom, LABELS, NOUNS, randomFrom, VALUES, valuesFrom, type Entity } from "./generated/words.ts";
import { PAIRS } from "./generated/wishes.ts";
import { createProject, filesOf, openWorkspace, preview, previewReady } from "./project.ts";

/** Set by the configuration, so that all processes of a run agree. */
const SEED = Number(process.env["BURNISH_E2E_SEED"]);

/** Things of one's own per kind. */
const ENTITIES = 5;

interface Worker {
  host: ProjectHost;
}

const test = base.extend<{}, Worker>({
  host: [
    async ({}, use) => {
      const host = await ProjectHost.start();
      await use(host);
      host.stop();
    },
    { scope: "worker" },
  ],
});

interface Plan {
  kind: string;
  entity: { singular: string; plural: string; fields: { label: string }[] } | null;
}

/** Has a project written and opens it on a host of its own. */
async function run(page: Page, host: ProjectHost, description: string): Promise<Plan> {
  const id = await createProject(page, description);
  const project: { plan: Plan } = await (await page.request.get(`/api/v1/projects/${id}`)).json();
  await page.goto(await host.run(id, await filesOf(page, id)));
  return project.plan;
}

/** A name that no other record has and that needs care in HTML. */
function nameFrom(random: () => number, mark: string): string {
  const word = VALUES[Math.floor(random() * VALUES.length)]!;
  return `${onScreen(word)} <b>&</b> ${mark}${Math.floor(random() * 1_000)}`;
}

/** Adds, edits, reloads, finds and deletes by the labels of the description. */
async function live(records: Records, reload: () => Promise<void>, entity: Entity, random: () => number): Promise<void> {
  const [first, second, changed] = ["a", "b", "c"].map((mark) => nameFrom(random, mark)) as [string, string, string];
  const values = (name: string) => valuesFrom(random, entity, name);
  await records.open();
  const kept = values(second);
  await records.add(values(first));
  await records.add(kept);
  await expect(records.entry(first)).toBeVisible();
  const edited = values(changed);
  await records.edit(first, edited);
  await expect(records.entry(first)).toHaveCount(0);

  await reload();
  await records.open();
  await records.expectValues(changed, edited);
  await records.expectValues(second, kept);

  await records.find(changed);
  await expect(records.entry(second)).toHaveCount(0);
  await expect(records.entry(changed)).toBeVisible();
  await records.find("");
  await expect(records.entry(second)).toBeVisible();

  await records.delete(changed);
  await reload();
  await records.open();
  await expect(records.entry(second)).toBeVisible();
  await expect(records.entry(changed)).toHaveCount(0);
}

for (const kind of RECORD_KINDS) {
  test(`${kind.slug}: records of five unheard-of things (seed ${SEED})`, async ({ page, host }, info) => {
    test.slow();
    await signUp(page);
    const random = randomFrom(SEED + 7919 * info.repeatEachIndex + hash(kind.slug));
    for (let at = 0; at < ENTITIES; at += 1) {
      const entity = entityFrom(random);
      const description = kind.describe(entity);
      await test.step(description, async () => {
        const plan = await run(page, host, description);
        expect(plan.kind, description).toBe(kind.slug);
        expect(plan.entity?.singular, description).toBe(entity.one);
        const labels = plan.entity!.fields.map(({ label }) => label);
        expect(labels, description).toEqual(
          expect.arrayContaining(entity.fields.map(({ label }) => onScreen(label))),
        );
        const records = new Records(page, entity, kind);
        await live(records, async () => void (await page.goto(new URL("/", page.url()).href)), entity, random);
      });
    }
  });
}

test(`chat: five conversations (seed ${SEED})`, async ({ page, host }, info) => {
  await signUp(page);
  const random = randomFrom(SEED + 7919 * info.repeatEachIndex + hash("chat"));
  for (let at = 0; at < ENTITIES; at += 1) {
    const entity = entityFrom(random);
    await run(page, host, `A chat page about ${entity.many}`);
    const [first, second] = [nameFrom(random, "a"), nameFrom(random, "b")];
    const heading = (name: string) => page.getByRole("heading", { level: 2, name, exact: true });
    for (const name of [first, second]) {
      await page.getByRole("button", { name: "Add conversation" }).click();
      await page.getByLabel("Message", { exact: true }).fill(`About the ${entity.one}: ${name}`);
      await page.getByRole("button", { name: "Send", exact: true }).click();
      await expect(page.getByRole("log")).toContainText(`About the ${entity.one}: ${name}`);
      await page.getByRole("button", { name: /^Edit the title/ }).click();
      await page.getByRole("dialog").getByLabel("Title").fill(name);
      await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
      await expect(heading(name)).toBeVisible();
    }
    await page.reload();
    const list = page.getByRole("region", { name: "Conversations" }).getByRole("listitem");
    await expect(list).toHaveCount(2);
    await page.getByLabel("Find conversations").fill(first);
    await expect(list).toHaveCount(1);
    await list.getByRole("button").click();
    await expect(heading(first)).toBeVisible();
    await expect(page.getByRole("log")).toContainText(`About the ${entity.one}: ${first}`);
    await page.getByRole("button", { name: `Edit message: About the ${entity.one}` }).click();
    await page.getByRole("dialog").getByLabel("Message").fill("Changed <b>words</b>");
    await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
    await page.getByRole("button", { name: `Delete ${first}`, exact: true }).click();
    await page.getByLabel("Find conversations").fill("");
    await expect(list).toHaveCount(1);
    await page.reload();
    await expect(list).toHaveCount(1);
    await expect(list).toContainText(second);
  }
});

test(`landing-page: sign-ups with five sets of unheard-of fields (seed ${SEED})`, async ({ page, host }, info) => {
  await signUp(page);
  const random = randomFrom(SEED + 7919 * info.repeatEachIndex + hash("landing-page"));
  for (let at = 0; at < ENTITIES; at += 1) {
    const { one, fields } = entityFrom(random);
    const labels = fields.slice(0, 3).map(({ label }) => label) as [string, string, string];
    await run(page, host, `A landing page for the ${one} kettle. A sign-up form with ${labels[0]}, ${labels[1]} and ${labels[2]}`);
    const [first, second, changed] = ["a", "b", "c"].map((mark) => nameFrom(random, mark)) as [string, string, string];
    const form = page.locator("form").filter({ has: page.getByLabel(onScreen(labels[0]), { exact: true }) });
    const send = page.getByRole("main").getByRole("button", { name: /sign up|subscribe|join|register/i });
    for (const name of [first, second]) {
      for (const label of labels) await form.getByLabel(onScreen(label), { exact: true }).fill(`${name} ${label}`);
      await send.click();
      await expect(page.getByRole("status").filter({ hasText: name }).first()).toBeVisible();
      await page.reload();
    }
    await page.getByRole("link", { name: /\(2\)/ }).click();
    await page.getByRole("button", { name: `Edit ${first}` }).click();
    await page.getByRole("dialog").getByLabel(onScreen(labels[0]), { exact: true }).fill(changed);
    await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
    await page.reload();
    await page.getByRole("button", { name: `Edit ${changed}` }).click();
    await expect(page.getByRole("dialog").getByLabel(onScreen(labels[1]), { exact: true })).toHaveValue(
      `${first} ${labels[1]}`,
    );
    await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("searchbox").fill(changed);
    await expect(page.getByRole("button", { name: `Edit ${second}` })).toHaveCount(0);
    await page.getByRole("button", { name: `Delete ${changed}` }).click();
    await page.getByRole("searchbox").fill("");
    await page.reload();
    await expect(page.getByRole("button", { name: `Edit ${second}` })).toBeVisible();
    await expect(page.getByRole("button", { name: `Edit ${changed}` })).toHaveCount(0);
  }
});

for (const slug of ["to-do", "kanban"]) {
  const kind = RECORD_KINDS.find((kind) => kind.slug === slug)!;
  test(`${slug}: the same in the workspace's preview (seed ${SEED})`, async ({ page }, info) => {
    test.slow();
    await signUp(page);
    const random = randomFrom(SEED + 104_729 * (1 + info.repeatEachIndex) + hash(slug));
    const entity = entityFrom(random);
    const id = await createProject(page, kind.describe(entity));
    await openWorkspace(page, id);
    await previewReady(page);
    const reload = async () => {
      await page.reload();
      await previewReady(page);
    };
    await live(new Records(preview(page), entity, kind), reload, entity, random);
  });
}

for (const { slug, base: words, wishes } of PAIRS) {
  test(`${slug}: two descriptions that differ in three wishes behave differently in all three`, async ({ page, host }) => {
    await signUp(page);
    for (const side of [0, 1] as const) {
      const description = [words, ...wishes.map((wish) => wish.words[side]).filter(Boolean)].join(". ");
      await test.step(description, async () => {
        const plan = await run(page, host, description);
        expect(plan.kind).toBe(slug);
        for (const wish of wishes) {
          await page.goto(new URL("/", page.url()).href);
          expect(await wish.look(page), wish.words.join(" | ")).toEqual(wish.found[side]);
        }
      });
    }
  });
}

test("a form that is filled in wrongly says what is missing", async ({ page, host }) => {
  await signUp(page);
  const kind = RECORD_KINDS[0]!;
  const entity = { ...entityFrom(randomFrom(SEED)), one: "tolvick", many: "tolvicks" };
  await run(page, host, kind.describe(entity));
  const records = new Records(page, entity, kind);
  await records.open();
  await records.expectRefusal();
});

test("the generator does not know the words of these tests", () => {
  const root = new URL("../../app/domain/blueprint/", import.meta.url).pathname;
  const sources = ["src", "templates"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8").toLowerCase()),
  );
  expect(sources.length).toBeGreaterThan(50);
  const known = [...NOUNS, ...LABELS, ...VALUES].filter((word) => sources.some((text) => text.includes(word)));
  expect(known).toEqual([]);
});

function hash(text: string): number {
  return [...text].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7);
}
