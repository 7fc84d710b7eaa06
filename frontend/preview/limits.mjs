// @ts-check
// Every limit of the preview, with its reason.

/** Typing sends a change per key; bundling once per pause is enough. */
export const DEBOUNCE_MS = 200;
/** A bundle takes well under a second. One that takes this long is stuck, and its worker is replaced. */
export const BUILD_TIMEOUT_MS = 20_000;
/** How often the preview is asked for a sign of life, and how long its silence may last. */
export const PING_EVERY_MS = 1_000;
export const SILENCE_MS = 3_000;
/** A page that has not answered by then is taken away and tried again: after a runaway page the browser needs a few
 * seconds to end its process, and a new page for the same host would be born into the dying one. */
export const BOOT_TIMEOUT_MS = 4_000;
export const BOOT_PAUSE_MS = 3_000;
export const BOOT_ATTEMPTS = 5;
/** A loop that keeps the page from doing anything else for this long is stopped with an error. */
export const LOOP_MS = 2_000;
/** Console output of a previewed page: entries a second, characters an entry. */
export const CONSOLE_PER_SECOND = 200;
export const CONSOLE_CHARACTERS = 2_000;
/** Errors a second that are mapped and shown; an error in an animation loop comes sixty times a second. */
export const ERRORS_PER_SECOND = 10;
/** Problems of one build that are reported; the rest usually follow from the first. */
export const PROBLEMS = 20;
/** Pages that are bundled; further HTML files are served as they are. */
export const PAGES = 50;
/** Files of a project, as on the server. */
export const FILES = 2_000;
