// Pieces that every view of {{plural:note}} is made of.

import { el, hidden } from "./dom.{{ext}}";
import { nameOf, namingField, textOf } from "./fields.{{ext}}";
import { fields } from "./model.{{ext}}";
«import type { Field, {{Type}} } from "./model.{{ext}}";
import type { Actions } from "./page.{{ext}}";
»

/** Edit and Delete, with the record's name for people who can't see which one they belong to. */
export function buttons(record«: {{Type}}», actions«: Actions»)«: HTMLElement» {
  const button = (verb«: string», act«: () => void») =>
    el(
      "button",
      { type: "button", class: "button button-quiet", "data-focus": `${verb}:${record.id}`, click: act },
      verb,
      hidden(` ${nameOf(record)}`),
    );
  return el(
    "div",
    { class: "record-buttons" },
    button("Edit", () => actions.edit(record.id)),
    button("Delete", () => actions.remove(record.id)),
  );
}

/** Every other field of a record with its name. Empty ones and those in `without` are left out. */
export function details(record«: {{Type}}», without«: string[]» = [])«: HTMLElement» {
  const list = el("dl", { class: "details" });
  const name = namingField(record);
  for (const field of fields) {
    const text = textOf(field, record[field.key]);
    if (field === name || without.includes(field.key) || text === "") continue;
    list.append(el("div", { class: `detail detail-${field.type}` }, el("dt", {}, field.label), el("dd", {}, shown(field, text))));
  }
  return list;
}

function shown(field«: Field», text«: string»)«: HTMLElement | string» {
  if (field.type === "url") return el("a", { href: text, rel: "noreferrer", target: "_blank" }, text.replace(/^https?:\/\//, ""));
  if (field.type === "email") return el("a", { href: `mailto:${text}` }, text);
  if (field.type === "rating") return el("span", { role: "img", "aria-label": `${text.split("★").length - 1} of 5 stars` }, text);
  return text;
}
