// Runs generated projects without the workspace: bundled by the same esbuild as the preview, each on a host of its own,
// so that what one keeps in the browser is not another's.
import { createServer, type Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { extname, posix } from "node:path";
import type { ProjectFile } from "../project.ts";

interface Esbuild {
  build(options: object): Promise<{ outputFiles: { path: string; text: string }[] }>;
}

// The front end's own, so that there is one version to look after.
const esbuild = createRequire(new URL("../../../frontend/package.json", import.meta.url))("esbuild") as Esbuild;

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css",
  ".js": "text/javascript",
  ".svg": "image/svg+xml",
};

export class ProjectHost {
  readonly #sites = new Map<string, Map<string, string>>();
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      const site = this.#sites.get(request.headers.host?.split(".")[0] ?? "");
      const path = new URL(request.url ?? "/", "http://host").pathname.slice(1) || "index.html";
      const text = site?.get(path);
      // Browsers ask for an icon by themselves; without one there is nothing to send.
      if (path === "favicon.ico") return response.writeHead(204).end();
      if (text === undefined) return response.writeHead(404).end();
      response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "text/plain" }).end(text);
    });
  }

  static async start(): Promise<ProjectHost> {
    const host = new ProjectHost();
    await new Promise<void>((resolve) => host.#server.listen(0, "127.0.0.1", resolve));
    return host;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** Bundles a project and answers where it runs. */
  async run(id: string, files: ProjectFile[]): Promise<string> {
    const texts = new Map(files.flatMap(({ path, text }) => (text === null ? [] : [[path, text] as const])));
    const page = texts.get("index.html");
    if (page === undefined) throw new Error(`Project ${id} has no index.html.`);
    const entry = page.match(/<script type="module" src="\.?\/?([^"]+)"/)?.[1];
    const site = new Map(texts);
    if (entry) {
      const bundle = await esbuild.build({
        entryPoints: [entry],
        bundle: true,
        write: false,
        format: "esm",
        outfile: "bundle.js",
        logLevel: "silent",
        plugins: [inMemory(texts)],
      });
      site.set("bundle.js", bundle.outputFiles[0]!.text);
      site.set("index.html", page.replace(/(<script type="module" src=")[^"]+"/, '$1/bundle.js"'));
    }
    this.#sites.set(id, site);
    return `http://${id}.localhost:${(this.#server.address() as AddressInfo).port}/`;
  }
}

function inMemory(texts: Map<string, string>): object {
  return {
    name: "project",
    setup(build: { onResolve: Function; onLoad: Function }) {
      build.onResolve({ filter: /.*/ }, (args: { path: string; importer: string; kind: string }) => {
        const path = args.kind === "entry-point" ? args.path : posix.join(posix.dirname(args.importer), args.path);
        if (!texts.has(path)) return { errors: [{ text: `${args.importer} imports ${args.path}, which is not there` }] };
        return { path, namespace: "project" };
      });
      build.onLoad({ filter: /.*/, namespace: "project" }, ({ path }: { path: string }) => ({
        contents: texts.get(path),
        loader: extname(path).slice(1),
      }));
    },
  };
}
