// @ts-check
// The iframe of a preview: brings it up, opens the line to it, notices when it no longer reacts, and takes it away.
import { BOOT_ATTEMPTS, BOOT_PAUSE_MS, BOOT_TIMEOUT_MS, PING_EVERY_MS, SILENCE_MS } from "./limits.mjs";

// Scripts and storage are safe, because the host is not ours; navigating the workspace away is not among these.
const SANDBOX =
  "allow-scripts allow-same-origin allow-forms allow-modals allow-popups allow-popups-to-escape-sandbox allow-downloads";
const ALLOW = "clipboard-write; fullscreen; autoplay; gamepad";

/**
 * @typedef {object} Listener
 * @property {() => void} onConnected the line is open and the service worker runs
 * @property {(message: any) => void} onMessage anything else that came over the line; written by strangers
 * @property {() => void} onSilent three seconds without a sign of life
 * @property {() => void} onAwake the first sign after that
 * @property {() => void} onUnreachable the host did not answer, however often it was tried
 */

export class Frame {
  /** @type {MessagePort | null} */ #port = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #timer;
  /** @type {ReturnType<typeof setInterval> | undefined} */ #pinging;
  #attempts = 0;
  #waitingSince = 0;
  #silent = false;

  /** @param {HTMLIFrameElement} iframe @param {string} origin @param {() => string} theme @param {Listener} listener */
  constructor(iframe, origin, theme, listener) {
    this.iframe = iframe;
    this.origin = origin;
    this.theme = theme;
    this.listener = listener;
    addEventListener("message", this.#onWindowMessage);
  }

  get isConnected() {
    return this.#port !== null;
  }

  /** @param {object} message lost when there is no line; what matters is sent again after `onConnected` */
  post(message) {
    this.#port?.postMessage(message);
  }

  /** Loads the boot page, from the beginning if it is there already. */
  mount() {
    this.#attempts = 0;
    this.#attempt();
  }

  #attempt() {
    this.unmount();
    this.#attempts += 1;
    this.iframe.setAttribute("sandbox", SANDBOX);
    this.iframe.setAttribute("allow", ALLOW);
    this.iframe.src = `${this.origin}/__burnish/boot.html#${this.theme()}`;
    this.#timer = setTimeout(() => this.#bootFailed(), BOOT_TIMEOUT_MS);
  }

  #bootFailed() {
    this.unmount();
    if (this.#attempts >= BOOT_ATTEMPTS) this.listener.onUnreachable();
    else this.#timer = setTimeout(() => this.#attempt(), BOOT_PAUSE_MS);
  }

  /** Takes the page away. A removed element goes at once; emptying it would first ask a page that may be hanging. */
  unmount() {
    clearTimeout(this.#timer);
    clearInterval(this.#pinging);
    this.#port?.close();
    this.#port = null;
    this.#silent = false;
    if (!this.iframe.src) return;
    const fresh = /** @type {HTMLIFrameElement} */ (this.iframe.cloneNode(false));
    fresh.removeAttribute("src");
    // Empty, it belongs to our own origin, where this combination of permissions would be no sandbox at all.
    fresh.removeAttribute("sandbox");
    this.iframe.replaceWith(fresh);
    this.iframe = fresh;
  }

  dispose() {
    removeEventListener("message", this.#onWindowMessage);
    this.unmount();
  }

  #onWindowMessage = (/** @type {MessageEvent} */ event) => {
    const { contentWindow } = this.iframe;
    // The previewed page itself sits one frame deeper, so its window is never this one.
    if (event.origin !== this.origin || event.source !== contentWindow || event.data?.burnish !== "boot") return;
    clearTimeout(this.#timer);
    // A frame that loads again, for example after a crash, gets a new line, and the old one falls silent.
    this.#port?.close();
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.onmessage = ({ data }) => this.#onPortMessage(data);
    contentWindow?.postMessage({ burnish: "channel", theme: this.theme() }, this.origin, [port2]);
  };

  #onPortMessage(/** @type {any} */ message) {
    if (message === null || typeof message !== "object") return;
    this.#waitingSince = 0;
    if (this.#silent) {
      this.#silent = false;
      this.listener.onAwake();
    }
    if (message.type === "connected") {
      this.#attempts = 0;
      clearInterval(this.#pinging);
      this.#pinging = setInterval(() => this.#ping(), PING_EVERY_MS);
      this.listener.onConnected();
    } else if (message.type !== "pong") {
      this.listener.onMessage(message);
    }
  }

  #ping() {
    const now = performance.now();
    // A hidden tab's timers are slowed down, on both sides.
    if (document.visibilityState === "hidden") this.#waitingSince = 0;
    else if (this.#waitingSince === 0) this.#waitingSince = now;
    else if (now - this.#waitingSince > SILENCE_MS && !this.#silent) {
      this.#silent = true;
      this.listener.onSilent();
    }
    this.post({ type: "ping" });
  }
}
