// Records as plain rows: the name, what else is known, and what can be done.
import { el, hidden } from "./dom.{{ext}}";
import { nameOf, nameField, textOf } from "./fields.{{ext}}";
import { fields } from "./model.{{ext}}";
«import type { {{Type}} as Entry } from "./model.{{ext}}";
import type { Actions } from "./page.{{ext}}";
»

export function drawRows(list«: HTMLElement», records«: Entry[]», actions«: Actions»)«: void» {
  list.replaceChildren(...records.map((record) => row(record, actions)));
}

function row(record«: Entry», actions«: Actions»)«: HTMLElement» {
  const name = nameOf(record);
  const rest = fields.filter((field) => field !== nameField && textOf(field, record[field.key]));
  return el(
    "li",
    { class: "row" },
    el(
      "div",
      {},
      el("strong", { class: "row-name" }, name),
      el(
        "dl",
        { class: "row-facts" },
        ...rest.map((field) =>
          el("div", {}, el("dt", {}, field.label), el("dd", {}, textOf(field, record[field.key]))),
        ),
      ),
    ),
    el(
      "div",
      { class: "row-actions" },
      el(
        "button",
        {
          type: "button",
          class: "button quiet",
          "data-focus": `edit ${record.id}`,
          click: () => actions.edit(record.id),
        },
        "Edit",
        hidden(` ${name}`),
      ),
      el(
        "button",
        {
          type: "button",
          class: "button quiet",
          "data-focus": `delete ${record.id}`,
          click: () => actions.remove(record.id),
        },
        "Delete",
        hidden(` ${name}`),
      ),
    ),
  );
}
