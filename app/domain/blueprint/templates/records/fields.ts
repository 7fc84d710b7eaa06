// Values of fields: reading them from a form, showing them, comparing them. Nothing here touches the page.

import { fields } from "./model.{{ext}}";
«import type { Draft, Field, {{Type}}, Value } from "./model.{{ext}}";

/** What a form control holds: text, or the state of a checkbox. */
export type Raw = Record<string, string | boolean>;
»

/** Reads a form. `problems` has one message for each field that can't be saved as it is. */
export function readDraft(raw«: Raw»)«: { draft: Draft; problems: Record<string, string> }» {
  const values«: Record<string, Value>» = {};
  const problems«: Record<string, string>» = {};
  for (const field of fields) {
    const { value, problem } = readValue(field, raw[field.key] ?? "");
    values[field.key] = value;
    if (problem) problems[field.key] = problem;
  }
  return { draft: values« as unknown as Draft», problems };
}

/** Reads one control. */
export function readValue(field«: Field», raw«: string | boolean»)«: { value: Value; problem: string }» {
  const ok = (value«: Value») => ({ value, problem: "" });
  const bad = (problem«: string») => ({ value: null, problem });
  if (field.type === "checkbox") {
    return field.required && raw !== true ? bad(`Tick “${field.label}” to go on.`) : ok(raw === true);
  }
  const text = String(raw).trim();
  if (text === "") {
    return field.required ? bad(`“${field.label}” is missing.`) : ok(emptyValue(field));
  }
  switch (field.type) {
    case "number":
    case "money": {
      const number = readNumber(text);
      return Number.isFinite(number) ? ok(number) : bad(`“${field.label}” must be a number, such as 12 or 3.5.`);
    }
    case "rating": {
      const stars = Number(text);
      return Number.isInteger(stars) && stars >= 1 && stars <= 5 ? ok(stars) : bad("Choose one to five stars.");
    }
    case "date":
      return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text))
        ? ok(text)
        : bad(`“${field.label}” must be a date, such as 2030-05-31.`);
    case "email":
      return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text) ? ok(text) : bad("An e-mail address looks like ada@example.org.");
    case "url":
      return isLink(text) ? ok(text) : bad("A link starts with https:// or http://.");
    case "phone":
      return /^[+0-9 ()/.-]{3,30}$/.test(text) ? ok(text) : bad("A phone number holds digits, spaces and + ( ) - only.");
    case "choice":
      return field.options?.includes(text) ? ok(text) : bad(`Choose one of: ${field.options?.join(", ")}.`);
    default:
      return text.length <= 5000 ? ok(text) : bad(`“${field.label}” may have at most 5,000 characters.`);
  }
}

/** What a field holds when nothing was entered. */
export function emptyValue(field«: Field»)«: Value» {
  if (field.type === "checkbox") return false;
  return ["number", "money", "rating"].includes(field.type) ? null : "";
}

/** A value as people read it. An empty one is an empty text. */
export function textOf(field«: Field», value«: Value»)«: string» {
  if (value === null || value === "") return "";
  switch (field.type) {
    case "checkbox":
      return value ? "Yes" : "No";
    case "number":
      // Years stay 2031; only longer numbers are easier to read in groups.
      return Number(value).toLocaleString(undefined, { useGrouping: Math.abs(Number(value)) >= 10_000 }) + (field.unit ? ` ${field.unit}` : "");
    case "money":
      return money(Number(value), field.currency);
    case "rating":
      return "★".repeat(Number(value)) + "☆".repeat(5 - Number(value));
    case "date":
      return new Date(`${value}T00:00`).toLocaleDateString(undefined, { dateStyle: "medium" });
    default:
      return String(value);
  }
}

/** An amount in the field's currency, in the visitor's own notation. */
export function money(amount«: number», currency«?: string»)«: string» {
  return amount.toLocaleString(undefined, currency ? { style: "currency", currency } : { minimumFractionDigits: 2 });
}

/** The field that names records: the first one that holds a line of text, or else the first of all. */
export const nameField«: Field» = fields.find((field) => field.type === "text") ?? fields[0]«!»;

/** The field that names one record: where the usual one is empty, the first line of text or else the first that shows anything. */
export function namingField(record«: {{Type}}»)«: Field | undefined» {
  const filled = [nameField, ...fields].filter((field) => textOf(field, record[field.key]) !== "");
  return filled.find((field) => field.type === "text") ?? filled.find((field) => field.type !== "checkbox");
}

/** What a record is called in messages and headings. */
export function nameOf(record«: {{Type}}»)«: string» {
  const field = namingField(record);
  return field ? textOf(field, record[field.key]) : {{unnamed:js}};
}

/** Orders two values of one field. Empty ones come last, whichever way the rest goes. */
export function compare(a«: Value», b«: Value», descending«: boolean»)«: number» {
  const emptyA = a === null || a === "";
  const emptyB = b === null || b === "";
  if (emptyA || emptyB) return Number(emptyA) - Number(emptyB);
  const order =
    typeof a === "string" && typeof b === "string"
      ? a.localeCompare(b, undefined, { numeric: true, sensitivity: "base" })
      : Number(a) - Number(b);
  return descending ? -order : order;
}

/** A number in English or continental notation: of a comma and a point, the later one begins the fraction. */
export function readNumber(text«: string»)«: number» {
  const comma = text.lastIndexOf(",");
  const point = text.lastIndexOf(".");
  if (comma === -1) return Number(text);
  const plain = comma > point ? text.replaceAll(".", "").replace(",", ".") : text.replaceAll(",", "");
  return Number(plain);
}

function isLink(text«: string»)«: boolean» {
  try {
    return ["http:", "https:"].includes(new URL(text).protocol);
  } catch {
    return false;
  }
}
