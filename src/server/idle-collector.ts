/** How often a server looks whether it is idle. */
const LOOK_MS = 100;
/** Requests that leave garbage which is worth collecting. */
const WORTHWHILE_REQUESTS = 1000;
/** By then what answers requests has been compiled for speed. */
const WARM_UP_REQUESTS = 5000;

/**
 * Collects garbage once a busy server has become idle, and once after its warm-up, as the compilers of the
 * runtime leave some 20 MB behind. That memory lies where the collector does not see it, so that it would be
 * kept until much more has come together; collecting again and again under load would cost time.
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
    const worthwhile = this.#requests - this.#collected >= WORTHWHILE_REQUESTS;
    const warmedUp = this.#collected < WARM_UP_REQUESTS && this.#requests >= WARM_UP_REQUESTS;
    if (!warmedUp && !(idle && worthwhile)) return;
    this.#collected = this.#requests;
    Bun.gc(true);
  }
}
