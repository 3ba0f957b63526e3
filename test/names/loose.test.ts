import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { fold } from "../../src/names/fold.ts";
import { isWordCharacter, loose, looseOfFold } from "../../src/names/loose.ts";
import { anyLabel } from "../support/data/labels.ts";

describe("the loose form", () => {
  test.each([
    ["NKX2-5", "nkx25"],
    ["HLA-A", "hlaa"],
    ["Su(Ste):CR42418", "sustecr42418"],
    ["5_8S_rRNA", "58srrna"],
    [" a b ", "ab"],
    ["ΟΔΟΣ-1", "οδοσ1"],
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
        const words = [...fold(label)].filter((one) => isWordCharacter(one.codePointAt(0)!));
        expect(loose(label)).toBe(words.join(""));
        expect(looseOfFold(fold(label))).toBe(loose(label));
      }),
      { numRuns: 1000 },
    );
  });
});

describe("a letter or digit", () => {
  test.each([..."aZ09éß中٣𐐀½"])("is %s", (character) => {
    expect(isWordCharacter(character.codePointAt(0)!)).toBe(true);
  });

  test.each([..."-_ .:/()[@`{~😀", "\u0301", "\0", "\x7f", "\u200b"])("is not %j", (character) => {
    expect(isWordCharacter(character.codePointAt(0)!)).toBe(false);
  });
});
