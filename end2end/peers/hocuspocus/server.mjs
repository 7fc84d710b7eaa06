// The peer as people run it: Hocuspocus with its defaults, in memory, without extensions. `node server.mjs PORT`.
import { Server } from "@hocuspocus/server";

const port = Number(process.argv[2]);
if (!(port > 0)) throw new Error("Name a port: node server.mjs 1235");

await new Server({ port, address: "127.0.0.1", quiet: true }).listen();
