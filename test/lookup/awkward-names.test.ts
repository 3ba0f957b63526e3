/** Names that are easily got wrong, each with its answer. */

import { describe, expect, test } from "bun:test";
import { IndexCatalogue } from "../../src/lookup/index-catalogue.ts";
import type { Match } from "../../src/lookup/tiers.ts";
import type { Row } from "../support/data/rows.ts";
import { indexOf } from "../support/indexes/compiled.ts";

const gene = (
  label: string,
  id: string | null = null,
  aliases = "",
  weight: number | null = null,
) => ["homo_sapiens", label, id, null, null, weight, aliases] as Row;

const ROWS: readonly Row[] = [
  gene("BRCA1", "ENSG00000012048"),
  gene("BRCA2", "ENSG00000139618.19", "FANCD1|BRCC2"),
  gene("BRCC3", "ENSG00000185515"),
  gene("TP53", "ENSG00000141510", "p53|LFS1"),
  gene("TP53INP1"),
  gene("CD274", null, "PD-L1|B7-H1|PDL1"),
  gene("HLA-A", "ENSG00000206503"),
  gene("HLA-A", "ENSG00000229215"),
  gene("HLAA"),
  gene("NKX2-5"),
  gene("NKX2-50"),
  gene("MT-ND1", null, "ND1"),
  gene("C1orf112"),
  gene("Su(Ste):CR42418"),
  gene("si:ch211-1a2.3"),
  gene("T", "ENSMUSG00000062327", "Bra"),
  gene("5_8S_rRNA"),
  gene("Gt(ROSA)26Sor"),
  gene("MIR12"),
  gene("MIR1-2"),
  gene("pcnp"),
  gene("PCNP"),
  gene("ΟΔΟΣ"),
  gene("ﬁbrillin"),
  gene("café"),
  gene("😀1"),
  gene("FANCD"),
  gene("SHARED1", null, "shared"),
  gene("SHARED10", null, "shared"),
  gene("CALLED", null, "TP53"),
  gene("--"),
];
const catalogue = new IndexCatalogue(indexOf(ROWS));

function answer(query: string, match: Match = "prefix", labelMinimum = 3): string[] {
  const question = { query, limit: 10, labelMinimum, match };
  return catalogue.suggest(["homo_sapiens"], question).suggestions.map((found) => {
    const { label, tier, alias, offset, length } = found;
    const part = offset === undefined ? "" : ` ${offset}+${length}`;
    return `${label} ${tier}${alias === undefined ? "" : ` ${alias}`}${part}`;
  });
}

describe("prefix:", () => {
  test.each<[string, string[]]>([
    ["brca2", ["BRCA2 exact 0+5"]],
    ["brc", ["BRCA1 prefix 0+3", "BRCA2 prefix 0+3", "BRCC3 prefix 0+3"]],
    ["hlaa", ["HLAA exact 0+4", "HLA-A exact-loose 0+5"]],
    ["HLA A", ["HLAA exact-loose 0+4", "HLA-A exact-loose 0+5"]],
    ["hla-a", ["HLA-A exact 0+5", "HLAA exact-loose 0+4"]],
    ["nkx25", ["NKX2-5 exact-loose 0+6", "NKX2-50 prefix-loose 0+6"]],
    ["nkx2", ["NKX2-5 prefix 0+4", "NKX2-50 prefix 0+4"]],
    ["mtnd1", ["MT-ND1 exact-loose 0+6"]],
    ["nd1", ["MT-ND1 alias ND1"]],
    ["c1ORF", ["C1orf112 prefix 0+5"]],
    ["suste", ["Su(Ste):CR42418 prefix-loose 0+6"]],
    ["sich2111", ["si:ch211-1a2.3 prefix-loose 0+10"]],
    ["58s", ["5_8S_rRNA prefix-loose 0+4"]],
    ["gtrosa26sor", ["Gt(ROSA)26Sor exact-loose 0+13"]],
    ["mir12", ["MIR12 exact 0+5", "MIR1-2 exact-loose 0+6"]],
    ["pcnp", ["PCNP exact 0+4", "pcnp exact 0+4"]],
    ["p53", ["TP53 alias p53"]],
    ["pd-l1", ["CD274 alias PD-L1"]],
    ["pdl", ["CD274 alias-prefix PDL1"]],
    ["b7", []],
    ["tp53", ["TP53 exact 0+4", "CALLED alias TP53", "TP53INP1 prefix 0+4"]],
    ["fancd", ["FANCD exact 0+5", "BRCA2 alias-prefix FANCD1"]],
    ["shared", ["SHARED1 alias shared", "SHARED10 alias shared"]],
    // A final sigma is a letter of its own, but for its name.
    ["οδοσ", ["ΟΔΟΣ exact 0+4"]],
    ["οδος", ["ΟΔΟΣ exact-loose 0+4"]],
    ["fibr", ["ﬁbrillin prefix"]],
    ["CAFE\u0301", ["café exact 0+4"]],
    ["ENSG00000139618.2", ["BRCA2 id"]],
    ["ensg00000141510", ["TP53 id"]],
    ["ENSG000001", ["BRCA2 id-prefix", "TP53 id-prefix", "BRCC3 id-prefix"]],
    // All ids begin with the first of these.
    ["ensg000001", ["BRCA2 id-prefix", "TP53 id-prefix", "BRCC3 id-prefix"]],
    ["ensg", []],
    ["zzz", []],
    ["---", []],
    ["(:)", []],
    ["   ", []],
  ])("%p", (query, expected) => {
    expect(answer(query)).toEqual(expected);
  });
});

describe("whole names are found however short they are:", () => {
  test.each<[string, string[]]>([
    ["t", ["T exact 0+1"]],
    // Something else may come after the separator.
    ["T-", []],
    ["--", ["-- exact 0+2"]],
    ["😀1", ["😀1 exact 0+3"]],
    ["😀", []],
    ["br", []],
  ])("%p", (query, expected) => {
    expect(answer(query)).toEqual(expected);
  });

  test("and all tiers answer where the minimum is 0", () => {
    expect(answer("😀", "prefix", 0)).toEqual(["😀1 prefix 0+2"]);
    expect(answer("b7", "prefix", 0)).toEqual(["CD274 alias-prefix B7-H1"]);
  });
});

describe("with other matches:", () => {
  test.each<[string, Match, string[]]>([
    ["rca1", "prefix", []],
    ["rca1", "infix", ["BRCA1 infix 1+4"]],
    ["rosa", "infix", ["Gt(ROSA)26Sor infix 3+4"]],
    ["dl1", "infix", []],
    ["brac1", "infix", []],
    ["brac1", "fuzzy", ["BRCA1 fuzzy 0+5"]],
    ["tpp53", "fuzzy", ["TP53 fuzzy 0+4", "TP53INP1 fuzzy 0+4"]],
    ["brca3", "fuzzy", ["BRCC3 fuzzy 0+5"]],
    ["brca4", "fuzzy", []],
    ["brc", "fuzzy", ["BRCA1 prefix 0+3", "BRCA2 prefix 0+3", "BRCC3 prefix 0+3"]],
    ["barc", "fuzzy", ["BRCA1 fuzzy 0+3", "BRCA2 fuzzy 0+3", "BRCC3 fuzzy 0+3"]],
  ])("%p with match=%p", (query, match, expected) => {
    expect(answer(query, match)).toEqual(expected);
  });
});

test("a label of several genes is one suggestion, which says how many there are", () => {
  const [hlaA] = catalogue.suggest(["homo_sapiens"], {
    query: "hla-a",
    limit: 1,
    labelMinimum: 3,
    match: "prefix",
  }).suggestions;
  expect(hlaA).toMatchObject({ label: "HLA-A", genes: 2 });
  expect(catalogue.genesByLabel("human", "hla-a")).toHaveLength(2);
});

test("an alias of two genes is resolved to both, and a symbol to itself", () => {
  const { results } = catalogue.resolve("human", ["shared", "tp53", "fancd1", "nothing"]);
  expect(results.map(({ tier, genes }) => [tier, genes.map(({ label }) => label)])).toEqual([
    ["alias", ["SHARED1", "SHARED10"]],
    ["exact", ["TP53"]],
    ["alias", ["BRCA2"]],
    [null, []],
  ]);
});

test("a name that means nothing is answered with suggestions and no genes", () => {
  const { results } = catalogue.resolve("human", ["brac1"]);
  expect(results).toMatchObject([{ tier: null, genes: [], suggestions: [{ label: "BRCA1" }] }]);
});

test("heavier labels come first within a tier, and not across tiers", () => {
  const weighed = new IndexCatalogue(
    indexOf([
      gene("ABC1", null, "", 5),
      gene("ABC12", null, "", 50),
      gene("ABC"),
      gene("AB-C", null, "", 500),
    ]),
  );
  const labels = (query: string) =>
    weighed.labels(["homo_sapiens"], { query, limit: 9, labelMinimum: 0, match: "prefix" }).labels;
  expect(labels("ab")).toEqual(["AB-C", "ABC12", "ABC1", "ABC"]);
  expect(labels("abc")).toEqual(["ABC", "AB-C", "ABC12", "ABC1"]);
  expect(labels("abc1")).toEqual(["ABC1", "ABC12"]);
});

test("several species are merged tier by tier, in the order in which they are asked", () => {
  const two = new IndexCatalogue(
    indexOf([
      ["homo_sapiens", "BRCA22", null, null, null],
      ["homo_sapiens", "BRCA2", null, null, null],
      ["mus_musculus", "Brca2", null, null, null],
      ["mus_musculus", "Brca23", null, null, null],
    ]),
  );
  const ask = (...species: string[]) =>
    two
      .suggest(species, { query: "brca2", limit: 3, labelMinimum: 3, match: "prefix" })
      .suggestions.map(({ label }) => label);
  expect(ask("mouse", "human")).toEqual(["Brca2", "BRCA2", "Brca23"]);
  expect(ask("human", "mouse", "9606")).toEqual(["BRCA2", "Brca2", "BRCA22"]);
});
