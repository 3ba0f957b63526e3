/** How long to wait before something that fails is tried again: twice as long after each failure in a row. */
export class BackOff {
  #nextMs: number;

  constructor(
    private readonly firstMs: number,
    private readonly longestMs: number,
  ) {
    this.#nextMs = firstMs;
  }

  /** Notes a failure. @returns milliseconds to wait before the next attempt */
  failed(): number {
    const wait = this.#nextMs;
    this.#nextMs = Math.min(2 * wait, this.longestMs);
    return wait;
  }

  /** Notes that it works again. */
  worked(): void {
    this.#nextMs = this.firstMs;
  }
}
