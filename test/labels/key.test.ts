import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { fold } from "../../src/labels/fold.ts";
import { KEY_SEPARATOR, keyOf, labelOf } from "../../src/labels/key.ts";
import { anyLabel } from "../support/labels.ts";

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

  test("leads back to its label", () => {
    fc.assert(
      fc.property(anyLabel, (label) => {
        expect(labelOf(keyOf(label))).toBe(label);
      }),
      { numRuns: RUNS },
    );
  });

  test("begins with the fold, but for the case of A to Z", () => {
    fc.assert(
      fc.property(anyLabel, (label) => {
        const [folded] = keyOf(label).split(KEY_SEPARATOR);
        expect(folded!.replace(/[A-Z]/g, (letter) => letter.toLowerCase())).toBe(fold(label));
      }),
      { numRuns: RUNS },
    );
  });
});
