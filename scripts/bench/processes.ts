/** Other processes, and what Linux tells of them. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Subprocess } from "bun";

const POLL_MS = 20;
/** Of /proc/PID/stat; the same on every Linux that Bun runs on. */
const TICKS_A_SECOND = 100;
const BYTES_A_KB = 1024;
/** Places of user and system time in /proc/PID/stat behind the program's name. */
const USER_TIME = 11;
const SYSTEM_TIME = 12;

/** The command line that runs this checkout's program. */
export const ASSEMBL = [process.execPath, join(import.meta.dir, "../../src/main.ts")];

/** Settings of the machine must not reach what is measured. */
export const ENVIRONMENT = { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "" };

/** What a run of a program took. */
export interface Usage {
  wallSeconds: number;
  /** User and system time. */
  cpuSeconds: number;
  peakBytes: number;
}

/**
 * Runs a program to its end, its output into a file if one is given.
 *
 * @throws Error with what it wrote to stderr, where it fails
 */
export async function run(command: string[], output?: string): Promise<Usage> {
  const start = performance.now();
  const child = Bun.spawn(command, {
    env: ENVIRONMENT,
    stdin: "ignore",
    stdout: output === undefined ? "ignore" : Bun.file(output),
    stderr: "pipe",
  });
  // The kernel's own figure for a finished child would count the memory of this process too.
  let peakBytes = 0;
  const poll = setInterval(() => {
    peakBytes = Math.max(peakBytes, statusBytes(child.pid, "status", "VmHWM") ?? 0);
  }, POLL_MS);
  const problem = await new Response(child.stderr).text();
  const exitCode = await child.exited;
  clearInterval(poll);
  if (exitCode !== 0) throw new Error(`${command.join(" ")} failed:\n${problem}`);
  return {
    wallSeconds: (performance.now() - start) / 1000,
    cpuSeconds: Number(child.resourceUsage()!.cpuTime.total) / 1e6,
    peakBytes,
  };
}

/** A server of one process that says its address on stdout; ended with the scope. */
export class ServerProcess implements AsyncDisposable {
  private constructor(
    private readonly child: Subprocess<"ignore", "pipe", "ignore">,
    /** `http://127.0.0.1:8000` */
    readonly url: string,
  ) {}

  /** Starts it and waits for its address. */
  static async start(command: string[]): Promise<ServerProcess> {
    const child = Bun.spawn(command, {
      env: ENVIRONMENT,
      stdin: "ignore",
      stdout: "pipe",
      stderr: "ignore",
    });
    let output = "";
    for await (const chunk of child.stdout.values({ preventCancel: true })) {
      output += Buffer.from(chunk).toString();
      const url = /http:\/\/[\w.]+:\d+/.exec(output)?.[0];
      if (url !== undefined) return new ServerProcess(child, url);
    }
    throw new Error(`${command.join(" ")} does not serve:\n${output}`);
  }

  /** User and system time of the process so far. */
  cpuMicroseconds(): number {
    const stat = readFileSync(`/proc/${this.child.pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const ticks = Number(fields[USER_TIME]) + Number(fields[SYSTEM_TIME]);
    return (ticks / TICKS_A_SECOND) * 1e6;
  }

  /** Memory that is the process's own and no page of a file. */
  anonymousBytes(): number {
    return statusBytes(this.child.pid, "smaps_rollup", "Anonymous")!;
  }

  /** Asks it to look for another index now. */
  hangUp(): void {
    this.child.kill("SIGHUP");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.child.kill("SIGKILL");
    await this.child.exited;
  }
}

/** A figure of a file in /proc/PID; null where the process is gone. */
function statusBytes(pid: number, file: "status" | "smaps_rollup", name: string): number | null {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return null;
  }
  const kilobytes = new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(text)?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) * BYTES_A_KB;
}
