/** The program as a server in a process of its own, as a user runs it. */

import { expect } from "bun:test";
import { until } from "../servers/feeds.ts";
import type { TempDir } from "../temp.ts";
import { ASSEMBL, type Ended, Program } from "./program.ts";

export interface ServerProgramOptions {
  index: string;
  stateDir?: string;
  args?: readonly string[];
  /** Makes the command one with less room or fewer rights. */
  confined?: (command: readonly string[]) => string[];
}

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

/** The command that serves an index on a free port. */
export function serveCommand(
  dir: TempDir,
  {
    index,
    stateDir = dir.join("state"),
    args = [],
    confined = (c) => [...c],
  }: ServerProgramOptions,
): string[] {
  const where = ["--index", index, "--state-dir", stateDir, "--bind", "127.0.0.1", "--port", "0"];
  return confined([...ASSEMBL, "serve", ...where, "--log", "json", ...args]);
}

/** A server that answers. */
export class ServerProgram implements AsyncDisposable {
  private constructor(
    private readonly program: Program,
    readonly url: string,
  ) {}

  /** Starts it; resolves once it is ready. */
  static async start(dir: TempDir, options: ServerProgramOptions): Promise<ServerProgram> {
    const program = new Program(serveCommand(dir, options), { cwd: dir.path });
    const [, url] = await program.until(/^serving .* at (http:\/\/127\.0\.0\.1:\d+)$/m);
    const server = new ServerProgram(program, url!);
    // It heeds signals by then, which it does not yet when it says that it listens; and it has fetched what it has to.
    await until(async () => (await fetch(`${url}/readyz`)).ok);
    return server;
  }

  get pid(): number {
    return this.program.pid;
  }

  /** What it has logged so far under a name. */
  events(name: string): LoggedEvent[] {
    return this.#logged().filter(({ event }) => event === name);
  }

  /** The names of all that it has logged as wrong so far. */
  warnings(): string[] {
    const wrong = this.#logged().filter(({ level }) => level !== "info");
    return wrong.map(({ event }) => event);
  }

  kill(signal: NodeJS.Signals): void {
    this.program.kill(signal);
  }

  get ended(): Promise<Ended> {
    return this.program.ended;
  }

  /** Has it look for another index now. */
  hangUp(): void {
    this.program.kill("SIGHUP");
  }

  /** The best labels that begin with a query. */
  async labels(query: string): Promise<string[]> {
    const answer = await fetch(`${this.url}/gene_suggest/?species=homo_sapiens&query=${query}`);
    expect(answer.status).toBe(200);
    return (await answer.json()) as string[];
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.program[Symbol.asyncDispose]();
  }

  #logged(): LoggedEvent[] {
    const lines = this.program.stderr.split("\n").slice(0, -1);
    return lines.map((line) => JSON.parse(line));
  }
}
