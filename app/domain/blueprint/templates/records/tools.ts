// The tools above the list: {{#search}}find, {{/search}}narrow and sort{{#csv}}, and export as CSV{{/csv}}.

import { byId, el } from "./dom.{{ext}}";
import { compare, textOf } from "./fields.{{ext}}";
import { fields, filterKeys, firstSort } from "./model.{{ext}}";
import { {{#search}}find, {{/search}}narrow, sortBy{{#csv}}, toCsv{{/csv}} } from "./records.{{ext}}";
«import type { Field, Sort, {{Type}} } from "./model.{{ext}}";
import type { Filters } from "./records.{{ext}}";
»

{{#search}}
let words = "";
{{/search}}
let filters«: Filters» = {};
let sort«: Sort» = { ...firstSort };

/** The records to show, in their order. */
export function chosen(records«: {{Type}}[]»)«: {{Type}}[]» {
{{#search}}
  refresh(records);
  return sortBy(narrow(find(records, words), filters), sort);
{{/search}}
{{#no_search}}
  refresh(records);
  return sortBy(narrow(records, filters), sort);
{{/no_search}}
}

/** Shows everything again; the order stays. */
export function clearTools() {
{{#search}}
  words = "";
  byId«<HTMLInputElement>»("search").value = "";
{{/search}}
  filters = {};
  for (const control of byId("filters").querySelectorAll«<HTMLInputElement | HTMLSelectElement>»("select, input")) {
    control.value = "";
  }
}

export function setUpTools({{#csv}}records«: () => {{Type}}[]», {{/csv}}{{#no_csv}}_records«: () => {{Type}}[]», {{/no_csv}}changed«: () => void») {
{{#search}}
  const search = byId«<HTMLInputElement>»("search");
  search.addEventListener("input", () => {
    words = search.value;
    changed();
  });
{{/search}}
  const order = byId«<HTMLSelectElement>»("sort");
  order.replaceChildren(
    orderOption("createdAt", "Newest first", true),
    orderOption("createdAt", "Oldest first", false),
    ...fields.flatMap((field) => [
      orderOption(field.key, `${field.label}, ${wayOf(field, false)}`, false),
      orderOption(field.key, `${field.label}, ${wayOf(field, true)}`, true),
    ]),
  );
  order.addEventListener("change", () => {
    const [field, way] = order.value.split(" ");
    sort = { field: field« as Sort["field"]», descending: way === "down" };
    changed();
  });
  const narrowing = filterKeys.flatMap((key) => fields.filter((field) => field.key === key));
  byId("filters").replaceChildren(...narrowing.map((field) => filterFor(field, changed)));
{{#csv}}
  byId("export").addEventListener("click", () => {
    // The mark at the start tells spreadsheets that the file is UTF-8.
    const file = new Blob(["\ufeff", toCsv(chosen(records()))], { type: "text/csv" });
    const link = el("a", { href: URL.createObjectURL(file), download: {{csv_name:js}} });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  });
{{/csv}}
}

function orderOption(key«: string», label«: string», descending«: boolean»)«: HTMLOptionElement» {
  const selected = key === sort.field && descending === sort.descending;
  return el("option", { value: `${key} ${descending ? "down" : "up"}`, selected }, label);
}

function wayOf(field«: Field», descending«: boolean»)«: string» {
  switch (field.type) {
    case "number":
    case "money":
    case "rating":
      return descending ? "highest first" : "lowest first";
    case "date":
    case "time":
      return descending ? "latest first" : "earliest first";
    case "checkbox":
      return descending ? "ticked first" : "open first";
    case "choice":
      return descending ? "last option first" : "first option first";
    default:
      return descending ? "Z to A" : "A to Z";
  }
}

// Numbers and dates are narrowed by a range, everything else by one of its values.
function filterFor(field«: Field», changed«: () => void»)«: HTMLElement» {
  const isDate = field.type === "date";
  if (!isDate && field.type !== "number" && field.type !== "money") {
    const choice = el("select", { id: `filter-${field.key}`, "data-filter": field.key });
    choice.addEventListener("change", () => {
      const { [field.key]: _, ...others } = filters;
      filters = choice.value === "" ? others : { ...others, [field.key]: { is: JSON.parse(choice.value) } };
      changed();
    });
    return el("div", { class: "tool" }, el("label", { for: choice.id }, `Filter by ${field.label}`), choice);
  }
  const bound = (end«: "from" | "to"», label«: string») => {
    const input = el("input", { type: isDate ? "date" : "number", step: "any", "aria-label": `${field.label}, ${label}` });
    input.addEventListener("input", () => {
      const value = isDate ? input.value : Number(input.value);
      filters = { ...filters, [field.key]: { ...filters[field.key], [end]: input.value === "" ? undefined : value } };
      changed();
    });
    return input;
  };
  const legend = el("legend", {}, `Filter by ${field.label}`);
  return el("fieldset", { class: "tool tool-range" }, legend, bound("from", "from"), el("span", {}, "to"), bound("to", "to"));
}

// The values to choose from are those that the list holds now.
function refresh(records«: {{Type}}[]») {
  for (const choice of byId("filters").querySelectorAll«<HTMLSelectElement>»("select[data-filter]")) {
    const field = fields.find((other) => other.key === choice.dataset.filter);
    if (!field) continue;
    const held = [...new Set(records.map((record) => record[field.key]))].filter((value) => value !== null && value !== "");
    const values = field.type === "checkbox" ? [true, false] : (field.options ?? held.sort((a, b) => compare(a, b, false)));
    const options = values.map((value) => {
      const selected = filters[field.key]?.is === value;
      return el("option", { value: JSON.stringify(value), selected }, textOf(field, value));
    });
    choice.replaceChildren(el("option", { value: "" }, "All"), ...options);
  }
}
