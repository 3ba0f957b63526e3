import { damaged } from "./damage.ts";

/**
 * The work that one request may make, in steps of some ten nanoseconds: about one for each edge that is read.
 *
 * It is spent in slices: whoever sees that one `isUsedUp` lets others have their turn, and begins the next.
 */
export class Budget {
  /** The slice at hand has been spent. */
  isUsedUp = false;
  #left: number;
  #leftOfSlice: number;

  /**
   * @param total more than any request of a real index makes
   * @param slice what may be spent in one go
   */
  constructor(
    total: number,
    private readonly slice = total,
  ) {
    this.#left = total;
    this.#leftOfSlice = slice;
  }

  /** @throws IndexError where the request makes more work than any of a real index */
  spend(steps: number): void {
    this.#left -= steps;
    this.#leftOfSlice -= steps;
    if (this.#leftOfSlice < 0) this.isUsedUp = true;
    if (this.#left < 0) throw damaged("makes this query endless");
  }

  nextSlice(): void {
    this.#leftOfSlice = this.slice;
    this.isUsedUp = false;
  }
}

/** Work that one request may make: enough for any real one, and an end to those that an attacker built. */
export const MAXIMUM_STEPS = 4_000_000;
/** About a quarter of a millisecond. */
export const SLICE_STEPS = 20_000;
