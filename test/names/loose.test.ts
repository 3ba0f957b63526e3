import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { fold } from "../../src/names/fold.ts";
import {
  digitRunsOf,
  isUnfinished,
  loose,
  looseLetters,
  looseOfFold,
  withLatinForGreek,
} from "../../src/names/loose.ts";
import { anyLabel } from "../support/data/labels.ts";

describe("the loose form", () => {
  test.each([
    ["NKX2-5", "nkx25"],
    ["HLA-A", "hlaa"],
    ["Su(Ste):CR42418", "sustecr42418"],
    ["5_8S_rRNA", "58srrna"],
    [" a b ", "ab"],
    ["ΟΔΟΣ-1", "omicrondeltaomicronsigma1"],
    ["TNF-α", "tnfalpha"],
    ["µ-opioid", "muopioid"],
    ["ά", "ά"],
    ["ﬁ①", "fi1"],
    ["é-", "é"],
    ["𐐀-😀", "𐐨"],
    ["--", ""],
    ["", ""],
  ])("of %j is %j", (text, expected) => {
    expect(loose(text)).toBe(expected);
  });

  test("is what is left of the fold without all other characters", () => {
    fc.assert(
      fc.property(anyLabel, (label) => {
        const letters = [...fold(label)].flatMap((one) => looseLetters(one.codePointAt(0)!));
        expect(loose(label)).toBe(String.fromCodePoint(...letters));
        expect(looseOfFold(fold(label))).toBe(loose(label));
      }),
      { numRuns: 1000 },
    );
  });
});

describe("a letter or digit", () => {
  test.each([..."aZ09éß中٣𐐀"])("is %s", (character) => {
    const codePoint = character.codePointAt(0)!;
    expect(looseLetters(codePoint)).toEqual([codePoint]);
  });

  test.each([..."-_ .:/()[@`{~😀", "\u0301", "\0", "\x7f", "\u200b"])("is not %j", (character) => {
    expect(looseLetters(character.codePointAt(0)!)).toEqual([]);
  });
});

test.each([
  ["mal-", true],
  ["mal", false],
  ["mal-1", false],
  ["é\u0301.", true],
  ["", false],
])("%j is unfinished: %p", (folded, unfinished) => {
  expect(isUnfinished(folded)).toBe(unfinished);
});

test.each([
  ["mir-1-2", "1,2"],
  ["mir12", "12"],
  ["brca", ""],
])("the runs of digits in %j are %j", (folded, runs) => {
  expect(digitRunsOf(folded)).toBe(runs);
});

test.each([
  ["tnfα", "tnfa"],
  ["nf-κb", "nf-kb"],
  ["αβγδεκλ", "abgdekλ"],
  ["tnfa", null],
  ["λ", null],
])("%j with Latin letters is %j", (folded, latin) => {
  expect(withLatinForGreek(folded)).toBe(latin);
});
