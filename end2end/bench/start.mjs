// @ts-check
// How long until the first page, from starting the program, and how much memory it holds then.
import { burnish, machine, residentMb, sleep, spread } from "./lib.mjs";

const RUNS = 3;
/** Long enough for start-up work such as loading examples to be over. */
const SETTLE_MS = 10_000;

console.log(machine());
/** @type {number[]} */
const fresh = [];
/** @type {number[]} */
const again = [];
/** @type {number[]} */
const memory = [];
for (let run = 0; run < RUNS; run++) {
  // The landing page itself is waited for, not a probe that could answer earlier.
  const first = await burnish(`start-${run}`, { path: "/" });
  fresh.push(first.startMs / 1000);
  await first.stop();
  const second = await burnish(`start-${run}`, { keep: true, path: "/" });
  again.push(second.startMs / 1000);
  await sleep(SETTLE_MS);
  memory.push(residentMb(second.pid));
  await second.stop();
}
console.log(`first page with a new cluster: ${spread(fresh, "s", 2)} (at most 15)`);
console.log(`first page with an existing cluster: ${spread(again, "s", 2)} (at most 3)`);
console.log(`resident memory when idle, without PostgreSQL: ${spread(memory, "MB", 1)} (at most 60)`);
