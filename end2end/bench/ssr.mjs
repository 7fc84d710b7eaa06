// @ts-check
// Server rendering: a marketplace page with 24 of 10,000 listings queried from PostgreSQL at every request, against
// Next.js rendering 24 listings from memory. Same machine, same run, alternating.
import { execFileSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { burnish, command, freePort, machine, median, serve, sleep, spread, wrk } from "./lib.mjs";

const RUNS = 3;
const LISTINGS = 10_000;
const PER_PAGE = 24;
const LOAD = { connections: 16, seconds: 15 };
const WARM_UP = { connections: 16, seconds: 3 };

const next = join(dirname(fileURLToPath(import.meta.url)), "../peers/next");
const nextCli = join(next, "node_modules/next/dist/bin/next");

console.log(machine());
execFileSync("node", [nextCli, "build"], { cwd: next, stdio: ["ignore", "ignore", "inherit"] });
const port = await freePort();
const peer = await serve("node", [nextCli, "start", "-H", "127.0.0.1", "-p", String(port)], `http://127.0.0.1:${port}/`, {
  name: "next",
  cwd: next,
  env: { NODE_ENV: "production" },
});

// The cache for anonymous pages is off, so that each request renders and asks the database.
const live = await burnish("ssr", { env: { BURNISH_MARKET_CACHE_SECONDS: "0" } });
console.log(command(live, "admin", "seed-bench", String(LISTINGS)));
const page = "/marketplace";

const html = await text(live.url + page);
const shown = count(html, /<li class="market-card"/g);
const peerShown = count(await text(`${peer.url}/`), /<article[\s>]/g);
if (shown !== PER_PAGE || peerShown !== PER_PAGE) {
  throw new Error(`The pages do not compare: ${shown} listings here, ${peerShown} there, ${PER_PAGE} wanted.`);
}

/** @type {{ rps: number, p50: number, p99: number }[]} */
const ours = [];
/** @type {typeof ours} */
const theirs = [];
for (let run = 0; run < RUNS; run++) {
  ours.push(await measure(live.url + page));
  theirs.push(await measure(`${peer.url}/`));
}
await live.stop();

const cached = await burnish("ssr", { keep: true });
/** @type {typeof ours} */
const fromCache = [];
for (let run = 0; run < RUNS; run++) fromCache.push(await measure(cached.url + page));
await cached.stop();
await peer.stop();

row("Burnish, rendered and queried at every request", ours);
row("Burnish, with its short-lived cache for visitors", fromCache);
row("Next.js 16.4.6, from memory", theirs);
const ratio = (/** @type {typeof ours} */ runs) => median(runs.map((r) => r.rps)) / median(theirs.map((r) => r.rps));
console.log(`ratio ${ratio(ours).toFixed(1)} (wanted 10), with the cache ${ratio(fromCache).toFixed(1)} (wanted 40)`);
console.log(`HTML ${(Buffer.byteLength(html) / 1000).toFixed(1)} kB (at most 60)`);

/** @param {string} url */
async function measure(url) {
  wrk(url, WARM_UP);
  await sleep(500);
  return wrk(url, LOAD);
}

/** @param {string} name @param {typeof ours} runs */
function row(name, runs) {
  const of = (/** @type {"rps" | "p50" | "p99"} */ key) => runs.map((run) => run[key]);
  console.log(`${name}: ${spread(of("rps"), "req/s")}, p50 ${spread(of("p50"), "ms", 1)}, p99 ${spread(of("p99"), "ms", 1)}`);
}

/** @param {string} url */
async function text(url) {
  const answer = await fetch(url);
  if (answer.status !== 200) throw new Error(`${url} answered ${answer.status}`);
  return answer.text();
}

/** @param {string} text @param {RegExp} pattern */
function count(text, pattern) {
  return [...text.matchAll(pattern)].length;
}
