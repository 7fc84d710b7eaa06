// The form for one {{singular:note}}: a control for each field, and messages beside the controls they are about.

import { el } from "./dom.{{ext}}";
import { readDraft } from "./fields.{{ext}}";
import { fields } from "./model.{{ext}}";
«import type { Raw } from "./fields.{{ext}}";
import type { Draft, Field, {{Type}} } from "./model.{{ext}}";
»

«type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;
»

/** Fills an empty form with controls. They hold the record's values, or nothing yet. */
export function fillForm(form«: HTMLFormElement», record«: {{Type}} | undefined») {
  form.noValidate = true;
  form.replaceChildren(...fields.map((field) => fieldFor(form.id, field, record)));
}

/** Reads the form. When something is wrong it says so beside each control, goes to the first, and returns nothing. */
export function readForm(form«: HTMLFormElement»)«: Draft | undefined» {
  const raw«: Raw» = {};
  for (const field of fields) {
    const control = controlOf(form, field);
    raw[field.key] = control instanceof HTMLInputElement && control.type === "checkbox" ? control.checked : control.value;
    // A browser gives an empty text for a number or date it can't read; to the person it isn't empty.
    if (control.validity.badInput) raw[field.key] = "?";
  }
  const { draft, problems } = readDraft(raw);
  for (const field of fields) showProblem(form, field, problems[field.key] ?? "");
  const first = fields.find((field) => problems[field.key]);
  if (!first) return draft;
  controlOf(form, first).focus();
  return undefined;
}

function fieldFor(formId«: string», field«: Field», record«: {{Type}} | undefined»)«: HTMLElement» {
  const id = `${formId}-${field.key}`;
  const control = controlFor(field, record);
  control.id = id;
  control.name = field.key;
  control.required = field.required;
  control.setAttribute("aria-describedby", `${id}-hint ${id}-problem`);
  const label = el("label", { for: id }, field.label);
  const hint = el("span", { class: "field-hint", id: `${id}-hint` }, hintFor(field));
  const problem = el("p", { class: "field-problem", id: `${id}-problem` });
  return field.type === "checkbox"
    ? el("div", { class: "field field-check" }, control, label, hint, problem)
    : el("div", { class: "field" }, el("div", { class: "field-name" }, label, hint), control, problem);
}

function controlFor(field«: Field», record«: {{Type}} | undefined»)«: Control» {
  const value = record?.[field.key] ?? "";
  switch (field.type) {
    case "longText": {
      const area = el("textarea", { rows: 4, maxlength: 5000 });
      area.value = String(value);
      return area;
    }
    case "choice":
      return select(field.options ?? [], field.options ?? [], String(value));
    case "rating":
      return select(["1", "2", "3", "4", "5"], ["1 star", "2 stars", "3 stars", "4 stars", "5 stars"], String(value));
    case "checkbox": {
      const box = el("input", { type: "checkbox" });
      box.checked = Boolean(value);
      return box;
    }
    default: {
      const types«: Record<string, string>» = { money: "number", phone: "tel" };
      const input = el("input", { type: types[field.type] ?? field.type, autocomplete: "off" });
      if (input.type === "number") input.step = "any";
      if (input.type === "text") input.maxLength = 200;
      input.value = String(value);
      return input;
    }
  }
}

function select(values«: string[]», names«: string[]», chosen«: string»)«: HTMLSelectElement» {
  const options = values.map((value, at) => el("option", { value, selected: value === chosen }, names[at] ?? value));
  return el("select", {}, el("option", { value: "" }, "Choose…"), ...options);
}

function hintFor(field«: Field»)«: string» {
  const unit = field.unit ?? field.currency ?? "";
  const optional = field.required || field.type === "checkbox" ? "" : "optional";
  return [unit, optional].filter(Boolean).join(", ");
}

function showProblem(form«: HTMLFormElement», field«: Field», problem«: string») {
  const control = controlOf(form, field);
  control.setAttribute("aria-invalid", String(problem !== ""));
  const message = form.querySelector(`#${control.id}-problem`);
  if (message) message.textContent = problem;
}

function controlOf(form«: HTMLFormElement», field«: Field»)«: Control» {
  return form.elements.namedItem(field.key)« as Control»;
}
