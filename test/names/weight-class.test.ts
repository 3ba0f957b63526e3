import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { HEAVIEST_CLASS, weightClasses } from "../../src/names/weight-class.ts";

const powers = (base: number, count: number) => Array.from({ length: count }, (_, i) => base ** i);
const classes = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);

describe("weight classes", () => {
  test("of no weights are none", () => {
    expect(weightClasses([])).toEqual([]);
  });

  test("of equal weights are the heaviest, and of no weight class 0", () => {
    expect(weightClasses([7, 7, 0])).toEqual([HEAVIEST_CLASS, HEAVIEST_CLASS, 0]);
    expect(weightClasses([0, 0])).toEqual([0, 0]);
  });

  test("are equal steps of the logarithm between the largest weight and the smallest", () => {
    expect(weightClasses(powers(2, 15))).toEqual(classes(1, 15));
    expect(weightClasses([1, 1.1, 2, 2.1, 2 ** 14])).toEqual([1, 2, 2, 3, 15]);
    expect(weightClasses([1, 1.5])).toEqual([1, 15]);
  });

  test("are steps of a factor of 4 at most, with all that is lighter in class 1", () => {
    expect(weightClasses(powers(4, 17))).toEqual([1, 1, ...classes(1, 15)]);
    expect(weightClasses([1e-300, 1, 4, 16])).toEqual([1, 13, 14, 15]);
  });

  test("do not depend on the scale of powers of two", () => {
    const weights = [1, 3, 10, 500, 0];
    for (const scale of [2 ** -20, 2 ** 20]) {
      expect(weightClasses(weights.map((weight) => weight * scale))).toEqual(
        weightClasses(weights),
      );
    }
  });

  test("are in the order of the weights, the largest in the heaviest class and all from 1 on", () => {
    const weight = fc.double({ min: 1e-6, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(fc.array(weight, { minLength: 1 }), (weights) => {
        const found = weightClasses(weights.toSorted((a, b) => a - b));
        expect(found).toEqual(found.toSorted((a, b) => a - b));
        expect(found.at(-1)).toBe(HEAVIEST_CLASS);
        expect(found[0]).toBeGreaterThanOrEqual(1);
      }),
      { numRuns: 500 },
    );
  });
});
