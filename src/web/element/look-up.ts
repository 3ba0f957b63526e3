import { type GeneAnswer, LookUpFailure } from "./suggestions.ts";

/** How long typing has to pause before the server is asked. */
const PAUSE_MS = 60;
/** How long a server that does not answer is left alone, the first time and at most. */
const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 8000;

/** What a look-up asks, and whom it tells. */
export interface LookUpEvents {
  ask(query: string, signal: AbortSignal): Promise<GeneAnswer>;
  answered(answer: GeneAnswer): void;
  /** Is called again for every attempt that fails. */
  failed(failure: LookUpFailure): void;
}

/**
 * Asks for what is typed: once typing pauses, and only for the last of it. What is overtaken is cancelled, so that
 * no answer is seen but the one to the text as it stands. A server that is away is asked again, later and later.
 */
export class LookUp {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #controller: AbortController | undefined;

  constructor(private readonly events: LookUpEvents) {}

  /** The text is this now. */
  type(query: string): void {
    this.cancel();
    this.#timer = setTimeout(() => this.#ask(query, FIRST_RETRY_MS), PAUSE_MS);
  }

  /** Asks for a text without waiting for a pause. */
  ask(query: string): void {
    this.cancel();
    this.#ask(query, FIRST_RETRY_MS);
  }

  /** Nothing that is under way is wanted any more. */
  cancel(): void {
    clearTimeout(this.#timer);
    this.#controller?.abort();
  }

  async #ask(query: string, retryMs: number): Promise<void> {
    const controller = new AbortController();
    this.#controller = controller;
    try {
      const answer = await this.events.ask(query, controller.signal);
      if (!controller.signal.aborted) this.events.answered(answer);
    } catch (error) {
      if (controller.signal.aborted) return;
      if (!(error instanceof LookUpFailure)) throw error;
      if (error.mayPass) {
        const next = Math.min(2 * retryMs, LONGEST_RETRY_MS);
        this.#timer = setTimeout(() => this.#ask(query, next), retryMs);
      }
      this.events.failed(error);
    }
  }
}
