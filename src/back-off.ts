/** How long something that fails is left alone: doubled with each failure, from the first on. */
export class BackOff {
  #nextMs: number;

  constructor(
    private readonly firstMs: number,
    private readonly longestMs: number,
  ) {
    this.#nextMs = firstMs;
  }

  /** It failed: milliseconds to wait before the next attempt. */
  failed(): number {
    const wait = this.#nextMs;
    this.#nextMs = Math.min(2 * wait, this.longestMs);
    return wait;
  }

  /** It works again. */
  worked(): void {
    this.#nextMs = this.firstMs;
  }
}
