// @ts-check
// The bundler's worker, on the app's origin: project text never leaves it except as built files. One request is
// answered at a time, in order.
import { build, initialize } from "esbuild-wasm/esm/browser.js";
import { Bundler } from "./bundle.mjs";

/** @typedef {import("./types.mjs").Content} Content */
/**
 * @typedef {{id: number} & (
 *   {type: "build", set: [string, Content][], remove: string[]} |
 *   {type: "everything"} |
 *   {type: "locate", frames: import("./types.mjs").Frame[]}
 * )} Request
 */

// Replaced by the build: addresses of the compiler and the bridge, and the import map of the vendored packages.
const started = performance.now();
const ready = WebAssembly.compileStreaming(fetch(new URL(ESBUILD_WASM, import.meta.url))).then((wasmModule) =>
  // We are a worker already; one of esbuild's own would only copy every message once more.
  initialize({ wasmModule, worker: false }),
);
const bundler = new Bundler({ build }, { bridge: BRIDGE, imports: IMPORTS });

ready.then(
  () => postMessage({ type: "started", ms: performance.now() - started }),
  (error) => postMessage({ type: "broken", message: String(error?.message ?? error) }),
);

let queue = Promise.resolve();
addEventListener("message", ({ data }) => {
  queue = queue
    .then(() => answer(data))
    .catch((error) => {
      postMessage({ type: "failed", id: data.id, message: String(error?.message ?? error) });
    });
});

/** @param {Request} request */
async function answer(request) {
  await ready;
  const from = performance.now();
  if (request.type === "build") {
    bundler.change(request.set, request.remove);
    const result = await bundler.build();
    postMessage({ type: "answer", id: request.id, result, ms: performance.now() - from });
  } else if (request.type === "everything") {
    postMessage({ type: "answer", id: request.id, result: bundler.everything(), ms: performance.now() - from });
  } else {
    postMessage({
      type: "answer",
      id: request.id,
      result: request.frames.map((frame) => bundler.locate(frame)),
      ms: performance.now() - from,
    });
  }
}
