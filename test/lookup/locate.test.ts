import { describe, expect, test } from "bun:test";
import { inOneStep, type Question, UnknownSpecies } from "../../src/lookup/catalogue.ts";
import { IndexCatalogue } from "../../src/lookup/index-catalogue.ts";
import { locate } from "../../src/lookup/locate.ts";
import { finish } from "../../src/lookup/steps.ts";
import type { Row } from "../support/data/rows.ts";
import { indexOf } from "../support/indexes/compiled.ts";

const H = "homo_sapiens";
const NOWHERE = 50;

const ROWS: Row[] = [
  [H, "AB1", "ENSG00000000001", "1:10-20", "core"],
  [H, "AB2", "ENSG00000000002", null, "core"],
  [H, "AB3", "ENSG00000000003", "a contig", "core"],
  [H, "AB4", "ENSG00000000004", null, "core"],
  [H, "AB4", "ENSG00000000005", "a contig", "core"],
  [H, "AB4", "ENSG00000000006", "4:5-6", "otherfeatures"],
  [H, "ab4", "ENSG00000000007", "5:1-2", "core"],
  [H, "AB5", "ENSG00000000008", "a contig", "core"],
  [H, "AB5", "ENSG00000000009", "6:1-2", "otherfeatures"],
  [H, "GH1", null, null, null],
  [H, "GH1", null, "a contig", null],
  [H, "gh1", null, "9:1-2", null],
  ...Array.from({ length: NOWHERE }, (_, i): Row => [H, `CD${10 + i}`, null, null, null]),
  [H, "CD100", null, "7:1-2", null],
  [H, "CD101", null, "7:3-4", null],
  ...Array.from({ length: 450 }, (_, i): Row => [H, `EF${100 + i}`, null, null, null]),
  [H, "EF1000", null, "8:1-2", null],
];

/** A catalogue that notes how many suggestions, and the genes of which labels, were asked for. */
class NotingCatalogue extends IndexCatalogue {
  readonly limits: number[] = [];
  readonly lookedUp: string[] = [];

  override readonly stepwise = inOneStep(this);

  override genesByLabel(species: string, label: string) {
    this.lookedUp.push(label);
    return super.genesByLabel(species, label);
  }

  override suggest(species: readonly string[], question: Question) {
    this.limits.push(question.limit);
    return super.suggest(species, question);
  }
}

async function located(query: string, limit: number) {
  const catalogue = new NotingCatalogue(indexOf(ROWS));
  const question: Question = { query, limit, labelMinimum: 0, match: "prefix" };
  const answer = finish(locate(catalogue, ["human"], question));
  const found = answer.suggestions.map((each) => {
    const { label, tier, stable_id, chromosome, start, end, genes } = each;
    return `${label} ${tier} ${stable_id} ${chromosome}:${start}-${end} ${genes}`;
  });
  const { limits, lookedUp } = catalogue;
  return { answer, found, limits, lookedUp };
}

describe("a suggestion", () => {
  test("with a location is given as it is", async () => {
    const { answer } = await located("AB1", 5);
    expect(answer).toEqual(
      new IndexCatalogue(indexOf(ROWS)).suggest([H], {
        query: "AB1",
        limit: 5,
        labelMinimum: 0,
        match: "prefix",
      }),
    );
  });

  test("without one shows the first gene of its label that has one", async () => {
    const { answer, found } = await located("ab4", 5);
    expect(found).toEqual([
      "AB4 exact ENSG00000000006 4:5-6 3",
      "ab4 exact ENSG00000000007 5:1-2 1",
    ]);
    expect(answer.suggestions[0]).toMatchObject({ db: "otherfeatures", offset: 0, length: 3 });
    const [contig] = (await located("ab5", 5)).answer.suggestions;
    expect(contig).toMatchObject({ stable_id: "ENSG00000000009", chromosome: "6" });
    expect(contig).not.toHaveProperty("location");
  });

  test("without one is left out if no gene of its label has one", async () => {
    expect((await located("ab2", 5)).found).toEqual([]);
    const { found, lookedUp } = await located("ab3", 5);
    expect(found).toEqual([]);
    // The label has no other gene.
    expect(lookedUp).toEqual([]);
  });

  test("without one is not given the location of another spelling", async () => {
    expect((await located("gh1", 5)).found).toEqual(["gh1 exact undefined 9:1-2 1"]);
  });

  test("by a stable id stands for its own gene alone", async () => {
    expect((await located("ENSG00000000004", 5)).found).toEqual([]);
    expect((await located("ENSG00000000006", 5)).found).toEqual(["AB4 id ENSG00000000006 4:5-6 3"]);
  });
});

describe("suggestions that are left out", () => {
  test("are made up for by later ones, of four times as many each time", async () => {
    expect((await located("cd", 1)).found).toEqual(["CD100 prefix undefined 7:1-2 1"]);
    const { found, limits } = await located("cd", 2);
    expect(found).toEqual(["CD100 prefix undefined 7:1-2 1", "CD101 prefix undefined 7:3-4 1"]);
    expect(limits).toEqual([2, 8, 32, 128]);
  });

  test("are made up for as far as there are others", async () => {
    const { found, limits } = await located("cd", 3);
    expect(found).toHaveLength(2);
    expect(limits).toEqual([3, 12, 48, 192]);
  });

  test("are made up for from the first 400 alone", async () => {
    const { found, limits } = await located("ef", 10);
    expect(found).toEqual([]);
    expect(limits).toEqual([10, 40, 160, 400]);
  });

  test("are none if there are enough", async () => {
    const { found, limits } = await located("ab", 1);
    expect(found).toHaveLength(1);
    expect(limits).toEqual([1]);
  });
});

test("an unknown species is the catalogue's error", async () => {
  const catalogue = new IndexCatalogue(indexOf(ROWS));
  const question: Question = { query: "ab", limit: 1, labelMinimum: 0, match: "prefix" };
  expect(() => finish(locate(catalogue, ["martian"], question))).toThrow(UnknownSpecies);
});
