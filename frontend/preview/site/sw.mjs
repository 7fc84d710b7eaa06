// @ts-check
// Answers a previewed page's requests from the built files, at their real addresses. The files are in memory; a copy in
// IndexedDB survives the browser ending this worker, which it does whenever it likes.
import { answerFor } from "./answer.mjs";

/** @typedef {import("../types.mjs").Publication} Publication */
/** @typedef {import("../types.mjs").Served} Served */
/** @typedef {{build: string, files: Map<string, Served>}} Site */

const worker = /** @type {any} */ (globalThis);
/** @type {Site | null} */
let site = null;

worker.addEventListener("install", () => worker.skipWaiting());
worker.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(worker.clients.claim()));

worker.addEventListener("message", (/** @type {any} */ event) => {
  if (event.data?.type !== "publish") return;
  event.waitUntil(publish(event.data.publication, (ok) => event.ports[0].postMessage({ ok })));
});

worker.addEventListener("fetch", (/** @type {any} */ event) => {
  const { request } = event;
  const url = new URL(request.url);
  // What the server itself gives out: our own pages and the vendored packages.
  if (url.origin !== worker.location.origin || /^\/(__burnish|vendor)\/|^\/sw\.js$/.test(url.pathname)) return;
  event.respondWith(current().then((now) => answerFor(now?.files ?? null, request)));
});

/** @param {Publication} publication @param {(ok: boolean) => void} reply */
async function publish(publication, reply) {
  const before = await current();
  // A difference is worth nothing without what it differs from; the host then sends everything.
  if (publication.base !== null && before?.build !== publication.base) {
    reply(false);
    return;
  }
  const files = new Map(publication.base === null ? [] : before?.files);
  for (const path of publication.remove) files.delete(path);
  for (const [path, served] of publication.set) files.set(path, served);
  site = { build: publication.build, files };
  reply(true);
  // The page need not wait for the copy; if it fails, for want of space, a restart asks the host again.
  await store(site).catch((error) => console.warn("The preview could not keep a copy of its files:", error));
}

async function current() {
  site ??= await restore().catch(() => null);
  return site;
}

const NAME = "__burnish_preview";

/** @returns {Promise<IDBObjectStore>} */
function table(/** @type {IDBTransactionMode} */ mode) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(NAME, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("site");
    opening.onsuccess = () => resolve(opening.result.transaction("site", mode).objectStore("site"));
    opening.onerror = () => reject(opening.error);
  });
}

async function store(/** @type {Site} */ now) {
  const target = await table("readwrite");
  await new Promise((resolve, reject) => {
    target.put(now, "current");
    target.transaction.oncomplete = resolve;
    target.transaction.onabort = () => reject(target.transaction.error);
  });
  target.transaction.db.close();
}

/** @returns {Promise<Site | null>} */
async function restore() {
  const source = await table("readonly");
  return new Promise((resolve, reject) => {
    const reading = source.get("current");
    reading.onsuccess = () => {
      source.transaction.db.close();
      resolve(reading.result ?? null);
    };
    reading.onerror = () => reject(reading.error);
  });
}
