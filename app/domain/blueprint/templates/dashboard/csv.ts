// Reading tables that people paste: CSV with commas, semicolons or tabs, quoted or not. No page in here.
import { readValue } from "./fields.{{ext}}";
import { fields } from "./model.{{ext}}";
«import type { Draft, Field, Value } from "./model.{{ext}}";

export type Import = {
  drafts: Draft[];
  /** What could not be read, one sentence for each row, with its line number. */
  problems: string[];
  /** Columns that belong to no field. */
  ignored: string[];
};
»

/** A file beyond this is no longer something to look at in a browser. */
export const MOST_ROWS = 5000;
const MOST_PROBLEMS = 20;

/** The cells of a table. The separator is the sign that the first line holds most of. */
export function parseCsv(text«: string»)«: string[][]» {
  const source = text.replace(/^\ufeff/, "");
  const head = source.split(/\r?\n/, 1)[0] ?? "";
  const separator = [",", ";", "\t"].reduce((best, sign) =>
    head.split(sign).length > head.split(best).length ? sign : best,
  );
  const rows«: string[][]» = [];
  let row«: string[]» = [];
  let cell = "";
  let quoted = false;
  for (let at = 0; at < source.length; at += 1) {
    const sign = source[at];
    if (quoted) {
      if (sign !== '"') cell += sign;
      else if (source[at + 1] === '"') cell += source[(at += 1)];
      else quoted = false;
    } else if (sign === '"' && cell === "") {
      quoted = true;
    } else if (sign === separator || sign === "\n") {
      row.push(cell.trim());
      cell = "";
      if (sign === "\n") {
        rows.push(row);
        row = [];
      }
    } else if (sign !== "\r") {
      cell += sign;
    }
  }
  if (cell !== "" || row.length > 0) rows.push([...row, cell.trim()]);
  return rows.filter((cells) => cells.some((one) => one !== ""));
}

/** Reads a table whose first line names the fields. A row that does not fit is reported and left out; the others come in. */
export function importCsv(text«: string»)«: Import» {
  const [head = [], ...rows] = parseCsv(text);
  const columns = head.map(fieldNamed);
  const ignored = head.filter((name, at) => name !== "" && !columns[at]);
  if (!columns.some(Boolean)) {
    return {
      drafts: [],
      problems: [`The first line must name the columns: ${fields.map((field) => field.label).join(", ")}.`],
      ignored: [],
    };
  }
  const drafts«: Draft[]» = [];
  const problems«: string[]» = [];
  rows.slice(0, MOST_ROWS).forEach((cells, at) => {
    const draft«: Record<string, Value>» = {};
    const wrong«: string[]» = [];
    for (const field of fields) {
      const column = columns.indexOf(field);
      const { value, problem } = readValue(field, asControl(field, column < 0 ? "" : (cells[column] ?? "")));
      draft[field.key] = value;
      if (problem) wrong.push(problem);
    }
    if (wrong.length === 0) drafts.push(draft« as Draft»);
    else problems.push(`Row ${at + 2}: ${wrong.join(" ")}`);
  });
  if (rows.length > MOST_ROWS) problems.push(`Only the first ${MOST_ROWS} rows were read.`);
  const hidden = problems.length - MOST_PROBLEMS;
  return {
    drafts,
    ignored,
    problems: hidden > 0 ? [...problems.slice(0, MOST_PROBLEMS), `And ${hidden} more rows.`] : problems,
  };
}

function fieldNamed(name«: string»)«: Field | undefined» {
  const plain = (text«: string») =>
    text
      .toLowerCase()
      .replace(/\(.*?\)/g, "")
      .replace(/[^\p{L}\p{N}]/gu, "");
  return fields.find((field) => plain(name) !== "" && [plain(field.label), plain(field.key)].includes(plain(name)));
}

/** What stands in a cell, as the form's control for that field would hold it. */
function asControl(field«: Field», cell«: string»)«: string | boolean» {
  if (field.type === "checkbox") return /^(yes|true|x|1|done|✓)$/i.test(cell);
  if (field.type === "number" || field.type === "money") return plainNumber(cell);
  if (field.type === "date") return isoDate(cell);
  if (field.type === "choice")
    return field.options?.find((option) => option.toLowerCase() === cell.toLowerCase()) ?? cell;
  return cell;
}

/** "€ 1,234.50", "1.234,50" and "1 234,5" as "1234.50". What is no number stays as it is, so that the message can name it. */
export function plainNumber(text«: string»)«: string» {
  const bare = text.replace(/[\s'’€$£¥%]|[a-z]+$/gi, "");
  if (!/^-?[\d.,]*\d[\d.,]*$/.test(bare)) return text;
  const point = Math.max(bare.lastIndexOf("."), bare.lastIndexOf(","));
  if (point < 0) return bare;
  const both = bare.includes(".") && bare.includes(",");
  const repeated = bare.split(bare[point]).length > 2;
  // One sign followed by three digits parts thousands when it is a comma: 1,234.
  const thousands = repeated || (!both && bare[point] === "," && /,\d{3}$/.test(bare));
  if (thousands) return bare.replace(/[.,]/g, "");
  return `${bare.slice(0, point).replace(/[.,]/g, "")}.${bare.slice(point + 1)}`;
}

/** "31.3.2026" and "2026/3/31" as "2026-03-31". Slashes with the year last are ambiguous, so they stay and are reported. */
export function isoDate(text«: string»)«: string» {
  const parts = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})/.exec(text);
  const german = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text);
  const [year, month, day] = parts ? parts.slice(1) : german ? [german[3], german[2], german[1]] : [];
  return year ? `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}` : text;
}
