// How {{plural:note}} look: cards in columns by {{column_label:note}}. Cards move by drag and drop or with their two arrow buttons.

import { el, hidden } from "./dom.{{ext}}";
import { nameOf } from "./fields.{{ext}}";
import { columnKey, columns, columnOf, next } from "./columns.{{ext}}";
import { buttons, details } from "./parts.{{ext}}";
«import type { {{Type}} } from "./model.{{ext}}";
import type { Actions } from "./page.{{ext}}";
»

export function draw(list«: HTMLElement», records«: {{Type}}[]», actions«: Actions», all«: {{Type}}[]») {
  list.replaceChildren(...columns.map((column) => drawColumn(column, records, actions, all)));
}

function drawColumn(column«: string», records«: {{Type}}[]», actions«: Actions», all«: {{Type}}[]»)«: HTMLElement» {
  const cards = records.filter((record) => columnOf(record) === column);
  const section = el(
    "section",
    { class: "column", "aria-label": column },
    el("h2", {}, column, el("span", { class: "column-count" }, String(cards.length))),
    el("ul", { class: "cards" }, ...cards.map((record) => card(record, actions))),
  );
  section.addEventListener("dragover", (event) => {
    event.preventDefault();
    section.classList.add("column-target");
  });
  section.addEventListener("dragleave", () => section.classList.remove("column-target"));
  section.addEventListener("drop", (event) => {
    event.preventDefault();
    section.classList.remove("column-target");
    const record = all.find((other) => other.id === event.dataTransfer?.getData("text/plain"));
    if (record) move(record, column, actions);
  });
  return section;
}

function card(record«: {{Type}}», actions«: Actions»)«: HTMLElement» {
  const item = el("li", { class: "card", draggable: "true" }, el("h3", {}, nameOf(record)), details(record, [columnKey]));
  item.addEventListener("dragstart", (event) => event.dataTransfer?.setData("text/plain", record.id));
  const foot = buttons(record, actions);
  foot.prepend(arrow(record, -1, "←", actions), arrow(record, 1, "→", actions));
  item.append(foot);
  return item;
}

function arrow(record«: {{Type}}», step«: number», sign«: string», actions«: Actions»)«: HTMLElement» {
  const column = next(columnOf(record), step);
  return el(
    "button",
    {
      type: "button",
      class: "button button-quiet button-arrow",
      disabled: column === undefined,
      "data-focus": `move${step}:${record.id}`,
      click: () => column !== undefined && move(record, column, actions),
    },
    el("span", { "aria-hidden": "true" }, sign),
    hidden(column === undefined ? "No further column" : `Move ${nameOf(record)} to ${column}`),
  );
}

function move(record«: {{Type}}», column«: string», actions«: Actions») {
  if (columnOf(record) === column) return;
  actions.change(record.id, { [columnKey]: column }, `“${nameOf(record)}” is now in ${column}.`);
}
