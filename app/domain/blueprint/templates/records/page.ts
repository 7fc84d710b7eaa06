// The page around the list: add, edit, delete, undo and count. How records look is up to view.{{ext}}.

import { byId, el } from "./dom.{{ext}}";
import { examples } from "./examples.{{ext}}";
import { money, nameOf, textOf } from "./fields.{{ext}}";
import { fillForm, readForm } from "./form.{{ext}}";
import { fields, itemLimit, plural, singular, totalKeys } from "./model.{{ext}}";
import { add, isFull, remove, restore, total, update } from "./records.{{ext}}";
import { load, onChange, save } from "./store.{{ext}}";
import { chosen, clearTools, setUpTools } from "./tools.{{ext}}";
«import type { Draft, FieldKey, {{Type}} } from "./model.{{ext}}";

/** What a view may ask for. */
export interface Actions {
  add(draft: Draft): boolean;
  /** Adds as many as there is room for, and answers how many that were. */
  addAll(drafts: Draft[], message: string): number;
  edit(id: string): void;
  change(id: string, changes: Partial<Draft>, message: string): void;
  remove(id: string): void;
}

/** Draws the records that are to be shown into the list. */
export type Draw = (list: HTMLElement, records: {{Type}}[], actions: Actions, all: {{Type}}[]) => void;
»

let records«: {{Type}}[]» = [];
let draw«: Draw» = () => {};

/** Starts the page and answers what can be done with it. `firstExamples` fills it with examples on the very first visit. */
export function start(view«: Draw», { firstExamples = false } = {})«: Actions» {
  draw = view;
  const stored = load();
  records = stored.records;
  if (firstExamples && !stored.known) records = withExamples(records);
  warn(stored.problem);
  onChange(() => {
    records = load().records;
    show();
  });
  setUpForm();
  setUpTools(() => records, show);
  show();
  return actions;
}

const actions«: Actions» = {
  add(draft) {
    if (isFull(records)) {
      say(`There is room for ${itemLimit} ${plural}. Delete one first.`);
      return false;
    }
    keep(add(records, draft, newId(), Date.now()));
    const added = records[records.length - 1];
    if (added) say(`Added “${nameOf(added)}”.`);
    return true;
  },
  addAll(drafts, message) {
    const before = records;
    const fitting = drafts.slice(0, Math.max(0, itemLimit - records.length));
    keep(fitting.reduce((list, draft) => add(list, draft, newId(), Date.now()), records));
    const added = records.filter((record) => !before.includes(record));
    say(message, () => {
      keep(records.filter((record) => !added.some(({ id }) => id === record.id)));
      say("Taken back.");
    });
    return fitting.length;
  },
  edit(id) {
    openForm(records.find((record) => record.id === id));
  },
  change(id, changes, message) {
    keep(update(records, id, changes));
    say(message);
  },
  remove(id) {
    const index = records.findIndex((record) => record.id === id);
    const record = records[index];
    if (!record) return;
    keep(remove(records, id));
    say(`Deleted “${nameOf(record)}”.`, () => {
      keep(restore(records, record, index));
      say(`“${nameOf(record)}” is back.`);
    });
  },
};

// Ids only have to differ within one list; randomUUID is missing on pages that come over plain http.
function newId()«: string» {
  return crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
}

function keep(changed«: {{Type}}[]») {
  records = changed;
  warn(save(records));
  show();
}

function withExamples(before«: {{Type}}[]»)«: {{Type}}[]» {
  const room = Math.max(0, itemLimit - before.length);
  return examples
    .slice(0, room)
    .reduce((list, draft, at) => add(list, draft, `example-${at + 1}`, at), before);
}

// Drawing

function show() {
  const list = byId("list");
  const focused = document.activeElement?.getAttribute("data-focus");
  const shown = chosen(records);
  draw(list, shown, actions, records);
  list.hidden = shown.length === 0 && !list.hasAttribute("data-always");
  showEmpty(shown.length);
  byId("count").textContent = count(shown.length);
  byId("totals").replaceChildren(...totalKeys.flatMap((key) => totalOf(key, shown)));
  // Drawing replaced the buttons; whoever used one with the keyboard stays where they were.
  if (focused) document.querySelector«<HTMLElement>»(`[data-focus="${CSS.escape(focused)}"]`)?.focus();
}

function count(shown«: number»)«: string» {
  const name = records.length === 1 ? singular : plural;
  const limit = Number.isFinite(itemLimit) ? ` of at most ${itemLimit}` : "";
  return shown === records.length ? `${shown}${limit} ${name}` : `${shown} of ${records.length} ${name}`;
}

function showEmpty(shown«: number») {
  const empty = byId("empty");
  empty.hidden = shown > 0;
  if (shown > 0) return;
  if (records.length > 0) {
    const again = el("button", { type: "button", class: "button", click: () => { clearTools(); show(); } }, `Show all ${plural}`);
    empty.replaceChildren(el("h2", {}, "Nothing matches"), el("p", {}, `No ${plural} match what you are looking for.`), again);
    return;
  }
  const fill = el("button", { type: "button", class: "button", click: () => keep(withExamples(records)) }, "Try it with examples");
  empty.replaceChildren(
    el("h2", {}, `No ${plural} yet`),
    el("p", {}, {{empty_text:js}}),
    fill,
  );
}

function totalOf(key«: FieldKey», shown«: {{Type}}[]»)«: HTMLElement[]» {
  const field = fields.find((other) => other.key === key);
  if (!field) return [];
  const sum = total(shown, key);
  return [el("dt", {}, `Total ${field.label}`), el("dd", {}, field.type === "money" ? money(sum, field.currency) : textOf(field, sum))];
}

// The form

let editing«: string | undefined»;

function setUpForm() {
  const dialog = byId«<HTMLDialogElement>»("dialog");
  const form = byId«<HTMLFormElement>»("form");
  byId("add").addEventListener("click", () => openForm(undefined));
  byId("cancel").addEventListener("click", () => dialog.close());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const draft = readForm(form);
    if (!draft) return;
    if (editing !== undefined) actions.change(editing, draft, "Saved.");
    else if (!actions.add(draft)) return;
    dialog.close();
  });
}

function openForm(record«: {{Type}} | undefined») {
  if (!record && isFull(records)) {
    say(`There is room for ${itemLimit} ${plural}. Delete one first.`);
    return;
  }
  editing = record?.id;
  byId("dialog-title").textContent = record ? `Edit “${nameOf(record)}”` : `New ${singular}`;
  fillForm(byId«<HTMLFormElement>»("form"), record);
  byId«<HTMLDialogElement>»("dialog").showModal();
}

// Messages

let undoUntil = 0;

/** Tells what happened, for eyes and ears. With `undo` there is a button that takes it back. */
function say(message«: string», undo«?: () => void») {
  const toast = byId("toast");
  const button = el("button", { type: "button", class: "button", click: () => undo?.() }, "Undo");
  toast.replaceChildren(el("span", {}, message), ...(undo ? [button] : []));
  toast.hidden = false;
  clearTimeout(undoUntil);
  // Long enough to read and to reach the button by keyboard.
  undoUntil = window.setTimeout(() => (toast.hidden = true), undo ? 20_000 : 6_000);
}

/** Shows a problem that stays until it is gone. */
function warn(problem«: string») {
  const warning = byId("warning");
  warning.textContent = problem;
  warning.hidden = problem === "";
}
