import type { Awaitable } from "../lookup/catalogue.ts";
import type { Steps } from "../lookup/steps.ts";
import { badBody, overloaded, tooCostly } from "./problem.ts";

/** How much work is done at a stretch, and how much may wait. Times are in milliseconds. */
export interface TurnLimits {
  /** What requests may take of one turn of the event loop; those that come after that wait. */
  turnMs: number;
  /** What requests that wait may take of it. */
  waitingMs: number;
  /** How long one request is worked on before another is. */
  sliceMs: number;
  /** A request that has taken longer is long, and is answered together with few others. */
  longMs: number;
  /** Long requests that are answered at a time. */
  active: number;
  /**
   * Requests that may wait with a part of their work done, which may be a megabyte of each; further ones wait without it,
   * and are begun again.
   */
  begun: number;
  /** Requests that may wait to be begun, or for a database. */
  waiting: number;
  /** How long a request may wait for its turn before it is rejected, so that its client can ask another server. */
  waitMs: number;
  /** Steps that one request may take, over all names, species and labels that it asks for. */
  steps: number;
}

export const TURN_LIMITS: TurnLimits = {
  turnMs: 3,
  waitingMs: 2,
  sliceMs: 0.5,
  longMs: 4,
  active: 2,
  begun: 32,
  waiting: 16_384,
  waitMs: 1000,
  steps: 20_000,
};

/** What the runtime takes to read a request and to send its answer, and for each byte of a long answer. */
const RUNTIME_MS = 0.006;
const RUNTIME_MS_A_BYTE = 1e-6;
/** The end of a turn is not looked for as long as requests have taken less: most turns have one cheap request. */
const UNNOTED_MS = 0.5;

/** A request, as far as it can be given up. */
type Client = Pick<Request, "signal">;

/** Something that waits for its turn. */
interface Waiting {
  signal: AbortSignal;
  /** Since when it waits. */
  since: number;
  reject: (error: unknown) => void;
}

/** A request that is not begun. */
interface Fresh extends Waiting {
  begin: () => void;
}

/** A request that is begun and not done. */
interface Begun extends Waiting {
  /** Null where its work is to be begun again. */
  steps: Steps<unknown> | null;
  make: () => Steps<unknown>;
  resolve: (result: unknown) => void;
  /** How long it was worked on, and in how many steps. */
  usedMs: number;
  taken: number;
  /** What became of the promise that it waited for. */
  outcome: PromiseSettledResult<unknown> | null;
}

/**
 * Shares the one thread of a server between its requests, by the time that they take.
 *
 * Most requests take some ten microseconds and are answered as they arrive. Once those of one turn of the event loop
 * have taken some milliseconds together, further ones wait for the next turn. A request whose answer takes longer than
 * a slice of time waits for more slices: those that have taken least go first, and requests that are alike take turns.
 * What cannot be had in time is rejected.
 */
export class Turns {
  /** Time that requests have taken of this turn. */
  #spentMs = 0;
  /** When the work at hand was begun. */
  #begunAt = 0;
  #isTicking = false;
  readonly #fresh = new Set<Fresh>();
  readonly #short = new Set<Begun>();
  /** Long requests that are answered, and those that wait for that. */
  readonly #active = new Set<Begun>();
  readonly #long = new Set<Begun>();
  /** Requests whose work is to be begun again, as there was no room for what they had. */
  readonly #again = new Set<Begun>();
  #isLongFirst = false;
  /** How many requests wait for a promise. */
  #parked = 0;

  /** @param now the time in milliseconds */
  constructor(
    private readonly limits = TURN_LIMITS,
    private readonly now = () => performance.now(),
  ) {}

  /** Does work at once if there is time for it in this turn, else in a later one. @throws Problem 503 */
  take<T>(client: Client, work: () => Awaitable<T>): Awaitable<T> {
    if (this.#spentMs < this.limits.turnMs) return this.#timed(work);
    if (this.#fresh.size >= this.limits.waiting) throw overloaded();
    return new Promise<T>((resolve, reject) => {
      const begin = () => {
        try {
          resolve(work());
        } catch (error) {
          reject(error);
        }
      };
      this.#fresh.add({ signal: client.signal, since: this.now(), reject, begin });
      this.#tick();
    });
  }

  /**
   * The result of some steps, which may be made twice; not a promise if the work that is taken, of which they are a part, takes less than a slice
   * of time.
   *
   * @throws Problem 503 if too much else waits, and whatever the steps throw
   */
  run<T>(client: Client, make: () => Steps<T>): Awaitable<T> {
    const steps = make();
    for (let taken = 1; ; taken++) {
      const { done, value } = steps.next();
      if (done) return value;
      const usedMs = this.now() - this.#begunAt;
      if (value instanceof Promise || usedMs >= this.limits.sliceMs) {
        return this.#goOn(client, { steps, make, usedMs, taken }, value);
      }
    }
  }

  #goOn<T>(
    { signal }: Client,
    begun: Pick<Begun, "steps" | "make" | "usedMs" | "taken">,
    value: unknown,
  ): Promise<T> {
    const isParked = value instanceof Promise;
    const waiting = isParked ? this.#parked : this.#again.size;
    if (waiting >= this.limits.waiting) throw overloaded();
    return new Promise<unknown>((resolve, reject) => {
      const job: Begun = { ...begun, signal, since: this.now(), resolve, reject, outcome: null };
      if (isParked) this.#park(job, value);
      else if (this.#hasRoom) this.#queue(job);
      else {
        job.steps = null;
        this.#again.add(job);
        this.#tick();
      }
    }) as Promise<T>;
  }

  get #hasRoom(): boolean {
    return this.#short.size + this.#active.size + this.#long.size < this.limits.begun;
  }

  #park(job: Begun, promise: Promise<unknown>): void {
    this.#parked++;
    const goOn = (outcome: PromiseSettledResult<unknown>) => {
      this.#parked--;
      job.outcome = outcome;
      if (this.#spentMs < this.limits.turnMs) this.#timed(() => this.#advance(job));
      else this.#queue(job);
    };
    promise.then(
      (value) => goOn({ status: "fulfilled", value }),
      (reason) => goOn({ status: "rejected", reason }),
    );
  }

  #queue(job: Begun): void {
    job.since = this.now();
    if (job.usedMs < this.limits.longMs) this.#short.add(job);
    else if (this.#active.size < this.limits.active) this.#active.add(job);
    else this.#long.add(job);
    this.#tick();
  }

  /** Counts what the runtime takes to send a long answer at once; it is part of work that is taken. */
  sends(bytes: number): void {
    this.#spentMs += bytes * RUNTIME_MS_A_BYTE;
  }

  #timed<T>(work: () => T): T {
    const start = this.now();
    this.#begunAt = start;
    try {
      return work();
    } finally {
      this.#spentMs += this.now() - start + RUNTIME_MS;
      if (this.#spentMs >= UNNOTED_MS) this.#tick();
    }
  }

  /** Begins another turn once the event loop has been at all connections. */
  #tick(): void {
    if (this.#isTicking) return;
    this.#isTicking = true;
    setImmediate(() => {
      this.#isTicking = false;
      this.#spentMs = 0;
      this.#rejectLate();
      this.#workOff();
      const lanes = [this.#fresh, this.#again, this.#short, this.#active, this.#long];
      if (lanes.some(({ size }) => size > 0)) this.#tick();
    });
  }

  /** What is short and what is long goes first by turns, so that neither holds up the other. */
  #workOff(): void {
    const { turnMs, waitingMs, active } = this.limits;
    while (this.#spentMs < waitingMs && this.#begin());
    while (this.#active.size < active && this.#long.size > 0) this.#active.add(shift(this.#long)!);
    while (this.#again.size > 0 && this.#hasRoom) this.#short.add(shift(this.#again)!);
    this.#isLongFirst = !this.#isLongFirst;
    const lanes = [this.#short, this.#active];
    if (this.#isLongFirst) lanes.reverse();
    for (const lane of lanes) if (this.#spentMs < turnMs) this.#goOnWith(lane);
    while (this.#spentMs < waitingMs) if (!lanes.some((lane) => this.#goOnWith(lane))) return;
  }

  /** Begins the request that has waited longest; false where none waits. */
  #begin(): boolean {
    const fresh = shift(this.#fresh);
    if (fresh === undefined) return false;
    if (fresh.signal.aborted) fresh.reject(gone());
    else this.#timed(fresh.begin);
    return true;
  }

  /** Works on the request that has waited longest; false where none waits. */
  #goOnWith(jobs: Set<Begun>): boolean {
    const job = shift(jobs);
    if (job === undefined) return false;
    this.#timed(() => this.#advance(job));
    return true;
  }

  /** Takes steps for a slice of time. */
  #advance(job: Begun): void {
    const { signal } = job;
    job.steps ??= job.make();
    const { steps } = job;
    const start = this.now();
    let usedMs = 0;
    try {
      while (usedMs < this.limits.sliceMs) {
        if (signal.aborted) throw gone();
        if (++job.taken > this.limits.steps) throw tooCostly();
        const { done, value } = nextStep(job);
        if (done) {
          job.resolve(value);
          return;
        }
        if (value instanceof Promise) {
          this.#park(job, value);
          return;
        }
        usedMs = this.now() - start;
      }
    } catch (error) {
      steps.return(undefined);
      job.reject(error);
      return;
    } finally {
      job.usedMs += this.now() - start;
    }
    this.#queue(job);
  }

  #rejectLate(): void {
    const latest = this.now() - this.limits.waitMs;
    for (const waiting of [this.#fresh, this.#again, this.#short, this.#long] as Set<Waiting>[]) {
      for (const one of waiting) {
        if (one.since > latest) break;
        waiting.delete(one);
        one.reject(overloaded());
      }
    }
  }
}

function nextStep(job: Begun): IteratorResult<unknown, unknown> {
  const { outcome } = job;
  const steps = job.steps!;
  if (outcome === null) return steps.next();
  job.outcome = null;
  return outcome.status === "fulfilled" ? steps.next(outcome.value) : steps.throw(outcome.reason);
}

/** Takes out what was added first; undefined where there is nothing. */
function shift<T>(set: Set<T>): T | undefined {
  for (const first of set) {
    set.delete(first);
    return first;
  }
  return undefined;
}

/** Nobody reads this. */
function gone() {
  return badBody("the client has gone away");
}
