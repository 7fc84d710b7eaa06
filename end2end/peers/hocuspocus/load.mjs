// @ts-check
// The same load for Burnish and for its peer, so that what the generator itself costs is the same on both sides: one
// program, one process for all people, one socket library, one clock.
//   node load.mjs --kind burnish --url ws://… --cookie … --file … --pid N --clients 50 --decode 5 --rate 5 --seconds 10
//   node load.mjs --kind hocuspocus --url ws://… --name … --pid N …
// Everybody types one to five letters at a random place on a fixed timetable. With 50 whole documents this process
// would do the work of 50 machines on the cores that it shares with the server, and p99 would be its own. So --decode
// of them take in all that the others write and measure; the rest only type, and drop what they hear. The server's work
// is the same.
// Prints one line of JSON: milliseconds, bytes, cores. `lag` is how late this program itself was.
import { createHash } from "node:crypto";
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { residentBytes, usage } from "../../bench/collab/process.mjs";
import * as burnish from "./burnish.mjs";
import * as yjs from "./yjs.mjs";

/** Somebody who types. @typedef {{ who: number, broken: Promise<never>, length: () => number, text: () => string,
 *    type: (at: number, letters: string) => void, close: () => void }} Client */

const WARM_UP_MS = 3_000;
const PATIENCE_MS = 5_000;

const kind = word("kind");
const url = word("url");
const server = Number(word("pid"));
const clients = Number(word("clients"));
const decode = Math.min(Number(word("decode")), clients);
const rate = Number(word("rate"));
const seconds = Number(word("seconds"));

/** When each change was typed, by its author, in order. @type {Map<number, number[]>} */
const typed = new Map();
/** @type {number[]} */
const visible = [];
/** @type {number[]} */
const stored = [];
/** @type {number[]} */
const lags = [];
let warmAt = Infinity;

/** @param {number[]} into */
const note = (into) => (/** @type {number} */ who, /** @type {number} */ nth) => {
  const at = typed.get(who)?.[nth];
  if (at === undefined) throw new Error("Something was heard that nobody typed");
  if (at >= warmAt) into.push(performance.now() - at);
};

/** @type {Client[]} */
const people = [];
for (let n = 0; n < clients; n++) {
  const decodes = n < decode;
  const seen = note(visible);
  const client =
    kind === "burnish"
      ? await burnish.join({ url, cookie: word("cookie"), file: word("file"), decodes, seen, stored: note(stored) })
      : await yjs.join({ url, name: word("name"), decodes, seed: n === 0 ? seedText() : undefined, seen });
  if (typed.has(client.who)) throw new Error("Two clients have the same mark; run it again");
  typed.set(client.who, []);
  people.push(client);
}

const step = 1000 / rate;
const begin = performance.now() + 300;
warmAt = begin + WARM_UP_MS;
const end = warmAt + seconds * 1000;

const window = (async () => {
  await sleep(warmAt - performance.now());
  const before = usage(server);
  const from = performance.now();
  await sleep(end - performance.now());
  const after = usage(server);
  const took = (performance.now() - from) / 1000;
  return {
    generatorCpu: (after.own - before.own) / took,
    serverCpu: (after.server - before.server) / took,
    postgresCpu: (after.postgres - before.postgres) / took,
  };
})();

const typing = people.map(
  (client, n) =>
    new Promise((resolve) => {
      const own = typed.get(client.who) ?? [];
      let due = begin + (n / clients) * step;
      const press = () => {
        const now = performance.now();
        if (now >= warmAt) lags.push(now - due);
        own.push(now);
        client.type(below(client.length() + 1), "abcde".slice(0, 1 + below(5)));
        due += step;
        if (due >= end) resolve(undefined);
        else setTimeout(press, Math.max(0, due - performance.now()));
      };
      setTimeout(press, Math.max(0, due - performance.now()));
    }),
);
const broken = people.map((client) => client.broken);
const used = await Promise.race([Promise.all([window, ...typing]).then(([cores]) => cores), ...broken]);

const counted = (/** @type {number[]} */ times) => times.filter((at) => at >= warmAt).length;
const all = people.map((client) => counted(typed.get(client.who) ?? []));
const changes = all.reduce((sum, count) => sum + count, 0);
const expected = changes * decode - all.slice(0, decode).reduce((sum, count) => sum + count, 0);
const patience = performance.now() + PATIENCE_MS;
while (visible.length < expected && performance.now() < patience) await Promise.race([sleep(20), ...broken]);
// The server's memory while everybody is still there.
const resident = residentBytes(server);
const texts = new Set(people.slice(0, decode).map((client) => client.text()));
const [text = ""] = texts;
console.log(
  JSON.stringify({
    kind,
    clients,
    decode,
    changes,
    samples: visible.length,
    expected,
    visible: quantiles(visible),
    ack: quantiles(stored),
    lag: quantiles(lags),
    ...used,
    residentBytes: resident,
    characters: text.length,
    sha256: createHash("sha256").update(text).digest("hex"),
    converged: texts.size === 1 && visible.length === expected,
  }),
);
for (const client of people) client.close();
process.exit(0);

/** A random whole number. @param {number} most */
function below(most) {
  return Math.floor(Math.random() * most);
}

/** @param {number[]} values */
function quantiles(values) {
  const sorted = Float64Array.from(values).sort();
  /** @param {number} share */
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}

/** What the document holds at the beginning: as much as the file of the other side. */
function seedText() {
  return "x".repeat(Number(word("seed")));
}

/** @param {string} name */
function word(name) {
  const at = process.argv.indexOf(`--${name}`);
  const value = at < 0 ? undefined : process.argv[at + 1];
  if (value === undefined) throw new Error(`--${name} is missing`);
  return value;
}
