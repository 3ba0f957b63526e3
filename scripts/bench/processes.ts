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

/** A server that says its address on stdout; ended with the scope. */
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

  /** The processes that it has started and that run: its workers, where it has some. */
  get workers(): number[] {
    const { pid } = this.child;
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8");
    return text.trim().split(" ").filter(Boolean).map(Number);
  }

  /** User and system time of the process and its workers so far. */
  cpuMicroseconds(): number {
    const pids = [this.child.pid, ...this.workers];
    return pids.reduce((sum, pid) => sum + cpuMicrosecondsOf(pid), 0);
  }

  /** Memory that is the process's own and no page of a file. */
  anonymousBytes(): number {
    return anonymousBytesOf(this.child.pid);
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

function cpuMicrosecondsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const ticks = Number(fields[USER_TIME]) + Number(fields[SYSTEM_TIME]);
  return (ticks / TICKS_A_SECOND) * 1e6;
}

/** Memory that is a process's own and no page of a file. */
export function anonymousBytesOf(pid: number): number {
  return statusBytes(pid, "smaps_rollup", "Anonymous")!;
}

/** A process's share of the files below a folder that it has mapped, pages that several have mapped divided by them. */
export function mappedShareOf(pid: number, folder: string): number {
  const regions = readFileSync(`/proc/${pid}/smaps`, "utf8").split(/^(?=[\da-f]+-[\da-f]+ )/m);
  const shares = regions
    .filter((region) => region.split("\n", 1)[0]!.includes(folder))
    .map((region) => Number(/^Pss:\s+(\d+) kB$/m.exec(region)![1]));
  return shares.reduce((sum, kilobytes) => sum + kilobytes, 0) * BYTES_A_KB;
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
