// @ts-check
// The preview as the workspace page sees it. It bundles in a worker of this origin and shows the result in an iframe
// on another host; what comes back from there was written by strangers and is treated so.
import { BundlerClient } from "./bundler-client.mjs";
import { Frame } from "./frame.mjs";
import { CONSOLE_CHARACTERS, CONSOLE_PER_SECOND, DEBOUNCE_MS, ERRORS_PER_SECOND } from "./limits.mjs";
import { Budget, frameOf } from "./untrusted.mjs";

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
  /** @type {State} */ #state = "starting";
  /** @type {Record<string, Content> | null} */ #files = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #debounce;
  /**
   * The newest build, delivered or not.
   * @type {{publication: Publication, timings: Timings, requested: number} | null}
   */
  #latest = null;
  /** Build that the service worker has. @type {string | null} */ #delivered = null;
  /** @type {Problem[]} */ #problems = [];
  #building = false;
  #again = false;
  #requested = 0;
  #publishedAt = 0;
  #disposed = false;
  #consoleBudget = new Budget(2 * CONSOLE_PER_SECOND);
  #errorBudget = new Budget(ERRORS_PER_SECOND);

  /** @param {Options} options */
  constructor(options) {
    this.options = options;
    const origin = new URL(options.siteOrigin).origin;
    if (origin === location.origin) throw new Error("The preview needs a host of its own; see BURNISH_SITES_URL.");
    this.origin = origin;
    // The build replaces the name by the worker's hashed path.
    this.bundler = new BundlerClient(
      () => new Worker(new URL(BUNDLER_WORKER, import.meta.url), { type: "module", name: "preview-bundler" }),
    );
    this.frame = new Frame(options.iframe, origin, () => options.theme ?? "light", {
      onConnected: () => this.#connected(),
      onMessage: (message) => this.#heard(message),
      onSilent: () => this.#setState("unresponsive"),
      onAwake: () => this.#setState("ready"),
      onUnreachable: () => this.#unreachable(),
    });
    this.#mount();
  }

  /**
   * Shows these files: the whole project, not a difference. Calls in quick succession become one build.
   * @param {Record<string, Content>} files
   */
  update(files) {
    this.#files = files;
    this.#requested = performance.now();
    clearTimeout(this.#debounce);
    this.#debounce = setTimeout(() => this.#build(), this.#latest || this.#building ? DEBOUNCE_MS : 0);
  }

  /** Loads the page again from its first address; starts a stopped preview. */
  reload() {
    if (this.#state === "stopped" || this.#state === "unresponsive" || !this.frame.isConnected) {
      this.#mount();
    } else {
      this.#show("reload");
    }
  }

  /** Takes the running page away, even when it no longer reacts. `update` and `reload` start it again. */
  stop() {
    clearTimeout(this.#debounce);
    this.#delivered = null;
    this.frame.unmount();
    this.#setState("stopped");
  }

  /** @param {"light" | "dark"} theme */
  setTheme(theme) {
    this.options.theme = theme;
    this.frame.post({ type: "theme", theme });
  }

  dispose() {
    this.#disposed = true;
    clearTimeout(this.#debounce);
    this.frame.dispose();
    this.bundler.dispose();
  }

  #setState(/** @type {State} */ state) {
    if (this.#state === state) return;
    this.#state = state;
    this.options.onState?.(state);
  }

  #report(/** @type {Problem[]} */ problems) {
    this.#problems = problems;
    this.frame.post({ type: "problems", problems });
    this.options.onError?.(problems);
  }

  #mount() {
    this.#delivered = null;
    this.#setState("starting");
    this.frame.mount();
  }

  #connected() {
    // The frame may have loaded again by itself, with an empty page in it.
    this.#delivered = null;
    // Problems may have been found before there was anywhere to show them.
    this.frame.post({ type: "problems", problems: this.#problems });
    if (this.#latest) this.#publish().catch(this.#bundlerFailed);
    else if (this.#files === null) this.#setState("ready");
  }

  #unreachable() {
    this.#setState("failed");
    const message =
      `${this.origin} does not answer, so there is nowhere to show the project. ` +
      "Check that this address reaches the server, then reload the preview.";
    this.#report([{ kind: "preview", message }]);
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
        this.#latest = {
          publication,
          requested,
          timings: { build: publication.build, files, bytes, bundleMs: ms, publishMs: 0, loadMs: 0, totalMs: 0 },
        };
        if (this.frame.isConnected) await this.#publish();
      }
    } catch (error) {
      this.#bundlerFailed(error);
    } finally {
      this.#building = false;
      if (this.#again) {
        this.#again = false;
        this.#build();
      }
    }
  }

  #bundlerFailed = (/** @type {unknown} */ error) => {
    if (this.#disposed) return;
    this.#setState("failed");
    this.#report([{ kind: "preview", message: error instanceof Error ? error.message : String(error) }]);
  };

  /** Sends the newest build to the service worker: what changed, or all of it when that has another base. */
  async #publish() {
    if (!this.#latest) return;
    const { publication } = this.#latest;
    const fits = publication.base === null || publication.base === this.#delivered;
    const complete = fits ? publication : await this.bundler.everything();
    if (!complete || !this.frame.isConnected) return;
    this.#setState("loading");
    this.#publishedAt = performance.now();
    this.frame.post({ type: "publish", publication: complete });
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
    if (complete) this.frame.post({ type: "publish", publication: complete });
  }

  #show(/** @type {"show" | "reload"} */ type) {
    // The error of a page that is about to go says nothing about the next one.
    if (this.#problems.some((problem) => problem.kind === "runtime")) this.#report([]);
    this.#setState("loading");
    this.frame.post({ type, build: this.#delivered });
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

  #heard(/** @type {any} */ message) {
    if (message.type === "published") this.#published(message).catch(this.#bundlerFailed);
    else if (message.type === "loaded") this.#loaded(message);
    else if (message.type === "console") this.#console(message.entries);
    else if (message.type === "error") this.#runtimeError(message);
    else if (message.type === "location") this.options.onLocation?.(String(message.path).slice(0, 2000));
    else if (message.type === "open") this.#open(message);
    else if (message.type === "unsupported") this.#unsupported(message);
  }

  async #console(/** @type {unknown} */ entries) {
    if (!Array.isArray(entries)) return;
    const taken = entries.slice(0, this.#consoleBudget.take(entries.length));
    const places = await this.bundler.locate(taken.map((entry) => frameOf(entry?.at, this.origin))).catch(() => []);
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
    const given = Array.isArray(frames) ? frames.slice(0, 20).map((frame) => frameOf(frame, this.origin)) : [];
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
        message:
          `This browser does not let the preview store its files (${String(reason).slice(0, 200)}). ` +
          `Allow cookies and site data for ${this.origin}, then reload the preview.`,
      },
    ]);
  }
}
