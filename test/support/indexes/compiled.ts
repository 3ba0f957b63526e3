/** Indexes made from a few rows in memory. */

import { compile } from "../../../src/compile/compile.ts";
import { Rows } from "../../../src/compile/rows.ts";
import type { IndexData, Provenance, SpeciesEntry } from "../../../src/format/document.ts";
import { encodeIndex } from "../../../src/format/index-file.ts";
import { IndexCatalogue } from "../../../src/lookup/index-catalogue.ts";
import { OpenIndex } from "../../../src/lookup/open-index.ts";
import { type Row, sourceRow } from "../data/rows.ts";

/** Constant, so that the same rows make the same file in every run. */
export const PROVENANCE: Provenance = {
  source: "file:genes.tsv",
  release: null,
  rows: { read: 6, repeated: 0, refused: {} },
  builder: "assembl 0.1.0",
  built: "2024-05-06T07:08:09Z",
};

/** A row with only a species and a label. */
export function labelRow(species: string, label: string): Row {
  return [species, label, null, null, null];
}

export function labelRows(species: Record<string, readonly string[]>): Row[] {
  return Object.entries(species).flatMap(([name, labels]) =>
    labels.map((label) => labelRow(name, label)),
  );
}

export function compileRows(rows: Iterable<Row>): IndexData {
  const taken = new Rows();
  for (const row of rows) taken.add(sourceRow(row));
  return compile(taken);
}

/** The bytes of an index file with these data. */
export function fileOf(data: IndexData): Uint8Array {
  return Buffer.concat(encodeIndex(data, PROVENANCE).parts);
}

export function indexOf(rows: Iterable<Row>): OpenIndex {
  return new OpenIndex(fileOf(compileRows(rows)));
}

export function catalogueOf(rows: Iterable<Row>): IndexCatalogue {
  return new IndexCatalogue(indexOf(rows));
}

export function speciesOf(index: OpenIndex, name: string): SpeciesEntry {
  const entry = index.species.find((species) => species.name === name);
  if (entry === undefined) throw new Error(`the index has no species ${name}`);
  return entry;
}
