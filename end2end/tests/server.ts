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
}

const READY_MS = 60_000;

/** Starts Burnish with more settings. */
export async function startServer(settings: Record<string, string>): Promise<Running> {
  const { program, siteDir, dataDir } = ownServer();
  const [port, sitesPort] = [await freePort(), await freePort()];
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
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    await ended;
  };
  const deadline = Date.now() + READY_MS;
  while (Date.now() < deadline && child.exitCode === null) {
    const answer = await fetch(readyUrl).catch(() => undefined);
    if (answer?.ok) return { url, stop };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await stop();
  throw new Error(`${program} did not get ready. It said:\n${said}`);
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
