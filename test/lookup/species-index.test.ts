/** What the tiers are made of; `tiers.test.ts` compares whole answers with the plain reference. */

import { describe, expect, test } from "bun:test";
import { IndexError } from "../../src/errors.ts";
import type { FoundLabel } from "../../src/lookup/species-index.ts";
import { finish } from "../../src/lookup/steps.ts";
import type { Row } from "../support/data/rows.ts";
import { indexOf } from "../support/indexes/compiled.ts";

const H = "homo_sapiens";

const ROWS: Row[] = [
  [H, "HLA-A", "ENSG00000000005.2", "6:1-2", "otherfeatures"],
  [H, "HLA-A", "ENSG00000000003.1", "6:1-2", "core"],
  [H, "HLA-A", "ENSG00000000005.2", "6:3-4", "core"],
  [H, "HLAA", "ENSG00000000005.2", "7:1-2", "core", null, "Alpha1|ALPHA12|al-pha9", "5|HGNC:7"],
  [H, "BRCA2", "ENSG00000000005.2", "13:1-2", "core", 5, "FANCD1|alpha1", "675", "FANCB"],
  [H, "fancd1x", null, null, null],
];
const index = indexOf(ROWS);
const species = index.of(index.species[0]!);
const labels = (found: FoundLabel[]) => found.map(({ label }) => label);

describe("labels are found", () => {
  test("by their fold", () => {
    expect(labels(species.named("hla-a", 5))).toEqual(["HLA-A"]);
    expect(labels(species.startingWith("h", 5))).toEqual(["HLAA", "HLA-A"]);
    expect(labels(species.startingWith("h", 1))).toEqual(["HLAA"]);
    expect(species.named("hla", 5)).toEqual([]);
  });

  test("by their loose form", () => {
    expect(labels(species.looselyNamed("hlaa", 5))).toEqual(["HLAA", "HLA-A"]);
    expect(labels(species.looselyStartingWith("hla", 5))).toEqual(["HLAA", "HLA-A"]);
    expect(species.looselyNamed("hla", 5)).toEqual([]);
  });

  test("by what their fold contains", () => {
    expect(labels(finish(species.containing("cd", 5)))).toEqual(["fancd1x"]);
    expect(labels(finish(species.containing("a", 2)))).toEqual(["BRCA2", "HLAA"]);
  });

  test("by a beginning that is near", () => {
    expect(labels(finish(species.near("bcra2", 1, 5)))).toEqual(["BRCA2"]);
    expect(finish(species.near("bcra2", 0, 5))).toEqual([]);
  });

  test("by an alias, each with the best", () => {
    const found = [...species.aliasStartingWith("al", "al", 1)];
    expect(found.map(({ label, alias }) => [label, alias])).toEqual([
      ["BRCA2", "alpha1"],
      ["HLAA", "Alpha1"],
      ["HLAA", "al-pha9"],
      ["HLAA", "ALPHA12"],
    ]);
    expect([...species.aliased("alpha12", 1)]).toMatchObject([{ label: "HLAA", alias: "ALPHA12" }]);
    expect([...species.aliasStartingWith("al-", "al", 1)][0]).toMatchObject({ label: "BRCA2" });
    expect([...species.aliasStartingWith("al-", null, 1)]).toMatchObject([{ alias: "al-pha9" }]);
    expect([...species.looselyAliased("alpha9", 1)]).toMatchObject([{ alias: "al-pha9" }]);
    expect([...species.aliased("alpha", 1)]).toEqual([]);
  });

  test("by a former symbol, which is told from a synonym", () => {
    expect([...species.aliased("fancb", 1)]).toMatchObject([{ label: "BRCA2", former: true }]);
    expect([...species.aliased("fancd1", 1)][0]).not.toHaveProperty("former");
  });
});

test("a species without aliases finds nothing by them", () => {
  const plain = indexOf([[H, "A1", null, null, null]]);
  const only = plain.of(plain.species[0]!);
  expect([...only.aliasStartingWith("", null, 1)]).toEqual([]);
  expect([...only.aliased("a1", 1)]).toEqual([]);
});

describe("genes are found by their ids", () => {
  const genes = (found: FoundLabel[]) =>
    found.map(({ label, gene }) => [label, species.geneAt(gene!).stable_id]);

  test("whatever the version, in the order of their labels and within a label of its genes", () => {
    const query = "ENSG00000000005.9";
    expect(genes(species.identified(query.toLowerCase(), query))).toEqual([
      ["BRCA2", "ENSG00000000005.2"],
      ["HLAA", "ENSG00000000005.2"],
      ["HLA-A", "ENSG00000000005.2"],
      ["HLA-A", "ENSG00000000005.2"],
    ]);
    expect(genes(species.identified("ensg00000000003", ""))).toEqual([
      ["HLA-A", "ENSG00000000003.1"],
    ]);
    expect(species.identified("ensg0000000000", "")).toEqual([]);
  });

  test("in other databases, but for those who ask for stable ids", () => {
    expect(genes(species.identified("hgnc:7", ""))).toEqual([["HLAA", "ENSG00000000005.2"]]);
    expect(genes(species.identified("675", ""))).toEqual([["BRCA2", "ENSG00000000005.2"]]);
    expect(species.stablyIdentified("675", "")).toEqual([]);
    expect(species.geneInFull(species.identified("5", "")[0]!.gene!).other_ids).toEqual([
      "5",
      "HGNC:7",
    ]);
  });

  test("whose versions tell genes apart only with them", () => {
    const worm = indexOf([
      [H, "a", "ZC395.2", null, null],
      [H, "b", "ZC395.7", null, null],
    ]);
    const opened = worm.of(worm.species[0]!);
    expect(labels(opened.identified("zc395.7", ""))).toEqual(["b"]);
    expect(opened.identified("zc395", "")).toEqual([]);
    expect(opened.identified("zc395.3", "")).toEqual([]);
  });

  test("that begin with the query, each label once with its first", () => {
    const query = "ensg0000000000";
    expect(species.idStartingWith(query, query.length, 5)).toEqual([]);
    // All ids begin with this one and ten digits.
    const longer = "ensg00000000005.";
    expect(genes(species.idStartingWith(longer, longer.length, 5))).toEqual([
      ["HLAA", "ENSG00000000005.2"],
      ["BRCA2", "ENSG00000000005.2"],
      ["HLA-A", "ENSG00000000005.2"],
    ]);
    expect(species.idStartingWith(longer, longer.length, 1)).toHaveLength(1);
  });
});

test("a label's genes are those with its indexes", () => {
  const [hla] = species.named("hla-a", 1);
  const { first, end } = species.genesOf(hla!);
  expect(end - first).toBe(3);
  expect(species.geneAt(first)).toMatchObject({ stable_id: "ENSG00000000003.1", db: "core" });
  expect(species.geneAt(first + 2)).toMatchObject({ stable_id: "ENSG00000000005.2" });
});

test("a gene or a label that is not there is an IndexError", () => {
  expect(() => species.geneAt(ROWS.length)).toThrow(IndexError);
  expect(() => species.geneAt(-1)).toThrow(IndexError);
  expect(() => species.genesOf({ label: "X", number: 9, standing: 0 })).toThrow(IndexError);
});
