// @ts-check
// Bundles a project that lies in memory. Works on esbuild's own interface, which is the same in a browser worker and
// in Node, where the tests run it.
import { FILES, PAGES, PROBLEMS } from "./limits.mjs";
import { guarded } from "./guard.mjs";
import { nearest } from "./nearest.mjs";
import { readPage } from "./page.mjs";
import { excerptOf, mapOf, originOf, problemOf, splitMap } from "./problems.mjs";
import { projectPlugin } from "./project-plugin.mjs";
import { fileFor } from "./site/answer.mjs";
import { sameContent, typeOf } from "./types.mjs";

/** @typedef {import("./types.mjs").Content} Content */
/** @typedef {import("./types.mjs").Problem} Problem */
/** @typedef {import("./types.mjs").Served} Served */
/** @typedef {import("./types.mjs").Publication} Publication */
/** @typedef {{problems: Problem[], publication: Publication | null, files: number, bytes: number}} Result */

export class Bundler {
  /** @type {Map<string, Content>} */ #files = new Map();
  /** What the last successful build serves, by address. @type {Map<string, Served>} */ #served = new Map();
  /** @type {Map<string, import("@jridgewell/trace-mapping").TraceMap | null>} */ #maps = new Map();
  /** @type {string | null} */ #build = null;
  #count = 0;

  /**
   * @param {Pick<typeof import("esbuild"), "build">} esbuild
   * @param {{bridge: string, imports: Record<string, string>}} shell address of the bridge script, and the import map
   * @param {string} [session] makes build names unique among several open tabs
   */
  constructor(esbuild, shell, session = Math.random().toString(36).slice(2, 10)) {
    this.esbuild = esbuild;
    this.shell = shell;
    this.session = session;
  }

  /** Takes over changed and removed files. @param {[string, Content][]} set @param {string[]} remove */
  change(set, remove) {
    for (const path of remove) this.#files.delete(path);
    for (const [path, content] of set) this.#files.set(path, content);
  }

  /** Bundles every page. After a failure the last good build stays what `locate` and `everything` speak of. @returns {Promise<Result>} */
  async build() {
    const failed = (/** @type {Problem[]} */ problems) => ({
      problems: problems.slice(0, PROBLEMS),
      publication: null,
      files: this.#files.size,
      bytes: 0,
    });
    if (this.#files.size > FILES)
      return failed([
        { kind: "build", message: `The preview takes at most ${FILES} files; this project has ${this.#files.size}.` },
      ]);
    const pages = this.#pages();
    if (pages.size === 0) return failed([{ kind: "build", message: noPage(this.#files) }]);
    const problems = [...pages.values()].flatMap((page) => page.problems);
    if (problems.length > 0) return failed(problems);

    /** @type {Map<string, import("./page.mjs").Entry>} */
    const entries = new Map();
    for (const page of pages.values()) for (const entry of page.entries) entries.set(entry.path, entry);
    const bundled = await this.#bundle(
      entries,
      new Set([...pages.values()].flatMap((page) => Object.keys(page.imports))),
    );
    if ("problems" in bundled) return failed(bundled.problems);

    const served = this.#assembled(pages, bundled.outputs);
    const publication = this.#published(served);
    let bytes = 0;
    for (const { body } of served.values()) bytes += body.length;
    return { problems: [], publication, files: this.#files.size, bytes };
  }

  /** The current build without a base, for a service worker that has lost what it had. @returns {Publication | null} */
  everything() {
    return this.#build === null ? null : { build: this.#build, base: null, set: [...this.#served], remove: [] };
  }

  /**
   * Where a place in served code was written. Null for code that is not the project's own.
   * @param {import("./types.mjs").Frame} frame `url` is the address without its origin
   */
  locate({ url, line, column }) {
    // A script inside a page has the page's address, which need not name a file.
    const address = url && fileFor(this.#served, decodedPath(url), true)?.path;
    const served = address && this.#served.get(address);
    if (!address || !served || typeof served.body !== "string") return null;
    if (!this.#maps.has(address)) this.#maps.set(address, mapOf(served.body));
    const map = this.#maps.get(address);
    // A file that is served as it was written needs no map.
    const file = address.slice(1);
    const place = map ? originOf(map, line, column) : this.#files.has(file) ? { file, line, column } : null;
    if (place === null) return null;
    return { ...place, excerpt: excerptOf(this.#textOf(place.file), place.line, place.column) };
  }

  #textOf(/** @type {string} */ path) {
    const content = this.#files.get(path);
    return typeof content === "string" ? content : undefined;
  }

  /** @returns {Map<string, import("./page.mjs").Page>} */
  #pages() {
    const pages = new Map();
    for (const [path, content] of this.#files) {
      if (!/\.html?$/i.test(path) || typeof content !== "string" || pages.size >= PAGES) continue;
      pages.set(path, readPage(path, content, this.#files, this.shell));
    }
    return pages;
  }

  /**
   * @param {Map<string, import("./page.mjs").Entry>} entries @param {Set<string>} pageImports
   * @returns {Promise<{outputs: Map<string, string>} | {problems: Problem[]}>} bundled code by address
   */
  async #bundle(entries, pageImports) {
    if (entries.size === 0) return { outputs: new Map() };
    /** @type {Map<string, NonNullable<import("./page.mjs").Entry["inline"]>>} */
    const inline = new Map();
    for (const { path, inline: script } of entries.values()) if (script) inline.set(path, script);
    const packages = new Set([...Object.keys(this.shell.imports), ...pageImports]);
    try {
      const { outputFiles } = await this.esbuild.build({
        entryPoints: [...entries.keys()].map((path) => ({ in: path, out: outputOf(path) })),
        plugins: [projectPlugin(this.#files, inline, packages)],
        bundle: true,
        splitting: true,
        format: "esm",
        target: "es2022",
        platform: "browser",
        charset: "utf8",
        sourcemap: "inline",
        jsx: "automatic",
        jsxImportSource: this.#jsxSource(),
        define: {
          "process.env.NODE_ENV": '"development"',
          "import.meta.env": '{"MODE":"development","DEV":true,"PROD":false,"BASE_URL":"/"}',
        },
        chunkNames: "_shared/[hash]",
        outdir: "/",
        absWorkingDir: "/",
        write: false,
        logLevel: "silent",
        logLimit: PROBLEMS,
      });
      return { outputs: new Map(outputFiles.map((file) => [file.path.replaceAll("\\", "/"), file.text])) };
    } catch (error) {
      const messages = /** @type {{errors?: import("esbuild").Message[]}} */ (error).errors;
      // Anything but a list of messages is a fault of ours, and must not look like one of the project's.
      if (!messages) throw error;
      return { problems: messages.map((message) => problemOf(message, (path) => this.#textOf(path))) };
    }
  }

  /** React unless the project says Preact. */
  #jsxSource() {
    const configured = /"jsxImportSource"\s*:\s*"([\w@/-]+)"/.exec(this.#textOf("tsconfig.json") ?? "")?.[1];
    if (configured) return configured;
    const manifest = this.#textOf("package.json") ?? "";
    return /"preact"\s*:/.test(manifest) && !/"react"\s*:/.test(manifest) ? "preact" : "react";
  }

  /** @param {Map<string, import("./page.mjs").Page>} pages @param {Map<string, string>} outputs @returns {Map<string, Served>} */
  #assembled(pages, outputs) {
    /** @type {Map<string, Served>} */
    const served = new Map();
    const classic = new Set([...pages.values()].flatMap((page) => [...page.classic]));
    for (const [path, content] of this.#files) {
      // Files whose name begins with a dot are for tools.
      if (/(^|\/)\./.test(path)) continue;
      const body = classic.has(path) && typeof content === "string" ? guarded(content, "script") : content;
      served.set(`/${path}`, { type: typeOf(path, content), body });
    }
    for (const [path, content] of this.#files) {
      const atRoot = `/${path.slice("public/".length)}`;
      if (path.startsWith("public/") && !served.has(atRoot))
        served.set(atRoot, { type: typeOf(path, content), body: content });
    }
    for (const [address, code] of outputs) {
      const [before, map] = address.endsWith(".js") ? splitMap(code) : [code, ""];
      const body = address.endsWith(".js") ? guarded(before, "module") + map : code;
      served.set(address, { type: typeOf(address, body), body });
    }
    for (const [path, page] of pages) {
      const html = page.render({
        script: (entry) => `/${outputOf(entry)}.js`,
        style: (entry) => `/${outputOf(entry)}.css`,
        stylesOf: (entry) => (outputs.has(`/${outputOf(entry)}.css`) ? `/${outputOf(entry)}.css` : null),
      });
      served.set(`/${path}`, { type: typeOf(path, html), body: html });
      if (path.startsWith("public/") && !this.#files.has(path.slice("public/".length))) {
        served.set(`/${path.slice("public/".length)}`, { type: typeOf(path, html), body: html });
      }
    }
    return served;
  }

  /** Remembers a build and says how it differs from the one before. @param {Map<string, Served>} served @returns {Publication} */
  #published(served) {
    const base = this.#build;
    /** @type {[string, Served][]} */
    const set = [];
    for (const [address, file] of served) {
      const before = this.#served.get(address);
      if (!before || before.type !== file.type || !sameContent(before.body, file.body)) set.push([address, file]);
    }
    const remove = [...this.#served.keys()].filter((address) => !served.has(address));
    this.#served = served;
    this.#maps.clear();
    this.#build = `${this.session}-${(this.#count += 1)}`;
    return { build: this.#build, base, set, remove };
  }
}

/** Where an entry's bundle lies, without its ending. Beside its source, so that relative addresses keep their meaning. */
const outputOf = (/** @type {string} */ path) => `${path.replace("#", ".inline-")}.bundle`;

const decodedPath = (/** @type {string} */ url) => {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
};

/** @param {Map<string, Content>} files */
function noPage(files) {
  if (files.size === 0) return "The project is empty. Add an index.html to see something here.";
  const near = nearest("index.html", files.keys());
  return `The preview starts at index.html, and the project has none.${near ? ` Did you mean ${near}?` : " Add one that loads your script."}`;
}
