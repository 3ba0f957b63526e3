import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { compareNames, compareTexts, type RankedName } from "../../src/names/order.ts";
import { anyLabel } from "../support/data/labels.ts";

const RUNS = 1000;

describe("texts", () => {
  const bytesOf = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

  test.each([
    ["", "a"],
    ["B", "a"],
    ["a", "ab"],
    ["z", "é"],
    // In UTF-16 a surrogate is less than this, in UTF-8 its code point is more.
    ["\uff21", "😀"],
    ["a\uffff", "a😀"],
    ["😀", "😁"],
  ])("%j comes before %j", (a, b) => {
    expect(compareTexts(a, b)).toBeLessThan(0);
    expect(compareTexts(b, a)).toBeGreaterThan(0);
    expect(compareTexts(a, a)).toBe(0);
  });

  test("are in the order of their UTF-8", () => {
    fc.assert(
      fc.property(anyLabel, anyLabel, (a, b) => {
        expect(Math.sign(compareTexts(a, b))).toBe(bytesOf(a, b));
        expect(Math.sign(compareTexts(a + b, a))).toBe(bytesOf(a + b, a));
      }),
      { numRuns: RUNS },
    );
  });
});

describe("names", () => {
  const label = (given: Partial<RankedName>): RankedName => ({
    name: "BRCA2",
    folded: "brca2",
    length: 5,
    standing: 0,
    ...given,
  });

  test.each<[string, Partial<RankedName>, Partial<RankedName>]>([
    ["the higher standing", { standing: 2, length: 9 }, { standing: 1, length: 3 }],
    ["fewer code points", { length: 3, folded: "z" }, { length: 4, folded: "a" }],
    ["byte order of the fold", { folded: "a", name: "b" }, { folded: "b", name: "a" }],
    ["byte order of the name", { name: "BRCA2" }, { name: "Brca2" }],
  ])("are ordered by %s", (_, first, second) => {
    expect(compareNames(label(first), label(second))).toBeLessThan(0);
    expect(compareNames(label(second), label(first))).toBeGreaterThan(0);
  });

  test("that are equal stay where they are", () => {
    expect(compareNames(label({}), label({}))).toBe(0);
  });
});
