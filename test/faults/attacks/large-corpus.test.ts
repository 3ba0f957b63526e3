import { describe, expect, test } from "bun:test";
import { largeCorpus } from "../../support/data/large-corpus.ts";

const SIZE = { species: 420, rows: 60_000 };
const TAG = /^([a-z]+\d{4}|[A-Z]+_\d{5})$/;

const all = [...largeCorpus(SIZE)];
const isBacterium = (species: string) => species.includes("_gca_");

describe("the large corpus", () => {
  test("has as many species and rows as it is asked for", () => {
    expect(new Set(all.map(([species]) => species)).size).toBe(SIZE.species);
    expect(all.reduce((sum, [, genes]) => sum + genes.length, 0)).toBe(SIZE.rows);
  });

  test("is the same each time", () => {
    expect(Bun.deepEquals([...largeCorpus(SIZE)], all)).toBe(true);
  });

  test("has bacteria for two thirds of its rows", () => {
    const bacterial = all.filter(([species]) => isBacterium(species));
    const rows = bacterial.reduce((sum, [, genes]) => sum + genes.length, 0);
    expect(rows).toBe((SIZE.rows * 2) / 3);
  });

  test("has locus tags for four fifths of a bacterium's labels, none of them another species' label", () => {
    const bacterial = all.filter(([species]) => isBacterium(species));
    const tags = bacterial.flatMap(([, genes]) =>
      genes.filter(({ label, stableId }) => label === stableId).map(({ label }) => label),
    );
    expect(tags.every((tag) => TAG.test(tag))).toBe(true);
    expect(new Set(tags).size).toBe(tags.length);
    expect(tags.length / SIZE.rows).toBeWithin(0.51, 0.56);
  });

  test("gives each gene a stable id of its own", () => {
    const ids = all.flatMap(([, genes]) => genes.map(({ stableId }) => stableId));
    expect(new Set(ids).size).toBe(ids.length);
  });
});
