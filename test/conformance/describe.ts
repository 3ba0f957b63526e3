/** The conformance suite for all catalogues: fixed rows, and generated ones. */

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import fc from "fast-check";
import { cases } from "../reference/generators.ts";
import { fold } from "../reference/names.ts";
import { type Mode, WITH_INDEX } from "../reference/reference.ts";
import type { Row } from "../support/data/rows.ts";
import { type Asked, Judge, referenceGenes, uniqueGenes } from "./judge.ts";
import { GENE_ROWS, LABELS, MANY_GENES, ROWS } from "./rows.ts";

const LIMITS = [1, 2, 5, 25, 1000];
const PROPERTY = { numRuns: 25 };
/** Code points of a label or id, at most: a build refuses longer ones. */
const LONGEST_TEXT = 255;

/** Queries that no label begins with, although some would match if texts were compared too loosely. */
const OTHER_QUERIES = ["zzz", "brca22", "a%%", "_", "%", "\\", "a\\\\", "brca\u00002", "e", "ss"];

/** Opens a catalogue of some rows. */
export type OpenCatalogue = (rows: readonly Row[]) => Promise<Opened>;

export interface Opened extends AsyncDisposable {
  catalogue: Asked;
}

/** How catalogues differ. */
interface Traits {
  mode?: Mode;
  /** Fewer than LIMITS and PROPERTY, if look-ups are slow. */
  limits?: readonly number[];
  property?: fc.Parameters<[GeneratedCase]>;
  /** Called with every generated case, for what is to be compared besides. */
  also?: (opened: Opened, asked: GeneratedCase) => Promise<void>;
}

/** Rows of genes, and what is asked of them. */
export interface GeneratedCase {
  species: readonly string[];
  rows: Row[];
  queries: string[];
}

export function describeConformance(
  name: string,
  open: OpenCatalogue,
  { mode = WITH_INDEX, limits = LIMITS, property = PROPERTY, also = async () => {} }: Traits = {},
): void {
  describe(name, () => {
    describeLabels(open, mode, limits);
    describeGenes(open, mode);

    test("answers generated names and ids, Greek, separators and ignorable characters among them, as the reference does", async () => {
      await fc.assert(
        fc.asyncProperty(generatedCases, async (asked) => {
          await using opened = await open(asked.rows);
          const judge = new Judge(referenceGenes(asked.rows), opened.catalogue, mode);
          const known = [...new Set(asked.rows.map(([species]) => species!))];
          for (const query of asked.queries) {
            await judge.expectSuggestions(known, query, { limits });
            await judge.expectLocated(known, query, 25);
            await judge.expectGenesById(known, query);
            for (const species of known) {
              await judge.expectResolution(species, query);
              await judge.expectGenesByLabel(species, query);
            }
          }
          await also(opened, { ...asked, species: known });
        }),
        property,
      );
    });
  });
}

/** As a table of a database can hold them: without aliases, weights and other ids. */
const generatedCases: fc.Arbitrary<GeneratedCase> = cases()
  .map(({ species, genes, queries }) => ({
    species,
    queries: queries.map((query) => query.toWellFormed()),
    rows: uniqueGenes(
      genes.map(({ species, label, stableId }): Row => [species, label, stableId, null, null]),
    ).filter(([, label, id]) => isAccepted(label!) && (id === null || isAccepted(id))),
  }))
  .filter(({ rows }) => rows.length > 0);

const isAccepted = (text: string) =>
  [...text].length <= LONGEST_TEXT && !/^[\s\p{Default_Ignorable_Code_Point}]*$/u.test(text);

function describeLabels(open: OpenCatalogue, mode: Mode, limits: readonly number[]): void {
  const opened = openForAll(open, ROWS);
  const judge = () => new Judge(referenceGenes(ROWS), opened().catalogue, mode);
  const asked = { limits, labelMinimums: [0] };

  describe.each([...new Set(ROWS.map(([species]) => species!))])("%s", (species) => {
    test.each(Object.keys(LABELS))("finds every prefix of labels %s", async (kind) => {
      const own = judge();
      for (const query of new Set(LABELS[kind]!.flatMap((label) => beginnings(label, mode)))) {
        await own.expectSuggestions([species], query, asked);
      }
    });

    test("finds nothing for queries that no label begins with", async () => {
      const own = judge();
      for (const query of OTHER_QUERIES) await own.expectSuggestions([species], query, asked);
    });
  });

  test("finds a label in any case", async () => {
    for (const query of ["C1ORF112", "c1Orf112", "SU(STE):cr42418", "SI:CH211-1A2.3", "Y_rna"]) {
      const question = { query, limit: 1, labelMinimum: 0, match: "prefix" } as const;
      const { suggestions } = await opened().catalogue.suggest(["homo_sapiens"], question);
      expect(suggestions).toMatchObject([{ tier: "exact" }]);
      expect(suggestions[0]!.label.toLowerCase()).toBe(query.toLowerCase());
    }
  });
}

function describeGenes(open: OpenCatalogue, mode: Mode): void {
  const opened = openForAll(open, GENE_ROWS);
  const labels = [...new Set(GENE_ROWS.map((row) => `${row[0]} ${row[1]}`))];

  test.each(labels)("%s has its genes, in the order of the reference", async (of) => {
    const [species, label] = of.split(" ") as [string, string];
    const judge = new Judge(referenceGenes(GENE_ROWS), opened().catalogue, mode);
    await judge.expectGenesByLabel(species, label);
  });

  test("a label can have hundreds of genes", async () => {
    expect(await opened().catalogue.genesByLabel("homo_sapiens", "y_rna")).toHaveLength(MANY_GENES);
  });

  test("the gene on the chromosome comes before those on its alternative haplotypes", async () => {
    const [gene] = await opened().catalogue.genesByLabel("homo_sapiens", "hla-a");
    expect(gene).toMatchObject({ chromosome: "6", start: 29941259 });
  });
}

function openForAll(open: OpenCatalogue, rows: readonly Row[]): () => Opened {
  let opened: Opened | undefined;
  beforeAll(async () => {
    opened = await open(rows);
  });
  afterAll(async () => {
    await opened?.[Symbol.asyncDispose]();
  });
  return () => opened!;
}

/** The prefixes of a folded label with one to eight characters, and the whole label. */
function beginnings(label: string, { folding }: Mode): string[] {
  const characters = [...(fold(label, folding) ?? "")];
  const lengths = [1, 2, 3, 4, 5, 6, 7, 8].filter((length) => length < characters.length);
  return [...lengths, characters.length].map((length) => characters.slice(0, length).join(""));
}
