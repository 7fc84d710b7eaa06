// @ts-check
// What was wanted, what was measured, and whether it holds.
import { median } from "../lib.mjs";

/** @typedef {{ what: string, demand: string, measured: string, against: string, verdict: string }} Row */

/** @type {Row[]} */
const rows = [];

/** A percentile of several runs. It counts only where the generator's own lag is under a quarter of it.
 *  @param {string} what @param {{ most?: number, p: "p50" | "p95" | "p99", of: string, runs: any[], base?: number }} figure */
export function latency(what, { most, p, of, runs, base }) {
  const each = (/** @type {string} */ kind, /** @type {string} */ at) => runs.map((run) => run[kind][at] ?? Infinity);
  const values = each(of, p);
  const [value, lag, p99] = [median(values), median(each("lag", "p99")), median(each(of, "p99"))];
  const isWhole = runs.every((run) => run.converged);
  const why = isWhole ? `generator ${lag.toFixed(2)} ms late` : "not all arrived alike";
  rows.push({
    what: `${what}, ${p}`,
    demand: most === undefined ? "" : `≤ ${show(most)} ms`,
    measured: `${show(value)} ms [${show(Math.min(...values))}–${show(Math.max(...values))}]`,
    against: base === undefined ? "" : `${(value / base).toFixed(2)} × ${show(base)}`,
    verdict: !isWhole || lag >= p99 / 4 ? `does not count: ${why}` : most === undefined ? "" : yesNo(value <= most),
  });
}

/** Any other figure of several runs. @param {string} what
 *  @param {{ values: number[], unit: string, most?: number, least?: number, base?: number }} figure */
export function figure(what, { values, unit, most, least, base }) {
  const value = median(values);
  const demand = most !== undefined ? `≤ ${show(most)} ${unit}` : least !== undefined ? `≥ ${show(least)} ${unit}` : "";
  const holds = (most === undefined || value <= most) && (least === undefined || value >= least);
  rows.push({
    what,
    demand,
    measured: `${show(value)} ${unit}`,
    against: base === undefined ? "" : `${(value / base).toFixed(2)} × ${show(base)}`,
    verdict: demand ? yesNo(holds) : "",
  });
}

/** Prints all of it, with columns that line up. */
export function print() {
  const head = { what: "what", demand: "demand", measured: "median of the runs", against: "× the peer", verdict: "holds" };
  /** @type {(keyof Row)[]} */
  const columns = ["what", "demand", "measured", "against", "verdict"];
  const widths = columns.map((key) => Math.max(...[head, ...rows].map((row) => row[key].length)));
  const line = (/** @type {Row} */ row) => columns.map((key, n) => row[key].padEnd(widths[n] ?? 0)).join(" | ").trimEnd();
  console.log(`\n${[head, ...rows].map(line).join("\n")}`);
}

const yesNo = (/** @type {boolean} */ holds) => (holds ? "yes" : "NO");

/** Three digits are enough. @param {number} value */
function show(value) {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
