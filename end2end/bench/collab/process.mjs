// @ts-check
// What processes have used, read from /proc.
import { readdirSync, readFileSync } from "node:fs";

/** Clock ticks of /proc/*\/stat in a second. */
const TICKS = 100;

/** Processor time in seconds so far: of this program, of a server without its children, and of every process of the
 *  PostgreSQL that it runs. @param {number} server */
export function usage(server) {
  const all = new Map(stats());
  const postgres = [...all]
    .filter(([pid, stat]) => stat.name.startsWith("postgres") && descends(all, pid, server))
    // One that has ended meanwhile is in what its parent has waited for.
    .reduce((sum, [, stat]) => sum + stat.own + stat.waitedFor, 0);
  return { own: all.get(process.pid)?.own ?? 0, server: all.get(server)?.own ?? 0, postgres };
}

/** Resident memory of a process. @param {number} pid */
export function residentBytes(pid) {
  return Number(readFileSync(`/proc/${pid}/status`, "utf8").match(/VmRSS:\s+(\d+)/)?.[1]) * 1024;
}

/** @typedef {{ name: string, parent: number, own: number, waitedFor: number }} Stat */

/** @returns {[number, Stat][]} */
function stats() {
  /** @type {[number, Stat][]} */
  const found = [];
  for (const pid of readdirSync("/proc").map(Number).filter(Number.isInteger)) {
    let stat = "";
    try {
      stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    } catch {
      // It has ended since.
      continue;
    }
    // The name stands in brackets and may hold anything.
    const end = stat.lastIndexOf(")");
    const fields = stat.slice(end + 2).split(" ").map(Number);
    const seconds = (/** @type {number} */ at) => (fields[at] ?? 0) / TICKS;
    const name = stat.slice(stat.indexOf("(") + 1, end);
    found.push([pid, { name, parent: fields[1] ?? 0, own: seconds(11) + seconds(12), waitedFor: seconds(13) + seconds(14) }]);
  }
  return found;
}

/** @param {Map<number, Stat>} all @param {number} pid @param {number} from */
function descends(all, pid, from) {
  for (let at = all.get(pid); at; at = all.get(at.parent)) if (at.parent === from) return true;
  return false;
}
