import { describe, expect, test } from "bun:test";
import { matchedPart } from "../../src/lookup/matched-part.ts";
import { Query } from "../../src/lookup/query.ts";
import { type Found, toSuggestion } from "../../src/lookup/suggestion.ts";
import { definitionOf, type Tier } from "../../src/lookup/tiers.ts";

const FOUND: Found = {
  species: "homo_sapiens",
  label: "BRCA2",
  tier: "prefix",
  query: new Query("brc"),
  genes: 2,
  gene: { stable_id: "ENSG00000139618", chromosome: "13", start: 1, end: 9, db: "core" },
};

describe("a suggestion", () => {
  test("is the label with its gene and the part that matched", () => {
    expect(JSON.stringify(toSuggestion(FOUND))).toBe(
      '{"label":"BRCA2","species":"homo_sapiens","tier":"prefix","offset":0,"length":3,' +
        '"matches":[{"field":"label","offset":0,"length":3}],"genes":2,"stable_id":"ENSG00000139618","chromosome":"13","start":1,"end":9,"db":"core"}',
    );
  });

  test("by an alias has the alias and the part of it that matched, and no part of the label", () => {
    const query = new Query("fancd1");
    const found: Found = { ...FOUND, tier: "alias", query, alias: "FANCD1", gene: {} };
    expect(JSON.stringify(toSuggestion(found))).toBe(
      '{"label":"BRCA2","species":"homo_sapiens","tier":"alias","alias":"FANCD1",' +
        '"matches":[{"field":"alias","offset":0,"length":6}],"genes":2}',
    );
    expect(toSuggestion({ ...found, former: true })).toMatchObject({ former: true });
  });

  test.each<Tier>(["id", "id-prefix"])("by %s has neither", (tier) => {
    const suggestion = toSuggestion({ ...FOUND, tier, gene: {} });
    expect(Object.keys(suggestion)).toEqual(["label", "species", "tier", "genes"]);
  });

  test("has no part where folding changes the length of the label", () => {
    expect(
      toSuggestion({ ...FOUND, label: "ﬁbrillin", query: new Query("fib") }),
    ).not.toHaveProperty("offset");
  });
});

describe("the part of a label that matched", () => {
  test.each<[Tier, string, string, [offset: number, length: number] | null]>([
    ["exact", "BRCA2", "brca2", [0, 5]],
    ["prefix", "BRCA2", "br", [0, 2]],
    ["prefix", "😀1", "😀", [0, 2]],
    ["exact-loose", "NKX2-5", "nkx25", [0, 6]],
    ["exact-loose", "(NKX2-5)", "nkx-25", [1, 6]],
    ["prefix-loose", "NKX2-5", "nkx2", [0, 4]],
    ["prefix-loose", "HLA-A", "h la", [0, 3]],
    ["prefix-loose", "TNF-α1", "tnf al", [0, 5]],
    ["alias", "CD20", "cd20", [0, 4]],
    ["alias-loose", "Ki-67", "ki67", [0, 5]],
    ["alias-prefix", "Ki-67", "ki-6", [0, 4]],
    ["alias-prefix", "PD-L1", "pdl", [0, 4]],
    ["infix", "Gt(ROSA)26Sor", "rosa", [3, 4]],
    ["infix", "É-é", "é", [0, 1]],
    ["fuzzy", "BRCA1", "brac1", [0, 5]],
    ["fuzzy", "TP53INP1", "tpp53", [0, 4]],
    ["fuzzy", "BRCA1", "barc", [0, 3]],
    // ABCDEF is as near, but has not the digits of the query.
    ["fuzzy", "ABCDEFXY12", "abcdef12", [0, 10]],
    // White space of any kind folds to a space, unit for unit.
    ["prefix", "a\u3000b", "a b", [0, 3]],
    ["prefix", "a  b", "a b", null],
    ["prefix", "ﬁb", "fib", null],
    ["prefix", "e\u0301a", "éa", null],
    ["prefix", "İa", "i̇a", null],
  ])("%s %j by %j: %p", (tier, label, query, expected) => {
    const part = matchedPart(label, new Query(query), definitionOf(tier).part!);
    expect(part === undefined ? null : [part.offset, part.length]).toEqual(expected);
  });
});
