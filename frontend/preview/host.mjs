// @ts-check
// The preview as the workspace page sees it. It bundles in a worker of this origin and shows the result in an iframe
// on another host; what comes back from there was written by strangers and is treated so.
import { BundlerClient } from "./bundler-client.mjs";
import { BOOT_ATTEMPTS, BOOT_PAUSE_MS, BOOT_TIMEOUT_MS, CONSOLE_CHARACTERS, CONSOLE_PER_SECOND, DEBOUNCE_MS, ERRORS_PER_SECOND, PING_EVERY_MS, SILENCE_MS } from "./limits.mjs";

/** @typedef {import("./types.mjs").Content} Content */
/** @typedef {import("./types.mjs").Problem} Problem */
/** @typedef {import("./types.mjs").Publication} Publication */
/**
 * "starting" the frame loads · "bundling" · "loading" the built page runs its first scripts · "ready" ·
 * "failed" see `onError` · "unresponsive" the page has not reacted for three seconds: offer `stop` · "stopped"
 * @typedef {"starting" | "bundling" | "loading" | "ready" | "failed" | "unresponsive" | "stopped"} State
 */
/** @typedef {"log" | "info" | "warn" | "error" | "debug"} Level */
/** @typedef {{level: Level, text: string, file?: string, line?: number}} ConsoleEntry */
/**
 * What one build took: bundling, handing the files over, loading the page, and everything since the last `update`,
 * which includes the pause of 200 ms that waits for more typing.
 * @typedef {{build: string, files: number, bytes: number, bundleMs: number, publishMs: number, loadMs: number, totalMs: number}} Timings
 */
/**
 * @typedef {object} Options
 * @property {HTMLIFrameElement} iframe an empty one, alone in an element of its own: `stop` puts a fresh one in its place
 * @property {string} siteOrigin where this project's preview lives, without a slash at the end
 * @property {"light" | "dark"} [theme] of error messages
 * @property {(state: State) => void} [onState]
 * @property {(timings: Timings) => void} [onReady] once per build, when the page has loaded
 * @property {(problems: Problem[]) => void} [onError] problems of a build or one of a running page; an empty list when
 *   a build has none
 * @property {(entry: ConsoleEntry) => void} [onConsole]
 * @property {(path: string) => void} [onLocation] address inside the preview
 * @property {(place: {file: string, line: number, column: number}) => void} [onOpen] a place in an error was clicked
 */

/** @param {Options} options */
export function createPreview(options) {
  return new Preview(options);
}

class Preview {
  /** @type {MessagePort | null} */ #port = null;
  /** @type {State} */ #state = "starting";
  /** @type {Record<string, Content> | null} */ #files = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #debounce;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #bootTimer;
  /** @type {ReturnType<typeof setInterval> | undefined} */ #pinging;
  /** The newest build, delivered or not. @type {{publication: Publication, timings: Timings, requested: number} | null} */ #latest = null;
  /** Build that the service worker has. @type {string | null} */ #delivered = null;
  /** @type {Problem[]} */ #problems = [];
  #building = false;
  #again = false;
  #requested = 0;
  #attempts = 0;
  #silentSince = 0;
  #publishedAt = 0;
  #disposed = false;
  #consoleBudget = new Budget(2 * CONSOLE_PER_SECOND);
  #errorBudget = new Budget(ERRORS_PER_SECOND);

  /** @param {Options} options */
  constructor(options) {
    this.options = options;
    this.iframe = options.iframe;
    this.siteOrigin = new URL(options.siteOrigin).origin;
    if (this.siteOrigin === location.origin) throw new Error("The preview needs a host of its own; see BURNISH_SITES_URL.");
    // Replaced by the build.
    this.bundler = new BundlerClient(() => new Worker(new URL(/* @ts-ignore */ BUNDLER_WORKER, import.meta.url), { type: "module", name: "preview-bundler" }));
    addEventListener("message", this.#onWindowMessage);
    this.#mount();
  }

  /** Shows these files; the whole project, not a difference. Calls in quick succession become one build. @param {Record<string, Content>} files */
  update(files) {
    this.#files = files;
    this.#requested = performance.now();
    clearTimeout(this.#debounce);
    this.#debounce = setTimeout(() => this.#build(), this.#latest || this.#building ? DEBOUNCE_MS : 0);
  }

  /** Loads the page again from its first address; starts a stopped preview. */
  reload() {
    if (this.#state === "stopped" || this.#state === "unresponsive" || !this.#port) {
      this.#attempts = 0;
      this.#mount();
    } else {
      this.#show("reload");
    }
  }

  /** Takes the running page away, even when it no longer reacts. `update` and `reload` start it again. */
  stop() {
    clearTimeout(this.#debounce);
    this.#unmount();
    this.#setState("stopped");
  }

  /** @param {"light" | "dark"} theme */
  setTheme(theme) {
    this.options.theme = theme;
    this.#port?.postMessage({ type: "theme", theme });
  }

  dispose() {
    this.#disposed = true;
    clearTimeout(this.#debounce);
    removeEventListener("message", this.#onWindowMessage);
    this.#unmount();
    this.bundler.dispose();
  }

  #setState(/** @type {State} */ state) {
    if (this.#state === state) return;
    this.#state = state;
    this.options.onState?.(state);
  }

  #report(/** @type {Problem[]} */ problems) {
    this.#problems = problems;
    this.#port?.postMessage({ type: "problems", problems });
    this.options.onError?.(problems);
  }

  // --- the frame ---

  #mount() {
    this.#unmount();
    this.#setState("starting");
    this.#attempts += 1;
    // Scripts and storage are safe, because the host is not ours; leaving the frame (top navigation) is not allowed.
    this.iframe.setAttribute("sandbox", "allow-scripts allow-same-origin allow-forms allow-modals allow-popups allow-popups-to-escape-sandbox allow-downloads");
    this.iframe.setAttribute("allow", "clipboard-write; fullscreen; autoplay; gamepad");
    this.iframe.src = `${this.siteOrigin}/__burnish/boot.html#${this.options.theme ?? "light"}`;
    this.#bootTimer = setTimeout(() => this.#bootFailed(), BOOT_TIMEOUT_MS);
  }

  #bootFailed() {
    this.#unmount();
    if (this.#attempts >= BOOT_ATTEMPTS) {
      this.#setState("failed");
      this.#report([{ kind: "preview", message: `${this.siteOrigin} does not answer, so there is nowhere to show the project. Check that this address reaches the server, then reload the preview.` }]);
      return;
    }
    this.#bootTimer = setTimeout(() => this.#mount(), BOOT_PAUSE_MS);
  }

  /** An element that was removed takes its process with it; emptying the old one would ask the hanging page first. */
  #unmount() {
    clearTimeout(this.#bootTimer);
    clearInterval(this.#pinging);
    this.#port?.close();
    this.#port = null;
    this.#delivered = null;
    if (!this.iframe.src) return;
    const fresh = /** @type {HTMLIFrameElement} */ (this.iframe.cloneNode(false));
    fresh.removeAttribute("src");
    // Empty, it belongs to our own origin, where this combination of permissions would be no sandbox at all.
    fresh.removeAttribute("sandbox");
    this.iframe.replaceWith(fresh);
    this.iframe = fresh;
  }

  #onWindowMessage = (/** @type {MessageEvent} */ event) => {
    if (event.origin !== this.siteOrigin || event.source !== this.iframe.contentWindow || event.data?.burnish !== "boot") return;
    // A frame that loads again, for example after a crash, gets a new channel, and the old one falls silent.
    clearTimeout(this.#bootTimer);
    this.#port?.close();
    this.#delivered = null;
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.onmessage = (message) => this.#onPortMessage(message.data);
    this.iframe.contentWindow?.postMessage({ burnish: "channel", theme: this.options.theme ?? "light" }, this.siteOrigin, [port2]);
  };

  #onPortMessage(/** @type {any} */ message) {
    if (message === null || typeof message !== "object") return;
    this.#silentSince = 0;
    if (this.#state === "unresponsive") this.#setState("ready");
    if (message.type === "connected") this.#connected();
    else if (message.type === "published") this.#published(message);
    else if (message.type === "loaded") this.#loaded(message);
    else if (message.type === "console") this.#console(message.entries);
    else if (message.type === "error") this.#runtimeError(message);
    else if (message.type === "location" && typeof message.path === "string") this.options.onLocation?.(message.path.slice(0, 2000));
    else if (message.type === "open") this.#open(message);
    else if (message.type === "unsupported") this.#unsupported(message);
  }

  #connected() {
    this.#attempts = 0;
    clearInterval(this.#pinging);
    this.#pinging = setInterval(() => this.#ping(), PING_EVERY_MS);
    // They may have been found before there was anywhere to show them.
    this.#port?.postMessage({ type: "problems", problems: this.#problems });
    if (this.#latest) this.#publish();
    else if (this.#files === null) this.#setState("ready");
  }

  #ping() {
    const now = performance.now();
    // A hidden tab's timers are slowed down, on both sides.
    if (document.visibilityState === "hidden") this.#silentSince = 0;
    else if (this.#silentSince === 0) this.#silentSince = now;
    else if (now - this.#silentSince > SILENCE_MS) this.#setState("unresponsive");
    this.#port?.postMessage({ type: "ping" });
  }

  // --- building and showing ---

  async #build() {
    if (this.#disposed || this.#files === null) return;
    // One build at a time; what came meanwhile is bundled next.
    if (this.#building) {
      this.#again = true;
      return;
    }
    this.#building = true;
    if (this.#state === "stopped" || this.#state === "unresponsive") {
      this.#attempts = 0;
      this.#mount();
    } else if (this.#state !== "starting") {
      this.#setState("bundling");
    }
    const requested = this.#requested;
    try {
      const { problems, publication, files, bytes, ms } = await this.bundler.build(this.#files);
      if (this.#disposed) return;
      if (publication === null) {
        this.#setState("failed");
        this.#report(problems);
      } else {
        this.#report([]);
        this.#latest = { publication, requested, timings: { build: publication.build, files, bytes, bundleMs: ms, publishMs: 0, loadMs: 0, totalMs: 0 } };
        if (this.#port) await this.#publish();
      }
    } catch (error) {
      if (this.#disposed) return;
      this.#setState("failed");
      this.#report([{ kind: "preview", message: error instanceof Error ? error.message : String(error) }]);
    } finally {
      this.#building = false;
      if (this.#again) {
        this.#again = false;
        this.#build();
      }
    }
  }

  /** Sends the newest build to the service worker: what changed, or all of it when that has another base. */
  async #publish() {
    if (!this.#latest) return;
    const { publication } = this.#latest;
    const fits = publication.base === null || publication.base === this.#delivered;
    const complete = fits ? publication : await this.bundler.everything();
    if (!complete || !this.#port) return;
    this.#setState("loading");
    this.#publishedAt = performance.now();
    this.#port.postMessage({ type: "publish", publication: complete });
  }

  async #published(/** @type {any} */ { build, ok }) {
    if (!this.#latest || build !== this.#latest.publication.build) return;
    if (ok) {
      this.#delivered = build;
      this.#latest.timings.publishMs = performance.now() - this.#publishedAt;
      this.#show("show");
      return;
    }
    // The service worker was ended and has lost its files, or another tab has published since.
    const complete = await this.bundler.everything();
    if (complete) this.#port?.postMessage({ type: "publish", publication: complete });
  }

  #show(/** @type {"show" | "reload"} */ type) {
    this.#setState("loading");
    this.#port?.postMessage({ type, build: this.#delivered });
  }

  #loaded(/** @type {any} */ { build, ms }) {
    if (this.#problems.some((problem) => problem.kind === "build")) this.#setState("failed");
    else this.#setState("ready");
    if (!this.#latest || build !== this.#latest.publication.build || this.#latest.timings.totalMs > 0) return;
    const { timings, requested } = this.#latest;
    timings.loadMs = Number(ms) || 0;
    timings.totalMs = performance.now() - requested;
    this.options.onReady?.({ ...timings });
  }

  // --- what the page says ---

  async #console(/** @type {unknown} */ entries) {
    if (!Array.isArray(entries)) return;
    const taken = entries.slice(0, this.#consoleBudget.take(entries.length));
    const places = await this.bundler.locate(taken.map((entry) => frameOf(entry?.at, this.siteOrigin))).catch(() => []);
    taken.forEach((entry, i) => {
      const place = places[i];
      this.options.onConsole?.({
        level: ["log", "info", "warn", "error", "debug"].includes(entry?.level) ? entry.level : "log",
        text: String(entry?.text ?? "").slice(0, CONSOLE_CHARACTERS),
        ...(place ? { file: place.file, line: place.line } : {}),
      });
    });
  }

  async #runtimeError(/** @type {any} */ { message, frames }) {
    if (this.#errorBudget.take(1) === 0) return;
    const given = Array.isArray(frames) ? frames.slice(0, 20).map((frame) => frameOf(frame, this.siteOrigin)) : [];
    const places = await this.bundler.locate(given).catch(() => []);
    const own = places.flatMap((place, i) => (place ? [{ ...place, name: given[i].name }] : []));
    /** @type {Problem} */
    const problem = { kind: "runtime", message: String(message ?? "Unknown error").slice(0, CONSOLE_CHARACTERS) };
    if (own.length > 0) {
      const { file, line, column, excerpt } = own[0];
      Object.assign(problem, { file, line, column, excerpt });
      problem.stack = own.map((place) => `${place.name ? `${place.name} ` : ""}(${place.file}:${place.line})`);
    }
    // A problem of the build explains the errors of the old page that is still on show.
    if (this.#problems.some((known) => known.kind === "build")) return;
    this.#report([problem]);
  }

  #open(/** @type {any} */ { file, line, column }) {
    if (typeof file !== "string" || !Number.isInteger(line)) return;
    this.options.onOpen?.({ file, line, column: Number.isInteger(column) ? column : 1 });
  }

  #unsupported(/** @type {any} */ { reason }) {
    this.#setState("failed");
    this.#report([
      {
        kind: "preview",
        message: `This browser does not let the preview store its files (${String(reason).slice(0, 200)}). Allow cookies and site data for ${this.siteOrigin}, then reload the preview.`,
      },
    ]);
  }
}

/** What may still pass in the running second. */
class Budget {
  #second = 0;
  #left = 0;
  constructor(/** @type {number} */ perSecond) {
    this.perSecond = perSecond;
  }
  /** How many of `wanted` are allowed now. */
  take(/** @type {number} */ wanted) {
    const second = Math.floor(performance.now() / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#left = this.perSecond;
    }
    const granted = Math.min(wanted, this.#left);
    this.#left -= granted;
    return granted;
  }
}

/** A frame that a stranger sent, with the origin taken off its address. @returns {import("./types.mjs").Frame} */
function frameOf(/** @type {any} */ frame, /** @type {string} */ origin) {
  const url = String(frame?.url ?? "");
  return {
    url: url.startsWith(`${origin}/`) ? url.slice(origin.length).replace(/[?#].*$/, "").slice(0, 2000) : "",
    line: Number(frame?.line) || 0,
    column: Number(frame?.column) || 0,
    name: frame?.name ? String(frame.name).slice(0, 100) : undefined,
  };
}
