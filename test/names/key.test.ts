import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { fold } from "../../src/names/fold.ts";
import { keyOf, labelOf, parseKey } from "../../src/names/key.ts";
import { HEAVIEST_CLASS } from "../../src/names/weight-class.ts";
import { anyLabel } from "../support/data/labels.ts";

const RUNS = 1000;

describe("a key", () => {
  test("is the label itself where folding changes nothing but A to Z", () => {
    for (const label of ["HLA-A", "si:ch211-1a2.3", "Y_RNA", "β-globin", "Gt(ROSA)26Sor"]) {
      expect(keyOf(label)).toBe(label);
    }
  });

  test("of any other label is its fold and the label", () => {
    expect(keyOf("ﬁB")).toBe("fib\0ﬁB");
    expect(keyOf(" T")).toBe("t\0 T");
    expect(keyOf("Β")).toBe("β\0Β");
  });

  test("has the weight class after the part that is searched, where there is one", () => {
    expect(keyOf("HLA-A", 15)).toBe("HLA-A\x0f");
    expect(keyOf("ﬁB", 3)).toBe("fib\x03ﬁB");
  });

  test("leads back to its label, and to what the label's rank depends on", () => {
    fc.assert(
      fc.property(anyLabel, fc.integer({ min: 0, max: HEAVIEST_CLASS }), (label, weightClass) => {
        const key = keyOf(label, weightClass);
        const folded = fold(label);
        expect(labelOf(key)).toBe(label);
        expect(parseKey(key)).toEqual({ label, folded, length: [...folded].length, weightClass });
      }),
      { numRuns: RUNS },
    );
  });
});
