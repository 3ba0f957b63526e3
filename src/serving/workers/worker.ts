import { AssemblError, reason, UsageError } from "../../errors.ts";
import { type Log, openLog } from "../../log.ts";
import { OpenIndex } from "../../lookup/open-index.ts";
import { countsOf } from "../../metrics/exposition.ts";
import { clientAddressBehind } from "../../server/client-address.ts";
import { type RunningServer, startServer } from "../../server/server.ts";
import { ServerState } from "../../server/state.ts";
import type { ServerSettings } from "../../settings.ts";
import { mapIndex } from "../../store/read-index.ts";
import type { Supply } from "../supply.ts";
import type { Order, Report } from "./messages.ts";

/** How long requests in hand may take once the supervisor is gone. */
const ORPHAN_MS = 5000;

/** How often a worker says what it has counted: what it counted since is lost with it. */
const COUNT_MS = 1000;

const DONE = 0;
const FAILED = 1;

/** What a worker answers from where it is not given copies of indexes: a database. */
export type OpenLive = (
  settings: ServerSettings,
  state: ServerState,
  log: Log,
) => Promise<Supply | null>;

/**
 * Answers requests as a supervisor orders, until that says so or is gone.
 *
 * @returns the exit code; the supervisor was told what went wrong
 * @throws UsageError where this process has no supervisor
 */
export function runWorker(openLive: OpenLive): Promise<number> {
  if (process.send === undefined) {
    throw new UsageError(
      "a worker is a part of a server and does nothing alone",
      "run `assembl serve --workers N`",
    );
  }
  const worker = new Worker(openLive);
  process.on("message", (order: Order) => worker.obey(order));
  process.on("disconnect", () => worker.abandoned());
  // Whoever signals a whole group of processes means the supervisor, which tells what to do.
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
  #started: { state: ServerState; server: RunningServer; drainTime: number } | undefined;
  #live: Supply | null = null;
  /** Who waits for what `/metrics` is to answer. */
  #metrics = Promise.withResolvers<string>();

  constructor(private readonly openLive: OpenLive) {
    this.ended = this.#ended.promise;
  }

  /** Carries orders out one after another, but for those that are answered at once. */
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

  /** Ends alone, as one that is to be replaced does. */
  drain(): void {
    this.obey({ type: "stop", drainMs: this.#started?.drainTime ?? 0 });
  }

  /** The supervisor is gone, and nobody would replace what is lost: stops at once. */
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
    const state = new ServerState(settings);
    state.metrics = () => {
      report({ type: "asked-for-metrics" });
      return this.#metrics.promise;
    };
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
    report({ type: "counted", id, counts: countsOf(requests) });
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
    if (this.#started !== undefined) {
      this.#started.state.draining = true;
      await Bun.sleep(drainMs);
      await this.#started.server.stop();
    }
    await this.#live?.stop();
    this.#count(null);
    this.#ended.resolve(DONE);
  }

  #fail(error: unknown): void {
    const { problem, remedy } =
      error instanceof AssemblError
        ? error
        : { problem: reason(error), remedy: "this should not happen, please report it" };
    report({ type: "failed", problem, remedy });
    this.#ended.resolve(FAILED);
  }
}

/** A copy that the supervisor has verified. */
function open(copy: string): Promise<OpenIndex> {
  return OpenIndex.openInSteps(mapIndex(copy));
}
