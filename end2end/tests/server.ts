// A second server beside the one of the test run, set up differently. It shares the database and the files, so accounts
// and mail are found in both.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { ownServer } from "../environment.ts";

/** A program that a test started. */
export interface Running {
  /** Without a slash at the end. */
  url: string;
  stop: () => Promise<void>;
  /** Ends it at once, as a crash does: nothing is finished. */
  kill: () => Promise<void>;
}

/** Where a server listens. */
export interface Ports {
  app: number;
  sites: number;
}

const READY_MS = 60_000;

/** Starts Burnish with more settings, on free ports or on those of a server that has ended. */
export async function startServer(settings: Record<string, string>, ports?: Ports): Promise<Running> {
  const { program, siteDir, dataDir } = ownServer();
  const { app: port, sites: sitesPort } = ports ?? (await freePorts());
  const url = `http://127.0.0.1:${port}`;
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    BURNISH_ADDR: `127.0.0.1:${port}`,
    BURNISH_PUBLIC_URL: url,
    BURNISH_SITES_ADDR: `127.0.0.1:${sitesPort}`,
    BURNISH_SITES_URL: `http://{id}.localhost:${sitesPort}`,
    BURNISH_SITE_DIR: siteDir,
    BURNISH_DATA_DIR: dataDir,
    BURNISH_TRUSTED_PROXIES: "127.0.0.1",
    LOG_LEVEL: "warn",
    ...settings,
  };
  delete environment["DATABASE_URL"];
  return start(url, `${url}/ready`, program, ["serve"], environment);
}

/** Starts a program and waits until an address answers 200. */
export async function start(
  url: string,
  readyUrl: string,
  program: string,
  args: string[],
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Running> {
  const child = spawn(program, args, { env: environment, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  const hear = (bytes: Buffer) => void (said = (said + bytes.toString()).slice(-4_000));
  child.stdout.on("data", hear);
  child.stderr.on("data", hear);
  const end = (signal: NodeJS.Signals) => async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
  };
  const [stop, kill] = [end("SIGTERM"), end("SIGKILL")];
  const deadline = Date.now() + READY_MS;
  while (Date.now() < deadline && child.exitCode === null) {
    const answer = await fetch(readyUrl).catch(() => undefined);
    if (answer?.ok) return { url, stop, kill };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await stop();
  throw new Error(`${program} did not get ready. It said:\n${said}`);
}

/** Ports for a server that is to be found at the same place again after it was started anew. */
export async function freePorts(): Promise<Ports> {
  return { app: await freePort(), sites: await freePort() };
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
