// Two descriptions of each kind that differ in three wishes, and how each wish is seen on the page.
import { expect, type Page } from "@playwright/test";

interface Wish {
  /** What the first description says, and the second. */
  words: [string, string];
  /** What somebody who looks at the page finds. */
  look: (page: Page) => Promise<unknown>;
  /** What they find for the first, and for the second. */
  found: [unknown, unknown];
}

export interface Pair {
  slug: string;
  /** What both descriptions begin with. */
  base: string;
  wishes: [Wish, Wish, Wish];
}

const THINGS = "Each tolvick has a glimture, a parvey (number) and a bivance (one of ambercot, sedge, thistle)";

const has =
  (...roles: [Parameters<Page["getByRole"]>[0], string | RegExp][]) =>
  async (page: Page): Promise<boolean> => {
    const counts = await Promise.all(roles.map(([role, name]) => page.getByRole(role, { name }).count()));
    return counts.every((count) => count > 0);
  };

const csv: Wish = { words: ["csv export", ""], look: has(["button", "Export CSV"]), found: [true, false] };

const filter: Wish = {
  words: ["filter by bivance", ""],
  look: async (page) => (await page.getByLabel("Filter by Bivance").count()) > 0,
  found: [true, false],
};

const search: Wish = {
  words: ["without a search box", ""],
  look: has(["searchbox", /^Find/]),
  found: [false, true],
};

/** Dark or light, whatever the system prefers. */
const theme: Wish = {
  words: ["dark mode", "light mode"],
  look: async (page) => {
    const looks: string[] = [];
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      const ground = await page.evaluate(() => {
        const grounds = [document.body, document.documentElement].map((one) => getComputedStyle(one).backgroundColor);
        return grounds.find((ground) => ground !== "rgba(0, 0, 0, 0)") ?? "none";
      });
      const parts = ground.match(/[\d.]+/g)?.slice(0, 3).map(Number) ?? [];
      // Newer notations count from 0 to 1.
      const most = /^rgba?\(/.test(ground) ? 255 : 1;
      looks.push((parts[0] ?? 0) / most < 0.5 ? "dark" : "light");
    }
    return looks.join(", ");
  },
  found: ["dark, dark", "light, light"],
};

async function add(page: Page, one: string, name: string, number = "3"): Promise<void> {
  await page.getByRole("button", { name: `Add ${one}`, exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Glimture").fill(name);
  await dialog.getByLabel("Parvey").fill(number);
  await dialog.getByRole("button", { name: "Save" }).click();
}

/** Clears what earlier looks left behind. */
async function afresh(page: Page): Promise<void> {
  await page.evaluate(() => localStorage.clear());
  await page.reload();
}

/** The order in which records stand. */
const order: Wish = {
  words: ["sorted by glimture", "newest first"],
  look: async (page) => {
    await afresh(page);
    for (const name of ["Middle", "Aaron", "Zora"]) await add(page, "tolvick", name);
    const edits = await page.getByRole("button", { name: /^Edit/ }).allInnerTexts();
    return edits.map((text) => text.replace("Edit", "").trim()).join(", ");
  },
  found: ["Aaron, Middle, Zora", "Zora, Aaron, Middle"],
};

const storage: Wish = {
  words: ["nothing is saved", ""],
  look: async (page) => {
    await afresh(page);
    await add(page, "tolvick", "Lasting");
    await expect(page.getByRole("button", { name: "Edit Lasting" })).toBeVisible();
    await page.reload();
    await expect(page.getByRole("button", { name: "Add tolvick" })).toBeVisible();
    return (await page.getByRole("button", { name: "Edit Lasting" }).count()) > 0;
  },
  found: [false, true],
};

const limit: Wish = {
  words: ["at most 2 tolvicks", ""],
  look: async (page) => {
    await afresh(page);
    for (const name of ["One", "Two", "Three"]) {
      await page.getByRole("button", { name: "Add tolvick" }).click();
      const dialog = page.getByRole("dialog");
      // A full list may say so instead of asking.
      if (!(await dialog.isVisible())) break;
      await dialog.getByLabel("Glimture").fill(name);
      await dialog.getByRole("button", { name: "Save" }).click();
      if (await dialog.isVisible()) await dialog.getByRole("button", { name: "Cancel" }).click();
    }
    const stored = await page.evaluate(() => Object.values({ ...localStorage }).join(" "));
    return ["One", "Two", "Three"].filter((name) => stored.includes(`"${name}"`)).length;
  },
  found: [2, 3],
};

const total: Wish = {
  words: ["total of parvey", ""],
  look: async (page) => {
    await afresh(page);
    await add(page, "tolvick", "One", "17");
    await add(page, "tolvick", "Two", "25");
    return (await page.getByText(/^42$/).count()) > 0;
  },
  found: [true, false],
};

export const PAIRS: Pair[] = [
  { slug: "to-do", base: `A list of my tolvicks. ${THINGS}`, wishes: [order, filter, csv] },
  { slug: "notes", base: `A notebook of tolvicks. ${THINGS}`, wishes: [theme, storage, search] },
  {
    slug: "kanban",
    base: `A kanban board for tolvicks. ${THINGS}`,
    wishes: [
      {
        words: ["with columns Queued, Brewing and Poured", "with columns Near and Far"],
        look: (page) =>
          page
            .getByRole("group", { name: "Board" })
            .getByRole("region")
            .evaluateAll((all) => all.map((column) => column.getAttribute("aria-label")).join()),
        found: ["Queued,Brewing,Poured", "Near,Far"],
      },
      total,
      theme,
    ],
  },
  { slug: "dashboard", base: `A dashboard of tolvicks. ${THINGS}`, wishes: [csv, search, theme] },
  {
    slug: "blog",
    base: "A blog about slow trains",
    wishes: [
      { words: ["rss feed", ""], look: has(["button", "Save feed"]), found: [true, false] },
      {
        words: ["comments", ""],
        look: async (page) => {
          const first = page.locator("a[href^='#/post/']").first();
          if (!(await first.count())) {
            await page.getByRole("button", { name: /example/i }).first().click();
          }
          await first.click();
          const found = await page.getByRole("button", { name: /comment/i }).count();
          await page.goBack();
          return found > 0;
        },
        found: [true, false],
      },
      theme,
    ],
  },
  { slug: "portfolio", base: `A portfolio of tolvicks. ${THINGS}`, wishes: [limit, csv, theme] },
  {
    slug: "shop",
    base: "An online shop for tolvicks",
    wishes: [
      {
        words: ["Each tolvick has a glimture and a price in euros", "Each tolvick has a glimture and a price in dollars"],
        look: async (page) => (await page.locator("body").innerText()).match(/[€$]/)?.[0],
        found: ["€", "$"],
      },
      csvOn("Manage tolvicks"),
      theme,
    ],
  },
  {
    slug: "form",
    base: "A registration form for tolvicks",
    wishes: [
      {
        words: [
          "Each tolvick has a glimture (required) and a parvey (optional)",
          "Each tolvick has a glimture (optional) and a parvey (required)",
        ],
        look: async (page) => {
          const form = page.getByRole("main");
          await form.getByRole("button", { name: "Send" }).click();
          const wrong = async (label: string) => (await form.getByLabel(label).getAttribute("aria-invalid")) === "true";
          return [await wrong("Glimture"), await wrong("Parvey")].join();
        },
        found: ["true,false", "false,true"],
      },
      csvOn("Tolvicks"),
      theme,
    ],
  },
  {
    slug: "chat",
    base: "A chat page",
    wishes: [
      {
        words: ['with a bot called Pip, greeting "Welcome to the reeds"', 'with a bot called Moss, greeting "Good day"'],
        look: async (page) => {
          await page.getByRole("button", { name: "Add conversation" }).click();
          const log = await page.getByRole("log").innerText();
          return ["Pip", "Welcome to the reeds", "Moss", "Good day"].filter((words) => log.includes(words)).join();
        },
        found: ["Pip,Welcome to the reeds", "Moss,Good day"],
      },
      { words: ["export as text", ""], look: has(["button", "Save as text"]), found: [true, false] },
      theme,
    ],
  },
  {
    slug: "quiz",
    base: "A quiz\nQ: Capital of France? A: Paris\nQ: Capital of Spain? A: Madrid\nQ: Capital of Peru? A: Lima\n",
    wishes: [
      {
        words: ["10 seconds per question", "40 seconds per question"],
        look: async (page) => (await page.getByRole("main").innerText()).match(/(\d+) seconds/)?.[1],
        found: ["10", "40"],
      },
      {
        words: ["2 mistakes allowed", ""],
        look: async (page) => /2 wrong answers allowed/.test(await page.getByRole("main").innerText()),
        found: [true, false],
      },
      theme,
    ],
  },
  {
    slug: "game",
    base: "A snake game",
    wishes: [
      {
        words: ["with a leaderboard", ""],
        look: async (page) => (await page.getByLabel("Player").count()) > 0,
        found: [true, false],
      },
      {
        words: ["3 lives", ""],
        look: async (page) => /lives/i.test(await page.getByRole("main").innerText()),
        found: [true, false],
      },
      theme,
    ],
  },
  {
    slug: "landing-page",
    base: "A landing page for the Teaflow kettle",
    wishes: [
      { words: ["with a newsletter form", ""], look: has(["button", "Subscribe"]), found: [true, false] },
      {
        words: ["and prices", ""],
        look: async (page) => (await page.getByRole("heading", { name: /pric/i }).count()) > 0,
        found: [true, false],
      },
      theme,
    ],
  },
];

/** The export stands where the records are managed. */
function csvOn(name: string): Wish {
  return {
    ...csv,
    look: async (page) => {
      const link = page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name });
      await link.click();
      // The page follows its address a moment after the click.
      await expect(link).toHaveAttribute("aria-current", "page");
      return has(["button", "Export CSV"])(page);
    },
  };
}
