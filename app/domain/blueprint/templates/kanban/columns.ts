// The columns of the board, and the way between them.

import { fields } from "./model.{{ext}}";
«import type { {{Type}} } from "./model.{{ext}}";
»

export const columnKey = {{column_key:js}};

export const columns«: string[]» = fields.find((field) => field.key === columnKey)?.options ?? [];

/** The column of a card. One without a column, or with one that is gone, stands in the first. */
export function columnOf(record«: {{Type}}»)«: string» {
  const value = String(record[columnKey]);
  return columns.includes(value) ? value : (columns[0] ?? "");
}

/** The column some steps to the right, or to the left; none beyond the ends. */
export function next(column«: string», step«: number»)«: string | undefined» {
  return columns[columns.indexOf(column) + step];
}
