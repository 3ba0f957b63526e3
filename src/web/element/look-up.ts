import { type GeneAnswer, LookUpFailure } from "./suggestions.ts";

/** How long typing has to pause before the server is asked. */
const PAUSE_MS = 60;
/** How long an answer may take before the user is told that it is awaited. */
const SLOW_MS = 400;
/** How long to wait before the first retry, and at most; a Retry-After may be longer. */
const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 8000;

/** How a look-up asks, and what it reports. */
export interface LookUpEvents {
  ask(query: string, signal: AbortSignal): Promise<GeneAnswer>;
  answered(answer: GeneAnswer): void;
  /** Is called for every attempt that fails. */
  failed(failure: LookUpFailure): void;
  /** The answer takes long, or is no longer awaited. */
  slow(isSlow: boolean): void;
}

/**
 * Looks up what is typed once typing pauses. A newer text cancels the request for an older one, so that only the
 * answer to the current text is reported. Failed requests are repeated at growing intervals.
 */
export class LookUp {
  readonly #events: LookUpEvents;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #slowTimer: ReturnType<typeof setTimeout> | undefined;
  #controller: AbortController | undefined;
  /** Time before which the server is not to be asked, in ms since 1970. */
  #notBefore = 0;
  #isUnderWay = false;

  constructor(events: LookUpEvents) {
    this.#events = events;
  }

  /** Whether an answer is awaited, or a request is scheduled. */
  get isUnderWay(): boolean {
    return this.#isUnderWay;
  }

  /** Looks up a text; one that is being typed only if no other one follows at once. */
  start(query: string, isTyped: boolean): void {
    this.cancel();
    this.#askLater(query, isTyped ? PAUSE_MS : 0, FIRST_RETRY_MS);
  }

  /** Cancels the request, and retries of it. */
  cancel(): void {
    clearTimeout(this.#timer);
    this.#controller?.abort();
    this.#end();
  }

  #askLater(query: string, ms: number, retryMs: number): void {
    this.#isUnderWay = true;
    const wait = Math.max(ms, this.#notBefore - Date.now());
    if (wait === 0) this.#ask(query, retryMs);
    else this.#timer = setTimeout(() => this.#ask(query, retryMs), wait);
  }

  async #ask(query: string, retryMs: number): Promise<void> {
    const controller = new AbortController();
    const { signal } = controller;
    this.#controller = controller;
    this.#slowTimer = setTimeout(() => this.#events.slow(true), SLOW_MS);
    try {
      const answer = await this.#events.ask(query, signal);
      if (signal.aborted) return;
      this.#end();
      this.#events.answered(answer);
    } catch (error) {
      if (signal.aborted) return;
      this.#end();
      if (!(error instanceof LookUpFailure)) throw error;
      this.#notBefore = Date.now() + error.retryAfterMs;
      if (error.mayPass) {
        this.#askLater(query, retryMs, Math.min(2 * retryMs, LONGEST_RETRY_MS));
      }
      this.#events.failed(error);
    }
  }

  #end(): void {
    this.#isUnderWay = false;
    clearTimeout(this.#slowTimer);
    this.#events.slow(false);
  }
}
