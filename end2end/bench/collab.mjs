// @ts-check
// Rooms: from a key to its being stored and to its being seen, against Hocuspocus in the same run; the
// largest room; memory. The database, the server and whoever types share the same cores. `--only
// keys|peer|ceiling|idle|documents|history` runs one of them, `--seconds N` makes each run of typing shorter or
// longer; all of it takes some six minutes.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { fsyncMs } from "./collab/fsync.mjs";
import { house } from "./collab/house.mjs";
import { residentBytes } from "./collab/process.mjs";
import { figure, latency, print } from "./collab/table.mjs";
import { freePort, machine, serve, sleep, wanted } from "./lib.mjs";

/** @typedef {import("./collab/house.mjs").House} House */

const RUNS = 3;
const COALESCE_MS = 8;
/** What documents begin with when people type in them: some 200 lines of code. */
const SEED_CHARACTERS = 10_000;
const DOCUMENT_CHARACTERS = 100_000;
const KIB = 1024;
/** What one document may keep of its newest changes: `RING_BYTES` of `doc`. */
const RING_BYTES = 1024 * KIB;

const peerFolder = join(dirname(fileURLToPath(import.meta.url)), "../peers/hocuspocus");
const only = flag("only");
const seconds = Number(flag("seconds") ?? 6);
const CASES = { keys, peer, ceiling, idle, documents, history };
if (only !== undefined && !(only in CASES)) {
  throw new Error(`--only ${only}: there are ${Object.keys(CASES).join(", ")}`);
}

// Each start of a server leaves a listener that ends it with this process.
process.setMaxListeners(64);
console.log(machine());
const disk = process.getuid?.() === 0 ? "/var/lib" : dirname(wanted("BURNISH_BENCH_DIR"));
const fsync = fsyncMs(disk);
console.log(`A page on disk: p50 ${fsync.p50.toFixed(2)} ms, p99 ${fsync.p99.toFixed(2)} ms`);
for (const [name, run] of Object.entries(CASES)) {
  if (only === undefined || only === name) {
    const begun = performance.now();
    await run();
    console.log(`(${name}: ${((performance.now() - begun) / 1000).toFixed(0)} s)`);
  }
}
print();

/** Keys until they are stored and seen, durable first. */
async function keys() {
  const server = await house();
  const ten = await typing(server, { editors: 10, rate: 10, whole: 10 });
  const [ack10, seen5, seen100] = ["10 people × 10/s: key to stored", "10 × 5/s: key to seen", "100 × 5/s: key to seen"];
  latency(ack10, { most: 1.5, p: "p50", of: "ack", runs: ten });
  latency(ack10, { most: 5, p: "p99", of: "ack", runs: ten });
  latency(seen5, { most: 5, p: "p99", of: "visible", runs: await typing(server, { editors: 10, rate: 5, whole: 10 }) });
  const hundred = await typing(server, { editors: 100, rate: 5, whole: 5 });
  latency(seen100, { most: 10, p: "p95", of: "visible", runs: hundred });
  latency(seen100, { most: 25, p: "p99", of: "visible", runs: hundred });
  await server.stop();
}

/** 50 clients, 5 of whom take everything in, by one generator for both sides, in turns. */
async function peer() {
  /** @type {Record<"durable" | "coalesced" | "theirs", any[]>} */
  const runs = { durable: [], coalesced: [], theirs: [] };
  for (let run = 0; run < RUNS; run++) {
    runs.durable.push(await ours(0));
    runs.coalesced.push(await ours(COALESCE_MS));
    runs.theirs.push(await theirs());
  }
  for (const [name, some] of Object.entries(runs)) for (const run of some) say(name, run);
  const of = (/** @type {any[]} */ some, /** @type {string} */ key) => some.map((run) => run[key]);
  const middle = (/** @type {number[]} */ values) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;
  const theirP99 = middle(runs.theirs.map((run) => run.visible.p99));
  const theirCpu = middle(of(runs.theirs, "serverCpu"));
  const theirGrowth = middle(of(runs.theirs, "growthMb"));
  latency("Hocuspocus 4.7, 50 × 5/s", { p: "p99", of: "visible", runs: runs.theirs });
  latency("50 × 5/s, durable first", { most: 1.5 * theirP99, p: "p99", of: "visible", runs: runs.durable, base: theirP99 });
  figure("its processor time", { values: of(runs.durable, "serverCpu"), unit: "cores", most: theirCpu, base: theirCpu });
  figure("PostgreSQL's beside it", { values: of(runs.durable, "postgresCpu"), unit: "cores" });
  latency(`50 × 5/s, ${COALESCE_MS} ms together`, { most: 16, p: "p99", of: "visible", runs: runs.coalesced, base: theirP99 });
  figure("its processor time", { values: of(runs.coalesced, "serverCpu"), unit: "cores", most: theirCpu / 2, base: theirCpu });
  figure("PostgreSQL's beside it", { values: of(runs.coalesced, "postgresCpu"), unit: "cores" });
  const growth = { values: of(runs.durable, "growthMb"), unit: "MB", most: theirGrowth / 2, base: theirGrowth };
  figure("memory over idle, 50 clients", growth);
}

/** @param {number} coalesceMs */
async function ours(coalesceMs) {
  const server = await house({ coalesceMs });
  const { id, path } = await server.file("x".repeat(SEED_CHARACTERS));
  const before = residentBytes(server.pid);
  const figures = generator(server.pid, "burnish", ["url", server.socket, "cookie", server.cookie, "file", path]);
  const stored = createHash("sha256").update(await server.text(id)).digest("hex");
  await server.stop();
  // What is on disk has to be what people saw.
  figures.converged &&= stored === figures.sha256;
  return { ...figures, growthMb: (figures.residentBytes - before) / 1e6 };
}

async function theirs() {
  const port = await freePort();
  const words = [join(peerFolder, "server.mjs"), String(port)];
  const server = await serve(node22(), words, `http://127.0.0.1:${port}/`, { name: "hocuspocus", cwd: peerFolder });
  const before = residentBytes(server.pid);
  const doc = ["url", `ws://127.0.0.1:${port}`, "name", "load", "seed", String(SEED_CHARACTERS)];
  const figures = generator(server.pid, "hocuspocus", doc);
  await server.stop();
  return { ...figures, growthMb: (figures.residentBytes - before) / 1e6 };
}

/** One run of the generator for both sides. @param {number} pid @param {string} kind @param {string[]} words */
function generator(pid, kind, words) {
  const people = ["clients", 50, "decode", 5, "rate", 5, "seconds", seconds + 2];
  const load = ["kind", kind, "pid", pid, ...people, ...words].map(String);
  const flags = load.map((word, at) => (at % 2 === 0 ? `--${word}` : word));
  return JSON.parse(execFileSync(process.execPath, [join(peerFolder, "load.mjs"), ...flags], { encoding: "utf8" }));
}

/** How many can type in one room. Beyond what is wanted one run is enough to see whether that is the end. */
async function ceiling() {
  const server = await house();
  let most = 0;
  for (const editors of [300, 400]) {
    const runs = await typing(server, { editors, rate: 5, whole: 3 }, editors === 300 ? RUNS : 1);
    const fits = runs.filter((run) => run.converged && run.visible.p95 < 100).length;
    if (fits * 2 <= runs.length) break;
    most = editors;
  }
  figure("people who type in one room at 5/s, p95 under 100 ms", { values: [most], unit: "people", least: 300 });
  await server.stop();
}

/** Memory of a connection. A server that had as many before would find room in what they left: so a new one each time. */
async function idle() {
  /** @type {number[]} */
  const values = [];
  for (let run = 0; run < RUNS; run++) {
    const server = await house();
    values.push(load("idle", ...inside(server), "--sockets", 1000, "--pid", server.pid).bytesEach / KIB);
    await server.stop();
  }
  figure("memory of an idle connection, 1,000 of them", { values, unit: "KiB", most: 32 });
}

/** Memory of an open document of 100 kB. */
async function documents() {
  /** @type {string[]} */
  const paths = [];
  /** @type {number[]} */
  const values = [];
  for (let run = 0; run < RUNS; run++) {
    const server = await house();
    while (paths.length < 110) paths.push((await server.file(lines(DOCUMENT_CHARACTERS))).path);
    values.push(load("open", ...inside(server), ...paths, "--warm", 10, "--pid", server.pid).bytesEach / KIB);
    await server.stop();
  }
  // New files have no changes in memory, so nothing of the ring is allowed for.
  const most = (1.2 * DOCUMENT_CHARACTERS) / KIB + 64;
  figure("memory of an open document of 100 kB, without its ring", { values, unit: "KiB", most });
  figure("the ring at most", { values: [RING_BYTES / KIB], unit: "KiB" });
}

/** Opening what a million changes were made to, with the snapshot at the end and with a thousand changes after it. */
async function history() {
  for (const [tail, after] of [[0, ""], [1000, ", 1,000 of them after the snapshot"]]) {
    const server = await house();
    /** @type {{ id: string, path: string }[]} */
    const files = [];
    for (let n = 0; n <= RUNS; n++) files.push(await server.file(lines(DOCUMENT_CHARACTERS)));
    // The first file, which does not count, has no past.
    const ids = files.slice(1).map((file) => file.id);
    load("history", server.data, ...ids, "--changes", 1_000_000, "--tail", tail ?? 0);
    const paths = files.map((file) => file.path);
    const { tookMs } = load("open", ...inside(server), ...paths, "--warm", 1, "--pid", server.pid);
    figure(`open after 1,000,000 changes${after}`, { values: tookMs, unit: "ms", most: 30 });
    await server.stop();
  }
}

/** Runs of typing by our own generator. @param {House} server
 *  @param {{ editors: number, rate: number, whole: number }} who @param {number} [runs] */
async function typing(server, { editors, rate, whole }, runs = RUNS) {
  /** @type {any[]} */
  const all = [];
  for (let run = 0; run < runs; run++) {
    const { path } = await server.file("x".repeat(SEED_CHARACTERS));
    const flags = ["--editors", editors, "--rate", rate, "--whole", whole, "--seconds", seconds, "--pid", server.pid];
    try {
      all.push(load("type", ...inside(server), path, ...flags));
    } catch (error) {
      // A room that is too large breaks off. That is a figure, too, and no percentile of it counts.
      console.log(`${editors} people: ${/** @type {any} */ (error).stderr ?? error}`);
      const none = { p50: Infinity, p95: Infinity, p99: Infinity };
      all.push({ converged: false, ack: none, visible: none, lag: none });
    }
    say(`${editors} × ${rate}/s`, all.at(-1));
    // Connections that have gone note their edits before the next ones come.
    await sleep(1_000);
  }
  return all;
}

/** One line about a run, so that nobody has to believe a median. @param {string} name @param {any} run */
function say(name, run) {
  const two = (/** @type {number | undefined} */ value) => (value ?? NaN).toFixed(2);
  const ms = (/** @type {any} */ of) => `${two(of.p50)} / ${two(of.p95)} / ${two(of.p99)} ms`;
  console.log(
    `${name}: stored ${ms(run.ack)}, seen ${ms(run.visible)} (p50 / p95 / p99), lag p99 ${two(run.lag.p99)} ms; ` +
      `cores: server ${two(run.serverCpu)}, PostgreSQL ${two(run.postgresCpu)}, generator ${two(run.generatorCpu)}` +
      `${run.converged ? "" : "; NOT all arrived alike"}`,
  );
}

/** @param {(string | number)[]} words */
function load(...words) {
  return JSON.parse(execFileSync(wanted("BURNISH_LOAD"), words.map(String), { encoding: "utf8" }));
}

/** @param {House} server */
function inside(server) {
  return [server.url, server.roomId, server.cookie];
}

/** Text in lines of eighty. @param {number} characters */
function lines(characters) {
  return `${"x".repeat(79)}\n`.repeat(Math.ceil(characters / 80)).slice(0, characters);
}

/** Hocuspocus 4.7 wants a newer Node than we do: this one if it is new enough, or the one among the peer's packages. */
function node22() {
  if (Number(process.versions.node.split(".")[0]) >= 22) return process.execPath;
  const packaged = join(peerFolder, `node_modules/node-linux-${process.arch}/bin/node`);
  if (existsSync(packaged)) return packaged;
  throw new Error("Hocuspocus 4.7 needs Node 22 or newer. Install one, or run: cargo xtask bench collab");
}

/** @param {string} name */
function flag(name) {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? undefined : process.argv[at + 1];
}
