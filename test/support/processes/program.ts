/** Programs that run in processes of their own, as users run them. */

import { basename, join } from "node:path";
import { killTree } from "./proc.ts";

export interface ProgramOptions {
  /** Its working directory; by default that of this process. */
  cwd?: string;
  /** Its whole environment: nothing is inherited from this process. */
  env?: Readonly<Record<string, string | undefined>>;
  stdin?: string | Uint8Array;
  /** A file that its output is written to, instead of being kept in `stdout`. */
  stdout?: string;
  /** Discards what it writes to stderr. */
  isQuiet?: boolean;
  /** When it is aborted, the program and all its descendants are killed. */
  stop?: AbortSignal;
}

/** How a program ended. */
export interface Ended {
  /** Its exit code; null if a signal ended it. */
  code: number | null;
  signal: NodeJS.Signals | number | null;
  stdout: string;
  stderr: string;
}

/** `assembl` from the checkout. */
export const ASSEMBL: readonly string[] = [
  process.execPath,
  join(import.meta.dir, "../../../src/main.ts"),
];

/** How many lines of a program's output an error quotes. */
const SHOWN_LINES = 25;

/** A running program; `stdout` and `stderr` grow while it runs. It is killed at the end of the scope. */
export class Program implements AsyncDisposable {
  stdout = "";
  stderr = "";
  /** Resolves once it has ended, and so have all its descendants that share its output. */
  readonly ended: Promise<Ended>;
  readonly #child: Bun.Subprocess;
  readonly #readers: { cancel(): Promise<void> }[] = [];
  #changed = Promise.withResolvers<void>();
  #isOver = false;

  /** @throws the reason of `stop`, if that is aborted already */
  constructor(command: readonly string[], options: ProgramOptions = {}) {
    const { cwd, env = {}, stdin = "", stdout, isQuiet = false, stop } = options;
    stop?.throwIfAborted();
    const child = Bun.spawn([...command], {
      ...(cwd !== undefined && { cwd }),
      env,
      stdin: "pipe",
      stdout: stdout === undefined ? "pipe" : Bun.file(stdout),
      stderr: isQuiet ? "ignore" : "pipe",
    });
    this.#child = child;
    child.stdin.write(stdin);
    // The pipe may be closed, if the program does not read its input.
    Promise.resolve(child.stdin.end()).catch(() => {});
    const killAll = () => killTree(child.pid);
    stop?.addEventListener("abort", killAll);
    this.ended = this.#end().finally(() => stop?.removeEventListener("abort", killAll));
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** User and system time in total, once it has ended. */
  get cpuSeconds(): number {
    return Number(this.#child.resourceUsage()!.cpuTime.total) / 1e6;
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Closes the reading end of its output, as a terminal does when it is closed. */
  async closeOutput(): Promise<void> {
    await Promise.all(this.#readers.map((reader) => reader.cancel()));
  }

  /** Resolves with the match of a pattern in the output, once there is one. @throws Error if the program ends first */
  async until(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.stdout) ?? pattern.exec(this.stderr);
      if (found !== null) return found;
      if (this.#isOver) throw new Error(`${pattern} never came:\n${this.stdout}${this.stderr}`);
      await this.#changed.promise;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.ended;
  }

  async #end(): Promise<Ended> {
    await Promise.all([this.#collect("stdout"), this.#collect("stderr")]);
    await this.#child.exited;
    this.#isOver = true;
    this.#wake();
    const { exitCode: code, signalCode: signal } = this.#child;
    return { code, signal, stdout: this.stdout, stderr: this.stderr };
  }

  async #collect(name: "stdout" | "stderr"): Promise<void> {
    const stream = this.#child[name];
    if (!(stream instanceof ReadableStream)) return;
    const reader = stream.getReader();
    this.#readers.push(reader);
    const decoder = new TextDecoder();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      this[name] += decoder.decode(value, { stream: true });
      this.#wake();
    }
  }

  #wake(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}

/** Runs a program until it ends. */
export function run(command: readonly string[], options?: ProgramOptions): Promise<Ended> {
  return new Program(command, options).ended;
}

/**
 * Runs a program that must succeed.
 *
 * @throws Error with the end of its output, if it fails or is stopped
 */
export async function succeed(
  command: readonly string[],
  options: ProgramOptions = {},
): Promise<Ended> {
  const ended = await run(command, options);
  options.stop?.throwIfAborted();
  requireSuccess(command, ended);
  return ended;
}

/** @throws Error with the end of a program's output, if it failed */
export function requireSuccess(
  command: readonly string[],
  { code, signal, ...ended }: Ended,
): void {
  if (code === 0) return;
  const written = `${ended.stdout}\n${ended.stderr}`.trim().split("\n").slice(-SHOWN_LINES);
  const how = code === null ? signal : `exit code ${code}`;
  throw new Error(`${basename(command[0]!)} failed with ${how}\n${written.join("\n")}`);
}
