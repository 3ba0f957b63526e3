/** Arbitrary labels that a source may have, including very unusual ones. */

import fc from "fast-check";

/** Few letters in both cases, so that many labels share a prefix or differ in case only. */
const crowded = fc.string({ unit: fc.constantFrom(..."aAbB1-"), minLength: 1, maxLength: 8 });

/** Characters that folding changes in other ways than by the case of A to Z, and what they are folded to. */
const FOLDING = [
  ..."aAbB kKK sSſß σΣς iIİı åÅÅ",
  ..."éÉ́eE",
  ..."ﬁfi①1２2Ａａ",
  ..."😀𝐀𐐀𐐨",
  "\u3000",
  "\u00a0",
];
const folding = fc.string({ unit: fc.constantFrom(...FOLDING), minLength: 1, maxLength: 6 });

const anything = fc.string({ unit: "binary", minLength: 1, maxLength: 12 });

/** White space at the beginning, within, and at the end. */
const spaced = fc
  .tuple(
    fc.constantFrom("", " ", "  "),
    crowded,
    fc.constantFrom("", " ", "   "),
    fc.constantFrom("", "b", "B"),
    fc.constantFrom("", " "),
  )
  .map((parts) => parts.join(""));

/** A label that a build accepts. */
export const anyLabel: fc.Arbitrary<string> = fc
  .oneof(
    { weight: 6, arbitrary: crowded },
    { weight: 2, arbitrary: spaced },
    { weight: 3, arbitrary: folding },
    { weight: 1, arbitrary: anything },
  )
  .filter((label) => !isUnseen(label) && !/\p{Cc}/u.test(label));

/** Whether a label has nothing but white space and invisible characters. */
export function isUnseen(label: string): boolean {
  return /^[\s\p{Default_Ignorable_Code_Point}]*$/u.test(label);
}

/** Lists of labels of several species that have some labels in common. */
export const anySpecies: fc.Arbitrary<Record<string, string[]>> = fc
  .array(anyLabel, { minLength: 1, maxLength: 60 })
  .chain((labels) =>
    fc.record({
      danio_rerio: fc.constant(labels),
      homo_sapiens: fc.subarray(labels, { minLength: 1 }),
      mus_musculus: fc
        .tuple(fc.subarray(labels), fc.array(anyLabel, { minLength: 1, maxLength: 20 }))
        .map(([shared, own]) => [...shared, ...own]),
    }),
  );
