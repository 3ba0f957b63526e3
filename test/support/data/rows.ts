/** What tests ask of a source: its rows, or how it fails. */

import { expect } from "bun:test";
import { byField } from "../../../src/columns/gene-fields.ts";
import { SourceError } from "../../../src/errors.ts";
import type { RowSink, Source, SourceRow } from "../../../src/sources/source.ts";

/** species, display label, stable id, location, db; perhaps a weight, and aliases with `|` between them. */
export type Row = [
  species: string | null,
  label: string | null,
  stableId: string | null,
  location: string | null,
  db: string | null,
  weight?: number | null,
  aliases?: string | null,
];

/** Columns that every row has. */
const GENE_COLUMNS = 5;

/** A sink that keeps its rows. */
export class RowList implements RowSink {
  readonly rows: Row[] = [];

  /** A row ends with what it has: most have neither weight nor aliases. */
  add({ species, displayLabel, gene, weight, aliases }: SourceRow): void {
    const { stableId, location, db } = gene;
    const row = [species, displayLabel, stableId, location, db, weight, aliases];
    const last = row.findLastIndex((value, i) => i < GENE_COLUMNS || value !== null);
    this.rows.push(row.slice(0, last + 1) as Row);
  }
}

/** The row that a source hands on. */
export function sourceRow([
  species,
  displayLabel,
  stableId,
  location,
  db,
  ...rest
]: Row): SourceRow {
  const [weight = null, aliases = null] = rest;
  return {
    species,
    displayLabel,
    gene: { ...byField(() => null), stableId, location, db },
    weight,
    aliases,
  };
}

/** All rows of a source. */
export async function rowsOf(source: Source): Promise<Row[]> {
  const list = new RowList();
  await source.read(list);
  return list.rows;
}

/** The SourceError that reading ends with: one line, as the command line shows it. */
export async function failureOf(
  source: Source,
  sink: RowSink = new RowList(),
): Promise<SourceError> {
  const error = await source.read(sink).then(
    () => null,
    (error: unknown) => error,
  );
  expect(error).toBeInstanceOf(SourceError);
  const failure = error as SourceError;
  expect(failure.message).not.toContain("\n");
  return failure;
}
