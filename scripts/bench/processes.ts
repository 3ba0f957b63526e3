/** The processes that are measured. */

import { peakBytes } from "../../test/support/processes/proc.ts";
import { Program, requireSuccess } from "../../test/support/processes/program.ts";
import { ServerProcess } from "../../test/support/processes/server-process.ts";

const POLL_MS = 20;

/** Settings of the machine must not reach what is measured. */
export const ENVIRONMENT = { PATH: process.env.PATH, HOME: process.env.HOME };

/** What a run of a program took. */
export interface Usage {
  wallSeconds: number;
  /** User and system time. */
  cpuSeconds: number;
  peakBytes: number;
  /** What it printed, unless that went into a file. */
  stdout: string;
}

/**
 * Runs a program to its end, with its output in a file if one is given.
 *
 * @throws Error with the end of what it wrote, where it fails
 */
export async function run(command: readonly string[], output?: string): Promise<Usage> {
  const start = performance.now();
  const program = new Program(command, {
    env: ENVIRONMENT,
    ...(output !== undefined && { stdout: output }),
  });
  // The kernel's own figure for a finished child would count the memory of this process too.
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

/** Starts a server, on a free port where the command names none; resolves once it listens. */
export function startServer(command: readonly string[]): Promise<ServerProcess> {
  return ServerProcess.start(command, { env: ENVIRONMENT, isQuiet: true });
}
