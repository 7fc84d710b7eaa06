// @ts-check
// The host's side of the bundler: starts the worker, sends it only what changed, and replaces it when it hangs.
import { BUILD_TIMEOUT_MS } from "./limits.mjs";
import { sameContent } from "./types.mjs";

/** @typedef {import("./types.mjs").Content} Content */
/** @typedef {{resolve(value: any): void, reject(error: Error): void, timer: ReturnType<typeof setTimeout>}} Pending */

export class BundlerClient {
  /** @type {Worker | null} */ #worker = null;
  /** @type {Map<number, Pending>} */ #pending = new Map();
  /** What the worker has. @type {Map<string, Content>} */ #known = new Map();
  #next = 1;

  /** @param {() => Worker} start */
  constructor(start) {
    this.start = start;
    this.#ensure();
  }

  /**
   * Bundles `files`. Rejects with a sentence when the bundler itself fails.
   * @param {Record<string, Content>} files
   * @returns {Promise<import("./bundle.mjs").Result & {ms: number}>}
   */
  async build(files) {
    this.#ensure();
    /** @type {[string, Content][]} */
    const set = [];
    for (const [path, content] of Object.entries(files)) {
      const known = this.#known.get(path);
      if (known === undefined || !sameContent(known, content)) set.push([path, content]);
    }
    const remove = [...this.#known.keys()].filter((path) => !Object.hasOwn(files, path));
    for (const path of remove) this.#known.delete(path);
    for (const [path, content] of set) this.#known.set(path, content);
    const { result, ms } = await this.#ask({ type: "build", set, remove });
    return { ...result, ms };
  }

  /** The current build, whole. @returns {Promise<import("./types.mjs").Publication | null>} */
  async everything() {
    return (await this.#ask({ type: "everything" })).result;
  }

  /**
   * Where places in served code were written; null for code that is not the project's.
   * @param {import("./types.mjs").Frame[]} frames @returns {Promise<(import("./types.mjs").Place | null)[]>}
   */
  async locate(frames) {
    return (await this.#ask({ type: "locate", frames })).result;
  }

  dispose() {
    this.#worker?.terminate();
    this.#worker = null;
    this.#refuse("The preview was closed.");
  }

  #ensure() {
    if (this.#worker) return;
    this.#known.clear();
    const worker = this.start();
    worker.onmessage = ({ data }) => {
      if (data.type === "broken") return this.#fail(`The bundler could not start (${data.message}). Reload the page.`);
      const pending = this.#pending.get(data.id);
      if (!pending) return;
      this.#pending.delete(data.id);
      clearTimeout(pending.timer);
      if (data.type === "failed") pending.reject(new Error(`The bundler failed: ${data.message}`));
      else pending.resolve(data);
    };
    worker.onerror = (event) =>
      this.#fail(`The bundler could not start (${event.message || "its file did not load"}). Reload the page.`);
    this.#worker = worker;
  }

  /** @param {object} request @returns {Promise<any>} */
  #ask(request) {
    return new Promise((resolve, reject) => {
      const id = this.#next++;
      const timer = setTimeout(
        () => this.#fail(`Bundling took longer than ${BUILD_TIMEOUT_MS / 1000} seconds and was stopped.`),
        BUILD_TIMEOUT_MS,
      );
      this.#pending.set(id, { resolve, reject, timer });
      this.#worker?.postMessage({ ...request, id });
    });
  }

  /** The next build starts a new worker. */
  #fail(/** @type {string} */ message) {
    this.#worker?.terminate();
    this.#worker = null;
    this.#refuse(message);
  }

  #refuse(/** @type {string} */ message) {
    for (const { reject, timer } of this.#pending.values()) {
      clearTimeout(timer);
      reject(new Error(message));
    }
    this.#pending.clear();
  }
}
