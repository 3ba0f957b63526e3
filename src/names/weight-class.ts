/** Classes from 1, the lightest, to here; 0 is no weight. */
export const HEAVIEST_CLASS = 15;
/** Between the heaviest class and the lightest one. */
const STEPS = HEAVIEST_CLASS - 1;
/** Weights of one class differ by this factor at most, but for the lightest, which takes in all that are less. */
const LARGEST_FACTOR = 4;
/** What is left of a step that rounding has made a little less than whole. */
const ROUNDING = 1e-9;

/**
 * The class of each weight of a species: equal steps of the logarithm from the largest weight down to the
 * smallest, or to a factor of LARGEST_FACTOR a step. Weights of 0 have class 0.
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
