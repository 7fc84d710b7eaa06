// How {{plural:note}} look: one row each{{#tick}}, with a box to tick{{/tick}}.

import { el{{#tick}}, hidden{{/tick}} } from "./dom.{{ext}}";
import { nameOf } from "./fields.{{ext}}";
import { buttons, details } from "./parts.{{ext}}";
«import type { {{Type}} } from "./model.{{ext}}";
import type { Actions } from "./page.{{ext}}";
»

export function draw(list«: HTMLElement», records«: {{Type}}[]», actions«: Actions») {
  list.replaceChildren(...records.map((record) => row(record, actions)));
}

function row(record«: {{Type}}», actions«: Actions»)«: HTMLElement» {
{{#tick}}
  const box = el("input", {
    type: "checkbox",
    id: `tick-${record.id}`,
    "data-focus": `tick:${record.id}`,
    checked: record.{{tick}},
    change: () => {
      const {{tick}} = !record.{{tick}};
      actions.change(record.id, { {{tick}} }, `${nameOf(record)}: ${ {{tick}} ? {{tick_on:js}} : {{tick_off:js}} }.`);
    },
  });
  const name = el("label", { class: "row-name", for: box.id }, hidden({{tick_prefix:js}}), nameOf(record));
  return el(
    "li",
    { class: record.{{tick}} ? "row row-done" : "row" },
    box,
    el("div", { class: "row-text" }, name, details(record, [{{tick:js}}])),
    buttons(record, actions),
  );
{{/tick}}
{{#no_tick}}
  const name = el("h2", { class: "row-name" }, nameOf(record));
  return el("li", { class: "row" }, el("div", { class: "row-text" }, name, details(record)), buttons(record, actions));
{{/no_tick}}
}
