import type { Awaitable } from "../lookup/catalogue.ts";
import { badBody, overloaded } from "./problem.ts";

/** How much costly work is taken on. */
export interface AdmissionLimits {
  /** Costly requests that are worked at, a step of each in turn. */
  active: number;
  /** Costly requests that wait to be, a few kilobytes each; who comes then is sent away. */
  waiting: number;
  /** How long one waits at most, in milliseconds: better sent away to ask again than kept waiting on and on. */
  waitMs: number;
  /** Work on costly requests after which all others are looked after, in milliseconds. */
  turnMs: number;
  /** Answers that nobody reads, with which none that may be long is begun. Short ones lie in the system's buffers. */
  unread: number;
}

export const ADMISSION_LIMITS: AdmissionLimits = {
  active: 4,
  waiting: 4096,
  waitMs: 1000,
  turnMs: 5,
  unread: 256,
};

/** Work in steps, between which other requests are answered. */
export type Steps<T> = Generator<unknown, T> | AsyncGenerator<unknown, T>;

interface Waiting {
  enter: () => void;
  timer: ReturnType<typeof setTimeout>;
}

/**
 * Decides when costly requests are worked at, and which are not.
 *
 * Nearly all requests take some ten microseconds and are answered as they come. The few kinds that may take a
 * thousand times as long would hold all others up, so they are answered in steps: a step takes its turn when others
 * have had theirs. When more come than can be answered some are sent away at once, so that the others are answered
 * as fast as ever.
 */
export class Admission {
  #active = 0;
  readonly #waiting = new Set<Waiting>();
  /** Steps that wait for their turn. */
  readonly #turns: (() => void)[] = [];
  /** Time that steps have taken since all other requests were looked after. */
  #spentMs = 0;
  #isTicking = false;

  /** @param inHand requests that the server has taken and not done with, but for those whose bodies are coming in */
  constructor(
    private readonly inHand: () => number,
    private readonly limits = ADMISSION_LIMITS,
  ) {}

  /** @throws Problem 503 where too many answers are not read */
  check(): void {
    const unread = this.inHand() - this.#active - this.#waiting.size;
    if (unread > this.limits.unread) throw overloaded();
  }

  /**
   * The outcome of some steps; at once where they are few and there are no others.
   *
   * @throws Problem 503 where there are too many others, and what the steps throw
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
      // What a step waits for is nobody's turn.
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

  /** Once all other requests were looked after, the next step has its turn. */
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
