/**
 * Genes and queries that are hard to get right, for fast-check: few letters, so that names meet each other, and all
 * that makes folds, loose forms and ids differ from the texts as given.
 *
 * Names hold no tabs, line breaks, other control characters and `|`, which no label file can hold; white space and
 * ignorable characters stand at their ends too. A species with weights has one label with the weight 4 ** 14 and one
 * with 1, and all others are powers of 4 between: each step of the logarithm is a class, however it is rounded.
 */

import fc from "fast-check";
import { type Alias, type Gene, geneOf } from "./genes.ts";
import { fold, LONGEST_NAME } from "./names.ts";

export interface Shape {
  /** Names of species to take genes of; two unless given. */
  species?: readonly string[];
  /** Genes in all species together; 25 unless given. */
  mostGenes?: number;
  /** 40 unless given. */
  mostQueries?: number;
  /** Whether labels may be too long for a name, or made of ignorable characters; not unless given. */
  labelsThatAreNoNames?: boolean;
  /** Whether a label may have some 300 aliases; not unless given. */
  manyAliases?: boolean;
}

export interface Case {
  species: readonly string[];
  genes: Gene[];
  queries: string[];
}

const SEPARATORS = [..."-._/ ():'*,@+", "\u2010", "\u2011", "\u2013", "\u2212", "\u00a0", "\u2009"];
const IGNORABLE = ["\u200b", "\u00ad", "\ufeff", "\u2060", "\u200e", "\u034f", "\ufe0f", "\u3164"];
const GREEK = [..."αβγδεκλςΑΒΓΔΕΚΣµϐά", "𝛼"];
const COMBINING = ["\u0301", "\u0307", "\u0308", "\u0327", "\u0345"];
/** Letters whose case, composition or compatibility form has another length, or another script. */
const ODD_LETTERS = [..."ßẞİıŉǰﬁﬀǅſΐᾼևéЖ中한ᄒㅎ", "\u212a", "\u212b", "ᅡ", "𐐀", "𐐨"];
const ODD_SYMBOLS = [..."Ａｂ１²Ⅳ㎏٣ﷺ", "𝟙", "🧬"];

const one = (...characters: string[]) => fc.constantFrom(...characters);

const character = fc.oneof(
  { weight: 12, arbitrary: one(..."aabbcABC") },
  { weight: 5, arbitrary: one(..."0112") },
  { weight: 4, arbitrary: one(...SEPARATORS) },
  { weight: 2, arbitrary: one("-") },
  { weight: 1, arbitrary: one(...GREEK) },
  { weight: 1, arbitrary: one(...IGNORABLE) },
  { weight: 1, arbitrary: one(...COMBINING) },
  { weight: 1, arbitrary: one(...ODD_LETTERS) },
  { weight: 1, arbitrary: one(...ODD_SYMBOLS) },
);

const text = (maxLength: number) =>
  fc
    .array(character, { minLength: 1, maxLength, size: "max" })
    .map((characters) => characters.join(""));

const symbol = fc
  .tuple(
    one("ab", "AB", "abc", "Abcd", "bca", "nkx", "mir", "tnf", "b", "alpha", "abcdefgh"),
    one("", "", "-", ".", "/", "-a", "α"),
    one("", "", "1", "2", "12", "1-2", "2-1", "1a", "A1"),
  )
  .map((parts) => parts.join(""));

const withDigits = one("mir-12", "Mir12", "mir-1-2", "mir1-2", "NKX2-5", "nkx25", "NKX2.5");

const spreadsheetName = one(
  ...["MARCH1", "MARC1", "MAR1", "SEPT2", "Sep-2", "OCT4", "OCT-4", "apr-1", "dec-1", "Mar-01"],
);

/** Texts about as long as the longest name. */
const longText = fc
  .tuple(text(4), fc.integer({ min: LONGEST_NAME - 3, max: LONGEST_NAME + 3 }))
  .map(([part, length]) => wholeCharacters(part.repeat(length).slice(0, length)));

/** Drops the half of a pair of surrogates at the end. */
const wholeCharacters = (cut: string): string => (cut.isWellFormed() ? cut : cut.slice(0, -1));

const name = fc.oneof(
  { weight: 8, arbitrary: symbol },
  { weight: 6, arbitrary: text(7) },
  { weight: 1, arbitrary: text(20) },
  { weight: 2, arbitrary: withDigits },
  { weight: 2, arbitrary: spreadsheetName },
  { weight: 1, arbitrary: longText },
);

const few = fc.integer({ min: 0, max: 5 });
const version = fc.oneof(
  { weight: 3, arbitrary: fc.constant("") },
  { weight: 3, arbitrary: few.map((number) => `.${number}`) },
  { weight: 1, arbitrary: fc.tuple(few, few).map(([major, minor]) => `.${major}_${minor}`) },
);

/** Few of these have the same number, so that dropping their versions often makes no two equal. */
const ensemblId = fc
  .tuple(
    one("ENSG000000000", "ENSG000000000", "ensg000000000", "ENSMUSG000000000"),
    fc.integer({ min: 10, max: 40 }),
    version,
    one("", "_PAR_Y"),
  )
  .map((parts) => parts.join(""));

const id = fc.oneof(
  { weight: 5, arbitrary: ensemblId },
  { weight: 2, arbitrary: fc.tuple(few, few).map(([a, b]) => `SPBC${a}B10.0${b}`) },
  { weight: 1, arbitrary: few.map((number) => `SPNCRNA.10${number}`) },
  { weight: 1, arbitrary: fc.tuple(one("orf19.", "ORF19."), few).map((parts) => parts.join("")) },
  { weight: 1, arbitrary: few.map((number) => `ZC395.${number}`) },
  { weight: 1, arbitrary: fc.tuple(few, few).map(([a, b]) => `LmjF.0${a}.00${b}0`) },
  { weight: 1, arbitrary: few.map((number) => `FBgn000000${number}`) },
  { weight: 1, arbitrary: fc.tuple(few, version).map((parts) => parts.join("")) },
  { weight: 1, arbitrary: few.map((number) => `HGNC:110${number}`) },
  {
    weight: 1,
    arbitrary: fc.tuple(one("P5158", "NM_00005"), few, version).map((parts) => parts.join("")),
  },
  { weight: 1, arbitrary: name },
);

const word = fc.oneof(
  {
    weight: 4,
    arbitrary: one("tumor", "tumour", "protein", "receptor", "of", "Alpha", "1", "p53"),
  },
  { weight: 2, arbitrary: name },
);

const description = fc.oneof(
  {
    weight: 12,
    arbitrary: fc
      .array(fc.tuple(word, one(" ", " ", " ", ", ", "-", "  ")), { minLength: 1, maxLength: 6 })
      .map((words) => words.flat().join("").trim()),
  },
  { weight: 1, arbitrary: longText },
);

const LARGEST_POWER = 14;

/** Which of the names, ids and others of a case a gene has; they are counted round. */
interface Choice {
  species: number;
  label: number;
  stableId: number | null;
  otherIds: number[];
  aliases: { name: number; former: boolean }[];
  power: number | null;
  description: number | null;
  reference: boolean;
}

const choice: fc.Arbitrary<Choice> = fc.record({
  species: fc.nat(),
  label: fc.nat(),
  stableId: fc.option(fc.nat(), { freq: 4 }),
  otherIds: fc.array(fc.nat(), { maxLength: 2 }),
  aliases: fc.array(fc.record({ name: fc.nat(), former: fc.boolean() }), { maxLength: 4 }),
  power: fc.option(fc.integer({ min: 0, max: LARGEST_POWER }), { freq: 2 }),
  description: fc.option(fc.nat(), { freq: 2 }),
  reference: fc.boolean(),
});

/** Something done to a text that is known, or to what was made of it before. */
type Edit = (text: string, known: (index: number) => string) => string;

/** An edit that looks at code points, at one of the places between them. */
const at = (change: (before: string[], after: string[]) => string[]) =>
  fc.nat().map(
    (index): Edit =>
      (given) => {
        const codePoints = Array.from(given);
        const middle = index % (codePoints.length + 1);
        return change(codePoints.slice(0, middle), codePoints.slice(middle)).join("");
      },
  );

const insert = (characters: readonly string[]) =>
  fc.tuple(fc.nat(), one(...characters)).map(
    ([index, inserted]): Edit =>
      (given) => {
        const codePoints = Array.from(given);
        return codePoints.toSpliced(index % (codePoints.length + 1), 0, inserted).join("");
      },
  );

const always = (edit: Edit) => fc.constant(edit);

const SPELT = { alpha: "α", beta: "β", a: "α", b: "β", k: "κ" };

const edit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 6, arbitrary: at((before) => before) },
  { weight: 2, arbitrary: at((_, after) => after) },
  { weight: 3, arbitrary: always((given) => given.toUpperCase()) },
  { weight: 3, arbitrary: always((given) => given.toLowerCase()) },
  { weight: 3, arbitrary: always((given) => given.replaceAll(/[^\p{L}\p{N}]/gu, "")) },
  { weight: 2, arbitrary: always((given) => given.replaceAll(/[^\p{L}\p{N}]/gu, "-")) },
  { weight: 2, arbitrary: always((given) => given.replaceAll(/\p{N}+/gu, "")) },
  { weight: 4, arbitrary: insert(SEPARATORS) },
  { weight: 2, arbitrary: insert(IGNORABLE) },
  { weight: 3, arbitrary: insert([..."abcx12"]) },
  { weight: 1, arbitrary: insert([...GREEK, ...COMBINING, ...ODD_LETTERS, ...ODD_SYMBOLS]) },
  // Other runs of digits, and what a spreadsheet makes of a symbol.
  { weight: 2, arbitrary: always((given) => given.replaceAll(/(\d)[-./](?=\d)/g, "$1")) },
  { weight: 2, arbitrary: always((given) => given.replaceAll(/(\d)(?=\d)/g, "$1-")) },
  {
    weight: 2,
    arbitrary: always((given) => given.replace(/^(mar|sep|oct|apr|dec)[a-z]*-?(\d+)$/i, "$2-$1")),
  },
  // A letter is missing, wrong, or changes places with the next.
  { weight: 3, arbitrary: at((before, after) => [...before, ...after.slice(1)]) },
  { weight: 2, arbitrary: at((before, after) => [...before, "x", ...after.slice(1)]) },
  {
    weight: 4,
    arbitrary: at((before, [first = "", second = "", ...after]) => [
      ...before,
      second,
      first,
      ...after,
    ]),
  },
  {
    weight: 2,
    arbitrary: one("-", ".", " ", "\u200b").map(
      (end): Edit =>
        (given) =>
          given + end,
    ),
  },
  {
    weight: 1,
    arbitrary: one("  ", "\t", "\u3000", "\n").map(
      (edge): Edit =>
        (given) =>
          edge + given + edge,
    ),
  },
  {
    weight: 2,
    arbitrary: one(...Object.keys(SPELT)).map(
      (latin): Edit =>
        (given) =>
          given.replaceAll(latin, SPELT[latin as keyof typeof SPELT]),
    ),
  },
  {
    weight: 1,
    arbitrary: always((given) => given.replaceAll("α", "alpha").replaceAll("κ", "kappa")),
  },
  { weight: 1, arbitrary: always((given) => given.normalize("NFD")) },
  // Another version, or none.
  {
    weight: 6,
    arbitrary: version.map(
      (other): Edit =>
        (given) =>
          given.replace(/(\.\d+(_\d+)?)?(_PAR_Y)?$/, `${other}$3`),
    ),
  },
  // Words in another order, and words of two texts.
  { weight: 2, arbitrary: always((given) => given.split(" ").reverse().join(" ")) },
  {
    weight: 3,
    arbitrary: fc.nat().map(
      (index): Edit =>
        (given, known) =>
          `${given} ${known(index)}`,
    ),
  },
);

const query = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.tuple(fc.nat(), fc.array(edit, { maxLength: 3 })).map(
      ([index, edits]) =>
        (known: (index: number) => string) =>
          edits.reduce((given, change) => change(given, known), known(index)),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.oneof(text(5), name, id, description).map((given) => () => given),
  },
  {
    weight: 1,
    arbitrary: fc
      .oneof(
        one("1-Mar", "Mar-01", "2-Sep", "OCT-4", "apr-1", "1-Dec", "--", "", " ", "T"),
        fc.string({ unit: "binary" }),
      )
      .map((given) => () => given),
  },
);

/** Genes of some species, and queries most of which are made of their names, ids and descriptions. */
export function cases({
  species = ["homo_sapiens", "mus_musculus"],
  mostGenes = 25,
  mostQueries = 40,
  labelsThatAreNoNames = false,
  manyAliases = false,
}: Shape = {}): fc.Arbitrary<Case> {
  const label = labelsThatAreNoNames ? name : name.filter((given) => !!fold(given));
  const pool = (texts: fc.Arbitrary<string>) =>
    fc.array(texts, { minLength: 1, maxLength: Math.ceil(mostGenes * 0.7) + 1, size: "max" });
  return fc
    .record({
      labels: pool(label),
      names: pool(name),
      ids: pool(id),
      descriptions: pool(description),
      choices: fc.array(choice, { maxLength: mostGenes, size: "max" }),
      isWeighted: fc.boolean(),
      manyAliasesOf: manyAliases ? fc.option(fc.nat()) : fc.constant(null),
      queries: fc.array(query, { minLength: 1, maxLength: mostQueries, size: "max" }),
    })
    .map(({ labels, names, ids, descriptions, choices, isWeighted, manyAliasesOf, queries }) => {
      // Aliases are texts of their own, or the labels of others.
      const aliases = [...names, ...labels];
      const genes = choices.map(
        (of): Gene => ({
          species: round(species, of.species),
          label: round(labels, of.label),
          stableId: of.stableId === null ? null : round(ids, of.stableId),
          otherIds: of.otherIds.map((index) => round(ids, index)),
          aliases: of.aliases.map(({ name, former }) => ({ name: round(aliases, name), former })),
          weight: isWeighted && of.power !== null ? 4 ** of.power : 0,
          description: of.description === null ? null : round(descriptions, of.description),
          reference: of.reference,
          location: null,
          db: null,
        }),
      );
      const known = [...labels, ...names, ...ids, ...descriptions];
      return {
        species,
        genes: [
          ...genes,
          ...(isWeighted ? species.flatMap(heaviestAndLightest) : []),
          ...(manyAliasesOf === null || genes.length === 0
            ? []
            : [{ ...round(genes, manyAliasesOf), aliases: MANY_ALIASES }]),
        ],
        queries: queries.map((made) => made((index) => round(known, index))),
      };
    });
}

const round = <T>(all: readonly T[], index: number): T => all[index % all.length]!;

const heaviestAndLightest = (species: string): Gene[] => [
  geneOf({ species, label: "zz-heaviest", weight: 4 ** LARGEST_POWER }),
  geneOf({ species, label: "zz-lightest", weight: 1 }),
];

const MANY_ALIASES: Alias[] = Array.from({ length: 300 }, (_, index) => ({
  name: `abc${index}`,
  former: index % 50 === 0,
}));
