import { AssemblError } from "../../errors.ts";
import type { ProcessCounts } from "../../metrics/exposition.ts";
import type { Order, Report } from "./messages.ts";

/** How long to wait for the counts of a worker before its last ones are used; milliseconds. */
const COUNT_PATIENCE_MS = 1000;

/** How a worker ended. */
export interface WorkerEnd {
  pid: number;
  /** What it reported, else how it exited; null where it was told to stop. */
  problem: AssemblError | null;
}

/** One worker, from the view of its supervisor. */
export class WorkerProcess {
  readonly pid: number;
  /** Resolves once it listens. */
  readonly listening: Promise<void>;
  readonly ended: Promise<WorkerEnd>;
  /** The counts that it reported last. */
  counts: ProcessCounts = { requests: [], cpuSeconds: 0, linesLeftOut: 0 };
  readonly #child: Bun.Subprocess;
  readonly #listening = Promise.withResolvers<void>();
  /** The copy that it answers from, and the calls that wait for it to answer from another. */
  #copy: string | null = null;
  #waiting: { copy: string; resolve: () => void }[] = [];
  #isUp = false;
  /** The calls that wait for counts, by the number of their order. */
  readonly #asked = new Map<number, () => void>();
  #lastAsked = 0;
  #problem: AssemblError | null = null;

  /**
   * @param program the command line of this program, without a command
   * @param start makes its first order, when it is ready for orders
   * @param metrics makes what it answers to `/metrics`
   */
  constructor(
    program: readonly string[],
    start: () => Order,
    private readonly metrics: () => Promise<string>,
  ) {
    this.#child = Bun.spawn([...program, "worker"], {
      env: {},
      stdin: "ignore",
      stdout: "ignore",
      stderr: "inherit",
      serialization: "json",
      ipc: (report: Report) => {
        if (report.type !== "up") return this.#take(report);
        this.#isUp = true;
        this.#send(start());
      },
    });
    this.pid = this.#child.pid;
    this.listening = this.#listening.promise;
    this.ended = this.#end();
  }

  /** Makes it answer from a copy; resolves when it does, or has ended. */
  async serve(copy: string): Promise<void> {
    if (this.#copy === copy) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push({ copy, resolve });
    // One that is not ready yet gets the copy with its first order.
    if (this.#isUp) this.#send({ type: "serve", copy });
    await Promise.race([promise, this.ended]);
  }

  /** Asks for its counts; resolves when they have arrived, or cannot be waited for any longer. */
  async count(): Promise<void> {
    if (!this.#isUp) return;
    const id = ++this.#lastAsked;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#asked.set(id, resolve);
    this.#send({ type: "count", id });
    await Promise.race([promise, this.ended, Bun.sleep(COUNT_PATIENCE_MS)]);
    this.#asked.delete(id);
  }

  /** Makes it drain and exit. */
  stop(drainMs: number): void {
    if (this.#isUp) this.#send({ type: "stop", drainMs });
    else this.#child.kill();
  }

  #take(report: Exclude<Report, { type: "up" }>): void {
    switch (report.type) {
      case "listening":
        this.#listening.resolve();
        break;
      case "serving":
        this.#serves(report.copy);
        break;
      case "counted":
        this.counts = report.counts;
        if (report.id !== null) this.#asked.get(report.id)?.();
        break;
      case "asked-for-metrics":
        this.metrics().then((text) => this.#send({ type: "metrics", text }));
        break;
      case "failed":
        this.#problem = new AssemblError(report.problem, report.remedy);
    }
  }

  #serves(copy: string): void {
    this.#copy = copy;
    for (const waiting of this.#waiting) if (waiting.copy === copy) waiting.resolve();
    this.#waiting = this.#waiting.filter((waiting) => waiting.copy !== copy);
  }

  #send(order: Order): void {
    // An end is handled where `ended` is awaited.
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#child.send(order);
  }

  async #end(): Promise<WorkerEnd> {
    await this.#child.exited;
    const { exitCode, signalCode } = this.#child;
    if (exitCode === 0) return { pid: this.pid, problem: null };
    const how = signalCode === null ? `with exit code ${exitCode}` : `by ${signalCode}`;
    const problem =
      this.#problem ??
      new AssemblError(`a worker ended ${how}`, "check that this machine has enough memory");
    return { pid: this.pid, problem };
  }
}
