import { fullGC } from "bun:jsc";
import { BackOff } from "../../back-off.ts";
import { AssemblError } from "../../errors.ts";
import type { Log } from "../../log.ts";
import { expose, type ProcessCounts, sumProcesses } from "../../metrics/exposition.ts";
import type { Vitals } from "../../metrics/vitals.ts";
import { claimPort, urlOf } from "../../server/server.ts";
import type { ServerSettings } from "../../settings.ts";
import type { PrivateIndex } from "../../store/generations.ts";
import type { Front } from "../front.ts";
import { KeptCopy } from "./kept-copy.ts";
import type { Order } from "./messages.ts";
import { WorkerProcess } from "./worker-process.ts";

/** How long to wait before a worker that has died is replaced. */
const FIRST_RESTART_MS = 100;
const LONGEST_RESTART_MS = 30_000;
/** A worker that ran for this long did not die because of how it was started. */
const LIVED_WELL_MS = 60_000;

/** What a pool of workers needs. */
export interface WorkerPoolOptions {
  settings: ServerSettings;
  /** The command line of this program, without a command. */
  program: readonly string[];
  log: Log;
  vitals: Vitals;
}

/**
 * Answers requests in several processes that share a port and one mapped copy of the index. One that dies is replaced.
 * When this process ends, in whatever way, they all end too, as their channel to it closes.
 */
export class WorkerPool implements Front {
  readonly #workers = new Set<WorkerProcess>();
  readonly #restarts = new Set<ReturnType<typeof setTimeout>>();
  /** The counts of workers that have ended. */
  #past: ProcessCounts = sumProcesses([]);
  #copy: KeptCopy | null = null;
  #port = 0;
  #stopping = false;

  constructor(private readonly options: WorkerPoolOptions) {
    options.vitals.workers = 0;
  }

  async listen(): Promise<string> {
    const { bind, port, workers } = this.options.settings;
    this.#port = claimPort(bind, port);
    const first = Array.from({ length: workers }, () => this.#start());
    const failed = Promise.race(first.map(({ ended }) => ended));
    const end = await Promise.race([Promise.all(first.map((w) => w.listening)), failed]);
    if (!Array.isArray(end)) throw end.problem ?? stoppedEarly(end.pid);
    for (const worker of first)
      this.#watch(worker, new BackOff(FIRST_RESTART_MS, LONGEST_RESTART_MS));
    return urlOf(bind, this.#port);
  }

  async serve({ path }: PrivateIndex): Promise<void> {
    if (path === null) {
      throw new AssemblError(
        "workers share a copy of the index in a folder, and no folder can be written to",
        "set STATE_DIR to a folder that this user may write to, or WORKERS to 1",
      );
    }
    const before = this.#copy;
    this.#copy = await KeptCopy.open(path);
    await before?.close();
    // Unmaps the indexes that this process has verified.
    fullGC();
    await Promise.all([...this.#workers].map((worker) => worker.serve(path)));
  }

  async stop(drainMs: number): Promise<void> {
    this.#stopping = true;
    for (const restart of this.#restarts) clearTimeout(restart);
    const ends = [...this.#workers].map((worker) => worker.ended);
    for (const worker of this.#workers) worker.stop(drainMs);
    await Promise.all(ends);
  }

  #start(): WorkerProcess {
    const { program, settings, vitals } = this.options;
    const first = (): Order => ({
      type: "start",
      settings: { ...settings, port: this.#port },
      copy: this.#copy?.path ?? null,
    });
    const worker = new WorkerProcess(program, first, () => this.#metrics());
    this.#workers.add(worker);
    vitals.workers = this.#workers.size;
    worker.ended.then(() => {
      this.#workers.delete(worker);
      vitals.workers = this.#workers.size;
      this.#past = sumProcesses([this.#past, worker.counts]);
    });
    return worker;
  }

  /** The metrics of all workers, including those that have ended. */
  async #metrics(): Promise<string> {
    await Promise.all([...this.#workers].map((worker) => worker.count()));
    // The counts of one that has ended meanwhile are in the past ones.
    const present = [...this.#workers].map(({ counts }) => counts);
    return expose(this.options.vitals, [this.#past, ...present]);
  }

  /** Replaces a worker when it ends, after ever longer waits if its replacements die too. */
  async #watch(worker: WorkerProcess, backOff: BackOff): Promise<void> {
    const started = performance.now();
    const { pid, problem } = await worker.ended;
    if (this.#stopping) return;
    if (performance.now() - started > LIVED_WELL_MS) backOff.worked();
    const wait = problem === null ? 0 : backOff.failed();
    if (problem === null) this.options.log.info("worker ended", { pid });
    else this.options.log.warn("worker ended", { pid, reason: problem.message, restart_ms: wait });
    const restart = setTimeout(() => {
      this.#restarts.delete(restart);
      this.#replace(backOff);
    }, wait);
    this.#restarts.add(restart);
  }

  async #replace(backOff: BackOff): Promise<void> {
    const { log, vitals } = this.options;
    // If that fails, the worker does not find the copy and reports it.
    await this.#copy?.restore().catch(() => {});
    if (this.#stopping) return;
    const next = this.#start();
    next.listening.then(() => {
      vitals.workersReplaced++;
      log.info("worker started", { pid: next.pid });
    });
    this.#watch(next, backOff);
  }
}

function stoppedEarly(pid: number): AssemblError {
  return new AssemblError(`worker ${pid} was stopped before it listened`, "start the server again");
}
