import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { compareLabels, compareTexts, type RankedLabel } from "../../src/names/order.ts";
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

describe("labels", () => {
  const label = (given: Partial<RankedLabel>): RankedLabel => ({
    label: "BRCA2",
    folded: "brca2",
    length: 5,
    weightClass: 0,
    ...given,
  });

  test.each<[string, Partial<RankedLabel>, Partial<RankedLabel>]>([
    ["the heavier class", { weightClass: 2, length: 9 }, { weightClass: 1, length: 3 }],
    ["fewer code points", { length: 3, folded: "z" }, { length: 4, folded: "a" }],
    ["byte order of the fold", { folded: "a", label: "b" }, { folded: "b", label: "a" }],
    ["byte order of the label", { label: "BRCA2" }, { label: "Brca2" }],
  ])("are ordered by %s", (_, first, second) => {
    expect(compareLabels(label(first), label(second))).toBeLessThan(0);
    expect(compareLabels(label(second), label(first))).toBeGreaterThan(0);
  });

  test("that are equal stay where they are", () => {
    expect(compareLabels(label({}), label({}))).toBe(0);
  });
});
