/** Servers other than Assembl that run for a test. */

import { createServer } from "node:net";
import { Program } from "../processes/program.ts";

const START_TIMEOUT_MS = 30_000;
const POLL_MS = 10;
const START_ATTEMPTS = 3;

/** A server program; it is killed when this process exits, at the latest. */
export class Daemon extends Program {
  /**
   * Starts a server; resolves once it is up.
   *
   * @throws Error with its output, if it ends or is not up in time
   */
  static async start(command: readonly string[], isUp: () => Promise<boolean>): Promise<Daemon> {
    const daemon = new Daemon(command, { env: process.env });
    let hasEnded = false;
    const killNow = () => daemon.kill("SIGKILL");
    process.once("exit", killNow);
    daemon.ended.then(() => {
      hasEnded = true;
      process.off("exit", killNow);
    });
    const deadline = performance.now() + START_TIMEOUT_MS;
    while (!(await isUp())) {
      if (hasEnded || performance.now() > deadline) {
        await daemon[Symbol.asyncDispose]();
        throw new Error(`${command[0]} does not start:\n${daemon.stdout}${daemon.stderr}`);
      }
      await Bun.sleep(POLL_MS);
    }
    return daemon;
  }
}

/** A free port of 127.0.0.1, which another process may take before the caller does. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as { port: number };
  await new Promise((closed) => server.close(closed));
  return port;
}

/** Starts a server on a free port; tries another port if it does not start. */
export async function onFreePort<T>(start: (port: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await start(await freePort());
    } catch (error) {
      if (attempt === START_ATTEMPTS) throw error;
    }
  }
}
