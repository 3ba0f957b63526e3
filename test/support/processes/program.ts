/** Programs that run beside a test, as a user runs them. */

import { join } from "node:path";

const MAIN = join(import.meta.dir, "../../../src/main.ts");

export interface ProgramOptions {
  cwd: string;
  /** Nothing of the test's own environment is passed on. */
  env?: Record<string, string>;
  stdin?: string | Uint8Array;
}

/** How a program ended. */
export interface Ended {
  /** Its exit code; null where a signal ended it. */
  code: number | null;
  signal: NodeJS.Signals | number | null;
  stdout: string;
  stderr: string;
}

/** `assembl` from the checkout. */
export const ASSEMBL: readonly string[] = [process.execPath, MAIN];

/** A program that was started; `stdout` and `stderr` grow while it runs. */
export class Program implements AsyncDisposable {
  stdout = "";
  stderr = "";
  readonly #child: Bun.Subprocess<"pipe", "pipe", "pipe">;
  readonly #ended: Promise<Ended>;
  #changed = Promise.withResolvers<void>();
  #isOver = false;

  constructor(command: readonly string[], { cwd, env = {}, stdin = "" }: ProgramOptions) {
    this.#child = Bun.spawn([...command], {
      cwd,
      env,
      stdin: "pipe",
      stdout: "pipe",
      stderr: "pipe",
    });
    this.#child.stdin.write(stdin);
    // A program that does not read its input has closed the pipe.
    Promise.resolve(this.#child.stdin.end()).catch(() => {});
    this.#ended = this.#end();
  }

  get pid(): number {
    return this.#child.pid;
  }

  get ended(): Promise<Ended> {
    return this.#ended;
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Resolves with what a pattern finds in the output, once it is there. @throws Error where the program ends without */
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
    await this.#ended;
  }

  async #end(): Promise<Ended> {
    const { stdout, stderr } = this.#child;
    await Promise.all([this.#collect(stdout, "stdout"), this.#collect(stderr, "stderr")]);
    await this.#child.exited;
    this.#isOver = true;
    this.#wake();
    const { exitCode: code, signalCode: signal } = this.#child;
    return { code, signal, stdout: this.stdout, stderr: this.stderr };
  }

  async #collect(stream: ReadableStream<Uint8Array>, name: "stdout" | "stderr"): Promise<void> {
    const decoder = new TextDecoder();
    for await (const chunk of stream) {
      this[name] += decoder.decode(chunk, { stream: true });
      this.#wake();
    }
  }

  #wake(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}

/** Runs a program to its end. */
export function run(command: readonly string[], options: ProgramOptions): Promise<Ended> {
  return new Program(command, options).ended;
}
