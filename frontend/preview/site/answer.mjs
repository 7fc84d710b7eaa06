// @ts-check
// Which file answers a request, by the rules of ordinary static hosting, so that a preview behaves as a deployment will.
import { extensionOf } from "../types.mjs";

/** @typedef {import("../types.mjs").Served} Served */

/**
 * The path that answers, and with which status: the exact file, a folder's index, `name.html`; for a page that is none
 * of these `404.html`, or else index.html, because a single-page app reads the address itself.
 * @param {{has(path: string): boolean}} files @param {string} path decoded, with a leading slash
 * @param {boolean} isPage whether a person navigates there
 * @returns {{path: string, status: number} | null}
 */
export function fileFor(files, path, isPage) {
  const folder = path.endsWith("/") ? path : `${path}/`;
  for (const candidate of [path, `${folder}index.html`, `${path.replace(/\/$/, "")}.html`]) {
    if (candidate !== "/.html" && files.has(candidate)) return { path: candidate, status: 200 };
  }
  if (!isPage) return null;
  if (files.has("/404.html")) return { path: "/404.html", status: 404 };
  // A missing picture opened in its own tab is missing, not the app.
  const extension = extensionOf(path);
  return (extension === "" || extension === "html") && files.has("/index.html")
    ? { path: "/index.html", status: 200 }
    : null;
}

/** @param {Map<string, Served> | null} files null when nothing has been built yet @param {Request} request */
export function answerFor(files, request) {
  const { pathname } = new URL(request.url);
  const isPage = request.mode === "navigate";
  if (files === null) return plain(503, "The preview has not been built yet. Open the project's workspace.", isPage);
  if (request.method !== "GET" && request.method !== "HEAD") {
    return plain(
      405,
      `The preview has no server behind it, so it cannot answer ${request.method} ${pathname}.`,
      isPage,
    );
  }
  const found = fileFor(files, decoded(pathname), isPage);
  const served = found && files.get(found.path);
  if (!served) return plain(404, `There is no file ${decoded(pathname)} in this project.`, isPage);
  const bytes = typeof served.body === "string" ? new TextEncoder().encode(served.body) : served.body;
  const headers = new Headers({
    "content-type": served.type,
    "cache-control": "no-store",
    "accept-ranges": "bytes",
    "x-content-type-options": "nosniff",
  });
  const range = rangeOf(request.headers.get("range"), bytes.length);
  if (range) {
    headers.set("content-range", `bytes ${range.from}-${range.to}/${bytes.length}`);
    return new Response(bytes.slice(range.from, range.to + 1), { status: 206, headers });
  }
  return new Response(/** @type {any} */ (bytes), { status: found.status, headers });
}

const decoded = (/** @type {string} */ path) => {
  try {
    return decodeURIComponent(path);
  } catch {
    // Not an encoded address after all, for example "/100%".
    return path;
  }
};

/** One byte range, as players of sound and video ask for; others are answered in full. @param {string | null} header @param {number} length */
export function rangeOf(header, length) {
  const found = /^bytes=(\d*)-(\d*)$/.exec(header ?? "");
  if (!found || (found[1] === "" && found[2] === "")) return null;
  const from = found[1] === "" ? Math.max(0, length - Number(found[2])) : Number(found[1]);
  const to = found[1] === "" || found[2] === "" ? length - 1 : Math.min(Number(found[2]), length - 1);
  return from <= to && from < length ? { from, to } : null;
}

/** @param {number} status @param {string} text @param {boolean} isPage */
function plain(status, text, isPage) {
  const headers = {
    "content-type": isPage ? "text/html; charset=utf-8" : "text/plain; charset=utf-8",
    "cache-control": "no-store",
  };
  const escaped = text.replace(/[&<>]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[sign] ?? sign);
  const page = `<!doctype html><meta charset="utf-8"><title>${status}</title><style>:root{color-scheme:light dark}body{font:15px/1.5 system-ui;margin:0;min-height:100vh;display:grid;place-content:center;text-align:center;padding:24px;box-sizing:border-box}p{margin:0;max-width:52ch;opacity:.75}h1{font-size:18px;margin:0 0 6px}</style><h1>${status}</h1><p>${escaped}</p>`;
  return new Response(isPage ? page : text, { status, headers });
}
