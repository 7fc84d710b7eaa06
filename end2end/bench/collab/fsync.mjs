// @ts-check
// What it costs to have something on disk: the floor under every acknowledgement.
import { closeSync, fdatasyncSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";

const TIMES = 400;
/** A page of PostgreSQL's log. */
const PAGE = Buffer.alloc(8192, 1);

/** Milliseconds for writing a page over and over and having it on disk each time. @param {string} folder near the database */
export function fsyncMs(folder) {
  mkdirSync(folder, { recursive: true });
  const own = mkdtempSync(join(folder, "fsync-"));
  const file = openSync(join(own, "page"), "w");
  /** @type {number[]} */
  const took = [];
  try {
    for (let n = 0; n < TIMES; n++) {
      const begun = performance.now();
      writeSync(file, PAGE, 0, PAGE.length, 0);
      fdatasyncSync(file);
      took.push(performance.now() - begun);
    }
  } finally {
    closeSync(file);
    rmSync(own, { recursive: true });
  }
  took.sort((a, b) => a - b);
  return { p50: took[TIMES / 2] ?? 0, p99: took[Math.floor(TIMES * 0.99)] ?? 0 };
}
