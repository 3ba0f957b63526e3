/** Classes go from 1, the lightest, to here; class 0 is for no weight. */
export const HEAVIEST_CLASS = 15;
const STEPS = HEAVIEST_CLASS - 1;
/** Weights of one class differ by this factor at most, except in class 1, which has all weights below the others. */
const LARGEST_FACTOR = 4;
/** Rounding may leave a whole number of steps short by less than this. */
const ROUNDING = 1e-9;

/**
 * The class of each weight of a species. Classes are equal steps of the logarithm from the largest weight down to
 * the smallest, but no step is larger than LARGEST_FACTOR. A weight of 0 has class 0.
 */
export function weightClasses(weights: readonly number[]): number[] {
  let largest = 0;
  let smallest = Number.POSITIVE_INFINITY;
  for (const weight of weights) {
    if (weight === 0) continue;
    largest = Math.max(largest, weight);
    smallest = Math.min(smallest, weight);
  }
  const range = Math.log(largest) - Math.log(smallest);
  const step = Math.min(range / STEPS, Math.log(LARGEST_FACTOR));
  return weights.map((weight) => {
    if (weight === 0) return 0;
    if (step === 0) return HEAVIEST_CLASS;
    const steps = Math.floor((Math.log(largest) - Math.log(weight)) / step + ROUNDING);
    return HEAVIEST_CLASS - Math.min(steps, STEPS);
  });
}
