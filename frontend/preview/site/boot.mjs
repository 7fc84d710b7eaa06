// @ts-check
// The outer page of a preview: starts the service worker, keeps the line to the workspace open while the previewed page
// comes and goes in an inner frame, and shows problems over it.
import { showProblems } from "./overlay.mjs";

/** @typedef {import("../types.mjs").Publication} Publication */

const stage = /** @type {HTMLElement} */ (document.getElementById("stage"));
const overlay = /** @type {HTMLElement} */ (document.getElementById("overlay"));
/** @type {MessagePort | null} */
let port = null;
/** @type {HTMLIFrameElement | null} */
let page = null;
let path = "/";
let build = "";
let shownAt = 0;

setTheme(location.hash.slice(1));

function setTheme(/** @type {unknown} */ theme) {
  document.documentElement.dataset.theme = theme === "dark" ? "dark" : "light";
}

// Only the app may frame this page (the server's frame-ancestors says so), so whoever is the parent may speak.
addEventListener("message", (event) => {
  if (event.source === parent && event.data?.burnish === "channel" && event.ports[0])
    connect(event.ports[0], event.data.theme);
  else if (
    page &&
    event.source === page.contentWindow &&
    event.origin === location.origin &&
    event.data?.burnish === "bridge"
  )
    fromPage(event.data);
});

if (parent !== window) parent.postMessage({ burnish: "boot" }, "*");

async function connect(/** @type {MessagePort} */ to, /** @type {unknown} */ theme) {
  port?.close();
  port = to;
  setTheme(theme);
  port.onmessage = (event) => fromHost(event.data);
  try {
    await activeWorker();
    port.postMessage({ type: "connected" });
  } catch (error) {
    port.postMessage({ type: "unsupported", reason: error instanceof Error ? error.message : String(error) });
  }
}

/** The service worker, started when necessary. @returns {Promise<ServiceWorker>} */
async function activeWorker() {
  if (!navigator.serviceWorker) throw new Error("service workers are off");
  await navigator.serviceWorker.register("/sw.js", { scope: "/", updateViaCache: "none" });
  const { active } = await navigator.serviceWorker.ready;
  if (!active) throw new Error("the service worker did not start");
  return active;
}

/** @param {any} message */
async function fromHost(message) {
  if (message.type === "ping") port?.postMessage({ type: "pong" });
  else if (message.type === "publish") await publish(message.publication);
  else if (message.type === "show" || message.type === "reload") {
    build = message.build ?? build;
    if (message.type === "reload") path = "/";
    showPage();
  } else if (message.type === "problems")
    showProblems(overlay, message.problems, (place) => port?.postMessage({ type: "open", ...place }));
  else if (message.type === "theme") setTheme(message.theme);
}

async function publish(/** @type {Publication} */ publication) {
  try {
    const worker = await activeWorker();
    const ok = await new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = (event) => resolve(event.data.ok);
      worker.postMessage({ type: "publish", publication }, [port2]);
    });
    port?.postMessage({ type: "published", build: publication.build, ok });
  } catch (error) {
    port?.postMessage({ type: "unsupported", reason: error instanceof Error ? error.message : String(error) });
  }
}

// A fresh element each time: the old page's timers end, it cannot ask "leave this page?", and no history piles up.
function showPage() {
  const next = document.createElement("iframe");
  next.title = "Preview";
  next.allow = "clipboard-write; fullscreen; autoplay; gamepad";
  next.src = path;
  shownAt = performance.now();
  next.addEventListener("load", () => {
    if (next !== page) return;
    port?.postMessage({ type: "loaded", build, ms: performance.now() - shownAt });
  });
  if (page) page.replaceWith(next);
  else stage.append(next);
  page = next;
}

/** @param {any} message */
function fromPage(message) {
  if (message.type === "location") path = String(message.path);
  port?.postMessage(message);
}
