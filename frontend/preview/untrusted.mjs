// @ts-check
// What comes out of a preview was written by strangers: it is counted, cut and checked here before anything uses it.

/** What may still pass in the running second. */
export class Budget {
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

/**
 * A place in code, with the origin taken off its address. An address on another host becomes empty.
 * @param {any} frame @param {string} origin @returns {import("./types.mjs").Frame}
 */
export function frameOf(frame, origin) {
  const url = String(frame?.url ?? "");
  return {
    url: url.startsWith(`${origin}/`)
      ? url
          .slice(origin.length)
          .replace(/[?#].*$/, "")
          .slice(0, 2000)
      : "",
    line: Number(frame?.line) || 0,
    column: Number(frame?.column) || 0,
    name: frame?.name ? String(frame.name).slice(0, 100) : undefined,
  };
}
