import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  ALL_LOWER,
  casePatternOf,
  copyWithCase,
  fitsPattern,
  lettersIn,
  PATTERN_END,
  shortestPattern,
} from "../../src/names/case-pattern.ts";

const ascii = fc.string({ unit: fc.constantFrom(..."aAbBzZ1-_ "), minLength: 1, maxLength: 40 });

function shown(folded: string, pattern: number): string {
  const bytes = Buffer.from(`..${folded}`);
  const into = Buffer.alloc(bytes.length);
  copyWithCase(bytes, 2, bytes.length, pattern, into);
  return into.toString("utf8", 0, bytes.length - 2);
}

describe("a case pattern", () => {
  test.each<[string, number]>([
    ["brca2", 2],
    ["BRCA2", 3],
    ["Brca2", 6],
    ["C1orf112", 6],
    ["1700001A01Rik", 14],
    ["mt-Co1", 18],
    ["7", ALL_LOWER],
    ["T", 3],
  ])("of %s is %d", (name, pattern) => {
    expect(casePatternOf(name, name.toLowerCase())).toBe(pattern);
    expect(fitsPattern(name, name.toLowerCase(), pattern)).toBe(true);
    expect(shown(name.toLowerCase(), pattern)).toBe(name);
  });

  test("has a shortest form for the letters of a fold, which makes the same name of it", () => {
    const anyPattern = fc.integer({ min: ALL_LOWER, max: PATTERN_END - 1 });
    fc.assert(
      fc.property(ascii, anyPattern, (name, pattern) => {
        const folded = name.toLowerCase();
        const letters = lettersIn(Buffer.from(`a${folded}`), 1, folded.length + 1);
        expect(letters).toBe(folded.replace(/[^a-z]/g, "").length);
        const shortest = shortestPattern(pattern, letters);
        expect(shown(folded, shortest)).toBe(shown(folded, pattern));
        expect(shortest).toBe(casePatternOf(shown(folded, pattern), folded)!);
      }),
    );
  });

  test("makes a name of its fold, and is absent only where it would be too long", () => {
    fc.assert(
      fc.property(ascii, (name) => {
        const folded = name.toLowerCase();
        const pattern = casePatternOf(name, folded);
        if (pattern === null) {
          expect(name.replace(/[^a-z]/gi, "").length).toBeGreaterThan(28);
          return;
        }
        expect(pattern).toBeGreaterThanOrEqual(ALL_LOWER);
        expect(pattern).toBeLessThan(PATTERN_END);
        expect(fitsPattern(name, folded, pattern)).toBe(true);
        expect(shown(folded, pattern)).toBe(name);
      }),
    );
  });

  test("fits exactly the names that it makes", () => {
    fc.assert(
      fc.property(ascii, fc.integer({ min: ALL_LOWER, max: 63 }), (name, pattern) => {
        const folded = name.toLowerCase();
        expect(fitsPattern(name, folded, pattern)).toBe(shown(folded, pattern) === name);
      }),
    );
  });

  test("is none of a name that differs from its fold by more than the case of A to Z", () => {
    for (const [name, folded] of [
      ["Éa", "éa"],
      ["ﬁ", "fi"],
      ["a ", "a"],
    ] as const) {
      expect(casePatternOf(name, folded)).toBeNull();
      expect(fitsPattern(name, folded, ALL_LOWER)).toBe(false);
    }
  });
});
