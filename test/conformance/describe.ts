/** The conformance suite for all implementations of look-ups. */

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { fold } from "../../src/names/fold.ts";
import type { Row } from "../support/data/rows.ts";
import type { Answers, Folding, OpenAnswers } from "../support/reference/answers.ts";
import { ReferenceLabels, referenceGenes } from "../support/reference/labels.ts";
import { GENE_ROWS, LABELS, MANY_GENES, ROWS } from "./rows.ts";

const LIMITS = [1, 2, 5, 25, 1000];

/** Queries that no label begins with, although some would match if texts were compared too loosely. */
const OTHER_QUERIES = ["zzz", "brca22", "a%%", "_", "%", "\\", "a\\\\", "brca\u00002", "e", "ss"];

/** How implementations differ. */
interface Traits {
  /** How texts are folded before they are compared. */
  folding?: Folding;
  /** Fewer than LIMITS, if look-ups are slow. */
  limits?: readonly number[];
}

export function describeConformance(
  name: string,
  open: OpenAnswers,
  { folding = fold, limits = LIMITS }: Traits = {},
): void {
  describe(name, () => {
    describeLabels(open, folding, limits);
    describeGenes(open, folding);
  });
}

function describeLabels(open: OpenAnswers, folding: Folding, limits: readonly number[]): void {
  const opened = openForAll(open, ROWS);
  const references = new Map(
    [...Map.groupBy(ROWS, ([species]) => species!)].map(([species, rows]) => [
      species,
      new ReferenceLabels(
        rows.map(([, label]) => label!),
        folding,
      ),
    ]),
  );

  describe.each([...references.keys()])("%s", (species) => {
    test.each(Object.keys(LABELS))("finds every prefix of labels %s", async (kind) => {
      await expectReference(
        species,
        new Set(LABELS[kind]!.flatMap((label) => beginnings(folding(label)))),
      );
    });

    test("finds nothing for queries that no label begins with", async () => {
      await expectReference(species, OTHER_QUERIES);
    });
  });

  test("finds a label in any case", async () => {
    for (const query of ["C1ORF112", "c1Orf112", "SU(STE):cr42418", "SI:CH211-1A2.3", "Y_rna"]) {
      const [match] = await opened().matches("homo_sapiens", folding(query), 1);
      expect(match).toMatchObject({ tier: "exact" });
      expect(match!.label.toLowerCase()).toBe(query.toLowerCase());
    }
  });

  async function expectReference(species: string, queries: Iterable<string>): Promise<void> {
    for (const query of queries) {
      for (const limit of limits) {
        const expected = references.get(species)!.find(query, limit);
        const matches = await opened().matches(species, query, limit);
        expect({
          query,
          limit,
          labels: await opened().labels(species, query, limit),
          matches: matches.map(({ label, tier }) => ({ label, tier })),
        }).toEqual({
          query,
          limit,
          labels: expected.map(({ label }) => label),
          matches: expected,
        });
      }
    }
  }
}

function describeGenes(open: OpenAnswers, folding: Folding): void {
  const opened = openForAll(open, GENE_ROWS);
  const labels = [...new Set(GENE_ROWS.map((row) => `${row[0]} ${row[1]}`))];

  test.each(labels)("%s has its genes, in the order of the reference", async (of) => {
    const [species, label] = of.split(" ") as [string, string];
    const matches = await opened().matches(species, folding(label), 1000);
    const rows = GENE_ROWS.filter((row) => row[0] === species && row[1] === label);
    expect(matches.find((match) => match.label === label)!.genes).toEqual(referenceGenes(rows));
  });

  test("a label can have hundreds of genes", async () => {
    const [match] = await opened().matches("homo_sapiens", "y_rna", 1);
    expect(match!.genes).toHaveLength(MANY_GENES);
  });

  test("the gene on the chromosome comes before those on its alternative haplotypes", async () => {
    const [match] = await opened().matches("homo_sapiens", "hla-a", 1);
    expect(match!.genes[0]).toMatchObject({ chromosome: "6", start: 29941259 });
  });
}

function openForAll(open: OpenAnswers, rows: readonly Row[]): () => Answers {
  let answers: Answers | undefined;
  beforeAll(async () => {
    answers = await open(rows);
  });
  afterAll(async () => {
    await answers?.[Symbol.asyncDispose]();
  });
  return () => answers!;
}

/** The prefixes of a folded label with one to eight characters, and the whole label. */
function beginnings(folded: string): string[] {
  const characters = [...folded];
  const lengths = [1, 2, 3, 4, 5, 6, 7, 8].filter((length) => length < characters.length);
  return [...lengths, characters.length].map((length) => characters.slice(0, length).join(""));
}
