// The records as a table.
import { el, fill } from "./dom.{{ext}}";
import { nameField, textOf } from "./fields.{{ext}}";
import { fields } from "./model.{{ext}}";
«import type { Field, {{Type}} as Entry } from "./model.{{ext}}";
import type { Actions } from "./page.{{ext}}";
»
import { buttons } from "./parts.{{ext}}";

export function drawTable(table«: HTMLElement», records«: Entry[]», actions«: Actions»)«: void» {
  fill(
    table,
    el(
      "thead",
      {},
      el(
        "tr",
        {},
        ...fields.map((field) => el("th", { scope: "col", class: side(field) }, field.label)),
        el("th", { scope: "col" }, el("span", { class: "visually-hidden" }, "Change")),
      ),
    ),
    el(
      "tbody",
      {},
      ...records.map((record) =>
        el(
          "tr",
          {},
          ...fields.map((field) => {
            const text = textOf(field, record[field.key]);
            return field === nameField
              ? el("th", { scope: "row", "data-label": field.label, class: side(field) }, text)
              : el("td", { "data-label": field.label, class: side(field) }, text);
          }),
          el("td", { class: "table-buttons" }, buttons(record, actions)),
        ),
      ),
    ),
  );
}

/** Figures stand at the right, so that their digits line up. */
function side(field«: Field»)«: string» {
  return ["number", "money"].includes(field.type) ? "figure" : "";
}
