/** How often a server checks whether it is idle. */
const LOOK_MS = 100;
/** Requests after which there is garbage worth collecting. */
const WORTHWHILE_REQUESTS = 1000;
/** Requests after which the code that answers them has been compiled for speed. */
const WARM_UP_REQUESTS = 5000;

/**
 * Collects garbage when a busy server has become idle, and once after its warm-up, when the compilers of the runtime
 * leave some 20 MB behind. The collector does not count that memory, so it would keep it until there is much more;
 * collecting again and again under load would cost time.
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
