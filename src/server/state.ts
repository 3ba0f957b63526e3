import { fullGC } from "bun:jsc";
import { linesLeftOut } from "../log.ts";
import type { Awaitable, Catalogue } from "../lookup/catalogue.ts";
import { countsOf, expose } from "../metrics/exposition.ts";
import { RequestCounts } from "../metrics/request-counts.ts";
import { Vitals } from "../metrics/vitals.ts";
import { Bodies } from "./body.ts";
import { notReady } from "./problem.ts";
import { type AnswerSettings, Served } from "./served.ts";
import { Turns } from "./turns.ts";
import { UnreadAnswers } from "./unread.ts";

/** What all requests share. The catalogue may be replaced at any time, so a request reads it once. */
export class ServerState {
  readonly turns = new Turns();
  readonly bodies = new Bodies(this.turns);
  readonly unread = new UnreadAnswers((request, seconds) =>
    this.#server?.timeout(request, seconds),
  );
  readonly counts = new RequestCounts();
  readonly vitals = new Vitals();
  /** What `/metrics` answers. */
  readonly metrics: () => Awaitable<string>;
  #served: Served | null = null;
  #isDraining = false;
  #server: Pick<Bun.Server<unknown>, "timeout"> | null = null;

  /** @param metrics what `/metrics` answers, where several processes answer together */
  constructor(
    readonly settings: AnswerSettings,
    metrics?: () => Awaitable<string>,
  ) {
    this.metrics =
      metrics ?? (() => expose(this.vitals, [countsOf(this.counts.snapshot(), linesLeftOut())]));
  }

  /** What requests are answered from; null before there is anything. */
  get served(): Served | null {
    return this.#served;
  }

  /** Whether the server is about to stop: it still answers, but load balancers are told to go elsewhere. */
  get isDraining(): boolean {
    return this.#isDraining;
  }

  /** What requests are answered from. @throws Problem 503 where there is nothing */
  requireServed(): Served {
    if (this.#served === null) throw notReady("no index yet");
    return this.#served;
  }

  /** Replaces what requests are answered from. */
  serve(catalogue: Catalogue): void {
    const isFirst = this.#served === null;
    this.#served = new Served(catalogue, this.settings);
    // Unmaps the old index now. Later it would take longer: it would compete with other work, and if the file was
    // removed meanwhile, unmapping would delete it.
    if (!isFirst) fullGC();
  }

  drain(): void {
    this.#isDraining = true;
  }

  /** @param server takes the requests, and can close their connections */
  listensWith(server: Pick<Bun.Server<unknown>, "timeout">): void {
    this.#server = server;
  }
}
