/** Starting and measuring processes. */

import { peakBytes } from "../../test/support/processes/proc.ts";
import { Program, requireSuccess } from "../../test/support/processes/program.ts";
import { ServerProcess } from "../../test/support/processes/server-process.ts";

const POLL_MS = 20;

/** Settings of this machine must not affect what is measured. */
export const ENVIRONMENT = { PATH: process.env.PATH, HOME: process.env.HOME };

/** What a run of a program needed. */
export interface Usage {
  wallSeconds: number;
  /** User and system time. */
  cpuSeconds: number;
  peakBytes: number;
  /** What it printed; empty where that went into a file. */
  stdout: string;
}

/**
 * Runs a program until it ends, and writes its output to a file if one is given.
 *
 * @throws Error with the end of its output, if it fails
 */
export async function run(command: readonly string[], output?: string): Promise<Usage> {
  const start = performance.now();
  const program = new Program(command, {
    env: ENVIRONMENT,
    ...(output !== undefined && { stdout: output }),
  });
  // The kernel's figure for a child that has ended includes the memory of this process from before the exec.
  let peak = 0;
  const poll = setInterval(() => {
    peak = Math.max(peak, peakBytes(program.pid) ?? 0);
  }, POLL_MS);
  const ended = await program.ended;
  clearInterval(poll);
  requireSuccess(command, ended);
  return {
    wallSeconds: (performance.now() - start) / 1000,
    cpuSeconds: program.cpuSeconds,
    peakBytes: peak,
    stdout: ended.stdout,
  };
}

/** Starts a server; resolves once it listens. */
export function startServer(command: readonly string[]): Promise<ServerProcess> {
  return ServerProcess.start(command, { env: ENVIRONMENT, isQuiet: true });
}
