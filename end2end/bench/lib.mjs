// @ts-check
// What the measurements share: servers, wrk, medians, and the line that says when and where.
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, openSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { cpus, release } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";

const bin = wanted("BURNISH_BIN");
const folder = wanted("BURNISH_BENCH_DIR");

/** @param {string} name */
export function wanted(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set. Run this with: cargo xtask bench <name>`);
  return value;
}

/** Figures without their date and machine are worth nothing. */
export function machine() {
  const all = cpus();
  const memory = Number(readFileSync("/proc/meminfo", "utf8").match(/MemTotal:\s+(\d+)/)?.[1]) / 1024 / 1024;
  const date = new Date().toISOString().slice(0, 10);
  return `${date}, ${all.length} × ${all[0]?.model.trim()}, ${memory.toFixed(0)} GiB, Linux ${release()}`;
}

/** @param {number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Median and range, with a unit. @param {number[]} values @param {string} unit @param {number} digits */
export function spread(values, unit, digits = 0) {
  const text = (/** @type {number} */ value) => value.toFixed(digits);
  return `${text(median(values))} ${unit} [${text(Math.min(...values))}–${text(Math.max(...values))}]`;
}

/** @returns {Promise<number>} a port that is free now */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

/** A running server. @typedef {{ url: string, pid: number, startMs: number, env: Record<string, string>, stop: () => Promise<void> }} Server */

/** Starts Burnish on a data folder of that name, which is made anew unless `keep` is set. Ready when it returns.
 *  @param {string} name @param {{ keep?: boolean, env?: Record<string, string>, path?: string }} [options]
 *  @returns {Promise<Server>} */
export async function burnish(name, options = {}) {
  const data = join(folder, name);
  if (!options.keep) rmSync(data, { recursive: true, force: true });
  mkdirSync(data, { recursive: true });
  const port = await freePort();
  const sites = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = {
    BURNISH_DATA_DIR: data,
    BURNISH_ADDR: `127.0.0.1:${port}`,
    BURNISH_PUBLIC_URL: url,
    BURNISH_SITES_ADDR: `127.0.0.1:${sites}`,
    BURNISH_SITES_URL: `http://{id}.localhost:${sites}`,
    ...options.env,
  };
  return serve(bin, ["serve"], url + (options.path ?? "/ready"), { name, env });
}

/** Runs one of Burnish's own commands beside a running server and gives its last line; log lines may stand before it.
 *  @param {Server} server @param {string[]} words */
export function command(server, ...words) {
  const env = { ...process.env, ...server.env };
  const output = execFileSync(bin, words, { env, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  return output.trim().split("\n").at(-1) ?? "";
}

/** Starts any server and waits until `probe` answers 200.
 *  @param {string} program @param {string[]} words @param {string} probe
 *  @param {{ name: string, env?: Record<string, string>, cwd?: string }} options @returns {Promise<Server>} */
export async function serve(program, words, probe, options) {
  mkdirSync(folder, { recursive: true });
  const log = join(folder, "..", `bench-${options.name}.log`);
  const output = openSync(log, "w");
  const env = { ...process.env, ...options.env };
  const begun = performance.now();
  const child = spawn(program, words, { env, cwd: options.cwd, stdio: ["ignore", output, output] });
  /** @type {number | string | null | undefined} */
  let ended;
  child.once("exit", (code, signal) => (ended = code ?? signal));
  child.once("error", (error) => (ended = error.message));
  while (!(await answers(probe))) {
    if (ended !== undefined) throw new Error(`${options.name} ended (${ended}); its output is in ${log}`);
    if (performance.now() - begun > 120_000) throw new Error(`${options.name} is not ready after 120 s; see ${log}`);
    await sleep(5);
  }
  const startMs = performance.now() - begun;
  const stop = async () => {
    child.kill("SIGTERM");
    for (let waited = 0; ended === undefined && waited < 30_000; waited += 50) await sleep(50);
    if (ended === undefined) child.kill("SIGKILL");
  };
  process.once("exit", () => child.kill("SIGKILL"));
  return { url: new URL(probe).origin, pid: child.pid ?? 0, startMs, env: options.env ?? {}, stop };
}

/** @param {string} url */
async function answers(url) {
  try {
    const answer = await fetch(url, { redirect: "manual" });
    await answer.arrayBuffer();
    return answer.status === 200;
  } catch {
    return false;
  }
}

/** Resident memory of one process, in MB. @param {number} pid */
export function residentMb(pid) {
  return Number(readFileSync(`/proc/${pid}/status`, "utf8").match(/VmRSS:\s+(\d+)/)?.[1]) / 1000;
}

/** One run of wrk. Anything but answers of 200 makes its figure worthless, so that is an error.
 *  @param {string} url @param {{ connections: number, seconds: number }} load */
export function wrk(url, { connections, seconds }) {
  const words = ["-t1", `-c${connections}`, `-d${seconds}s`, "--latency", url];
  const text = execFileSync("wrk", words, { encoding: "utf8" });
  const bad = text.match(/Non-2xx or 3xx responses: (\d+)|Socket errors: .*/);
  if (bad) throw new Error(`wrk ${url}: ${bad[0]}`);
  const rps = Number(text.match(/Requests\/sec:\s+([\d.]+)/)?.[1]);
  const p99 = milliseconds(text.match(/99%\s+([\d.]+)(us|ms|s)/));
  const p50 = milliseconds(text.match(/50%\s+([\d.]+)(us|ms|s)/));
  if (!(rps > 0)) throw new Error(`wrk printed no figure:\n${text}`);
  return { rps, p50, p99 };
}

/** @param {RegExpMatchArray | null} found */
function milliseconds(found) {
  const scale = { us: 0.001, ms: 1, s: 1000 };
  return found ? Number(found[1]) * scale[/** @type {"us" | "ms" | "s"} */ (found[2])] : NaN;
}

export { sleep };
