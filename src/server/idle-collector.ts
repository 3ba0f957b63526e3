/** How often a server looks whether it is idle, and how many requests leave garbage that is worth collecting. */
const LOOK_MS = 500;
const WORTHWHILE_REQUESTS = 1000;

/**
 * Collects garbage once a busy server has become idle. Requests leave memory behind that the collector does not
 * see, so that it would be kept until much more of it has come together; collecting under load would cost time.
 */
export class IdleCollector {
  #requests = 0;
  #seen = 0;
  #collected = 0;
  readonly #timer = setInterval(() => this.#look(), LOOK_MS);

  constructor() {
    this.#timer.unref();
  }

  /** A request was answered. */
  count(): void {
    this.#requests++;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const idle = this.#requests === this.#seen;
    this.#seen = this.#requests;
    if (!idle || this.#requests - this.#collected < WORTHWHILE_REQUESTS) return;
    this.#collected = this.#requests;
    Bun.gc(true);
  }
}
