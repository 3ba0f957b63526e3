import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Gene } from "../../src/columns/gene-field.ts";
import { parseLocation } from "../../src/columns/location-field.ts";
import { anyLabel } from "../support/data/labels.ts";
import type { Row } from "../support/data/rows.ts";
import { catalogueOf, compileRows, fileOf } from "../support/indexes/compiled.ts";

const RUNS = 50;

const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { freq: 4 });
const writable = fc
  .oneof(fc.string(), fc.string({ unit: "binary" }))
  .filter((text) => !/\p{Cc}/u.test(text));

const anyRow: fc.Arbitrary<Row> = fc.tuple(
  fc.constantFrom("danio_rerio", "homo_sapiens"),
  anyLabel,
  orNull(fc.oneof(fc.constantFrom("ENSG1", "ENSG1.2", "ENSG02", "X"), writable)),
  orNull(fc.oneof(fc.constantFrom("1:2-3", "1:2-4", "MT:5-6", "?", "=1:2-3"), writable)),
  orNull(fc.constantFrom("core", "otherfeatures", "=", "?")),
);
const anyRows = fc.array(anyRow, { minLength: 1, maxLength: 40 });
/** Rows that also have weights, aliases, other ids and former symbols. */
const anyAnnotatedRows = fc.array(
  fc
    .tuple(
      anyRow,
      orNull(fc.constantFrom(0, 1, 100)),
      orNull(fc.constantFrom("p53", "p53|LFS1", "A", "a|b|β")),
      orNull(fc.constantFrom("675", "HGNC:1|675", "675|HGNC:1")),
      orNull(fc.constantFrom("p53", "MLL|a")),
    )
    .map(([[species, label, stableId, location, db], ...annotations]): Row => {
      return [species, label, stableId, location, db, ...annotations];
    }),
  { minLength: 1, maxLength: 40 },
);

test("the same rows in any order give the same bytes", () => {
  const withShuffled = fc
    .oneof(anyRows, anyAnnotatedRows)
    .chain((rows) =>
      fc.tuple(
        fc.constant(rows),
        fc.shuffledSubarray(rows, { minLength: rows.length, maxLength: rows.length }),
      ),
    );
  fc.assert(
    fc.property(withShuffled, ([rows, shuffled]) => {
      expect(fileOf(compileRows(shuffled))).toEqual(fileOf(compileRows(rows)));
    }),
    { numRuns: 2 * RUNS },
  );
});

describe("genes", () => {
  test("are found by their label, with everything that their rows give", async () => {
    await fc.assert(
      fc.asyncProperty(anyRows, async (rows) => {
        const catalogue = catalogueOf(rows);
        for (const [species, label] of rows) {
          const found = catalogue.genesByLabel(species!, label!);
          const genes = found.filter((gene) => gene.label === label);
          const ofLabel = rows.filter((row) => row[0] === species && row[1] === label);
          expect(new Set(genes.map(written))).toEqual(
            new Set(ofLabel.map(([, , ...gene]) => JSON.stringify(gene))),
          );
        }
      }),
      { numRuns: RUNS },
    );
  });

  test("that are repeated are kept once, and counted", () => {
    const row: Row = ["homo_sapiens", "BRCA2", "ENSG00000139618", "13:1-2", "core"];
    const data = compileRows([
      row,
      row,
      ["homo_sapiens", "BRCA2", "ENSG00000139618.2", "13:1-2", "core"],
    ]);
    expect(data.species).toMatchObject([{ labels: 1, genes: 2 }]);
    expect(data).toMatchObject({ repeated: 1 });
  });
});

/** A gene in the columns of its row. */
function written({ stable_id, chromosome, start, end, location, db }: Gene): string {
  const place = chromosome === undefined ? location : `${chromosome}:${start}-${end}`;
  if (location !== undefined) expect(parseLocation(location)).toBeNull();
  return JSON.stringify([stable_id ?? null, place ?? null, db ?? null]);
}
