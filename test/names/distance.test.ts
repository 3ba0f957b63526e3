import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { DistanceFrom, distance, distancesToBeginnings } from "../../src/names/distance.ts";

describe("the distance", () => {
  test.each([
    ["", "", 0],
    ["brca2", "brca2", 0],
    ["", "abc", 3],
    ["brca2", "brca", 1],
    ["brca", "brcca", 1],
    ["brca2", "brca1", 1],
    ["brac2", "brca2", 1],
    ["tpp53", "tp53", 1],
    ["ab", "ba", 1],
    ["abc", "cba", 2],
    ["kitten", "sitting", 3],
    // A swap and an insertion between the two would edit a character twice.
    ["ca", "abc", 3],
    ["abcdef", "badcfe", 3],
  ])("of %j and %j is %i", (a, b, expected) => {
    expect(distance(a, b)).toBe(expected);
  });

  test("counts characters as they are given, not UTF-16 units", () => {
    expect(distance([..."😀a"], [..."😁a"])).toBe(1);
    expect(distance([..."😀a"], [..."a😀"])).toBe(1);
  });

  const text = fc.string({ unit: fc.constantFrom(..."ab1"), maxLength: 8 });

  test("is symmetric, 0 for equal texts alone, and within the bounds that lengths set", () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        const edits = distance(a, b);
        expect(distance(b, a)).toBe(edits);
        expect(edits === 0).toBe(a === b);
        expect(edits).toBeGreaterThanOrEqual(Math.abs(a.length - b.length));
        expect(edits).toBeLessThanOrEqual(Math.max(a.length, b.length));
      }),
      { numRuns: 500 },
    );
  });

  test("to each beginning is the one to that beginning", () => {
    expect(distancesToBeginnings("ab", "abc")).toEqual([2, 1, 0, 1]);
    expect(distancesToBeginnings("", "ab")).toEqual([0, 1, 2]);
    expect(distancesToBeginnings("ab", "")).toEqual([2]);
    fc.assert(
      fc.property(text, text, (a, b) => {
        const each = Array.from({ length: b.length + 1 }, (_, end) => distance(a, b.slice(0, end)));
        expect(distancesToBeginnings(a, b)).toEqual(each);
      }),
      { numRuns: 500 },
    );
  });
});

describe("the distance from one text to many", () => {
  const text = fc.string({ unit: fc.constantFrom(..."ab1é"), maxLength: 110 });
  const short = fc.string({ unit: fc.constantFrom(..."ab1"), maxLength: 10 });

  test("is the same, however many units they have", () => {
    fc.assert(
      fc.property(fc.oneof(text, short), fc.array(fc.oneof(text, short)), (from, others) => {
        const distanceFrom = new DistanceFrom(from);
        for (const other of [...others, from, from.slice(1), `${from}b`]) {
          expect(distanceFrom.to(other)).toBe(distance(from, other));
        }
      }),
    );
  });

  test("counts a swap across the words of its bits as one edit", () => {
    const from = `${"a".repeat(31)}bc${"a".repeat(31)}`;
    const other = `${"a".repeat(31)}cb${"a".repeat(31)}`;
    expect(new DistanceFrom(from).to(other)).toBe(1);
  });
});
