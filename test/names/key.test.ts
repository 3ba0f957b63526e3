import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { fold } from "../../src/names/fold.ts";
import {
  isFormer,
  keyOf,
  nameOf,
  parseKey,
  standingOf,
  weightClassOf,
} from "../../src/names/key.ts";
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

  test("says the standing after what is searched, where there is one", () => {
    expect(keyOf("HLA-A", 15)).toBe("HLA-A\x0f");
    expect(keyOf("HLA-A", standingOf(HEAVIEST_CLASS, true))).toBe("HLA-A\x1f");
    expect(keyOf("ﬁB", 3)).toBe("fib\x03ﬁB");
  });

  test("leads back to its name, and to what the name's rank depends on", () => {
    const anyClass = fc.integer({ min: 0, max: HEAVIEST_CLASS });
    fc.assert(
      fc.property(anyLabel, anyClass, fc.boolean(), (name, weightClass, former) => {
        const standing = standingOf(weightClass, former);
        const key = keyOf(name, standing);
        const folded = fold(name);
        expect(nameOf(key)).toBe(name);
        expect(parseKey(key)).toEqual({ name, folded, length: [...folded].length, standing });
        expect(weightClassOf(standing)).toBe(weightClass);
        expect(isFormer(standing)).toBe(former);
      }),
      { numRuns: RUNS },
    );
  });
});
