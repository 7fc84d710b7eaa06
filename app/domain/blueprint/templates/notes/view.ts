// How {{plural:note}} look: a wall of cards.

import { el } from "./dom.{{ext}}";
import { nameOf, textOf } from "./fields.{{ext}}";
import { fields } from "./model.{{ext}}";
import { buttons, details } from "./parts.{{ext}}";
«import type { {{Type}} } from "./model.{{ext}}";
import type { Actions } from "./page.{{ext}}";
»

// Long texts fill the card; everything else is a small line under them.
const long = fields.filter((field) => field.type === "longText");
const longKeys = long.map((field) => field.key);

export function draw(list«: HTMLElement», records«: {{Type}}[]», actions«: Actions») {
  list.replaceChildren(...records.map((record) => card(record, actions)));
}

function card(record«: {{Type}}», actions«: Actions»)«: HTMLElement» {
  const texts = long.map((field) => el("p", { class: "note-text" }, textOf(field, record[field.key])));
  return el("li", { class: "card note" }, el("h2", {}, nameOf(record)), ...texts, details(record, longKeys), buttons(record, actions));
}
