import { toAssemblError, UsageError } from "../../errors.ts";
import { type Log, linesLeftOut, openLog } from "../../log.ts";
import { IndexCatalogue } from "../../lookup/index-catalogue.ts";
import { OpenIndex } from "../../lookup/open-index.ts";
import { countsOf } from "../../metrics/exposition.ts";
import { clientAddressBehind } from "../../server/client-address.ts";
import { type RunningServer, startServer } from "../../server/server.ts";
import { ServerState } from "../../server/state.ts";
import type { ServerSettings } from "../../settings.ts";
import { mapIndex } from "../../store/read-index.ts";
import type { Supply } from "../supply.ts";
import type { Order, Report } from "./messages.ts";

/** How long requests in hand may take when the supervisor is gone; milliseconds. */
const ORPHAN_MS = 5000;

/** How often a worker reports its counts, as later ones are lost if it dies; milliseconds. */
const COUNT_MS = 1000;

const DONE = 0;
const FAILED = 1;

/** Opens the database that a worker answers from; null where it answers from copies of indexes. */
export type OpenLive = (
  settings: ServerSettings,
  state: ServerState,
  log: Log,
) => Promise<Supply | null>;

/**
 * Answers requests until the supervisor orders it to stop, or is gone.
 *
 * @returns the exit code; what went wrong was reported to the supervisor
 * @throws UsageError if this process has no supervisor
 */
export function runWorker(openLive: OpenLive): Promise<number> {
  if (process.send === undefined) {
    throw new UsageError(
      "a worker is part of a server and does nothing by itself",
      "run `assembl serve --workers N`",
    );
  }
  const worker = new Worker(openLive);
  process.on("message", (order: Order) => worker.obey(order));
  process.on("disconnect", () => worker.abandoned());
  // A signal to the whole group of processes is meant for the supervisor, which sends orders.
  for (const signal of ["SIGINT", "SIGHUP"] as const) process.on(signal, () => {});
  process.on("SIGTERM", () => worker.drain());
  report({ type: "up" });
  return worker.ended;
}

function report(message: Report): void {
  process.send?.(message);
}

class Worker {
  readonly ended: Promise<number>;
  readonly #ended = Promise.withResolvers<number>();
  #orders: Promise<void> = Promise.resolve();
  #started: { state: ServerState; server: RunningServer; drainTime: number } | null = null;
  #live: Supply | null = null;
  /** What `/metrics` answers next, when the supervisor has sent it. */
  #metrics = Promise.withResolvers<string>();

  constructor(private readonly openLive: OpenLive) {
    this.ended = this.#ended.promise;
  }

  /** Carries out orders one after another, except for those that need no waiting. */
  obey(order: Order): void {
    if (order.type === "count") {
      this.#count(order.id);
    } else if (order.type === "metrics") {
      this.#answerMetrics(order.text);
    } else {
      this.#orders = this.#orders
        .then(() => this.#carryOut(order))
        .catch((error) => this.#fail(error));
    }
  }

  /** Stops as if ordered to. */
  drain(): void {
    this.obey({ type: "stop", drainMs: this.#started?.drainTime ?? 0 });
  }

  /** Stops at once, as the supervisor is gone and nothing would replace this worker. */
  abandoned(): void {
    setTimeout(() => this.#ended.resolve(FAILED), ORPHAN_MS).unref();
    this.#stop(0).catch((error) => this.#fail(error));
  }

  #carryOut(order: Exclude<Order, { type: "count" | "metrics" }>): Promise<void> | void {
    switch (order.type) {
      case "start":
        return this.#start(order.settings, order.copy);
      case "serve":
        return this.#serve(order.copy);
      case "stop":
        return this.#stop(order.drainMs);
    }
  }

  async #start(settings: ServerSettings, copy: string | null): Promise<void> {
    const log = openLog(settings.log);
    const state = new ServerState(settings, () => {
      report({ type: "asked-for-metrics" });
      return this.#metrics.promise;
    });
    this.#live = await this.openLive(settings, state, log);
    await this.#live?.start();
    if (copy !== null) state.serve(await open(copy));
    const clientAddress = await clientAddressBehind(settings.trustedProxies);
    const server = startServer({ ...settings, state, log, clientAddress, isShared: true });
    this.#started = { state, server, drainTime: settings.drainTime };
    if (copy !== null) report({ type: "serving", copy });
    report({ type: "listening" });
    setInterval(() => this.#count(null), COUNT_MS).unref();
  }

  #count(id: number | null): void {
    const requests = this.#started?.state.counts.snapshot() ?? [];
    report({ type: "counted", id, counts: countsOf(requests, linesLeftOut()) });
  }

  #answerMetrics(text: string): void {
    this.#metrics.resolve(text);
    this.#metrics = Promise.withResolvers();
  }

  async #serve(copy: string): Promise<void> {
    this.#started?.state.serve(await open(copy));
    report({ type: "serving", copy });
  }

  async #stop(drainMs: number): Promise<void> {
    if (this.#started !== null) {
      this.#started.state.drain();
      await Bun.sleep(drainMs);
      await this.#started.server.stop();
    }
    await this.#live?.stop();
    this.#count(null);
    this.#ended.resolve(DONE);
  }

  #fail(error: unknown): void {
    const { problem, remedy } = toAssemblError(error);
    report({ type: "failed", problem, remedy });
    this.#ended.resolve(FAILED);
  }
}

/** Opens a copy, which the supervisor has verified. */
async function open(copy: string): Promise<IndexCatalogue> {
  return new IndexCatalogue(await OpenIndex.openInSteps(mapIndex(copy)));
}
