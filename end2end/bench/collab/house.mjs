// @ts-check
// Burnish with one project and one room for all measurements of rooms. It is started anew for what counts
// memory; project, room and sign-in stay, since the data folder does.
import { burnish, command, sleep } from "../lib.mjs";

/** @typedef {{ cookie: string, projectId: string, roomId: string }} Known */
/** @typedef {{ url: string, pid: number, data: string, cookie: string, roomId: string, socket: string,
 *    file: (text: string) => Promise<{ id: string, path: string }>, text: (id: string) => Promise<string>,
 *    stop: () => Promise<void> }} House */

/** @type {Known | undefined} */
let known;
let files = 0;

/** @param {{ coalesceMs?: number }} [options] @returns {Promise<House>} */
export async function house({ coalesceMs = 0 } = {}) {
  const env = { LOG_LEVEL: "warn", BURNISH_ROOM_COALESCE_MS: String(coalesceMs) };
  const server = await burnish("collab", { keep: known !== undefined, env });
  /** @param {string} method @param {string} path @param {object} [body] */
  const call = async (method, path, body) => {
    const headers = { cookie: known?.cookie ?? "", "content-type": "application/json", origin: server.url };
    const answer = await fetch(server.url + path, { method, headers, body: body && JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
    return answer.json();
  };
  if (!known) {
    known = { cookie: await signIn(command(server, "admin", "owner-link")), projectId: "", roomId: "" };
    const project = await call("POST", "/api/v1/projects", { description: "A landing page for a pottery studio" });
    known.projectId = project.id;
    for (let waited = 0; (await call("GET", `/api/v1/projects/${project.id}`)).state !== "ready"; waited += 100) {
      if (waited > 30_000) throw new Error("The project is not written after 30 s");
      await sleep(100);
    }
    known.roomId = (await call("POST", "/api/collaboration/rooms", { projectId: project.id, name: "Load" })).roomId;
  }
  const { cookie, projectId, roomId } = known;
  return {
    url: server.url,
    pid: server.pid,
    data: server.env.BURNISH_DATA_DIR ?? "",
    cookie,
    roomId,
    socket: `${server.url.replace("http", "ws")}/ws/rooms/${roomId}`,
    // A file of its own for each run, so that none begins with what another has left.
    file: async (text) => {
      const { id, path } = await call("POST", `/api/v1/projects/${projectId}/files`, { path: `load/${files++}.txt`, text });
      return { id, path };
    },
    text: async (id) => (await call("GET", `/api/v1/files/${id}`)).text,
    stop: server.stop,
  };
}

/** @param {string} link */
async function signIn(link) {
  const answer = await fetch(link, { redirect: "manual" });
  await answer.arrayBuffer();
  const cookies = answer.headers.getSetCookie().map((one) => one.split(";")[0]);
  if (cookies.length === 0) throw new Error(`The owner's link answered ${answer.status} without a session`);
  return cookies.join("; ");
}
