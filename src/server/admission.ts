import type { Awaitable } from "../lookup/catalogue.ts";
import type { Match } from "../lookup/tiers.ts";
import { badBody, overloaded } from "./problem.ts";

/** A request of up to this many species times UTF-16 units of the query is cheap: it takes a fifth of a millisecond. */
const CHEAP_UNITS = 1000;

/** Whether a question may take so much longer than some ten microseconds that other requests must not wait for it. */
export function isCostly({
  species,
  query,
  match,
}: {
  species: readonly string[];
  query: string;
  match: Match;
}): boolean {
  return match !== "prefix" || species.length * query.length > CHEAP_UNITS;
}

/** How much costly work is accepted. */
export interface AdmissionLimits {
  /** Costly requests that are answered at the same time, in turns of one step each. */
  active: number;
  /** Costly requests that may wait, a few kilobytes each; further ones are rejected. */
  waiting: number;
  /** How long one may wait before it is rejected, in milliseconds: its client can ask another server. */
  waitMs: number;
  /** How long costly requests are worked on before all others have their turn, in milliseconds. */
  turnMs: number;
  /** Costly requests are rejected while more answers than this are unread. Short ones fit the buffers of the system. */
  unread: number;
}

export const ADMISSION_LIMITS: AdmissionLimits = {
  active: 4,
  waiting: 4096,
  waitMs: 1000,
  turnMs: 5,
  unread: 256,
};

/** Work in steps; other requests are answered between them. */
export type Steps<T> = Generator<unknown, T> | AsyncGenerator<unknown, T>;

interface Waiting {
  enter: () => void;
  timer: ReturnType<typeof setTimeout>;
}

/**
 * Decides when costly requests are answered, and which are rejected.
 *
 * Almost all requests take some ten microseconds and are answered as they arrive. The few kinds that may take a
 * thousand times as long would hold up all others, so they are answered in steps that take turns with them. When more
 * arrive than can be answered, some are rejected at once, so that the others are answered as fast as before.
 */
export class Admission {
  #active = 0;
  readonly #waiting = new Set<Waiting>();
  /** Functions that resume the steps waiting for their turn. */
  readonly #turns: (() => void)[] = [];
  /** Time spent on steps since all other requests had their turn. */
  #spentMs = 0;
  #isTicking = false;

  /** @param inHand how many requests are not finished, without those whose bodies are still arriving */
  constructor(
    private readonly inHand: () => number,
    private readonly limits = ADMISSION_LIMITS,
  ) {}

  /** @throws Problem 503 if too many answers are not read by their clients */
  check(): void {
    const unread = this.inHand() - this.#active - this.#waiting.size;
    if (unread > this.limits.unread) throw overloaded();
  }

  /**
   * The result of some steps; not a promise if they are few and no others wait.
   *
   * @throws Problem 503 if there are too many others, and whatever the steps throw
   */
  run<T>(steps: Steps<T>, request: Pick<Request, "signal">): Awaitable<T> {
    this.check();
    while (this.#active < this.limits.active && this.#mayStep) {
      const begun = this.#step(steps);
      if (begun instanceof Promise) return this.#goOn(steps, request, begun);
      if (begun.done) return begun.value;
    }
    return this.#goOn(steps, request);
  }

  async #goOn<T>(
    steps: Steps<T>,
    { signal }: Pick<Request, "signal">,
    begun?: Promise<IteratorResult<unknown, T>>,
  ): Promise<T> {
    if (begun === undefined && this.#active >= this.limits.active) await this.#wait();
    this.#active++;
    try {
      for (let last = await begun; ; last = await this.#step(steps)) {
        if (last?.done) return last.value;
        if (!this.#mayStep) await this.#turn();
        if (signal.aborted) throw badBody("the client has gone away");
      }
    } finally {
      this.#active--;
      this.#letIn();
    }
  }

  get #mayStep(): boolean {
    return this.#spentMs < this.limits.turnMs && this.#turns.length === 0;
  }

  #step<T>(steps: Steps<T>): Promise<IteratorResult<unknown, T>> | IteratorResult<unknown, T> {
    const start = performance.now();
    try {
      // What an asynchronous step waits for takes no time here, and is not counted.
      return steps.next();
    } finally {
      this.#spentMs += performance.now() - start;
      if (this.#spentMs < this.limits.turnMs) this.#turns.shift()?.();
      this.#tick();
    }
  }

  #turn(): Promise<void> {
    return new Promise((resolve) => {
      this.#turns.push(resolve);
      this.#tick();
    });
  }

  /** Lets all other requests have their turn, then resumes the next step. */
  #tick(): void {
    if (this.#isTicking) return;
    this.#isTicking = true;
    setImmediate(() => {
      this.#isTicking = false;
      this.#spentMs = 0;
      this.#turns.shift()?.();
      if (this.#turns.length > 0) this.#tick();
    });
  }

  #wait(): Promise<void> {
    if (this.#waiting.size >= this.limits.waiting) throw overloaded();
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        enter: resolve,
        timer: setTimeout(() => {
          this.#waiting.delete(waiting);
          reject(overloaded());
        }, this.limits.waitMs),
      };
      this.#waiting.add(waiting);
    });
  }

  #letIn(): void {
    if (this.#active >= this.limits.active) return;
    for (const waiting of this.#waiting) {
      this.#waiting.delete(waiting);
      clearTimeout(waiting.timer);
      waiting.enter();
      return;
    }
  }
}
