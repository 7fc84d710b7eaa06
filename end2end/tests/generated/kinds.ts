// What the kinds of projects that keep records have in common, and where each of them keeps its list.
import { expect, type FrameLocator, type Locator, type Page } from "@playwright/test";
import { sentence, type Entity, type Value } from "./words.ts";

/** A running project: a page of its own, or the page inside the preview. */
export type App = Page | FrameLocator;

export interface RecordKind {
  slug: string;
  /** The description for things of this kind. */
  describe: (entity: Entity) => string;
  /** From the first page to the list that records are managed in. */
  toList?: (app: App, entity: Entity) => Promise<void>;
  /** Whether Edit and Delete stand on a page of the record's own. */
  ownPage?: true;
}

const through =
  (name: (entity: Entity) => string | RegExp) =>
  (app: App, entity: Entity): Promise<void> =>
    app.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: name(entity) }).click();

/** Every kind whose records are of the person's own making. Chats keep conversations; they have tests of their own. */
export const RECORD_KINDS: RecordKind[] = [
  { slug: "to-do", describe: (entity) => `A list of my ${entity.many}. ${sentence(entity)}.` },
  { slug: "notes", describe: (entity) => `A notebook of ${entity.many}. ${sentence(entity)}.` },
  { slug: "kanban", describe: (entity) => `A kanban board for ${entity.many}. ${sentence(entity)}.` },
  { slug: "dashboard", describe: (entity) => `A dashboard of ${entity.many}. ${sentence(entity)}.` },
  { slug: "blog", describe: (entity) => `A blog of ${entity.many}. ${sentence(entity)}.`, ownPage: true },
  { slug: "portfolio", describe: (entity) => `A portfolio of ${entity.many}. ${sentence(entity)}.`, ownPage: true },
  {
    slug: "shop",
    describe: (entity) => `An online shop for ${entity.many}. ${sentence(entity)}.`,
    toList: through(() => /^Manage /),
  },
  {
    slug: "form",
    describe: (entity) => `A registration form for ${entity.many}. ${sentence(entity)}.`,
    toList: through((entity) => new RegExp(`^${entity.many}$`, "i")),
  },
  {
    slug: "quiz",
    describe: (entity) => `A quiz over ${entity.many}. ${sentence(entity)}.`,
    toList: through((entity) => new RegExp(entity.many, "i")),
  },
];

/** What a label looks like on screen. */
export function onScreen(label: string): string {
  return label.charAt(0).toUpperCase() + label.slice(1);
}

/** One record of the list, by what it is called. */
export class Records {
  readonly app: App;
  readonly entity: Entity;
  readonly kind: RecordKind;

  constructor(app: App, entity: Entity, kind: RecordKind) {
    this.app = app;
    this.entity = entity;
    this.kind = kind;
  }

  /** Goes to where records are managed. */
  async open(): Promise<void> {
    await this.kind.toList?.(this.app, this.entity);
    await expect(this.#button(`Add ${this.entity.one}`)).toBeVisible();
  }

  async add(values: Value[]): Promise<void> {
    await this.#button(`Add ${this.entity.one}`).click();
    await this.#fill(values);
  }

  /** An empty form is not saved: it says what is missing, beside it. */
  async expectRefusal(): Promise<void> {
    await this.#button(`Add ${this.entity.one}`).click();
    await this.#dialog().getByRole("button", { name: "Save" }).click();
    await expect(this.#control(0)).toHaveAttribute("aria-invalid", "true");
    await this.#dialog().getByRole("button", { name: "Cancel" }).click();
    await expect(this.#dialog()).toBeHidden();
  }

  async edit(name: string, values: Value[]): Promise<void> {
    await this.#act("Edit", name);
    await this.#fill(values);
    await this.#backToList(values[0] as string);
  }

  /** Looks into the form of a record: every field holds what was saved. */
  async expectValues(name: string, values: Value[]): Promise<void> {
    await this.#act("Edit", name);
    for (const [at, value] of values.entries()) {
      const { sort, label } = this.entity.fields[at]!;
      const control = this.#control(at);
      if (typeof value === "boolean") await expect(control, label).toBeChecked({ checked: value });
      else if (sort === "choice") {
        const options = await control.locator("option").allTextContents();
        await expect(control, label).toHaveValue(options[Number(value)]!);
      } else await expect(control, label).toHaveValue(value);
    }
    await this.#dialog().getByRole("button", { name: "Cancel" }).click();
    await this.#backToList(name);
  }

  /** Types into the search box. */
  async find(words: string): Promise<void> {
    await this.app.getByLabel(`Find ${this.entity.many}`, { exact: true }).fill(words);
  }

  async delete(name: string): Promise<void> {
    await this.#act("Delete", name);
    await expect(this.entry(name)).toHaveCount(0);
  }

  /** Where a record is shown in the list. */
  entry(name: string): Locator {
    if (this.kind.ownPage) return this.app.getByRole("link", { name });
    return this.app.getByRole("button", { name: `Edit ${name}`, exact: true });
  }

  #button(name: string): Locator {
    return this.app.getByRole("button", { name, exact: true });
  }

  #dialog(): Locator {
    return this.app.getByRole("dialog");
  }

  #control(at: number): Locator {
    const { label } = this.entity.fields[at]!;
    return this.#dialog().getByLabel(onScreen(label), { exact: true });
  }

  async #act(verb: "Edit" | "Delete", name: string): Promise<void> {
    if (this.kind.ownPage) await this.entry(name).first().click();
    await this.#button(`${verb} ${name}`).click();
  }

  async #backToList(name: string): Promise<void> {
    if (!this.kind.ownPage) return;
    await expect(this.app.getByRole("heading", { level: 1, name })).toBeVisible();
    await this.app.locator('a[href="#/"]').first().click();
    await expect(this.entry(name)).toBeVisible();
  }

  async #fill(values: Value[]): Promise<void> {
    for (const [at, value] of values.entries()) {
      const control = this.#control(at);
      if (typeof value === "boolean") await control.setChecked(value);
      // The first choice says "Choose…", so the words count from 1.
      else if (this.entity.fields[at]!.sort === "choice") await control.selectOption({ index: Number(value) });
      else if (this.entity.fields[at]!.sort === "stars") await control.selectOption(value);
      else await control.fill(value);
    }
    await this.#dialog().getByRole("button", { name: "Save" }).click();
    await expect(this.#dialog()).toBeHidden();
  }
}
