// @ts-check
// One room in which people type: from a key to its being stored, and to its being visible to others. The database and the
// load generator run on the same machine.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { burnish, command, machine, median, residentMb, wanted } from "./lib.mjs";

const RUNS = 3;
const CASES = [
  { name: "10 people, 10 keys/s each", editors: 10, rate: 10, observers: 10 },
  { name: "10 people, 5 keys/s each", editors: 10, rate: 5, observers: 10 },
  { name: "50 people, 5 keys/s each", editors: 50, rate: 5, observers: 5 },
  { name: "100 people, 5 keys/s each", editors: 100, rate: 5, observers: 5 },
  { name: "300 people, 5 keys/s each", editors: 300, rate: 5, observers: 5 },
];

console.log(machine());
const server = await burnish("collab", { env: { LOG_LEVEL: "warn" } });
const cookie = await signIn(command(server, "admin", "owner-link"));
const headers = { cookie, "content-type": "application/json", origin: server.url };
const idleMb = residentMb(server.pid);

for (const { name, editors, rate, observers } of CASES) {
  /** @type {any[]} */
  const runs = [];
  for (let run = 0; run < RUNS; run++) {
    const project = await post("/api/v1/projects", { description: "A landing page for a pottery studio" });
    const { roomId } = await post("/api/collaboration/rooms", { projectId: project.id, name: "Load" });
    const words = [server.url, roomId, "README.md", cookie];
    const flags = ["--editors", editors, "--rate", rate, "--observers", observers, "--seconds", 10].map(String);
    const before = cpuSeconds(server.pid);
    const line = execFileSync(wanted("BURNISH_LOAD"), [...words, ...flags], { encoding: "utf8" });
    runs.push({ ...JSON.parse(line), serverCpu: (cpuSeconds(server.pid) - before) / 12 });
  }
  const of = (/** @type {(run: any) => number} */ pick) => median(runs.map(pick)).toFixed(2);
  const spread = (/** @type {string} */ kind) =>
    ["p50", "p95", "p99"].map((p) => `${p} ${of((run) => run[kind][p])}`).join(", ");
  console.log(`${name}`);
  console.log(`  key to stored: ${spread("ack")} ms; key to visible: ${spread("visible")} ms (durable first)`);
  console.log(
    `  generator: lag p99 ${of((run) => run.lag.p99)} ms, ${of((run) => run.generatorCpu)} cores; ` +
      `server ${of((run) => run.serverCpu)} cores, ${(residentMb(server.pid) - idleMb).toFixed(0)} MB over idle; ` +
      `converged: ${runs.every((run) => run.converged)}`,
  );
}
await server.stop();

/** @param {string} link */
async function signIn(link) {
  const page = await fetch(link, { redirect: "manual" });
  const cookies = page.headers.getSetCookie();
  if (cookies.length > 0) return cookies.map((one) => one.split(";")[0]).join("; ");
  // The link shows a button that does it, so that nobody is signed in by looking ahead.
  const html = await page.text();
  const action = html.match(/<form[^>]*action="([^"]+)"/)?.[1] ?? "";
  const fields = [...html.matchAll(/<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"/g)];
  const answer = await fetch(new URL(action, link), {
    method: "POST",
    redirect: "manual",
    headers: { origin: server.url },
    body: new URLSearchParams(fields.map(([, key, value]) => [key, value])),
  });
  const set = answer.headers.getSetCookie();
  if (set.length === 0) throw new Error(`The owner's link answered ${page.status} and ${answer.status} without a session`);
  return set.map((one) => one.split(";")[0]).join("; ");
}

/** @param {string} path @param {object} body */
async function post(path, body) {
  const answer = await fetch(server.url + path, { method: "POST", headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}

/** Processor time of a process so far. @param {number} pid */
function cpuSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
