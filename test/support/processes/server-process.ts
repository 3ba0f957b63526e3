/** Servers in processes of their own, as users run them. */

import { expect } from "bun:test";
import type { TempDir } from "../temp.ts";
import { until } from "../until.ts";
import { anonymousBytes, childrenOf, cpuMicroseconds } from "./proc.ts";
import { ASSEMBL, Program, type ProgramOptions } from "./program.ts";

/** What a server prints once it listens. */
export const SERVING = /^serving (?:.* )?at (http:\S+)$/m;

/** One line of the log. */
export interface LoggedEvent {
  event: string;
  level: "info" | "warn";
  reason?: string;
  generation?: string;
  copy?: string;
  folder?: string;
  client?: string;
  pid?: number;
  restart_ms?: number;
}

/** A server that listens; killed at the end of the scope. */
export class ServerProcess extends Program {
  #url = "";

  /** Starts it; resolves once it listens. @throws Error with what it wrote, where it ends before */
  static async start(command: readonly string[], options?: ProgramOptions): Promise<ServerProcess> {
    const server = new ServerProcess(command, options);
    const [, url] = await server.until(SERVING);
    server.#url = url!;
    return server;
  }

  /** `http://127.0.0.1:8000` */
  get url(): string {
    return this.#url;
  }

  get port(): number {
    return Number(new URL(this.#url).port);
  }

  /** The processes that answer for it, where it has several. */
  get workers(): number[] {
    return childrenOf(this.pid);
  }

  get(target: string): Promise<Response> {
    return fetch(this.#url + target);
  }

  /** The best labels that begin with a query. */
  async labels(query: string): Promise<string[]> {
    const answer = await this.get(`/gene_suggest/?species=homo_sapiens&query=${query}`);
    expect(answer.status).toBe(200);
    return (await answer.json()) as string[];
  }

  becomesReady(): Promise<void> {
    return until(async () => (await this.get("/readyz")).ok);
  }

  /** Has it look for another index now. */
  hangUp(): void {
    this.kill("SIGHUP");
  }

  /** What it has logged as JSON so far, under a name if one is given. */
  events(name?: string): LoggedEvent[] {
    const lines = this.stderr.split("\n").slice(0, -1);
    const logged: LoggedEvent[] = lines.map((line) => JSON.parse(line));
    return name === undefined ? logged : logged.filter(({ event }) => event === name);
  }

  /** The names of all that it has logged as wrong so far. */
  warnings(): string[] {
    const wrong = this.events().filter(({ level }) => level !== "info");
    return wrong.map(({ event }) => event);
  }

  /** User and system time of the process and its workers so far. */
  cpuMicroseconds(): number {
    return [this.pid, ...this.workers].reduce((sum, pid) => sum + cpuMicroseconds(pid), 0);
  }

  /** Memory that is the process's own and no page of a file. */
  anonymousBytes(): number {
    return anonymousBytes(this.pid);
  }
}

export interface ServeOptions {
  /** Its path or address. */
  index: string;
  /** `state` in the folder if not given. */
  stateDir?: string;
  args?: readonly string[];
  /** Makes the command one with less room or fewer rights. */
  confined?: (command: readonly string[]) => string[];
}

/** The command that serves an index on a free port, and logs JSON. */
export function serveCommand(
  dir: TempDir,
  { index, stateDir = dir.join("state"), args = [], confined = (c) => [...c] }: ServeOptions,
): string[] {
  const where = ["--index", index, "--state-dir", stateDir, "--bind", "127.0.0.1", "--port", "0"];
  return confined([...ASSEMBL, "serve", ...where, "--log", "json", ...args]);
}

/** Serves an index from a folder; resolves once the server is ready. */
export async function serveIndex(dir: TempDir, options: ServeOptions): Promise<ServerProcess> {
  const server = await ServerProcess.start(serveCommand(dir, options), { cwd: dir.path });
  // By then it heeds signals, which it does not yet when it says that it listens, and has fetched what it needs.
  await server.becomesReady();
  return server;
}
