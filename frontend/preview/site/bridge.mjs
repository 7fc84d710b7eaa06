// @ts-check
// Runs first in every previewed page: reports what the page prints and where it fails, and ends runaway loops.
// It changes the page as little as it can, and everything it sends is bounded.
import { CONSOLE_CHARACTERS, CONSOLE_PER_SECOND, ERRORS_PER_SECOND, LOOP_MS } from "../limits.mjs";
import { formatted } from "./format.mjs";

// --- loops ---

let turnStarted = 0;
let calls = 0;
const turn = new MessageChannel();
turn.port1.onmessage = () => {
  turnStarted = 0;
};

// Called at the start of every loop body. A message to ourselves arrives only when the page has returned to the browser,
// so a loop that waits, paints or answers clicks in between is never counted, and one that does none of it is.
/** @type {any} */ (globalThis).__burnishGuard = () => {
  calls = (calls + 1) & 15;
  if (calls !== 0) return;
  const now = performance.now();
  if (turnStarted === 0) {
    turnStarted = now;
    turn.port2.postMessage(0);
  } else if (now - turnStarted > LOOP_MS) {
    throw new Error(
      `A loop kept the page busy for more than ${LOOP_MS / 1000} seconds, so the preview stopped it. Check the condition that should end it.`,
    );
  }
};

// --- the line to the workspace ---

// Opened in a tab of its own there is nobody to tell.
if (parent !== window) {
  const send = (/** @type {object} */ message) =>
    parent.postMessage({ burnish: "bridge", ...message }, location.origin);
  reportConsole(send);
  reportErrors(send);
  reportLocation(send);
}

/** @param {(message: object) => void} send */
function reportConsole(send) {
  let second = 0;
  let sent = 0;
  /** @type {object[]} */
  let waiting = [];
  const flush = () => {
    const entries = waiting;
    waiting = [];
    send({ type: "console", entries });
  };
  for (const method of /** @type {const} */ ([
    "log",
    "info",
    "warn",
    "error",
    "debug",
    "table",
    "dir",
    "trace",
    "assert",
  ])) {
    const original = /** @type {(...values: unknown[]) => void} */ (console[method].bind(console));
    /** @type {any} */ (console)[method] = (/** @type {unknown[]} */ ...values) => {
      original(...values);
      if (method === "assert" && values.shift()) return;
      const now = Math.floor(performance.now() / 1000);
      if (now !== second) {
        second = now;
        sent = 0;
      }
      sent += 1;
      if (sent > CONSOLE_PER_SECOND) return;
      const level = method === "assert" ? "error" : ["table", "dir", "trace"].includes(method) ? "log" : method;
      const text =
        sent === CONSOLE_PER_SECOND
          ? "More than the preview shows in a second; the rest is in the browser's own console."
          : formatted(method === "assert" ? ["Assertion failed:", ...values] : values, CONSOLE_CHARACTERS);
      if (waiting.length === 0) queueMicrotask(flush);
      waiting.push({ level, text, at: framesOf(new Error())[1] ?? null });
    };
  }
}

/** @param {(message: object) => void} send */
function reportErrors(send) {
  let second = 0;
  let sent = 0;
  const report = (
    /** @type {unknown} */ thrown,
    /** @type {string} */ fallback,
    /** @type {object[]} */ place = [],
  ) => {
    const now = Math.floor(performance.now() / 1000);
    if (now !== second) {
      second = now;
      sent = 0;
    }
    sent += 1;
    if (sent > ERRORS_PER_SECOND) return;
    const error = thrown instanceof Error ? thrown : null;
    const message = error
      ? `${error.name}: ${error.message}`
      : thrown === undefined || thrown === null
        ? fallback
        : formatted([thrown], CONSOLE_CHARACTERS);
    const frames = error ? framesOf(error) : [];
    send({ type: "error", message: message.slice(0, CONSOLE_CHARACTERS), frames: frames.length > 0 ? frames : place });
  };
  addEventListener(
    "error",
    (event) => {
      const { target } = event;
      if (target instanceof Element) {
        const address = target.getAttribute("src") ?? target.getAttribute("href") ?? "";
        // A picture that is missing leaves the page usable; a script that is missing does not.
        if (target instanceof HTMLScriptElement || target instanceof HTMLLinkElement)
          report(null, `${address || "A file"} could not be loaded.`);
        else console.warn(`${address || "A file"} could not be loaded.`);
        return;
      }
      report(
        event.error,
        event.message,
        event.filename ? [{ url: event.filename, line: event.lineno, column: event.colno }] : [],
      );
    },
    true,
  );
  addEventListener("unhandledrejection", (event) =>
    report(event.reason, "A promise was rejected, and nothing handled it."),
  );
}

/** Places of a stack trace, innermost first, in the notations of V8 and of the other engines. @param {Error} error */
function framesOf(error) {
  const frames = [];
  for (const line of String(error.stack ?? "").split("\n")) {
    const found = /^\s*(?:at\s+)?(?:async\s+)?(.*?)\s*[@(]?((?:https?|blob):\/\/[^\s()]+?):(\d+):(\d+)\)?$/.exec(line);
    if (found)
      frames.push({
        name: found[1].replace(/[(@]$/, "").trim(),
        url: found[2],
        line: Number(found[3]),
        column: Number(found[4]),
      });
    if (frames.length === 20) break;
  }
  return frames;
}

/** @param {(message: object) => void} send */
function reportLocation(send) {
  const report = () => send({ type: "location", path: location.pathname + location.search + location.hash });
  for (const method of /** @type {const} */ (["pushState", "replaceState"])) {
    const original = history[method];
    history[method] = function (...values) {
      original.apply(this, values);
      report();
    };
  }
  addEventListener("popstate", report);
  addEventListener("hashchange", report);
  report();

  // Most sites refuse to be framed, so a link that leaves the project opens a tab.
  addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
    if (
      !(link instanceof HTMLAnchorElement) ||
      event.defaultPrevented ||
      link.origin === location.origin ||
      !/^https?:$/.test(link.protocol)
    )
      return;
    link.target = "_blank";
    link.rel = "noopener";
  });

  if (navigator.serviceWorker) {
    navigator.serviceWorker.register = () =>
      Promise.reject(
        new Error(
          "In the preview the project's own service worker does not run; it will when the project is deployed.",
        ),
      );
  }
}
