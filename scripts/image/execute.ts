/** Runs the programs that the image test is made of. */

import { basename } from "node:path";
import { killTree } from "./processes.ts";

/** A program that was started. */
export interface Running {
  pid: number;
  /** Its exit code, once it has ended. */
  exited: Promise<number>;
  /** All of its standard output and standard error, once it and all that it started have ended. */
  written: Promise<[string, string]>;
}

/** Starts a command; an interruption ends it and all that it started. */
export function start(command: string[], stop: AbortSignal, env = process.env): Running {
  stop.throwIfAborted();
  const child = Bun.spawn(command, { stdin: "ignore", stdout: "pipe", stderr: "pipe", env });
  const interrupt = () => killTree(child.pid);
  stop.addEventListener("abort", interrupt);
  return {
    pid: child.pid,
    exited: child.exited.finally(() => stop.removeEventListener("abort", interrupt)),
    written: Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]),
  };
}

/**
 * Runs a command to its end.
 *
 * @returns what it wrote to its standard output, without the white space around it
 * @throws Error with the end of what it wrote, where it fails or is interrupted
 */
export async function execute(
  command: string[],
  stop: AbortSignal,
  env = process.env,
): Promise<string> {
  const child = start(command, stop, env);
  const [out, err] = await child.written;
  const code = await child.exited;
  stop.throwIfAborted();
  if (code !== 0) {
    const tail = `${out}\n${err}`.trim().split("\n").slice(-25).join("\n");
    throw new Error(`${basename(command[0]!)} failed with exit code ${code}\n${tail}`);
  }
  return out.trim();
}
