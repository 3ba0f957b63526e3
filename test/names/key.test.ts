import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { ALL_LOWER } from "../../src/names/case-pattern.ts";
import { fold } from "../../src/names/fold.ts";
import { foldEnd, isFormer, keySuffix, nameOfKey, standingOf } from "../../src/names/key.ts";
import { HEAVIEST_CLASS } from "../../src/names/weight-class.ts";
import { anyLabel } from "../support/data/labels.ts";

const RUNS = 1000;
const CAPITALS = 3;

function keyOf(name: string, standing = 0, ownPattern = CAPITALS, isOnly = true): Buffer {
  const folded = fold(name);
  return Buffer.concat([
    Buffer.from(folded),
    keySuffix(name, folded, standing, ownPattern, isOnly),
  ]);
}

const text = (key: Buffer) => key.toString("latin1");

describe("a key", () => {
  test("is the fold of a name that shows its letters as most names of the species do", () => {
    for (const name of ["HLA-A", "Y_RNA", "7SK"]) {
      expect(text(keyOf(name))).toBe(name.toLowerCase());
    }
    expect(text(keyOf("brca2", 0, ALL_LOWER))).toBe("brca2");
  });

  test("tells the case pattern of any other name", () => {
    expect(text(keyOf("Brca2"))).toBe("brca2\0\x86");
    expect(text(keyOf("C1orf112", 5))).toBe("c1orf112\x05\x86");
    expect(text(keyOf("aaaaaaaB"))).toBe("aaaaaaab\0\x84\x81");
  });

  test("holds the name that no pattern makes of its fold, and each of several of one fold", () => {
    expect(keyOf("ﬁB").toString()).toBe("fib\0ﬁB");
    expect(keyOf(" T").toString()).toBe("t\0 T");
    expect(keyOf("PCNP", 0, CAPITALS, false).toString()).toBe("pcnp\0PCNP");
  });

  test("says the standing after the fold, where there is one", () => {
    expect(text(keyOf("HLA-A", 15))).toBe("hla-a\x0f");
    expect(text(keyOf("HLA-A", standingOf(HEAVIEST_CLASS, true)))).toBe("hla-a\x1f");
  });

  test("leads back to its name, fold and standing", () => {
    const anyClass = fc.integer({ min: 0, max: HEAVIEST_CLASS });
    const anyPattern = fc.integer({ min: ALL_LOWER, max: 70 });
    fc.assert(
      fc.property(
        anyLabel,
        anyClass,
        fc.boolean(),
        anyPattern,
        fc.boolean(),
        (name, weightClass, former, pattern, isOnly) => {
          const standing = standingOf(weightClass, former);
          const key = Buffer.concat([Buffer.from("??"), keyOf(name, standing, pattern, isOnly)]);
          const folded = foldEnd(key, 2, key.length);
          expect(nameOfKey(key, 2, folded, key.length, pattern)).toBe(name);
          expect(key.toString("utf8", 2, folded)).toBe(fold(name));
          expect(folded < key.length ? key[folded]! : 0).toBe(standing);
          expect(isFormer(standing)).toBe(former);
        },
      ),
      { numRuns: RUNS },
    );
  });
});
