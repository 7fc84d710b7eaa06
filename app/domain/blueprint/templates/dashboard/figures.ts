// The numbers behind the charts, from records to points. No page in here.
import { textOf } from "./fields.{{ext}}";
import { fields } from "./model.{{ext}}";
«import type { Field, FieldKey, {{Type}} as Entry } from "./model.{{ext}}";

export type Chart = {
  kind: "line" | "bar" | "donut";
  title: string;
  /** Key of the field that is added up; empty counts records. */
  of: string;
  /** Key of the field whose values part the records. */
  by: string;
};
export type Point = { label: string; value: number };
»

/** More slices or bars than this can't be told apart; the rest becomes one of its own. */
const MOST_GROUPS = 8;
/** Beyond this many days a line is drawn by month. */
const MOST_DAYS = 62;

/** The points of a chart, in the order in which they are drawn. */
export function pointsOf(chart«: Chart», records«: Entry[]»)«: Point[]» {
  const by = fields.find((field) => field.key === chart.by);
  if (!by) return [];
  return by.type === "date" ? overTime(chart, by, records) : byGroup(chart, by, records);
}

/** One point for each day or month that has records; the months between are there too, with nothing. */
function overTime(chart«: Chart», by«: Field», records«: Entry[]»)«: Point[]» {
  const dated = records.filter((record) => /^\d{4}-\d{2}-\d{2}$/.test(String(record[by.key] ?? "")));
  const days = dated.map((record) => String(record[by.key])).sort();
  const first = days[0];
  const last = days[days.length - 1];
  if (!first || !last) return [];
  const byMonth = (Date.parse(last) - Date.parse(first)) / 86_400_000 > MOST_DAYS;
  const sums = new Map«<string, number>»();
  if (byMonth) for (const month of monthsBetween(first, last)) sums.set(month, 0);
  for (const record of dated) {
    const slot = String(record[by.key]).slice(0, byMonth ? 7 : 10);
    sums.set(slot, (sums.get(slot) ?? 0) + amountOf(chart, record));
  }
  return [...sums]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([slot, value]) => ({ label: slotName(slot), value: cents(value) }));
}

function byGroup(chart«: Chart», by«: Field», records«: Entry[]»)«: Point[]» {
  const sums = new Map«<string, number>»();
  for (const record of records) {
    const label = textOf(by, record[by.key]) || "None";
    sums.set(label, (sums.get(label) ?? 0) + amountOf(chart, record));
  }
  const points = [...sums]
    .map(([label, value]) => ({ label, value: cents(value) }))
    .sort((a, b) => b.value - a.value || a.label.localeCompare(b.label));
  if (points.length <= MOST_GROUPS) return points;
  const rest = points.slice(MOST_GROUPS - 1);
  return [
    ...points.slice(0, MOST_GROUPS - 1),
    { label: `${rest.length} others`, value: cents(rest.reduce((sum, point) => sum + point.value, 0)) },
  ];
}

function amountOf(chart«: Chart», record«: Entry»)«: number» {
  return chart.of === "" ? 1 : Number(record[chart.of« as FieldKey»] ?? 0);
}

«export type Summary = { label: string; text: string };

»
/** How many there are, and the sum and mean of every field that holds an amount. */
export function summary(records«: Entry[]», plural«: string»)«: Summary[]» {
  const found«: Summary[]» = [
    { label: `${plural.charAt(0).toUpperCase()}${plural.slice(1)}`, text: records.length.toLocaleString() },
  ];
  for (const field of fields.filter((one) => ["number", "money", "rating"].includes(one.type))) {
    const values = records.map((record) => record[field.key]).filter((value) => typeof value === "number");
    if (values.length === 0) continue;
    const sum = cents(values.reduce((total, value) => total + value, 0));
    const mean = cents(sum / values.length);
    if (field.type !== "rating") found.push({ label: `${field.label}, total`, text: textOf(field, sum) });
    found.push({
      label: `${field.label}, average`,
      text: field.type === "rating" ? `${mean} of 5` : textOf(field, mean),
    });
  }
  return found;
}

/** Round steps from at most zero to at least the largest value: 0, 20, 40, 60. */
export function ticks(values«: number[]», wanted = 4)«: number[]» {
  const low = Math.min(0, ...values);
  const top = Math.max(0, ...values);
  const high = top === low ? 1 : top;
  const span = high - low;
  const rough = span / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.floor(low / step);
  const last = Math.max(first + 1, Math.ceil(high / step));
  return Array.from({ length: last - first + 1 }, (_, at) => Number(((first + at) * step).toPrecision(12)));
}

function monthsBetween(first«: string», last«: string»)«: string[]» {
  const months«: string[]» = [];
  let [year, month] = first.split("-").map(Number);
  const end = last.slice(0, 7);
  while (months.length < 240) {
    const slot = `${year}-${String(month).padStart(2, "0")}`;
    months.push(slot);
    if (slot >= end) break;
    month += 1;
    if (month === 13) [year, month] = [year + 1, 1];
  }
  return months;
}

function slotName(slot«: string»)«: string» {
  const [year, month, day] = slot.split("-").map(Number);
  const date = new Date(year, month - 1, day || 1);
  return date.toLocaleDateString(
    undefined,
    day ? { day: "numeric", month: "short" } : { month: "short", year: "2-digit" },
  );
}

function cents(value«: number»)«: number» {
  return Math.round(value * 100) / 100;
}
