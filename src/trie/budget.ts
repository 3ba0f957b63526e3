import { CostlyQuery } from "../errors.ts";

/**
 * The work that one search may make, in steps of some ten nanoseconds: about one for each edge that is read.
 *
 * It may be spent in slices: when one `isUsedUp`, others have their turn before the next.
 */
export class Budget {
  /** The slice at hand has been spent. */
  isUsedUp = false;
  #left: number;
  #leftOfSlice: number;

  /**
   * @param total more than any search in a real index makes
   * @param slice what may be spent in one go
   */
  constructor(
    total: number,
    private readonly slice = total,
  ) {
    this.#left = total;
    this.#leftOfSlice = slice;
  }

  /** @throws CostlyQuery where the search makes more work than any in a real index */
  spend(steps: number): void {
    this.#left -= steps;
    this.#leftOfSlice -= steps;
    if (this.#leftOfSlice < 0) this.isUsedUp = true;
    if (this.#left < 0) throw new CostlyQuery();
  }

  nextSlice(): void {
    this.#leftOfSlice = this.slice;
    this.isUsedUp = false;
  }
}

/** Work of a search that is made in one go. */
export const MOST_STEPS = 400_000;
/** Work of a search for what is near a query, in all its slices. */
export const MOST_STEPS_NEARBY = 20_000_000;
/** About half a millisecond. */
export const SLICE_STEPS = 40_000;
