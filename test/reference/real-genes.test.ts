/** The examples of the contract over all human genes of Ensembl, and each kind of name asked for by itself. */

import { describe, expect, test } from "bun:test";
import { fold, loose } from "./names.ts";
import { realGenesOf } from "./real-genes.ts";
import { type Options, referenceOf } from "./reference.ts";

const SPECIES = "homo_sapiens";
const genes = realGenesOf(SPECIES);
const reference = referenceOf(genes);

const suggest = (query: string, options?: Options) => reference.suggest([SPECIES], query, options);
const labels = (query: string, options?: Options) =>
  suggest(query, options).map((one) => one.label);
const taken = (name: string) => reference.resolve(SPECIES, name).taken.map(({ label }) => label);

const everyNth = <T>(all: readonly T[], step: number) => all.filter((_, at) => at % step === 0);

/** The spellings of a name that have its fold. */
const spellings = (name: string) =>
  [name, name.toLowerCase(), name.toUpperCase()].filter((one) => fold(one) === fold(name));

describe("of all human genes", () => {
  test.each([
    ["brc", ["BRCA1", "BRCA2", "BRCC3", "ICE2", "BLID"]],
    ["CD20", ["MS4A1", "CD200", "CD207", "CD209", "CD200R1"]],
    ["MLL", ["MLLT1", "MLLT3", "MLLT6", "MLLT10", "MLLT11"]],
    ["CD10", ["MME", "CD101", "CD109", "CD101-AS1", "CD109-AS1"]],
    ["P-gp", ["ABCB1", "PGP", "PGPEP1", "PGPEP1L", "CD44"]],
    ["MIB-1", ["MKI67", "MIB1"]],
    ["RNU68", ["SNORA68", "RNU6-8", "RNU6-80P", "RNU6-81P", "RNU6-82P"]],
    ["KI67", ["MKI67"]],
    ["NAV1_7", ["SCN9A"]],
    ["CKIT", ["KIT"]],
    ["PD\u2013L1", ["CD274"]],
    ["IL\u20118", ["CXCL8", "CXCR1", "CXCR2"]],
    ["TNFα", ["TNF"]],
    ["NF-κB", ["NFKB1"]],
    ["nkx25", ["NKX2-5"]],
    ["hlaa", ["HLA-A"]],
    ["T", ["TBXT"]],
    ["--", []],
    ["insulin rec", ["INSR", "IRS1", "IRS2", "IRS4", "INSRR"]],
    ["ensg00000139618.12", ["BRCA2"]],
    ["ENSG0000013961", ["CELA1", "SMARCC2", "BRCA2"]],
  ])("%s suggests %j", (query, expected) => {
    const found = labels(query, { limit: 5 });
    expect(found).toEqual(expected);
  });

  test.each([
    ["egrf", "EGFR"],
    ["apeo", "APOE"],
    ["brac1", "BRCA1"],
    ["tpp53", "TP53"],
  ])("%s is misspelt %s", (query, label) => {
    expect(labels(query, { match: "fuzzy", limit: 1 })).toEqual([label]);
  });

  test("MLL goes to KMT2A when Enter is pressed, and is taken for it", () => {
    expect(suggest("MLL").find(({ label }) => label === "KMT2A")).toMatchObject({ tier: "alias" });
    expect(reference.locate([SPECIES], "MLL", { limit: 2 }).map(({ label }) => label)).toEqual([
      "KMT2A",
      "MLLT1",
    ]);
    expect(taken("MLL")).toEqual(["KMT2A"]);
  });

  test("resolve takes no other runs of digits and no dates", () => {
    expect(taken("hlaa")).toEqual(["HLA-A"]);
    expect(taken("nkx25")).toEqual([]);
    expect(taken("OCT-4")).toEqual(["POU5F1"]);
    const offered = (name: string) => {
      const { taken, suggestions = [] } = reference.resolve(SPECIES, name, { limit: 2 });
      expect(taken).toEqual([]);
      return suggestions.map(({ label }) => label);
    };
    expect(offered("nkx25")).toEqual(["NKX2-5"]);
    expect(offered("1-Mar")).toEqual(["MARCHF1", "MTARC1"]);
    expect(offered("Mar-01")).toEqual(["MARCHF1", "MTARC1"]);
    expect(offered("2-Sep")).toEqual(["SEPTIN2", "SEPTIN6"]);
  });

  test("labels typed whole come first, in any case", () => {
    for (const { label } of everyNth(genes, 101)) {
      for (const query of spellings(label)) {
        const [first] = suggest(query, { limit: 1, labelMinimum: 1 });
        expect(first!.tier).toBe("exact");
        expect(fold(first!.label)).toBe(fold(label));
      }
    }
  });

  test("aliases of four letters and more come behind labels and other aliases alone", () => {
    const named = genes.flatMap(({ label, aliases }) =>
      aliases.map(({ name }) => ({ label, name })),
    );
    for (const { label, name } of everyNth(named, 101)) {
      if (fold(name)!.length < 4) continue;
      const suggestions = suggest(name, { limit: 20 });
      const end = suggestions.findIndex((one) => one.label === label);
      expect(end).not.toBe(-1);
      const tiers = suggestions.slice(0, end + 1).map(({ tier }) => tier);
      expect(tiers.filter((tier) => tier !== "exact" && tier !== "alias")).toEqual([]);
      const [first] = reference.locate([SPECIES], name, { limit: 1 });
      expect(first!.label).toBe(suggestions[0]!.label);
    }
  });

  test("loose forms of labels bring them as whole names", () => {
    for (const { label } of everyNth(genes, 101)) {
      const query = loose(fold(label)!)!;
      const found = suggest(query, { labelMinimum: 1 }).find((one) => one.label === label);
      expect(["exact", "alias", "exact-loose"]).toContain(found!.tier);
    }
  });

  test("stable ids bring one gene, with and without a version", () => {
    for (const gene of everyNth(genes, 101)) {
      for (const id of [gene.stableId!, gene.stableId!.toLowerCase(), `${gene.stableId}.7`]) {
        const [first, ...others] = suggest(id);
        expect(first!.genes).toEqual([gene]);
        expect(others).toEqual([]);
        expect(reference.genesByStableId([SPECIES], id)).toEqual([gene]);
      }
    }
  });
});
