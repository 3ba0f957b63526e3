/** Servers that run in processes of their own, as users run them. */

import { expect } from "bun:test";
import type { TempDir } from "../temp.ts";
import { until } from "../until.ts";
import { anonymousBytes, childrenOf, cpuMicroseconds } from "./proc.ts";
import { ASSEMBL, Program, type ProgramOptions } from "./program.ts";

/** The line that a server prints once it listens. */
export const SERVING = /^serving (?:.* )?at (http:\S+)$/m;

/** A line of the log. */
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

/** A server that listens; it is killed at the end of the scope. */
export class ServerProcess extends Program {
  #url = "";

  /** Starts a server; resolves once it listens. @throws Error with its output, if it ends first */
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

  /** Its workers, if it has several processes. */
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

  /** Makes it look for a new index. */
  hangUp(): void {
    this.kill("SIGHUP");
  }

  /** The lines of its log so far, which must be JSON; only those of one event if its name is given. */
  events(name?: string): LoggedEvent[] {
    const lines = this.stderr.split("\n").slice(0, -1);
    const logged: LoggedEvent[] = lines.map((line) => JSON.parse(line));
    return name === undefined ? logged : logged.filter(({ event }) => event === name);
  }

  /** The names of the warnings in its log so far. */
  warnings(): string[] {
    const wrong = this.events().filter(({ level }) => level !== "info");
    return wrong.map(({ event }) => event);
  }

  /** User and system time so far, including its workers'. */
  cpuMicroseconds(): number {
    return [this.pid, ...this.workers].reduce((sum, pid) => sum + cpuMicroseconds(pid), 0);
  }

  /** Memory of the process that is not backed by a file. */
  anonymousBytes(): number {
    return anonymousBytes(this.pid);
  }
}

export interface ServeOptions {
  /** Path or URL. */
  index: string;
  /** By default `state` in the folder. */
  stateDir?: string;
  args?: readonly string[];
  /** Turns the command into one with less disk space or fewer permissions. */
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

/** Serves an index, with the server's files in a folder; resolves once the server is ready. */
export async function serveIndex(dir: TempDir, options: ServeOptions): Promise<ServerProcess> {
  const server = await ServerProcess.start(serveCommand(dir, options), { cwd: dir.path });
  // Until then it may not handle signals yet, and may still be fetching the index.
  await server.becomesReady();
  return server;
}
