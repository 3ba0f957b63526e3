import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  codePoints,
  FOLDS_BY_CASE_ALONE,
  fold,
  foldAscii,
  lowerAscii,
} from "../../src/names/fold.ts";
import { anyLabel, isUnseen } from "../support/data/labels.ts";

const RUNS = 1000;

describe("fold", () => {
  const cases: [string, string, string][] = [
    ["lower case", "C1orf112", "c1orf112"],
    ["keeps punctuation", "Su(Ste):CR42418", "su(ste):cr42418"],
    ["trims", "  BRCA2\u3000", "brca2"],
    ["makes inner white space one space", "a \u00a0\u3000 b", "a b"],
    ["a final sigma is a sigma", "ΟΔΟΣ", "οδοσ"],
    ["a ligature is its letters", "ﬁbrillin", "fibrillin"],
    ["composed and decomposed accents are the same", "E\u0301", "\u00e9"],
    ["the Kelvin sign is a k", "\u212a", "k"],
    ["full-width letters are letters", "ＢＲＣＡ２", "brca2"],
    ["a dotted capital I keeps its dot", "\u0130", "i\u0307"],
    ["a dotless i is no i", "ı", "ı"],
    ["a capital sharp s is a sharp s", "ẞ", "ß"],
    ["astral letters have a case", "\u{10400}", "\u{10428}"],
    ["emoji stay", "😀", "😀"],
    ["what is composed only after lower case", "\u0049\u0307", "i\u0307"],
  ];
  test.each(cases)("%s: %j is %j", (_, text, folded) => {
    expect(fold(text)).toBe(folded);
  });

  test("of a fold is the fold", () => {
    fc.assert(
      fc.property(anyLabel, (label) => {
        expect(fold(fold(label))).toBe(fold(label));
      }),
      { numRuns: RUNS },
    );
  });

  test("is the same in NFC and NFD, and with white space around", () => {
    fc.assert(
      fc.property(anyLabel, (label) => {
        expect(fold(label.normalize("NFC"))).toBe(fold(label));
        expect(fold(label.normalize("NFD"))).toBe(fold(label));
        expect(fold(` ${label}\u3000`)).toBe(fold(label));
      }),
      { numRuns: RUNS },
    );
  });

  test("folds ASCII by itself as it does among other letters", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme-ascii" }), (text) => {
        expect(`${fold(`x${text}x`)}é`).toBe(fold(`x${text}xé`));
      }),
      { numRuns: RUNS },
    );
  });

  test("leaves something of every label that can be seen", () => {
    fc.assert(
      fc.property(fc.oneof(anyLabel, fc.string({ unit: "binary" })), (label) => {
        expect(fold(label) === "").toBe(isUnseen(label));
      }),
      { numRuns: RUNS, examples: [["\u200b"], ["\u{e0000}\u2060"], ["\u200bA"]] },
    );
  });
});

describe("without an index", () => {
  test.each([
    ["BRCA2", "brca2"],
    ["  HLA   A ", "hla a"],
    ["ÉΟﬁ", "ÉΟﬁ"],
    ["\u3000a\u00a0", "\u3000a\u00a0"],
    ["a\tb", "a\tb"],
    ["   ", ""],
  ])("%j folds to %j", (text, folded) => {
    expect(foldAscii(text)).toBe(folded);
  });

  test("printable ASCII folds as it does with one", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme-ascii" }), (text) => {
        expect(foldAscii(text)).toBe(fold(text));
      }),
      { numRuns: RUNS },
    );
  });
});

test("a text that folds by case alone is what A to Z in lower case is", () => {
  expect(lowerAscii("AZ[az]É")).toBe("az[az]É");
  for (const text of ["HLA-A", "si:ch211-1a2.3", "~!"])
    expect(FOLDS_BY_CASE_ALONE.test(text)).toBe(true);
  for (const text of ["a b", "é", "a\n", "\x7f"])
    expect(FOLDS_BY_CASE_ALONE.test(text)).toBe(false);
  fc.assert(
    fc.property(anyLabel, (label) => {
      if (FOLDS_BY_CASE_ALONE.test(label)) expect(fold(label)).toBe(lowerAscii(label));
    }),
    { numRuns: RUNS },
  );
});

test("lengths are counted in code points", () => {
  expect(codePoints("")).toBe(0);
  expect(codePoints("BRCA2")).toBe(5);
  expect(codePoints("😀é")).toBe(2);
  expect(codePoints("e\u0301")).toBe(2);
});
