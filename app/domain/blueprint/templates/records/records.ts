// Everything that can happen to the collection, as functions from the old list to the new one. No page, no storage.

import { compare, emptyValue, textOf } from "./fields.{{ext}}";
import { fields, itemLimit } from "./model.{{ext}}";
«import type { Draft, FieldKey, Sort, {{Type}}, Value } from "./model.{{ext}}";

/** How the list is narrowed: by an exact value, or by a range for numbers and dates. */
export type Filters = Record<string, { is?: Value; from?: number | string; to?: number | string }>;
»

export function add(records«: {{Type}}[]», draft«: Draft», id«: string», createdAt«: number»)«: {{Type}}[]» {
  return [...records, { id, createdAt, ...draft }];
}

export function isFull(records«: {{Type}}[]»)«: boolean» {
  return records.length >= itemLimit;
}

export function update(records«: {{Type}}[]», id«: string», changes«: Partial<Draft>»)«: {{Type}}[]» {
  return records.map((record) => (record.id === id ? { ...record, ...changes } : record));
}

export function remove(records«: {{Type}}[]», id«: string»)«: {{Type}}[]» {
  return records.filter((record) => record.id !== id);
}

/** Puts a deleted record back to its place. Doing it twice changes nothing. */
export function restore(records«: {{Type}}[]», record«: {{Type}}», index«: number»)«: {{Type}}[]» {
  if (records.some((other) => other.id === record.id)) return records;
  return [...records.slice(0, index), record, ...records.slice(index)];
}

/** The records in which every word occurs somewhere, in any field. */
export function find(records«: {{Type}}[]», words«: string»)«: {{Type}}[]» {
  const wanted = words.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return records;
  return records.filter((record) => {
    const shown = fields.map((field) =>
      field.type === "checkbox" ? (record[field.key] ? field.label : "") : `${record[field.key] ?? ""} ${textOf(field, record[field.key])}`,
    );
    const text = shown.join("\n").toLocaleLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

/** The records that pass every filter. */
export function narrow(records«: {{Type}}[]», filters«: Filters»)«: {{Type}}[]» {
  return records.filter((record) =>
    Object.entries(filters).every(([key, filter]) => {
      const value = record[key« as FieldKey»]« as Value»;
      if (filter.is !== undefined && value !== filter.is) return false;
      if (filter.from !== undefined && (value === null || value === "" || value < filter.from)) return false;
      if (filter.to !== undefined && (value === null || value === "" || value > filter.to)) return false;
      return true;
    }),
  );
}

export function sortBy(records«: {{Type}}[]», sort«: Sort»)«: {{Type}}[]» {
  // The words of a choice have an order of their own: "Low" comes before "High".
  const options = fields.find((field) => field.key === sort.field)?.options;
  const rank = (value«: Value») => (options && value !== "" ? options.indexOf(String(value)) : value);
  return [...records].sort(
    (a, b) => compare(rank(a[sort.field]), rank(b[sort.field]), sort.descending) || a.createdAt - b.createdAt,
  );
}

/** The sum of a field; empty values count as nothing. */
export function total(records«: {{Type}}[]», key«: FieldKey»)«: number» {
  const cents = records.reduce((sum, record) => sum + Math.round(Number(record[key] ?? 0) * 100), 0);
  return cents / 100;
}

/** The whole list as a CSV file. Cells that a spreadsheet would run as a formula get an apostrophe. */
export function toCsv(records«: {{Type}}[]»)«: string» {
  const cell = (value«: Value») => {
    let text = value === null ? "" : String(value);
    if (typeof value === "string" && /^[=+\-@\t\r]/.test(text)) text = `'${text}`;
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const rows = [fields.map((field) => cell(field.label)), ...records.map((record) => fields.map((field) => cell(record[field.key])))];
  return rows.map((row) => row.join(",")).join("\r\n") + "\r\n";
}

/** Records from stored text. A field that was added later is empty; what is no list of records is an error. */
export function fromStored(text«: string»)«: {{Type}}[]» {
  const stored«: unknown» = JSON.parse(text);
  if (!Array.isArray(stored)) throw new Error("The stored text is not a list.");
  return stored
    .filter((entry) => typeof entry === "object" && entry !== null && typeof entry.id === "string")
    .map((entry) => {
      const values = fields.map((field) => {
        const value = entry[field.key];
        const fits = value === null || typeof value === typeof emptyValue(field) || typeof value === "number";
        return [field.key, value !== undefined && fits ? value : emptyValue(field)];
      });
      return { id: entry.id, createdAt: Number(entry.createdAt) || 0, ...Object.fromEntries(values) };
    });
}
